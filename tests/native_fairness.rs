//! Fairness among the workers of a runtime: a poll that blocks holds up its own worker only, and nothing that is always
//! ready starves anything else.

#![cfg(not(target_family = "wasm"))]

mod support_native;

use futures_lite::future::block_on as wait_for;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};
use support_native::{Gate, MS, Mailbox, measured, until, watchdog};
use wasi_async_runtime::{AsyncRuntime, Handle, Runtime, TaskHandle, interval, sleep, spawn, spawn_local, yield_now};

/// How long a poll blocks: so long that no noise of the machine explains what waits for its end.
const BLOCK: Duration = Duration::from_millis(1500);

fn workers(count: usize) -> Runtime {
    AsyncRuntime::builder().worker_threads(count).build().unwrap()
}

/// Notes when something happened.
#[derive(Clone, Default)]
struct Moment(Arc<Mutex<Option<Instant>>>);

impl Moment {
    fn note(&self) {
        self.0.lock().unwrap().get_or_insert_with(Instant::now);
    }

    fn get(&self) -> Option<Instant> {
        *self.0.lock().unwrap()
    }
}

/// Blocks this worker, and demands that `ran` happened meanwhile; reports how long it took.
#[track_caller]
fn block_until_end(what: &str, start: Instant, ran: &Moment) {
    let end = start + BLOCK;
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        thread::sleep(left);
    }
    let ran = ran.get().unwrap_or_else(|| panic!("{what}: nothing ran while a poll blocked {BLOCK:?}"));
    measured(format_args!("{what}, beside a poll that blocks (aim 20 ms)"), ran.saturating_duration_since(start));
}

#[test]
fn a_child_that_was_spawned_before_a_block_runs_and_ends_elsewhere_meanwhile() {
    let _watchdog = watchdog(30);
    for count in [2, 4] {
        let runtime = workers(count);
        let parent = runtime.handle().spawn(async {
            let ran = Moment::default();
            let noted = ran.clone();
            let start = Instant::now();
            let child = spawn(async move { noted.note() });
            block_until_end("a child", start, &ran);
            assert!(child.is_finished(), "it ended before its parent's poll did");
            assert_eq!(child.await, Ok(()));
        });
        assert_eq!(wait_for(parent), Ok(()));
    }
}

#[test]
fn a_task_that_was_woken_before_a_block_runs_elsewhere_meanwhile() {
    let _watchdog = watchdog(30);
    let runtime = workers(2);
    let mailbox = Mailbox::new();
    let (ran, inbox) = (Moment::default(), Arc::clone(&mailbox));
    let noted = ran.clone();
    let woken = runtime.handle().spawn(async move {
        inbox.receive().await;
        noted.note();
    });
    until(|| mailbox.is_waited_for());
    let blocking = runtime.handle().spawn(async move {
        let start = Instant::now();
        mailbox.send(());
        block_until_end("a woken task", start, &ran);
    });
    assert_eq!(wait_for(blocking), Ok(()));
    assert_eq!(wait_for(woken), Ok(()));
}

/// A sleep with which another task waits than the one that polls it, so that its timer surely is the worker's own.
#[test]
fn a_timer_that_a_blocked_worker_had_registered_fires_meanwhile() {
    let _watchdog = watchdog(30);
    let runtime = workers(2);
    let (ran, waker) = (Moment::default(), Arc::new(Mutex::new(None::<Waker>)));
    let (noted, left) = (ran.clone(), Arc::clone(&waker));
    let fired = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&fired);
    let woken = runtime.handle().spawn(poll_fn(move |cx: &mut Context<'_>| {
        if left.lock().unwrap().replace(cx.waker().clone()).is_none() {
            return Poll::Pending;
        }
        noted.note();
        seen.store(true, Ordering::SeqCst);
        Poll::Ready(())
    }));
    until(|| waker.lock().unwrap().is_some());
    thread::sleep(20 * MS); // the workers park
    let blocking = runtime.handle().spawn(async move {
        let other = waker.lock().unwrap().clone().unwrap();
        let mut sleep = Box::pin(sleep(30 * MS));
        assert!(Future::poll(sleep.as_mut(), &mut Context::from_waker(&other)).is_pending());
        block_until_end("a timer of 30 ms", Instant::now(), &ran);
    });
    assert_eq!(wait_for(blocking), Ok(()));
    assert_eq!(wait_for(woken), Ok(()));
}

