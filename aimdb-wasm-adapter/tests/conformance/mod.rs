//! The buffers' conformance suite: what is done to a buffer, what is observed, and a
//! model of what should be.
//!
//! The model is a few lines about an ever-growing list. Natively, `oracle.rs` proves
//! that it says what `TokioBuffer` does, and that `WasmBuffer` does too; `TokioBuffer`
//! does not compile for wasm32, so in a browser `buffers.rs` holds `WasmBuffer`
//! against the model, over the same sequences.
//!
//! Everything here is deterministic. Left out is the one thing that is timing in
//! tokio: which of several readers waiting for a Mailbox's value is woken first. Tokio
//! wakes them all and the scheduler decides; who *takes* the value when polled is
//! compared here like everything else, who is *woken* only for the other two kinds.
#![allow(dead_code, unreachable_pub)]

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use aimdb_core::buffer::{Buffer, BufferCfg, BufferReader};
use aimdb_core::DbError;

use crate::common::{Bell, Rng};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// That many values, numbered upwards over the whole sequence.
    Push(u8),
    Subscribe,
    /// Polls `recv` once and drops the future.
    Recv(u8),
    /// Polls `recv` and keeps the future if it waits; polls it again if it was kept.
    Wait(u8),
    /// Drops a kept future.
    GiveUp(u8),
    TryRecv(u8),
    DropReader(u8),
    DropBuffer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Value(u32),
    Lagged(u64, String),
    Closed(String),
    Empty,
    Pending,
    /// Which readers the pushes woke, and how often.
    Woken(Vec<(usize, usize)>),
}

pub type Trace = Vec<(Op, Seen)>;

/// Where the operations go: a buffer, or the model.
pub trait Subject {
    fn push(&mut self, value: u32);
    fn subscribe(&mut self);
    fn recv(&mut self, reader: usize) -> Seen;
    fn wait(&mut self, reader: usize) -> Seen;
    fn give_up(&mut self, reader: usize);
    /// `None` if a kept future is in the way.
    fn try_recv(&mut self, reader: usize) -> Option<Seen>;
    fn drop_reader(&mut self, reader: usize);
    fn drop_buffer(&mut self);
    fn readers(&self) -> usize;
    /// How often each reader's waker has been woken since last asked.
    fn woken(&mut self) -> Vec<(usize, usize)>;
}

pub fn run(cfg: &BufferCfg, ops: &[Op], subject: &mut impl Subject) -> Trace {
    let mut trace = Vec::new();
    let mut counter = 0;
    let watch_wakes = !matches!(cfg, BufferCfg::Mailbox);
    for &op in ops {
        let pick =
            |index: u8, readers: usize| (readers > 0).then(|| index as usize % readers.max(1));
        let readers = subject.readers();
        let seen = match op {
            Op::Push(count) => {
                for _ in 0..count {
                    subject.push(counter);
                    counter += 1;
                }
                None
            }
            Op::Subscribe => {
                subject.subscribe();
                None
            }
            Op::Recv(index) => pick(index, readers).map(|reader| subject.recv(reader)),
            Op::Wait(index) => pick(index, readers).map(|reader| subject.wait(reader)),
            Op::TryRecv(index) => pick(index, readers).and_then(|reader| subject.try_recv(reader)),
            Op::GiveUp(index) => {
                if let Some(reader) = pick(index, readers) {
                    subject.give_up(reader);
                }
                None
            }
            Op::DropReader(index) => {
                if let Some(reader) = pick(index, readers) {
                    subject.drop_reader(reader);
                }
                None
            }
            Op::DropBuffer => {
                subject.drop_buffer();
                None
            }
        };
        if let Some(seen) = seen {
            trace.push((op, seen));
        }
        let woken = subject.woken();
        if watch_wakes && !woken.is_empty() {
            trace.push((op, Seen::Woken(woken)));
        }
    }
    trace
}

// ---------------------------------------------------------------- a real buffer

/// A buffer under test. Readers keep their number when an earlier one is dropped.
pub struct Real<B: Buffer<u32>> {
    buffer: Option<B>,
    readers: Vec<Option<RealReader<B::Reader>>>,
}

struct RealReader<R> {
    state: RealState<R>,
    bell: Arc<Bell>,
    waker: Waker,
    heard: usize,
}

/// A pending `recv`, with the reader it borrows.
type Kept<R> = Pin<Box<dyn Future<Output = (R, Result<u32, DbError>)>>>;

enum RealState<R> {
    Idle(R),
    Waiting(Kept<R>),
    Moving,
}

impl<B: Buffer<u32>> Real<B> {
    pub fn new(cfg: &BufferCfg) -> Self {
        Self {
            buffer: Some(B::new(cfg)),
            readers: Vec::new(),
        }
    }
}

