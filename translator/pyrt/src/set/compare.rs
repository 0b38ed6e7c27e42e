//! What compares, shows and hashes sets.

use std::any::Any;

use crate::iter::{Iter, Iterable};
use crate::set::{AnySet, FrozenSet, Kind};
use crate::shown::{comparing, write_joined, write_once};
use crate::{Comparison, Equal, Key, Object, Ordered, Py};

impl<T: Key + Clone, F> AnySet<T, F> {
    /// `self.issubset(other)`, `self <= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn issubset<G>(&self, other: &AnySet<T, G>) -> Py<bool> {
        if self.used() > other.used() {
            return Ok(false);
        }
        self.all(|hash, value| other.contains_hashed(hash, value))
    }

    /// `self.issubset(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn issubset_iter(&self, values: impl Iterable<Item = T>) -> Py<bool> {
        Ok(self.intersection_iter(values)?.used() == self.used())
    }

    /// `self.issuperset(other)`, `self >= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn issuperset<G>(&self, other: &AnySet<T, G>) -> Py<bool> {
        other.issubset(self)
    }

    /// `self.issuperset(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn issuperset_iter(&self, values: impl Iterable<Item = T>) -> Py<bool> {
        let mut values = values.iterate()?;
        while let Some(value) = values.next()? {
            if !self.contains(&value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `self.isdisjoint(other)`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn isdisjoint<G>(&self, other: &AnySet<T, G>) -> Py<bool> {
        if other.used() > self.used() {
            return self.all(|hash, value| Ok(!other.contains_hashed(hash, value)?));
        }
        other.all(|hash, value| Ok(!self.contains_hashed(hash, value)?))
    }

    /// `self.isdisjoint(values)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn isdisjoint_iter(&self, values: impl Iterable<Item = T>) -> Py<bool> {
        let mut values = values.iterate()?;
        while let Some(value) = values.next()? {
            if self.contains(&value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<T: Key + Clone + 'static, F: Kind + 'static> Object for AnySet<T, F> {
    fn type_name(&self) -> &'static str {
        F::NAME
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let is_set = F::NAME == "set";
        write_once(self.address(), &format!("{}(...)", F::NAME), out, |out| {
            let mut members = Vec::new();
            self.each(|_, value| {
                members.push(value);
                Ok(())
            })?;
            if members.is_empty() {
                out.push_str(F::NAME);
                out.push_str("()");
                return Ok(());
            }
            out.push_str(if is_set { "{" } else { "frozenset({" });
            write_joined::<T>(members, out)?;
            out.push_str(if is_set { "}" } else { "})" });
            Ok(())
        })
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl<T: Key + Clone, F, G> Equal<AnySet<T, G>> for AnySet<T, F> {
    fn equal(&self, other: &AnySet<T, G>) -> Py<bool> {
        if self.used() != other.used() {
            return Ok(false);
        }
        comparing(|| self.issubset(other))
    }

    fn is_or_equal(&self, other: &AnySet<T, G>) -> Py<bool> {
        Ok(self.is(other) || self.equal(other)?)
    }
}

/// Of sets, `<` says that one is a part of the other.
impl<T: Key + Clone, F, G> Ordered<AnySet<T, G>> for AnySet<T, F> {
    fn compare(&self, other: &AnySet<T, G>, comparison: Comparison) -> Py<bool> {
        match comparison {
            Comparison::Less => Ok(self.used() < other.used() && self.issubset(other)?),
            Comparison::LessEqual => self.issubset(other),
            Comparison::Greater => Ok(self.used() > other.used() && self.issuperset(other)?),
            Comparison::GreaterEqual => self.issuperset(other),
        }
    }
}

impl<T: Key + Clone + 'static> Key for FrozenSet<T> {
    fn hash(&self) -> Py<i64> {
        Ok(self.table.borrow().hash())
    }
}
