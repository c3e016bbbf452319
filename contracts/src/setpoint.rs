use aimdb_data_contracts::{Settable, Simulatable, SimulationConfig};
use rand::Rng;

use crate::contract;
use crate::walk::walk;

/// The temperature somebody wants in a room.
#[contract(name = "setpoint", unit = "°C", icon = "🎯", simulate)]
#[derive(PartialEq)]
pub struct Setpoint {
    /// Wanted degrees Celsius.
    #[contract(signal)]
    pub target_celsius: f32,
    /// When it was chosen, in milliseconds since the Unix epoch.
    #[contract(unit = "ms")]
    pub timestamp: u64,
}

impl Settable for Setpoint {
    type Value = f32;

    fn set(value: f32, timestamp: u64) -> Self {
        Self {
            target_celsius: value,
            timestamp,
        }
    }
}

impl Simulatable for Setpoint {
    fn simulate<R: Rng>(
        config: &SimulationConfig,
        previous: Option<&Self>,
        rng: &mut R,
        timestamp: u64,
    ) -> Self {
        let target = walk(
            &config.params,
            previous.map(|p| p.target_celsius.into()),
            rng,
        );
        // People turn a knob in half degrees.
        Self {
            target_celsius: (target * 2.0) as i32 as f32 / 2.0,
            timestamp,
        }
    }
}
