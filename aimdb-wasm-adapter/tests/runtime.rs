//! The runtime's cases on the host and in a page; what only the host can show.

mod common;
mod runtime_cases;

#[global_allocator]
static HEAP: common::heap::Counting = common::heap::Counting;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[cfg(not(target_arch = "wasm32"))]
mod host_only {
    use std::cell::Cell;
    use std::rc::Rc;
    use std::time::Duration;

    use aimdb_executor::{Spawn, TimeOps};
    use aimdb_wasm_adapter::{host, native, Scope, WasmAdapter};

    const RT: WasmAdapter = WasmAdapter;
    const HOP_MS: u64 = i32::MAX as u64;

    fn slept(sleep: aimdb_wasm_adapter::WasmDuration) -> Rc<Cell<bool>> {
        let done = Rc::new(Cell::new(false));
        host::spawn({
            let done = Rc::clone(&done);
            async move {
                RT.sleep(sleep).await;
                done.set(true);
            }
        });
        native::run_until_stalled();
        done
    }

    /// The host's timers take 31 bits too, and its clock can be moved on.
    #[test]
    fn a_sleep_of_months_is_chained() {
        for ms in [HOP_MS - 1, HOP_MS, HOP_MS + 1, 3 * HOP_MS + 12_345] {
            let done = slept(RT.millis(ms));
            native::advance(Duration::from_millis(ms - 1_000));
            assert!(!done.get(), "{ms} too early");
            native::advance(Duration::from_millis(2_000));
            assert!(done.get(), "{ms} too late");
        }
    }

    #[test]
    fn a_sleep_of_centuries_waits() {
        let done = slept(RT.secs(u64::MAX));
        native::advance(Duration::from_secs(50 * 365 * 86_400));
        assert!(!done.get());
    }

    #[test]
    fn a_panic_leaves_the_scope_it_entered() {
        let scope = Scope::new();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            scope.enter(|| panic!("on purpose"));
        }));
        assert!(outcome.is_err());
        assert!(Scope::current().is_none());
    }

    #[test]
    fn the_loop_runs_by_the_clock_too() {
        let (soon, late) = (slept(RT.millis(1)), slept(RT.secs(3_600)));
        native::run_for(Duration::from_millis(50));
        assert!(soon.get() && !late.get());
        native::advance(Duration::from_secs(3_600));
        assert!(late.get());
    }

    /// A thread that ends with tasks and timers pending ends quietly.
    #[test]
    fn a_thread_may_end_amid_its_tasks() {
        std::thread::spawn(|| {
            let scope = Scope::new();
            for _ in 0..3 {
                RT.spawn(async { RT.sleep(RT.secs(100)).await }).unwrap();
                scope
                    .enter(|| RT.spawn(async { RT.sleep(RT.secs(100)).await }))
                    .unwrap();
            }
            native::run_until_stalled();
            RT.spawn(async {}).unwrap();
        })
        .join()
        .unwrap();
    }
}
