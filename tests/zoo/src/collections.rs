use std::collections::{BTreeMap, HashMap};

use aimdb_wasm_contracts::contract;

/// A point in a plane.
#[contract]
#[derive(PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Vectors, arrays and maps.
#[contract(name = "collections")]
#[derive(PartialEq)]
pub struct Collections {
    pub flags: Vec<bool>,
    pub words: Vec<String>,
    pub points: Vec<Point>,
    pub matrix: Vec<Vec<f32>>,
    pub triple: [u8; 3],
    pub many: [u16; 20],
    pub none: [u8; 0],
    pub counts: BTreeMap<String, u32>,
    pub places: BTreeMap<String, Point>,
    pub loose: HashMap<String, String>,
    pub maybe: Vec<Option<i32>>,
}
