use aimdb_wasm_contracts::contract;

/// What a sensor measured.
#[contract(name = "reading", unit = "°C", icon = "🌡️")]
#[derive(PartialEq)]
pub struct Reading {
    /// Degrees Celsius.
    #[contract(signal)]
    pub celsius: f32,
    /// When it was measured, in milliseconds since the Unix epoch.
    #[contract(unit = "ms")]
    pub timestamp: u64,
}

#[cfg(test)]
mod tests {
    use super::Reading;

    /// What stands on the wire is what other programs rely on.
    #[test]
    fn a_reading_is_plain_json() -> Result<(), serde_json::Error> {
        let reading = Reading {
            celsius: 21.5,
            timestamp: 1,
        };
        let text = r#"{"celsius":21.5,"timestamp":1}"#;
        assert_eq!(serde_json::to_string(&reading)?, text);
        assert_eq!(serde_json::from_str::<Reading>(text)?, reading);
        Ok(())
    }
}
