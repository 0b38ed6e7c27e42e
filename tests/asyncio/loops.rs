//! Twins about the loop: its order, its timers, its ends.

use super::*;
use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use wasi_async_runtime::asyncio::exc::{Class, KEYBOARD_INTERRUPT, LOOKUP_ERROR, SYSTEM_EXIT, TYPE_ERROR};
use wasi_async_runtime::asyncio::{
    Handle, IntoTask, Loop, TimerHandle, Trouble, all_tasks, create_task_named, to_thread,
};

/// Gives an expression clones of its own.
macro_rules! own {
    ([$($name:ident),*], $body:expr) => {{
        $(let $name = $name.clone();)*
        $body
    }};
}

/// Runs a twin that drives its loops itself, and compares.
async fn drives<F: Future<Output = Py<()>>>(expected: &str, program: impl FnOnce(Out) -> F) {
    let out = Out::default();
    support::soon(program(out.clone())).await.unwrap();
    let printed = out.0.take();
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}

/// As Python shows a list.
pub(super) fn list<T: Debug>(items: &[T]) -> String {
    format!("{items:?}").replace('"', "'")
}

pub(super) fn joined<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

#[wasi_async_runtime::test(start_paused = true)]
async fn call_soon_order() {
    fn chain(out: &Out, event_loop: &Loop, name: &'static str, depth: usize) -> Py<()> {
        say!(out, "{name} {depth}");
        if depth > 0 {
            event_loop.call_soon(own!([out, event_loop], move || chain(&out, &event_loop, name, depth - 1)))?;
        }
        Ok(())
    }
    fn twice(out: &Out, event_loop: &Loop, name: &'static str) -> Py<()> {
        say!(out, "{name}");
        event_loop.call_soon(own!([out], move || say!(out, "from {name} 1")))?;
        event_loop.call_soon(own!([out], move || say!(out, "from {name} 2")))?;
        Ok(())
    }
    compare(recorded!("call_soon_order"), |out| async move {
        let event_loop = get_running_loop()?;
        let ticks = |n: usize| {
            own!(
                [out],
                coroutine(async move {
                    for i in 0..n {
                        say!(out, "tick {i}");
                        sleep(0.0).await?;
                    }
                    Ok(())
                })
            )
        };
        event_loop.call_soon(own!([out, event_loop], move || chain(&out, &event_loop, "a", 2)))?;
        let task = create_task(ticks(4))?;
        event_loop.call_soon(own!([out, event_loop], move || chain(&out, &event_loop, "b", 3)))?;
        say!(out, "queued");
        sleep(0.0).await?;
        say!(out, "main after a turn");
        let future = event_loop.create_future::<&str>();
        future.add_done_callback(own!([out], move |future| say!(out, "callback {}", future.result().unwrap())));
        event_loop.call_soon(own!([out, event_loop], move || twice(&out, &event_loop, "x")))?;
        event_loop.call_soon(own!([future], move || future.set_result("value")))?;
        event_loop.call_soon(own!([out, event_loop], move || twice(&out, &event_loop, "y")))?;
        say!(out, "main has {}", (&future).await?);
        future.add_done_callback(own!([out], move |future| say!(out, "added late {}", future.result().unwrap())));
        event_loop.call_soon(own!([out], move || say!(out, "queued after that")))?;
        say!(out, "nothing yet");
        task.await?;
        say!(out, "end");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn call_at_among_ready() {
    fn nested(out: &Out, event_loop: &Loop, n: usize) -> Py<()> {
        say!(out, "nested {n}");
        if n > 0 {
            event_loop.call_later(0.0, own!([out, event_loop], move || nested(&out, &event_loop, n - 1)))?;
            event_loop.call_soon(own!([out], move || say!(out, "soon of {n}")))?;
        }
        Ok(())
    }
    compare(recorded!("call_at_among_ready"), |out| async move {
        let event_loop = get_running_loop()?;
        let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
        event_loop.call_later(0.0, prints("timer of now"))?;
        event_loop.call_soon(prints("soon 1"))?;
        event_loop.call_at(event_loop.time() - 1.0, prints("timer of before"))?;
        event_loop.call_soon(prints("soon 2"))?;
        event_loop.call_later(-10.0, prints("timer of long before"))?;
        event_loop.call_soon(prints("soon 3"))?;
        say!(out, "queued");
        sleep(0.0).await?;
        say!(out, "main goes on");
        sleep(0.0).await?;
        event_loop.call_at(event_loop.time(), own!([out, event_loop], move || nested(&out, &event_loop, 2)))?;
        for i in 0..5 {
            say!(out, "turn {i}");
            sleep(0.0).await?;
        }
        let future = event_loop.create_future::<&str>();
        event_loop.call_later(0.0, own!([future], move || future.set_result("by a timer")))?;
        event_loop.call_soon(prints("before the timer"))?;
        let task = create_task(own!(
            [out],
            coroutine(async move {
                say!(out, "other begins");
                sleep(0.0).await?;
                say!(out, "other ends");
                Ok(())
            })
        ))?;
        say!(out, "{}", future.await?);
        sleep(-1.0).await?;
        say!(out, "{}", shown(task.done()));
        let late = own!([out, event_loop], move || {
            event_loop.call_soon(own!([out], move || say!(out, "soon of late")))?;
            event_loop.call_at(0.0, own!([out], move || say!(out, "timer of the beginning")))?;
            say!(out, "late");
            Ok(()) as Py<()>
        });
        event_loop.call_later(0.02, late)?;
        event_loop.call_later(0.04, prints("last"))?;
        sleep(0.08).await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn equal_timers() {
    compare(recorded!("equal_timers"), |out| async move {
        let event_loop = get_running_loop()?;
        let order: Rc<RefCell<Vec<String>>> = Rc::default();
        let append = |text: String| own!([order], move || order.borrow_mut().push(text));
        let numbers = || format!("[{}]", order.borrow().join(", "));
        let when = event_loop.time() + 0.02;
        for n in 0..12 {
            event_loop.call_at(when, append(n.to_string()))?;
        }
        sleep(0.06).await?;
        say!(out, "{}", numbers());
        order.borrow_mut().clear();
        let when = event_loop.time() + 0.02;
        let timers: Vec<TimerHandle> = (0..15)
            .map(|n| event_loop.call_at(when + f64::from(n % 3) * 0.02, append(n.to_string())))
            .collect::<Py<_>>()?;
        for n in [0, 4, 5, 12] {
            timers[n].cancel();
        }
        sleep(0.1).await?;
        say!(out, "{}", numbers());
        let count = |holds: &dyn Fn(&TimerHandle) -> bool| timers.iter().filter(|timer| holds(timer)).count();
        say!(out, "{} {}", count(&|timer| timer.cancelled()), count(&|timer| timer.when() > when));
        order.borrow_mut().clear();
        let when = event_loop.time() + 0.02;
        let timers: Rc<RefCell<Vec<TimerHandle>>> = Rc::default();
        let cancels = |name: &'static str, victims: Vec<usize>| {
            own!([order, timers, event_loop], move || {
                let append = |text: String| own!([order], move || order.borrow_mut().push(text));
                append(name.to_owned())();
                for victim in victims {
                    let timer = timers.borrow()[victim].clone();
                    timer.cancel();
                }
                event_loop.call_soon(append(format!("{name} soon")))?;
                event_loop.call_at(when, append(format!("{name} again")))?;
                Ok(()) as Py<()>
            })
        };
        for n in 0..4 {
            let timer = event_loop.call_at(when, append(n.to_string()))?;
            timers.borrow_mut().push(timer);
        }
        let before = event_loop.call_at(when - 0.01, cancels("before", vec![1]))?;
        timers.borrow_mut().push(before);
        let beside = event_loop.call_at(when, cancels("beside", vec![2, 3]))?;
        timers.borrow_mut().push(beside);
        sleep(0.06).await?;
        say!(out, "{}", list(&order.borrow()));
        say!(out, "[{}]", timers.borrow().iter().map(|timer| shown(timer.cancelled())).collect::<Vec<_>>().join(", "));
        Ok(())
    })
    .await;
}

/// A handle of either kind.
#[derive(Clone)]
enum Queued {
    Soon(Handle),
    Later(TimerHandle),
}

/// Handles by name.
#[derive(Clone, Default)]
struct Handles(Rc<RefCell<HashMap<&'static str, Queued>>>);

impl Handles {
    fn soon(&self, name: &'static str, handle: Handle) {
        self.0.borrow_mut().insert(name, Queued::Soon(handle));
    }

    fn later(&self, name: &'static str, timer: TimerHandle) {
        self.0.borrow_mut().insert(name, Queued::Later(timer));
    }

    fn get(&self, name: &str) -> Queued {
        self.0.borrow()[name].clone()
    }

    fn cancel(&self, name: &str) {
        match self.get(name) {
            Queued::Soon(handle) => handle.cancel(),
            Queued::Later(timer) => timer.cancel(),
        }
    }

    fn cancelled(&self, name: &str) -> &'static str {
        shown(match self.get(name) {
            Queued::Soon(handle) => handle.cancelled(),
            Queued::Later(timer) => timer.cancelled(),
        })
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancelled_handles() {
    fn again(out: &Out, event_loop: &Loop, handles: &Handles, n: usize) -> Py<()> {
        say!(out, "again {n}");
        if n < 3 {
            let next = own!([out, event_loop, handles], move || again(&out, &event_loop, &handles, n + 1));
            handles.soon("again", event_loop.call_soon(next)?);
        }
        Ok(())
    }
    compare(recorded!("cancelled_handles"), |out| async move {
        let event_loop = get_running_loop()?;
        let handles = Handles::default();
        let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
        let cancels = |name: &'static str, victims: &'static [&'static str]| {
            own!([out, handles], move || {
                say!(out, "{name} cancels {}", victims.join(" "));
                victims.iter().for_each(|victim| handles.cancel(victim));
            })
        };
        handles.soon("a", event_loop.call_soon(cancels("a", &["b", "a"]))?);
        handles.soon("b", event_loop.call_soon(cancels("b", &[]))?);
        handles.soon("c", event_loop.call_soon(cancels("c", &["d", "timer"]))?);
        handles.later("timer", event_loop.call_later(0.0, prints("timer"))?);
        handles.soon("d", event_loop.call_soon(prints("d"))?);
        let first = own!([out, event_loop, handles], move || again(&out, &event_loop, &handles, 0));
        handles.soon("again", event_loop.call_soon(first)?);
        handles.soon("e", event_loop.call_soon(prints("e"))?);
        handles.cancel("e");
        sleep(0.0).await?;
        for name in ["a", "b", "c", "d", "e"] {
            say!(out, "{name} {}", handles.cancelled(name));
        }
        say!(out, "timer {}", handles.cancelled("timer"));
        sleep(0.0).await?;
        handles.cancel("again");
        sleep(0.0).await?;
        handles.cancel("c");
        say!(out, "c was called and is {}", handles.cancelled("c"));
        handles.later("late", event_loop.call_later(0.04, prints("late"))?);
        handles.later("kept", event_loop.call_later(0.06, prints("kept"))?);
        handles.later("early", event_loop.call_later(0.02, cancels("early", &["late", "early"]))?);
        sleep(0.1).await?;
        say!(out, "[{}]", ["late", "kept", "early"].map(|name| handles.cancelled(name)).join(", "));
        let sleeper = create_task(coroutine(sleep(10.0)))?;
        event_loop.call_soon(own!([sleeper], move || {
            sleeper.cancel();
        }))?;
        handles.soon("woken", event_loop.call_soon(prints("before it is woken"))?);
        let exc = (&sleeper).await.unwrap_err();
        assert!(exc.is(&CANCELLED_ERROR));
        say!(out, "woken {}", shown(sleeper.cancelled()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn loop_stop_order() {
    drives(recorded!("loop_stop_order"), |out| async move {
        let event_loop = new_event_loop();
        let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
        let stops = |name: &'static str| {
            own!([out, event_loop], move || {
                say!(out, "{name} stops");
                event_loop.call_soon(own!([out], move || say!(out, "{name} leaves this")))?;
                event_loop.stop();
                Ok(()) as Py<()>
            })
        };
        let works = |name: &'static str, n: usize| {
            own!(
                [out, event_loop],
                coroutine(async move {
                    for i in 0..n {
                        say!(out, "{name} {i}");
                        if i == 1 {
                            event_loop.stop();
                        }
                        sleep(0.0).await?;
                    }
                    Ok(name)
                })
            )
        };
        event_loop.call_soon(prints("before"))?;
        event_loop.call_soon(stops("a"))?;
        event_loop.call_soon(prints("same turn"))?;
        event_loop.call_soon(stops("b"))?;
        event_loop.run_forever().await?;
        say!(out, "-- stopped before it runs");
        event_loop.stop();
        event_loop.call_soon(stops("c"))?;
        event_loop.run_forever().await?;
        say!(out, "-- twice");
        event_loop.stop();
        event_loop.stop();
        event_loop.run_forever().await?;
        say!(out, "-- in a task");
        let task = event_loop.create_task(works("task", 4))?;
        let other = event_loop.create_task(works("other", 1))?;
        event_loop.run_forever().await?;
        say!(out, "{} {} {}", shown(task.done()), shown(other.done()), shown(event_loop.is_running()));
        event_loop.call_soon(prints("between"))?;
        event_loop.call_later(0.02, own!([event_loop], move || event_loop.stop()))?;
        event_loop.run_forever().await?;
        say!(out, "{} {}", task.result()?, other.result()?);
        say!(out, "-- due timers");
        event_loop.stop();
        event_loop.call_later(0.0, prints("due"))?;
        event_loop.call_later(0.02, prints("not due"))?;
        event_loop.run_forever().await?;
        say!(out, "-- and then");
        event_loop.call_later(0.04, stops("timer"))?;
        event_loop.run_forever().await?;
        event_loop.close()?;
        say!(out, "{}", shown(event_loop.is_closed()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn run_until_complete_ends() {
    async fn tries<T: Clone + Display + 'static>(out: &Out, event_loop: &Loop, awaited: impl IntoTask<Output = T>) {
        match event_loop.run_until_complete(awaited).await {
            Ok(value) => say!(out, "gives {value}"),
            Err(exc) => say!(out, "raises {exc:?}"),
        }
    }
    fn fine(value: i64) -> Coroutine<i64> {
        coroutine(sleep_with(0.0, value))
    }
    fn fails(key: &'static str) -> Coroutine<i64> {
        coroutine(async move {
            sleep(0.0).await?;
            Err(Exc::new(&KEY_ERROR, key))
        })
    }
    drives(recorded!("run_until_complete_ends"), |out| async move {
        let event_loop = new_event_loop();
        let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
        let done = event_loop.create_future::<&str>();
        done.set_result("done before")?;
        event_loop.call_soon(prints("same turn"))?;
        let left = prints("left for later");
        event_loop.call_soon(own!([event_loop], move || event_loop.call_soon(left).map(drop)))?;
        tries(&out, &event_loop, done).await;
        let later = event_loop.create_future::<&str>();
        let sets = own!([later], move || later.set_result("set by a callback"));
        event_loop.call_soon(own!([event_loop], move || event_loop.call_soon(sets).map(drop)))?;
        tries(&out, &event_loop, later.clone()).await;
        tries(&out, &event_loop, later).await;
        let failed = event_loop.create_future::<i64>();
        event_loop.call_later(0.02, own!([failed], move || failed.set_exception(Exc::new(&VALUE_ERROR, "no"))))?;
        tries(&out, &event_loop, failed.clone()).await;
        tries(&out, &event_loop, failed).await;
        let cancelled = event_loop.create_future::<i64>();
        event_loop.call_soon(own!([cancelled], move || {
            cancelled.cancel_with("enough");
        }))?;
        tries(&out, &event_loop, cancelled).await;
        tries(&out, &event_loop, fine(1)).await;
        tries(&out, &event_loop, fails("k")).await;
        let task = event_loop.create_task(fine(2))?;
        let beside = event_loop.create_task(fails("beside"))?;
        tries(&out, &event_loop, task).await;
        say!(out, "{}", shown(beside.done()));
        tries(&out, &event_loop, beside).await;
        let never = event_loop.create_future::<&str>();
        event_loop.call_soon(own!([event_loop], move || event_loop.stop()))?;
        event_loop.call_soon(prints("after stop"))?;
        tries(&out, &event_loop, never.clone()).await;
        event_loop.call_soon(own!([never], move || never.set_result("now")))?;
        event_loop.call_soon(own!([event_loop], move || event_loop.stop()))?;
        tries(&out, &event_loop, never.clone()).await;
        tries(&out, &event_loop, never).await;
        event_loop.close()
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn loops_in_turn() {
    drives(recorded!("loops_in_turn"), |out| async move {
        let (one, two) = (new_event_loop(), new_event_loop());
        let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
        let ticks = |name: &'static str, n: usize| {
            own!(
                [out, one],
                coroutine(async move {
                    for i in 0..n {
                        say!(out, "{name} {i} {}", shown(get_running_loop()? == one));
                        sleep(0.0).await?;
                    }
                    Ok(name)
                })
            )
        };
        let awaits = |future: asyncio::Future<&'static str>| {
            own!(
                [out, two],
                coroutine(async move {
                    if let Err(exc) = (&future).await {
                        assert!(exc.is(&RUNTIME_ERROR));
                        say!(out, "{}", shown(exc.to_string().ends_with("attached to a different loop")));
                    }
                    Ok(future.get_loop() == two)
                })
            )
        };
        let left = one.create_task(ticks("left", 5))?;
        say!(out, "{} {}", one.run_until_complete(ticks("first", 1)).await?, shown(left.done()));
        two.call_soon(prints("queued in two"))?;
        say!(out, "{} {}", two.run_until_complete(ticks("second", 2)).await?, shown(left.done()));
        one.call_soon(prints("queued in one"))?;
        say!(out, "{}", one.run_until_complete(left).await?);
        let foreign = two.create_future::<&str>();
        let of_two = one.run_until_complete(awaits(foreign.clone())).await?;
        say!(out, "{} {}", shown(of_two), shown(foreign.done()));
        let made = ticks("made", 1);
        let makes = own!([two], coroutine(async move { two.create_task(made) }));
        let task = one.run_until_complete(makes).await?;
        say!(out, "{} {}", shown(task.done()), shown(task.get_loop() == two));
        let nested = own!(
            [out, two, task],
            coroutine(async move {
                let raised = two.run_until_complete(task).await.unwrap_err();
                assert!(raised.is(&RUNTIME_ERROR));
                say!(out, "{raised}");
                sleep(0.0).await
            })
        );
        one.run_until_complete(nested).await?;
        say!(out, "{} {}", shown(task.done()), two.run_until_complete(task.clone()).await?);
        let never = ticks("never begins", 1);
        let nested = own!(
            [out, one],
            coroutine(async move {
                let raised = one.run_until_complete(never).await.unwrap_err();
                assert!(raised.is(&RUNTIME_ERROR));
                say!(out, "{raised}");
                sleep(0.0).await
            })
        );
        one.run_until_complete(nested).await?;
        one.run_until_complete(ticks("last", 1)).await?;
        one.close()?;
        two.call_soon(own!([foreign], move || foreign.set_result("result")))?;
        let (one_closed, two_closed) = (shown(one.is_closed()), shown(two.is_closed()));
        say!(out, "{one_closed} {two_closed} {}", two.run_until_complete(foreign).await?);
        two.close()
    })
    .await;
}

/// Says what a call has given, as Python's `print` does.
fn told(out: &Out, name: &str, given: Py<String>) {
    match given {
        Ok(value) => say!(out, "{name} {value}"),
        Err(exc) => {
            assert!(exc.is(&RUNTIME_ERROR));
            say!(out, "{name} {exc:?}");
        }
    }
}

/// As Python shows what a call without a result has given.
fn none<T>(given: Py<T>) -> Py<String> {
    given.map(|_| "None".to_owned())
}

#[wasi_async_runtime::test(start_paused = true)]
async fn closed_loop() {
    drives(recorded!("closed_loop"), |out| async move {
        let event_loop = new_event_loop();
        let closes = own!(
            [out, event_loop],
            coroutine(async move {
                told(&out, "close", none(event_loop.close()));
                sleep(0.0).await?;
                say!(out, "{} {}", shown(event_loop.is_running()), shown(event_loop.is_closed()));
                Ok(())
            })
        );
        event_loop.run_until_complete(closes).await?;
        let never = || own!([out], move || say!(out, "never"));
        let future = event_loop.create_future::<()>();
        let waits = own!(
            [out, future],
            coroutine(async move {
                say!(out, "waits");
                future.await?;
                say!(out, "never");
                Ok(())
            })
        );
        let task = event_loop.create_task(waits)?;
        event_loop.call_later(0.02, never())?;
        let inner = never();
        event_loop.call_soon(own!([event_loop], move || event_loop.call_soon(inner).map(drop)))?;
        event_loop.stop();
        event_loop.run_forever().await?;
        event_loop.close()?;
        say!(out, "{} {} {}", shown(event_loop.is_running()), shown(event_loop.is_closed()), shown(task.done()));
        event_loop.close()?;
        told(&out, "call_soon", none(event_loop.call_soon(|| ())));
        told(&out, "call_later", none(event_loop.call_later(0.0, || ())));
        told(&out, "call_at", none(event_loop.call_at(0.0, || ())));
        told(&out, "run_forever", none(event_loop.run_forever().await));
        told(&out, "run_until_complete", none(event_loop.run_until_complete(future.clone()).await));
        told(&out, "run_in_executor", none(event_loop.run_in_executor(|| ())));
        event_loop.stop();
        told(&out, "stop", none(Ok(())));
        told(&out, "create_task", none(event_loop.create_task(coroutine(sleep(0.0)))));
        let made = event_loop.create_future::<&str>();
        let is_its = made.get_loop() == event_loop;
        say!(out, "{} {} {}", shown(made.done()), shown(is_its), shown(event_loop.time() >= 0.0));
        made.set_result("a result")?;
        say!(out, "{}", made.result()?);
        say!(out, "{} {}", shown(future.done()), shown(task.done()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn misused_loops() {
    fn tells<T: Display>(out: &Out, name: &str, given: Py<T>) {
        match given {
            Ok(value) => say!(out, "{name} {value}"),
            Err(exc) => {
                assert!(exc.is(&RUNTIME_ERROR) || exc.is(&VALUE_ERROR));
                say!(out, "{name} {exc:?}");
            }
        }
    }
    fn awaits(future: asyncio::Future<&'static str>, limit: f64) -> Coroutine<&'static str> {
        coroutine(wait_for(future, limit))
    }
    fn greater(one: i32, other: i32) -> i32 {
        one.max(other)
    }
    fn shuts_down(event_loop: &Loop) -> Coroutine<()> {
        own!([event_loop], coroutine(async move { event_loop.shutdown_default_executor().await }))
    }
    drives(recorded!("misused_loops"), |out| async move {
        let (one, two) = (new_event_loop(), new_event_loop());
        let works = |n: usize| {
            own!(
                [out],
                coroutine(async move {
                    for i in 0..n {
                        say!(out, "works {i}");
                        sleep(0.0).await?;
                    }
                    Ok(n)
                })
            )
        };
        let future = two.create_future::<&str>();
        let task = two.create_task(works(2))?;
        tells(&out, "another's future", one.run_until_complete(future.clone()).await);
        tells(&out, "another's task", one.run_until_complete(task.clone()).await);
        one.call_soon(own!([one], move || one.stop()))?;
        one.call_soon(own!([out], move || say!(out, "only its own")))?;
        one.run_forever().await?;
        future.set_result("a result")?;
        tells(&out, "another's future that is done", one.run_until_complete(future).await);
        tells(&out, "its own", two.run_until_complete(task).await);
        let waits = awaits(two.create_future(), 0.02);
        tells(&out, "wait for another's", one.run_until_complete(waits).await);
        let waits = awaits(two.create_future(), 0.0);
        tells(&out, "wait for another's at once", one.run_until_complete(waits).await);
        let computed = one.run_in_executor(|| greater(1, 2))?;
        say!(out, "{}", one.run_until_complete(computed).await?);
        one.run_until_complete(shuts_down(&one)).await?;
        let refused = one.run_in_executor(|| greater(1, 2)).map(|_| "something");
        tells(&out, "after the shutdown", refused);
        tells(&out, "in a thread", one.run_until_complete(coroutine(to_thread(|| greater(1, 2)))).await);
        one.run_until_complete(shuts_down(&one)).await?;
        let computed = two.run_in_executor(|| greater(3, 4))?;
        tells(&out, "of another loop", two.run_until_complete(computed).await);
        one.close()?;
        tells(&out, "closed", one.run_in_executor(|| greater(1, 2)).map(|_| "something"));
        two.close()
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn current_loop() {
    fn inside(out: &Out, expected: &Loop) -> Coroutine<&'static str> {
        own!(
            [out, expected],
            coroutine(async move {
                let (current, running) = (get_event_loop()?, get_running_loop()?);
                say!(out, "{} {}", shown(current == expected), shown(running == expected));
                set_event_loop(None);
                say!(out, "{}", shown(get_event_loop()? == expected));
                told(&out, "run", none(asyncio::run(coroutine(async { Ok(()) })).await));
                sleep(0.0).await?;
                Ok("inside")
            })
        )
    }
    drives(recorded!("current_loop"), |out| async move {
        told(&out, "running", none(get_running_loop()));
        let first = new_event_loop();
        set_event_loop(first.clone());
        say!(out, "{}", shown(get_event_loop()? == first));
        say!(out, "{}", first.run_until_complete(inside(&out, &first)).await?);
        told(&out, "set to none by the coroutine", none(get_event_loop()));
        let second = new_event_loop();
        set_event_loop(second.clone());
        say!(out, "{}", first.run_until_complete(inside(&out, &first)).await?);
        set_event_loop(second.clone());
        first.close()?;
        say!(out, "{} {}", shown(get_event_loop()? == second), shown(second.is_closed()));
        second.close()?;
        say!(out, "{} {}", shown(get_event_loop()? == second), shown(second.is_closed()));
        let of_run = || {
            own!(
                [out, first, second],
                coroutine(async move {
                    let event_loop = get_running_loop()?;
                    let is_current = shown(event_loop == get_event_loop()?);
                    say!(out, "{} {} {is_current}", shown(event_loop == first), shown(event_loop == second));
                    event_loop.call_soon(own!([out, event_loop], move || {
                        say!(out, "{}", shown(get_event_loop()? == event_loop));
                        Ok(()) as Py<()>
                    }))?;
                    sleep(0.0).await?;
                    Ok(event_loop)
                })
            )
        };
        let event_loop = asyncio::run(of_run()).await?;
        say!(out, "{}", shown(event_loop.is_closed()));
        told(&out, "after run", none(get_event_loop()));
        say!(out, "{}", shown(asyncio::run(of_run()).await? == event_loop));
        told(&out, "current task", none(current_task()));
        told(&out, "all tasks", none(all_tasks()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn tasks_from_callbacks() {
    fn look(out: &Out, place: &str) -> Py<()> {
        let current = current_task()?.map_or_else(|| "None".to_owned(), |task| task.get_name());
        let mut names: Vec<_> = all_tasks()?.iter().map(|task| task.get_name()).collect();
        names.sort_unstable();
        say!(out, "{place} {current} {}", list(&names));
        Ok(())
    }
    compare(recorded!("tasks_from_callbacks"), |out| async move {
        let event_loop = get_running_loop()?;
        let works = |n: usize| {
            own!(
                [out],
                coroutine(async move {
                    look(&out, "begins")?;
                    for _ in 0..n {
                        sleep(0.0).await?;
                    }
                    look(&out, "ends")?;
                    Ok(n)
                })
            )
        };
        current_task()?.unwrap().set_name("main");
        look(&out, "main")?;
        event_loop.call_soon(own!([out], move || look(&out, "soon")))?;
        let one = create_task_named(works(1), "one")?;
        event_loop.call_later(0.0, own!([out], move || look(&out, "timer")))?;
        let two = create_task_named(works(2), "two")?;
        for task in [&one, &two] {
            let named = task.clone();
            task.add_done_callback(own!([out], move |_| { look(&out, &format!("callback of {}", named.get_name())) }));
        }
        let three = works(0);
        event_loop.call_soon(own!([out, event_loop], move || {
            let three = event_loop.create_task_named(three, "three")?;
            look(&out, "maker")?;
            three.add_done_callback(own!([three], move |_| three.set_name("renamed")));
            Ok(()) as Py<()>
        }))?;
        say!(out, "{} {}", two.await?, one.result()?);
        look(&out, "main")?;
        let cancelled = create_task_named(works(5), "cancelled")?;
        cancelled.cancel();
        look(&out, "main")?;
        sleep(0.0).await?;
        look(&out, "main")?;
        let is_known = all_tasks()?.contains(&current_task()?.unwrap());
        say!(out, "{} {}", shown(cancelled.cancelled()), shown(is_known));
        works(1).await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn threadsafe_same_thread() {
    fn both(out: &Out, event_loop: &Loop, n: usize) -> Py<()> {
        say!(out, "both {n}");
        event_loop.call_soon_threadsafe(own!([out], move || say!(out, "safe of {n}")))?;
        event_loop.call_soon(own!([out], move || say!(out, "soon of {n}")))?;
        if n > 0 {
            event_loop.call_soon_threadsafe(own!([out, event_loop], move || both(&out, &event_loop, n - 1)))?;
        }
        Ok(())
    }
    fn main(out: &Out) -> Coroutine<()> {
        own!(
            [out],
            coroutine(async move {
                let event_loop = get_running_loop()?;
                let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
                event_loop.call_soon(prints("soon 1"))?;
                event_loop.call_soon_threadsafe(prints("safe 1"))?;
                event_loop.call_soon(prints("soon 2"))?;
                event_loop.call_soon_threadsafe(own!([out, event_loop], move || both(&out, &event_loop, 2)))?;
                event_loop.call_soon(prints("soon 3"))?;
                for i in 0..5 {
                    say!(out, "turn {i}");
                    sleep(0.0).await?;
                }
                let future = event_loop.create_future::<&str>();
                let sets = own!([future], move || future.set_result("a value"));
                let calls = own!([event_loop], move || event_loop.call_soon_threadsafe(sets).map(drop));
                event_loop.call_later(0.02, calls)?;
                say!(out, "{}", future.await?);
                event_loop.call_soon(own!([event_loop], move || event_loop.stop()))?;
                event_loop.call_soon_threadsafe(prints("same turn as the stop"))?;
                sleep(0.0).await?;
                say!(out, "main too");
                sleep(0.0).await?;
                say!(out, "never before the next run");
                Ok(())
            })
        )
    }
    drives(recorded!("threadsafe_same_thread"), |out| async move {
        let event_loop = new_event_loop();
        let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
        event_loop.call_soon(prints("before the run"))?;
        event_loop.call_soon_threadsafe(prints("safe before the run"))?;
        event_loop.call_soon(prints("soon before the run"))?;
        let task = event_loop.create_task(main(&out))?;
        event_loop.run_forever().await?;
        say!(out, "-- {}", shown(task.done()));
        event_loop.run_until_complete(task).await?;
        event_loop.close()?;
        say!(out, "{}", event_loop.call_soon_threadsafe(prints("closed")).unwrap_err());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn executor_results() {
    fn squares(n: usize) -> Vec<usize> {
        (0..n).map(|i| i * i).collect()
    }
    drives(recorded!("executor_results"), |out| async move {
        let main = own!(
            [out],
            coroutine(async move {
                let event_loop = get_running_loop()?;
                say!(out, "{:?}", event_loop.run_in_executor(|| squares(4))?.await?);
                let runs = |n| event_loop.run_in_executor(move || squares(n));
                let futures = [3, 1, 2].into_iter().map(runs).collect::<Py<Vec<_>>>()?;
                say!(out, "[{}]", futures.iter().map(|future| shown(future.done())).collect::<Vec<_>>().join(", "));
                for future in futures.iter().rev() {
                    say!(out, "{:?}", future.await?);
                }
                let greater = (0..4_i32).map(|n| event_loop.run_in_executor(move || n.max(2)));
                say!(out, "{:?}", gather(greater.collect::<Py<Vec<_>>>()?)?.await?);
                let future = event_loop.run_in_executor(|| [1, 2, 3].iter().sum::<i32>())?;
                future.add_done_callback(own!([out], move |future| say!(out, "callback {}", future.result().unwrap())));
                let value = future.await?;
                say!(out, "main {value}");
                let mut total = 0;
                for n in 0..5 {
                    let squares = squares(n);
                    total += to_thread(move || squares.len()).await?;
                }
                say!(out, "total {total}");
                let given = wait_for(event_loop.run_in_executor(|| squares(2))?, 10.0).await?;
                say!(out, "{given:?} {:?}", shield(event_loop.run_in_executor(|| squares(1))?)?.await?);
                event_loop.run_in_executor(|| 5.to_string())?.await
            })
        );
        say!(out, "{}", asyncio::run(main).await?);
        let event_loop = new_event_loop();
        let first = event_loop.run_in_executor(|| squares(3))?;
        say!(out, "{}", shown(first.done()));
        say!(out, "{:?}", event_loop.run_until_complete(first).await?);
        let shutdown = own!([event_loop], coroutine(async move { event_loop.shutdown_default_executor().await }));
        event_loop.run_until_complete(shutdown).await?;
        event_loop.close()
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn exception_handler() {
    compare(recorded!("exception_handler"), |out| async move {
        let event_loop = get_running_loop()?;
        let raises = |n: i64| {
            own!([out], move || {
                say!(out, "raises {n}");
                Err::<(), _>(Exc::new(&VALUE_ERROR, n))
            })
        };
        let fails = |name: &'static str, exc: Exc| {
            own!(
                [out],
                coroutine(async move {
                    sleep(0.0).await?;
                    say!(out, "{name} fails");
                    Err::<(), _>(exc)
                })
            )
        };
        event_loop.set_exception_handler(own!([out], move |_: &Loop, trouble: &Trouble| {
            say!(out, "told: {} {:?}", trouble.message, trouble.exception.as_ref().unwrap());
        }));
        event_loop.call_soon(raises(1))?;
        event_loop.call_soon(own!([out], move || say!(out, "after 1")))?;
        event_loop.call_later(0.0, raises(2))?;
        sleep(0.0).await?;
        say!(out, "main");
        let future = event_loop.create_future::<()>();
        future.set_exception(Exc::new(&KEY_ERROR, "future"))?;
        drop(future);
        say!(out, "gone");
        let future = event_loop.create_future::<()>();
        future.set_exception(Exc::new(&KEY_ERROR, "asked for"))?;
        say!(out, "{:?}", future.exception()?.unwrap());
        drop(future);
        let task = create_task(fails("kept", Exc::new(&TYPE_ERROR, "kept")))?;
        create_task(fails("dropped", Exc::new(&TYPE_ERROR, "dropped")))?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "both have failed {}", shown(task.done()));
        let exc = (&task).await.unwrap_err();
        assert!(exc.is(&TYPE_ERROR));
        say!(out, "main has {exc:?}");
        drop(task);
        let task = create_task(fails("cancelled", Exc::new(&TYPE_ERROR, "never")))?;
        task.cancel();
        sleep(0.0).await?;
        drop(task);
        event_loop.set_exception_handler(own!([out], move |_: &Loop, trouble: &Trouble| {
            say!(out, "another is told {:?}", trouble.exception.as_ref().unwrap());
        }));
        event_loop.call_soon(raises(3))?;
        sleep(0.0).await?;
        say!(out, "end");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn leftovers() {
    fn child(out: &Out, name: &'static str) -> Coroutine<&'static str> {
        own!(
            [out],
            coroutine(async move {
                say!(out, "{name} begins");
                let slept = sleep(10.0).await;
                say!(out, "{name} ends");
                slept.map(|()| name)
            })
        )
    }
    fn chain(out: &Out, name: &'static str, awaited: Coroutine<&'static str>) -> Coroutine<&'static str> {
        own!(
            [out],
            coroutine(async move {
                let body = async {
                    let awaited = awaited.await;
                    if let Err(exc) = &awaited
                        && exc.is(&CANCELLED_ERROR)
                    {
                        say!(out, "{name} is cancelled");
                        sleep(0.0).await?;
                        say!(out, "{name} is cleaned up");
                    }
                    awaited
                };
                let result = body.await;
                say!(out, "{name} leaves");
                result
            })
        )
    }
    fn one(out: &Out, leftover: Coroutine<&'static str>) -> Coroutine<Task<&'static str>> {
        own!(
            [out],
            coroutine(async move {
                let left = create_task_named(leftover, "left")?;
                sleep(0.0).await?;
                say!(out, "main ends");
                Ok(left)
            })
        )
    }
    fn told(out: &Out, leftover: Coroutine<&'static str>) -> Coroutine<Task<&'static str>> {
        own!(
            [out],
            coroutine(async move {
                let handler = own!([out], move |_: &Loop, trouble: &Trouble| {
                    say!(out, "{} {:?}", trouble.message, trouble.exception.as_ref().unwrap());
                });
                get_running_loop()?.set_exception_handler(handler);
                one(&out, leftover).await
            })
        )
    }
    drives(recorded!("leftovers"), |out| async move {
        let raises = || {
            coroutine(async {
                let _ = sleep(10.0).await;
                Err(Exc::new(&VALUE_ERROR, "in its clean-up"))
            })
        };
        let goes_on = || {
            own!(
                [out],
                coroutine(async move {
                    for n in 0..4 {
                        if let Err(exc) = sleep(if n > 0 { 0.0 } else { 10.0 }).await {
                            assert!(exc.is(&CANCELLED_ERROR));
                            say!(out, "does not care");
                        }
                        say!(out, "goes on {n}");
                    }
                    Ok("a result")
                })
            )
        };
        let spawned: Rc<RefCell<Vec<Task<()>>>> = Rc::default();
        let turns = || {
            own!(
                [out],
                coroutine(async move {
                    for n in 0..20 {
                        say!(out, "turn {n}");
                        sleep(0.0).await?;
                    }
                    Ok(())
                })
            )
        };
        let turns = turns();
        let spawns = own!(
            [out, spawned],
            coroutine(async move {
                let slept = sleep(10.0).await;
                let task = create_task(turns)?;
                spawned.borrow_mut().push(task);
                say!(out, "has spawned one");
                slept.map(|()| "never")
            })
        );
        let left = asyncio::run(one(&out, chain(&out, "outer", chain(&out, "inner", child(&out, "child"))))).await?;
        say!(out, "{}", shown(left.cancelled()));
        let left = asyncio::run(one(&out, goes_on())).await?;
        say!(out, "{} {}", shown(left.cancelled()), left.result()?);
        let left = asyncio::run(told(&out, raises())).await?;
        say!(out, "{} {:?}", shown(left.cancelled()), left.exception()?.unwrap());
        asyncio::run(one(&out, spawns)).await?;
        let is_done = spawned.borrow()[0].done();
        say!(out, "{}", shown(is_done));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn interrupt_in_task() {
    fn left(out: &Out, name: &'static str) -> Coroutine<()> {
        own!(
            [out],
            coroutine(async move {
                let slept = sleep(10.0).await;
                if let Err(exc) = &slept
                    && exc.is(&CANCELLED_ERROR)
                {
                    say!(out, "{name} is cancelled");
                    sleep(0.0).await?;
                    say!(out, "{name} is cleaned up");
                }
                slept
            })
        )
    }
    fn interrupts(out: &Out, exc: Exc) -> Coroutine<()> {
        own!(
            [out],
            coroutine(async move {
                sleep(0.0).await?;
                say!(out, "interrupts");
                Err(exc)
            })
        )
    }
    fn main(out: &Out, exc: Exc, by_child: bool) -> Coroutine<()> {
        own!(
            [out],
            coroutine(async move {
                if !by_child {
                    create_task(left(&out, "left"))?;
                    interrupts(&out, exc.clone()).await?;
                }
                let task = create_task(interrupts(&out, exc))?;
                let slept = sleep(10.0).await;
                if slept.as_ref().is_err_and(|exc| exc.is(&CANCELLED_ERROR)) {
                    say!(out, "main is cancelled {} {:?}", shown(task.done()), task.exception()?.unwrap());
                }
                slept
            })
        )
    }
    drives(recorded!("interrupt_in_task"), |out| async move {
        let all = [
            (Exc::new(&KEYBOARD_INTERRUPT, "stop"), false),
            (Exc::new(&SYSTEM_EXIT, 3), false),
            (Exc::new(&KEYBOARD_INTERRUPT, ()), true),
        ];
        for (exc, by_child) in all {
            if let Err(raised) = asyncio::run(main(&out, exc.clone(), by_child)).await {
                say!(out, "run raises {raised:?} {}", shown(raised == exc));
            }
        }
        let event_loop = new_event_loop();
        let beside = event_loop.create_task(left(&out, "beside"))?;
        let task = event_loop.create_task(interrupts(&out, Exc::new(&SYSTEM_EXIT, "by hand")))?;
        event_loop.call_soon(own!([out], move || say!(out, "queued")))?;
        let raised = event_loop.run_forever().await.unwrap_err();
        assert!(raised.is(&SYSTEM_EXIT));
        say!(out, "{raised:?} {} {}", shown(task.done()), shown(event_loop.is_running()));
        let cancels = own!([beside], move || {
            beside.cancel();
        });
        event_loop.call_soon(own!([event_loop], move || event_loop.call_soon(cancels).map(drop)))?;
        let raised = event_loop.run_until_complete(beside.clone()).await.unwrap_err();
        assert!(raised.is(&CANCELLED_ERROR));
        say!(out, "{}", shown(beside.cancelled()));
        say!(out, "{:?}", task.exception()?.unwrap());
        event_loop.close()
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn interrupt_in_callback() {
    fn told<T: Display>(out: &Out, event_loop: &Loop, given: Py<T>) {
        match given {
            Ok(value) => say!(out, "gives {value}"),
            Err(exc) => say!(out, "raises {exc:?} {}", shown(event_loop.is_running())),
        }
    }
    drives(recorded!("interrupt_in_callback"), |out| async move {
        let event_loop = new_event_loop();
        let prints = |text: &'static str| own!([out], move || say!(out, "{text}"));
        let interrupts = |exc: Exc| {
            own!([out, event_loop], move || {
                say!(out, "interrupts");
                event_loop.call_soon(own!([out], move || say!(out, "queued by it")))?;
                Err::<(), _>(exc)
            })
        };
        let works = |n: usize| {
            own!(
                [out],
                coroutine(async move {
                    for i in 0..n {
                        say!(out, "works {i}");
                        sleep(0.0).await?;
                    }
                    Ok(n)
                })
            )
        };
        let forever = async || event_loop.run_forever().await.map(|()| "None");
        event_loop.call_soon(prints("before"))?;
        event_loop.call_soon(interrupts(Exc::new(&KEYBOARD_INTERRUPT, "now")))?;
        event_loop.call_soon(prints("left over"))?;
        let task = event_loop.create_task(works(3))?;
        told(&out, &event_loop, forever().await);
        told(&out, &event_loop, event_loop.run_until_complete(task).await);
        event_loop.call_later(0.02, interrupts(Exc::new(&SYSTEM_EXIT, 2)))?;
        told(&out, &event_loop, forever().await);
        event_loop.stop();
        event_loop.call_soon(interrupts(Exc::new(&KEYBOARD_INTERRUPT, "with a stop")))?;
        told(&out, &event_loop, forever().await);
        told(&out, &event_loop, event_loop.run_until_complete(works(2)).await);
        event_loop.set_exception_handler(own!([out], move |_: &Loop, trouble: &Trouble| {
            say!(out, "told {:?}", trouble.exception.as_ref().unwrap());
        }));
        event_loop.call_soon(interrupts(Exc::new(&VALUE_ERROR, "an ordinary one")))?;
        told(&out, &event_loop, event_loop.run_until_complete(works(2)).await);
        event_loop.close()?;
        let main = own!(
            [out],
            coroutine(async move {
                let raises = || Err::<(), _>(Exc::new(&KEYBOARD_INTERRUPT, "in run"));
                get_running_loop()?.call_soon(raises)?;
                let slept = sleep(10.0).await;
                say!(out, "main ends");
                slept.map(|()| "None")
            })
        );
        told(&out, &event_loop, asyncio::run(main).await);
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn many_timers() {
    fn again(out: &Out, event_loop: &Loop, n: usize, last: f64) -> Py<()> {
        let now = event_loop.time();
        say!(out, "again {n} {}", shown(now - last > 0.004));
        if n > 0 {
            let next = own!([out, event_loop], move || again(&out, &event_loop, n - 1, now));
            event_loop.call_at(now + 0.005, next)?;
        }
        Ok(())
    }
    compare(recorded!("many_timers"), |out| async move {
        let event_loop = get_running_loop()?;
        let order: Rc<RefCell<Vec<String>>> = Rc::default();
        let append = |text: String| own!([order], move || order.borrow_mut().push(text));
        let mut state: u64 = 7;
        let mut random = |n: u64| {
            state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
            state / 65_536 % n
        };
        let start = event_loop.time();
        let when = start + 0.02;
        let mut timers = Vec::new();
        for n in 0..60 {
            timers.push(event_loop.call_at(when + random(40) as f64 * 0.001, append(n.to_string()))?);
        }
        sleep(0.1).await?;
        say!(out, "{}", joined(&order.borrow()));
        let times: Vec<f64> = order.borrow().iter().map(|n| timers[n.parse::<usize>().unwrap()].when()).collect();
        say!(out, "{}", shown(times.is_sorted()));
        order.borrow_mut().clear();
        let when = event_loop.time() + 0.1;
        let mut timers = Vec::new();
        for n in 0..160_u32 {
            timers.push(event_loop.call_at(when + f64::from(n / 8) * 0.001, append(n.to_string()))?);
        }
        for timer in &timers {
            if random(3) > 0 {
                timer.cancel();
            }
        }
        say!(out, "{}", timers.iter().filter(|timer| timer.cancelled()).count());
        sleep(0.0).await?;
        let when = event_loop.time() + 0.15;
        for n in 0..3 {
            event_loop.call_at(when + 0.001 * f64::from(n), append(format!("more {n}")))?;
        }
        sleep(0.2).await?;
        say!(out, "{}", joined(&order.borrow()));
        again(&out, &event_loop, 3, start)?;
        sleep(0.06).await?;
        say!(out, "{}", shown(event_loop.time() - start > 0.35));
        Ok(())
    })
    .await;
}

static SPECIAL: Class = Class::new("Special", &[&LOOKUP_ERROR]);

#[wasi_async_runtime::test(start_paused = true)]
async fn run_values() {
    fn value(depth: usize) -> Coroutine<Vec<usize>> {
        coroutine(async move {
            sleep(0.0).await?;
            let mut values = vec![depth];
            if depth > 0 {
                values.extend(value(depth - 1).await?);
            }
            Ok(values)
        })
    }
    drives(recorded!("run_values"), |out| async move {
        let raises = |exc: Exc| {
            own!(
                [out],
                coroutine(async move {
                    let body = async {
                        sleep(0.0).await?;
                        Err::<String, _>(exc)
                    };
                    let result = body.await;
                    say!(out, "finally");
                    result
                })
            )
        };
        let cancels_itself = own!(
            [out],
            coroutine(async move {
                current_task()?.unwrap().cancel();
                say!(out, "goes on to the next await");
                sleep(0.0).await?;
                say!(out, "never");
                Ok("None".to_owned())
            })
        );
        let survives = coroutine(async {
            current_task()?.unwrap().cancel();
            let raised = sleep(0.0).await.unwrap_err();
            assert!(raised.is(&CANCELLED_ERROR));
            Ok(current_task()?.unwrap().cancelling().to_string())
        });
        let ends_cancelled = coroutine(async {
            current_task()?.unwrap().cancel();
            Ok("a value".to_owned())
        });
        let awaits_a_cancelled = coroutine(async {
            let future = get_running_loop()?.create_future::<String>();
            future.cancel_with("elsewhere");
            future.await
        });
        let with_a_timeout = coroutine(async {
            timeout(0.02)?.scope(|_| sleep(10.0)).await?;
            Ok("None".to_owned())
        });
        let shows = |depth: usize| coroutine(async move { Ok(list(&value(depth).await?)) });
        let exc = Exc::new(&SPECIAL, "special");
        let all = [
            coroutine(async { Ok("None".to_owned()) }),
            shows(3),
            raises(exc.clone()),
            raises(Exc::new(&KEY_ERROR, 1)),
            cancels_itself,
            survives,
            ends_cancelled,
            awaits_a_cancelled,
            with_a_timeout,
            shows(0),
        ];
        for one in all {
            match asyncio::run(one).await {
                Ok(value) => say!(out, "gives {value}"),
                Err(raised) if raised.is(&LOOKUP_ERROR) => {
                    say!(out, "raises {raised:?} {} {}", shown(raised == exc), shown(raised.is(&KEY_ERROR)));
                }
                Err(raised) => say!(out, "raises {raised:?}"),
            }
        }
        Ok(())
    })
    .await;
}

/// On the thread of its loop a remote queues in order with `call_soon`.
#[wasi_async_runtime::test(start_paused = true)]
async fn a_remote_keeps_the_order_on_the_thread_of_its_loop() {
    let order: Arc<Mutex<Vec<usize>>> = Arc::default();
    let append = |n: usize| own!([order], move || order.lock().unwrap().push(n));
    let (first, second, third) = (append(1), append(2), append(3));
    let main = coroutine(async move {
        let event_loop = get_running_loop()?;
        event_loop.call_soon(first)?;
        event_loop.remote().call_soon_threadsafe(second)?;
        event_loop.call_soon(third)?;
        sleep(0.0).await
    });
    asyncio::run(main).await.unwrap();
    assert_eq!(*order.lock().unwrap(), [1, 2, 3]);
}

/// A loop that is closed keeps nothing: its tasks are closed, and what is sent to it is refused.
#[wasi_async_runtime::test(start_paused = true)]
async fn a_closed_loop_keeps_nothing() {
    let out = Out::default();
    let (print, held) = (out.clone(), Rc::new(()));
    let kept = Rc::downgrade(&held);
    let event_loop = new_event_loop();
    let left = coroutine(async move {
        let _held = held;
        let slept = sleep(3600.0).await;
        say!(print, "{:?}", slept.as_ref().unwrap_err());
        slept
    });
    event_loop.create_task(left).unwrap();
    event_loop.run_until_complete(coroutine(sleep(0.0))).await.unwrap();
    let remote = event_loop.remote();
    let sent = Arc::new(());
    let sends = sent.clone();
    remote.call_soon_threadsafe(move || drop(sends)).unwrap();
    event_loop.close().unwrap();
    assert!(kept.upgrade().is_none() && Arc::strong_count(&sent) == 1);
    assert_eq!(*out.0.borrow(), "GeneratorExit()\n");
    let sends = sent.clone();
    assert_eq!(remote.call_soon_threadsafe(move || drop(sends)).unwrap_err().to_string(), "Event loop is closed");
    assert_eq!(Arc::strong_count(&sent), 1);
}
