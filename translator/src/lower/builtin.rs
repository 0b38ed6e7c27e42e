//! The builtin functions.

use super::body::Body;
use super::call::{Arg, Given};
use super::operator::{str_reference, str_slice};
use super::text::{Binding, Value};
use super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Span};
use std::rc::Rc;

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

    fn print(&mut self, given: &Given<'a>, span: Span) -> Value {
        for (name, _) in &given.named {
            if !matches!(&**name, "sep" | "end" | "flush" | "file") {
                return self.refuse(span, format!("`print` has no parameter `{name}`"));
            }
        }
        let mut shown = Vec::new();
        for argument in &given.positional {
            let value = self.shown_argument(argument);
            shown.push(self.shown(&value, span));
        }
        let file = given.named("file");
        if given.named.is_empty() && given.star.is_none() {
            return self.tried(format!("print_line(&[{}])", shown.join(", ")), Type::None);
        }
        let (sep, end) = (self.optional_text(given.named("sep")), self.optional_text(given.named("end")));
        let flush = match given.named("flush") {
            None => "false".to_owned(),
            Some(flush) => {
                let value = self.argument(flush);
                self.truth(&value)
            }
        };
        let is_error = match file {
            None => false,
            Some(Arg::Expr(Expr { kind: ExprKind::Attribute(_, name), .. })) if &**name == "stderr" => true,
            Some(Arg::Expr(Expr { kind: ExprKind::Attribute(_, name), .. })) if &**name == "stdout" => false,
            Some(file) => return self.print_to(file, given, shown, (&sep, &end), span),
        };
        if given.is_scattered() {
            return self.print_scattered(given, &sep, &end, &flush, is_error, span);
        }
        if let Some(star) = given.star {
            return self.print_star(&shown, star, &sep, &end, &flush, is_error);
        }
        let shown = shown.join(", ");
        let text = if is_error {
            format!("print::print_error(&[{shown}], {sep}, {end})")
        } else {
            format!("print::print(&[{shown}], {sep}, {end}, {flush})")
        };
        self.tried(text, Type::None)
    }

    /// `print(…, file=file)`, where the file is a value.
    fn print_to(
        &mut self,
        file: &Arg<'a>,
        given: &Given<'a>,
        shown: Vec<String>,
        (sep, end): (&str, &str),
        span: Span,
    ) -> Value {
        let file = self.argument(file);
        let is_file = matches!(&file.of_type, Type::Library(name, _) if matches!(&**name, "TextIO" | "StringIO"));
        if !is_file || !given.stars.is_empty() || given.named("flush").is_some() {
            return self.refuse(span, "`print` does not go to this yet");
        }
        let text = self.fallible(&format!("print::joined(&[{}], {sep}, {end})", shown.join(", ")));
        let written = self.fallible(&format!("{}.write(&{text})", file.receiver()));
        Value::new(format!("{{ {written}; }}"), Type::None)
    }

    /// Stars among other arguments: each value becomes its text, and these are printed.
    fn print_scattered(
        &mut self,
        given: &Given<'a>,
        sep: &str,
        end: &str,
        flush: &str,
        is_error: bool,
        span: Span,
    ) -> Value {
        let mut text = String::from("{ let mut texts: Vec<Str> = Vec::new(); ");
        let mut stars = given.stars.iter().peekable();
        for place in 0..=given.positional.len() {
            while let Some((_, star)) = stars.next_if(|(before, _)| *before == place) {
                let Some((iterable, item)) = self.iterable_argument(&Arg::Expr(star), star.span) else {
                    return Value::new("()", Type::None);
                };
                let item = Value::place("item", item);
                let shown = self.shown(&item, star.span);
                let values = self.fallible(&format!("iter::vec({iterable})"));
                let one = self.fallible(&format!("fstring(&[Part::Value({shown})])"));
                text.push_str(&format!("for item in {values} {{ texts.push({one}); }} "));
            }
            let Some(argument) = given.positional.get(place) else { continue };
            let value = self.argument(argument);
            let shown = self.shown(&value, span);
            let one = self.fallible(&format!("fstring(&[Part::Value({shown})])"));
            text.push_str(&format!("texts.push({one}); "));
        }
        text.push_str("let shown: Vec<&dyn Object> = texts.iter().map(|text| text as &dyn Object).collect(); ");
        let call = match is_error {
            true => format!("print::print_error(&shown, {sep}, {end})"),
            false => format!("print::print(&shown, {sep}, {end}, {flush})"),
        };
        text.push_str(&format!("{call} }}"));
        self.tried(text, Type::None)
    }

    fn print_star(
        &mut self,
        shown: &[String],
        star: &'a Expr,
        sep: &str,
        end: &str,
        flush: &str,
        is_error: bool,
    ) -> Value {
        let Some((iterable, _)) = self.iterable_argument(&Arg::Expr(star), star.span) else {
            return Value::new("()", Type::None);
        };
        let values = self.fallible(&format!("iter::vec({iterable})"));
        let (count, first) = (shown.len(), shown.join(", "));
        let call = if is_error {
            format!("print::print_error(&shown, {sep}, {end})")
        } else {
            format!("print::print(&shown, {sep}, {end}, {flush})")
        };
        let text = format!(
            "{{ let values = {values}; let first: [&dyn Object; {count}] = [{first}]; let mut shown = first.to_vec(); shown.extend(values.iter().map(|value| value as &dyn Object)); {call} }}"
        );
        self.tried(text, Type::None)
    }

    /// `sep` and `end`: None is the default.
    fn optional_text(&mut self, argument: Option<&Arg<'a>>) -> String {
        let Some(argument) = argument else { return "None".to_owned() };
        let value = self.argument(argument);
        match &value.of_type {
            Type::None => "None".to_owned(),
            Type::Optional(_) => format!("{}.as_deref()", value.receiver()),
            _ => format!("Some({})", str_slice(&value)),
        }
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

    fn reverse(&mut self, given: &Given<'a>) -> String {
        match given.named("reverse") {
            None => "false".to_owned(),
            Some(reverse) => {
                let value = self.argument(reverse);
                self.truth(&value)
            }
        }
    }

    /// A `key=` that is not None.
    pub(super) fn key<'g>(&self, given: &'g Given<'a>) -> Option<&'g Arg<'a>> {
        given.named("key").filter(|key| !matches!(key, Arg::Expr(Expr { kind: ExprKind::None, .. })))
    }

    fn sorted(&mut self, of: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Value {
        // Those that are equal by a key stay in the order in which they came.
        let iterable = match self.key(given) {
            Some(key) if !tells_apart(key) => self.iterable_argument(of, expr.span),
            _ => self.in_any_order(|inside| inside.iterable_argument(of, expr.span)),
        };
        let Some((iterable, element)) = iterable else {
            return Value::new("()", Type::Never);
        };
        let reverse = self.reverse(given);
        let of_type = Type::List(Rc::new(element.clone()));
        let Some(key) = self.key(given) else {
            return self.tried(format!("iter::builtins::sorted({iterable}, {reverse})"), of_type);
        };
        let Some((key, _)) = self.callback(key, &[element], true, expr) else { return Value::new("()", Type::Never) };
        self.tried(format!("iter::builtins::sorted_by_key({iterable}, {key}, {reverse})"), of_type)
    }

    fn sum(&mut self, of: &Arg<'a>, start: Option<&Arg<'a>>, span: Span) -> Value {
        let head = match of {
            Arg::Expr(of) => match self.type_of(of) {
                Type::Instance(head) if !self.lower.is_named_tuple(head) => Some(head),
                _ => None,
            },
            _ => None,
        };
        if head.is_some_and(|head| self.lower.fields(head).iter().any(|(_, of_type)| *of_type == Type::BigInt)) {
            return self.refuse(span, "the sum of an object's ints is not translated yet beside ints beyond 64 bits");
        }
        let iterable = self.in_any_order(|inside| inside.iterable_argument(of, span));
        let Some((iterable, element)) = iterable else { return Value::new("()", Type::Never) };
        let start = match start {
            Some(start) => self.argument(start),
            None => Value::new("0", Type::Int),
        };
        if element == Type::Never {
            return Value::new(format!("{{ let _ = {iterable}; {} }}", start.owned()), start.of_type); // it is empty
        }
        let (start, add, of_type) = match (&start.of_type, &element) {
            (Type::Int, Type::Int) => (start.owned(), "int::add".to_owned(), Type::Int),
            (Type::Int | Type::BigInt, Type::BigInt) => (
                self.keep(&start, &Type::BigInt, span),
                "|sum: Int, item: Int| big::add(&sum, &item)".to_owned(),
                Type::BigInt,
            ),
            (Type::Int, Type::Bool) => {
                (start.owned(), "|sum, item: bool| int::add(sum, i64::from(item))".to_owned(), Type::Int)
            }
            (Type::BigInt, Type::Int) => {
                (start.owned(), "|sum: Int, item: i64| big::add(&sum, &Int::from(item))".to_owned(), Type::BigInt)
            }
            (Type::Float, Type::Float) => (start.owned(), "|sum, item: f64| Ok(sum + item)".to_owned(), Type::Float),
            (Type::Float, Type::Int) => {
                (start.owned(), "|sum, item: i64| Ok(sum + item as f64)".to_owned(), Type::Float)
            }
            (Type::Int | Type::Float | Type::Number, Type::Int | Type::Float | Type::Number) => (
                format!("Number::from({})", start.text),
                "|sum: Number, item| numeric::add(sum, item)".to_owned(),
                Type::Number,
            ),
            (Type::List(one), Type::List(other)) if one == other => {
                (start.owned(), "|sum, item| Ok(sum.concat(&item))".to_owned(), start.of_type.clone())
            }
            (_, Type::Instance(head)) if self.lower.is_int_enum(*head) => {
                let item = Value::place("item", element.clone());
                let plain = self.in_closure(|inside| inside.plain(&item, span));
                let rust = self.lower.rust_type(&element);
                let start = self.keep(&start, &Type::Int, span);
                (start, format!("|sum, item: {rust}| int::add(sum, {})", plain.text), Type::Int)
            }
            (Type::List(one), Type::List(other)) if **one == Type::Never && start.text.ends_with("::new()") => {
                let empty = format!("List::<{}>::new()", self.lower.rust_type(other));
                (empty, "|sum, item| Ok(sum.concat(&item))".to_owned(), element.clone())
            }
            (Type::Tuple(none), Type::Sequence(item)) if none.is_empty() => {
                let empty = format!("Sequence::<{}>::default()", self.lower.rust_type(item));
                (empty, "|sum, item| Ok(sum.concat(&item))".to_owned(), element.clone())
            }
            (Type::Tuple(none), Type::Tuple(members)) if none.is_empty() => {
                let Ok(item) = self.lower.types.joined_optional(members.clone()) else {
                    return self.refuse(span, "the sum of such values is not translated yet");
                };
                let sum = Type::Sequence(Rc::new(item));
                let one = Value::place("item", element.clone());
                let one = self.in_closure(|inside| inside.convert(one, &sum, span));
                let rust = self.lower.rust_type(&sum);
                let add =
                    format!("|sum: {rust}, item: {}| Ok(sum.concat(&{}))", self.lower.rust_type(&element), one.text);
                (format!("<{rust}>::default()"), add, sum)
            }
            (one, other) if self.has_parts(other) || self.has_parts(one) || self.adds_numbers(one, other) => {
                return self.sum_by_part(&iterable, &start, &element, span);
            }
            (Type::Instance(_) | Type::Library(..), _) => {
                let sum = start.of_type.clone();
                let (one, other) = (Value::place("sum", sum.clone()), Value::place("item", element.clone()));
                let added = self.in_closure(|inside| inside.binary(crate::tree::BinaryOp::Add, one, other, span));
                if added.of_type != sum {
                    return self.refuse(span, "the sum of such values is not translated yet");
                }
                let (rust, item) = (self.lower.rust_type(&sum), self.lower.rust_type(&element));
                (start.owned(), format!("|sum: {rust}, item: {item}| Ok({})", added.owned()), sum)
            }
            (Type::Str | Type::Bytes, _) => return self.refuse(span, "the sum of such values is not translated yet"),
            _ if self.has_parts(&element)
                || self.has_parts(&start.of_type)
                || super::several::builtin_type(&element).is_some() =>
            {
                return self.sum_by_part(&iterable, &start, &element, span);
            }
            _ => return self.refuse(span, "the sum of such values is not translated yet"),
        };
        self.tried(format!("iter::builtins::sum({iterable}, {start}, {add})"), of_type)
    }

    /// Says whether a sum of these has a type that neither of them is.
    fn adds_numbers(&self, one: &Type, other: &Type) -> bool {
        one.is_number() && other.is_number() && [one, other].contains(&&Type::BigInt)
    }

    /// The sum of values of several types: it has a type that holds whatever comes out.
    fn sum_by_part(&mut self, iterable: &str, start: &Value, element: &Type, span: Span) -> Value {
        const MOST_TYPES: usize = 6;
        let item = Value::place("item", element.clone());
        let mut of_type = start.of_type.clone();
        for _ in 0..MOST_TYPES {
            let sum = Value::place("sum", of_type.clone());
            let added = self.in_closure(|inside| inside.binary(crate::tree::BinaryOp::Add, sum, item.clone(), span));
            let given = Some(added.of_type.clone()).filter(|given| *given != Type::Never);
            let members = [of_type.clone()].into_iter().chain(given).collect();
            let Ok(joined) = self.lower.types.joined_optional(members) else { break };
            if joined == of_type {
                let added = self.in_closure(|inside| inside.keep(&added, &of_type, span));
                let (rust, item) = (self.lower.rust_type(&of_type), self.lower.rust_type(element));
                let add = format!("|sum: {rust}, item: {item}| Ok({added})");
                let start = self.keep(start, &of_type, span);
                return self.tried(format!("iter::builtins::sum({iterable}, {start}, {add})"), of_type);
            }
            of_type = joined;
        }
        self.refuse(span, "the sum of such values is not translated yet")
    }

    fn extreme(&mut self, name: &str, given: &Given<'a>, expr: &'a Expr) -> Value {
        let Some((iterable, element)) = self.compared(given, expr) else { return Value::new("()", Type::Never) };
        let mut text = format!("iter::builtins::{name}");
        let mut arguments = iterable;
        if let Some(key) = self.key(given) {
            let Some((key, _)) = self.callback(key, std::slice::from_ref(&element), true, expr) else {
                return Value::new("()", Type::Never);
            };
            text.push_str("_by_key");
            arguments.push_str(&format!(", {key}"));
        }
        let Some(default) = given.named("default") else {
            return self.tried(format!("{text}({arguments})"), element);
        };
        if element == Type::Never {
            let default = self.argument(default); // there is nothing to compare
            return Value::new(format!("{{ let _ = {arguments}; {} }}", default.owned()), default.of_type);
        }
        let found = self.tried(format!("{text}_or({arguments})"), Type::Optional(Rc::new(element.clone())));
        let default = self.argument(default);
        if default.of_type == Type::None {
            return found;
        }
        let joined = self.lower.types.joined_optional(vec![element.clone(), default.of_type.clone()]);
        let Ok(joined) = joined else { return self.refuse(expr.span, "this default is not translated yet") };
        let default = self.keep(&default, &joined, expr.span);
        let value = Value::new("value", element);
        let value = self.keep(&value, &joined, expr.span);
        Value::new(format!("match {} {{ Some(value) => {value}, None => {default} }}", found.text), joined)
    }

    /// What `min` and `max` compare: the items of one argument, or all arguments.
    fn compared(&mut self, given: &Given<'a>, expr: &'a Expr) -> Option<(String, Type)> {
        if let [of] = given.positional.as_slice() {
            return match self.key(given) {
                Some(key) if !tells_apart(key) => self.iterable_argument(of, expr.span),
                _ => self.in_any_order(|inside| inside.iterable_argument(of, expr.span)),
            };
        }
        let mut values = Vec::new();
        for argument in &given.positional {
            values.push(self.argument(argument));
        }
        let types = values.iter().map(|value| value.of_type.clone()).collect();
        let Ok(joined) = self.lower.types.joined_optional(types) else {
            self.refuse(expr.span, "values of such types are not compared yet");
            return None;
        };
        let texts: Vec<String> = values.iter().map(|value| self.keep(value, &joined, expr.span)).collect();
        Some((format!("iter::from_rust([{}].into_iter())", texts.join(", ")), joined))
    }

    fn any_all(&mut self, name: &str, of: &Arg<'a>, span: Span) -> Value {
        let iterable = self.in_any_order(|inside| inside.iterable_argument(of, span));
        let Some((iterable, _)) = iterable else { return Value::new("()", Type::Never) };
        self.tried(format!("iter::builtins::{name}({iterable})"), Type::Bool)
    }

    fn enumerate(&mut self, of: &Arg<'a>, start: Option<&Arg<'a>>, span: Span) -> Value {
        let Some((iterable, element)) = self.iterable_argument(of, span) else { return Value::new("()", Type::Never) };
        let start = match start {
            Some(start) => self.kept_argument(start, &Type::Int, span),
            None => "0".to_owned(),
        };
        let item = Type::Tuple(vec![Type::Int, element]);
        self.tried(format!("iter::builtins::enumerate({iterable}, {start})"), Type::Lazy(Rc::new(item)))
    }

    fn zip(&mut self, given: &Given<'a>, span: Span) -> Value {
        let mut texts = Vec::new();
        let mut elements = Vec::new();
        for argument in &given.positional {
            let Some((iterable, element)) = self.iterable_argument(argument, span) else {
                return Value::new("()", Type::Never);
            };
            texts.push(iterable);
            elements.push(element);
        }
        let strict = match given.named("strict") {
            None => "false".to_owned(),
            Some(strict) => {
                let value = self.argument(strict);
                self.truth(&value)
            }
        };
        let of_type = Type::Lazy(Rc::new(Type::Tuple(elements)));
        let comma = if texts.len() == 1 { "," } else { "" };
        self.tried(format!("iter::builtins::zip(({}{comma}), {strict})", texts.join(", ")), of_type)
    }

    /// `zip` of more than have a tuple of their own: of items of one type.
    fn zip_many(&mut self, given: &Given<'a>, span: Span) -> Value {
        let mut parts = Vec::new();
        for argument in &given.positional {
            let Some(part) = self.iterable_argument(argument, span) else { return Value::new("()", Type::Never) };
            parts.push(part);
        }
        let Ok(element) = self.lower.types.joined_optional(parts.iter().map(|(_, item)| item.clone()).collect()) else {
            return self.refuse(span, "a `zip` of so many of several types is not translated yet");
        };
        let strict = match given.named("strict") {
            None => "false".to_owned(),
            Some(strict) => {
                let value = self.argument(strict);
                self.truth(&value)
            }
        };
        let rust = self.lower.rust_type(&element);
        let mut boxed = Vec::new();
        for (iterable, item) in parts {
            let iterable = self.mapped(iterable, &item, &element, span);
            boxed.push(self.fallible(&format!("iter::boxed::<{rust}, _>({iterable})")));
        }
        let rows = format!("iter::from_rust(vec![{}].into_iter())", boxed.join(", "));
        let of_type = Type::Lazy(Rc::new(Type::Sequence(Rc::new(element))));
        self.tried(format!("iter::builtins::zip_all({rows}, {strict})"), of_type)
    }

    /// `zip(*rows)`
    fn zip_all(&mut self, star: &'a Expr, given: &Given<'a>, expr: &'a Expr) -> Value {
        let rows = self.expr(star);
        if let Type::Tuple(members) = &rows.of_type {
            // Their number is known: it is as if they stood there.
            let members = members.iter().enumerate();
            let parts = members.map(|(place, member)| {
                Arg::Value(Value::place(format!("{}.{place}", rows.receiver()), member.clone()))
            });
            let given = Given { positional: parts.collect(), star: None, ..given.clone() };
            return if rows.is_place { self.zip(&given, expr.span) } else { self.refuse(expr.span, "this `zip`") };
        }
        let Some((iterable, row)) = self.iterable(&rows, star.span) else {
            return self.refuse(star.span, "this is not iterated over yet");
        };
        let item = Value::place("item", row.clone());
        let Some((inner, element)) = self.in_closure(|inside| inside.iterable(&item, star.span)) else {
            return self.refuse(star.span, "this is not iterated over yet");
        };
        let strict = match given.named("strict") {
            None => "false".to_owned(),
            Some(strict) => {
                let value = self.argument(strict);
                self.truth(&value)
            }
        };
        let rust = self.lower.rust_type(&row);
        let rows = self.fallible(&format!("iter::builtins::map(|item: {rust}| Ok({inner}), {iterable})"));
        let of_type = Type::Lazy(Rc::new(Type::Sequence(Rc::new(element))));
        self.tried(format!("iter::builtins::zip_all({rows}, {strict})"), of_type)
    }

    /// `map` of a function of several arguments.
    fn map_several(&mut self, function: &Arg<'a>, of: &[Arg<'a>], expr: &'a Expr) -> Value {
        let given = Given { positional: of.to_vec(), ..Given::default() };
        let zipped = self.zip(&given, expr.span);
        let Type::Lazy(items) = &zipped.of_type else { return Value::new("()", Type::Never) };
        let Type::Tuple(elements) = &**items else { return Value::new("()", Type::Never) };
        let Some((closure, given)) = self.callback(function, elements, false, expr) else {
            return Value::new("()", Type::Never);
        };
        let names: Vec<String> = (0..elements.len()).map(|place| format!("a{place}")).collect();
        let names = names.join(", ");
        let rust = self.lower.rust_type(items);
        let text = format!(
            "{{ let mut mapped = {closure}; iter::builtins::map(move |({names}): {rust}| mapped({names}), {}) }}",
            zipped.text
        );
        self.tried(text, Type::Lazy(Rc::new(given)))
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

    fn map(&mut self, function: &Arg<'a>, of: &Arg<'a>, expr: &'a Expr) -> Value {
        let Some((iterable, element)) = self.iterable_argument(of, expr.span) else {
            return Value::new("()", Type::Never);
        };
        let Some((closure, given)) = self.callback(function, &[element], false, expr) else {
            return Value::new("()", Type::Never);
        };
        self.tried(format!("iter::builtins::map({closure}, {iterable})"), Type::Lazy(Rc::new(given)))
    }

    fn filter(&mut self, function: &Arg<'a>, of: &Arg<'a>, expr: &'a Expr) -> Value {
        let Some((iterable, element)) = self.iterable_argument(of, expr.span) else {
            return Value::new("()", Type::Never);
        };
        let of_type = Type::Lazy(Rc::new(element.clone()));
        if matches!(function, Arg::Expr(Expr { kind: ExprKind::None, .. })) {
            return self.tried(format!("iter::builtins::filter_true({iterable})"), of_type);
        }
        let rust = self.lower.rust_type(&element);
        let test = self.in_closure(|inside| {
            let (closure, of_type) = inside.callback(function, &[element], false, expr)?;
            let called = Value::new("kept", of_type);
            Some((closure, inside.truth(&called)))
        });
        let Some((closure, truth)) = test else { return Value::new("()", Type::Never) };
        self.tried(
            format!(
                "iter::builtins::filter(|item: &{rust}| {{ let kept = ({closure})(item.clone())?; Ok({truth}) }}, {iterable})"
            ),
            of_type,
        )
    }

    fn reversed(&mut self, of: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        let value = self.untupled(&value, "__reversed__");
        let receiver = value.receiver();
        let (text, element) = match &value.of_type {
            Type::List(element) | Type::Sequence(element) => (format!("{receiver}.reversed()"), (**element).clone()),
            Type::Dict(key, _) => (format!("{receiver}.reversed()"), (**key).clone()),
            Type::Range => (format!("{receiver}.reversed()"), Type::Int),
            Type::Str => (format!("iter::from_rust({receiver}.characters().rev())"), Type::Str),
            Type::Library(name, parts) if matches!(&**name, "DictKeys" | "DictValues" | "DictItems") => {
                let element = match (&**name, parts.as_slice()) {
                    ("DictKeys", [key, _]) => key.clone(),
                    ("DictValues", [value, _]) => value.clone(),
                    ("DictItems", [key, value]) => Type::Tuple(vec![key.clone(), value.clone()]),
                    _ => return self.refuse(span, "this is not reversed yet"),
                };
                (format!("{receiver}.reversed()"), element)
            }
            Type::Instance(_) => {
                return match self.call_dunder(&value, "__reversed__", &[], span) {
                    Some(value) => value,
                    None => self.refuse(span, "this is not reversed yet"),
                };
            }
            Type::Tuple(members) => {
                let Ok(element) = self.lower.types.joined_optional(members.clone()) else {
                    return self.refuse(span, "this is not reversed yet");
                };
                let Some((members, _)) = self.iterable(&value, span) else {
                    return self.refuse(span, "this is not reversed yet");
                };
                (
                    format!("iter::from_rust({}.into_iter().rev())", self.fallible(&format!("iter::vec({members})"))),
                    element,
                )
            }
            Type::Library(name, parts) if matches!(&**name, "deque" | "OrderedDict" | "Counter" | "defaultdict") => {
                (format!("{receiver}.reversed()"), parts.first().cloned().unwrap_or(Type::Never))
            }
            _ => return self.refuse(span, "this is not reversed yet"),
        };
        Value::new(text, Type::Lazy(Rc::new(element)))
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

    fn next(&mut self, of: &Arg<'a>, default: Option<&Arg<'a>>, span: Span) -> Value {
        let value = self.argument(of);
        let value = match &value.of_type {
            Type::Optional(inner) => self.convert(value.clone(), inner, span),
            _ => value,
        };
        match (&value.of_type, default) {
            (Type::Instance(_), None) => {
                return match self.call_dunder(&value, "__next__", &[], span) {
                    Some(value) => value,
                    None => self.refuse(span, "no `__next__` is known for this object"),
                };
            }
            (Type::Union(_), None) => {
                return self.by_part(&value, span, |inside, part| match super::several::builtin_type(&part.of_type) {
                    Some(name) => inside.raised("TYPE_ERROR", &format!("'{name}' object is not an iterator")),
                    None => inside.next(&Arg::Value(part.clone()), None, span),
                });
            }
            (Type::Instance(_), Some(default)) => return self.next_of_object(&value, default, span),
            (Type::Coro(_) | Type::Coroutine(_), _) => return self.next_of_coroutine(value, default, span),
            _ => {}
        }
        let element = match &value.of_type {
            Type::Iterator(element) | Type::Generator(element, _, _) | Type::Lazy(element) => (**element).clone(),
            _ => return self.refuse(span, "`next` of this is not translated yet"),
        };
        if let (Type::Generator(..), None) = (&value.of_type, default) {
            return self.tried(format!("aio::next({})", value.reference()), element);
        }
        let owned = match &value.of_type {
            Type::Generator(..) => {
                let owned = value.owned();
                self.fallible(&format!("{owned}.iterate()"))
            }
            _ => value.owned(),
        };
        let Some(default) = default else {
            return self.tried(format!("iter::builtins::next(&mut {owned})"), element);
        };
        let default = self.argument(default);
        let Ok(joined) = self.lower.types.joined_optional(vec![element.clone(), default.of_type.clone()]) else {
            return self.refuse(span, "this default is not translated yet");
        };
        let default = self.keep(&default, &joined, span);
        let given = Value::new("value", element);
        let given = self.keep(&given, &joined, span);
        let next = self.fallible("iter.next()");
        let rust = self.lower.rust_type(&joined);
        let text = format!(
            "{{ let mut iter = {owned}; let default: {rust} = {default}; match {next} {{ Some(value) => {given}, None => default }} }}"
        );
        Value::bound(text, Binding::Open, joined)
    }

    /// `next(object, default)` of an object of the program.
    fn next_of_object(&mut self, object: &Value, default: &Arg<'a>, span: Span) -> Value {
        let held = Value::place(self.temporary("object"), object.of_type.clone());
        if matches!(object.of_type, Type::Instance(head) if self.lower.is_lacked(head, "__next__")) {
            return self.refuse(span, "not every class of this object has `__next__`: not translated here yet");
        }
        let Some((next, element)) = self.call_dunder_raw(&held, "__next__", &[], span) else {
            return self.refuse(span, "no `__next__` is known for this object");
        };
        let default = self.argument(default);
        let Ok(joined) = self.lower.types.joined_optional(vec![element.clone(), default.of_type.clone()]) else {
            return self.refuse(span, "this default is not translated yet");
        };
        let default = self.keep(&default, &joined, span);
        let given = self.keep(&Value::new("value", element).may_raise(), &joined, span);
        let (name, object, rust) = (held.text, object.owned(), self.lower.rust_type(&joined));
        let raised = self.raise("exc");
        let text = format!(
            "{{ let {name} = {object}; let default: {rust} = {default}; match {next} {{ Ok(value) => {given}, \
             Err(exc) if exc.is(&exc::STOP_ITERATION) => default, Err(exc) => {{ {raised} }} }} }}"
        );
        Value::bound(text, Binding::Open, joined)
    }

    fn iter(&mut self, of: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        match &value.of_type {
            Type::Generator(..) | Type::Iterator(_) => return value,
            Type::Instance(_) => {
                if let Some(iterator) = self.call_dunder(&value, "__iter__", &[], span)
                    && !matches!(iterator.of_type, Type::Lazy(_))
                {
                    return iterator;
                }
            }
            _ => {}
        }
        let Some((iterable, element)) = self.iterable(&value, span) else {
            return self.refuse(span, "this is not iterated over yet");
        };
        let rust = self.lower.rust_type(&element);
        let of_type = Type::Iterator(Rc::new(element));
        let iter = self.fallible(&format!("iter::boxed::<{rust}, _>({iterable})"));
        Value::new(format!("Shared::new({iter})"), of_type)
    }

    /// `iter(function, sentinel)`
    fn iter_until(&mut self, function: &Arg<'a>, sentinel: &Arg<'a>, expr: &'a Expr) -> Value {
        let called = match function {
            Arg::Expr(of) => self.as_function(of).or_else(|| Some(self.expr(of))),
            _ => None,
        };
        let result = match called.as_ref().map(|called| &called.of_type) {
            Some(Type::Function(signature, result)) if signature.takes_nothing() => Rc::clone(result),
            _ => return self.refuse(expr.span, "this call of `iter` is not translated yet"),
        };
        let Some(called) = called else { return Value::new("()", Type::Never) };
        let called = self.convert(called, &Type::Function(Rc::default(), Rc::clone(&result)), expr.span);
        let sentinel = self.argument(sentinel);
        let held = Value::place("sentinel", sentinel.of_type.clone());
        let value = Value::place("value", (*result).clone());
        let is_end = self.in_closure(|inside| inside.equal(&value, &held, expr.span).text);
        let text = format!(
            "{{ let function = {}; let sentinel = {}; let mut has_ended = false; iter::from_fn(move || {{ \
             if has_ended {{ return Ok(None); }} let value = function()?; \
             if {is_end} {{ has_ended = true; return Ok(None); }} Ok(Some(value)) }}) }}",
            called.owned(),
            sentinel.owned()
        );
        Value::new(text, Type::Lazy(result))
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

    fn isinstance(&mut self, of: &Arg<'a>, class: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        let Arg::Expr(class) = class else { return self.refuse(span, "`isinstance` of this") };
        let name = self.temporary("value");
        let held = Value::place(name.clone(), value.of_type.clone());
        let Some(test) = self.instance_test(&held, class) else {
            return self.refuse(class.span, "`isinstance` with this class is not translated yet");
        };
        if value.is_place {
            let text = test.replace(&name, &value.receiver());
            return Value::bound(text, Binding::Or, Type::Bool);
        }
        Value::new(format!("{{ let {name} = {}; {test} }}", value.owned()), Type::Bool)
    }

    /// The test whether a value is of a class, or of one of a tuple of classes.
    pub(super) fn instance_test(&mut self, value: &Value, class: &'a Expr) -> Option<String> {
        match &class.kind {
            ExprKind::Tuple(members) => {
                let tests: Option<Vec<String>> =
                    members.iter().map(|member| self.instance_test(value, member)).collect();
                return Some(format!("({})", tests?.join(" || ")));
            }
            ExprKind::Binary(left, crate::tree::BinaryOp::BitOr, right) => {
                let (left, right) = (self.instance_test(value, left)?, self.instance_test(value, right)?);
                return Some(format!("({left} || {right})"));
            }
            _ => {}
        }
        let Some(wanted) = self.wanted_class(class) else {
            let is_exception = value.of_type == Type::Exception;
            return if is_exception { self.caught_by(class, &value.receiver()) } else { None };
        };
        self.test_of(value, &wanted)
    }

    pub(super) fn wanted_class(&mut self, class: &Expr) -> Option<Wanted> {
        if let Some(name) = self.builtin_class(class) {
            return Some(Wanted::Builtin(name));
        }
        match self.known(class)? {
            Kind::Class(item) => match self.lower.exception_static(item) {
                Some(exception) => Some(Wanted::Exception(exception)),
                None if self.lower.inferred.class(item).is_some() => Some(Wanted::Program(item)),
                None => Some(Wanted::Builtin(self.lower.inferred.item_name(item))),
            },
            _ => None,
        }
    }

    fn builtin_class(&self, class: &Expr) -> Option<String> {
        let name = self.builtin_name(class)?;
        matches!(name, "int" | "float" | "str" | "bool" | "list" | "dict" | "set" | "tuple" | "range" | "frozenset")
            .then(|| name.to_owned())
    }

    pub(super) fn test_of(&mut self, value: &Value, wanted: &Wanted) -> Option<String> {
        if let Wanted::Builtin(name) = wanted
            && is_abstract(name)
        {
            return None;
        }
        let receiver = value.receiver();
        match &value.of_type {
            Type::Optional(inner) => {
                let inside = Value::place("some", (**inner).clone());
                let test = self.test_of(&inside, wanted)?;
                match test.as_str() {
                    "true" => Some(format!("{receiver}.is_some()")),
                    "false" => Some("false".to_owned()),
                    test => Some(format!("{receiver}.as_ref().is_some_and(|some| {test})")),
                }
            }
            Type::Union(number) => {
                let members = self.lower.types.unions().get(*number).cloned()?;
                let mut arms = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    let inside = Value::place("member", member.clone());
                    let test = self.test_of(&inside, wanted)?;
                    arms.push(format!("Union{}::{}(member) => {test}", number + 1, super::union_variant(index)));
                }
                Some(format!("(match &{receiver} {{ {} }})", arms.join(", ")))
            }
            Type::Number => match wanted {
                Wanted::Builtin(name) if name == "int" => Some(format!("matches!({receiver}, Number::Int(_))")),
                Wanted::Builtin(name) if name == "float" => Some(format!("matches!({receiver}, Number::Float(_))")),
                _ => Some("false".to_owned()),
            },
            Type::Exception => match wanted {
                Wanted::Exception(class) => Some(format!("{receiver}.is(&{class})")),
                _ => Some("false".to_owned()),
            },
            Type::Instance(head) => match wanted {
                Wanted::Program(item) => Some(self.lower.class_test(*head, *item, &receiver)),
                Wanted::Builtin(name) if name == "tuple" && self.lower.is_named_tuple(*head) => Some("true".to_owned()),
                _ if self.lower.has_library_base(*head) => None,
                _ => Some("false".to_owned()),
            },
            of_type => {
                let Wanted::Builtin(name) = wanted else { return Some("false".to_owned()) };
                let is = match of_type {
                    Type::Bool => matches!(&**name, "bool" | "int"),
                    Type::Int | Type::BigInt => name == "int",
                    Type::Float => name == "float",
                    Type::Str => name == "str",
                    Type::Bytes => name == "bytes",
                    Type::List(_) => name == "list",
                    Type::Dict(..) => name == "dict",
                    Type::Set(_) => name == "set",
                    Type::FrozenSet(_) => name == "frozenset",
                    Type::Tuple(_) | Type::Sequence(_) => name == "tuple",
                    Type::Range => name == "range",
                    Type::None => name == "NoneType",
                    Type::Iterator(_)
                    | Type::Generator(..)
                    | Type::AsyncGenerator(..)
                    | Type::Coro(_)
                    | Type::Coroutine(_)
                    | Type::ExceptionClass => false,
                    Type::Library(class, _) if matches!(&**class, "defaultdict" | "OrderedDict" | "Counter") => {
                        **class == **name || name == "dict"
                    }
                    Type::Library(class, _) => super::library::is_of_class(class, name),
                    _ => return None,
                };
                Some(is.to_string())
            }
        }
    }
}

/// A class of which objects of many others are instances, too.
fn is_abstract(name: &str) -> bool {
    const ABSTRACT: &[&str] = &[
        "object",
        "Hashable",
        "Iterable",
        "Iterator",
        "Reversible",
        "Sized",
        "Container",
        "Collection",
        "Callable",
        "Set",
        "MutableSet",
        "Mapping",
        "MutableMapping",
        "Sequence",
        "MutableSequence",
        "ByteString",
        "Number",
        "Complex",
        "Real",
        "Rational",
        "Integral",
        "Awaitable",
        "Coroutine",
        "Generator",
        "AsyncIterable",
        "AsyncIterator",
        "AsyncGenerator",
        "SupportsInt",
        "SupportsFloat",
        "SupportsAbs",
        "SupportsIndex",
        "Protocol",
    ];
    ABSTRACT.contains(&name)
}

/// Says whether a key of a sort has the value itself in it, so that no two are equal by it.
fn tells_apart(key: &Arg<'_>) -> bool {
    let Arg::Expr(Expr { kind: ExprKind::Lambda(parameters, body), .. }) = key else { return false };
    let [parameter] = parameters.positional.as_slice() else { return false };
    let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if *name == parameter.name);
    match &body.kind {
        ExprKind::Tuple(members) => members.iter().any(is_it),
        _ => is_it(body),
    }
}

/// The class for which `isinstance` asks.
pub(super) enum Wanted {
    Builtin(String),
    Exception(String),
    Program(crate::analyse::types::Item),
}
