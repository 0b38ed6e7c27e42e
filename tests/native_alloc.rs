//! What allocates: one allocation a spawn, none for a wake, an abort handle or a timer in steady state.

#![cfg(not(target_family = "wasm"))]
#![allow(unsafe_code, reason = "an allocator that counts")]

mod support_native;

use std::alloc::{GlobalAlloc, Layout, System};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support_native::{Mailbox, alone, measured};
use wasi_async_runtime::{AsyncRuntime, Runtime, TaskHandle, sleep, spawn, spawn_local, timeout, yield_now};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: the system's allocator, with a count beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::SeqCst);
        // SAFETY: passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: passed on.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static HEAP: Counting = Counting;

const ROUNDS: usize = 2000;

/// What the queues may take in passing: far less than one allocation a round, less than one for each turn of 61 polls.
const SLACK: usize = ROUNDS / 100;

fn allocations() -> usize {
    ALLOCATIONS.load(Ordering::SeqCst)
}

fn one_worker() -> Runtime {
    AsyncRuntime::builder().worker_threads(1).build().unwrap()
}

fn current_thread() -> Runtime {
    AsyncRuntime::builder().current_thread().build().unwrap()
}

/// Runs `body` again and again as a task of each kind of runtime, in a process of its own, and demands that the last time
/// takes `expected` allocations, and hardly more.
fn in_steady_state<F, T>(name: &str, expected: usize, body: F)
where
    F: Fn() -> T + Copy + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    alone(name, 30, || {
        for (kind, runtime) in [("a worker", one_worker()), ("the current thread", current_thread())] {
            let taken = runtime.block_on(runtime.handle().spawn(async move {
                for _ in 0..8 {
                    body().await; // the lists of the wheel get their memory when they are first used
                }
                let before = allocations();
                body().await;
                allocations() - before
            }));
            let taken = taken.unwrap();
            measured(format_args!("allocations on {kind}"), taken);
            assert!(taken <= expected + SLACK, "{taken} allocations on {kind}, where {expected} would do");
        }
    });
}

#[test]
fn a_spawn_takes_one_allocation() {
    in_steady_state("a_spawn_takes_one_allocation", ROUNDS, || async {
        for n in 0..ROUNDS {
            assert_eq!(spawn(async move { n }).await, Ok(n));
        }
    });
}

#[test]
fn a_spawn_of_nearly_two_kilobytes_takes_one_allocation() {
    in_steady_state("a_spawn_of_nearly_two_kilobytes_takes_one_allocation", ROUNDS, || async {
        for n in 0..ROUNDS {
            let large = [n as u8; 1900];
            let task = async move {
                yield_now().await;
                large[n % 1900]
            };
            assert!(size_of_val(&task) >= 1900 && size_of_val(&task) < 2048);
            assert_eq!(spawn(task).await, Ok(n as u8));
        }
    });
}

#[test]
fn a_local_spawn_takes_one_allocation() {
    in_steady_state("a_local_spawn_takes_one_allocation", ROUNDS, || async {
        for n in 0..ROUNDS {
            assert_eq!(spawn_local(async move { n }).await, Ok(n));
        }
    });
}

/// The queue grows and shrinks besides.
#[test]
fn many_tasks_at_once_take_one_allocation_each() {
    in_steady_state("many_tasks_at_once_take_one_allocation_each", ROUNDS + ROUNDS / 50, || async {
        let mut tasks: Vec<TaskHandle<usize>> = Vec::with_capacity(ROUNDS);
        tasks.extend((0..ROUNDS).map(|n| {
            spawn(async move {
                yield_now().await;
                n
            })
        }));
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn an_abort_takes_no_allocation_but_that_of_the_failure() {
    in_steady_state("an_abort_takes_no_allocation_but_that_of_the_failure", 2 * ROUNDS, || async {
        for _ in 0..ROUNDS {
            let task = spawn(pending::<()>());
            task.abort();
            let _failure = task.join().await.unwrap_err();
        }
    });
}

#[test]
fn an_abort_handle_takes_no_allocation() {
    in_steady_state("an_abort_handle_takes_no_allocation", 0, || async {
        let task = spawn(pending::<()>());
        for _ in 0..ROUNDS {
            let abort = task.abort_handle();
            assert!(!abort.clone().is_finished());
        }
    });
}

#[test]
fn a_wake_takes_no_allocation() {
    in_steady_state("a_wake_takes_no_allocation", 0, || async {
        let (here, there) = (Mailbox::new(), Mailbox::new());
        let (inbox, outbox) = (Arc::clone(&there), Arc::clone(&here));
        let other = spawn(async move {
            while inbox.receive().await {
                outbox.send(());
            }
        });
        for _ in 0..ROUNDS {
            there.send(true);
            here.receive().await;
        }
        there.send(false);
        other.await.unwrap();
    });
}

#[test]
fn a_yield_takes_no_allocation() {
    in_steady_state("a_yield_takes_no_allocation", 0, || async {
        for _ in 0..ROUNDS {
            yield_now().await;
        }
    });
}

#[test]
fn a_sleep_takes_no_allocation() {
    in_steady_state("a_sleep_takes_no_allocation", 0, || async {
        for n in 0..200 {
            sleep(Duration::from_micros(n)).await;
            sleep(Duration::ZERO).await;
        }
    });
}

#[test]
fn a_timeout_takes_no_allocation() {
    in_steady_state("a_timeout_takes_no_allocation", 0, || async {
        for n in 0..200 {
            assert!(timeout(Duration::from_micros(n), pending::<()>()).await.is_err());
            timeout(Duration::from_secs(3600), yield_now()).await.unwrap();
        }
    });
}

/// From outside, tasks go through a queue that allocates a block for some dozens of them.
#[test]
fn spawns_and_wakes_from_outside_take_hardly_more() {
    alone("spawns_and_wakes_from_outside_take_hardly_more", 30, || {
        let runtime = one_worker();
        let outside = |rounds: usize| {
            for n in 0..rounds {
                let task = runtime.handle().spawn(async move {
                    yield_now().await;
                    n
                });
                while !task.is_finished() {
                    std::thread::yield_now();
                }
            }
        };
        outside(ROUNDS);
        let before = allocations();
        outside(ROUNDS);
        let taken = allocations() - before;
        measured("allocations a spawn from outside", taken as f64 / ROUNDS as f64);
        assert!(taken <= ROUNDS + ROUNDS / 16, "{taken} allocations for {ROUNDS} spawns from outside");
    });
}

/// A coroutine that becomes a task stays where it is; a wait is another. The lists of those who wait grow besides.
#[cfg(feature = "asyncio")]
#[test]
fn an_asyncio_task_takes_one_allocation_and_a_wait_another() {
    use wasi_async_runtime::asyncio::{self, Coroutine, Event, create_task};

    async fn park_and_wake() -> asyncio::Py<()> {
        let event = Event::new();
        let mut tasks = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let event = event.clone();
            tasks.push(create_task(Coroutine::new("waits", async move { event.wait().await }))?);
        }
        asyncio::sleep(0.0).await?;
        event.set();
        for task in tasks {
            task.await?;
        }
        Ok(())
    }

    alone("an_asyncio_task_takes_one_allocation_and_a_wait_another", 30, || {
        let taken = asyncio::run_blocking(Coroutine::new("main", async {
            park_and_wake().await?;
            let before = allocations();
            park_and_wake().await?;
            Ok(allocations() - before)
        }));
        let taken = taken.unwrap();
        measured("allocations", taken);
        assert!(taken <= 2 * ROUNDS + 2 * SLACK, "{taken} allocations for {ROUNDS} tasks that wait");
    });
}
