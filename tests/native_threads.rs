//! Threads of a runtime: their names, hooks and stacks, threads that run no tasks, threads that cannot be started.

#![cfg(not(target_family = "wasm"))]
#![allow(unsafe_code, reason = "limits, users and stacks are the system's")]

mod support_native;

use futures_lite::future::block_on as wait_for;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;
use support_native::{Gate, MS, alone, until, watchdog};
use wasi_async_runtime::{AsyncError, AsyncRuntime, Builder, spawn, spawn_blocking, spawn_local, task};

fn workers(count: usize) -> Builder {
    AsyncRuntime::builder().worker_threads(count)
}

#[test]
fn spawn_local_on_a_thread_without_tasks_gives_spawn_at_once() {
    let _watchdog = watchdog(30);
    let runtime = workers(1).build().unwrap();
    let kept = Rc::new(());
    let inside = Rc::clone(&kept);
    let handle = spawn_local(async move { drop(inside) });
    assert!(handle.is_finished(), "it ends inside the call");
    assert_eq!(Rc::strong_count(&kept), 1, "its future is dropped inside the call");
    assert!(matches!(wait_for(handle), Err(AsyncError::Spawn(_))));
    let handle = runtime.handle().spawn_local(async {});
    assert!(handle.is_finished());
    assert!(matches!(wait_for(handle), Err(AsyncError::Spawn(_))));
    let named = task::Builder::new().name("nowhere").spawn_local(async {});
    let message = wait_for(named).unwrap_err().to_string();
    assert!(message.contains("(nowhere)") && message.contains("block_on"), "{message}");
}

#[test]
fn spawn_local_on_a_blocking_thread_gives_spawn_at_once() {
    let _watchdog = watchdog(30);
    let runtime = workers(1).build().unwrap();
    let error = runtime.handle().spawn_blocking(|| {
        let handle = spawn_local(async {});
        assert!(handle.is_finished());
        wait_for(handle)
    });
    assert!(matches!(wait_for(error).unwrap(), Err(AsyncError::Spawn(_))));
}

#[test]
fn spawn_local_on_a_worker_stays_on_that_worker() {
    let _watchdog = watchdog(30);
    let runtime = workers(4).build().unwrap();
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            runtime.handle().spawn(async {
                let home = thread::current().id();
                let handle = spawn_local(async move {
                    let kept = Rc::new(());
                    for _ in 0..20 {
                        assert_eq!(thread::current().id(), home);
                        wasi_async_runtime::yield_now().await;
                    }
                    assert_eq!(Rc::strong_count(&kept), 1);
                });
                handle.await.unwrap();
            })
        })
        .collect();
    tasks.into_iter().for_each(|task| wait_for(task).unwrap());
}

type Log = Arc<Mutex<HashMap<ThreadId, (u32, String)>>>;

fn note(log: &Log) -> impl Fn() + Send + Sync + 'static {
    let log = Arc::clone(log);
    move || {
        let thread = thread::current();
        let mut log = log.lock().unwrap();
        log.entry(thread.id()).or_insert_with(|| (0, thread.name().unwrap_or_default().to_owned())).0 += 1;
    }
}

#[test]
fn hooks_run_once_on_each_thread() {
    let _watchdog = watchdog(30);
    let (started, stopped) = (Log::default(), Log::default());
    let runtime = workers(3)
        .thread_name("hooked")
        .on_thread_start(note(&started))
        .on_thread_stop(note(&stopped))
        .build()
        .unwrap();
    // Two closures at once take two blocking threads.
    let gates = [Gate::new(), Gate::new()];
    let closures: Vec<_> = gates
        .iter()
        .map(|gate| {
            let gate = Arc::clone(gate);
            runtime.handle().spawn_blocking(move || gate.pass())
        })
        .collect();
    until(|| gates.iter().all(|gate| gate.is_reached()));
    gates.iter().for_each(|gate| gate.open());
    closures.into_iter().for_each(|closure| wait_for(closure).unwrap());
    assert!(stopped.lock().unwrap().is_empty(), "no thread has ended");
    runtime.shutdown();
    let (started, stopped) = (started.lock().unwrap(), stopped.lock().unwrap());
    assert_eq!(*started, *stopped, "the same threads, as often");
    let mut names: Vec<_> = started.values().cloned().collect();
    names.sort();
    let once = |name: &str| (1, name.to_owned());
    assert_eq!(names, [once("hooked"), once("hooked"), once("hooked"), once("hooked-b"), once("hooked-b")]);
}

#[test]
fn a_hook_that_panics_ends_nothing() {
    let _watchdog = watchdog(30);
    let runtime = workers(2)
        .on_thread_start(|| panic!("the start hook panics, on purpose"))
        .on_thread_stop(|| panic!("the stop hook panics, on purpose"))
        .build()
        .unwrap();
    assert_eq!(runtime.block_on(async { spawn(async { 1 }).await }), Ok(1));
    assert_eq!(runtime.block_on(async { spawn_blocking(|| 2).await }), Ok(2));
}

