//! The database: records by number, over as many engine instances as it takes.
//!
//! The engine fixes its records when it is built, and building takes time that grows
//! with their square. So records are collected as they are configured, and built in
//! batches on first use, each batch an engine instance of its own.
//!
//! Everything takes `&self`. Whatever calls out (`ready`, observers) is called with
//! nothing borrowed, and may come back in.

use core::cell::{Cell, OnceCell, RefCell};
use core::fmt;
use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use aimdb_core::buffer::BufferCfg;
use aimdb_core::{AimDb, AimDbBuilder, DbResult};
use hashbrown::HashMap;

use crate::hub::{Hub, Observer, Origin, Probe, LISTENING, WATCHED};
use crate::outcome::Outcome;
use crate::record::Record;
use crate::registry::{self, Dispatch};
use crate::violation::Violation;
use crate::{json, read, scratch, simulate, Scope, WasmAdapter};

mod pipelines;

pub use pipelines::{install_pipelines, Register};

/// Records in one engine instance, at most.
const BATCH: usize = 100;

/// Keys of a batch's records in their engine, two digits each. The engine keeps the
/// bytes of every key forever; nobody but this module sees these.
const ENGINE_KEYS: &str = "\
00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748\
49505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697\
9899";

fn engine_key(index: usize) -> &'static str {
    &ENGINE_KEYS[2 * index..2 * index + 2]
}

/// The largest ring.
pub const MAX_CAPACITY: u32 = 1 << 20;

/// Why something was refused, in words for the person who asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Refused {}

/// How often a write may reach a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Sent again after a reconnect until it is acknowledged.
    AtLeastOnce,
    /// Never sent twice; reported if it is not known whether it arrived.
    AtMostOnce,
}

impl Delivery {
    /// The name TypeScript has for it.
    fn name(self) -> &'static str {
        match self {
            Self::AtLeastOnce => "at-least-once",
            Self::AtMostOnce => "at-most-once",
        }
    }

    /// What a JSON text names, if it is such a name.
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        let name = json::string(text)?;
        let all = [Self::AtLeastOnce, Self::AtMostOnce];
        all.into_iter().find(|delivery| delivery.name() == name)
    }
}

/// What may be said of a record beyond key, contract and buffer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Options {
    topic: Option<String>,
    forward: bool,
    delivery: Option<Delivery>,
}

impl Options {
    fn read(text: &str) -> Result<Self, String> {
        let mut options = Self::default();
        for (name, value) in json::settings(text, &["topic", "forward", "delivery"])? {
            match (&*name, value) {
                ("forward", "true") => options.forward = true,
                ("forward", "false") => options.forward = false,
                ("topic", text) => match serde_json::from_str::<String>(text) {
                    Ok(topic) if !topic.is_empty() => options.topic = Some(topic),
                    _ => {
                        return Err(format!(
                            "topic must be a string with something in it, got {text}"
                        ))
                    }
                },
                ("forward", _) => {
                    return Err(format!("forward must be true or false, got {value}"))
                }
                _ => match Delivery::from_json(value) {
                    Some(delivery) => options.delivery = Some(delivery),
                    None => {
                        return Err(format!(
                            "delivery must be \"at-least-once\" or \"at-most-once\", got {value}"
                        ))
                    }
                },
            }
        }
        Ok(options)
    }
}

/// A record as it was configured.
#[derive(Debug, Clone)]
pub struct RecordInfo {
    /// Its number in this database.
    pub slot: u32,
    /// Its key.
    pub key: Rc<str>,
    /// Its topic on a server: as configured, or the key with slashes for dots.
    pub topic: Rc<str>,
    /// Name of its contract.
    pub contract: &'static str,
    /// Its buffer.
    pub buffer: BufferCfg,
    /// Whether what is derived in it goes to a server too.
    pub forward: bool,
    /// How writes to it are delivered; `None`: as the bridge says.
    pub delivery: Option<Delivery>,
}

