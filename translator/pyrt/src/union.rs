//! Values of one of several types: where ints and texts, or lists and None, come to one variable of a program.
//!
//! # How it works
//!
//! [`union!`](crate::union!) declares an enum with a variant for each type and gives it what every value has, each time that of the variant.
//! What is to be compared with such a value is made one with `from`.
//!
//! - **I1** Numbers are equal and in order by their values, whatever their types; others of different types are not equal and have no order.
//! - **I2** Two collections of one kind whose members have different types are never compared in silence: that raises.

use std::cmp::Ordering;

use crate::exc::{Exc, NOT_IMPLEMENTED_ERROR};
use crate::numeric::AnyNumber;
use crate::optional::not_ordered;
use crate::{Comparison, Object, Py};

/// The order of two values of different types, where both are numbers.
fn order_of_numbers(one: &dyn Object, other: &dyn Object) -> Option<Option<Ordering>> {
    Some(AnyNumber::order(one.as_number()?, other.as_number()?))
}

/// `==` of two variants that are not the same one.
///
/// # Errors
///
/// `NotImplementedError` for two collections of one kind (I2).
#[doc(hidden)]
pub fn equal_between(one: &dyn Object, other: &dyn Object) -> Py<bool> {
    match order_of_numbers(one, other) {
        Some(order) => Ok(order == Some(Ordering::Equal)),
        None if one.type_name() == other.type_name() || are_tuples(one, other) => Err(not_compared(one)),
        None => Ok(false),
    }
}

/// `<` and its like of two variants that are not the same one.
///
/// # Errors
///
/// `TypeError`; `NotImplementedError` for two collections of one kind (I2).
#[doc(hidden)]
pub fn compare_between(one: &dyn Object, other: &dyn Object, comparison: Comparison) -> Py<bool> {
    match order_of_numbers(one, other) {
        Some(order) => Ok(comparison.holds(order)),
        None if one.type_name() == other.type_name() || are_tuples(one, other) => Err(not_compared(one)),
        None => Err(not_ordered(comparison, one.type_name(), other.type_name())),
    }
}

/// Says whether two values are tuples of which one is a named one.
fn are_tuples(one: &dyn Object, other: &dyn Object) -> bool {
    let is_tuple = |value: &dyn Object| value.is_named_tuple() || value.type_name() == "tuple";
    (one.is_named_tuple() || other.is_named_tuple()) && is_tuple(one) && is_tuple(other)
}

#[cold]
fn not_compared(one: &dyn Object) -> Exc {
    let name = one.type_name();
    Exc::new(
        &NOT_IMPLEMENTED_ERROR,
        format!("two values of type '{name}' whose members have different types were compared"),
    )
}

