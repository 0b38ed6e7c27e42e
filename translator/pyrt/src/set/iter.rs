//! The iterator of sets.

use std::fmt;

use crate::Py;
use crate::iter::{Iter, Iterable};
use crate::set::AnySet;
use crate::shown::runtime_error;

/// The iterator of a set.
pub struct SetIter<T, F> {
    /// Nothing once it ended.
    set: Option<AnySet<T, F>>,
    /// How many members there were: with more or less it raises, and goes on to raise.
    used: usize,
    left: usize,
    next: usize,
}

impl<T, F> fmt::Debug for SetIter<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SetIter with {} left", self.left)
    }
}

impl<T, F> AnySet<T, F> {
    /// `iter(self)`
    pub fn iter(&self) -> SetIter<T, F> {
        let used = self.used();
        SetIter { set: Some(self.clone()), used, left: used, next: 0 }
    }
}

impl<T: Clone, F> Iter for SetIter<T, F> {
    type Item = T;

    fn next(&mut self) -> Py<Option<T>> {
        let Some(set) = &self.set else { return Ok(None) };
        let table = set.table.borrow();
        if self.used != table.used {
            self.used = usize::MAX;
            return Err(runtime_error("Set changed size during iteration"));
        }
        let found = table.from(self.next).map(|(slot, _, member)| (slot, member.clone()));
        drop(table);
        let Some((slot, member)) = found else {
            self.set = None;
            return Ok(None);
        };
        self.next = slot + 1;
        self.left = self.left.saturating_sub(1);
        Ok(Some(member))
    }

    fn length_hint(&self) -> usize {
        self.left
    }
}

impl<T: Clone, F> Iterable for AnySet<T, F> {
    type Item = T;
    type Iter = SetIter<T, F>;

    fn iterate(self) -> Py<SetIter<T, F>> {
        Ok(self.iter())
    }
}

impl<T: Clone, F> Iterable for &AnySet<T, F> {
    type Item = T;
    type Iter = SetIter<T, F>;

    fn iterate(self) -> Py<SetIter<T, F>> {
        Ok(self.iter())
    }
}
