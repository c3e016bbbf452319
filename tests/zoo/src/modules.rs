//! What modules, `cfg`, macros and transparency make of contracts.

use aimdb_wasm_contracts::contract;

/// Two types of one name: serde's name for one tells them apart in TypeScript.
pub mod indoor {
    use aimdb_wasm_contracts::contract;

    #[contract(name = "indoor_state")]
    #[derive(PartialEq)]
    pub struct State {
        pub room: String,
    }
}

pub mod outdoor {
    use aimdb_wasm_contracts::contract;

    #[contract(name = "outdoor_state")]
    #[derive(PartialEq)]
    #[serde(rename = "OutdoorState")]
    pub struct State {
        pub latitude: f64,
        /// The other of that name.
        pub nearest: Option<super::indoor::State>,
    }
}

/// What is not compiled is not there, and what is conditional is.
#[contract(name = "configured")]
#[derive(PartialEq)]
pub struct Configured {
    pub here: u32,
    #[cfg(any())]
    pub gone: NoSuchType,
    #[cfg(target_endian = "little")]
    pub there: bool,
    #[cfg_attr(target_endian = "little", contract(unit = "m"), serde(rename = "wide"))]
    pub width: f32,
    #[cfg_attr(any(), contract(ts = "never"))]
    pub plain: Switch,
}

#[contract]
#[derive(PartialEq)]
pub enum Switch {
    Off,
    #[cfg(any())]
    Broken(NoSuchType),
    #[cfg_attr(target_endian = "little", serde(rename = "ON"))]
    On,
}

/// Contracts made by a macro.
macro_rules! sensors {
    ($($(#[doc = $docs:literal])* $sensor:ident = $name:literal: $ty:ty, $unit:literal;)*) => {$(
        $(#[doc = $docs])*
        #[contract(name = $name, unit = $unit)]
        #[derive(PartialEq)]
        pub struct $sensor {
            #[contract(signal)]
            pub value: $ty,
            pub at: u64,
        }
    )*};
}

sensors! {
    /// Made by a macro.
    Radiation = "radiation": f64, "Sv";
    Noise = "noise": u8, "dB";
}

/// To serde, a transparent newtype around an option may be absent as that may.
#[contract]
#[derive(PartialEq)]
#[serde(transparent)]
pub struct Clear(pub Option<u32>);

#[contract]
#[derive(PartialEq)]
#[serde(transparent)]
pub struct Label(pub String);

#[contract(name = "transparent")]
#[derive(PartialEq)]
pub struct Transparent {
    pub clear: Clear,
    pub clears: Vec<Clear>,
    pub label: Label,
}

/// Types called like what the expansion names: it must mean its own.
pub mod shadows {
    #![allow(clippy::enum_variant_names)]

    use aimdb_wasm_contracts::contract;

    pub use Verdict::*;

    #[contract]
    #[derive(PartialEq)]
    pub enum Verdict {
        Ok,
        Err,
    }

    #[contract]
    #[derive(PartialEq)]
    pub struct Shape {
        pub body: Body,
    }

    #[contract]
    #[derive(PartialEq)]
    #[serde(tag = "type")]
    pub enum Body {
        Payload { fields: Vec<Field> },
        Reads,
    }

    #[contract]
    #[derive(PartialEq)]
    pub struct Field {
        pub ty: Type,
        #[serde(default, skip_serializing_if = "is_err")]
        pub verdict: Option<Verdict>,
    }

    #[contract]
    #[derive(PartialEq)]
    pub struct Type(pub u8);

    #[allow(clippy::ref_option)] // serde passes a reference
    fn is_err(verdict: &Option<Verdict>) -> bool {
        *verdict == Some(Verdict::Err)
    }

    #[contract(name = "shadows")]
    #[derive(PartialEq)]
    pub struct Shadows {
        pub shape: Shape,
        pub verdict: Verdict,
        pub docs: Option<Type>,
    }
}
