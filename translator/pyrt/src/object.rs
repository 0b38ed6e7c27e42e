//! What Python asks of any value.
//!
//! # How it works
//!
//! `print`, f-strings, `==` and their like work on every value, in their own ways; here these ways are traits. Each may run code of the
//! program (`__repr__`, `__eq__`), so each may raise. Text is appended to a buffer: a list writes its members without a string for each.

use std::any::Any;

use crate::Py;
use crate::exc::{Exc, TYPE_ERROR};
use crate::format::{self, percent::Kind};
use crate::json::Encoder;
use crate::numeric::AnyNumber;

/// Any value.
pub trait Object {
    /// `type(value).__name__`.
    fn type_name(&self) -> &'static str;

    /// Appends `repr(value)`.
    ///
    /// # Errors
    ///
    /// What a `__repr__` of the program raises.
    fn write_repr(&self, out: &mut String) -> Py<()>;

    /// Appends `str(value)`.
    ///
    /// # Errors
    ///
    /// What a `__str__` of the program raises.
    fn write_str(&self, out: &mut String) -> Py<()> {
        self.write_repr(out)
    }

    /// Appends `format(value, spec)`.
    ///
    /// # Errors
    ///
    /// `TypeError` where the type has no formats of its own and the text is not empty; `ValueError` where it is none of them.
    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        if !spec.is_empty() {
            let text = format!("unsupported format string passed to {}.__format__", self.type_name());
            return Err(Exc::new(&TYPE_ERROR, text));
        }
        self.write_str(out)
    }

    /// `bool(value)`.
    ///
    /// # Errors
    ///
    /// What a `__bool__` or `__len__` of the program raises.
    fn truth(&self) -> Py<bool> {
        Ok(true)
    }

    /// The number that it is, if it is one: what a value of one of several types is compared by.
    fn as_number(&self) -> Option<AnyNumber<'_>> {
        None
    }

    /// Says whether it is a named tuple.
    fn is_named_tuple(&self) -> bool {
        false
    }

    /// Writes it as JSON: each value that JSON has a form for says which.
    ///
    /// # Errors
    ///
    /// `TypeError` where it has none; what a `default` of the program raises.
    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        encoder.other(self.type_name(), self.as_any())
    }

    /// The value itself, where a `default` of JSON may take it.
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }

    /// What it is to `%`.
    fn kind(&self) -> Kind<'_> {
        Kind::Other
    }

    /// What it is now, where it may be of one of several types: who looks into an argument of an exception asks for one of these.
    fn member(&self) -> Option<&dyn Any> {
        None
    }

    /// Says that no method of such values runs code of the program, nor does their drop: what holds them may use them in place, and
    /// needs no copies before it compares or drops them.
    fn is_plain() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// `==`, also between types: those that cannot be equal are not, which is no error.
pub trait Equal<Other: ?Sized = Self> {
    /// `self == other`.
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    fn equal(&self, other: &Other) -> Py<bool>;

    /// `self is other or self == other`: what a list, a dict or a set asks of its members. For values without identity it is `==`.
    ///
    /// # Errors
    ///
    /// What an `__eq__` of the program raises.
    fn is_or_equal(&self, other: &Other) -> Py<bool> {
        self.equal(other)
    }
}

/// Which of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Comparison {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::LessEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterEqual => ">=",
        }
    }

    /// The one that says the same of the two in the other order.
    pub fn reflected(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::LessEqual => Comparison::GreaterEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterEqual => Comparison::LessEqual,
        }
    }

    /// Says whether it holds for values in this order; for those in none (a NaN) it does not.
    pub fn holds(self, order: Option<std::cmp::Ordering>) -> bool {
        order.is_some_and(|order| match self {
            Comparison::Less => order.is_lt(),
            Comparison::LessEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterEqual => order.is_ge(),
        })
    }
}

/// `<`, `<=`, `>` and `>=`.
pub trait Ordered<Other: ?Sized = Self> {
    /// `self < other`, or another of the four.
    ///
    /// # Errors
    ///
    /// `TypeError` where the two have no order.
    fn compare(&self, other: &Other, comparison: Comparison) -> Py<bool>;
}

/// What can be a key of a dict or a member of a set.
pub trait Key: Object + Equal {
    /// `hash(value)`: equal values have the same, an int and a float too.
    ///
    /// # Errors
    ///
    /// What a `__hash__` of the program raises.
    fn hash(&self) -> Py<i64>;
}

/// None.
impl Object for () {
    fn type_name(&self) -> &'static str {
        "NoneType"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str("None");
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(false)
    }

    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        encoder.word("null");
        Ok(())
    }

    fn is_plain() -> bool {
        true
    }
}

