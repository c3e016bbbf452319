//! Lines of TypeScript, indented, and what they import.

use std::collections::{BTreeMap, BTreeSet};

use crate::names;
use crate::options::Options;

/// Names imported from one module.
#[derive(Default)]
struct Import {
    values: BTreeSet<String>,
    types: BTreeSet<String>,
}

/// A module being written.
#[derive(Default)]
pub(crate) struct Code {
    lines: Vec<String>,
    depth: usize,
    imports: BTreeMap<String, Import>,
}

impl Code {
    /// Adds a line.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        self.lines.push(if text.is_empty() {
            String::new()
        } else {
            format!("{}{text}", "  ".repeat(self.depth))
        });
    }

    /// Adds a line and indents what follows.
    pub(crate) fn open(&mut self, text: impl AsRef<str>) {
        self.line(text);
        self.depth += 1;
    }

    /// Ends the indentation with a line.
    pub(crate) fn close(&mut self, text: impl AsRef<str>) {
        self.depth -= 1;
        self.line(text);
    }

    /// Adds a line one level out.
    pub(crate) fn between(&mut self, text: impl AsRef<str>) {
        self.depth -= 1;
        self.line(text);
        self.depth += 1;
    }

    /// Ends the indentation.
    pub(crate) fn dedent(&mut self) {
        self.depth -= 1;
    }

    /// Where the next line goes.
    pub(crate) fn mark(&self) -> usize {
        self.lines.len()
    }

    /// Whether a line from the mark on has this text.
    pub(crate) fn mentions(&self, mark: usize, text: &str) -> bool {
        self.lines.iter().skip(mark).any(|line| line.contains(text))
    }

    /// Takes a line out.
    pub(crate) fn remove(&mut self, mark: usize) {
        self.lines.remove(mark);
    }

    /// Takes the last line out if it is this one.
    pub(crate) fn take_last(&mut self, text: &str) -> bool {
        let found = self
            .lines
            .last()
            .is_some_and(|line| line.trim_start() == text);
        if found {
            self.lines.pop();
        }
        found
    }

    /// Takes the last two lines out if they are an assignment that begins so, and the
    /// given line; gives what is assigned.
    pub(crate) fn take_assignment(&mut self, target: &str, last: &str) -> Option<String> {
        let [.., assignment, end] = self.lines.as_slice() else {
            return None;
        };
        if end.trim_start() != last {
            return None;
        }
        let value = assignment.trim_start().strip_prefix(target)?.to_owned();
        self.lines.truncate(self.lines.len() - 2);
        Some(value)
    }

    /// Adds an empty line, unless there is one.
    pub(crate) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    /// Adds a doc comment; none if there is nothing to say.
    pub(crate) fn docs(&mut self, text: &str) {
        // The end of a comment in the text would end this one.
        let text = text.replace("*/", "*\\/");
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        match lines.as_slice() {
            [] => {}
            [only] => self.line(format!("/** {only} */")),
            lines => {
                self.line("/**");
                for line in lines {
                    self.line(format!(" * {line}").trim_end());
                }
                self.line(" */");
            }
        }
    }

    /// Imports a value (which may be a type too).
    pub(crate) fn import(&mut self, module: &str, name: &str) {
        let import = self.imports.entry(module.to_owned()).or_default();
        import.types.remove(name);
        import.values.insert(name.to_owned());
    }

    /// Imports a type.
    pub(crate) fn import_type(&mut self, module: &str, name: &str) {
        let import = self.imports.entry(module.to_owned()).or_default();
        if !import.values.contains(name) {
            import.types.insert(name.to_owned());
        }
    }

    /// Adds an empty line between members of a block.
    pub(crate) fn gap_in_block(&mut self) {
        if !self.lines.last().is_some_and(|line| line.ends_with('{')) {
            self.gap();
        }
    }

    /// An object literal, on one line if it is short.
    pub(crate) fn literal(&self, entries: &[String], before: &str) -> String {
        if entries.is_empty() {
            return "{}".to_owned();
        }
        let line = format!("{{ {} }}", entries.join(", "));
        if line.chars().count() <= 80 {
            return line;
        }
        let pad = "  ".repeat(self.depth + before.len() / 2);
        let list: String = entries
            .iter()
            .map(|entry| format!("\n{pad}  {entry},"))
            .collect();
        format!("{{{list}\n{pad}}}")
    }

    /// The module's text: preamble, imports, lines.
    pub(crate) fn finish(self, options: &Options) -> String {
        self.finish_after("", options)
    }

    /// The same, below a directive.
    pub(crate) fn finish_after(self, directive: &str, options: &Options) -> String {
        let mut text = format!(
            "{PREAMBLE} {} from the contract registry. Do not edit.\n/* eslint-disable */\n",
            env!("CARGO_PKG_VERSION")
        );
        if !options.header.is_empty() {
            text.push_str(options.header.trim_end());
            text.push('\n');
        }
        text.push('\n');
        if !directive.is_empty() {
            text.push_str(&format!("{directive}\n\n"));
        }
        // Packages first, then the runtime, then neighbours.
        let mut imports: Vec<_> = self.imports.into_iter().collect();
        imports.sort_by_key(|(module, _)| {
            (
                module.starts_with("./"),
                module.starts_with('.'),
                module.clone(),
            )
        });
        for (module, Import { values, types }) in &imports {
            text.push_str(&import_line(module, values, types));
        }
        if !imports.is_empty() {
            text.push('\n');
        }
        let mut lines = self.lines;
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

/// How every generated file begins; a file that begins otherwise is not ours.
pub(crate) const PREAMBLE: &str = "// Generated by aimdb-wasm-codegen";

/// Lines are broken beyond this.
pub(crate) const WIDTH: usize = 100;

fn import_line(module: &str, values: &BTreeSet<String>, types: &BTreeSet<String>) -> String {
    let only_types = values.is_empty();
    let names: Vec<String> = values
        .iter()
        .cloned()
        .chain(types.iter().map(|name| {
            if only_types {
                name.clone()
            } else {
                format!("type {name}")
            }
        }))
        .collect();
    let keyword = if only_types { "import type" } else { "import" };
    let module = names::literal(module);
    let line = format!("{keyword} {{ {} }} from {module};\n", names.join(", "));
    if line.chars().count() <= WIDTH {
        return line;
    }
    let list: String = names.iter().map(|name| format!("  {name},\n")).collect();
    format!("{keyword} {{\n{list}}} from {module};\n")
}
