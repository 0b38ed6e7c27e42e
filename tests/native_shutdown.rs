//! The end of a runtime: from other threads, on its own threads, with work that blocks, a thousand times.

#![cfg(not(target_family = "wasm"))]
#![allow(unsafe_code, reason = "an allocator that counts")]

mod support_native;

use futures_lite::future::block_on as wait_for;
use std::alloc::{GlobalAlloc, Layout, System};
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};
use support_native::{Counted, Gate, MS, Mailbox, Tally, alone, until, watchdog};
use wasi_async_runtime::{
    AsyncError, AsyncRuntime, Builder, Handle, Runtime, sleep, spawn, spawn_blocking, spawn_local, yield_now,
};

/// Counts the bytes of the heap that are in use.
struct Bytes;

static IN_USE: AtomicIsize = AtomicIsize::new(0);

// SAFETY: the system's allocator, with a count beside it.
unsafe impl GlobalAlloc for Bytes {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: passed on.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static HEAP: Bytes = Bytes;

fn workers(count: usize) -> Runtime {
    AsyncRuntime::builder().worker_threads(count).build().unwrap()
}

fn current_thread() -> Runtime {
    AsyncRuntime::builder().current_thread().build().unwrap()
}

fn is_runtime<T>(result: Result<T, AsyncError>) -> bool {
    matches!(result, Err(AsyncError::Runtime(_)))
}

/// A task that spawns two like itself now and then and one otherwise, for ever.
fn breed(tally: Arc<Tally>, generation: u32) -> Counted<impl Future<Output = ()> + Send> {
    let counted = Arc::clone(&tally);
    let boxed: std::pin::Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
        match generation % 4 {
            0 => yield_now().await,
            1 => sleep(Duration::from_micros(50)).await,
            _ => {}
        }
        let children = if generation < 8 { 2 } else { 1 };
        for _ in 0..children {
            spawn(breed(Arc::clone(&tally), generation + 1)).detach();
        }
    });
    counted.count(boxed)
}

#[test]
fn a_shutdown_from_another_thread_ends_tasks_that_spawn_tasks() {
    let _watchdog = watchdog(60);
    for round in 0..30 {
        let tally = Tally::new();
        let runtime = workers(1 + round % 4);
        for _ in 0..4 {
            runtime.handle().spawn(breed(Arc::clone(&tally), 0)).detach();
            runtime.handle().spawn(tally.count(pending::<()>())).detach();
        }
        let counted = Arc::clone(&tally);
        thread::spawn(move || {
            thread::sleep(Duration::from_micros(500 * round as u64));
            runtime.shutdown();
            counted.check();
        })
        .join()
        .unwrap();
        assert!(tally.made() > 0);
    }
}

#[test]
fn a_shutdown_of_the_current_thread_flavour_ends_tasks_that_spawn_tasks() {
    let _watchdog = watchdog(60);
    for round in 0..20 {
        let tally = Tally::new();
        let runtime = current_thread();
        for _ in 0..4 {
            runtime.handle().spawn(breed(Arc::clone(&tally), 0)).detach();
            runtime.handle().spawn(tally.count(pending::<()>())).detach();
        }
        // One thread drives it, or nobody does.
        let handle = runtime.handle().clone();
        let driver = (round % 2 == 0).then(|| {
            let driver = thread::spawn(move || handle.block_on(sleep(20 * MS)));
            thread::sleep(5 * MS);
            driver
        });
        runtime.shutdown();
        tally.check();
        driver.into_iter().for_each(|driver| driver.join().unwrap());
    }
}

/// Each future is dropped, whether its task still entered the runtime or was refused.
#[test]
fn spawning_from_other_threads_during_a_shutdown_gives_a_result_or_an_error() {
    let _watchdog = watchdog(60);
    for round in 0..200 {
        let runtime = if round % 4 == 0 { current_thread() } else { workers(round % 4) };
        let tally = Tally::new();
        let over = Arc::new(AtomicBool::new(false));
        let spawners: Vec<_> = (0..2)
            .map(|kind: u32| {
                let (handle, over, tally) = (runtime.handle().clone(), Arc::clone(&over), Arc::clone(&tally));
                thread::spawn(move || {
                    while !over.load(Ordering::SeqCst) {
                        let ended = match kind {
                            0 => handle.spawn(tally.count(pending::<()>())),
                            _ => handle.spawn(tally.count(async {})),
                        };
                        if ended.is_finished() {
                            assert!(matches!(
                                wait_for(ended),
                                Ok(()) | Err(AsyncError::Runtime(_) | AsyncError::JoinError(_))
                            ));
                        }
                    }
                })
            })
            .collect();
        thread::sleep(Duration::from_micros(200 + 37 * round as u64));
        runtime.shutdown();
        over.store(true, Ordering::SeqCst);
        spawners.into_iter().for_each(|spawner| spawner.join().unwrap());
        tally.check();
    }
}

