//! What has no hash or no order in Python: asked for it, it raises as there.
//!
//! # How it works
//!
//! So every value is a [`Key`] and [`Ordered`], as far as Rust is concerned, and what a program does wrong it is told when it does it.

use crate::collections::{Counter, DefaultDict, Deque, OrderedDict};
use crate::dict::{PickKey, PickValue, View};
use crate::exc::{Class, Exc, NOT_IMPLEMENTED_ERROR};
use crate::instance::{identity_hash, unhashable};
use crate::iter::Range;
use crate::optional::not_ordered;
use crate::slice::Slice;
use crate::{Comparison, Dict, Equal, Key, List, Object, Ordered, Py, Set};

/// Refuses the hash of types: what they are generic over, and they.
macro_rules! unhashable {
    ($([$($generic:tt)*] $of:ty;)+) => {$(
        impl<$($generic)*> Key for $of {
            fn hash(&self) -> Py<i64> {
                Err(unhashable(self.type_name()))
            }
        }
    )+};
}

/// Refuses the order of types.
macro_rules! unordered {
    ($([$($generic:tt)*] $of:ty;)+) => {$(
        impl<$($generic)*> $crate::Ordered for $of {
            fn compare(&self, other: &$of, comparison: $crate::Comparison) -> $crate::Py<bool> {
                let (one, other) = ($crate::Object::type_name(self), $crate::Object::type_name(other));
                Err($crate::optional::not_ordered(comparison, one, other))
            }
        }
    )+};
}

pub(crate) use unordered;

unhashable! {
    [T: Object + Clone + Equal] List<T>;
    [T: Key + Clone + 'static] Set<T>;
    [K: Key + Clone, V: Object + Clone + Equal] Dict<K, V>;
    [K: Key + Clone, V: Object + Clone + Equal] DefaultDict<K, V>;
    [K: Key + Clone, V: Object + Clone + Equal] OrderedDict<K, V>;
    [K: Key + Clone] Counter<K>;
    [T: Object + Clone + Equal] Deque<T>;
    [] Slice;
    [K: Key + Clone, V: Object + Clone] View<K, V, PickKey>;
    [K: Key + Clone, V: Object + Clone] View<K, V, PickValue>;
}

unordered! {
    [K: Key + Clone, V: Object + Clone] Dict<K, V>;
    [K: Key + Clone, V: Object + Clone] DefaultDict<K, V>;
    [K: Key + Clone, V: Object + Clone] OrderedDict<K, V>;
    [K: Key + Clone, V: Object + Clone] View<K, V, PickKey>;
    [K: Key + Clone, V: Object + Clone] View<K, V, PickValue>;
    [] Range;
    [] Exc;
}

/// Views of values are equal to themselves alone, and have no identity here.
impl<K: Key + Clone, V: Object + Clone> Equal for View<K, V, PickValue> {
    fn equal(&self, _: &Self) -> Py<bool> {
        Err(Exc::new(&NOT_IMPLEMENTED_ERROR, "views of the values of dicts were compared"))
    }
}

/// A class of exceptions as a value.
impl Object for &'static Class {
    fn type_name(&self) -> &'static str {
        "type"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let (module, name) = (self.module(), self.name());
        out.push_str(&if module == "builtins" {
            format!("<class '{name}'>")
        } else {
            format!("<class '{module}.{name}'>")
        });
        Ok(())
    }
}

impl Equal for &'static Class {
    fn equal(&self, other: &&'static Class) -> Py<bool> {
        Ok(std::ptr::eq(*self, *other))
    }
}

impl Key for &'static Class {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(std::ptr::from_ref(*self).addr()))
    }
}

impl Ordered for &'static Class {
    fn compare(&self, other: &&'static Class, comparison: Comparison) -> Py<bool> {
        Err(not_ordered(comparison, self.type_name(), other.type_name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exc::{CANCELLED_ERROR, EXCEPTION, VALUE_ERROR};
    use crate::shown::repr;

    static BAD: Class = Class::new("Bad", &[&EXCEPTION]);

    #[test]
    fn what_changes_has_no_hash() {
        let raised = |hash: Py<i64>| hash.unwrap_err().to_string();
        assert_eq!(raised(List::from(vec![1]).hash()), "unhashable type: 'list'");
        assert_eq!(raised(Dict::<i64, i64>::new().hash()), "unhashable type: 'dict'");
        assert_eq!(raised(Set::<i64>::new().hash()), "unhashable type: 'set'");
        assert_eq!(raised((1, List::from(vec![1])).hash()), "unhashable type: 'list'");
        assert_eq!(raised(Deque::<i64>::new(None).unwrap().hash()), "unhashable type: 'collections.deque'");
    }

    #[test]
    fn dicts_have_no_order() {
        let dict = Dict::<i64, i64>::new();
        let raised = dict.compare(&dict, Comparison::Less).unwrap_err();
        assert_eq!(raised.to_string(), "'<' not supported between instances of 'dict' and 'dict'");
        let exc = Exc::new(&VALUE_ERROR, ());
        let raised = exc.compare(&exc, Comparison::GreaterEqual).unwrap_err();
        assert_eq!(raised.to_string(), "'>=' not supported between instances of 'ValueError' and 'ValueError'");
    }

    #[test]
    fn classes_are_shown_with_their_module() {
        let shown = |class: &'static Class| repr(&class).unwrap();
        assert_eq!(shown(&VALUE_ERROR), "<class 'ValueError'>");
        assert_eq!(shown(&CANCELLED_ERROR), "<class 'asyncio.exceptions.CancelledError'>");
        assert_eq!(shown(&BAD), "<class '__main__.Bad'>");
        assert_eq!((&BAD).equal(&&VALUE_ERROR), Ok(false));
    }
}
