//! The runtime adapter's tests: time, scopes, the join queue, and the engine on top of
//! them. The same cases run on the host, in a page, in a worker and in Node.

// Clippy does not know `wasm_bindgen_test` for a test.
#![allow(clippy::unwrap_used)]

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, Future};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use aimdb_core::buffer::BufferCfg;
use aimdb_core::{AimDb, AimDbBuilder, DbError};
use aimdb_executor::{
    ExecutorError, JoinFanInRuntime, JoinQueue, JoinReceiver, JoinSender, Logger, RuntimeAdapter,
    Spawn, TimeOps,
};
use aimdb_wasm_adapter::{host, Scope, WasmAdapter, WasmDuration, WasmRecordRegistrarExt};

use crate::common::heap::live_bytes;
use crate::common::Bell;

const RT: WasmAdapter = WasmAdapter;

/// A test on the event loop, whichever it is.
macro_rules! case {
    ($(#[$doc:meta])* async fn $name:ident() $body:block) => {
        $(#[$doc])*
        #[cfg(not(target_arch = "wasm32"))]
        #[test]
        fn $name() {
            aimdb_wasm_adapter::native::block_on(async $body);
        }

        $(#[$doc])*
        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen_test::wasm_bindgen_test]
        async fn $name() $body
    };
}

/// Lets everything that is ready run.
async fn settle() {
    for _ in 0..3 {
        RT.sleep(RT.millis(0)).await;
    }
}

/// Lets the microtasks run that are queued, and those they queue; no timers. Browsers
/// slow a chain of timers down to 4 ms each.
async fn tick() {
    for _ in 0..10 {
        let done = Rc::new(Cell::new(false));
        poll_fn(|cx| {
            if done.get() {
                return Poll::Ready(());
            }
            let (done, waker) = (Rc::clone(&done), cx.waker().clone());
            host::queue_microtask(move || {
                done.set(true);
                waker.wake();
            });
            Poll::Pending
        })
        .await;
    }
}

/// Counts up when dropped.
struct Guard(Rc<Cell<usize>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// `Rc`s for where the engine wants `Send`.
#[derive(Clone)]
struct Here<T>(T);

// SAFETY: the tests stay on one thread.
unsafe impl<T> Send for Here<T> {}
// SAFETY: as for `Send`.
unsafe impl<T> Sync for Here<T> {}

impl<T> Here<T> {
    /// By method, so that closures capture the wrapper and not what is in it.
    fn get(&self) -> &T {
        &self.0
    }
}

fn counter() -> (Rc<Cell<usize>>, Here<Rc<Cell<usize>>>) {
    let counter = Rc::new(Cell::new(0));
    (Rc::clone(&counter), Here(counter))
}

// ---------------------------------------------------------------- identity, time

case! {
    async fn it_says_what_it_is() {
        assert_eq!(WasmAdapter::runtime_name(), "wasm");
        assert_eq!(size_of::<WasmAdapter>(), 0);
        RT.info("info from the adapter's tests");
        RT.debug("debug from the adapter's tests");
        RT.warn("warn from the adapter's tests");
        RT.error("error from the adapter's tests");
    }
}

case! {
    async fn time_keeps_micros_and_saturates() {
        assert_eq!(RT.duration_as_nanos(RT.micros(1)), 1_000);
        assert_eq!(RT.duration_as_nanos(RT.micros(1_500)), 1_500_000);
        assert_eq!(RT.duration_as_nanos(RT.millis(7)), 7_000_000);
        assert_eq!(RT.duration_as_nanos(RT.secs(3)), 3_000_000_000);
        assert_eq!(RT.micros(1_500).as_micros(), 1_500);
        assert_eq!(RT.secs(2).as_millis(), 2_000);
        for huge in [RT.micros(u64::MAX), RT.millis(u64::MAX), RT.secs(u64::MAX)] {
            assert_eq!(RT.duration_as_nanos(huge), u64::MAX);
        }
        assert!(RT.micros(999) < RT.millis(1));
        assert_eq!(RT.millis(1_000), RT.secs(1));
    }
}

case! {
    async fn the_clock_goes_forward_only() {
        let earlier = RT.now();
        RT.sleep(RT.millis(5)).await;
        let later = RT.now();
        let elapsed = RT.duration_since(later, earlier).unwrap();
        assert!(elapsed >= RT.millis(5), "{elapsed:?}");
        assert!(RT.duration_since(earlier, later).is_none());
        assert_eq!(RT.duration_since(later, later), Some(WasmDuration::default()));
        assert!(host::unix_ms() > 1.6e12);
    }
}

case! {
    /// Timers fire early in places; a sleep does not end early anywhere.
    async fn a_sleep_is_never_short() {
        for micros in [1u64, 300, 999, 1_000, 1_001, 2_500, 7_700, 12_345] {
            let start = RT.now();
            RT.sleep(RT.micros(micros)).await;
            let elapsed = RT.duration_since(RT.now(), start).unwrap();
            // A browser's clock is coarse, down to 0.1 ms without isolation.
            assert!(elapsed >= RT.micros(micros.saturating_sub(100)), "{micros}: {elapsed:?}");
        }
    }
}

case! {
    async fn sleeps_end_in_order() {
        let order = Rc::new(RefCell::new(Vec::new()));
        for ms in [30u64, 10, 20] {
            let order = Rc::clone(&order);
            host::spawn(async move {
                RT.sleep(RT.millis(ms)).await;
                order.borrow_mut().push(ms);
            });
        }
        RT.sleep(RT.millis(80)).await;
        assert_eq!(*order.borrow(), [10, 20, 30]);
    }
}

case! {
    /// A loop of empty sleeps lets others run.
    async fn sleeping_for_nothing_still_yields() {
        let (bell, waker) = Bell::new();
        let mut sleep = pin!(RT.sleep(RT.micros(0)));
        let mut cx = Context::from_waker(&waker);
        assert!(sleep.as_mut().poll(&mut cx).is_pending());
        settle().await;
        assert_eq!(bell.rings(), 1);
        // The other clock may find the timer early, once.
        while sleep.as_mut().poll(&mut cx).is_pending() {
            settle().await;
        }
    }
}

case! {
    async fn a_dropped_sleep_lets_go_of_its_waker() {
        let (bell, waker) = Bell::new();
        {
            let mut sleep = pin!(RT.sleep(RT.secs(1_000_000)));
            let mut cx = Context::from_waker(&waker);
            assert!(sleep.as_mut().poll(&mut cx).is_pending());
            assert!(sleep.as_mut().poll(&mut cx).is_pending());
            assert_eq!(Arc::strong_count(&bell), 3);
        }
        assert_eq!(Arc::strong_count(&bell), 2);
        settle().await;
        assert_eq!(bell.rings(), 0);
    }
}

case! {
    async fn timers_call_once_or_never() {
        let (calls, _) = counter();
        let call = |calls: &Rc<Cell<usize>>| {
            let calls = Rc::clone(calls);
            move || calls.set(calls.get() + 1)
        };
        let _kept = host::Timer::after(1.0, call(&calls)).unwrap();
        drop(host::Timer::after(1.0, call(&calls)).unwrap());
        let _odd = host::Timer::after(f64::NAN, call(&calls)).unwrap();
        let _past = host::Timer::after(-5.0, call(&calls)).unwrap();
        let _never = host::Timer::after(f64::INFINITY, call(&calls)).unwrap();
        RT.sleep(RT.millis(30)).await;
        assert_eq!(calls.get(), 3);
        assert_eq!(Rc::strong_count(&calls), 2, "only the endless one holds its callback");
    }
}

case! {
    async fn a_timer_may_be_dropped_by_its_own_call() {
        let own = Rc::new(RefCell::new(None));
        let called = Rc::new(Cell::new(false));
        let timer = host::Timer::after(1.0, {
            let (own, called) = (Rc::clone(&own), Rc::clone(&called));
            move || {
                drop(own.borrow_mut().take());
                called.set(true);
            }
        });
        *own.borrow_mut() = Some(timer.unwrap());
        RT.sleep(RT.millis(20)).await;
        assert!(called.get() && own.borrow().is_none());
        assert_eq!(Rc::strong_count(&own), 1);
    }
}

case! {
    async fn microtasks_run_in_order_and_before_timers() {
        let order = Rc::new(RefCell::new(Vec::new()));
        let push = |what: &'static str| {
            let order = Rc::clone(&order);
            move || order.borrow_mut().push(what)
        };
        let _timer = host::Timer::after(0.0, push("timer")).unwrap();
        host::queue_microtask(push("first"));
        host::queue_microtask(push("second"));
        assert!(order.borrow().is_empty());
        RT.sleep(RT.millis(20)).await;
        assert_eq!(*order.borrow(), ["first", "second", "timer"]);
    }
}

// ---------------------------------------------------------------- scopes

case! {
    async fn aborting_drops_every_future_at_once() {
        let (dropped, _) = counter();
        let scope = Scope::new();
        for kind in 0..4 {
            let guard = Here(Guard(Rc::clone(&dropped)));
            let task = async move {
                let _guard = guard;
                match kind {
                    0 => pending::<()>().await,
                    1 => RT.sleep(RT.secs(10_000_000)).await,
                    2 => loop {
                        RT.sleep(RT.micros(10)).await;
                    },
                    _ => {}
                }
            };
            scope.enter(|| RT.spawn(task)).unwrap();
        }
        assert_eq!(scope.len(), 4);
        settle().await;
        assert_eq!((scope.len(), dropped.get()), (3, 1), "one came to its end");
        scope.abort();
        assert_eq!((scope.len(), dropped.get()), (0, 4));
        scope.abort();
        settle().await;
        assert_eq!(Rc::strong_count(&dropped), 1);
    }
}

case! {
    /// Before it was polled for the first time, too.
    async fn aborting_catches_what_has_not_begun() {
        let (began, here) = counter();
        let scope = Scope::new();
        scope
            .enter(|| RT.spawn(async move { here.get().set(1) }))
            .unwrap();
        scope.abort();
        settle().await;
        assert_eq!(began.get(), 0);
        assert_eq!(Rc::strong_count(&began), 1);
    }
}

case! {
    async fn what_a_scoped_future_spawns_is_in_the_scope() {
        let (dropped, here) = counter();
        let scope = Scope::new();
        let task = async move {
            RT.sleep(RT.millis(1)).await;
            // A forwarder, as the engine's join spawns them: long after `enter`.
            let guard = Here(Guard(Rc::clone(here.get())));
            RT.spawn(async move {
                let _guard = guard;
                pending::<()>().await;
            })
            .unwrap();
            pending::<()>().await;
        };
        scope.enter(|| RT.spawn(task)).unwrap();
        RT.sleep(RT.millis(20)).await;
        assert_eq!((scope.len(), dropped.get()), (2, 0));
        assert!(Scope::current().is_none());
        scope.abort();
        assert_eq!(dropped.get(), 1);
    }
}

case! {
    async fn a_future_may_abort_its_own_scope() {
        let (dropped, _) = counter();
        let (reached, seen) = counter();
        let scope = Scope::new();
        let guard = Here(Guard(Rc::clone(&dropped)));
        let own = Here(scope.clone());
        let task = async move {
            let _guard = guard;
            RT.sleep(RT.millis(0)).await;
            own.get().abort();
            // Still running: it is dropped when it awaits.
            seen.get().set(1);
            assert!(RT.spawn(async {}).is_err(), "nothing starts in an ended scope");
            RT.sleep(RT.millis(0)).await;
            seen.get().set(2);
        };
        scope.enter(|| RT.spawn(task)).unwrap();
        let other = Here(Guard(Rc::clone(&dropped)));
        scope
            .enter(|| RT.spawn(async move {
                let _other = other;
                pending::<()>().await;
            }))
            .unwrap();
        RT.sleep(RT.millis(20)).await;
        assert_eq!((reached.get(), dropped.get()), (1, 2));
        assert!(scope.is_empty());
    }
}

case! {
    async fn destructors_may_spawn_and_abort() {
        struct Awkward(Scope, Rc<Cell<usize>>);
        impl Drop for Awkward {
            fn drop(&mut self) {
                let refused = RT.spawn(async {}).is_err() as usize;
                self.1.set(self.1.get() + refused);
                self.0.abort();
            }
        }
        let (refused, _) = counter();
        let scope = Scope::new();
        for _ in 0..3 {
            let awkward = Here(Awkward(scope.clone(), Rc::clone(&refused)));
            scope
                .enter(|| RT.spawn(async move {
                    let _awkward = awkward;
                    pending::<()>().await;
                }))
                .unwrap();
        }
        settle().await;
        scope.abort();
        assert_eq!(refused.get(), 3);
        assert_eq!(Rc::strong_count(&refused), 1);
    }
}

case! {
    async fn an_ended_scope_refuses() {
        let scope = Scope::new();
        scope.abort();
        let outcome = scope.enter(|| RT.spawn(async { panic!("it must not run") }));
        assert!(matches!(outcome, Err(ExecutorError::SpawnFailed { .. })));
        settle().await;
    }
}

case! {
    async fn scopes_nest_and_end_apart() {
        let (done, _) = counter();
        let (outer, inner) = (Scope::new(), Scope::new());
        let task = |done: &Rc<Cell<usize>>, bit: usize| {
            let done = Here(Rc::clone(done));
            async move {
                RT.sleep(RT.millis(5)).await;
                let done = done.get();
                done.set(done.get() | bit);
            }
        };
        outer.enter(|| {
            RT.spawn(task(&done, 1)).unwrap();
            inner.enter(|| RT.spawn(task(&done, 2))).unwrap();
            RT.spawn(task(&done, 4)).unwrap();
        });
        RT.spawn(task(&done, 8)).unwrap();
        assert_eq!((outer.len(), inner.len()), (2, 1));
        inner.abort();
        RT.sleep(RT.millis(40)).await;
        assert_eq!(done.get(), 1 | 4 | 8);
        assert!(outer.is_empty());
    }
}

case! {
    /// Slots are reused, and one that ends does not take its successor with it.
    async fn many_tasks_come_and_go() {
        let (done, _) = counter();
        let scope = Scope::new();
        for round in 0..20usize {
            for task in 0..20usize {
                let done = Here(Rc::clone(&done));
                scope
                    .enter(|| RT.spawn(async move {
                        if (round + task) % 3 == 0 {
                            RT.sleep(RT.millis(0)).await;
                        }
                        done.get().set(done.get().get() + 1);
                    }))
                    .unwrap();
            }
            settle().await;
        }
        RT.sleep(RT.millis(20)).await;
        assert_eq!((done.get(), scope.len()), (400, 0));
    }
}

// ---------------------------------------------------------------- the join queue

fn queue<T: Send + 'static>() -> (impl JoinSender<T> + Clone, impl JoinReceiver<T>) {
    RT.create_join_queue::<T>().unwrap().split()
}

fn poll<F: Future>(future: std::pin::Pin<&mut F>, waker: &std::task::Waker) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(waker))
}