/// A closure may be on its way to the pool while the pool closes.
#[test]
fn closures_spawned_during_a_shutdown_do_not_hang_it() {
    let _watchdog = watchdog(15);
    for round in 0..200 {
        let runtime = if round % 3 == 0 { current_thread() } else { workers(1) };
        let (over, started) = (Arc::new(AtomicBool::new(false)), Gate::new());
        let (handle, seen, start) = (runtime.handle().clone(), Arc::clone(&over), Arc::clone(&started));
        let spawner = thread::spawn(move || {
            start.open();
            while !seen.load(Ordering::SeqCst) {
                handle.spawn_blocking(|| ()).detach();
            }
        });
        started.pass();
        thread::sleep(Duration::from_micros(100 + 7 * round));
        runtime.shutdown();
        over.store(true, Ordering::SeqCst);
        spawner.join().unwrap();
    }
}

#[test]
fn a_runtime_dropped_on_its_own_worker_does_not_wait_and_ends_all_the_same() {
    alone("a_runtime_dropped_on_its_own_worker_does_not_wait_and_ends_all_the_same", 30, || {
        for count in [1, 2, 4] {
            let tally = Tally::new();
            let runtime = workers(count);
            let handle = runtime.handle().clone();
            let mailbox = Mailbox::new();
            let inbox = Arc::clone(&mailbox);
            let (told, heard) = mpsc::channel();
            handle.spawn(tally.count(pending::<()>())).detach();
            let owner = handle.spawn(tally.count(async move {
                let runtime: Runtime = inbox.receive().await;
                drop(runtime);
                told.send(wait_for(spawn(async {}))).unwrap();
                yield_now().await;
                unreachable!("its runtime has shut down");
            }));
            mailbox.send(runtime);
            assert!(is_runtime(heard.recv().unwrap()));
            assert!(matches!(wait_for(owner), Err(AsyncError::JoinError(_))));
            assert!(is_runtime(wait_for(handle.spawn(async {}))));
            until(|| tally.dropped() == 2);
            tally.check();
            #[cfg(target_os = "linux")]
            until(|| support_native::threads_named("async-worker").is_empty());
        }
    });
}

#[test]
fn a_runtime_dropped_inside_its_own_blocking_closure_does_not_wait_and_ends_all_the_same() {
    alone("a_runtime_dropped_inside_its_own_blocking_closure_does_not_wait_and_ends_all_the_same", 30, || {
        for runtime in [workers(2), current_thread()] {
            let tally = Tally::new();
            let handle = runtime.handle().clone();
            handle.spawn(tally.count(pending::<()>())).detach();
            let (give, take) = mpsc::channel::<Runtime>();
            let closure = handle.spawn_blocking(move || {
                drop(take.recv().unwrap());
                7
            });
            give.send(runtime).unwrap();
            assert_eq!(wait_for(closure), Ok(7), "it goes on and its value arrives");
            assert!(is_runtime(wait_for(handle.spawn(async {}))));
            #[cfg(target_os = "linux")]
            until(|| support_native::threads_named("async-worker").is_empty());
        }
    });
}

/// Nobody is in `block_on`, and nobody will be.
#[test]
fn the_futures_of_a_current_thread_runtime_dropped_inside_its_own_blocking_closure_are_dropped() {
    let _watchdog = watchdog(15);
    let tally = Tally::new();
    let runtime = current_thread();
    let handle = runtime.handle().clone();
    let task = handle.spawn(tally.count(pending::<()>()));
    let closure = handle.spawn_blocking(move || drop(runtime));
    assert_eq!(wait_for(closure), Ok(()));
    assert!(matches!(wait_for(task), Err(AsyncError::JoinError(_))));
    tally.check();
}