struct Slot {
    info: RecordInfo,
    contract: &'static dyn Dispatch,
    probe: Rc<Probe>,
    record: OnceCell<Rc<dyn Record>>,
    /// Whether its options are the page's. Pipelines know of none, so that the page may
    /// still say them.
    from_page: bool,
}

/// A database. Clones are the same database.
#[derive(Clone)]
pub struct Db {
    inner: Rc<Inner>,
}

/// A database that may be gone by the time it is needed.
#[derive(Clone)]
pub struct WeakDb {
    inner: Weak<Inner>,
}

impl WeakDb {
    /// The database, if there is still a handle on it.
    pub fn upgrade(&self) -> Option<Db> {
        Some(Db {
            inner: self.inner.upgrade()?,
        })
    }
}

impl fmt::Debug for WeakDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakDb").finish_non_exhaustive()
    }
}

struct Inner {
    hub: Rc<Hub>,
    /// Everything the engines spawned.
    scope: Scope,
    slots: RefCell<Vec<Rc<Slot>>>,
    by_key: RefCell<HashMap<Rc<str>, u32>>,
    by_topic: RefCell<HashMap<Rc<str>, u32>>,
    /// Slots without a record yet.
    pending: RefCell<Vec<u32>>,
    simulations: RefCell<Vec<(u32, Scope)>>,
    next_simulation: Cell<u32>,
    closed: Cell<bool>,
}

impl Db {
    /// An empty database. `ready` is called when a record that somebody listens to or
    /// watches has news; [`next_ready`](Self::next_ready) then says which, and `ready`
    /// is not called again until that has said that there are none.
    pub fn new(ready: impl Fn() + 'static) -> Self {
        Self {
            inner: Rc::new(Inner {
                hub: Rc::new(Hub::new(Box::new(ready))),
                scope: Scope::new(),
                slots: RefCell::default(),
                by_key: RefCell::default(),
                by_topic: RefCell::default(),
                pending: RefCell::default(),
                simulations: RefCell::default(),
                next_simulation: Cell::new(1),
                closed: Cell::new(false),
            }),
        }
    }

    /// As [`new`](Self::new), with what [`install_pipelines`] has installed.
    ///
    /// # Errors
    ///
    /// If its graph is no good: a record of an unknown type, without a buffer, derived
    /// from one that is not there, or from itself.
    pub fn open(ready: impl Fn() + 'static) -> Result<Self, Refused> {
        let db = Self::new(ready);
        pipelines::add(&db.inner)?;
        Ok(db)
    }

    /// A handle that does not keep the database alive.
    pub fn downgrade(&self) -> WeakDb {
        WeakDb {
            inner: Rc::downgrade(&self.inner),
        }
    }

    /// Adds a record and gives its slot; the same record again gives the same slot.
    ///
    /// `contract` is an index into the installed registry; `buffer` 0 is `SpmcRing` with
    /// `capacity`, 1 `SingleLatest`, 2 `Mailbox`; `options` is JSON text.
    ///
    /// # Errors
    ///
    /// If a part of it is no good, or the key or topic is taken by a different record.
    pub fn configure(
        &self,
        key: &str,
        contract: u32,
        buffer: u32,
        capacity: f64,
        options: Option<&str>,
    ) -> Result<u32, Refused> {
        let inner = &*self.inner;
        inner.open()?;
        if key.is_empty() {
            return Err(Refused("a record's key must not be empty".into()));
        }
        let refused = |why: String| Refused(format!("record \"{key}\": {why}"));
        let Some(dispatch) = registry::get(contract) else {
            let known = registry::all().len();
            return Err(refused(format!(
                "contract {contract} is unknown, this module has {known}"
            )));
        };
        let buffer = buffer_cfg(buffer, capacity).map_err(refused)?;
        let options = options
            .map_or(Ok(Options::default()), Options::read)
            .map_err(|why| refused(format!("options: {why}")))?;
        let topic = options.topic.unwrap_or_else(|| key.replace('.', "/"));

        let slot = inner.next_slot();
        let info = RecordInfo {
            slot,
            key: key.into(),
            topic: topic.into(),
            contract: dispatch.name(),
            buffer,
            forward: options.forward,
            delivery: options.delivery,
        };
        if let Some(slot) = inner.slot_by_key(key) {
            return inner.again(slot, info).map(|()| slot);
        }
        inner.topic_is_free(&info)?;
        inner.add(Slot {
            info,
            contract: dispatch,
            probe: Rc::new(Probe::new(slot, Rc::clone(&inner.hub))),
            record: OnceCell::new(),
            from_page: true,
        });
        inner.pending.borrow_mut().push(slot);
        inner
            .hub
            .each_observer(|observer| observer.configured(slot));
        Ok(slot)
    }

