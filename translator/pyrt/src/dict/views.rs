//! Views of dicts, and their iterators: both see what the dict is now.

use std::fmt;
use std::marker::PhantomData;

use crate::dict::Dict;
use crate::iter::{Iter, Iterable, vec};
use crate::list::List;
use crate::shown::{runtime_error, write_once};
use crate::{Equal, Key, Object, Py};

/// What a view shows of an entry.
pub trait Pick<K, V> {
    /// What that is.
    type Item: Clone;
    /// The name of the view's type.
    const NAME: &'static str;
    /// That of an `OrderedDict`.
    const ORDERED_NAME: &'static str;

    /// Picks it.
    fn pick(pair: &(K, V)) -> Self::Item;
}

/// The keys.
#[derive(Clone, Copy, Debug)]
pub struct PickKey;

/// The values.
#[derive(Clone, Copy, Debug)]
pub struct PickValue;

/// Pairs of both.
#[derive(Clone, Copy, Debug)]
pub struct PickItem;

impl<K: Clone, V> Pick<K, V> for PickKey {
    type Item = K;
    const NAME: &'static str = "dict_keys";
    const ORDERED_NAME: &'static str = "odict_keys";

    fn pick(pair: &(K, V)) -> K {
        pair.0.clone()
    }
}

impl<K, V: Clone> Pick<K, V> for PickValue {
    type Item = V;
    const NAME: &'static str = "dict_values";
    const ORDERED_NAME: &'static str = "odict_values";

    fn pick(pair: &(K, V)) -> V {
        pair.1.clone()
    }
}

impl<K: Clone, V: Clone> Pick<K, V> for PickItem {
    type Item = (K, V);
    const NAME: &'static str = "dict_items";
    const ORDERED_NAME: &'static str = "odict_items";

    fn pick(pair: &(K, V)) -> (K, V) {
        pair.clone()
    }
}

/// A view of a dict.
pub struct View<K, V, P> {
    dict: Dict<K, V>,
    pick: PhantomData<P>,
}

/// `dict.keys()`
pub type Keys<K, V> = View<K, V, PickKey>;
/// `dict.values()`
pub type Values<K, V> = View<K, V, PickValue>;
/// `dict.items()`
pub type Items<K, V> = View<K, V, PickItem>;

impl<K, V, P> Clone for View<K, V, P> {
    fn clone(&self) -> View<K, V, P> {
        View { dict: self.dict.clone(), pick: PhantomData }
    }
}

impl<K, V, P> fmt::Debug for View<K, V, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View of {:?}", self.dict)
    }
}

impl<K, V> Dict<K, V> {
    /// `self.keys()`
    pub fn keys(&self) -> Keys<K, V> {
        View { dict: self.clone(), pick: PhantomData }
    }

    /// `self.values()`
    pub fn values(&self) -> Values<K, V> {
        View { dict: self.clone(), pick: PhantomData }
    }

    /// `self.items()`
    pub fn items(&self) -> Items<K, V> {
        View { dict: self.clone(), pick: PhantomData }
    }

    /// `iter(self)`: its keys.
    pub fn iter(&self) -> DictIter<K, V, PickKey> {
        self.keys().iter()
    }

    /// `reversed(self)`: its keys, the last first.
    pub fn reversed(&self) -> DictReversed<K, V, PickKey> {
        self.keys().reversed()
    }
}

impl<K, V, P> View<K, V, P> {
    /// `len(self)`
    pub fn len(&self) -> i64 {
        self.dict.len()
    }

    /// `not self`
    pub fn is_empty(&self) -> bool {
        self.dict.is_empty()
    }

    /// The dict.
    pub fn dict(&self) -> &Dict<K, V> {
        &self.dict
    }

    /// `iter(self)`
    pub fn iter(&self) -> DictIter<K, V, P> {
        let used = self.dict.used();
        DictIter { dict: Some(self.dict.clone()), used, left: used, next: 0, pick: PhantomData }
    }

    /// `reversed(self)`
    pub fn reversed(&self) -> DictReversed<K, V, P> {
        let (used, entries) = (self.dict.used(), self.dict.0.borrow().entries.len());
        DictReversed { dict: Some(self.dict.clone()), used, before: entries, pick: PhantomData }
    }
}

