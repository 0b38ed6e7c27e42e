//! Tuples of any length, all of whose members have one type.

use std::rc::Rc;

use crate::iter::{Iter, Iterable, from_rust};
use crate::list::{first_difference, repeated, sliced};
use crate::shown::{comparing, index_error, int, position, value_error, write_joined};
use crate::slice::Slice;
use crate::tuple::hash_of_members;
use crate::{Comparison, Equal, Key, Object, Ordered, Py};

/// A tuple of any length. Clones are the same one.
#[derive(Debug)]
pub struct Sequence<T>(Rc<[T]>);

impl<T> Clone for Sequence<T> {
    fn clone(&self) -> Sequence<T> {
        Sequence(Rc::clone(&self.0))
    }
}

/// `()`
impl<T> Default for Sequence<T> {
    fn default() -> Sequence<T> {
        Sequence::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for Sequence<T> {
    fn from(items: Vec<T>) -> Sequence<T> {
        Sequence(items.into())
    }
}

impl<T> FromIterator<T> for Sequence<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Sequence<T> {
        Sequence(items.into_iter().collect())
    }
}

impl<T> Sequence<T> {
    /// `tuple(iterable)`
    ///
    /// # Errors
    ///
    /// What the iterator raises.
    pub fn of(iterable: impl Iterable<Item = T>) -> Py<Sequence<T>> {
        crate::iter::vec(iterable).map(Sequence::from)
    }

    /// `len(self)`
    pub fn len(&self) -> i64 {
        int(self.0.len())
    }

    /// `not self`
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its members.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: Clone> Sequence<T> {
    /// `self[index]`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    pub fn get(&self, index: i64) -> Py<T> {
        let position = position(index, self.0.len()).ok_or_else(|| index_error("tuple index out of range"))?;
        Ok(self.0[position].clone())
    }

    /// `self[slice]`
    ///
    /// # Errors
    ///
    /// `ValueError` where the step is 0.
    pub fn get_slice(&self, slice: &Slice) -> Py<Sequence<T>> {
        sliced(&self.0, slice).map(Sequence::from)
    }

    /// `self + other`
    pub fn concat(&self, other: &Sequence<T>) -> Sequence<T> {
        self.0.iter().chain(&*other.0).cloned().collect()
    }

    /// `self * count`
    ///
    /// # Errors
    ///
    /// `OverflowError` where no memory holds that.
    pub fn repeat(&self, count: i64) -> Py<Sequence<T>> {
        repeated(&self.0, count).map(Sequence::from)
    }

    /// `iter(self)`
    pub fn iter(&self) -> SequenceIter<T> {
        SequenceIter { sequence: self.clone(), next: 0 }
    }

    /// `reversed(self)`
    pub fn reversed(&self) -> impl Iter<Item = T> + use<T> {
        let sequence = self.clone();
        from_rust((0..sequence.0.len()).rev().map(move |index| sequence.0[index].clone()))
    }
}

impl<T> Sequence<T> {
    fn find<U>(&self, value: &U, start: i64, stop: i64) -> Py<Option<i64>>
    where
        T: Equal<U>,
    {
        let slice = Slice::new(start, stop).indices(self.0.len())?;
        for position in slice.positions() {
            if self.0[position].is_or_equal(value)? {
                return Ok(Some(int(position)));
            }
        }
        Ok(None)
    }

    /// `value in self`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn contains<U>(&self, value: &U) -> Py<bool>
    where
        T: Equal<U>,
    {
        Ok(self.find(value, 0, i64::MAX)?.is_some())
    }

    /// `self.index(value)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there; what an `__eq__` of the program raises.
    pub fn index<U>(&self, value: &U) -> Py<i64>
    where
        T: Equal<U>,
    {
        self.index_within(value, 0, i64::MAX)
    }

    /// `self.index(value, start, stop)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there; what an `__eq__` of the program raises.
    pub fn index_within<U>(&self, value: &U, start: i64, stop: i64) -> Py<i64>
    where
        T: Equal<U>,
    {
        self.find(value, start, stop)?.ok_or_else(|| value_error("tuple.index(x): x not in tuple"))
    }

    /// `self.count(value)`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn count<U>(&self, value: &U) -> Py<i64>
    where
        T: Equal<U>,
    {
        let equal = self.0.iter().map(|item| item.is_or_equal(value)).collect::<Py<Vec<bool>>>()?;
        Ok(int(equal.into_iter().filter(|equal| *equal).count()))
    }
}

/// The iterator of a [`Sequence`].
#[derive(Debug)]
pub struct SequenceIter<T> {
    sequence: Sequence<T>,
    next: usize,
}

impl<T: Clone> Iter for SequenceIter<T> {
    type Item = T;

    fn next(&mut self) -> Py<Option<T>> {
        let item = self.sequence.0.get(self.next).cloned();
        self.next += usize::from(item.is_some());
        Ok(item)
    }

    fn length_hint(&self) -> usize {
        self.sequence.0.len() - self.next
    }

    fn take_rest(&mut self) -> Option<Vec<T>> {
        let rest = self.sequence.0[self.next..].to_vec();
        self.next = self.sequence.0.len();
        Some(rest)
    }
}

impl<T: Clone> Iterable for Sequence<T> {
    type Item = T;
    type Iter = SequenceIter<T>;

    fn iterate(self) -> Py<SequenceIter<T>> {
        Ok(SequenceIter { sequence: self, next: 0 })
    }
}

impl<T: Clone> Iterable for &Sequence<T> {
    type Item = T;
    type Iter = SequenceIter<T>;

    fn iterate(self) -> Py<SequenceIter<T>> {
        Ok(Sequence::iter(self))
    }
}

impl<T: Object> Object for Sequence<T> {
    fn type_name(&self) -> &'static str {
        "tuple"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push('(');
        write_joined::<T>(self.0.iter(), out)?;
        out.push_str(if self.0.len() == 1 { ",)" } else { ")" });
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }

    fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
        encoder.items(crate::json::NOWHERE, &self.0.iter().map(|item| item as &dyn Object).collect::<Vec<_>>())
    }

    fn is_plain() -> bool {
        T::is_plain()
    }
}

impl<T: Equal<U> + Clone, U: Clone> Equal<Sequence<U>> for Sequence<T> {
    fn equal(&self, other: &Sequence<U>) -> Py<bool> {
        if self.0.len() != other.0.len() {
            return Ok(false);
        }
        comparing(|| {
            for (one, two) in self.0.iter().zip(&*other.0) {
                if !one.is_or_equal(two)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    fn is_or_equal(&self, other: &Sequence<U>) -> Py<bool> {
        let is = self.0.as_ptr().addr() == other.0.as_ptr().addr() && self.0.len() == other.0.len();
        Ok(is && size_of::<T>() > 0 || self.equal(other)?)
    }
}

impl<T: Equal<U> + Ordered<U> + Clone, U: Clone> Ordered<Sequence<U>> for Sequence<T> {
    fn compare(&self, other: &Sequence<U>, comparison: Comparison) -> Py<bool> {
        match first_difference(|index| self.0.get(index).cloned(), |index| other.0.get(index).cloned())? {
            None => Ok(comparison.holds(Some(self.len().cmp(&other.len())))),
            Some((one, two)) => comparing(|| one.compare(&two, comparison)),
        }
    }
}

impl<T: Key + Clone> Key for Sequence<T> {
    fn hash(&self) -> Py<i64> {
        hash_of_members(self.0.iter().map(Key::hash))
    }
}
