//! What the bridge says when something is wrong, and how often.

use std::fmt::Write;

use super::outbox::{DropReason, Dropped, NO_SLOT};
use super::wire::quote;

/// Reports that may come at once.
const BURST: u32 = 50;
/// Milliseconds that earn another one.
const PER_REPORT: u64 = 50;
/// How long drops and withheld reports are gathered.
const GATHER: u64 = 100;
/// Kinds of drops gathered apart; beyond that they are merged into the last one.
const MAX_GAPS: usize = 64;

/// Something went wrong; the bridge goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Machine-readable.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// The topic in question.
    pub topic: Option<String>,
    /// The record in question.
    pub slot: Option<u32>,
    /// The contract's violation, as JSON text.
    pub violation: Option<String>,
}

impl Report {
    /// A report of a code and a message.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            topic: None,
            slot: None,
            violation: None,
        }
    }

    /// About a topic.
    pub fn topic(mut self, topic: impl Into<String>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    /// About a record.
    pub fn slot(mut self, slot: u32) -> Self {
        self.slot = Some(slot);
        self
    }

    /// As a JSON object; fields that say nothing are left out.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"code\":");
        quote(&mut out, self.code);
        out.push_str(",\"message\":");
        quote(&mut out, &self.message);
        if let Some(topic) = &self.topic {
            out.push_str(",\"topic\":");
            quote(&mut out, topic);
        }
        if let Some(slot) = self.slot {
            let _ = write!(out, ",\"slot\":{slot}");
        }
        if let Some(violation) = &self.violation {
            out.push_str(",\"violation\":");
            out.push_str(violation);
        }
        out.push('}');
        out
    }
}

/// Writes of one record that were given up for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The record; none for writes to a topic.
    pub slot: Option<u32>,
    /// The topic, for writes to one.
    pub topic: Option<Box<str>>,
    /// Why.
    pub reason: DropReason,
    /// How many.
    pub count: u64,
}

impl Gap {
    /// As a JSON object; fields that say nothing are left out.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"reason\":");
        quote(&mut out, self.reason.name());
        let _ = write!(out, ",\"count\":{}", self.count);
        if let Some(slot) = self.slot {
            let _ = write!(out, ",\"slot\":{slot}");
        }
        if let Some(topic) = &self.topic {
            out.push_str(",\"topic\":");
            quote(&mut out, topic);
        }
        out.push('}');
        out
    }
}

/// Keeps reports from becoming a flood: a server that sends fifty thousand bad values a
/// second is counted, not repeated.
#[derive(Debug)]
pub struct Reports {
    tokens: u32,
    refilled: u64,
    withheld: u64,
    withheld_since: u64,
    gaps: Vec<Gap>,
    gaps_since: u64,
}

impl Reports {
    /// No reports so far.
    pub fn new() -> Self {
        Self {
            tokens: BURST,
            refilled: 0,
            withheld: 0,
            withheld_since: 0,
            gaps: Vec::new(),
            gaps_since: 0,
        }
    }

    /// Whether one more report may go out now; otherwise it counts as withheld.
    pub fn admit(&mut self, now: u64) -> bool {
        let earned = now.saturating_sub(self.refilled) / PER_REPORT;
        if earned > 0 {
            self.refilled += earned * PER_REPORT;
            self.tokens = u64::from(self.tokens)
                .saturating_add(earned)
                .min(u64::from(BURST)) as u32;
        }
        if self.tokens > 0 {
            self.tokens -= 1;
            return true;
        }
        if self.withheld == 0 {
            self.withheld_since = now;
        }
        self.withheld += 1;
        false
    }

    /// Notes a write that was given up.
    pub fn drop_noted(&mut self, now: u64, dropped: Dropped) {
        if self.gaps.is_empty() {
            self.gaps_since = now;
        }
        let slot = (dropped.slot != NO_SLOT).then_some(dropped.slot);
        let same = |gap: &Gap| {
            gap.reason == dropped.reason && gap.slot == slot && gap.topic == dropped.topic
        };
        // Too many to tell apart: the reason stays true, the place is left out.
        let nowhere =
            |gap: &Gap| gap.reason == dropped.reason && gap.slot.is_none() && gap.topic.is_none();
        let known = self.gaps.iter().position(same).or_else(|| {
            let full = self.gaps.len() >= MAX_GAPS;
            full.then(|| self.gaps.iter().position(nowhere)).flatten()
        });
        if let Some(index) = known {
            self.gaps[index].count += 1;
            return;
        }
        let placed = self.gaps.len() < MAX_GAPS;
        self.gaps.push(Gap {
            slot: slot.filter(|_| placed),
            topic: dropped.topic.filter(|_| placed),
            reason: dropped.reason,
            count: 1,
        });
    }

    /// When something gathered is due.
    pub fn deadline(&self) -> Option<u64> {
        let gaps = (!self.gaps.is_empty()).then_some(self.gaps_since + GATHER);
        let withheld = (self.withheld > 0).then_some(self.withheld_since + 10 * GATHER);
        match (gaps, withheld) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Gaps that are due at `now`.
    pub fn take_gaps(&mut self, now: u64) -> Vec<Gap> {
        if self.gaps.is_empty() || now < self.gaps_since + GATHER {
            return Vec::new();
        }
        std::mem::take(&mut self.gaps)
    }

    /// How many reports were withheld, if it is time to say so.
    pub fn take_withheld(&mut self, now: u64) -> Option<u64> {
        if self.withheld == 0 || now < self.withheld_since + 10 * GATHER {
            return None;
        }
        Some(std::mem::take(&mut self.withheld))
    }
}

impl Default for Reports {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(slot: u32) -> Dropped {
        Dropped {
            slot,
            topic: None,
            reason: DropReason::Displaced,
        }
    }

    #[test]
    fn a_flood_is_counted_and_a_trickle_passes() {
        let mut reports = Reports::new();
        let passed = (0..1000).filter(|_| reports.admit(10_000)).count();
        assert_eq!(passed as u32, BURST);
        assert_eq!(reports.take_withheld(10_100), None);
        assert_eq!(reports.take_withheld(11_000), Some(950));
        assert_eq!(reports.deadline(), None);
        assert!(reports.admit(11_000));
    }

    #[test]
    fn drops_are_gathered_by_record_and_reason() {
        let mut reports = Reports::new();
        for n in 0..10 {
            reports.drop_noted(5, dropped(n % 2));
        }
        assert_eq!(reports.deadline(), Some(105));
        assert!(reports.take_gaps(104).is_empty());
        let gaps = reports.take_gaps(105);
        assert_eq!(gaps.len(), 2);
        assert!(gaps.iter().all(|gap| gap.count == 5));
        assert_eq!(reports.deadline(), None);
    }

    #[test]
    fn no_drop_goes_uncounted_however_many_records_there_are() {
        let mut reports = Reports::new();
        for n in 0..10_000 {
            reports.drop_noted(0, dropped(n));
        }
        let gaps = reports.take_gaps(1000);
        assert!(gaps.len() <= MAX_GAPS + 5);
        assert_eq!(gaps.iter().map(|gap| gap.count).sum::<u64>(), 10_000);
    }

    #[test]
    fn reports_as_json() {
        let report = Report::new("x", "a \"b\"").topic("t\n").slot(3);
        assert_eq!(
            report.to_json(),
            r#"{"code":"x","message":"a \"b\"","topic":"t\n","slot":3}"#
        );
    }
}
