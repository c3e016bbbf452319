//! Generates the zoo's TypeScript into `target/fidelity`, for `../build.mjs`.

fn main() {
    aimdb_wasm_codegen::build::<aimdb_wasm_zoo::Zoo>()
        .out_dir("../../../target/fidelity/package/src/generated")
        .run();
}
