//! Values of one type where another is kept.

use super::body::Body;
use super::text::{Binding, Value};
use super::types::Type;
use super::union_variant;
use crate::analyse::types::Kind;
use crate::tree::Span;
use std::rc::Rc;

impl Body<'_, '_> {
    /// The value, as one of this type that is kept.
    pub(super) fn keep(&mut self, value: &Value, to: &Type, span: Span) -> String {
        self.convert(value.clone(), to, span).owned()
    }

    /// The value, as one of this type.
    pub(super) fn convert(&mut self, value: Value, to: &Type, span: Span) -> Value {
        let from = value.of_type.clone();
        if from == *to {
            return value;
        }
        let is_traceback = matches!(from.inner(), Type::Library(name, _) if &**name == "TracebackType");
        if is_traceback && matches!(to, Type::Optional(_)) {
            return Value::new("None", to.clone()); // nobody reads it
        }
        if is_traceback && matches!(to, Type::Never | Type::None | Type::Known) {
            return Value::new("()", to.clone()); // nobody reads it
        }
        match (&from, to) {
            (Type::Never, Type::None) | (Type::None, Type::Never) => Value { of_type: to.clone(), ..value },
            (_, Type::Never) => Value::new(format!("{{ {}; }}", value.text), Type::Never),
            (Type::Never, Type::Str | Type::Int | Type::Float | Type::Bool) if value.raises => {
                let rust = self.lower.rust_type(to);
                Value::new(format!("never::<{rust}>({})", value.text), to.clone())
            }
            (Type::Never, _) if value.raises => Value::new(format!("never({})", value.text), to.clone()),
            (Type::Never, _) => self.refuse(span, "nothing is known of what this gives"),
            (Type::None, Type::Optional(_)) if value.text == "()" => Value::new("None", to.clone()),
            (Type::None, Type::Optional(_)) => Value::new(format!("{{ {}; None }}", value.text), to.clone()),
            (Type::Optional(inner), Type::Optional(wanted)) => self.convert_some(&value, inner, wanted, span),
            (_, Type::Optional(wanted)) => {
                let inner = self.keep(&value, wanted, span);
                Value::new(format!("Some({inner})"), to.clone())
            }
            (Type::Optional(inner), _) => {
                let text = format!("some({})", value.owned());
                let some = self.tried(text, (**inner).clone());
                self.convert(some, to, span)
            }
            (Type::Int, Type::Float) => {
                Value::bound(format!("{} as f64", value.within(Binding::Cast)), Binding::Cast, Type::Float)
            }
            (Type::Int | Type::Bool, Type::BigInt) => Value::new(format!("Int::from({})", value.text), Type::BigInt),
            (Type::BigInt, Type::Int) => self.tried(format!("{}.to_small()", value.receiver()), Type::Int),
            (Type::BigInt, Type::Float) => self.tried(format!("big::to_float({})", value.reference()), Type::Float),
            (Type::Bool, Type::Int) => Value::new(format!("i64::from({})", value.text), Type::Int),
            (Type::Bool, Type::Float) => Value::new(format!("f64::from({})", value.text), Type::Float),
            (Type::Int | Type::Float, Type::Number) => {
                Value::new(format!("Number::from({})", value.text), Type::Number)
            }
            (Type::Bool, Type::Number) => Value::new(format!("Number::from(i64::from({}))", value.text), Type::Number),
            (Type::Number, Type::Float) => Value::new(format!("{}.to_float()", value.receiver()), Type::Float),
            (Type::Known, Type::ExceptionClass) => self.class_as_value(&value, span),
            (Type::ExceptionClass, Type::Known) => Value::new("()", Type::Known),
            (Type::Instance(head), Type::Int | Type::Float) if self.lower.is_int_enum(*head) => {
                let plain = self.plain(&value, span);
                self.convert(plain, to, span)
            }
            (Type::Instance(head), Type::Str) if self.lower.is_str_enum(*head) => self.plain(&value, span),
            (Type::Class, Type::Known) => Value::new("()", Type::Known),
            (Type::Known, Type::Class) => match value.known {
                Some(Kind::Class(item)) => self.class_value(item, span),
                _ => self.refuse(span, "this is not kept as a class yet"),
            },
            (Type::List(element), Type::Class) if Self::is_enum_class(&value) => match **element {
                Type::Instance(head) => self.class_value(head, span),
                _ => self.refuse(span, "this is not kept as a class yet"),
            },
            (Type::Known, Type::Function(..)) if value.known.is_some() => self.known_function(&value, to, span),
            (Type::Function(one, gives), Type::Function(other, wanted)) => {
                self.convert_function(&value, (one, gives), (other, wanted), span)
            }
            (Type::Union(_) | Type::Number, to) if *to != Type::Never => self.by_type(&value, to, span),
            (_, Type::Union(number)) => self.join(&value, *number, span),
            (Type::Tuple(one), Type::Tuple(other)) if one.len() == other.len() => {
                self.convert_members(&value, one, other, span)
            }
            (Type::Sequence(one), Type::Sequence(other)) => {
                let (one, other) = (Rc::clone(one), Rc::clone(other));
                if *one == Type::Never {
                    return Value::new(format!("<{}>::default()", self.lower.rust_type(to)), to.clone());
                }
                let items = self.mapped(format!("{}.iter()", value.receiver()), &one, &other, span);
                self.tried(format!("Sequence::of({items})"), to.clone())
            }
            (Type::Tuple(members), Type::Sequence(element)) => {
                let (members, element) = (members.clone(), Rc::clone(element));
                self.members_as_sequence(&value, &members, &element, span)
            }
            (Type::Awaitable(given), Type::Coroutine(wanted)) if given == wanted => {
                let text = value.deferred.clone().unwrap_or_else(|| format!("Coroutine::new(\"\", {})", value.text));
                Value::new(text, to.clone())
            }
            (Type::Coroutine(given), Type::Coroutine(wanted)) => {
                let result = Value::new("result", (**given).clone()).may_raise();
                let result = self.in_closure(|inside| inside.keep(&result, wanted, span));
                Value::new(format!("aio::mapped({}, |result| {result})", value.text), to.clone())
            }
            (Type::Coroutine(given), Type::Coro(wanted)) if given != wanted => {
                let raw = self.convert(value, &Type::Coroutine(Rc::clone(wanted)), span);
                self.convert(raw, to, span)
            }
            (Type::Coro(given), Type::Coroutine(wanted)) if given == wanted => {
                self.tried(format!("{}.take()", value.receiver()), to.clone())
            }
            (Type::Coroutine(given), Type::Coro(wanted)) if given == wanted => {
                Value::new(format!("SharedCoroutine::from({})", value.text), to.clone())
            }
            (Type::Awaitable(given), Type::Coro(wanted)) if given == wanted => {
                let raw = self.convert(value, &Type::Coroutine(Rc::clone(wanted)), span);
                self.convert(raw, to, span)
            }
            (Type::Lazy(element), Type::Iterator(wanted)) if element == wanted => {
                let rust = self.lower.rust_type(element);
                let iter = self.fallible(&format!("iter::boxed::<{rust}, _>({})", value.text));
                Value::new(format!("Shared::new({iter})"), to.clone())
            }
            (Type::Lazy(element) | Type::Iterator(element), Type::Generator(wanted, sent, returned))
                if element == wanted =>
            {
                let types = [wanted, sent, returned].map(|part| self.lower.rust_type(part));
                Value::new(format!("aio::generated::<{}>({})", types.join(", "), value.owned()), to.clone())
            }
            (Type::Generator(element, _, _), Type::Iterator(wanted)) if element == wanted => {
                Value::new(format!("Shared::new(Box::new({}) as AnyIter<_>)", value.owned()), to.clone())
            }
            (Type::Library(one, parts), Type::Library(other, wanted))
                if &**one == "Task" && &**other == "Future" && parts == wanted =>
            {
                Value::new(format!("Future::clone(&{})", value.within(Binding::Prefix)), to.clone())
            }
            _ => {
                let (from, to) = (self.lower.rust_type(&from), self.lower.rust_type(to));
                self.refuse(span, format!("a value of type `{from}` where one of type `{to}` is kept"))
            }
        }
    }

