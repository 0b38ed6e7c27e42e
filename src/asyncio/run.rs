//! `asyncio.run`, `Runner`, `create_task`, `sleep`.
//!
//! # How it works
//!
//! A runner drives its loop until `main` has ended; its close drives it again, for what is left. An interrupt comes through the loop's door:
//! the first cancels `main`, whose `CancelledError` becomes `KeyboardInterrupt`; the next ends the loop.
//!
//! - **I1** An interrupt that lies in the door when the next comes shows that the loop does not turn: the process ends.

use super::context::{Context, copy_context};
use super::coroutine::Coroutine;
use super::current::set_event_loop;
use super::event_loop::{IntoTask, Loop, TimerHandle, get_running_loop, running};
use super::exc::{CANCELLED_ERROR, Exc, KEYBOARD_INTERRUPT, Py, RUNTIME_ERROR};
use super::frame::{self, Offered};
use super::future::{AnyFuture, Future};
use super::task::Task;
use super::waiter::{Wait, Waiter};
use super::waiting;
use crate::runtime::AsyncRuntime;
use crate::sys::interrupt::Watch;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, ready};

/// Runs a coroutine in a loop of its own: `asyncio.run`. Tasks that are left when it has ended are cancelled, and awaited.
///
/// On Unix, Ctrl-C cancels the coroutine, which may clean up; then this gives `KeyboardInterrupt`. A second one ends the loop at once, and
/// where the loop does not turn (something blocks its thread) it ends the process. Only on the main thread, and on Linux not where the program
/// ignores or handles it already, as in Python.
///
/// # Errors
///
/// What the coroutine raises; `RuntimeError` inside a running loop; `KeyboardInterrupt`.
///
/// # Examples
///
/// See [the module](crate::asyncio).
pub async fn run<T: Clone + 'static>(main: Coroutine<T>) -> Py<T> {
    refuse_nested("asyncio.run()")?;
    let mut runner = Runner::new();
    let result = runner.run(main).await;
    runner.close().await?;
    result
}

/// [`run`] on this thread, which waits.
///
/// # Platforms
///
/// Natively and under WASI. Hosted programs must not block: they await [`run`].
///
/// # Errors
///
/// As [`run`]; `RuntimeError` where the thread may not block, or nothing can ever wake the loop again.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::asyncio::{self, Coroutine, sleep_with};
///
/// let main = Coroutine::new("main", sleep_with(0.001, "done"));
/// assert_eq!(asyncio::run_blocking(main).unwrap(), "done");
/// ```
pub fn run_blocking<T: Clone + 'static>(main: Coroutine<T>) -> Py<T> {
    refuse_nested("asyncio.run()")?;
    block_on(run(main))
}

fn refuse_nested(what: &str) -> Py<()> {
    match running() {
        None => Ok(()),
        Some(_) => Err(Exc::new(&RUNTIME_ERROR, format!("{what} cannot be called from a running event loop"))),
    }
}

/// Blocks this thread on something that may raise.
pub(super) fn block_on<T>(future: impl std::future::Future<Output = Py<T>>) -> Py<T> {
    AsyncRuntime::try_block_on(future).unwrap_or_else(|error| Err(Exc::new(&RUNTIME_ERROR, error.to_string())))
}

/// Runs several coroutines, one after the other, in one loop and one context: `asyncio.Runner`.
///
/// [`close`](Runner::close) ends it; one that is dropped before that leaves tasks without their clean-up.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{Coroutine, Py, Runner, sleep_with};
///
/// let both: Py<i32> = AsyncRuntime::block_on(async {
///     let mut runner = Runner::new();
///     let one = runner.run(Coroutine::new("one", sleep_with(0.001, 1))).await?;
///     let two = runner.run(Coroutine::new("two", sleep_with(0.001, 2))).await?;
///     runner.close().await?;
///     Ok(one + two)
/// });
/// assert_eq!(both.unwrap(), 3);
/// ```
#[derive(Debug, Default)]
pub struct Runner {
    stage: Stage,
    debug: Option<bool>,
    takes_interrupts: Option<bool>,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Created,
    Ready(Loop, Context),
    Closed,
}

impl Runner {
    /// A runner, whose loop is made when it is first needed.
    pub fn new() -> Runner {
        Runner::default()
    }

    /// Sets the debug mode of its loop: `Runner(debug=…)`.
    #[must_use]
    pub fn debug(mut self, debug: bool) -> Runner {
        self.debug = Some(debug);
        self
    }

    /// Says whether Ctrl-C cancels what it runs, as [`run`] tells; by default it does on the main thread alone. Unix.
    #[must_use]
    pub fn interrupts(mut self, take: bool) -> Runner {
        self.takes_interrupts = Some(take);
        self
    }

