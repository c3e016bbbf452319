//! How long to wait before the next attempt to connect.

/// A small generator of pseudo-random numbers (xorshift64*); not for secrets.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator that starts from `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number of `0..=max`.
    pub fn up_to(&mut self, max: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        ((bits * (u64::from(max) + 1)) >> 32) as u32
    }
}

/// Steps of growing waits, each taken with full jitter: a wait is anything from zero
/// to its step, so clients that lost their server together do not return together.
#[derive(Debug, Clone)]
pub struct Backoff {
    steps: Vec<u32>,
    next: usize,
    rng: Rng,
}

impl Backoff {
    /// Waits of `steps` milliseconds; the last one repeats.
    pub fn new(steps: Vec<u32>, seed: u64) -> Self {
        Self {
            steps,
            next: 0,
            rng: Rng::new(seed),
        }
    }

    /// The next wait, in milliseconds.
    pub fn wait(&mut self) -> u32 {
        let step = match self.steps.get(self.next) {
            Some(&step) => {
                self.next += 1;
                step
            }
            None => self.steps.last().copied().unwrap_or(0),
        };
        self.rng.up_to(step)
    }

    /// Starts again from the first step. Only a server that has spoken deserves it:
    /// one that accepts and closes would be called forever at the first step.
    pub fn reset(&mut self) {
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_within_their_step_and_the_last_step_repeats() {
        let mut backoff = Backoff::new(vec![10, 100, 1000], 7);
        for cap in [10, 100, 1000, 1000, 1000] {
            assert!(backoff.wait() <= cap);
        }
        backoff.reset();
        assert!(backoff.wait() <= 10);
    }

    #[test]
    fn jitter_covers_the_whole_step() {
        let mut rng = Rng::new(42);
        let samples: Vec<u32> = (0..2000).map(|_| rng.up_to(9)).collect();
        for wanted in 0..=9 {
            let hits = samples.iter().filter(|&&s| s == wanted).count();
            assert!((120..=280).contains(&hits), "{wanted} came {hits} times");
        }
        assert_eq!(rng.up_to(0), 0);
    }
}