case! {
    async fn a_queue_keeps_order_over_senders() {
        let (tx, mut rx) = queue();
        let other = tx.clone();
        tx.send(1).await.unwrap();
        other.send(2).await.unwrap();
        tx.send(3).await.unwrap();
        for expected in 1..=3 {
            assert_eq!(rx.recv().await.unwrap(), expected);
        }
    }
}

case! {
    async fn the_65th_waits_for_room() {
        let (tx, mut rx) = queue();
        for i in 0..64 {
            tx.send(i).await.unwrap();
        }
        let (bell, waker) = Bell::new();
        let mut send = pin!(tx.send(64));
        assert!(poll(send.as_mut(), &waker).is_pending());
        assert!(poll(send.as_mut(), &waker).is_pending());
        assert_eq!(rx.recv().await.unwrap(), 0);
        assert_eq!(bell.rings(), 1);
        assert!(matches!(poll(send.as_mut(), &waker), Poll::Ready(Ok(()))));
        for i in 1..=64 {
            assert_eq!(rx.recv().await.unwrap(), i);
        }
    }
}

case! {
    async fn who_waits_first_is_served_first() {
        let (tx, mut rx) = queue();
        for _ in 0..64 {
            tx.send(0).await.unwrap();
        }
        let (_, waker) = Bell::new();
        let (mut first, mut second) = (pin!(tx.send(1)), pin!(tx.send(2)));
        assert!(poll(first.as_mut(), &waker).is_pending());
        assert!(poll(second.as_mut(), &waker).is_pending());
        rx.recv().await.unwrap();
        // The place is the first's, whoever asks meanwhile.
        let mut newcomer = pin!(tx.send(3));
        assert!(poll(newcomer.as_mut(), &waker).is_pending());
        assert!(poll(second.as_mut(), &waker).is_pending());
        assert!(poll(first.as_mut(), &waker).is_ready());
        rx.recv().await.unwrap();
        assert!(poll(newcomer.as_mut(), &waker).is_pending());
        assert!(poll(second.as_mut(), &waker).is_ready());
    }
}

