//! Errors, collected so that one run reports them all.

use syn::Error;

/// Collects errors.
#[derive(Default)]
pub(crate) struct Report(Option<Error>);

impl Report {
    /// Adds an error.
    pub(crate) fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    /// Adds an error with a message, at the span of the tokens.
    pub(crate) fn error(&mut self, at: impl quote::ToTokens, message: impl std::fmt::Display) {
        self.add(Error::new_spanned(at, message));
    }

    /// The value, or all errors.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Error> {
        match self.0 {
            Some(errors) => Err(errors),
            None => Ok(value),
        }
    }
}