#[test]
fn a_runtime_dropped_inside_its_own_block_on_does_not_wait() {
    let _watchdog = watchdog(30);
    for runtime in [workers(1), current_thread()] {
        let tally = Tally::new();
        let handle = runtime.handle().clone();
        handle.spawn(tally.count(pending::<()>())).detach();
        let answer = handle.clone().block_on(async move {
            let local = spawn_local(sleep(MS));
            drop(runtime);
            sleep(MS).await;
            assert!(matches!(local.await, Err(AsyncError::JoinError(_))));
            spawn(async {}).await
        });
        assert!(is_runtime(answer));
        until(|| tally.dropped() == 1);
    }
}

#[test]
fn the_shutdown_waits_for_the_current_polls_and_closures() {
    let _watchdog = watchdog(30);
    for runtime in [workers(2), current_thread()] {
        let blocking_ended = Arc::new(AtomicBool::new(false));
        let (gate, ended) = (Gate::new(), Arc::clone(&blocking_ended));
        let entered = Arc::clone(&gate);
        runtime
            .handle()
            .spawn_blocking(move || {
                entered.pass();
                thread::sleep(50 * MS);
                ended.store(true, Ordering::SeqCst);
            })
            .detach();
        until(|| gate.is_reached());
        gate.open();
        runtime.shutdown();
        assert!(blocking_ended.load(Ordering::SeqCst));
    }
    let runtime = workers(2);
    let (gate, poll_ended) = (Gate::new(), Arc::new(AtomicBool::new(false)));
    let (entered, ended) = (Arc::clone(&gate), Arc::clone(&poll_ended));
    let task = runtime.handle().spawn(async move {
        entered.pass();
        thread::sleep(50 * MS);
        ended.store(true, Ordering::SeqCst);
        1
    });
    until(|| gate.is_reached());
    gate.open();
    runtime.shutdown();
    assert!(poll_ended.load(Ordering::SeqCst));
    assert_eq!(wait_for(task), Ok(1), "a poll that ends with a value keeps it");
}

#[test]
fn a_shutdown_with_a_limit_returns_in_time_and_says_what_is_left() {
    let _watchdog = watchdog(30);
    let runtime = workers(3);
    let handle = runtime.handle().clone();
    let (poll, closures) = (Gate::new(), [Gate::new(), Gate::new()]);
    let (entered, tally) = (Arc::clone(&poll), Tally::new());
    let blocked = handle.spawn(tally.count(async move {
        entered.pass();
        yield_now().await;
    }));
    let closure = |gate: &Arc<Gate>| {
        let gate = Arc::clone(gate);
        handle.spawn_blocking(move || gate.pass())
    };
    let running: Vec<_> = closures.iter().map(closure).collect();
    until(|| poll.is_reached() && closures.iter().all(|gate| gate.is_reached()));
    let start = Instant::now();
    let left = runtime.shutdown_timeout(300 * MS);
    assert!(start.elapsed() >= 300 * MS, "{:?}", start.elapsed());
    assert!(!left.is_empty());
    assert_eq!((left.workers(), left.blocking()), (1, 2), "{left}");
    assert!(is_runtime(wait_for(handle.spawn(async {}))));
    assert!(is_runtime(wait_for(handle.spawn_blocking(|| ()))));
    // What is left ends when it is let go.
    poll.open();
    closures.iter().for_each(|gate| gate.open());
    assert!(matches!(wait_for(blocked), Err(AsyncError::JoinError(_))));
    running.into_iter().for_each(|closure| assert_eq!(wait_for(closure), Ok(())));
    tally.check();
}

#[test]
fn a_shutdown_with_a_limit_returns_at_once_when_nothing_is_left() {
    let _watchdog = watchdog(30);
    for runtime in [workers(2), current_thread()] {
        assert_eq!(runtime.block_on(async { spawn_blocking(|| 1).await }), Ok(1));
        runtime.handle().spawn(pending::<()>()).detach();
        let left = runtime.shutdown_timeout(Duration::MAX);
        assert!(left.is_empty() && left.workers() == 0 && left.blocking() == 0, "{left}");
    }
    let left = workers(1).shutdown_timeout(Duration::ZERO);
    assert!(left.workers() <= 1 && left.blocking() == 0, "{left}");
}

/// A blocking thread that was just told of work when the pool closed.
#[test]
fn what_is_left_is_counted_right_after_a_closure_was_handed_to_an_idle_thread() {
    let _watchdog = watchdog(60);
    for round in 0..50 {
        let runtime = workers(2);
        let handle = runtime.handle().clone();
        assert_eq!(wait_for(handle.spawn_blocking(|| 1)), Ok(1));
        let gate = Gate::new();
        let entered = Arc::clone(&gate);
        handle.spawn(async move { entered.pass() }).detach();
        until(|| gate.is_reached());
        if round % 2 == 0 {
            thread::sleep(MS); // the blocking thread is idle
        }
        handle.spawn_blocking(|| ()).detach();
        let left = runtime.shutdown_timeout(10 * MS);
        // The other worker may not have come to rest yet.
        assert!((1..=2).contains(&left.workers()), "{left}");
        assert!(left.blocking() <= 1, "{left}");
        gate.open();
    }
}