    /// A function that is known where it stands becomes a closure.
    fn known_function(&mut self, value: &Value, to: &Type, span: Span) -> Value {
        match value.known {
            Some(Kind::Function(item)) if self.lower.inferred.callable(item).is_some() => {
                let closure = self.function_value(item, None, span);
                self.convert(closure, to, span)
            }
            Some(Kind::Class(item)) if self.lower.inferred.class(item).is_some() => {
                let closure = self.class_function(item, span);
                if !matches!(closure.of_type, Type::Function(..)) {
                    return closure; // it is refused
                }
                self.convert(closure, to, span)
            }
            _ => self.refuse(span, "a function or class of the library is not kept as a value yet"),
        }
    }

    fn convert_some(&mut self, value: &Value, inner: &Rc<Type>, wanted: &Rc<Type>, span: Span) -> Value {
        let some = Value::new("value", (**inner).clone());
        let converted = self.keep(&some, wanted, span);
        let text = format!("match {} {{ Some(value) => Some({converted}), None => None }}", value.owned());
        Value::bound(text, Binding::Open, Type::Optional(wanted.clone()))
    }

    fn convert_members(&mut self, value: &Value, one: &[Type], other: &[Type], span: Span) -> Value {
        let members = one.iter().zip(other).enumerate().map(|(place, (from, to))| {
            let member = Value::new(format!("members.{place}"), from.clone());
            self.keep(&member, to, span)
        });
        let members: Vec<String> = members.collect();
        let comma = if members.len() == 1 { "," } else { "" };
        let text = format!("{{ let members = {}; ({}{comma}) }}", value.owned(), members.join(", "));
        Value::new(text, Type::Tuple(other.to_vec()))
    }