case! {
    async fn a_sender_that_gives_up_passes_its_place_on() {
        let (tx, mut rx) = queue();
        for _ in 0..64 {
            tx.send(0).await.unwrap();
        }
        let ((_, waker), (bell, next_waker)) = (Bell::new(), Bell::new());
        let mut next = pin!(tx.send(2));
        {
            let mut quitter = pin!(tx.send(1));
            assert!(poll(quitter.as_mut(), &waker).is_pending());
            assert!(poll(next.as_mut(), &next_waker).is_pending());
            rx.recv().await.unwrap();
        }
        assert_eq!(bell.rings(), 1);
        assert!(poll(next.as_mut(), &next_waker).is_ready());
        let mut last = 0;
        for _ in 0..64 {
            last = rx.recv().await.unwrap();
        }
        assert_eq!(last, 2, "the quitter's item never arrived");
        // And places are not lost over it.
        for i in 0..64 {
            tx.send(i).await.unwrap();
        }
        assert!(poll(pin!(tx.send(64)), &waker).is_pending());
    }
}

case! {
    async fn without_a_receiver_sending_fails() {
        let (tx, rx) = queue();
        let (bell, waker) = Bell::new();
        for _ in 0..64 {
            tx.send(0).await.unwrap();
        }
        let mut waiting = pin!(tx.send(1));
        assert!(poll(waiting.as_mut(), &waker).is_pending());
        drop(rx);
        assert_eq!(bell.rings(), 1);
        assert!(matches!(
            poll(waiting.as_mut(), &waker),
            Poll::Ready(Err(ExecutorError::QueueClosed))
        ));
        assert!(matches!(tx.send(2).await, Err(ExecutorError::QueueClosed)));
    }
}