impl<K: Key + Clone, V: Clone> Keys<K, V> {
    /// `key in self`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn contains<Q: Key + ?Sized>(&self, key: &Q) -> Py<bool>
    where
        K: Equal<Q>,
    {
        self.dict.contains(key)
    }
}

impl<K: Key + Clone, V: Clone> Values<K, V> {
    /// `value in self`
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    pub fn contains<U>(&self, value: &U) -> Py<bool>
    where
        V: Equal<U>,
    {
        let mut iter = self.iter();
        while let Some(item) = iter.next()? {
            if item.is_or_equal(value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<K: Key + Clone, V: Clone> Items<K, V> {
    /// `(key, value) in self`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn contains<Q: Key, U>(&self, (key, value): &(Q, U)) -> Py<bool>
    where
        K: Equal<Q>,
        V: Equal<U>,
    {
        self.dict.get(key)?.map_or(Ok(false), |found| found.is_or_equal(value))
    }
}

/// The iterator of a view.
#[derive(Debug)]
pub struct DictIter<K, V, P> {
    /// Nothing once it ended.
    dict: Option<Dict<K, V>>,
    /// How many entries there were: with more or less it raises, and goes on to raise.
    used: usize,
    /// How many were not given.
    left: usize,
    next: usize,
    pick: PhantomData<P>,
}

/// The iterator of a view from its end.
#[derive(Debug)]
pub struct DictReversed<K, V, P> {
    dict: Option<Dict<K, V>>,
    used: usize,
    before: usize,
    pick: PhantomData<P>,
}

const CHANGED: &str = "dictionary changed size during iteration";

impl<K, V, P: Pick<K, V>> Iter for DictIter<K, V, P> {
    type Item = P::Item;

    fn next(&mut self) -> Py<Option<P::Item>> {
        let Some(dict) = &self.dict else { return Ok(None) };
        let table = dict.0.borrow();
        if self.used != table.used {
            self.used = usize::MAX;
            return Err(runtime_error(CHANGED));
        }
        let found = table.from(self.next).map(|(number, pair)| (number, P::pick(pair)));
        drop(table);
        match found {
            Some((number, item)) if self.left > 0 => {
                (self.next, self.left) = (number + 1, self.left - 1);
                Ok(Some(item))
            }
            Some(_) => {
                self.dict = None;
                Err(runtime_error("dictionary keys changed during iteration"))
            }
            None => {
                self.dict = None;
                Ok(None)
            }
        }
    }

    fn length_hint(&self) -> usize {
        self.left
    }
}

impl<K, V, P: Pick<K, V>> Iter for DictReversed<K, V, P> {
    type Item = P::Item;

    fn next(&mut self) -> Py<Option<P::Item>> {
        let Some(dict) = &self.dict else { return Ok(None) };
        let table = dict.0.borrow();
        if self.used != table.used {
            self.used = usize::MAX;
            return Err(runtime_error(CHANGED));
        }
        let found = table.before(self.before).map(|(number, pair)| (number, P::pick(pair)));
        drop(table);
        match found {
            Some((number, item)) => {
                self.before = number;
                Ok(Some(item))
            }
            None => {
                self.dict = None;
                Ok(None)
            }
        }
    }
}

/// Views and dicts can be iterated over, also by reference.
macro_rules! iterable {
    ($($type:ty, $pick:ty, [$($generic:ident $(: $bound:path)?),+];)+) => {$(
        impl<$($generic $(: $bound)?),+> Iterable for $type {
            type Item = <$pick as Pick<K, V>>::Item;
            type Iter = DictIter<K, V, $pick>;

            fn iterate(self) -> Py<Self::Iter> {
                Ok(self.iter())
            }
        }
    )+};
}

iterable! {
    View<K, V, P>, P, [K, V, P: Pick<K, V>];
    &View<K, V, P>, P, [K, V, P: Pick<K, V>];
    Dict<K, V>, PickKey, [K: Clone, V];
    &Dict<K, V>, PickKey, [K: Clone, V];
}

impl<K: Clone, V: Clone, P: Pick<K, V, Item: Object>> Object for View<K, V, P> {
    fn type_name(&self) -> &'static str {
        P::NAME
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        // A view has no identity of its own here; the dict's address with an odd end stands for it.
        write_once(self.dict.address() + 1, "...", out, |out| {
            out.push_str(P::NAME);
            out.push('(');
            List::from(vec(self)?).write_repr(out)?;
            out.push(')');
            Ok(())
        })
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_empty())
    }
}
