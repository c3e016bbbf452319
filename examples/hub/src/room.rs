//! A room whose temperature follows the setpoint that clients write.

use aimdb_core::buffer::BufferCfg;
use aimdb_tokio_adapter::TokioRecordRegistrarExt;
use aimdb_wasm_contracts::{Setpoint, Settable, Temperature};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::watch;

use crate::clock::{now_ms, ticks};
use crate::hub::{json, Builder};
use crate::journal::Journal;
use crate::options::Options;

/// Clients write the setpoint here …
const COMMAND: &str = "commands/setpoint/room1";
/// … every client reads here what the room goes by …
const STATE: &str = "state/setpoint/room1";
/// … and here how warm it is.
const TEMPERATURE: &str = "sensors/temperature/room1";

/// What the room goes by until a client says otherwise.
const COMFORTABLE: f32 = 21.0;
/// What the heating can do, in °C.
const REACH: (f32, f32) = (5.0, 35.0);
/// The part of the way to the setpoint that the room goes in one period.
const PACE: f32 = 0.15;
/// What a sample may be off by, in °C.
const NOISE: f32 = 0.05;

/// Adds the room's records.
pub(crate) fn register(builder: &mut Builder, options: &Options, journal: Option<Journal>) {
    let (wanted, setpoint) = watch::channel(Setpoint::set(COMFORTABLE, now_ms()));
    commands(builder, journal, wanted);
    state(builder, options, setpoint.clone());
    temperature(builder, options, setpoint);
}

fn commands(builder: &mut Builder, journal: Option<Journal>, wanted: watch::Sender<Setpoint>) {
    builder.configure::<Setpoint>("commands.setpoint.room1", |registrar| {
        registrar
            .buffer(BufferCfg::SingleLatest)
            .tap(move |_, consumer| async move {
                let Ok(mut commands) = consumer.subscribe() else {
                    return;
                };
                while let Ok(command) = commands.recv().await {
                    wanted.send_replace(command);
                }
            })
            .link_from(&format!("ws://{COMMAND}"))
            .with_deserializer_raw(move |bytes| {
                let command = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
                if let Some(journal) = &journal {
                    journal
                        .append(COMMAND, &command)
                        .map_err(|error| error.to_string())?;
                }
                Ok(command)
            })
            .finish();
    });
}

/// Says the setpoint at once when it changes, and every period for those who came later:
/// a wildcard subscription gets no snapshot.
fn state(builder: &mut Builder, options: &Options, mut setpoint: watch::Receiver<Setpoint>) {
    let mut ticks = ticks(options.period(), 1);
    builder.configure::<Setpoint>("state.setpoint.room1", |registrar| {
        registrar
            .buffer(BufferCfg::SingleLatest)
            .source(move |_, producer| async move {
                loop {
                    tokio::select! {
                        _ = ticks.tick() => {}
                        changed = setpoint.changed() => if changed.is_err() { return },
                    }
                    let current = setpoint.borrow_and_update().clone();
                    if producer.produce(current).await.is_err() {
                        return;
                    }
                }
            })
            .link_to(&format!("ws://{STATE}"))
            .with_serializer_raw(json)
            .finish();
    });
}

fn temperature(builder: &mut Builder, options: &Options, setpoint: watch::Receiver<Setpoint>) {
    let mut ticks = ticks(options.period(), 1);
    let mut rng = StdRng::seed_from_u64(options.seed);
    builder.configure::<Temperature>("sensors.temperature.room1", |registrar| {
        registrar
            .buffer(BufferCfg::SingleLatest)
            .source(move |_, producer| async move {
                let mut celsius = COMFORTABLE;
                loop {
                    ticks.tick().await;
                    celsius = approach(celsius, setpoint.borrow().target_celsius);
                    let sample = celsius + rng.random_range(-NOISE..=NOISE);
                    let sample = Temperature::set(sample, now_ms());
                    if producer.produce(sample).await.is_err() {
                        return;
                    }
                }
            })
            .link_to(&format!("ws://{TEMPERATURE}"))
            .with_serializer_raw(json)
            .finish();
    });
}

/// One period's step towards the setpoint.
fn approach(celsius: f32, setpoint: f32) -> f32 {
    celsius + (setpoint.clamp(REACH.0, REACH.1) - celsius) * PACE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(periods: u32, setpoint: f32) -> f32 {
        (0..periods).fold(COMFORTABLE, |celsius, _| approach(celsius, setpoint))
    }

    #[test]
    fn the_room_gets_there_and_stays() {
        assert!((after(60, 26.0) - 26.0).abs() < 0.01);
        assert!((after(200, 26.0) - 26.0).abs() < 0.01);
    }

    #[test]
    fn the_room_takes_its_time() {
        let soon = after(1, 26.0);
        assert!(soon > COMFORTABLE && soon < 22.0);
    }

    #[test]
    fn the_heating_does_what_it_can() {
        assert!((after(200, 1e30) - REACH.1).abs() < 0.01);
        assert!((after(200, f32::NEG_INFINITY) - REACH.0).abs() < 0.01);
    }
}
