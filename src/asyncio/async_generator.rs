//! Async generators: bodies that yield and await, stepped by who awaits `anext`, and closed by the loop when they are let go.
//!
//! # How it works
//!
//! `anext`, `asend`, `athrow` and `aclose` give futures that poll the body. What the body awaits passes through them to the driver of who
//! awaits them, by the thread's frame (`frame.rs`), and what that driver throws in reaches the body in the same way. What the body *yields*
//! is left in the slot of the generator (`generator.rs`): the future finds it there and is ready.
//!
//! ```text
//!  task ─ step ─► consumer ─► anext().poll ─► body.poll ─► sleep: frame.offer ─► Pending ─► Pending: the task waits for the timer
//!                                                      └─► give: slot.given  ─► Pending ─► Ready(value): the consumer goes on
//! ```
//!
//! The first `anext` (or other) inside a running loop tells the loop of the generator, which keeps it weakly. A generator that is let go
//! before its end is closed by that loop: a handle makes a task of its `aclose`. `shutdown_asyncgens` closes those that are still there.
//! The users of a generator share an *owner*; so the loop can be given one more when the last of theirs has gone.
//!
//! - **I1** One step at a time: from the first poll of a step to its end `stepping` is set, and other steps are refused.
//! - **I2** A body that has not begun does not begin with something thrown in.
//! - **I3** A step that is dropped while the body awaits closes the body by hand, as if `GeneratorExit` had come out of that await.
//! - **I4** The loop closes a generator once.
//! - **I5** What is thrown into a step that has not begun reaches the body, whoever steps it, and the step begins with its next poll, as in
//!   CPython 3.11: a clean-up that awaits meanwhile gets the exception of an `athrow` or `aclose` there. A step that was under way is
//!   refused with its next poll, where the body has not ended.

use super::coroutine::Coroutine;
use super::event_loop::{IntoTask, Loop, running};
use super::exc::{EXCEPTION, Exc, GENERATOR_EXIT, Py, RUNTIME_ERROR, STOP_ASYNC_ITERATION, STOP_ITERATION, TYPE_ERROR};
use super::frame::{self, Driven};
use super::future::Future;
use super::generator::{Body, Slot, Stage, Yielder, is_none, no_stop, tell_ignored};
use super::waiting::gather_exceptions;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker, ready};

/// An async generator: what a call of an `async def` with `yield` gives. Clones are the same one.
///
/// It yields `Y` and is sent `S`. `async for x in generator` reads `while let Some(x) = generator.next().await? { … }`.
///
/// One that is dropped before its end is closed by the loop in which it was first awaited, a turn later, in a task of its own.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, AsyncGenerator, Coroutine, sleep};
///
/// fn ticks(count: i64) -> AsyncGenerator<i64> {
///     AsyncGenerator::new("ticks", move |y| async move {
///         for n in 0..count {
///             sleep(0.001).await?;
///             y.give(n).await?;
///         }
///         Ok(())
///     })
/// }
///
/// let main = Coroutine::new("main", async {
///     let (ticks, mut seen) = (ticks(3), Vec::new());
///     while let Some(n) = ticks.next().await? {
///         seen.push(n);
///     }
///     Ok(seen)
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), [0, 1, 2]);
/// ```
pub struct AsyncGenerator<Y: 'static, S: 'static = ()>(Rc<Owner<Y, S>>);

impl<Y: 'static, S: 'static> Clone for AsyncGenerator<Y, S> {
    fn clone(&self) -> AsyncGenerator<Y, S> {
        AsyncGenerator(self.0.clone())
    }
}

/// What the users share. The loop gets another one when the last of them has gone.
struct Owner<Y: 'static, S: 'static>(Rc<Shared<Y, S>>);

struct Shared<Y, S> {
    name: &'static str,
    /// While it does not run and has not ended.
    body: RefCell<Option<Body<()>>>,
    stage: Cell<Stage>,
    slot: Rc<Slot<Y, S>>,
    /// It was left at an await, not where it yields.
    awaits: Cell<bool>,
    /// The number of the step that is under way (I1); 0 where none is.
    stepping: Cell<u64>,
    /// The number of the last step that has begun.
    last_step: Cell<u64>,
    /// It has told of its end, or was asked to end.
    closed: Cell<bool>,
    /// It was awaited before.
    begun: Cell<bool>,
    /// The loop that closes it.
    event_loop: RefCell<Option<Loop>>,
    /// Its users have gone (I4).
    let_go: Cell<bool>,
}

