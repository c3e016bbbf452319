//! What a call across the boundary came to.

/// The result of a call, as the number that crosses the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Outcome {
    /// It is done; or, asked for a value, there is none.
    Done = 0,
    /// The value is in the scratch frame.
    Frame = 1,
    /// The value is JSON text, to be taken with [`take_text`](crate::scratch::take_text).
    Text = 2,
    /// The reader fell behind; slot 0 says by how many values.
    Lagged = 3,
    /// The reader, the record or the database is gone.
    Closed = 4,
    /// The value breaks its contract; a [`Violation`](crate::Violation) waits as text.
    Violation = 5,
    /// The frame was not understood; text will be.
    Malformed = 6,
}
