//! Twins about locks, conditions, barriers, queues, context variables.

use super::loop_twins::{joined, list};
use super::*;
use std::cell::Cell;
use wasi_async_runtime::asyncio::create_task_named;
use wasi_async_runtime::asyncio::exc::{LOOKUP_ERROR, QUEUE_EMPTY, QUEUE_FULL, ZERO_DIVISION_ERROR};

/// Gives an expression clones of its own.
macro_rules! own {
    ([$($name:ident),*], $body:expr) => {{
        $(let $name = $name.clone();)*
        $body
    }};
}

async fn turns(n: usize) -> Py<()> {
    for _ in 0..n {
        sleep(0.0).await?;
    }
    Ok(())
}

fn letters(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split("").filter(|letter| !letter.is_empty())
}

/// As Python shows a list of truths.
fn truths(truths: impl IntoIterator<Item = bool>) -> String {
    format!("[{}]", truths.into_iter().map(shown).collect::<Vec<_>>().join(", "))
}

fn done<T: 'static>(tasks: &[Task<T>]) -> String {
    truths(tasks.iter().map(|task| task.done()))
}

/// The `repr` of what `gather` gives with `return_exceptions=True`.
fn reprs<T>(results: Vec<Py<T>>, repr: impl Fn(T) -> String) -> String {
    let show = |result: Py<T>| result.map_or_else(|exc| format!("{exc:?}"), &repr);
    results.into_iter().map(show).collect::<Vec<_>>().join(" ")
}

fn none((): ()) -> String {
    "None".to_owned()
}