#[test]
fn a_shutdown_in_the_background_waits_for_nothing() {
    let _watchdog = watchdog(30);
    for round in 0..3 {
        let runtime = if round == 0 { current_thread() } else { workers(round) };
        let handle = runtime.handle().clone();
        let tally = Tally::new();
        let gates: Vec<_> = (0..1 + round).map(|_| Gate::new()).collect();
        for (index, gate) in gates.iter().enumerate() {
            let entered = Arc::clone(gate);
            if index == 0 {
                handle.spawn_blocking(move || entered.pass()).detach();
            } else {
                handle.spawn(tally.count(async move { entered.pass() })).detach();
            }
        }
        until(|| gates.iter().all(|gate| gate.is_reached()));
        handle.spawn(tally.count(pending::<()>())).detach();
        runtime.shutdown_background(); // would hang if it waited
        assert!(is_runtime(wait_for(handle.spawn(async {}))));
        gates.iter().for_each(|gate| gate.open());
        if round > 0 {
            until(|| tally.dropped() == tally.made());
        }
    }
}

#[test]
fn handles_and_wakers_are_safe_on_other_threads_after_the_end() {
    let _watchdog = watchdog(60);
    for round in 0..40 {
        let runtime = if round % 4 == 0 { current_thread() } else { workers(round % 4) };
        let handle = runtime.handle().clone();
        let tally = Tally::new();
        let wakers = Arc::new(Mutex::new(Vec::<Waker>::new()));
        let mut tasks: Vec<_> = (0..8)
            .map(|_| {
                let wakers = Arc::clone(&wakers);
                handle.spawn(tally.count(poll_fn(move |cx| {
                    wakers.lock().unwrap().push(cx.waker().clone());
                    Poll::<()>::Pending
                })))
            })
            .collect();
        let drive = || runtime.block_on(sleep(MS));
        drive();
        until(|| wakers.lock().unwrap().len() >= 8);
        let aborts: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
        let dropped = tasks.split_off(4);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (handle, wakers, aborts) = (handle.clone(), Arc::clone(&wakers), aborts.clone());
                thread::spawn(move || {
                    for n in 0..200 {
                        let waker = wakers.lock().unwrap().get(n % 8).cloned();
                        if let Some(waker) = waker {
                            waker.wake_by_ref();
                        }
                        let _ = aborts[n % 8].is_finished();
                        if n % 20 == 0 {
                            drop(handle.spawn(async {}));
                        }
                    }
                    let last: Vec<_> = wakers.lock().unwrap().drain(..).collect();
                    last.into_iter().for_each(Waker::wake);
                })
            })
            .collect();
        runtime.shutdown();
        tally.check();
        drop(dropped);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        for task in tasks {
            assert!(task.is_finished());
            assert!(matches!(wait_for(task), Err(AsyncError::JoinError(_))));
        }
        aborts.iter().for_each(|abort| abort.abort());
        assert!(aborts.iter().all(|abort| abort.is_finished()));
        assert!(is_runtime(wait_for(handle.spawn(async {}))));
        assert!(is_runtime(wait_for(handle.spawn_blocking(|| ()))));
        // The future of a block_on goes on, and what it spawns is refused.
        let answer = handle.block_on(async {
            sleep(MS).await;
            spawn(async {}).await
        });
        assert!(is_runtime(answer));
    }
}

