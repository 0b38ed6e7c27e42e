//! Setting up the process-wide runtime: the only test of its process, for it happens once.
#![cfg(not(all(target_family = "wasm", target_os = "unknown")))]

use wasi_async_runtime::{AsyncError, AsyncRuntime, Handle, Instant, sleep, spawn, task};

#[test]
fn asking_starts_nothing_then_init_does_and_only_once() {
    // None of these starts the process-wide runtime.
    assert!(matches!(Handle::try_current(), Err(AsyncError::Runtime(_))));
    assert_eq!(task::try_id(), None);
    let sleeping = sleep(std::time::Duration::from_millis(1));
    let _ = (Instant::now(), sleeping.deadline());
    let own = AsyncRuntime::builder().current_thread().build().unwrap();
    assert_eq!(own.block_on(async { spawn(async { 1 }).await }), Ok(1));
    assert!(AsyncRuntime::builder().worker_threads(0).init().is_err(), "a bad description starts nothing either");

    AsyncRuntime::builder().current_thread().start_paused(true).init().expect("it has not started");
    assert_eq!(AsyncRuntime::metrics().workers(), 1);
    assert_eq!(AsyncRuntime::handle(), Handle::current());
    let passed = AsyncRuntime::block_on(async {
        let start = Instant::now();
        sleep(std::time::Duration::from_secs(3600)).await;
        start.elapsed()
    });
    assert_eq!(passed.as_secs(), 3600, "it is as it was described");

    AsyncRuntime::init().expect("it runs already, which is no error");
    let again = AsyncRuntime::builder().init();
    assert!(matches!(&again, Err(AsyncError::Runtime(text)) if text.contains("started already")), "{again:?}");
    assert_eq!(AsyncRuntime::block_on(async { spawn(async { 2 }).await }), Ok(2));
}
