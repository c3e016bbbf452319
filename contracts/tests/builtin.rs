//! The built-in contracts: AimDB's traits, layouts, frames and simulations.

#![allow(clippy::unwrap_used)] // a failed helper is a failed test

use aimdb_wasm_contracts::shape::{Body, Reads, Type, Writes};
use aimdb_wasm_contracts::{
    registry_hash, Contract, Contracts, DewPoint, Frame, GpsLocation, Humidity, Observable, Plain,
    Reader, Registry, SchemaType, Setpoint, Settable, Shaped, Simulatable, SimulationConfig,
    SimulationParams, StationState, StationStatus, Streamable, Temperature, Visitor, Writer,
};
use rand::rngs::StdRng;
use rand::SeedableRng;
use std::cell::Cell;

#[derive(Default)]
struct Names(Vec<(&'static str, u32)>);

impl Visitor for Names {
    fn visit<T: Contract>(&mut self) {
        self.0.push((T::NAME, T::VERSION));
    }
}

#[test]
fn the_registry_lists_them_in_order() {
    let mut names = Names::default();
    Contracts::each(&mut names);
    let expected = [
        "temperature",
        "humidity",
        "gps_location",
        "setpoint",
        "station_status",
        "dew_point",
    ];
    assert_eq!(names.0, expected.map(|name| (name, 1)));
    assert_eq!(Contracts::LEN, expected.len());
    assert_ne!(registry_hash::<Contracts>(), 0);
}

#[test]
fn servers_see_aimdbs_own_traits() {
    fn streamable<T: Streamable>() {}
    streamable::<StationStatus>();
    assert_eq!(Temperature::set(21.5, 7).signal(), 21.5);
    assert_eq!(<Temperature as Observable>::UNIT, "°C");
    assert_eq!(<Humidity as Observable>::ICON, "💧");
    assert_eq!(Setpoint::NAME, "setpoint");
    assert_eq!(
        <GpsLocation as Contract>::SIGNAL,
        "",
        "a location has no signal"
    );
}

#[test]
fn a_layout_says_what_serde_does() {
    let Body::Struct(fields) = &GpsLocation::shape().body else {
        panic!("a struct");
    };
    let altitude = &fields.list[2];
    assert_eq!((altitude.read, altitude.unit), ("altitude", "m"));
    assert_eq!(
        (altitude.reads, altitude.writes),
        (Reads::IfSome, Writes::OrNone)
    );
    assert!(matches!(altitude.ty, Type::Optional(Type::F32)));
    assert_eq!(
        GpsLocation::docs().of("latitude"),
        "Degrees north of the equator, -90 to 90."
    );
    let json = serde_json::to_string(&GpsLocation::set((48.2, 16.4), 1)).unwrap();
    assert_eq!(json, r#"{"latitude":48.2,"longitude":16.4,"timestamp":1}"#);
}

/// What Rust writes into a frame for `value`.
fn frame_of<T: Frame<Plain>>(value: &T) -> (Vec<f64>, Vec<u8>) {
    let slots: Vec<Cell<u64>> = (0..64).map(|_| Cell::new(u64::MAX)).collect();
    let bytes: Vec<Cell<u8>> = (0..256).map(|_| Cell::new(0)).collect();
    value.write(&mut Writer::new(&slots, &bytes)).unwrap();
    let used = slots
        .iter()
        .position(|slot| slot.get() == u64::MAX)
        .unwrap();
    (
        slots[..used]
            .iter()
            .map(|slot| f64::from_bits(slot.get()))
            .collect(),
        bytes.iter().map(Cell::get).collect(),
    )
}

#[test]
fn frames_hold_fields_in_order() {
    let (slots, _) = frame_of(&Temperature {
        celsius: 22.1,
        timestamp: 5,
    });
    assert_eq!(slots, [22.1, 5.0], "an f32 is its shortest decimal");

    let status = StationStatus {
        state: StationState::Maintenance,
        firmware: "1.2".into(),
        tags: vec!["é".into()],
        location: GpsLocation {
            altitude: Some(1.5),
            ..GpsLocation::set((1.0, 2.0), 3)
        },
        last_error: None,
        timestamp: 4,
    };
    let (slots, bytes) = frame_of(&status);
    // state, firmware, tags, location (altitude some, accuracy none), no error, time
    let expected = [2.0, 3.0, 1.0, 2.0, 1.0, 2.0, 1.0, 1.5, 0.0, 3.0, 0.0, 4.0];
    assert_eq!(slots, expected);
    assert_eq!(&bytes[..5], "1.2é".as_bytes());
}

fn read<T: Frame<Plain>>(slots: &[f64], bytes: &[u8]) -> Option<T> {
    let slots: Vec<Cell<u64>> = slots.iter().map(|n| Cell::new(n.to_bits())).collect();
    let bytes: Vec<Cell<u8>> = bytes.iter().copied().map(Cell::new).collect();
    T::read(&mut Reader::new(&slots, &bytes)).ok()
}

#[test]
fn a_bad_frame_is_malformed_not_a_trap() {
    assert_eq!(
        read::<Temperature>(&[22.5, 9.0], b"").unwrap().celsius,
        22.5
    );
    assert!(read::<Temperature>(&[22.5], b"").is_none(), "too short");
    assert!(read::<Temperature>(&[1e300, 1.0], b"").is_none(), "no f32");
    assert!(read::<Temperature>(&[f64::NAN, 1.0], b"").is_none());
    assert!(read::<Temperature>(&[1.0, -1.0], b"").is_none(), "no u64");
    assert!(
        read::<Temperature>(&[1.0, 9_007_199_254_740_992.0], b"").is_none(),
        "2^53"
    );
    assert!(
        read::<StationState>(&[4.0], b"").is_none(),
        "no such variant"
    );
    assert!(
        read::<String>(&[3.0], b"ab").is_none(),
        "longer than the bytes"
    );
    assert!(read::<String>(&[2.0], &[0xc3, 0x28]).is_none(), "not UTF-8");
    assert!(
        read::<Vec<bool>>(&[4e9], b"").is_none(),
        "more than there is"
    );
}

#[test]
fn simulations_stay_in_bounds() {
    let config = SimulationConfig {
        params: SimulationParams {
            base: 99.0,
            variation: 5.0,
            trend: 0.1,
            step: 1.0,
        },
        ..SimulationConfig::default()
    };
    let mut rng = StdRng::seed_from_u64(1);
    let mut last: Option<Humidity> = None;
    for time in 0..1_000 {
        let next = Humidity::simulate(&config, last.as_ref(), &mut rng, time);
        assert!((94.0..=100.0).contains(&next.percent), "{next:?}");
        last = Some(next);
    }
    let simulation = Temperature::SIMULATION.unwrap();
    let sample = (simulation.sample)(&config, None, &mut rng, 3);
    assert!((94.0..=104.0).contains(&sample.celsius));
    assert_eq!(sample.timestamp, 3);
}

#[test]
fn dew_point_by_magnus() {
    let air = |celsius, percent| {
        DewPoint::derive(
            &Temperature {
                celsius,
                timestamp: 1,
            },
            &Humidity {
                percent,
                timestamp: 2,
            },
        )
    };
    // 25 °C at 60 %: 16.7 °C in every psychrometric table.
    let dew = air(25.0, 60.0).unwrap();
    assert!((dew.celsius - 16.7).abs() < 0.05, "{dew:?}");
    assert_eq!(dew.timestamp, 2);
    assert!((air(10.0, 100.0).unwrap().celsius - 10.0).abs() < 1e-4);
    assert!(air(10.0, 0.0).is_none());
}
