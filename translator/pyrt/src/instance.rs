//! Objects of the program's classes.
//!
//! # How it works
//!
//! A class becomes a handle, a struct around an `Rc` of the fields, so that clones are the same object. It implements [`Instance`], whose
//! methods are what Python's `object` does: shown by class and address, true, equal to itself alone, hashed by identity, without order. A
//! class that has `__repr__`, `__eq__` and so on says so by its own method there, and [`object!`](crate::object!) makes of it all what
//! pyrt asks of a value ([`Object`], [`Equal`](crate::Equal), [`Key`](crate::Key), [`Ordered`](crate::Ordered)).
//!
//! The trait has methods of the same names as those, so the prelude has only its module: `x.equal(&y)` is [`Equal`](crate::Equal)'s.
//! A family of classes is one handle, whose methods look which class the object is of.
//!
//! - **I1** An object is equal to itself where a collection asks, whatever its `__eq__` says, as in CPython.
//!
//! # Examples
//!
//! A class with `__repr__` and `__eq__`, which makes it no key:
//!
//! ```
//! use std::rc::Rc;
//!
//! use pyrt::prelude::*;
//!
//! #[derive(Clone)]
//! pub struct Account(Rc<AccountFields>);
//!
//! #[derive(Default)]
//! pub struct AccountFields {
//!     owner: Attr<Str>,
//!     balance: Attr<i64>,
//! }
//!
//! impl Account {
//!     fn new(owner: Str, balance: i64) -> Py<Account> {
//!         let this = Account(Rc::default());
//!         this.0.owner.set(owner);
//!         this.0.balance.set(balance);
//!         Ok(this)
//!     }
//!
//!     fn __repr__(&self) -> Py<Str> {
//!         let owner = self.0.owner.get_named("Account", "owner")?;
//!         fstring(&[Part::Text("Account("), Part::Repr(&owner), Part::Text(")")])
//!     }
//!
//!     fn __eq__(&self, other: &Account) -> Py<bool> {
//!         self.0.owner.get_named("Account", "owner")?.equal(&other.0.owner.get_named("Account", "owner")?)
//!     }
//! }
//!
//! impl instance::Instance for Account {
//!     fn class_name(&self) -> &'static str {
//!         "Account"
//!     }
//!     fn address(&self) -> usize {
//!         instance::address(&self.0)
//!     }
//!     fn repr(&self) -> Py<Str> {
//!         self.__repr__()
//!     }
//!     fn equal(&self, other: &Account) -> Py<bool> {
//!         self.__eq__(other)
//!     }
//!     fn hash(&self) -> Py<i64> {
//!         Err(instance::unhashable("Account"))
//!     }
//! }
//! object!(Account);
//!
//! let (one, other) = (Account::new("Ann".into(), 1).unwrap(), Account::new("Ann".into(), 2).unwrap());
//! assert_eq!(shown::repr(&List::from(vec![one.clone()])).unwrap(), "[Account('Ann')]");
//! assert_eq!(one.equal(&other), Ok(true));
//! assert!(!one.is(&other));
//! assert_eq!(one.hash().unwrap_err().to_string(), "unhashable type: 'Account'");
//! ```

use std::rc::Rc;

use crate::exc::{Class, Exc, TYPE_ERROR};
use crate::optional::not_ordered;
use crate::shown::value_error;
use crate::{Comparison, Iterable, Object, Py, Str};

/// What an object of a class of the program does; without more, what Python's `object` does.
pub trait Instance: Sized {
    /// `type(self).__name__`
    fn class_name(&self) -> &'static str;

    /// Where the object lies: [`address`] of the handle's `Rc`.
    fn address(&self) -> usize;

