//! What programs hold while they are carried out.

use std::cell::RefCell;
use std::fmt;
use wasi_async_runtime::asyncio::exc::{BASE_EXCEPTION_GROUP, Exc, KEY_ERROR, TYPE_ERROR};
use wasi_async_runtime::asyncio::{Coroutine, Future, Handle, IntoTask, Loop, Py, TimerHandle};

/// A value of Python.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    None,
    Int(i64),
    Truth(bool),
    Text(&'static str),
    List(Vec<Value>),
    Exc(Exc),
}

impl Value {
    pub(crate) fn count(count: usize) -> Value {
        Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<()> for Value {
    fn from((): ()) -> Value {
        Value::None
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Value {
        Value::Truth(truth)
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Value {
        Value::List(values)
    }
}

/// What `gather` gives with `return_exceptions=True`.
impl From<Vec<Py<Value>>> for Value {
    fn from(results: Vec<Py<Value>>) -> Value {
        Value::List(results.into_iter().map(|result| result.unwrap_or_else(Value::Exc)).collect())
    }
}

fn of<T: Into<Value>>(result: Py<T>) -> Py<Value> {
    result.map(T::into)
}

/// As `shown` of `prelude.py`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Int(number) => number.fmt(f),
            Value::Truth(truth) => f.write_str(if *truth { "True" } else { "False" }),
            Value::Text(text) => f.write_str(text),
            Value::List(values) => write!(f, "[{}]", joined(values.iter().map(Value::to_string))),
            Value::Exc(exc) => f.write_str(&shown(exc)),
        }
    }
}

fn joined(shown: impl Iterator<Item = String>) -> String {
    shown.collect::<Vec<_>>().join(", ")
}

fn shown(exc: &Exc) -> String {
    let cause = exc.cause().map_or_else(String::new, |cause| format!(" from {}", shown(&cause)));
    let name = exc.class().name();
    if exc.is(&BASE_EXCEPTION_GROUP) {
        return format!("{name}[{}]{cause}", joined(exc.members().iter().map(shown)));
    }
    format!("{name}({}){cause}", text(&exc.to_string()))
}

/// What an exception says, without what `repr` shows of others.
fn text(said: &str) -> String {
    match (said.find('<'), said.rfind('>')) {
        _ if said.contains("itself") => "itself".to_owned(),
        (Some(begin), Some(end)) => format!("{}{}", &said[..begin], &said[end + 1..]),
        _ => said.to_owned(),
    }
}

/// Slots, by number; what was put into one before is kept.
pub(crate) struct Slots<T>(RefCell<Vec<(u32, T)>>);

impl<T> Default for Slots<T> {
    fn default() -> Slots<T> {
        Slots(RefCell::default())
    }
}

impl<T: Clone> Slots<T> {
    pub(crate) fn put(&self, slot: u32, value: T) {
        self.0.borrow_mut().push((slot, value));
    }

    pub(crate) fn get(&self, slot: u32) -> Py<T> {
        let slots = self.0.borrow();
        let found = slots.iter().rev().find(|(known, _)| *known == slot);
        found.map(|(_, value)| value.clone()).ok_or_else(|| Exc::new(&KEY_ERROR, i64::from(slot)))
    }
}

/// A future, of whatever it gives.
#[derive(Clone)]
pub(crate) enum Awaited {
    Plain(Future<Value>),
    /// Of `gather`.
    All(Future<Vec<Value>>),
    /// Of `gather` with `return_exceptions=True`.
    Settled(Future<Vec<Py<Value>>>),
}

/// Does the same with the future, whatever it gives.
macro_rules! of_any {
    ($awaited:expr, $future:ident => $what:expr) => {
        match $awaited {
            Awaited::Plain($future) => $what,
            Awaited::All($future) => $what,
            Awaited::Settled($future) => $what,
        }
    };
}

impl From<Future<Value>> for Awaited {
    fn from(future: Future<Value>) -> Awaited {
        Awaited::Plain(future)
    }
}

impl From<Future<Vec<Value>>> for Awaited {
    fn from(future: Future<Vec<Value>>) -> Awaited {
        Awaited::All(future)
    }
}

impl From<Future<Vec<Py<Value>>>> for Awaited {
    fn from(future: Future<Vec<Py<Value>>>) -> Awaited {
        Awaited::Settled(future)
    }
}

impl Awaited {
    pub(crate) async fn wait(self) -> Py<Value> {
        of_any!(self, future => of(future.await))
    }

    pub(crate) fn done(&self) -> bool {
        of_any!(self, future => future.done())
    }

    pub(crate) fn cancelled(&self) -> bool {
        of_any!(self, future => future.cancelled())
    }

    pub(crate) fn cancel(&self, message: Option<String>) -> bool {
        of_any!(self, future => match message {
            Some(message) => future.cancel_with(message),
            None => future.cancel(),
        })
    }

    pub(crate) fn result(&self) -> Py<Value> {
        of_any!(self, future => of(future.result()))
    }

    pub(crate) fn exception(&self) -> Py<Option<Exc>> {
        of_any!(self, future => future.exception())
    }

    pub(crate) fn add_done_callback(&self, callback: impl FnOnce(Awaited) -> Py<()> + 'static) -> u64 {
        of_any!(self, future => future.add_done_callback(move |of| callback(of.into())))
    }

    pub(crate) fn remove_done_callback(&self, number: u64) -> bool {
        of_any!(self, future => future.remove_done_callback(number))
    }

    /// As `state` of `prelude.py`.
    pub(crate) fn state(&self) -> Value {
        if !self.done() {
            return Value::Text("pending");
        }
        if self.cancelled() {
            return Value::Text("cancelled");
        }
        self.result().unwrap_or_else(Value::Exc)
    }
}

/// One thing that is given to `gather` and its like.
pub(crate) enum One {
    Coroutine(Coroutine<Value>),
    Future(Future<Value>),
    All(Future<Vec<Value>>),
    Settled(Future<Vec<Py<Value>>>),
}

impl From<Awaited> for One {
    fn from(awaited: Awaited) -> One {
        match awaited {
            Awaited::Plain(future) => One::Future(future),
            Awaited::All(future) => One::All(future),
            Awaited::Settled(future) => One::Settled(future),
        }
    }
}

fn several() -> Exc {
    Exc::new(&TYPE_ERROR, "its values are several")
}

impl IntoTask for One {
    type Output = Value;

    fn into_task(self, event_loop: &Loop) -> Py<Future<Value>> {
        match self {
            One::Coroutine(coroutine) => coroutine.into_task(event_loop),
            One::Future(future) => Ok(future),
            One::All(_) | One::Settled(_) => Err(several()),
        }
    }

    async fn in_place(self) -> Py<Value> {
        match self {
            One::Coroutine(coroutine) => coroutine.await,
            One::Future(future) => future.await,
            One::All(_) | One::Settled(_) => Err(several()),
        }
    }
}

/// What the loop gives for a callback.
#[derive(Clone)]
pub(crate) enum HandleOf {
    Soon(Handle),
    Later(TimerHandle),
}

impl HandleOf {
    pub(crate) fn cancel(&self) {
        match self {
            HandleOf::Soon(handle) => handle.cancel(),
            HandleOf::Later(timer) => timer.cancel(),
        }
    }

    pub(crate) fn cancelled(&self) -> bool {
        match self {
            HandleOf::Soon(handle) => handle.cancelled(),
            HandleOf::Later(timer) => timer.cancelled(),
        }
    }
}
