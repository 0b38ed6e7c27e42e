//! Attributes that are asked for, deleted or kept once: `hasattr`, `getattr` with a default, `del object.name`, `cached_property`.

use super::Lower;
use super::body::Body;
use super::call::{Arg, Given};
use super::class::{Found, decorator_name};
use super::text::{Binding as Tightness, Value, identifier, literal};
use super::types::Type;
use crate::analyse::infer::Binding;
use crate::analyse::types::Item;
use crate::tree::{BinaryOp, Expr, ExprKind, Function, Name, Piece, Span};
use std::collections::BTreeSet;

/// Says whether a method is kept once it has given something.
fn is_cached(function: &Function) -> bool {
    function.decorators.iter().any(|decorator| decorator_name(decorator) == "cached_property")
}

impl<'a> Lower<'a> {
    /// The field in which an object keeps what a `cached_property` gave.
    pub(super) fn cached_field(&self, item: Item) -> Option<(String, Type)> {
        let callable = self.inferred.callable(item)?;
        let function = self.functions.get(&callable.scope)?;
        let of_type = self.types.of(callable.result).ok()?;
        is_cached(function).then(|| (format!("cached_{}", self.method_name(item)), of_type))
    }

    /// The fields for the cached properties of a class.
    pub(super) fn cached_fields(&self, class: Item) -> String {
        let items = self.inferred.callables().filter(|(_, callable)| self.class_around(callable.scope) == Some(class));
        let fields = items.filter_map(|(item, _)| self.cached_field(item));
        fields.map(|(name, of_type)| format!("    pub {name}: Attr<{}>,\n", self.rust_type(&of_type))).collect()
    }

    /// The method that gives what is kept, or what is computed once.
    pub(super) fn cached_method(&self, item: Item, name: &str) -> Option<(String, String)> {
        let (field, of_type) = self.cached_field(item)?;
        let computes = format!("compute_{name}");
        let text = format!(
            "    pub fn {name}(&self) -> Py<{}> {{\n        if let Some(value) = self.0.{field}.get_if_set() {{\n            return Ok(value);\n        }}\n        let value = self.{computes}()?;\n        self.0.{field}.set(value.clone());\n        Ok(value)\n    }}\n",
            self.rust_type(&of_type)
        );
        Some((computes, text))
    }

    /// The names of what objects of a class have that begin so.
    fn method_names(&self, class: Item, prefix: &str) -> Vec<Name> {
        let scopes = super::class::order(self.inferred, class).into_iter();
        let scopes = scopes.filter_map(|class| self.scopes.scopes.get(self.inferred.class(class)?.scope.0 as usize));
        let names: BTreeSet<Name> =
            scopes.flat_map(|scope| scope.variables.keys()).filter(|name| name.starts_with(prefix)).cloned().collect();
        names.into_iter().collect()
    }

    /// The deleter of a property, as an object of a class has it.
    fn find_deleter(&self, class: Item, name: &Name) -> Option<Item> {
        self.find_bound(class, name, Binding::Deleter)
    }
}

