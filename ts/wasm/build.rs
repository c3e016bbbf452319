//! Writes the TypeScript of the contracts.

fn main() {
    aimdb_wasm_codegen::build::<aimdb_wasm_contracts::Contracts>().run();
}
