//! `block_on`: its future, its tasks, calls inside each other, and what is left over at its end. Not for browsers, whose
//! thread must not block.
#![cfg(not(all(target_family = "wasm", target_os = "unknown")))]
#![allow(clippy::async_yields_async, reason = "handles and sleeps are handed out of a runtime on purpose")]

mod support;

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;
use support::{Counter, Counts, Flag, Gate, HOUR, Log, MS, OnDrop, eventually, flavours, paused, poll_once, soon};
use wasi_async_runtime::{
    AsyncRuntime, Handle, Instant, Runtime, TaskHandle, sleep, spawn, spawn_blocking, spawn_local, task, timeout,
    yield_now,
};

/// Calls `body` with a new runtime of every flavour, and with the process-wide one.
fn with_each(body: impl Fn(&str, &Handle)) {
    for (flavour, builder) in flavours() {
        let runtime: Runtime = builder.build().unwrap();
        body(flavour, runtime.handle());
    }
    body("process-wide", &AsyncRuntime::handle());
}

#[test]
fn block_on_gives_the_output() {
    assert_eq!(AsyncRuntime::block_on(async { 42 }), 42);
    assert_eq!(AsyncRuntime::block_on(ready("text")), "text");
    assert_eq!(AsyncRuntime::try_block_on(async { 3 }), Ok(3));
    with_each(|flavour, runtime| {
        assert_eq!(runtime.block_on(async { 42 }), 42, "{flavour}");
        let slept = runtime.block_on(async {
            sleep(MS).await;
            spawn(async { 1 }).await.unwrap() + spawn_local(async { 2 }).await.unwrap()
        });
        assert_eq!(slept, 3, "{flavour}");
    });
}

#[test]
fn the_future_may_borrow_and_need_not_be_send() {
    let (mut text, not_send) = (String::from("from"), Rc::new(Cell::new(0)));
    with_each(|_, runtime| {
        runtime.block_on(async {
            not_send.set(not_send.get() + 1);
            yield_now().await;
            not_send.set(not_send.get() + 1);
        });
    });
    assert_eq!(not_send.get(), 8);
    AsyncRuntime::block_on(async { text.push_str(" the stack") });
    assert_eq!(text, "from the stack");
}

#[test]
fn the_future_is_dropped_before_block_on_returns() {
    with_each(|flavour, runtime| {
        let counts = Counts::new();
        let value = counts.value();
        runtime.block_on(counts.future(async {
            yield_now().await;
            drop(value);
        }));
        assert_eq!((counts.polls(), counts.drops()), (2, 2), "{flavour}");
    });
}

#[test]
fn the_future_is_no_task() {
    with_each(|flavour, runtime| {
        runtime.block_on(async {
            assert_eq!(task::try_id(), None, "{flavour}");
            assert_eq!(Handle::try_current().as_ref(), Ok(runtime));
            yield_now().await;
            assert_eq!(task::try_id(), None, "{flavour}");
            let handle = spawn(async { task::id() });
            assert_eq!(Ok(handle.id()), handle.await);
        });
    });
}

#[test]
fn a_handle_may_be_given_to_block_on() {
    with_each(|flavour, runtime| {
        assert_eq!(runtime.block_on(runtime.spawn(async { 8 })), Ok(8), "{flavour}");
        assert_eq!(runtime.block_on(runtime.spawn_blocking(|| 9)), Ok(9), "{flavour}");
    });
}

#[test]
fn the_future_wakes_itself_from_anywhere() {
    with_each(|flavour, runtime| {
        let gate = Gate::new();
        let opener = gate.clone();
        runtime.spawn(async move { opener.open() }).detach();
        runtime.block_on(gate.passed());
        let mut left = 1000;
        let counts = Counts::new();
        runtime.block_on(counts.future(poll_fn(|cx| {
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        })));
        assert_eq!(counts.polls(), 1001, "{flavour}");
    });
}

