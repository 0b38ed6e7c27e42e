//! Which runtime a call goes to, what a task knows of itself, and that every function works everywhere.

mod support;

use std::future::pending;
use support::{Log, MS, OnDrop, eventually, flavours, poll_once, run_in, soon};
use wasi_async_runtime::{
    AsyncRuntime, Handle, interval, sleep, spawn, spawn_blocking, spawn_local, task, timeout, yield_now,
};

#[wasi_async_runtime::test]
async fn a_task_belongs_to_the_runtime_that_spawned_it() {
    let here = Handle::current();
    assert_ne!(here, AsyncRuntime::handle());
    let seen = [
        soon(spawn(async { Handle::current() })).await,
        soon(spawn_local(async { Handle::current() })).await,
        soon(spawn_blocking(Handle::current)).await,
        soon(spawn(async { spawn(async { Handle::current() }).await.unwrap() })).await,
        soon(spawn(async { spawn_local(async { Handle::current() }).await.unwrap() })).await,
        soon(spawn(async { spawn_blocking(Handle::current).await.unwrap() })).await,
    ];
    for seen in seen {
        assert_eq!(seen.as_ref(), Ok(&here));
    }
    assert_eq!(Handle::try_current().as_ref(), Ok(&here));
    sleep(MS).await;
    assert_eq!(Handle::current(), here);
}

#[wasi_async_runtime::test]
async fn a_task_spawned_by_a_handle_belongs_to_the_runtime_of_the_handle() {
    for (flavour, builder) in flavours() {
        let runtime = builder.build().unwrap();
        let there = runtime.handle().clone();
        let inner = there.clone();
        let spawned = there.spawn(async move { (Handle::current(), spawn(async { Handle::current() }).await) });
        let by_builder = task::Builder::new().spawn_on(&there, async { Handle::current() });
        let local = there.spawn_local(async { Handle::current() });
        let local_by_builder = task::Builder::new().spawn_local_on(&there, async { Handle::current() });
        let blocking = there.spawn_blocking(Handle::current);
        let all = run_in(&runtime, async move {
            let (own, child) = spawned.await.unwrap();
            own == inner
                && child.as_ref() == Ok(&inner)
                && by_builder.await.as_ref() == Ok(&inner)
                && local.await.as_ref() == Ok(&inner)
                && local_by_builder.await.as_ref() == Ok(&inner)
                && blocking.await.as_ref() == Ok(&inner)
        });
        assert!(soon(all).await, "{flavour}");
        assert_ne!(Handle::current(), there);
    }
}

#[wasi_async_runtime::test]
async fn the_ids_of_tasks_are_their_own_everywhere() {
    let spawned = spawn(async { task::try_id() });
    let local = spawn_local(async { task::try_id() });
    let blocking = spawn_blocking(task::try_id);
    for handle in [spawned, local, blocking] {
        let id = handle.id();
        assert_eq!(soon(handle).await, Ok(Some(id)));
    }
}

#[wasi_async_runtime::test]
async fn a_future_binds_to_the_runtime_that_first_polls_it() {
    for (flavour, builder) in flavours() {
        let runtime = builder.build().unwrap();
        // All of these are made in this runtime and run in the other one.
        let (sleeping, limited, mut every) = (sleep(MS), timeout(MS, pending::<()>()), interval(MS));
        let spawns = async { spawn(async { Handle::current() }).await.unwrap() };
        let there = runtime.handle().clone();
        let all = run_in(&runtime, async move {
            sleeping.await;
            let late = limited.await;
            every.tick().await;
            every.tick().await;
            late.is_err() && spawns.await == there
        });
        assert!(soon(all).await, "{flavour}");
    }
}

#[wasi_async_runtime::test]
async fn spawn_is_safe_inside_drop() {
    let log = Log::new();
    let spawns_in_drop = |name: &'static str| {
        let log = log.clone();
        OnDrop(move || {
            let log = log.clone();
            spawn(async move { log.add(name) }).detach();
        })
    };
    drop(spawns_in_drop("here"));
    let in_output = spawns_in_drop("output");
    drop(soon(spawn(async move { in_output })).await);
    let in_future = spawns_in_drop("future");
    soon(spawn(async move { drop(in_future) })).await.unwrap();
    let in_closure = spawns_in_drop("closure");
    soon(spawn_blocking(move || drop(in_closure))).await.unwrap();
    let in_aborted = spawns_in_drop("aborted");
    let aborted = spawn(async move {
        let _kept = in_aborted;
        pending::<()>().await;
    });
    aborted.abort();
    assert!(soon(aborted).await.is_err());
    eventually("all have run", || log.len() == 5).await;
}

