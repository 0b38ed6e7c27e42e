//! Values that may be None, compared with each other and with those that may not.
//!
//! # How it works
//!
//! None is equal to itself alone and has no order, not even with itself.

use crate::exc::{Exc, TYPE_ERROR};
use crate::{Comparison, Equal, Object, Ordered, Py};

/// `TypeError`: what is raised where two values have no order.
#[cold]
pub fn not_ordered(comparison: Comparison, one: &str, other: &str) -> Exc {
    let symbol = comparison.symbol();
    Exc::new(&TYPE_ERROR, format!("'{symbol}' not supported between instances of '{one}' and '{other}'"))
}

impl Ordered for () {
    fn compare(&self, other: &(), comparison: Comparison) -> Py<bool> {
        Err(not_ordered(comparison, self.type_name(), other.type_name()))
    }
}

impl<T: Object + Ordered + 'static> Ordered for Option<T> {
    fn compare(&self, other: &Option<T>, comparison: Comparison) -> Py<bool> {
        match (self, other) {
            (Some(one), Some(other)) => one.compare(other, comparison),
            _ => Err(not_ordered(comparison, self.type_name(), other.type_name())),
        }
    }
}

impl<T: Object + Ordered + 'static> Ordered<T> for Option<T> {
    fn compare(&self, other: &T, comparison: Comparison) -> Py<bool> {
        match self {
            Some(one) => one.compare(other, comparison),
            None => Err(not_ordered(comparison, self.type_name(), other.type_name())),
        }
    }
}

impl<T: Object + Ordered + 'static> Ordered<Option<T>> for T {
    fn compare(&self, other: &Option<T>, comparison: Comparison) -> Py<bool> {
        match other {
            Some(other) => self.compare(other, comparison),
            None => Err(not_ordered(comparison, self.type_name(), other.type_name())),
        }
    }
}

impl<T: Equal> Equal<T> for Option<T> {
    fn equal(&self, other: &T) -> Py<bool> {
        self.as_ref().map_or(Ok(false), |one| one.equal(other))
    }

    fn is_or_equal(&self, other: &T) -> Py<bool> {
        self.as_ref().map_or(Ok(false), |one| one.is_or_equal(other))
    }
}

impl<T: Equal> Equal<Option<T>> for T {
    fn equal(&self, other: &Option<T>) -> Py<bool> {
        other.as_ref().map_or(Ok(false), |other| self.equal(other))
    }

    fn is_or_equal(&self, other: &Option<T>) -> Py<bool> {
        other.as_ref().map_or(Ok(false), |other| self.is_or_equal(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{List, Str};

    fn less<T: ?Sized>(one: &impl Ordered<T>, other: &T) -> String {
        one.compare(other, Comparison::Less).map_or_else(|exc| format!("{exc:?}"), |is_less| is_less.to_string())
    }

    #[test]
    fn none_has_no_order() {
        let none = None::<i64>;
        let between =
            |one, other| format!("TypeError(\"'<' not supported between instances of '{one}' and '{other}'\")");
        assert_eq!(less(&none, &1), between("NoneType", "int"));
        assert_eq!(less(&1, &none), between("int", "NoneType"));
        assert_eq!(less(&none, &none), between("NoneType", "NoneType"));
        assert_eq!(less(&(), &()), between("NoneType", "NoneType"));
        assert_eq!(less(&Some(1), &2), "true");
        assert_eq!(less(&2, &Some(1)), "false");
        assert_eq!(less(&Some(Str::literal("a")), &Some(Str::literal("b"))), "true");
        let lists = (List::from(vec![none]), List::from(vec![Some(1)]));
        assert_eq!(less(&lists.0, &lists.1), between("NoneType", "int"));
        assert_eq!(less(&lists.0, &lists.0.copy()), "false");
    }

    #[test]
    fn none_is_equal_to_itself_alone() {
        assert_eq!((Some(1).equal(&1), 1.equal(&Some(2)), 1.equal(&None)), (Ok(true), Ok(false), Ok(false)));
        assert_eq!((None.equal(&1), None::<i64>.is_or_equal(&None::<i64>)), (Ok(false), Ok(true)));
    }
}