#[test]
fn the_future_is_not_starved_by_tasks_that_are_always_ready() {
    with_each(|_, runtime| {
        let count = Counter::new();
        let busy: Vec<_> = (0..20)
            .map(|_| {
                let count = count.clone();
                runtime
                    .spawn(async move {
                        loop {
                            count.add();
                            yield_now().await;
                        }
                    })
                    .abort_on_drop()
            })
            .collect();
        runtime.block_on(async {
            for _ in 0..100 {
                yield_now().await;
            }
            soon(sleep(MS)).await;
            eventually("they run, too", || count.get() > 0).await;
        });
        drop(busy);
    });
}

#[test]
fn one_runtime_serves_a_thousand_calls() {
    with_each(|flavour, runtime| {
        for n in 0..1000 {
            assert_eq!(runtime.block_on(async move { spawn(async move { n }).await }), Ok(n), "{flavour}");
        }
    });
}

#[test]
fn tasks_of_a_current_thread_runtime_wait_until_somebody_blocks_on_it() {
    let runtime = AsyncRuntime::builder().current_thread().build().unwrap();
    let counts = Counts::new();
    let handle = runtime.handle().spawn(counts.future(async { 5 }));
    let other = AsyncRuntime::builder().current_thread().build().unwrap();
    other.block_on(sleep(2 * MS));
    assert_eq!(counts.polls(), 0);
    runtime.block_on(yield_now());
    assert_eq!(counts.polls(), 1);
    assert_eq!(other.block_on(handle), Ok(5), "its handle may be awaited anywhere");
}

// Calls inside each other.

#[test]
fn block_on_inside_block_on() {
    with_each(|flavour, runtime| {
        let sum = runtime.block_on(async {
            let inner = runtime.block_on(async {
                sleep(MS).await;
                spawn(async { 1 }).await.unwrap()
            });
            inner + AsyncRuntime::block_on(async { spawn(async { 2 }).await.unwrap() })
        });
        assert_eq!(sum, 3, "{flavour}");
    });
}

#[test]
fn block_on_inside_a_task() {
    with_each(|flavour, runtime| {
        let own = runtime.clone();
        let task = runtime.spawn(async move {
            let inner = own.block_on(async {
                sleep(MS).await;
                spawn(async { 20 }).await.unwrap()
            });
            yield_now().await;
            inner + own.block_on(ready(1))
        });
        assert_eq!(runtime.block_on(task), Ok(21), "{flavour}");
    });
}

#[test]
fn block_on_inside_a_local_task() {
    with_each(|flavour, runtime| {
        let sum = runtime.block_on(async {
            let own = runtime.clone();
            let local = spawn_local(async move {
                let not_send = Rc::new(1);
                own.block_on(async { spawn_local(async { 2 }).await.unwrap() }) + *not_send
            });
            local.await.unwrap()
        });
        assert_eq!(sum, 3, "{flavour}");
    });
}

#[test]
fn block_on_inside_blocking_work() {
    with_each(|flavour, runtime| {
        let own = runtime.clone();
        let work = runtime.spawn_blocking(move || {
            own.block_on(async {
                sleep(MS).await;
                spawn_local(async { 3 }).await.unwrap()
            })
        });
        assert_eq!(runtime.block_on(work), Ok(3), "{flavour}");
    });
}

#[test]
fn block_on_many_levels_deep() {
    fn level(runtime: &Handle, depth: u32) -> u32 {
        if depth == 0 {
            return 0;
        }
        runtime.block_on(async {
            yield_now().await;
            level(runtime, depth - 1) + 1
        })
    }
    with_each(|flavour, runtime| {
        assert_eq!(level(runtime, 30), 30, "{flavour}");
        let own = runtime.clone();
        let task = runtime.spawn(async move { level(&own, 20) });
        assert_eq!(runtime.block_on(task), Ok(20), "{flavour}");
    });
}

