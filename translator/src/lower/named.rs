//! Named tuples.
//!
//! # How it works
//!
//! A class that is derived from `NamedTuple` is an object like those of a frozen dataclass. Where Python looks at it as at a tuple (it is
//! unpacked, indexed, compared with a tuple, added to one) it becomes one there: its fields are never set anew, so that nobody sees the copy.

use super::Lower;
use super::body::Body;
use super::call::{Arg, Given};
use super::dataclass::DataField;
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::infer::Form;
use crate::analyse::types::Item;
use crate::tree::{BinaryOp, Expr, Name, Span};
use std::rc::Rc;

/// Of tuples with more members not all is known in Rust.
const MOST_FIELDS: usize = 8;

impl<'a> Lower<'a> {
    /// Says whether the objects of a class are named tuples.
    pub(super) fn is_named_tuple(&self, class: Item) -> bool {
        self.inferred.class(class).is_some_and(|class| class.form == Form::NamedTuple)
    }

    /// The fields of the named tuples of a family, with their types; none where the objects are no such, or a field has no type.
    pub(super) fn named_fields(&self, head: Item) -> Option<Vec<(Name, Type)>> {
        let class = self.inferred.class(head).filter(|class| class.form == Form::NamedTuple)?;
        let fields = class.fields.iter().map(|field| Some((field.name.clone(), self.field(head, &field.name)?)));
        let fields: Vec<(Name, Type)> = fields.collect::<Option<_>>()?;
        (fields.len() <= MOST_FIELDS).then_some(fields)
    }

    /// The method that makes a tuple of it.
    pub(super) fn as_tuple_method(&self, head: Item) -> String {
        let Some(fields) = self.named_fields(head) else { return String::new() };
        let types: Vec<Type> = fields.iter().map(|(_, of_type)| of_type.clone()).collect();
        let rust = self.rust_type(&Type::Tuple(types));
        let parts: Vec<String> = fields.iter().map(|(name, _)| format!("self.0.{}.get()?", identifier(name))).collect();
        let tuple = match parts.as_slice() {
            [] => "Sequence::<()>::from(Vec::new())".to_owned(),
            [only] => format!("({only},)"),
            parts => format!("({})", parts.join(", ")),
        };
        format!("\n    pub fn named_as_tuple(&self) -> Py<{rust}> {{\n        Ok({tuple})\n    }}\n")
    }

    /// A member that counts as an int or a text is equal to that.
    fn equal_to_value(&self, head: Item) -> String {
        let of_type = self.field(head, "_value_").filter(|of_type| matches!(of_type, Type::Int | Type::Str));
        let Some(of_type) = of_type.filter(|_| !self.family_has(head, "__eq__")) else { return String::new() };
        let (class, rust) = (self.class_name(head), self.rust_type(&of_type));
        format!(
            "impl Equal<{rust}> for {class} {{\n    fn equal(&self, other: &{rust}) -> Py<bool> {{\n        self.0._value_.get()?.equal(other)\n    }}\n}}\n"
        )
    }

    /// A tuple is equal to a named one.
    pub(super) fn equal_to_tuple(&self, head: Item) -> String {
        if self.is_int_enum(head) || self.is_str_enum(head) {
            return self.equal_to_value(head);
        }
        let fields = self.named_fields(head).unwrap_or_default();
        if fields.is_empty() || self.family_has(head, "__eq__") {
            return String::new();
        }
        let class = self.class_name(head);
        let rust = self.rust_type(&Type::Tuple(fields.into_iter().map(|(_, of_type)| of_type).collect()));
        format!(
            "impl Equal<{rust}> for {class} {{\n    fn equal(&self, other: &{rust}) -> Py<bool> {{\n        self.named_as_tuple()?.equal(other)\n    }}\n}}\n"
        )
    }
}

