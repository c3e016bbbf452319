//! Buffers: wakers, turns, memory, re-entrancy. Runs on the host and in a browser.

// Clippy does not know `wasm_bindgen_test` for a test.
#![allow(clippy::unwrap_used)]

mod common;
mod conformance;

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::{pin, Pin};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use aimdb_core::buffer::{BufferCfg, DynBuffer};
use aimdb_core::DbError;
use aimdb_wasm_adapter::{PushProbe, WasmBuffer, WasmBufferReader};
use common::heap::{measure, Counting};
use common::Bell;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[global_allocator]
static HEAP: Counting = Counting;

const KINDS: [BufferCfg; 3] = [
    BufferCfg::SpmcRing { capacity: 16 },
    BufferCfg::SingleLatest,
    BufferCfg::Mailbox,
];

const READ_BY_ALL: [BufferCfg; 2] = [
    BufferCfg::SpmcRing { capacity: 16 },
    BufferCfg::SingleLatest,
];

fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>, waker: &Waker) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(waker))
}

fn value<T: Clone>(reader: &mut WasmBufferReader<T>) -> Option<T> {
    match reader.try_recv() {
        Ok(value) => Some(value),
        Err(DbError::BufferEmpty) => None,
        Err(other) => panic!("{other:?}"),
    }
}

// ---------------------------------------------------------------- conformance

/// The 10,000 sequences that `oracle.rs` proves the model on.
#[test]
fn conforms_to_the_model_that_is_proven_on_tokio() {
    use conformance::{run, sequence, Model, Real, SEQUENCES};
    for seed in 0..SEQUENCES {
        let (cfg, ops) = sequence(seed);
        let real = run(&cfg, &ops, &mut Real::<WasmBuffer<u32>>::new(&cfg));
        let model = run(&cfg, &ops, &mut Model::new(&cfg));
        assert_eq!(real, model, "seed {seed}, {cfg:?}, {ops:?}");
    }
}

// ---------------------------------------------------------------- wakers

#[test]
fn every_waiting_reader_is_woken_once_per_push() {
    for cfg in READ_BY_ALL {
        let buffer = WasmBuffer::new(&cfg);
        let mut readers: Vec<_> = (0..100).map(|_| buffer.subscribe()).collect();
        let bells: Vec<_> = (0..100).map(|_| Bell::new()).collect();
        for round in 1..=5usize {
            let mut waits: Vec<_> = readers
                .iter_mut()
                .map(|reader| Box::pin(reader.recv()))
                .collect();
            for (wait, (_, waker)) in waits.iter_mut().zip(&bells) {
                assert!(poll_once(wait.as_mut(), waker).is_pending());
                assert!(poll_once(wait.as_mut(), waker).is_pending());
            }
            buffer.push(round);
            assert!(bells.iter().all(|(bell, _)| bell.rings() == round));
            for (wait, (_, waker)) in waits.iter_mut().zip(&bells) {
                assert!(
                    matches!(poll_once(wait.as_mut(), waker), Poll::Ready(Ok(v)) if v == round)
                );
            }
        }
    }
}

#[test]
fn a_waker_already_woken_is_not_woken_again_before_it_asks() {
    let buffer = WasmBuffer::new(&BufferCfg::SingleLatest);
    let mut reader = buffer.subscribe();
    let (bell, waker) = Bell::new();
    let mut wait = pin!(reader.recv());
    assert!(poll_once(wait.as_mut(), &waker).is_pending());
    for i in 0..10 {
        buffer.push(i);
    }
    assert_eq!(bell.rings(), 1);
    assert!(matches!(
        poll_once(wait.as_mut(), &waker),
        Poll::Ready(Ok(9))
    ));
}

