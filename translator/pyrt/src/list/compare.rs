//! What compares and shows the members of lists.

use crate::list::List;
use crate::shown::{comparing, int, repr, value_error, write_joined, write_once};
use crate::{Comparison, Equal, Object, Ordered, Py};

impl<T: Clone> List<T> {
    /// `value in self`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn contains<U>(&self, value: &U) -> Py<bool>
    where
        T: Object + Equal<U>,
    {
        Ok(self.find(value, 0, usize::MAX)?.is_some())
    }

    /// `self.index(value)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there; what an `__eq__` of the program raises.
    pub fn index<U: Object>(&self, value: &U) -> Py<i64>
    where
        T: Object + Equal<U>,
    {
        self.index_within(value, 0, i64::MAX)
    }

    /// `self.index(value, start, stop)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there; what an `__eq__` of the program raises.
    pub fn index_within<U: Object>(&self, value: &U, start: i64, stop: i64) -> Py<i64>
    where
        T: Object + Equal<U>,
    {
        let len = self.len();
        let from_start = |index: i64| if index < 0 { index.saturating_add(len).max(0) } else { index };
        let [start, stop] = [start, stop].map(|index| usize::try_from(from_start(index)).unwrap_or(usize::MAX));
        match self.find(value, start, stop)? {
            Some(index) => Ok(int(index)),
            None => Err(value_error(format!("{} is not in list", repr(value)?))),
        }
    }

    /// `self.count(value)`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn count<U>(&self, value: &U) -> Py<i64>
    where
        T: Object + Equal<U>,
    {
        let (mut count, mut next) = (0, 0);
        while let Some(index) = self.find(value, next, usize::MAX)? {
            count += 1;
            next = index + 1;
        }
        Ok(count)
    }

    /// `self.remove(value)`
    ///
    /// # Errors
    ///
    /// `ValueError` where it is not there; what an `__eq__` of the program raises.
    pub fn remove<U>(&self, value: &U) -> Py<()>
    where
        T: Object + Equal<U>,
    {
        let found = self.find(value, 0, usize::MAX)?;
        let index = found.ok_or_else(|| value_error("list.remove(x): x not in list"))?;
        let mut items = self.items_mut();
        let removed = (index < items.len()).then(|| items.remove(index));
        drop(items);
        drop(removed);
        Ok(())
    }

    /// The first index within these bounds whose member is the value or equal to it.
    fn find<U>(&self, value: &U, start: usize, stop: usize) -> Py<Option<usize>>
    where
        T: Object + Equal<U>,
    {
        if T::is_plain() {
            return find_plain(&self.items(), value, start, stop);
        }
        let mut index = start;
        while index < stop {
            let Some(item) = self.at(index) else { break };
            if item.is_or_equal(value)? {
                return Ok(Some(index));
            }
            index += 1;
        }
        Ok(None)
    }
}

fn find_plain<T: Equal<U>, U>(items: &[T], value: &U, start: usize, stop: usize) -> Py<Option<usize>> {
    let stop = stop.min(items.len());
    for (index, item) in items.get(start..stop).unwrap_or_default().iter().enumerate() {
        if item.is_or_equal(value)? {
            return Ok(Some(start + index));
        }
    }
    Ok(None)
}

impl<T: Object + Clone> Object for List<T> {
    fn type_name(&self) -> &'static str {
        "list"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_once(self.address(), "[...]", out, |out| {
            out.push('[');
            let mut next = 0..;
            write_joined::<T>(std::iter::from_fn(|| next.next().and_then(|index| self.at(index))), out)?;
            out.push(']');
            Ok(())
        })
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }

    fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
        let items = self.to_vec();
        encoder.items(self.address(), &items.iter().map(|item| item as &dyn Object).collect::<Vec<_>>())
    }
}

impl<T: Object + Clone + Equal<U>, U: Clone> Equal<List<U>> for List<T> {
    fn equal(&self, other: &List<U>) -> Py<bool> {
        if self.len() != other.len() {
            return Ok(false);
        }
        Ok(self.first_difference(other)?.is_none() && self.len() == other.len())
    }

    fn is_or_equal(&self, other: &List<U>) -> Py<bool> {
        Ok(self.address() == other.address() || self.equal(other)?)
    }
}

impl<T: Object + Clone + Equal<U> + Ordered<U>, U: Clone> Ordered<List<U>> for List<T> {
    fn compare(&self, other: &List<U>, comparison: Comparison) -> Py<bool> {
        match self.first_difference(other)? {
            None => Ok(comparison.holds(Some(self.len().cmp(&other.len())))),
            Some((one, two)) => comparing(|| one.compare(&two, comparison)),
        }
    }
}

impl<T: Object + Clone> List<T> {
    fn first_difference<U: Clone>(&self, other: &List<U>) -> Py<Option<(T, U)>>
    where
        T: Equal<U>,
    {
        if T::is_plain() {
            let (one, two) = (self.items(), other.items());
            return first_difference(|index| one.get(index).cloned(), |index| two.get(index).cloned());
        }
        first_difference(|index| self.at(index), |index| other.at(index))
    }
}

/// Where two sequences differ first, as far as both go; they may change meanwhile.
pub(crate) fn first_difference<T: Equal<U>, U>(
    one: impl Fn(usize) -> Option<T>,
    two: impl Fn(usize) -> Option<U>,
) -> Py<Option<(T, U)>> {
    comparing(|| {
        let mut index = 0;
        loop {
            match (one(index), two(index)) {
                (Some(one), Some(two)) if !one.is_or_equal(&two)? => return Ok(Some((one, two))),
                (Some(_), Some(_)) => index += 1,
                _ => return Ok(None),
            }
        }
    })
}
