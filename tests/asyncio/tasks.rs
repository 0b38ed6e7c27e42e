//! Twins about tasks, futures, coroutines, cancellation.

use super::*;
use std::cell::{Cell, OnceCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use wasi_async_runtime::asyncio::exc::{
    BASE_EXCEPTION, Class, EXCEPTION, GENERATOR_EXIT, KEYBOARD_INTERRUPT, LOOKUP_ERROR, OS_ERROR, STOP_ITERATION,
    SYSTEM_EXIT, TYPE_ERROR,
};
use wasi_async_runtime::asyncio::{AnyTask, Future as PyFuture, all_tasks};

/// The current task.
pub(super) fn me() -> AnyTask {
    current_task().unwrap().unwrap()
}

/// As Python shows a list of what is shown so.
pub(super) fn list(items: impl IntoIterator<Item = impl Into<String>>) -> String {
    format!("[{}]", items.into_iter().map(Into::into).collect::<Vec<String>>().join(", "))
}

/// As Python shows a list of texts.
pub(super) fn texts(items: impl IntoIterator<Item = impl Display>) -> String {
    list(items.into_iter().map(|item| format!("'{item}'")))
}

/// As Python shows a list of results and exceptions.
pub(super) fn results<T: Display>(given: impl IntoIterator<Item = Py<T>>) -> String {
    list(given.into_iter().map(|given| given.map_or_else(|exc| format!("{exc:?}"), |value| format!("'{value}'"))))
}

/// As Python shows an exception, or none.
pub(super) fn or_none(exc: Option<Exc>) -> String {
    exc.map_or_else(|| "None".to_owned(), |exc| format!("{exc:?}"))
}

/// The future that a task is.
pub(super) fn future_of<T>(task: &Task<T>) -> PyFuture<T> {
    (**task).clone()
}

/// Waits for a task, however it ends.
pub(super) async fn ended<T: Clone + 'static>(task: &Task<T>) -> Py<()> {
    wait([future_of(task)], None, ReturnWhen::AllCompleted).await.map(drop)
}

/// What `except*` of a class gives, where it takes all.
pub(super) fn all_of(class: &Class, raised: Exc) -> Exc {
    let (taken, rest) = raised.split(class);
    assert!(rest.is_none(), "{rest:?} is left");
    taken.unwrap()
}

