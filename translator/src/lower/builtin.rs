//! The builtin functions.

use super::body::Body;
use super::call::{Arg, Given};
use super::operator::str_reference;
use super::text::{Binding, Value};
use super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Span};
use std::rc::Rc;

pub(super) mod classes;
mod iterators;
mod order;
mod print;

/// The builtins that are written by hand.
const NAMES: &[&str] = &[
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "bool",
    "callable",
    "chr",
    "dict",
    "divmod",
    "enumerate",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "hasattr",
    "hash",
    "hex",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "oct",
    "ord",
    "pow",
    "print",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "sorted",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "zip",
];

/// The name, where it is one of them.
pub(super) fn name_of(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|known| **known == name).copied()
}

impl<'a> Body<'_, 'a> {
    pub(super) fn call_builtin(&mut self, name: &str, given: &Given<'a>, expr: &'a Expr) -> Value {
        let span = expr.span;
        if given.has_double_star && name != "dict" {
            return self.refuse(span, "`**` in a call is not translated yet");
        }
        if let (Some(star), true) = (given.star, given.positional.is_empty()) {
            match name {
                "zip" => return self.zip_all(star, given, expr),
                "min" | "max" => {
                    let given = Given { positional: vec![Arg::Expr(star)], star: None, ..given.clone() };
                    return self.extreme(name, &given, expr);
                }
                _ => {}
            }
        }
        if given.star.is_some() && name != "print" {
            return self.refuse(span, format!("a star in a call of `{name}` is not translated yet"));
        }
        if let Some(value) = self.builtin_by_part(name, given, expr) {
            return value;
        }
        match (name, given.positional.as_slice()) {
            ("print", _) => self.print(given, span),
            ("len", [of]) => self.len(of, span),
            ("range", [_] | [_, _] | [_, _, _]) => self.range(given, span),
            ("str", []) => Value::new("Str::from(\"\")", Type::Str),
            ("str", [of]) => self.text_of(of, "Value", span),
            ("repr", [of]) => self.text_of(of, "Repr", span),
            ("ascii", [of]) => self.text_of(of, "Ascii", span),
            ("callable", [of]) => self.callable(of, span),
            ("format", [of]) => self.text_of(of, "Value", span),
            ("format", [of, spec]) => self.formatted(of, spec, span),
            ("float", []) => Value::new("0.0", Type::Float),
            ("int", _) => self.int(given, expr),
            ("float", [of]) => self.float(of, span),
            ("bool", [of]) => {
                let value = self.argument(of);
                let text = self.truth(&value);
                Value::bound(text, Binding::Open, Type::Bool)
            }
            ("bool", []) => Value::new("false", Type::Bool),
            ("list" | "tuple" | "set" | "frozenset", []) => self.empty(expr, name),
            ("list" | "tuple" | "set" | "frozenset", [of]) => self.collected(name, of, expr),
            ("dict", _) => self.make_dict(given, expr),
            ("sorted", [of]) => self.sorted(of, given, expr),
            ("sum", [of] | [of, _]) => {
                let start = given.positional.get(1).or_else(|| given.named("start"));
                self.sum(of, start, span)
            }
            ("min" | "max", _) => self.extreme(name, given, expr),
            ("any" | "all", [of]) => self.any_all(name, of, span),
            ("enumerate", [of] | [of, _]) => {
                let start = given.positional.get(1).or_else(|| given.named("start"));
                self.enumerate(of, start, span)
            }
            ("zip", []) => {
                let of_type = Type::Lazy(Rc::new(Type::Tuple(vec![Type::Int])));
                Value::new("iter::from_rust(std::iter::empty::<(i64,)>())", of_type)
            }
            ("zip", [_] | [_, _] | [_, _, _] | [_, _, _, _]) => self.zip(given, span),
            ("zip", _) => self.zip_many(given, span),
            ("map", [function, of]) => self.map(function, of, expr),
            ("map", [function, of @ ..]) if (2..=4).contains(&of.len()) => self.map_several(function, of, expr),
            ("filter", [function, of]) => self.filter(function, of, expr),
            ("reversed", [of]) => self.reversed(of, span),
            ("abs", [of]) => self.abs(of, span),
            ("round", [of] | [of, _]) => {
                let digits = given.positional.get(1).or_else(|| given.named("ndigits"));
                self.round(of, digits, expr)
            }
            ("divmod", [one, other]) => self.divmod(one, other, span),
            ("pow", [_, Arg::Expr(Expr { kind: ExprKind::Unary(crate::tree::UnaryOp::Minus, _), .. })]) => {
                self.refuse(span, "`pow` with an exponent below 0 is not translated: write `**`")
            }
            ("pow", [one, other]) => {
                let (mut one, other) = (self.argument(one), self.argument(other));
                match self.type_of(expr) {
                    Type::Float if one.of_type.is_number() => one = self.convert(one, &Type::Float, span),
                    Type::BigInt if one.of_type == Type::Int => one = self.convert(one, &Type::BigInt, span),
                    _ => {}
                }
                self.binary(crate::tree::BinaryOp::Pow, one, other, span)
            }
            ("issubclass", [Arg::Expr(class), Arg::Expr(of)]) if self.is_class_value(class) => {
                match self.is_subclass_value(class, of) {
                    Some(value) => value,
                    None => self.refuse(span, "`issubclass` of this is not translated yet"),
                }
            }
            ("issubclass", [Arg::Expr(class), Arg::Expr(of)]) => match self.issubclass(class, of) {
                Some(value) => value,
                None => match self.is_subclass_of_classes(class, of) {
                    Some(test) => Value::new(test, Type::Bool),
                    None => self.refuse(span, "`issubclass` of this is not translated yet"),
                },
            },
            ("pow", [base, exponent, modulus]) => self.power_of([base, exponent, modulus], span),
            ("isinstance", [of, class]) => self.isinstance(of, class, span),
            ("ord", [of]) => {
                let value = self.argument(of);
                self.tried(format!("text::ord({})", str_reference(&value)), Type::Int)
            }
            ("chr", [of]) => {
                let value = self.kept_argument(of, &Type::Int, span);
                self.tried(format!("text::chr({value})"), Type::Str)
            }
            ("hex" | "oct" | "bin", [of]) => {
                let value = self.argument(of);
                if value.of_type == Type::BigInt {
                    return Value::new(format!("Str::from(big::{name}({}))", value.reference()), Type::Str);
                }
                let value = self.keep(&value, &Type::Int, span);
                Value::new(format!("Str::from(int::{name}({value}))"), Type::Str)
            }
            ("hash", [of]) => {
                let value = self.argument(of);
                self.tried(format!("{}.hash()", value.receiver()), Type::Int)
            }
            ("hasattr", [of, name]) => self.hasattr(of, name, expr),
            ("getattr", [Arg::Expr(of), Arg::Expr(name)]) => self.getattr_by_prefix(of, name, None, expr),
            ("getattr", [of, name, default]) => self.getattr_or(of, name, default, expr),
            ("type", [of]) => self.type_of_value(of, expr),
            ("next", [of]) => self.next(of, None, span),
            ("next", [of, default]) => self.next(of, Some(default), span),
            ("iter", [of]) => self.iter(of, span),
            ("iter", [function, sentinel]) => self.iter_until(function, sentinel, expr),
            ("exit" | "quit", _) => self.exit_program(given),
            _ => self.refuse(span, format!("this call of `{name}` is not translated yet")),
        }
    }

    /// What `for` takes of an argument, and what that gives.
    pub(super) fn iterable_argument(&mut self, argument: &Arg<'a>, span: Span) -> Option<(String, Type)> {
        let value = self.argument(argument);
        let iterable = self.iterable(&value, span);
        if iterable.is_none() {
            self.refuse(span, "this is not iterated over yet");
        }
        iterable
    }

    pub(super) fn len(&mut self, of: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        let value = self.present(&value, "__len__");
        let value = self.untupled(&value, "__len__");
        let receiver = value.receiver();
        match &value.of_type {
            Type::Str
            | Type::Bytes
            | Type::List(_)
            | Type::Set(_)
            | Type::FrozenSet(_)
            | Type::Dict(..)
            | Type::Sequence(_)
            | Type::Library(..) => Value::new(format!("{receiver}.len()"), Type::Int),
            Type::Range => self.tried(format!("{receiver}.len()"), Type::Int),
            Type::Tuple(members) if value.is_place => Value::new(members.len().to_string(), Type::Int),
            Type::Tuple(members) => Value::new(format!("{{ {}; {} }}", value.text, members.len()), Type::Int),
            Type::Instance(_) if self.is_flag_value(&value) => {
                let bits = self.fallible(&format!("{receiver}.0._value_.get()"));
                Value::new(format!("i64::from({bits}.count_ones())"), Type::Int)
            }
            Type::Instance(_) if self.is_plain_member(&value) => {
                let plain = self.plain(&value, span);
                self.len(&Arg::Value(plain), span)
            }
            Type::Instance(_) => match self.call_dunder(&value, "__len__", &[], span) {
                Some(value) => value,
                None => self.refuse(span, "no `__len__` is known for this object"),
            },
            _ => self.refuse(span, "the length of this is not translated yet"),
        }
    }

    fn range(&mut self, given: &Given<'a>, span: Span) -> Value {
        let is_beyond = |argument: &Arg<'a>| matches!(argument, Arg::Expr(expr) if super::growth::is_beyond(expr));
        if given.positional.iter().any(is_beyond) {
            return self.refuse(span, "a range beyond 64 bits is not translated yet");
        }
        let parts: Vec<String> =
            given.positional.iter().map(|argument| self.kept_argument(argument, &Type::Int, span)).collect();
        match parts.as_slice() {
            [stop] => Value::new(format!("Range::up_to({stop})"), Type::Range),
            [start, stop] => Value::new(format!("Range::between({start}, {stop})"), Type::Range),
            parts => self.tried(format!("Range::new({})", parts.join(", ")), Type::Range),
        }
    }

    /// `str(value)` and `repr(value)`.
    fn text_of(&mut self, of: &Arg<'a>, how: &str, span: Span) -> Value {
        let value = self.shown_argument(of);
        if value.of_type == Type::Str && how == "Value" {
            return value;
        }
        let shown = self.shown(&value, span);
        self.tried(format!("fstring(&[Part::{how}({shown})])"), Type::Str)
    }

    fn formatted(&mut self, of: &Arg<'a>, spec: &Arg<'a>, span: Span) -> Value {
        let (value, spec) = (self.argument(of), self.argument(spec));
        let shown = self.shown(&value, span);
        self.tried(format!("fstring(&[Part::Format({shown}, {})])", str_reference(&spec)), Type::Str)
    }

    fn int(&mut self, given: &Given<'a>, expr: &'a Expr) -> Value {
        let span = expr.span;
        let base = given.positional.get(1).or_else(|| given.named("base"));
        let Some(of) = given.positional.first() else { return Value::new("0", Type::Int) };
        let value = self.argument(of);
        let base = match base {
            Some(base) => self.kept_argument(base, &Type::Int, span),
            None => "10".to_owned(),
        };
        let value = self.present(&value, "__int__");
        let value = self.plain(&value, span);
        let is_large = self.gives_big(expr);
        match &value.of_type {
            Type::Int | Type::BigInt => value,
            Type::Bool => self.convert(value, &Type::Int, span),
            Type::Float if is_large => self.tried(format!("big::from_float({})", value.text), Type::BigInt),
            Type::Float => self.tried(format!("int::from_float({})", value.text), Type::Int),
            Type::Number => self.tried(format!("{}.to_int()", value.receiver()), Type::Int),
            Type::Str if is_large => {
                self.tried(format!("big::from_str({}, {base})", str_reference(&value)), Type::BigInt)
            }
            Type::Str => self.tried(format!("int::from_str({}, {base})", str_reference(&value)), Type::Int),
            Type::Instance(_) => match self.call_dunder(&value, "__int__", &[], span) {
                Some(value) => value,
                None => self.refuse(span, "no `__int__` is known for this object"),
            },
            _ => self.refuse(span, "`int` of this is not translated yet"),
        }
    }

    fn float(&mut self, of: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        let value = self.present(&value, "__float__");
        let value = self.plain(&value, span);
        match &value.of_type {
            Type::Str => self.tried(format!("float::from_str({})", str_reference(&value)), Type::Float),
            of_type if of_type.is_number() => self.convert(value, &Type::Float, span),
            Type::Instance(_) => match self.call_dunder(&value, "__float__", &[], span) {
                Some(value) => value,
                None => self.refuse(span, "no `__float__` is known for this object"),
            },
            _ => self.refuse(span, "`float` of this is not translated yet"),
        }
    }

    fn empty(&mut self, expr: &'a Expr, name: &str) -> Value {
        let of_type = self.type_of(expr);
        match (&of_type, name) {
            (Type::List(_), "list")
            | (Type::Set(_), "set")
            | (Type::Sequence(_), "tuple")
            | (Type::FrozenSet(_), "frozenset") => {
                let rust = self.lower.rust_type(&of_type);
                Value::new(format!("<{rust}>::default()"), of_type)
            }
            (Type::Tuple(members), "tuple") if members.is_empty() => Value::new("()", of_type),
            _ => self.refuse(expr.span, format!("this call of `{name}` is not translated yet")),
        }
    }

    /// `list(x)` and its like.
    fn collected(&mut self, name: &str, of: &Arg<'a>, expr: &'a Expr) -> Value {
        let is_set = matches!(name, "set" | "frozenset");
        let order_matters = self.order_matters && !is_set;
        let kept = std::mem::replace(&mut self.order_matters, order_matters);
        let iterable = self.iterable_argument(of, expr.span);
        self.order_matters = kept;
        let Some((iterable, element)) = iterable else {
            return Value::new("()", Type::Never);
        };
        let wanted = match self.type_of(expr) {
            Type::List(wanted) | Type::Set(wanted) | Type::Sequence(wanted) | Type::FrozenSet(wanted) => wanted,
            _ => Rc::new(element.clone()),
        };
        let iterable = self.mapped(iterable, &element, &wanted, expr.span);
        let (function, of_type) = match name {
            "list" => ("iter::list", Type::List(wanted)),
            "set" => ("Set::of", Type::Set(wanted)),
            "tuple" => ("Sequence::of", Type::Sequence(wanted)),
            "frozenset" => ("FrozenSet::of", Type::FrozenSet(wanted)),
            _ => return self.refuse(expr.span, format!("`{name}` is not translated yet")),
        };
        self.tried(format!("{function}({iterable})"), of_type)
    }

    /// An iterable whose items become values of another type.
    pub(super) fn mapped(&mut self, iterable: String, element: &Type, wanted: &Type, span: Span) -> String {
        if element == wanted {
            return iterable;
        }
        let item = Value::new("item", element.clone()).may_raise();
        let kept = self.in_closure(|inside| inside.keep(&item, wanted, span));
        let rust = self.lower.rust_type(element);
        self.fallible(&format!("iter::builtins::map(|item: {rust}| Ok({kept}), {iterable})"))
    }

    /// `callable(value)`, where that is known.
    fn callable(&mut self, of: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        if value.of_type == Type::Known {
            return match of {
                Arg::Expr(expr) if !matches!(self.known(expr), Some(Kind::Module(_)) | None) => {
                    Value::new("true", Type::Bool)
                }
                _ => self.refuse(span, "`callable` of this is not translated yet"),
            };
        }
        self.is_callable(&value, span)
    }

    fn is_callable(&mut self, value: &Value, span: Span) -> Value {
        let known = |is: bool| Value::new(format!("{{ {}; {is} }}", value.reference()), Type::Bool);
        match &value.of_type {
            Type::Optional(_) | Type::Union(_) => {
                self.by_part(value, span, |inside, part| inside.is_callable(part, span))
            }
            Type::Function(..) | Type::ExceptionClass => known(true),
            Type::None => Value::new("false", Type::Bool),
            Type::Instance(head) => {
                let family = self.lower.family(*head);
                let has = |class: &Item| self.lower.find_method(*class, "__call__").is_some();
                match (family.iter().all(has), family.iter().any(has)) {
                    (true, _) => known(true),
                    (_, false) => known(false),
                    _ => self.refuse(span, "`callable` of this is not translated yet"),
                }
            }
            Type::Never | Type::Known | Type::Library(..) => {
                self.refuse(span, "`callable` of this is not translated yet")
            }
            _ => known(false),
        }
    }

    fn abs(&mut self, of: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        match &value.of_type {
            Type::Int | Type::Bool => {
                let value = self.convert(value, &Type::Int, span);
                self.tried(format!("int::abs({})", value.text), Type::Int)
            }
            Type::BigInt => self.tried(format!("big::abs({})", value.reference()), Type::BigInt),
            Type::Float => Value::new(format!("f64::abs({})", value.text), Type::Float),
            Type::Number => self.tried(format!("numeric::abs({})", value.text), Type::Number),
            Type::Instance(_) => match self.call_dunder(&value, "__abs__", &[], span) {
                Some(value) => value,
                None => self.refuse(span, "no `__abs__` is known for this object"),
            },
            Type::Library(name, _) if &**name == "timedelta" => {
                self.tried(format!("{}.abs()", value.receiver()), value.of_type.clone())
            }
            _ => self.refuse(span, "`abs` of this is not translated yet"),
        }
    }

    pub(super) fn exit_program(&mut self, given: &Given<'a>) -> Value {
        let arguments = match given.positional.first() {
            None => "()".to_owned(),
            Some(code) => {
                let value = self.argument(code);
                if value.of_type == Type::None { "()".to_owned() } else { format!("Shown({})", value.owned()) }
            }
        };
        self.tried(format!("Err::<(), Exc>(Exc::new(&exc::SYSTEM_EXIT, {arguments}))"), Type::Never).may_raise()
    }

    // Classes at run time.
}
