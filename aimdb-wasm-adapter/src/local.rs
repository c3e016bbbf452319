//! The one place that claims `Send` and `Sync`.

use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};

/// A value that never leaves the thread it was made on.
///
/// The engine's traits ask for `Send + Sync` everywhere, and what this adapter is
/// made of (`Rc`, `RefCell`, JavaScript handles) is neither. On wasm32 there is one
/// thread and this type costs nothing. On the host it remembers its thread, and
/// any touch from another one panics instead of racing.
pub(crate) struct Local<T> {
    value: ManuallyDrop<T>,
    home: Home,
}

// SAFETY: on wasm32 without `atomics` (the crate refuses to build with it) there is
// no second thread. On other targets every access goes through `Deref`, `DerefMut`
// or `Drop` below, and each compares threads before it touches the value.
unsafe impl<T> Send for Local<T> {}
// SAFETY: as for `Send`.
unsafe impl<T> Sync for Local<T> {}

impl<T> Local<T> {
    #[inline]
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: ManuallyDrop::new(value),
            home: Home::here(),
        }
    }
}

impl<T> Deref for Local<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.home.check();
        &self.value
    }
}

impl<T> DerefMut for Local<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        self.home.check();
        &mut self.value
    }
}

impl<T> Drop for Local<T> {
    fn drop(&mut self) {
        // Away from home the value is leaked: dropping it would race.
        if self.home.is_here() {
            // SAFETY: the value is never touched again.
            unsafe { ManuallyDrop::drop(&mut self.value) }
        }
    }
}

#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
struct Home;

#[cfg(target_arch = "wasm32")]
impl Home {
    #[inline(always)]
    fn here() -> Self {
        Self
    }

    #[inline(always)]
    fn is_here(self) -> bool {
        true
    }

    #[inline(always)]
    fn check(self) {}
}

/// The address of a thread-local names the thread. It can be reused after that
/// thread has ended, when nobody is left to race with.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, PartialEq)]
struct Home(usize);

#[cfg(not(target_arch = "wasm32"))]
impl Home {
    #[inline]
    fn here() -> Self {
        std::thread_local!(static MARK: u8 = const { 0 });
        MARK.with(|mark| Self(core::ptr::from_ref(mark) as usize))
    }

    #[inline]
    fn is_here(self) -> bool {
        self == Self::here()
    }

    #[inline]
    fn check(self) {
        if !self.is_here() {
            away();
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[cold]
fn away() -> ! {
    panic!("aimdb-wasm-adapter is single-threaded: this value belongs to another thread")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn another_thread_panics_instead_of_racing() {
        let rc = Rc::new(7);
        let local = Local::new(Rc::clone(&rc));
        assert_eq!(**local, 7);
        let outcome = std::thread::spawn(move || **local).join();
        assert!(outcome.is_err());
        // Leaked over there, not dropped.
        assert_eq!(Rc::strong_count(&rc), 2);
    }

    #[test]
    fn at_home_it_drops() {
        let rc = Rc::new(());
        drop(Local::new(Rc::clone(&rc)));
        assert_eq!(Rc::strong_count(&rc), 1);
    }
}