#[test]
fn a_timer_of_a_worker_that_was_woken_for_a_task_that_blocks_fires_meanwhile() {
    let _watchdog = watchdog(30);
    let runtime = workers(2);
    thread::sleep(20 * MS); // both park, and nobody watches
    let ran = Moment::default();
    let noted = ran.clone();
    let sleeper = runtime.handle().spawn(async move {
        sleep(100 * MS).await;
        noted.note();
    });
    thread::sleep(20 * MS); // the worker of the sleeper is the last to park, so it is woken first
    let blocking = runtime.handle().spawn(async move { block_until_end("a timer of 80 ms", Instant::now(), &ran) });
    assert_eq!(wait_for(blocking), Ok(()));
    assert_eq!(wait_for(sleeper), Ok(()));
}

/// A sleep that is polled on a thread which is no worker lies with one of the workers: each of the two blocks in turn, while
/// the other one is parked and nobody watches.
#[test]
fn a_timer_that_a_foreign_thread_sets_fires_while_the_worker_that_has_it_blocks() {
    let _watchdog = watchdog(30);
    let runtime = workers(2);
    let blocked = Arc::new(Mutex::new(Vec::new()));
    while blocked.lock().unwrap().len() < 2 {
        // The worker whose turn it is parks last, so it is woken first.
        let both = Arc::new(Barrier::new(2));
        let tasks = [0, 1].map(|_| {
            let (both, blocked) = (Arc::clone(&both), Arc::clone(&blocked));
            runtime.handle().spawn(async move {
                both.wait(); // one on each worker
                if !blocked.lock().unwrap().contains(&thread::current().id()) {
                    thread::sleep(20 * MS);
                }
            })
        });
        assert_eq!(tasks.map(wait_for), [Ok(()), Ok(())]);
        thread::sleep(40 * MS);
        let (ran, blocks, seen) = (Moment::default(), Gate::new(), Arc::clone(&blocked));
        let (noted, is_blocked) = (ran.clone(), Arc::clone(&blocks));
        let foreign = runtime.handle().spawn_blocking(move || {
            is_blocked.pass();
            thread::sleep(20 * MS);
            wait_for(sleep(30 * MS));
            noted.note();
        });
        let blocking = runtime.handle().spawn(async move {
            let here = thread::current().id();
            let is_new = !seen.lock().unwrap().contains(&here);
            blocks.open();
            if is_new {
                seen.lock().unwrap().push(here);
                block_until_end("a timer of 50 ms, set by a foreign thread", Instant::now(), &ran);
            }
        });
        assert_eq!(wait_for(blocking), Ok(()));
        assert_eq!(wait_for(foreign), Ok(()));
    }
}

#[test]
fn timers_of_tasks_fire_while_every_worker_but_one_blocks() {
    let _watchdog = watchdog(30);
    let runtime = workers(4);
    let sleepers: Vec<_> = (0..100)
        .map(|n| {
            runtime.handle().spawn(async move {
                for _ in 0..20 {
                    sleep(MS * (1 + n % 7)).await;
                }
                Instant::now()
            })
        })
        .collect();
    let blocking: Vec<_> = (0..3)
        .map(|_| {
            runtime.handle().spawn(async {
                thread::sleep(BLOCK);
                Instant::now()
            })
        })
        .collect();
    let last = sleepers.into_iter().map(|sleeper| wait_for(sleeper).unwrap()).max().unwrap();
    let first = blocking.into_iter().map(|blocking| wait_for(blocking).unwrap()).min().unwrap();
    assert!(last < first, "the sleepers ended {:?} after a poll that blocked {BLOCK:?}", last - first);
}

/// Its yield was pushed without a notification.
#[test]
fn a_task_that_yielded_before_another_one_blocked_runs_elsewhere_meanwhile() {
    let _watchdog = watchdog(30);
    let runtime = workers(2);
    let yielding = runtime.handle().spawn(async {
        // So long that the other worker has parked, as the watcher.
        let busy = Instant::now();
        while busy.elapsed() < 50 * MS {
            yield_now().await;
        }
        let ran = Moment::default();
        let seen = ran.clone();
        let start = Instant::now();
        // Runs on this worker as soon as this task has yielded, and blocks it.
        let blocking = spawn(async move { block_until_end("a task that had yielded", start, &seen) });
        yield_now().await;
        yield_now().await;
        ran.note();
        blocking.await
    });
    assert_eq!(wait_for(yielding).unwrap(), Ok(()));
}