/// Declares a type whose values are of one of several types.
///
/// A union that holds itself (a tuple of its own values is one of its types) is declared `recursive`.
///
/// # Examples
///
/// ```
/// use pyrt::shown::repr;
/// use pyrt::{Comparison, Equal, Key, List, Ordered, Str, union};
///
/// union! {
///     pub enum Cell { Int(i64), Float(f64), Str(Str), None(()) }
/// }
///
/// let row: List<Cell> = List::from(vec![1.into(), Str::literal("a").into(), ().into()]);
/// assert_eq!(repr(&row).unwrap(), "[1, 'a', None]");
/// assert_eq!(Cell::from(1).equal(&Cell::from(1.0)), Ok(true));
/// assert_eq!(Cell::from(1).hash(), Cell::from(1.0).hash());
/// let raised = Cell::from(1).compare(&Cell::from(Str::literal("a")), Comparison::Less).unwrap_err();
/// assert_eq!(raised.to_string(), "'<' not supported between instances of 'int' and 'str'");
/// ```
#[macro_export]
macro_rules! union {
    ($(#[$attribute:meta])* recursive $visible:vis enum $Union:ident { $($Variant:ident($of:ty)),+ $(,)? }) => {
        $crate::union!(@ $(#[$attribute])* $visible $Union { $($Variant($of)),+ } plain: false);
    };
    ($(#[$attribute:meta])* $visible:vis enum $Union:ident { $($Variant:ident($of:ty)),+ $(,)? }) => {
        $crate::union!(@ $(#[$attribute])* $visible $Union { $($Variant($of)),+ }
            plain: $(<$of as $crate::Object>::is_plain())&&+);
    };
    (@ $(#[$attribute:meta])* $visible:vis $Union:ident { $($Variant:ident($of:ty)),+ } plain: $plain:expr) => {
        $(#[$attribute])*
        #[derive(Clone)]
        $visible enum $Union { $(#[allow(missing_docs)] $Variant($of)),+ }

        $(impl ::core::convert::From<$of> for $Union {
            fn from(value: $of) -> $Union {
                $Union::$Variant(value)
            }
        })+

        impl $Union {
            /// The value, whatever its type.
            #[allow(dead_code)]
            $visible fn as_object(&self) -> &dyn $crate::Object {
                match self {
                    $($Union::$Variant(value) => value),+
                }
            }
        }

        impl $crate::Object for $Union {
            fn type_name(&self) -> &'static str {
                self.as_object().type_name()
            }

            fn write_repr(&self, out: &mut ::std::string::String) -> $crate::Py<()> {
                self.as_object().write_repr(out)
            }

            fn write_str(&self, out: &mut ::std::string::String) -> $crate::Py<()> {
                self.as_object().write_str(out)
            }

            fn write_format(&self, spec: &str, out: &mut ::std::string::String) -> $crate::Py<()> {
                self.as_object().write_format(spec, out)
            }

            fn truth(&self) -> $crate::Py<bool> {
                self.as_object().truth()
            }

            fn write_json(&self, encoder: &mut $crate::json::Encoder<'_>) -> $crate::Py<()> {
                self.as_object().write_json(encoder)
            }

            fn as_number(&self) -> ::core::option::Option<$crate::numeric::AnyNumber<'_>> {
                self.as_object().as_number()
            }

            fn kind(&self) -> $crate::format::percent::Kind<'_> {
                self.as_object().kind()
            }

            fn member(&self) -> ::core::option::Option<&dyn ::core::any::Any> {
                ::core::option::Option::Some(match self {
                    $($Union::$Variant(value) => $crate::Object::member(value).unwrap_or(value)),+
                })
            }

            fn is_plain() -> bool {
                $plain
            }
        }

        impl $crate::Equal for $Union {
            fn equal(&self, other: &$Union) -> $crate::Py<bool> {
                match (self, other) {
                    $(($Union::$Variant(one), $Union::$Variant(other)) => $crate::Equal::equal(one, other),)+
                    #[allow(unreachable_patterns)]
                    _ => $crate::union::equal_between(self.as_object(), other.as_object()),
                }
            }

            fn is_or_equal(&self, other: &$Union) -> $crate::Py<bool> {
                match (self, other) {
                    $(($Union::$Variant(one), $Union::$Variant(other)) => $crate::Equal::is_or_equal(one, other),)+
                    #[allow(unreachable_patterns)]
                    _ => $crate::union::equal_between(self.as_object(), other.as_object()),
                }
            }
        }

        impl $crate::Key for $Union {
            fn hash(&self) -> $crate::Py<i64> {
                match self {
                    $($Union::$Variant(value) => $crate::Key::hash(value)),+
                }
            }
        }

        impl $crate::Ordered for $Union {
            fn compare(&self, other: &$Union, comparison: $crate::Comparison) -> $crate::Py<bool> {
                match (self, other) {
                    $(($Union::$Variant(one), $Union::$Variant(other)) => {
                        $crate::Ordered::compare(one, other, comparison)
                    })+
                    #[allow(unreachable_patterns)]
                    _ => $crate::union::compare_between(self.as_object(), other.as_object(), comparison),
                }
            }
        }

        /// As `repr` shows it.
        impl ::core::fmt::Debug for $Union {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&$crate::shown::ShownRef(self), f)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shown::repr;
    use crate::{Dict, Equal, Int, Key, List, Ordered, Sequence, Str, big};

    union! {
        enum Mixed { Bool(bool), Int(i64), Float(f64), Large(Int), Str(Str), Ints(List<i64>), Strs(List<Str>), None(()) }
    }

    union! {
        recursive enum Nested { Int(i64), Tuple(Sequence<Nested>) }
    }

    union! {
        enum Plain { Int(i64), Str(Str) }
    }

    fn shown<T: std::fmt::Debug>(result: Py<T>) -> String {
        result.map_or_else(|exc| format!("{exc:?}"), |value| format!("{value:?}"))
    }

    #[test]
    fn numbers_compare_by_their_values() {
        let large = Mixed::from(big::pow(&Int::from(2), &Int::from(70)).unwrap());
        assert_eq!(shown(Mixed::from(true).equal(&Mixed::from(1.0))), "true");
        assert_eq!(shown(Mixed::from(2f64.powi(70)).equal(&large)), "true");
        assert_eq!(shown(Mixed::from(2).compare(&large, Comparison::Less)), "true");
        assert_eq!(shown(large.compare(&Mixed::from(1.5), Comparison::LessEqual)), "false");
        assert_eq!(shown(Mixed::from(f64::NAN).compare(&Mixed::from(1), Comparison::LessEqual)), "false");
    }

    #[test]
    fn others_of_different_types_are_different() {
        let text = Mixed::from(Str::literal("1"));
        assert_eq!(shown(text.equal(&Mixed::from(1))), "false");
        assert_eq!(shown(Mixed::from(()).equal(&Mixed::from(false))), "false");
        let none = Mixed::from(());
        let refused = "TypeError(\"'>' not supported between instances of 'NoneType' and 'NoneType'\")";
        assert_eq!(shown(none.compare(&none.clone(), Comparison::Greater)), refused);
        let refused = "TypeError(\"'<' not supported between instances of 'list' and 'NoneType'\")";
        assert_eq!(shown(Mixed::from(List::from(vec![1])).compare(&none, Comparison::Less)), refused);
    }

    #[test]
    fn collections_of_one_kind_are_not_compared_in_silence() {
        let (ints, strs) = (Mixed::from(List::<i64>::new()), Mixed::from(List::<Str>::new()));
        assert!(ints.equal(&strs).is_err_and(|exc| exc.is(&NOT_IMPLEMENTED_ERROR)));
        assert!(ints.compare(&strs, Comparison::Less).is_err_and(|exc| exc.is(&NOT_IMPLEMENTED_ERROR)));
    }

    #[test]
    fn a_key_is_that_of_its_value() {
        let dict: Dict<Mixed, i64> = Dict::new();
        dict.set(Mixed::from(1), 1).unwrap();
        assert_eq!(dict.get(&Mixed::from(true)), Ok(Some(1)));
        let refused = "TypeError(\"unhashable type: 'list'\")";
        assert_eq!(shown(Mixed::from(List::from(vec![1])).hash()), refused);
    }

    #[test]
    fn a_union_may_hold_itself() {
        let inner = Nested::from(Sequence::from(vec![Nested::from(1)]));
        let outer = Nested::from(Sequence::from(vec![inner, Nested::from(2)]));
        assert_eq!(repr(&outer), Ok("((1,), 2)".to_owned()));
        assert!(!Nested::is_plain() && Plain::is_plain() && !Mixed::is_plain());
        assert_eq!(outer.hash(), ((1,), 2).hash());
    }
}