    /// Its loop.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where it is closed.
    pub fn get_loop(&mut self) -> Py<Loop> {
        match &self.stage {
            Stage::Closed => Err(Exc::new(&RUNTIME_ERROR, "Runner is closed")),
            Stage::Ready(event_loop, _) => Ok(event_loop.clone()),
            Stage::Created => {
                let event_loop = Loop::new();
                set_event_loop(event_loop.clone());
                if let Some(debug) = self.debug {
                    event_loop.set_debug(debug);
                }
                self.stage = Stage::Ready(event_loop.clone(), copy_context());
                Ok(event_loop)
            }
        }
    }

    /// Runs a coroutine in its loop.
    ///
    /// # Errors
    ///
    /// What the coroutine raises; `RuntimeError` where it is closed, or a loop runs; `KeyboardInterrupt` as [`run`].
    pub async fn run<T: Clone + 'static>(&mut self, main: Coroutine<T>) -> Py<T> {
        refuse_nested("Runner.run()")?;
        let event_loop = self.get_loop()?;
        let context = match &mut self.stage {
            Stage::Ready(_, context) => std::mem::take(context), // that very one: its tokens stay good
            _ => copy_context(),
        };
        let task = event_loop.create_task_in(main, context)?;
        let takes_them = self.takes_interrupts.unwrap_or_else(|| std::thread::current().name() == Some("main"));
        let interrupts = Interrupts::watch(&event_loop, &task, takes_them);
        let ran = event_loop.run_until_complete(task.clone()).await;
        let interrupted = interrupts.count.get() > 0;
        drop(interrupts);
        if let Stage::Ready(_, context) = &mut self.stage {
            *context = task.take_context();
        }
        if event_loop.door().take_interrupt() {
            return Err(Exc::new(&KEYBOARD_INTERRUPT, ())); // it came in the last turn
        }
        match ran {
            Err(exc) if exc.is(&CANCELLED_ERROR) && interrupted && task.uncancel() == 0 => {
                Err(Exc::new(&KEYBOARD_INTERRUPT, ()))
            }
            ran => ran,
        }
    }

    /// [`run`](Runner::run) on this thread, which waits: natively and under WASI.
    ///
    /// # Errors
    ///
    /// As [`run`](Runner::run) and [`run_blocking`].
    pub fn run_blocking<T: Clone + 'static>(&mut self, main: Coroutine<T>) -> Py<T> {
        refuse_nested("Runner.run()")?;
        block_on(self.run(main))
    }

    /// Cancels what is left, waits for it, and closes the loop. Does nothing where it has no loop.
    ///
    /// # Errors
    ///
    /// What the clean-up raises.
    pub async fn close(&mut self) -> Py<()> {
        let Stage::Ready(event_loop, _) = &self.stage else { return Ok(()) };
        let event_loop = event_loop.clone();
        let cleaned_up = clean_up(&event_loop).await;
        set_event_loop(None);
        self.stage = Stage::Closed;
        event_loop.close()?;
        cleaned_up
    }

    /// [`close`](Runner::close) on this thread, which waits: natively and under WASI.
    ///
    /// # Errors
    ///
    /// As [`close`](Runner::close) and [`run_blocking`].
    pub fn close_blocking(&mut self) -> Py<()> {
        block_on(self.close())
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        if let Stage::Ready(event_loop, _) = &self.stage {
            set_event_loop(None);
            let _ = event_loop.close(); // not while it runs: then it is not ours
        }
    }
}

/// Has Ctrl-C cancel a task, until this is dropped.
struct Interrupts {
    event_loop: Loop,
    count: Rc<Cell<usize>>,
    _watch: Option<Watch>,
}

impl Interrupts {
    fn watch<T: Clone + 'static>(event_loop: &Loop, task: &Task<T>, takes_them: bool) -> Interrupts {
        let count = Rc::new(Cell::new(0));
        let (counts, ends, main) = (count.clone(), event_loop.clone(), task.clone());
        event_loop.set_on_interrupt(Some(Rc::new(move || {
            counts.set(counts.get() + 1);
            if counts.get() == 1 && !main.done() {
                main.cancel();
            } else {
                ends.end_with(Exc::new(&KEYBOARD_INTERRUPT, ()));
            }
        })));
        let door = event_loop.door().clone();
        let watch = takes_them.then(|| Watch::new(move || door.interrupt())).flatten();
        Interrupts { event_loop: event_loop.clone(), count, _watch: watch }
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        self.event_loop.set_on_interrupt(None);
    }
}

/// Ends what `main` has left.
async fn clean_up(event_loop: &Loop) -> Py<()> {
    cancel_all(event_loop).await?;
    let closes = event_loop.clone();
    let shutdown = async move { closes.shutdown_asyncgens().await };
    event_loop.run_until_complete(Coroutine::new("shutdown_asyncgens", shutdown)).await?;
    let executes = event_loop.clone();
    let shutdown = async move { executes.shutdown_default_executor().await };
    event_loop.run_until_complete(Coroutine::new("shutdown_default_executor", shutdown)).await
}