#[wasi_async_runtime::test(start_paused = true)]
async fn lock_fairness() {
    compare(recorded!("lock_fairness"), |out| async move {
        let lock = Lock::new();
        let order: Rc<RefCell<Vec<&str>>> = Rc::default();
        let works = |name: &'static str, rounds: usize, turns: usize| {
            own!(
                [out, lock, order],
                coroutine(async move {
                    for i in 0..rounds {
                        let held = lock.hold().await?;
                        say!(out, "{name} has it {i}");
                        order.borrow_mut().push(name);
                        for _ in 0..turns {
                            sleep(0.0).await?;
                        }
                        drop(held);
                        say!(out, "{name} let go {i} {}", shown(lock.locked()));
                    }
                    Ok(())
                })
            )
        };
        let barges = |n: usize| {
            own!(
                [out, lock],
                coroutine(async move {
                    for i in 0..n {
                        say!(out, "barges {i} {}", shown(lock.locked()));
                        if !lock.locked() {
                            lock.acquire().await?;
                            say!(out, "got it at once {i}");
                            lock.release()?;
                        }
                        sleep(0.0).await?;
                    }
                    Ok(())
                })
            )
        };
        let rounds = [("a", 2, 2), ("b", 3, 0), ("c", 2, 1), ("d", 1, 3), ("e", 2, 0)];
        let mut tasks = Vec::new();
        for (name, rounds, turns) in rounds {
            tasks.push(create_task(works(name, rounds, turns))?);
        }
        tasks.push(create_task(barges(12))?);
        gather(tasks)?.await?;
        say!(out, "{}", joined(&order.borrow()));
        let before = shown(lock.locked());
        say!(out, "{before} {} {}", shown(lock.acquire().await?), shown(lock.locked()));
        lock.release()?;
        let greedy = |name: &'static str, n: usize| {
            own!(
                [out, lock],
                coroutine(async move {
                    for _ in 0..n {
                        lock.acquire().await?;
                        say!(out, "{name} again");
                        lock.release()?;
                    }
                    Ok(())
                })
            )
        };
        gather([greedy("x", 3), greedy("y", 2)])?.await?;
        let held = lock.hold().await?;
        let waits = [create_task(greedy("p", 2))?, create_task(greedy("q", 2))?];
        sleep(0.0).await?;
        say!(out, "held by main");
        drop(held);
        greedy("main", 2).await?;
        gather(waits)?.await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn lock_cancelled_waiter() {
    compare(recorded!("lock_cancelled_waiter"), |out| async move {
        let lock = Lock::new();
        let works = |name: &'static str| {
            own!(
                [out, lock],
                coroutine(async move {
                    let body = async {
                        let held = lock.hold().await?;
                        say!(out, "{name} has it");
                        sleep(0.0).await?;
                        drop(held);
                        say!(out, "{name} let go");
                        Ok(())
                    };
                    let result: Py<()> = body.await;
                    if result.as_ref().is_err_and(|exc| exc.is(&CANCELLED_ERROR)) {
                        say!(out, "{name} is cancelled {}", shown(lock.locked()));
                    }
                    result
                })
            )
        };
        let start = async |names: &'static str| {
            lock.acquire().await?;
            let tasks = letters(names).map(|name| create_task(works(name))).collect::<Py<Vec<_>>>()?;
            sleep(0.0).await?;
            Ok(tasks) as Py<Vec<Task<()>>>
        };
        let ends = async |tasks: Vec<Task<()>>| {
            say!(out, "{}", reprs(gather_exceptions(tasks)?.await?, none));
            say!(out, "locked {}", shown(lock.locked()));
            Ok(()) as Py<()>
        };
        say!(out, "-- in the middle");
        let tasks = start("abc").await?;
        say!(out, "{}", shown(tasks[1].cancel()));
        sleep(0.0).await?;
        lock.release()?;
        ends(tasks).await?;
        say!(out, "-- at the turn of its wake-up");
        let tasks = start("abc").await?;
        lock.release()?;
        say!(out, "{} {}", shown(tasks[0].cancel()), shown(lock.locked()));
        ends(tasks).await?;
        say!(out, "-- cancelled, then let go");
        let tasks = start("abc").await?;
        tasks[0].cancel();
        lock.release()?;
        ends(tasks).await?;
        say!(out, "-- woken, and another takes it first");
        let tasks = start("a").await?;
        lock.release()?;
        let late = create_task(works("late"))?;
        tasks[0].cancel();
        ends(tasks).await?;
        late.await?;
        say!(out, "-- all of them");
        let tasks = start("abcd").await?;
        for task in &tasks {
            task.cancel();
        }
        say!(out, "free for one who asks? {}", shown(lock.locked()));
        lock.release()?;
        lock.acquire().await?;
        say!(out, "main has it");
        lock.release()?;
        ends(tasks).await?;
        say!(out, "-- while it holds it");
        let tasks = start("ab").await?;
        lock.release()?;
        sleep(0.0).await?;
        tasks[0].cancel();
        ends(tasks).await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn lock_across_gather() {
    compare(recorded!("lock_across_gather"), |out| async move {
        let (lock, other) = (Lock::new(), Lock::new());
        let counter: Rc<Cell<i64>> = Rc::default();
        let adds = |n: i64| {
            own!(
                [lock, counter],
                coroutine(async move {
                    let held = lock.hold().await?;
                    let seen = counter.get();
                    sleep(0.0).await?;
                    counter.set(seen + n);
                    drop(held);
                    Ok(seen)
                })
            )
        };
        let child = |name: &'static str| {
            own!(
                [out, lock, other],
                coroutine(async move {
                    say!(out, "{name} begins {} {}", shown(lock.locked()), shown(other.locked()));
                    let held = other.hold().await?;
                    sleep(0.0).await?;
                    say!(out, "{name} inside");
                    drop(held);
                    Ok(name)
                })
            )
        };
        let refuses = |what: &Lock| {
            let exc = what.release().unwrap_err();
            assert!(exc.is(&RUNTIME_ERROR));
            say!(out, "{exc:?}");
        };
        say!(out, "{:?} {}", gather((0..6).map(adds))?.await?, counter.get());
        let held = lock.hold().await?;
        say!(out, "{} {}", list(&gather(["a", "b", "c"].map(child))?.await?), shown(lock.locked()));
        let waits = create_task(adds(1))?;
        gather([child("d")])?.await?;
        refuses(&other);
        say!(out, "waits {}", shown(waits.done()));
        drop(held);
        say!(out, "{} {}", waits.await?, counter.get());
        refuses(&lock);
        let gives_away = own!(
            [out, lock],
            coroutine(async move {
                lock.acquire().await?;
                say!(out, "taken by a task");
                Ok(())
            })
        );
        create_task(gives_away)?.await?;
        say!(out, "{}", shown(lock.locked()));
        get_running_loop()?.call_soon(own!([lock], move || lock.release()))?;
        let held = lock.hold().await?;
        say!(out, "let go by a callback");
        drop(held);
        let fails = || {
            own!(
                [lock],
                coroutine(async move {
                    let _held = lock.hold().await?;
                    sleep(0.0).await?;
                    Err::<i64, _>(Exc::new(&VALUE_ERROR, "inside"))
                })
            )
        };
        let results = gather_exceptions([fails(), adds(10), fails(), adds(20)])?.await?;
        say!(out, "{} {} {}", reprs(results, |n| n.to_string()), counter.get(), shown(lock.locked()));
        let nested = async {
            let _held = lock.hold().await?;
            let _other = other.hold().await?;
            wait_for(own!([lock], coroutine(async move { lock.acquire().await })), 0.02).await
        };
        assert!(nested.await.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "would wait for itself {} {}", shown(lock.locked()), shown(other.locked()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn semaphore_fairness() {
    compare(recorded!("semaphore_fairness"), |out| async move {
        let semaphore = Semaphore::new(2)?;
        let inside: Rc<Cell<usize>> = Rc::default();
        let works = |(name, turns): (&'static str, usize)| {
            own!(
                [out, semaphore, inside],
                coroutine(async move {
                    let permit = semaphore.hold().await?;
                    inside.set(inside.get() + 1);
                    say!(out, "{name} in {} {}", inside.get(), shown(semaphore.locked()));
                    for _ in 0..turns {
                        sleep(0.0).await?;
                    }
                    inside.set(inside.get() - 1);
                    drop(permit);
                    say!(out, "{name} out {}", shown(semaphore.locked()));
                    Ok(())
                })
            )
        };
        gather([("a", 3), ("b", 1), ("c", 0), ("d", 2), ("e", 0), ("f", 1)].map(works))?.await?;
        say!(out, "-- bursts");
        let semaphore = Semaphore::new(0)?;
        let takes = |(name, times): (&'static str, usize)| {
            let taken = own!(
                [out, semaphore],
                coroutine(async move {
                    for i in 0..times {
                        say!(out, "{name} {i} {}", shown(semaphore.acquire().await?));
                    }
                    Ok(())
                })
            );
            create_task(taken)
        };
        let tasks = [("p", 2), ("q", 3), ("r", 1), ("s", 2)].into_iter().map(takes).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        for burst in [1, 3, 2, 2] {
            for _ in 0..burst {
                semaphore.release()?;
            }
            say!(out, "released {burst} {}", shown(semaphore.locked()));
            sleep(0.0).await?;
            say!(out, "a turn later {}", shown(semaphore.locked()));
            sleep(0.0).await?;
        }
        gather(tasks)?.await?;
        say!(out, "{}", shown(semaphore.locked()));
        semaphore.release()?;
        semaphore.release()?;
        say!(out, "-- one comes after the release");
        let late = takes(("late", 1))?;
        semaphore.acquire().await?;
        semaphore.acquire().await?;
        let early = takes(("early", 1))?;
        sleep(0.0).await?;
        semaphore.release()?;
        say!(out, "{}", shown(semaphore.locked()));
        let main_takes = takes(("main", 1))?;
        sleep(0.0).await?;
        semaphore.release()?;
        semaphore.release()?;
        gather([late, early, main_takes])?.await?;
        say!(out, "{}", shown(semaphore.locked()));
        say!(out, "-- one comes between two releases and the wake-up");
        let first = takes(("first", 1))?;
        sleep(0.0).await?;
        let second = takes(("second", 1))?;
        semaphore.release()?;
        semaphore.release()?;
        gather([first, second])?.await?;
        say!(out, "{}", shown(semaphore.locked()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn semaphore_cancelled() {
    compare(recorded!("semaphore_cancelled"), |out| async move {
        let takes = |name: &'static str, semaphore: &Semaphore| {
            own!(
                [out, semaphore],
                coroutine(async move {
                    let taken = semaphore.acquire().await;
                    match &taken {
                        Ok(_) => say!(out, "{name} has one"),
                        Err(exc) if exc.is(&CANCELLED_ERROR) => {
                            say!(out, "{name} is cancelled {}", shown(semaphore.locked()));
                        }
                        Err(_) => {}
                    }
                    taken.map(drop)
                })
            )
        };
        let start = async |names: &'static str, semaphore: &Semaphore| {
            let tasks = letters(names).map(|name| create_task(takes(name, semaphore))).collect::<Py<Vec<_>>>()?;
            sleep(0.0).await?;
            Ok(tasks) as Py<Vec<Task<()>>>
        };
        let ends = async |tasks: Vec<Task<()>>| {
            say!(out, "{}", reprs(gather_exceptions(tasks)?.await?, none));
            Ok(()) as Py<()>
        };
        say!(out, "-- in the middle");
        let semaphore = Semaphore::new(0)?;
        let tasks = start("abc", &semaphore).await?;
        tasks[1].cancel();
        semaphore.release()?;
        semaphore.release()?;
        ends(tasks).await?;
        say!(out, "-- at the turn of its wake-up");
        let tasks = start("abc", &semaphore).await?;
        semaphore.release()?;
        tasks[0].cancel();
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{} {}", done(&tasks), shown(semaphore.locked()));
        semaphore.release()?;
        ends(tasks).await?;
        say!(out, "-- cancelled before the release");
        let tasks = start("ab", &semaphore).await?;
        for task in &tasks {
            task.cancel();
        }
        semaphore.release()?;
        let before = shown(semaphore.locked());
        say!(out, "{before} {} {}", shown(semaphore.acquire().await?), shown(semaphore.locked()));
        ends(tasks).await?;
        say!(out, "-- bounds");
        for make in [Semaphore::new, Semaphore::bounded] {
            say!(out, "{:?}", make(-1).unwrap_err());
        }
        let bounded = Semaphore::bounded(2)?;
        let permit = bounded.hold().await?;
        let tasks = start("xy", &bounded).await?;
        say!(out, "{}", shown(bounded.locked()));
        drop(permit);
        ends(tasks).await?;
        for _ in 0..3 {
            match bounded.release() {
                Ok(()) => say!(out, "released"),
                Err(exc) => say!(out, "{exc:?}"),
            }
        }
        let limited = async {
            let _permit = bounded.hold().await?;
            timeout(0.02)?.scope(|_| sleep(10.0)).await
        };
        assert!(limited.await.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "given back {}", shown(bounded.locked()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn event_races() {
    compare(recorded!("event_races"), |out| async move {
        let event = Event::new();
        let waits = |name: &'static str| {
            own!(
                [out, event],
                coroutine(async move {
                    let waited = event.wait().await;
                    match &waited {
                        Ok(truth) => say!(out, "{name} {} {}", shown(*truth), shown(event.is_set())),
                        Err(_) => say!(out, "{name} is cancelled {}", shown(event.is_set())),
                    }
                    waited.map(drop)
                })
            )
        };
        let start = async |names: &'static str| {
            let tasks = letters(names).map(|name| create_task(waits(name))).collect::<Py<Vec<_>>>()?;
            sleep(0.0).await?;
            Ok(tasks) as Py<Vec<Task<()>>>
        };
        let ends = async |tasks: Vec<Task<()>>| {
            say!(out, "{}", reprs(gather_exceptions(tasks)?.await?, none));
            Ok(()) as Py<()>
        };
        let tasks = start("abc").await?;
        event.set();
        event.clear();
        let late = create_task(waits("late"))?;
        ends(tasks).await?;
        say!(out, "late {}", shown(late.done()));
        event.set();
        waits("at once").await?;
        late.await?;
        event.set();
        event.clear();
        say!(out, "-- cancelled at the turn of the wake-up");
        let tasks = start("abc").await?;
        tasks[1].cancel();
        event.set();
        tasks[2].cancel();
        ends(tasks).await?;
        event.clear();
        say!(out, "-- one that sets it again");
        let ping = |mine: &Event, other: &Event, is_event: bool, n: usize| {
            own!(
                [out, mine, other],
                coroutine(async move {
                    for i in 0..n {
                        mine.wait().await?;
                        mine.clear();
                        say!(out, "ping {i} {}", shown(is_event));
                        other.set();
                    }
                    Ok(())
                })
            )
        };
        let other = Event::new();
        let both = [create_task(ping(&event, &other, true, 3))?, create_task(ping(&other, &event, false, 3))?];
        get_running_loop()?.call_soon(own!([event], move || event.set()))?;
        gather(both)?.await?;
        say!(out, "{} {}", shown(event.is_set()), shown(other.is_set()));
        say!(out, "-- a time limit");
        event.clear();
        let waited = wait_for(own!([event], coroutine(async move { event.wait().await })), 0.02).await;
        assert!(waited.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "not set in time");
        let tasks = start("xy").await?;
        get_running_loop()?.call_later(0.02, own!([event], move || event.set()))?;
        get_running_loop()?.call_later(0.04, own!([event], move || event.clear()))?;
        ends(tasks).await?;
        say!(out, "{}", shown(event.is_set()));
        sleep(0.04).await?;
        say!(out, "{}", shown(event.is_set()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn condition_notify_order() {
    compare(recorded!("condition_notify_order"), |out| async move {
        let condition = Condition::new();
        let waits = |name: &'static str, turns: usize| {
            own!(
                [out, condition],
                coroutine(async move {
                    let held = condition.lock().hold().await?;
                    say!(out, "{name} waits");
                    say!(out, "{name} woken {}", shown(condition.wait().await?));
                    for _ in 0..turns {
                        sleep(0.0).await?;
                    }
                    say!(out, "{name} lets go");
                    drop(held);
                    Ok(())
                })
            )
        };
        let notifies = async |n: usize| {
            let _held = condition.lock().hold().await?;
            say!(out, "notify {n}");
            condition.notify(n)?;
            sleep(0.0).await?;
            say!(out, "still locked {}", shown(condition.lock().locked()));
            Ok(()) as Py<()>
        };
        let tasks =
            letters("abcdefg").enumerate().map(|(i, name)| create_task(waits(name, i % 3))).collect::<Py<Vec<_>>>()?;
        turns(2).await?;
        notifies(2).await?;
        say!(out, "notified two");
        turns(5).await?;
        say!(out, "{}", done(&tasks));
        notifies(0).await?;
        notifies(1).await?;
        notifies(1).await?;
        turns(8).await?;
        say!(out, "{}", done(&tasks));
        let held = condition.lock().hold().await?;
        condition.notify_all()?;
        let late = create_task(waits("late", 0))?;
        turns(2).await?;
        condition.notify(1)?;
        say!(out, "all notified");
        drop(held);
        gather(tasks)?.await?;
        say!(out, "{}", shown(late.done()));
        turns(2).await?;
        notifies(5).await?;
        late.await?;
        let items: Rc<RefCell<Vec<usize>>> = Rc::default();
        let takes = |(name, least): (&'static str, usize)| {
            let taken = own!(
                [out, condition, items],
                coroutine(async move {
                    let _held = condition.lock().hold().await?;
                    condition.wait_for(|| items.borrow().len() >= least).await?;
                    say!(out, "{name} {:?}", items.borrow());
                    items.borrow_mut().clear();
                    Ok(())
                })
            );
            create_task(taken)
        };
        let tasks = [("three", 3), ("one", 1), ("two", 2)].into_iter().map(takes).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        for n in 0..6 {
            let held = condition.lock().hold().await?;
            items.borrow_mut().push(n);
            condition.notify_all()?;
            drop(held);
            turns(6).await?;
        }
        gather(tasks)?.await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn condition_cancelled() {
    compare(recorded!("condition_cancelled"), |out| async move {
        let condition = Condition::new();
        let waits = |name: &'static str| {
            own!(
                [out, condition],
                coroutine(async move {
                    let _held = condition.lock().hold().await?;
                    let waited = condition.wait().await;
                    let locked = shown(condition.lock().locked());
                    match &waited {
                        Ok(_) => say!(out, "{name} woken {locked}"),
                        Err(exc) => say!(out, "{name} is cancelled {exc:?} {locked}"),
                    }
                    waited.map(drop)
                })
            )
        };
        let start = async |names: &'static str| {
            let tasks = letters(names).map(|name| create_task(waits(name))).collect::<Py<Vec<_>>>()?;
            sleep(0.0).await?;
            Ok(tasks) as Py<Vec<Task<()>>>
        };
        let ends = async |tasks: Vec<Task<()>>| {
            let results = gather_exceptions(tasks)?.await?;
            say!(out, "{} {}", reprs(results, none), shown(condition.lock().locked()));
            Ok(()) as Py<()>
        };
        say!(out, "-- while they wait");
        let tasks = start("abc").await?;
        tasks[1].cancel_with("enough");
        sleep(0.0).await?;
        let held = condition.lock().hold().await?;
        condition.notify(2)?;
        drop(held);
        ends(tasks).await?;
        say!(out, "-- notified and cancelled in one turn");
        let tasks = start("abc").await?;
        let held = condition.lock().hold().await?;
        condition.notify(1)?;
        tasks[0].cancel_with("lost");
        drop(held);
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{}", done(&tasks));
        let held = condition.lock().hold().await?;
        condition.notify_all()?;
        drop(held);
        ends(tasks).await?;
        say!(out, "-- while they take the lock again");
        let tasks = start("ab").await?;
        condition.lock().acquire().await?;
        condition.notify_all()?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        tasks[0].cancel_with("again");
        sleep(0.0).await?;
        tasks[0].cancel_with("and again");
        sleep(0.0).await?;
        say!(out, "{} {}", shown(tasks[0].done()), tasks[0].cancelling());
        condition.lock().release()?;
        ends(tasks).await?;
        say!(out, "-- without the lock");
        for given in [condition.notify(1), condition.notify_all(), condition.lock().release()] {
            say!(out, "{:?}", given.unwrap_err());
        }
        for given in [condition.wait().await, condition.wait_for(|| false).await] {
            say!(out, "{:?}", given.unwrap_err());
        }
        let waited = condition.wait_for(|| true).await?;
        say!(out, "{} {}", shown(waited), shown(condition.lock().locked()));
        Ok(())
    })
    .await;
}

/// A buffer for a number of items.
#[derive(Clone)]
struct Buffer {
    lock: Lock,
    not_empty: Condition,
    not_full: Condition,
    items: Rc<RefCell<Vec<(&'static str, usize)>>>,
    most: usize,
}

impl Buffer {
    fn new(most: usize) -> Buffer {
        let lock = Lock::new();
        let (not_empty, not_full) = (Condition::with_lock(lock.clone()), Condition::with_lock(lock.clone()));
        Buffer { lock, not_empty, not_full, items: Rc::default(), most }
    }

    async fn put(self, item: (&'static str, usize)) -> Py<()> {
        let _held = self.not_full.lock().hold().await?;
        self.not_full.wait_for(|| self.items.borrow().len() < self.most).await?;
        self.items.borrow_mut().push(item);
        self.not_empty.notify(1)
    }

    async fn get(self) -> Py<(&'static str, usize)> {
        let _held = self.not_empty.lock().hold().await?;
        self.not_empty.wait_for(|| !self.items.borrow().is_empty()).await?;
        let item = self.items.borrow_mut().remove(0);
        self.not_full.notify(1)?;
        Ok(item)
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn condition_shared_lock() {
    compare(recorded!("condition_shared_lock"), |out| async move {
        let buffer = Buffer::new(2);
        let producer = |name: &'static str, n: usize| {
            own!(
                [out, buffer],
                coroutine(async move {
                    for i in 0..n {
                        buffer.clone().put((name, i)).await?;
                        say!(out, "{name} put {i} {}", buffer.items.borrow().len());
                    }
                    say!(out, "{name} ends");
                    Ok(())
                })
            )
        };
        let consumer = |name: &'static str, n: usize| {
            own!(
                [out, buffer],
                coroutine(async move {
                    for _ in 0..n {
                        let (who, i) = buffer.clone().get().await?;
                        say!(out, "{name} got {who} {i}");
                        sleep(0.0).await?;
                    }
                    say!(out, "{name} ends");
                    Ok(())
                })
            )
        };
        gather([producer("a", 4), producer("b", 3), consumer("x", 2), consumer("y", 5)])?.await?;
        let locked = (shown(buffer.lock.locked()), shown(buffer.not_full.lock().locked()));
        say!(out, "{} {} {}", list(&buffer.items.borrow()), locked.0, locked.1);
        let held = buffer.lock.hold().await?;
        say!(out, "{} {}", shown(buffer.not_empty.lock().locked()), shown(buffer.not_full.lock().locked()));
        buffer.not_empty.notify_all()?;
        let getter = create_task(coroutine(buffer.clone().get()))?;
        sleep(0.0).await?;
        say!(out, "getter {}", shown(getter.done()));
        drop(held);
        assert!(wait_for(getter, 0.02).await.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "nothing to get {}", shown(buffer.lock.locked()));
        let getter = create_task(coroutine(buffer.clone().get()))?;
        let putters = (0..4).map(|n| create_task(coroutine(buffer.clone().put(("n", n))))).collect::<Py<Vec<_>>>()?;
        say!(out, "{} {}", format!("{:?}", getter.await?).replace('"', "'"), done(&putters));
        sleep(0.0).await?;
        putters[3].cancel();
        let results = gather_exceptions(putters)?.await?;
        say!(out, "{} {}", reprs(results, none), list(&buffer.items.borrow()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn barrier_rounds() {
    compare(recorded!("barrier_rounds"), |out| async move {
        let barrier = Barrier::new(3)?;
        let served: Rc<RefCell<Vec<&str>>> = Rc::default();
        let runs = |name: &'static str, rounds: usize, delay: usize| {
            own!(
                [out, barrier, served],
                coroutine(async move {
                    for i in 0..rounds {
                        for _ in 0..delay {
                            sleep(0.0).await?;
                        }
                        say!(out, "{name} comes {i} {}", barrier.n_waiting());
                        let index = barrier.wait().await?;
                        say!(out, "{name} goes {i} {index}");
                        if index == 0 {
                            served.borrow_mut().push(name);
                        }
                    }
                    say!(out, "{name} ends {} {}", barrier.n_waiting(), shown(barrier.broken()));
                    Ok(())
                })
            )
        };
        gather([runs("a", 3, 0), runs("b", 3, 2), runs("c", 3, 1)])?.await?;
        say!(out, "{}", joined(&served.borrow()));
        say!(out, "-- more than it takes");
        let comes = |name: &'static str| {
            own!(
                [out, barrier],
                coroutine(async move {
                    let index = barrier.wait().await?;
                    say!(out, "{name} {index}");
                    Ok(index)
                })
            )
        };
        let tasks = letters("abcdefgh").map(|name| create_task(comes(name))).collect::<Py<Vec<_>>>()?;
        turns(8).await?;
        say!(out, "{} {}", done(&tasks), barrier.n_waiting());
        say!(out, "{}", comes("i").await?);
        say!(out, "{}", joined(&gather(tasks)?.await?));
        let alone = Barrier::new(1)?;
        let (first, second) = (alone.wait().await?, alone.wait().await?);
        say!(out, "{first} {second} {} {}", alone.n_waiting(), alone.parties());
        say!(out, "{:?}", Barrier::new(0).unwrap_err());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn barrier_reset() {
    compare(recorded!("barrier_reset"), |out| async move {
        let barrier = Barrier::new(3)?;
        let comes = |name: &'static str| {
            own!(
                [out, barrier],
                coroutine(async move {
                    match barrier.wait().await {
                        Ok(index) => say!(out, "{name} {index}"),
                        Err(exc) if exc.is(&BROKEN_BARRIER_ERROR) => {
                            say!(out, "{name} {exc:?} {}", shown(barrier.broken()));
                        }
                        Err(exc) => {
                            say!(out, "{name} is cancelled {}", barrier.n_waiting());
                            return Err(exc);
                        }
                    }
                    Ok(())
                })
            )
        };
        let start = |names: &'static str| letters(names).map(|name| create_task(comes(name))).collect::<Py<Vec<_>>>();
        say!(out, "-- reset while two wait");
        let mut tasks = start("ab")?;
        turns(1).await?;
        say!(out, "{}", barrier.n_waiting());
        let resets = create_task(own!([barrier], coroutine(async move { barrier.reset().await })))?;
        tasks.extend(start("c")?);
        gather([resets, tasks[0].clone(), tasks[1].clone()])?.await?;
        say!(out, "{} {} {}", barrier.n_waiting(), shown(barrier.broken()), shown(tasks[2].done()));
        tasks.extend(start("de")?);
        gather(tasks)?.await?;
        say!(out, "-- cancelled while it waits");
        let mut tasks = start("fg")?;
        turns(1).await?;
        tasks[0].cancel();
        turns(2).await?;
        say!(out, "{} {}", barrier.n_waiting(), shown(barrier.broken()));
        tasks.extend(start("hi")?);
        say!(out, "{}", reprs(gather_exceptions(tasks)?.await?, none));
        say!(out, "-- aborted");
        let mut tasks = start("jk")?;
        turns(1).await?;
        barrier.abort().await?;
        say!(out, "{} {}", barrier.n_waiting(), shown(barrier.broken()));
        tasks.extend(start("l")?);
        gather(tasks)?.await?;
        say!(out, "-- reset after that");
        barrier.reset().await?;
        say!(out, "{} {}", barrier.n_waiting(), shown(barrier.broken()));
        gather(start("mno")?)?.await?;
        say!(out, "-- a time limit");
        let task = start("p")?.remove(0);
        assert!(wait_for(task, 0.02).await.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "alone {}", barrier.n_waiting());
        barrier.reset().await?;
        gather(start("qrs")?)?.await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queue_bounded_order() {
    compare(recorded!("queue_bounded_order"), |out| async move {
        let queue: Queue<String> = Queue::new(2);
        let puts = |name: &'static str, items: Vec<String>| {
            own!(
                [out, queue],
                coroutine(async move {
                    for item in items {
                        queue.put(item.clone()).await?;
                        say!(out, "{name} put {item} {} {}", queue.qsize(), shown(queue.full()));
                    }
                    Ok(())
                })
            )
        };
        let gets = |name: &'static str, n: usize| {
            own!(
                [out, queue],
                coroutine(async move {
                    for _ in 0..n {
                        let item = queue.get().await?;
                        say!(out, "{name} got {item} {} {}", queue.qsize(), shown(queue.empty()));
                    }
                    Ok(())
                })
            )
        };
        let numbers = |from: usize, to: usize| (from..to).map(|n| n.to_string()).collect::<Vec<_>>();
        say!(out, "-- those who put wait");
        let tasks = letters("abc")
            .map(|name| create_task(puts(name, vec![format!("{name}1"), format!("{name}2")])))
            .collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        say!(out, "{} {}", queue.qsize(), shown(queue.full()));
        for _ in 0..3 {
            say!(out, "main got {}", queue.get_nowait()?);
            sleep(0.0).await?;
        }
        gets("main", 3).await?;
        gather(tasks)?.await?;
        say!(out, "-- those who get wait");
        let mut tasks = vec![];
        for name in letters("xyz") {
            tasks.push(create_task(gets(name, 2))?);
        }
        sleep(0.0).await?;
        for n in 0..2 {
            queue.put_nowait(n.to_string())?;
        }
        let exc = queue.put_nowait("too many".to_owned()).unwrap_err();
        assert!(exc.is(&QUEUE_FULL));
        say!(out, "{exc:?}");
        let late = create_task(gets("late", 1))?;
        sleep(0.0).await?;
        puts("main", numbers(2, 7)).await?;
        tasks.insert(0, late);
        gather(tasks)?.await?;
        say!(out, "-- both");
        let both = [puts("p", numbers(0, 5)), gets("g", 3), puts("q", numbers(10, 13)), gets("h", 5)];
        gather(both)?.await?;
        say!(out, "-- without a bound");
        for maxsize in [0, -1] {
            let queue = Queue::new(maxsize);
            for n in 0..100 {
                queue.put_nowait(n)?;
            }
            let (size, full) = (queue.qsize(), shown(queue.full()));
            say!(out, "{size} {full} {} {}", queue.get_nowait()?, queue.get_nowait()?);
        }
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queue_cancelled_getter() {
    compare(recorded!("queue_cancelled_getter"), |out| async move {
        let queue: Queue<String> = Queue::new(1);
        let gets = |name: &'static str| {
            own!(
                [out, queue],
                coroutine(async move {
                    match queue.get().await {
                        Ok(item) => say!(out, "{name} got {item}"),
                        Err(exc) => {
                            say!(out, "{name} is cancelled {}", queue.qsize());
                            return Err(exc);
                        }
                    }
                    Ok(())
                })
            )
        };
        let puts = |name: &'static str| {
            own!(
                [out, queue],
                coroutine(async move {
                    match queue.put(name.to_owned()).await {
                        Ok(()) => say!(out, "{name} was put {}", queue.qsize()),
                        Err(exc) => {
                            say!(out, "{name} is cancelled {}", queue.qsize());
                            return Err(exc);
                        }
                    }
                    Ok(())
                })
            )
        };
        let start = async |works: &dyn Fn(&'static str) -> Coroutine<()>, names: &'static str| {
            let tasks = letters(names).map(|name| create_task(works(name))).collect::<Py<Vec<_>>>()?;
            sleep(0.0).await?;
            Ok(tasks) as Py<Vec<Task<()>>>
        };
        let ends = async |tasks: Vec<Task<()>>| {
            let results = gather_exceptions(tasks)?.await?;
            say!(out, "{} {}", reprs(results, none), queue.qsize());
            Ok(()) as Py<()>
        };
        let item = |n: usize| n.to_string();
        say!(out, "-- a getter in the middle");
        let tasks = start(&gets, "abc").await?;
        tasks[1].cancel();
        queue.put_nowait(item(1))?;
        sleep(0.0).await?;
        queue.put(item(2)).await?;
        ends(tasks).await?;
        say!(out, "-- a getter at the turn of its wake-up");
        let tasks = start(&gets, "ab").await?;
        queue.put_nowait(item(3))?;
        tasks[0].cancel();
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{}", done(&tasks));
        ends(tasks).await?;
        say!(out, "-- a getter whose item another takes");
        let tasks = start(&gets, "ab").await?;
        queue.put_nowait(item(4))?;
        say!(out, "main got {}", queue.get_nowait()?);
        tasks[0].cancel();
        sleep(0.0).await?;
        queue.put_nowait(item(5))?;
        ends(tasks).await?;
        say!(out, "-- putters");
        queue.put_nowait("first".to_owned())?;
        let mut tasks = start(&puts, "pqrs").await?;
        tasks[1].cancel();
        say!(out, "{}", queue.get_nowait()?);
        tasks[0].cancel();
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{}", done(&tasks));
        let late = create_task(puts("late"))?;
        say!(out, "{}", queue.get().await?);
        let (first, second) = (queue.get().await?, queue.get().await?);
        say!(out, "{first} {second}");
        tasks.push(late);
        ends(tasks).await
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queue_join() {
    compare(recorded!("queue_join"), |out| async move {
        let queue: Queue<String> = Queue::new(0);
        queue.join().await?;
        say!(out, "nothing to wait for");
        let joins = |name: &'static str| {
            own!(
                [out, queue],
                coroutine(async move {
                    queue.join().await?;
                    say!(out, "{name} joined {}", queue.qsize());
                    Ok(())
                })
            )
        };
        let works = |name: &'static str, n: usize| {
            own!(
                [out, queue],
                coroutine(async move {
                    for _ in 0..n {
                        let item = queue.get().await?;
                        sleep(0.0).await?;
                        say!(out, "{name} has done {item}");
                        queue.task_done()?;
                    }
                    Ok(())
                })
            )
        };
        for n in 0..5 {
            queue.put_nowait(n.to_string())?;
        }
        let waits = [create_task(joins("j"))?, create_task(joins("k"))?];
        let workers = [create_task(works("a", 2))?, create_task(works("b", 3))?];
        gather(workers)?.await?;
        say!(out, "{}", done(&waits));
        gather(waits)?.await?;
        say!(out, "-- more comes at the turn of the end");
        queue.put_nowait("x".to_owned())?;
        let waits = [create_task(joins("j"))?, create_task(joins("k"))?];
        sleep(0.0).await?;
        queue.get_nowait()?;
        queue.task_done()?;
        queue.put_nowait("y".to_owned())?;
        let late = create_task(joins("late"))?;
        gather(waits)?.await?;
        say!(out, "{} {}", shown(late.done()), queue.qsize());
        queue.get_nowait()?;
        say!(out, "taken, not done {}", shown(late.done()));
        sleep(0.0).await?;
        queue.task_done()?;
        late.await?;
        say!(out, "-- too often");
        for n in 0..2 {
            queue.put_nowait(n.to_string())?;
        }
        for _ in 0..3 {
            match queue.task_done() {
                Ok(()) => say!(out, "done {}", queue.qsize()),
                Err(exc) => say!(out, "{exc:?}"),
            }
        }
        queue.join().await?;
        say!(out, "-- one of those who wait is cancelled");
        queue.put_nowait("z".to_owned())?;
        let waits = [create_task(joins("j"))?, create_task(joins("k"))?];
        sleep(0.0).await?;
        waits[0].cancel();
        let joined = wait_for(own!([queue], coroutine(async move { queue.join().await })), 0.02).await;
        assert!(joined.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "not in time");
        queue.task_done()?;
        say!(out, "{}", reprs(gather_exceptions(waits)?.await?, none));
        Ok(())
    })
    .await;
}

/// Compared by its priority alone.
struct Job {
    priority: usize,
    name: usize,
}

impl PartialEq for Job {
    fn eq(&self, other: &Job) -> bool {
        self.priority == other.priority
    }
}

impl PartialOrd for Job {
    fn partial_cmp(&self, other: &Job) -> Option<std::cmp::Ordering> {
        self.priority.partial_cmp(&other.priority)
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queue_priority() {
    compare(recorded!("queue_priority"), |out| async move {
        let queue = PriorityQueue::new(0);
        for (n, name) in ["low", "high", "middle", "low", "high", "middle", "low"].into_iter().enumerate() {
            let priority = ["high", "middle", "low"].iter().position(|known| *known == name).unwrap();
            queue.put_nowait((priority, n, name))?;
        }
        while !queue.empty() {
            let (priority, n, name) = queue.get_nowait()?;
            say!(out, "{priority} {n} {name}");
        }
        say!(out, "-- pairs");
        let queue = PriorityQueue::new(0);
        for pair in [(2, "b"), (1, "z"), (2, "a"), (1, "y"), (0, "x"), (2, "b")] {
            queue.put(pair).await?;
        }
        let mut pairs = Vec::new();
        for _ in 0..6 {
            pairs.push(format!("{:?}", queue.get().await?).replace('"', "'"));
        }
        say!(out, "{}", joined(&pairs));
        say!(out, "-- equal ones keep the order of the heap");
        let queue = PriorityQueue::new(0);
        for n in 0..12 {
            queue.put_nowait(Job { priority: n % 3, name: n })?;
        }
        let names = |n: usize| (0..n).map(|_| queue.get_nowait().map(|job| job.name)).collect::<Py<Vec<_>>>();
        say!(out, "{}", joined(&names(5)?));
        for n in 12..16 {
            queue.put_nowait(Job { priority: 1, name: n })?;
        }
        say!(out, "{} {}", joined(&names(11)?), shown(queue.empty()));
        say!(out, "-- bounded, with those who wait");
        let queue = PriorityQueue::new(2);
        let puts = |items: &'static [i32]| {
            own!(
                [out, queue],
                coroutine(async move {
                    for item in items {
                        queue.put(*item).await?;
                        say!(out, "put {item} {}", queue.qsize());
                    }
                    Ok(())
                })
            )
        };
        let gets = |name: &'static str, n: usize| {
            own!(
                [out, queue],
                coroutine(async move {
                    for _ in 0..n {
                        say!(out, "{name} got {}", queue.get().await?);
                        sleep(0.0).await?;
                    }
                    Ok(())
                })
            )
        };
        let mut tasks = vec![create_task(puts(&[9, 3, 7]))?, create_task(puts(&[1, 8]))?];
        sleep(0.0).await?;
        for name in letters("xy") {
            tasks.push(create_task(gets(name, 2))?);
        }
        gather(tasks)?.await?;
        say!(out, "{} {}", queue.get_nowait()?, queue.qsize());
        let tasks = letters("pq").map(|name| create_task(gets(name, 1))).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        queue.put_nowait(5)?;
        queue.put_nowait(4)?;
        gather(tasks)?.await?;
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queue_lifo() {
    compare(recorded!("queue_lifo"), |out| async move {
        let stack: LifoQueue<String> = LifoQueue::new(3);
        let puts = |name: &'static str, n: usize| {
            own!(
                [out, stack],
                coroutine(async move {
                    for i in 0..n {
                        stack.put(format!("{name}{i}")).await?;
                        say!(out, "{name} put {i} {}", stack.qsize());
                    }
                    Ok(())
                })
            )
        };
        let gets = |name: &'static str, n: usize| {
            own!(
                [out, stack],
                coroutine(async move {
                    for _ in 0..n {
                        say!(out, "{name} got {}", stack.get().await?);
                        sleep(0.0).await?;
                        stack.task_done()?;
                    }
                    Ok(())
                })
            )
        };
        gather([puts("a", 4), gets("x", 3), puts("b", 3), gets("y", 4)])?.await?;
        say!(out, "{}", shown(stack.empty()));
        say!(out, "-- full");
        let tasks = letters("cd").map(|name| create_task(puts(name, 2))).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        say!(out, "{} {}", shown(stack.full()), done(&tasks));
        say!(out, "{}", stack.get_nowait()?);
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{}", done(&tasks));
        let (first, second, third) = (stack.get().await?, stack.get().await?, stack.get().await?);
        say!(out, "{first} {second} {third}");
        gather(tasks)?.await?;
        say!(out, "-- empty");
        let mut tasks = letters("pqr").map(|name| create_task(gets(name, 1))).collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        for n in 0..3 {
            stack.put_nowait(n.to_string())?;
        }
        sleep(0.0).await?;
        tasks.push(create_task(gets("late", 1))?);
        stack.put_nowait("last".to_owned())?;
        gather(tasks)?.await?;
        let exc = stack.get_nowait().unwrap_err();
        assert!(exc.is(&QUEUE_EMPTY));
        say!(out, "{exc:?}");
        for _ in 0..4 {
            stack.task_done()?;
        }
        stack.join().await?;
        say!(out, "{}", stack.task_done().unwrap_err());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn producer_consumer() {
    type Results = Rc<RefCell<Vec<(&'static str, i64)>>>;
    fn producer(
        out: &Out,
        name: &'static str,
        queue: &Queue<Option<i64>>,
        items: std::ops::Range<i64>,
    ) -> Coroutine<()> {
        own!(
            [out, queue],
            coroutine(async move {
                for item in items {
                    queue.put(Some(item)).await?;
                    say!(out, "{name} puts {item}");
                    sleep(0.0).await?;
                }
                say!(out, "{name} has no more");
                Ok(())
            })
        )
    }
    fn consumer(out: &Out, name: &'static str, queue: &Queue<Option<i64>>, results: &Results) -> Coroutine<usize> {
        own!(
            [out, queue, results],
            coroutine(async move {
                loop {
                    let Some(item) = queue.get().await? else {
                        queue.put_nowait(None)?;
                        say!(out, "{name} sees the end");
                        return Ok(results.borrow().len());
                    };
                    let body = async {
                        if item % 5 == 0 {
                            return Err(Exc::new(&VALUE_ERROR, item));
                        }
                        for _ in 0..item % 3 {
                            sleep(0.0).await?;
                        }
                        results.borrow_mut().push((name, item * item));
                        say!(out, "{name} has {item}");
                        Ok(())
                    };
                    let done = body.await.or_else(|exc| {
                        if !exc.is(&VALUE_ERROR) {
                            return Err(exc);
                        }
                        say!(out, "{name} refuses {exc}");
                        Ok(())
                    });
                    queue.task_done()?;
                    done?;
                }
            })
        )
    }
    compare(recorded!("producer_consumer"), |out| async move {
        let queue = Queue::new(3);
        let results = Results::default();
        let consumers = ["x", "y", "z"]
            .into_iter()
            .map(|name| create_task(consumer(&out, name, &queue, &results)))
            .collect::<Py<Vec<_>>>()?;
        gather([producer(&out, "a", &queue, 1..8), producer(&out, "b", &queue, 10..16)])?.await?;
        say!(out, "all are put {}", queue.qsize());
        queue.join().await?;
        say!(out, "all are done with {}", results.borrow().len());
        queue.put(None).await?;
        say!(out, "{}", joined(&gather(consumers)?.await?));
        let sum: i64 = results.borrow().iter().map(|(_, value)| value).sum();
        say!(out, "{sum} {}", queue.qsize());
        for name in letters("xyz") {
            let results = results.borrow();
            let values: Vec<i64> = results.iter().filter(|(who, _)| *who == name).map(|(_, value)| *value).collect();
            say!(out, "{name} {values:?}");
        }
        Ok(())
    })
    .await;
}

/// So many at a time.
#[derive(Clone)]
struct Limiter {
    out: Out,
    permits: Semaphore,
    period: f64,
    given: Rc<Cell<usize>>,
}

impl Limiter {
    async fn enter(&self) -> Py<usize> {
        self.permits.acquire().await?;
        self.given.set(self.given.get() + 1);
        let permits = self.permits.clone();
        get_running_loop()?.call_later(self.period, move || permits.release())?;
        Ok(self.given.get())
    }

    fn exit(&self, raised: Option<&Exc>) {
        say!(self.out, "leaves {}", raised.map_or_else(|| "None".to_owned(), Exc::to_string));
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn rate_limiter() {
    compare(recorded!("rate_limiter"), |out| async move {
        let event_loop = get_running_loop()?;
        let limiter = Limiter { out: out.clone(), permits: Semaphore::new(2)?, period: 0.04, given: Rc::default() };
        let start = Rc::new(Cell::new(event_loop.time()));
        let request = |name: &'static str| {
            own!(
                [out, limiter, event_loop, start],
                coroutine(async move {
                    let n = limiter.enter().await?;
                    let step = ((event_loop.time() - start.get() + 0.005) / 0.04) as i64;
                    say!(out, "{name} {n} in step {step}");
                    if name == "c" {
                        let exc = Exc::new(&VALUE_ERROR, name);
                        limiter.exit(Some(&exc));
                        return Err(exc);
                    }
                    limiter.exit(None);
                    Ok(name)
                })
            )
        };
        let results = gather_exceptions(letters("abcdefg").map(request))?.await?;
        say!(out, "{}", reprs(results, |name| format!("'{name}'")));
        say!(out, "{} {}", limiter.given.get(), shown(limiter.permits.locked()));
        sleep(0.06).await?;
        say!(out, "{}", shown(limiter.permits.locked()));
        start.set(event_loop.time());
        let (first, second) = (create_task(request("h"))?, create_task(request("i"))?);
        let impatient = create_task(request("impatient"))?;
        let patient = create_task(request("patient"))?;
        sleep(0.02).await?;
        say!(out, "{} {} {}", shown(first.done()), shown(second.done()), shown(impatient.cancel()));
        let mut given = gather_exceptions([impatient])?.await?;
        say!(out, "{:?}", given.remove(0).unwrap_err());
        say!(out, "{}", patient.await?);
        sleep(0.06).await?;
        say!(out, "{} {}", limiter.given.get(), shown(limiter.permits.locked()));
        Ok(())
    })
    .await;
}

/// What the workers of a pool share.
#[derive(Clone)]
struct Work {
    out: Out,
    jobs: Queue<(i64, asyncio::Future<i64>)>,
    done: Rc<RefCell<Vec<usize>>>,
}

impl Work {
    async fn work(self, n: usize) -> Py<()> {
        let name = current_task()?.unwrap().get_name();
        let ended = self.takes(&name, n).await;
        say!(self.out, "{name} ends after {}", self.done.borrow()[n]);
        ended
    }

    async fn takes(&self, name: &str, n: usize) -> Py<()> {
        loop {
            let (job, future) = self.jobs.get().await?;
            if future.cancelled() {
                say!(self.out, "{name} skips {job}");
                continue;
            }
            say!(self.out, "{name} takes {job}");
            match compute(job).await {
                Ok(_) if future.done() => {}
                Ok(result) => future.set_result(result)?,
                Err(exc) if exc.is(&ZERO_DIVISION_ERROR) => future.set_exception(exc)?,
                Err(exc) => return Err(exc),
            }
            self.done.borrow_mut()[n] += 1;
        }
    }
}

async fn compute(job: i64) -> Py<i64> {
    for _ in 0..job % 4 {
        sleep(0.0).await?;
    }
    if job == 0 { Err(Exc::new(&ZERO_DIVISION_ERROR, "job 0")) } else { Ok(100 / job) }
}

struct Pool {
    work: Work,
    workers: Vec<Task<()>>,
}

impl Pool {
    fn new(out: &Out, size: usize) -> Py<Pool> {
        let done = Rc::new(RefCell::new(vec![0; size]));
        let work = Work { out: out.clone(), jobs: Queue::new(0), done };
        let mut workers = Vec::new();
        for n in 0..size {
            workers.push(create_task_named(coroutine(work.clone().work(n)), format!("worker-{n}"))?);
        }
        Ok(Pool { work, workers })
    }

    fn submit(&self, job: i64) -> Py<asyncio::Future<i64>> {
        let future = get_running_loop()?.create_future();
        self.work.jobs.put_nowait((job, future.clone()))?;
        Ok(future)
    }

    async fn close(&self) -> Py<()> {
        for worker in &self.workers {
            worker.cancel();
        }
        gather_exceptions(self.workers.clone())?.await?;
        Ok(())
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn worker_pool() {
    compare(recorded!("worker_pool"), |out| async move {
        let pool = Pool::new(&out, 3)?;
        let futures = [5, 3, 0, 2, 7, 1, 4, 9].map(|job| pool.submit(job)).into_iter().collect::<Py<Vec<_>>>()?;
        futures[4].cancel();
        futures[6].add_done_callback(own!([out], move |future| say!(out, "callback {}", future.result().unwrap())));
        say!(out, "{}", reprs(gather_exceptions(futures)?.await?, |n| n.to_string()));
        say!(out, "{} {}", pool.submit(10)?.await?, pool.work.jobs.qsize());
        let running = pool.submit(3)?;
        sleep(0.0).await?;
        sleep(0.0).await?;
        running.cancel();
        say!(out, "{:?}", gather([pool.submit(6)?, pool.submit(8)?])?.await?);
        pool.close().await?;
        let cancelled = truths(pool.workers.iter().map(|worker| worker.cancelled()));
        say!(out, "{:?} {cancelled}", pool.work.done.borrow());
        Ok(())
    })
    .await;
}

const END: i64 = -1;

/// What the stages of a pipeline share.
#[derive(Clone, Default)]
struct Stages {
    out: Out,
    ended: Rc<RefCell<Vec<String>>>,
}

impl Stages {
    async fn source(self, out: Queue<i64>, n: i64) -> Py<()> {
        let body = async {
            for i in 0..n {
                out.put(i).await?;
                say!(self.out, "source {i}");
            }
            Ok(())
        };
        let result: Py<()> = body.await;
        self.ended.borrow_mut().push("source".to_owned());
        result?;
        out.put(END).await
    }

    async fn stage(
        self,
        name: &'static str,
        function: impl Fn(i64) -> Py<i64>,
        inbox: Queue<i64>,
        out: Queue<i64>,
        turns: usize,
    ) -> Py<()> {
        let body = async {
            loop {
                let item = inbox.get().await?;
                if item == END {
                    break;
                }
                for _ in 0..turns {
                    sleep(0.0).await?;
                }
                let item = function(item)?;
                say!(self.out, "{name} {item}");
                out.put(item).await?;
            }
            out.put(END).await
        };
        let result: Py<()> = body.await;
        self.ended.borrow_mut().push(format!("{name} with {}", inbox.qsize()));
        result
    }

    async fn runs(&self, n: i64, divisor: i64) -> Py<()> {
        let (a, b, c) = (Queue::new(1), Queue::new(2), Queue::new(1));
        let group = TaskGroup::scope(|group| {
            own!([a, b, c], async move {
                let adds = |item: i64| Ok(item + 1);
                let divides = move |item: i64| floor_division(60, item - divisor);
                group.create_task(coroutine(self.clone().source(a.clone(), n)))?;
                group.create_task(coroutine(self.clone().stage("adds", adds, a, b.clone(), 0)))?;
                group.create_task(coroutine(self.clone().stage("divides", divides, b, c.clone(), 2)))?;
                group.create_task(coroutine(sink(c, 0)))
            })
        });
        match group.await {
            Ok(total) => say!(self.out, "total {}", total.result()?),
            Err(exc) => {
                let (divisions, others) = exc.split(&ZERO_DIVISION_ERROR);
                if let Some(group) = divisions {
                    say!(self.out, "fails {} {}", group.members().len(), group.args()[0].str());
                }
                others.map_or(Ok(()), Err)?;
            }
        }
        let mut ended = self.ended.take();
        ended.sort_unstable();
        say!(self.out, "{} {} {} {}", joined(&ended), a.qsize(), b.qsize(), c.qsize());
        Ok(())
    }
}

fn floor_division(one: i64, other: i64) -> Py<i64> {
    let text = "integer division or modulo by zero";
    let quotient = one.checked_div(other).ok_or_else(|| Exc::new(&ZERO_DIVISION_ERROR, text))?;
    Ok(if one % other != 0 && (one < 0) != (other < 0) { quotient - 1 } else { quotient })
}

async fn sink(inbox: Queue<i64>, mut total: i64) -> Py<i64> {
    loop {
        let item = inbox.get().await?;
        if item == END {
            return Ok(total);
        }
        total += item;
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn pipeline() {
    compare(recorded!("pipeline"), |out| async move {
        let stages = Stages { out: out.clone(), ended: Rc::default() };
        stages.runs(6, 0).await?;
        say!(out, "--");
        stages.runs(9, 4).await?;
        say!(out, "--");
        let queue = Queue::new(1);
        let limited = timeout(0.02)?.scope(|_| {
            own!([stages, queue], async move {
                let source = coroutine(async move { stages.source(queue, 4).await.map(|()| 0) });
                gather([source, coroutine(sink(Queue::new(0), 0))])?.await
            })
        });
        assert!(limited.await.unwrap_err().is(&TIMEOUT_ERROR));
        say!(out, "nobody takes them {} {}", queue.qsize(), joined(&stages.ended.borrow()));
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn philosophers() {
    compare(recorded!("philosophers"), |out| async move {
        let n = 5;
        let forks: Rc<Vec<Lock>> = Rc::new((0..n).map(|_| Lock::new()).collect());
        let meals = Rc::new(RefCell::new(vec![0; n]));
        let log: Rc<RefCell<Vec<usize>>> = Rc::default();
        let taken = own!([forks], move || forks.iter().filter(|fork| fork.locked()).count());
        let polite = |i: usize, rounds: usize| {
            own!(
                [out, forks, meals, log, taken],
                coroutine(async move {
                    let (first, second) = (i.min((i + 1) % n), i.max((i + 1) % n));
                    for meal in 0..rounds {
                        let one = forks[first].hold().await?;
                        sleep(0.0).await?;
                        let other = forks[second].hold().await?;
                        meals.borrow_mut()[i] += 1;
                        log.borrow_mut().push(i);
                        say!(out, "{i} eats {meal} {}", taken());
                        sleep(0.0).await?;
                        drop(other);
                        drop(one);
                        sleep(0.0).await?;
                    }
                    say!(out, "{i} is full");
                    Ok(())
                })
            )
        };
        gather((0..n).map(|i| polite(i, 3)))?.await?;
        say!(out, "{:?} {}", meals.borrow(), joined(&log.borrow()));
        let greedy = |i: usize| {
            own!(
                [out, forks],
                coroutine(async move {
                    let one = forks[i].hold().await?;
                    say!(out, "{i} has a fork");
                    sleep(0.0).await?;
                    let other = forks[(i + 1) % n].hold().await?;
                    say!(out, "{i} eats");
                    sleep(0.0).await?;
                    drop(other);
                    drop(one);
                    Ok(i)
                })
            )
        };
        say!(out, "-- all take the left one");
        let tasks = (0..n).map(|i| create_task(greedy(i))).collect::<Py<Vec<_>>>()?;
        let futures = tasks.iter().map(|task| (**task).clone());
        let (done, pending) = wait(futures, 0.02, ReturnWhen::AllCompleted).await?;
        say!(out, "{} {} {}", done.len(), pending.len(), taken());
        tasks[2].cancel();
        say!(out, "{}", reprs(gather_exceptions(tasks)?.await?, |i| i.to_string()));
        say!(out, "{}", taken());
        say!(out, "-- with a waiter");
        let waiter = Semaphore::new(n as i64 - 1)?;
        let seated = |i: usize| {
            let eats = greedy(i);
            own!(
                [waiter],
                coroutine(async move {
                    let _permit = waiter.hold().await?;
                    eats.await
                })
            )
        };
        say!(out, "{:?}", gather((0..n).map(seated))?.await?);
        Ok(())
    })
    .await;
}

/// Who hears what is published, in the order of their coming.
type Subscribers = Vec<(&'static str, Queue<String>)>;

#[derive(Clone, Default)]
struct Hub {
    out: Out,
    subscribers: Rc<RefCell<Subscribers>>,
}

impl Hub {
    fn subscribe(&self, name: &'static str, most: i64) -> Queue<String> {
        let queue = Queue::new(most);
        self.subscribers.borrow_mut().push((name, queue.clone()));
        queue
    }

    fn unsubscribe(&self, name: &str) {
        self.subscribers.borrow_mut().retain(|(known, _)| *known != name);
    }

    fn publish(&self, message: &str) {
        let mut line = format!("published {message}");
        for (name, queue) in &*self.subscribers.borrow() {
            if let Err(exc) = queue.put_nowait(message.to_owned()) {
                assert!(exc.is(&QUEUE_FULL));
                line += &format!(" {name}");
            }
        }
        say!(self.out, "{line}");
    }

    async fn subscriber(self, name: &'static str, most: i64, until: &'static str, turns: usize) -> Py<String> {
        let queue = self.subscribe(name, most);
        let mut seen = Vec::new();
        let body = async {
            loop {
                let message = queue.get().await?;
                say!(self.out, "{name} hears {message} {}", queue.qsize());
                seen.push(message.clone());
                if message == until {
                    return Ok(()) as Py<()>;
                }
                for _ in 0..turns {
                    sleep(0.0).await?;
                }
            }
        };
        let mut result = body.await;
        if result.as_ref().is_err_and(|exc| exc.is(&CANCELLED_ERROR)) {
            say!(self.out, "{name} is cancelled with {} left", queue.qsize());
            result = Ok(());
        }
        self.unsubscribe(name);
        say!(self.out, "{name} leaves {}", self.subscribers.borrow().len());
        result.map(|()| format!("[{}]", seen.join(", ")))
    }
}

#[wasi_async_runtime::test(start_paused = true)]
async fn pub_sub() {
    compare(recorded!("pub_sub"), |out| async move {
        let hub = Hub { out: out.clone(), subscribers: Rc::default() };
        let start = |name, most, until, turns| create_task(coroutine(hub.clone().subscriber(name, most, until, turns)));
        let quick = start("quick", 0, "7", 0)?;
        let slow = start("slow", 2, "99", 3)?;
        let short = start("short", 1, "2", 1)?;
        sleep(0.0).await?;
        for n in 0..5 {
            hub.publish(&n.to_string());
            sleep(0.0).await?;
        }
        let late = start("late", 5, "8", 0)?;
        sleep(0.0).await?;
        for n in 5..9 {
            hub.publish(&n.to_string());
        }
        say!(out, "{}", joined(&gather([quick, short, late])?.await?));
        slow.cancel();
        say!(out, "{} {} {}", (&slow).await?, shown(slow.cancelled()), hub.subscribers.borrow().len());
        hub.publish("to nobody");
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn queue_timeouts() {
    compare(recorded!("queue_timeouts"), |out| async move {
        let queue: Queue<String> = Queue::new(1);
        let gets = |name: &'static str, limit: f64| {
            own!(
                [out, queue],
                coroutine(async move {
                    let getting = own!([queue], coroutine(async move { queue.get().await }));
                    match wait_for(getting, limit).await {
                        Ok(item) => say!(out, "{name} got {item}"),
                        Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{name} gives up {}", queue.qsize()),
                        Err(exc) => return Err(exc),
                    }
                    Ok(())
                })
            )
        };
        let puts = |name: &'static str, limit: f64| {
            own!(
                [out, queue],
                coroutine(async move {
                    let putting = own!([queue], async move { queue.put(name.to_owned()).await });
                    match timeout(limit)?.scope(|_| putting).await {
                        Ok(()) => say!(out, "{name} was put"),
                        Err(exc) if exc.is(&TIMEOUT_ERROR) => say!(out, "{name} gives up {}", queue.qsize()),
                        Err(exc) => return Err(exc),
                    }
                    Ok(())
                })
            )
        };
        gets("alone", 0.02).await?;
        gets("at once", 0.0).await?;
        queue.put_nowait("here".to_owned())?;
        gets("here", 0.02).await?;
        queue.put_nowait("zero".to_owned())?;
        gets("zero", 0.0).await?;
        say!(out, "{}", queue.qsize());
        gather([gets("first", 0.02), gets("second", 0.06), gets("third", 0.1), coroutine(sleep(0.04))])?.await?;
        say!(out, "-- those who put");
        while !queue.empty() {
            queue.get_nowait()?;
        }
        queue.put_nowait("full".to_owned())?;
        let putters = gather([puts("p", 0.02), puts("q", 0.06), puts("r", 0.08)])?;
        sleep(0.04).await?;
        say!(out, "main got {}", queue.get_nowait()?);
        sleep(0.0).await?;
        sleep(0.0).await?;
        say!(out, "{}", queue.qsize());
        putters.await?;
        say!(out, "main got {} {}", queue.get_nowait()?, queue.qsize());
        say!(out, "-- until it is quiet");
        let feeds = own!(
            [out, queue],
            coroutine(async move {
                for (n, delay) in [0.01, 0.02, 0.01, 0.1].into_iter().enumerate() {
                    sleep(delay).await?;
                    queue.put(n.to_string()).await?;
                }
                say!(out, "fed");
                Ok(())
            })
        );
        let feeder = create_task(feeds)?;
        let mut seen = Vec::new();
        let quiet = loop {
            match timeout(0.06)?.scope(|_| queue.get()).await {
                Ok(item) => seen.push(item),
                Err(exc) => break exc,
            }
        };
        assert!(quiet.is(&TIMEOUT_ERROR));
        say!(out, "quiet after [{}]", seen.join(", "));
        feeder.await?;
        say!(out, "{} {}", queue.get_nowait()?, shown(queue.empty()));
        Ok(())
    })
    .await;
}

/// The variables of a program about tokens.
#[derive(Clone)]
struct Variables {
    var: ContextVar<String>,
    other: ContextVar<i64>,
    bare: ContextVar<&'static str>,
}

#[wasi_async_runtime::test(start_paused = true)]
async fn context_tokens() {
    fn nested(out: &Out, variables: &Variables, depth: usize) -> Py<()> {
        let Variables { var, other, .. } = variables;
        let token = var.set(format!("depth {depth}"));
        other.set(other.get()? + 1);
        if depth > 0 {
            nested(out, variables, depth - 1)?;
        }
        say!(out, "{} {}", var.get()?, other.get()?);
        var.reset(&token)
    }
    fn raises<T>(out: &Out, given: Py<T>) {
        match given {
            Ok(_) => say!(out, "does not raise"),
            Err(exc) => {
                assert!([&RUNTIME_ERROR, &VALUE_ERROR, &LOOKUP_ERROR].iter().any(|class| exc.is(class)));
                say!(out, "{}", exc.class().name());
            }
        }
    }
    compare(recorded!("context_tokens"), |out| async move {
        let (var, other) =
            (ContextVar::with_default("var", "default".to_owned()), ContextVar::with_default("other", 0));
        let bare = ContextVar::<&str>::new("bare");
        let variables = Variables { var: var.clone(), other: other.clone(), bare: bare.clone() };
        let child = |name: &'static str, n: usize| {
            own!(
                [out, variables],
                coroutine(async move {
                    let Variables { var, other, bare } = &variables;
                    let token = var.set(name.to_owned());
                    for _ in 0..n {
                        sleep(0.0).await?;
                        other.set(other.get()? + 10);
                    }
                    say!(out, "{name} {} {} {}", var.get()?, other.get()?, bare.get_or("none"));
                    var.reset(&token)?;
                    var.get()
                })
            )
        };
        nested(&out, &variables, 2)?;
        say!(out, "{} {}", var.get()?, other.get()?);
        let (first, second) = (var.set("first".to_owned()), var.set("second".to_owned()));
        var.reset(&first)?;
        say!(out, "{}", var.get()?);
        var.reset(&second)?;
        say!(out, "{}", var.get()?);
        raises(&out, var.reset(&first));
        let same = ContextVar::<String>::new("same");
        raises(&out, same.reset(&second));
        let unused = var.set("not for long".to_owned());
        raises(&out, same.reset(&unused));
        raises(&out, var.reset(&unused));
        raises(&out, bare.get());
        let token = bare.set("set");
        bare.reset(&token)?;
        raises(&out, bare.get());
        let mut context = copy_context();
        context.run(|| nested(&out, &variables, 1))?;
        context.run(|| drop(var.set("inside".to_owned())));
        let (inside, count) = (context.get(&var).unwrap(), context.get(&other).unwrap());
        say!(out, "{} {inside} {count} {} {}", var.get()?, other.get()?, shown(context.get(&bare).is_some()));
        let mut inner = context.run(copy_context);
        inner.run(|| drop(bare.set("inner")));
        let seen = context.run(|| Ok((var.get()?, other.get()?)) as Py<(String, i64)>)?;
        let (inner_bare, inner_var) = (inner.get(&bare).unwrap(), inner.get(&var).unwrap());
        let bare_outside = context.get(&bare).unwrap_or("None");
        say!(out, "{inner_bare} {inner_var} {bare_outside} {}", format!("{seen:?}").replace('"', "'"));
        bare.set("of main");
        say!(out, "{}", joined(&gather([child("a", 2), child("b", 1), child("c", 0)])?.await?));
        say!(out, "{} {}", child("awaited", 1).await?, other.get()?);
        let task = context.run(|| create_task(child("in the context", 1)))?;
        say!(out, "{} {} {}", task.await?, other.get()?, context.get(&other).unwrap());
        Ok(())
    })
    .await;
}

#[wasi_async_runtime::test(start_paused = true)]
async fn context_callbacks() {
    fn looks(out: &Out, var: &ContextVar<i64>, name: &str) {
        say!(out, "{name} {}", var.get().unwrap());
    }
    fn sets(out: &Out, var: &ContextVar<i64>, name: &'static str, value: i64) -> Py<()> {
        say!(out, "{name} {}", var.get()?);
        var.set(value);
        get_running_loop()?.call_soon(own!([out, var], move || looks(&out, &var, &format!("{name}'s own"))))?;
        Ok(())
    }
    compare(recorded!("context_callbacks"), |out| async move {
        let var = ContextVar::with_default("var", 0);
        let event_loop = get_running_loop()?;
        let looks = |name: &'static str| own!([out, var], move || looks(&out, &var, name));
        let sets = |name: &'static str, value: i64| own!([out, var], move || sets(&out, &var, name, value));
        var.set(1);
        event_loop.call_soon(sets("soon", 100))?;
        event_loop.call_later(0.02, sets("timer", 200))?;
        var.set(2);
        event_loop.call_soon(looks("later soon"))?;
        let future = event_loop.create_future::<&str>();
        let call = sets("callback of 2", 300);
        future.add_done_callback(move |_| call());
        var.set(3);
        let call = looks("callback of 3");
        future.add_done_callback(move |_| call());
        let child = |name: &'static str, n: i64| {
            own!(
                [out, var, future, event_loop],
                coroutine(async move {
                    let looks = |prefix: &'static str| {
                        own!([out, var], move || say!(out, "{prefix} of {name} {}", var.get().unwrap()))
                    };
                    say!(out, "{name} begins {}", var.get()?);
                    var.set(n);
                    let call = looks("callback");
                    future.add_done_callback(move |_| call());
                    sleep(0.0).await?;
                    event_loop.call_soon(looks("soon"))?;
                    say!(out, "{name} {} {}", future.await?, var.get()?);
                    var.get()
                })
            )
        };
        let mut tasks = vec![create_task(child("a", 10))?];
        var.set(4);
        tasks.push(create_task(child("b", 20))?);
        let call = looks("callback of a's end");
        tasks[0].add_done_callback(move |_| call());
        tasks.push(create_task(child("gathered", 30))?);
        let both = gather(tasks)?;
        var.set(5);
        let call = looks("callback of the gather");
        both.add_done_callback(move |_| call());
        sleep(0.0).await?;
        looks("main")();
        sleep(0.0).await?;
        future.set_result("result")?;
        var.set(6);
        say!(out, "{:?}", both.await?);
        sleep(0.04).await?;
        looks("main")();
        let (in_group, of_group) = (var.clone(), child("of the group", 40));
        let made = TaskGroup::scope(|group| async move {
            in_group.set(7);
            let made = group.create_task(of_group)?;
            in_group.set(8);
            Ok(made)
        });
        let made = made.await?;
        let waited = wait_for(child("waited for", 50), 1.0).await?;
        say!(out, "{} {waited} {}", made.result()?, child("in place", 60).await?);
        looks("main")();
        Ok(())
    })
    .await;
}

/// Waits that are dropped, as Rust futures are, leave barriers and locks to the others.
#[wasi_async_runtime::test(start_paused = true)]
async fn waits_that_are_given_up() {
    use wasi_async_runtime::timeout as rust_timeout;

    let main = coroutine(async {
        let barrier = Barrier::new(2)?;
        assert!(rust_timeout(support::MS, barrier.wait()).await.is_err());
        assert_eq!(barrier.n_waiting(), 0);
        let meets = || {
            let barrier = barrier.clone();
            coroutine(async move { barrier.wait().await })
        };
        assert_eq!(gather([meets(), meets()])?.await?, [0, 1]);
        let condition = Condition::new();
        let waits = condition.clone();
        let mut given_up = Box::pin(async move {
            let _held = waits.lock().hold().await?;
            waits.wait().await
        });
        assert!(support::poll_once(&mut given_up).await.is_none());
        let held = condition.lock().hold().await?;
        drop(given_up);
        assert!(condition.lock().locked(), "it is another's");
        drop(held);
        assert!(!condition.lock().locked());
        Ok(())
    });
    support::soon(asyncio::run(main)).await.unwrap();
}
