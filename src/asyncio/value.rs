//! Values that pass between a coroutine and who drives it by hand: `yield value` in an `__await__`, and `send(value)`.
//!
//! # How it works
//!
//! asyncio's own awaits yield futures or nothing, and a task knows what to do with these. A program with a loop of its own may yield what
//! its loop understands: `yield_value` leaves it in the frame (`frame.rs`) together with a place for the answer, so the answer reaches the
//! body that has asked, through whatever awaits it. A type with an `__await__` of its own is a type with `IntoFuture`.
//!
//! - **I1** An answer is taken once, by who has asked.

use super::exc::{Argument, Exc, Py};
use super::frame::{self, Offered, Yielded};
use super::future::AnyFuture;
use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// Something of any type that a coroutine yields or is sent: `None`, a future, or a value. Clones are the same one.
///
/// `Debug` shows it as `repr` does.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::asyncio::Value;
///
/// let value = Value::new(42);
/// assert_eq!(value.get::<i32>(), Some(42));
/// assert_eq!(value.get::<&str>(), None);
/// assert!(Value::new(()).is_none());
/// ```
#[derive(Clone)]
pub struct Value(Kind);

#[derive(Clone)]
enum Kind {
    None,
    Future(Rc<dyn AnyFuture>),
    Object(Rc<dyn Object>),
}

/// A value that can be shown.
trait Object: Any {
    fn repr(&self) -> String;
}

impl<T: fmt::Debug + 'static> Object for T {
    fn repr(&self) -> String {
        let any: &dyn Any = self;
        let text = any.downcast_ref::<&'static str>().map(Argument::repr);
        let text = text.or_else(|| any.downcast_ref::<String>().map(Argument::repr));
        let text = text.or_else(|| any.downcast_ref::<bool>().map(Argument::repr));
        text.unwrap_or_else(|| format!("{self:?}"))
    }
}

impl Value {
    /// A value; `()` is [`none`](Value::none), and what is a `Value` stays the same.
    pub fn new(value: impl fmt::Debug + 'static) -> Value {
        let any: &dyn Any = &value;
        if let Some(same) = any.downcast_ref::<Value>() {
            return same.clone();
        }
        Value(if any.is::<()>() { Kind::None } else { Kind::Object(Rc::new(value)) })
    }

    /// `None`.
    pub fn none() -> Value {
        Value(Kind::None)
    }

    /// Says whether it is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self.0, Kind::None)
    }

    /// Says whether it is a future or task of asyncio that a coroutine awaits.
    pub fn is_future(&self) -> bool {
        matches!(self.0, Kind::Future(_))
    }

    /// A copy of it, where it is of that type.
    pub fn get<T: Clone + 'static>(&self) -> Option<T> {
        self.downcast_ref().cloned()
    }

    /// The value, where it is of that type.
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T> {
        match &self.0 {
            Kind::None => (&() as &dyn Any).downcast_ref(),
            Kind::Future(_) => None,
            Kind::Object(object) => (&**object as &dyn Any).downcast_ref(),
        }
    }

    /// What a future has raised: a task throws that in where it was yielded.
    fn raised(&self) -> Option<Exc> {
        match &self.0 {
            Kind::Future(future) if future.state().is_done() => future.state().exception().unwrap_or_else(Some),
            _ => None,
        }
    }

    /// What a body has yielded.
    pub(super) fn of(yielded: &Yielded) -> Value {
        match yielded {
            Yielded::Bare => Value::none(),
            Yielded::Future(future) => Value(Kind::Future(future.clone())),
            Yielded::Value(exchange) => exchange.value.clone(),
        }
    }
}

/// The same one, not one that looks alike.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        match (&self.0, &other.0) {
            (Kind::None, Kind::None) => true,
            (Kind::Future(one), Kind::Future(other)) => Rc::ptr_eq(one, other),
            (Kind::Object(one), Kind::Object(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::None => f.write_str("None"),
            Kind::Future(future) => write!(f, "<Future {}>", future.state().stage_name()),
            Kind::Object(object) => f.write_str(&(**object).repr()),
        }
    }
}

/// A value that was yielded, and what comes back for it.
pub(super) struct Exchange {
    pub(super) value: Value,
    answer: RefCell<Value>,
}

impl Exchange {
    pub(super) fn answer(&self, value: Value) {
        let last = self.answer.replace(value);
        drop(last);
    }
}

/// Yields a value to who drives the coroutine by hand; gives what is sent in by [`send_value`](super::Coroutine::send_value), otherwise none:
/// `yield value` in an `__await__` or under `@types.coroutine`. With `()` it is a bare `yield`: in a task it lets the others run once. A
/// [`Value`] that another coroutine has yielded is passed on, so a task waits for the future that it may be.
///
/// # Errors
///
/// What is thrown in; `RuntimeError` where a task drives the coroutine, which does not know the value.
///
/// # Examples
///
/// An object that is awaited:
///
/// ```
/// use std::future::{Future, IntoFuture};
/// use std::pin::Pin;
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, Py, yield_value};
///
/// struct Turns(usize);
///
/// impl IntoFuture for Turns {
///     type Output = Py<usize>;
///     type IntoFuture = Pin<Box<dyn Future<Output = Py<usize>>>>;
///
///     fn into_future(self) -> Self::IntoFuture {
///         Box::pin(async move {
///             for _ in 0..self.0 {
///                 yield_value(()).await?;
///             }
///             Ok(self.0)
///         })
///     }
/// }
///
/// let main = Coroutine::new("main", async { Turns(3).await });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), 3);
/// ```
pub async fn yield_value(value: impl fmt::Debug + 'static) -> Py<Value> {
    let exchange = Rc::new(Exchange { value: Value::new(value), answer: RefCell::new(Value::none()) });
    let mut asked = false;
    poll_fn(move |cx| {
        if asked {
            let raised = frame::take_thrown().or_else(|| exchange.value.raised());
            return Poll::Ready(raised.map_or_else(|| Ok(exchange.answer.replace(Value::none())), Err)); // (I1)
        }
        asked = true;
        let yielded = match &exchange.value.0 {
            Kind::Future(future) => Yielded::Future(future.clone()),
            _ => Yielded::Value(exchange.clone()),
        };
        if frame::offer(yielded, cx.waker()) != Offered::Taken {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await
}
