use aimdb_wasm_contracts::contract;

use crate::Point;

/// Sixty fields.
#[contract(name = "wide")]
#[derive(PartialEq)]
pub struct Wide {
    pub field_0: u8,
    pub field_1: f32,
    pub field_2: f64,
    pub field_3: bool,
    pub field_4: String,
    pub field_5: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_6: Option<String>,
    pub field_7: i32,
    pub field_8: u64,
    pub field_9: Vec<u8>,
    pub field_10: Point,
    pub field_11: Option<Point>,
    pub field_12: u8,
    pub field_13: f32,
    pub field_14: f64,
    pub field_15: bool,
    pub field_16: String,
    pub field_17: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_18: Option<String>,
    pub field_19: i32,
    pub field_20: u64,
    pub field_21: Vec<u8>,
    pub field_22: Point,
    pub field_23: Option<Point>,
    pub field_24: u8,
    pub field_25: f32,
    pub field_26: f64,
    pub field_27: bool,
    pub field_28: String,
    pub field_29: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_30: Option<String>,
    #[serde(default)]
    pub field_31: i32,
    pub field_32: u64,
    pub field_33: Vec<u8>,
    pub field_34: Point,
    pub field_35: Option<Point>,
    pub field_36: u8,
    pub field_37: f32,
    pub field_38: f64,
    pub field_39: bool,
    pub field_40: String,
    pub field_41: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_42: Option<String>,
    #[serde(default)]
    pub field_43: i32,
    pub field_44: u64,
    pub field_45: Vec<u8>,
    pub field_46: Point,
    pub field_47: Option<Point>,
    pub field_48: u8,
    pub field_49: f32,
    pub field_50: f64,
    pub field_51: bool,
    pub field_52: String,
    pub field_53: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_54: Option<String>,
    #[serde(default)]
    pub field_55: i32,
    pub field_56: u64,
    pub field_57: Vec<u8>,
    pub field_58: Point,
    pub field_59: Option<Point>,
}
