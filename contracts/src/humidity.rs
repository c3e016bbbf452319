use aimdb_data_contracts::{Settable, Simulatable, SimulationConfig};
use rand::Rng;

use crate::contract;
use crate::walk::walk;

/// Relative humidity at one place.
#[contract(name = "humidity", unit = "%", icon = "💧", simulate)]
#[derive(PartialEq)]
pub struct Humidity {
    /// Percent of saturation, 0 to 100.
    #[contract(signal)]
    pub percent: f32,
    /// When it was measured, in milliseconds since the Unix epoch.
    #[contract(unit = "ms")]
    pub timestamp: u64,
}

impl Settable for Humidity {
    type Value = f32;

    fn set(value: f32, timestamp: u64) -> Self {
        Self {
            percent: value,
            timestamp,
        }
    }
}

impl Simulatable for Humidity {
    fn simulate<R: Rng>(
        config: &SimulationConfig,
        previous: Option<&Self>,
        rng: &mut R,
        timestamp: u64,
    ) -> Self {
        let percent = walk(&config.params, previous.map(|p| p.percent.into()), rng);
        Self {
            percent: percent.clamp(0.0, 100.0) as f32,
            timestamp,
        }
    }
}
