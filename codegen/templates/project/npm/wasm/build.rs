//! Writes the TypeScript of the contracts into `npm/src/generated`.

fn main() {
    aimdb_wasm_codegen::build::<sample_contracts::Contracts>().run();
}