impl<'a> Body<'_, 'a> {
    /// A named tuple as a tuple, unless its class says by a method of its own what is done with it.
    pub(super) fn untupled_unless(&mut self, value: &Value, method: &str) -> Option<Value> {
        let Type::Instance(head) = value.of_type else { return None };
        if self.lower.family_has(head, method) {
            return None;
        }
        let fields = self.lower.named_fields(head)?;
        let types = fields.into_iter().map(|(_, of_type)| of_type).collect();
        Some(self.tried(format!("{}.named_as_tuple()", value.receiver()), Type::Tuple(types)))
    }

    /// A named tuple as a tuple, another value as it is.
    pub(super) fn untupled(&mut self, value: &Value, method: &str) -> Value {
        self.untupled_unless(value, method).unwrap_or_else(|| value.clone())
    }

    /// Two values of which one is a named tuple and the other is none of the same class, as tuples.
    pub(super) fn untupled_pair(&mut self, left: &Value, right: &Value, method: &str) -> Option<(Value, Value)> {
        if left.of_type == right.of_type {
            return None;
        }
        let is_named = |value: &Value| matches!(value.of_type, Type::Instance(head) if self.lower.is_named_tuple(head));
        if !is_named(left) && !is_named(right) {
            return None;
        }
        let pair = (self.untupled(left, method), self.untupled(right, method));
        (pair.0.of_type != left.of_type || pair.1.of_type != right.of_type).then_some(pair)
    }

    /// The operands of an operator of tuples, of which one is a named tuple.
    pub(super) fn untupled_operands(&mut self, op: BinaryOp, left: &Value, right: &Value) -> Option<(Value, Value)> {
        if !matches!(op, BinaryOp::Add | BinaryOp::Mul) {
            return None;
        }
        let (own, reflected, _) = op.methods();
        let has_own = |value: &Value| {
            let Type::Instance(head) = value.of_type else { return false };
            self.lower.family_has(head, own) || self.lower.family_has(head, reflected)
        };
        let is_named = |value: &Value| matches!(value.of_type, Type::Instance(head) if self.lower.is_named_tuple(head));
        if has_own(left) || has_own(right) || !is_named(left) && !is_named(right) {
            return None;
        }
        let (one, other) = (self.untupled(left, own), self.untupled(right, own));
        (!is_named(&one) && !is_named(&other)).then_some((one, other))
    }

    /// `==` with a named tuple, of which the other is none of the same class.
    pub(super) fn equal_named(&mut self, left: &Value, right: &Value, span: Span) -> Option<Value> {
        if let Some((left, right)) = self.untupled_pair(left, right, "__eq__") {
            return Some(self.equal(&left, &right, span));
        }
        let is_tuple = |value: &Value| match value.of_type {
            Type::Instance(head) => self.lower.is_named_tuple(head),
            Type::Tuple(_) | Type::Sequence(_) => true,
            _ => false,
        };
        if left.of_type != right.of_type
            && is_tuple(left)
            && is_tuple(right)
            && (self.holds_named(&left.of_type) || self.holds_named(&right.of_type))
        {
            return Some(self.refuse(span, "such named tuples are not compared yet"));
        }
        let is_mixed = left.of_type.inner() != right.of_type.inner()
            && [left, right].iter().any(|side| self.holds_named(&side.of_type))
            && !matches!(left.of_type, Type::None | Type::Instance(_))
            && !matches!(right.of_type, Type::None | Type::Instance(_));
        is_mixed.then(|| self.refuse(span, "named tuples inside of other values are not compared with others yet"))
    }

    /// Says whether a type is that of a tuple as which named tuples of another type are looked up.
    pub(super) fn is_tuple_of_named(&self, of_type: &Type, named: &Type) -> bool {
        if let Type::Instance(head) = named {
            let is_plain = self.lower.is_int_enum(*head) && *of_type == Type::Int
                || self.lower.is_str_enum(*head) && *of_type == Type::Str;
            if is_plain && self.lower.field(*head, "_value_").as_ref() == Some(of_type) {
                return true;
            }
        }
        let (Type::Tuple(members), Type::Instance(head)) = (of_type, named) else { return false };
        let fields = self.lower.named_fields(*head).unwrap_or_default();
        !fields.is_empty() && fields.iter().map(|(_, of_type)| of_type).eq(members)
    }

    /// Says whether a tuple is looked for among keys that are named tuples of the same members.
    pub(super) fn finds_named(&self, left: &Value, right: &Value) -> bool {
        match &right.of_type {
            Type::Dict(key, _) | Type::Set(key) | Type::FrozenSet(key) => self.is_tuple_of_named(&left.of_type, key),
            _ => false,
        }
    }

    /// Says whether a named tuple is looked for among others than such of its class, or something else among them.
    pub(super) fn mixes_named(&self, left: &Value, right: &Value) -> bool {
        let element = match &right.of_type {
            Type::List(inner) | Type::Set(inner) | Type::FrozenSet(inner) | Type::Sequence(inner) => inner,
            Type::Dict(key, _) => key,
            _ => return false,
        };
        let (one, other) = (left.of_type.inner(), element.inner());
        let is_tuple = |of_type: &Type| matches!(of_type, Type::Tuple(_) | Type::Sequence(_) | Type::Union(_));
        one != other
            && (self.holds_named(one) && (is_tuple(other) || self.holds_named(other))
                || self.holds_named(other) && is_tuple(one))
    }

    /// Says whether a named tuple is somewhere in values of a type.
    pub(super) fn holds_named(&self, of_type: &Type) -> bool {
        match of_type {
            Type::Instance(head) => self.lower.is_named_tuple(*head),
            Type::List(inner)
            | Type::Optional(inner)
            | Type::Sequence(inner)
            | Type::Set(inner)
            | Type::FrozenSet(inner) => self.holds_named(inner),
            Type::Dict(key, value) => self.holds_named(key) || self.holds_named(value),
            Type::Tuple(members) => members.iter().any(|member| self.holds_named(member)),
            _ => false,
        }
    }

    /// `_replace`, `_asdict`, `count` and `index` of a named tuple.
    pub(super) fn named_method(
        &mut self,
        object: &Value,
        classes: &[Item],
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let Type::Instance(head) = object.of_type else { return None };
        if !self.lower.is_named_tuple(head) || self.lower.family_has(head, name) {
            return None;
        }
        match &**name {
            "_replace" => Some(self.replaced(object, classes, given, expr.span)),
            "_asdict" => Some(self.named_as_dict(object, expr)),
            "count" | "index" => {
                let tuple = self.untupled_unless(object, name)?;
                Some(self.call_library_method(&tuple, name, given, expr))
            }
            _ => None,
        }
    }

    /// `_fields`, `_field_defaults` of a class or an object, `_make` of a class.
    pub(super) fn named_attribute(&mut self, class: Item, name: &Name, expr: &Expr) -> Option<Value> {
        if !self.lower.is_named_tuple(class) {
            return None;
        }
        let fields = self.lower.inferred.class(class)?.fields.clone();
        match &**name {
            "_fields" => {
                let names: Vec<String> =
                    fields.iter().map(|field| format!("Str::from({})", literal(&field.name))).collect();
                let text = format!("Sequence::<Str>::from(vec![{}])", names.join(", "));
                Some(Value::new(text, Type::Sequence(Rc::new(Type::Str))))
            }
            "_field_defaults" => {
                let of_type = self.type_of(expr);
                let Type::Dict(_, values) = &of_type else { return None };
                let values = Rc::clone(values);
                let mut pairs = Vec::new();
                for field in self.lower.dataclass_fields(class)? {
                    let Some(default) = field.default else { continue };
                    let value = self.field_default(default, &values)?;
                    pairs.push(format!("(Str::from({}), {value})", literal(&field.name)));
                }
                Some(self.dict_of_pairs(&pairs, of_type))
            }
            _ => None,
        }
    }

    pub(super) fn dict_of_pairs(&mut self, pairs: &[String], of_type: Type) -> Value {
        let rust = self.lower.rust_type(&of_type);
        if pairs.is_empty() {
            return Value::new(format!("<{rust}>::default()"), of_type);
        }
        let text = format!("Dict::from_pairs(iter::from_rust([{}].into_iter()))", pairs.join(", "));
        self.tried(text, of_type)
    }

    fn named_as_dict(&mut self, object: &Value, expr: &'a Expr) -> Value {
        let of_type = self.type_of(expr);
        let (Type::Dict(_, values), Type::Instance(head)) = (&of_type, &object.of_type) else {
            return self.refuse(expr.span, "`_asdict` here is not translated yet");
        };
        let Some(fields) = self.lower.named_fields(*head) else {
            return self.refuse(expr.span, "`_asdict` of such fields is not translated yet");
        };
        let values = Rc::clone(values);
        let held = self.temporary("object");
        let mut pairs = Vec::new();
        for (name, field) in fields {
            let read = self.fallible(&format!("{held}.0.{}.get()", identifier(&name)));
            let value = self.keep(&Value::new(read, field), &values, expr.span);
            pairs.push(format!("(Str::from({}), {value})", literal(&name)));
        }
        let dict = self.dict_of_pairs(&pairs, of_type);
        Value::new(format!("{{ let {held} = {}; {} }}", object.owned(), dict.text), dict.of_type)
    }

    /// `_replace` and `dataclasses.replace`: a new object with some of the fields of another.
    pub(super) fn replaced(&mut self, object: &Value, classes: &[Item], given: &Given<'a>, span: Span) -> Value {
        let ([class], Type::Instance(head)) = (classes, &object.of_type) else {
            return self.refuse(span, "a copy of an object of one of several classes is not translated yet");
        };
        let head = *head;
        let of = self.lower.constructing_dataclass(*class);
        let Some(fields) = of.and_then(|of| self.lower.dataclass_fields(of)) else {
            return self.refuse(span, "a copy of such an object is not translated yet");
        };
        if !given.positional.is_empty() || !given.stars.is_empty() || given.has_double_star {
            return self.refuse(span, "a copy with such arguments is not translated yet");
        }
        let held = self.temporary("object");
        let (mut bound, mut arguments) = (format!("let {held} = {}; ", object.owned()), Vec::new());
        for (name, argument) in &given.named {
            let of_type = self.lower.field(head, name);
            let Some(of_type) = of_type.filter(|_| fields.iter().any(|field| field.name == *name && field.is_given))
            else {
                return self.refuse(span, format!("`{name}` is no field that a call gives"));
            };
            let value = self.kept_argument(argument, &of_type, span);
            let kept = self.temporary("argument");
            bound.push_str(&format!("let {kept} = {value}; "));
            arguments.push((name.clone(), kept));
        }
        let mut texts = Vec::new();
        for field in fields.iter().filter(|field| !field.is_unset()) {
            let is_known = self.lower.field(head, &field.name).is_some();
            match arguments.iter().find(|(name, _)| *name == field.name) {
                Some((_, kept)) => texts.push(kept.clone()),
                None if !is_known => {}
                None if !field.is_given => {
                    return self.refuse(span, "a copy of an object with `init=False` is not translated yet");
                }
                None => texts.push(self.fallible(&format!("{held}.0.{}.get()", identifier(&field.name)))),
            }
        }
        let constructor = self.lower.constructor_name(*class, head);
        let call = format!("{}::{constructor}({})", self.lower.class_name(head), texts.join(", "));
        let made = self.fallible(&call);
        Value::new(format!("{{ {bound}{made} }}"), Type::Instance(head))
    }

    /// `Point._make(values)`
    pub(super) fn named_make(&mut self, class: Item, given: &Given<'a>, span: Span) -> Value {
        let head = self.lower.head(class);
        let (Some(fields), [values]) = (self.lower.named_fields(head), given.positional.as_slice()) else {
            return self.refuse(span, "this `_make` is not translated yet");
        };
        let values = self.argument(values);
        let values = self.untupled(&values, "__iter__");
        let (held, count) = (self.temporary("values"), fields.len());
        let (bound, parts): (String, Vec<Value>) = match &values.of_type {
            Type::Tuple(members) if members.len() == count => {
                let part = |(place, member): (usize, &Type)| Value::place(format!("{held}.{place}"), member.clone());
                (values.owned(), members.iter().enumerate().map(part).collect())
            }
            _ => {
                let Some((iterable, element)) = self.iterable(&values, span) else {
                    return self.refuse(span, "this is not iterated over yet");
                };
                let text = self.fallible(&format!("instance::made_of({iterable}, {count})"));
                let part = |place| Value::new(format!("{held}[{place}].clone()"), element.clone());
                (text, (0..count).map(part).collect())
            }
        };
        let mut texts = Vec::new();
        for (part, (_, of_type)) in parts.iter().zip(&fields) {
            texts.push(self.keep(part, of_type, span));
        }
        let constructor = self.lower.constructor_name(class, head);
        let call = format!("{}::{constructor}({})", self.lower.class_name(head), texts.join(", "));
        let made = self.fallible(&call);
        Value::new(format!("{{ let {held} = {bound}; {made} }}"), Type::Instance(head))
    }

    /// The arguments of a call of a dataclass or named tuple with stars, one after the other.
    pub(super) fn fields_unpacked(
        &mut self,
        given: &Given<'a>,
        fields: &[DataField<'a>],
        maker: &str,
        span: Span,
    ) -> Option<(String, Given<'a>)> {
        let [(place, star)] = given.stars.as_slice() else { return None };
        if *place != 0 || !given.positional.is_empty() || given.has_double_star {
            return None;
        }
        let value = self.expr(star);
        let value = self.untupled(&value, "__iter__");
        let held = self.temporary("star");
        if let Type::Tuple(members) = &value.of_type {
            let part =
                |(place, member): (usize, &Type)| Arg::Value(Value::place(format!("{held}.{place}"), member.clone()));
            let positional = members.iter().enumerate().map(part).collect();
            let bound = format!("let {held} = {}; ", value.owned());
            return Some((bound, Given { positional, named: given.named.clone(), ..Given::default() }));
        }
        if !given.named.is_empty() {
            return None;
        }
        let (iterable, element) = self.iterable(&value, span)?;
        let vector = self.fallible(&format!("iter::vec({iterable})"));
        let names: Vec<String> =
            fields.iter().filter(|field| field.default.is_none()).map(|field| literal(&field.name)).collect();
        let (count, names) = (fields.len() + 1, names.join(", "));
        let check = format!("check_arguments({}, &[\"self\", {names}], {count}, {held}.len() + 1)", literal(maker));
        let check = self.fallible(&check);
        let part = |(at, field): (usize, &DataField<'a>)| Arg::Unpacked {
            list: held.clone(),
            at,
            element: element.clone(),
            default: field.default,
        };
        let bound = format!("let {held} = {vector}; {check}; ");
        Some((bound, Given { positional: fields.iter().enumerate().map(part).collect(), ..Given::default() }))
    }
}
