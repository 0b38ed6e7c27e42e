//! `itertools.tee`.
//!
//! # How it works
//!
//! All share one iterator and a buffer of what some have had and others not; what nobody needs any more goes.
//!
//! - **I1** No borrow of the buffer is held while the iterator runs or an item is dropped.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use crate::Py;
use crate::iter::{Iter, Iterable, Shared};
use crate::shown::value_error;

/// `tee(iterable, count)`
///
/// # Errors
///
/// `ValueError` where the count is negative; what an `__iter__` of the program raises.
pub fn tee<I: Iterable<Item: Clone>>(iterable: I, count: i64) -> Py<Vec<Tee<I::Iter>>> {
    let count = usize::try_from(count).map_err(|_| value_error("n must be >= 0"))?;
    let source = Shared::new(iterable.iterate()?);
    let buffer = Rc::new(RefCell::new(Buffer { items: VecDeque::new(), first: 0, next: vec![Some(0); count] }));
    Ok((0..count).map(|number| Tee { source: source.clone(), buffer: Rc::clone(&buffer), number }).collect())
}

/// One of several iterators that give the same items.
pub struct Tee<I: Iter> {
    source: Shared<I>,
    buffer: Rc<RefCell<Buffer<I::Item>>>,
    number: usize,
}

/// What some have had and others not.
struct Buffer<T> {
    items: VecDeque<T>,
    /// Which item is at the front, counted from the beginning.
    first: usize,
    /// Which item each takes next; nothing for those that are gone.
    next: Vec<Option<usize>>,
}

impl<T: Clone> Buffer<T> {
    /// The next one, where it is here, and what nobody needs any more.
    fn next(&mut self, number: usize) -> (Option<T>, Option<T>) {
        let Some(next) = self.next[number] else { return (None, None) };
        let item = self.items.get(next - self.first).cloned();
        if item.is_some() {
            self.next[number] = Some(next + 1);
        }
        (item, self.trim())
    }
}

impl<T> Buffer<T> {
    /// Takes the first out where all have had it.
    fn trim(&mut self) -> Option<T> {
        let needed = self.next.iter().flatten().min().is_some_and(|next| *next <= self.first);
        if needed {
            return None;
        }
        self.first += 1;
        self.items.pop_front()
    }
}

impl<I: Iter<Item: Clone>> Iter for Tee<I> {
    type Item = I::Item;

    fn next(&mut self) -> Py<Option<I::Item>> {
        let (item, unneeded) = self.buffer.borrow_mut().next(self.number);
        drop(unneeded);
        if item.is_some() {
            return Ok(item);
        }
        let Some(item) = self.source.next()? else { return Ok(None) };
        self.buffer.borrow_mut().items.push_back(item);
        let (item, unneeded) = self.buffer.borrow_mut().next(self.number);
        drop(unneeded);
        Ok(item)
    }
}

impl<I: Iter> Drop for Tee<I> {
    fn drop(&mut self) {
        self.buffer.borrow_mut().next[self.number] = None;
        loop {
            let mut buffer = self.buffer.borrow_mut();
            let unneeded = if buffer.items.is_empty() { None } else { buffer.trim() };
            drop(buffer);
            if unneeded.is_none() {
                return;
            }
        }
    }
}

impl<I: Iter> fmt::Debug for Tee<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tee {}", self.number)
    }
}
