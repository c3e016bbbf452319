//! Made-up values from a contract's own generator.

use core::convert::Infallible;

use aimdb_wasm_contracts::rand::rand_core::TryRng;
use aimdb_wasm_contracts::{SimulationConfig, SimulationParams};

use crate::{json, read};

/// Reads settings from JSON text, as TypeScript writes them.
pub(crate) fn settings(text: &str) -> Result<SimulationConfig, String> {
    const KNOWN: [&str; 5] = ["intervalMs", "base", "variation", "trend", "step"];
    let mut values = [1000.0, 0.0, 1.0, 0.0, 0.2];
    let refused = |why: String| format!("simulation settings: {why}");
    for (name, text) in json::settings(text, &KNOWN).map_err(refused)? {
        let number = json::number(text);
        if !number.is_finite() {
            return Err(refused(format!("{name} must be a number, got {text}")));
        }
        for (known, value) in KNOWN.iter().zip(&mut values) {
            if *known == name {
                *value = number;
            }
        }
    }
    let [interval_ms, base, variation, trend, step] = values;
    if !(1.0..=1e15).contains(&interval_ms) {
        return Err(refused(format!(
            "intervalMs must be at least 1 millisecond, got {}",
            read::shown(interval_ms),
        )));
    }
    Ok(SimulationConfig {
        enabled: true,
        interval_ms: interval_ms as u64,
        params: SimulationParams {
            base,
            variation,
            trend,
            step,
        },
    })
}

/// SplitMix64 (Steele, Lea, Flood 2014): good enough to look alive, in ten lines.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        Self(seed())
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(target_arch = "wasm32")]
fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}

#[cfg(not(target_arch = "wasm32"))]
fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(0)
}

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.roll() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.roll())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let rolled = self.roll().to_le_bytes();
            chunk.copy_from_slice(&rolled[..chunk.len()]);
        }
        Ok(())
    }
}
