//! What a check found, for people, programs and workflows.

use std::fmt::Write;

use serde_json::{json, Value};

use crate::lock::{Category, Finding, Verdict};
use crate::Difference;

/// What a check found.
pub(crate) struct Report<'a> {
    /// The lock's path.
    pub(crate) lock: &'a str,
    pub(crate) lock_text: &'a str,
    /// Whether there is no lock yet.
    pub(crate) missing: bool,
    pub(crate) verdict: &'a Verdict,
    pub(crate) categories: &'a [Category],
    /// The path of the generated files.
    pub(crate) generated: String,
    pub(crate) drift: Vec<Difference>,
    /// Whether the new state was recorded, where that was asked for.
    pub(crate) accepted: Option<bool>,
}

const MEND_DRIFT: &str = "`build` writes them anew; commit them";
const NO_LOCK: &str = "there is no lock: `check --accept` records the contracts as they are";
const NOT_RECORDED: &str =
    "the lock does not say this yet: `check --accept` records it, and the lock is to be committed";

impl Report<'_> {
    /// Whether all is well.
    pub(crate) fn good(&self) -> bool {
        self.accepted
            .unwrap_or_else(|| self.broken() == 0 && self.recorded() && self.drift.is_empty())
    }

    fn broken(&self) -> usize {
        self.verdict.violations(self.categories).count()
    }

    fn recorded(&self) -> bool {
        self.verdict.recorded && !self.missing
    }

    fn is_violation(&self, finding: &Finding) -> bool {
        self.verdict
            .violations(self.categories)
            .any(|violation| violation == finding)
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for difference in &self.drift {
            let _ = writeln!(text, "{}: {difference}", self.generated);
        }
        if !self.drift.is_empty() {
            let _ = writeln!(text, "  remedy: {MEND_DRIFT}\n");
        }
        let mut contract = "";
        for finding in &self.verdict.findings {
            if finding.contract != contract {
                contract = &finding.contract;
                let _ = writeln!(text, "{contract}");
            }
            let path = match finding.change.path.as_str() {
                "" => String::new(),
                path => format!("{path}: "),
            };
            let words = &finding.change.words;
            match finding.change.rule {
                Some(rule) if self.is_violation(finding) => {
                    let _ = writeln!(text, "  BREAKS  {path}{words}");
                    let _ = writeln!(
                        text,
                        "          {rule} ({}): {}",
                        rule.category(),
                        rule.sentence()
                    );
                    let _ = writeln!(text, "          remedy: {}", rule.remedy());
                }
                Some(rule) if finding.allowed => {
                    let _ = writeln!(
                        text,
                        "  covered {path}{words} ({rule}: version raised, old payloads are read)"
                    );
                }
                Some(rule) => {
                    let _ = writeln!(text, "  ignored {path}{words} ({rule})");
                }
                None => {
                    let _ = writeln!(text, "  fine    {path}{words}");
                }
            }
        }
        if !self.verdict.findings.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", self.conclusion());
        text
    }

    fn conclusion(&self) -> String {
        let lock = self.lock;
        let contracts = count(self.verdict.next.contracts.len(), "contract");
        let broken = count(self.broken(), "breaking change");
        match self.accepted {
            Some(true) if self.recorded() => format!("{lock}: says so already ({contracts})"),
            Some(true) if self.broken() > 0 => {
                format!("{lock}: recorded {contracts}, with {broken}")
            }
            Some(true) => format!("{lock}: recorded {contracts}"),
            Some(false) => format!(
                "{lock}: {broken}, so nothing was recorded; --force records it all the same"
            ),
            None if self.missing => format!("{lock}: {NO_LOCK}"),
            None if self.broken() > 0 => format!("{lock}: {broken}"),
            None if !self.recorded() => format!("{lock}: {NOT_RECORDED}"),
            None if self.drift.is_empty() => {
                format!("{lock}: {contracts}, all as recorded; the generated files are current")
            }
            None => format!("{lock}: {contracts}, all as recorded"),
        }
    }

    pub(crate) fn json(&self) -> String {
        let findings: Vec<Value> = self
            .verdict
            .findings
            .iter()
            .map(|finding| {
                let rule = finding.change.rule;
                json!({
                    "contract": finding.contract,
                    "path": finding.change.path,
                    "words": finding.change.words,
                    "breaks": self.is_violation(finding),
                    "rule": rule.map(|rule| rule.name()),
                    "category": rule.map(|rule| rule.category().name()),
                    "remedy": rule.map(|rule| rule.remedy()),
                })
            })
            .collect();
        let drift: Vec<String> = self.drift.iter().map(ToString::to_string).collect();
        let value = json!({
            "ok": self.good(),
            "accepted": self.accepted,
            "generated": { "path": self.generated, "differences": drift },
            "lock": {
                "path": self.lock,
                "missing": self.missing,
                "recorded": self.recorded(),
                "findings": findings,
            },
        });
        format!("{value:#}\n")
    }

    pub(crate) fn github(&self) -> String {
        let mut text = String::new();
        for difference in &self.drift {
            let (Difference::Missing(name)
            | Difference::Changed(name, _)
            | Difference::Stale(name)) = difference;
            let line = match difference {
                Difference::Changed(_, line) => *line,
                _ => 1,
            };
            annotate(
                &mut text,
                "error",
                &format!("{}/{name}", self.generated),
                line,
                "drift",
                &format!("{difference}: {MEND_DRIFT}"),
            );
        }
        for finding in &self.verdict.findings {
            let Some(rule) = finding.change.rule.filter(|_| self.is_violation(finding)) else {
                continue;
            };
            let place = match finding.change.path.as_str() {
                "" => finding.contract.clone(),
                path => format!("{}, {path}", finding.contract),
            };
            annotate(
                &mut text,
                "error",
                self.lock,
                self.line_of(&finding.contract),
                rule.name(),
                &format!(
                    "{place}: {} ({}). Remedy: {}",
                    finding.change.words,
                    rule.sentence(),
                    rule.remedy()
                ),
            );
        }
        if self.accepted.is_none() && self.broken() == 0 && !self.recorded() {
            let why = if self.missing { NO_LOCK } else { NOT_RECORDED };
            annotate(&mut text, "error", self.lock, 1, "lock", why);
        }
        let _ = writeln!(text, "{}", self.conclusion());
        text
    }

    /// The line of the lock in which a contract begins.
    fn line_of(&self, contract: &str) -> usize {
        let start = format!("    \"{contract}\": {{");
        self.lock_text
            .lines()
            .position(|line| line.starts_with(&start))
            .map_or(1, |index| index + 1)
    }
}

fn count(n: usize, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {what}{plural}")
}

/// A workflow command, escaped as GitHub wants it.
fn annotate(text: &mut String, level: &str, file: &str, line: usize, title: &str, message: &str) {
    let data = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let _ = writeln!(
        text,
        "::{level} file={},line={line},title={}::{}",
        property(file),
        property(title),
        data(message),
    );
}