    /// Builds what was configured and not yet used. Using a record does it as well.
    ///
    /// # Errors
    ///
    /// If the database was freed, or the engine refuses to be built.
    pub fn build(&self) -> Result<(), Refused> {
        self.inner.open()?;
        self.inner.build()
    }

    /// Produces what the scratch frame holds.
    #[inline]
    pub fn set(&self, slot: u32, origin: Origin) -> Outcome {
        self.inner.with(slot, |record| record.set(origin))
    }

    /// Produces what a JSON text says; a violation is left as text.
    pub fn set_text(&self, slot: u32, text: &str, origin: Origin) -> Outcome {
        self.inner
            .with(slot, |record| match record.set_text(text, origin) {
                Ok(()) => Outcome::Done,
                Err(violation) => read::put_violation(&violation),
            })
    }

    /// Produces what a server sent. Into a database that is gone, it is nothing.
    ///
    /// # Errors
    ///
    /// If the payload breaks the record's contract.
    pub fn apply(&self, slot: u32, payload: &str, unix_ms: f64) -> Result<(), Box<Violation>> {
        match self.inner.record(slot) {
            Some(record) => self
                .inner
                .hub
                .at(unix_ms, || record.set_text(payload, Origin::Remote)),
            None => Ok(()),
        }
    }

    /// The latest value, into the scratch frame or as text. Consumes nothing.
    #[inline]
    pub fn get(&self, slot: u32) -> Outcome {
        self.inner.with(slot, |record| record.get())
    }

    /// The latest value as JSON text.
    pub fn latest_json(&self, slot: u32) -> Option<String> {
        self.inner.record(slot)?.latest_json()
    }

    /// Starts the record's one reader on this side, after the current value; of a
    /// Mailbox, with what nobody has taken yet.
    pub fn listen(&self, slot: u32) -> Outcome {
        self.inner.with(slot, |record| {
            record.listen();
            if let Some(slot) = self.inner.slot(slot) {
                if slot.info.buffer == BufferCfg::Mailbox {
                    slot.probe.enqueue();
                }
            }
            Outcome::Done
        })
    }

    /// Ends the record's reader.
    pub fn unlisten(&self, slot: u32) -> Outcome {
        self.inner.with(slot, |record| {
            record.unlisten();
            Outcome::Done
        })
    }

    /// The next value of the record's reader.
    #[inline]
    pub fn next(&self, slot: u32) -> Outcome {
        self.inner.with(slot, |record| record.next())
    }

    /// The next values of the record's reader, `most` at most, one behind the other in the
    /// scratch frame; how many. 0 if it is for [`next`](Self::next) to say what is next,
    /// `None` if nothing is.
    #[inline]
    pub fn next_many(&self, slot: u32, most: u32) -> Option<u32> {
        match self.inner.record(slot) {
            Some(record) => record.next_many(most),
            None => Some(0),
        }
    }

    /// Asks for news of a record without reading it.
    pub fn watch(&self, slot: u32, on: bool) -> Outcome {
        match self.inner.slot(slot) {
            Some(slot) => {
                slot.probe.interest(WATCHED, on);
                Outcome::Done
            }
            None => Outcome::Closed,
        }
    }

    /// A record with news, or `None`: then the drain is over.
    pub fn next_ready(&self) -> Option<u32> {
        loop {
            let slot = self.inner.hub.next_ready()?;
            if let Some(slot) = self.inner.slot(slot) {
                slot.probe.dequeued();
                return Some(slot.info.slot);
            }
        }
    }

