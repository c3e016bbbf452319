use crate::{contract, Humidity, Temperature};

/// The temperature at which this air would be saturated.
#[contract(name = "dew_point", unit = "°C", icon = "🌫️")]
#[derive(PartialEq)]
pub struct DewPoint {
    /// Degrees Celsius.
    #[contract(signal)]
    pub celsius: f32,
    /// The later of the two readings it came from, in milliseconds since the Unix epoch.
    #[contract(unit = "ms")]
    pub timestamp: u64,
}

impl DewPoint {
    /// Derives it from a temperature and a humidity by the Magnus formula, with
    /// the coefficients of Alduchov and Eskridge (1996): 17.625 and 243.04 °C.
    /// `None` where the formula has no answer (0 % humidity).
    pub fn derive(temperature: &Temperature, humidity: &Humidity) -> Option<Self> {
        let celsius = f64::from(temperature.celsius);
        let saturation = f64::from(humidity.percent) / 100.0;
        if saturation <= 0.0 {
            return None;
        }
        let gamma = libm::log(saturation) + 17.625 * celsius / (243.04 + celsius);
        Some(Self {
            celsius: (243.04 * gamma / (17.625 - gamma)) as f32,
            timestamp: temperature.timestamp.max(humidity.timestamp),
        })
    }
}
