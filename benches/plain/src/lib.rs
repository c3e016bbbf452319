//! What a hand-written module does with serde-wasm-bindgen: one slot per contract,
//! and functions that check, write and read it. No engine.

// On the host there is nothing to call it.
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;

use aimdb_wasm_contracts::{GpsLocation, StationStatus, Temperature};
use serde::Serialize;
use serde_wasm_bindgen::{from_value, Serializer};
use wasm_bindgen::prelude::{wasm_bindgen, JsError, JsValue};

macro_rules! slot {
    ($contract:ident, $slot:ident, $validate:ident, $set:ident, $get:ident) => {
        thread_local! {
            static $slot: RefCell<Option<$contract>> = const { RefCell::new(None) };
        }

        /// Whether the value keeps its contract.
        #[wasm_bindgen]
        pub fn $validate(value: JsValue) -> bool {
            from_value::<$contract>(value).is_ok()
        }

        /// Checks the value and keeps it.
        ///
        /// # Errors
        ///
        /// What serde says of a value that breaks its contract.
        #[wasm_bindgen]
        pub fn $set(value: JsValue) -> Result<(), JsError> {
            let value = from_value(value)?;
            $slot.with_borrow_mut(|slot| *slot = Some(value));
            Ok(())
        }

        /// The value kept last.
        ///
        /// # Errors
        ///
        /// None with these contracts.
        #[wasm_bindgen]
        pub fn $get() -> Result<JsValue, JsError> {
            $slot.with_borrow(|slot| Ok(slot.serialize(&Serializer::json_compatible())?))
        }
    };
}

slot!(
    Temperature,
    TEMPERATURE,
    validate_temperature,
    set_temperature,
    get_temperature
);
slot!(GpsLocation, GPS, validate_gps, set_gps, get_gps);
slot!(
    StationStatus,
    STATUS,
    validate_status,
    set_status,
    get_status
);