case! {
    async fn without_senders_receiving_drains_and_fails() {
        let (tx, mut rx) = queue();
        let other = tx.clone();
        tx.send(1).await.unwrap();
        drop(tx);
        assert_eq!(rx.recv().await.unwrap(), 1);
        let (bell, waker) = Bell::new();
        {
            let mut waiting = pin!(rx.recv());
            assert!(poll(waiting.as_mut(), &waker).is_pending());
            drop(other);
            assert_eq!(bell.rings(), 1);
            assert!(matches!(
                poll(waiting.as_mut(), &waker),
                Poll::Ready(Err(ExecutorError::QueueClosed))
            ));
        }
        assert!(matches!(rx.recv().await, Err(ExecutorError::QueueClosed)));
        assert_eq!(Arc::strong_count(&bell), 2);
    }
}

case! {
    async fn a_queue_drops_what_nobody_took() {
        let (dropped, _) = counter();
        let (tx, rx) = queue();
        for _ in 0..10 {
            tx.send(Here(Guard(Rc::clone(&dropped)))).await.unwrap();
        }
        drop(rx);
        assert_eq!(dropped.get(), 10);
        let _ = tx.send(Here(Guard(Rc::clone(&dropped)))).await;
        assert_eq!(dropped.get(), 11);
    }
}

