//! The simulated clock: it stands still, jumps when everything waits, and gives the same order every time.

mod support;

use std::future::pending;
use std::time::Duration;
use support::{Counts, Flag, HOUR, Log, MS, Numbered, SECOND, paused, poll_once, run_in, soon, yield_for_ever};
use wasi_async_runtime::{
    AsyncRuntime, Handle, Instant, interval, sleep, sleep_until, spawn, spawn_blocking, spawn_local, time, timeout,
    yield_now,
};

#[wasi_async_runtime::test(start_paused = true)]
async fn an_hour_passes_at_once() {
    let start = Instant::now();
    sleep(HOUR).await;
    assert_eq!(start.elapsed(), HOUR);
    for _ in 0..1000 {
        sleep(HOUR).await;
    }
    assert_eq!(start.elapsed(), 1001 * HOUR);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_paused_clock_stands_still_while_anything_is_ready() {
    let start = Instant::now();
    let sleeper = spawn(sleep(MS));
    for _ in 0..1000 {
        yield_now().await;
        assert_eq!(Instant::now(), start);
    }
    assert!(!sleeper.is_finished());
    let busy = spawn(async {
        for _ in 0..1000 {
            yield_now().await;
        }
        Instant::now()
    });
    assert_eq!(busy.await, Ok(start));
    sleeper.await.unwrap();
    assert_eq!(start.elapsed(), MS);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_paused_clock_stands_still_however_long_a_poll_takes() {
    let start = Instant::now();
    std::hint::black_box((0..3_000_000_u64).sum::<u64>());
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn the_clock_jumps_to_the_next_deadline_and_no_further() {
    let (start, log) = (Instant::now(), Log::new());
    let tasks: Vec<_> = [5, 1, 4, 2, 3]
        .map(|n| {
            let log = log.clone();
            spawn(async move {
                sleep(n * SECOND).await;
                log.add((n, start.elapsed()));
                yield_now().await;
                log.add((10 + n, start.elapsed()));
            })
        })
        .into_iter()
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let expected: Vec<_> = (1..=5).flat_map(|n| [(n, n * SECOND), (10 + n, n * SECOND)]).collect();
    assert_eq!(log.all(), expected);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn tasks_of_all_kinds_share_the_simulated_clock() {
    let start = Instant::now();
    let local = spawn_local(async move {
        sleep(2 * SECOND).await;
        start.elapsed()
    });
    let other = spawn(async move {
        sleep(SECOND).await;
        let inner = spawn_local(async move {
            sleep(SECOND).await;
            start.elapsed()
        });
        inner.await.unwrap()
    });
    assert_eq!(local.await, Ok(2 * SECOND));
    assert_eq!(other.await, Ok(2 * SECOND));
    assert_eq!(timeout(HOUR, pending::<()>()).await.unwrap_err().to_string(), "timed out after 3600s");
    assert_eq!(start.elapsed(), HOUR + 2 * SECOND);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn advance_moves_the_clock_by_exactly_its_duration() {
    let start = Instant::now();
    for duration in [Duration::ZERO, Duration::from_nanos(1), MS, HOUR] {
        let before = Instant::now();
        time::advance(duration).await;
        assert_eq!(before.elapsed(), duration);
    }
    assert_eq!(start.elapsed(), HOUR + MS + Duration::from_nanos(1));
}

#[wasi_async_runtime::test(start_paused = true)]
async fn advance_fires_the_timers_that_are_due_by_then_and_no_others() {
    let log = Log::new();
    let tasks: Vec<_> = [3, 1, 2, 4]
        .map(|n| {
            let log = log.clone();
            spawn(async move {
                sleep(n * SECOND).await;
                log.add(n);
            })
        })
        .into_iter()
        .collect();
    yield_now().await;
    time::advance(SECOND - Duration::from_nanos(1)).await;
    assert_eq!(log.all(), [0; 0]);
    time::advance(Duration::from_nanos(1)).await;
    assert_eq!(log.all(), [1]);
    time::advance(2 * SECOND).await;
    assert_eq!(log.all(), [1, 2, 3]);
    assert!(!tasks[3].is_finished());
    time::advance(HOUR).await;
    assert_eq!(log.all(), [1, 2, 3, 4]);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn advance_lets_ready_tasks_run_once() {
    let ran = Flag::new();
    let set = ran.clone();
    spawn(async move { set.set() }).detach();
    time::advance(Duration::ZERO).await;
    assert!(ran.is_set());
}

#[wasi_async_runtime::test(start_paused = true)]
async fn timers_that_are_late_fire_once_each_in_the_order_of_their_deadlines() {
    let (log, start, mut random) = (Log::new(), Instant::now(), Numbered::from_seed(3));
    for _ in 0..200 {
        let (log, deadline) = (log.clone(), start + Duration::from_micros(random.below(3_600_000_000)));
        spawn(async move {
            sleep_until(deadline).await;
            log.add((deadline, Instant::now()));
        })
        .detach();
    }
    yield_now().await;
    time::advance(2 * HOUR).await;
    sleep(MS).await;
    let fired = log.all();
    assert_eq!(fired.len(), 200);
    assert!(fired.is_sorted_by_key(|(deadline, _)| *deadline));
    assert!(fired.iter().all(|(_, at)| *at == start + 2 * HOUR));
}

#[wasi_async_runtime::test(flavor = "current_thread")]
async fn a_running_clock_can_be_paused_and_resumed() {
    let real = Instant::now();
    time::pause();
    let start = Instant::now();
    assert!(start >= real);
    time::pause();
    assert_eq!(Instant::now(), start);
    sleep(HOUR).await;
    assert_eq!(start.elapsed(), HOUR);
    time::resume();
    let resumed = Instant::now();
    assert!(resumed >= start + HOUR, "it goes on from the time it showed");
    soon(sleep(2 * MS)).await;
    assert!(resumed.elapsed() >= 2 * MS);
    assert!(resumed.elapsed() < HOUR, "real time passes again");
    time::resume();
    time::pause();
    let again = Instant::now();
    assert!(again >= resumed + 2 * MS);
    sleep(HOUR).await;
    assert_eq!(again.elapsed(), HOUR);
}

#[wasi_async_runtime::test(flavor = "current_thread")]
async fn a_sleep_that_began_under_the_real_clock_ends_by_a_jump() {
    let sleeper = spawn(async {
        let start = Instant::now();
        sleep(HOUR).await;
        start.elapsed()
    });
    yield_now().await;
    time::pause();
    assert!(sleeper.await.unwrap() >= HOUR);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn a_sleep_that_began_under_the_paused_clock_ends_under_the_real_one() {
    let start = Instant::now();
    let mut sleeping = sleep(2 * MS);
    assert!(poll_once(&mut sleeping).await.is_none());
    time::resume();
    sleeping.await;
    assert!(start.elapsed() >= 2 * MS);
}

#[wasi_async_runtime::test]
async fn a_simulated_clock_starts_at_the_real_now() {
    let before = Instant::now();
    let runtime = paused();
    let inside = run_in(&runtime, async { Instant::now() }).await;
    let after = Instant::now();
    assert!(before <= inside && inside <= after, "{before:?} {inside:?} {after:?}");
}

#[wasi_async_runtime::test]
async fn two_runtimes_have_clocks_of_their_own() {
    let (simulated, real) = (paused(), AsyncRuntime::builder().current_thread().build().unwrap());
    let before = Instant::now();
    let passed = run_in(&simulated, async {
        let start = Instant::now();
        sleep(1000 * HOUR).await;
        start.elapsed()
    })
    .await;
    assert_eq!(passed, 1000 * HOUR);
    let now = run_in(&real, async { Instant::now() }).await;
    assert!(now < before + HOUR && Instant::now() < before + HOUR);
}

#[wasi_async_runtime::test]
async fn a_future_binds_to_the_clock_of_the_runtime_that_first_polls_it() {
    let made_outside = sleep(24 * HOUR);
    let limit = timeout(24 * HOUR, pending::<()>());
    let simulated = paused();
    let both = async move {
        made_outside.await;
        limit.await
    };
    assert!(soon(run_in(&simulated, both)).await.unwrap_err().is_timeout());
}

#[wasi_async_runtime::test]
async fn a_second_runtime_begins_with_a_clock_that_runs() {
    for _ in 0..3 {
        let runtime = paused();
        run_in(&runtime, sleep(100 * HOUR)).await;
        drop(runtime);
        let next = AsyncRuntime::builder().current_thread().build().unwrap();
        let outside = Instant::now();
        let inside = run_in(&next, async {
            let start = Instant::now();
            sleep(MS).await;
            (start, start.elapsed())
        });
        let (start, took) = soon(inside).await;
        assert!(start >= outside && start < outside + HOUR);
        assert!(took >= MS && took < HOUR);
    }
}

/// A program whose tasks sleep, yield, spawn and wait for each other as its seed says; gives what they did, in order.
async fn program(seed: u64) -> Vec<(u64, u64, Duration)> {
    let (log, start) = (Log::new(), Instant::now());
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let (log, mut random) = (log.clone(), Numbered::from_seed(seed * 1000 + n));
            let task = async move {
                for step in 0..20 {
                    match random.below(5) {
                        0 => yield_now().await,
                        1 => sleep(Duration::from_micros(random.below(5000))).await,
                        2 => drop(timeout(Duration::from_micros(random.below(500)), pending::<()>()).await),
                        3 => drop(spawn(sleep(Duration::from_micros(random.below(500)))).await),
                        _ => drop(spawn_local(yield_now()).await),
                    }
                    log.add((n, step, start.elapsed()));
                }
            };
            if n % 3 == 0 { spawn_local(task) } else { spawn(task) }
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    log.all()
}

#[wasi_async_runtime::test]
async fn the_same_seed_gives_the_same_interleaving() {
    let mut first: Option<Vec<_>> = None;
    for seed in [7, 7, 7, 8] {
        let runtime = AsyncRuntime::builder().current_thread().start_paused(true).rng_seed(seed).build().unwrap();
        let events = run_in(&runtime, program(seed)).await;
        assert_eq!(events.len(), 1000);
        match &first {
            None => first = Some(events),
            Some(first) => assert_eq!(*first == events, seed == 7, "seed {seed}"),
        }
    }
}

#[wasi_async_runtime::test(start_paused = true, rng_seed = 7)]
async fn a_simulated_interval_and_its_work_take_turns_exactly() {
    let (start, mut every) = (Instant::now(), interval(10 * MS));
    for n in 0..50 {
        every.tick().await;
        assert_eq!(start.elapsed(), n * 10 * MS);
        spawn(sleep(9 * MS)).await.unwrap();
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn the_clock_does_not_jump_while_blocking_work_waits_or_runs() {
    let start = Instant::now();
    let sleeper = spawn(sleep(HOUR));
    yield_now().await;
    for n in 0..20 {
        let work = spawn_blocking(move || std::hint::black_box((0..200_000_u64).sum::<u64>()) + n);
        work.await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
    }
    assert!(!sleeper.is_finished());
    sleeper.await.unwrap();
    assert_eq!(start.elapsed(), HOUR);
}

#[cfg(not(target_family = "wasm"))]
#[wasi_async_runtime::test(start_paused = true)]
async fn the_clock_does_not_jump_while_a_blocking_thread_sleeps() {
    let start = Instant::now();
    let sleeper = spawn(sleep(HOUR));
    yield_now().await;
    spawn_blocking(|| std::thread::sleep(50 * MS)).await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(!sleeper.is_finished());
    sleeper.await.unwrap();
    assert_eq!(start.elapsed(), HOUR);
}

#[wasi_async_runtime::test(start_paused = true)]
async fn aborting_works_as_ever_under_the_paused_clock() {
    let (start, counts) = (Instant::now(), Counts::new());
    let handle = spawn(counts.future(sleep(HOUR)));
    let busy = spawn(yield_for_ever());
    yield_now().await;
    handle.abort();
    busy.abort();
    assert!(handle.await.unwrap_err().is_cancelled());
    assert!(busy.await.unwrap_err().is_cancelled());
    assert_eq!(counts.drops(), 1);
    sleep(SECOND).await;
    assert_eq!(start.elapsed(), SECOND, "the timer of the aborted task is gone");
}

#[wasi_async_runtime::test(start_paused = true)]
async fn the_clock_is_that_of_the_runtime_inside_blocking_work_too() {
    sleep(1000 * HOUR).await;
    let now = Instant::now();
    assert_eq!(spawn_blocking(Instant::now).await, Ok(now));
    assert_eq!(spawn(async { Instant::now() }).await, Ok(now));
    assert_eq!(Handle::current().spawn_local(async { Instant::now() }).await, Ok(now));
}

/// Where there are threads, a runtime with workers has no simulated clock.
#[cfg(not(target_family = "wasm"))]
#[wasi_async_runtime::test(flavor = "workers", worker_threads = 2)]
async fn pausing_a_runtime_with_workers_panics_and_says_so() {
    for call in [time::pause, time::resume, || futures_lite::future::block_on(time::advance(MS))] {
        let error = soon(spawn(async move { call() })).await.unwrap_err();
        let message = error.to_string();
        assert!(error.is_panic() && message.contains("workers") && message.contains("current_thread"), "{message}");
    }
}

#[cfg(panic = "unwind")]
#[wasi_async_runtime::test(flavor = "current_thread")]
async fn advancing_a_running_clock_panics_and_says_so() {
    let error = soon(spawn(time::advance(MS))).await.unwrap_err();
    let message = error.to_string();
    assert!(error.is_panic() && message.contains("pause"), "{message}");
}

/// On a thread that runs no task there is no clock that could be meant.
#[cfg(not(target_family = "wasm"))]
#[test]
fn pausing_outside_a_task_panics_and_says_so() {
    let panicked = std::panic::catch_unwind(time::pause).unwrap_err();
    let message = panicked.downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(message.contains("inside a task"), "{message}");
}