impl Equal for () {
    fn equal(&self, (): &()) -> Py<bool> {
        Ok(true)
    }
}

/// `hash(None)`: in CPython 3.11 it is an address, in later ones this.
pub(crate) const NONE_HASH: i64 = 0xFCA8_6420;

impl Key for () {
    fn hash(&self) -> Py<i64> {
        Ok(NONE_HASH)
    }
}

impl Object for bool {
    fn type_name(&self) -> &'static str {
        "bool"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(if *self { "True" } else { "False" });
        Ok(())
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        format::bool(*self, spec, out)
    }

    fn truth(&self) -> Py<bool> {
        Ok(*self)
    }

    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        encoder.word(if *self { "true" } else { "false" });
        Ok(())
    }

    fn as_number(&self) -> Option<AnyNumber<'_>> {
        Some(AnyNumber::Small(i64::from(*self)))
    }

    fn kind(&self) -> Kind<'_> {
        Kind::Int(if *self { &1_i64 } else { &0_i64 })
    }

    fn is_plain() -> bool {
        true
    }
}

impl Equal for bool {
    fn equal(&self, other: &bool) -> Py<bool> {
        Ok(self == other)
    }
}

/// A value that may be None.
impl<T: Object + 'static> Object for Option<T> {
    fn type_name(&self) -> &'static str {
        self.as_ref().map_or("NoneType", T::type_name)
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        match self {
            Some(value) => value.write_repr(out),
            None => ().write_repr(out),
        }
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        match self {
            Some(value) => value.write_str(out),
            None => ().write_str(out),
        }
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        match self {
            Some(value) => value.write_format(spec, out),
            None => ().write_format(spec, out),
        }
    }

    fn truth(&self) -> Py<bool> {
        self.as_ref().map_or(Ok(false), T::truth)
    }

    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        match self {
            Some(value) => value.write_json(encoder),
            None => ().write_json(encoder),
        }
    }

    fn as_number(&self) -> Option<AnyNumber<'_>> {
        self.as_ref().and_then(T::as_number)
    }

    fn kind(&self) -> Kind<'_> {
        self.as_ref().map_or(Kind::Other, T::kind)
    }

    fn member(&self) -> Option<&dyn Any> {
        Some(self.as_ref().map_or(&(), |value| value.member().unwrap_or(value)))
    }

    fn is_plain() -> bool {
        T::is_plain()
    }
}

impl<T: Equal> Equal for Option<T> {
    fn equal(&self, other: &Option<T>) -> Py<bool> {
        match (self, other) {
            (Some(one), Some(other)) => one.equal(other),
            (None, None) => Ok(true),
            _ => Ok(false),
        }
    }

    fn is_or_equal(&self, other: &Option<T>) -> Py<bool> {
        match (self, other) {
            (Some(one), Some(other)) => one.is_or_equal(other),
            (None, None) => Ok(true),
            _ => Ok(false),
        }
    }
}

impl<T: Key + 'static> Key for Option<T> {
    fn hash(&self) -> Py<i64> {
        self.as_ref().map_or(Ok(NONE_HASH), T::hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(value: &impl Object, spec: &str) -> Result<String, String> {
        let mut out = String::new();
        value.write_format(spec, &mut out).map(|()| out).map_err(|exc| format!("{exc:?}"))
    }

    #[test]
    fn none_is_a_value() {
        assert_eq!(formatted(&None::<bool>, ""), Ok("None".to_owned()));
        assert_eq!(formatted(&Some(true), ""), Ok("True".to_owned()));
        let refused = "TypeError('unsupported format string passed to NoneType.__format__')";
        assert_eq!(formatted(&None::<bool>, "5"), Err(refused.to_owned()));
        assert_eq!(None::<bool>.equal(&Some(false)), Ok(false));
        assert!(!Comparison::LessEqual.holds(None));
    }

    #[test]
    fn any_value_is_written_by_percent() {
        use crate::exc::VALUE_ERROR;
        use crate::format::percent::{Operands, format};
        use crate::{List, Number};

        let (list, exc) = (List::from(vec![1]), Exc::new(&VALUE_ERROR, "no"));
        let line = format("%s %r %5.1f %d", Operands::Tuple(&[&list, &exc, &Number::from(2), &Some(true)]));
        assert_eq!(line.unwrap(), "[1] ValueError('no')   2.0 1");
        let refused = format("%d", Operands::One(&list)).unwrap_err();
        assert_eq!(refused.to_string(), "%d format: a real number is required, not list");
    }
}
