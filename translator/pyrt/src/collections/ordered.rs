//! `OrderedDict`: a dict whose order can be changed.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::dict::{Pick, PickItem, PickKey, PickValue, View};
use crate::exc::KEY_ERROR;
use crate::iter::{Iter, Iterable};
use crate::shown::{comparing, key_error, runtime_error, write_once};
use crate::{Dict, Equal, Exc, Key, Object, Py};

/// An ordered dict. Clones are the same one. What is not here it does as its [`Dict`] does.
#[derive(Debug)]
pub struct OrderedDict<K, V>(Dict<K, V>);

impl<K, V> Clone for OrderedDict<K, V> {
    fn clone(&self) -> OrderedDict<K, V> {
        OrderedDict(self.0.clone())
    }
}

impl<K, V> Default for OrderedDict<K, V> {
    fn default() -> OrderedDict<K, V> {
        OrderedDict::new()
    }
}

impl<K, V> Deref for OrderedDict<K, V> {
    type Target = Dict<K, V>;

    fn deref(&self) -> &Dict<K, V> {
        &self.0
    }
}

impl<K, V> From<Dict<K, V>> for OrderedDict<K, V> {
    fn from(dict: Dict<K, V>) -> OrderedDict<K, V> {
        OrderedDict(dict)
    }
}

impl<K, V> OrderedDict<K, V> {
    /// `OrderedDict()`
    pub fn new() -> OrderedDict<K, V> {
        OrderedDict(Dict::new())
    }

    /// `self.popitem(last)`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is empty.
    pub fn popitem(&self, last: bool) -> Py<(K, V)> {
        let popped = if last { self.0.take_last() } else { self.0.take_first() };
        popped.ok_or_else(|| Exc::new(&KEY_ERROR, "dictionary is empty"))
    }

    /// `self.keys()`
    pub fn keys(&self) -> OrderedView<K, V, PickKey> {
        OrderedView(self.0.keys())
    }

    /// `self.values()`
    pub fn values(&self) -> OrderedView<K, V, PickValue> {
        OrderedView(self.0.values())
    }

    /// `self.items()`
    pub fn items(&self) -> OrderedView<K, V, PickItem> {
        OrderedView(self.0.items())
    }

    /// `iter(self)`
    pub fn iter(&self) -> OrderedIter<K, V, PickKey> {
        self.keys().iter()
    }

    /// `reversed(self)`
    pub fn reversed(&self) -> OrderedIter<K, V, PickKey> {
        self.keys().reversed()
    }
}

impl<K: Key + Clone, V: Clone> OrderedDict<K, V> {
    /// `self.move_to_end(key, last)`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is not there; what a `__hash__` or `__eq__` of the program raises.
    pub fn move_to_end<Q: Key + Clone + 'static>(&self, key: &Q, last: bool) -> Py<()>
    where
        K: Equal<Q>,
    {
        if self.0.move_to(key, last)? { Ok(()) } else { Err(key_error(key.clone())) }
    }

    /// `self.copy()`
    pub fn copy(&self) -> OrderedDict<K, V> {
        OrderedDict(self.0.copy())
    }

    /// `self | other`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn or(&self, other: &Dict<K, V>) -> Py<OrderedDict<K, V>> {
        self.0.or(other).map(OrderedDict)
    }
}

/// A view of an [`OrderedDict`]. What is not here it does as that of a dict does.
#[derive(Debug)]
pub struct OrderedView<K, V, P>(View<K, V, P>);

impl<K, V, P> Deref for OrderedView<K, V, P> {
    type Target = View<K, V, P>;

    fn deref(&self) -> &View<K, V, P> {
        &self.0
    }
}

impl<K, V, P> OrderedView<K, V, P> {
    /// `iter(self)`
    pub fn iter(&self) -> OrderedIter<K, V, P> {
        self.iter_from(0, false)
    }

    /// `reversed(self)`
    pub fn reversed(&self) -> OrderedIter<K, V, P> {
        self.iter_from(usize::MAX, true)
    }