/// A worker that was notified of a stealable task, and finds a local one at the same time, may not keep it to itself.
#[test]
fn a_local_task_that_blocks_does_not_hold_up_a_task_that_comes_at_the_same_time() {
    let _watchdog = watchdog(60);
    let runtime = workers(3);
    let block = Duration::from_millis(300);
    let (to_local, from_local) = (Mailbox::new(), Mailbox::new());
    let (inbox, outbox) = (Arc::clone(&to_local), Arc::clone(&from_local));
    let host = runtime.handle().spawn(async move {
        let local = spawn_local(async move {
            loop {
                let gate: Option<Arc<Gate>> = inbox.receive().await;
                let Some(gate) = gate else { break };
                gate.pass();
                outbox.send(());
            }
        });
        local.await.unwrap();
    });
    let mut late = 0;
    for _ in 0..40 {
        until(|| to_local.is_waited_for());
        thread::sleep(3 * MS); // every worker parks, the one with the local task last
        let gate = Gate::new();
        let task = runtime.handle().spawn(async {});
        to_local.send(Some(Arc::clone(&gate)));
        let ran = support_native::within(block, || task.is_finished());
        gate.open();
        assert_eq!(wait_for(task), Ok(()));
        wait_for(from_local.receive());
        late += u32::from(!ran);
    }
    to_local.send(None);
    assert_eq!(wait_for(host), Ok(()));
    assert_eq!(late, 0, "rounds of 40 in which a task waited until a blocked local task of {block:?} went on");
}

/// Yields are pushed without a notification, and a local task is woken on its worker only: somebody else has to look.
#[test]
fn a_task_that_yields_runs_elsewhere_while_a_local_task_of_its_worker_blocks() {
    let _watchdog = watchdog(30);
    let runtime = workers(2);
    thread::sleep(20 * MS); // both park, and nobody watches
    let mailbox = Mailbox::new();
    let (inbox, over) = (Arc::clone(&mailbox), Arc::new(AtomicBool::new(false)));
    // The thread of the yielding task at each of its polls, and their number.
    let polled = Arc::new(Mutex::new((thread::current().id(), 0_u64)));
    let (ended, seen) = (Arc::clone(&over), Arc::clone(&polled));
    fn count_poll(polled: &Mutex<(thread::ThreadId, u64)>) {
        let mut polled = polled.lock().unwrap();
        *polled = (thread::current().id(), polled.1 + 1);
    }
    let task = runtime.handle().spawn(async move {
        let watched = Arc::clone(&seen);
        let local = spawn_local(async move {
            loop {
                inbox.receive().await;
                let (thread, before) = *watched.lock().unwrap();
                if thread == thread::current().id() {
                    thread::sleep(BLOCK);
                    return watched.lock().unwrap().1 - before;
                }
            }
        });
        while !ended.load(Ordering::SeqCst) {
            count_poll(&seen);
            yield_now().await;
        }
        local.await.unwrap()
    });
    // The local task ends after a message that finds both on one worker.
    while !Arc::strong_count(&mailbox).eq(&1) && !task.is_finished() {
        thread::sleep(10 * MS);
        mailbox.send(());
    }
    over.store(true, Ordering::SeqCst);
    let polls = wait_for(task).unwrap();
    assert!(polls > 1, "{polls} polls of a task that yields, while a local task blocked its worker {BLOCK:?}");
}

/// While a worker blocks, others are still notified of what comes.
#[test]
fn tasks_from_outside_run_on_the_other_workers_while_one_blocks() {
    let _watchdog = watchdog(30);
    let runtime = workers(3);
    let gate = Gate::new();
    let entered = Arc::clone(&gate);
    let blocked = runtime.handle().spawn(async move { entered.pass() });
    until(|| gate.is_reached());
    for round in 0..200 {
        if round % 10 == 0 {
            thread::sleep(2 * MS);
        }
        assert_eq!(wait_for(runtime.handle().spawn(async move { round })), Ok(round));
    }
    gate.open();
    assert_eq!(wait_for(blocked), Ok(()));
}

