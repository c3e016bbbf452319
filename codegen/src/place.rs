//! Where in a frame generated code is: a known distance behind the variable `at`.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::names;

/// The names in use when a block began.
pub(crate) struct Scope(BTreeSet<String>);

/// Writes the code of one function that walks over a frame.
#[derive(Default)]
pub(crate) struct Place {
    /// Slots behind `at`.
    ahead: usize,
    /// Whether one-slot steps move `at` at once.
    moving: bool,
    locals: BTreeSet<String>,
}

impl Place {
    /// The slot's expression, with nothing known behind it.
    pub(crate) fn here(&self) -> String {
        match self.ahead {
            0 => "at".to_owned(),
            n => format!("at + {n}"),
        }
    }

    /// The slot's expression; moves on by a known number of slots.
    pub(crate) fn step(&mut self, slots: usize) -> String {
        if self.moving && slots == 1 && self.ahead == 0 {
            return "at++".to_owned();
        }
        let here = self.here();
        self.ahead += slots;
        here
    }

    /// Makes `at` itself the place, for what varies in size.
    pub(crate) fn settle(&mut self, code: &mut Code) {
        if self.ahead > 0 {
            code.line(format!("at += {};", self.ahead));
            self.ahead = 0;
        }
    }

    /// Says whether what follows is one value after which `at` must be the place.
    pub(crate) fn moving(&mut self, moving: bool) -> bool {
        std::mem::replace(&mut self.moving, moving)
    }

    /// `at` was set behind a value.
    pub(crate) fn reset(&mut self) {
        self.ahead = 0;
    }

    /// Begins a block: the names declared in it are free again after [`Place::leave`].
    pub(crate) fn enter(&self) -> Scope {
        Scope(self.locals.clone())
    }

    /// Ends a block.
    pub(crate) fn leave(&mut self, scope: Scope) {
        self.locals = scope.0;
    }

    /// A variable's name that is free in this function.
    pub(crate) fn local(&mut self, name: &str, rust: &str) -> String {
        let mut local = names::local(name, rust);
        while !self.locals.insert(local.clone()) {
            local.push('_');
        }
        local
    }

    /// A name of our own choice for a variable, numbered if taken.
    pub(crate) fn fresh(&mut self, name: &str) -> String {
        let mut local = name.to_owned();
        let mut n = 1;
        while !self.locals.insert(local.clone()) {
            n += 1;
            local = format!("{name}{n}");
        }
        local
    }
}
