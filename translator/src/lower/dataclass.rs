//! What `@dataclass` adds to a class.
//!
//! # How it works
//!
//! A dataclass gets a constructor, a `__repr__`, an `__eq__` and more, each unless its own body has one. So who looks for a special method goes
//! through the classes in order, and asks of each whether it has the method or `@dataclass` gave it (special.rs).

use super::Lower;
use super::body::Body;
use super::call::{Arg, Given};
use super::class::*;
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::infer::Form;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Argument, ArgumentKind, Class, Expr, ExprKind, Name, Span, StmtKind};
use std::rc::Rc;

/// A field of a dataclass.
#[derive(Clone)]
pub(super) struct DataField<'a> {
    pub(super) name: Name,
    pub(super) default: Option<&'a Expr>,
    /// A call gives it.
    pub(super) is_given: bool,
    named_only: bool,
    is_shown: bool,
    is_compared: bool,
    is_hashed: bool,
}

impl DataField<'_> {
    /// Says whether a call sets it not at all.
    pub(super) fn is_unset(&self) -> bool {
        !self.is_given && !self.default.is_some_and(has_value)
    }
}

impl<'a> Lower<'a> {
    /// The fields of a dataclass, those of its bases first.
    pub(super) fn dataclass_fields(&self, class: Item) -> Option<Vec<DataField<'a>>> {
        if !self.is_data(class) {
            return None;
        }
        let mut fields: Vec<DataField<'a>> = Vec::new();
        for base in order(self.inferred, class).into_iter().rev() {
            for field in self.own_fields(base) {
                match fields.iter_mut().find(|other| other.name == field.name) {
                    Some(other) => *other = field,
                    None => fields.push(field),
                }
            }
        }
        let known = self.inferred.class(class)?;
        for field in &mut fields {
            if let Some(known) = known.fields.iter().find(|known| known.name == field.name) {
                (field.is_given, field.named_only) = (known.is_given, known.named_only);
            }
        }
        Some(fields)
    }

    /// Says whether a class stands under `@dataclass` itself.
    pub(super) fn is_data(&self, class: Item) -> bool {
        let tree = self.inferred.class(class).and_then(|known| self.classes.get(&known.scope));
        tree.is_some_and(|tree| is_dataclass(tree) || is_named_tuple_class(tree))
    }

    fn own_fields(&self, class: Item) -> Vec<DataField<'a>> {
        let tree = self.inferred.class(class).and_then(|known| self.classes.get(&known.scope).copied());
        let is_data = |tree: &&Rc<Class>| is_dataclass(tree) || is_named_tuple_class(tree);
        let Some(tree) = tree.filter(is_data) else { return Vec::new() };
        let mut fields = Vec::new();
        for stmt in &tree.body {
            let StmtKind::Annotate { target, value, annotation } = &stmt.kind else { continue };
            let ExprKind::Name(name) = &target.kind else { continue };
            if annotated_as(annotation, "KW_ONLY") || annotated_as(annotation, "ClassVar") {
                continue;
            }
            let flag = |of: &str| value.as_ref().and_then(|value| flag_of(field_call(value)?, of));
            let is_compared = flag("compare") != Some(false);
            fields.push(DataField {
                name: name.clone(),
                default: value.as_ref(),
                is_given: true,
                named_only: false,
                is_shown: flag("repr") != Some(false),
                is_compared,
                is_hashed: flag("hash").unwrap_or(is_compared),
            });
        }
        fields
    }

    /// Says whether the objects of a class are not changed.
    pub(super) fn is_frozen(&self, class: Item) -> bool {
        order(self.inferred, class).into_iter().any(|class| self.dataclass_flag(class, "frozen") == Some(true))
    }

    /// What `@dataclass(…)` says.
    pub(super) fn dataclass_flag(&self, class: Item, name: &str) -> Option<bool> {
        let tree = *self.classes.get(&self.inferred.class(class)?.scope)?;
        if is_named_tuple_class(tree) {
            return Some(true);
        }
        let decorator = tree.decorators.iter().find(|decorator| decorator_name(decorator) == "dataclass")?;
        let ExprKind::Call(_, arguments) = &decorator.kind else { return None };
        flag_of(arguments, name)
    }

    /// The dataclass whose constructor makes the objects of a class.
    pub(super) fn constructing_dataclass(&self, class: Item) -> Option<Item> {
        let found = order(self.inferred, class)
            .into_iter()
            .find(|class| self.own_method(*class, "__init__") || self.is_data(*class))?;
        (!self.own_method(found, "__init__")).then_some(found)
    }

    pub(super) fn dataclass_constructor(&self, of: Item, class: Item, head: Item, own: &str, made: &str) -> String {
        let fields = self.dataclass_fields(of).unwrap_or_default();
        let name = self.class_name(head);
        let mut parameters = Vec::new();
        let mut sets = String::new();
        for field in &fields {
            let Some(of_type) = self.field(head, &field.name) else { continue };
            if field.is_unset() {
                continue;
            }
            let rust = identifier(&field.name);
            parameters.push(format!("{rust}: {}", self.rust_type(&of_type)));
            sets.push_str(&format!("        this.0.{rust}.set({rust});\n"));
        }
        if let Some((_, post)) = self.find_method(class, "__post_init__") {
            sets.push_str(&format!("        this.{}()?;\n", self.method_name(post)));
        }
        format!(
            "    pub fn {own}({}) -> Py<{name}> {{\n        let this = {made};\n{sets}        Ok(this)\n    }}\n",
            parameters.join(", ")
        )
    }

    fn dataclass_method(&self, class: Item, what: &str) -> String {
        format!("dataclass_{what}_{}", self.class_name(class).to_lowercase())
    }

    /// What `@dataclass` adds, as methods.
    pub(super) fn dataclass_methods(&self, class: Item) -> String {
        let Some(fields) = self.dataclass_fields(class) else { return String::new() };
        let head = self.head(class);
        let of: Vec<(DataField<'a>, Type)> =
            fields.into_iter().filter_map(|field| Some((field.clone(), self.field(head, &field.name)?))).collect();
        let wants = |method: &str, flag: &str, normally: bool| {
            !self.own_method(class, method) && self.dataclass_flag(class, flag).unwrap_or(normally)
        };
        let mut out = String::new();
        if wants("__repr__", "repr", true) {
            out.push_str(&self.dataclass_repr(class, &of));
        }
        if self.is_named_tuple(class) {
            out.push_str(&self.as_tuple_method(head));
        }
        if wants("__eq__", "eq", true) {
            out.push_str(&self.dataclass_equal(class, head, &of));
        }
        if wants("__lt__", "order", false) {
            out.push_str(&self.dataclass_order(class, head, &of));
        }
        if self.is_frozen(class)
            && self.dataclass_flag(class, "eq").unwrap_or(true)
            && !self.own_method(class, "__hash__")
        {
            out.push_str(&self.dataclass_hash(class, &of));
        }
        out
    }

    fn dataclass_repr(&self, class: Item, fields: &[(DataField<'a>, Type)]) -> String {
        let mut lets = String::new();
        let mut parts = vec!["Part::Text(instance::Instance::class_name(self))".to_owned()];
        let mut separator = "(";
        for (place, (field, _)) in fields.iter().filter(|(field, _)| field.is_shown).enumerate() {
            parts.push(format!("Part::Text({})", literal(&format!("{separator}{}=", field.name))));
            lets.push_str(&format!("        let value_{place} = {};\n", self.field_text(class, "self", field)));
            parts.push(format!("Part::Repr(&value_{place})"));
            separator = ", ";
        }
        parts.push(format!("Part::Text({})", if separator == "(" { "\"()\"" } else { "\")\"" }));
        let name = self.dataclass_method(class, "repr");
        format!("\n    fn {name}(&self) -> Py<Str> {{\n{lets}        fstring(&[{}])\n    }}\n", parts.join(", "))
    }

    fn field_text(&self, class: Item, of: &str, field: &DataField<'a>) -> String {
        let (rust, class) = (identifier(&field.name), literal(&self.inferred.item_name(class)));
        format!("{of}.0.{rust}.get_named({class}, {})?", literal(&field.name))
    }

    fn same_class(&self, head: Item) -> &'static str {
        if self.family(head).len() > 1 && !self.is_named_tuple(head) { "self.0.class == other.0.class" } else { "true" }
    }

    fn dataclass_equal(&self, class: Item, head: Item, fields: &[(DataField<'a>, Type)]) -> String {
        let mut tests = self.same_class(head).to_owned();
        for (field, _) in fields.iter().filter(|(field, _)| field.is_compared) {
            let (one, other) = (self.field_text(class, "self", field), self.field_text(class, "other", field));
            tests.push_str(&format!("\n            && {one}.is_or_equal(&{other})?"));
        }
        let (method, name) = (self.dataclass_method(class, "equal"), self.class_name(head));
        format!("\n    fn {method}(&self, other: &{name}) -> Py<bool> {{\n        Ok({tests})\n    }}\n")
    }

    fn dataclass_order(&self, class: Item, head: Item, fields: &[(DataField<'a>, Type)]) -> String {
        let mut tests = String::new();
        for (field, of_type) in fields.iter().filter(|(field, _)| field.is_compared) {
            let is_named = self.is_named_tuple(class);
            if is_named && unhashable_name(of_type) == Some("dict") {
                tests.push_str(&format!(
                    "        return Err(instance::fields_not_ordered(comparison, &{}, &{}));\n",
                    self.field_text(class, "self", field),
                    self.field_text(class, "other", field),
                ));
                break;
            }
            if !is_ordered(of_type) && !is_named {
                self.refuse_class(class, "the order of a dataclass with such fields is not translated yet");
            }
            let (one, other) = (self.field_text(class, "self", field), self.field_text(class, "other", field));
            tests.push_str(&format!(
                "        let (one, another) = ({one}, {other});\n        if !one.is_or_equal(&another)? {{\n            return one.compare(&another, comparison).map(Some);\n        }}\n"
            ));
        }
        let (method, name) = (self.dataclass_method(class, "order"), self.class_name(head));
        let same = self.same_class(head);
        format!(
            "\n    fn {method}(&self, other: &{name}, comparison: Comparison) -> Py<Option<bool>> {{\n        if !({same}) {{\n            return Ok(None);\n        }}\n{tests}        Ok(Some(matches!(comparison, Comparison::LessEqual | Comparison::GreaterEqual)))\n    }}\n"
        )
    }

    fn dataclass_hash(&self, class: Item, fields: &[(DataField<'a>, Type)]) -> String {
        let method = self.dataclass_method(class, "hash");
        if self.is_named_tuple(class) && fields.iter().all(|(_, of_type)| is_key(of_type)) && !fields.is_empty() {
            return format!("\n    fn {method}(&self) -> Py<i64> {{\n        self.named_as_tuple()?.hash()\n    }}\n");
        }
        let hashed: Vec<&(DataField<'a>, Type)> = fields.iter().filter(|(field, _)| field.is_hashed).collect();
        let unhashable = hashed.iter().find_map(|(_, of_type)| unhashable_name(of_type));
        if unhashable.is_none() && hashed.iter().any(|(_, of_type)| !is_key(of_type)) {
            self.refuse_class(class, "the hash of a dataclass with such fields is not translated yet");
        }
        let mut text = String::from("let mut hashes: Vec<i64> = Vec::new();\n");
        for (field, of_type) in &hashed {
            match (unhashable, unhashable_name(of_type)) {
                (Some(_), None) => {}
                (_, Some(name)) => {
                    return format!(
                        "\n    fn {method}(&self) -> Py<i64> {{\n        Err(instance::unhashable({name:?}))\n    }}\n"
                    );
                }
                (None, None) => {
                    text.push_str(&format!(
                        "        hashes.push({}.hash()?);\n",
                        self.field_text(class, "self", field)
                    ));
                }
            }
        }
        format!("\n    fn {method}(&self) -> Py<i64> {{\n        {text}        Sequence::from(hashes).hash()\n    }}\n")
    }

    pub(super) fn refuse_class(&self, class: Item, message: &str) {
        let tree = self.inferred.class(class).and_then(|known| self.classes.get(&known.scope));
        if let Some(tree) = tree {
            self.refuse(tree.name_span, message);
        }
    }

    /// The method by which `@dataclass` does what a special method does, where it gave the class one.
    pub(super) fn dataclass_special(&self, class: Item, method: &str) -> Option<Special> {
        let flag = |name: &str, normally: bool| self.dataclass_flag(class, name).unwrap_or(normally);
        if !self.is_data(class) {
            return None;
        }
        match method {
            "__repr__" if flag("repr", true) => Some(Special::Added(self.dataclass_method(class, "repr"))),
            "__eq__" if flag("eq", true) => Some(Special::Added(self.dataclass_method(class, "equal"))),
            "__lt__" | "__le__" | "__gt__" | "__ge__" if flag("order", false) => {
                Some(Special::Added(self.dataclass_method(class, "order")))
            }
            "__hash__" if flag("eq", true) && self.is_frozen(class) => {
                Some(Special::Added(self.dataclass_method(class, "hash")))
            }
            "__hash__" if flag("eq", true) => Some(Special::Unhashable),
            _ => None,
        }
    }
}

/// A special method of a class.
pub(super) enum Special {
    Method(Item),
    /// The method with this Rust name.
    Added(String),
    /// One that `total_ordering` makes of this method, which has that name.
    Total(Item, &'static str),
    /// What has an `__eq__` has no `__hash__` by itself.
    Unhashable,
}

/// The static of a default.
fn default_global(default: &Expr) -> Name {
    format!("default.of_field.{}", default.id.0).into()
}

/// The arguments of a call of `field`.
fn field_call(value: &Expr) -> Option<&[Argument]> {
    match &value.kind {
        ExprKind::Call(function, arguments) if decorator_name(function) == "field" => Some(arguments),
        _ => None,
    }
}

fn flag_of(arguments: &[Argument], name: &str) -> Option<bool> {
    let flag = arguments.iter().find(|argument| matches!(&argument.kind, ArgumentKind::Named(of) if &**of == name))?;
    match flag.value.kind {
        ExprKind::Bool(flag) => Some(flag),
        _ => None,
    }
}

/// What CPython says where the arguments of a call do not fit the fields.
fn wrong_arguments(maker: &str, fields: &[DataField<'_>], given: &Given<'_>) -> Option<String> {
    let taken: Vec<&DataField<'_>> = fields.iter().filter(|field| field.is_given).collect();
    if let Some((name, _)) = given.named.iter().find(|(name, _)| !taken.iter().any(|field| field.name == *name)) {
        return Some(format!("{maker}() got an unexpected keyword argument '{name}'"));
    }
    let positional: Vec<&&DataField<'_>> = taken.iter().filter(|field| !field.named_only).collect();
    let twice = positional.iter().take(given.positional.len()).find(|field| given.named(&field.name).is_some());
    if let Some(field) = twice {
        return Some(format!("{maker}() got multiple values for argument '{}'", field.name));
    }
    let has_default = |field: &DataField<'_>| field.default.is_some_and(has_value);
    if given.positional.len() > positional.len() {
        let (most, least) = (positional.len() + 1, positional.iter().filter(|field| !has_default(field)).count() + 1);
        let takes = if least < most { format!("from {least} to {most}") } else { most.to_string() };
        let plural = if most == 1 { "" } else { "s" };
        let is_alone = given.named.is_empty() && taken.len() == positional.len();
        return is_alone.then(|| {
            format!("{maker}() takes {takes} positional argument{plural} but {} were given", given.positional.len() + 1)
        });
    }
    let is_missing = |field: &&&DataField<'_>| !has_default(field) && given.named(&field.name).is_none();
    let missing: Vec<&str> =
        positional.iter().skip(given.positional.len()).copied().filter(is_missing).map(|field| &*field.name).collect();
    missing_text(maker, &missing)
}

fn missing_text(maker: &str, missing: &[&str]) -> Option<String> {
    let quoted: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
    let names = match quoted.as_slice() {
        [] => return None,
        [only] => only.clone(),
        [one, other] => format!("{one} and {other}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    };
    let plural = if missing.len() == 1 { "" } else { "s" };
    Some(format!("{maker}() missing {} required positional argument{plural}: {names}", missing.len()))
}

/// Says whether a value or a call of `field` gives a default.
fn has_value(value: &Expr) -> bool {
    match field_call(value) {
        Some(arguments) => {
            let given = Given::of(arguments);
            given.named("default").is_some() || given.named("default_factory").is_some()
        }
        None => true,
    }
}

/// Says whether values of a type have an order in Rust.
fn is_ordered(of_type: &Type) -> bool {
    match of_type {
        Type::Int | Type::BigInt | Type::Float | Type::Bool | Type::Number | Type::Str | Type::Instance(_) => true,
        Type::List(element) | Type::Optional(element) => is_ordered(element),
        Type::Tuple(members) => members.iter().all(is_ordered),
        of_type => super::library::datetime::is_plain(of_type),
    }
}

/// Says whether values of a type have a hash in Rust.
fn is_key(of_type: &Type) -> bool {
    match of_type {
        Type::Int
        | Type::BigInt
        | Type::Float
        | Type::Bool
        | Type::Number
        | Type::Str
        | Type::Bytes
        | Type::Class
        | Type::Instance(_) => true,
        Type::Optional(inner) | Type::FrozenSet(inner) | Type::Sequence(inner) => is_key(inner),
        Type::Tuple(members) => members.iter().all(is_key),
        of_type => super::library::datetime::is_plain(of_type),
    }
}

fn unhashable_name(of_type: &Type) -> Option<&'static str> {
    match of_type {
        Type::List(_) => Some("list"),
        Type::Dict(..) => Some("dict"),
        Type::Set(_) => Some("set"),
        _ => None,
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn construct_dataclass(
        &mut self,
        head: Item,
        path: &str,
        fields: &[DataField<'a>],
        given: &Given<'a>,
        (class, span): (&str, Span),
    ) -> Value {
        let maker = format!("{class}.{}", if self.lower.is_named_tuple(head) { "__new__" } else { "__init__" });
        if given.star.is_some() || given.has_double_star {
            let Some((bound, given)) = self.fields_unpacked(given, fields, &maker, span) else {
                return self.refuse(span, "a star in this call is not translated yet");
            };
            let made = self.construct_dataclass(head, path, fields, &given, (class, span));
            return super::several::within(&bound, made);
        }
        if let Some(text) = wrong_arguments(&maker, fields, given) {
            let raised = self.raised_after(given, &text);
            let rust = self.lower.class_name(head);
            return Value::new(format!("never::<{rust}>({})", raised.text), Type::Instance(head));
        }
        let mut arguments = Vec::new();
        let mut positional = given.positional.iter().enumerate();
        for named_only in [false, true] {
            for field in fields.iter().filter(|field| field.named_only == named_only && field.is_given) {
                let argument = if named_only { None } else { positional.next() };
                let argument = argument.map(|(place, argument)| (place, argument.clone())).or_else(|| {
                    let place = given.named.iter().position(|(other, _)| *other == field.name)?;
                    Some((given.positional.len() + place, given.named.get(place)?.1.clone()))
                });
                arguments.push((field.name.clone(), argument));
            }
        }
        if positional.next().is_some() {
            return self.refuse(span, "this class takes fewer arguments");
        }
        let mut texts = Vec::new();
        for field in fields {
            let argument = arguments.iter().find(|(name, _)| *name == field.name).and_then(|(_, found)| found.clone());
            let Some(of_type) = self.lower.field(head, &field.name) else {
                if argument.is_some() {
                    return self.refuse(span, format!("a function or class for `{}` is not kept yet", field.name));
                }
                continue;
            };
            match (argument, field.default) {
                (Some((place, Arg::Unpacked { list, at, element, default: Some(default) })), _) => {
                    let member = Value::new(format!("{list}[{at}].clone()"), element);
                    let member = self.keep(&member, &of_type, span);
                    let Some(default) = self.field_default(default, &of_type) else {
                        return Value::new("()", Type::Never);
                    };
                    texts.push((place, format!("if {list}.len() > {at} {{ {member} }} else {{ {default} }}")));
                }
                (Some((place, argument)), _) => {
                    texts.push((place, self.kept_argument(&argument, &of_type, span)));
                }
                (None, Some(default)) => {
                    if field.is_unset() {
                        continue; // `__post_init__` sets it
                    }
                    let Some(text) = self.field_default(default, &of_type) else {
                        return Value::new("()", Type::Never);
                    };
                    texts.push((usize::MAX, text));
                }
                (None, None) => {
                    return self.refuse(span, format!("the argument `{}` is missing", field.name));
                }
            }
        }
        let text = self.with_order(path, &texts);
        self.tried(text, Type::Instance(head))
    }

    /// The name of the class that a call calls.
    /// What a call raises that does not fit, once its arguments are evaluated.
    pub(super) fn raised_after(&mut self, given: &Given<'a>, text: &str) -> Value {
        let mut before = String::new();
        for argument in given.positional.iter().chain(given.named.iter().map(|(_, argument)| argument)) {
            let value = self.argument(argument);
            if !matches!(value.of_type, Type::Known) {
                before.push_str(&format!("let _ = {}; ", value.text));
            }
        }
        let raised = self.raised("TYPE_ERROR", text);
        super::several::within(&before, raised).may_raise()
    }

    /// Says whether an expression names a member of an enum, which is the same whenever it is evaluated.
    fn is_enum_member(&self, expr: &Expr) -> bool {
        let ExprKind::Attribute(of, name) = &expr.kind else { return false };
        let Some(Kind::Class(class)) = self.known(of) else { return false };
        self.lower.inferred.class(class).is_some_and(|class| class.form == Form::Enum && class.members.contains(name))
    }

    /// A default that was evaluated where the class stands.
    fn kept_default(&mut self, default: &'a Expr, of_type: &Type) -> Option<String> {
        let global = default_global(default);
        let kept = self.lower.globals.borrow().get(&global).cloned();
        let Some(kept) = kept else {
            self.refuse(default.span, "this default is not translated yet");
            return None;
        };
        let value = self.tried(format!("{}.get()", super::global_name(&global)), kept);
        Some(self.keep(&value, of_type, default.span))
    }

    /// Evaluates the default of a field where its class stands, unless it is the same whenever it is evaluated.
    pub(super) fn keep_default(&mut self, class: Item, target: &Expr, value: &'a Expr) {
        let default = match field_call(value) {
            Some(arguments) => match Given::of(arguments).named("default") {
                Some(Arg::Expr(default)) => *default,
                _ => return,
            },
            None => value,
        };
        if super::call::is_constant(default) || self.is_enum_member(default) {
            return;
        }
        let ExprKind::Name(name) = &target.kind else { return };
        let Some(of_type) = self.lower.field(self.lower.head(class), name) else { return };
        let text = self.kept_as(default, &of_type);
        let global = default_global(default);
        self.lower.globals.borrow_mut().insert(global.clone(), of_type);
        self.line(format!("{}.set({text});", super::global_name(&global)));
    }

    /// The default of a field of a dataclass.
    pub(super) fn field_default(&mut self, default: &'a Expr, of_type: &Type) -> Option<String> {
        if super::call::is_constant(default) || self.is_enum_member(default) {
            return Some(self.kept_as(default, of_type));
        }
        let Some(arguments) = field_call(default) else {
            return self.kept_default(default, of_type);
        };
        let given = Given::of(arguments);
        match (given.named("default"), given.named("default_factory")) {
            (Some(Arg::Expr(default)), _) if super::call::is_constant(default) || self.is_enum_member(default) => {
                Some(self.kept_as(default, of_type))
            }
            (Some(Arg::Expr(default)), None) => self.kept_default(default, of_type),
            (None, Some(Arg::Expr(factory))) => match (self.builtin_name(factory), of_type) {
                (Some("list" | "dict" | "set"), Type::List(_) | Type::Dict(..) | Type::Set(_)) => {
                    Some(format!("<{}>::default()", self.lower.rust_type(of_type)))
                }
                (None, Type::Library(class, _))
                    if matches!(self.known(factory), Some(Kind::Class(_))) && has_empty(class) =>
                {
                    self.empty_of_library(class, of_type)
                }
                _ => {
                    let value = self.call_argument(&Arg::Expr(factory), &Given::default(), default)?;
                    Some(self.keep(&value, of_type, default.span))
                }
            },
            _ => {
                self.refuse(default.span, "this default is not translated yet");
                None
            }
        }
    }
}

/// Says whether a class of the library is called without arguments.
fn has_empty(class: &str) -> bool {
    const HAVE: &[&str] = &[
        "Condition",
        "Counter",
        "Event",
        "LifoQueue",
        "Lock",
        "OrderedDict",
        "PriorityQueue",
        "Queue",
        "Semaphore",
        "deque",
    ];
    HAVE.contains(&class)
}

pub(super) fn annotated_as(annotation: &Expr, name: &str) -> bool {
    match &annotation.kind {
        ExprKind::Name(other) | ExprKind::Attribute(_, other) => &**other == name,
        ExprKind::Subscript(of, _) => annotated_as(of, name),
        _ => false,
    }
}
