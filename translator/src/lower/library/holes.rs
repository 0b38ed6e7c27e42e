//! The text of a call with its object and arguments in place: what stands between braces in a table.

use super::super::body::Body;
use super::super::call::Arg;
use super::super::operator::{str_reference, str_slice};
use super::super::text::{Binding, Value, literal};
use super::super::types::Type;
use super::{is_any_task, plain_type};
use crate::analyse::library::{Library, Shape};
use crate::tree::Expr;
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// A coroutine that does what a future does, with its object and its arguments bound first.
    pub(super) fn deferred(
        &mut self,
        key: &str,
        text: &str,
        object: Option<&Value>,
        arguments: &[Arg<'a>],
        expr: &'a Expr,
    ) -> Option<String> {
        let name = key.rsplit('.').next().unwrap_or(key);
        let (mut bound, mut call, mut rest) = (String::new(), String::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let (hole, behind) = after.split_once('}')?;
            let kept = self.temporary("kept");
            let mut given = self.hole(hole, object, arguments, expr)?;
            if hole == "self" {
                given.push_str(".clone()");
            }
            bound.push_str(&format!("let {kept} = {given}; "));
            call.push_str(&format!("{before}{kept}"));
            rest = behind;
        }
        call.push_str(rest);
        Some(format!("{{ {bound}Coroutine::new({}, async move {{ {call}.await }}) }}", literal(name)))
    }

    /// Fills a text of the table.
    pub(super) fn fill(
        &mut self,
        text: &str,
        object: Option<&Value>,
        arguments: &[Arg<'a>],
        expr: &'a Expr,
    ) -> Option<String> {
        let mut out = String::new();
        let mut open: Vec<usize> = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}', '<', '>']) {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            if let Some(after) = after.strip_prefix("{{") {
                out.push('{');
                rest = after;
            } else if let Some(after) = after.strip_prefix("}}") {
                out.push('}');
                rest = after;
            } else if let Some(after) = after.strip_prefix('<') {
                open.push(out.len());
                rest = after;
            } else if let Some(after) = after.strip_prefix('>') {
                let begin = open.pop()?;
                let inner = out.split_off(begin);
                out.push_str(&self.fallible(&inner));
                rest = after;
            } else {
                let end = after.find('}')?;
                let hole = after.get(1..end)?;
                out.push_str(&self.hole(hole, object, arguments, expr)?);
                rest = after.get(end + 1..)?;
            }
        }
        out.push_str(rest);
        Some(out)
    }

    fn hole(&mut self, hole: &str, object: Option<&Value>, arguments: &[Arg<'a>], expr: &'a Expr) -> Option<String> {
        match hole {
            "self" => return object.map(Value::receiver),
            "self:int" => return Some(self.convert(object?.clone(), &Type::Int, expr.span).receiver()),
            "self:&big" => return Some(self.convert(object?.clone(), &Type::BigInt, expr.span).reference()),
            _ => {}
        }
        let (place, how) = hole.split_once(':').unwrap_or((hole, ""));
        if place == "*" {
            return self.all(arguments, how, expr);
        }
        let argument = arguments.get(place.parse::<usize>().ok()?)?.clone();
        let span = expr.span;
        let part = |place: usize| -> Option<Type> {
            match &object?.of_type {
                Type::List(element) | Type::Set(element) | Type::FrozenSet(element) | Type::Sequence(element)
                    if place == 0 =>
                {
                    Some((**element).clone())
                }
                Type::Dict(key, _) if place == 0 => Some((**key).clone()),
                Type::Dict(_, value) => Some((**value).clone()),
                Type::Library(_, parts) => parts.get(place).cloned(),
                _ => None,
            }
        };
        Some(match how {
            "" => {
                let value = self.argument(&argument);
                value.owned()
            }
            "given" => match self.call_type(expr) {
                Type::Library(_, parts) => self.kept_argument(&argument, parts.first()?, span),
                _ => return None,
            },
            "some" => {
                let value = self.argument(&argument);
                let of_type = value.of_type.inner().clone();
                self.convert(value, &of_type, span).receiver()
            }
            "present" => {
                let value = self.argument(&argument);
                let of_type = value.of_type.inner().clone();
                self.keep(&value, &of_type, span)
            }
            "T" => self.kept_argument(&argument, &part(0)?, span),
            "U" => self.kept_argument(&argument, &part(1)?, span),
            "&T" => {
                let value = self.argument(&argument);
                let value = self.convert(value, &part(0)?, span);
                value.reference()
            }
            "&" => {
                let value = self.argument(&argument);
                match part(0) {
                    Some(element) => self.as_member(value, &element, span).reference(),
                    None => value.reference(),
                }
            }
            "int" => self.kept_argument(&argument, &Type::Int, span),
            "&big" => {
                let value = self.argument(&argument);
                self.convert(value, &Type::BigInt, span).reference()
            }
            "usize" => format!("usize::try_from({}).unwrap_or(0)", self.kept_argument(&argument, &Type::Int, span)),
            "float" => {
                let value = self.argument(&argument);
                let value = self.convert(value, &Type::Float, span);
                value.within(Binding::Prefix)
            }
            "seconds" => {
                let value = self.argument(&argument);
                let to = if matches!(value.of_type, Type::None | Type::Optional(_)) {
                    Type::Optional(Rc::new(Type::Float))
                } else {
                    Type::Float
                };
                self.keep(&value, &to, span)
            }
            "s" => {
                let value = self.argument(&argument);
                str_reference(&self.convert(value, &Type::Str, span))
            }
            "S?" => {
                let value = self.argument(&argument);
                match &value.of_type {
                    Type::None => "None".to_owned(),
                    Type::Optional(_) => format!("{}.as_deref()", value.receiver()),
                    _ => format!("Some({})", str_slice(&self.convert(value, &Type::Str, span))),
                }
            }
            "S" => {
                let value = self.argument(&argument);
                str_slice(&self.convert(value, &Type::Str, span))
            }
            "octets" => {
                let value = self.argument(&argument);
                match value.of_type {
                    Type::Str => format!("{}.as_bytes()", str_slice(&value)),
                    _ => format!("{}.as_slice()", self.convert(value, &Type::Bytes, span).receiver()),
                }
            }
            "text" => {
                let value = self.argument(&argument);
                self.convert(value, &Type::Str, span).reference()
            }
            "numbers" => {
                let (iterable, element) = self.iterable_argument(&argument, span)?;
                let iterable = self.mapped(iterable, &element, &Type::Number, span);
                self.fallible(&format!("iter::vec({iterable})"))
            }
            "vec" => {
                let (iterable, _) = self.iterable_argument(&argument, span)?;
                self.fallible(&format!("iter::vec({iterable})"))
            }
            "b" => {
                let value = self.argument(&argument);
                self.convert(value, &Type::Bytes, span).reference()
            }
            "B" => {
                let value = self.argument(&argument);
                format!("{}.as_slice()", self.convert(value, &Type::Bytes, span).receiver())
            }
            "bool" => {
                let value = self.argument(&argument);
                self.truth(&value)
            }
            "int?" => self.kept_argument(&argument, &Type::Optional(Rc::new(Type::Int)), span),
            "floats" => {
                let (iterable, element) = self.iterable_argument(&argument, span)?;
                let iterable = self.mapped(iterable, &element, &Type::Float, span);
                self.fallible(&format!("iter::vec({iterable})"))
            }
            "listref" => {
                let value = self.argument(&argument);
                matches!(value.of_type, Type::List(_)).then(|| value.reference())?
            }
            "element0" => {
                let Type::List(element) = self.argument(arguments.first()?).of_type else { return None };
                self.kept_argument(&argument, &element, span)
            }
            "near0" => {
                let Type::List(element) = self.argument(arguments.first()?).of_type else { return None };
                let value = self.argument(&argument);
                let is_number = value.of_type.is_number() && element.is_number();
                let value = if is_number { value } else { self.convert(value, &element, span) };
                value.reference()
            }
            "seq" => {
                let value = self.argument(&argument);
                if matches!(value.of_type, Type::Set(_) | Type::Dict(..) | Type::Iterator(_) | Type::Lazy(_)) {
                    return None;
                }
                self.iterable(&value, span)?.0
            }
            "iterB" => {
                let (iterable, element) = self.iterable_argument(&argument, span)?;
                (element == Type::Bytes).then_some(iterable)?
            }
            "affix" => {
                let value = self.argument(&argument);
                match &value.of_type {
                    Type::Tuple(members) => {
                        let parts: Vec<String> =
                            (0..members.len()).map(|place| format!("members.{place}.clone()")).collect();
                        format!("&{{ let members = {}; [{}] }}[..]", value.owned(), parts.join(", "))
                    }
                    _ => str_reference(&value),
                }
            }
            "iter" => self.iterable_argument(&argument, span)?.0,
            "iterT" => {
                let is_set = object.is_some_and(|object| matches!(object.of_type, Type::Set(_) | Type::FrozenSet(_)));
                let order_matters = self.order_matters && !is_set;
                let kept = std::mem::replace(&mut self.order_matters, order_matters);
                let iterable = self.iterable_argument(&argument, span);
                self.order_matters = kept;
                let (iterable, element) = iterable?;
                self.mapped(iterable, &element, &part(0)?, span)
            }
            "loop" => {
                let value = self.argument(&argument);
                if value.of_type == Type::None { "None".to_owned() } else { format!("Some({})", value.owned()) }
            }
            "coroutine" => self.coroutine_of_task(&argument, expr)?,
            "future" => {
                let value = self.argument(&argument);
                let value = match &value.of_type {
                    Type::Optional(inner) if !is_any_task(inner) => Value::new(
                        self.gathered_item(&Value::new(value.owned(), value.of_type.clone())),
                        value.of_type.inner().clone(),
                    ),
                    _ => value,
                };
                match value.of_type {
                    Type::Awaitable(_) => self.coroutine(&Arg::Value(value), expr)?,
                    _ if is_any_task(&value.of_type) && self.unused == Some(expr.id) => {
                        format!("{}.to_future()", value.receiver())
                    }
                    _ if is_any_task(value.of_type.inner()) => return None,
                    Type::Instance(_) => self.object_as_coroutine(&value, span)?.text,
                    _ => value.owned(),
                }
            }
            "exception" => match &argument {
                Arg::Expr(class) => match self.exception_class(class) {
                    Some(class) => format!("Exc::new(&{class}, ())"),
                    None => self.kept_argument(&argument, &Type::Exception, span),
                },
                Arg::Unpacked { .. } => return None,
                Arg::Value(_) => self.kept_argument(&argument, &Type::Exception, span),
            },
            _ => return None,
        })
    }

    /// All arguments as a slice.
    pub(super) fn all(&mut self, arguments: &[Arg<'a>], how: &str, expr: &'a Expr) -> Option<String> {
        let of_type = match how {
            "ints" => Type::Int,
            "bigs" => Type::BigInt,
            _ => Type::Float,
        };
        let texts: Vec<String> =
            arguments.iter().map(|argument| self.kept_argument(argument, &of_type, expr.span)).collect();
        Some(format!("&[{}]", texts.join(", ")))
    }

    /// Says whether a call takes or gives ints that may be beyond 64 bits.
    pub(super) fn is_of_big_ints(&self, object: Option<&Value>, arguments: &[Arg<'a>], expr: &Expr) -> bool {
        let is_big = |argument: &Arg<'a>| match argument {
            Arg::Expr(argument) => self.type_of(argument) == Type::BigInt,
            Arg::Value(value) => value.of_type == Type::BigInt,
            Arg::Unpacked { element, .. } => *element == Type::BigInt,
        };
        object.is_some_and(|object| object.of_type == Type::BigInt)
            || self.gives_big(expr)
            || arguments.iter().any(is_big)
    }

    /// What a function gives by its stub, where that is plain.
    pub(super) fn stub_type(&self, key: &str, count: usize, object: Option<&Value>) -> Option<Type> {
        let stub = self.lower.inferred.library_function(key)?;
        let shape = Shape { positional: count, ..Shape::default() };
        let returns = stub.overloads.get(Library::choose(&stub.overloads, &shape)?)?.returns.clone()?;
        plain_type(&returns, object)
    }

    /// An argument as a coroutine.
    pub(in super::super) fn coroutine(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> Option<String> {
        let value = self.argument(argument);
        match value.of_type.clone() {
            Type::Coroutine(_) => Some(value.owned()),
            Type::Awaitable(given) | Type::Coro(given) => {
                Some(self.convert(value, &Type::Coroutine(given), expr.span).text)
            }
            _ => {
                self.refuse(expr.span, "only a coroutine can become a task");
                None
            }
        }
    }

    /// The coroutine of which a call makes a task: it gives what the task gives.
    pub(super) fn coroutine_of_task(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> Option<String> {
        let text = self.coroutine(argument, expr)?;
        let (Some(given), Type::Library(_, parts)) = (self.given_type(argument), self.call_type(expr)) else {
            return Some(text);
        };
        match parts.first() {
            Some(wanted) if *wanted != given => {
                let value = Value::new(text, Type::Coroutine(Rc::new(given)));
                Some(self.convert(value, &Type::Coroutine(Rc::new(wanted.clone())), expr.span).text)
            }
            _ => Some(text),
        }
    }

    /// What a coroutine gives that is an argument.
    pub(super) fn given_type(&mut self, argument: &Arg<'a>) -> Option<Type> {
        let of_type = match argument {
            Arg::Expr(expr) => self.type_of(expr),
            Arg::Value(value) => value.of_type.clone(),
            Arg::Unpacked { element, .. } => element.clone(),
        };
        match of_type {
            Type::Coro(given) | Type::Coroutine(given) | Type::Awaitable(given) => Some((*given).clone()),
            _ => None,
        }
    }
}