// ---------------------------------------------------------------- the engine on it

#[derive(Clone, Debug, PartialEq)]
struct Reading(u32);
#[derive(Clone, Debug, PartialEq)]
struct Doubled(u32);
#[derive(Clone, Debug, PartialEq)]
struct Sum(u32);

const RING: BufferCfg = BufferCfg::SpmcRing { capacity: 64 };

async fn build(
    scope: &Scope,
    configure: impl FnOnce(&mut AimDbBuilder<WasmAdapter>),
) -> AimDb<WasmAdapter> {
    let mut builder = AimDbBuilder::new().runtime(Arc::new(WasmAdapter));
    configure(&mut builder);
    let mut build = pin!(builder.build());
    let polled = scope.enter(|| {
        build
            .as_mut()
            .poll(&mut Context::from_waker(std::task::Waker::noop()))
    });
    match polled {
        Poll::Ready(Ok(db)) => db,
        other => panic!(
            "build does not end in one poll: {:?}",
            other.map(|db| db.err())
        ),
    }
}

case! {
    async fn the_engine_runs_sources_taps_transforms_and_joins() {
        let scope = Scope::new();
        let seen = Here(Rc::new(RefCell::new(Vec::new())));
        let tapped = seen.clone();
        let db = build(&scope, |builder| {
            builder.configure::<Reading>("reading", |reg| {
                reg.buffer(RING).source(|ctx, producer| async move {
                    let time = ctx.time();
                    for i in 1..=3 {
                        time.sleep(time.millis(2)).await;
                        producer.produce(Reading(i)).await.unwrap();
                    }
                });
            });
            builder.configure::<Doubled>("doubled", |reg| {
                reg.buffer(RING).transform::<Reading, _>("reading", |t| {
                    t.map(|reading: &Reading| Some(Doubled(reading.0 * 2)))
                });
            });
            builder.configure::<Sum>("sum", |reg| {
                reg.buffer(RING)
                    .tap(move |_ctx, consumer| async move {
                        let mut reader = consumer.subscribe().unwrap();
                        while let Ok(sum) = reader.recv().await {
                            tapped.get().borrow_mut().push(sum.0);
                        }
                    })
                    .transform_join(|join| {
                        join.input::<Reading>("reading")
                            .input::<Doubled>("doubled")
                            .on_triggers(|mut rx, producer| async move {
                                let mut a = 0;
                                while let Ok(trigger) = rx.recv().await {
                                    if let Some(reading) = trigger.as_input::<Reading>() {
                                        a = reading.0;
                                    }
                                    if let Some(doubled) = trigger.as_input::<Doubled>() {
                                        producer.produce(Sum(a + doubled.0)).await.unwrap();
                                    }
                                }
                            })
                    });
            });
        })
        .await;
        RT.sleep(RT.millis(60)).await;
        assert_eq!(*seen.get().borrow(), [3, 6, 9]);
        assert!(scope.len() >= 4, "{scope:?}");
        drop(db);
        scope.abort();
        assert!(scope.is_empty());
        assert_eq!(Rc::strong_count(seen.get()), 1, "the tap is gone");
    }
}

