//! Classes as values.
//!
//! # How it works
//!
//! Where inference knows one class for a place, the class needs no value. Where it knows several, the value is a reference to the static of the
//! class; a call, an attribute or a method of it is written once for each class, and the value says which of them is done.

use super::Lower;
use super::body::Body;
use super::call::{Arg, Given};
use super::class::order;
use super::text::{Binding, Value, literal};
use super::types::Type;
use crate::analyse::infer::Binding as Bound;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Name, Span};

impl<'a> Lower<'a> {
    /// The static of a class of which several may come to a place.
    pub(super) fn class_static(&self, item: Item) -> Option<String> {
        if let Some(key) = self.inferred.library_class(item) {
            let name = match &**key {
                "bool" => "BOOL",
                "float" => "FLOAT",
                "int" => "INT",
                "str" => "STR",
                "bytes" => "BYTES",
                "dict" => "DICT",
                "list" => "LIST",
                "object" => "OBJECT",
                "set" => "SET",
                "tuple" => "TUPLE",
                "abc.ABC" => "ABC",
                _ => return None,
            };
            return Some(format!("class_object::{name}"));
        }
        let class = self.inferred.class(item)?;
        if super::class::is_exception_class(self.inferred, item) {
            return None;
        }
        let full_name = self.scopes.scopes.get(class.scope.0 as usize).map_or("", |scope| &scope.name);
        let name = format!("TYPE_{}", self.class_name(item));
        let (short, full) = (literal(&class.name), literal(full_name));
        self.add_item(format!(
            "pub static {name}: class_object::ClassObject = class_object::ClassObject::new({short}, {full});\n"
        ));
        Some(name)
    }
}