fn seen(result: Result<u32, DbError>) -> Seen {
    #[cfg(not(target_arch = "wasm32"))]
    match result {
        Ok(value) => Seen::Value(value),
        Err(DbError::BufferEmpty) => Seen::Empty,
        Err(DbError::BufferLagged {
            lag_count,
            buffer_name,
        }) => Seen::Lagged(lag_count, buffer_name),
        Err(DbError::BufferClosed { buffer_name }) => Seen::Closed(buffer_name),
        Err(other) => panic!("not a buffer's error: {other:?}"),
    }
    // The engine without std knows no buffer names.
    #[cfg(target_arch = "wasm32")]
    match result {
        Ok(value) => Seen::Value(value),
        Err(DbError::BufferEmpty) => Seen::Empty,
        Err(DbError::BufferLagged { lag_count, .. }) => Seen::Lagged(lag_count, String::new()),
        Err(DbError::BufferClosed { .. }) => Seen::Closed(String::new()),
        Err(other) => panic!("not a buffer's error: {other:?}"),
    }
}

impl<B: Buffer<u32>> Subject for Real<B> {
    fn push(&mut self, value: u32) {
        if let Some(buffer) = &self.buffer {
            buffer.push(value);
        }
    }

    fn subscribe(&mut self) {
        let Some(buffer) = &self.buffer else { return };
        let (bell, waker) = Bell::new();
        self.readers.push(Some(RealReader {
            state: RealState::Idle(buffer.subscribe()),
            bell,
            waker,
            heard: 0,
        }));
    }

    fn recv(&mut self, reader: usize) -> Seen {
        if matches!(&self.readers[reader], Some(reader) if matches!(reader.state, RealState::Waiting(_)))
        {
            return self.wait(reader);
        }
        let Some(reader) = &mut self.readers[reader] else {
            return Seen::Empty;
        };
        let RealState::Idle(idle) = &mut reader.state else {
            unreachable!()
        };
        let poll = idle
            .recv()
            .as_mut()
            .poll(&mut Context::from_waker(&reader.waker));
        match poll {
            Poll::Ready(result) => seen(result),
            Poll::Pending => Seen::Pending,
        }
    }

    fn wait(&mut self, reader: usize) -> Seen {
        let Some(reader) = &mut self.readers[reader] else {
            return Seen::Empty;
        };
        let mut future = match std::mem::replace(&mut reader.state, RealState::Moving) {
            RealState::Waiting(future) => future,
            RealState::Idle(mut idle) => Box::pin(async move {
                let result = idle.recv().await;
                (idle, result)
            }),
            RealState::Moving => unreachable!(),
        };
        match future
            .as_mut()
            .poll(&mut Context::from_waker(&reader.waker))
        {
            Poll::Ready((idle, result)) => {
                reader.state = RealState::Idle(idle);
                seen(result)
            }
            Poll::Pending => {
                reader.state = RealState::Waiting(future);
                Seen::Pending
            }
        }
    }

    fn give_up(&mut self, reader: usize) {
        // The kept future owns the reader: to drop the one is to drop the other.
        if matches!(&self.readers[reader], Some(reader) if matches!(reader.state, RealState::Waiting(_)))
        {
            self.readers[reader] = None;
        }
    }

    fn try_recv(&mut self, reader: usize) -> Option<Seen> {
        match &mut self.readers[reader].as_mut()?.state {
            RealState::Idle(idle) => Some(seen(idle.try_recv())),
            _ => None,
        }
    }

    fn drop_reader(&mut self, reader: usize) {
        self.readers[reader] = None;
    }

    fn drop_buffer(&mut self) {
        self.buffer = None;
    }

    fn readers(&self) -> usize {
        self.readers.len()
    }

    fn woken(&mut self) -> Vec<(usize, usize)> {
        let mut woken = Vec::new();
        for (index, reader) in self.readers.iter_mut().enumerate() {
            if let Some(reader) = reader {
                let rings = reader.bell.rings();
                if rings != reader.heard {
                    woken.push((index, rings - reader.heard));
                    reader.heard = rings;
                }
            }
        }
        woken
    }
}

// ---------------------------------------------------------------- the model

pub struct Model {
    cfg: BufferCfg,
    log: Vec<u32>,
    /// A Mailbox's value.
    mail: Option<u32>,
    gone: bool,
    readers: Vec<Option<ModelReader>>,
}

struct ModelReader {
    next: usize,
    /// Holds a pending future.
    waiting: bool,
    /// Will be woken by the next push.
    armed: bool,
    woken: usize,
}

#[derive(PartialEq)]
enum Asks {
    Recv,
    TryRecv,
}

impl Model {
    pub fn new(cfg: &BufferCfg) -> Self {
        Self {
            cfg: cfg.clone(),
            log: Vec::new(),
            mail: None,
            gone: false,
            readers: Vec::new(),
        }
    }

    fn name(&self) -> String {
        if cfg!(target_arch = "wasm32") {
            return String::new();
        }
        match self.cfg {
            BufferCfg::SpmcRing { .. } => "broadcast",
            BufferCfg::SingleLatest => "watch",
            BufferCfg::Mailbox => "none",
        }
        .to_string()
    }

