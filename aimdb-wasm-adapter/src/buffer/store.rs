//! The state of a buffer, without wakers being woken or values being dropped in it.

use core::cell::Cell;

use aimdb_core::buffer::BufferCfg;
use aimdb_core::DbError;

use super::ring::{At, Displaced, Ring};
use crate::waiters::{Key, Waiters};

pub(super) struct State<T> {
    store: Store<T>,
    end: End,
    /// The readers, each with its cursor: the position of its next value in a ring,
    /// the version it has seen of a SingleLatest.
    pub(super) readers: Waiters<Cell<u64>>,
}

enum Store<T> {
    Ring(Ring<T>),
    Latest { value: Option<T>, version: u64 },
    Mailbox { value: Option<T> },
}

/// How a buffer ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Open,
    /// The buffer is gone; readers are told what tokio tells them.
    Dropped,
    /// Closed on purpose; readers of every kind are told.
    Closed,
}

/// A value read: in its place, or taken out of the mailbox.
pub(super) enum Read<'a, T> {
    Seen(&'a T),
    Taken(T),
}

/// Why nothing was read.
pub(super) enum Miss {
    Empty,
    Lagged(u64),
    Closed,
}

/// Who asks. They differ where a SingleLatest has ended with a value unread.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    Recv,
    TryRecv,
}

impl<T> State<T> {
    pub(super) fn new(cfg: &BufferCfg) -> Self {
        Self {
            store: match cfg {
                BufferCfg::SpmcRing { capacity } => Store::Ring(Ring::new(*capacity)),
                BufferCfg::SingleLatest => Store::Latest {
                    value: None,
                    version: 0,
                },
                BufferCfg::Mailbox => Store::Mailbox { value: None },
            },
            end: End::Open,
            readers: Waiters::new(),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, new: T) -> Displaced<T> {
        if self.end != End::Open {
            return Displaced::value(Some(new));
        }
        match &mut self.store {
            Store::Ring(ring) if self.readers.is_empty() => ring.push_unread(new),
            Store::Ring(ring) => ring.push(new, self.readers.iter().map(Cell::get)),
            Store::Latest { value, version } => {
                *version += 1;
                Displaced::value(value.replace(new))
            }
            Store::Mailbox { value } => Displaced::value(value.replace(new)),
        }
    }

    /// The bound of the round of waking that a push has to follow up with, if anyone waits.
    #[inline]
    pub(super) fn wake_round(&self) -> Option<u64> {
        self.readers.anyone_queued().then(|| self.readers.ticket())
    }

    pub(super) fn newest(&self) -> Option<&T> {
        match &self.store {
            Store::Ring(ring) => ring.newest(),
            Store::Latest { value, .. } | Store::Mailbox { value } => value.as_ref(),
        }
    }

    /// Ends the buffer and says up to which ticket readers are to be woken.
    pub(super) fn end(&mut self, end: End) -> u64 {
        if self.end == End::Open {
            self.end = end;
        }
        if self.ended() {
            self.readers.ticket()
        } else {
            0
        }
    }

    /// Whether readers that have drained the buffer are told that it ended.
    fn ended(&self) -> bool {
        match self.end {
            End::Open => false,
            End::Dropped => !self.is_mailbox(),
            End::Closed => true,
        }
    }

    pub(super) fn is_mailbox(&self) -> bool {
        matches!(self.store, Store::Mailbox { .. })
    }

    pub(super) fn kind(&self) -> &'static str {
        match self.store {
            Store::Ring(_) => "SpmcRing",
            Store::Latest { .. } => "SingleLatest",
            Store::Mailbox { .. } => "Mailbox",
        }
    }