/// The process ends with status 0 while another thread goes on waking.
#[test]
fn a_parked_local_task_whose_waker_outlives_its_runtime_does_no_harm() {
    alone("a_parked_local_task_whose_waker_outlives_its_runtime_does_no_harm", 30, || {
        for runtime in [workers(2), current_thread()] {
            let wakers = Arc::new(Mutex::new(Vec::<Waker>::new()));
            let tally = Tally::new();
            let park = |wakers: &Arc<Mutex<Vec<Waker>>>, tally: &Arc<Tally>| {
                let (wakers, kept) = (Arc::clone(wakers), Rc::new(()));
                tally.count(poll_fn(move |cx| {
                    let _ = &kept;
                    wakers.lock().unwrap().push(cx.waker().clone());
                    Poll::<()>::Pending
                }))
            };
            // On the thread in block_on, and on a worker.
            let (left, counted) = (Arc::clone(&wakers), Arc::clone(&tally));
            runtime.block_on(async {
                spawn_local(park(&wakers, &tally)).detach();
                let host = spawn(async move { spawn_local(park(&left, &counted)).detach() });
                host.await.unwrap();
                until_async(|| wakers.lock().unwrap().len() >= 2).await;
            });
            let (ready, wait) = mpsc::channel();
            let outliving = Arc::clone(&wakers);
            thread::spawn(move || {
                for n in 0.. {
                    let wakers = outliving.lock().unwrap().clone();
                    wakers.iter().for_each(Waker::wake_by_ref);
                    wakers.into_iter().for_each(Waker::wake);
                    if n == 10 {
                        ready.send(()).unwrap();
                    }
                }
            });
            wait.recv().unwrap();
            drop(runtime);
            tally.check();
            thread::sleep(5 * MS); // wakes after the end
        }
    });
}

async fn until_async(mut condition: impl FnMut() -> bool) {
    while !condition() {
        sleep(MS).await;
    }
}

#[test]
fn a_block_on_goes_on_when_its_runtime_ends() {
    let _watchdog = watchdog(30);
    for runtime in [workers(2), current_thread()] {
        let handle = runtime.handle().clone();
        let (inside, wait) = mpsc::channel();
        let blocked = thread::spawn(move || {
            handle.block_on(async {
                let local = spawn_local(async {
                    sleep(60 * MS).await;
                    5
                });
                let task = spawn(pending::<()>());
                inside.send(()).unwrap();
                sleep(50 * MS).await;
                (local.await, task.await)
            })
        });
        wait.recv().unwrap();
        runtime.shutdown();
        let (local, task) = blocked.join().unwrap();
        assert!(matches!(local, Err(AsyncError::JoinError(_))), "{local:?}");
        assert!(matches!(task, Err(AsyncError::JoinError(_))), "{task:?}");
    }
}

/// The shutdown of a runtime waits inside a task of another one.
#[test]
fn a_runtime_dropped_inside_a_task_of_another_one_is_waited_for() {
    let _watchdog = watchdog(30);
    let outer = workers(1);
    for inner in [workers(2), current_thread()] {
        let tally = Tally::new();
        inner.handle().spawn(tally.count(pending::<()>())).detach();
        let counted = Arc::clone(&tally);
        let task = outer.handle().spawn(async move {
            drop(inner);
            counted.check();
        });
        assert_eq!(wait_for(task), Ok(()));
    }
}

#[test]
fn a_thousand_runtimes_one_after_the_other_leave_nothing() {
    #[cfg(target_os = "linux")]
    alone("a_thousand_runtimes_one_after_the_other_leave_nothing", 60, || {
        fn use_and_drop(builder: Builder, round: usize) {
            let runtime = builder.build().unwrap();
            let handle: &Handle = runtime.handle();
            runtime.block_on(async {
                for _ in 0..5 {
                    handle.spawn(pending::<()>()).detach();
                    handle.spawn(sleep(Duration::from_secs(60))).detach();
                }
                spawn_local(pending::<()>()).detach();
                assert_eq!(handle.spawn(async { 1 }).await, Ok(1));
                sleep(Duration::from_micros(1)).await;
                if round.is_multiple_of(4) {
                    assert_eq!(spawn_blocking(|| 2).await, Ok(2));
                }
            });
            match round % 3 {
                0 => drop(runtime),
                1 => assert!(runtime.shutdown_timeout(Duration::from_secs(60)).is_empty()),
                _ => runtime.shutdown(),
            }
        }
        type Kind = fn() -> Builder;
        let kinds: [(&str, Kind); 3] = [
            ("one worker", || AsyncRuntime::builder().worker_threads(1)),
            ("three workers", || AsyncRuntime::builder().worker_threads(3)),
            ("current thread", || AsyncRuntime::builder().current_thread()),
        ];
        let threads = support_native::threads().len();
        let descriptors = support_native::descriptors();
        for (kind, builder) in kinds {
            let mut heap_after_100 = 0;
            for round in 0..1000 {
                use_and_drop(builder(), round);
                if round == 99 || round == 999 {
                    until(|| support_native::threads().len() == threads);
                    assert_eq!(support_native::descriptors(), descriptors, "{kind}: descriptors");
                    let heap = IN_USE.load(Ordering::SeqCst);
                    if round == 99 {
                        heap_after_100 = heap;
                    } else {
                        let more = heap - heap_after_100;
                        support_native::measured(format_args!("{kind}: bytes after 1000 beyond those after 100"), more);
                        assert!(more <= 64 << 10, "{kind}: the heap grew by {more} bytes in 900 runtimes");
                    }
                }
            }
        }
    });
}

