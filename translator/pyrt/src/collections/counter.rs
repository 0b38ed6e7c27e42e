//! `Counter`: a dict of counts, where what is missing counts 0.

use std::ops::Deref;

use crate::exc::OVERFLOW_ERROR;
use crate::iter::{Iter, Iterable, from_rust};
use crate::list::List;
use crate::shown::{memory_error, write_once};
use crate::{Comparison, Dict, Equal, Exc, Key, Object, Ordered, Py};

/// A counter. Clones are the same one. What is not here it does as its [`Dict`] does.
#[derive(Debug)]
pub struct Counter<K>(Dict<K, i64>);

impl<K> Clone for Counter<K> {
    fn clone(&self) -> Counter<K> {
        Counter(self.0.clone())
    }
}

impl<K> Default for Counter<K> {
    fn default() -> Counter<K> {
        Counter::new()
    }
}

impl<K> Deref for Counter<K> {
    type Target = Dict<K, i64>;

    fn deref(&self) -> &Dict<K, i64> {
        &self.0
    }
}

impl<K> Counter<K> {
    /// `Counter()`
    pub fn new() -> Counter<K> {
        Counter(Dict::new())
    }
}

fn sum(one: i64, other: i64) -> Py<i64> {
    one.checked_add(other).ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "Python int too large to convert to C long"))
}

fn negative(count: i64) -> Py<i64> {
    0i64.checked_sub(count).ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "Python int too large to convert to C long"))
}