    /// `type(self).__qualname__`
    fn qualified_name(&self) -> &'static str {
        self.class_name()
    }

    /// Says whether its class is a named tuple.
    fn is_named_tuple(&self) -> bool {
        false
    }

    /// `self is other`
    fn is(&self, other: &Self) -> bool {
        self.address() == other.address()
    }

    /// `id(self)`
    fn id(&self) -> i64 {
        (0x7f << 40) | (self.address() as i64 & 0xff_ffff_ffff)
    }

    /// `__repr__`
    ///
    /// # Errors
    ///
    /// What it raises.
    fn repr(&self) -> Py<Str> {
        Ok(Str::from(default_repr(self.qualified_name(), self.id())))
    }

    /// `__str__`
    ///
    /// # Errors
    ///
    /// What it raises.
    fn str(&self) -> Py<Str> {
        self.repr()
    }

    /// `__format__`
    ///
    /// # Errors
    ///
    /// What it raises; where there is none, `TypeError` for a text that is not empty.
    fn format(&self, spec: &str) -> Py<Str> {
        if spec.is_empty() {
            return self.str();
        }
        let text = format!("unsupported format string passed to {}.__format__", self.class_name());
        Err(Exc::new(&TYPE_ERROR, text))
    }

    /// `__bool__`; with a `__len__` alone it is [`truth_of_len`].
    ///
    /// # Errors
    ///
    /// What it raises.
    fn truth(&self) -> Py<bool> {
        Ok(true)
    }

    /// `__eq__`, of another object of this class or its family.
    ///
    /// # Errors
    ///
    /// What it raises.
    fn equal(&self, other: &Self) -> Py<bool> {
        Ok(self.is(other))
    }

    /// `__hash__`. A class with `__eq__` and without `__hash__` raises [`unhashable`].
    ///
    /// # Errors
    ///
    /// What it raises.
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(self.address()))
    }

    /// `__lt__`, `__le__`, `__gt__` or `__ge__`; nothing where there is none, or where it gives NotImplemented.
    ///
    /// # Errors
    ///
    /// What it raises.
    fn order(&self, _other: &Self, _comparison: Comparison) -> Py<Option<bool>> {
        Ok(None)
    }
}

/// `one is other`
pub fn is<T: Instance>(one: &T, other: &T) -> bool {
    one.is(other)
}

