//! The iterators of lists: by index, so they see what is appended meanwhile.

use crate::Py;
use crate::iter::{Iter, Iterable};
use crate::list::List;

/// `iter(list)`
#[derive(Debug)]
pub struct ListIter<T> {
    /// Nothing once it ended: it stays so when the list grows.
    list: Option<List<T>>,
    next: usize,
}

/// `reversed(list)`
#[derive(Debug)]
pub struct ListReversed<T> {
    list: Option<List<T>>,
    /// How many are left.
    left: usize,
}

impl<T> List<T> {
    /// `iter(self)`
    pub fn iter(&self) -> ListIter<T> {
        ListIter { list: Some(self.clone()), next: 0 }
    }

    /// `reversed(self)`
    pub fn reversed(&self) -> ListReversed<T> {
        ListReversed { list: Some(self.clone()), left: self.items().len() }
    }
}

impl<T: Clone> Iter for ListIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Py<Option<T>> {
        let item = self.list.as_ref().and_then(|list| list.at(self.next));
        match item {
            Some(_) => self.next += 1,
            None => self.list = None,
        }
        Ok(item)
    }

    fn length_hint(&self) -> usize {
        self.list.as_ref().map_or(0, |list| list.items().len().saturating_sub(self.next))
    }

    fn take_rest(&mut self) -> Option<Vec<T>> {
        let list = self.list.take();
        Some(list.map_or_else(Vec::new, |list| list.items().get(self.next..).unwrap_or_default().to_vec()))
    }
}

impl<T: Clone> Iter for ListReversed<T> {
    type Item = T;

    fn next(&mut self) -> Py<Option<T>> {
        let index = self.left.checked_sub(1);
        let item = index.and_then(|index| self.list.as_ref().and_then(|list| list.at(index)));
        match (&item, index) {
            (Some(_), Some(index)) => self.left = index,
            _ => (self.left, self.list) = (0, None),
        }
        Ok(item)
    }

    fn length_hint(&self) -> usize {
        self.left
    }
}

impl<T: Clone> Iterable for List<T> {
    type Item = T;
    type Iter = ListIter<T>;

    fn iterate(self) -> Py<ListIter<T>> {
        Ok(ListIter { list: Some(self), next: 0 })
    }
}

impl<T: Clone> Iterable for &List<T> {
    type Item = T;
    type Iter = ListIter<T>;

    fn iterate(self) -> Py<ListIter<T>> {
        Ok(List::iter(self))
    }
}