case! {
    /// What design decision 8 is about: a sleeping source keeps its engine alive, and
    /// only the scope can end it.
    async fn aborting_frees_an_engine() {
        let (freed, _) = counter();
        for _ in 0..20 {
            let scope = Scope::new();
            let source = Here(Guard(Rc::clone(&freed)));
            let value = Here(Rc::new(Guard(Rc::clone(&freed))));
            #[derive(Clone)]
            struct Held(#[allow(dead_code)] Here<Rc<Guard>>);
            impl std::fmt::Debug for Held {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("Held")
                }
            }
            let db = build(&scope, |builder| {
                builder.configure::<Held>("held", |reg| {
                    reg.buffer(RING)
                        .source(move |ctx, producer| async move {
                            let _guard = source;
                            let time = ctx.time();
                            producer.produce(Held(value)).await.unwrap();
                            time.sleep(time.secs(1_000_000)).await;
                            drop(producer);
                        })
                        .tap(|_ctx, consumer| async move {
                            let mut reader = consumer.subscribe().unwrap();
                            while reader.recv().await.is_ok() {}
                        });
                });
            })
            .await;
            tick().await;
            drop(db);
            let before = freed.get();
            tick().await;
            assert_eq!(freed.get(), before, "dropping the engine alone frees nothing");
            scope.abort();
            // The source's future, and the value in its record's buffer with the record.
            assert_eq!(freed.get(), before + 2);
        }
    }
}

case! {
    async fn a_lagging_tap_goes_on() {
        let scope = Scope::new();
        let seen = Here(Rc::new(RefCell::new(Vec::new())));
        let tapped = seen.clone();
        let db = build(&scope, |builder| {
            builder.configure::<Reading>("burst", |reg| {
                reg.buffer(BufferCfg::SpmcRing { capacity: 4 })
                    .tap(move |_ctx, consumer| async move {
                        let mut reader = consumer.subscribe().unwrap();
                        loop {
                            match reader.recv().await {
                                Ok(reading) => tapped.get().borrow_mut().push(Ok(reading.0)),
                                Err(DbError::BufferLagged { lag_count, .. }) => {
                                    tapped.get().borrow_mut().push(Err(lag_count));
                                }
                                Err(_) => return,
                            }
                        }
                    });
            });
        })
        .await;
        settle().await;
        for i in 0..20 {
            db.produce("burst", Reading(i)).await.unwrap();
        }
        settle().await;
        db.produce("burst", Reading(20)).await.unwrap();
        settle().await;
        assert_eq!(
            *seen.get().borrow(),
            [Err(16), Ok(16), Ok(17), Ok(18), Ok(19), Ok(20)]
        );
        scope.abort();
    }
}

