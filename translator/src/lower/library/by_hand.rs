//! Calls of the library that need more than a text.

use super::super::body::{Body, Form};
use super::super::call::{Arg, Given};
use super::super::operator::{str_reference, str_slice};
use super::super::text::{Binding, Value, literal};
use super::super::types::Type;
use crate::tree::{Expr, ExprKind};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// What needs more than a text.
    pub(super) fn by_hand(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let span = expr.span;
        if let Some(value) = self.asyncio_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.threads_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.managers_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.contexts_by_hand(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_container(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_itertools(key, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_values(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_datetime(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_regex(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_strings(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_structs(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_logging(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_modules(key, object, given, expr) {
            return Some(value);
        }
        if let Some(value) = self.of_json(key, given, expr) {
            return Some(value);
        }
        Some(match (key, object, given.positional.as_slice()) {
            ("asyncio.run", _, [main, ..]) => {
                let main = self.coroutine(main, expr)?;
                self.run(&format!("asyncio::run({main}).await"), expr)
            }
            ("AbstractEventLoop.run_until_complete", Some(event_loop), [main]) => {
                let value = self.argument(main);
                let main = match value.of_type {
                    Type::Awaitable(_) => self.coroutine(&Arg::Value(value), expr)?,
                    _ => value.owned(),
                };
                self.run(&format!("{}.run_until_complete({main}).await", event_loop.receiver()), expr)
            }
            ("AbstractEventLoop.run_forever", Some(event_loop), []) => {
                self.run(&format!("{}.run_forever().await", event_loop.receiver()), expr)
            }
            ("asyncio.gather", _, _) => self.gather(given, expr),
            ("asyncio.sleep", _, [delay]) if given.named("result").is_some() => {
                let delay = self.kept_argument(delay, &Type::Float, span);
                let Type::Coro(wanted) = self.call_type(expr) else { return None };
                let result = self.kept_argument(given.named("result")?, &wanted, span);
                Value::new(format!("asyncio::sleep_with({delay}, {result})"), Type::Awaitable(wanted))
            }
            ("asyncio.sleep", _, [delay, result]) => {
                let delay = self.kept_argument(delay, &Type::Float, span);
                let Type::Coro(wanted) = self.call_type(expr) else { return None };
                let result = self.kept_argument(result, &wanted, span);
                Value::new(format!("asyncio::sleep_with({delay}, {result})"), Type::Awaitable(wanted))
            }
            ("asyncio.create_task" | "TaskGroup.create_task" | "AbstractEventLoop.create_task", _, [coroutine])
                if given.named("name").is_some() =>
            {
                let coroutine = self.coroutine_of_task(coroutine, expr)?;
                let name = self.argument(given.named("name")?);
                if matches!(name.of_type, Type::None | Type::Optional(_)) {
                    return Some(self.refuse(span, "a name that may be None is not given to a task yet"));
                }
                let name = str_slice(&name);
                let of_type = self.call_type(expr);
                match object {
                    None => self.tried(format!("asyncio::create_task_named({coroutine}, {name})"), of_type),
                    Some(object) if key.starts_with("Abstract") => {
                        self.tried(format!("{}.create_task_named({coroutine}, {name})", object.receiver()), of_type)
                    }
                    Some(object) => {
                        let task = self.fallible(&format!("{}.create_task({coroutine})", object.receiver()));
                        Value::new(format!("{{ let task = {task}; task.set_name({name}); task }}"), of_type)
                    }
                }
            }
            ("str.split" | "str.rsplit", Some(text), []) if !given.named.is_empty() => {
                let most = self.kept_argument(given.named("maxsplit")?, &Type::Int, span);
                if given.named.len() > 1 {
                    return None;
                }
                let (_, method) = key.split_once('.')?;
                let parts = self.fallible(&format!("{}.{method}(None, Some({most}))", text.receiver()));
                Value::new(format!("List::from({parts})"), Type::List(Rc::new(Type::Str)))
            }
            ("list.sort", Some(list), []) => self.sort(list, given, expr),
            ("dict.get" | "dict.pop", Some(dict), [key_argument, default]) => {
                self.get_or(key, dict, key_argument, default, expr)
            }
            ("dict.get", Some(dict), [wanted]) => self.get(dict, wanted, expr)?,
            ("dict.update", Some(dict), [] | [_]) if matches!(dict.of_type, Type::Dict(..)) => {
                self.update_dict(dict, expr)
            }
            ("dict.setdefault", Some(dict), [key]) => {
                let Type::Dict(keys, values) = dict.of_type.clone() else { return None };
                let key = self.kept_argument(key, &keys, span);
                let none = self.keep(&Value::new("()", Type::None), &values, span);
                self.tried(format!("{}.setdefault({key}, {none})", dict.receiver()), (*values).clone())
            }
            ("str.format_map", Some(text), [mapping]) => self.format_map(text, mapping, expr),
            ("str.format", Some(text), _) => self.str_format(text, given, expr),
            ("str.join", Some(text), [of]) => self.join_texts(text, of, expr),
            _ => return None,
        })
    }

    /// Runs a loop to an end.
    fn run(&mut self, text: &str, expr: &'a Expr) -> Value {
        let of_type = self.call_type(expr);
        if self.form != Form::Blocking {
            return self.refuse(expr.span, "a loop is not run from here yet");
        }
        self.tried(text, of_type)
    }

    fn sort(&mut self, list: &Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        let reverse = match given.named("reverse") {
            None => "false".to_owned(),
            Some(reverse) => {
                let value = self.argument(reverse);
                self.truth(&value)
            }
        };
        let receiver = list.receiver();
        let Some(key) = self.key(given) else {
            return self.tried(format!("{receiver}.sort({reverse})"), Type::None);
        };
        let Type::List(element) = &list.of_type else { return Value::new("()", Type::Never) };
        let Some((key, _)) = self.callback(key, &[(**element).clone()], true, expr) else {
            return Value::new("()", Type::Never);
        };
        self.tried(format!("{receiver}.sort_by_key({key}, {reverse})"), Type::None)
    }

    /// `dict.get(key)`: None where there is none, and where it is None.
    fn get(&mut self, dict: &Value, key: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let Type::Dict(keys, values) = &dict.of_type else { return None };
        let key = self.argument(key);
        let key = if key.of_type.is_number() && keys.is_number() { key } else { self.convert(key, keys, expr.span) };
        let found = self.fallible(&format!("{}.get({})", dict.receiver(), key.reference()));
        let of_type = (**values).clone().or_none();
        Some(match &**values {
            Type::Optional(_) => Value::new(format!("{found}.flatten()"), of_type),
            Type::None | Type::Never => Value::new(format!("{{ {found}; }}"), Type::None),
            _ => Value::new(found, of_type),
        })
    }

    fn get_or(&mut self, method: &str, dict: &Value, key: &Arg<'a>, default: &Arg<'a>, expr: &'a Expr) -> Value {
        let Type::Dict(keys, values) = dict.of_type.clone() else { return self.refuse(expr.span, "this dict") };
        if matches!(*values, Type::Never) {
            // Nothing ever comes into this dict.
            let (key, default) = (self.argument(key), self.argument(default));
            let text = format!("{{ {}; {}; {} }}", dict.reference(), key.reference(), default.owned());
            return Value::new(text, default.of_type);
        }
        let key = self.argument(key);
        let key = if key.of_type.is_number() && keys.is_number() { key } else { self.convert(key, &keys, expr.span) };
        let default = self.argument(default);
        let joined = self.lower.types.joined_optional(vec![(*values).clone(), default.of_type.clone()]);
        let Ok(joined) = joined else { return self.refuse(expr.span, "this default is not translated yet") };
        if method == "dict.pop" && joined != *values {
            return self.pop_or_other(dict, &key, &values, &default, expr.span);
        }
        let (receiver, key) = (dict.receiver(), key.reference());
        let function = if method == "dict.get" { "get_or" } else { "pop_or" };
        let default = self.keep(&default, &joined, expr.span);
        if joined == *values {
            return self.tried(format!("{receiver}.{function}({key}, {default})"), joined);
        }
        let value = Value::new("value", (*values).clone());
        let value = self.keep(&value, &joined, expr.span);
        let take = if method == "dict.pop" { "pop_some" } else { "get" };
        let found = self.fallible(&format!("{receiver}.{take}({key})"));
        Value::bound(format!("match {found} {{ Some(value) => {value}, None => {default} }}"), Binding::Open, joined)
    }

    fn join_texts(&mut self, text: &Value, of: &Arg<'a>, expr: &'a Expr) -> Value {
        let Some((iterable, element)) = self.iterable_argument(of, expr.span) else {
            return Value::new("()", Type::Never);
        };
        if element == Type::Never {
            let items = self.fallible(&format!("iter::vec({iterable})"));
            return Value::new(format!("{{ {items}; Str::default() }}"), Type::Str);
        }
        if self.has_parts(&element) {
            let items = self.fallible(&format!("iter::vec({iterable})"));
            return self.tried(format!("text::join_any({}, &{items})", text.reference()), Type::Str);
        }
        if element != Type::Str {
            return self.refuse(expr.span, "`join` takes texts");
        }
        self.tried(format!("{}.join_iter({iterable})", text.receiver()), Type::Str)
    }

    fn str_format(&mut self, text: &Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        if let ExprKind::Call(function, arguments) = &expr.kind {
            if let ExprKind::Attribute(of, _) = &function.kind
                && Self::takes_steps(of)
            {
                return self
                    .refuse(expr.span, "attributes and items in a template are not translated: write an f-string");
            }
            if given.star.is_some() || given.has_double_star {
                return self.format_scattered(text, arguments);
            }
        }
        let mut positional = Vec::new();
        for argument in &given.positional {
            let value = self.argument(argument);
            positional.push(self.shown(&value, expr.span));
        }
        let mut named = Vec::new();
        for (name, argument) in &given.named {
            let value = self.argument(argument);
            named.push(format!("({}, {})", literal(name), self.shown(&value, expr.span)));
        }
        let text = str_reference(text);
        self.tried(
            format!("format::template::format({text}, &[{}], &[{}])", positional.join(", "), named.join(", ")),
            Type::Str,
        )
    }
}