#[test]
fn the_current_thread_flavour_has_no_thread_but_for_blocking_work() {
    let _watchdog = watchdog(30);
    let started = Log::default();
    let runtime = AsyncRuntime::builder().current_thread().on_thread_start(note(&started)).build().unwrap();
    let here = thread::current().id();
    assert_eq!(runtime.block_on(async { spawn(async { thread::current().id() }).await }), Ok(here));
    assert!(started.lock().unwrap().is_empty());
    assert_eq!(runtime.block_on(async { spawn_blocking(|| 2).await }), Ok(2));
    assert_eq!(started.lock().unwrap().len(), 1);
}

#[test]
fn threads_carry_their_names() {
    let _watchdog = watchdog(30);
    fn name() -> Option<String> {
        thread::current().name().map(str::to_owned)
    }
    let names = |builder: Builder| {
        let runtime = builder.build().unwrap();
        let worker = wait_for(runtime.handle().spawn(async { name() })).unwrap();
        let blocking = wait_for(runtime.handle().spawn_blocking(name)).unwrap();
        (worker.unwrap(), blocking.unwrap())
    };
    assert_eq!(names(workers(1)), ("async-worker".into(), "async-worker-b".into()));
    assert_eq!(names(workers(1).thread_name("mine")), ("mine".into(), "mine-b".into()));
    let long = "a name that is longer than the fifteen bytes which the kernel keeps";
    assert_eq!(names(workers(1).thread_name(long)).0, long);
}

#[test]
fn a_description_that_makes_no_sense_gives_runtime() {
    let _watchdog = watchdog(30);
    let wrong = [
        ("no worker", workers(0)),
        ("too many workers", workers(usize::MAX)),
        ("a NUL in the name", workers(1).thread_name("a\0b")),
        ("no blocking thread", workers(1).max_blocking_threads(0)),
        ("no event interval", workers(1).event_interval(0)),
        ("no global queue interval", workers(1).global_queue_interval(0)),
        ("a paused clock for workers", workers(1).start_paused(true)),
    ];
    for (what, builder) in wrong {
        assert!(matches!(builder.clone().build(), Err(AsyncError::Runtime(_))), "{what}");
        assert!(matches!(builder.init(), Err(AsyncError::Runtime(_))), "{what}: init");
    }
}

#[cfg(target_os = "linux")]
mod stacks {
    use super::*;
    use support_native::{descriptors, threads_named};

    /// The size of the current thread's stack.
    fn stack_size() -> usize {
        // SAFETY: the attributes are filled in by the first call, read by the second and given back by the third.
        unsafe {
            let mut attributes = std::mem::zeroed();
            assert_eq!(libc::pthread_getattr_np(libc::pthread_self(), &mut attributes), 0);
            let mut size = 0;
            assert_eq!(libc::pthread_attr_getstacksize(&attributes, &mut size), 0);
            libc::pthread_attr_destroy(&mut attributes);
            size
        }
    }

    #[test]
    fn threads_have_the_stack_that_was_asked_for() {
        let _watchdog = watchdog(30);
        let size = 33 << 20;
        let runtime = workers(1).thread_stack_size(size).build().unwrap();
        assert!(wait_for(runtime.handle().spawn(async { stack_size() })).unwrap() >= size);
        assert!(wait_for(runtime.handle().spawn_blocking(stack_size)).unwrap() >= size);
    }

    #[test]
    fn a_stack_that_the_system_refuses_gives_spawn_and_leaks_nothing() {
        alone("stacks::a_stack_that_the_system_refuses_gives_spawn_and_leaks_nothing", 30, || {
            let before = descriptors();
            for size in [1 << 46, 1 << 47, 1 << 62, isize::MAX as usize, usize::MAX] {
                for _ in 0..20 {
                    let error = workers(3).thread_stack_size(size).build().unwrap_err();
                    assert!(matches!(error, AsyncError::Spawn(_)), "{size:#x}: {error}");
                }
            }
            assert_eq!(threads_named("async-worker"), [""; 0]);
            assert_eq!(descriptors(), before);
            assert_eq!(workers(3).build().unwrap().block_on(async { spawn(async { 1 }).await }), Ok(1));
        });
    }

    #[test]
    fn a_runtime_whose_last_thread_does_not_start_ends_the_first_ones() {
        alone("stacks::a_runtime_whose_last_thread_does_not_start_ends_the_first_ones", 30, || {
            let status = std::fs::read_to_string("/proc/self/statm").unwrap();
            let pages: usize = status.split(' ').next().unwrap().parse().unwrap();
            if pages > 1 << 20 {
                return println!("measured: skipped, a sanitizer's memory is beyond any limit");
            }
            // Room for two stacks, not for three.
            let stack = 4 << 30;
            let limit = libc::rlimit { rlim_cur: 10 << 30, rlim_max: 10 << 30 };
            // SAFETY: the limit is valid.
            assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) }, 0);
            for _ in 0..20 {
                let (started, stopped) = (Log::default(), Log::default());
                let builder = workers(4).on_thread_start(note(&started)).on_thread_stop(note(&stopped));
                let error = builder.thread_stack_size(stack).build().unwrap_err();
                assert!(matches!(error, AsyncError::Spawn(_)), "{error}");
                assert_eq!(started.lock().unwrap().len(), 2, "two had started");
                assert_eq!(*started.lock().unwrap(), *stopped.lock().unwrap(), "build waits for them");
                until(|| threads_named("async-worker").is_empty());
            }
            let runtime = workers(2).thread_stack_size(stack).build().unwrap();
            assert_eq!(runtime.block_on(async { spawn(async { 1 }).await }), Ok(1));
        });
    }
}