/// An async generator of any type, as the loop knows it.
pub(super) trait AnyGenerator {
    fn name(&self) -> &'static str;
    fn close(self: Rc<Self>) -> Coroutine<()>;
}

impl<Y: 'static, S: 'static> AnyGenerator for Owner<Y, S> {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn close(self: Rc<Self>) -> Coroutine<()> {
        AsyncGenerator(self).aclose().into()
    }
}

impl<Y: 'static, S: 'static> AsyncGenerator<Y, S> {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// An async generator with this `__qualname__` and body, which begins when it is first awaited.
    pub fn new<F>(name: &'static str, body: impl FnOnce(Yielder<Y, S>) -> F) -> AsyncGenerator<Y, S>
    where
        F: std::future::Future<Output = Py<()>> + 'static,
    {
        let slot = Slot::new();
        let body: Body<()> = Box::pin(body(Yielder::new(&slot)));
        AsyncGenerator(Rc::new(Owner(Rc::new(Shared {
            name,
            body: RefCell::new(Some(body)),
            stage: Cell::new(Stage::Created),
            slot,
            awaits: Cell::new(false),
            stepping: Cell::new(0),
            last_step: Cell::new(0),
            closed: Cell::new(false),
            begun: Cell::new(false),
            event_loop: RefCell::new(None),
            let_go: Cell::new(false),
        }))))
    }

    /// Its `__qualname__`.
    pub fn name(&self) -> &'static str {
        self.0.0.name
    }

    /// Awaits what it yields next, nothing at its end: `async for`, and `anext(generator, default)` with `unwrap_or`.
    ///
    /// # Errors
    ///
    /// What the body raises; `RuntimeError` while another step is under way.
    pub async fn next(&self) -> Py<Option<Y>>
    where
        S: Default,
    {
        match self.anext().await {
            Ok(value) => Ok(Some(value)),
            Err(exc) if exc.is(&STOP_ASYNC_ITERATION) => Ok(None),
            Err(exc) => Err(exc),
        }
    }

    /// Awaits what it yields next: `anext(generator)`.
    ///
    /// # Errors
    ///
    /// What is awaited gives `StopAsyncIteration` at the end; what the body raises; `RuntimeError` while another step is under way.
    pub fn anext(&self) -> Asend<Y, S>
    where
        S: Default,
    {
        Asend { step: self.step(), value: Some(S::default()), is_sent: false }
    }

    /// Awaits what it yields next, after sending a value in. One that has not begun begins with [`anext`](AsyncGenerator::anext).
    ///
    /// # Errors
    ///
    /// As [`anext`](AsyncGenerator::anext); `TypeError` where it has not begun, unless `()` is sent.
    pub fn asend(&self, value: S) -> Asend<Y, S> {
        Asend { step: self.step(), value: Some(value), is_sent: true }
    }

    /// Awaits what it yields next, after throwing an exception in; nothing where it had ended before.
    ///
    /// # Errors
    ///
    /// As [`anext`](AsyncGenerator::anext): that exception, unless the body handles it.
    pub fn athrow(&self, exc: Exc) -> Athrow<Y, S> {
        Athrow { step: self.step(), exc }
    }

    /// Ends it: `GeneratorExit` comes out of where it stands, and its clean-up is awaited.
    ///
    /// # Errors
    ///
    /// What is awaited gives what the clean-up raises; `RuntimeError` where it yields, or while another step is under way.
    pub fn aclose(&self) -> Aclose<Y, S> {
        Aclose { step: self.step() }
    }

    /// A step that has not begun; the first one tells the running loop.
    fn step(&self) -> Step<Y, S> {
        let shared = &self.0.0;
        if !shared.begun.replace(true)
            && let Some(event_loop) = running()
        {
            let any: Rc<dyn AnyGenerator> = self.0.clone();
            event_loop.register_generator(&any);
            shared.event_loop.replace(Some(event_loop));
        }
        Step { generator: self.clone(), stage: StepStage::Created, number: 0 }
    }
}