/// Runs `load` on a runtime of each kind, and demands that beside it a task, a timer and a local task come through. The
/// load gets a flag that ends it.
fn starves_nobody(load: impl Fn(&Handle, Arc<AtomicBool>) -> Vec<TaskHandle<()>>) {
    let _watchdog = watchdog(60);
    let current_thread = AsyncRuntime::builder().current_thread().build().unwrap();
    for runtime in [workers(1), workers(2), current_thread] {
        let over = Arc::new(AtomicBool::new(false));
        let handle = runtime.handle();
        runtime.block_on(async {
            let loads = load(handle, Arc::clone(&over));
            yield_now().await;
            for _ in 0..10 {
                // From outside, beside the load.
                assert_eq!(handle.spawn(async { 1 }).await, Ok(1));
                sleep(MS).await;
            }
            let inside = handle.spawn(async {
                for _ in 0..10 {
                    assert_eq!(spawn(async { 1 }).await, Ok(1));
                    assert_eq!(spawn_local(async { 2 }).await, Ok(2));
                    sleep(MS).await;
                    spawn_local(sleep(MS)).await.unwrap();
                }
            });
            inside.await.unwrap();
            over.store(true, Ordering::SeqCst);
            for load in loads {
                load.await.unwrap();
            }
        });
    }
}

#[test]
fn a_task_that_is_always_ready_starves_nobody() {
    starves_nobody(|handle, over| {
        let spin = |over: Arc<AtomicBool>| async move {
            while !over.load(Ordering::SeqCst) {
                yield_now().await;
            }
        };
        (0..3).map(|_| handle.spawn(spin(Arc::clone(&over)))).collect()
    });
}

#[test]
fn a_local_task_that_is_always_ready_starves_nobody() {
    starves_nobody(|handle, over| {
        let host = |over: Arc<AtomicBool>| async move {
            let local = spawn_local(async move {
                while !over.load(Ordering::SeqCst) {
                    yield_now().await;
                }
            });
            local.await.unwrap();
        };
        (0..3).map(|_| handle.spawn(host(Arc::clone(&over)))).collect()
    });
}

/// Two tasks that wake each other: each wake goes to the LIFO slot.
fn ping_pong(handle: &Handle, over: &Arc<AtomicBool>) -> [TaskHandle<()>; 2] {
    let (here, there) = (Mailbox::new(), Mailbox::new());
    here.send(());
    [(Arc::clone(&here), Arc::clone(&there)), (there, here)].map(|(inbox, outbox)| {
        let over = Arc::clone(over);
        handle.spawn(async move {
            while !over.load(Ordering::SeqCst) {
                inbox.receive().await;
                outbox.send(());
            }
            outbox.send(());
        })
    })
}

#[test]
fn a_long_chain_of_wakes_starves_nobody() {
    starves_nobody(|handle, over| (0..2).flat_map(|_| ping_pong(handle, &over)).collect());
}

/// Each task of the chain spawns the next and ends.
#[test]
fn a_long_chain_of_spawns_starves_nobody() {
    fn link(over: Arc<AtomicBool>, done: Arc<Mailbox<()>>) {
        if over.load(Ordering::SeqCst) {
            return done.send(());
        }
        spawn(async move { link(over, done) }).detach();
    }
    starves_nobody(|handle, over| {
        let chain = || {
            let (over, done) = (Arc::clone(&over), Mailbox::new());
            handle.spawn(async move {
                link(over, Arc::clone(&done));
                done.receive().await;
            })
        };
        (0..3).map(|_| chain()).collect()
    });
}

#[test]
fn busy_timers_starve_nobody() {
    starves_nobody(|handle, over| {
        let tick = |n: u32, over: Arc<AtomicBool>| async move {
            let mut interval = interval(Duration::from_nanos(1 + u64::from(n) * 100));
            while !over.load(Ordering::SeqCst) {
                match n % 3 {
                    0 => drop(interval.tick().await), // always late
                    1 => sleep(Duration::from_nanos(1)).await,
                    _ => sleep(Duration::from_micros(u64::from(n))).await,
                }
            }
        };
        (0..60).map(|n| handle.spawn(tick(n, Arc::clone(&over)))).collect()
    });
}

