//! Topics: how they match patterns, and which record they belong to.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub use aimdb_ws_protocol::topic_matches as matches;

/// How many unknown topics are remembered, so that each is reported once.
const REMEMBERED: usize = 1024;

/// Whether `text` is a pattern rather than one topic.
pub fn is_pattern(text: &str) -> bool {
    text.split('/').any(|part| part == "#" || part == "*")
}

/// Says what is wrong with a topic or pattern, if something is.
pub fn objection(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("a topic cannot be empty");
    }
    if text.split('/').any(|part| part == "+") {
        return Some("the wildcard for one level is `*`, not `+`");
    }
    None
}

/// The topics a record may have on a server: the one it was given; or its key with
/// slashes for dots, and its key as it is.
pub fn spellings(key: &str, topic: Option<&str>) -> Vec<Box<str>> {
    match topic {
        Some(topic) => vec![topic.into()],
        None if key.contains('.') => vec![key.replace('.', "/").into(), key.into()],
        None => vec![key.into()],
    }
}

/// FxHash's step over eight bytes at a time: the keys are the application's own.
#[derive(Debug, Default)]
pub struct TopicHasher(u64);

impl TopicHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for TopicHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        let mut word = [0; 8];
        let rest = chunks.remainder();
        word[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(word) ^ ((bytes.len() as u64) << 56));
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The map looks at the high and the low bits; the product's low ones are weak.
        self.0 ^ (self.0 >> 32)
    }
}

/// Hashes topics.
pub type TopicHash = BuildHasherDefault<TopicHasher>;

/// A record as one of its topics names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The record.
    pub slot: u32,
    /// Which of its spellings the topic is.
    pub spelling: u8,
    rank: u8,
}

/// From a topic to its record, without an allocation.
#[derive(Debug, Default)]
pub struct TopicMap {
    map: HashMap<Box<str>, Named, TopicHash>,
    unknown: HashSet<u64, TopicHash>,
}

impl TopicMap {
    /// Enters a record. Where two records could mean a topic, one that was given it
    /// beats one whose key is equal to it, and that one beats a derived spelling; the
    /// topic in question is returned when both were given it.
    pub fn insert(&mut self, slot: u32, spellings: &[Box<str>], given: bool) -> Option<&str> {
        let mut conflict = None;
        for (index, topic) in spellings.iter().enumerate() {
            let rank = match (given, index + 1 == spellings.len()) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            let named = Named {
                slot,
                spelling: index as u8,
                rank,
            };
            match self.map.get_mut(topic) {
                None => {
                    self.map.insert(topic.clone(), named);
                }
                Some(other) if other.rank > rank => *other = named,
                Some(other) if other.rank == 0 && rank == 0 && other.slot != slot => {
                    conflict = Some(index);
                }
                Some(_) => {}
            }
        }
        conflict.map(|index| &*spellings[index]).and_then(|topic| {
            // Lent from the map, which holds an equal key.
            self.map.get_key_value(topic).map(|(key, _)| &**key)
        })
    }

    /// Takes out what a record was entered under.
    pub fn remove(&mut self, slot: u32, spellings: &[Box<str>]) {
        for topic in spellings {
            if self.get(topic).is_some_and(|named| named.slot == slot) {
                self.map.remove(topic);
            }
        }
    }

    /// The record of a topic.
    pub fn get(&self, topic: &str) -> Option<Named> {
        self.map.get(topic).copied()
    }

    /// Notes a topic nobody knows: `true` if it should be reported, which is once per
    /// topic as long as there are not absurdly many.
    pub fn note_unknown(&mut self, topic: &str) -> bool {
        if self.unknown.len() >= REMEMBERED {
            return false;
        }
        let mut hasher = TopicHasher::default();
        hasher.write(topic.as_bytes());
        self.unknown.insert(hasher.finish())
    }

    /// Whether no further unknown topic will be reported.
    pub fn saturated(&self) -> bool {
        self.unknown.len() >= REMEMBERED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(map: &mut TopicMap, slot: u32, key: &str, topic: Option<&str>) -> Option<String> {
        let spelled = spellings(key, topic);
        map.insert(slot, &spelled, topic.is_some())
            .map(str::to_owned)
    }

    #[test]
    fn a_dotted_key_answers_to_both_spellings() {
        let mut map = TopicMap::default();
        insert(&mut map, 3, "sensors.temperature.vienna", None);
        let slash = map.get("sensors/temperature/vienna").unwrap();
        let dotted = map.get("sensors.temperature.vienna").unwrap();
        assert_eq!((slash.slot, slash.spelling), (3, 0));
        assert_eq!((dotted.slot, dotted.spelling), (3, 1));
        assert_eq!(map.get("sensors/temperature"), None);
    }

    #[test]
    fn a_given_topic_is_the_only_one() {
        let mut map = TopicMap::default();
        insert(&mut map, 0, "a.b", Some("x/y"));
        assert_eq!(map.get("x/y").map(|n| n.slot), Some(0));
        assert_eq!(map.get("a/b"), None);
        assert_eq!(map.get("a.b"), None);
    }

    #[test]
    fn given_beats_equal_beats_derived_whatever_the_order() {
        let rows: [(&str, Option<&str>); 3] =
            [("a.b", None), ("a/b", None), ("other", Some("a/b"))];
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let mut map = TopicMap::default();
            for (n, &row) in order.iter().enumerate() {
                insert(&mut map, row as u32, rows[row].0, rows[row].1);
                let best = order[..=n].iter().max().copied().unwrap_or(0);
                assert_eq!(map.get("a/b").map(|n| n.slot), Some(best as u32));
            }
            assert_eq!(map.get("a.b").map(|n| n.slot), Some(0));
        }
    }

    #[test]
    fn two_records_with_one_given_topic_are_a_conflict() {
        let mut map = TopicMap::default();
        assert_eq!(insert(&mut map, 0, "a", Some("t")), None);
        assert_eq!(insert(&mut map, 1, "b", Some("t")).as_deref(), Some("t"));
        assert_eq!(map.get("t").map(|n| n.slot), Some(0));
    }

    #[test]
    fn a_million_unknown_topics_cost_a_bounded_memory() {
        let mut map = TopicMap::default();
        let reported = (0..1_000_000)
            .filter(|n| map.note_unknown(&format!("t/{n}")))
            .count();
        assert_eq!(reported, REMEMBERED);
        assert!(map.saturated());
        let mut map = TopicMap::default();
        assert!(map.note_unknown("t"));
        assert!(!map.note_unknown("t"));
    }

    #[test]
    fn the_hash_tells_similar_topics_apart() {
        let mut seen = HashSet::new();
        for n in 0..100_000 {
            let mut hasher = TopicHasher::default();
            hasher.write(format!("sensors/temperature/room{n}").as_bytes());
            hasher.write_u8(0xff);
            assert!(seen.insert(hasher.finish()), "collision at {n}");
        }
    }

    #[test]
    fn patterns_and_objections() {
        assert!(is_pattern("a/#") && is_pattern("*/b") && is_pattern("#"));
        assert!(!is_pattern("a/b") && !is_pattern("a/b*"));
        assert!(objection("").is_some() && objection("a/+/b").is_some());
        assert!(objection("a/b+").is_none());
    }
}
