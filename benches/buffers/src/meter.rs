//! How time is taken: batches, many samples, subjects in turn, the median.

use std::time::{Duration, Instant};

use serde_json::{json, Map, Value};

/// Something to measure: runs so many rounds.
pub(crate) type Subject<'a> = (&'static str, Box<dyn FnMut(u32) + 'a>);

/// Takes times.
pub(crate) struct Meter {
    samples: usize,
    batch: Duration,
}

impl Meter {
    pub(crate) fn new(quick: bool) -> Self {
        Self {
            samples: if quick { 3 } else { 60 },
            batch: Duration::from_micros(if quick { 20 } else { 1500 }),
        }
    }

    /// Measures the subjects side by side. A round is `operations` operations.
    pub(crate) fn compare(
        &self,
        name: &str,
        operations: u32,
        mut subjects: Vec<Subject<'_>>,
    ) -> Value {
        let rounds: Vec<u32> = subjects
            .iter_mut()
            .map(|(_, run)| self.calibrate(run))
            .collect();
        let mut times = vec![Vec::with_capacity(self.samples); subjects.len()];
        for sample in 0..self.samples {
            for turn in 0..subjects.len() {
                // Another one begins each time: none always runs in another's wake.
                let i = (sample + turn) % subjects.len();
                let start = Instant::now();
                (subjects[i].1)(rounds[i]);
                let each = f64::from(rounds[i]) * f64::from(operations);
                times[i].push(start.elapsed().as_secs_f64() * 1e9 / each);
            }
        }
        let mut results = Map::new();
        let mut noise = Map::new();
        for ((name, _), times) in subjects.iter().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
            results.insert((*name).to_owned(), json!(at(0.5)));
            noise.insert(
                (*name).to_owned(),
                json!({ "min": at(0.0), "p10": at(0.1), "p90": at(0.9), "samples": times.len() }),
            );
        }
        eprintln!("  {name}");
        json!({ "name": name, "unit": "ns", "results": results, "noise": noise })
    }

    /// Warms up, and finds how many rounds fill a batch.
    fn calibrate(&self, run: &mut dyn FnMut(u32)) -> u32 {
        let mut rounds = 1;
        loop {
            let start = Instant::now();
            run(rounds);
            if start.elapsed() >= self.batch || rounds >= 1 << 28 {
                return rounds;
            }
            rounds *= 2;
        }
    }
}