#[test]
fn a_process_wide_runtime_that_cannot_start_is_tried_again() {
    alone("a_process_wide_runtime_that_cannot_start_is_tried_again", 30, || {
        let error = workers(2).thread_stack_size(1 << 46).init().unwrap_err();
        assert!(matches!(error, AsyncError::Spawn(_)), "{error}");
        workers(2).thread_name("second").init().unwrap();
        assert_eq!(AsyncRuntime::metrics().workers(), 2);
        assert_eq!(AsyncRuntime::block_on(spawn(async { 1 })), Ok(1));
    });
}

#[cfg(target_os = "linux")]
mod limits {
    use super::*;
    use std::panic::catch_unwind;

    /// Lets this process start no further thread. False where that cannot be done.
    fn forbid_threads() -> bool {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: plain system calls with valid arguments, in a process of its own.
        unsafe {
            assert_eq!(libc::getrlimit(libc::RLIMIT_NPROC, &mut limit), 0);
            limit.rlim_cur = 0;
            assert_eq!(libc::setrlimit(libc::RLIMIT_NPROC, &limit), 0);
            // The limit does not bind root.
            if libc::geteuid() == 0 && libc::setuid(65534) != 0 {
                return false;
            }
        }
        thread::Builder::new().spawn(|| ()).is_err()
    }

    fn allow_threads() {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: as above.
        unsafe {
            assert_eq!(libc::getrlimit(libc::RLIMIT_NPROC, &mut limit), 0);
            limit.rlim_cur = limit.rlim_max;
            assert_eq!(libc::setrlimit(libc::RLIMIT_NPROC, &limit), 0);
        }
    }

    fn without_threads(name: &str, body: impl FnOnce()) {
        alone(name, 30, || {
            if forbid_threads() {
                body();
            } else {
                println!("measured: {name}: skipped, this user may always start threads");
            }
        });
    }

    #[test]
    fn spawn_gives_spawn_when_no_thread_can_be_started() {
        without_threads("limits::spawn_gives_spawn_when_no_thread_can_be_started", || {
            let is_spawn = |error: AsyncError| assert!(matches!(error, AsyncError::Spawn(_)), "{error}");
            is_spawn(wait_for(spawn(async { 1 })).unwrap_err());
            is_spawn(wait_for(spawn(std::future::pending::<()>())).unwrap_err());
            is_spawn(wait_for(spawn_blocking(|| 1)).unwrap_err());
            is_spawn(wait_for(spawn_local(async { 1 })).unwrap_err());
            is_spawn(AsyncRuntime::try_block_on(async { 1 }).unwrap_err());
            is_spawn(AsyncRuntime::init().unwrap_err());
            is_spawn(workers(1).build().unwrap_err());
            assert!(catch_unwind(|| AsyncRuntime::block_on(async { 1 })).is_err());
            assert!(catch_unwind(AsyncRuntime::handle).is_err());
            // With threads again, the next use starts it.
            allow_threads();
            assert_eq!(wait_for(spawn(async { 1 })), Ok(1));
        });
    }

    #[test]
    fn the_current_thread_flavour_needs_no_thread() {
        without_threads("limits::the_current_thread_flavour_needs_no_thread", || {
            let runtime = AsyncRuntime::builder().current_thread().build().unwrap();
            runtime.block_on(async {
                wasi_async_runtime::sleep(MS).await;
                assert_eq!(spawn(async { 1 }).await, Ok(1));
                assert_eq!(spawn_local(async { 1 }).await, Ok(1));
                for _ in 0..3 {
                    let error = spawn_blocking(|| 1).await.unwrap_err();
                    assert!(matches!(error, AsyncError::Spawn(_)), "{error}");
                }
            });
        });
    }

    #[test]
    fn a_blocking_thread_that_exists_takes_the_work_of_those_that_cannot_be_started() {
        let name = "limits::a_blocking_thread_that_exists_takes_the_work_of_those_that_cannot_be_started";
        alone(name, 30, || {
            let runtime = workers(1).thread_keep_alive(Duration::from_secs(60)).build().unwrap();
            let gate = Gate::new();
            let waiting = Arc::clone(&gate);
            let first = runtime.handle().spawn_blocking(move || waiting.pass());
            until(|| gate.is_reached());
            if !forbid_threads() {
                return println!("measured: {name}: skipped, this user may always start threads");
            }
            let others: Vec<_> = (0..20).map(|n| runtime.handle().spawn_blocking(move || n)).collect();
            gate.open();
            wait_for(first).unwrap();
            for (n, other) in others.into_iter().enumerate() {
                assert_eq!(wait_for(other), Ok(n));
            }
        });
    }
}