#[test]
fn the_last_waker_polled_with_counts() {
    for cfg in KINDS {
        let buffer = WasmBuffer::new(&cfg);
        let mut reader = buffer.subscribe();
        let (first, first_waker) = Bell::new();
        let (second, second_waker) = Bell::new();
        let mut wait = pin!(reader.recv());
        assert!(poll_once(wait.as_mut(), &first_waker).is_pending());
        assert!(poll_once(wait.as_mut(), &second_waker).is_pending());
        drop(first_waker);
        assert_eq!(Arc::strong_count(&first), 1, "the old waker is let go");
        buffer.push(1);
        assert_eq!((first.rings(), second.rings()), (0, 1));
    }
}

#[test]
fn no_waker_is_left_behind() {
    for cfg in KINDS {
        let buffer = WasmBuffer::<u32>::new(&cfg);
        let (bell, waker) = Bell::new();
        for drop_reader in [false, true] {
            let mut reader = buffer.subscribe();
            let _ = value(&mut reader);
            {
                let mut wait = pin!(reader.recv());
                assert!(poll_once(wait.as_mut(), &waker).is_pending());
                assert_eq!(Arc::strong_count(&bell), 3);
            }
            assert_eq!(
                Arc::strong_count(&bell),
                2,
                "{cfg:?}: a dropped future's waker"
            );
            if drop_reader {
                drop(reader);
            }
            buffer.push(1);
            assert_eq!(bell.rings(), 0);
        }
        // A future and its reader dropped together, as an aborted task does.
        let mut reader = buffer.subscribe();
        let _ = value(&mut reader);
        let mut task = Box::pin(async move { reader.recv().await });
        assert!(poll_once(task.as_mut(), &waker).is_pending());
        drop(task);
        assert_eq!(
            Arc::strong_count(&bell),
            2,
            "{cfg:?}: a dropped task's waker"
        );
    }
}

/// A waker that does something on the spot, as a synchronous executor would.
struct Meddler(Box<dyn Fn()>, AtomicUsize);

// SAFETY: the tests that use it stay on one thread.
unsafe impl Send for Meddler {}
// SAFETY: as for `Send`.
unsafe impl Sync for Meddler {}

impl Wake for Meddler {
    fn wake(self: Arc<Self>) {
        self.1.fetch_add(1, Ordering::Relaxed);
        (self.0)();
    }
}

fn meddler(f: impl Fn() + 'static) -> (Arc<Meddler>, Waker) {
    let meddler = Arc::new(Meddler(Box::new(f), AtomicUsize::new(0)));
    let waker = Waker::from(Arc::clone(&meddler));
    (meddler, waker)
}

#[test]
fn a_waker_may_push_subscribe_and_drop() {
    for cfg in KINDS {
        let buffer = Rc::new(WasmBuffer::new(&cfg));
        let other = Rc::new(RefCell::new(Some(buffer.subscribe())));
        let kept = Rc::new(RefCell::new(Vec::new()));
        let pushes = Rc::new(Cell::new(0));
        let (count, waker) = {
            let (buffer, other) = (Rc::clone(&buffer), Rc::clone(&other));
            let (kept, pushes) = (Rc::clone(&kept), Rc::clone(&pushes));
            meddler(move || {
                kept.borrow_mut().push(buffer.subscribe());
                let _dropped = other.borrow_mut().take();
                if pushes.replace(pushes.get() + 1) < 3 {
                    buffer.push(pushes.get());
                }
            })
        };
        let mut reader = buffer.subscribe();
        {
            let mut wait = pin!(reader.recv());
            assert!(poll_once(wait.as_mut(), &waker).is_pending());
            buffer.push(0);
            assert_eq!(
                count.1.load(Ordering::Relaxed),
                1,
                "once, though it pushed itself"
            );
            assert!(poll_once(wait.as_mut(), &waker).is_ready());
        }
        assert_eq!(kept.borrow().len(), 1);
        drop(reader);
        kept.borrow_mut().clear();
    }
}

