// What wasm-bindgen writes. The build puts its script beside this file in dist.
export * from "../wasm/pkg/aimdb_wasm.js";
export { default } from "../wasm/pkg/aimdb_wasm.js";