#[wasi_async_runtime::test]
async fn dropping_any_future_of_ours_at_any_time_is_harmless() {
    let mut every = interval(MS);
    assert!(poll_once(sleep(MS)).await.is_none());
    assert!(poll_once(timeout(support::HOUR, pending::<()>())).await.is_none());
    let _ = poll_once(every.tick()).await;
    assert!(poll_once(yield_now()).await.is_none());
    assert!(poll_once(spawn(pending::<()>())).await.is_none());
    drop((sleep(MS), timeout(MS, sleep(MS)), yield_now(), spawn_blocking(|| ()).join()));
    sleep(2 * MS).await;
}

/// Under WASI the process-wide runtime has no thread of its own: its tasks run inside its `block_on`.
#[cfg(not(target_os = "wasi"))]
#[wasi_async_runtime::test]
async fn tasks_of_the_process_wide_runtime_are_reached_by_its_handle() {
    let process_wide = AsyncRuntime::handle();
    let inside = process_wide.spawn(async {
        let child = spawn(async { Handle::current() }).await.unwrap();
        let local = spawn_local(async { Handle::current() }).await.unwrap();
        sleep(MS).await;
        (Handle::current(), child, local)
    });
    let (own, child, local) = soon(inside).await.unwrap();
    assert!(own == process_wide && child == process_wide && local == process_wide);
    assert_eq!(soon(process_wide.spawn_blocking(Handle::current)).await, Ok(process_wide));
}

// Outside every task. In a browser there is no such place that a test could reach.

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod outside {
    use super::*;
    use wasi_async_runtime::{AsyncError, Instant, Runtime};

    #[test]
    fn the_current_handle_is_the_process_wide_one() {
        assert_eq!(Handle::current(), AsyncRuntime::handle());
        let Err(AsyncError::Runtime(text)) = Handle::try_current() else { panic!("there is no task here") };
        support::assert_message_style(&text);
        assert_eq!(task::try_id(), None);
    }

    #[test]
    fn what_is_spawned_goes_to_the_process_wide_runtime() {
        let spawned = spawn(async { Handle::current() });
        let blocking = spawn_blocking(Handle::current);
        let (spawned, blocking) = AsyncRuntime::block_on(async { (spawned.await, blocking.await) });
        assert_eq!(spawned.as_ref(), Ok(&AsyncRuntime::handle()));
        assert_eq!(blocking, spawned);
    }

    #[test]
    fn after_block_on_everything_is_as_before() {
        let runtime: Runtime = AsyncRuntime::builder().current_thread().build().unwrap();
        runtime.block_on(async { assert_ne!(Handle::current(), AsyncRuntime::handle()) });
        assert!(Handle::try_current().is_err());
        assert_eq!(Handle::current(), AsyncRuntime::handle());
        assert_eq!(task::try_id(), None);
    }

    #[test]
    fn instants_and_futures_are_made_anywhere() {
        let start = Instant::now();
        let sleeping = sleep(2 * MS);
        let limited = timeout(2 * MS, pending::<()>());
        let mut every = interval(MS);
        let runtime: Runtime = AsyncRuntime::builder().current_thread().build().unwrap();
        let late = runtime.block_on(async {
            sleeping.await;
            every.tick().await;
            limited.await
        });
        assert!(late.is_err() && start.elapsed() >= 2 * MS);
    }

    #[cfg(panic = "unwind")]
    #[test]
    fn task_id_panics_outside_a_task_and_names_try_id() {
        let panicked = std::panic::catch_unwind(task::id).unwrap_err();
        let text =
            panicked.downcast_ref::<String>().cloned().or(panicked.downcast_ref::<&str>().map(|s| s.to_string()));
        assert!(text.as_deref().is_some_and(|text| text.contains("try_id")), "{text:?}");
        let in_root = std::panic::catch_unwind(|| AsyncRuntime::block_on(async { task::id() }));
        assert!(in_root.is_err(), "the future of block_on is no task");
    }
}

// Foreign threads and executors.

