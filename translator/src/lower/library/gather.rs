//! `gather`, and what an awaitable gives.
//!
//! # How it works
//!
//! Where all that is gathered has one type, it is one call. Else each child is added with what becomes of its result, a member of a list
//! whose type holds them all.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::{Value, literal};
use super::super::types::Type;
use super::is_any_task;
use crate::tree::{Expr, ExprKind};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// `gather`: what is gathered has one type, or is a list of such.
    pub(super) fn gather(&mut self, given: &Given<'a>, expr: &'a Expr) -> Value {
        let of_type = self.call_type(expr);
        let unused = Type::Library("Future".into(), vec![Type::List(Rc::new(Type::None))]);
        let is_unused = self.unused == Some(expr.id);
        let of_type = if is_unused { unused } else { of_type };
        let element = match &of_type {
            Type::Library(_, parts) => match parts.as_slice() {
                [Type::List(element)] => (**element).clone(),
                _ => return self.refuse(expr.span, "this `gather` is not translated yet"),
            },
            _ => return self.refuse(expr.span, "this `gather` is not translated yet"),
        };
        let returns_exceptions = match given.named("return_exceptions") {
            None => false,
            Some(Arg::Expr(Expr { kind: ExprKind::Bool(value), .. })) => *value,
            Some(_) => return self.refuse(expr.span, "`return_exceptions` is translated as `True` or `False` only"),
        };
        let are_one = given.positional.is_empty() && given.stars.len() == 1 || given.stars.is_empty();
        if are_one
            && !returns_exceptions
            && !is_unused
            && let Some(awaited) = self.gathered_alike(given, &element, expr)
        {
            return self.tried(format!("aio::gather({awaited})"), of_type);
        }
        match self.gathered_one_by_one(given, &element, returns_exceptions, expr) {
            Some(text) => Value::new(text, of_type),
            None => Value::new("()", Type::Never).may_raise(),
        }
    }

    /// What is gathered, as a vector, where all of it is of one type that gives members of the list.
    fn gathered_alike(&mut self, given: &Given<'a>, element: &Type, expr: &'a Expr) -> Option<String> {
        let type_of = |inside: &Self, argument: &Arg<'a>| match argument {
            Arg::Expr(argument) => inside.type_of(argument),
            Arg::Value(value) => value.of_type.clone(),
            _ => Type::Never,
        };
        if let Some((_, star)) = given.stars.first() {
            let of_items = self.type_of(star);
            if of_items == Type::List(Rc::new(Type::Never)) {
                return None;
            }
            let is_list = matches!(&of_items, Type::List(item) if !matches!(&**item, Type::Optional(_)) && self.awaits(item, expr).as_ref() == Some(element));
            if !is_list {
                return None;
            }
            let (iterable, _) = self.iterable_argument(&Arg::Expr(star), expr.span)?;
            return Some(self.fallible(&format!("iter::vec({iterable})")));
        }
        let types: Vec<Type> = given.positional.iter().map(|argument| type_of(self, argument)).collect();
        let first = types.first()?.clone();
        let is_alike =
            types.iter().all(|of_type| *of_type == first) && matches!(first, Type::Coro(_) | Type::Library(..));
        if !is_alike || self.awaits(&first, expr).as_ref() != Some(element) {
            return None;
        }
        let mut texts = Vec::new();
        for argument in &given.positional {
            let value = self.argument(argument);
            texts.push(self.as_awaited(value, expr).owned());
        }
        Some(format!("vec![{}]", texts.join(", ")))
    }

    /// A coroutine that is kept, or a future of Rust, as a coroutine.
    pub(in super::super) fn as_awaited(&mut self, value: Value, expr: &'a Expr) -> Value {
        match value.of_type.clone() {
            Type::Awaitable(inner) | Type::Coro(inner) => self.convert(value, &Type::Coroutine(inner), expr.span),
            Type::Instance(_) => self.object_as_coroutine(&value, expr.span).unwrap_or(value),
            _ => value,
        }
    }

    /// All that is gathered, in order: evaluated first, then begun; each result becomes a member of the list.
    fn gathered_one_by_one(
        &mut self,
        given: &Given<'a>,
        element: &Type,
        returns_exceptions: bool,
        expr: &'a Expr,
    ) -> Option<String> {
        let (mut bound, mut added) = (String::new(), String::new());
        let mut stars = given.stars.iter().peekable();
        for place in 0..=given.positional.len() {
            while let Some((_, star)) = stars.next_if(|(before, _)| *before == place) {
                let (iterable, item) = self.iterable_argument(&Arg::Expr(star), expr.span)?;
                if item == Type::Never {
                    bound.push_str(&format!("let _ = {}; ", self.fallible(&format!("iter::vec({iterable})"))));
                    continue;
                }
                let result = self.awaits(&item, expr)?;
                let (name, values) = (self.temporary("gathered"), self.fallible(&format!("iter::vec({iterable})")));
                bound.push_str(&format!("let {name} = {values}; "));
                let one = self.gathered_item(&Value::new("one", item));
                let add = self.added(&one, &result, element, returns_exceptions, expr);
                added.push_str(&format!("for one in {name} {{ {add} }} "));
            }
            let Some(argument) = given.positional.get(place) else { continue };
            let value = self.argument(argument);
            let value = self.as_awaited(value, expr);
            let result = self.awaits(&value.of_type, expr)?;
            let name = self.temporary("gathered");
            let value = Value { text: value.owned(), is_place: false, ..value };
            let item = self.gathered_item(&value);
            bound.push_str(&format!("let {name} = {item}; "));
            added.push_str(&self.added(&name, &result, element, returns_exceptions, expr));
        }
        let rust = self.lower.rust_type(element);
        let gathered = self.fallible("gather.gathered()");
        Some(format!(
            "{{ {bound}let mut gather = aio::GatherList::<{rust}>::new({returns_exceptions}); {added}{gathered} }}"
        ))
    }

    /// What is gathered, as what is not None and known to give something.
    pub(in super::super) fn gathered_item(&mut self, value: &Value) -> String {
        let present = match &value.of_type {
            Type::Optional(inner) => {
                let text = literal("An asyncio.Future, a coroutine or an awaitable is required");
                let raises = format!("Exc::new(&exc::TYPE_ERROR, {text})");
                self.tried(format!("{}.ok_or_else(|| {raises})", value.receiver()), (**inner).clone())
            }
            _ => value.clone(),
        };
        if is_any_task(&present.of_type) { format!("{}.to_future()", present.receiver()) } else { present.text }
    }

    /// One more that is gathered.
    fn added(&mut self, name: &str, result: &Type, element: &Type, returns_exceptions: bool, expr: &'a Expr) -> String {
        if self.unused == Some(expr.id) {
            let rust = self.lower.rust_type(result);
            let member = if returns_exceptions { "Ok(())" } else { "result.map(drop)" };
            return format!("{}; ", self.fallible(&format!("gather.add({name}, |result: Py<{rust}>| {member})")));
        }
        let value = Value::new("value", result.clone()).may_raise();
        let value = self.in_closure(|inside| inside.keep(&value, element, expr.span));
        let rust = self.lower.rust_type(result);
        let member = if returns_exceptions {
            let exc = Value::new("exc", Type::Exception);
            let exc = self.in_closure(|inside| inside.keep(&exc, element, expr.span));
            format!("Ok(match result {{ Ok(value) => {value}, Err(exc) => {exc} }})")
        } else {
            format!("{{ let value = result?; Ok({value}) }}")
        };
        let add = self.fallible(&format!("gather.add({name}, |result: Py<{rust}>| {member})"));
        format!("{add}; ")
    }

    /// What an awaitable gives.
    pub(in super::super) fn awaits(&mut self, of_type: &Type, expr: &Expr) -> Option<Type> {
        match of_type {
            Type::Coroutine(given) | Type::Coro(given) | Type::Awaitable(given) => Some((**given).clone()),
            Type::Library(name, parts) if matches!(&**name, "Task" | "Future") => {
                Some(parts.first().cloned().unwrap_or(Type::Never))
            }
            Type::Optional(inner) => {
                let inner = Rc::clone(inner);
                self.awaits(&inner, expr)
            }
            of_type
                if is_any_task(of_type) && (self.unused == Some(expr.id) || self.lower.inferred.awaits_nothing()) =>
            {
                Some(Type::None)
            }
            of_type if is_any_task(of_type) => {
                self.refuse(expr.span, "it is not known here what these tasks give");
                None
            }
            _ => {
                self.refuse(expr.span, "this is not awaited yet");
                None
            }
        }
    }
}
