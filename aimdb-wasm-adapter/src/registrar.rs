//! `buffer`, `source`, `tap` and `transform` on the engine's registrar; the join is
//! the engine's own `transform_join`, open to every runtime with a join queue.

// The engine's macro expands `cfg(feature = "std")` against *this* crate. With it
// the macro calls `buffer_with_cfg`, which the engine has on std targets only;
// without it `buffer_raw`, which it has everywhere. One source serves the browser
// (engine without std) and the host (engine with std), so this crate has no `std`
// feature at all and always takes `buffer_raw`. What is given up is the buffer's
// name in the engine's remote-access metadata, which exists on std targets only.
#![allow(unexpected_cfgs)]

use crate::{WasmAdapter, WasmBuffer};

aimdb_core::impl_record_registrar_ext! {
    WasmRecordRegistrarExt,
    WasmAdapter,
    WasmBuffer,
    "wasm-runtime",
    |cfg| WasmBuffer::<T>::new(cfg)
}