impl<Y, S> Shared<Y, S> {
    /// Goes on with the body, after giving something to where it stands: to what it yields, or to its end, which is `None`.
    fn poll(&self, incoming: Option<Py<S>>, cx: &mut Context<'_>) -> Poll<Py<Option<Y>>> {
        let Some(mut body) = self.body.take() else {
            return Poll::Ready(incoming.transpose().map(|_| None));
        };
        match (self.stage.get(), incoming) {
            (Stage::Created, Some(Err(exc))) => {
                self.stage.set(Stage::Ended); // (I2)
                return Poll::Ready(Err(exc));
            }
            (Stage::Created, _) => {}
            (_, Some(Err(exc))) if self.awaits.get() => frame::throw(exc),
            (_, Some(Ok(_))) if self.awaits.get() => {}
            (_, None) => {}
            (_, incoming) => self.slot.incoming.set(incoming),
        }
        self.stage.set(Stage::Running);
        if let Poll::Ready(ended) = body.as_mut().poll(cx) {
            self.stage.set(Stage::Ended);
            let stops = [&STOP_ITERATION, &STOP_ASYNC_ITERATION];
            return Poll::Ready(ended.map(|()| None).map_err(|exc| no_stop(exc, "async generator", &stops)));
        }
        self.stage.set(Stage::Suspended);
        self.body.replace(Some(body));
        let given = self.slot.given.take();
        self.awaits.set(given.is_none());
        given.map_or(Poll::Pending, |value| Poll::Ready(Ok(Some(value))))
    }

    /// Closes it without awaiting; tells what cannot be raised.
    fn close_by_hand(&self, incoming: Option<Py<S>>, thrown: Option<Exc>) {
        let raised = match frame::drive(thrown, Waker::noop(), |cx| self.poll(incoming, cx)) {
            Driven::Ended(Ok(None)) => None,
            Driven::Ended(Err(exc)) => Some(exc).filter(|exc| !exc.is(&GENERATOR_EXIT)),
            _ => Some(Exc::new(&RUNTIME_ERROR, "async generator ignored GeneratorExit")),
        };
        if let Some(exc) = raised {
            tell_ignored("async_generator", self.name, &exc);
        }
    }
}

impl<Y: 'static, S: 'static> Drop for Owner<Y, S> {
    fn drop(&mut self) {
        let shared = &self.0;
        if shared.let_go.replace(true) || shared.stage.get() == Stage::Ended || std::thread::panicking() {
            return; // (I4)
        }
        match shared.event_loop.take() {
            Some(event_loop) if !shared.closed.get() => {
                let (closes, generator) = (event_loop.clone(), AsyncGenerator(Rc::new(Owner(shared.clone()))));
                // A loop that is closed cannot close it.
                let _ = event_loop.call_soon(move || closes.create_task(generator.aclose().into()).map(drop));
            }
            _ if shared.stage.get() == Stage::Suspended => {
                shared.close_by_hand(Some(Err(Exc::new(&GENERATOR_EXIT, ()))), None);
            }
            _ => {}
        }
    }
}

impl Loop {
    /// Closes the async generators that are still there, and waits for that; new ones are not refused.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where this loop does not run; `CancelledError` where it is cancelled. What the generators raise is told to the
    /// [exception handler](Loop::set_exception_handler).
    pub async fn shutdown_asyncgens(&self) -> Py<()> {
        let left: Vec<Rc<dyn AnyGenerator>> = self.take_generators().iter().filter_map(Weak::upgrade).collect();
        if left.is_empty() {
            return Ok(());
        }
        let closed = gather_exceptions(left.iter().cloned().map(|generator| generator.close()))?.await?;
        for (generator, closed) in left.iter().zip(closed) {
            if let Err(exc) = closed
                && exc.is(&EXCEPTION)
            {
                let what = format!("<async_generator object {}>", generator.name());
                self.tell(&format!("an error occurred during closing of asynchronous generator {what}"), &exc);
            }
        }
        Ok(())
    }
}

/// One `anext`, `asend`, `athrow` or `aclose`.
struct Step<Y: 'static, S: 'static> {
    generator: AsyncGenerator<Y, S>,
    stage: StepStage,
    /// Among the steps of the generator, once it has begun.
    number: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StepStage {
    Created,
    Begun,
    Ended,
}

impl<Y: 'static, S: 'static> Step<Y, S> {
    fn shared(&self) -> &Shared<Y, S> {
        &self.generator.0.0
    }