/// Cancels what is left, and waits for it.
async fn cancel_all(event_loop: &Loop) -> Py<()> {
    event_loop.begin_end();
    let left: Vec<Rc<dyn AnyFuture>> = event_loop.tasks().into_iter().map(|task| task as Rc<dyn AnyFuture>).collect();
    if left.is_empty() {
        return Ok(());
    }
    left.iter().for_each(|task| {
        task.clone().request_cancel(None);
    });
    event_loop.run_until_complete(waiting::all_ended(event_loop, left.clone())?).await?;
    for task in left.iter().filter(|task| !task.state().is_cancelled()) {
        if let Ok(Some(exc)) = task.state().exception() {
            event_loop.tell("unhandled exception during asyncio.run() shutdown", &exc);
        }
    }
    Ok(())
}

/// Makes a task of it, or gives the future that it is: `asyncio.ensure_future`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn ensure_future<A: IntoTask>(awaited: A) -> Py<Future<A::Output>> {
    awaited.into_task(&get_running_loop()?)
}

/// Makes a task of a coroutine in the running loop.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn create_task<T: Clone + 'static>(coroutine: Coroutine<T>) -> Py<Task<T>> {
    get_running_loop()?.create_task(coroutine)
}

/// As [`create_task`], with a name: `create_task(coroutine, name=name)`.
///
/// # Errors
///
/// `RuntimeError` where no loop runs.
pub fn create_task_named<T: Clone + 'static>(coroutine: Coroutine<T>, name: impl Into<String>) -> Py<Task<T>> {
    let task = create_task(coroutine)?; // as in CPython 3.11 it has used up a number by then
    task.set_name(name);
    Ok(task)
}

/// Waits for `delay` seconds; with zero or less it lets the others run once: `asyncio.sleep`.
///
/// # Errors
///
/// `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
#[inline]
pub fn sleep(delay: f64) -> Sleep<()> {
    sleep_with(delay, ())
}

/// As [`sleep`], and gives `result`.
///
/// # Errors
///
/// As [`sleep`].
#[inline]
pub fn sleep_with<T: Unpin>(delay: f64, result: T) -> Sleep<T> {
    Sleep { result: Some(result), stage: Sleeping::Begins(delay) }
}

/// What [`sleep`] gives.
#[derive(Debug)]
#[must_use = "futures do nothing unless you await or poll them"]
pub struct Sleep<T> {
    result: Option<T>,
    stage: Sleeping,
}

#[derive(Debug)]
enum Sleeping {
    Begins(f64),
    /// It has let the others run.
    Bare,
    Timed(Wait, #[allow(dead_code, reason = "it takes the timer back with the wait")] CancelOnDrop),
}

impl<T: Unpin> std::future::Future for Sleep<T> {
    type Output = Py<T>;

    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<Py<T>> {
        match &mut self.stage {
            Sleeping::Begins(delay) if *delay <= 0.0 => {
                std::mem::forget(std::mem::replace(&mut self.stage, Sleeping::Bare)); // a number: nothing is dropped
                if frame::offer_bare(cx.waker()) != Offered::Taken {
                    cx.waker().wake_by_ref();
                }
                return Poll::Pending;
            }
            Sleeping::Bare => {
                if let Some(exc) = frame::take_thrown() {
                    return Poll::Ready(Err(exc));
                }
            }
            stage => ready!(stage.poll_timed(cx))?,
        }
        let result = self.result.take();
        Poll::Ready(result.ok_or_else(|| Exc::new(&RUNTIME_ERROR, "cannot reuse already awaited sleep")))
    }
}

impl Sleeping {
    #[inline(never)]
    fn poll_timed(&mut self, cx: &mut std::task::Context<'_>) -> Poll<Py<()>> {
        match self {
            Sleeping::Begins(delay) => {
                let (mut wait, timer) = timed(*delay)?;
                let polled = Pin::new(&mut wait).poll(cx);
                debug_assert!(polled.is_pending(), "the timer has not come yet");
                *self = Sleeping::Timed(wait, timer);
                Poll::Pending
            }
            Sleeping::Timed(wait, _) => Pin::new(wait).poll(cx),
            Sleeping::Bare => Poll::Ready(Ok(())),
        }
    }
}

/// A wait for a time.
fn timed(delay: f64) -> Py<(Wait, CancelOnDrop)> {
    let event_loop = get_running_loop()?;
    let waiter = Waiter::new(&event_loop);
    let timer = event_loop.release_later(delay, waiter.clone())?;
    Ok((waiter.wait(), CancelOnDrop(timer)))
}

/// Takes a timer back with the wait that it is for.
#[derive(Debug)]
pub(super) struct CancelOnDrop(pub(super) TimerHandle);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