    fn iter_from(&self, next: usize, reverse: bool) -> OrderedIter<K, V, P> {
        let dict = self.0.dict();
        let is_empty = dict.is_empty();
        let changes = dict.changes();
        OrderedIter { dict: (!is_empty).then(|| dict.clone()), changes, next, reverse, pick: PhantomData }
    }
}

impl<K: Clone, V: Clone, P: Pick<K, V, Item: Object>> Object for OrderedView<K, V, P> {
    fn type_name(&self) -> &'static str {
        P::ORDERED_NAME
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push('o');
        self.0.write_repr(out)
    }

    fn truth(&self) -> Py<bool> {
        self.0.truth()
    }
}

/// The iterator of an [`OrderedDict`] or its view, from either end.
#[derive(Debug)]
pub struct OrderedIter<K, V, P> {
    /// Nothing once the last was given: then changes are no matter.
    dict: Option<Dict<K, V>>,
    changes: u64,
    /// The number from which on, or before which, the next entry is.
    next: usize,
    reverse: bool,
    pick: PhantomData<P>,
}

impl<K, V, P> OrderedIter<K, V, P> {
    /// The next entry, and where to go on.
    fn entry<R>(&self, dict: &Dict<K, V>, pick: impl FnOnce(&(K, V)) -> R) -> Option<(R, usize)> {
        if self.reverse {
            return dict.with_entry_before(self.next, |number, pair| (pick(pair), number));
        }
        dict.with_entry_from(self.next, |number, pair| (pick(pair), number + 1))
    }
}

impl<K, V, P: Pick<K, V>> Iter for OrderedIter<K, V, P> {
    type Item = P::Item;

    fn next(&mut self) -> Py<Option<P::Item>> {
        let Some(dict) = self.dict.take() else { return Ok(None) };
        if dict.changes() != self.changes {
            return Err(runtime_error("OrderedDict mutated during iteration"));
        }
        let Some((item, next)) = self.entry(&dict, P::pick) else { return Ok(None) };
        self.next = next;
        if self.entry(&dict, |_| ()).is_some() {
            self.dict = Some(dict);
        }
        Ok(Some(item))
    }
}

impl<K: Clone, V: Clone, P: Pick<K, V>> Iterable for &OrderedView<K, V, P> {
    type Item = P::Item;
    type Iter = OrderedIter<K, V, P>;

    fn iterate(self) -> Py<Self::Iter> {
        Ok(self.iter())
    }
}

impl<K: Clone, V: Clone, P: Pick<K, V>> Iterable for OrderedView<K, V, P> {
    type Item = P::Item;
    type Iter = OrderedIter<K, V, P>;

    fn iterate(self) -> Py<Self::Iter> {
        Ok(self.iter())
    }
}

impl<K: Key + Clone, V: Object + Clone> Object for OrderedDict<K, V> {
    fn type_name(&self) -> &'static str {
        "collections.OrderedDict"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        write_once(self.0.address() + 2, "...", out, |out| {
            out.push_str("OrderedDict(");
            let mut before = "[";
            for item in crate::iter::vec(self.0.items())? {
                out.push_str(std::mem::replace(&mut before, ", "));
                item.write_repr(out)?;
            }
            out.push_str(if before == "[" { ")" } else { "])" });
            Ok(())
        })
    }

    fn truth(&self) -> Py<bool> {
        self.0.truth()
    }

    fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
        self.0.write_json(encoder)
    }
}

/// Two ordered dicts are equal only in the same order.
impl<K: Key + Clone, V: Equal + Clone> Equal for OrderedDict<K, V> {
    fn equal(&self, other: &OrderedDict<K, V>) -> Py<bool> {
        if !self.0.equal(&other.0)? {
            return Ok(false);
        }
        comparing(|| {
            let (mut one, mut two) = (self.0.iter(), other.0.iter());
            while let (Some(one), Some(two)) = (one.next()?, two.next()?) {
                if !one.is_or_equal(&two)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }
}

impl<K: Key + Clone, V: Equal + Clone> Equal<Dict<K, V>> for OrderedDict<K, V> {
    fn equal(&self, other: &Dict<K, V>) -> Py<bool> {
        self.0.equal(other)
    }
}