    /// Where the count of a record's pushes stands in memory, while the database lives.
    pub fn version_address(&self, slot: u32) -> Option<usize> {
        Some(self.inner.slot(slot)?.probe.version_address())
    }

    /// The count of a record's pushes; it wraps.
    pub fn version(&self, slot: u32) -> Option<u32> {
        Some(self.inner.slot(slot)?.probe.version())
    }

    /// Writes a record's counters into the scratch frame: produced, delivered, lagged,
    /// Unix milliseconds of the last push (0 before the first; to the turn, not to the
    /// millisecond), and whether it is being listened to.
    pub fn stats(&self, slot: u32) -> Outcome {
        let Some(slot) = self.inner.slot(slot) else {
            return Outcome::Closed;
        };
        let probe = &slot.probe;
        scratch::put(0, probe.produced.get() as f64);
        scratch::put(1, probe.delivered.get() as f64);
        scratch::put(2, probe.lagged.get() as f64);
        scratch::put(3, probe.updated.get());
        scratch::put(4, f64::from(u8::from(probe.interested(LISTENING))));
        Outcome::Frame
    }

    /// Lets a contract's own generator write the record, and gives a handle to stop it.
    ///
    /// # Errors
    ///
    /// If the settings are no good or the contract has no simulation.
    pub fn simulate(&self, slot: u32, settings: &str) -> Result<u32, Refused> {
        let inner = &*self.inner;
        inner.open()?;
        let settings = simulate::settings(settings).map_err(Refused)?;
        let (Some(record), Some(info)) = (inner.record(slot), inner.info(slot)) else {
            return Err(Refused(format!("there is no record in slot {slot}")));
        };
        let Some(run) = record.simulate(settings) else {
            return Err(Refused(format!(
                "record \"{}\": contract {} has no simulation; implement Simulatable for it and say #[contract(simulate)]",
                info.key, info.contract,
            )));
        };
        let scope = Scope::new();
        // A new scope refuses nothing.
        let _spawned = scope.spawn(run);
        let handle = inner.next_simulation.get();
        inner.next_simulation.set(handle.wrapping_add(1));
        inner.simulations.borrow_mut().push((handle, scope));
        Ok(handle)
    }

    /// Stops a simulation at once; stopping it again is nothing.
    pub fn stop_simulation(&self, handle: u32) {
        let stopped = {
            let mut running = self.inner.simulations.borrow_mut();
            let at = running.iter().position(|(own, _)| *own == handle);
            at.map(|at| running.swap_remove(at))
        };
        if let Some((_, scope)) = stopped {
            scope.abort();
        }
    }

    /// The slot of a key.
    pub fn slot_by_key(&self, key: &str) -> Option<u32> {
        self.inner.slot_by_key(key)
    }

    /// The slot of a topic.
    pub fn slot_by_topic(&self, topic: &str) -> Option<u32> {
        self.inner.slot_by_topic(topic)
    }

    /// A record as it was configured.
    pub fn record(&self, slot: u32) -> Option<RecordInfo> {
        self.inner.info(slot)
    }

    /// All records, in order of their slots.
    pub fn records(&self) -> Vec<RecordInfo> {
        self.inner
            .slots
            .borrow()
            .iter()
            .map(|slot| slot.info.clone())
            .collect()
    }

    /// Shows every push to an observer, until the database is freed.
    pub fn observe(&self, observer: Rc<dyn Observer>) {
        if !self.is_closed() {
            self.inner.hub.observe(observer);
        }
    }

    /// Shows an observer nothing more.
    pub fn unobserve(&self, observer: &Rc<dyn Observer>) {
        self.inner.hub.unobserve(observer);
    }