/// Whether the sleep begins before or after the shutdown: nobody drives the timers of its runtime.
#[test]
fn a_closure_that_sleeps_in_a_foreign_executor_does_not_hold_the_shutdown_up_for_ever() {
    let _watchdog = watchdog(30);
    for (before, length) in [(Duration::ZERO, 60 * MS), (60 * MS, MS)] {
        for builder in [AsyncRuntime::builder().current_thread(), AsyncRuntime::builder().worker_threads(1)] {
            let runtime = builder.build().unwrap();
            let (begun, begins) = mpsc::channel();
            let closure = runtime.handle().spawn_blocking(move || {
                begun.send(()).unwrap();
                thread::sleep(before);
                futures_lite::future::block_on(sleep(length));
            });
            begins.recv().unwrap();
            thread::sleep(20 * MS);
            drop(runtime); // waits for the closure
            assert!(closure.is_finished());
        }
    }
}

/// Nobody else would end them: the shutdown waits for nothing, and the driver is about to leave.
#[test]
fn a_driver_that_leaves_while_its_runtime_is_shut_down_in_the_background_ends_the_tasks() {
    let _watchdog = watchdog(30);
    let (runtime, tally) = (current_thread(), Tally::new());
    let handle = runtime.handle().clone();
    for _ in 0..10 {
        handle.spawn(tally.count(pending::<()>())).detach();
    }
    handle.block_on(async {
        yield_now().await; // they have been polled
        thread::spawn(move || runtime.shutdown_background()).join().unwrap();
    });
    tally.check();
}

/// The thread is in a `block_on` of the runtime that it shuts down, inside one of another: it must drive the first itself.
#[test]
fn a_shutdown_by_a_thread_that_waits_to_drive_ends_the_tasks() {
    let _watchdog = watchdog(30);
    let (runtime, other, tally) = (current_thread(), current_thread(), Tally::new());
    let handle = runtime.handle().clone();
    let (leave, is_driven) = (Gate::new(), Gate::new());
    let driver = thread::spawn({
        let (handle, leave, is_driven) = (handle.clone(), Arc::clone(&leave), Arc::clone(&is_driven));
        move || {
            handle.block_on(async {
                is_driven.open();
                leave.pass();
            })
        }
    });
    is_driven.pass();
    let counted = Arc::clone(&tally);
    let nested = handle.clone();
    handle
        .block_on(async move {
            other.block_on(other.handle().spawn(async move {
                leave.open();
                driver.join().unwrap(); // from now on nobody drives it
                nested.spawn(counted.count(pending::<()>())).detach();
                runtime.shutdown();
                counted.check();
            }))
        })
        .unwrap();
    tally.check();
}

#[test]
fn a_runtime_that_begins_while_a_driver_leaves_an_ended_one_is_driven() {
    let _watchdog = watchdog(60);
    for _ in 0..20 {
        let old = current_thread();
        let handle = old.handle().clone();
        let (enter, entered) = mpsc::channel();
        let (over, waits) = (Arc::new(AtomicBool::new(false)), Mailbox::new());
        let (is_over, mailbox) = (Arc::clone(&over), Arc::clone(&waits));
        // The old one has no tasks, so it is over when its driver has left, and not before.
        let (new, driver) = handle.block_on(async move {
            thread::spawn(move || {
                old.shutdown_background();
                let new = current_thread();
                let handle = new.handle().clone();
                let driver = thread::spawn(move || {
                    handle.block_on(async {
                        enter.send(()).unwrap();
                        mailbox.receive().await;
                        is_over.store(true, Ordering::SeqCst);
                    })
                });
                entered.recv().unwrap();
                (new, driver)
            })
            .join()
            .unwrap()
        });
        until(|| waits.is_waited_for());
        thread::sleep(MS); // its driver parks
        assert_eq!(wait_for(new.handle().spawn(async { 5 })), Ok(5), "the driver is told of a task from outside");
        waits.send(());
        driver.join().unwrap();
        assert!(over.load(Ordering::SeqCst));
    }
}
