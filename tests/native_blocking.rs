//! The pool for work that blocks: how it grows, queues, shrinks, and what becomes of work that panics or is aborted.

#![cfg(not(target_family = "wasm"))]

mod support_native;

use futures_lite::future::block_on as wait_for;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use support_native::{Gate, MS, until, watchdog};
use wasi_async_runtime::{AsyncError, AsyncRuntime, Builder, Runtime, TaskHandle, sleep, spawn, spawn_blocking};

fn builder() -> Builder {
    AsyncRuntime::builder().worker_threads(1)
}

/// Fills the pool with closures that wait; they are released through their gates.
fn fill(runtime: &Runtime, count: usize) -> (Vec<Arc<Gate>>, Vec<TaskHandle<()>>) {
    let gates: Vec<_> = (0..count).map(|_| Gate::new()).collect();
    let closure = |gate: &Arc<Gate>| {
        let gate = Arc::clone(gate);
        runtime.handle().spawn_blocking(move || gate.pass())
    };
    let closures = gates.iter().map(closure).collect();
    until(|| gates.iter().all(|gate| gate.is_reached()));
    (gates, closures)
}

#[test]
fn the_pool_grows_as_needed_and_not_beyond_its_limit() {
    let _watchdog = watchdog(30);
    for flavour in [builder(), builder().current_thread()] {
        let runtime = flavour.max_blocking_threads(5).build().unwrap();
        assert_eq!(runtime.metrics().blocking_threads(), 0);
        let (gates, mut closures) = fill(&runtime, 5);
        assert_eq!(runtime.metrics().blocking_threads(), 5);
        // What comes now waits.
        let (running, most) = (Arc::new(AtomicUsize::new(5)), Arc::new(AtomicUsize::new(0)));
        let waiting: Vec<_> = (0..100)
            .map(|n| {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                runtime.handle().spawn_blocking(move || {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::sleep(Duration::from_micros(100));
                    running.fetch_sub(1, Ordering::SeqCst);
                    n
                })
            })
            .collect();
        thread::sleep(5 * MS);
        assert!(waiting.iter().all(|closure| !closure.is_finished()), "they wait for a thread");
        assert_eq!(runtime.metrics().blocking_threads(), 5);
        for gate in gates {
            running.fetch_sub(1, Ordering::SeqCst);
            gate.open();
        }
        closures.drain(..).for_each(|closure| wait_for(closure).unwrap());
        for (n, closure) in waiting.into_iter().enumerate() {
            assert_eq!(wait_for(closure), Ok(n));
        }
        assert!(most.load(Ordering::SeqCst) <= 5, "{most:?} at once");
        assert!(runtime.metrics().blocking_threads() <= 5);
    }
}

#[test]
fn a_pool_of_one_runs_closures_in_the_order_of_their_spawning() {
    let _watchdog = watchdog(30);
    let runtime = builder().max_blocking_threads(1).build().unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let closures: Vec<_> = (0..200)
        .map(|n| {
            let order = Arc::clone(&order);
            runtime.handle().spawn_blocking(move || order.lock().unwrap().push(n))
        })
        .collect();
    closures.into_iter().for_each(|closure| wait_for(closure).unwrap());
    assert_eq!(*order.lock().unwrap(), (0..200).collect::<Vec<_>>());
}

#[test]
fn an_idle_thread_takes_the_next_closure() {
    let _watchdog = watchdog(30);
    let runtime = builder().thread_keep_alive(Duration::from_secs(60)).build().unwrap();
    for _ in 0..200 {
        wait_for(runtime.handle().spawn_blocking(|| ())).unwrap();
        thread::sleep(Duration::from_micros(200)); // it becomes idle
    }
    let threads = runtime.metrics().blocking_threads();
    assert!(threads <= 3, "{threads} threads for closures that came one after the other");
}

#[test]
fn the_pool_shrinks_when_it_is_idle_and_grows_again() {
    let _watchdog = watchdog(30);
    let runtime = builder().thread_keep_alive(20 * MS).build().unwrap();
    for _ in 0..3 {
        let (gates, closures) = fill(&runtime, 8);
        let threads = runtime.metrics().blocking_threads();
        assert!((8..=9).contains(&threads), "{threads}"); // one may have been about to leave
        gates.iter().for_each(|gate| gate.open());
        closures.into_iter().for_each(|closure| wait_for(closure).unwrap());
        until(|| runtime.metrics().blocking_threads() == 0);
        assert_eq!(wait_for(runtime.handle().spawn_blocking(|| 1)), Ok(1));
    }
}

#[test]
fn an_idle_thread_stays_for_as_long_as_it_was_told() {
    let _watchdog = watchdog(30);
    for keep_alive in [Duration::from_secs(3600), Duration::MAX] {
        let runtime = builder().thread_keep_alive(keep_alive).build().unwrap();
        wait_for(runtime.handle().spawn_blocking(|| ())).unwrap();
        thread::sleep(50 * MS);
        assert_eq!(runtime.metrics().blocking_threads(), 1);
        runtime.shutdown(); // does not wait for it that long
    }
}

/// A thread that leaves takes its time over the stop hook.
#[test]
fn a_closure_is_not_lost_when_it_comes_while_the_last_thread_leaves() {
    let _watchdog = watchdog(15);
    let leaving = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&leaving);
    let hook = move || {
        if thread::current().name().is_some_and(|name| name.ends_with("-b")) {
            told.store(true, Ordering::SeqCst);
            thread::sleep(30 * MS);
        }
    };
    let limited = builder().max_blocking_threads(1).thread_keep_alive(5 * MS).on_thread_stop(hook);
    let runtime = limited.build().unwrap();
    for n in 0..10 {
        leaving.store(false, Ordering::SeqCst);
        assert_eq!(wait_for(runtime.handle().spawn_blocking(move || n)), Ok(n));
        until(|| leaving.load(Ordering::SeqCst));
    }
}

