//! Made-up values from a contract's own generator.

use core::convert::Infallible;

use aimdb_wasm_contracts::rand::rand_core::TryRng;
use aimdb_wasm_contracts::{SimulationConfig, SimulationParams};
use serde::Deserialize;

/// Settings as TypeScript writes them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    #[serde(default = "second")]
    interval_ms: f64,
    #[serde(default)]
    base: f64,
    #[serde(default = "one")]
    variation: f64,
    #[serde(default)]
    trend: f64,
    #[serde(default = "fifth")]
    step: f64,
}

fn second() -> f64 {
    1000.0
}

fn one() -> f64 {
    1.0
}

fn fifth() -> f64 {
    0.2
}

/// Reads settings from JSON text.
pub(crate) fn settings(text: &str) -> Result<SimulationConfig, String> {
    let settings: Settings = serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        format!("simulation settings: {said}")
    })?;
    let Settings {
        interval_ms,
        base,
        variation,
        trend,
        step,
    } = settings;
    if !(1.0..=1e15).contains(&interval_ms) {
        return Err(format!(
            "simulation settings: intervalMs must be at least 1 millisecond, got {}",
            crate::read::shown(interval_ms),
        ));
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