/// It asks again at once and so waits again, while the push still goes round.
#[test]
fn asking_again_within_the_wake_ends() {
    let buffer = Rc::new(WasmBuffer::new(&BufferCfg::SpmcRing { capacity: 4 }));
    let got = Rc::new(RefCell::new(Vec::new()));
    type Task = Pin<Box<dyn Future<Output = ()>>>;
    let task: Rc<RefCell<Option<Task>>> = Rc::default();
    let own: Rc<RefCell<Option<Waker>>> = Rc::default();
    let (count, waker) = {
        let (task, own) = (Rc::clone(&task), Rc::clone(&own));
        meddler(move || {
            let waker = own.borrow().clone().unwrap();
            let mut task = task.borrow_mut();
            let _ = poll_once(task.as_mut().unwrap().as_mut(), &waker);
        })
    };
    *own.borrow_mut() = Some(waker.clone());
    let mut reader = buffer.subscribe();
    *task.borrow_mut() = Some({
        let got = Rc::clone(&got);
        Box::pin(async move {
            while let Ok(value) = reader.recv().await {
                got.borrow_mut().push(value);
            }
        })
    });
    let _ = poll_once(task.borrow_mut().as_mut().unwrap().as_mut(), &waker);
    for i in 0..10 {
        buffer.push(i);
        assert_eq!(count.1.load(Ordering::Relaxed), i + 1);
    }
    assert_eq!(*got.borrow(), (0..10).collect::<Vec<_>>());
    // The test's own circle.
    own.borrow_mut().take();
    task.borrow_mut().take();
}

// ---------------------------------------------------------------- a Mailbox's turns

#[test]
fn waiting_mailbox_readers_take_turns() {
    let buffer = WasmBuffer::new(&BufferCfg::Mailbox);
    let mut readers: Vec<_> = (0..3).map(|_| Some(buffer.subscribe())).collect();
    let bells: Vec<_> = (0..3).map(|_| Bell::new()).collect();
    type Wait = Pin<Box<dyn Future<Output = (WasmBufferReader<u32>, u32)>>>;
    let start = |reader: &mut Option<WasmBufferReader<u32>>, waker: &Waker| -> Wait {
        let mut reader = reader.take().unwrap();
        let mut wait: Wait = Box::pin(async move {
            let value = reader.recv().await.unwrap();
            (reader, value)
        });
        assert!(poll_once(wait.as_mut(), waker).is_pending());
        wait
    };
    let mut waits: Vec<_> = (0..3)
        .map(|i| start(&mut readers[i], &bells[i].1))
        .collect();
    for round in 0..9u32 {
        let turn = round as usize % 3;
        let before: Vec<_> = bells.iter().map(|(bell, _)| bell.rings()).collect();
        buffer.push(round);
        let after: Vec<_> = bells.iter().map(|(bell, _)| bell.rings()).collect();
        let woken: Vec<_> = (0..3).filter(|&i| after[i] != before[i]).collect();
        assert_eq!(woken, [turn], "one reader is woken, in order");
        let Poll::Ready((reader, value)) = poll_once(waits[turn].as_mut(), &bells[turn].1) else {
            panic!("woken for nothing");
        };
        assert_eq!(value, round);
        readers[turn] = Some(reader);
        waits[turn] = start(&mut readers[turn], &bells[turn].1);
    }
}

#[test]
fn a_turn_not_taken_is_passed_on() {
    let buffer = WasmBuffer::new(&BufferCfg::Mailbox);
    let (mut a, mut b) = (buffer.subscribe(), buffer.subscribe());
    let ((bell_a, waker_a), (bell_b, waker_b)) = (Bell::new(), Bell::new());
    let mut wait_b = pin!(b.recv());
    {
        let mut wait_a = pin!(a.recv());
        assert!(poll_once(wait_a.as_mut(), &waker_a).is_pending());
        assert!(poll_once(wait_b.as_mut(), &waker_b).is_pending());
        buffer.push(7);
        assert_eq!((bell_a.rings(), bell_b.rings()), (1, 0));
        // Dropped between its wake and its poll.
    }
    assert_eq!(bell_b.rings(), 1);
    assert!(matches!(
        poll_once(wait_b.as_mut(), &waker_b),
        Poll::Ready(Ok(7))
    ));
}