    /// Takes the generator for this step (I1).
    fn begin(&mut self) {
        let shared = self.shared();
        let number = shared.last_step.get() + 1;
        shared.last_step.set(number);
        shared.stepping.set(number);
        self.number = number;
        self.stage = StepStage::Begun;
    }

    fn end(&mut self) {
        self.stage = StepStage::Ended;
    }

    fn raise<T>(&mut self, exc: Exc) -> Poll<Py<T>> {
        self.end();
        Poll::Ready(Err(exc))
    }

    /// Goes on with the body; the step ends with what it yields or its end.
    fn poll(&mut self, incoming: Option<Py<S>>, cx: &mut Context<'_>) -> Poll<Py<Option<Y>>> {
        let shared = self.shared();
        let is_under_way = self.stage != StepStage::Begun || shared.stepping.get() == self.number;
        if !is_under_way && shared.stage.get() != Stage::Ended {
            return self.raise(Exc::new(&RUNTIME_ERROR, "asynchronous generator is already running")); // (I5)
        }
        let polled = ready!(shared.poll(incoming, cx));
        self.shared().stepping.set(0);
        self.end();
        Poll::Ready(polled)
    }

    /// As [`poll`](Step::poll), and the end is `StopAsyncIteration`.
    fn poll_value(&mut self, incoming: Option<Py<S>>, cx: &mut Context<'_>) -> Poll<Py<Y>> {
        let polled = ready!(self.poll(incoming, cx));
        let polled = polled.and_then(|value| value.ok_or_else(|| Exc::new(&STOP_ASYNC_ITERATION, ())));
        if let Err(exc) = &polled
            && (exc.is(&STOP_ASYNC_ITERATION) || exc.is(&GENERATOR_EXIT))
        {
            self.shared().closed.set(true);
        }
        Poll::Ready(polled)
    }