#[test]
fn tasks_go_on_during_a_nested_call() {
    with_each(|flavour, runtime| {
        let own = runtime.clone();
        let task = runtime.spawn(async move {
            let count = Counter::new();
            let counted: Vec<TaskHandle<()>> = (0..10)
                .map(|_| {
                    let count = count.clone();
                    spawn(async move {
                        yield_now().await;
                        count.add();
                    })
                })
                .collect();
            // The nested call waits for tasks that were spawned before it began.
            own.block_on(async {
                for task in counted {
                    task.await.unwrap();
                }
            });
            count.get()
        });
        assert_eq!(runtime.block_on(async { soon(task).await }), Ok(10), "{flavour}");
    });
}

#[test]
fn local_tasks_go_on_during_a_nested_call() {
    with_each(|flavour, runtime| {
        runtime.block_on(async {
            let log = Rc::new(RefCell::new(Vec::new()));
            for n in 0..5 {
                let log = log.clone();
                spawn_local(async move {
                    log.borrow_mut().push(n);
                    yield_now().await;
                    log.borrow_mut().push(10 + n);
                })
                .detach();
            }
            runtime.block_on(async {
                yield_now().await;
                yield_now().await;
            });
            assert_eq!(*log.borrow(), [0, 1, 2, 3, 4, 10, 11, 12, 13, 14], "{flavour}");
        });
    });
}

#[test]
fn every_worker_may_be_in_a_nested_call() {
    with_each(|flavour, runtime| {
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let own = runtime.clone();
                runtime.spawn(async move {
                    own.block_on(async {
                        sleep(MS).await;
                        spawn(async move {
                            yield_now().await;
                            n
                        })
                        .await
                    })
                })
            })
            .collect();
        let sum = runtime.block_on(async {
            let mut sum = 0;
            for task in tasks {
                sum += soon(task).await.unwrap().unwrap();
            }
            sum
        });
        assert_eq!(sum, 28, "{flavour}");
    });
}

#[test]
fn block_on_of_another_runtime_inside_a_task() {
    with_each(|flavour, runtime| {
        with_each(|other_flavour, other| {
            let (here, there) = (runtime.clone(), other.clone());
            let task = runtime.spawn(async move {
                let inside = there.block_on(async { (Handle::current(), spawn(async { Handle::current() }).await) });
                let before = Handle::current();
                (inside.0 == there, inside.1 == Ok(there), before == here)
            });
            assert_eq!(runtime.block_on(task), Ok((true, true, true)), "{flavour}, {other_flavour}");
        });
    });
}

#[test]
fn the_context_of_a_task_comes_back_after_a_nested_call() {
    with_each(|flavour, runtime| {
        let own = runtime.clone();
        let task = runtime.spawn(async move {
            let before = task::try_id();
            let inside = own.block_on(async { task::try_id() });
            (before.is_some(), inside, before == task::try_id())
        });
        assert_eq!(runtime.block_on(task), Ok((true, None, true)), "{flavour}");
    });
}

#[test]
fn a_nested_call_leaves_the_local_tasks_of_the_outer_one_alone() {
    with_each(|flavour, runtime| {
        let (counts, gate) = (Counts::new(), Gate::new());
        runtime.block_on(async {
            let outer = spawn_local(counts.future(gate.passed()));
            let inner = runtime.block_on(async { spawn_local(counts.future(gate.passed())) });
            assert_eq!(counts.drops(), 0, "{flavour}: only the outermost call ends them");
            gate.open();
            outer.await.unwrap();
            inner.await.unwrap();
        });
        assert_eq!(counts.drops(), 2, "{flavour}");
    });
}

// What is left over.

