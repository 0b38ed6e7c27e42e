//! `deque`.
//!
//! # How it works
//!
//! A shared ring of members with a count of its changes: iterators and searches that find another count than they began with raise, as
//! CPython's do.
//!
//! - **I1** No borrow is held while a method of a member runs or a member is dropped.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

use crate::iter::{Iter, Iterable, vec};
use crate::list::{List, repeated};
use crate::shown::{index_error, int, position, runtime_error, value_error};
use crate::{Exc, Py};

mod compare;

/// A deque. Clones are the same one.
pub struct Deque<T>(Rc<Ring<T>>);

struct Ring<T> {
    body: RefCell<Body<T>>,
    most: Option<usize>,
}

struct Body<T> {
    items: VecDeque<T>,
    /// How many changes there were.
    changes: u64,
}

impl<T> Clone for Deque<T> {
    fn clone(&self) -> Deque<T> {
        Deque(Rc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Deque<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deque of {}", self.len())
    }
}

impl<T> Default for Deque<T> {
    fn default() -> Deque<T> {
        Deque::with_most(None, VecDeque::new())
    }
}

/// Either end.
#[derive(Clone, Copy)]
enum End {
    Left,
    Right,
}

impl<T> Deque<T> {
    /// `deque(maxlen=maxlen)`
    ///
    /// # Errors
    ///
    /// `ValueError` where the length is negative.
    pub fn new(maxlen: Option<i64>) -> Py<Deque<T>> {
        let most = maxlen.map(usize::try_from).transpose();
        let most = most.map_err(|_| value_error("maxlen must be non-negative"))?;
        Ok(Deque::with_most(most, VecDeque::new()))
    }

    /// `deque(iterable, maxlen)`
    ///
    /// # Errors
    ///
    /// `ValueError` where the length is negative; what the iterator raises.
    pub fn of(iterable: impl Iterable<Item = T>, maxlen: Option<i64>) -> Py<Deque<T>> {
        let deque = Deque::new(maxlen)?;
        deque.extend(iterable)?;
        Ok(deque)
    }

    fn with_most(most: Option<usize>, items: VecDeque<T>) -> Deque<T> {
        Deque(Rc::new(Ring { body: RefCell::new(Body { items, changes: 0 }), most }))
    }

    fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// `self is other`
    pub fn is(&self, other: &Deque<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn size(&self) -> usize {
        self.0.body.borrow().items.len()
    }

    fn changes(&self) -> u64 {
        self.0.body.borrow().changes
    }

    /// Changes the members; what comes out is dropped by the caller, without a borrow.
    fn change<R>(&self, change: impl FnOnce(&mut VecDeque<T>) -> R) -> R {
        let mut body = self.0.body.borrow_mut();
        body.changes += 1;
        change(&mut body.items)
    }

    /// `len(self)`
    pub fn len(&self) -> i64 {
        int(self.size())
    }

    /// `not self`
    pub fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// `self.maxlen`
    pub fn maxlen(&self) -> Option<i64> {
        self.0.most.map(int)
    }

    fn push(&self, end: End, value: T) {
        let most = self.0.most.unwrap_or(usize::MAX);
        let out = self.change(|items| {
            match end {
                End::Left => items.push_front(value),
                End::Right => items.push_back(value),
            }
            if items.len() <= most {
                return None;
            }
            match end {
                End::Left => items.pop_back(),
                End::Right => items.pop_front(),
            }
        });
        drop(out);
    }

    /// `self.append(value)`
    pub fn append(&self, value: T) {
        self.push(End::Right, value);
    }

    /// `self.appendleft(value)`
    pub fn appendleft(&self, value: T) {
        self.push(End::Left, value);
    }

    fn extend_end(&self, end: End, values: impl Iterable<Item = T>) -> Py<()> {
        let mut values = values.iterate()?;
        if self.0.most == Some(0) {
            // Consumed, and not counted as changes.
            return vec(values).map(drop);
        }
        if let Some(values) = values.take_rest() {
            values.into_iter().for_each(|value| self.push(end, value));
            return Ok(());
        }
        while let Some(value) = values.next()? {
            self.push(end, value);
        }
        Ok(())
    }

    /// `self.extend(values)`, `self += values`
    ///
    /// # Errors
    ///
    /// What the iterator raises.
    pub fn extend(&self, values: impl Iterable<Item = T>) -> Py<()> {
        self.extend_end(End::Right, values)
    }

    /// `self.extendleft(values)`
    ///
    /// # Errors
    ///
    /// What the iterator raises.
    pub fn extendleft(&self, values: impl Iterable<Item = T>) -> Py<()> {
        self.extend_end(End::Left, values)
    }

    /// `self.pop()`
    ///
    /// # Errors
    ///
    /// `IndexError` where it is empty.
    pub fn pop(&self) -> Py<T> {
        self.non_empty()?;
        self.change(VecDeque::pop_back).ok_or_else(|| index_error("pop from an empty deque"))
    }

    /// `self.popleft()`
    ///
    /// # Errors
    ///
    /// `IndexError` where it is empty.
    pub fn popleft(&self) -> Py<T> {
        self.non_empty()?;
        self.change(VecDeque::pop_front).ok_or_else(|| index_error("pop from an empty deque"))
    }

    fn non_empty(&self) -> Py<()> {
        if self.is_empty() { Err(index_error("pop from an empty deque")) } else { Ok(()) }
    }

    /// `self.clear()`
    pub fn clear(&self) {
        if !self.is_empty() {
            drop(self.change(std::mem::take));
        }
    }

    /// `self.reverse()`
    pub fn reverse(&self) {
        self.0.body.borrow_mut().items.make_contiguous().reverse();
    }

    /// `self.rotate(count)`: to the right, or to the left where it is negative.
    pub fn rotate(&self, count: i64) {
        let len = self.len();
        if len > 1 {
            let right = usize::try_from(count.rem_euclid(len)).unwrap_or(0);
            self.change(|items| items.rotate_right(right));
        }
    }

    /// `self.insert(index, value)`
    ///
    /// # Errors
    ///
    /// `IndexError` where it is full.
    pub fn insert(&self, index: i64, value: T) -> Py<()> {
        let len = self.size();
        if self.0.most == Some(len) {
            return Err(index_error("deque already at its maximum size"));
        }
        let index = if index < 0 { index.saturating_add(int(len)).max(0) } else { index };
        let index = usize::try_from(index).unwrap_or(len).min(len);
        self.change(|items| items.insert(index, value));
        Ok(())
    }

    fn position(&self, index: i64) -> Py<usize> {
        position(index, self.size()).ok_or_else(|| index_error("deque index out of range"))
    }

    /// `self[index] = value`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    pub fn set(&self, index: i64, value: T) -> Py<()> {
        let position = self.position(index)?;
        let last = std::mem::replace(&mut self.0.body.borrow_mut().items[position], value);
        drop(last);
        Ok(())
    }