/// `one is other`, of objects of a class that may be None.
pub fn is_same_option<T: Instance>(one: &Option<T>, other: &Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => is(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// `id(object)`
pub fn id(object: &impl Instance) -> i64 {
    object.id()
}

/// Where a shared value lies.
pub fn address<T: ?Sized>(shared: &Rc<T>) -> usize {
    Rc::as_ptr(shared).addr()
}

/// `<__main__.Account object at 0x7f0c2a81d3d0>`: what `object.__repr__` gives.
pub fn default_repr(qualified_name: &str, id: i64) -> String {
    format!("<__main__.{qualified_name} object at {id:#x}>")
}

/// `hash` of an object that is equal to itself alone.
pub fn identity_hash(address: usize) -> i64 {
    // The lowest bits are the same for all: as in CPython, they come last.
    (address as u64).rotate_right(4).cast_signed()
}

/// `TypeError`: what `hash` raises for an object whose class has an `__eq__` and no `__hash__`.
#[cold]
pub fn unhashable(class: &str) -> Exc {
    Exc::new(&TYPE_ERROR, format!("unhashable type: '{class}'"))
}

/// What a special method raises in place of giving `NotImplemented`: it has no bases, so no `except` with a class catches it.
static NOT_IMPLEMENTED: Class = Class::new("NotImplemented", &[]);

/// What is raised in place of `return NotImplemented`.
#[cold]
pub fn not_implemented() -> Exc {
    Exc::new(&NOT_IMPLEMENTED, ())
}

/// Nothing where a special method gave `NotImplemented`.
///
/// # Errors
///
/// What the method raised.
pub fn or_none<T>(given: Py<T>) -> Py<Option<T>> {
    match given {
        Ok(value) => Ok(Some(value)),
        Err(exc) if exc.is(&NOT_IMPLEMENTED) => Ok(None),
        Err(exc) => Err(exc),
    }
}

/// `one == other`, where an `__eq__` may give `NotImplemented`.
///
/// # Errors
///
/// What it raised.
pub fn or_identity<T: Instance>(given: Py<bool>, one: &T, other: &T) -> Py<bool> {
    Ok(or_none(given)?.unwrap_or_else(|| one.is(other)))
}

/// `TypeError`: what an operator raises that neither operand has.
#[cold]
pub fn unsupported(operator: &str, one: &str, other: &str) -> Exc {
    Exc::new(&TYPE_ERROR, format!("unsupported operand type(s) for {operator}: '{one}' and '{other}'"))
}

/// `TypeError`: what is raised for an object whose class has no special method that is asked for.
#[cold]
pub fn lacks(before: &str, class: &str, behind: &str) -> Exc {
    Exc::new(&TYPE_ERROR, format!("{before}{class}{behind}"))
}

/// `TypeError`: what `<` and its like raise for values that have no order.
#[cold]
pub fn no_order(operator: &str, one: &str, other: &str) -> Exc {
    Exc::new(&TYPE_ERROR, format!("'{operator}' not supported between instances of '{one}' and '{other}'"))
}

/// `TypeError`: what `<` and its like raise for the fields of named tuples that have no order.
#[cold]
pub fn fields_not_ordered(comparison: Comparison, one: &dyn Object, other: &dyn Object) -> Exc {
    not_ordered(comparison, one.type_name(), other.type_name())
}

/// `hasattr` of a property that gave this.
///
/// # Errors
///
/// What it raised, unless that is an `AttributeError`.
pub fn has_attribute(given: Py<()>) -> Py<bool> {
    match given {
        Ok(()) => Ok(true),
        Err(exc) if exc.is(&crate::exc::ATTRIBUTE_ERROR) => Ok(false),
        Err(exc) => Err(exc),
    }
}

/// What a `__getitem__` gives to who goes through all items: nothing behind the last.
///
/// # Errors
///
/// What it raised, unless that is an `IndexError`.
pub fn item_or_end<T>(given: Py<T>) -> Py<Option<T>> {
    match given {
        Ok(item) => Ok(Some(item)),
        Err(exc) if exc.is(&crate::exc::INDEX_ERROR) => Ok(None),
        Err(exc) => Err(exc),
    }
}

/// The so many values of which `_make` makes a named tuple.
///
/// # Errors
///
/// `TypeError` where there are more or fewer, and what the iterable raises.
pub fn made_of<I: Iterable>(values: I, count: usize) -> Py<Vec<I::Item>> {
    let values = crate::iter::vec(values)?;
    if values.len() == count {
        return Ok(values);
    }
    Err(Exc::new(&TYPE_ERROR, format!("Expected {count} arguments, got {}", values.len())))
}

/// `TypeError`: what `format` raises for an object without formats, where there is a text.
#[cold]
pub fn no_format(class: &str) -> Exc {
    Exc::new(&TYPE_ERROR, format!("unsupported format string passed to {class}.__format__"))
}

/// `bool(self)`, where the class has a `__len__` and no `__bool__`.
///
/// # Errors
///
/// `ValueError` where it is negative.
pub fn truth_of_len(len: i64) -> Py<bool> {
    if len < 0 { Err(value_error("__len__() should return >= 0")) } else { Ok(len > 0) }
}

/// `one < other` and its like: the one's method, then the other's for the comparison the other way round.
#[doc(hidden)]
pub fn compare<T: Instance>(one: &T, other: &T, comparison: Comparison) -> Py<bool> {
    if let Some(holds) = one.order(other, comparison)? {
        return Ok(holds);
    }
    match other.order(one, comparison.reflected())? {
        Some(holds) => Ok(holds),
        None => Err(not_ordered(comparison, one.class_name(), other.class_name())),
    }
}

/// Makes of an [`Instance`] what pyrt asks of a value.
#[macro_export]
macro_rules! object {
    ($Class:ty) => {
        impl $Class {
            /// `self is other`: no method of the program is called so, for it is a keyword of Python.
            #[allow(dead_code, unreachable_pub)]
            pub fn is(&self, other: &$Class) -> bool {
                $crate::instance::is(self, other)
            }
        }

        impl $crate::Object for $Class {
            fn type_name(&self) -> &'static str {
                $crate::instance::Instance::class_name(self)
            }

            fn write_repr(&self, out: &mut ::std::string::String) -> $crate::Py<()> {
                out.push_str(&$crate::instance::Instance::repr(self)?);
                ::core::result::Result::Ok(())
            }

            fn write_str(&self, out: &mut ::std::string::String) -> $crate::Py<()> {
                out.push_str(&$crate::instance::Instance::str(self)?);
                ::core::result::Result::Ok(())
            }

            fn write_format(&self, spec: &str, out: &mut ::std::string::String) -> $crate::Py<()> {
                out.push_str(&$crate::instance::Instance::format(self, spec)?);
                ::core::result::Result::Ok(())
            }

            fn truth(&self) -> $crate::Py<bool> {
                $crate::instance::Instance::truth(self)
            }

            fn is_named_tuple(&self) -> bool {
                $crate::instance::Instance::is_named_tuple(self)
            }

            fn as_any(&self) -> ::core::option::Option<&dyn ::core::any::Any> {
                ::core::option::Option::Some(self)
            }
        }

        impl $crate::Equal for $Class {
            fn equal(&self, other: &$Class) -> $crate::Py<bool> {
                $crate::instance::Instance::equal(self, other)
            }

            fn is_or_equal(&self, other: &$Class) -> $crate::Py<bool> {
                if $crate::instance::Instance::is(self, other) {
                    return ::core::result::Result::Ok(true);
                }
                $crate::instance::Instance::equal(self, other)
            }
        }

        impl $crate::Key for $Class {
            fn hash(&self) -> $crate::Py<i64> {
                $crate::instance::Instance::hash(self)
            }
        }

        impl $crate::Ordered for $Class {
            fn compare(&self, other: &$Class, comparison: $crate::Comparison) -> $crate::Py<bool> {
                $crate::instance::compare(self, other, comparison)
            }
        }

        /// As `repr` shows it.
        impl ::core::fmt::Debug for $Class {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&$crate::shown::ShownRef(self), f)
            }
        }
    };
}

