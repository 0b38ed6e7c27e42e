//! The child of a fork: no thread of any runtime exists there.

#![cfg(not(target_family = "wasm"))]
#![cfg(unix)]
#![allow(unsafe_code, reason = "fork is unsafe")]

mod support_native;

use futures_lite::AsyncWriteExt;
use futures_lite::future::block_on as wait_for;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;
use support_native::alone;
use wasi_async_runtime::{AsyncError, AsyncRuntime, Handle, io, sleep, spawn, spawn_blocking, yield_now};

/// Runs `body` in a forked child and gives its number; 255 after a panic. A child that hangs is killed by its alarm.
fn in_a_fork(body: impl FnOnce() -> u8) -> Result<u8, String> {
    // SAFETY: this process has no thread in the middle of anything that the child needs: that is what is tested.
    match unsafe { libc::fork() } {
        -1 => Err("fork failed".into()),
        0 => {
            // SAFETY: ends the child if it hangs, and after the body without running anything of the harness.
            unsafe { libc::alarm(10 * support_native::slower()) };
            let code = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).unwrap_or(255);
            // SAFETY: see above.
            unsafe { libc::_exit(i32::from(code)) }
        }
        child => {
            let mut status = 0;
            // SAFETY: `child` is a child of this process, and `status` is valid.
            assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
            match libc::WIFEXITED(status) {
                true => Ok(libc::WEXITSTATUS(status) as u8),
                false if libc::WTERMSIG(status) == libc::SIGALRM => Err("the child hangs".into()),
                false => Err(format!("the child was ended by signal {}", libc::WTERMSIG(status))),
            }
        }
    }
}

fn is_runtime<T>(result: Result<T, AsyncError>) -> bool {
    matches!(result, Err(AsyncError::Runtime(_)))
}

/// Uses of the process-wide runtime; the number of the first that does not give `Runtime`, 0 if all do.
fn uses() -> u8 {
    if !is_runtime(wait_for(spawn(async {}))) {
        return 1;
    }
    if !is_runtime(wait_for(spawn(std::future::pending::<()>()))) {
        return 2;
    }
    if !is_runtime(wait_for(spawn_blocking(|| ()))) {
        return 3;
    }
    if !is_runtime(AsyncRuntime::try_block_on(async {})) {
        return 4;
    }
    if !is_runtime(wait_for(Handle::current().spawn(async {}))) {
        return 5;
    }
    0
}

#[test]
fn block_on_panics_in_a_forked_child() {
    alone("block_on_panics_in_a_forked_child", 40, || {
        AsyncRuntime::init().unwrap();
        let code = in_a_fork(|| {
            let caught = std::panic::catch_unwind(|| AsyncRuntime::block_on(async {}));
            let payload = caught.err().and_then(|payload| payload.downcast::<String>().ok());
            u8::from(!payload.is_some_and(|message| message.contains("forked")))
        });
        assert_eq!(code, Ok(0));
    });
}

#[test]
fn the_process_wide_runtime_gives_runtime_in_a_forked_child() {
    alone("the_process_wide_runtime_gives_runtime_in_a_forked_child", 40, || {
        assert_eq!(AsyncRuntime::block_on(async { spawn(async { 1 }).await }), Ok(1));
        assert_eq!(in_a_fork(uses), Ok(0));
        assert_eq!(AsyncRuntime::block_on(async { spawn(async { 1 }).await }), Ok(1), "the parent goes on");
        assert_eq!(in_a_fork(|| in_a_fork(uses).unwrap_or(254)), Ok(0), "a grandchild");
    });
}

#[test]
fn a_fork_before_the_first_use_changes_nothing() {
    alone("a_fork_before_the_first_use_changes_nothing", 40, || {
        let code = in_a_fork(|| AsyncRuntime::block_on(async { spawn(async { 7 }).await.unwrap_or(1) }));
        assert_eq!(code, Ok(7));
    });
}

