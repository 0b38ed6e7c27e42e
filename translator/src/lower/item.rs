//! Items: `of[index]`, read, set and deleted.

use super::body::Body;
use super::several::builtin_type;
use super::text::Value;
use super::types::Type;
use crate::tree::{Expr, ExprKind, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn item(&mut self, of: &Value, index: &'a Expr, expr: &'a Expr) -> Value {
        if let Some(value) = self.enum_item(of, index) {
            return value;
        }
        if let Some(tuple) = self.untupled_unless(of, "__getitem__") {
            return self.item(&tuple, index, expr);
        }
        if let ExprKind::Slice(start, stop, step) = &index.kind {
            return self.slice(of, [start.as_deref(), stop.as_deref(), step.as_deref()], expr.span);
        }
        if let (Type::Tuple(members), Some(place)) = (&of.of_type, constant_index(index)) {
            let place = if place < 0 { place + members.len() as i64 } else { place };
            if let Some(member) = usize::try_from(place).ok().and_then(|place| members.get(place)) {
                let text = format!("{}.{place}", of.receiver());
                return if of.is_place { Value::place(text, member.clone()) } else { Value::new(text, member.clone()) };
            }
        }
        let index = self.expr(index);
        self.item_of(of, &index, expr)
    }

    /// An item of what has one of several types, or of what has none.
    fn item_by_part(&mut self, of: &Value, index: &Value, expr: &'a Expr) -> Option<Value> {
        if self.has_parts(&of.of_type) {
            let (before, of, index) = self.both_held(of, index);
            let value = self.by_part(&of, expr.span, |inside, part| inside.item_of(part, &index, expr));
            return Some(super::several::within(&before, value));
        }
        let name = builtin_type(&of.of_type)?;
        if matches!(name, "NoneType" | "bool" | "int" | "float" | "set" | "frozenset") {
            let (before, _, _) = self.both_held(of, index);
            let raised = self.raised("TYPE_ERROR", &format!("'{name}' object is not subscriptable"));
            return Some(super::several::within(&before, raised));
        }
        if !matches!(name, "list" | "tuple" | "str") {
            return None;
        }
        if self.has_parts(&index.of_type) {
            let (before, of, index) = self.both_held(of, index);
            let value = self.by_part(&index, expr.span, |inside, part| inside.item_of(&of, part, expr));
            return Some(super::several::within(&before, value));
        }
        let given = builtin_type(&index.of_type)?;
        if matches!(given, "int" | "bool") {
            return None;
        }
        let text = match name {
            "str" => format!("string indices must be integers, not '{given}'"),
            name => format!("{name} indices must be integers or slices, not {given}"),
        };
        let (before, _, _) = self.both_held(of, index);
        let raised = self.raised("TYPE_ERROR", &text);
        Some(super::several::within(&before, raised))
    }

    /// An item by a slice that is a value.
    fn sliced(&mut self, of: &Value, slice: &Value, span: Span) -> Value {
        if self.has_parts(&of.of_type) {
            let (before, of, slice) = self.both_held(of, slice);
            let value = self.by_part(&of, span, |inside, part| inside.sliced(part, &slice, span));
            return super::several::within(&before, value);
        }
        let (before, of, slice) = self.both_held(of, slice);
        let (receiver, held) = (of.receiver(), slice.receiver());
        let value = match &of.of_type {
            Type::Tuple(members) if !members.is_empty() => match self.as_sequence(&of, span) {
                Some(sequence) => self.sliced(&sequence, &slice, span),
                None => self.refuse(span, "a slice of this is not translated yet"),
            },
            Type::List(_) | Type::Range | Type::Sequence(_) => {
                self.tried(format!("{receiver}.get_slice(&{held})"), of.of_type.clone())
            }
            Type::Str | Type::Bytes => {
                let text = format!("{receiver}.slice_step({held}.start, {held}.stop, {held}.step.unwrap_or(1))");
                self.tried(text, of.of_type.clone())
            }
            _ => self.refuse(span, "a slice of this is not translated yet"),
        };
        super::several::within(&before, value)
    }

    pub(super) fn item_of(&mut self, of: &Value, index: &Value, expr: &'a Expr) -> Value {
        let index = &self.class_as_key(index, of, expr.span);
        if is_slice(&index.of_type) && !matches!(of.of_type, Type::Instance(_) | Type::Dict(..)) {
            return self.sliced(of, index, expr.span);
        }
        if let Some(value) = self.item_by_part(of, index, expr) {
            return value;
        }
        if let Some(tuple) = self.untupled_unless(of, "__getitem__") {
            return self.item_of(&tuple, index, expr);
        }
        let receiver = of.receiver();
        let span = expr.span;
        match &of.of_type {
            Type::Tuple(members) if !members.is_empty() => match self.as_sequence(of, span) {
                Some(sequence) => self.item_of(&sequence, index, expr),
                None => self.refuse(span, "an item of this tuple is not translated yet"),
            },
            Type::List(element) | Type::Sequence(element) => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.get({index})"), (**element).clone())
            }
            Type::Dict(key, value) if **key == Type::Never => {
                let rust = self.lower.rust_type(value);
                let text = format!("Err::<{rust}, Exc>(shown::key_error({}))", index.owned());
                self.tried(text, (**value).clone())
            }
            Type::Dict(key, _)
                if !self.lower.fits(&index.of_type, key)
                    && !self.is_tuple_of_named(&index.of_type, key)
                    && self.is_other(&index.of_type, key) =>
            {
                let shown = match index.of_type {
                    Type::Str | Type::Int | Type::Bool => index.owned(),
                    _ => format!("Shown({})", index.owned()),
                };
                let text = self.fallible(&format!("Err::<(), Exc>(Exc::new(&exc::KEY_ERROR, {shown}))"));
                Value::new(text, Type::Never).may_raise()
            }
            Type::Dict(key, value) => {
                let (key, value) = (Rc::clone(key), Rc::clone(value));
                let is_looked_up = self.is_tuple_of_named(&index.of_type, &key);
                let index = if is_looked_up || index.of_type.is_number() && key.is_number() && *key != Type::BigInt {
                    index.clone()
                } else {
                    self.convert(index.clone(), &key, span)
                };
                self.tried(format!("{receiver}.index({})", index.reference()), (*value).clone())
            }
            Type::Str => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.at({index})"), Type::Str)
            }
            Type::Bytes => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.at({index})"), Type::Int)
            }
            Type::Range => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.get({index})"), Type::Int)
            }
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("Match" | "IsoCalendarDate", _) => match self.library_item(of, index, expr) {
                    Some(value) => value,
                    None => self.refuse(span, "an item of this is not translated yet"),
                },
                ("deque", [element]) => {
                    let element = element.clone();
                    let index = self.keep(index, &Type::Int, span);
                    self.tried(format!("{receiver}.get({index})"), element)
                }
                ("defaultdict" | "OrderedDict", [key, value]) => {
                    let (key, value) = (key.clone(), value.clone());
                    let index = self.convert(index.clone(), &key, span);
                    self.tried(format!("{receiver}.index({})", index.reference()), value)
                }
                ("Counter", [key]) => {
                    let key = key.clone();
                    let index = self.convert(index.clone(), &key, span);
                    self.tried(format!("{receiver}.index({})", index.reference()), Type::Int)
                }
                ("Context", _) => match index.of_type.clone() {
                    Type::Library(name, parts) if &*name == "ContextVar" => {
                        let held = parts.first().cloned().unwrap_or(Type::Never);
                        self.tried(format!("{receiver}.at({})", index.reference()), held)
                    }
                    _ => self.refuse(span, "an item of this is not translated yet"),
                },
                _ => self.refuse(span, "an item of this is not translated yet"),
            },
            Type::Instance(_) => {
                let arguments = [index.clone()];
                match self.call_dunder(of, "__getitem__", &arguments, span) {
                    Some(value) => value,
                    None => self.refuse(span, "no `__getitem__` is known for this object"),
                }
            }
            _ => self.refuse(span, "an item of this is not translated yet"),
        }
    }

    pub(super) fn slice(&mut self, of: &Value, parts: [Option<&'a Expr>; 3], span: Span) -> Value {
        if self.has_parts(&of.of_type) {
            return self.by_part(of, span, |inside, part| inside.slice(part, parts, span));
        }
        let of = &self.untupled(of, "__getitem__");
        if let Some(name @ ("NoneType" | "bool" | "int" | "float" | "set" | "frozenset")) = builtin_type(&of.of_type) {
            return self.raised("TYPE_ERROR", &format!("'{name}' object is not subscriptable"));
        }
        if let Type::Tuple(members) = &of.of_type
            && let Some(places) = constant_slice(parts, members.len())
        {
            return self.members_at(of, members, &places);
        }
        let texts = parts.map(|part| self.slice_part(part));
        let [start, stop, step] = &texts;
        let sequence = if matches!(of.of_type, Type::Tuple(_)) { self.as_sequence(of, span) } else { None };
        let of = sequence.as_ref().unwrap_or(of);
        let receiver = of.receiver();
        match &of.of_type {
            Type::Str | Type::Bytes if step == "None" => {
                Value::new(format!("{receiver}.slice({start}, {stop})"), of.of_type.clone())
            }
            Type::Str | Type::Bytes => {
                let step = match step.strip_prefix("Some(").and_then(|step| step.strip_suffix(')')) {
                    Some(step) => step.to_owned(),
                    None => format!("({step}).unwrap_or(1)"),
                };
                self.tried(format!("{receiver}.slice_step({start}, {stop}, {step})"), of.of_type.clone())
            }
            Type::List(_) | Type::Range | Type::Sequence(_) => {
                self.tried(format!("{receiver}.get_slice(&{})", slice_text(&texts)), of.of_type.clone())
            }
            Type::Instance(_) => {
                let slice = Value::new(slice_text(&texts), Type::Library("slice".into(), Vec::new()));
                match self.call_dunder(of, "__getitem__", &[slice], span) {
                    Some(value) => value,
                    None => self.refuse(span, "no `__getitem__` is known for this object"),
                }
            }
            _ => self.refuse(span, "a slice of this is not translated yet"),
        }
    }

    /// A bound of a slice, as an `Option`.
    fn slice_part(&mut self, part: Option<&'a Expr>) -> String {
        let Some(part) = part else { return "None".to_owned() };
        let value = self.expr(part);
        match &value.of_type {
            Type::None if value.text == "()" || value.is_place => "None".to_owned(),
            Type::Optional(inner) if **inner == Type::Int => value.owned(),
            _ => format!("Some({})", self.keep(&value, &Type::Int, part.span)),
        }
    }

    /// Some members of a tuple.
    fn members_at(&mut self, of: &Value, members: &[Type], places: &[usize]) -> Value {
        let types: Vec<Type> = places.iter().filter_map(|place| members.get(*place).cloned()).collect();
        if types.is_empty() {
            return Value::new("Sequence::<()>::from(Vec::new())", Type::Tuple(types));
        }
        let texts = places
            .iter()
            .zip(&types)
            .map(|(place, of_type)| Value::place(format!("members.{place}"), of_type.clone()).owned());
        let texts: Vec<String> = texts.collect();
        let text = format!("{{ let members = {}; ({},) }}", of.owned(), texts.join(", "));
        Value::new(text, Type::Tuple(types))
    }

    /// A tuple whose members have different types, as one whose members have one type.
    pub(super) fn as_sequence(&mut self, of: &Value, span: Span) -> Option<Value> {
        let Type::Tuple(members) = &of.of_type else { return None };
        let element = self.lower.types.joined_optional(members.clone()).ok()?;
        Some(self.convert(of.clone(), &Type::Sequence(Rc::new(element)), span))
    }

    fn slice_of(&mut self, index: &'a Expr) -> Option<String> {
        let ExprKind::Slice(start, stop, step) = &index.kind else { return None };
        let texts = [start, stop, step].map(|part| self.slice_part(part.as_deref()));
        Some(slice_text(&texts))
    }

    /// `of[a:b] = values`
    fn set_slice(&mut self, of: &Value, slice: &str, value: &Value, span: Span) {
        let Type::List(element) = &of.of_type else {
            self.refuse(span, "slices are assigned to lists only");
            return;
        };
        let Some(values) = self.iterable_as(value, &Rc::clone(element), span) else { return };
        let text = self.fallible(&format!("{}.set_slice(&{slice}, {values})", of.receiver()));
        self.line(format!("{text};"));
    }

    /// What gives the values of another iterable as values of a type.
    pub(super) fn iterable_as(&mut self, value: &Value, element: &Type, span: Span) -> Option<String> {
        let Some((iterable, given)) = self.iterable(value, span) else {
            self.refuse(span, "this is not iterated over yet");
            return None;
        };
        if given == *element {
            return Some(iterable);
        }
        if given == Type::Never {
            let rust = self.lower.rust_type(element);
            return Some(format!("{{ let _ = {}; iter::from_rust(std::iter::empty::<{rust}>()) }}", value.owned()));
        }
        let item = Value::new("item", given);
        let (kept, iterated) = self.in_closure(|inside| {
            (inside.keep(&item, element, span), inside.fallible(&format!("Iterable::iterate({iterable})")))
        });
        Some(format!(
            "{{ let mut iter = {iterated}; iter::from_fn(move || Ok(match iter.next()? {{ Some(item) => Some({kept}), None => None }})) }}"
        ))
    }

    pub(super) fn set_item(&mut self, of: &'a Expr, index: &'a Expr, value: &Value, span: Span) {
        let value = if value.is_place || value.known.is_some() {
            value.clone()
        } else {
            let held = self.temporary("value");
            self.line(format!("let {held} = {};", value.text));
            Value::place(held, value.of_type.clone())
        };
        let object = self.expr(of);
        if let Some(slice) = self.slice_of(index) {
            return self.set_slice(&object, &slice, &value, span);
        }
        let index = self.expr(index);
        self.set_item_of(&object, &index, &value, span);
    }

    /// An item of what has one of several types is set in each of them that has items.
    fn set_item_by_part(&mut self, of: &Value, index: &Value, value: &Value, span: Span) {
        let [of, index, value] = [of, index, value].map(|side| self.held_above(side));
        let name = self.temporary("part");
        self.lines.open(format!("match {} {{", of.owned()));
        for part in self.lower.parts(&of.of_type) {
            self.lines.open(format!("{} => {{", part.pattern(&name)));
            let held = match part.of_type {
                Type::None => Value::new("()", Type::None),
                _ => Value::place(name.clone(), part.of_type.clone()),
            };
            self.set_item_of(&held, &index, &value, span);
            self.lines.close("}");
        }
        self.lines.close("}");
    }

    /// A value under a name that stands on a line above.
    fn held_above(&mut self, value: &Value) -> Value {
        if value.is_place || value.of_type == Type::Known {
            return value.clone();
        }
        let name = self.temporary("held");
        self.line(format!("let {name} = {};", value.text));
        Value::place(name, value.of_type.clone())
    }

    /// Raises where an index of a list is of a builtin type that is no int.
    fn is_no_index(&mut self, index: &Value) -> bool {
        let name = builtin_type(&index.of_type).filter(|name| !matches!(*name, "int" | "bool"));
        if let Some(name) = name {
            let raised = self.raised("TYPE_ERROR", &format!("list indices must be integers or slices, not {name}"));
            self.line(format!("{};", raised.text));
        }
        name.is_some()
    }

    /// What Python raises where the items of a builtin type cannot be changed.
    fn no_items(&mut self, of: &Value, what: &str) -> Option<()> {
        let name = builtin_type(&of.of_type)?;
        if matches!(name, "list" | "dict") {
            return None;
        }
        let raised = self.raised("TYPE_ERROR", &format!("'{name}' object {what}"));
        self.line(format!("{};", raised.text));
        Some(())
    }

    pub(super) fn set_item_of(&mut self, of: &Value, index: &Value, value: &Value, span: Span) {
        if self.has_parts(&of.of_type) {
            return self.set_item_by_part(of, index, value, span);
        }
        if builtin_type(&of.of_type).is_some_and(|name| !matches!(name, "list" | "dict")) {
            let given = value.text.clone();
            self.line(format!("let _ = {{ {given} }};")); // it may change something
            self.no_items(of, "does not support item assignment");
            return;
        }
        if matches!(of.of_type, Type::List(_)) && self.is_no_index(index) {
            return;
        }
        let receiver = of.receiver();
        let text = match &of.of_type {
            Type::List(element) => {
                let element = Rc::clone(element);
                let (index, value) = (self.keep(index, &Type::Int, span), self.keep(value, &element, span));
                format!("{receiver}.set({index}, {value})")
            }
            Type::Dict(key, element) => {
                let (key, element) = (Rc::clone(key), Rc::clone(element));
                let (index, value) = (self.keep(index, &key, span), self.keep(value, &element, span));
                format!("{receiver}.set({index}, {value})")
            }
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("defaultdict" | "OrderedDict", [key, element]) => {
                    let (key, element) = (key.clone(), element.clone());
                    let (index, value) = (self.keep(index, &key, span), self.keep(value, &element, span));
                    format!("{receiver}.set({index}, {value})")
                }
                ("Counter", [key]) => {
                    let key = key.clone();
                    let (index, value) = (self.keep(index, &key, span), self.keep(value, &Type::Int, span));
                    format!("{receiver}.set({index}, {value})")
                }
                ("deque", [element]) => {
                    let element = element.clone();
                    let (index, value) = (self.keep(index, &Type::Int, span), self.keep(value, &element, span));
                    format!("{receiver}.set({index}, {value})")
                }
                _ => {
                    self.refuse(span, "an item of this is not set yet");
                    return;
                }
            },
            Type::Instance(_) => {
                let arguments = [index.clone(), value.clone()];
                let Some(value) = self.call_dunder(of, "__setitem__", &arguments, span) else {
                    self.refuse(span, "no `__setitem__` is known for this object");
                    return;
                };
                return self.line(format!("{};", value.text));
            }
            _ => {
                self.refuse(span, "an item of this is not set yet");
                return;
            }
        };
        let text = self.fallible(&text);
        self.line(format!("{text};"));
    }

    pub(super) fn delete_item(&mut self, of: &'a Expr, index: &'a Expr, span: Span) {
        let of = self.expr(of);
        if let Type::Optional(inner) = &of.of_type
            && matches!(**inner, Type::List(_) | Type::Dict(..) | Type::Library(..))
        {
            let raises =
                "ok_or_else(|| Exc::new(&exc::TYPE_ERROR, \"'NoneType' object does not support item deletion\"))";
            let some = self.tried(format!("({}).{raises}", of.owned()), (**inner).clone());
            return self.delete_at(&some, index, span);
        }
        self.delete_at(&of, index, span);
    }

    fn delete_at(&mut self, of: &Value, index: &'a Expr, span: Span) {
        if let (Type::Instance(_), false) = (&of.of_type, matches!(index.kind, ExprKind::Slice(..))) {
            let index = self.expr(index);
            match self.call_dunder(of, "__delitem__", &[index], span) {
                Some(value) => self.line(format!("{};", value.text)),
                None => {
                    self.refuse(span, "no `__delitem__` is known for this object");
                }
            }
            return;
        }
        if let (Some(slice), Type::List(_)) = (self.slice_of(index), &of.of_type) {
            let text = self.fallible(&format!("{}.delete_slice(&{slice})", of.receiver()));
            return self.line(format!("{text};"));
        }
        if matches!(index.kind, ExprKind::Slice(..)) {
            self.refuse(span, "slices are deleted from lists only");
            return;
        }
        let index = self.expr(index);
        self.delete_item_of(of, index, span);
    }

    /// An item of what has one of several types is deleted in each of them that has items.
    fn delete_by_part(&mut self, of: &Value, index: &Value, span: Span) {
        let [of, index] = [of, index].map(|side| self.held_above(side));
        let name = self.temporary("part");
        self.lines.open(format!("match {} {{", of.owned()));
        for part in self.lower.parts(&of.of_type) {
            self.lines.open(format!("{} => {{", part.pattern(&name)));
            let held = match part.of_type {
                Type::None => Value::new("()", Type::None),
                _ => Value::place(name.clone(), part.of_type.clone()),
            };
            self.delete_item_of(&held, index.clone(), span);
            self.lines.close("}");
        }
        self.lines.close("}");
    }

    fn delete_item_of(&mut self, of: &Value, index: Value, span: Span) {
        if self.has_parts(&of.of_type) {
            return self.delete_by_part(of, &index, span);
        }
        if matches!(of.of_type, Type::List(_)) && self.is_no_index(&index) {
            return;
        }
        let receiver = of.receiver();
        let text = match &of.of_type {
            Type::List(_) => format!("{receiver}.delete({})", self.keep(&index, &Type::Int, span)),
            Type::Dict(key, _) => {
                let index = self.convert(index, &Rc::clone(key), span);
                format!("{receiver}.delete({})", index.reference())
            }
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("deque", _) => format!("{receiver}.delete({})", self.keep(&index, &Type::Int, span)),
                ("defaultdict" | "OrderedDict" | "Counter", [key, ..]) => {
                    let index = self.convert(index, &key.clone(), span);
                    format!("{receiver}.delete({})", index.reference())
                }
                _ => {
                    self.refuse(span, "an item of this is not deleted yet");
                    return;
                }
            },
            of_type => {
                let is_plain = matches!(builtin_type(of_type), Some("NoneType" | "bool" | "int" | "float"));
                let not = if is_plain { "does not" } else { "doesn't" };
                if self.no_items(of, &format!("{not} support item deletion")).is_some() {
                    return;
                }
                self.refuse(span, "an item of this is not deleted yet");
                return;
            }
        };
        let text = self.fallible(&text);
        self.line(format!("{text};"));
    }
}