/// An `object()`: what is like nothing else.
#[derive(Clone, Debug, Default)]
pub struct Anything(Rc<u8>);

impl Instance for Anything {
    fn class_name(&self) -> &'static str {
        "object"
    }

    fn address(&self) -> usize {
        address(&self.0)
    }

    fn repr(&self) -> Py<Str> {
        Ok(Str::from(format!("<object object at {:#x}>", self.id())))
    }
}

impl Anything {
    /// `self is other`
    pub fn is(&self, other: &Anything) -> bool {
        is(self, other)
    }
}

impl Object for Anything {
    fn type_name(&self) -> &'static str {
        "object"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&Instance::repr(self)?);
        Ok(())
    }
}

impl crate::Equal for Anything {
    fn equal(&self, other: &Anything) -> Py<bool> {
        Ok(self.is(other))
    }
}

impl crate::Key for Anything {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(self.address()))
    }
}

impl crate::Ordered for Anything {
    fn compare(&self, _: &Anything, comparison: Comparison) -> Py<bool> {
        Err(not_ordered(comparison, "object", "object"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exc::VALUE_ERROR;
    use crate::shown::repr;
    use crate::{Dict, Equal, Key, List, Object, Ordered, Set};

    /// An object of a class with what this says.
    #[derive(Clone)]
    struct Thing(Rc<Says>);

    #[derive(Default)]
    struct Says {
        number: i64,
        less: Option<i64>,
        fails: bool,
    }

    impl Instance for Thing {
        fn class_name(&self) -> &'static str {
            "Thing"
        }

        fn address(&self) -> usize {
            address(&self.0)
        }

        fn equal(&self, other: &Thing) -> Py<bool> {
            if self.0.fails { Err(value_error("no")) } else { Ok(self.0.number == other.0.number) }
        }

        fn order(&self, other: &Thing, comparison: Comparison) -> Py<Option<bool>> {
            let less = self.0.less.filter(|_| comparison == Comparison::Less);
            Ok(less.map(|less| less < other.0.number))
        }

        fn truth(&self) -> Py<bool> {
            truth_of_len(self.0.number)
        }
    }
    object!(Thing);

    fn thing(says: Says) -> Thing {
        Thing(Rc::new(says))
    }

    #[test]
    fn an_object_is_shown_by_class_and_address() {
        let thing = thing(Says::default());
        let shown = repr(&thing).unwrap();
        assert!(shown.starts_with("<__main__.Thing object at 0x7f") && shown.ends_with('>'), "{shown}");
        assert_eq!(shown.len(), "<__main__.Thing object at 0x7f0c2a81d3d0>".len());
        assert_eq!(repr(&thing.clone()), Ok(shown.clone()));
        assert_eq!(format!("{thing:?}"), shown);
        let mut out = String::new();
        let refused = thing.write_format(">5", &mut out).unwrap_err();
        assert_eq!(refused.to_string(), "unsupported format string passed to Thing.__format__");
    }

    #[test]
    fn a_collection_does_not_ask_an_object_of_itself() {
        let fails = thing(Says { fails: true, ..Says::default() });
        assert!(Equal::equal(&fails, &fails).is_err_and(|exc| exc.is(&VALUE_ERROR)));
        assert_eq!(List::from(vec![fails.clone()]).contains(&fails), Ok(true));
        let dict: Dict<Thing, i64> = Dict::new();
        dict.set(fails.clone(), 7).unwrap();
        assert_eq!(dict.index(&fails), Ok(7));
    }

    #[test]
    fn an_order_may_be_that_of_the_other() {
        let one = thing(Says { number: 1, less: Some(1), fails: false });
        let two = thing(Says { number: 2, ..Says::default() });
        assert_eq!(one.compare(&two, Comparison::Less), Ok(true));
        assert_eq!(two.compare(&one, Comparison::Greater), Ok(true));
        let refused = two.compare(&one, Comparison::Less).unwrap_err();
        assert_eq!(refused.to_string(), "'<' not supported between instances of 'Thing' and 'Thing'");
    }

    #[test]
    fn a_length_is_a_truth() {
        assert_eq!(Object::truth(&thing(Says::default())), Ok(false));
        assert_eq!(truth_of_len(-1).unwrap_err().to_string(), "__len__() should return >= 0");
    }

    #[test]
    fn objects_are_told_apart_by_identity() {
        let [one, other] = [(); 2].map(|()| thing(Says { number: 1, ..Says::default() }));
        let set = Set::of_values([one.clone(), other.clone(), one.clone()]).unwrap();
        assert_eq!(set.len(), 2);
        assert_eq!(Key::hash(&one), Key::hash(&one.clone()));
    }
}