/// Threads leave all the time while closures come.
#[test]
fn closures_are_not_lost_when_threads_come_and_go() {
    let _watchdog = watchdog(30);
    for max in [1, 2, 8] {
        let runtime =
            builder().max_blocking_threads(max).thread_keep_alive(Duration::from_micros(100)).build().unwrap();
        thread::scope(|scope| {
            for spawner in 0..4_u64 {
                let handle = runtime.handle();
                scope.spawn(move || {
                    for n in 0..250 {
                        assert_eq!(wait_for(handle.spawn_blocking(move || n)), Ok(n));
                        thread::sleep(Duration::from_micros(spawner * n % 300));
                    }
                });
            }
        });
    }
}

#[test]
fn a_panic_in_a_closure_ends_neither_its_thread_nor_the_pool() {
    let _watchdog = watchdog(30);
    let runtime = builder().max_blocking_threads(1).build().unwrap();
    for n in 0..20 {
        let error = wait_for(runtime.handle().spawn_blocking(move || panic!("closure {n} panics, on purpose")));
        assert_eq!(error, Err(AsyncError::Panic(format!("closure {n} panics, on purpose"))));
        assert_eq!(wait_for(runtime.handle().spawn_blocking(move || n)), Ok(n));
    }
    assert_eq!(runtime.metrics().blocking_threads(), 1);
}

struct Noted(Arc<AtomicUsize>);

impl Drop for Noted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn an_abort_works_until_the_closure_starts() {
    let _watchdog = watchdog(30);
    let runtime = builder().max_blocking_threads(1).build().unwrap();
    let (gates, closures) = fill(&runtime, 1);
    let (ran, dropped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let waiting: Vec<_> = (0..10)
        .map(|_| {
            let (ran, noted) = (Arc::clone(&ran), Noted(Arc::clone(&dropped)));
            runtime.handle().spawn_blocking(move || {
                let _noted = noted;
                ran.fetch_add(1, Ordering::SeqCst);
            })
        })
        .collect();
    waiting.iter().step_by(2).for_each(TaskHandle::abort);
    closures[0].abort(); // it runs: too late
    gates[0].open();
    for (n, closure) in waiting.into_iter().enumerate() {
        let result = wait_for(closure);
        if n % 2 == 0 {
            assert!(matches!(result, Err(AsyncError::Cancelled(_))), "{result:?}");
        } else {
            assert_eq!(result, Ok(()));
        }
    }
    assert_eq!((ran.load(Ordering::SeqCst), dropped.load(Ordering::SeqCst)), (5, 10));
    closures.into_iter().for_each(|closure| assert_eq!(wait_for(closure), Ok(())));
}

#[test]
fn five_thousand_closures_at_once_all_run() {
    let _watchdog = watchdog(60);
    let runtime = builder().max_blocking_threads(64).build().unwrap();
    let sum = runtime.block_on(async {
        let closures: Vec<_> = (0..5000_u64).map(|n| spawn_blocking(move || n)).collect();
        let mut sum = 0;
        for closure in closures {
            sum += closure.await.unwrap();
        }
        sum
    });
    assert_eq!(sum, 4999 * 2500);
    let threads = runtime.metrics().blocking_threads();
    assert!(threads <= 64, "{threads}");
}

#[test]
fn tasks_and_timers_go_on_while_the_pool_is_full() {
    let _watchdog = watchdog(30);
    for flavour in [builder(), builder().current_thread()] {
        let runtime = flavour.max_blocking_threads(2).build().unwrap();
        let (gates, closures) = fill(&runtime, 2);
        runtime.block_on(async {
            for _ in 0..20 {
                sleep(MS).await;
                assert_eq!(spawn(async { 1 }).await, Ok(1));
            }
        });
        gates.iter().for_each(|gate| gate.open());
        closures.into_iter().for_each(|closure| wait_for(closure).unwrap());
    }
}

#[test]
fn a_closure_is_in_the_context_of_its_runtime() {
    let _watchdog = watchdog(30);
    let runtime = builder().build().unwrap();
    let handle = runtime.handle().clone();
    let inside = wait_for(handle.spawn_blocking(|| {
        let child = spawn(async { 5 });
        let closure = spawn_blocking(|| 6);
        let slept = wasi_async_runtime::Handle::current().block_on(async {
            sleep(MS).await;
            7
        });
        (wasi_async_runtime::Handle::current(), wait_for(child), wait_for(closure), slept)
    }));
    assert_eq!(inside, Ok((handle, Ok(5), Ok(6), 7)));
}

#[test]
fn closures_that_wait_are_dropped_when_their_runtime_ends() {
    let _watchdog = watchdog(30);
    let runtime = builder().max_blocking_threads(1).build().unwrap();
    let (gates, closures) = fill(&runtime, 1);
    let dropped = Arc::new(AtomicUsize::new(0));
    let waiting: Vec<_> = (0..10)
        .map(|_| {
            let noted = Noted(Arc::clone(&dropped));
            runtime.handle().spawn_blocking(move || drop(noted))
        })
        .collect();
    let closing = thread::spawn(move || runtime.shutdown());
    for closure in waiting {
        assert!(matches!(wait_for(closure), Err(AsyncError::JoinError(_))));
    }
    assert_eq!(dropped.load(Ordering::SeqCst), 10);
    assert!(!closing.is_finished(), "the closure that runs is waited for");
    gates[0].open();
    closing.join().unwrap();
    closures.into_iter().for_each(|closure| assert_eq!(wait_for(closure), Ok(())));
}
