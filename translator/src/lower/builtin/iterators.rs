//! Iterators: `enumerate`, `zip`, `map`, `filter`, `reversed`, `next`, `iter`.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::{Binding, Value};
use super::super::types::Type;
use crate::tree::{Expr, ExprKind, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn enumerate(&mut self, of: &Arg<'a>, start: Option<&Arg<'a>>, span: Span) -> Value {
        let Some((iterable, element)) = self.iterable_argument(of, span) else { return Value::new("()", Type::Never) };
        let start = match start {
            Some(start) => self.kept_argument(start, &Type::Int, span),
            None => "0".to_owned(),
        };
        let item = Type::Tuple(vec![Type::Int, element]);
        self.tried(format!("iter::builtins::enumerate({iterable}, {start})"), Type::Lazy(Rc::new(item)))
    }

    pub(super) fn zip(&mut self, given: &Given<'a>, span: Span) -> Value {
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
    pub(super) fn zip_many(&mut self, given: &Given<'a>, span: Span) -> Value {
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
    pub(super) fn zip_all(&mut self, star: &'a Expr, given: &Given<'a>, expr: &'a Expr) -> Value {
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
    pub(super) fn map_several(&mut self, function: &Arg<'a>, of: &[Arg<'a>], expr: &'a Expr) -> Value {
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

    pub(super) fn map(&mut self, function: &Arg<'a>, of: &Arg<'a>, expr: &'a Expr) -> Value {
        let Some((iterable, element)) = self.iterable_argument(of, expr.span) else {
            return Value::new("()", Type::Never);
        };
        let Some((closure, given)) = self.callback(function, &[element], false, expr) else {
            return Value::new("()", Type::Never);
        };
        self.tried(format!("iter::builtins::map({closure}, {iterable})"), Type::Lazy(Rc::new(given)))
    }

    pub(super) fn filter(&mut self, function: &Arg<'a>, of: &Arg<'a>, expr: &'a Expr) -> Value {
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

    pub(super) fn reversed(&mut self, of: &Arg<'a>, span: Span) -> Value {
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

    pub(super) fn next(&mut self, of: &Arg<'a>, default: Option<&Arg<'a>>, span: Span) -> Value {
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
                return self.by_part(&value, span, |inside, part| {
                    match super::super::several::builtin_type(&part.of_type) {
                        Some(name) => inside.raised("TYPE_ERROR", &format!("'{name}' object is not an iterator")),
                        None => inside.next(&Arg::Value(part.clone()), None, span),
                    }
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
    pub(super) fn next_of_object(&mut self, object: &Value, default: &Arg<'a>, span: Span) -> Value {
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

    pub(super) fn iter(&mut self, of: &Arg<'a>, span: Span) -> Value {
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
    pub(super) fn iter_until(&mut self, function: &Arg<'a>, sentinel: &Arg<'a>, expr: &'a Expr) -> Value {
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
}
