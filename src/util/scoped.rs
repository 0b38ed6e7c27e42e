//! A thread-local that points to a value on the stack of a caller.
//!
//! # How it works
//!
//! `set` stores the address of a value, calls a function, and puts the previous address back before it returns, also when
//! the function panics. While the function runs, `with` hands out the value to anything further down the stack.
//!
//! - **I1** The stored address is null, or that of a value whose borrow by `set` is still live: `set` holds the borrow for
//!   the whole call and restores the previous address when it ends; or that of a static value. The type is used in `thread_local!` only (it is not
//!   `Sync`), so no other thread sees the address.
//! - **I2** The thread-local is `const` and has no destructor: it can be read while the thread's other thread-locals are
//!   being destroyed.

use std::cell::Cell;
use std::ptr;

/// The slot of the thread-local.
pub(crate) struct Scoped<T> {
    target: Cell<*const T>,
}

impl<T> Scoped<T> {
    pub(crate) const fn new() -> Self {
        Scoped { target: Cell::new(ptr::null()) }
    }

    /// Makes `value` visible to `with` while `f` runs.
    pub(crate) fn set<R>(&self, value: &T, f: impl FnOnce() -> R) -> R {
        struct Restore<'a, T>(&'a Cell<*const T>, *const T);
        impl<T> Drop for Restore<'_, T> {
            fn drop(&mut self) {
                self.0.set(self.1);
            }
        }
        let _restore = Restore(&self.target, self.target.replace(value));
        f()
    }

    /// Makes `value` visible to `with` from now on.
    pub(crate) fn set_for_good(&self, value: &'static T) {
        self.target.set(value);
    }

    /// Calls `f` with the innermost value, `None` outside every `set`.
    #[inline]
    pub(crate) fn with<R>(&self, f: impl FnOnce(Option<&T>) -> R) -> R {
        // SAFETY: null, or borrowed by a `set` further up this thread's stack, or static (I1); guarded by the test below and by every
        // test of the suite that runs under AddressSanitizer.
        f(unsafe { self.target.get().as_ref() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    thread_local! {
        static SLOT: Scoped<String> = const { Scoped::new() };
    }

    fn current() -> Option<String> {
        SLOT.with(|slot| slot.with(|value| value.cloned()))
    }

    #[test]
    fn nested_values_come_back_also_after_a_panic() {
        assert_eq!(current(), None);
        SLOT.with(|slot| {
            slot.set(&"outer".to_string(), || {
                let inner = "inner".to_string();
                let panicked = catch_unwind(AssertUnwindSafe(|| {
                    slot.set(&inner, || {
                        assert_eq!(current().as_deref(), Some("inner"));
                        panic!("inside");
                    })
                }));
                assert!(panicked.is_err());
                assert_eq!(current().as_deref(), Some("outer"));
            })
        });
        assert_eq!(current(), None);
    }
}
