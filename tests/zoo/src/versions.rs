use aimdb_wasm_contracts::{contract, migration_chain, MigrationError, MigrationStep};

/// As it was.
#[contract]
#[derive(PartialEq)]
pub struct VersionedV1 {
    pub fahrenheit: f32,
    pub timestamp: u64,
}

/// As it became.
#[contract]
#[derive(PartialEq)]
pub struct VersionedV2 {
    pub schema_version: u32,
    pub celsius: f32,
    pub timestamp: u64,
}

/// A contract with a past: version 1 was in Fahrenheit, version 2 had no sensor.
#[contract(name = "versioned", version = 3, version_field = "schema_version")]
#[derive(PartialEq)]
pub struct Versioned {
    pub schema_version: u32,
    pub celsius: f32,
    pub sensor: String,
    pub timestamp: u64,
}

/// To Celsius.
pub struct FahrenheitToCelsius;

impl MigrationStep for FahrenheitToCelsius {
    type Older = VersionedV1;
    type Newer = VersionedV2;
    const FROM_VERSION: u32 = 1;
    const TO_VERSION: u32 = 2;

    fn up(old: VersionedV1) -> Result<VersionedV2, MigrationError> {
        Ok(VersionedV2 {
            schema_version: 2,
            celsius: (old.fahrenheit - 32.0) / 1.8,
            timestamp: old.timestamp,
        })
    }

    fn down(new: VersionedV2) -> Result<VersionedV1, MigrationError> {
        Ok(VersionedV1 {
            fahrenheit: new.celsius * 1.8 + 32.0,
            timestamp: new.timestamp,
        })
    }
}

/// With a sensor.
pub struct WithSensor;

impl MigrationStep for WithSensor {
    type Older = VersionedV2;
    type Newer = Versioned;
    const FROM_VERSION: u32 = 2;
    const TO_VERSION: u32 = 3;

    fn up(old: VersionedV2) -> Result<Versioned, MigrationError> {
        Ok(Versioned {
            schema_version: 3,
            celsius: old.celsius,
            sensor: "unknown".to_owned(),
            timestamp: old.timestamp,
        })
    }

    fn down(new: Versioned) -> Result<VersionedV2, MigrationError> {
        Ok(VersionedV2 {
            schema_version: 2,
            celsius: new.celsius,
            timestamp: new.timestamp,
        })
    }
}

migration_chain! {
    type Current = Versioned;
    version_field = "schema_version";
    steps {
        FahrenheitToCelsius: VersionedV1 => VersionedV2,
        WithSensor: VersionedV2 => Versioned,
    }
}
