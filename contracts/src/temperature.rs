use aimdb_data_contracts::{Settable, Simulatable, SimulationConfig};
use rand::Rng;

use crate::contract;
use crate::walk::walk;

/// Air temperature at one place.
#[contract(name = "temperature", unit = "°C", icon = "🌡️", simulate)]
#[derive(PartialEq)]
pub struct Temperature {
    /// Degrees Celsius.
    #[contract(signal)]
    pub celsius: f32,
    /// When it was measured, in milliseconds since the Unix epoch.
    #[contract(unit = "ms")]
    pub timestamp: u64,
}

impl Settable for Temperature {
    type Value = f32;

    fn set(value: f32, timestamp: u64) -> Self {
        Self {
            celsius: value,
            timestamp,
        }
    }
}

impl Simulatable for Temperature {
    fn simulate<R: Rng>(
        config: &SimulationConfig,
        previous: Option<&Self>,
        rng: &mut R,
        timestamp: u64,
    ) -> Self {
        let celsius = walk(&config.params, previous.map(|p| p.celsius.into()), rng);
        Self {
            celsius: celsius.max(-273.15) as f32,
            timestamp,
        }
    }
}
