//! `copy.deepcopy`: a copy of a value and of all that it holds.
//!
//! # How it works
//!
//! What cannot change is its own copy. What can is copied once, and kept by its address: what is held twice is held twice by the copy,
//! and what holds itself holds its copy. Classes of programs and values of several types say by themselves how they are copied.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use crate::collections::Deque;
use crate::datetime::{Date, DateTime, Delta, Time, Zone};
use crate::iter::Range;
use crate::{Bytes, Dict, Equal, FrozenSet, Int, Key, List, Number, Object, Py, Sequence, Set, Str};

/// What has been copied already.
#[derive(Debug, Default)]
pub struct Memo(HashMap<(usize, TypeId), Box<dyn Any>>);

impl Memo {
    /// The copy of what lies at an address.
    pub fn known<T: Clone + 'static>(&self, address: usize) -> Option<T> {
        self.0.get(&(address, TypeId::of::<T>())).and_then(|copy| copy.downcast_ref::<T>()).cloned()
    }

    /// Keeps a copy before what it holds is copied.
    pub fn keep<T: Clone + 'static>(&mut self, address: usize, copy: &T) {
        self.0.insert((address, TypeId::of::<T>()), Box::new(copy.clone()));
    }
}

/// A value that can be copied with all that it holds.
pub trait DeepCopy: Sized {
    /// The copy.
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of a key raises.
    fn deep_copy(&self, memo: &mut Memo) -> Py<Self>;
}

/// `copy.deepcopy(value)`
///
/// # Errors
///
/// As those of [`DeepCopy::deep_copy`].
pub fn deepcopy<T: DeepCopy>(value: &T) -> Py<T> {
    value.deep_copy(&mut Memo::default())
}

/// What never changes.
macro_rules! unchanging {
    ($($of:ty),+) => {$(
        impl DeepCopy for $of {
            fn deep_copy(&self, _: &mut Memo) -> Py<$of> {
                Ok(self.clone())
            }
        }
    )+};
}

unchanging!((), bool, i64, f64, Number, Str, Bytes, Int, Range, Date, Time, DateTime, Delta, Zone);

impl<T: DeepCopy> DeepCopy for Option<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Py<Option<T>> {
        self.as_ref().map(|value| value.deep_copy(memo)).transpose()
    }
}

/// Tuples: the types of their members, and their numbers.
macro_rules! tuples {
    ($(($($member:ident $number:tt),+))+) => {$(
        impl<$($member: DeepCopy),+> DeepCopy for ($($member,)+) {
            fn deep_copy(&self, memo: &mut Memo) -> Py<Self> {
                Ok(($(self.$number.deep_copy(memo)?,)+))
            }
        }
    )+};
}

tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}

impl<T: DeepCopy> DeepCopy for Sequence<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Py<Sequence<T>> {
        self.as_slice().iter().map(|member| member.deep_copy(memo)).collect()
    }
}

impl<T: DeepCopy + Object + Clone + 'static> DeepCopy for List<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Py<List<T>> {
        if let Some(known) = memo.known(self.address()) {
            return Ok(known);
        }
        let copy = List::from(Vec::new());
        memo.keep(self.address(), &copy);
        for item in self.to_vec() {
            copy.append(item.deep_copy(memo)?);
        }
        Ok(copy)
    }
}

impl<K: DeepCopy + Key + Clone + 'static, V: DeepCopy + Object + Clone + 'static> DeepCopy for Dict<K, V> {
    fn deep_copy(&self, memo: &mut Memo) -> Py<Dict<K, V>> {
        if let Some(known) = memo.known(self.address()) {
            return Ok(known);
        }
        let copy = Dict::new();
        memo.keep(self.address(), &copy);
        for (key, value) in crate::iter::vec(self.items())? {
            let key = key.deep_copy(memo)?;
            copy.set(key, value.deep_copy(memo)?)?;
        }
        Ok(copy)
    }
}

impl<T: DeepCopy + Key + Clone + 'static> DeepCopy for Set<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Py<Set<T>> {
        if let Some(known) = memo.known(self.address()) {
            return Ok(known);
        }
        // Of what cannot change: the copy has its order.
        let copy = self.copy()?;
        memo.keep(self.address(), &copy);
        Ok(copy)
    }
}

impl<T: Key + Clone> DeepCopy for FrozenSet<T> {
    fn deep_copy(&self, _: &mut Memo) -> Py<FrozenSet<T>> {
        Ok(self.clone())
    }
}

impl<T: DeepCopy + Object + Equal + Clone + 'static> DeepCopy for Deque<T> {
    fn deep_copy(&self, memo: &mut Memo) -> Py<Deque<T>> {
        let copy = Deque::new(self.maxlen())?;
        for item in crate::iter::vec(self.iter())? {
            copy.append(item.deep_copy(memo)?);
        }
        Ok(copy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::repr;

    #[test]
    fn what_is_held_twice_is_copied_once() {
        let inner = List::from(vec![1, 2]);
        let outer = List::from(vec![inner.clone(), inner.clone()]);
        let copy = deepcopy(&outer).unwrap();
        copy.get(0).unwrap().append(3);
        assert_eq!(repr(&copy).unwrap(), "[[1, 2, 3], [1, 2, 3]]");
        assert_eq!(repr(&outer).unwrap(), "[[1, 2], [1, 2]]");
    }
}