    /// Ends everything: tasks are dropped, buffers closed, records gone. From then on
    /// every call answers that it is closed. Ending it again is nothing.
    pub fn close(&self) {
        self.inner.close();
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.inner.closed.get()
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db")
            .field("records", &self.inner.slots.borrow().len())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}

fn buffer_cfg(kind: u32, capacity: f64) -> Result<BufferCfg, String> {
    match kind {
        0 => {
            if capacity.fract() == 0.0 && (1.0..=f64::from(MAX_CAPACITY)).contains(&capacity) {
                Ok(BufferCfg::SpmcRing {
                    capacity: capacity as usize,
                })
            } else {
                Err(format!(
                    "a ring's capacity is a whole number from 1 to {MAX_CAPACITY}, got {}",
                    read::shown(capacity),
                ))
            }
        }
        1 => Ok(BufferCfg::SingleLatest),
        2 => Ok(BufferCfg::Mailbox),
        other => Err(format!(
            "buffer {other} is unknown; they are 0 SpmcRing, 1 SingleLatest, 2 Mailbox"
        )),
    }
}

impl Inner {
    fn open(&self) -> Result<(), Refused> {
        if self.closed.get() {
            return Err(Refused("the database was freed".into()));
        }
        Ok(())
    }

    fn slot(&self, slot: u32) -> Option<Rc<Slot>> {
        self.slots.borrow().get(slot as usize).cloned()
    }

    fn info(&self, slot: u32) -> Option<RecordInfo> {
        Some(self.slots.borrow().get(slot as usize)?.info.clone())
    }

    fn slot_by_key(&self, key: &str) -> Option<u32> {
        self.by_key.borrow().get(key).copied()
    }

    fn slot_by_topic(&self, topic: &str) -> Option<u32> {
        self.by_topic.borrow().get(topic).copied()
    }

    /// The number of the next record.
    fn next_slot(&self) -> u32 {
        self.slots.borrow().len() as u32
    }

    fn topic_is_free(&self, info: &RecordInfo) -> Result<(), Refused> {
        let other = self
            .slot_by_topic(&info.topic)
            .and_then(|slot| self.info(slot));
        match other {
            Some(other) if other.key != info.key => Err(Refused(format!(
                "record \"{}\": topic \"{}\" is taken by record \"{}\"; give one of them a topic of its own",
                info.key, info.topic, other.key,
            ))),
            _ => Ok(()),
        }
    }

    /// Adds a record, whose key and topic are free.
    fn add(&self, slot: Slot) {
        let info = &slot.info;
        self.by_key
            .borrow_mut()
            .insert(Rc::clone(&info.key), info.slot);
        self.by_topic
            .borrow_mut()
            .insert(Rc::clone(&info.topic), info.slot);
        self.slots.borrow_mut().push(Rc::new(slot));
    }

    /// Configures a record again: nothing if all is as it is, and of a pipeline's record the
    /// options that only a page can say.
    fn again(&self, slot: u32, mut wanted: RecordInfo) -> Result<(), Refused> {
        let Some(there) = self.slot(slot) else {
            return Ok(());
        };
        if there.from_page {
            return self.same(&there.info, &wanted);
        }
        wanted.slot = slot;
        self.same(
            &RecordInfo {
                topic: Rc::clone(&wanted.topic),
                forward: wanted.forward,
                delivery: wanted.delivery,
                ..there.info.clone()
            },
            &wanted,
        )?;
        self.topic_is_free(&wanted)?;
        let unchanged = self.same(&there.info, &wanted).is_ok();
        {
            let mut topics = self.by_topic.borrow_mut();
            topics.remove(&there.info.topic);
            topics.insert(Rc::clone(&wanted.topic), slot);
        }
        let described = Rc::new(Slot {
            info: wanted,
            contract: there.contract,
            probe: Rc::clone(&there.probe),
            record: there.record.clone(),
            from_page: true,
        });
        if let Some(place) = self.slots.borrow_mut().get_mut(slot as usize) {
            *place = described;
        }
        if !unchanged {
            self.hub.each_observer(|observer| observer.configured(slot));
        }
        Ok(())
    }