#[test]
fn a_runtime_dropped_in_a_forked_child_does_not_hang() {
    alone("a_runtime_dropped_in_a_forked_child_does_not_hang", 60, || {
        let with_workers = || AsyncRuntime::builder().worker_threads(2).build().unwrap();
        let current_thread = || AsyncRuntime::builder().current_thread().build().unwrap();
        for build in [&with_workers as &dyn Fn() -> _, &current_thread] {
            let mut runtime = Some(build());
            let handle = runtime.as_ref().unwrap().handle().clone();
            runtime.as_ref().unwrap().block_on(async {
                spawn(std::future::pending::<()>()).detach();
                assert_eq!(spawn_blocking(|| 1).await, Ok(1));
            });
            let endings: [fn(wasi_async_runtime::Runtime); 4] = [
                drop,
                |runtime| runtime.shutdown(),
                |runtime| {
                    runtime.shutdown_timeout(Duration::from_secs(60));
                },
                |runtime| runtime.shutdown_background(),
            ];
            for ending in endings {
                // In the child only; the parent keeps its runtime.
                let code = in_a_fork(|| {
                    ending(runtime.take().unwrap());
                    u8::from(!is_runtime(wait_for(handle.spawn(async {}))))
                });
                assert_eq!(code, Ok(0));
            }
            assert_eq!(
                wait_for(async { runtime.as_ref().unwrap().block_on(async { spawn(async { 1 }).await }) }),
                Ok(1)
            );
        }
    });
}

#[test]
fn a_forked_child_can_build_a_runtime_of_its_own() {
    alone("a_forked_child_can_build_a_runtime_of_its_own", 60, || {
        // One that has ended before the fork, whose parts the child's may use again.
        let build = || AsyncRuntime::builder().worker_threads(2).build().unwrap();
        build().shutdown();
        let alive = build();
        let code = in_a_fork(|| {
            for _ in 0..3 {
                let runtime = build();
                let sum = runtime.block_on(async {
                    sleep(Duration::from_millis(1)).await;
                    spawn(async { 3 }).await.unwrap() + spawn_blocking(|| 4).await.unwrap()
                });
                if sum != 7 {
                    return 1;
                }
            }
            0
        });
        assert_eq!(code, Ok(0));
        assert_eq!(alive.block_on(async { spawn(async { 1 }).await }), Ok(1));
    });
}

/// The fork may happen while any lock of the runtime is held.
#[test]
fn the_standard_streams_give_runtime_in_a_forked_child() {
    alone("the_standard_streams_give_runtime_in_a_forked_child", 30, || {
        let mut used = io::stdout();
        AsyncRuntime::block_on(used.write_all(b"before the fork\n")).unwrap();
        let child = in_a_fork(move || {
            let runtime = AsyncRuntime::builder().current_thread().build().unwrap();
            let old = runtime.block_on(used.write_all(b"in the child\n"));
            let new = runtime.block_on(io::stdout().write_all(b"in the child\n"));
            drop(used);
            u8::from(!is_runtime(old.map_err(AsyncError::from)))
                + 2 * u8::from(!is_runtime(new.map_err(AsyncError::from)))
        });
        assert_eq!(child, Ok(0));
    });
}

#[test]
fn a_child_forked_from_a_busy_process_does_not_hang() {
    alone("a_child_forked_from_a_busy_process_does_not_hang", 120, || {
        let over = Arc::new(AtomicBool::new(false));
        let handle = AsyncRuntime::handle();
        for _ in 0..2 {
            spawn(async {
                loop {
                    let _ = spawn(async {}).await;
                    sleep(Duration::from_micros(1)).await;
                    yield_now().await;
                }
            })
            .detach();
        }
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (over, handle) = (Arc::clone(&over), handle.clone());
                thread::spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        drop(handle.spawn(async {}));
                        drop(wasi_async_runtime::task::Builder::new().name("named").spawn(async {}));
                    }
                })
            })
            .collect();
        let children = 1..=100;
        let first = children.map(|n| (n, in_a_fork(uses))).find(|(_, result)| *result != Ok(0));
        over.store(true, Ordering::Relaxed);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(first, None, "the first child that hung or got another answer");
    });
}