#[test]
fn who_found_the_mailbox_empty_keeps_its_place() {
    let buffer = WasmBuffer::new(&BufferCfg::Mailbox);
    let (mut a, mut b, mut quick) = (buffer.subscribe(), buffer.subscribe(), buffer.subscribe());
    let ((bell_a, waker_a), (bell_b, waker_b)) = (Bell::new(), Bell::new());
    let (mut wait_a, mut wait_b) = (pin!(a.recv()), pin!(b.recv()));
    assert!(poll_once(wait_a.as_mut(), &waker_a).is_pending());
    assert!(poll_once(wait_b.as_mut(), &waker_b).is_pending());
    buffer.push(1);
    assert_eq!(
        value(&mut quick),
        Some(1),
        "as on tokio, who asks first takes it"
    );
    assert!(poll_once(wait_a.as_mut(), &waker_a).is_pending());
    buffer.push(2);
    assert_eq!((bell_a.rings(), bell_b.rings()), (2, 0));
}

#[test]
fn who_was_served_has_no_turn_to_pass_on() {
    let buffer = WasmBuffer::new(&BufferCfg::Mailbox);
    let (mut a, mut b, mut c) = (buffer.subscribe(), buffer.subscribe(), buffer.subscribe());
    let ((_, waker), (bell_c, waker_c)) = (Bell::new(), Bell::new());
    let (mut wait_b, mut wait_c) = (pin!(b.recv()), pin!(c.recv()));
    {
        let mut wait_a = pin!(a.recv());
        assert!(poll_once(wait_a.as_mut(), &waker).is_pending());
        assert!(poll_once(wait_b.as_mut(), &waker).is_pending());
        assert!(poll_once(wait_c.as_mut(), &waker_c).is_pending());
        buffer.push(1);
        assert!(poll_once(wait_a.as_mut(), &waker).is_ready());
        buffer.push(2);
    }
    assert_eq!(bell_c.rings(), 0, "the second value is the second reader's");
}

/// A reader that was woken and does not come does not hold up the others.
#[test]
fn a_stuck_mailbox_reader_starves_nobody() {
    let buffer = WasmBuffer::new(&BufferCfg::Mailbox);
    let (mut stuck, mut other) = (buffer.subscribe(), buffer.subscribe());
    let ((_, waker_stuck), (bell, waker)) = (Bell::new(), Bell::new());
    let (mut wait_stuck, mut wait) = (pin!(stuck.recv()), pin!(other.recv()));
    assert!(poll_once(wait_stuck.as_mut(), &waker_stuck).is_pending());
    assert!(poll_once(wait.as_mut(), &waker).is_pending());
    buffer.push(1);
    buffer.push(2);
    assert_eq!(bell.rings(), 1);
    assert!(matches!(
        poll_once(wait.as_mut(), &waker),
        Poll::Ready(Ok(2))
    ));
}

// ---------------------------------------------------------------- ends

#[test]
fn closing_lets_readers_drain() {
    for cfg in KINDS {
        let buffer = WasmBuffer::new(&cfg);
        let (mut late, mut waiting) = (buffer.subscribe(), buffer.subscribe());
        let (bell, waker) = Bell::new();
        let mut wait = pin!(waiting.recv());
        assert!(poll_once(wait.as_mut(), &waker).is_pending());
        buffer.close();
        assert_eq!(bell.rings(), 1);
        assert!(matches!(
            poll_once(wait.as_mut(), &waker),
            Poll::Ready(Err(DbError::BufferClosed { .. }))
        ));
        buffer.push(1);
        assert!(
            matches!(late.try_recv(), Err(DbError::BufferClosed { .. })),
            "{cfg:?}"
        );

        let buffer = WasmBuffer::new(&cfg);
        let mut late = buffer.subscribe();
        buffer.push(5);
        buffer.close();
        assert!(matches!(
            poll_once(pin!(late.recv()), &waker),
            Poll::Ready(Ok(5))
        ));
        assert!(matches!(
            poll_once(pin!(late.recv()), &waker),
            Poll::Ready(Err(DbError::BufferClosed { .. }))
        ));
    }
}