    /// What `athrow` and `aclose` throw in with this poll, if anything, or else what they end with at once.
    fn begin_throw(&mut self, name: &str, exc: impl FnOnce() -> Exc) -> Result<Option<Exc>, Py<()>> {
        let raise = |text: String| Err(Err(Exc::new(&RUNTIME_ERROR, text)));
        if self.stage == StepStage::Ended {
            return raise("cannot reuse already awaited aclose()/athrow()".to_owned());
        }
        if self.stage == StepStage::Created
            && let Some(thrown) = frame::take_thrown()
        {
            if thrown.is(&GENERATOR_EXIT) {
                self.end(); // it was closed before it began
                return Err(Err(thrown));
            }
            return Ok(Some(thrown)); // (I5)
        }
        if self.shared().stage.get() == Stage::Ended {
            self.end();
            return Err(Ok(()));
        }
        if self.stage == StepStage::Begun {
            return Ok(None);
        }
        if self.shared().stepping.get() != 0 {
            self.end();
            return raise(format!("{name}(): asynchronous generator is already running"));
        }
        if self.shared().closed.get() {
            self.end();
            return Err(Err(Exc::new(&STOP_ASYNC_ITERATION, ())));
        }
        self.begin();
        Ok(Some(exc()))
    }
}

impl<Y: 'static, S: 'static> Drop for Step<Y, S> {
    fn drop(&mut self) {
        if self.stage != StepStage::Begun {
            return;
        }
        if self.shared().stepping.get() != self.number {
            return;
        }
        self.shared().stepping.set(0);
        if !std::thread::panicking() {
            self.shared().close_by_hand(None, Some(Exc::new(&GENERATOR_EXIT, ()))); // (I3)
        }
    }
}

/// Awaits what an [`AsyncGenerator`] yields next: what [`anext`](AsyncGenerator::anext) and [`asend`](AsyncGenerator::asend) give.
#[must_use = "futures do nothing unless you await or poll them"]
pub struct Asend<Y: 'static, S: 'static = ()> {
    step: Step<Y, S>,
    value: Option<S>,
    is_sent: bool,
}

/// Awaits what an [`AsyncGenerator`] yields after an exception was thrown in: what [`athrow`](AsyncGenerator::athrow) gives.
#[must_use = "futures do nothing unless you await or poll them"]
pub struct Athrow<Y: 'static, S: 'static = ()> {
    step: Step<Y, S>,
    exc: Exc,
}

/// Awaits the end of an [`AsyncGenerator`]: what [`aclose`](AsyncGenerator::aclose) gives.
#[must_use = "futures do nothing unless you await or poll them"]
pub struct Aclose<Y: 'static, S: 'static = ()> {
    step: Step<Y, S>,
}

// None of them is pinned inside: the body has its own box.
impl<Y: 'static, S: 'static> Unpin for Asend<Y, S> {}
impl<Y: 'static, S: 'static> Unpin for Athrow<Y, S> {}
impl<Y: 'static, S: 'static> Unpin for Aclose<Y, S> {}

impl<Y: 'static, S: 'static> std::future::Future for Asend<Y, S> {
    type Output = Py<Y>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<Y>> {
        let Asend { step, value, is_sent } = self.get_mut();
        let mut incoming = None;
        if step.stage == StepStage::Ended {
            let text = "cannot reuse already awaited __anext__()/asend()";
            return Poll::Ready(Err(Exc::new(&RUNTIME_ERROR, text)));
        }
        if step.stage == StepStage::Created {
            if let Some(exc) = frame::take_thrown() {
                if exc.is(&GENERATOR_EXIT) {
                    return step.raise(exc); // it was closed before it began
                }
                return step.poll_value(Some(Err(exc)), cx); // (I5)
            }
            if step.shared().stepping.get() != 0 {
                let text = "anext(): asynchronous generator is already running";
                return Poll::Ready(Err(Exc::new(&RUNTIME_ERROR, text)));
            }
            if *is_sent && !is_none::<S>() && step.shared().stage.get() == Stage::Created {
                let text = "can't send non-None value to a just-started async generator";
                return step.raise(Exc::new(&TYPE_ERROR, text));
            }
            step.begin();
            incoming = value.take().map(Ok);
        }
        step.poll_value(incoming, cx)
    }
}

impl<Y: 'static, S: 'static> std::future::Future for Athrow<Y, S> {
    type Output = Py<Option<Y>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<Option<Y>>> {
        let Athrow { step, exc } = self.get_mut();
        match step.begin_throw("athrow", || exc.clone()) {
            Ok(thrown) => step.poll_value(thrown.map(Err), cx).map_ok(Some),
            Err(ended) => Poll::Ready(ended.map(|()| None)),
        }
    }
}

impl<Y: 'static, S: 'static> std::future::Future for Aclose<Y, S> {
    type Output = Py<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<()>> {
        let Aclose { step } = self.get_mut();
        let thrown = match step.begin_throw("aclose", || Exc::new(&GENERATOR_EXIT, ())) {
            Ok(thrown) => thrown,
            Err(ended) => return Poll::Ready(ended),
        };
        if step.stage == StepStage::Begun {
            step.shared().closed.set(true);
        }
        Poll::Ready(match ready!(step.poll(thrown.map(Err), cx)) {
            Ok(Some(_)) => Err(Exc::new(&RUNTIME_ERROR, "async generator ignored GeneratorExit")),
            Ok(None) => Ok(()),
            Err(exc) if exc.is(&GENERATOR_EXIT) => Ok(()),
            Err(exc) => Err(exc),
        })
    }
}

/// What can be made a task: as in Python, what is thrown in before its first step reaches the generator.
macro_rules! awaitable {
    ($name:ident, $text:literal, $value:ty, $($bound:tt)*) => {
        impl<Y: $($bound)*, S: 'static> From<$name<Y, S>> for Coroutine<$value> {
            fn from(step: $name<Y, S>) -> Coroutine<$value> {
                Coroutine::begun($text, step)
            }
        }

        impl<Y: $($bound)*, S: 'static> IntoTask for $name<Y, S> {
            type Output = $value;

            fn into_task(self, event_loop: &Loop) -> Py<Future<$value>> {
                Coroutine::from(self).into_task(event_loop)
            }

            fn in_place(self) -> impl std::future::Future<Output = Py<$value>> {
                self
            }
        }

        impl<Y: 'static, S: 'static> fmt::Debug for $name<Y, S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("<", $text, " object>"))
            }
        }
    };
}

awaitable!(Asend, "async_generator_asend", Y, Clone + 'static);
awaitable!(Athrow, "async_generator_athrow", Option<Y>, Clone + 'static);
awaitable!(Aclose, "async_generator_athrow", (), 'static);

impl<Y: 'static, S: 'static> fmt::Debug for AsyncGenerator<Y, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<async_generator object {}>", self.name())
    }
}
