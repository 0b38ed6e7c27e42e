//! What the keys of a dict have in common with sets.

use crate::dict::{Keys, PickKey, View};
use crate::iter::Iter;
use crate::set::{AnySet, Set};
use crate::{Equal, Key, Py};

impl<K: Key + Clone, V: Clone> Keys<K, V> {
    /// `set(self)`; what CPython makes of `self | other`, `self - other` and `self ^ other` is this, updated with the other.
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn to_set(&self) -> Py<Set<K>> {
        Set::of_dict(self.dict())
    }

    /// `self & other`, of two views.
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn intersection<W: Clone>(&self, other: &Keys<K, W>) -> Py<Set<K>> {
        if other.len() > self.len() { other.among(self.iter()) } else { self.among(other.iter()) }
    }

    /// `self & other`, of a view and a set.
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn intersection_set(&self, other: &Set<K>) -> Py<Set<K>> {
        if self.len() <= other.len() { other.intersection_iter(self) } else { self.among(other.iter()) }
    }

    fn among(&self, mut values: impl Iter<Item = K>) -> Py<Set<K>> {
        let result = Set::new();
        while let Some(value) = values.next()? {
            if self.contains(&value)? {
                result.add(value)?;
            }
        }
        Ok(result)
    }
}

impl<K: Key + Clone, V: Clone> Keys<K, V> {
    /// `self.isdisjoint(values)`; of two views or a view and a set, CPython goes through the smaller one, which gives the same.
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn isdisjoint(&self, values: impl crate::iter::Iterable<Item = K>) -> Py<bool> {
        let mut values = values.iterate()?;
        while let Some(value) = values.next()? {
            if self.contains(&value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Says whether all of these are keys.
    fn has_all(&self, mut values: impl Iter<Item = K>) -> Py<bool> {
        while let Some(value) = values.next()? {
            if !self.contains(&value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<K: Key + Clone, V: Clone, W: Clone> Equal<View<K, W, PickKey>> for View<K, V, PickKey> {
    fn equal(&self, other: &Keys<K, W>) -> Py<bool> {
        Ok(self.len() == other.len() && other.has_all(self.iter())?)
    }
}

impl<K: Key + Clone, V: Clone, F> Equal<AnySet<K, F>> for View<K, V, PickKey> {
    fn equal(&self, other: &AnySet<K, F>) -> Py<bool> {
        Ok(self.len() == other.len() && self.has_all(other.iter())?)
    }
}
