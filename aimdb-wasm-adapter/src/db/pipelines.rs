//! Sources, taps, transforms and joins that an application's own Rust adds to every
//! database.
//!
//! They are registered as on any other runtime, with the engine's builder, and live in
//! one engine instance: the first of each database. Records configured there have their
//! keys for everybody; a page reads, writes and subscribes to them like any other.

use core::cell::Cell;
use core::task::Poll;
use std::rc::Rc;
use std::sync::Arc;

use aimdb_core::{AimDb, AimDbBuilder, DbError, GraphNode, RecordOrigin};

use super::{Inner, Options, RecordInfo, Refused, Slot};
use crate::hub::{Origin, Probe};
use crate::record::Unbound;
use crate::{registry, WasmAdapter};

/// Registers records, sources, taps, transforms and joins.
pub type Register = fn(&mut AimDbBuilder<WasmAdapter>);

#[derive(Clone, Copy)]
struct Installed {
    register: Register,
    /// Named here and nowhere else: a module that installs nothing does not contain it.
    run: fn(&Inner, Register) -> Result<(), Refused>,
}

thread_local! {
    static INSTALLED: Cell<Option<Installed>> = const { Cell::new(None) };
}

/// Makes `register` a part of every database from now on, in place of what was installed
/// before. An application's wasm crate calls it once, at its start, beside
/// [`install`](crate::install).
///
/// What it registers is known by its keys: a page may configure such a record once more,
/// with the same contract and buffer, to give it a topic or to say how it is forwarded.
/// What is wrong with the graph is said by [`Db::open`](super::Db::open). The engine does not
/// name keys when it is built for wasm, so a cycle or an input that is missing is found
/// soonest by a test on the host that opens a database.
///
/// ```
/// use aimdb_core::buffer::BufferCfg;
/// use aimdb_core::AimDbBuilder;
/// use aimdb_wasm_adapter::{install_pipelines, Db, WasmAdapter, WasmRecordRegistrarExt};
/// use aimdb_wasm_contracts::{Contracts, Setpoint, Temperature};
///
/// fn comfort(builder: &mut AimDbBuilder<WasmAdapter>) {
///     builder.configure::<Temperature>("room.temperature", |record| {
///         record.buffer(BufferCfg::SingleLatest);
///     });
///     builder.configure::<Temperature>("room.felt", |record| {
///         record
///             .buffer(BufferCfg::SingleLatest)
///             .transform::<Temperature, _>("room.temperature", |input| {
///                 input.map(|measured| {
///                     Some(Temperature { celsius: measured.celsius - 1.5, ..measured.clone() })
///                 })
///             });
///     });
/// }
///
/// aimdb_wasm_adapter::install::<Contracts>();
/// install_pipelines(comfort);
/// let db = Db::open(|| {})?;
/// assert!(db.slot_by_key("room.felt").is_some());
/// # Ok::<(), aimdb_wasm_adapter::db::Refused>(())
/// ```
pub fn install_pipelines(register: Register) {
    INSTALLED.set(Some(Installed { register, run }));
}

/// Adds what is installed to an empty database.
pub(super) fn add(inner: &Inner) -> Result<(), Refused> {
    match INSTALLED.get() {
        Some(installed) => (installed.run)(inner, installed.register),
        None => Ok(()),
    }
}

fn run(inner: &Inner, register: Register) -> Result<(), Refused> {
    let mut builder = AimDbBuilder::new().runtime(Arc::new(WasmAdapter));
    saying_panics(|| inner.scope.enter(|| register(&mut builder)));
    let engine = match inner.engine(builder) {
        Poll::Ready(Ok(engine)) => Rc::new(engine),
        Poll::Ready(Err(error)) => return Err(Refused(format!("pipelines: {}", why(error)))),
        Poll::Pending => {
            return Err(Refused(
                "pipelines: a connector keeps the engine waiting; a page is connected by its bridge".into(),
            ));
        }
    };
    for node in engine.inner().dependency_graph().nodes() {
        adopt(inner, &engine, node)?;
    }
    // They read from now on: what is written right away must not pass them by.
    inner.scope.start();
    Ok(())
}

/// Gives a record of the engine its place among the database's.
fn adopt(inner: &Inner, engine: &Rc<AimDb<WasmAdapter>>, node: &GraphNode) -> Result<(), Refused> {
    let refused = |why: String| Refused(format!("record \"{}\" of the pipelines: {why}", node.key));
    if node.key.is_empty() {
        return Err(refused("a record's key must not be empty".into()));
    }
    let key: Rc<str> = node.key.as_str().into();
    let slot = inner.next_slot();
    let probe = Rc::new(Probe::new(slot, Rc::clone(&inner.hub)));
    if let RecordOrigin::Source = node.origin {
        probe.by_engine.set(Origin::Local);
    }
    let mut found = None;
    for contract in registry::all() {
        match contract.bind(engine, &node.key, &inner.hub, &key, &probe) {
            Ok(record) => found = Some((*contract, record)),
            Err(Unbound::NoBuffer) => {
                return Err(refused(
                    "it has no buffer; give it one with buffer(…), or there is nothing to read"
                        .into(),
                ));
            }
            Err(Unbound::OtherType) => {}
        }
    }
    let Some((contract, record)) = found else {
        let known = registry::known_schemas().join(", ");
        return Err(refused(format!(
            "its type is no contract of this module; add it to contract_registry!. Known are {known}"
        )));
    };
    let Options {
        topic: _,
        forward,
        delivery,
    } = Options::default();
    let info = RecordInfo {
        slot,
        topic: node.key.replace('.', "/").into(),
        key,
        contract: contract.name(),
        buffer: record.buffer_cfg(),
        forward,
        delivery,
    };
    inner.topic_is_free(&info)?;
    inner.add(Slot {
        info,
        contract,
        probe,
        record: record.into(),
        from_page: false,
    });
    Ok(())
}

/// What the engine has against a graph.
#[cfg(not(target_arch = "wasm32"))]
fn why(error: DbError) -> String {
    match error {
        DbError::TransformInputNotFound {
            output_key,
            input_key,
        } => format!(
            "record \"{output_key}\" is derived from \"{input_key}\", which no pipeline configures; configure it in Rust too"
        ),
        DbError::CyclicDependency { mut records } => {
            records.sort();
            format!(
                "records \"{}\" are derived from each other in a circle",
                records.join("\", \"")
            )
        }
        other => other.to_string(),
    }
}

/// What the engine has against a graph. Built for wasm, it does not name the keys.
#[cfg(target_arch = "wasm32")]
fn why(error: DbError) -> String {
    let what = match error {
        DbError::TransformInputNotFound { .. } => {
            "a record is derived from one that no pipeline configures; configure it in Rust too"
        }
        DbError::CyclicDependency { .. } => "records are derived from each other in a circle",
        other => return other.to_string(),
    };
    format!("{what}. Db::open in a test on the host names the keys")
}

/// Calls what may break the engine's rules (two sources for one record, say). The engine
/// panics then, which ends a wasm module; the console shall at least hear why.
#[cfg(target_arch = "wasm32")]
fn saying_panics(register: impl FnOnce()) {
    use crate::host::{log, Level};
    let own = std::panic::take_hook();
    std::panic::set_hook(Box::new(|panic| {
        log(Level::Error, &format!("AimDB: pipelines: {panic}"));
    }));
    register();
    std::panic::set_hook(own);
}

#[cfg(not(target_arch = "wasm32"))]
fn saying_panics(register: impl FnOnce()) {
    register();
}
