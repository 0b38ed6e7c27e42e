//! Values of one of several types: what is done with such a value is written for each of the types.
//!
//! # How it works
//!
//! ```text
//!  value + 1      ──►  match value { Union1::V0(part) => int::add(part, 1)?, Union1::V1(part) => raise TypeError }
//! ```
//!
//! An `Option` has two parts, None and what is in it; a `Number` has two where its methods do not do. Each arm is written as if its part were
//! the value, and becomes one of the types of all arms.
//!
//! - **I1** For a part with which Python does not do that, the arm raises what Python raises. That is written only for builtin types, of which
//!   all is known.

use super::body::Body;
use super::call::{Arg, Given};
use super::text::{Value, literal};
use super::types::Type;
use super::{Lower, union_variant};
use crate::tree::{BinaryOp, Expr, Span};
use std::rc::Rc;

/// One of the types of a value, with the variant of Rust in which it is then.
#[derive(Clone, Debug)]
pub(super) struct Part {
    variant: String,
    pub(super) of_type: Type,
}

impl Part {
    /// The pattern that binds what is in it.
    pub(super) fn pattern(&self, name: &str) -> String {
        if self.variant == "None" { "None".to_owned() } else { format!("{}({name})", self.variant) }
    }
}

impl Lower<'_> {
    /// The types of which a value has one; none where it has one type.
    pub(super) fn parts(&self, of_type: &Type) -> Vec<Part> {
        let part = |variant: &str, of_type: &Type| Part { variant: variant.to_owned(), of_type: of_type.clone() };
        match of_type {
            Type::Optional(inner) => vec![part("None", &Type::None), part("Some", inner)],
            Type::Number => vec![part("Number::Int", &Type::Int), part("Number::Float", &Type::Float)],
            Type::Union(number) => {
                let members = self.types.unions().get(*number).cloned().unwrap_or_default();
                let variant = |index| format!("Union{}::{}", number + 1, union_variant(index));
                members.iter().enumerate().map(|(index, member)| part(&variant(index), member)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Says whether an iterator is shown with a value of a type: what its own type is called is not known.
    pub(super) fn shows_iterator(&self, of_type: &Type) -> bool {
        match of_type {
            Type::Iterator(_) | Type::Lazy(_) => true,
            Type::List(part) | Type::Sequence(part) | Type::Optional(part) => self.shows_iterator(part),
            Type::Dict(_, value) => self.shows_iterator(value),
            Type::Tuple(members) => members.iter().any(|member| self.shows_iterator(member)),
            Type::Union(_) => self.parts(of_type).iter().any(|part| match &part.of_type {
                Type::Iterator(_) => true,
                Type::Tuple(members) => members.iter().any(|member| matches!(member, Type::Iterator(_))),
                _ => false,
            }),
            _ => false,
        }
    }

    /// The same, of parts that have parts themselves, too; the type itself where it has none.
    pub(super) fn all_parts(&self, of_type: &Type) -> Vec<Type> {
        match of_type {
            Type::Optional(_) | Type::Union(_) => {
                self.parts(of_type).iter().flat_map(|part| self.all_parts(&part.of_type)).collect()
            }
            other => vec![other.clone()],
        }
    }

    /// Says whether a value of the one type can become one of the other without a loss.
    pub(super) fn fits(&self, one: &Type, other: &Type) -> bool {
        match (one, other) {
            (one, other) if one == other => true,
            (Type::Known, Type::ExceptionClass) => true,
            (Type::Lazy(one), Type::Generator(other, ..) | Type::Iterator(other)) => one == other,
            (Type::Int | Type::Float, Type::Number) | (Type::Int, Type::BigInt) | (Type::None, Type::Optional(_)) => {
                true
            }
            (Type::Optional(one), Type::Optional(other)) => self.fits(one, other),
            (Type::Function(..), Type::Function(..)) => true,
            (Type::Union(_) | Type::Number, other) => {
                let parts = self.parts(one);
                parts.iter().all(|part| part.of_type != *one && self.fits(&part.of_type, other))
            }
            (one, Type::Optional(inner)) => self.fits(one, inner),
            (one, Type::Union(_)) => self.parts(other).iter().any(|part| match (&part.of_type, one) {
                (Type::Function(..), Type::Function(..)) => true,
                (Type::BigInt, Type::Int) => true,
                (part, one) => part == one,
            }),
            (Type::Tuple(one), Type::Tuple(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| self.fits(one, other))
            }
            _ => false,
        }
    }
}

/// The name that Python has for a builtin type of which all is known here.
pub(super) fn builtin_type(of_type: &Type) -> Option<&'static str> {
    Some(match of_type {
        Type::None => "NoneType",
        Type::Bool => "bool",
        Type::Int | Type::BigInt => "int",
        Type::Float => "float",
        Type::Str => "str",
        Type::Bytes => "bytes",
        Type::Range => "range",
        Type::List(_) => "list",
        Type::Set(_) => "set",
        Type::FrozenSet(_) => "frozenset",
        Type::Dict(..) => "dict",
        Type::Tuple(_) | Type::Sequence(_) => "tuple",
        _ => return None,
    })
}

impl<'a> Body<'_, 'a> {
    /// What is written for each of the types of a value; the results are one value.
    pub(super) fn by_part(
        &mut self,
        value: &Value,
        span: Span,
        mut write: impl FnMut(&mut Self, &Value) -> Value,
    ) -> Value {
        let name = self.temporary("part");
        let mut arms = Vec::new();
        for part in self.lower.parts(&value.of_type) {
            let held = match part.of_type {
                Type::None => Value::new("()", Type::None),
                _ => Value::place(name.clone(), part.of_type.clone()),
            };
            let mut given = Value::new("()", Type::Never);
            let lines = self.apart(|inside| {
                given = write(inside, &held);
                given = inside.with_name(given.clone(), span);
            });
            arms.push((part, lines, given));
        }
        let types = arms.iter().map(|(_, _, given)| given.of_type.clone()).filter(|given| *given != Type::Never);
        let of_type = match self.lower.types.joined_optional(types.collect()) {
            Ok(of_type) => of_type,
            Err(why) => return self.refuse(span, why),
        };
        let texts: Vec<String> = arms
            .into_iter()
            .map(|(part, lines, given)| {
                let text = self.keep(&given, &of_type, span);
                let body = if lines.is_empty() { text } else { format!("{{\n{lines} {text} }}") };
                format!("{} => {body}", part.pattern(&name))
            })
            .collect();
        Value::new(format!("(match {} {{ {} }})", value.owned(), texts.join(", ")), of_type).may_raise()
    }

    /// A value of a Rust type that has no name becomes one that has.
    fn with_name(&mut self, value: Value, span: Span) -> Value {
        let to = match &value.of_type {
            Type::Lazy(element) => Type::Iterator(Rc::clone(element)),
            Type::Awaitable(given) | Type::Coroutine(given) => Type::Coro(Rc::clone(given)),
            _ => return value,
        };
        self.convert(value, &to, span)
    }

    /// A value that raises an exception of a class instead.
    pub(super) fn raised(&mut self, class: &str, text: &str) -> Value {
        let text = format!("Err::<(), Exc>(Exc::new(&exc::{class}, {}))", literal(text));
        Value::new(self.fallible(&text), Type::Never).may_raise()
    }

    /// Says whether a value has parts for each of which what is done with it is written.
    pub(super) fn has_parts(&self, of_type: &Type) -> bool {
        matches!(of_type, Type::Optional(_) | Type::Union(_))
    }

    /// Two values under names, for what is written for the parts of one of them; and what stands before that.
    pub(super) fn both_held(&mut self, left: &Value, right: &Value) -> (String, Value, Value) {
        let mut before = String::new();
        let mut held = |this: &mut Self, value: &Value| {
            if value.is_place || value.of_type == Type::Known {
                return value.clone();
            }
            let name = this.temporary("side");
            before.push_str(&format!("let {name} = {}; ", value.text));
            Value::place(name, value.of_type.clone())
        };
        let left = held(self, left);
        let right = held(self, right);
        (before, left, right)
    }

    /// An operator, for each of the types of its operands.
    pub(super) fn binary_by_part(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Value {
        let (before, left, right) = self.both_held(left, right);
        let of_left = self.has_parts(&left.of_type) || left.of_type == Type::Number && !self.has_parts(&right.of_type);
        let value = if of_left {
            self.by_part(&left, span, |inside, part| inside.binary(op, part.clone(), right.clone(), span))
        } else {
            self.by_part(&right, span, |inside, part| inside.binary(op, left.clone(), part.clone(), span))
        };
        within(&before, value)
    }

    /// A comparison, or something else of two values, for each of the types of the left one, else of the right one.
    pub(super) fn pair_by_part(
        &mut self,
        left: &Value,
        right: &Value,
        span: Span,
        mut write: impl FnMut(&mut Self, &Value, &Value) -> Value,
    ) -> Value {
        let (before, left, right) = self.both_held(left, right);
        let value = if self.has_parts(&left.of_type) {
            self.by_part(&left, span, |inside, part| write(inside, part, &right))
        } else {
            self.by_part(&right, span, |inside, part| write(inside, &left, part))
        };
        // Where every arm raises there is no truth value.
        let value =
            if value.of_type == Type::None { Value { of_type: Type::Never, raises: true, ..value } } else { value };
        within(&before, value)
    }

    /// The same of an int beyond 64 bits and an int or a float.
    pub(super) fn number_by_part(
        &mut self,
        left: &Value,
        right: &Value,
        span: Span,
        mut write: impl FnMut(&mut Self, &Value, &Value) -> Value,
    ) -> Value {
        let (before, left, right) = self.both_held(left, right);
        let value = match left.of_type {
            Type::Number => self.by_part(&left, span, |inside, part| write(inside, part, &right)),
            _ => self.by_part(&right, span, |inside, part| write(inside, &left, part)),
        };
        within(&before, value)
    }

    /// What Python raises where a value of a builtin type has no such attribute.
    pub(super) fn lacks(&mut self, value: &Value, name: &str) -> Option<Value> {
        if has_attribute(&value.of_type, name)? {
            return None;
        }
        let of = builtin_type(&value.of_type)?;
        Some(self.raised("ATTRIBUTE_ERROR", &format!("'{of}' object has no attribute '{name}'")))
    }

    /// A builtin function of a value of several types.
    pub(super) fn builtin_by_part(&mut self, name: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        const OF_ONE: &[&str] = &[
            "len",
            "abs",
            "int",
            "float",
            "round",
            "list",
            "tuple",
            "set",
            "frozenset",
            "sorted",
            "sum",
            "any",
            "all",
            "reversed",
            "enumerate",
        ];
        if !OF_ONE.contains(&name) {
            return None;
        }
        let first = given.positional.first()?.clone();
        let of_type = match &first {
            Arg::Expr(of) => self.type_of(of),
            Arg::Value(value) => value.of_type.clone(),
            Arg::Unpacked { .. } => return None,
        };
        if !self.has_parts(&of_type) {
            return None;
        }
        let value = self.argument(&first);
        Some(self.by_part(&value, expr.span, |inside, part| {
            if let Some(text) = not_taken(name, &part.of_type) {
                return inside.raised("TYPE_ERROR", &text);
            }
            let mut given = given.clone();
            if let Some(first) = given.positional.first_mut() {
                *first = Arg::Value(part.clone());
            }
            inside.call_builtin(name, &given, expr)
        }))
    }

    /// What Python raises for an operator that builtin types do not have.
    pub(super) fn unsupported(&self, op: BinaryOp, left: &Type, right: &Type) -> Option<String> {
        let (one, other) = (builtin_type(left)?, builtin_type(right)?);
        let updates = self.is_augmented && op == BinaryOp::BitOr && one == "dict";
        if supports(op, one, other) || updates {
            return None;
        }
        let is_sequence = |name: &str| matches!(name, "str" | "list" | "tuple");
        let sequence = |name: &str| matches!(name, "str" | "list" | "tuple" | "bytes");
        Some(match op {
            BinaryOp::Add if self.is_augmented && one == "list" => format!("'{other}' object is not iterable"),
            BinaryOp::Add if is_sequence(one) => format!("can only concatenate {one} (not \"{other}\") to {one}"),
            BinaryOp::Add if one == "bytes" => format!("can't concat {other} to bytes"),
            BinaryOp::Mul if sequence(one) => format!("can't multiply sequence by non-int of type '{other}'"),
            BinaryOp::Mul if sequence(other) => format!("can't multiply sequence by non-int of type '{one}'"),
            _ => {
                let symbol = symbol(op, self.is_augmented);
                format!("unsupported operand type(s) for {symbol}: '{one}' and '{other}'")
            }
        })
    }
}

/// A value of a block that begins with this.
pub(super) fn within(before: &str, value: Value) -> Value {
    if before.is_empty() {
        return value;
    }
    Value { raises: value.raises, ..Value::new(format!("{{ {before}{} }}", value.text), value.of_type) }
}

/// Says whether builtin types have an operator.
fn supports(op: BinaryOp, one: &str, other: &str) -> bool {
    let is_int = |name: &str| matches!(name, "int" | "bool");
    let is_number = |name: &str| is_int(name) || name == "float";
    let is_set = |name: &str| matches!(name, "set" | "frozenset");
    let is_sequence = |name: &str| matches!(name, "str" | "list" | "tuple" | "bytes");
    match op {
        BinaryOp::MatMul => false,
        BinaryOp::LeftShift | BinaryOp::RightShift => is_int(one) && is_int(other),
        BinaryOp::BitAnd | BinaryOp::BitXor => is_int(one) && is_int(other) || is_set(one) && is_set(other),
        BinaryOp::BitOr => {
            is_int(one) && is_int(other) || is_set(one) && is_set(other) || one == "dict" && other == "dict"
        }
        _ if is_number(one) && is_number(other) => true,
        BinaryOp::Add => one == other && is_sequence(one),
        BinaryOp::Sub => is_set(one) && is_set(other),
        BinaryOp::Mul => is_sequence(one) && is_int(other) || is_int(one) && is_sequence(other),
        BinaryOp::Mod => matches!(one, "str" | "bytes"),
        _ => false,
    }
}

pub(super) fn symbol(op: BinaryOp, is_augmented: bool) -> &'static str {
    let (plain, augmented) = match op {
        BinaryOp::Add => ("+", "+="),
        BinaryOp::Sub => ("-", "-="),
        BinaryOp::Mul => ("*", "*="),
        BinaryOp::MatMul => ("@", "@="),
        BinaryOp::Div => ("/", "/="),
        BinaryOp::FloorDiv => ("//", "//="),
        BinaryOp::Mod => ("%", "%="),
        BinaryOp::Pow => ("** or pow()", "**="),
        BinaryOp::LeftShift => ("<<", "<<="),
        BinaryOp::RightShift => (">>", ">>="),
        BinaryOp::BitAnd => ("&", "&="),
        BinaryOp::BitOr => ("|", "|="),
        BinaryOp::BitXor => ("^", "^="),
    };
    if is_augmented { augmented } else { plain }
}

/// Says whether Python has an order of two builtin types; nothing where one is none of them.
pub(super) fn has_order(one: &Type, other: &Type) -> Option<bool> {
    let (one, other) = (builtin_type(one)?, builtin_type(other)?);
    let is_number = |name: &str| matches!(name, "int" | "bool" | "float");
    let is_set = |name: &str| matches!(name, "set" | "frozenset");
    let is_ordered = |name: &str| matches!(name, "str" | "bytes" | "list" | "tuple");
    Some(is_number(one) && is_number(other) || is_set(one) && is_set(other) || one == other && is_ordered(one))
}

/// What Python raises where a builtin function does not take a value of a builtin type.
fn not_taken(function: &str, of_type: &Type) -> Option<String> {
    let of = builtin_type(of_type)?;
    let is_number = matches!(of, "int" | "bool" | "float");
    let has_items = !is_number && of != "NoneType";
    match function {
        "len" if !has_items => Some(format!("object of type '{of}' has no len()")),
        "abs" if !is_number => Some(format!("bad operand type for abs(): '{of}'")),
        "int" if !is_number && of != "str" => {
            Some(format!("int() argument must be a string, a bytes-like object or a real number, not '{of}'"))
        }
        "float" if !is_number && of != "str" => {
            Some(format!("float() argument must be a string or a real number, not '{of}'"))
        }
        "round" if !is_number => Some(format!("type {of} doesn't define __round__ method")),
        "reversed" if !has_items || matches!(of, "set" | "frozenset") => {
            Some(format!("'{of}' object is not reversible"))
        }
        "list" | "tuple" | "set" | "frozenset" | "sorted" | "sum" | "any" | "all" | "enumerate" if !has_items => {
            Some(format!("'{of}' object is not iterable"))
        }
        _ => None,
    }
}

/// The attributes, besides special ones, that objects of a builtin type have.
pub(super) fn has_attribute(of_type: &Type, name: &str) -> Option<bool> {
    const TEXT: &str = " capitalize center count endswith expandtabs find index isalnum isalpha isascii isdigit islower \
        isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind \
        rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill ";
    let known = builtin_type(of_type)?;
    if name.starts_with("__") {
        return None;
    }
    let own = match known {
        "str" => " casefold encode format format_map isdecimal isidentifier isnumeric isprintable ",
        "bytes" => " decode fromhex hex ",
        "list" => " append clear copy count extend index insert pop remove reverse sort ",
        "dict" => " clear copy fromkeys get items keys pop popitem setdefault update values ",
        "set" => {
            " add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset \
             issuperset pop remove symmetric_difference symmetric_difference_update union update "
        }
        "frozenset" => " copy difference intersection isdisjoint issubset issuperset symmetric_difference union ",
        "int" | "bool" => {
            " as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag numerator real to_bytes "
        }
        "float" => " as_integer_ratio conjugate fromhex hex imag is_integer real ",
        "tuple" => " count index ",
        "range" => " count index start step stop ",
        _ => " ",
    };
    let is_text = matches!(known, "str" | "bytes") && TEXT.contains(&format!(" {name} "));
    Some(is_text || own.split_whitespace().any(|other| other == name))
}
