//! How the runtime waits under WASI: one thread, one `poll_oneoff` at a time.
#![cfg(target_os = "wasi")]

mod support;

use std::future::pending;
use std::time::Duration;
use support::{Counts, HOUR, Log, MS};
use wasi_async_runtime::{
    AsyncError, AsyncRuntime, Handle, Instant, Runtime, sleep, sleep_until, spawn, spawn_blocking, spawn_local,
    timeout, yield_now,
};

fn waits() -> u64 {
    Handle::current().metrics().waits()
}

fn new_runtime() -> Runtime {
    AsyncRuntime::builder().build().expect("it starts")
}

#[track_caller]
fn assert_deadlock<T: std::fmt::Debug>(result: Result<T, AsyncError>) {
    match result {
        Err(AsyncError::Runtime(text)) => assert!(text.contains("deadlock"), "{text}"),
        other => panic!("a deadlock gives Runtime, not {other:?}"),
    }
}

// Waiting.

#[wasi_async_runtime::test]
async fn a_thousand_sleeps_are_at_most_three_waits() {
    let (before, end) = (waits(), Instant::now() + 200 * MS);
    let sleepers: Vec<_> = (0..1000).map(|_| spawn(sleep_until(end))).collect();
    for sleeper in sleepers {
        sleeper.await.expect("it ends");
    }
    let waits = waits() - before;
    assert!((1..=3).contains(&waits), "{waits} waits");
}

#[wasi_async_runtime::test]
async fn a_sleep_is_one_wait_and_takes_no_processor_time() {
    let (before, used) = (waits(), processor_time());
    sleep(500 * MS).await;
    let waits = waits() - before;
    assert!((1..=2).contains(&waits), "{waits} waits");
    if let (Some(before), Some(after)) = (used, processor_time()) {
        let used = after - before;
        println!("500 ms of sleep took {used:?} of the processor");
        assert!(used < 250 * MS, "a sleep is no loop, but it took {used:?} of the processor");
    }
}

/// What the process has used so far: preview 2 does not say.
#[cfg(target_env = "p2")]
fn processor_time() -> Option<Duration> {
    None
}

/// What the process has used so far, where the host says.
#[cfg(target_env = "p1")]
#[allow(unsafe_code, reason = "std has no such clock")]
fn processor_time() -> Option<Duration> {
    // SAFETY: nothing but a number goes in and out.
    let time = unsafe { wasi::clock_time_get(wasi::CLOCKID_PROCESS_CPUTIME_ID, 1000) };
    time.ok().map(Duration::from_nanos)
}

#[wasi_async_runtime::test]
async fn waits_are_as_many_as_deadlines() {
    let before = waits();
    for _ in 0..10 {
        sleep(3 * MS).await;
    }
    let waits = waits() - before;
    // One more where a notification from before is still to be taken.
    assert!((1..=11).contains(&waits), "{waits} waits for 10 sleeps");
}

#[wasi_async_runtime::test]
async fn timers_that_were_taken_out_are_not_waited_for() {
    let before = waits();
    for _ in 0..100 {
        assert!(timeout(20 * MS, yield_now()).await.is_ok());
    }
    assert_eq!(waits() - before, 0);
}

#[wasi_async_runtime::test]
async fn sleeps_are_never_early() {
    let mut report = String::new();
    for micros in [1, 100, 250, 500, 900, 1000, 1500, 3000, 5000, 10_300, 20_000] {
        let length = Duration::from_micros(micros);
        let mut late = Vec::new();
        for _ in 0..10 {
            let (start, other) = (Instant::now(), std::time::Instant::now());
            sleep(length).await;
            let (took, by_std) = (start.elapsed(), other.elapsed());
            assert!(took >= length, "{length:?} took {took:?}");
            assert!(by_std >= length, "{length:?} took {by_std:?} by std's clock");
            late.push(took - length);
        }
        late.sort();
        report += &format!(" {length:?}: {:?}", late[5]);
    }
    println!("median lateness:{report}");
}

#[wasi_async_runtime::test]
async fn sleeps_of_many_lengths_end_in_order() {
    let log = Log::new();
    let start = Instant::now();
    let sleepers: Vec<_> = [70_u32, 30, 90, 50, 110]
        .into_iter()
        .map(|ms| {
            let log = log.clone();
            spawn(async move {
                sleep((ms * MS).saturating_sub(start.elapsed())).await;
                log.add(ms);
            })
        })
        .collect();
    yield_now().await;
    let all_wait = start.elapsed() < 30 * MS;
    for sleeper in sleepers {
        sleeper.await.expect("it ends");
    }
    assert!(!all_wait || log.all() == [30, 50, 70, 90, 110], "{log:?}");
}

// Deadlocks.

