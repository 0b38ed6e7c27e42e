//! `dict`.
//!
//! # How it works
//!
//! A dict is a shared table (`table.rs`); clones are the same dict. A look-up asks the key for its hash first, then goes through the entries
//! that have the same: where keys are [plain](crate::Object::is_plain) it compares in place, else it clones the key out, compares without a
//! borrow, and begins anew where the dict was changed meanwhile.
//!
//! - **I1** No borrow is held while a method of a key or value runs or one is dropped, but for plain keys.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use crate::exc::KEY_ERROR;
use crate::iter::{Iter, Iterable};
use crate::shown::{comparing, int, key_error, runtime_error, write_once};
use crate::{Equal, Exc, Key, Object, Py};

mod table;
mod views;

use table::{Probe, Table};
pub use views::{DictIter, DictReversed, Items, Keys, Pick, PickItem, PickKey, PickValue, Values, View};

/// A dict. Clones are the same one.
///
/// # Examples
///
/// ```
/// use pyrt::dict::Dict;
///
/// let dict = Dict::new();
/// dict.set((), 'a').unwrap();
/// assert_eq!(dict.get(&()), Ok(Some('a')));
/// assert_eq!(dict.len(), 1);
/// ```
pub struct Dict<K, V>(Rc<RefCell<Table<K, V>>>);

impl<K, V> Clone for Dict<K, V> {
    fn clone(&self) -> Dict<K, V> {
        Dict(Rc::clone(&self.0))
    }
}

impl<K, V> Default for Dict<K, V> {
    fn default() -> Dict<K, V> {
        Dict::new()
    }
}

impl<K, V> fmt::Debug for Dict<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dict of {}", self.len())
    }
}

impl<K, V> Dict<K, V> {
    /// `{}`
    pub fn new() -> Dict<K, V> {
        Dict(Rc::new(RefCell::new(Table::new())))
    }

    /// How often a key was added, taken out or moved.
    pub(crate) fn changes(&self) -> u64 {
        self.0.borrow().changes
    }

    /// What a function makes of the first entry from this number on.
    pub(crate) fn with_entry_from<R>(&self, number: usize, run: impl FnOnce(usize, &(K, V)) -> R) -> Option<R> {
        self.0.borrow().from(number).map(|(number, pair)| run(number, pair))
    }

    /// What a function makes of the last entry before this number.
    pub(crate) fn with_entry_before<R>(&self, number: usize, run: impl FnOnce(usize, &(K, V)) -> R) -> Option<R> {
        self.0.borrow().before(number).map(|(number, pair)| run(number, pair))
    }

    pub(crate) fn take_last(&self) -> Option<(K, V)> {
        self.0.borrow_mut().take_last()
    }

