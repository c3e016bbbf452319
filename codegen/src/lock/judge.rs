//! Whether a registry may follow on what is locked.

use aimdb_wasm_contracts::Registry;

use super::compare::{self, Change};
use super::example;
use super::record::{Abilities, Present};
use super::rule::{Category, Rule};
use super::state::{Entry, Lock, State};

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Every difference, contract by contract.
    pub findings: Vec<Finding>,
    /// The lock that records the registry as it is now.
    pub next: Lock,
    /// Whether the lock says all this already.
    pub recorded: bool,
}

/// A difference between a registry and its lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the contract.
    pub contract: String,
    /// What happened, and against which rule.
    pub change: Change,
    /// Whether it may happen: it is compatible, or the version was raised and old
    /// payloads are read.
    pub allowed: bool,
}

impl Verdict {
    /// What is not allowed, in the given categories.
    pub fn violations<'a>(
        &'a self,
        categories: &'a [Category],
    ) -> impl Iterator<Item = &'a Finding> {
        self.findings.iter().filter(|finding| {
            !finding.allowed
                && finding
                    .change
                    .rule
                    .is_some_and(|rule| categories.contains(&rule.category()))
        })
    }
}

/// Compares a registry with its lock. Payloads of locked shapes are made up and read by
/// the registry's contracts.
pub fn judge<R: Registry>(lock: &Lock) -> Verdict {
    let present = Present::of::<R>();
    let mut findings = Vec::new();
    let mut next = present.lock.clone();
    next.retired.clone_from(&lock.retired);

    for (name, old) in &lock.contracts {
        let (Some(new), Some(abilities)) = (
            next.contracts.get_mut(name),
            present.contracts.get(name).copied(),
        ) else {
            next.retired.insert(name.clone(), old.current.version);
            findings.push(finding(
                name,
                Rule::ContractRemoved,
                "",
                format!(
                    "the contract is gone; its version was {}",
                    old.current.version
                ),
            ));
            continue;
        };
        keep_past(old, new);
        contract(name, old, new, abilities, &mut findings);
    }
    for (name, new) in &mut next.contracts {
        if lock.contracts.contains_key(name) {
            continue;
        }
        let version = new.current.version;
        let retired = next.retired.get(name).copied();
        if let Some(last) = retired.filter(|last| version <= *last) {
            findings.push(finding(
                name,
                Rule::NameReused,
                "",
                format!("a contract of this name was removed at version {last}"),
            ));
        } else {
            findings.push(Finding {
                contract: name.clone(),
                change: Change {
                    rule: None,
                    path: String::new(),
                    words: format!("the contract is new, with version {version}"),
                },
                allowed: true,
            });
        }
    }
    next.retired
        .retain(|name, _| !next.contracts.contains_key(name));
    findings.sort_by(|a, b| a.contract.cmp(&b.contract));
    let recorded = next == *lock;
    Verdict {
        findings,
        next,
        recorded,
    }
}

fn finding(contract: &str, rule: Rule, path: &str, words: impl Into<String>) -> Finding {
    Finding {
        contract: contract.to_owned(),
        change: Change {
            rule: Some(rule),
            path: path.to_owned(),
            words: words.into(),
        },
        allowed: false,
    }
}

/// A state is remembered once a higher version takes its place; what was written by
/// hand stays.
fn keep_past(old: &Entry, new: &mut Entry) {
    new.past.clone_from(&old.past);
    if new.current.version > old.current.version {
        new.past.insert(0, old.current.clone());
    } else if new.current.version == old.current.version {
        new.current.examples.clone_from(&old.current.examples);
    }
}

fn contract(
    name: &str,
    old: &Entry,
    new: &Entry,
    abilities: Abilities,
    findings: &mut Vec<Finding>,
) {
    let changes = compare::entries(old, new);
    let breaking = changes.iter().any(|change| change.rule.is_some());
    let on_the_wire = changes.iter().any(|change| {
        change
            .rule
            .is_some_and(|rule| rule.category() == Category::Wire)
    });
    let raised = new.current.version > old.current.version;

    let mut problems = Vec::new();
    if breaking && new.current.version == old.current.version {
        problems.push(finding(
            name,
            Rule::VersionNotRaised,
            "",
            format!(
                "it breaks, and its version is still {}",
                old.current.version
            ),
        ));
    }
    if raised && on_the_wire && !abilities.migrates {
        problems.push(finding(
            name,
            Rule::MigrationMissing,
            "",
            format!("nothing reads payloads of version {}", old.current.version),
        ));
    } else {
        let sure = changes.iter().all(|change| change.rule.is_none());
        for past in &new.past {
            problems.extend(unread(name, past, new, abilities, sure && !raised));
        }
    }
    let covered = problems.is_empty() && raised;
    findings.extend(changes.into_iter().map(|change| Finding {
        contract: name.to_owned(),
        allowed: change.rule.is_none() || covered,
        change,
    }));
    findings.extend(problems);
}

/// What is wrong with the reading of an older version's payloads.
fn unread(
    name: &str,
    past: &State,
    new: &Entry,
    abilities: Abilities,
    unchanged: bool,
) -> Option<Finding> {
    let Some(payloads) = example::payloads(past, &new.current.version_field) else {
        // Said when the version was raised; once accepted, it is not said again.
        return (!unchanged).then(|| {
            finding(
                name,
                Rule::MigrationUnproven,
                "",
                format!("no payload of version {} can be made up", past.version),
            )
        });
    };
    payloads.iter().find_map(|payload| {
        let error = (abilities.read)(payload).err()?;
        let rule = if abilities.migrates {
            Rule::MigrationFails
        } else {
            Rule::MigrationMissing
        };
        let words = format!(
            "a payload of version {} is not read: {error}; it was {payload}",
            past.version
        );
        Some(finding(name, rule, "", words))
    })
}
