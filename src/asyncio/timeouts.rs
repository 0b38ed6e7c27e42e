//! `asyncio.timeout` and `timeout_at`, as CPython 3.11's.
//!
//! # How it works
//!
//! When the time comes the timeout cancels the task in which it was entered. `exit` takes that cancel back and makes a `TimeoutError` of the
//! `CancelledError`, unless somebody else has cancelled the task as well.

use super::event_loop::{Handle, TimerHandle, get_running_loop};
use super::exc::{CANCELLED_ERROR, Exc, Py, RUNTIME_ERROR, TIMEOUT_ERROR};
use super::task::{AnyTask, current_task};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// A time for a body to end: what `asyncio.timeout` gives. Clones are the same one.
#[derive(Clone)]
pub struct Timeout(Rc<State>);

struct State {
    when: Cell<Option<f64>>,
    stage: Cell<Stage>,
    task: RefCell<Option<AnyTask>>,
    /// How often the task had been asked to cancel before.
    cancelling: Cell<u32>,
    timer: RefCell<Option<Timer>>,
}

enum Timer {
    Soon(Handle),
    Later(TimerHandle),
}

impl Timer {
    fn cancel(&self) {
        match self {
            Timer::Soon(handle) => handle.cancel(),
            Timer::Later(timer) => timer.cancel(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Created,
    Active,
    Expiring,
    Expired,
    Finished,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Stage::Created => "created",
            Stage::Active => "active",
            Stage::Expiring => "expiring",
            Stage::Expired => "expired",
            Stage::Finished => "finished",
        }
    }
}

/// A timeout in `delay` seconds from now, or none: `asyncio.timeout`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, exc, sleep, timeout};
///
/// let main = Coroutine::new("main", async { timeout(0.001)?.scope(|_| sleep(10.0)).await });
/// let raised = AsyncRuntime::block_on(asyncio::run(main)).unwrap_err();
/// assert!(raised.is(&exc::TIMEOUT_ERROR));
/// ```
pub fn timeout(delay: impl Into<Option<f64>>) -> Py<Timeout> {
    let now = get_running_loop()?.time();
    Ok(timeout_at(delay.into().map(|delay| now + delay)))
}

/// A timeout when the loop's clock shows `when`, or none: `asyncio.timeout_at`.
pub fn timeout_at(when: impl Into<Option<f64>>) -> Timeout {
    Timeout(Rc::new(State {
        when: Cell::new(when.into()),
        stage: Cell::new(Stage::Created),
        task: RefCell::default(),
        cancelling: Cell::new(0),
        timer: RefCell::default(),
    }))
}

/// Takes the timer back where a scope is given up; after `exit` there is nothing.
struct Entered(Timeout);

impl Drop for Entered {
    fn drop(&mut self) {
        let (timer, task) = (self.0.0.timer.take(), self.0.0.task.take());
        if let Some(timer) = timer {
            timer.cancel();
        }
        drop(task);
    }
}

impl Timeout {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Runs a body under it: `async with asyncio.timeout(…)`.
    ///
    /// # Errors
    ///
    /// As [`enter`](Timeout::enter) and [`exit`](Timeout::exit).
    pub fn scope<T, F, B>(&self, body: B) -> impl std::future::Future<Output = Py<T>> + use<T, F, B>
    where
        F: std::future::Future<Output = Py<T>>,
        B: FnOnce(Timeout) -> F,
    {
        let timeout = self.clone();
        async move {
            timeout.enter()?;
            let entered = Entered(timeout.clone());
            let result = body(timeout).await;
            entered.0.exit(result)
        }
    }

    /// Begins in the current task: `__aenter__`.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where it was entered before, or outside a task.
    pub fn enter(&self) -> Py<()> {
        if self.0.stage.get() != Stage::Created {
            return Err(Exc::new(&RUNTIME_ERROR, "Timeout has already been entered"));
        }
        let Some(task) = current_task()? else {
            return Err(Exc::new(&RUNTIME_ERROR, "Timeout should be used inside a task"));
        };
        self.0.stage.set(Stage::Active);
        self.0.cancelling.set(task.cancelling());
        *self.0.task.borrow_mut() = Some(task);
        self.reschedule(self.when())
    }

    /// Ends after the body has given `result`: `__aexit__`.
    ///
    /// # Errors
    ///
    /// `TimeoutError` where it has expired; what the body raised.
    pub fn exit<T>(&self, result: Py<T>) -> Py<T> {
        if let Some(timer) = self.0.timer.take() {
            timer.cancel();
        }
        let task = self.0.task.take();
        match self.0.stage.get() {
            Stage::Expiring => {
                self.0.stage.set(Stage::Expired);
                let left = task.map_or(0, |task| task.uncancel());
                match result {
                    Err(exc) if left <= self.0.cancelling.get() && exc.is(&CANCELLED_ERROR) => Err(timed_out(exc)),
                    result => result,
                }
            }
            _ => {
                self.0.stage.set(Stage::Finished);
                result
            }
        }
    }

    /// When it expires, by the loop's clock.
    pub fn when(&self) -> Option<f64> {
        self.0.when.get()
    }

    /// Gives it another time, or none.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where it is not active.
    pub fn reschedule(&self, when: impl Into<Option<f64>>) -> Py<()> {
        let when = when.into();
        match self.0.stage.get() {
            Stage::Active => {}
            Stage::Created => return Err(Exc::new(&RUNTIME_ERROR, "Timeout has not been entered")),
            other => {
                let text = format!("Cannot change state of {} Timeout", other.name());
                return Err(Exc::new(&RUNTIME_ERROR, text));
            }
        }
        self.0.when.set(when);
        if let Some(timer) = self.0.timer.take() {
            timer.cancel();
        }
        let Some(when) = when else { return Ok(()) };
        let event_loop = get_running_loop()?;
        let timeout = self.clone();
        let expire = move || timeout.expire();
        let timer = if when <= event_loop.time() {
            Timer::Soon(event_loop.call_soon(expire)?)
        } else {
            Timer::Later(event_loop.call_at(when, expire)?)
        };
        *self.0.timer.borrow_mut() = Some(timer);
        Ok(())
    }

    /// Says whether its time came before the end of its body.
    pub fn expired(&self) -> bool {
        matches!(self.0.stage.get(), Stage::Expiring | Stage::Expired)
    }

    fn expire(&self) {
        let task = self.0.task.borrow().clone();
        if let Some(task) = task {
            task.cancel();
        }
        self.0.stage.set(Stage::Expiring);
        self.0.timer.take();
    }
}

/// The `TimeoutError` that a cancel for a timeout becomes.
pub(super) fn timed_out(cancelled: Exc) -> Exc {
    let timed_out = Exc::new(&TIMEOUT_ERROR, ());
    timed_out.set_context(cancelled.clone());
    timed_out.from_cause(cancelled)
}

impl fmt::Debug for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Timeout [{}]>", self.0.stage.get().name())
    }
}