    /// `del self[index]`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    pub fn delete(&self, index: i64) -> Py<()> {
        let position = self.position(index)?;
        drop(self.change(|items| items.remove(position)));
        Ok(())
    }

    /// `iter(self)`
    pub fn iter(&self) -> DequeIter<T> {
        DequeIter { deque: self.clone(), changes: self.changes(), left: self.size(), end: End::Left }
    }

    /// `reversed(self)`
    pub fn reversed(&self) -> DequeIter<T> {
        DequeIter { end: End::Right, ..self.iter() }
    }
}

impl<T: Clone> Deque<T> {
    fn at(&self, position: usize) -> Option<T> {
        self.0.body.borrow().items.get(position).cloned()
    }

    /// `self[index]`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    pub fn get(&self, index: i64) -> Py<T> {
        let position = self.position(index)?;
        self.at(position).ok_or_else(|| index_error("deque index out of range"))
    }

    /// `self.copy()`
    pub fn copy(&self) -> Deque<T> {
        Deque::with_most(self.0.most, self.0.body.borrow().items.clone())
    }

    /// `self + other`
    ///
    /// # Errors
    ///
    /// None: it is `Py` as `extend` is.
    pub fn concat(&self, other: &Deque<T>) -> Py<Deque<T>> {
        let copy = self.copy();
        copy.extend(other)?;
        Ok(copy)
    }

    /// `self * count`
    ///
    /// # Errors
    ///
    /// `OverflowError` where no memory holds that.
    pub fn repeat(&self, count: i64) -> Py<Deque<T>> {
        let copy = self.copy();
        copy.repeat_in_place(count)?;
        Ok(copy)
    }

    /// `self *= count`
    ///
    /// # Errors
    ///
    /// `OverflowError` where no memory holds that.
    pub fn repeat_in_place(&self, count: i64) -> Py<()> {
        let size = self.size();
        if count == 1 || size == 0 {
            return Ok(());
        }
        if count <= 0 {
            self.clear();
            return Ok(());
        }
        // More copies than fill it make no difference; CPython counts a change for one member whether it adds any or not.
        let most = self.0.most.map_or(i64::MAX, |most| int(most.div_ceil(size)));
        if size == 1 {
            self.change(|_| ());
        }
        let more = repeated(&vec(self)?, count.min(most) - 1)?;
        self.extend(List::from(more))
    }
}

fn mutated() -> Exc {
    runtime_error("deque mutated during iteration")
}

/// The iterator of a deque, from either end.
pub struct DequeIter<T> {
    deque: Deque<T>,
    changes: u64,
    left: usize,
    end: End,
}

impl<T> fmt::Debug for DequeIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DequeIter with {} left", self.left)
    }
}

impl<T: Clone> Iter for DequeIter<T> {
    type Item = T;

    fn next(&mut self) -> Py<Option<T>> {
        if matches!(self.end, End::Right) && self.left == 0 {
            return Ok(None);
        }
        if self.deque.changes() != self.changes {
            self.left = 0;
            return Err(mutated());
        }
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        let position = match self.end {
            End::Left => self.deque.size() - self.left,
            End::Right => left,
        };
        self.left = left;
        Ok(self.deque.at(position))
    }

    fn length_hint(&self) -> usize {
        self.left
    }

    fn take_rest(&mut self) -> Option<Vec<T>> {
        let mut rest = Vec::with_capacity(self.left);
        while let Ok(Some(item)) = self.next() {
            rest.push(item);
        }
        (self.deque.changes() == self.changes).then_some(rest)
    }
}

impl<T: Clone> Iterable for Deque<T> {
    type Item = T;
    type Iter = DequeIter<T>;

    fn iterate(self) -> Py<DequeIter<T>> {
        Ok(self.iter())
    }
}

impl<T: Clone> Iterable for &Deque<T> {
    type Item = T;
    type Iter = DequeIter<T>;

    fn iterate(self) -> Py<DequeIter<T>> {
        Ok(self.iter())
    }
}