#[test]
fn close_twice_and_then_drop_is_quiet() {
    for cfg in KINDS {
        let buffer = WasmBuffer::<u32>::new(&cfg);
        let mut reader = buffer.subscribe();
        buffer.close();
        buffer.close();
        drop(buffer);
        assert!(matches!(
            reader.try_recv(),
            Err(DbError::BufferClosed { .. })
        ));
    }
}

// ---------------------------------------------------------------- peeking, probing, looking

#[test]
fn peek_sees_the_newest_and_takes_nothing() {
    for cfg in KINDS {
        let buffer = WasmBuffer::new(&cfg);
        buffer.peek(|newest| assert_eq!(newest, None));
        for i in 0..50 {
            buffer.push(i);
            buffer.peek(|newest| assert_eq!(newest, Some(&i)));
        }
        let mut reader = buffer.subscribe();
        for i in 50..100 {
            buffer.push(i);
            buffer.peek(|newest| assert_eq!(newest, Some(&i)));
            assert_eq!(value(&mut reader), Some(i), "{cfg:?}");
        }
        let left = buffer.peek(|newest| newest.copied());
        assert_eq!(left, (cfg != BufferCfg::Mailbox).then_some(99), "{cfg:?}");
        drop(reader);
        assert_eq!(buffer.peek(|newest| newest.copied()), left);
    }
}

struct Log<T>(RefCell<Vec<T>>);

impl<T: Clone> PushProbe<T> for Log<T> {
    fn pushed(&self, value: &T) {
        self.0.borrow_mut().push(value.clone());
    }
}

#[test]
fn a_probe_sees_every_push_and_takes_nothing() {
    for cfg in KINDS {
        let buffer = WasmBuffer::new(&cfg);
        let log = Rc::new(Log(RefCell::default()));
        buffer.push(-1);
        buffer.attach(log.clone());
        let mut reader = buffer.subscribe();
        for i in 0..100 {
            buffer.push(i);
        }
        assert_eq!(*log.0.borrow(), (0..100).collect::<Vec<_>>());
        assert!(matches!(
            reader.try_recv(),
            Ok(99) | Err(DbError::BufferLagged { .. })
        ));
        buffer.detach();
        buffer.push(100);
        assert_eq!(log.0.borrow().len(), 100);
        buffer.attach(log.clone());
        assert_eq!(Rc::strong_count(&log), 2);
        buffer.close();
        assert_eq!(Rc::strong_count(&log), 1, "closing lets the probe go");
    }
}

/// A probe that reads the buffer, subscribes, and removes itself.
struct Curious {
    buffer: RefCell<Option<Rc<WasmBuffer<u32>>>>,
    newest: Cell<Option<u32>>,
}

impl PushProbe<u32> for Curious {
    fn pushed(&self, _: &u32) {
        if let Some(buffer) = self.buffer.borrow_mut().take() {
            self.newest.set(buffer.peek(|newest| newest.copied()));
            drop(buffer.subscribe());
            buffer.detach();
        }
    }
}

#[test]
fn a_probe_may_come_back() {
    for cfg in KINDS {
        let buffer = Rc::new(WasmBuffer::new(&cfg));
        buffer.push(1);
        let probe = Rc::new(Curious {
            buffer: RefCell::new(Some(Rc::clone(&buffer))),
            newest: Cell::new(None),
        });
        buffer.attach(probe.clone());
        buffer.push(2);
        assert_eq!(probe.newest.get(), Some(1), "the value is not in yet");
        assert_eq!(Rc::strong_count(&probe), 1);
    }
}

