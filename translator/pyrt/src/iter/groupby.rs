//! `itertools.groupby`.
//!
//! # How it works
//!
//! The iterator over the groups and each group share one state, which reads one item ahead. It is taken out of its cell while the iterator
//! or the key function runs.
//!
//! - **I1** A group gives items only while it is the current one.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::iter::{Iter, Iterable};
use crate::shown::value_error;
use crate::{Equal, Py};

/// `groupby(iterable, key)`: keys with an iterator over the items that have it. A group ends when the next one is asked for.
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn groupby<I: Iterable, K: Equal + Clone, F: FnMut(&I::Item) -> Py<K>>(
    iterable: I,
    key: F,
) -> Py<GroupBy<I::Iter, K, F>> {
    let groups = Groups { iter: iterable.iterate()?, key, ahead: None, current: None, number: 0 };
    Ok(GroupBy(Rc::new(RefCell::new(Some(groups)))))
}

/// What [`groupby`] gives.
pub struct GroupBy<I: Iter, K, F>(GroupsCell<I, K, F>);

/// One group of a [`groupby`].
pub struct Group<I: Iter, K, F> {
    groups: GroupsCell<I, K, F>,
    number: usize,
}

/// Empty while the iterator or the key function runs.
type GroupsCell<I, K, F> = Rc<RefCell<Option<Groups<I, K, F>>>>;

struct Groups<I: Iter, K, F> {
    iter: I,
    key: F,
    /// The item that was read and not given yet, and its key.
    ahead: Option<(K, I::Item)>,
    /// The key of the group that is being given.
    current: Option<K>,
    number: usize,
}

impl<I: Iter, K: Equal + Clone, F: FnMut(&I::Item) -> Py<K>> Groups<I, K, F> {
    /// Reads an item ahead, unless one is; says whether there is one.
    fn read(&mut self) -> Py<bool> {
        if self.ahead.is_none() {
            let Some(item) = self.iter.next()? else { return Ok(false) };
            self.ahead = Some(((self.key)(&item)?, item));
        }
        Ok(true)
    }

    /// Says whether the item ahead belongs to the current group.
    fn is_of_group(&self) -> Py<bool> {
        match (&self.current, &self.ahead) {
            (Some(current), Some((key, _))) => current.is_or_equal(key),
            _ => Ok(false),
        }
    }

    fn next_key(&mut self) -> Py<Option<K>> {
        self.number += 1;
        while self.read()? {
            if !self.is_of_group()? {
                self.current = self.ahead.as_ref().map(|(key, _)| key.clone());
                return Ok(self.current.clone());
            }
            self.ahead = None;
        }
        Ok(None)
    }

    fn next_of_group(&mut self, number: usize) -> Py<Option<I::Item>> {
        if self.number != number || !self.read()? || !self.is_of_group()? {
            return Ok(None);
        }
        Ok(self.ahead.take().map(|(_, item)| item))
    }
}

/// Takes the groups out while they are used.
fn with_groups<I: Iter, K, F, R>(cell: &GroupsCell<I, K, F>, run: impl FnOnce(&mut Groups<I, K, F>) -> Py<R>) -> Py<R> {
    let taken = cell.borrow_mut().take();
    let Some(mut groups) = taken else { return Err(value_error("generator already executing")) };
    let result = run(&mut groups);
    *cell.borrow_mut() = Some(groups);
    result
}

impl<I: Iter, K: Equal + Clone, F: FnMut(&I::Item) -> Py<K>> Iter for GroupBy<I, K, F> {
    type Item = (K, Group<I, K, F>);

    fn next(&mut self) -> Py<Option<Self::Item>> {
        let next = with_groups(&self.0, |groups| Ok((groups.next_key()?, groups.number)))?;
        let (Some(key), number) = next else { return Ok(None) };
        Ok(Some((key, Group { groups: Rc::clone(&self.0), number })))
    }
}

impl<I: Iter, K: Equal + Clone, F: FnMut(&I::Item) -> Py<K>> Iter for Group<I, K, F> {
    type Item = I::Item;

    fn next(&mut self) -> Py<Option<I::Item>> {
        with_groups(&self.groups, |groups| groups.next_of_group(self.number))
    }
}

impl<I: Iter, K, F> fmt::Debug for GroupBy<I, K, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupBy")
    }
}

impl<I: Iter, K, F> fmt::Debug for Group<I, K, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Group {}", self.number)
    }
}
