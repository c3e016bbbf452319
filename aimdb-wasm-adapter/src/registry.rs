//! The contracts this module was built with, by number.

use core::cell::Cell;
use core::marker::PhantomData;
use std::rc::Rc;

use aimdb_core::buffer::BufferCfg;
use aimdb_core::{AimDb, AimDbBuilder};
use aimdb_wasm_contracts::{registry_hash, Contract, Registry, Visitor};

use crate::hub::{Hub, Probe};
use crate::outcome::Outcome;
use crate::record::{Record, Typed, Unbound};
use crate::{read, scratch, WasmAdapter, WasmBuffer};

/// What can be done with a contract without knowing its type.
pub(crate) trait Dispatch {
    fn name(&self) -> &'static str;

    /// Adds a record to an engine instance to be.
    fn configure(
        &self,
        builder: &mut AimDbBuilder<WasmAdapter>,
        key: &'static str,
        cfg: &BufferCfg,
    );

    /// Takes hold of a record of an engine instance, if it is one of this contract.
    fn bind(
        &self,
        engine: &Rc<AimDb<WasmAdapter>>,
        engine_key: &str,
        hub: &Rc<Hub>,
        key: &Rc<str>,
        probe: &Rc<Probe>,
    ) -> Result<Rc<dyn Record>, Unbound>;

    /// Reads the frame by the contract and writes what was read back.
    fn validate_frame(&self) -> Outcome;

    /// Reads a text by the contract and writes what was read.
    fn validate_text(&self, text: &str) -> Outcome;
}

struct Of<T>(PhantomData<fn() -> T>);

impl<T: Contract> Dispatch for Of<T> {
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn configure(
        &self,
        builder: &mut AimDbBuilder<WasmAdapter>,
        key: &'static str,
        cfg: &BufferCfg,
    ) {
        builder.configure::<T>(key, |record| {
            record.buffer_raw(Box::new(WasmBuffer::<T>::new(cfg)));
        });
    }

    fn bind(
        &self,
        engine: &Rc<AimDb<WasmAdapter>>,
        engine_key: &str,
        hub: &Rc<Hub>,
        key: &Rc<str>,
        probe: &Rc<Probe>,
    ) -> Result<Rc<dyn Record>, Unbound> {
        Ok(Rc::new(Typed::<T>::bind(
            engine, engine_key, hub, key, probe,
        )?))
    }

    fn validate_frame(&self) -> Outcome {
        match scratch::read(|frame| T::read(frame)) {
            Ok(value) => read::put::<T>(&value, None),
            Err(_) => Outcome::Malformed,
        }
    }

    fn validate_text(&self, text: &str) -> Outcome {
        match read::from_text::<T>(text, None) {
            Ok(value) => read::put(&value, None),
            Err(violation) => read::put_violation(&violation),
        }
    }
}

/// The table, in the registry's order.
#[derive(Clone, Copy)]
struct Installed {
    contracts: &'static [&'static dyn Dispatch],
    hash: fn() -> u64,
}

thread_local! {
    static INSTALLED: Cell<Option<Installed>> = const { Cell::new(None) };
}

struct Collect(Vec<&'static dyn Dispatch>);

impl Visitor for Collect {
    fn visit<T: Contract>(&mut self) {
        self.0.push(&Of::<T>(PhantomData));
    }
}

/// Makes a registry's contracts the ones this module knows. An application's wasm crate
/// calls it once, at its start.
pub fn install<R: Registry>() {
    let mut table = Collect(Vec::with_capacity(R::LEN));
    R::each(&mut table);
    // Once per module, and it lives as long: there is nothing to give back.
    let contracts = Vec::leak(table.0);
    INSTALLED.set(Some(Installed {
        contracts,
        hash: registry_hash::<R>,
    }));
}

/// The names of the installed contracts, in order.
pub fn known_schemas() -> Vec<&'static str> {
    all().iter().map(|contract| contract.name()).collect()
}

/// Hash of the installed registry, 16 hex digits. The generated TypeScript has the
/// same one, or was made for another module.
pub fn hash() -> String {
    let hash = INSTALLED.get().map_or(0, |installed| (installed.hash)());
    format!("{hash:016x}")
}

/// Reads the scratch frame by a contract and writes back what was read.
pub fn validate_frame(contract: u32) -> Outcome {
    get(contract).map_or(Outcome::Closed, |contract| contract.validate_frame())
}

/// Reads a text by a contract and writes what was read into the scratch frame, or leaves
/// it as text.
pub fn validate_text(contract: u32, text: &str) -> Outcome {
    get(contract).map_or(Outcome::Closed, |contract| contract.validate_text(text))
}

pub(crate) fn get(contract: u32) -> Option<&'static dyn Dispatch> {
    all().get(contract as usize).copied()
}

pub(crate) fn all() -> &'static [&'static dyn Dispatch] {
    INSTALLED.get().map_or(&[], |installed| installed.contracts)
}
