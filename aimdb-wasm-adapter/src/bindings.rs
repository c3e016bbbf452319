//! What the wasm module exports. Only the hand-written TypeScript runtime calls it.
//!
//! Every method takes `&self`, so calls may nest: `ready` may come back in. A result is
//! the number of an `Outcome`; values cross in the scratch frame or as text.

use aimdb_core::buffer::BufferCfg;
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::db::{Db, RecordInfo, Refused};
use crate::hub::Origin;
use crate::{registry, scratch};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Error)]
    type JsErrorObject;

    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> JsErrorObject;
}

/// An `Error` that says why.
pub(crate) fn thrown(why: &str) -> JsValue {
    JsErrorObject::new(why).into()
}

fn refused(why: Refused) -> JsValue {
    thrown(&why.to_string())
}

/// Byte offset of the scratch frame's slots in memory.
#[wasm_bindgen(js_name = frameAddress)]
pub fn frame_address() -> u32 {
    scratch::address() as u32
}

/// How many slots the scratch frame has.
#[wasm_bindgen(js_name = frameSlots)]
pub fn frame_slots() -> u32 {
    scratch::SLOTS as u32
}

/// How many bytes follow the slots.
#[wasm_bindgen(js_name = frameBytes)]
pub fn frame_bytes() -> u32 {
    scratch::BYTES as u32
}

/// Hash of the contracts this module was built with, 16 hex digits.
#[wasm_bindgen(js_name = registryHash)]
pub fn registry_hash() -> String {
    registry::hash()
}

/// Names of the contracts, in order.
#[wasm_bindgen(js_name = knownSchemas)]
pub fn known_schemas() -> Vec<String> {
    registry::known_schemas()
        .into_iter()
        .map(String::from)
        .collect()
}

/// The text that the last call left.
#[wasm_bindgen(js_name = takeText)]
pub fn take_text() -> String {
    scratch::take_text()
}

/// Reads the scratch frame by a contract and writes back what was read.
#[wasm_bindgen(js_name = validateFrame)]
pub fn validate_frame(contract: u32) -> u32 {
    registry::validate_frame(contract) as u32
}

/// Reads a JSON text by a contract and writes what was read.
#[wasm_bindgen(js_name = validateText)]
pub fn validate_text(contract: u32, text: &str) -> u32 {
    registry::validate_text(contract, text) as u32
}

fn caller(ready: Function) -> impl Fn() {
    move || {
        // What it throws is its own affair, and must not end the push that called.
        let _ = ready.call0(&JsValue::UNDEFINED);
    }
}

/// A record as a page would configure it, with its key.
fn described(record: &RecordInfo) -> String {
    let buffer = match record.buffer {
        BufferCfg::SpmcRing { capacity } => {
            format!(r#"{{"type":"SpmcRing","capacity":{capacity}}}"#)
        }
        BufferCfg::SingleLatest => r#""SingleLatest""#.into(),
        BufferCfg::Mailbox => r#""Mailbox""#.into(),
    };
    // A string is always JSON.
    let text = |it: &str| serde_json::to_string(it).unwrap_or_default();
    format!(
        r#"{{"key":{},"schemaType":{},"buffer":{buffer}}}"#,
        text(&record.key),
        text(record.contract),
    )
}

/// A database, as TypeScript's `WasmDb` holds it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WasmDb {
    db: Db,
}

impl WasmDb {
    /// An empty database, without what is installed.
    pub fn new(ready: Function) -> Self {
        Self {
            db: Db::new(caller(ready)),
        }
    }

    /// The database itself, for the bridge.
    pub fn db(&self) -> &Db {
        &self.db
    }
}

#[wasm_bindgen]
impl WasmDb {
    /// A database with what the application's Rust installed. `ready` is called while Rust
    /// is on the stack, and must do no more than schedule a drain.
    ///
    /// # Errors
    ///
    /// If the graph of the installed pipelines is no good.
    #[wasm_bindgen(constructor)]
    pub fn open(ready: Function) -> Result<Self, JsValue> {
        Db::open(caller(ready))
            .map(|db| Self { db })
            .map_err(refused)
    }

    /// The records of the application's Rust, in order of their slots, as JSON text;
    /// nothing if there are none. To be asked before any other is configured.
    #[wasm_bindgen(js_name = moduleRecords)]
    pub fn module_records(&self) -> Option<String> {
        let records = self.db.records();
        if records.is_empty() {
            return None;
        }
        let each: Vec<String> = records.iter().map(described).collect();
        Some(format!("[{}]", each.join(",")))
    }

