// A workspace with many contracts, as a team would have it after some years.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const number = (i) => String(i).padStart(3, "0");

/** One contract of five fields: numbers, an enum, an option, a nested struct. */
function contract(i) {
  return `
/// What sensor ${i} says.
#[contract(name = "sensor_${number(i)}", unit = "°C")]
pub struct Sensor${number(i)} {
    /// What it measured.
    #[contract(signal)]
    pub value: f32,
    pub quality: Quality,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub place: Place,
    /// When.
    #[contract(unit = "ms")]
    pub at: u64,
}
`;
}

const shared = (attribute) => `
${attribute}
pub enum Quality {
    Good,
    Doubtful,
    Bad,
}

${attribute}
pub struct Place {
    pub latitude: f64,
    pub longitude: f64,
}
`;

function contracts(count) {
  const all = Array.from({ length: count }, (_, i) => i);
  return `#![allow(missing_docs)]
use aimdb_wasm_contracts::{contract, contract_registry};
${shared("#[contract]")}${all.map(contract).join("")}
contract_registry! {
    pub Sensors {
${all.map((i) => `        Sensor${number(i)},`).join("\n")}
    }
}
`;
}

/** The same structs with serde's derives alone. */
function plain(count) {
  const derive = "#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]";
  return `#![allow(missing_docs)]
${shared(derive)}${Array.from({ length: count }, (_, i) => contract(i)).join("")
    .replaceAll(/#\[contract\(name.*\]/g, derive)
    .replaceAll(/ *#\[contract.*\]\n/g, "")}`;
}

const manifest = (root, name, rest) => `[package]
name = "${name}"
version = "0.0.0"
edition = "2021"
${rest.replaceAll("ROOT", root)}`;

/** Writes the workspace into a folder, with so many contracts. */
export function writeWorkspace(root, folder, count) {
  const write = (path, text) => {
    const file = `${folder}/${path}`;
    mkdirSync(file.replace(/\/[^/]*$/, ""), { recursive: true });
    writeFileSync(file, text);
  };
  // As in every project of `aimdb-wasm new`.
  const template = readFileSync(`${root}codegen/templates/project/Cargo.toml`, "utf8");
  const profiles = template.slice(template.indexOf("[profile.dev]"));
  write("Cargo.toml", `[workspace]\nresolver = "2"\nmembers = ["contracts", "plain", "wasm", "generate", "driver"]\n${profiles}`);
  copyFileSync(`${root}Cargo.lock`, `${folder}/Cargo.lock`);
  const feature = '[features]\ndefault = ["std"]\nstd = ["aimdb-wasm-contracts/std"]\n[dependencies]\n';
  write("contracts/Cargo.toml", manifest(root, "many-contracts", `${feature}aimdb-wasm-contracts = { path = "ROOTcontracts", default-features = false }\n`));
  write("contracts/src/lib.rs", contracts(count));
  write("plain/Cargo.toml", manifest(root, "many-plain", '[dependencies]\nserde = { version = "1", features = ["derive"] }\n'));
  write("plain/src/lib.rs", plain(count));
  write("generate/Cargo.toml", manifest(root, "many-generate", '[dependencies]\nmany-contracts = { path = "../contracts" }\naimdb-wasm-codegen = { path = "ROOTcodegen" }\n'));
  write("generate/src/main.rs", `//! Generates the TypeScript a few times, and says how long it took.
use std::time::Instant;

fn main() {
    let out = std::env::args().nth(1).expect("a folder");
    let options = aimdb_wasm_codegen::Options::default();
    let mut best = f64::INFINITY;
    let mut files = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        files = aimdb_wasm_codegen::generate::<many_contracts::Sensors>(&options).expect("TypeScript");
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    std::fs::create_dir_all(&out).expect("a folder");
    for file in &files {
        std::fs::write(format!("{out}/{}", file.name), &file.text).expect("a file");
    }
    println!("{best}");
}
`);
  write("driver/Cargo.toml", manifest(root, "many-driver", '[dependencies]\nmany-contracts = { path = "../contracts" }\naimdb-wasm-codegen = { path = "ROOTcodegen", features = ["driver"] }\n'));
  write("driver/src/main.rs", `//! Builds the npm package.
fn main() -> std::process::ExitCode {
    aimdb_wasm_codegen::cli::driver::<many_contracts::Sensors>().package("../package").main()
}
`);
  write("wasm/Cargo.toml", manifest(root, "many-module", `[lib]
crate-type = ["cdylib"]
[dependencies]
aimdb-wasm-adapter = { path = "ROOTaimdb-wasm-adapter" }
many-contracts = { path = "../contracts", default-features = false }
wasm-bindgen = "0.2"
`));
  write("wasm/src/lib.rs", `#![cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::*;

#[wasm_bindgen(start)]
pub fn start() {
    aimdb_wasm_adapter::install::<many_contracts::Sensors>();
}
`);
}
