//! One record of an engine instance, its type erased.

use core::cell::RefCell;
use core::future::Future;
use core::pin::{pin, Pin};
use core::ptr::NonNull;
use core::task::{Context, Waker};
use std::rc::Rc;

use aimdb_core::buffer::BufferCfg;
use aimdb_core::{AimDb, DbError, TypedRecord};
use aimdb_executor::TimeOps;
use aimdb_wasm_contracts::{Contract, SimulationConfig};

use crate::hub::{Hub, Origin, Probe, LISTENING};
use crate::outcome::Outcome;
use crate::simulate::Dice;
use crate::violation::Violation;
use crate::{host, read, scratch, WasmAdapter, WasmBuffer, WasmBufferReader};

/// A record whose contract only its implementation knows.
pub(crate) trait Record {
    /// Produces what the scratch frame holds.
    fn set(&self, origin: Origin) -> Outcome;

    /// Produces what a text says.
    fn set_text(&self, text: &str, origin: Origin) -> Result<(), Box<Violation>>;

    /// Puts the latest value where the other side reads it; consumes nothing.
    fn get(&self) -> Outcome;

    /// The latest value as JSON text.
    fn latest_json(&self) -> Option<String>;

    /// Starts the record's one reader on this side, after the current value.
    fn listen(&self);

    /// Ends it.
    fn unlisten(&self);

    /// The reader's next value.
    fn next(&self) -> Outcome;

    /// The reader's next values, `most` at most, one behind the other in the frame; how
    /// many. 0 if it is for `next` to say what is next, `None` if nothing is. Only a ring
    /// has several.
    fn next_many(&self, most: u32) -> Option<u32>;

    /// What its buffer was made from.
    fn buffer_cfg(&self) -> BufferCfg;

    /// Made-up values, until the future is dropped; `None` if the contract has no
    /// simulation.
    fn simulate(
        self: Rc<Self>,
        settings: SimulationConfig,
    ) -> Option<Pin<Box<dyn Future<Output = ()>>>>;

    /// Ends the buffer and the reader.
    fn close(&self);
}

/// Why an engine's record cannot be taken hold of.
pub(crate) enum Unbound {
    /// It is of another contract, or there is none.
    OtherType,
    /// It has no buffer of this adapter.
    NoBuffer,
}

pub(crate) struct Typed<T: Contract> {
    /// Both lie inside `engine`. Looking them up again costs as much as a write.
    record: NonNull<TypedRecord<T, WasmAdapter>>,
    buffer: NonNull<WasmBuffer<T>>,
    /// Keeps them.
    _engine: Rc<AimDb<WasmAdapter>>,
    key: Rc<str>,
    hub: Rc<Hub>,
    probe: Rc<Probe>,
    reader: RefCell<Option<WasmBufferReader<T>>>,
}

impl<T: Contract> Typed<T> {
    /// Takes hold of a record and puts its probe in place.
    pub(crate) fn bind(
        engine: &Rc<AimDb<WasmAdapter>>,
        engine_key: &str,
        hub: &Rc<Hub>,
        key: &Rc<str>,
        probe: &Rc<Probe>,
    ) -> Result<Self, Unbound> {
        let record = engine
            .resolve_key(engine_key)
            .and_then(|id| engine.inner().get_typed_record_by_id::<T, _>(id).ok())
            .ok_or(Unbound::OtherType)?;
        let buffer: &WasmBuffer<T> = record
            .buffer()
            .and_then(|buffer| buffer.as_any().downcast_ref())
            .ok_or(Unbound::NoBuffer)?;
        buffer.attach(Rc::clone(probe) as _);
        Ok(Self {
            record: NonNull::from(record),
            buffer: NonNull::from(buffer),
            _engine: Rc::clone(engine),
            key: Rc::clone(key),
            hub: Rc::clone(hub),
            probe: Rc::clone(probe),
            reader: RefCell::new(None),
        })
    }

    #[inline]
    fn record(&self) -> &TypedRecord<T, WasmAdapter> {
        // SAFETY: the engine boxes its records, and neither adds, moves nor drops one
        // once it is built; `_engine` keeps it. Nobody has a record by `&mut`.
        unsafe { self.record.as_ref() }
    }

