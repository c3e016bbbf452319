//! The one thing that each runtime adapter has a method of its own for.

extern crate alloc;

use alloc::boxed::Box;

use aimdb_core::buffer::{Buffer, BufferCfg, DynBuffer};
use aimdb_executor::JoinFanInRuntime;
use aimdb_wasm_adapter::{WasmAdapter, WasmBuffer};

/// A runtime that makes buffers.
pub trait Buffers: JoinFanInRuntime + 'static {
    /// A buffer of this runtime, for `buffer_raw`.
    fn buffer<T: Clone + Send + Sync + 'static>(cfg: &BufferCfg) -> Box<dyn DynBuffer<T>>;
}

impl Buffers for WasmAdapter {
    fn buffer<T: Clone + Send + Sync + 'static>(cfg: &BufferCfg) -> Box<dyn DynBuffer<T>> {
        Box::new(<WasmBuffer<T> as Buffer<T>>::new(cfg))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Buffers for aimdb_tokio_adapter::TokioAdapter {
    fn buffer<T: Clone + Send + Sync + 'static>(cfg: &BufferCfg) -> Box<dyn DynBuffer<T>> {
        Box::new(<aimdb_tokio_adapter::TokioBuffer<T> as Buffer<T>>::new(cfg))
    }
}
