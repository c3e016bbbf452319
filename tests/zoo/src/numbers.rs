use aimdb_wasm_contracts::contract;

/// Every number.
#[contract(name = "numbers")]
#[derive(PartialEq)]
pub struct Numbers {
    pub u8: u8,
    pub u16: u16,
    pub u32: u32,
    pub u64: u64,
    pub i8: i8,
    pub i16: i16,
    pub i32: i32,
    pub i64: i64,
    pub f32: f32,
    pub f64: f64,
    pub bool: bool,
}

/// 64-bit integers as `bigint`, in every position.
#[contract(name = "big_numbers")]
#[derive(PartialEq)]
pub struct BigNumbers {
    #[contract(bigint)]
    pub id: u64,
    #[contract(bigint)]
    pub offset: i64,
    #[contract(bigint)]
    pub maybe: Option<u64>,
    #[contract(bigint)]
    pub many: Vec<i64>,
    /// Not marked: a `number`.
    pub small: u64,
}

/// Strings.
#[contract(name = "text")]
#[derive(PartialEq)]
pub struct Text {
    pub text: String,
    pub maybe: Option<String>,
}

/// Floats that may be missing, beside some that may be of any size: `null` stands for a
/// missing one, and for one that is no number.
#[contract(name = "optional_floats")]
#[derive(PartialEq)]
pub struct OptionalFloats {
    pub narrow: f32,
    pub maybe: Option<f32>,
    pub list: Vec<Option<f32>>,
    pub wide: Option<f64>,
}
