//! Generators in `for`, and by hand: `next`, `send`, `throw`.
//!
//! # How it works
//!
//! The runtime's generators say how they were left ([`Resumed`]); in Python an end is StopIteration, which bears what was returned.

use wasi_async_runtime::asyncio::{Generator, Resumed, Yielder};

use crate::exc::{Exc, GENERATOR_EXIT, STOP_ITERATION};
use crate::iter::{Iter, Iterable};
use crate::shown::Shown;
use crate::{Object, Py};

/// `StopIteration(value)`; without a value where that is None.
pub(super) fn stop<R: Object + 'static>(value: R) -> Exc {
    if value.type_name() == "NoneType" {
        return Exc::new(&STOP_ITERATION, ());
    }
    Exc::new(&STOP_ITERATION, Shown(value))
}

fn yielded<Y, R: Object + 'static>(resumed: Resumed<Y, R>) -> Py<Y> {
    match resumed {
        Resumed::Yielded(value) => Ok(value),
        Resumed::Returned(value) => Err(stop(value)),
        Resumed::Ended => Err(Exc::new(&STOP_ITERATION, ())),
    }
}

/// `next(generator)`, also `generator.send(None)`.
///
/// # Errors
///
/// `StopIteration` where it ends; what it raises.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let one: Generator<i64, (), Str> = Generator::new("one", |y| async move {
///     y.give(1).await?;
///     Ok(Str::literal("done"))
/// });
/// assert_eq!(aio::next(&one), Ok(1));
/// assert_eq!(format!("{:?}", aio::next(&one).unwrap_err()), "StopIteration('done')");
/// assert_eq!(format!("{:?}", aio::next(&one).unwrap_err()), "StopIteration()");
/// ```
pub fn next<Y, S: Default, R: Object + 'static>(generator: &Generator<Y, S, R>) -> Py<Y> {
    generator.next().and_then(yielded)
}

/// `next(generator, default)`
///
/// # Errors
///
/// What it raises.
pub fn next_or<Y, S: Default, R>(generator: &Generator<Y, S, R>, default: Y) -> Py<Y> {
    match generator.next()? {
        Resumed::Yielded(value) => Ok(value),
        _ => Ok(default),
    }
}

/// `generator.send(value)`
///
/// # Errors
///
/// As those of [`next`]; `TypeError` where it has not begun.
pub fn send<Y, S: 'static, R: Object + 'static>(generator: &Generator<Y, S, R>, value: S) -> Py<Y> {
    generator.send(value).and_then(yielded)
}

/// `generator.throw(exc)`
///
/// # Errors
///
/// As those of [`next`].
pub fn throw<Y, S, R: Object + 'static>(generator: &Generator<Y, S, R>, exc: Exc) -> Py<Y> {
    generator.throw(exc).and_then(yielded)
}

/// What `for` takes of a generator, one after the other.
#[derive(Debug)]
pub struct Generated<Y, S = (), R = ()>(Generator<Y, S, R>);

impl<Y, S: Default, R> Iter for Generated<Y, S, R> {
    type Item = Y;

    fn next(&mut self) -> Py<Option<Y>> {
        match self.0.next()? {
            Resumed::Yielded(value) => Ok(Some(value)),
            _ => Ok(None),
        }
    }
}

impl<Y, S: Default, R> Iterable for Generator<Y, S, R> {
    type Item = Y;
    type Iter = Generated<Y, S, R>;

    fn iterate(self) -> Py<Generated<Y, S, R>> {
        Ok(Generated(self))
    }
}

impl<Y, S: Default, R> Iterable for &Generator<Y, S, R> {
    type Item = Y;
    type Iter = Generated<Y, S, R>;

    fn iterate(self) -> Py<Generated<Y, S, R>> {
        Ok(Generated(self.clone()))
    }
}

/// An iterator as the generator that a generator expression is.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let squares: Generator<i64, (), ()> = aio::generated(iter::from_rust((1..3).map(|n: i64| n * n)));
/// assert_eq!((aio::next(&squares), aio::next(&squares)), (Ok(1), Ok(4)));
/// ```
pub fn generated<Y: 'static, S: 'static, R: Default + 'static>(
    iterable: impl Iterable<Item = Y> + 'static,
) -> Generator<Y, S, R> {
    Generator::new("<genexpr>", |y| async move {
        let mut iter = iterable.iterate()?;
        while let Some(item) = iter.next()? {
            y.give(item).await?;
        }
        Ok(R::default())
    })
}

/// `yield from generator` where the generator yields other types than the one around, or is sent others.
///
/// # Errors
///
/// What it raises; what is thrown in and not handled.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let outer: Generator<Option<i64>, (), ()> = Generator::new("outer", |y| async move {
///     let inner: Generator<i64, (), ()> = Generator::new("inner", |y| async move { y.give(1).await });
///     aio::give_from(&y, inner, |value| Ok(Some(value)), Ok).await?;
///     Ok(())
/// });
/// assert_eq!(aio::next(&outer), Ok(Some(1)));
/// ```
pub async fn give_from<Y, S, A, B, R>(
    y: &Yielder<Y, S>,
    generator: Generator<A, B, R>,
    given: impl Fn(A) -> Py<Y>,
    incoming: impl Fn(S) -> Py<B>,
) -> Py<Option<R>>
where
    B: Default + 'static,
{
    let mut resumed = generator.next()?;
    loop {
        let value = match resumed {
            Resumed::Yielded(value) => given(value)?,
            Resumed::Returned(returned) => return Ok(Some(returned)),
            Resumed::Ended => return Ok(None),
        };
        resumed = match y.give(value).await {
            Ok(value) => generator.send(incoming(value)?)?,
            Err(exc) if exc.is(&GENERATOR_EXIT) => {
                generator.close()?;
                return Err(exc);
            }
            Err(exc) => generator.throw(exc)?,
        };
    }
}
