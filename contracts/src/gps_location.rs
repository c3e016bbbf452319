use aimdb_data_contracts::{Settable, Simulatable, SimulationConfig};
use rand::{Rng, RngExt};

use crate::contract;

/// A position on Earth (WGS 84).
#[contract(name = "gps_location", icon = "📍", simulate)]
#[derive(PartialEq)]
pub struct GpsLocation {
    /// Degrees north of the equator, -90 to 90.
    #[contract(unit = "°")]
    pub latitude: f64,
    /// Degrees east of Greenwich, -180 to 180.
    #[contract(unit = "°")]
    pub longitude: f64,
    /// Metres above the ellipsoid, if known.
    #[contract(unit = "m")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude: Option<f32>,
    /// Radius of the 68 % confidence circle in metres, if known.
    #[contract(unit = "m")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f32>,
    /// When the fix was taken, in milliseconds since the Unix epoch.
    #[contract(unit = "ms")]
    pub timestamp: u64,
}

impl Settable for GpsLocation {
    /// Latitude and longitude in degrees.
    type Value = (f64, f64);

    fn set((latitude, longitude): (f64, f64), timestamp: u64) -> Self {
        Self {
            latitude,
            longitude,
            altitude: None,
            accuracy: None,
            timestamp,
        }
    }
}

impl Simulatable for GpsLocation {
    /// Drifts about `base` degrees north and east, by `variation` at most.
    fn simulate<R: Rng>(
        config: &SimulationConfig,
        previous: Option<&Self>,
        rng: &mut R,
        timestamp: u64,
    ) -> Self {
        let params = &config.params;
        let mut near = |previous: Option<f64>, limit: f64| {
            crate::walk::walk(params, previous, rng).clamp(-limit, limit)
        };
        let latitude = near(previous.map(|p| p.latitude), 90.0);
        let longitude = near(previous.map(|p| p.longitude), 180.0);
        Self {
            latitude,
            longitude,
            altitude: previous.and_then(|p| p.altitude),
            accuracy: Some(rng.random_range(2..=12) as f32),
            timestamp,
        }
    }
}
