//! Union, intersection, differences. Which operand each goes through decides the order of what comes out.

use crate::dict::Dict;
use crate::iter::{Iter, Iterable};
use crate::set::{AnySet, Set};
use crate::{Key, Py};

impl<T: Key + Clone, F> AnySet<T, F> {
    /// `self.union(other)`, `self | other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn union<G>(&self, other: &AnySet<T, G>) -> Py<AnySet<T, F>> {
        let result: AnySet<T, F> = self.to_kind()?;
        if !self.is(other) {
            result.merge(other)?;
        }
        Ok(result)
    }

    /// `self.union(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn union_iter(&self, values: impl Iterable<Item = T>) -> Py<AnySet<T, F>> {
        let result: AnySet<T, F> = self.to_kind()?;
        result.add_all(values)?;
        Ok(result)
    }

    /// `self.intersection(other)`, `self & other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn intersection<G>(&self, other: &AnySet<T, G>) -> Py<AnySet<T, F>> {
        if self.is(other) {
            return self.to_kind();
        }
        if other.used() > self.used() { other.among(self) } else { self.among(other) }
    }

    /// Those of the other that are in this one.
    fn among<G, R>(&self, other: &AnySet<T, G>) -> Py<AnySet<T, R>> {
        let result = AnySet::new();
        other.each(|hash, value| {
            if self.contains_hashed(hash, &value)? {
                result.add_hashed(hash, value)?;
            }
            Ok(())
        })?;
        Ok(result)
    }

    /// `self.intersection(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn intersection_iter(&self, values: impl Iterable<Item = T>) -> Py<AnySet<T, F>> {
        let (result, mut values) = (AnySet::new(), values.iterate()?);
        while let Some(value) = values.next()? {
            let hash = value.hash()?;
            if self.contains_hashed(hash, &value)? {
                result.add_hashed(hash, value)?;
                if result.used() >= self.used() {
                    break;
                }
            }
        }
        Ok(result)
    }

    /// `self.difference(other)`, `self - other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn difference<G>(&self, other: &AnySet<T, G>) -> Py<AnySet<T, F>> {
        if self.used() >> 2 > other.used() {
            let result: AnySet<T, F> = self.to_kind()?;
            result.discard_all(other)?;
            return Ok(result);
        }
        self.without(|hash, value| other.contains_hashed(hash, value))
    }

    /// Those for which something does not hold.
    fn without(&self, mut holds: impl FnMut(i64, &T) -> Py<bool>) -> Py<AnySet<T, F>> {
        let result = AnySet::new();
        self.each(|hash, value| {
            if !holds(hash, &value)? {
                result.add_hashed(hash, value)?;
            }
            Ok(())
        })?;
        Ok(result)
    }

    /// `self.difference(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn difference_iter(&self, values: impl Iterable<Item = T>) -> Py<AnySet<T, F>> {
        let result: AnySet<T, F> = self.to_kind()?;
        result.discard_each(values)?;
        Ok(result)
    }

    /// Takes out all of the other set.
    fn discard_all<G>(&self, other: &AnySet<T, G>) -> Py<()> {
        other.each(|hash, value| self.discard_hashed(hash, &value).map(drop))?;
        self.table.borrow_mut().tidy();
        Ok(())
    }

    /// Takes out all of these values.
    fn discard_each(&self, values: impl Iterable<Item = T>) -> Py<()> {
        let mut values = values.iterate()?;
        while let Some(value) = values.next()? {
            self.discard_hashed(value.hash()?, &value)?;
        }
        self.table.borrow_mut().tidy();
        Ok(())
    }

    /// `self.symmetric_difference(other)`, `self ^ other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn symmetric_difference<G>(&self, other: &AnySet<T, G>) -> Py<AnySet<T, F>> {
        let result = other.to_kind()?;
        result.toggle_all(self)?;
        Ok(result)
    }

    /// `self.symmetric_difference(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn symmetric_difference_iter(&self, values: impl Iterable<Item = T>) -> Py<AnySet<T, F>> {
        let result = AnySet::of(values)?;
        result.toggle_all(self)?;
        Ok(result)
    }

    /// Takes out what both have, and adds what only the other has.
    fn toggle_all<G>(&self, other: &AnySet<T, G>) -> Py<()> {
        other.each(|hash, value| {
            if !self.discard_hashed(hash, &value)? {
                self.add_hashed(hash, value)?;
            }
            Ok(())
        })
    }

    /// `set(dict)`, `set(dict.keys())`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn of_dict<V: Clone>(dict: &Dict<T, V>) -> Py<AnySet<T, F>> {
        let result = AnySet::new();
        result.add_keys(dict)?;
        Ok(result)
    }

    fn add_keys<V: Clone>(&self, dict: &Dict<T, V>) -> Py<()> {
        self.table.borrow_mut().reserve(usize::try_from(dict.len()).unwrap_or(0));
        let mut next = 0;
        while let Some((number, hash, (key, _))) = dict.entry_from(next) {
            self.add_hashed(hash, key)?;
            next = number + 1;
        }
        Ok(())
    }
}

impl<T: Key + Clone> Set<T> {
    /// `self.update(other)`, `self |= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn update<G>(&self, other: &AnySet<T, G>) -> Py<()> {
        self.merge(other)
    }

    /// `self.update(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn update_iter(&self, values: impl Iterable<Item = T>) -> Py<()> {
        self.add_all(values)
    }

    /// `self.update(dict)`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn update_dict<V: Clone>(&self, dict: &Dict<T, V>) -> Py<()> {
        self.add_keys(dict)
    }

    /// `self.intersection_update(other)`, `self &= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn intersection_update<G>(&self, other: &AnySet<T, G>) -> Py<()> {
        let result = self.intersection(other)?;
        self.replace(result.table.replace(super::Table::new()));
        Ok(())
    }

    /// `self.intersection_update(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn intersection_update_iter(&self, values: impl Iterable<Item = T>) -> Py<()> {
        let result = self.intersection_iter(values)?;
        self.replace(result.table.replace(super::Table::new()));
        Ok(())
    }

    /// `self.difference_update(other)`, `self -= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn difference_update<G>(&self, other: &AnySet<T, G>) -> Py<()> {
        if self.is(other) {
            self.clear();
            return Ok(());
        }
        self.discard_all(other)
    }

    /// `self.difference_update(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn difference_update_iter(&self, values: impl Iterable<Item = T>) -> Py<()> {
        self.discard_each(values)
    }

    /// `self.symmetric_difference_update(other)`, `self ^= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn symmetric_difference_update<G>(&self, other: &AnySet<T, G>) -> Py<()> {
        if self.is(other) {
            self.clear();
            return Ok(());
        }
        self.toggle_all(other)
    }

    /// `self.symmetric_difference_update(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn symmetric_difference_update_iter(&self, values: impl Iterable<Item = T>) -> Py<()> {
        self.toggle_all(&Set::of(values)?)
    }
}