    /// What the errors call the buffer: the tokio primitive's name, as in `TokioBuffer`.
    fn name(&self) -> &'static str {
        match self.store {
            Store::Ring(_) => "broadcast",
            Store::Latest { .. } => "watch",
            Store::Mailbox { .. } => "mailbox",
        }
    }

    pub(super) fn register(&mut self) -> Key {
        let cursor = match &self.store {
            Store::Ring(ring) => ring.tail(),
            Store::Latest { version, .. } => *version,
            Store::Mailbox { .. } => 0,
        };
        self.readers.insert(Cell::new(cursor))
    }

    /// Lets go of what only a reader needed, after the last one has gone.
    pub(super) fn shrink(&mut self) -> Vec<Option<T>> {
        match &mut self.store {
            Store::Ring(ring) if self.readers.is_empty() => ring.shrink(),
            _ => Vec::new(),
        }
    }

    pub(super) fn holds_mail(&self) -> bool {
        matches!(&self.store, Store::Mailbox { value: Some(_) })
    }

    pub(super) fn take_mail(&mut self) -> Option<T> {
        match &mut self.store {
            Store::Mailbox { value } => value.take(),
            _ => None,
        }
    }

    /// The reader's next value in its place, the reader's cursor moved past it. Not
    /// for a mailbox.
    #[inline]
    pub(super) fn see(&self, key: Key, asking: Asking) -> Result<&T, Miss> {
        let Some(cursor) = self.readers.get(key) else {
            return Err(Miss::Closed);
        };
        match &self.store {
            Store::Ring(ring) => match ring.locate(cursor.get()) {
                At::Value => {
                    let position = cursor.get();
                    cursor.set(position + 1);
                    ring.get(position).ok_or(Miss::Empty)
                }
                At::Lagged(missed) => {
                    cursor.set(cursor.get() + missed);
                    Err(Miss::Lagged(missed))
                }
                At::End => Err(self.nothing()),
            },
            Store::Latest { value, version } => {
                // `watch::Receiver::has_changed` puts the end before the news.
                if asking == Asking::TryRecv && self.end != End::Open {
                    return Err(Miss::Closed);
                }
                if cursor.get() == *version {
                    return Err(self.nothing());
                }
                cursor.set(*version);
                value.as_ref().ok_or(Miss::Closed)
            }
            Store::Mailbox { .. } => Err(self.nothing()),
        }
    }

    /// Shows the next values of a ring, oldest first, as long as `look` takes them, and
    /// moves the cursor past those it took. `None` if there is none to show.
    pub(super) fn see_while(
        &self,
        key: Key,
        most: u32,
        mut look: impl FnMut(&T) -> bool,
    ) -> Option<u32> {
        let (Store::Ring(ring), Some(cursor)) = (&self.store, self.readers.get(key)) else {
            return Some(0);
        };
        let start = cursor.get();
        match ring.locate(start) {
            At::End => return None,
            At::Lagged(_) => return Some(0),
            At::Value => {}
        }
        let end = ring.tail().min(start + u64::from(most));
        let taken = (start..end)
            .take_while(|position| ring.get(*position).is_some_and(&mut look))
            .count();
        cursor.set(start + taken as u64);
        Some(taken as u32)
    }

    #[inline]
    pub(super) fn nothing(&self) -> Miss {
        if self.ended() {
            Miss::Closed
        } else {
            Miss::Empty
        }
    }

    /// Whether asking again would give something else than `Miss::Empty`.
    pub(super) fn has_news(&self, key: Key) -> bool {
        self.ended()
            || match (&self.store, self.readers.get(key)) {
                (Store::Mailbox { value }, _) => value.is_some(),
                (Store::Ring(ring), Some(cursor)) => cursor.get() != ring.tail(),
                (Store::Latest { version, .. }, Some(cursor)) => cursor.get() != *version,
                (_, None) => true,
            }
    }

    /// The engine's error for a miss. Its fields depend on the engine's `std` feature,
    /// which is on for every target but wasm.
    #[cold]
    pub(super) fn error(&self, miss: Miss) -> DbError {
        let name = self.name();
        #[cfg(not(target_arch = "wasm32"))]
        let error = match miss {
            Miss::Empty => DbError::BufferEmpty,
            Miss::Lagged(lag_count) => DbError::BufferLagged {
                lag_count,
                buffer_name: name.to_string(),
            },
            Miss::Closed => DbError::BufferClosed {
                buffer_name: name.to_string(),
            },
        };
        #[cfg(target_arch = "wasm32")]
        let error = match miss {
            Miss::Empty => DbError::BufferEmpty,
            Miss::Lagged(lag_count) => DbError::BufferLagged {
                lag_count,
                _buffer_name: (),
            },
            Miss::Closed => DbError::BufferClosed { _buffer_name: () },
        };
        let _ = name;
        error
    }
}
