use alloc::string::{String, ToString};
use alloc::vec::Vec;

use aimdb_data_contracts::{Settable, Simulatable, SimulationConfig};
use rand::{Rng, RngExt};

use crate::{contract, GpsLocation};

/// How a station is doing.
#[contract]
#[derive(Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum StationState {
    /// Measuring and sending.
    Online,
    /// Measuring, but with a fault.
    Degraded,
    /// Switched off for repair.
    Maintenance,
    /// Not heard of.
    Offline,
}

/// What a station says about itself.
#[contract(name = "station_status", icon = "📡", simulate)]
#[derive(PartialEq)]
pub struct StationStatus {
    /// How it is doing.
    pub state: StationState,
    /// Version of its firmware, e.g. `1.4.2`.
    pub firmware: String,
    /// Free labels.
    pub tags: Vec<String>,
    /// Where it stands.
    pub location: GpsLocation,
    /// The newest fault, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// When it said so, in milliseconds since the Unix epoch.
    #[contract(unit = "ms")]
    pub timestamp: u64,
}

impl Settable for StationStatus {
    type Value = (StationState, GpsLocation);

    fn set((state, location): Self::Value, timestamp: u64) -> Self {
        Self {
            state,
            firmware: String::new(),
            tags: Vec::new(),
            location,
            last_error: None,
            timestamp,
        }
    }
}

impl Simulatable for StationStatus {
    /// Mostly online; one sample in twenty tells of a fault.
    fn simulate<R: Rng>(
        config: &SimulationConfig,
        previous: Option<&Self>,
        rng: &mut R,
        timestamp: u64,
    ) -> Self {
        let faulty = rng.random_ratio(1, 20);
        let location = previous.map(|p| &p.location);
        Self {
            state: if faulty {
                StationState::Degraded
            } else {
                StationState::Online
            },
            firmware: previous.map_or_else(|| "1.0.0".to_string(), |p| p.firmware.clone()),
            tags: previous.map(|p| p.tags.clone()).unwrap_or_default(),
            location: GpsLocation::simulate(config, location, rng, timestamp),
            last_error: faulty.then(|| "sensor did not answer".to_string()),
            timestamp,
        }
    }
}
