//! Idle means idle: no thread wakes, no time is used, when nothing is due.

#![cfg(not(target_family = "wasm"))]
#![cfg(target_os = "linux")]

mod support_native;

use futures_lite::future::block_on as wait_for;
use std::fs::read_to_string;
use std::thread;
use std::time::Duration;
use support_native::{Gate, MS, alone, threads_named, until};
use wasi_async_runtime::{AsyncRuntime, Handle, Runtime, sleep, spawn, spawn_blocking, spawn_local, yield_now};

/// Context switches (voluntary, involuntary) and nanoseconds on a processor of a thread.
#[derive(Debug, PartialEq)]
struct Activity {
    thread: String,
    switches: Vec<String>,
    nanos: String,
}

fn activity(thread: &str) -> Activity {
    let file = |name| read_to_string(format!("/proc/self/task/{thread}/{name}")).expect("the thread lives");
    let switches = file("status").lines().filter(|line| line.contains("ctxt_switches")).map(str::to_owned).collect();
    let nanos = file("schedstat").split(' ').next().unwrap_or_default().to_owned();
    Activity { thread: thread.to_owned(), switches, nanos }
}

fn eight_workers() -> Runtime {
    AsyncRuntime::builder().worker_threads(8).thread_keep_alive(Duration::from_secs(3600)).build().unwrap()
}

/// Some seconds in which no thread with the name `prefix` may do anything, after one in which it may settle.
fn nothing_happens(prefix: &str, count: usize, seconds: u64) {
    thread::sleep(Duration::from_secs(1));
    let threads = threads_named(prefix);
    assert_eq!(threads.len(), count);
    let all = || threads.iter().map(|thread| activity(thread)).collect::<Vec<_>>();
    let before = all();
    thread::sleep(Duration::from_secs(seconds));
    assert_eq!(all(), before);
}

/// Work of every kind on every worker, so that all have been busy.
fn keep_busy(handle: &Handle) {
    let tasks: Vec<_> = (0..64)
        .map(|n| {
            handle.spawn(async move {
                for _ in 0..20 {
                    sleep(Duration::from_micros(n * 10)).await;
                    yield_now().await;
                    spawn_local(yield_now()).await.unwrap();
                }
                Handle::current().block_on(async { spawn(async {}).await.unwrap() });
                spawn_blocking(|| ()).await.unwrap();
            })
        })
        .collect();
    tasks.into_iter().for_each(|task| wait_for(task).unwrap());
}

#[test]
fn eight_workers_that_were_never_used_do_nothing() {
    alone("eight_workers_that_were_never_used_do_nothing", 40, || {
        let _runtime = eight_workers();
        nothing_happens("async-worker", 8, 3);
    });
}

#[test]
fn nobody_watches_workers_that_are_idle() {
    alone("nobody_watches_workers_that_are_idle", 40, || {
        let runtime = eight_workers();
        // A poll that blocks with something left behind: another worker watches this one meanwhile.
        let blocks = runtime.handle().spawn(async {
            spawn(async {}).detach();
            thread::sleep(30 * MS);
        });
        wait_for(blocks).unwrap();
        nothing_happens("async-worker", 8, 3);
    });
}

#[test]
fn eight_workers_do_nothing_after_their_work() {
    alone("eight_workers_do_nothing_after_their_work", 60, || {
        let runtime = eight_workers();
        keep_busy(runtime.handle());
        let blocking = runtime.metrics().blocking_threads();
        nothing_happens("async-worker", 8 + blocking, 10);
    });
}

#[test]
fn eight_workers_do_nothing_before_a_far_timer() {
    alone("eight_workers_do_nothing_before_a_far_timer", 60, || {
        let runtime = eight_workers();
        keep_busy(runtime.handle());
        for n in 0..20 {
            runtime.handle().spawn(sleep(Duration::from_secs(60 + n))).detach();
        }
        let _never = runtime.handle().spawn(sleep(Duration::MAX));
        let cancelled = runtime.handle().spawn(sleep(Duration::from_millis(500)));
        cancelled.abort();
        assert!(wait_for(cancelled).is_err());
        let blocking = runtime.metrics().blocking_threads();
        nothing_happens("async-worker", 8 + blocking, 10);
    });
}

/// One worker is in a poll that blocks, and there is nothing that the others could do: one of them watches, a thousand times
/// a second at most, and the others sleep.
#[test]
fn all_workers_but_the_watcher_do_nothing_while_one_blocks() {
    alone("all_workers_but_the_watcher_do_nothing_while_one_blocks", 60, || {
        let runtime = eight_workers();
        let gate = Gate::new();
        let entered = std::sync::Arc::clone(&gate);
        let blocked = runtime.handle().spawn(async move { entered.pass() });
        until(|| gate.is_reached());
        thread::sleep(Duration::from_secs(1));
        let threads = threads_named("async-worker");
        let before: Vec<_> = threads.iter().map(|thread| activity(thread)).collect();
        thread::sleep(Duration::from_secs(3));
        let active = threads.iter().zip(&before).filter(|(thread, before)| activity(thread) != **before);
        let active = active.count();
        gate.open();
        wait_for(blocked).unwrap();
        assert!(active <= 1, "{active} of 8 workers were active");
    });
}

#[test]
fn a_thread_in_block_on_does_nothing_before_a_far_timer() {
    alone("a_thread_in_block_on_does_nothing_before_a_far_timer", 60, || {
        for runtime in [eight_workers(), AsyncRuntime::builder().current_thread().build().unwrap()] {
            let handle = runtime.handle().clone();
            let spawn_far = move || {
                handle.block_on(async {
                    spawn_local(sleep(Duration::from_secs(3600))).detach();
                    spawn(sleep(Duration::from_secs(3600))).detach();
                    sleep(Duration::from_secs(3600)).await;
                });
            };
            thread::Builder::new().name("in-block-on".into()).spawn(spawn_far).unwrap();
            thread::sleep(100 * MS);
            std::mem::forget(runtime);
        }
        nothing_happens("in-block-on", 2, 3);
    });
}
