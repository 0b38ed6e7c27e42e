//! What Python asks of any value, of numbers: `repr`, `bool`, `==`, `<`, `hash`, also between their types.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::big::{self, Int};
use crate::exc::Argument;
use crate::float;
use crate::format::percent::Kind;
use crate::format::{self, Integer};
use crate::json::Encoder;
use crate::numeric::AnyNumber;
use crate::{Comparison, Equal, Key, Object, Ordered, Py};

impl Object for i64 {
    fn type_name(&self) -> &'static str {
        "int"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        // A String takes all that is written to it.
        let _ = write!(out, "{self}");
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(*self != 0)
    }

    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        encoder.word(&self.to_string());
        Ok(())
    }

    fn as_number(&self) -> Option<AnyNumber<'_>> {
        Some(AnyNumber::Small(*self))
    }

    fn kind(&self) -> Kind<'_> {
        Kind::Int(self)
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        format::int(self, spec, out)
    }

    fn is_plain() -> bool {
        true
    }
}

impl Object for Int {
    fn type_name(&self) -> &'static str {
        "int"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&big::str(self)?);
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(!self.is_zero())
    }

    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        encoder.word(&big::str(self)?);
        Ok(())
    }

    fn as_number(&self) -> Option<AnyNumber<'_>> {
        Some(AnyNumber::Large(self))
    }

    fn kind(&self) -> Kind<'_> {
        Kind::Int(self)
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        format::int(self, spec, out)
    }

    fn is_plain() -> bool {
        true
    }
}

impl Integer for Int {
    fn is_negative(&self) -> bool {
        Int::is_negative(self)
    }

    fn write_magnitude(&self, radix: u32, out: &mut String) {
        out.push_str(&self.wide().magnitude().to_str_radix(radix));
    }

    fn to_i64(&self) -> Option<i64> {
        self.small()
    }

    fn to_f64(&self) -> Option<f64> {
        big::to_float(self).ok()
    }
}

/// As an argument of an exception.
impl Argument for Int {
    fn repr(&self) -> String {
        self.to_string()
    }

    fn truth(&self) -> bool {
        !self.is_zero()
    }

    fn as_any(&self) -> Option<&dyn std::any::Any> {
        Some(self)
    }
}

impl Object for f64 {
    fn type_name(&self) -> &'static str {
        "float"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        float::write_repr(*self, out);
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(*self != 0.0)
    }

    fn write_json(&self, encoder: &mut Encoder<'_>) -> Py<()> {
        encoder.float(*self);
        Ok(())
    }

    fn as_number(&self) -> Option<AnyNumber<'_>> {
        Some(AnyNumber::Float(*self))
    }

    fn kind(&self) -> Kind<'_> {
        Kind::Float(*self)
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        format::float(*self, spec, out)
    }

    fn is_plain() -> bool {
        true
    }
}

impl Key for bool {
    fn hash(&self) -> Py<i64> {
        Ok(i64::from(*self))
    }
}

impl Key for i64 {
    fn hash(&self) -> Py<i64> {
        Ok(float::from_residue(self.unsigned_abs(), *self < 0))
    }
}

impl Key for Int {
    fn hash(&self) -> Py<i64> {
        Ok(big::hash(self))
    }
}

impl Key for f64 {
    fn hash(&self) -> Py<i64> {
        Ok(float::hash(*self))
    }
}

/// Says how two types are put in order, of their exact values; and the other way round.
macro_rules! ordered {
    ($($one:ty, $other:ty: |$a:ident, $b:ident| $order:expr;)+) => {$(
        ordered!(@ $one, $other, |$a, $b| $order);
        ordered!(@ $other, $one, |$b, $a| $order.map(Ordering::reverse));
    )+};
    ($($same:ty;)+) => {$(
        ordered!(@order $same, $same, |a, b| a.partial_cmp(b));
    )+};
    (@ $one:ty, $other:ty, |$a:ident, $b:ident| $order:expr) => {
        impl Equal<$other> for $one {
            #[inline]
            fn equal(&self, other: &$other) -> Py<bool> {
                let ($a, $b) = (self, other);
                Ok($order == Some(Ordering::Equal))
            }
        }

        ordered!(@order $one, $other, |$a, $b| $order);
    };
    (@order $one:ty, $other:ty, |$a:ident, $b:ident| $order:expr) => {
        impl Ordered<$other> for $one {
            #[inline]
            fn compare(&self, other: &$other, comparison: Comparison) -> Py<bool> {
                let ($a, $b) = (self, other);
                Ok(comparison.holds($order))
            }
        }
    };
}

ordered! {
    bool;
    i64;
    Int;
    f64;
}

ordered! {
    bool, i64: |a, b| i64::from(*a).partial_cmp(b);
    bool, f64: |a, b| f64::from(*a).partial_cmp(b);
    bool, Int: |a, b| Int::from(*a).partial_cmp(b);
    i64, f64: |a, b| float::compare_int(*a, *b);
    i64, Int: |a, b| Int::from(*a).partial_cmp(b);
    Int, f64: |a, b| big::compare_float(a, *b);
}

/// Numbers of one type are equal as the machine says.
macro_rules! equal {
    ($($same:ty)+) => {$(
        impl Equal for $same {
            #[inline]
            fn equal(&self, other: &$same) -> Py<bool> {
                Ok(self == other)
            }
        }
    )+};
}

equal!(i64 f64 Int);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dict, List, Str};

    fn formatted(value: &impl Object, spec: &str) -> String {
        let mut out = String::new();
        value.write_format(spec, &mut out).map_or_else(|exc| format!("{exc:?}"), |()| out)
    }

    #[test]
    fn numbers_have_their_formats() {
        let big = big::pow(&Int::from(10), &Int::from(30)).unwrap();
        assert_eq!(formatted(&-1234, "+_d"), "-1_234");
        assert_eq!(formatted(&big, ",.1e"), "1.0e+30");
        assert_eq!(formatted(&big, "#x"), "0xc9f2c9cd04674edea40000000");
        assert_eq!(formatted(&0.5, "08.2%"), "0050.00%");
        assert_eq!(formatted(&true, "3"), "  1");
        assert_eq!(formatted(&1, "s"), "ValueError(\"Unknown format code 's' for object of type 'int'\")");
    }

    #[test]
    fn collections_show_their_numbers_and_texts() {
        let list: List<f64> = List::from(vec![1.0, 1e16, -0.0]);
        let dict: Dict<Str, List<f64>> = Dict::new();
        dict.set(Str::literal("it's"), list).unwrap();
        assert_eq!(formatted(&dict, ""), "{\"it's\": [1.0, 1e+16, -0.0]}");
    }
}
