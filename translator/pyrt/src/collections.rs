//! The module `collections`, but for `namedtuple`, `ChainMap` and the `User…` classes.

pub mod counter;
pub mod defaultdict;
pub mod deque;
pub mod ordered;

pub use counter::Counter;
pub use defaultdict::DefaultDict;
pub use deque::Deque;
pub use ordered::OrderedDict;

use crate::Py;
use crate::dict::{DictIter, PickKey};
use crate::iter::Iterable;

impl<K: Clone> Iterable for &Counter<K> {
    type Item = K;
    type Iter = DictIter<K, i64, PickKey>;

    fn iterate(self) -> Py<Self::Iter> {
        Ok(self.iter())
    }
}

impl<K: Clone, V> Iterable for &DefaultDict<K, V> {
    type Item = K;
    type Iter = DictIter<K, V, PickKey>;

    fn iterate(self) -> Py<Self::Iter> {
        Ok(self.iter())
    }
}

impl<K: Clone, V> Iterable for &OrderedDict<K, V> {
    type Item = K;
    type Iter = ordered::OrderedIter<K, V, PickKey>;

    fn iterate(self) -> Py<Self::Iter> {
        Ok(self.iter())
    }
}

#[cfg(test)]
mod tests;
