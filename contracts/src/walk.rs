//! The random walk behind the built-in simulations.

use aimdb_data_contracts::SimulationParams;
use rand::{Rng, RngExt};

/// The next value: a step from the previous one, of at most `step` × `variation`,
/// plus the trend, kept within `variation` of `base`. Starts at `base`.
pub(crate) fn walk<R: Rng>(params: &SimulationParams, previous: Option<f64>, rng: &mut R) -> f64 {
    let variation = params.variation.max(0.0);
    let step = params.step.clamp(0.0, 1.0) * variation;
    let from = previous.unwrap_or(params.base);
    let next = from + (rng.random::<f64>() * 2.0 - 1.0) * step + params.trend;
    // Not `clamp`: its panic message prints floats, a dozen kilobytes in wasm.
    next.max(params.base - variation)
        .min(params.base + variation)
}