    pub(crate) fn take_first(&self) -> Option<(K, V)> {
        self.0.borrow_mut().take_first()
    }

    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// `self is other`
    pub fn is(&self, other: &Dict<K, V>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn used(&self) -> usize {
        self.0.borrow().used
    }

    /// `len(self)`
    pub fn len(&self) -> i64 {
        int(self.used())
    }

    /// `not self`
    pub fn is_empty(&self) -> bool {
        self.used() == 0
    }

    /// `self.clear()`
    pub fn clear(&self) {
        let mut table = self.0.borrow_mut();
        let fresh = Table::new().in_place_of(&table);
        let last = std::mem::replace(&mut *table, fresh);
        drop(table);
        drop(last);
    }

    /// `self.popitem()`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is empty.
    pub fn popitem(&self) -> Py<(K, V)> {
        self.take_last().ok_or_else(|| Exc::new(&KEY_ERROR, "popitem(): dictionary is empty"))
    }
}

impl<K: Key + Clone, V> Dict<K, V> {
    /// The number of the entry that has a key, whose hash is this.
    fn lookup<Q: ?Sized>(&self, hash: i64, key: &Q) -> Py<Option<usize>>
    where
        K: Equal<Q>,
    {
        if !K::is_plain() {
            return self.lookup_unborrowed(hash, key);
        }
        let (table, mut probe) = (self.0.borrow(), Probe::new(hash));
        while let Some(number) = table.candidate(&mut probe) {
            if let Some((candidate, _)) = table.pair(number)
                && candidate.is_or_equal(key)?
            {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    fn lookup_unborrowed<Q: ?Sized>(&self, hash: i64, key: &Q) -> Py<Option<usize>>
    where
        K: Equal<Q>,
    {
        let mut probe = Probe::new(hash);
        while let Some((number, candidate, layout)) = self.candidate(&mut probe) {
            let is_equal = candidate.is_or_equal(key)?;
            let table = self.0.borrow();
            let is_changed = table.layout != layout || table.pair(number).is_none();
            drop(table);
            if is_changed {
                probe = Probe::new(hash);
            } else if is_equal {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    fn candidate(&self, probe: &mut Probe) -> Option<(usize, K, u64)> {
        let table = self.0.borrow();
        let number = table.candidate(probe)?;
        Some((number, table.pair(number)?.0.clone(), table.layout))
    }

    /// `key in self`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn contains<Q: Key + ?Sized>(&self, key: &Q) -> Py<bool>
    where
        K: Equal<Q>,
    {
        Ok(self.lookup(key.hash()?, key)?.is_some())
    }

    /// `self[key] = value`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn set(&self, key: K, value: V) -> Py<()> {
        let hash = key.hash()?;
        self.set_hashed(hash, key, value)
    }

    pub(crate) fn set_hashed(&self, hash: i64, key: K, value: V) -> Py<()> {
        let found = self.lookup(hash, &key)?;
        let mut table = self.0.borrow_mut();
        let last = match found {
            Some(number) => table.replace(number, value),
            None => {
                table.add(hash, key, value);
                None
            }
        };
        drop(table);
        drop(last);
        Ok(())
    }

    /// Takes the entry of a key out.
    pub(crate) fn take<Q: Key + ?Sized>(&self, key: &Q) -> Py<Option<(K, V)>>
    where
        K: Equal<Q>,
    {
        let found = self.lookup(key.hash()?, key)?;
        Ok(found.and_then(|number| self.0.borrow_mut().take(number)))
    }

    /// Moves a key behind all others, or before them; says whether it is there.
    pub(crate) fn move_to<Q: Key + ?Sized>(&self, key: &Q, last: bool) -> Py<bool>
    where
        K: Equal<Q>,
    {
        let found = self.lookup(key.hash()?, key)?;
        if let Some(number) = found {
            self.0.borrow_mut().move_to(number, last);
        }
        Ok(found.is_some())
    }

    /// `del self[key]`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is not there; what a `__hash__` or `__eq__` of the program raises.
    pub fn delete<Q: Key + Clone + 'static>(&self, key: &Q) -> Py<()>
    where
        K: Equal<Q>,
    {
        self.pop(key).map(drop)
    }

    /// `self.pop(key)`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is not there; what a `__hash__` or `__eq__` of the program raises.
    pub fn pop<Q: Key + Clone + 'static>(&self, key: &Q) -> Py<V>
    where
        K: Equal<Q>,
    {
        let taken = self.take(key)?;
        taken.map(|(_, value)| value).ok_or_else(|| key_error(key.clone()))
    }

    /// `self.pop(key, default)`, where the default is of another type: None where there is no such key.
    ///
    /// # Errors
    ///
    /// What hashing and comparing raise.
    pub fn pop_some<Q: Key + ?Sized>(&self, key: &Q) -> Py<Option<V>>
    where
        K: Equal<Q>,
    {
        Ok(self.take(key)?.map(|(_, value)| value))
    }

    /// `self.pop(key, default)`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn pop_or<Q: Key + ?Sized>(&self, key: &Q, default: V) -> Py<V>
    where
        K: Equal<Q>,
    {
        Ok(self.take(key)?.map_or(default, |(_, value)| value))
    }

    /// Makes a dict of pairs: `dict(pairs)`, `{key: value, …}`, `{… for …}`.
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn from_pairs(pairs: impl Iterable<Item = (K, V)>) -> Py<Dict<K, V>> {
        let dict = Dict::new();
        dict.update_pairs(pairs)?;
        Ok(dict)
    }

    /// `self.update(pairs)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn update_pairs(&self, pairs: impl Iterable<Item = (K, V)>) -> Py<()> {
        let mut pairs = pairs.iterate()?;
        while let Some((key, value)) = pairs.next()? {
            self.set(key, value)?;
        }
        Ok(())
    }
}

impl<K: Key + Clone, V: Clone> Dict<K, V> {
    /// `dict.fromkeys(keys, value)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn fromkeys(keys: impl Iterable<Item = K>, value: V) -> Py<Dict<K, V>> {
        let (dict, mut keys) = (Dict::new(), keys.iterate()?);
        while let Some(key) = keys.next()? {
            dict.set(key, value.clone())?;
        }
        Ok(dict)
    }

    /// `self.get(key)`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn get<Q: Key + ?Sized>(&self, key: &Q) -> Py<Option<V>>
    where
        K: Equal<Q>,
    {
        self.get_hashed(key.hash()?, key)
    }

    pub(crate) fn get_hashed<Q: ?Sized>(&self, hash: i64, key: &Q) -> Py<Option<V>>
    where
        K: Equal<Q>,
    {
        let found = self.lookup(hash, key)?;
        Ok(found.and_then(|number| self.0.borrow().pair(number).map(|(_, value)| value.clone())))
    }

    /// `self.get(key, default)`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn get_or<Q: Key + ?Sized>(&self, key: &Q, default: V) -> Py<V>
    where
        K: Equal<Q>,
    {
        Ok(self.get(key)?.unwrap_or(default))
    }

    /// `self[key]`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is not there; what a `__hash__` or `__eq__` of the program raises.
    pub fn index<Q: Key + Clone + 'static>(&self, key: &Q) -> Py<V>
    where
        K: Equal<Q>,
    {
        self.get(key)?.ok_or_else(|| key_error(key.clone()))
    }

    /// `self.setdefault(key, default)`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn setdefault(&self, key: K, default: V) -> Py<V> {
        let hash = key.hash()?;
        if let Some(value) = self.get_hashed(hash, &key)? {
            return Ok(value);
        }
        self.0.borrow_mut().add(hash, key, default.clone());
        Ok(default)
    }

    /// `self[key] = self.get(key, default) + 1` and the like, with one look-up where `update` does not change the dict.
    ///
    /// # Errors
    ///
    /// What `update` raises, and a `__hash__` or `__eq__` of the program.
    pub fn update_or(&self, key: &K, default: V, update: impl FnOnce(V) -> Py<V>) -> Py<()> {
        let hash = key.hash()?;
        let found = self.lookup(hash, key)?;
        let (last, changes) = self.value_at(found);
        let value = update(last.unwrap_or(default))?;
        self.put_at(found, changes, hash, key, value)
    }

    /// `self[key] += 1` and the like, with one look-up where `update` does not change the dict.
    ///
    /// # Errors
    ///
    /// `KeyError` where the key is not there; what `update` raises, and a `__hash__` or `__eq__` of the program.
    pub fn update_at(&self, key: &K, update: impl FnOnce(V) -> Py<V>) -> Py<()>
    where
        K: 'static,
    {
        let hash = key.hash()?;
        let found = self.lookup(hash, key)?;
        let (last, changes) = self.value_at(found);
        let value = update(last.ok_or_else(|| key_error(key.clone()))?)?;
        self.put_at(found, changes, hash, key, value)
    }

    /// The value of an entry that was found, and how often the dict was changed.
    fn value_at(&self, found: Option<usize>) -> (Option<V>, u64) {
        let table = self.0.borrow();
        let pair = found.and_then(|number| table.pair(number));
        (pair.map(|(_, value)| value.clone()), table.changes)
    }

    /// Sets the value of a key that was found there, or not found, when the dict was changed so often.
    fn put_at(&self, found: Option<usize>, changes: u64, hash: i64, key: &K, value: V) -> Py<()> {
        match found {
            Some(number) if self.changes() == changes => {
                let last = self.0.borrow_mut().replace(number, value);
                drop(last);
                Ok(())
            }
            _ => self.set_hashed(hash, key.clone(), value),
        }
    }

    /// `self.copy()`
    pub fn copy(&self) -> Dict<K, V> {
        Dict(Rc::new(RefCell::new(self.0.borrow().copy())))
    }

    /// `self.update(other)`, also `self |= other`.
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises, and `RuntimeError` where it changes the other dict.
    pub fn update(&self, other: &Dict<K, V>) -> Py<()> {
        if self.is(other) {
            return Ok(());
        }
        if self.copy_if_empty(other) {
            return Ok(());
        }
        let entries = other.0.borrow().entries.len();
        self.0.borrow_mut().reserve(other.used());
        let mut next = 0;
        while let Some((number, hash, (key, value))) = other.entry_from(next) {
            next = number + 1;
            self.set_hashed(hash, key, value)?;
            if other.0.borrow().entries.len() != entries {
                return Err(runtime_error("dict mutated during update"));
            }
        }
        Ok(())
    }

    /// Takes over all of another dict without a comparison, where CPython does: this one is empty, the other has no gaps and is not too
    /// large for what it holds. Says whether it did.
    fn copy_if_empty(&self, other: &Dict<K, V>) -> bool {
        if !self.is_empty() || !other.0.borrow().is_tight() {
            return false;
        }
        let copy = other.0.borrow().copy();
        let copy = copy.in_place_of(&self.0.borrow());
        let last = self.0.replace(copy);
        drop(last);
        true
    }

    /// `self | other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn or(&self, other: &Dict<K, V>) -> Py<Dict<K, V>> {
        let merged = self.copy();
        merged.update(other)?;
        Ok(merged)
    }

    /// The first entry from this number on: its number, its hash, its key and value.
    pub(crate) fn entry_from(&self, number: usize) -> Option<(usize, i64, (K, V))> {
        let table = self.0.borrow();
        let (number, pair) = table.from(number)?;
        Some((number, table.entries[number].hash, pair.clone()))
    }
}

impl<K: Key + Clone, V: Object + Clone> Object for Dict<K, V> {
    fn type_name(&self) -> &'static str {
        "dict"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_once(self.address(), "{...}", out, |out| {
            let (mut next, mut before) = (0, "{");
            while let Some((number, _, (key, value))) = self.entry_from(next) {
                next = number + 1;
                out.push_str(std::mem::replace(&mut before, ", "));
                key.write_repr(out)?;
                out.push_str(": ");
                value.write_repr(out)?;
            }
            out.push_str(if next == 0 { "{}" } else { "}" });
            Ok(())
        })
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }

    fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
        let (mut pairs, mut next) = (Vec::new(), 0);
        while let Some((number, _, pair)) = self.entry_from(next) {
            next = number + 1;
            pairs.push(pair);
        }
        let mut entries: Vec<_> = pairs.iter().map(|(key, value)| (key as &dyn Object, value as &dyn Object)).collect();
        encoder.entries(self.address(), &mut entries)
    }
}

impl<K: Key + Clone, V: Clone, W: Equal<V> + Clone> Equal<Dict<K, W>> for Dict<K, V> {
    fn equal(&self, other: &Dict<K, W>) -> Py<bool> {
        if self.used() != other.used() {
            return Ok(false);
        }
        comparing(|| {
            let mut next = 0;
            while let Some((number, hash, (key, value))) = self.entry_from(next) {
                next = number + 1;
                match other.get_hashed(hash, &key)? {
                    Some(other) if other.is_or_equal(&value)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        })
    }

    fn is_or_equal(&self, other: &Dict<K, W>) -> Py<bool> {
        Ok(self.address() == other.address() || self.equal(other)?)
    }
}

#[cfg(test)]
mod tests;
