//! What is measured.

use std::fmt::Debug;
use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Waker};

use aimdb_core::buffer::{Buffer, BufferCfg, BufferReader};
use aimdb_core::DbError;
use aimdb_tokio_adapter::TokioBuffer;
use aimdb_wasm_adapter::WasmBuffer;
use aimdb_wasm_contracts::Temperature;
use serde_json::Value;
use tokio::sync::{broadcast, watch};

use crate::meter::Meter;

/// Capacity of the rings, and how many values wait before they are read.
const RING: usize = 256;
const READERS: usize = 10;

fn sample(n: u64) -> Temperature {
    Temperature {
        celsius: (n % 64) as f32,
        timestamp: n,
    }
}

/// All cases, one after the other.
pub(crate) fn run(meter: &Meter) -> Result<Vec<Value>, String> {
    Ok(vec![
        ring_push(meter),
        ring_deliver(meter)?,
        ring_fan_out(meter)?,
        ring_wake(meter)?,
        latest_push(meter),
        latest_deliver(meter)?,
        latest_wake(meter)?,
        mailbox_deliver(meter)?,
    ])
}

fn text(error: impl Debug) -> String {
    format!("{error:?}")
}

/// A value into a full ring that one reader has fallen behind in.
fn ring_push(meter: &Meter) -> Value {
    let ours = WasmBuffer::new(&BufferCfg::SpmcRing { capacity: RING });
    let _reader = ours.subscribe();
    let (tokio, _receiver) = broadcast::channel(RING);
    let (mut a, mut b) = (0, 0);
    meter.compare(
        "buffer/ring/push",
        1,
        vec![
            (
                "ours",
                Box::new(move |rounds| {
                    for _ in 0..rounds {
                        a += 1;
                        ours.push(black_box(sample(a)));
                    }
                }),
            ),
            (
                "tokio",
                Box::new(move |rounds| {
                    for _ in 0..rounds {
                        b += 1;
                        // It fails without receivers only, and one is alive.
                        let _ = tokio.send(black_box(sample(b)));
                    }
                }),
            ),
        ],
    )
}

/// A value in and out again, a ringful at a time.
fn ring_deliver(meter: &Meter) -> Result<Value, String> {
    fan_out(meter, "buffer/ring/deliver-1", 1)
}

/// A value in, and out to each of ten readers; per value read.
fn ring_fan_out(meter: &Meter) -> Result<Value, String> {
    fan_out(meter, "buffer/ring/deliver-10", READERS)
}

fn fan_out(meter: &Meter, name: &str, count: usize) -> Result<Value, String> {
    let ours = WasmBuffer::new(&BufferCfg::SpmcRing { capacity: RING });
    let mut readers: Vec<_> = (0..count).map(|_| ours.subscribe()).collect();
    let (tokio, _) = broadcast::channel(RING);
    let mut receivers: Vec<_> = (0..count).map(|_| tokio.subscribe()).collect();

    // Both give the same, or the comparison means nothing.
    ours.push(sample(1));
    tokio.send(sample(1)).map_err(text)?;
    for (reader, receiver) in readers.iter_mut().zip(&mut receivers) {
        let (a, b) = (
            reader.try_recv().map_err(text)?,
            receiver.try_recv().map_err(text)?,
        );
        if a != b {
            return Err(format!("{name}: ours gave {a:?}, tokio {b:?}"));
        }
    }

    Ok(meter.compare(
        name,
        (RING * count) as u32,
        vec![
            (
                "ours",
                Box::new(move |rounds| {
                    for _ in 0..rounds {
                        for n in 0..RING as u64 {
                            ours.push(black_box(sample(n)));
                        }
                        for reader in &mut readers {
                            while let Ok(value) = reader.try_recv() {
                                black_box(value);
                            }
                        }
                    }
                }),
            ),
            (
                "tokio",
                Box::new(move |rounds| {
                    for _ in 0..rounds {
                        for n in 0..RING as u64 {
                            let _ = tokio.send(black_box(sample(n)));
                        }
                        for receiver in &mut receivers {
                            while let Ok(value) = receiver.try_recv() {
                                black_box(value);
                            }
                        }
                    }
                }),
            ),
        ],
    ))
}