#[derive(Debug)]
struct Counted {
    clones: Rc<Cell<usize>>,
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.clones.set(self.clones.get() + 1);
        Self {
            clones: Rc::clone(&self.clones),
        }
    }
}

#[test]
fn looking_does_not_clone() {
    for cfg in KINDS {
        let clones = Rc::new(Cell::new(0));
        let buffer = WasmBuffer::new(&cfg);
        let mut reader = buffer.subscribe();
        buffer.push(Counted {
            clones: Rc::clone(&clones),
        });
        assert!(reader.try_recv_with(|_| ()).is_ok());
        assert_eq!(clones.get(), 0);
        assert!(matches!(
            reader.try_recv_with(|_| ()),
            Err(DbError::BufferEmpty)
        ));
    }
}

#[test]
fn the_engine_finds_the_buffer_behind_its_trait_object() {
    let buffer: Box<dyn DynBuffer<u32>> = Box::new(WasmBuffer::<u32>::new(&BufferCfg::Mailbox));
    buffer.push(3);
    let own = buffer.as_any().downcast_ref::<WasmBuffer<u32>>().unwrap();
    assert_eq!(own.peek(|newest| newest.copied()), Some(3));
    assert_eq!(buffer.subscribe_boxed().try_recv().unwrap(), 3);
}

// ---------------------------------------------------------------- memory

struct Live(Rc<Cell<isize>>);

impl Live {
    fn new(count: &Rc<Cell<isize>>) -> Self {
        count.set(count.get() + 1);
        Self(Rc::clone(count))
    }
}