#[test]
fn local_tasks_left_over_are_dropped_before_block_on_returns() {
    with_each(|flavour, runtime| {
        let (counts, here) = (Counts::new(), std::thread::current().id());
        let log = Log::new();
        let handles = runtime.block_on(async {
            let seen = log.clone();
            let on_drop = OnDrop(move || seen.add(std::thread::current().id() == here));
            let (waiting, not_send) = (counts.pending(), Rc::new(()));
            let parked = spawn_local(async move {
                let _kept = (on_drop, not_send);
                waiting.await;
            });
            yield_now().await;
            let asleep = spawn_local(counts.future(sleep(HOUR)));
            let busy = spawn_local(counts.future(support::yield_for_ever()));
            yield_now().await;
            spawn_local(counts.pending()).detach();
            let new = spawn_local(counts.pending());
            [parked, asleep, busy, new]
        });
        assert_eq!((counts.drops(), log.all()), (5, vec![true]), "{flavour}");
        for handle in handles {
            assert!(handle.is_finished());
            let error = runtime.block_on(handle).unwrap_err();
            assert!(error.is_cancelled() || error.is_join_error(), "{flavour}: {error:?}");
        }
    });
}

#[test]
fn other_tasks_are_not_ended_with_block_on() {
    with_each(|flavour, runtime| {
        let (counts, gate) = (Counts::new(), Gate::new());
        let handle = runtime.block_on(async { spawn(counts.future(gate.passed())) });
        assert_eq!(counts.drops(), 0, "{flavour}");
        gate.open();
        assert_eq!(runtime.block_on(handle), Ok(()), "{flavour}");
    });
}

#[test]
fn a_local_task_spawned_while_the_left_over_ones_are_dropped_is_refused() {
    let counts = Counts::new();
    let slot = Rc::new(RefCell::new(None));
    let runtime = AsyncRuntime::builder().current_thread().build().unwrap();
    runtime.block_on(async {
        let (slot, inner, waiting) = (slot.clone(), counts.clone(), pending::<()>());
        spawn_local(async move {
            let _on_drop = OnDrop(move || *slot.borrow_mut() = Some(spawn_local(inner.pending())));
            waiting.await;
        })
        .detach();
        yield_now().await;
    });
    let late = slot.borrow_mut().take().expect("the drop has run");
    assert!(late.is_finished());
    assert_eq!((counts.polls(), counts.drops()), (0, 1));
    assert!(runtime.block_on(late).is_err());
}

#[test]
fn local_tasks_do_not_outlive_a_runtime_that_is_dropped_next() {
    for _ in 0..50 {
        let runtime = AsyncRuntime::builder().current_thread().build().unwrap();
        let gate = Gate::new();
        let counts = Counts::new();
        runtime.block_on(async {
            spawn_local(counts.future(gate.passed())).detach();
            yield_now().await;
        });
        assert_eq!(counts.drops(), 1);
        drop(runtime);
        gate.open();
    }
}

// Panics.

#[cfg(panic = "unwind")]
mod panics {
    use super::*;
    use std::future::Future;
    use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
    use std::pin::Pin;
    use wasi_async_runtime::AsyncError;