/// Polls a future once with a waker that does nothing.
fn poll<F: Future>(future: F) -> Option<F::Output> {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

/// A reader waits, a value comes, the reader is woken and has it.
fn ring_wake(meter: &Meter) -> Result<Value, String> {
    let ours = WasmBuffer::new(&BufferCfg::SpmcRing { capacity: RING });
    let mut reader = ours.subscribe();
    let (tokio, mut receiver) = broadcast::channel(RING);
    if poll(reader.recv()).is_some() || poll(receiver.recv()).is_some() {
        return Err("buffer/ring/wake: a value out of nowhere".to_owned());
    }
    Ok(meter.compare(
        "buffer/ring/wake",
        1,
        vec![
            (
                "ours",
                Box::new(move |rounds| {
                    let mut context = Context::from_waker(Waker::noop());
                    for n in 0..rounds {
                        let mut waiting = pin!(reader.recv());
                        let _ = black_box(waiting.as_mut().poll(&mut context));
                        ours.push(sample(n.into()));
                        let _ = black_box(waiting.as_mut().poll(&mut context));
                    }
                }),
            ),
            (
                "tokio",
                Box::new(move |rounds| {
                    let mut context = Context::from_waker(Waker::noop());
                    for n in 0..rounds {
                        let mut waiting = pin!(receiver.recv());
                        let _ = black_box(waiting.as_mut().poll(&mut context));
                        let _ = tokio.send(sample(n.into()));
                        let _ = black_box(waiting.as_mut().poll(&mut context));
                    }
                }),
            ),
        ],
    ))
}

/// A value over the one before.
fn latest_push(meter: &Meter) -> Value {
    let ours = WasmBuffer::new(&BufferCfg::SingleLatest);
    let _reader = ours.subscribe();
    let (tokio, _receiver) = watch::channel(None);
    meter.compare(
        "buffer/latest/push",
        1,
        vec![
            (
                "ours",
                Box::new(move |rounds| {
                    for n in 0..rounds {
                        ours.push(black_box(sample(n.into())));
                    }
                }),
            ),
            (
                "tokio",
                Box::new(move |rounds| {
                    for n in 0..rounds {
                        let _ = tokio.send(Some(black_box(sample(n.into()))));
                    }
                }),
            ),
        ],
    )
}

/// A value in and out again.
fn latest_deliver(meter: &Meter) -> Result<Value, String> {
    let ours = WasmBuffer::new(&BufferCfg::SingleLatest);
    let mut reader = ours.subscribe();
    let (tokio, mut receiver) = watch::channel(None);
    ours.push(sample(1));
    tokio.send(Some(sample(1))).map_err(text)?;
    let (a, b) = (
        reader.try_recv().map_err(text)?,
        receiver.borrow_and_update().clone(),
    );
    if b != Some(a) {
        return Err("buffer/latest/deliver-1: ours and tokio disagree".to_owned());
    }
    Ok(meter.compare(
        "buffer/latest/deliver-1",
        1,
        vec![
            (
                "ours",
                Box::new(move |rounds| {
                    for n in 0..rounds {
                        ours.push(black_box(sample(n.into())));
                        let _ = black_box(reader.try_recv());
                    }
                }),
            ),
            (
                "tokio",
                Box::new(move |rounds| {
                    for n in 0..rounds {
                        let _ = tokio.send(Some(black_box(sample(n.into()))));
                        if receiver.has_changed().is_ok_and(|changed| changed) {
                            black_box(receiver.borrow_and_update().clone());
                        }
                    }
                }),
            ),
        ],
    ))
}

/// A reader waits, a value comes, the reader is woken and has it.
fn latest_wake(meter: &Meter) -> Result<Value, String> {
    let ours = WasmBuffer::new(&BufferCfg::SingleLatest);
    let mut reader = ours.subscribe();
    let (tokio, mut receiver) = watch::channel(None);
    if poll(reader.recv()).is_some() || poll(receiver.changed()).is_some() {
        return Err("buffer/latest/wake: a value out of nowhere".to_owned());
    }
    Ok(meter.compare(
        "buffer/latest/wake",
        1,
        vec![
            (
                "ours",
                Box::new(move |rounds| {
                    let mut context = Context::from_waker(Waker::noop());
                    for n in 0..rounds {
                        let mut waiting = pin!(reader.recv());
                        let _ = black_box(waiting.as_mut().poll(&mut context));
                        ours.push(sample(n.into()));
                        let _ = black_box(waiting.as_mut().poll(&mut context));
                    }
                }),
            ),
            (
                "tokio",
                Box::new(move |rounds| {
                    let mut context = Context::from_waker(Waker::noop());
                    for n in 0..rounds {
                        {
                            let mut waiting = pin!(receiver.changed());
                            let _ = black_box(waiting.as_mut().poll(&mut context));
                            let _ = tokio.send(Some(sample(n.into())));
                            let _ = black_box(waiting.as_mut().poll(&mut context));
                        }
                        black_box(receiver.borrow_and_update().clone());
                    }
                }),
            ),
        ],
    ))
}

/// A command in, and taken. Beside AimDB's Mailbox for tokio.
fn mailbox_deliver(meter: &Meter) -> Result<Value, String> {
    let ours = WasmBuffer::new(&BufferCfg::Mailbox);
    let mut reader = ours.subscribe();
    let tokio: TokioBuffer<Temperature> = Buffer::new(&BufferCfg::Mailbox);
    let mut receiver = tokio.subscribe();
    ours.push(sample(1));
    tokio.push(sample(1));
    let (a, b): (Result<_, DbError>, Result<_, DbError>) = (reader.try_recv(), receiver.try_recv());
    if a.map_err(text)? != b.map_err(text)? {
        return Err("buffer/mailbox/deliver-1: ours and tokio disagree".to_owned());
    }
    Ok(meter.compare(
        "buffer/mailbox/deliver-1",
        1,
        vec![
            (
                "ours",
                Box::new(move |rounds| {
                    for n in 0..rounds {
                        ours.push(black_box(sample(n.into())));
                        let _ = black_box(reader.try_recv());
                    }
                }),
            ),
            (
                "tokio",
                Box::new(move |rounds| {
                    for n in 0..rounds {
                        tokio.push(black_box(sample(n.into())));
                        let _ = black_box(receiver.try_recv());
                    }
                }),
            ),
        ],
    ))
}