/// Has the loop's exception handler say what it hears.
pub(super) fn tell(out: &Out) -> Py<()> {
    let out = out.clone();
    get_running_loop()?.set_exception_handler(move |_, trouble| {
        say!(out, "handler {} {:?}", trouble.message, trouble.exception.as_ref().unwrap());
    });
    Ok(())
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel_several() {
    compare(recorded!("cancel_several"), |out| async move {
        let stubborn = |times: usize| {
            let out = out.clone();
            coroutine(async move {
                for n in 0..times {
                    if let Err(exc) = sleep(10.0).await {
                        say!(out, "swallows {n} {exc:?} {}", me().cancelling());
                    }
                }
                let slept = sleep(10.0).await;
                if let Err(exc) = &slept {
                    say!(out, "gives in to {exc:?}");
                }
                slept
            })
        };
        let task = create_task(stubborn(1))?;
        sleep(0.0).await?;
        say!(out, "{} {} {}", shown(task.cancel_with("one")), shown(task.cancel_with("two")), task.cancelling());
        sleep(0.0).await?;
        say!(out, "{} {} {}", shown(task.done()), shown(task.cancel_with("three")), task.cancelling());
        let exc = (&task).await.unwrap_err();
        say!(out, "main {exc:?} {} {}", shown(task.cancelled()), task.cancelling());
        say!(out, "again {:?}", task.result().unwrap_err());
        say!(out, "{} {}", shown(task.cancel_with("four")), task.cancelling());
        let task = create_task(stubborn(3))?;
        for n in 0..5 {
            sleep(0.0).await?;
            let cancelled = if n % 2 == 1 { task.cancel_with(format!("odd {n}")) } else { task.cancel() };
            say!(out, "turn {n} {} {}", shown(cancelled), shown(task.done()));
        }
        sleep(0.0).await?;
        say!(out, "{} {}", shown(task.cancelled()), task.cancelling());
        let task = create_task(coroutine(async {
            match sleep(10.0).await {
                Err(exc) if exc.is(&CANCELLED_ERROR) => Ok("no matter"),
                slept => slept.map(|()| "None"),
            }
        }))?;
        sleep(0.0).await?;
        task.cancel();
        say!(out, "{} {} {}", (&task).await?, shown(task.cancelled()), task.cancelling());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel_chain() {
    compare(recorded!("cancel_chain"), |out| async move {
        let level = |n: usize, awaited: PyFuture<&'static str>| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "level {n} awaits");
                let result = awaited.await;
                if let Err(exc) = &result {
                    say!(out, "level {n} {exc:?} {}", me().cancelling());
                }
                say!(out, "level {n} ends");
                result
            })
        };
        let chain = async |depth: usize, mut future: PyFuture<&'static str>| -> Py<Vec<Task<&'static str>>> {
            let mut tasks = Vec::new();
            for n in 0..depth {
                let task = create_task(level(n, future))?;
                future = future_of(&task);
                tasks.push(task);
            }
            for _ in 0..depth {
                sleep(0.0).await?;
            }
            Ok(tasks)
        };
        let event_loop = get_running_loop()?;
        for which in [2, 0, 1] {
            let future = event_loop.create_future();
            let tasks = chain(3, future.clone()).await?;
            let cancelled = tasks[which].cancel_with(format!("by {which}"));
            say!(out, "cancel {which} {} {}", shown(cancelled), shown(future.cancelled()));
            for turn in 0..3 {
                sleep(0.0).await?;
                say!(out, "turn {turn} {}", list(tasks.iter().map(|task| shown(task.done()))));
            }
            let cancelled = list(tasks.iter().map(|task| shown(task.cancelled())));
            say!(out, "{cancelled} {}", list(tasks.iter().map(|task| task.cancelling().to_string())));
            say!(out, "main {:?}", (&tasks[2]).await.unwrap_err());
            say!(out, "future {:?}", future.await.unwrap_err());
        }
        let future = event_loop.create_future();
        let tasks = chain(3, future.clone()).await?;
        future.cancel_with("the future");
        let given = gather_exceptions(tasks.clone())?.await?;
        say!(out, "{} {}", results(given), list(tasks.iter().map(|task| task.cancelling().to_string())));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel_before_start() {
    compare(recorded!("cancel_before_start"), |out| async move {
        let never = || {
            let out = out.clone();
            coroutine(async move {
                say!(out, "never");
                let slept = sleep(0.0).await;
                say!(out, "never either");
                slept.map(|()| "None")
            })
        };
        let cancels_itself = |then: &'static str| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "cancels itself {} {}", shown(me().cancel_with(then)), me().cancelling());
                let awaited = match then {
                    "returns" => return Ok(then),
                    "raises" => return Err(Exc::new(&VALUE_ERROR, then)),
                    "sleeps" => sleep(0.0).await,
                    _ => get_running_loop()?.create_future().await,
                };
                match awaited {
                    Ok(()) => say!(out, "goes on"),
                    Err(exc) => {
                        say!(out, "out of the await comes {exc:?}");
                        return Err(exc);
                    }
                }
                Ok("None")
            })
        };
        let task = create_task(never())?;
        let (early, earlier) = (task.cancel_with("early"), task.cancel_with("earlier"));
        say!(out, "{} {} {} {}", shown(early), shown(earlier), shown(task.done()), task.cancelling());
        sleep(0.0).await?;
        say!(out, "{} {}", shown(task.done()), shown(task.cancelled()));
        say!(out, "{:?}", task.await.unwrap_err());
        let task = create_task(never())?;
        task.cancel();
        let print = out.clone();
        task.add_done_callback(move |task| say!(print, "callback {}", shown(task.cancelled())));
        let (done, pending) = wait([future_of(&task)], None, ReturnWhen::AllCompleted).await?;
        say!(out, "{}", shown(done.len() == 1 && pending.is_empty()));
        for then in ["sleeps", "waits", "returns", "raises"] {
            let task = create_task(cancels_itself(then))?;
            match (&task).await {
                Ok(value) => say!(out, "{value}"),
                Err(exc) => say!(out, "main {exc:?} {}", shown(task.cancelled())),
            }
        }
        let first = create_task(never())?;
        let second = create_task(cancels_itself("sleeps"))?;
        let third = create_task(coroutine(sleep_with(0.0, "third")))?;
        first.cancel();
        say!(out, "{}", results(gather_exceptions([first, second, third])?.await?));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel_same_turn() {
    compare(recorded!("cancel_same_turn"), |out| async move {
        let waits = |name: &'static str, future: PyFuture<&'static str>| {
            let out = out.clone();
            coroutine(async move {
                let print = out.clone();
                let body = async move {
                    say!(print, "{name} gets {}", future.await?);
                    sleep(0.0).await?;
                    say!(print, "{name} goes on");
                    Ok(())
                };
                let result = body.await;
                if let Err(exc) = &result {
                    say!(out, "{name} raises {exc:?}");
                }
                result
            })
        };
        let ends = async |task: &Task<()>| match task.await {
            Ok(()) => say!(out, "ended"),
            Err(exc) => say!(out, "ended with {exc:?} {}", shown(task.cancelled())),
        };
        let event_loop = get_running_loop()?;
        tell(&out)?;
        for name in ["result", "error", "cancelled"] {
            let future = event_loop.create_future();
            let task = create_task(waits(name, future.clone()))?;
            sleep(0.0).await?;
            match name {
                "result" => future.set_result("a value")?,
                "error" => future.set_exception(Exc::new(&VALUE_ERROR, "lost"))?,
                _ => assert!(future.cancel_with("the future")),
            }
            say!(out, "{} {}", shown(task.cancel_with("the task")), task.cancelling());
            ends(&task).await;
            drop(future);
        }
        let future = event_loop.create_future();
        let task = create_task(waits("late", future.clone()))?;
        sleep(0.0).await?;
        task.cancel_with("the task");
        say!(out, "{:?}", future.set_result("too late").unwrap_err());
        ends(&task).await;
        let future = event_loop.create_future();
        let task: Rc<OnceCell<Task<()>>> = Rc::default();
        let (print, cancels) = (out.clone(), task.clone());
        future.add_done_callback(move |_| {
            say!(print, "callback {}", shown(cancels.get().unwrap().cancel_with("from a callback")));
        });
        task.set(create_task(waits("callback", future.clone()))?).unwrap();
        sleep(0.0).await?;
        future.set_result("a value")?;
        ends(task.get().unwrap()).await;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel_in_finally() {
    compare(recorded!("cancel_in_finally"), |out| async move {
        let print = out.clone();
        let cleans_up = coroutine(async move {
            let slept = sleep(10.0).await;
            if let Err(exc) = &slept {
                say!(print, "body {exc:?}");
            }
            for step in 0..3 {
                match sleep(0.0).await {
                    Ok(()) => say!(print, "step {step}"),
                    Err(exc) => {
                        exc.set_context(slept.as_ref().err().cloned());
                        say!(print, "step {step} is cancelled: {exc:?} while {}", or_none(exc.context()));
                    }
                }
            }
            say!(print, "cleaned up");
            slept
        });
        let print = out.clone();
        let gives_up = coroutine(async move {
            let slept = sleep(10.0).await;
            let inner = sleep(10.0).await;
            say!(print, "inner finally");
            sleep(0.0).await?;
            say!(print, "after inner finally");
            if let Err(exc) = inner {
                exc.set_context(slept.err());
                return Err(exc);
            }
            say!(print, "never");
            slept
        });
        let raises = coroutine(async move {
            let slept = sleep(10.0).await;
            sleep(0.0).await?;
            let exc = Exc::new(&VALUE_ERROR, "from finally");
            exc.set_context(slept.err());
            Err::<(), _>(exc)
        });
        let task = create_task(cleans_up)?;
        sleep(0.0).await?;
        task.cancel_with("first");
        sleep(0.0).await?;
        task.cancel_with("second");
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "done {}", shown(task.done()));
        gather_exceptions([task.clone()])?.await?;
        say!(out, "{} {}", shown(task.cancelled()), task.cancelling());
        let task = create_task(gives_up)?;
        sleep(0.0).await?;
        for name in ["one", "two"] {
            task.cancel_with(name);
            sleep(0.0).await?;
            say!(out, "{name} {}", shown(task.done()));
        }
        let exc = task.await.unwrap_err();
        say!(out, "main {exc:?} while {}", or_none(exc.context()));
        let task = create_task(raises)?;
        sleep(0.0).await?;
        task.cancel_with("third");
        let exc = (&task).await.unwrap_err();
        let context = or_none(exc.context());
        say!(out, "{exc:?} while {context} {} {}", shown(task.cancelled()), task.cancelling());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn uncancel() {
    compare(recorded!("uncancel"), |out| async move {
        let print = out.clone();
        let retries = coroutine(async move {
            loop {
                if let Err(exc) = sleep(10.0).await {
                    let left = me().uncancel();
                    say!(print, "a {exc:?} left {left}");
                    if exc.to_string() == "stop" {
                        return Err::<(), _>(exc);
                    }
                }
            }
        });
        let work = |name: &'static str, fails: bool| {
            let out = out.clone();
            coroutine(async move {
                let print = out.clone();
                let body = async move {
                    sleep(0.0).await?;
                    say!(print, "{name} works");
                    if fails { Err(Exc::new(&KEY_ERROR, name)) } else { Ok(()) }
                };
                let result = body.await;
                say!(out, "{name} sees {}", me().cancelling());
                result
            })
        };
        let (before, left) = (me().cancelling(), me().uncancel());
        say!(out, "{before} {left} {}", me().cancelling());
        let task = create_task(retries)?;
        sleep(0.0).await?;
        for message in ["go on", "and on"] {
            task.cancel_with(message);
            sleep(0.0).await?;
            say!(out, "{message} {} {}", shown(task.done()), task.cancelling());
        }
        task.cancel_with("x");
        task.cancel_with("stop");
        say!(out, "{}", task.cancelling());
        sleep(0.0).await?;
        let (before, left) = (task.cancelling(), task.uncancel());
        say!(out, "{before} {left} {}", task.uncancel());
        task.cancel_with("stop");
        ended(&task).await?;
        say!(out, "{} {} {}", shown(task.cancelled()), task.cancelling(), task.uncancel());
        me().cancel_with("still");
        say!(out, "{}", me().uncancel());
        say!(out, "{:?} {}", sleep(0.0).await.unwrap_err(), me().cancelling());
        me().cancel_with("before");
        say!(out, "{:?} {}", work("in place", false).await.unwrap_err(), me().cancelling());
        let in_group = work("in the group", true);
        let raised = TaskGroup::scope(|group| async move {
            group.create_task(in_group)?;
            sleep(10.0).await
        });
        say!(out, "{:?} {}", all_of(&KEY_ERROR, raised.await.unwrap_err()), me().cancelling());
        say!(out, "{} {}", me().uncancel(), me().cancelling());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn awaited_by_several() {
    compare(recorded!("awaited_by_several"), |out| async move {
        let slow = |value: Option<&'static str>| {
            let out = out.clone();
            coroutine(async move {
                for n in 0..2 {
                    say!(out, "slow {n}");
                    sleep(0.0).await?;
                }
                value.map(str::to_owned).ok_or_else(|| Exc::new(&LOOKUP_ERROR, "nothing"))
            })
        };
        let awaits = |name: &'static str, task: PyFuture<String>, then: Option<PyFuture<String>>| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "{name} awaits");
                let result = match task.await {
                    Ok(value) => {
                        say!(out, "{name} has {value} {}", then.map_or("done", |then| shown(then.done())));
                        Ok(format!("{name}({value})"))
                    }
                    Err(exc) if exc.is(&LOOKUP_ERROR) => {
                        say!(out, "{name} has {exc:?}");
                        exc.add_note(name);
                        Err(exc)
                    }
                    Err(exc) => Err(exc),
                };
                sleep(0.0).await?;
                say!(out, "{name} ends");
                result
            })
        };
        let start = |name, task: &Task<String>, then: Option<&Task<String>>| {
            create_task(awaits(name, future_of(task), then.map(future_of)))
        };
        let task = create_task(slow(Some("value")))?;
        let a = start("a", &task, None)?;
        let b = start("b", &task, Some(&a))?;
        let c = start("c", &b, Some(&a))?;
        let d = start("d", &a, Some(&b))?;
        say!(out, "{}", awaits("main", future_of(&task), Some(future_of(&c))).await?);
        say!(out, "{} {} {}", d.await?, c.await?, b.await?);
        let failing = create_task(slow(None))?;
        let tasks = [start("e", &failing, None)?, start("f", &failing, None)?];
        let raised = gather_exceptions(tasks)?.await?;
        let [e, f] = [0, 1].map(|n| raised[n].clone().unwrap_err());
        let is_same = e == f && Some(&f) == failing.exception()?.as_ref();
        say!(out, "{} {} {}", results(raised), shown(is_same), texts(e.notes()));
        let failing = create_task(slow(None))?;
        let tasks = ["g", "h", "i"].into_iter().map(|name| start(name, &failing, None)).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        tasks[1].cancel_with("by h");
        let given = gather_exceptions(tasks.clone())?.await?;
        say!(out, "{} {}", results(given), shown(failing.cancelled()));
        say!(out, "{}", list(tasks.iter().map(|task| task.cancelling().to_string())));
        let again = create_task(slow(Some("kept")))?;
        let k = create_task(awaits("k", shield(again.clone())?, None))?;
        sleep(0.0).await?;
        k.cancel();
        ended(&k).await?;
        say!(out, "{} {} {}", shown(k.cancelled()), (&again).await?, (&again).await?);
        Ok(())
    })
    .await;
}

type Own = Rc<RefCell<Vec<Task<&'static str>>>>;

/// The task of this number, itself.
fn own(tasks: &Own, n: usize) -> Task<&'static str> {
    tasks.borrow()[n].clone()
}

#[wasi_async_runtime::test(start_paused = true)]
async fn awaits_itself() {
    compare(recorded!("awaits_itself"), |out| async move {
        let awaits_itself = |name: &'static str, turns: usize, tasks: Own| {
            let out = out.clone();
            coroutine(async move {
                for _ in 0..turns {
                    sleep(0.0).await?;
                }
                say!(out, "{name} awaits itself");
                let raised = own(&tasks, turns).await.unwrap_err();
                assert!(raised.is(&RUNTIME_ERROR));
                say!(out, "{name} {}", raised.to_string().split(':').next().unwrap());
                sleep(0.0).await?;
                say!(out, "{name} ends");
                Ok(name)
            })
        };
        let tasks = Own::default();
        for (turns, name) in ["a", "b"].into_iter().enumerate() {
            let task = create_task(awaits_itself(name, turns, tasks.clone()))?;
            tasks.borrow_mut().push(task);
        }
        let both = tasks.borrow().clone();
        for turn in 0..5 {
            sleep(0.0).await?;
            say!(out, "turn {turn} {}", list(both.iter().map(|task| shown(task.done()))));
        }
        say!(out, "{}", texts([both[0].result()?, both[1].result()?]));
        let (print, tasks) = (out.clone(), Own::default());
        let holds = tasks.clone();
        let is_asked_to_cancel = coroutine(async move {
            me().cancel_with("in the same step");
            if let Err(exc) = own(&holds, 0).await {
                say!(print, "instead {exc:?}");
            }
            Ok("lived on")
        });
        let task = create_task(is_asked_to_cancel)?;
        tasks.borrow_mut().push(task.clone());
        ended(&task).await?;
        say!(out, "{} {}", task.result()?, task.cancelling());
        let (print, tasks) = (out.clone(), Own::default());
        let kept: Rc<OnceCell<PyFuture<Vec<&'static str>>>> = Rc::default();
        let (holds, keeps) = (tasks.clone(), kept.clone());
        let gathers_itself = coroutine(async move {
            sleep(0.0).await?;
            let itself = own(&holds, 0);
            let slept = create_task(coroutine(sleep_with(0.0, "slept")))?;
            let whole = gather([itself.clone(), slept])?;
            sleep(0.0).await?;
            sleep(0.0).await?;
            say!(print, "cancels {} {}", shown(whole.cancel_with("all")), itself.cancelling());
            if let Err(exc) = sleep(0.0).await {
                say!(print, "cancelled {exc:?}");
            }
            keeps.set(whole).unwrap();
            Ok("ended")
        });
        let task = create_task(gathers_itself)?;
        tasks.borrow_mut().push(task.clone());
        let text = task.await?;
        let whole = kept.get().unwrap();
        say!(out, "{text} {}", shown(whole.done()));
        say!(out, "whole {:?}", whole.await.unwrap_err());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn done_callbacks_order() {
    compare(recorded!("done_callbacks_order"), |out| async move {
        let event_loop = get_running_loop()?;
        let print = out.clone();
        event_loop.set_exception_handler(move |_, trouble| {
            say!(print, "handler {} {:?}", &trouble.message[..21], trouble.exception.as_ref().unwrap());
        });
        let print = out.clone();
        let named = move |name: &'static str| {
            let out = print.clone();
            move |future: PyFuture<i64>| -> Py<()> {
                let current = if current_task()?.is_some() { "a task" } else { "None" };
                say!(out, "{name} {} {current}", future.result()?);
                Ok(())
            }
        };
        let print = out.clone();
        let raises = move |future: PyFuture<i64>| -> Py<()> {
            say!(print, "raises");
            Err(Exc::new(&VALUE_ERROR, format!("in a callback: {}", future.result()?)))
        };
        let soon = |text: &'static str| {
            let print = out.clone();
            get_running_loop()?.call_soon(move || say!(print, "{text}"))
        };
        let (print, inner) = (out.clone(), named.clone());
        let adds = move |future: PyFuture<i64>| -> Py<()> {
            say!(print, "adds");
            future.add_done_callback(inner("added in a callback"));
            get_running_loop()?.call_soon(move || say!(print, "soon, from a callback"))?;
            Ok(())
        };
        let future = event_loop.create_future();
        let a = future.add_done_callback(named("a"));
        future.add_done_callback(raises);
        future.add_done_callback(adds);
        let b = future.add_done_callback(named("b"));
        future.add_done_callback(named("c"));
        let removed = [b, b].map(|b| i32::from(future.remove_done_callback(b)));
        say!(out, "removed {} {}", removed[0], removed[1]);
        soon("soon, before")?;
        future.set_result(1)?;
        soon("soon, after")?;
        future.add_done_callback(named("d"));
        say!(out, "too late {}", i32::from(future.remove_done_callback(a)));
        say!(out, "{}", future.await?);
        for turn in 0..3 {
            sleep(0.0).await?;
            say!(out, "turn {turn}");
        }
        let waits = |name: &'static str, future: PyFuture<i64>| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "{name} {}", future.await?);
                Ok(())
            })
        };
        let future = event_loop.create_future();
        future.add_done_callback(named("first"));
        let tasks = [create_task(waits("x", future.clone()))?, create_task(waits("y", future.clone()))?];
        sleep(0.0).await?;
        future.add_done_callback(named("last"));
        let (print, other) = (out.clone(), tasks[1].clone());
        tasks[0].add_done_callback(move |_| say!(print, "x is done {}", shown(other.done())));
        future.set_result(2)?;
        gather(tasks)?.await?;
        let future: PyFuture<i64> = event_loop.create_future();
        let print = out.clone();
        future.add_done_callback(move |future| {
            say!(print, "cancelled {} {}", shown(future.cancelled()), shown(future.cancel()));
        });
        future.cancel();
        say!(out, "before");
        sleep(0.0).await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn task_names() {
    fn names() -> String {
        let mut names: Vec<String> = all_tasks().unwrap().iter().map(AnyTask::get_name).collect();
        names.sort();
        texts(names)
    }

    fn nested(out: &Out, depth: usize) -> Coroutine<String> {
        let out = out.clone();
        coroutine(async move {
            if depth == 0 {
                sleep(0.0).await?;
                return Ok(me().get_name());
            }
            say!(out, "depth {depth} {}", me().get_name());
            nested(&out, depth - 1).await
        })
    }

    compare(recorded!("task_names"), |out| async move {
        let renames = |name: &'static str| {
            let out = out.clone();
            coroutine(async move {
                let myself = me();
                myself.set_name(name);
                say!(out, "{name} runs beside {}", names());
                sleep(0.0).await?;
                say!(out, "{name} is {} {}", myself.get_name(), shown(myself == me()));
                myself.set_name(name.to_uppercase());
                nested(&out, 2).await
            })
        };
        let event_loop = get_running_loop()?;
        me().set_name("main");
        say!(out, "{}", names());
        let one = create_task(renames("one"))?;
        one.set_name("not one yet");
        let two = create_task(renames("two"))?;
        two.set_name("not two yet");
        say!(out, "{}", names());
        let print = out.clone();
        event_loop.call_soon(move || {
            let current = if current_task().unwrap().is_some() { "a task" } else { "None" };
            say!(print, "callback {current} {}", names());
        })?;
        for task in [&one, &two] {
            let (print, done) = (out.clone(), task.clone());
            task.add_done_callback(move |_| say!(print, "done {} {}", done.get_name(), names()));
        }
        say!(out, "{}", (&one).await?);
        one.set_name("one has ended");
        say!(out, "{} {}", one.get_name(), names());
        say!(out, "{} {} {}", (&two).await?, shown(one.done()), shown(two.done()));
        say!(out, "{}", names());
        let cancels_others = || {
            let out = out.clone();
            coroutine(async move {
                let mut tasks = all_tasks()?;
                tasks.sort_by_key(AnyTask::get_name);
                for task in tasks.iter().filter(|task| task.get_name().starts_with("sleeper")) {
                    say!(out, "cancel {} {} {}", task.get_name(), shown(task.cancel()), shown(task.done()));
                }
                Ok(())
            })
        };
        let sleepers = (0..3).map(|_| create_task(coroutine(sleep(10.0)))).collect::<Py<Vec<_>>>()?;
        for (n, task) in sleepers.iter().enumerate() {
            task.set_name(format!("sleeper {n}"));
        }
        sleep(0.0).await?;
        cancels_others().await?;
        say!(out, "{}", names());
        wait(sleepers.iter().map(future_of), None, ReturnWhen::AllCompleted).await?;
        say!(out, "{} {}", names(), list(sleepers.iter().map(|task| shown(task.cancelled()))));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn future_misuse() {
    compare(recorded!("future_misuse"), |out| async move {
        fn none(done: Py<()>) -> Py<String> {
            done.map(|()| "None".to_owned())
        }

        fn truth(truth: bool) -> Py<String> {
            Ok(shown(truth).to_owned())
        }

        fn number(result: Py<i64>) -> Py<String> {
            result.map(|number| number.to_string())
        }

        fn exception<T: 'static>(future: &PyFuture<T>) -> Py<String> {
            Ok(future.exception()?.map_or_else(|| "None".to_owned(), |exc| exc.to_string()))
        }

        let attempt = |name: &str, called: Py<String>| match called {
            Ok(value) => say!(out, "{name} {value}"),
            Err(exc) => say!(out, "{name} {} {exc}", exc.class().name()),
        };
        let late = || Exc::new(&VALUE_ERROR, "late");
        let event_loop = get_running_loop()?;
        let future = event_loop.create_future();
        attempt("result", number(future.result()));
        attempt("exception", exception(&future));
        attempt("stop", none(future.set_exception(Exc::new(&STOP_ITERATION, "no"))));
        attempt("done", truth(future.done()));
        attempt("set", none(future.set_result(1)));
        attempt("set again", none(future.set_result(2)));
        attempt("raise then", none(future.set_exception(late())));
        attempt("cancel", truth(future.cancel_with("late")));
        attempt("result", number(future.result()));
        attempt("exception", exception(&future));
        let future = event_loop.create_future();
        attempt("cancel", truth(future.cancel_with("enough")));
        attempt("set", none(future.set_result(1)));
        attempt("raise", none(future.set_exception(late())));
        attempt("result", number(future.result()));
        attempt("exception", exception(&future));
        attempt("result", number(future.result()));
        let future = event_loop.create_future();
        attempt("raise", none(future.set_exception(Exc::new(&KEY_ERROR, "kept"))));
        attempt("result", number(future.result()));
        attempt("exception", exception(&future));
        attempt("cancel", truth(future.cancel()));
        attempt("cancelled", truth(future.cancelled()));
        let task = create_task(coroutine(async {
            sleep(0.0).await?;
            Err::<(), _>(Exc::new(&STOP_ITERATION, "the end"))
        }))?;
        attempt("task", none(task.result()));
        attempt("task", exception(&task));
        attempt("task", none(task.set_result(())));
        attempt("task", none(task.set_exception(Exc::new(&VALUE_ERROR, "no"))));
        let raised = (&task).await.unwrap_err();
        assert!(raised.is(&RUNTIME_ERROR));
        say!(out, "{raised:?} {}", or_none(raised.cause()));
        attempt("loop", truth(future.get_loop() == event_loop && task.get_loop() == event_loop));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn exceptions_kept() {
    compare(recorded!("exceptions_kept"), |out| async move {
        let fails = |text: &'static str| {
            coroutine(async move {
                sleep(0.0).await?;
                Err::<(), _>(Exc::new(&VALUE_ERROR, text))
            })
        };
        let looks = async |name: &str, future: &Task<()>| {
            let exc = future.await.unwrap_err();
            exc.add_note(format!("seen by {name}"));
            say!(out, "{name} {exc:?} {}", texts(exc.notes()));
            exc
        };
        let event_loop = get_running_loop()?;
        tell(&out)?;
        let task = create_task(fails("one"))?;
        let first = looks("first", &task).await;
        let second = looks("second", &task).await;
        let kept = task.exception()?.unwrap();
        say!(out, "{} {} {}", shown(first == second), shown(kept == first), texts(kept.notes()));
        let future: PyFuture<()> = event_loop.create_future();
        let kept = Exc::new(&KEY_ERROR, "kept");
        future.set_exception(kept.clone())?;
        for _ in 0..2 {
            let exc = future.result().unwrap_err();
            say!(out, "{exc:?} {}", shown(exc == kept));
        }
        let future: PyFuture<()> = event_loop.create_future();
        future.set_exception(Exc::new(&VALUE_ERROR, "of a future"))?;
        say!(out, "before");
        drop(future);
        say!(out, "after");
        let task = create_task(fails("of a task"))?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "done {}", shown(task.done()));
        drop(task);
        say!(out, "gone");
        let task = create_task(fails("asked for"))?;
        ended(&task).await?;
        say!(out, "{}", or_none(task.exception()?));
        drop(task);
        create_task(fails("nobody holds it"))?;
        for turn in 0..3 {
            sleep(0.0).await?;
            say!(out, "turn {turn}");
        }
        let gathered = gather([fails("of a gather"), fails("the other")])?;
        for _ in 0..4 {
            sleep(0.0).await?;
        }
        say!(out, "gathered {}", shown(gathered.done()));
        drop(gathered);
        say!(out, "end");
        Ok(())
    })
    .await;
}

/// Says what a step by hand has given.
fn step<T: Display>(out: &Out, name: &str, given: Py<Sent<T>>) {
    match given {
        Ok(Sent::Returned(value)) => say!(out, "{name} returns {value}"),
        Ok(_) => say!(out, "{name} yields"),
        Err(exc) => say!(out, "{name} raises {exc:?}"),
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn coroutine_stages() {
    compare(recorded!("coroutine_stages"), |out| async move {
        let work = |name: &'static str| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "{name} begins");
                for n in 0..2 {
                    match sleep(0.0).await {
                        Ok(()) => say!(out, "{name} goes on {n}"),
                        Err(exc) if exc.is(&VALUE_ERROR) => say!(out, "{name} handles {exc:?}"),
                        Err(exc) => return Err(exc),
                    }
                }
                Ok(name)
            })
        };
        let stubborn = |times: usize| {
            let out = out.clone();
            coroutine(async move {
                for _ in 0..times {
                    match sleep(0.0).await {
                        Err(exc) if exc.is(&GENERATOR_EXIT) => say!(out, "stubborn"),
                        slept => slept?,
                    }
                }
                Ok("at last")
            })
        };
        let value_error = |text: &'static str| Exc::new(&VALUE_ERROR, text);
        let mut coro = work("a");
        step(&out, "throw", coro.throw(value_error("early")));
        step(&out, "send", coro.send());
        step(&out, "throw", coro.throw(value_error("again")));
        coro.close()?;
        let mut coro = work("b");
        coro.close()?;
        coro.close()?;
        step(&out, "send", coro.send());
        let mut coro = work("c");
        for _ in 0..4 {
            step(&out, "send", coro.send());
        }
        coro.close()?;
        let mut coro = work("d");
        step(&out, "send", coro.send());
        step(&out, "throw", coro.throw(value_error("handled")));
        step(&out, "throw", coro.throw(Exc::new(&KEY_ERROR, "not handled")));
        step(&out, "send", coro.send());
        let mut coro = work("e");
        step(&out, "send", coro.send());
        step(&out, "throw", coro.throw(value_error("one")));
        step(&out, "throw", coro.throw(value_error("two")));
        let close = |coro: &mut Coroutine<&'static str>| {
            coro.close()?;
            say!(out, "close None");
            Ok(())
        };
        let mut coro = work("f");
        step(&out, "send", coro.send());
        close(&mut coro)?;
        step(&out, "send", coro.send());
        let mut coro = stubborn(1);
        step(&out, "send", coro.send());
        close(&mut coro)?;
        let mut coro = stubborn(2);
        step(&out, "send", coro.send());
        say!(out, "{:?}", coro.close().unwrap_err());
        step(&out, "send", coro.send());
        close(&mut coro)
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn coroutine_throw() {
    compare(recorded!("coroutine_throw"), |out| async move {
        let step = |name: &str, given: Py<Sent<String>>| match given {
            Ok(Sent::Returned(value)) => say!(out, "{name} returns {value}"),
            Ok(_) => say!(out, "{name} yields"),
            Err(exc) => say!(out, "{name} raises {exc:?} while {}", or_none(exc.context())),
        };
        let print = out.clone();
        let inner = move |mode: &'static str| {
            let out = print.clone();
            coroutine(async move {
                say!(out, "inner begins");
                let result = match sleep(0.0).await {
                    Ok(()) => {
                        say!(out, "inner ends");
                        Ok("inner")
                    }
                    Err(exc) if exc.is(&VALUE_ERROR) => {
                        say!(out, "inner gets {exc:?}");
                        match mode {
                            "handles" => Ok("handled"),
                            "replaces" => Err(Exc::new(&KEY_ERROR, "in its place")),
                            _ => Err(exc),
                        }
                    }
                    Err(exc) => Err(exc),
                };
                if mode == "awaits"
                    && let Err(exc) = sleep(0.0).await
                {
                    exc.set_context(result.err());
                    return Err(exc);
                }
                say!(out, "inner finally");
                result
            })
        };
        let outer = |mode: &'static str| {
            let (out, inner) = (out.clone(), inner.clone());
            coroutine(async move {
                let print = out.clone();
                let body = async move {
                    let result = inner(mode).await?;
                    say!(print, "outer has {result}");
                    sleep(0.0).await?;
                    Ok::<_, Exc>(format!("outer of {result}"))
                };
                let result = match body.await {
                    Err(exc) if exc.is(&LOOKUP_ERROR) => {
                        say!(out, "outer gets {exc:?}");
                        sleep(0.0).await.map(|()| "recovered".to_owned())
                    }
                    result => result,
                };
                say!(out, "outer finally");
                result
            })
        };
        for mode in ["passes", "handles", "replaces", "awaits"] {
            say!(out, "-- {mode}");
            let mut coro = outer(mode);
            step("send", coro.send());
            step("throw", coro.throw(Exc::new(&VALUE_ERROR, mode)));
            step("send", coro.send());
            step("send", coro.send());
        }
        say!(out, "-- while it awaits in finally");
        let mut coro = outer("awaits");
        step("send", coro.send());
        step("throw", coro.throw(Exc::new(&VALUE_ERROR, "first")));
        step("throw", coro.throw(Exc::new(&TYPE_ERROR, "second")));
        say!(out, "-- after inner has ended");
        let mut coro = outer("passes");
        step("send", coro.send());
        step("send", coro.send());
        step("throw", coro.throw(Exc::new(&VALUE_ERROR, "outside")));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn coroutine_close() {
    compare(recorded!("coroutine_close"), |out| async move {
        let print = out.clone();
        let inner = move |mode: &'static str| {
            let out = print.clone();
            coroutine(async move {
                let print = out.clone();
                let body = async move {
                    let Err(exc) = sleep(0.0).await else { return Ok("None") };
                    say!(print, "inner gets {exc:?}");
                    match mode {
                        "swallows" => return Ok("swallowed"),
                        "replaces" => return Err(Exc::new(&VALUE_ERROR, "instead")),
                        "ignores" => {
                            sleep(0.0).await?;
                            say!(print, "never");
                        }
                        _ => {}
                    }
                    Err(exc)
                };
                let result = body.await;
                say!(out, "inner finally");
                result
            })
        };
        let outer = |mode: &'static str, handles: bool| {
            let (out, inner) = (out.clone(), inner.clone());
            coroutine(async move {
                let result = match inner(mode).await {
                    Ok(value) => {
                        say!(out, "outer has {value}");
                        Ok(())
                    }
                    Err(exc) => {
                        say!(out, "outer gets {exc:?}");
                        if handles { Ok(()) } else { Err(exc) }
                    }
                };
                say!(out, "outer finally");
                result
            })
        };
        for mode in ["passes", "swallows", "replaces", "ignores"] {
            for handles in [false, true] {
                say!(out, "-- {mode} {}", shown(handles));
                let mut coro = outer(mode, handles);
                coro.send()?;
                match coro.close() {
                    Ok(()) => say!(out, "closed"),
                    Err(exc) => say!(out, "close raises {exc:?}"),
                }
                say!(out, "{}", coro.send().unwrap_err());
            }
        }
        say!(out, "-- dropped");
        let mut coro = outer("passes", false);
        coro.send()?;
        drop(coro);
        say!(out, "-- thrown");
        for mode in ["passes", "swallows"] {
            let mut coro = outer(mode, false);
            coro.send()?;
            let raised = coro.throw(Exc::new(&GENERATOR_EXIT, "by hand")).unwrap_err();
            say!(out, "throw raises {raised:?}");
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn coroutine_values() {
    compare(recorded!("coroutine_values"), |out| async move {
        let square = |n: i64| {
            let out = out.clone();
            coroutine(async move {
                say!(out, "square {n} begins");
                sleep(0.0).await?;
                say!(out, "square {n} ends");
                Ok(n * n)
            })
        };
        let total = |coros: Rc<RefCell<Vec<Coroutine<i64>>>>| {
            coroutine(async move {
                let mut result = 0;
                loop {
                    let next = coros.borrow_mut().pop();
                    let Some(coro) = next else { return Ok(result) };
                    result += coro.await?;
                }
            })
        };
        let twice = |mut coro: Coroutine<i64>| {
            let out = out.clone();
            coroutine(async move {
                let first = (&mut coro).await?;
                if let Err(exc) = coro.await {
                    say!(out, "{exc:?}");
                }
                Ok(first)
            })
        };
        let choose = |which: bool, one: Coroutine<i64>, other: Coroutine<i64>| {
            coroutine(async move {
                let (chosen, mut left) = if which { (one, other) } else { (other, one) };
                left.close()?;
                chosen.await
            })
        };
        let mut coros: Vec<Coroutine<i64>> = (0..4).map(square).collect();
        say!(out, "made {}", coros.len());
        let last = coros.pop().unwrap();
        let coros = Rc::new(RefCell::new(coros));
        let sum = total(coros.clone()).await?;
        say!(out, "total {sum} {:?}", coros.borrow());
        say!(out, "last {}", last.await?);
        say!(out, "twice {}", twice(square(5)).await?);
        let chosen = choose(true, square(6), square(7)).await?;
        say!(out, "chosen {chosen} {}", choose(false, square(8), square(9)).await?);
        let mut closed = square(10);
        closed.close()?;
        say!(out, "{:?}", closed.await.unwrap_err());
        let mut begun = square(11);
        let sent = begun.send()?;
        say!(out, "{}", if matches!(sent, Sent::Yielded(value) if value.is_none()) { "None" } else { "it has ended" });
        say!(out, "task {}", create_task(begun)?.await?);
        let mut has_ended = square(12);
        (&mut has_ended).await?;
        let task = create_task(has_ended)?;
        ended(&task).await?;
        say!(out, "{}", or_none(task.exception()?));
        let mut pipeline = square(2);
        for _ in 0..2 {
            pipeline = twice(pipeline);
        }
        say!(out, "{}", pipeline.await?);
        Ok(())
    })
    .await;
}

static REFUSED: Class = Class::new("Refused", &[&LOOKUP_ERROR]);
static MISSING: Class = Class::new("Missing", &[&REFUSED, &KEY_ERROR]);

#[wasi_async_runtime::test(start_paused = true)]
async fn exceptions_shown() {
    compare(recorded!("exceptions_shown"), |out| async move {
        let fails = |n: i64| {
            coroutine(async move {
                sleep(0.0).await?;
                Err::<(), _>(Exc::new(&MISSING, format!("item {n}")))
            })
        };
        let wraps = move |n: i64| {
            coroutine(async move {
                let Err(exc) = fails(n).await else { return Ok(()) };
                assert!(exc.is(&LOOKUP_ERROR));
                exc.add_note(format!("note {n}"));
                let wrapped = Exc::new(&RUNTIME_ERROR, ("wrapped", n));
                wrapped.set_context(exc.clone());
                Err(wrapped.from_cause(exc))
            })
        };
        let replaces = move |n: i64| {
            coroutine(async move {
                let Err(exc) = wraps(n).await else { return Ok(()) };
                assert!(exc.is(&RUNTIME_ERROR));
                let error = Exc::new(&REFUSED, ());
                error.set_context(exc.clone());
                Err(error.from_cause(exc.cause().filter(|_| n != 2)))
            })
        };
        let deep = vec![Exc::new(&KEY_ERROR, "k"), Exc::group("in", vec![Exc::new(&MISSING, ())])];
        for exc in [
            Exc::new(&VALUE_ERROR, ()),
            Exc::new(&VALUE_ERROR, ""),
            Exc::new(&VALUE_ERROR, ("a", 1)),
            Exc::new(&VALUE_ERROR, true),
            Exc::new(&KEY_ERROR, "it's"),
            Exc::new(&KEY_ERROR, "both ' and \""),
            Exc::new(&KEY_ERROR, ("a", "b")),
            Exc::new(&REFUSED, "line\nbreak\ttab\\"),
            Exc::new(&MISSING, "key"),
            Exc::new(&TIMEOUT_ERROR, ()),
            Exc::new(&CANCELLED_ERROR, "message"),
            Exc::group("one", vec![Exc::new(&VALUE_ERROR, 1)]),
            Exc::group("", deep),
            Exc::group("base", vec![Exc::new(&VALUE_ERROR, ()), Exc::new(&CANCELLED_ERROR, ())]),
            Exc::group("base", vec![Exc::new(&VALUE_ERROR, ())]),
        ] {
            say!(out, "{} | {exc} | {exc:?}", exc.class().name());
        }
        for task in [create_task(wraps(1))?, create_task(replaces(2))?, create_task(replaces(3))?] {
            let exc = task.await.unwrap_err();
            let notes = exc.cause().map_or_else(|| "None".to_owned(), |cause| texts(cause.notes()));
            say!(out, "{exc:?} {} {} {notes}", or_none(exc.cause()), or_none(exc.context()));
        }
        let counts = [Exc::new(&VALUE_ERROR, ()), Exc::new(&VALUE_ERROR, ("a", 1))].map(|exc| exc.args().len());
        let (second, first) = (Exc::new(&MISSING, ("key", 2)).args()[1].str(), Exc::new(&KEY_ERROR, "k"));
        say!(out, "{} {} {second} {}", counts[0], counts[1], first.args()[0].repr());
        let missing = Exc::new(&MISSING, ());
        let kinds = [&KEY_ERROR, &LOOKUP_ERROR, &REFUSED, &VALUE_ERROR, &EXCEPTION];
        say!(out, "{}", list(kinds.map(|kind| shown(missing.is(kind)))));
        let cancelled = Exc::new(&CANCELLED_ERROR, ());
        say!(out, "{}", list([&EXCEPTION, &BASE_EXCEPTION].map(|kind| shown(cancelled.is(kind)))));
        let kinds = [&OS_ERROR, &TIMEOUT_ERROR, &RUNTIME_ERROR];
        say!(out, "{}", list(kinds.map(|kind| shown(TIMEOUT_ERROR.is_subclass_of(kind)))));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel_ring() {
    compare(recorded!("cancel_ring"), |out| async move {
        let member = |n: usize, ring: Own, turns: usize| {
            let out = out.clone();
            coroutine(async move {
                let (name, myself) = (["a", "b", "c"][n], me());
                for turn in 0..turns {
                    match sleep(0.0).await {
                        Ok(()) => say!(out, "{name} turn {turn}"),
                        Err(exc) => {
                            say!(out, "{name} turn {turn} {exc:?} {}", myself.cancelling());
                            if myself.cancelling() > 1 {
                                let done = list(ring.borrow().iter().map(|task| shown(task.done())));
                                say!(out, "{name} gives in {done}");
                                return Err(exc);
                            }
                        }
                    }
                    let next = (n + 1) % ring.borrow().len();
                    own(&ring, next).cancel_with(format!("by {name}"));
                }
                Ok(name)
            })
        };
        let print = out.clone();
        let toggles = coroutine(async move {
            for n in 0..2 {
                me().cancel_with(format!("toggle {n}"));
                say!(print, "toggle {n} {}", me().uncancel());
                match sleep(0.0).await {
                    Ok(()) => say!(print, "not cancelled"),
                    Err(exc) => say!(print, "{exc:?} {}", me().cancelling()),
                }
                sleep(0.0).await?;
            }
            Ok(())
        });
        let stops = |others: Vec<Task<()>>| {
            let out = out.clone();
            coroutine(async move {
                for task in &others {
                    say!(out, "stops {} {}", task.get_name(), shown(task.cancel()));
                }
                sleep(0.0).await?;
                say!(out, "stopped {}", list(others.iter().map(|task| shown(task.done()))));
                Ok(())
            })
        };
        let sleeper = |name: &'static str, delay: f64| {
            let out = out.clone();
            coroutine(async move {
                let slept = sleep(delay).await;
                if slept.is_ok() {
                    say!(out, "{name} slept");
                }
                say!(out, "{name} ends {}", me().cancelling());
                slept
            })
        };
        let ring = Own::default();
        for n in 0..3 {
            let task = create_task(member(n, ring.clone(), 3))?;
            ring.borrow_mut().push(task);
        }
        let tasks = ring.borrow().clone();
        say!(out, "{}", results(gather_exceptions(tasks.clone())?.await?));
        say!(out, "{}", list(tasks.iter().map(|task| task.cancelling().to_string())));
        create_task(toggles)?.await?;
        let others = [("x", 10.0), ("y", 0.0), ("z", 10.0)].map(|(name, delay)| create_task(sleeper(name, delay)));
        let others = others.into_iter().collect::<Py<Vec<_>>>()?;
        for (task, name) in others.iter().zip(["x", "y", "z"]) {
            task.set_name(name);
        }
        sleep(0.0).await?;
        stops(others.iter().rev().cloned().collect()).await?;
        let given = gather_exceptions(others)?.await?;
        say!(out, "{}", results(given.into_iter().map(|given| given.map(|()| "None"))));
        let task = create_task(sleeper("w", 0.0))?;
        let cancels = task.clone();
        get_running_loop()?.call_soon(move || assert!(cancels.cancel_with("soon")))?;
        ended(&task).await?;
        say!(out, "{}", shown(task.cancelled()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn future_chain() {
    type End = fn(&[PyFuture<String>]) -> Py<()>;

    compare(recorded!("future_chain"), |out| async move {
        let chain = |source: &PyFuture<String>, target: &PyFuture<String>, name: &'static str| {
            let (print, copied) = (out.clone(), target.clone());
            source.add_done_callback(move |future| -> Py<()> {
                say!(print, "{name} copies {}", shown(copied.done()));
                if copied.done() {
                    return Ok(());
                }
                if future.cancelled() {
                    copied.cancel_with(name);
                } else if let Some(exc) = future.exception()? {
                    copied.set_exception(exc)?;
                } else {
                    copied.set_result(future.result()? + name)?;
                }
                Ok(())
            });
            let (print, source) = (out.clone(), source.clone());
            target.add_done_callback(move |future| {
                say!(print, "{name} goes back {}", shown(source.done()));
                if future.cancelled() {
                    source.cancel_with(format!("back from {name}"));
                }
            });
        };
        let waits = |name: &'static str, future: PyFuture<String>| {
            let out = out.clone();
            coroutine(async move {
                match future.await {
                    Ok(value) => say!(out, "{name} has {value}"),
                    Err(exc) => say!(out, "{name} has {exc:?}"),
                }
                sleep(0.0).await?;
                say!(out, "{name} ends");
                Ok(())
            })
        };
        let event_loop = get_running_loop()?;
        let ends: [End; 5] = [
            |futures| futures[0].set_result(String::new()),
            |futures| futures[0].set_exception(Exc::new(&VALUE_ERROR, "first")),
            |futures| {
                futures[0].cancel_with("first");
                Ok(())
            },
            |futures| {
                futures[2].cancel_with("last");
                Ok(())
            },
            |futures| {
                futures[2].set_result("early".to_owned())?;
                futures[1].cancel_with("middle");
                Ok(())
            },
        ];
        for end in ends {
            let futures: Vec<PyFuture<String>> = (0..3).map(|_| event_loop.create_future()).collect();
            chain(&futures[0], &futures[1], "a");
            chain(&futures[1], &futures[2], "b");
            let start = |(name, future): (&'static str, &PyFuture<String>)| create_task(waits(name, future.clone()));
            let tasks = ["x", "y", "z"].into_iter().zip(&futures).map(start).collect::<Py<Vec<_>>>()?;
            sleep(0.0).await?;
            end(&futures)?;
            for turn in 0..3 {
                sleep(0.0).await?;
                let done = list(futures.iter().map(|future| shown(future.done())));
                say!(out, "turn {turn} {done} {}", list(tasks.iter().map(|task| shown(task.done()))));
            }
            for future in futures.iter().filter(|future| future.done() && !future.cancelled()) {
                say!(out, "{}", or_none(future.exception()?));
            }
            futures[0].cancel();
            wait(tasks.iter().map(future_of), None, ReturnWhen::AllCompleted).await?;
            say!(out, "--");
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn cancel_when_due() {
    compare(recorded!("cancel_when_due"), |out| async move {
        let print = out.clone();
        let sleeper = move |name: &'static str, delay: f64, swallows: bool| {
            let out = print.clone();
            coroutine(async move {
                match sleep_with(delay, "slept").await {
                    Ok(slept) => say!(out, "{name} {slept}"),
                    Err(exc) => {
                        say!(out, "{name} {exc:?}");
                        if !swallows {
                            return Err(exc);
                        }
                        say!(out, "{name} {}", sleep_with(0.01, "slept after all").await?);
                    }
                }
                Ok(())
            })
        };
        let limited = |name: &'static str, delay: f64, limit: f64| {
            let (out, sleeper) = (out.clone(), sleeper.clone());
            coroutine(async move {
                match timeout(limit)?.scope(|_| sleeper(name, delay, false)).await {
                    Ok(()) => say!(out, "{name} in time"),
                    Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{name} {exc:?} {}", me().cancelling()),
                    Err(exc) => return Err(exc),
                }
                Ok(())
            })
        };
        let event_loop = get_running_loop()?;
        let cancel_later = |delay: f64, task: &Task<()>, message: &'static str| {
            let task = task.clone();
            event_loop.call_later(delay, move || assert!(task.cancel_with(message)))
        };
        let mut tasks = Vec::new();
        for (name, delay) in [("a", 0.07), ("b", 0.09), ("c", 0.11)] {
            tasks.push(create_task(sleeper(name, delay, false))?);
        }
        cancel_later(0.08, &tasks[0], "after")?;
        cancel_later(0.081, &tasks[1], "before")?;
        tasks.push(create_task(sleeper("d", 0.1, true))?);
        cancel_later(0.095, &tasks[3], "swallowed")?;
        tasks.push(create_task(limited("e", 0.085, 0.075))?);
        tasks.push(create_task(limited("f", 0.076, 0.086))?);
        tasks.push(create_task(coroutine(wait_for(sleeper("g", 0.073, false), 0.083)))?);
        tasks.push(create_task(coroutine(wait_for(sleeper("h", 0.082, false), 0.072)))?);
        event_loop.call_later(0.01, || super::waiting::stand_still(120))?;
        let print = out.clone();
        event_loop.call_later(0.071, move || say!(print, "a timer"))?;
        let given = gather_exceptions(tasks.clone())?.await?;
        say!(out, "{}", list(given.into_iter().map(|given| or_none(given.err()))));
        let cancelled = list(tasks.iter().map(|task| shown(task.cancelled())));
        say!(out, "{cancelled} {}", list(tasks.iter().map(|task| task.cancelling().to_string())));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn callbacks_exit() {
    fn raises(out: &Out, error: &Exc, args: usize) -> impl FnOnce() -> Py<()> + use<> {
        let (out, error) = (out.clone(), error.clone());
        move || {
            say!(out, "raises {error:?} {args}");
            Err(error)
        }
    }

    fn next(out: &Out) -> impl FnOnce(&PyFuture<&'static str>) -> Py<()> + use<> {
        let out = out.clone();
        move |future| {
            say!(out, "next {}", future.result()?);
            Ok(())
        }
    }

    fn main(out: &Out, error: &Exc, by_future: bool) -> Coroutine<&'static str> {
        let (out, error) = (out.clone(), error.clone());
        coroutine(async move {
            let event_loop = get_running_loop()?;
            let print = out.clone();
            event_loop.set_exception_handler(move |_, trouble| {
                say!(print, "handler {:?}", trouble.exception.as_ref().unwrap());
            });
            let future = event_loop.create_future();
            let next = next(&out);
            if by_future {
                let raises = raises(&out, &error, 1);
                future.add_done_callback(move |_| raises());
                future.add_done_callback(move |future| next(&future));
            } else {
                event_loop.call_soon(raises(&out, &error, 0))?;
                let future = future.clone();
                event_loop.call_soon(move || next(&future))?;
            }
            future.set_result("a result")?;
            match sleep(0.0).await {
                Ok(()) => say!(out, "goes on"),
                Err(exc) => {
                    say!(out, "main {exc:?}");
                    return Err(exc);
                }
            }
            Ok("main ends")
        })
    }

    let out = Out::default();
    for error in [
        Exc::new(&VALUE_ERROR, "told"),
        Exc::new(&CANCELLED_ERROR, "told"),
        Exc::new(&SYSTEM_EXIT, 3),
        Exc::new(&KEYBOARD_INTERRUPT, ()),
    ] {
        for by_future in [true, false] {
            match asyncio::run(main(&out, &error, by_future)).await {
                Ok(value) => say!(out, "{value}"),
                Err(exc) => say!(out, "run {exc:?}"),
            }
        }
    }
    let (printed, expected) = (out.0.take(), recorded!("callbacks_exit"));
    assert!(printed == expected, "it printed\n{printed}\nand not\n{expected}");
}

/// CPython gives `RecursionError` for both, the second at some thousand tasks; here the cancel comes through.
#[wasi_async_runtime::test(start_paused = true)]
async fn a_cancel_comes_through_rings_and_long_chains() {
    let main = coroutine(async {
        let places: [Rc<RefCell<Option<Task<()>>>>; 2] = Default::default();
        let waits = |place: &Rc<RefCell<Option<Task<()>>>>| {
            let place = place.clone();
            create_task(coroutine(async move {
                let other = place.borrow().clone().unwrap();
                other.await
            }))
        };
        let ring = [waits(&places[1])?, waits(&places[0])?];
        places.iter().zip(&ring).for_each(|(place, task)| *place.borrow_mut() = Some(task.clone()));
        sleep(0.0).await?;
        assert!(ring[0].cancel() && ring[0].cancelling() == 1);
        for task in &ring {
            assert!(task.await.unwrap_err().is(&CANCELLED_ERROR));
        }
        places.iter().for_each(|place| drop(place.take()));

        let mut last = create_task(coroutine(sleep(3600.0)))?;
        for _ in 0..100_000 {
            let awaited = last.clone();
            last = create_task(coroutine(async move { awaited.await }))?;
        }
        sleep(0.0).await?;
        assert!(last.cancel());
        assert!(last.await.unwrap_err().is(&CANCELLED_ERROR));
        Ok(())
    });
    support::soon(asyncio::run(main)).await.unwrap();
}

/// What Rust futures do around asyncio's: combinators that poll their parts when they are woken, and waits that are dropped.
#[wasi_async_runtime::test(start_paused = true)]
async fn waits_are_dropped_and_polled_by_parts() {
    use wasi_async_runtime::timeout as rust_timeout;

    let main = coroutine(async {
        // A cancel that comes in the step in which a Rust future is ready meets the next wait.
        let ready = Rc::new(Cell::new(false));
        let asks = ready.clone();
        let task = create_task(coroutine(async move {
            poll_fn(|_| if asks.get() { Poll::Ready(()) } else { Poll::Pending }).await;
            sleep(3600.0).await
        }))?;
        sleep(0.0).await?;
        ready.set(true);
        task.cancel();
        sleep(0.0).await?;
        sleep(0.0).await?;
        assert!(task.done() && task.cancelled());
        // A part that is polled only when its own waker is woken.
        let parts = futures_lite::future::or(ByItsWaker::new(sleep(0.02)), ByItsWaker::new(sleep(3600.0)));
        parts.await?;
        ByItsWaker::new(sleep(0.0)).await?;
        // A task that nobody holds waits for a Rust future.
        let ended = Rc::new(Cell::new(false));
        let ends = ended.clone();
        drop(create_task(coroutine(async move {
            wasi_async_runtime::sleep(support::MS).await;
            ends.set(true);
            Ok(())
        }))?);
        sleep(0.02).await?;
        assert!(ended.get());
        // A scope that is given up cancels nobody later.
        let scope = timeout(0.1)?.scope(|_| sleep(3600.0));
        assert!(rust_timeout(support::MS, scope).await.is_err());
        sleep(1.0).await?;
        // Whoever gives a wait up takes nothing with it.
        let queue: Queue<i32> = Queue::new(0);
        assert!(rust_timeout(support::MS, queue.get()).await.is_err());
        let gets = queue.clone();
        let getter = create_task(coroutine(async move { gets.get().await }))?;
        sleep(0.0).await?;
        queue.put_nowait(1)?;
        assert_eq!(getter.await?, 1);
        let lock = Lock::new();
        let held = lock.hold().await?;
        let mut gives_up = Box::pin(lock.acquire());
        assert!(support::poll_once(&mut gives_up).await.is_none());
        let waits = lock.clone();
        let other = create_task(coroutine(async move { waits.acquire().await }))?;
        sleep(0.0).await?;
        drop(held);
        drop(gives_up);
        assert!(other.await?);
        // Another task of the thread wakes the loop.
        let event_loop = get_running_loop()?;
        let (future, before) = (event_loop.create_future(), event_loop.time());
        let sets = future.clone();
        wasi_async_runtime::spawn_local(async move {
            wasi_async_runtime::sleep(support::MS).await;
            sets.set_result(7).unwrap();
        })
        .detach();
        assert_eq!(future.await?, 7);
        assert!(event_loop.time() - before < 1.0, "it was woken by something else");
        Ok(())
    });
    support::soon(asyncio::run(main)).await.unwrap();
}

/// Polls what it holds with a waker of its own, and only when that has been woken.
struct ByItsWaker<F> {
    future: Pin<Box<F>>,
    state: Arc<Woken>,
}

#[derive(Default)]
struct Woken {
    woken: AtomicBool,
    outer: Mutex<Option<Waker>>,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        if let Some(outer) = self.outer.lock().unwrap().take() {
            outer.wake();
        }
    }
}

impl<F: Future> ByItsWaker<F> {
    fn new(future: F) -> Self {
        let state = Arc::new(Woken::default());
        state.woken.store(true, Ordering::SeqCst);
        ByItsWaker { future: Box::pin(future), state }
    }
}

impl<F: Future> Future for ByItsWaker<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        *self.state.outer.lock().unwrap() = Some(cx.waker().clone());
        if !self.state.woken.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
        let waker = Waker::from(self.state.clone());
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }
}
