//! Builtin functions of numbers, which may be beyond 64 bits.

use super::body::Body;
use super::call::Arg;
use super::text::Value;
use super::types::Type;
use crate::tree::{Expr, ExprKind, Span};

impl<'a> Body<'_, 'a> {
    /// Says whether an expression gives ints that may be beyond 64 bits: itself, or as items.
    pub(super) fn gives_big(&self, expr: &Expr) -> bool {
        match self.type_of(expr) {
            Type::BigInt => true,
            Type::Iterator(item) | Type::List(item) | Type::Set(item) | Type::Sequence(item) => *item == Type::BigInt,
            _ => false,
        }
    }

    /// `pow(base, exponent, modulus)`
    pub(super) fn power_of(&mut self, parts: [&Arg<'a>; 3], span: Span) -> Value {
        let values = parts.map(|part| self.argument(part));
        let is_large = values.iter().any(|value| value.of_type == Type::BigInt);
        let to = if is_large { Type::BigInt } else { Type::Int };
        let [base, exponent, modulus] = values.map(|value| self.convert(value, &to, span));
        if is_large {
            let parts = [&base, &exponent, &modulus].map(Value::reference);
            return self.tried(format!("big::pow_mod({})", parts.join(", ")), to);
        }
        self.tried(format!("int::pow_mod({}, {}, {})", base.text, exponent.text, modulus.text), to)
    }

    pub(super) fn round(&mut self, of: &Arg<'a>, digits: Option<&Arg<'a>>, expr: &'a Expr) -> Value {
        let span = expr.span;
        let value = self.argument(of);
        let digits = digits.filter(|digits| !matches!(digits, Arg::Expr(Expr { kind: ExprKind::None, .. })));
        let digits = digits.map(|digits| self.kept_argument(digits, &Type::Int, span));
        let value = if value.of_type == Type::Bool { self.convert(value, &Type::Int, span) } else { value };
        match (&value.of_type, digits) {
            (Type::Int | Type::BigInt, None) => value,
            (Type::Int, Some(digits)) => self.tried(format!("int::round({}, {digits})", value.text), Type::Int),
            (Type::BigInt, Some(digits)) => {
                self.tried(format!("big::round({}, &Int::from({digits}))", value.reference()), Type::BigInt)
            }
            (Type::Float, None) if self.gives_big(expr) => {
                self.tried(format!("big::round_float({})", value.text), Type::BigInt)
            }
            (Type::Float, None) => self.tried(format!("int::round_float({})", value.text), Type::Int),
            (Type::Float, Some(digits)) => self.tried(format!("float::round({}, {digits})", value.text), Type::Float),
            (Type::Number, None) => self.tried(format!("{}.round()", value.receiver()), Type::Int),
            (Type::Number, Some(digits)) => {
                self.tried(format!("{}.round_to({digits})", value.receiver()), Type::Number)
            }
            (Type::Instance(_), None) => match self.call_dunder(&value, "__round__", &[], span) {
                Some(value) => value,
                None => self.refuse(span, "no `__round__` is known for this object"),
            },
            (Type::Instance(_), Some(digits)) => {
                let digits = Value::new(digits, Type::Int);
                match self.call_dunder(&value, "__round__", &[digits], span) {
                    Some(value) => value,
                    None => self.refuse(span, "no `__round__` is known for this object"),
                }
            }
            _ => self.refuse(span, "`round` of this is not translated yet"),
        }
    }

    pub(super) fn divmod(&mut self, one: &Arg<'a>, other: &Arg<'a>, span: Span) -> Value {
        let (one, other) = (self.argument(one), self.argument(other));
        self.divmod_of(&one, &other, span)
    }

    fn divmod_of(&mut self, one: &Value, other: &Value, span: Span) -> Value {
        if self.has_parts(&one.of_type) || self.has_parts(&other.of_type) {
            return self.pair_by_part(one, other, span, |inside, one, other| inside.divmod_of(one, other, span));
        }
        let types = [&one.of_type, &other.of_type];
        let is_whole = |of_type: &&Type| matches!(of_type, Type::Bool | Type::Int | Type::BigInt);
        let to = match types {
            types if types.iter().all(is_whole) && types.contains(&&Type::BigInt) => Type::BigInt,
            types if types.iter().all(is_whole) => Type::Int,
            types if types.contains(&&Type::Number) && !types.contains(&&Type::Float) => Type::Number,
            types if types.iter().all(|of_type| of_type.is_number()) => Type::Float,
            _ => return self.refuse(span, "`divmod` of this is not translated yet"),
        };
        if to == Type::Number && types.contains(&&Type::BigInt) {
            return self.refuse(span, "`divmod` of this is not translated yet");
        }
        let given = [one, other].map(|side| self.convert(side.clone(), &to, span));
        let [one, other] = &given;
        let texts = match to {
            Type::BigInt => [one.reference(), other.reference()],
            _ => [one.text.clone(), other.text.clone()],
        };
        let module = match to {
            Type::Int => "int",
            Type::BigInt => "big",
            Type::Number => "numeric",
            _ => "float",
        };
        self.tried(format!("{module}::divmod({})", texts.join(", ")), Type::Tuple(vec![to.clone(), to]))
    }
}