impl<'a> Body<'_, 'a> {
    /// `del of.name`
    pub(super) fn delete_attribute(&mut self, of: &'a Expr, name: &Name, span: Span) {
        let object = self.expr(of);
        let classes = self.classes_of(of);
        let ([class], Type::Instance(head)) = (classes.as_slice(), &object.of_type) else {
            self.refuse(span, "`del` of this is not translated yet");
            return;
        };
        let (class, head) = (*class, *head);
        let shown = self.lower.inferred.item_name(class);
        let text = match self.lower.look_up(class, name) {
            Found::Property(item) => match (self.lower.find_deleter(class, name), self.lower.cached_field(item)) {
                (Some(deleter), _) => {
                    let called = self.call_function(deleter, Some(&object), &Given::default(), span);
                    return self.line(format!("{};", called.text));
                }
                (None, Some((field, _))) => {
                    format!("{}.0.{field}.delete({}, {})", object.receiver(), literal(&shown), literal(name))
                }
                (None, None) => raised(&format!("property '{name}' of '{shown}' object has no deleter")),
            },
            _ if self.lower.is_named_tuple(class) => raised("can't delete attribute"),
            _ if self.lower.is_frozen(class) => format!(
                "Err::<(), Exc>(Exc::new(&exc::FROZEN_INSTANCE_ERROR, {}))",
                literal(&format!("cannot delete field '{name}'"))
            ),
            Found::Field(_) | Found::FieldOr(..) if self.lower.field(head, name).is_some() => {
                format!("{}.0.{}.delete({}, {})", object.receiver(), identifier(name), literal(&shown), literal(name))
            }
            _ => {
                self.refuse(span, "`del` of this is not translated yet");
                return;
            }
        };
        let line = self.fallible(&text);
        self.line(format!("{line};"));
    }

    /// A property without a setter is not set.
    pub(super) fn set_without_setter(&mut self, object: &Value, class: Item, name: &Name, span: Span) -> Value {
        if let Some((_, item)) = self.lower.find_method(class, name)
            && self.lower.cached_field(item).is_some()
        {
            return self.refuse(span, "a `cached_property` is not set yet");
        }
        let is_property = matches!(self.lower.look_up(class, name), Found::Property(_));
        if !is_property {
            return self.refuse(span, "a method is not set on an object yet");
        }
        let shown = self.lower.inferred.item_name(class);
        let text = self.fallible(&raised(&format!("property '{name}' of '{shown}' object has no setter")));
        Value::new(format!("{{ let _ = {}; {text} }}", object.reference()), Type::None)
    }

    /// `hasattr(of, "name")`
    pub(super) fn hasattr(&mut self, of: &Arg<'a>, name: &Arg<'a>, expr: &'a Expr) -> Value {
        let (Arg::Expr(of), Arg::Expr(Expr { kind: ExprKind::Str(name), .. })) = (of, name) else {
            return self.refuse(expr.span, "`hasattr` of a name that is not known is not translated");
        };
        let value = self.expr(of);
        let classes = self.classes_of(of);
        self.has(&value, &classes, &Name::from(&**name), expr.span)
    }

    fn has(&mut self, value: &Value, classes: &[Item], name: &Name, span: Span) -> Value {
        if self.has_parts(&value.of_type) {
            return self.by_part(value, span, |inside, part| inside.has(part, classes, name, span));
        }
        if let Type::Instance(head) = value.of_type {
            let mut classes = classes.to_vec();
            classes.retain(|class| self.lower.head(*class) == head);
            return self.object_has(value, &classes, name, span);
        }
        let known = match super::several::builtin_type(&value.of_type) {
            Some(of) if name.starts_with("__") => has_special(of, name),
            Some("NoneType") => Some(false),
            Some(_) => super::several::has_attribute(&value.of_type, name),
            None => None,
        };
        match known {
            Some(known) if value.is_place || value.text == "()" => Value::new(known.to_string(), Type::Bool),
            Some(known) => Value::new(format!("{{ {}; {known} }}", value.text), Type::Bool),
            None => self.refuse(span, "`hasattr` of this is not translated yet"),
        }
    }

    fn object_has(&mut self, object: &Value, classes: &[Item], name: &Name, span: Span) -> Value {
        let is_special = name.starts_with("__") && name.ends_with("__");
        let targets: Vec<(Item, Found)> =
            classes.iter().map(|class| (*class, self.lower.look_up(*class, name))).collect();
        let is_unknown = |found: &Found| match found {
            Found::Nothing => is_special && !is_of_some(name),
            _ => false,
        };
        if targets.is_empty() || targets.iter().any(|(_, found)| is_unknown(found)) {
            return self.refuse(span, "`hasattr` of this is not translated yet");
        }
        let rust = identifier(name);
        let mut write = |inside: &mut Self, found: Found, held: &Value| match found {
            Found::Property(item) => inside.property_gives(item, held, span),
            Found::Field(_) => Value::new(format!("{}.0.{rust}.get_if_set().is_some()", held.receiver()), Type::Bool),
            found => Value::new((found != Found::Nothing).to_string(), Type::Bool),
        };
        match targets.as_slice() {
            [(_, first), others @ ..] if others.iter().all(|(_, found)| found == first) => {
                let held = self.temporary("object");
                let value = write(self, *first, &Value::place(held.clone(), object.of_type.clone()));
                Value::new(format!("{{ let {held} = {}; {} }}", object.owned(), value.text), Type::Bool)
            }
            targets => self.choose_as(object, targets, name, &Type::Bool, span, &mut write),
        }
    }

    /// `hasattr` asks a property: it has no value where an AttributeError is raised.
    fn property_gives(&mut self, item: Item, object: &Value, span: Span) -> Value {
        let called = self.in_closure(|inside| inside.call_function(item, Some(object), &Given::default(), span));
        let text = format!("instance::has_attribute((|| {{ let _ = {}; Ok(()) }})())", called.text);
        self.tried(text, Type::Bool)
    }

    /// `getattr(of, "name", default)`
    pub(super) fn getattr_or(&mut self, of: &Arg<'a>, name: &Arg<'a>, default: &Arg<'a>, expr: &'a Expr) -> Value {
        if let (Arg::Expr(of), Arg::Expr(name), Arg::Expr(default)) = (of, name, default)
            && prefix_of(name).is_some()
        {
            return self.getattr_by_prefix(of, name, Some(default), expr);
        }
        let (Arg::Expr(of), Arg::Expr(Expr { kind: ExprKind::Str(name), .. }), Arg::Expr(default)) =
            (of, name, default)
        else {
            return self.refuse(expr.span, "`getattr` of a name that is not known is not translated");
        };
        let name = Name::from(&**name);
        let value = self.expr(of);
        let classes = self.classes_of(of);
        let of_type = self.type_of(expr);
        if matches!(of_type, Type::Never | Type::Known) || !matches!(value.of_type, Type::Instance(_)) {
            return self.refuse(expr.span, "`getattr` of this is not translated yet");
        }
        let held = self.temporary("object");
        let kept = self.temporary("default");
        let object = Value::place(held.clone(), value.of_type.clone());
        let default = self.kept_as(default, &of_type);
        let otherwise = Value::place(kept.clone(), of_type.clone());
        let targets: Vec<(Item, Found)> =
            classes.iter().map(|class| (*class, self.lower.look_up(*class, &name))).collect();
        if targets.is_empty() || targets.iter().any(|(_, found)| matches!(found, Found::Property(_))) {
            return self.refuse(expr.span, "`getattr` of this is not translated yet");
        }
        let span = expr.span;
        let chosen = self.choose_as(&object, &targets, &name, &of_type, span, &mut |inside, found, held| match found {
            Found::Nothing => otherwise.clone(),
            Found::Field(head) => inside.field_or(held, head, &name, &otherwise, span),
            Found::FieldOr(head, of) => {
                let default = inside.read_found(held, Found::Variable(of), &name, None, span);
                inside.field_or(held, head, &name, &default, span)
            }
            Found::Method(item) => inside.function_value(item, Some(held), span),
            found => inside.read_found(held, found, &name, None, span),
        });
        let text = format!("{{ let {held} = {}; let {kept} = {default}; {} }}", value.owned(), chosen.text);
        Value::bound(text, Tightness::Atom, chosen.of_type)
    }

    /// `getattr(of, f"visit_{…}")`: one of the methods whose names begin so.
    pub(super) fn getattr_by_prefix(
        &mut self,
        of: &'a Expr,
        name: &'a Expr,
        default: Option<&'a Expr>,
        expr: &'a Expr,
    ) -> Value {
        let (Some(prefix), span) = (prefix_of(name), expr.span) else {
            return self.refuse(expr.span, "`getattr` of a name that is not known is not translated");
        };
        let of_type = self.type_of(expr);
        let value = self.expr(of);
        let classes = self.classes_of(of);
        if !matches!(of_type.inner(), Type::Function(..)) || !matches!(value.of_type, Type::Instance(_)) {
            return self.refuse(span, "`getattr` of such methods is not translated yet");
        }
        let (object, held, otherwise) = (self.temporary("object"), self.temporary("name"), self.temporary("default"));
        let name = self.kept_as(name, &Type::Str);
        let mut bound = format!("let {object} = {}; let {held} = {name}; ", value.owned());
        if let Some(default) = default {
            let default = self.kept_expr(default, &of_type);
            bound.push_str(&format!("let {otherwise} = {default}; "));
        }
        let object = Value::place(object, value.of_type.clone());
        let targets: Vec<(Item, Item)> = classes.iter().map(|class| (*class, *class)).collect();
        let chosen = self.choose_as(&object, &targets, &prefix, &of_type, span, &mut |inside, class, object| {
            let mut arms = String::new();
            for method in inside.lower.method_names(class, &prefix) {
                let Found::Method(item) = inside.lower.look_up(class, &method) else {
                    return inside.refuse(span, "`getattr` of such methods is not translated yet");
                };
                if inside.binding_of(item) != Some(Binding::Object) {
                    return inside.refuse(span, "`getattr` of such methods is not translated yet");
                }
                let function = inside.function_value(item, Some(object), span);
                arms.push_str(&format!("{} => {}, ", literal(&method), inside.keep(&function, &of_type, span)));
            }
            let missing = format!("Err(cells::no_attribute({}.type_name(), &{held}))", object.receiver());
            let last = if default.is_some() { otherwise.clone() } else { inside.fallible(&missing) };
            let rust = inside.lower.rust_type(&of_type);
            let text = format!("{{ let found: {rust} = match &*{held} {{ {arms}_ => {last} }}; found }}");
            Value::new(text, of_type.clone())
        });
        Value::new(format!("{{ {bound}{} }}", chosen.text), chosen.of_type)
    }

    fn field_or(&mut self, object: &Value, head: Item, name: &Name, default: &Value, span: Span) -> Value {
        let field = self.lower.field(head, name).unwrap_or(Type::Never);
        let types = vec![field.clone(), default.of_type.clone()];
        let Ok(of_type) = self.lower.types.joined_optional(types) else {
            return self.refuse(span, "this default is not translated yet");
        };
        let value = self.keep(&Value::new("value", field), &of_type, span);
        let default = self.keep(default, &of_type, span);
        let got = format!("{}.0.{}.get_if_set()", object.receiver(), identifier(name));
        Value::new(format!("(match {got} {{ Some(value) => {value}, None => {default} }})"), of_type)
    }
}