impl<'a> Body<'_, 'a> {
    /// A class that is known, as an argument or a value.
    pub(super) fn known_class(item: Item) -> Value {
        Value::new("()", Type::Known).with_known(Some(Kind::Class(item)))
    }

    /// A class that is known, as what `print` takes.
    pub(super) fn shown_class(&self, value: &Value) -> Option<String> {
        let Some(Kind::Class(item)) = value.known else { return None };
        match self.lower.exception_static(item) {
            Some(name) => Some(format!("&&{name}")),
            None => self.lower.class_static(item).map(|name| format!("&&{name}")),
        }
    }

    /// The same, as a value that may be another class, too.
    pub(super) fn class_value(&mut self, item: Item, span: Span) -> Value {
        match self.lower.class_static(item) {
            Some(name) => Value::new(format!("&{name}"), Type::Class),
            None => self.refuse(span, "this class is not kept as a value yet"),
        }
    }

    /// The classes that an expression may be.
    pub(super) fn possible_classes(&self, expr: &Expr) -> Vec<Item> {
        let Some(node) = self.lower.inferred.expression(expr.id) else { return Vec::new() };
        let kinds = self.lower.inferred.kinds(self.lower.inferred.find(node));
        let class = |kind: &Kind| match kind {
            Kind::Class(item) => Some(*item),
            _ => None,
        };
        kinds.filter_map(class).collect()
    }

    /// Says whether an expression is a class of which it is not known which.
    pub(super) fn is_class_value(&self, expr: &Expr) -> bool {
        let node = self.lower.inferred.expression(expr.id);
        node.is_some_and(|node| self.lower.types.of(node).is_ok_and(|of_type| *of_type.inner() == Type::Class))
    }

    /// Says whether an expression gives an object of the program, and does nothing else.
    pub(super) fn is_of_object(&self, expr: &Expr) -> bool {
        let is_plain = match &expr.kind {
            ExprKind::Name(_) => true,
            ExprKind::Attribute(of, _) => self.is_of_object(of),
            _ => false,
        };
        let node = self.lower.inferred.expression(expr.id);
        is_plain && node.is_some_and(|node| matches!(self.lower.types.of(node), Ok(Type::Instance(_))))
    }

    /// What is written for each class that a value may be.
    pub(super) fn by_class_value(
        &mut self,
        class: &Value,
        classes: &[Item],
        span: Span,
        mut write: impl FnMut(&mut Self, Item, &Value) -> Value,
    ) -> Value {
        let class = self.present(class, "__call__");
        let held = self.temporary("class");
        let again = Value::place(held.clone(), Type::Class);
        let mut arms = Vec::new();
        for item in classes {
            let Some(name) = self.lower.class_static(*item) else {
                return self.refuse(span, "this class is not kept as a value yet");
            };
            let mut given = Value::new("()", Type::Never);
            let lines = self.apart(|inside| given = write(inside, *item, &again));
            arms.push((name, lines, given));
        }
        let types = arms.iter().map(|(_, _, given)| given.of_type.clone()).filter(|given| *given != Type::Never);
        let of_type = match self.lower.types.joined_optional(types.collect()) {
            Ok(of_type) => of_type,
            Err(why) => return self.refuse(span, why),
        };
        let mut text = String::new();
        for (name, lines, given) in arms {
            let value = self.keep(&given, &of_type, span);
            let value = if lines.is_empty() { value } else { format!("\n{lines} {value}") };
            text.push_str(&format!("if {held}.is(&{name}) {{ {value} }} else "));
        }
        let rust = self.lower.rust_type(&of_type);
        let unreached = self.fallible(&format!("Err::<{rust}, Exc>(unreached())"));
        Value::new(format!("{{ let {held} = {}; {text}{{ {unreached} }} }}", class.text), of_type)
    }

    /// `cls(…)`, where it is not known which class that is.
    pub(super) fn construct_by_class(&mut self, function: &'a Expr, given: &Given<'a>, expr: &'a Expr) -> Value {
        let class = self.expr(function);
        let classes = self.possible_classes(function);
        self.by_class_value(&class, &classes, expr.span, |inside, item, _| {
            match inside.lower.inferred.library_class(item).map(ToString::to_string) {
                Some(key) => match super::builtin::name_of(&key) {
                    Some(name) => inside.call_builtin(name, given, expr),
                    None => inside.refuse(expr.span, "this class is not called yet"),
                },
                None => inside.construct(item, given, expr),
            }
        })
    }

    /// `cls.method(…)`
    pub(super) fn call_method_by_class(
        &mut self,
        of: &'a Expr,
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        let class = self.expr(of);
        let classes = self.possible_classes(of);
        self.by_class_value(&class, &classes, expr.span, |inside, item, held| {
            match inside.lower.find_method(item, name) {
                Some((_, method)) if inside.binding_of(method) == Some(Bound::Class) => {
                    inside.call_class_method(method, held.clone(), given, expr)
                }
                _ => inside.call_of_class(item, name, given, expr),
            }
        })
    }

    pub(super) fn binding_of(&self, method: Item) -> Option<Bound> {
        self.lower.inferred.callable(method).map(|callable| callable.binding)
    }

    /// `cls.name`
    pub(super) fn attribute_by_class(&mut self, of: &'a Expr, name: &Name, expr: &'a Expr) -> Value {
        let class = self.expr(of);
        match &**name {
            "__name__" => return Value::new(format!("Str::from({}.name())", class.receiver()), Type::Str),
            "__qualname__" => return Value::new(format!("Str::from({}.full_name())", class.receiver()), Type::Str),
            _ => {}
        }
        let classes = self.possible_classes(of);
        self.by_class_value(&class, &classes, expr.span, |inside, item, _| {
            match inside.named_attribute(item, name, expr) {
                Some(value) => value,
                None => inside.class_attribute(item, name, expr.span),
            }
        })
    }

    /// `type(object)`: the class of an object of a family.
    pub(super) fn class_of_object(&mut self, object: &Value, span: Span) -> Value {
        let Type::Instance(head) = object.of_type else {
            return self.refuse(span, "the class of this is not kept as a value yet");
        };
        let family = self.lower.family(head);
        if let [only] = family.as_slice() {
            let value = self.class_value(*only, span);
            return match object.is_place {
                true => value,
                false => Value::new(format!("{{ {}; {} }}", object.text, value.text), Type::Class),
            };
        }
        let tag = self.lower.tag_name(head);
        let mut arms = String::new();
        for class in family {
            let value = self.class_value(class, span);
            arms.push_str(&format!("{tag}::{} => {}, ", self.lower.class_name(class), value.text));
        }
        let rust = self.lower.rust_type(&Type::Class);
        Value::new(
            format!("{{ let class: {rust} = match {}.0.class {{ {arms}}}; class }}", object.receiver()),
            Type::Class,
        )
    }

    /// `type(value)`
    pub(super) fn type_of_value(&mut self, of: &Arg<'a>, expr: &'a Expr) -> Value {
        let value = self.argument(of);
        if value.of_type == Type::Exception {
            return Value::new(format!("{}.class()", value.receiver()), Type::ExceptionClass);
        }
        match self.type_of(expr) {
            Type::Class => self.class_of_object(&value, expr.span),
            Type::Known if value.is_place || matches!(value.of_type, Type::Instance(_)) && value.text == "self" => {
                Value::new("()", Type::Known)
            }
            _ => self.refuse(expr.span, "this call of `type` is not translated yet"),
        }
    }

    /// What a class method gets as its class, where it is called on an object.
    pub(super) fn class_for(&mut self, method: Item, object: &Value, span: Span) -> Value {
        let needs_value = self
            .lower
            .inferred
            .callable(method)
            .and_then(|callable| callable.positional.first())
            .is_some_and(|(_, node)| self.lower.types.of(*node) == Ok(Type::Class));
        match needs_value {
            true => self.class_of_object(object, span),
            false => Value::new("()", Type::Known),
        }
    }

    /// `==` and `is` of classes of which at least one is a value.
    pub(super) fn same_class_value(&mut self, left: &Value, right: &Value, span: Span) -> Option<Value> {
        let is_class = |value: &Value| value.of_type == Type::Class || matches!(value.known, Some(Kind::Class(_)));
        if !is_class(left) || !is_class(right) {
            return None;
        }
        if let (Some(Kind::Class(one)), Some(Kind::Class(other))) = (&left.known, &right.known)
            && left.of_type == Type::Known
            && right.of_type == Type::Known
        {
            return Some(Value::new((one == other).to_string(), Type::Bool));
        }
        let (one, other) = (self.keep(left, &Type::Class, span), self.keep(right, &Type::Class, span));
        Some(Value::bound(format!("({one}).is({other})"), Binding::Atom, Type::Bool))
    }

    /// A class that is known, as a value, where it is looked for among such.
    pub(super) fn class_as_key(&mut self, class: &Value, of: &Value, span: Span) -> Value {
        let key = match &of.of_type {
            Type::Dict(key, _) | Type::Set(key) | Type::FrozenSet(key) | Type::List(key) | Type::Sequence(key) => key,
            _ => return class.clone(),
        };
        match class.known {
            Some(Kind::Class(item)) if class.of_type == Type::Known && **key == Type::Class => {
                self.class_value(item, span)
            }
            _ => class.clone(),
        }
    }

    /// `issubclass(cls, C)` of a class that is a value.
    pub(super) fn is_subclass_value(&mut self, class: &'a Expr, of: &'a Expr) -> Option<Value> {
        let wanted: Vec<Item> = match &of.kind {
            ExprKind::Tuple(members) => members.iter().map(|member| self.one_class(member)).collect::<Option<_>>()?,
            _ => vec![self.one_class(of)?],
        };
        let value = self.expr(class);
        let mut tests = Vec::new();
        for item in self.possible_classes(class) {
            self.lower.inferred.class(item)?;
            if order(self.lower.inferred, item).iter().any(|base| wanted.contains(base)) {
                tests.push(format!("class.is(&{})", self.lower.class_static(item)?));
            }
        }
        let test = if tests.is_empty() { "false".to_owned() } else { tests.join(" || ") };
        Some(Value::new(format!("{{ let class = {}; {test} }}", value.text), Type::Bool))
    }

    fn one_class(&self, expr: &Expr) -> Option<Item> {
        match self.known(expr)? {
            Kind::Class(item) if self.lower.inferred.class(item).is_some() => Some(item),
            _ => None,
        }
    }

    /// The arguments of a class method: the class comes first.
    pub(super) fn call_class_method(&mut self, method: Item, class: Value, given: &Given<'a>, expr: &'a Expr) -> Value {
        let mut given = given.clone();
        given.positional.insert(0, Arg::Value(class));
        given.stars.iter_mut().for_each(|(place, _)| *place += 1);
        self.call_function(method, None, &given, expr.span)
    }
}
