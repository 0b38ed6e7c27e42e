//! The interface of the runtime's `src/primitives.rs`, as far as the models need it, over loom.

pub(crate) use loom::sync::atomic;

/// The interface of the runtime's `src/primitives.rs` over loom's mutex.
#[derive(Debug)]
pub(crate) struct Mutex<T>(loom::sync::Mutex<T>);

impl<T> Mutex<T> {
    pub(crate) fn new(value: T) -> Self {
        Mutex(loom::sync::Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> loom::sync::MutexGuard<'_, T> {
        self.0.lock().unwrap()
    }
}