/// How a name begins that is made when it is needed: `f"visit_{…}"`, `"visit_" + …`.
fn prefix_of(name: &Expr) -> Option<Name> {
    match &name.kind {
        ExprKind::FString(pieces) => match pieces.first()? {
            Piece::Text(text) => Some(Name::from(&**text)),
            Piece::Value { .. } => None,
        },
        ExprKind::Binary(left, BinaryOp::Add, _) => match &left.kind {
            ExprKind::Str(text) => Some(Name::from(&**text)),
            _ => None,
        },
        _ => None,
    }
}

/// A text that raises an AttributeError.
fn raised(text: &str) -> String {
    format!("Err::<(), Exc>(Exc::new(&exc::ATTRIBUTE_ERROR, {}))", literal(text))
}

/// Special methods that only some objects have.
fn is_of_some(name: &str) -> bool {
    const OF_SOME: &[&str] = &[
        "__abs__",
        "__add__",
        "__aenter__",
        "__aexit__",
        "__aiter__",
        "__anext__",
        "__await__",
        "__bool__",
        "__call__",
        "__contains__",
        "__enter__",
        "__exit__",
        "__float__",
        "__getitem__",
        "__int__",
        "__iter__",
        "__len__",
        "__mul__",
        "__neg__",
        "__next__",
        "__setitem__",
        "__sub__",
    ];
    OF_SOME.contains(&name)
}

/// Says whether a builtin type has one of the special methods that are asked for.
fn has_special(of: &str, name: &str) -> Option<bool> {
    let is_sized = matches!(of, "str" | "bytes" | "list" | "tuple" | "dict" | "set" | "frozenset" | "range");
    match name {
        "__len__" | "__iter__" | "__contains__" => Some(is_sized),
        "__getitem__" => Some(is_sized && !matches!(of, "set" | "frozenset")),
        "__setitem__" => Some(matches!(of, "list" | "dict")),
        "__call__" | "__next__" | "__await__" | "__aiter__" | "__enter__" | "__aenter__" => Some(false),
        "__add__" => Some(!matches!(of, "dict" | "set" | "frozenset" | "range" | "NoneType")),
        _ => None,
    }
}