    /// The panic's message, where it is a text.
    fn message_of<T>(body: impl FnOnce() -> T) -> String {
        let Err(payload) = catch_unwind(AssertUnwindSafe(body)) else { panic!("it must panic") };
        match payload.downcast::<&'static str>() {
            Ok(text) => text.to_string(),
            Err(payload) => *payload.downcast::<String>().expect("a text"),
        }
    }

    #[test]
    fn a_panic_of_the_future_goes_on_in_the_caller_and_the_runtime_stays_usable() {
        with_each(|flavour, runtime| {
            let counts = Counts::new();
            for polls in 0..3 {
                let message = message_of(|| {
                    runtime.block_on(counts.future(async {
                        for _ in 0..polls {
                            yield_now().await;
                        }
                        panic!("the root at {polls}");
                    }))
                });
                assert_eq!(message, format!("the root at {polls}"), "{flavour}");
                assert_eq!(counts.drops(), polls + 1);
            }
            let payload = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { panic_any(7_u8) }))).unwrap_err();
            assert_eq!(*payload.downcast::<u8>().unwrap(), 7);
            assert_eq!(runtime.block_on(async { spawn(async { 1 }).await }), Ok(1), "{flavour}");
            assert_eq!(task::try_id(), None);
            assert!(Handle::try_current().is_err(), "the context is gone with the panic");
        });
        assert_eq!(message_of(|| AsyncRuntime::block_on(async { panic!("process-wide") })), "process-wide");
        assert_eq!(message_of(|| AsyncRuntime::try_block_on(async { panic!("tried") })), "tried");
        assert_eq!(AsyncRuntime::block_on(async { 1 }), 1);
    }

    #[test]
    fn a_panic_in_a_nested_call_goes_on_in_the_task_around_it() {
        with_each(|flavour, runtime| {
            let own = runtime.clone();
            let task = runtime.spawn(async move { own.block_on(async { panic!("nested") }) });
            assert_eq!(runtime.block_on(task), Err::<(), _>(AsyncError::Panic("nested".into())), "{flavour}");
            let message = message_of(|| {
                runtime.block_on(async {
                    let inner = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { panic!("inner") })));
                    assert!(inner.is_err());
                    assert_eq!(spawn(async { 1 }).await, Ok(1));
                    panic!("outer");
                })
            });
            assert_eq!(message, "outer", "{flavour}");
            assert_eq!(runtime.block_on(async { spawn_local(async { 2 }).await }), Ok(2), "{flavour}");
        });
    }

    #[test]
    fn local_tasks_are_dropped_when_the_future_panics() {
        with_each(|flavour, runtime| {
            let counts = Counts::new();
            let message = message_of(|| {
                runtime.block_on(async {
                    spawn_local(counts.pending()).detach();
                    yield_now().await;
                    spawn_local(counts.pending()).detach();
                    panic!("before their end");
                })
            });
            assert_eq!(message, "before their end", "{flavour}");
            assert_eq!(counts.drops(), 2, "{flavour}");
        });
    }

    #[test]
    fn a_panic_in_the_drop_of_the_future_goes_on_in_the_caller() {
        struct Bomb;
        impl Future for Bomb {
            type Output = ();
            fn poll(self: Pin<&mut Self>, _: &mut std::task::Context<'_>) -> Poll<()> {
                Poll::Ready(())
            }
        }
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("in its drop");
            }
        }
        with_each(|flavour, runtime| {
            assert_eq!(message_of(|| runtime.block_on(Bomb)), "in its drop", "{flavour}");
            assert_eq!(runtime.block_on(async { spawn(async { 1 }).await }), Ok(1), "{flavour}");
        });
    }
}

// After the shutdown.

#[test]
fn block_on_works_after_the_shutdown_and_what_it_spawns_gives_runtime() {
    for (flavour, builder) in flavours() {
        let runtime = builder.build().unwrap();
        let handle = runtime.handle().clone();
        drop(runtime);
        assert_eq!(handle.block_on(async { 5 }), 5, "{flavour}");
        handle.block_on(async {
            yield_now().await;
            assert!(spawn(async {}).await.unwrap_err().is_runtime(), "{flavour}");
            assert!(spawn_local(async {}).await.unwrap_err().is_runtime(), "{flavour}");
            assert!(spawn_blocking(|| ()).await.unwrap_err().is_runtime(), "{flavour}");
        });
        let late = handle.spawn(async {});
        assert!(AsyncRuntime::block_on(late).unwrap_err().is_runtime(), "{flavour}");
    }
}

#[test]
fn a_sleep_after_the_shutdown_ends() {
    for (flavour, builder) in flavours() {
        let runtime = builder.build().unwrap();
        let handle = runtime.handle().clone();
        drop(runtime);
        let slept = handle.block_on(async {
            let start = Instant::now();
            sleep(2 * MS).await;
            let limited = timeout(2 * MS, pending::<()>()).await;
            (start.elapsed(), limited)
        });
        assert!(slept.0 >= 4 * MS && slept.1.is_err(), "{flavour}");
    }
}