#[cfg(not(target_family = "wasm"))]
mod foreign {
    use super::*;
    use futures_lite::future::block_on as foreign_block_on;
    use std::cell::RefCell;
    use std::thread;
    use std::time::Duration;
    use support::{Counts, Flag};
    use wasi_async_runtime::{Instant, TaskHandle};

    #[test]
    fn our_futures_work_under_a_foreign_executor() {
        let start = Instant::now();
        foreign_block_on(async {
            sleep(2 * MS).await;
            assert!(start.elapsed() >= 2 * MS);
            assert!(timeout(MS, pending::<()>()).await.unwrap_err().is_timeout());
            assert_eq!(timeout(Duration::from_secs(10), async { 5 }).await, Ok(5));
            let mut every = interval(MS);
            every.tick().await;
            every.tick().await;
            sleep(Duration::ZERO).await;
            yield_now().await;
            assert_eq!(spawn(async { 1 }).await, Ok(1));
            assert_eq!(spawn_blocking(|| 2).await, Ok(2));
            assert_eq!(spawn(async { Handle::current() }).await, Ok(AsyncRuntime::handle()));
        });
    }

    #[test]
    fn a_foreign_executor_awaits_tasks_of_any_runtime() {
        let runtime = AsyncRuntime::builder().worker_threads(1).build().unwrap();
        let handle = runtime.handle().spawn(async {
            sleep(MS).await;
            3
        });
        assert_eq!(foreign_block_on(handle), Ok(3));
        let parked = runtime.handle().spawn(pending::<()>());
        drop(runtime);
        assert!(foreign_block_on(parked).unwrap_err().is_join_error());
    }

    #[test]
    fn spawn_local_on_a_thread_that_runs_no_tasks_gives_spawn_at_once() {
        thread::spawn(|| {
            let counts = Counts::new();
            let handle: TaskHandle<()> = spawn_local(counts.pending());
            assert!(handle.is_finished());
            assert_eq!((counts.polls(), counts.drops()), (0, 1));
            let id = handle.id();
            let error = foreign_block_on(handle).unwrap_err();
            assert!(error.is_spawn(), "{error:?}");
            support::assert_message_style(&error.to_string());
            assert!(error.to_string().contains(&format!("task {id}")), "{error}");
            let named = task::Builder::new().name("nowhere").spawn_local(async {});
            assert!(foreign_block_on(named).unwrap_err().to_string().contains("(nowhere)"));
        })
        .join()
        .unwrap();
    }

    #[test]
    fn spawn_local_in_blocking_work_gives_spawn() {
        let error = AsyncRuntime::block_on(async {
            let local = spawn_blocking(|| spawn_local(async {})).await.unwrap();
            local.await.unwrap_err()
        });
        assert!(error.is_spawn(), "{error:?}");
    }

    #[test]
    fn spawn_is_safe_in_a_thread_local_destructor() {
        struct SpawnsAtTheEnd(Flag);
        impl Drop for SpawnsAtTheEnd {
            fn drop(&mut self) {
                assert_eq!(task::try_id(), None);
                let set = self.0.clone();
                spawn(async move { set.set() }).detach();
                spawn_local(async {}).detach();
                let _ = (Handle::try_current(), Handle::current(), Instant::now());
                drop(sleep(MS));
                spawn_blocking(|| ()).detach();
            }
        }
        thread_local! {
            static AT_THE_END: RefCell<Option<SpawnsAtTheEnd>> = const { RefCell::new(None) };
        }
        for uses_the_runtime_first in [false, true] {
            let ran = Flag::new();
            let set = ran.clone();
            thread::spawn(move || {
                if uses_the_runtime_first {
                    AsyncRuntime::block_on(async { spawn_local(async {}).await }).unwrap();
                }
                AT_THE_END.set(Some(SpawnsAtTheEnd(set)));
            })
            .join()
            .unwrap();
            AsyncRuntime::block_on(eventually("what the destructor spawned has run", || ran.is_set()));
        }
    }

    #[test]
    fn a_task_is_used_from_many_threads() {
        let runtime = AsyncRuntime::builder().worker_threads(2).build().unwrap();
        let threads: Vec<_> = (0..4)
            .map(|n| {
                let handle = runtime.handle().clone();
                thread::spawn(move || {
                    for _ in 0..200 {
                        let task = handle.spawn(async move { n });
                        let abort = task.abort_handle();
                        assert_eq!(foreign_block_on(task), Ok(n));
                        abort.abort();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(runtime.metrics().live_tasks(), 0);
    }
}