    #[inline]
    fn buffer(&self) -> &WasmBuffer<T> {
        // SAFETY: as for the record, which boxes its buffer and is configured no more.
        unsafe { self.buffer.as_ref() }
    }

    #[inline]
    fn produce(&self, value: T, origin: Origin) {
        self.hub.produce(origin, || {
            // The engine's `produce` is async and completes in one poll.
            let produce = pin!(self.record().produce(value));
            let _ready = produce.poll(&mut Context::from_waker(Waker::noop()));
        });
    }

    /// Looks at the latest value, if there is one: in the buffer, or if it was consumed,
    /// in the engine.
    #[inline(never)]
    fn latest(&self, look: &mut dyn FnMut(&T)) {
        let buffered = self.buffer().peek(|value| value.map(&mut *look).is_some());
        if !buffered {
            if let Some(value) = self.record().latest() {
                look(value.get());
            }
        }
    }
}

impl<T: Contract> Record for Typed<T> {
    fn set(&self, origin: Origin) -> Outcome {
        match scratch::read(|frame| T::read(frame)) {
            Ok(value) => {
                self.produce(value, origin);
                Outcome::Done
            }
            Err(_) => Outcome::Malformed,
        }
    }

    fn set_text(&self, text: &str, origin: Origin) -> Result<(), Box<Violation>> {
        let value = read::from_text(text, Some(&self.key))?;
        self.produce(value, origin);
        Ok(())
    }

    fn get(&self) -> Outcome {
        let mut outcome = Outcome::Done;
        self.latest(&mut |value| outcome = read::put(value, Some(&self.key)));
        outcome
    }

    fn latest_json(&self) -> Option<String> {
        let mut text = None;
        self.latest(&mut |value| text = serde_json::to_string(value).ok());
        text
    }

    fn listen(&self) {
        let mut reader = self.reader.borrow_mut();
        if reader.is_some() {
            return;
        }
        *reader = Some(self.buffer().subscribe());
        self.probe.interest(LISTENING, true);
    }

    fn unlisten(&self) {
        self.probe.interest(LISTENING, false);
        let _reader = self.reader.take();
    }

    fn next(&self) -> Outcome {
        let mut reader = self.reader.borrow_mut();
        let Some(reader) = reader.as_mut() else {
            return Outcome::Closed;
        };
        match reader.try_recv_with(|value| read::put(value, Some(&self.key))) {
            Ok(outcome) => {
                self.probe.delivered.set(self.probe.delivered.get() + 1);
                outcome
            }
            Err(DbError::BufferEmpty) => Outcome::Done,
            Err(DbError::BufferLagged { lag_count, .. }) => {
                self.probe.lagged.set(self.probe.lagged.get() + lag_count);
                scratch::put(0, lag_count as f64);
                Outcome::Lagged
            }
            Err(_) => Outcome::Closed,
        }
    }

    fn next_many(&self, most: u32) -> Option<u32> {
        let mut reader = self.reader.borrow_mut();
        let Some(reader) = reader.as_mut() else {
            return Some(0);
        };
        let count = scratch::write(|frame| {
            reader.try_recv_while(most, |value| value.write(frame).is_ok())
        })?;
        let delivered = &self.probe.delivered;
        delivered.set(delivered.get() + u64::from(count));
        Some(count)
    }

    fn buffer_cfg(&self) -> BufferCfg {
        self.buffer().cfg().clone()
    }

    fn simulate(
        self: Rc<Self>,
        settings: SimulationConfig,
    ) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        let sample = T::SIMULATION?.sample;
        let mut dice = Dice::new();
        Some(Box::pin(async move {
            let mut previous: Option<T> = None;
            loop {
                let now = host::unix_ms() as u64;
                let value = sample(&settings, previous.as_ref(), &mut dice, now);
                self.produce(value.clone(), Origin::Local);
                previous = Some(value);
                WasmAdapter
                    .sleep(WasmAdapter.millis(settings.interval_ms))
                    .await;
            }
        }))
    }

    fn close(&self) {
        self.unlisten();
        self.buffer().close();
    }
}
