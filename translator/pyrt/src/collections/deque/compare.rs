//! What compares and shows the members of deques.

use crate::collections::deque::{Deque, mutated};
use crate::exc::INDEX_ERROR;
use crate::iter::vec;
use crate::list::{List, first_difference};
use crate::shown::{comparing, int, repr, value_error, write_once};
use crate::slice::Slice;
use crate::{Comparison, Equal, Exc, Object, Ordered, Py};

impl<T: Clone> Deque<T> {
    /// The first position in these bounds whose member equals the value.
    fn find<U>(&self, value: &U, start: usize, stop: usize, changed: impl Fn() -> Exc) -> Py<Option<usize>>
    where
        T: Equal<U>,
    {
        let changes = self.changes();
        for position in start..stop.min(self.size()) {
            let Some(item) = self.at(position) else { break };
            let is_equal = item.is_or_equal(value)?;
            if self.changes() != changes {
                return Err(changed());
            }
            if is_equal {
                return Ok(Some(position));
            }
        }
        Ok(None)
    }

    /// `value in self`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises, and `RuntimeError` where it changes the deque.
    pub fn contains<U>(&self, value: &U) -> Py<bool>
    where
        T: Equal<U>,
    {
        Ok(self.find(value, 0, usize::MAX, mutated)?.is_some())
    }

    /// `self.count(value)`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises, and `RuntimeError` where it changes the deque.
    pub fn count<U>(&self, value: &U) -> Py<i64>
    where
        T: Equal<U>,
    {
        let (mut count, mut next) = (0, 0);
        while let Some(position) = self.find(value, next, usize::MAX, mutated)? {
            (count, next) = (count + 1, position + 1);
        }
        Ok(count)
    }

    /// `self.index(value)`
    ///
    /// # Errors
    ///
    /// As [`index_within`](Deque::index_within).
    pub fn index<U: Object>(&self, value: &U) -> Py<i64>
    where
        T: Equal<U>,
    {
        self.index_within(value, 0, i64::MAX)
    }

    /// `self.index(value, start, stop)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there; what an `__eq__` of the program raises, and `RuntimeError` where it changes the deque.
    pub fn index_within<U: Object>(&self, value: &U, start: i64, stop: i64) -> Py<i64>
    where
        T: Equal<U>,
    {
        let bounds = Slice::new(start, stop).indices(self.size())?.bounds();
        match self.find(value, bounds.start, bounds.end, mutated)? {
            Some(position) => Ok(int(position)),
            None => Err(value_error(format!("{} is not in deque", repr(value)?))),
        }
    }

    /// `self.remove(value)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there; what an `__eq__` of the program raises, and `IndexError` where it changes the deque.
    pub fn remove<U: Object>(&self, value: &U) -> Py<()>
    where
        T: Equal<U>,
    {
        let changed = || Exc::new(&INDEX_ERROR, "deque mutated during remove().");
        let found = self.find(value, 0, usize::MAX, changed)?;
        match found {
            Some(position) => self.delete(int(position)),
            None => Err(value_error(format!("{} is not in deque", repr(value)?))),
        }
    }
}

impl<T: Object + Clone> Object for Deque<T> {
    fn type_name(&self) -> &'static str {
        "collections.deque"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_once(self.address(), "[...]", out, |out| {
            out.push_str("deque(");
            List::from(vec(self)?).write_repr(out)?;
            if let Some(most) = self.0.most {
                out.push_str(&format!(", maxlen={most}"));
            }
            out.push(')');
            Ok(())
        })
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }
}

impl<T: Clone> Deque<T> {
    fn first_difference<U: Clone>(&self, other: &Deque<U>) -> Py<Option<(T, U)>>
    where
        T: Equal<U>,
    {
        first_difference(|position| self.at(position), |position| other.at(position))
    }
}

impl<T: Clone + Equal<U>, U: Clone> Equal<Deque<U>> for Deque<T> {
    fn equal(&self, other: &Deque<U>) -> Py<bool> {
        if self.size() != other.size() {
            return Ok(false);
        }
        Ok(self.first_difference(other)?.is_none() && self.len() == other.len())
    }

    fn is_or_equal(&self, other: &Deque<U>) -> Py<bool> {
        Ok(self.address() == other.address() || self.equal(other)?)
    }
}

impl<T: Clone + Equal<U> + Ordered<U>, U: Clone> Ordered<Deque<U>> for Deque<T> {
    fn compare(&self, other: &Deque<U>, comparison: Comparison) -> Py<bool> {
        match self.first_difference(other)? {
            None => Ok(comparison.holds(Some(self.len().cmp(&other.len())))),
            Some((one, two)) => comparing(|| one.compare(&two, comparison)),
        }
    }
}