case! {
    /// The engine's forwarders end at the first error; those of this adapter see none.
    async fn a_lagging_join_goes_on() {
        let scope = Scope::new();
        let seen = Here(Rc::new(RefCell::new(Vec::new())));
        let (joined, tapped) = (seen.clone(), Rc::new(Cell::new(0)));
        let lagged = Here(Rc::clone(&tapped));
        let db = build(&scope, |builder| {
            builder.configure::<Reading>("burst", |reg| {
                reg.buffer(BufferCfg::SpmcRing { capacity: 4 })
                    .tap(move |_ctx, consumer| async move {
                        let mut reader = consumer.subscribe().unwrap();
                        loop {
                            if let Err(DbError::BufferLagged { .. }) = reader.recv().await {
                                lagged.get().set(lagged.get().get() + 1);
                            }
                        }
                    });
            });
            builder.configure::<Doubled>("steady", |reg| {
                reg.buffer(RING);
            });
            builder.configure::<Sum>("sum", |reg| {
                reg.buffer(RING).transform_join(|join| {
                    join.input::<Reading>("burst")
                        .input::<Doubled>("steady")
                        .on_triggers(move |mut rx, _producer| async move {
                            while let Ok(trigger) = rx.recv().await {
                                if let Some(reading) = trigger.as_input::<Reading>() {
                                    joined.get().borrow_mut().push(reading.0);
                                }
                            }
                        })
                });
            });
        })
        .await;
        settle().await;
        for i in 0..20 {
            db.produce("burst", Reading(i)).await.unwrap();
        }
        settle().await;
        db.produce("burst", Reading(20)).await.unwrap();
        settle().await;
        assert_eq!(*seen.get().borrow(), [16, 17, 18, 19, 20]);
        assert_eq!(tapped.get(), 1, "a tap on the same record is told, as on tokio");
        drop(db);
        scope.abort();
    }
}

/// One engine with a source that sleeps, a tap, a transform and a join, subscribed to
/// and freed amid all of it.
async fn live_and_die() {
    let scope = Scope::new();
    let db = build(&scope, |builder| {
        builder.configure::<Reading>("reading", |reg| {
            reg.buffer(RING)
                .source(|ctx, producer| async move {
                    let time = ctx.time();
                    for i in 0.. {
                        let _ = producer.produce(Reading(i)).await;
                        time.sleep(time.secs(if i < 4 { 0 } else { 1_000 })).await;
                    }
                })
                .tap(|_ctx, consumer| async move {
                    let mut reader = consumer.subscribe().unwrap();
                    while reader.recv().await.is_ok() {}
                });
        });
        builder.configure::<Doubled>("doubled", |reg| {
            reg.buffer(BufferCfg::SingleLatest)
                .transform::<Reading, _>("reading", |t| {
                    t.map(|reading: &Reading| Some(Doubled(reading.0 * 2)))
                });
        });
        builder.configure::<Sum>("sum", |reg| {
            reg.buffer(BufferCfg::Mailbox).transform_join(|join| {
                join.input::<Reading>("reading")
                    .input::<Doubled>("doubled")
                    .on_triggers(|mut rx, producer| async move {
                        while rx.recv().await.is_ok() {
                            let _ = producer.produce(Sum(0)).await;
                        }
                    })
            });
        });
    })
    .await;
    let mut reader = db.subscribe::<Sum>("sum").unwrap();
    let waiting = {
        let mut wait = pin!(async move { while reader.recv().await.is_ok() {} });
        for _ in 0..2 {
            tick().await;
            let _ = poll(wait.as_mut(), std::task::Waker::noop());
        }
        poll(wait.as_mut(), std::task::Waker::noop())
    };
    assert!(waiting.is_pending());
    assert!(scope.len() >= 5);
    drop(db);
    scope.abort();
    tick().await;
}

case! {
    /// A thousand of them leave the keys that the engine's interner keeps, and nothing else.
    async fn a_thousand_engines_leave_the_heap_as_it_was() {
        for _ in 0..10 {
            live_and_die().await;
        }
        let before = live_bytes();
        for _ in 0..1_000 {
            live_and_die().await;
        }
        let keys = 1_000 * ["reading", "doubled", "sum"].map(str::len).iter().sum::<usize>();
        let left = live_bytes() - before;
        assert!(left <= keys as isize + 1_024, "{left} bytes, of which {keys} are keys");
    }
}
