//! Notices that the process is a forked child, in which the threads of every runtime are missing.

use crate::engine::core::lose_all;

/// Counts forks from now on, in the child.
#[cfg(unix)]
pub(crate) fn watch() {
    use std::ffi::c_int;
    use std::sync::Once;

    type Handler = Option<extern "C" fn()>;

    unsafe extern "C" {
        fn pthread_atfork(prepare: Handler, parent: Handler, child: Handler) -> c_int;
    }
    extern "C" fn in_the_child() {
        lose_all(); // touches an atomic, all that a child of a threaded process may safely do
    }
    static ONCE: Once = Once::new();
    // SAFETY: the handler stays valid for the life of the process and only touches an atomic; test: tests/native_fork.rs. A
    // failure (no memory) leaves forks unnoticed, as without it.
    ONCE.call_once(|| unsafe {
        pthread_atfork(None, None, Some(in_the_child));
    });
}

#[cfg(not(unix))]
pub(crate) fn watch() {
    let _: fn() = lose_all; // no forks here
}
