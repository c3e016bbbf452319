//! Weather stations whose sensors are simulated.

use std::fmt::Debug;

use aimdb_core::buffer::BufferCfg;
use aimdb_core::StringKey;
use aimdb_tokio_adapter::TokioRecordRegistrarExt;
use aimdb_wasm_contracts::{
    fnv1a, GpsLocation, Humidity, Settable, Simulatable, SimulationConfig, SimulationParams,
    StationState, StationStatus, Temperature,
};
use rand::rngs::StdRng;
use rand::SeedableRng;
use serde::Serialize;

use crate::clock::{now_ms, ticks};
use crate::hub::{json, Builder};
use crate::options::Options;

/// A place with sensors, and what is usual there.
#[derive(Clone, Copy)]
pub(crate) struct Station {
    name: &'static str,
    tags: &'static [&'static str],
    latitude: f64,
    longitude: f64,
    altitude: f32,
    celsius: f64,
    percent: f64,
}

/// The stations of the hub.
pub(crate) const STATIONS: [Station; 4] = [
    Station {
        name: "vienna",
        tags: &["city", "rooftop"],
        latitude: 48.2082,
        longitude: 16.3738,
        altitude: 171.0,
        celsius: 21.5,
        percent: 55.0,
    },
    Station {
        name: "berlin",
        tags: &["city"],
        latitude: 52.52,
        longitude: 13.405,
        altitude: 34.0,
        celsius: 18.0,
        percent: 62.0,
    },
    Station {
        name: "lisbon",
        tags: &["coast", "solar"],
        latitude: 38.7223,
        longitude: -9.1393,
        altitude: 45.0,
        celsius: 26.0,
        percent: 68.0,
    },
    Station {
        name: "oslo",
        tags: &["coast", "north"],
        latitude: 59.9139,
        longitude: 10.7522,
        altitude: 23.0,
        celsius: 11.0,
        percent: 71.0,
    },
];

/// Locations and states are sampled once in so many periods.
const SELDOM: u32 = 5;

/// How far a fix is off, in degrees: some 30 m.
const DRIFT: f64 = 0.0003;

/// A ring that no burst of the simulation fills: a publisher that lags ends its topic.
const RING: BufferCfg = BufferCfg::SpmcRing { capacity: 1024 };

/// Adds the records of all stations.
pub(crate) fn register(builder: &mut Builder, options: &Options) {
    for station in &STATIONS {
        let sensor = |quantity, every| Sensor {
            topic: format!("sensors/{quantity}/{}", station.name),
            every,
        };
        sensor("temperature", 1).register(
            builder,
            options,
            simulated::<Temperature>(station.celsius, 4.0),
        );
        sensor("humidity", 1).register(
            builder,
            options,
            simulated::<Humidity>(station.percent, 12.0),
        );
        sensor("location", SELDOM).register(builder, options, fixes(*station));
        sensor("status", SELDOM).register(builder, options, states(*station));
    }
}

/// One simulated sensor.
struct Sensor {
    /// Its topic; dots instead of the slashes give the record key.
    topic: String,
    /// Samples once in so many periods.
    every: u32,
}

impl Sensor {
    /// Adds its record, fed by `sample`: previous value, randomness, Unix milliseconds.
    fn register<T, S>(self, builder: &mut Builder, options: &Options, mut sample: S)
    where
        T: Serialize + Send + Sync + Clone + Debug + 'static,
        S: FnMut(Option<&T>, &mut StdRng, u64) -> T + Send + Sync + 'static,
    {
        let key = StringKey::intern(self.topic.replace('/', "."));
        let mut rng = StdRng::seed_from_u64(options.seed ^ fnv1a(self.topic.as_bytes()));
        let mut ticks = ticks(options.period(), self.every);

        builder.configure::<T>(key, |registrar| {
            registrar
                .buffer(RING)
                .source(move |_, producer| async move {
                    let mut previous = None;
                    loop {
                        ticks.tick().await;
                        let value = sample(previous.as_ref(), &mut rng, now_ms());
                        // Only a database that is gone refuses a value.
                        if producer.produce(value.clone()).await.is_err() {
                            return;
                        }
                        previous = Some(value);
                    }
                })
                .link_to(&format!("ws://{}", self.topic))
                .with_serializer_raw(json)
                .finish();
        });
    }
}

/// Values by the contract's own simulation.
fn simulated<T: Simulatable>(
    base: f64,
    variation: f64,
) -> impl FnMut(Option<&T>, &mut StdRng, u64) -> T {
    let config = about(base, variation);
    move |previous, rng, now| T::simulate(&config, previous, rng, now)
}

/// Fixes that drift about the station.
fn fixes(station: Station) -> impl FnMut(Option<&GpsLocation>, &mut StdRng, u64) -> GpsLocation {
    // The contract's simulation knows one base for both coordinates, so it gives the drift.
    let mut drift = None;
    let mut simulate = simulated::<GpsLocation>(0.0, DRIFT);
    move |_, rng, now| {
        let off = simulate(drift.as_ref(), rng, now);
        let fix = GpsLocation {
            latitude: station.latitude + off.latitude,
            longitude: station.longitude + off.longitude,
            altitude: Some(station.altitude),
            ..off
        };
        drift = Some(off);
        fix
    }
}

/// What the station says about itself: mostly that all is well.
fn states(
    station: Station,
) -> impl FnMut(Option<&StationStatus>, &mut StdRng, u64) -> StationStatus {
    let mut simulate = simulated::<StationStatus>(0.0, 0.0);
    let mut fix = fixes(station);
    move |previous, rng, now| {
        let location = fix(None, rng, now);
        match previous {
            Some(_) => StationStatus {
                location,
                ..simulate(previous, rng, now)
            },
            None => StationStatus {
                firmware: "1.4.2".to_owned(),
                tags: station.tags.iter().map(ToString::to_string).collect(),
                ..StationStatus::set((StationState::Online, location), now)
            },
        }
    }
}

fn about(base: f64, variation: f64) -> SimulationConfig {
    SimulationConfig {
        params: SimulationParams {
            base,
            variation,
            ..SimulationParams::default()
        },
        ..SimulationConfig::default()
    }
}
