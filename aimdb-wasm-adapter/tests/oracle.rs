//! `TokioBuffer` is the oracle: `WasmBuffer` and the model do what it does.
#![cfg(not(target_arch = "wasm32"))]

mod common;
mod conformance;

use aimdb_core::buffer::BufferCfg;
use aimdb_tokio_adapter::TokioBuffer;
use aimdb_wasm_adapter::WasmBuffer;
use conformance::{run, sequence, Model, Op, Real, Seen, Trace, SEQUENCES};
use proptest::prelude::*;

fn traces(cfg: &BufferCfg, ops: &[Op]) -> (Trace, Trace, Trace) {
    (
        run(cfg, ops, &mut Real::<TokioBuffer<u32>>::new(cfg)),
        run(cfg, ops, &mut Real::<WasmBuffer<u32>>::new(cfg)),
        run(cfg, ops, &mut Model::new(cfg)),
    )
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        8 => Just(Op::Push(1)),
        3 => (1u8..40).prop_map(Op::Push),
        4 => Just(Op::Subscribe),
        4 => any::<u8>().prop_map(Op::Recv),
        5 => any::<u8>().prop_map(Op::Wait),
        5 => any::<u8>().prop_map(Op::TryRecv),
        1 => any::<u8>().prop_map(Op::GiveUp),
        1 => any::<u8>().prop_map(Op::DropReader),
        1 => Just(Op::DropBuffer),
    ]
}

fn cfg() -> impl Strategy<Value = BufferCfg> {
    prop_oneof![
        2 => (1usize..20).prop_map(|capacity| BufferCfg::SpmcRing { capacity }),
        1 => (20usize..300).prop_map(|capacity| BufferCfg::SpmcRing { capacity }),
        1 => Just(BufferCfg::SingleLatest),
        1 => Just(BufferCfg::Mailbox),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12_000, ..ProptestConfig::default() })]

    #[test]
    fn random_sequences_agree(cfg in cfg(), ops in prop::collection::vec(op(), 1..80)) {
        let (tokio, wasm, model) = traces(&cfg, &ops);
        prop_assert_eq!(&wasm, &tokio);
        prop_assert_eq!(&model, &tokio);
    }
}

/// The sequences a browser runs against the model: here the model is proven on them.
#[test]
fn seeded_sequences_agree() {
    let (mut values, mut lags, mut closed, mut wakes) = (0, 0, 0, 0);
    for seed in 0..SEQUENCES {
        let (cfg, ops) = sequence(seed);
        let (tokio, wasm, model) = traces(&cfg, &ops);
        assert_eq!(wasm, tokio, "seed {seed}, {cfg:?}, {ops:?}");
        assert_eq!(model, tokio, "seed {seed}, {cfg:?}, {ops:?}");
        for (_, seen) in &tokio {
            match seen {
                Seen::Value(_) => values += 1,
                Seen::Lagged(..) => lags += 1,
                Seen::Closed(_) => closed += 1,
                Seen::Woken(_) => wakes += 1,
                Seen::Empty | Seen::Pending => {}
            }
        }
    }
    // The sequences reach what they are about.
    assert!(
        values > 10_000 && lags > 1_000 && closed > 500 && wakes > 2_000,
        "{values} values, {lags} lags, {closed} closed, {wakes} wakes"
    );
}

/// A reader that lags goes on; tokio's count is taken over exactly.
#[test]
fn lag_is_skipped_and_counted() {
    let cfg = BufferCfg::SpmcRing { capacity: 5 };
    let ops = [Op::Subscribe, Op::Push(20), Op::TryRecv(0), Op::TryRecv(0)];
    let (tokio, wasm, _) = traces(&cfg, &ops);
    assert_eq!(wasm, tokio);
    let seen: Vec<Seen> = wasm.into_iter().map(|(_, seen)| seen).collect();
    // Capacity 5 is 8: values 12 to 19 are kept.
    assert_eq!(
        seen,
        [Seen::Lagged(12, "broadcast".into()), Seen::Value(12)]
    );
}

/// Both refuse a ring without room.
#[test]
fn a_ring_of_zero_panics_as_tokios_does() {
    let cfg = BufferCfg::SpmcRing { capacity: 0 };
    assert!(cfg.validate().is_err());
    assert!(std::panic::catch_unwind(|| {
        use aimdb_core::buffer::Buffer;
        TokioBuffer::<u32>::new(&BufferCfg::SpmcRing { capacity: 0 })
    })
    .is_err());
    assert!(std::panic::catch_unwind(|| {
        drop(WasmBuffer::<u32>::new(&BufferCfg::SpmcRing { capacity: 0 }));
    })
    .is_err());
}