impl Clone for Live {
    fn clone(&self) -> Self {
        Self::new(&self.0)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

#[test]
fn values_are_dropped_when_due() {
    for cfg in KINDS {
        let live = Rc::new(Cell::new(0));
        let buffer = WasmBuffer::new(&cfg);
        for _ in 0..1000 {
            buffer.push(Live::new(&live));
            assert_eq!(live.get(), 1, "what nobody reads is not kept");
        }
        let reader = buffer.subscribe();
        for _ in 0..1000 {
            buffer.push(Live::new(&live));
        }
        let kept = if matches!(cfg, BufferCfg::SpmcRing { .. }) {
            16
        } else {
            1
        };
        assert_eq!(live.get(), kept, "{cfg:?}");
        drop(reader);
        assert_eq!(live.get(), 1, "the last reader takes the backlog with it");
        drop(buffer);
        assert_eq!(live.get(), 0);
    }
}

/// What a reader has not drained outlives the buffer, and not the reader.
#[test]
fn a_reader_keeps_what_it_has_yet_to_drain() {
    let live = Rc::new(Cell::new(0));
    let buffer = WasmBuffer::new(&BufferCfg::SpmcRing { capacity: 4 });
    let reader = buffer.subscribe();
    for _ in 0..3 {
        buffer.push(Live::new(&live));
    }
    drop(buffer);
    assert_eq!(live.get(), 3);
    drop(reader);
    assert_eq!(live.get(), 0);
}

/// A destructor that comes back to the buffer it was in.
#[derive(Clone)]
struct Homing(Rc<RefCell<Option<Rc<WasmBuffer<Homing>>>>>, bool);

impl Drop for Homing {
    fn drop(&mut self) {
        if self.1 {
            let home = self.0.borrow().clone();
            if let Some(buffer) = home {
                drop(buffer.subscribe());
                buffer.push(Homing(Rc::clone(&self.0), false));
            }
        }
    }
}

#[test]
fn destructors_may_come_back() {
    for cfg in KINDS {
        let home = Rc::new(RefCell::new(None));
        let buffer = Rc::new(WasmBuffer::new(&cfg));
        *home.borrow_mut() = Some(Rc::clone(&buffer));
        let reader = buffer.subscribe();
        for _ in 0..100 {
            buffer.push(Homing(Rc::clone(&home), true));
        }
        drop(reader);
        for _ in 0..10 {
            buffer.push(Homing(Rc::clone(&home), true));
        }
        home.borrow_mut().take();
    }
}

#[test]
fn a_million_pushes_allocate_nothing() {
    for cfg in KINDS {
        let buffer = WasmBuffer::new(&cfg);
        let (_, waker) = Bell::new();
        let mut readers = [buffer.subscribe(), buffer.subscribe(), buffer.subscribe()];
        let mut round = |i: u64| {
            let [one, two, _lagging] = &mut readers;
            let waiting = i.is_multiple_of(8);
            let mut wait = pin!(one.recv());
            if waiting {
                let _ = poll_once(wait.as_mut(), &waker);
            }
            buffer.push(i);
            let _ = poll_once(wait.as_mut(), &waker);
            let _ = two.try_recv_with(|_| ());
        };
        for i in 0..1_000 {
            round(i);
        }
        let spent = measure(|| (0..1_000_000).for_each(&mut round));
        assert_eq!(spent, (0, 0), "{cfg:?}");
    }
}

#[test]
fn ten_thousand_readers_come_and_go() {
    for cfg in KINDS {
        let buffer = WasmBuffer::new(&cfg);
        let (bell, waker) = Bell::new();
        buffer.push(0u64);
        let (_, left) = measure(|| {
            for i in 0..10_000 {
                let mut reader = buffer.subscribe();
                {
                    let mut wait = pin!(reader.recv());
                    let _ = poll_once(wait.as_mut(), &waker);
                    buffer.push(i);
                }
                drop(reader);
            }
            // All at once, leaving in another order.
            let mut crowd: Vec<_> = (0..10_000).map(|_| buffer.subscribe()).collect();
            buffer.push(1);
            while let Some(at) = crowd.len().checked_sub(1) {
                drop(crowd.swap_remove(at / 3));
            }
        });
        assert!(left.abs() < 256, "{cfg:?}: {left} bytes");
        assert_eq!(Arc::strong_count(&bell), 2);
    }
}

#[test]
fn an_absurd_capacity_costs_what_is_used() {
    for capacity in [usize::MAX, usize::MAX / 2, u32::MAX as usize] {
        let cfg = BufferCfg::SpmcRing { capacity };
        let mut kept = None;
        let (_, bytes) = measure(|| {
            let buffer = WasmBuffer::new(&cfg);
            let (mut quick, mut slow) = (buffer.subscribe(), buffer.subscribe());
            for i in 0..100_000u64 {
                buffer.push(i);
                assert_eq!(value(&mut quick), Some(i));
                if i % 100 == 99 {
                    for j in i - 99..=i {
                        assert_eq!(value(&mut slow), Some(j));
                    }
                }
            }
            kept = Some((buffer, quick, slow));
        });
        assert!(bytes < 16_384, "{bytes} bytes for {capacity}");
        drop(kept);
    }
}

#[test]
fn a_ring_grows_without_losing_its_order() {
    for capacity in [1usize, 2, 3, 8, 9, 1000] {
        let buffer = WasmBuffer::new(&BufferCfg::SpmcRing { capacity });
        let kept = capacity.next_power_of_two() as u64;
        // Start anywhere: the ring's positions do not begin at a slot's.
        let mut early = buffer.subscribe();
        for i in 0..13 {
            buffer.push(i);
            assert_eq!(value(&mut early), Some(i));
        }
        let mut reader = buffer.subscribe();
        for i in 0..kept {
            buffer.push(100 + i);
        }
        for i in 0..kept {
            assert_eq!(value(&mut reader), Some(100 + i), "capacity {capacity}");
        }
        assert_eq!(value(&mut reader), None);
    }
}