    /// Adds a record; gives its slot.
    ///
    /// # Errors
    ///
    /// An `Error` that says what was expected, what came and what to do.
    pub fn configure(
        &self,
        key: &str,
        contract: u32,
        buffer: u32,
        capacity: f64,
        options: Option<String>,
    ) -> Result<u32, JsValue> {
        self.db
            .configure(key, contract, buffer, capacity, options.as_deref())
            .map_err(refused)
    }

    /// Builds what was configured.
    ///
    /// # Errors
    ///
    /// If the database was freed, or the engine refuses.
    pub fn build(&self) -> Result<(), JsValue> {
        self.db.build().map_err(refused)
    }

    /// Produces what the scratch frame holds.
    pub fn set(&self, slot: u32) -> u32 {
        self.db.set(slot, Origin::Local) as u32
    }

    /// Produces what a JSON text says.
    #[wasm_bindgen(js_name = setText)]
    pub fn set_text(&self, slot: u32, text: &str) -> u32 {
        self.db.set_text(slot, text, Origin::Local) as u32
    }

    /// As `set`, for a value that was computed from other records.
    #[wasm_bindgen(js_name = setDerived)]
    pub fn set_derived(&self, slot: u32) -> u32 {
        self.db.set(slot, Origin::Derived) as u32
    }

    /// As `setText`, for a value that was computed from other records.
    #[wasm_bindgen(js_name = setDerivedText)]
    pub fn set_derived_text(&self, slot: u32, text: &str) -> u32 {
        self.db.set_text(slot, text, Origin::Derived) as u32
    }

    /// The latest value; consumes nothing.
    pub fn get(&self, slot: u32) -> u32 {
        self.db.get(slot) as u32
    }

    /// Byte address of the count of a record's pushes; 0 if there is no such record.
    #[wasm_bindgen(js_name = versionAddress)]
    pub fn version_address(&self, slot: u32) -> u32 {
        self.db.version_address(slot).unwrap_or(0) as u32
    }

    /// Starts the record's reader.
    pub fn listen(&self, slot: u32) -> u32 {
        self.db.listen(slot) as u32
    }

    /// Ends it.
    pub fn unlisten(&self, slot: u32) -> u32 {
        self.db.unlisten(slot) as u32
    }

    /// The reader's next value.
    pub fn next(&self, slot: u32) -> u32 {
        self.db.next(slot) as u32
    }

    /// The reader's next values, `most` at most; how many are in the scratch frame. 0 if it
    /// is for `next` to say what is next, -1 if nothing is.
    #[wasm_bindgen(js_name = nextMany)]
    pub fn next_many(&self, slot: u32, most: u32) -> i32 {
        self.db
            .next_many(slot, most)
            .map_or(-1, |count| count as i32)
    }

    /// Asks for news of a record.
    pub fn watch(&self, slot: u32) -> u32 {
        self.db.watch(slot, true) as u32
    }

    /// Asks for them no more.
    pub fn unwatch(&self, slot: u32) -> u32 {
        self.db.watch(slot, false) as u32
    }

    /// A record with news, or -1, which ends the drain.
    #[wasm_bindgen(js_name = nextReady)]
    pub fn next_ready(&self) -> i32 {
        self.db.next_ready().map_or(-1, |slot| slot as i32)
    }

    /// Writes a record's counters into the scratch frame.
    pub fn stats(&self, slot: u32) -> u32 {
        self.db.stats(slot) as u32
    }

    /// Lets the contract's own generator write the record; gives a handle.
    ///
    /// # Errors
    ///
    /// If the settings are no good or the contract has no simulation.
    pub fn simulate(&self, slot: u32, settings: &str) -> Result<u32, JsValue> {
        self.db.simulate(slot, settings).map_err(refused)
    }

    /// Stops a simulation.
    #[wasm_bindgen(js_name = stopSimulation)]
    pub fn stop_simulation(&self, handle: u32) {
        self.db.stop_simulation(handle);
    }

    /// Ends the database. Other than `free`, the object stays, and answers every call
    /// with "closed".
    pub fn close(&self) {
        self.db.close();
    }
}

impl Drop for WasmDb {
    fn drop(&mut self) {
        self.db.close();
    }
}
