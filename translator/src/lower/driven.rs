//! Coroutines that are driven by hand, and objects that are awaited.
//!
//! # How it works
//!
//! What a coroutine yields to who drives it, and what comes back, passes through the runtime as a value without a type; by inference
//! all of it has one type, and `aio::passed` takes it out. A `yield` in a generator that is awaited is an await of that kind.
//!
//! An object is awaited by its `__await__`, which is a coroutine.

use super::body::Body;
use super::call::{Arg, Given};
use super::generator::or_none;
use super::text::Value;
use super::types::Type;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Expr, Name, Span};
use std::rc::Rc;

/// The None of a type, if it has one.
fn none_of(of_type: &Type) -> &'static str {
    match of_type {
        Type::None | Type::Never => "Some(())",
        Type::Optional(_) => "Some(None)",
        _ => "None",
    }
}

impl<'a> Body<'_, 'a> {
    /// What was yielded or sent, as the program's value: `text` gives a `Py` of the runtime's.
    fn passed(&mut self, text: &str, node: Node, span: Span) -> Value {
        let of_type = self.lower.type_at(node, span);
        let (rust, none) = (self.lower.rust_type(&of_type), none_of(&of_type));
        let value = self.fallible(text);
        self.tried(format!("aio::passed::<{rust}>(&{value}, {none})"), of_type).may_raise()
    }

    /// `yield` in a generator that is awaited.
    pub(super) fn yield_outward(&mut self, value: &str, span: Span) -> Value {
        let sent = self.lower.inferred.function_of(self.scope).map(|(_, callable)| callable.sent);
        let outward = self.lower.type_at(self.lower.inferred.outward(), span);
        let text = format!("aio::give::<{}>({value}).await", self.lower.rust_type(&outward));
        match sent {
            Some(sent) => self.passed(&text, sent, span),
            None => self.tried(text, Type::None),
        }
    }

    /// `yield from` in a generator that is awaited.
    pub(super) fn yield_from_outward(&mut self, value: Value, inner: &'a Expr, span: Span) -> Value {
        match &value.of_type {
            Type::Coroutine(_) | Type::Coro(_) | Type::Awaitable(_) => self.awaited(value, span),
            Type::Library(name, _) if matches!(&**name, "Future" | "Task") => self.awaited(value, span),
            Type::Generator(yields, _, returns) => {
                let outward = self.lower.inferred.outward();
                if **yields != self.lower.type_at(outward, span) {
                    return self.refuse(inner.span, "`yield from` of this is not translated yet");
                }
                let given = self.fallible(&format!("aio::give_all({}).await", value.owned()));
                match &**returns {
                    Type::None | Type::Never => Value::new(format!("{given}.unwrap_or_default()"), Type::None),
                    returned => self.tried(format!("some({given})"), returned.clone()),
                }
            }
            _ => self.refuse(inner.span, "`yield from` of this is not translated yet"),
        }
    }

    /// A method of a coroutine.
    pub(super) fn coroutine_method(&mut self, object: &Value, name: &Name, given: &Given<'a>, expr: &'a Expr) -> Value {
        let (Type::Coro(returned) | Type::Coroutine(returned)) = object.of_type.clone() else {
            return self.refuse(expr.span, "this call");
        };
        let object = self.convert(object.clone(), &Type::Coro(returned), expr.span);
        let (receiver, reference) = (object.receiver(), object.reference());
        let driven = match (&**name, self.only_positional(given).as_slice()) {
            ("send", [value]) => {
                let sent = self.lower.type_at(self.lower.inferred.inward(), expr.span);
                let value = self.kept_argument(value, &sent, expr.span);
                let rust = self.lower.rust_type(&sent);
                let (next, send) =
                    (format!("{receiver}.send_none()"), format!("aio::send_to::<_, {rust}>({reference}, {{}})"));
                or_none(&value, &sent, &next, &send)
            }
            ("throw", arguments) => match self.thrown(arguments, expr.span) {
                Some(exc) => format!("{receiver}.throw({exc})"),
                None => return self.refuse(expr.span, "this is not thrown yet"),
            },
            ("__next__", []) => format!("{receiver}.send_none()"),
            ("close", []) => return self.tried(format!("{receiver}.close()"), Type::None),
            ("__await__" | "__iter__", []) => return object,
            _ => {
                return self
                    .refuse(expr.span, format!("`coroutine.{name}` with these arguments is not translated yet"));
            }
        };
        // Nobody looks at what it yields: that may be a future of asyncio.
        if self.dropped == Some(expr.id) {
            let of_type = self.lower.type_at(self.lower.inferred.outward(), expr.span);
            return Value::new(self.fallible(&driven), of_type);
        }
        self.passed(&driven, self.lower.inferred.outward(), expr.span)
    }

    /// `next(coroutine)`, or what else where it has ended.
    pub(super) fn next_of_coroutine(&mut self, object: Value, default: Option<&Arg<'a>>, span: Span) -> Value {
        let (Type::Coro(returned) | Type::Coroutine(returned)) = object.of_type.clone() else {
            return self.refuse(span, "this call");
        };
        if default.is_some() {
            return self.refuse(span, "`next` of a coroutine with a default is not translated yet");
        }
        let object = self.convert(object, &Type::Coro(returned), span);
        self.passed(&format!("{}.send_none()", object.receiver()), self.lower.inferred.outward(), span)
    }

    // Objects that are awaited.

    /// What the `__await__` of an object gives in the end.
    pub(super) fn result_of_await(&mut self, head: Item, span: Span) -> Option<Type> {
        let family = self.lower.family(head);
        let methods = family.into_iter().filter_map(|class| Some(self.lower.find_method(class, "__await__")?.1));
        let mut results = Vec::new();
        for method in methods.collect::<Vec<_>>() {
            let callable = self.lower.inferred.callable(method)?;
            results.push(self.lower.type_at(callable.result, span));
        }
        let first = results.first().cloned()?;
        match (results.iter().all(|result| *result == first), first) {
            (true, Type::Coro(given)) => Some((*given).clone()),
            _ => None,
        }
    }

    /// `await object`
    pub(super) fn await_object(&mut self, object: &Value, span: Span) -> Value {
        let Some(value) = self.call_dunder(object, "__await__", &[], span) else {
            return self.refuse(span, "this is not awaited yet");
        };
        match value.of_type {
            Type::Coroutine(_) | Type::Coro(_) => self.awaited(value, span),
            _ => self.refuse(span, "this `__await__` is not translated yet"),
        }
    }

    /// An object as a coroutine, whose `__await__` is called in its first step.
    pub(super) fn object_as_coroutine(&mut self, object: &Value, span: Span) -> Option<Value> {
        let Type::Instance(head) = object.of_type else { return None };
        let given = self.result_of_await(head, span)?;
        let held = Value::place("awaited", object.of_type.clone());
        let awaited = self.in_coroutine(|inside| inside.await_object(&held, span));
        let text = format!(
            "{{ let awaited = {}; Coroutine::new(\"_wrap_awaitable\", async move {{ Ok({}) }}) }}",
            object.owned(),
            awaited.text
        );
        Some(Value::new(text, Type::Coroutine(Rc::new(given))))
    }

    fn in_coroutine<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.in_closure(|inside| {
            inside.form = super::body::Form::Coroutine;
            run(inside)
        })
    }

    // Throwing.

    /// What is thrown: an exception, or a class of which one is made.
    pub(super) fn thrown(&mut self, arguments: &[Arg<'a>], span: Span) -> Option<String> {
        let (thrown, rest) = arguments.split_first()?;
        if let Arg::Expr(class) = thrown
            && let Some(Kind::Class(item)) = self.known(class)
            && let Some(class) = self.lower.exception_static(item)
        {
            let given = Given { positional: rest.to_vec(), ..Given::default() };
            return Some(self.make_exception(item, &class, &given, span).text);
        }
        let value = self.argument(thrown);
        (value.of_type == Type::Exception && rest.is_empty()).then(|| value.owned())
    }
}
