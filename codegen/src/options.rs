//! What a user may choose.

/// How the generated files look and what they import.
#[derive(Debug, Clone)]
pub struct Options {
    /// Ending of imported modules. `.js` is what Node and browsers resolve; some
    /// bundlers' set-ups want none.
    pub extension: String,
    /// Folder or package of the runtime, as imports name it.
    pub runtime: String,
    /// Lines put below the preamble of each file, e.g. a licence.
    pub header: String,
    /// Whether to write hooks for React.
    pub react: bool,
    /// What is demanded of 64-bit integers.
    pub bigints: Bigints,
}

/// What is demanded of 64-bit integers. Each is a `bigint` where its contract says
/// `#[contract(bigint)]`, and a range-checked `number` elsewhere; this holds contracts to a
/// rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bigints {
    /// Nothing: each contract decides.
    #[default]
    AsMarked,
    /// All are marked, so that no value is ever too large for TypeScript.
    Always,
    /// None is marked, so that values can go through `JSON.stringify` and into arithmetic.
    Never,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            extension: ".js".to_owned(),
            runtime: "..".to_owned(),
            header: String::new(),
            react: true,
            bigints: Bigints::AsMarked,
        }
    }
}

impl Options {
    /// The specifier of a module of the runtime.
    pub(crate) fn runtime(&self, module: &str) -> String {
        format!("{}/{module}{}", self.runtime, self.extension)
    }

    /// The specifier of another generated module.
    pub(crate) fn sibling(&self, module: &str) -> String {
        format!("./{module}{}", self.extension)
    }
}