#[test]
fn a_deadlock_is_found_and_named() {
    assert_deadlock(AsyncRuntime::try_block_on(pending::<()>()));
    // The runtime stays usable.
    assert_eq!(AsyncRuntime::try_block_on(async { spawn(async { 3 }).await }), Ok(Ok(3)));
    assert_deadlock(new_runtime().try_block_on(pending::<()>()));
}

#[test]
fn a_deadlocked_future_is_dropped_before_the_call_returns() {
    let counts = Counts::new();
    assert_deadlock(AsyncRuntime::try_block_on(counts.pending()));
    assert_eq!((counts.polls(), counts.drops()), (1, 1));
}

#[test]
fn tasks_that_wait_for_nothing_are_a_deadlock_too() {
    let result = AsyncRuntime::try_block_on(async {
        let other = spawn(pending::<()>());
        spawn_local(async {
            yield_now().await;
            pending::<()>().await;
        })
        .detach();
        other.await
    });
    assert_deadlock(result);
}

#[test]
fn a_deadlock_is_found_only_after_the_last_timer() {
    let start = Instant::now();
    let result = AsyncRuntime::try_block_on(async {
        spawn(sleep(30 * MS)).detach();
        pending::<()>().await;
    });
    assert_deadlock(result);
    assert!(start.elapsed() >= 30 * MS, "a task could have woken it until then");
    // A sleep without end is no timer.
    assert_deadlock(AsyncRuntime::try_block_on(sleep(Duration::MAX)));
}

#[wasi_async_runtime::test]
async fn a_deadlock_in_a_nested_call_ends_that_call_only() {
    let counts = Counts::new();
    let nested = spawn({
        let counts = counts.clone();
        async move { AsyncRuntime::try_block_on(counts.pending()) }
    });
    assert_deadlock(nested.await.expect("the outer task goes on"));
    assert_eq!(counts.drops(), 1);
    assert_deadlock(AsyncRuntime::try_block_on(pending::<()>()));
    let own = new_runtime();
    assert_deadlock(own.try_block_on(pending::<()>()));
    assert_eq!(own.block_on(async { 4 }), 4);
    // Two deep: the inner one is found first, the outer one then goes on.
    let result = AsyncRuntime::try_block_on(async { AsyncRuntime::try_block_on(pending::<()>()).is_err() });
    assert_eq!(result, Ok(true));
}

#[wasi_async_runtime::test]
async fn a_nested_call_that_a_timer_outside_can_wake_is_no_deadlock() {
    let sleeper = spawn(async {
        sleep(20 * MS).await;
        6
    });
    assert_eq!(AsyncRuntime::try_block_on(sleeper), Ok(Ok(6)));
    assert_eq!(AsyncRuntime::try_block_on(timeout(5 * MS, pending::<()>())), Ok(Err(AsyncError::Timeout(5 * MS))));
    assert!(
        timeout(HOUR, async { AsyncRuntime::try_block_on(pending::<()>()) }).await.is_ok_and(|result| result.is_err())
    );
}

// One thread.

#[test]
fn there_is_one_thread() {
    assert!(std::thread::Builder::new().spawn(|| ()).is_err(), "std has no threads here");
    assert_eq!(AsyncRuntime::metrics().workers(), 1);
    let runtime = AsyncRuntime::builder().worker_threads(7).build().expect("a wish");
    assert_eq!(runtime.metrics().workers(), 1);
    assert_eq!(runtime.block_on(async { spawn(async { 1 }).await }), Ok(1));
}

#[wasi_async_runtime::test]
async fn blocking_work_runs_on_its_turn_and_not_inside_the_call() {
    let log = Log::new();
    let noter = |entry: &'static str| {
        let log = log.clone();
        move || log.add(entry)
    };
    let (before, after) = (noter("task before"), noter("task after"));
    let before = spawn(async move { before() });
    let work = spawn_blocking(noter("work"));
    let after = spawn(async move { after() });
    log.add("call returned");
    for task in [before, work, after] {
        task.await.expect("it ends");
    }
    assert_eq!(log.all(), ["call returned", "task before", "work", "task after"]);
    assert_eq!(AsyncRuntime::metrics().blocking_threads(), 0);

    let work = spawn_blocking(|| panic!("its turn never comes"));
    work.abort();
    assert!(work.await.is_err_and(|error| error.is_cancelled()));
}

#[wasi_async_runtime::test]
async fn blocking_work_may_call_block_on() {
    let work = spawn_blocking(|| AsyncRuntime::try_block_on(async { spawn(async { 8 }).await }));
    assert_eq!(work.await, Ok(Ok(Ok(8))));
    assert_deadlock(spawn_blocking(|| AsyncRuntime::try_block_on(pending::<()>())).await.expect("it ends"));
}