impl<K: Key + Clone> Counter<K> {
    /// `Counter(iterable)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn of(iterable: impl Iterable<Item = K>) -> Py<Counter<K>> {
        let counter = Counter::new();
        counter.update(iterable)?;
        Ok(counter)
    }

    /// `Counter(dict)`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn of_counts(counts: &Dict<K, i64>) -> Py<Counter<K>> {
        let counter = Counter::new();
        counter.0.update(counts)?;
        Ok(counter)
    }

    /// `self[key]`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn index<Q: Key + ?Sized>(&self, key: &Q) -> Py<i64>
    where
        K: Equal<Q>,
    {
        self.0.get_or(key, 0)
    }

    /// `del self[key]`: what is missing is no error.
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn delete<Q: Key + ?Sized>(&self, key: &Q) -> Py<()>
    where
        K: Equal<Q>,
    {
        self.0.take(key).map(drop)
    }

    /// `self[key] += count`
    ///
    /// # Errors
    ///
    /// `OverflowError` where the count is no i64; what a `__hash__` or `__eq__` of the program raises.
    pub fn add(&self, key: K, count: i64) -> Py<()> {
        let hash = key.hash()?;
        let count = sum(self.0.get_hashed(hash, &key)?.unwrap_or(0), count)?;
        self.0.set_hashed(hash, key, count)
    }

    /// `self.update(iterable)`: counts each.
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn update(&self, iterable: impl Iterable<Item = K>) -> Py<()> {
        let mut iter = iterable.iterate()?;
        while let Some(key) = iter.next()? {
            self.add(key, 1)?;
        }
        Ok(())
    }

    /// `self.update(dict)`: adds its counts.
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no i64; what an `__eq__` of the program raises.
    pub fn update_counts(&self, counts: &Dict<K, i64>) -> Py<()> {
        if self.0.is_empty() {
            return self.0.update(counts);
        }
        each(counts, |key, count| self.add(key, count))
    }

    /// `self.subtract(iterable)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn subtract(&self, iterable: impl Iterable<Item = K>) -> Py<()> {
        let mut iter = iterable.iterate()?;
        while let Some(key) = iter.next()? {
            self.add(key, -1)?;
        }
        Ok(())
    }

    /// `self.subtract(dict)`
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no i64; what an `__eq__` of the program raises.
    pub fn subtract_counts(&self, counts: &Dict<K, i64>) -> Py<()> {
        each(counts, |key, count| self.add(key, negative(count)?))
    }

    /// `self.total()`
    ///
    /// # Errors
    ///
    /// `OverflowError` where it is no i64.
    pub fn total(&self) -> Py<i64> {
        crate::iter::builtins::sum(self.0.values(), 0, sum)
    }

    /// `self.most_common(count)`: those that came first stand before equal ones.
    ///
    /// # Errors
    ///
    /// None but what iterating over a dict may raise.
    pub fn most_common(&self, count: Option<i64>) -> Py<List<(K, i64)>> {
        let mut items = crate::iter::vec(self.0.items())?;
        items.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        if let Some(count) = count {
            items.truncate(usize::try_from(count).unwrap_or(0));
        }
        Ok(List::from(items))
    }

    /// `self.elements()`
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no length.
    pub fn elements(&self) -> Py<impl Iter<Item = K> + use<K>> {
        let items = crate::iter::vec(self.0.items())?;
        let count = |count: i64| usize::try_from(count.max(0)).map_err(|_| memory_error());
        let items = items.into_iter().map(|(key, many)| Ok((key, count(many)?))).collect::<Py<Vec<_>>>()?;
        Ok(from_rust(items.into_iter().flat_map(|(key, count)| std::iter::repeat_n(key, count))))
    }

    /// `self.copy()`
    pub fn copy(&self) -> Counter<K> {
        Counter(self.0.copy())
    }

    /// `self + other`
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no i64; what an `__eq__` of the program raises.
    pub fn plus(&self, other: &Counter<K>) -> Py<Counter<K>> {
        self.combined(other, sum, Ok)
    }

    /// `self - other`
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no i64; what an `__eq__` of the program raises.
    pub fn minus(&self, other: &Counter<K>) -> Py<Counter<K>> {
        self.combined(other, |one, other| sum(one, negative(other)?), negative)
    }

    /// `self | other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn or(&self, other: &Counter<K>) -> Py<Counter<K>> {
        self.combined(other, |one, other| Ok(one.max(other)), Ok)
    }

    /// `self & other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn and(&self, other: &Counter<K>) -> Py<Counter<K>> {
        self.combined(other, |one, other| Ok(one.min(other)), |_| Ok(0))
    }

    /// Positive counts of what both have, or only the other.
    fn combined(
        &self,
        other: &Counter<K>,
        both: impl Fn(i64, i64) -> Py<i64>,
        only_other: impl Fn(i64) -> Py<i64>,
    ) -> Py<Counter<K>> {
        let result = Counter::new();
        each(&self.0, |key, count| {
            let count = both(count, other.index(&key)?)?;
            result.set_positive(key, count)
        })?;
        each(&other.0, |key, count| {
            let count = only_other(count)?;
            if count <= 0 || self.0.contains(&key)? {
                return Ok(());
            }
            result.set_positive(key, count)
        })?;
        Ok(result)
    }

    fn set_positive(&self, key: K, count: i64) -> Py<()> {
        if count > 0 { self.0.set(key, count) } else { Ok(()) }
    }

    /// `+self`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn positive(&self) -> Py<Counter<K>> {
        self.plus(&Counter::new())
    }

    /// `-self`
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no i64; what an `__eq__` of the program raises.
    pub fn negative(&self) -> Py<Counter<K>> {
        Counter::new().minus(self)
    }

    /// `self += other`
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no i64; what an `__eq__` of the program raises.
    pub fn plus_in_place(&self, other: &Counter<K>) -> Py<()> {
        each(&other.0, |key, count| self.add(key, count))?;
        self.keep_positive()
    }

    /// `self -= other`
    ///
    /// # Errors
    ///
    /// `OverflowError` where a count is no i64; what an `__eq__` of the program raises.
    pub fn minus_in_place(&self, other: &Counter<K>) -> Py<()> {
        self.subtract_counts(&other.0)?;
        self.keep_positive()
    }

    /// `self |= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn or_in_place(&self, other: &Counter<K>) -> Py<()> {
        each(&other.0, |key, count| if count > self.index(&key)? { self.0.set(key, count) } else { Ok(()) })?;
        self.keep_positive()
    }

    /// `self &= other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn and_in_place(&self, other: &Counter<K>) -> Py<()> {
        each(&self.0, |key, count| {
            let others = other.index(&key)?;
            if others < count { self.0.set(key, others) } else { Ok(()) }
        })?;
        self.keep_positive()
    }

    fn keep_positive(&self) -> Py<()> {
        each(&self.0.copy(), |key, count| if count > 0 { Ok(()) } else { self.delete(&key) })
    }

    /// Says whether something holds for the counts of both, of all keys of either.
    fn all(&self, other: &Counter<K>, holds: impl Fn(i64, i64) -> bool) -> Py<bool> {
        for keys in [self, other] {
            let mut iter = keys.0.iter();
            while let Some(key) = iter.next()? {
                if !holds(self.index(&key)?, other.index(&key)?) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

fn each<K: Clone>(counts: &Dict<K, i64>, mut run: impl FnMut(K, i64) -> Py<()>) -> Py<()> {
    let mut iter = counts.items().iter();
    while let Some((key, count)) = iter.next()? {
        run(key, count)?;
    }
    Ok(())
}

impl<K: Key + Clone> Object for Counter<K> {
    fn type_name(&self) -> &'static str {
        "Counter"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_once(self.0.address() + 2, "...", out, |out| {
            out.push_str("Counter(");
            let mut before = "{";
            for (key, count) in self.most_common(None)?.to_vec() {
                out.push_str(std::mem::replace(&mut before, ", "));
                key.write_repr(out)?;
                out.push_str(&format!(": {count}"));
            }
            out.push_str(if before == "{" { ")" } else { "})" });
            Ok(())
        })
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.0.is_empty())
    }

    fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
        self.0.write_json(encoder)
    }
}

impl<K: Key + Clone> Equal for Counter<K> {
    fn equal(&self, other: &Counter<K>) -> Py<bool> {
        self.all(other, |one, other| one == other)
    }
}

/// Of counters, `<` says that no count is greater and one is less.
impl<K: Key + Clone> Ordered for Counter<K> {
    fn compare(&self, other: &Counter<K>, comparison: Comparison) -> Py<bool> {
        match comparison {
            Comparison::Less => Ok(self.compare(other, Comparison::LessEqual)? && !self.equal(other)?),
            Comparison::LessEqual => self.all(other, |one, other| one <= other),
            Comparison::Greater => Ok(self.compare(other, Comparison::GreaterEqual)? && !self.equal(other)?),
            Comparison::GreaterEqual => self.all(other, |one, other| one >= other),
        }
    }
}
