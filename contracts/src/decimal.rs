//! An `f32` as the shortest decimal that names it.
//!
//! JavaScript has only `f64`, and an `f32` widened as it is reads 22.100000381469727
//! where its author wrote 22.1. JSON has no such trouble: it prints the shortest
//! decimal. A frame must give the same number, without printing.

use alloc::string::ToString;

/// Powers of ten that an `f64` holds exactly, for up to eight decimals.
const POWERS: [f64; 9] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/// The `f64` nearest to the shortest decimal that reads back as `narrow`.
///
/// ```
/// assert_eq!(aimdb_wasm_contracts::decimal::widen(22.1), 22.1_f64);
/// ```
#[inline]
pub fn widen(narrow: f32) -> f64 {
    let exact = f64::from(narrow);
    let size = if exact < 0.0 { -exact } else { exact };
    // In this range the shortest decimal has at most eight decimals. An f32 has 24
    // bits and the largest power 27, so products are exact, ties are seen as such
    // (and rounded up, as serde_json does it), and the quotient is the decimal.
    if (1e-2..8_388_608.0).contains(&size) {
        for power in POWERS {
            let digits = (size * power + 0.5) as i64 as f64;
            let decimal = digits / power;
            if decimal as f32 == narrow.abs() {
                return if exact < 0.0 { -decimal } else { decimal };
            }
        }
    } else if exact == 0.0 {
        return exact;
    }
    narrow.to_string().parse().unwrap_or(exact)
}

#[cfg(test)]
mod tests {
    use super::widen;
    use proptest::prelude::*;

    fn reference(narrow: f32) -> f64 {
        narrow
            .to_string()
            .parse()
            .expect("Display of a finite f32 parses")
    }

    #[test]
    fn every_4099th_float() {
        for bits in (0..=u32::MAX).step_by(4099) {
            let narrow = f32::from_bits(bits);
            if narrow.is_finite() {
                assert_eq!(widen(narrow), reference(narrow), "{narrow:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn sensor_readings(hundredths in -100_000_000i64..100_000_000) {
            let narrow = (hundredths as f64 / 100.0) as f32;
            prop_assert_eq!(widen(narrow), reference(narrow));
        }
    }
}