#[test]
fn the_future_goes_on_when_its_runtime_is_shut_down_inside_it() {
    for (flavour, builder) in flavours() {
        let runtime = builder.build().unwrap();
        let (handle, counts) = (runtime.handle().clone(), Counts::new());
        let output = handle.block_on(async {
            let parked = spawn(counts.pending());
            yield_now().await;
            drop(runtime);
            assert!(parked.await.unwrap_err().is_join_error(), "{flavour}");
            assert!(spawn(async {}).await.unwrap_err().is_runtime(), "{flavour}");
            let start = Instant::now();
            sleep(2 * MS).await;
            assert!(start.elapsed() >= 2 * MS);
            "went on"
        });
        assert_eq!((output, counts.drops()), ("went on", 1), "{flavour}");
    }
}

#[test]
fn time_stays_simulated_when_the_runtime_is_shut_down_inside_it() {
    let runtime = paused();
    let handle = runtime.handle().clone();
    handle.block_on(async {
        let start = Instant::now();
        let (mut long, mut short) = (Box::pin(sleep(HOUR)), Box::pin(sleep(Duration::ZERO)));
        assert!(poll_once(long.as_mut()).await.is_none() && poll_once(short.as_mut()).await.is_none());
        drop(runtime);
        short.await;
        assert_eq!(start.elapsed(), Duration::ZERO);
        long.await;
        assert_eq!(start.elapsed(), HOUR, "a sleep that had begun before");
        sleep(HOUR).await;
        assert!(timeout(HOUR, pending::<()>()).await.is_err());
        assert_eq!(start.elapsed(), 3 * HOUR, "waits that began afterwards");
    });
}

#[test]
fn a_sleep_that_waits_when_its_runtime_is_shut_down_still_ends() {
    for (flavour, builder) in flavours() {
        let runtime = builder.build().unwrap();
        let handle = runtime.handle().clone();
        handle.block_on(async {
            let mut sleeping = sleep(20 * MS);
            let deadline = sleeping.deadline();
            let _ = poll_once(&mut sleeping).await;
            drop(runtime);
            sleeping.await;
            assert!(Instant::now() >= deadline, "{flavour}");
        });
    }
}

#[test]
fn a_runtime_shut_down_in_a_nested_call_leaves_the_outer_one_alone() {
    for (flavour, builder) in flavours() {
        let outer = AsyncRuntime::builder().current_thread().build().unwrap();
        outer.block_on(async {
            let gate = Gate::new();
            let waiting = spawn(gate.passed());
            let inner = builder.clone().build().unwrap();
            inner.block_on(async { spawn(pending::<()>()).detach() });
            let left = inner.shutdown_timeout(support::PATIENCE);
            assert!(left.is_empty(), "{flavour}");
            gate.open();
            assert_eq!(soon(waiting).await, Ok(()), "{flavour}");
        });
    }
}

// Simulated time.

#[test]
fn a_paused_clock_jumps_in_nested_calls_too() {
    let runtime = paused();
    let handle = runtime.handle().clone();
    runtime.block_on(async move {
        let start = Instant::now();
        let sleeper = spawn(sleep(2 * HOUR));
        handle.block_on(sleep(HOUR));
        assert_eq!(start.elapsed(), HOUR);
        sleeper.await.unwrap();
        assert_eq!(start.elapsed(), 2 * HOUR);
    });
}

#[test]
fn a_flood_of_wakes_of_the_root_is_one_poll_each() {
    with_each(|flavour, runtime| {
        let (gate, done) = (Gate::new(), Flag::new());
        let opener = gate.clone();
        let set = done.clone();
        runtime
            .spawn(async move {
                eventually("the root waits", || opener.waiting() > 0).await;
                set.set();
                opener.open();
            })
            .detach();
        runtime.block_on(async {
            gate.passed().await;
            assert!(done.is_set(), "{flavour}");
        });
    });
}