    /// The record of a slot, built if it was not. Nothing stays borrowed.
    #[inline]
    fn record(&self, slot: u32) -> Option<Rc<dyn Record>> {
        if let Some(record) = self.slots.borrow().get(slot as usize)?.record.get() {
            return Some(Rc::clone(record));
        }
        self.first_use(slot)
    }

    #[cold]
    fn first_use(&self, slot: u32) -> Option<Rc<dyn Record>> {
        // A batch of plain records is never refused; `build` would say why.
        self.build().ok()?;
        self.slots
            .borrow()
            .get(slot as usize)?
            .record
            .get()
            .cloned()
    }

    #[inline]
    fn with(&self, slot: u32, body: impl FnOnce(Rc<dyn Record>) -> Outcome) -> Outcome {
        match self.record(slot) {
            Some(record) => body(record),
            None => Outcome::Closed,
        }
    }

    /// Whether a record is just what is asked for.
    fn same(&self, there: &RecordInfo, wanted: &RecordInfo) -> Result<(), Refused> {
        let refused = |what: &str, is: &dyn fmt::Display, asked: &dyn fmt::Display| {
            Err(Refused(format!(
                "record \"{}\" is configured already, with {what} {is}, and now {what} {asked} is asked for; use another key",
                there.key,
            )))
        };
        if there.contract != wanted.contract {
            return refused("contract", &there.contract, &wanted.contract);
        }
        if there.buffer != wanted.buffer {
            return refused("buffer", &there.buffer, &wanted.buffer);
        }
        if there.topic != wanted.topic {
            return refused("topic", &there.topic, &wanted.topic);
        }
        if there.forward != wanted.forward {
            return refused("forward", &there.forward, &wanted.forward);
        }
        if there.delivery != wanted.delivery {
            let said =
                |delivery: Option<Delivery>| delivery.map_or("as the bridge says", Delivery::name);
            return refused("delivery", &said(there.delivery), &said(wanted.delivery));
        }
        Ok(())
    }

    fn build(&self) -> Result<(), Refused> {
        loop {
            let batch: Vec<Rc<Slot>> = {
                let mut pending = self.pending.borrow_mut();
                let count = pending.len().min(BATCH);
                pending
                    .drain(..count)
                    .filter_map(|slot| self.slot(slot))
                    .collect()
            };
            if batch.is_empty() {
                return Ok(());
            }
            self.build_batch(&batch)?;
        }
    }

    fn build_batch(&self, batch: &[Rc<Slot>]) -> Result<(), Refused> {
        let mut builder = AimDbBuilder::new().runtime(Arc::new(WasmAdapter));
        for (index, slot) in batch.iter().enumerate() {
            slot.contract
                .configure(&mut builder, engine_key(index), &slot.info.buffer);
        }
        let Poll::Ready(Ok(engine)) = self.engine(builder) else {
            return Err(Refused("the engine refused to be built".into()));
        };
        let engine = Rc::new(engine);
        for (index, slot) in batch.iter().enumerate() {
            let record = slot.contract.bind(
                &engine,
                engine_key(index),
                &self.hub,
                &slot.info.key,
                &slot.probe,
            );
            if let Ok(record) = record {
                // Empty until now: a slot is in one batch only.
                let _ = slot.record.set(record);
            }
        }
        Ok(())
    }

    /// Builds an engine instance, which is ready at once: there are no connectors.
    fn engine(&self, builder: AimDbBuilder<WasmAdapter>) -> Poll<DbResult<AimDb<WasmAdapter>>> {
        self.scope.enter(|| {
            let build = pin!(builder.build());
            build.poll(&mut Context::from_waker(Waker::noop()))
        })
    }

    fn close(&self) {
        if self.closed.replace(true) {
            return;
        }
        let simulations = self.simulations.take();
        for (_, scope) in &simulations {
            scope.abort();
        }
        self.scope.abort();
        self.pending.take();
        self.by_key.take();
        self.by_topic.take();
        let slots = self.slots.take();
        for slot in &slots {
            if let Some(record) = slot.record.get() {
                record.close();
            }
        }
        self.hub.close();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
