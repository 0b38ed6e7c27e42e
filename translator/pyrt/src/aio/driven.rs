//! Coroutines that are driven by hand, and what they yield to who drives them.
//!
//! # How it works
//!
//! A generator under `@types.coroutine` and one that is an `__await__` are coroutines here. What they yield goes through whatever awaits
//! them to the driver: the loop, which takes None alone, or the program, whose `send` gives it as a value of the one type that the
//! program has for all that is yielded in this way.
//!
//! - **I1** None passes as itself, for the loop must know it; what else passes is of the program's type.

use std::any::Any;

use wasi_async_runtime::asyncio::{Generator, Resumed, Value, yield_value};

use super::SharedCoroutine;
use crate::control::wrong_type;
use crate::exc::{GENERATOR_EXIT, STOP_ITERATION};
use crate::shown::Shown;
use crate::{Object, Py};

fn is_none(value: &(impl Object + 'static)) -> bool {
    value.member().unwrap_or(value as &dyn Any).is::<()>()
}

/// `yield value`: gives what is sent back.
///
/// # Errors
///
/// What is thrown in; `RuntimeError` where a task drives the coroutine, unless the value is None.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let asks = aio::SharedCoroutine::new("asks", async {
///     let answer = aio::give(Str::literal("how many?")).await?;
///     aio::passed::<Option<i64>>(&answer, Some(None))
/// });
/// let asked = aio::passed::<Str>(&aio::send_to(&asks, None::<i64>).unwrap(), None);
/// assert_eq!(asked.unwrap(), "how many?");
/// assert_eq!(format!("{:?}", aio::send_to(&asks, Some(7)).unwrap_err()), "StopIteration(7)");
/// ```
pub async fn give<T: Object + 'static>(value: T) -> Py<Value> {
    match is_none(&value) {
        true => yield_value(()).await,
        false => yield_value(Shown(value)).await,
    }
}

/// What was yielded or sent, as a value of the program's type: `none` is its None, where it has one.
///
/// # Errors
///
/// `TypeError` for what is of another type: a future of asyncio.
pub fn passed<T: Clone + 'static>(value: &Value, none: Option<T>) -> Py<T> {
    if value.is_none() {
        return none.ok_or_else(wrong_type);
    }
    value.downcast_ref::<Shown<T>>().map(|shown| shown.0.clone()).ok_or_else(wrong_type)
}

/// `coroutine.send(value)`
///
/// # Errors
///
/// `StopIteration` with what it returns; what it raises.
pub fn send_to<T, S>(coroutine: &SharedCoroutine<T>, value: S) -> Py<Value>
where
    T: Object + 'static,
    S: Object + 'static,
{
    match is_none(&value) {
        true => coroutine.send_none(),
        false => coroutine.send(Shown(value)),
    }
}

/// `next(coroutine, default)`: nothing where it returns.
///
/// # Errors
///
/// What it raises.
pub fn next_of<T: Object + 'static>(coroutine: &SharedCoroutine<T>) -> Py<Option<Value>> {
    match coroutine.send_none() {
        Ok(value) => Ok(Some(value)),
        Err(exc) if exc.is(&STOP_ITERATION) => Ok(None),
        Err(exc) => Err(exc),
    }
}

/// `yield from generator` in a coroutine: what is sent and thrown goes to the generator.
///
/// # Errors
///
/// What it raises.
pub async fn give_all<Y, S, R>(generator: Generator<Y, S, R>) -> Py<Option<R>>
where
    Y: Object + 'static,
    S: Default + Clone + 'static,
{
    let mut resumed = generator.next()?;
    loop {
        let value = match resumed {
            Resumed::Yielded(value) => value,
            Resumed::Returned(returned) => return Ok(Some(returned)),
            Resumed::Ended => return Ok(None),
        };
        let incoming = give(value).await.and_then(|value| passed(&value, Some(S::default())));
        resumed = match incoming {
            Ok(value) => generator.send(value)?,
            Err(exc) if exc.is(&GENERATOR_EXIT) => {
                generator.close()?;
                return Err(exc);
            }
            Err(exc) => generator.throw(exc)?,
        };
    }
}