    fn ask(&mut self, index: usize, asks: Asks) -> Seen {
        let name = self.name();
        let Some(reader) = &mut self.readers[index] else {
            return Seen::Empty;
        };
        match self.cfg {
            BufferCfg::SpmcRing { capacity } => {
                let capacity = capacity.next_power_of_two();
                let behind = self.log.len() - reader.next;
                if behind == 0 && self.gone {
                    Seen::Closed(name)
                } else if behind == 0 {
                    Seen::Empty
                } else if behind > capacity {
                    reader.next = self.log.len() - capacity;
                    Seen::Lagged((behind - capacity) as u64, name)
                } else {
                    reader.next += 1;
                    Seen::Value(self.log[reader.next - 1])
                }
            }
            BufferCfg::SingleLatest => {
                if self.gone && (asks == Asks::TryRecv || reader.next == self.log.len()) {
                    Seen::Closed(name)
                } else if reader.next == self.log.len() {
                    Seen::Empty
                } else {
                    reader.next = self.log.len();
                    Seen::Value(self.log[reader.next - 1])
                }
            }
            BufferCfg::Mailbox => self.mail.take().map_or(Seen::Empty, Seen::Value),
        }
    }

    fn ring(&mut self) {
        for reader in self.readers.iter_mut().flatten() {
            if std::mem::take(&mut reader.armed) {
                reader.woken += 1;
            }
        }
    }
}

impl Subject for Model {
    fn push(&mut self, value: u32) {
        if self.gone {
            return;
        }
        self.log.push(value);
        self.mail = Some(value);
        self.ring();
    }

    fn subscribe(&mut self) {
        if self.gone {
            return;
        }
        self.readers.push(Some(ModelReader {
            next: self.log.len(),
            waiting: false,
            armed: false,
            woken: 0,
        }));
    }

    fn recv(&mut self, reader: usize) -> Seen {
        if matches!(&self.readers[reader], Some(reader) if reader.waiting) {
            return self.wait(reader);
        }
        let exists = self.readers[reader].is_some();
        match self.ask(reader, Asks::Recv) {
            Seen::Empty if exists => Seen::Pending,
            other => other,
        }
    }

    fn wait(&mut self, index: usize) -> Seen {
        let seen = self.ask(index, Asks::Recv);
        let Some(reader) = &mut self.readers[index] else {
            return seen;
        };
        reader.waiting = seen == Seen::Empty;
        reader.armed = reader.waiting;
        match seen {
            Seen::Empty => Seen::Pending,
            other => other,
        }
    }

    fn give_up(&mut self, reader: usize) {
        if matches!(&self.readers[reader], Some(reader) if reader.waiting) {
            self.readers[reader] = None;
        }
    }

    fn try_recv(&mut self, reader: usize) -> Option<Seen> {
        if self.readers[reader].as_ref()?.waiting {
            return None;
        }
        Some(self.ask(reader, Asks::TryRecv))
    }

    fn drop_reader(&mut self, reader: usize) {
        self.readers[reader] = None;
    }

    fn drop_buffer(&mut self) {
        if !self.gone {
            self.gone = true;
            self.ring();
        }
    }

    fn readers(&self) -> usize {
        self.readers.len()
    }

    fn woken(&mut self) -> Vec<(usize, usize)> {
        let mut woken = Vec::new();
        for (index, reader) in self.readers.iter_mut().enumerate() {
            if let Some(reader) = reader {
                match std::mem::take(&mut reader.woken) {
                    0 => {}
                    times => woken.push((index, times)),
                }
            }
        }
        woken
    }
}

// ---------------------------------------------------------------- seeded sequences

/// How many seeded sequences a run goes through.
pub const SEQUENCES: u64 = 10_000;

/// The `seed`-th sequence, the same on every machine.
pub fn sequence(seed: u64) -> (BufferCfg, Vec<Op>) {
    let mut rng = Rng(seed);
    let largest = if rng.below(4) == 0 { 70 } else { 9 };
    let cfg = match rng.below(4) {
        0 | 1 => BufferCfg::SpmcRing {
            capacity: 1 + rng.below(largest),
        },
        2 => BufferCfg::SingleLatest,
        _ => BufferCfg::Mailbox,
    };
    let length = 1 + rng.below(60);
    let ops = (0..length)
        .map(|_| {
            let reader = rng.below(6) as u8;
            match rng.below(100) {
                0..30 => Op::Push(1),
                30..38 => Op::Push(1 + rng.below(24) as u8),
                38..50 => Op::Subscribe,
                50..62 => Op::Recv(reader),
                62..76 => Op::Wait(reader),
                76..92 => Op::TryRecv(reader),
                92..95 => Op::GiveUp(reader),
                95..98 => Op::DropReader(reader),
                98 => Op::DropBuffer,
                _ => Op::Push(90),
            }
        })
        .collect();
    (cfg, ops)
}
