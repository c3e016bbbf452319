//! An `f32` as the shortest decimal that names it.
//!
//! JavaScript has only `f64`, and an `f32` widened as it is reads 22.100000381469727
//! where its author wrote 22.1. JSON has no such trouble: it prints the shortest
//! decimal. A frame must give the same number, without printing.

/// Powers of ten that an `f64` holds exactly.
const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// 2^52: beyond it an `f64` has no fraction, so adding it rounds.
const ROUND: f64 = 4_503_599_627_370_496.0;

/// 2^-23.
const NEAR: f64 = f32::EPSILON as f64;

/// The `f64` nearest to the shortest decimal that reads back as `narrow`.
///
/// `None` where that takes printing it: below 1e-7 and from 2^23 on, where few sensors
/// read, and between two decimals equally near. Such a value crosses as JSON text.
///
/// ```
/// use aimdb_wasm_contracts::decimal::widen;
///
/// assert_eq!(widen(22.1), Some(22.1_f64));
/// assert_eq!(widen(1e30), None);
/// ```
#[inline]
pub fn widen(narrow: f32) -> Option<f64> {
    let exact = f64::from(narrow);
    if exact == 0.0 {
        return Some(exact);
    }
    let size = exact.abs();
    if !(1e-7..8_388_608.0).contains(&size) {
        return None;
    }
    for power in POWERS {
        // With few decimals the product is exact (24 bits and at most 27); with many,
        // numbers are so small that rounding it cannot make or hide a tie.
        let scaled = size * power;
        let digits = (scaled + ROUND) - ROUND;
        // Half the distance to the next f32 is at most 2^-24 of the number. What is
        // twice that away is not this one, and seeing that costs no division.
        if (digits - scaled).abs() > scaled * NEAR {
            continue;
        }
        // The quotient of two exact numbers is the decimal.
        let decimal = digits / power;
        if decimal as f32 == narrow.abs() {
            // Of two decimals equally near, serde_json alone knows which it prints.
            let tie = (digits - scaled).abs() == 0.5;
            return (!tie).then_some(decimal.copysign(exact));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::widen;
    use proptest::prelude::*;

    fn reference(narrow: f32) -> f64 {
        let text = serde_json::to_string(&narrow).expect("an f32 prints");
        text.parse().expect("and reads back")
    }

    #[test]
    fn every_1021st_float() {
        let mut seen = 0;
        for bits in (0..=u32::MAX).step_by(1021) {
            let narrow = f32::from_bits(bits);
            if let Some(wide) = widen(narrow) {
                assert_eq!(wide, reference(narrow), "{narrow:?}");
                seen += 1;
            }
        }
        assert!(seen > 700_000, "{seen}: the range is the one of sensors");
    }

    #[test]
    fn no_reading_of_a_thermometer_needs_text() {
        for tenths in -10_000..10_000 {
            let wide = f64::from(tenths) / 10.0;
            assert_eq!(widen(wide as f32), Some(wide));
        }
    }

    proptest! {
        #[test]
        fn large_readings(hundredths in -800_000_000i64..800_000_000) {
            let narrow = (hundredths as f64 / 100.0) as f32;
            if let Some(wide) = widen(narrow) {
                prop_assert_eq!(wide, reference(narrow));
            }
        }
    }
}
