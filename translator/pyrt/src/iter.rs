//! Python's iterators, which may raise, and what takes them.
//!
//! # How it works
//!
//! [`Iter`] is an iterator (`__next__`), [`Iterable`] what `for` takes (`__iter__`): every iterator, every collection and a reference to
//! one. The functions of [`builtins`] and [`itertools`] take the one and give the other. What they give has no name; where a name is needed
//! (in a field, or where several places go on with the same iterator) it is put in [`Shared`].
//!
//! - **I1** An iterator that ended and is asked again gives nothing again, as CPython's do, where the source does.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use crate::exc::STOP_ITERATION;
use crate::instance::identity_hash;
use crate::list::List;
use crate::refused::unordered;
use crate::shown::{value_error, vec_for};
use crate::{Equal, Key, Object, Py};

pub mod builtins;
pub mod combinatoric;
mod groupby;
pub mod itertools;
pub mod range;
mod tee;

pub use range::Range;

/// An iterator of Python: `next` may raise.
pub trait Iter {
    /// What it gives.
    type Item;

    /// The next one, or nothing where Python raises StopIteration.
    ///
    /// # Errors
    ///
    /// What the iterator raises.
    fn next(&mut self) -> Py<Option<Self::Item>>;

    /// About how many are left: `__length_hint__`.
    fn length_hint(&self) -> usize {
        0
    }

    /// All that are left, where they are known at once: what a list gives to another (or itself), whose members do not change meanwhile.
    fn take_rest(&mut self) -> Option<Vec<Self::Item>> {
        None
    }
}

/// What can be iterated over.
pub trait Iterable {
    /// What its iterator gives.
    type Item;
    /// Its iterator.
    type Iter: Iter<Item = Self::Item>;

    /// `iter(value)`.
    ///
    /// # Errors
    ///
    /// What an `__iter__` of the program raises.
    fn iterate(self) -> Py<Self::Iter>;
}

impl<I: Iter> Iterable for I {
    type Item = I::Item;
    type Iter = I;

    fn iterate(self) -> Py<I> {
        Ok(self)
    }
}

impl<I: Iter + ?Sized> Iter for &mut I {
    type Item = I::Item;

    fn next(&mut self) -> Py<Option<I::Item>> {
        (**self).next()
    }

    fn length_hint(&self) -> usize {
        (**self).length_hint()
    }

    fn take_rest(&mut self) -> Option<Vec<I::Item>> {
        (**self).take_rest()
    }
}

impl<I: Iter + ?Sized> Iter for Box<I> {
    type Item = I::Item;

    fn next(&mut self) -> Py<Option<I::Item>> {
        (**self).next()
    }

    fn length_hint(&self) -> usize {
        (**self).length_hint()
    }

    fn take_rest(&mut self) -> Option<Vec<I::Item>> {
        (**self).take_rest()
    }
}

/// An iterator of any kind over values of one type.
pub type AnyIter<T> = Box<dyn Iter<Item = T>>;

/// Makes an iterator of a function that gives the next one. As in CPython, StopIteration that comes out of it is its end.
pub fn from_fn<T>(next: impl FnMut() -> Py<Option<T>>) -> impl Iter<Item = T> {
    FromFn(next)
}

struct FromFn<F>(F);

impl<T, F: FnMut() -> Py<Option<T>>> Iter for FromFn<F> {
    type Item = T;

    fn next(&mut self) -> Py<Option<T>> {
        match (self.0)() {
            Err(exc) if exc.is(&STOP_ITERATION) => Ok(None),
            next => next,
        }
    }
}

/// Makes an iterator of one of Rust's, which raises nothing.
pub fn from_rust<I: Iterator>(items: I) -> impl Iter<Item = I::Item> {
    FromRust(items)
}

struct FromRust<I>(I);

impl<I: Iterator> Iter for FromRust<I> {
    type Item = I::Item;

    fn next(&mut self) -> Py<Option<I::Item>> {
        Ok(self.0.next())
    }

    fn length_hint(&self) -> usize {
        self.0.size_hint().0
    }
}

/// An iterator that several places go on with. Clones are the same one.
pub struct Shared<I>(Rc<Cell<Option<I>>>);

/// An iterator of a type without a name, for any iterable.
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn boxed<T, I: Iterable<Item = T, Iter: 'static>>(iterable: I) -> Py<AnyIter<T>> {
    Ok(Box::new(iterable.iterate()?))
}

impl<I> Clone for Shared<I> {
    fn clone(&self) -> Shared<I> {
        Shared(Rc::clone(&self.0))
    }
}

impl<I> fmt::Debug for Shared<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

impl<I> Shared<I> {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }
}

/// What it is called depends on what it iterates over, so nothing asks for that.
impl<I> Object for Shared<I> {
    fn type_name(&self) -> &'static str {
        "iterator"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str("<iterator object>");
        Ok(())
    }
}

impl<I> Equal for Shared<I> {
    fn equal(&self, other: &Shared<I>) -> Py<bool> {
        Ok(self.address() == other.address())
    }
}

impl<I> Key for Shared<I> {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(self.address()))
    }
}

unordered! { [I] Shared<I>; }

impl<I: Iter> Shared<I> {
    /// Shares an iterator.
    pub fn new(iter: I) -> Shared<I> {
        Shared(Rc::new(Cell::new(Some(iter))))
    }
}

/// While it makes the next one it is away: asked again in that time it raises `ValueError`, as a generator does.
impl<I: Iter> Iter for Shared<I> {
    type Item = I::Item;

    fn next(&mut self) -> Py<Option<I::Item>> {
        let Some(mut iter) = self.0.take() else { return Err(value_error("generator already executing")) };
        let next = iter.next();
        self.0.set(Some(iter));
        next
    }
}

/// `list(iterable)`, as a vector.
///
/// # Errors
///
/// What the iterator raises; `OverflowError` where no memory holds all.
pub fn vec<I: Iterable>(iterable: I) -> Py<Vec<I::Item>> {
    let mut iter = iterable.iterate()?;
    if let Some(items) = iter.take_rest() {
        return Ok(items);
    }
    let mut items = vec_for(iter.length_hint())?;
    while let Some(item) = iter.next()? {
        items.push(item);
    }
    Ok(items)
}

/// `list(iterable)`.
///
/// # Errors
///
/// What the iterator raises.
pub fn list<I: Iterable>(iterable: I) -> Py<List<I::Item>> {
    vec(iterable).map(List::from)
}

#[cfg(test)]
mod tests;