fn is_slice(of_type: &Type) -> bool {
    matches!(of_type, Type::Library(name, _) if &**name == "slice")
}

fn slice_text([start, stop, step]: &[String; 3]) -> String {
    match step.as_str() {
        "None" => format!("Slice::new({start}, {stop})"),
        step => format!("Slice::with_step({start}, {stop}, {step})"),
    }
}

/// The places that a slice with constant bounds takes of so many.
fn constant_slice(parts: [Option<&Expr>; 3], len: usize) -> Option<Vec<usize>> {
    let bound = |part: Option<&Expr>| match part {
        None | Some(Expr { kind: ExprKind::None, .. }) => Some(None),
        Some(part) => constant_index(part).map(Some),
    };
    let [start, stop, step] = parts;
    let (start, stop, step) = (bound(start)?, bound(stop)?, bound(step)?.unwrap_or(1));
    let len = i64::try_from(len).ok()?;
    let (lowest, highest) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let clamped = |bound: i64| if bound < 0 { (bound + len).max(lowest) } else { bound.min(highest) };
    let first = start.map_or(if step < 0 { highest } else { lowest }, clamped);
    let end = stop.map_or(if step < 0 { lowest } else { highest }, clamped);
    let mut places = Vec::new();
    let mut place = first;
    while step > 0 && place < end || step < 0 && place > end {
        places.push(usize::try_from(place).ok()?);
        place += step;
    }
    (step != 0).then_some(places)
}

/// An index that is written as a number.
fn constant_index(index: &Expr) -> Option<i64> {
    match &index.kind {
        ExprKind::Int(place) => Some(*place),
        ExprKind::Unary(crate::tree::UnaryOp::Minus, inner) => match inner.kind {
            ExprKind::Int(place) => Some(-place),
            _ => None,
        },
        _ => None,
    }
}