#[test]
fn a_flood_from_eight_threads_starves_nobody() {
    starves_nobody(|handle, over| {
        let flood = |handle: Handle, over: Arc<AtomicBool>| {
            let (done, live) = (Mailbox::new(), Arc::new(AtomicU32::new(0)));
            let told = Arc::clone(&done);
            thread::spawn(move || {
                while !over.load(Ordering::SeqCst) {
                    // A flood that is bounded by memory only would measure the memory.
                    if live.load(Ordering::SeqCst) > 200 {
                        thread::sleep(Duration::from_micros(20));
                        continue;
                    }
                    live.fetch_add(1, Ordering::SeqCst);
                    let live = Arc::clone(&live);
                    handle
                        .spawn(async move {
                            let _ = live.fetch_sub(1, Ordering::SeqCst);
                        })
                        .detach();
                }
                told.send(());
            });
            done
        };
        let floods: Vec<_> = (0..8).map(|_| flood(handle.clone(), Arc::clone(&over))).collect();
        let wait = |done: Arc<Mailbox<()>>| handle.spawn(async move { done.receive().await });
        floods.into_iter().map(wait).collect()
    });
}

/// Its wakes come through the inbox of one worker.
#[test]
fn a_flood_of_wakes_for_one_local_task_starves_nobody() {
    starves_nobody(|handle, over| {
        let mailbox = Mailbox::new();
        let inbox = Arc::clone(&mailbox);
        let host = handle.spawn(async move {
            let local = spawn_local(async move { while inbox.receive().await {} });
            local.await.unwrap();
        });
        let floods: Vec<_> = (0..8)
            .map(|_| {
                let (over, mailbox) = (Arc::clone(&over), Arc::clone(&mailbox));
                thread::spawn(move || {
                    while !over.load(Ordering::SeqCst) {
                        mailbox.send(true);
                        thread::sleep(Duration::from_micros(20));
                    }
                })
            })
            .collect();
        let end = handle.spawn_blocking(move || {
            floods.into_iter().for_each(|flood| flood.join().unwrap());
            mailbox.send(false);
        });
        vec![host, end]
    });
}

/// Everything is ready all the time, on one worker.
#[test]
fn local_tasks_and_stealable_tasks_take_turns() {
    let _watchdog = watchdog(60);
    let runtime = workers(1);
    let rounds = |limit: u32, count: Arc<AtomicU32>| async move {
        while count.load(Ordering::SeqCst) < limit {
            count.fetch_add(1, Ordering::SeqCst);
            yield_now().await;
        }
    };
    let ended = wait_for(runtime.handle().spawn(async move {
        const LIMIT: u32 = 20_000;
        let (local, stealable) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let a = spawn_local(rounds(LIMIT, Arc::clone(&local)));
        let b = spawn(rounds(LIMIT, Arc::clone(&stealable)));
        a.await.unwrap();
        let other = stealable.load(Ordering::SeqCst);
        b.await.unwrap();
        f64::from(other) / f64::from(LIMIT)
    }));
    let share = ended.unwrap();
    measured("polls of a stealable task for each poll of a local one", share);
    assert!(share > 0.1, "a stealable task ran {share} times as often as a local one");
}

/// All that is ready in a nested call is its own root, all the time.
#[test]
fn a_nested_block_on_that_yields_starves_nobody() {
    let _watchdog = watchdog(30);
    for count in [1, 2] {
        let runtime = workers(count);
        let tasks: Vec<_> = (0..count)
            .map(|_| {
                runtime.handle().spawn(async {
                    Handle::current().block_on(async {
                        let child = spawn(async {
                            sleep(5 * MS).await;
                            1
                        });
                        while !child.is_finished() {
                            yield_now().await;
                        }
                        assert_eq!(child.await, Ok(1));
                    });
                })
            })
            .collect();
        tasks.into_iter().for_each(|task| wait_for(task).unwrap());
    }
}

#[test]
fn a_nested_block_on_with_a_busy_local_task_starves_nobody() {
    let _watchdog = watchdog(30);
    let runtime = workers(1);
    let task = runtime.handle().spawn(async {
        Handle::current().block_on(async {
            let over = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&over);
            let busy = spawn_local(async move {
                while !seen.load(Ordering::SeqCst) {
                    yield_now().await;
                }
            });
            assert_eq!(spawn(async { 1 }).await, Ok(1));
            over.store(true, Ordering::SeqCst);
            busy.await.unwrap();
        });
    });
    assert_eq!(wait_for(task), Ok(()));
}