    fn members_as_sequence(&mut self, value: &Value, members: &[Type], element: &Rc<Type>, span: Span) -> Value {
        let texts = members.iter().enumerate().map(|(place, member)| {
            let member = Value::place(format!("members.{place}"), member.clone());
            self.keep(&member, element, span)
        });
        let texts = texts.collect::<Vec<_>>().join(", ");
        let text = format!("{{ let members = {}; Sequence::from(vec![{texts}]) }}", value.owned());
        Value::new(text, Type::Sequence(Rc::clone(element)))
    }

    /// Says whether ints of 64 bits are among the values of a type.
    fn takes_ints(&self, of_type: &Type) -> bool {
        self.lower.all_parts(of_type).iter().any(|part| matches!(part, Type::Int | Type::Number))
    }

    /// A value becomes one of several.
    fn join(&mut self, value: &Value, number: usize, span: Span) -> Value {
        let members = self.lower.types.unions().get(number).cloned().unwrap_or_default();
        if value.of_type == Type::Known
            && let Some(Kind::Class(item)) = value.known
            && self.lower.exception_static(item).is_some()
            && members.contains(&Type::ExceptionClass)
        {
            let class = self.convert(value.clone(), &Type::ExceptionClass, span);
            return self.join(&class, number, span);
        }
        if value.of_type == Type::Known
            && let Some(function) = members.iter().find(|member| matches!(member, Type::Function(..))).cloned()
        {
            let closure = self.known_function(value, &function, span);
            return self.join(&closure, number, span);
        }
        if let (Some(Kind::Class(item)), Type::Known, true) =
            (&value.known, &value.of_type, members.contains(&Type::Class))
        {
            let class = self.class_value(*item, span);
            return self.join(&class, number, span);
        }
        match members.iter().position(|member| *member == value.of_type) {
            Some(index) => {
                let text = format!("Union{}::{}({})", number + 1, union_variant(index), value.owned());
                Value::new(text, Type::Union(number))
            }
            None if members.iter().any(|member| self.lower.fits(&value.of_type, member)) => {
                let member = members.iter().find(|member| self.lower.fits(&value.of_type, member)).cloned();
                let value = self.convert(value.clone(), &member.unwrap_or(Type::Never), span);
                self.join(&value, number, span)
            }
            None => {
                let from = self.lower.rust_type(&value.of_type);
                self.refuse(span, format!("a value of type `{from}` where values of several types are kept"))
            }
        }
    }

    /// A value of several types where fewer or others are kept: a test has said that it is one of these.
    fn by_type(&mut self, value: &Value, to: &Type, span: Span) -> Value {
        let mut arms = Vec::new();
        let parts = self.lower.parts(&value.of_type);
        for part in &parts {
            if self.lower.fits(&part.of_type, to) || part.of_type == Type::BigInt && self.takes_ints(to) {
                let held = Value::new("value", part.of_type.clone());
                arms.push(format!("{} => {}", part.pattern("value"), self.keep(&held, to, span)));
            }
        }
        if arms.is_empty() {
            let wanted = self.lower.rust_type(to);
            return self.refuse(span, format!("a value of several types where one of type `{wanted}` is kept"));
        }
        if arms.len() < parts.len() {
            arms.push(format!("_ => never({})", self.fallible("Err::<(), Exc>(wrong_type())")));
        }
        Value::bound(format!("match {} {{ {} }}", value.owned(), arms.join(", ")), Binding::Open, to.clone())
    }
}
