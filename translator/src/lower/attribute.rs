//! Attributes.

use super::body::Body;
use super::call::Given;
use super::class::*;
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::infer::Binding;
use crate::analyse::scopes::Variable;
use crate::analyse::types::{Item, Kind};
use crate::monomorphise::copies::original_name;
use crate::tree::{Argument, Expr, ExprKind, Function, Name, Span};
use std::collections::BTreeSet;
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// `of.name`, where `of` may be no value.
    pub(super) fn attribute(&mut self, of: &'a Expr, name: &Name, expr: &'a Expr) -> Value {
        if let Some(value) = self.type_name(of, name) {
            return value;
        }
        if self.is_class_value(of) {
            return self.attribute_by_class(of, name, expr);
        }
        if self.is_super(of) {
            return self.super_attribute(name, expr);
        }
        if let (ExprKind::Call(..) | ExprKind::Attribute(..), Some(Kind::Class(class))) = (&of.kind, self.known(of)) {
            return self.class_attribute(class, name, expr.span); // `type(self).count`
        }
        let object = self.expr(of);
        self.attribute_of(&object, of, name, expr)
    }

    pub(super) fn attribute_of(&mut self, object: &Value, of: &'a Expr, name: &Name, expr: &'a Expr) -> Value {
        if self.type_of(expr) == Type::Known && !matches!(object.of_type, Type::Instance(_)) {
            return Value::new("()", Type::Known);
        }
        if let Some(module) = self.module_of(of) {
            return match self.library_attribute(&module, name) {
                Some(value) => value,
                None => self.refuse(expr.span, format!("`{module}.{name}` is not translated yet")),
            };
        }
        if let Some(Kind::Class(class)) = self.known(of) {
            if let Some(value) = self.class_line(class, name, expr.span) {
                return value;
            }
            if let Some(value) = self.enum_names(class, name) {
                return value;
            }
            if let Some(value) = self.named_attribute(class, name, expr) {
                return value;
            }
            return self.class_attribute(class, name, expr.span);
        }
        let object = self.present(object, name);
        if let Some(value) = self.function_attribute(&object, of, name, expr) {
            return value;
        }
        if let Type::Union(_) = object.of_type {
            return self.by_part(&object, expr.span, |inside, part| match inside.lacks(part, name) {
                Some(raised) => raised,
                None => inside.attribute_of(part, of, name, expr),
            });
        }
        match &object.of_type {
            Type::Instance(_) if &**name == "__class__" && self.type_of(expr) == Type::Class => {
                self.class_of_object(&object, expr.span)
            }
            Type::Instance(_) if &**name == "__class__" && self.type_of(expr) == Type::Known => {
                Value::new("()", Type::Known)
            }
            Type::Instance(head) => {
                let mut classes = self.classes_of(of);
                classes.retain(|class| self.lower.head(*class) == *head);
                if let Some(value) = self.enum_attribute(&object, &classes, name) {
                    return value;
                }
                if let Some(value) = self.named_attribute(*head, name, expr) {
                    return value;
                }
                self.object_attribute(&object, &classes, name, expr)
            }
            Type::Exception => {
                let classes = self.classes_of(of);
                let has_it = classes.iter().any(|class| self.lower.look_up(*class, name) != Found::Nothing);
                if has_it && &**name != "args" {
                    self.object_attribute(&object, &classes, name, expr)
                } else {
                    self.exception_attribute(&object, name, expr)
                }
            }
            of_type => match super::library::attribute_of(of_type, name) {
                Some((text, of_type)) => Value::new(text.replace("{self}", &object.receiver()), of_type),
                None => self.refuse(expr.span, format!("`{name}` of this is not translated yet")),
            },
        }
    }

    /// The name of a class of exceptions that a variable holds: what inference knows of it may be a base.
    fn name_of_kept_class(&mut self, of: &Expr, name: &Name) -> Option<Value> {
        let Some(Variable::Of(owner, variable)) = self.lower.scopes.variable(of.id).cloned() else { return None };
        if *self.variable_type(owner, &variable, of.span).inner() != Type::ExceptionClass {
            return None;
        }
        let value = self.read(owner, &variable, of.span);
        let value = self.present(&value, name);
        Some(Value::new(format!("Str::from({}.name())", value.receiver()), Type::Str))
    }

    /// Says whether an expression gives a function that is a value.
    fn is_function_value(&self, of: &Expr) -> bool {
        let node = self.lower.inferred.expression(of.id);
        node.is_some_and(|node| self.lower.types.of(node).is_ok_and(|it| matches!(it.inner(), Type::Function(..))))
    }

    /// `type(x).__name__`, `f.__name__`
    pub(super) fn type_name(&mut self, of: &'a Expr, name: &Name) -> Option<Value> {
        if &**name == "__doc__" {
            return self.doc_of(of);
        }
        if &**name != "__name__" && &**name != "__qualname__" {
            return None;
        }
        if self.is_function_value(of) {
            let value = self.expr(of);
            let value = self.present(&value, name);
            let method = if &**name == "__name__" { "name" } else { "qualified_name" };
            return Some(Value::new(format!("{}.{method}()", value.receiver()), Type::Str));
        }
        if let ExprKind::Call(function, arguments) = &of.kind
            && self.builtin_name(function) == Some("type")
            && let [argument] = arguments.as_slice()
        {
            let value = self.expr(&argument.value);
            if self.lower.shows_iterator(&value.of_type) {
                return Some(self.refuse(of.span, "the type of an iterator is not known yet"));
            }
            return Some(Value::new(format!("Str::from({}.type_name())", value.receiver()), Type::Str));
        }
        if let ExprKind::Attribute(inner, class) = &of.kind
            && &**class == "__class__"
        {
            let value = self.expr(inner);
            return Some(Value::new(format!("Str::from({}.type_name())", value.receiver()), Type::Str));
        }
        if let Some(value) = self.name_of_kept_class(of, name) {
            return Some(value);
        }
        match self.known(of) {
            Some(Kind::Function(item)) if self.lower.inferred.callable(item).is_some() => {
                match self.name_of(item, &**name == "__qualname__", 0) {
                    Some(found) => Some(Value::new(format!("Str::from({})", literal(&found)), Type::Str)),
                    None => Some(self.refuse(of.span, format!("`{name}` of this function is not translated yet"))),
                }
            }
            Some(Kind::Function(item) | Kind::Class(item)) => {
                Some(Value::new(format!("Str::from({})", literal(&self.lower.inferred.item_name(item))), Type::Str))
            }
            _ if matches!(self.type_of(of).inner(), Type::ExceptionClass) => {
                let value = self.expr(of);
                let value = self.present(&value, name);
                let is_class = value.of_type == Type::ExceptionClass;
                is_class.then(|| Value::new(format!("Str::from({}.name())", value.receiver()), Type::Str))
            }
            _ => None,
        }
    }

    /// `f.__doc__` of a function or class of the program.
    fn doc_of(&mut self, of: &'a Expr) -> Option<Value> {
        let of_type = Type::Optional(Rc::new(Type::Str));
        if self.is_function_value(of) {
            let value = self.expr(of);
            let value = self.present(&value, "__doc__");
            return Some(Value::new(format!("{}.doc()", value.receiver()), of_type));
        }
        let doc = match self.known(of)? {
            Kind::Function(item) => self.doc_of_function(item, 0)?,
            Kind::Class(item) => {
                let class = self.lower.classes.get(&self.lower.inferred.class(item)?.scope)?;
                let doc = super::closure::docstring(&class.body);
                if is_dataclass(class) || is_named_tuple_class(class) || self.lower.is_enum(item) {
                    doc?; // else one is made
                }
                doc
            }
            _ => return None,
        };
        let text = doc.map_or_else(|| "None".to_owned(), |doc| format!("Some(Str::from({}))", literal(doc)));
        Some(Value::new(format!("{{ let doc: Option<Str> = {text}; doc }}"), of_type))
    }

    /// The text that a function begins with: with `wraps` that of what it wraps.
    fn doc_of_function(&self, item: Item, depth: usize) -> Option<Option<&'a str>> {
        let callable = self.lower.inferred.callable(item)?;
        let function = self.lower.functions.get(&callable.scope)?;
        match wrapped_by(function) {
            None => Some(super::closure::docstring(&function.body)),
            Some(wrapped) if depth < 8 => match self.known(&wrapped.value)? {
                Kind::Function(wrapped) => self.doc_of_function(wrapped, depth + 1),
                _ => None,
            },
            Some(_) => None,
        }
    }

    /// What a function is called: with `wraps` as what it wraps.
    fn name_of(&self, item: Item, is_full: bool, depth: usize) -> Option<String> {
        let inferred = self.lower.inferred;
        let callable = inferred.callable(item)?;
        let Some(function) = self.lower.functions.get(&callable.scope) else {
            return (!is_full).then(|| original_name(&callable.name).to_owned());
        };
        match wrapped_by(function) {
            // A copy of a decorator has another name than it has in the program.
            None if callable.scope.0 != 0 && function.name_span.start > function.name_span.end => {
                let is_inner = !self.lower.has_cells(callable.scope);
                (is_inner && !is_full).then(|| original_name(&callable.name).to_owned())
            }
            // Of a function inside of another it has more in it.
            None => {
                (!is_full || self.lower.has_cells(callable.scope)).then(|| original_name(&callable.name).to_owned())
            }
            Some(wrapped) if depth < 8 => match self.known(&wrapped.value)? {
                Kind::Function(wrapped) => self.name_of(wrapped, is_full, depth + 1),
                _ => None,
            },
            Some(_) => None,
        }
    }

    pub(super) fn class_attribute(&mut self, class: Item, name: &Name, span: Span) -> Value {
        if let ("__doc__", Some(text)) = (&**name, self.lower.doc_of(class)) {
            return Value::new(format!("Str::from({})", literal(&text)), Type::Str);
        }
        let of_library = self.lower.inferred.library_class(class).cloned();
        if let Some(value) = of_library.and_then(|key| self.library_attribute(&key, name)) {
            return value;
        }
        match self.lower.class_variable(class, name) {
            Some((of, _, of_type)) if of_type != Type::Known => self.read_class_variable(of, name, &of_type),
            _ => self.refuse(span, format!("`{name}` of this class is not translated yet")),
        }
    }

    pub(super) fn read_class_variable(&mut self, class: Item, name: &Name, of_type: &Type) -> Value {
        let global = self.lower.class_global(class, name);
        self.lower.globals.borrow_mut().insert(global.clone(), of_type.clone());
        self.tried(format!("{}.get()", super::global_name(&global)), of_type.clone())
    }

    /// An attribute of an object of the program.
    pub(super) fn object_attribute(&mut self, object: &Value, classes: &[Item], name: &Name, expr: &'a Expr) -> Value {
        let targets: Vec<(Item, Found)> =
            classes.iter().map(|class| (*class, self.lower.look_up(*class, name))).collect();
        let Some((_, first)) = targets.first().copied() else {
            return self.refuse(expr.span, format!("no attribute `{name}` is known for this object"));
        };
        let is_only = object.of_type != Type::Exception || self.is_of_program(expr);
        if is_only && targets.iter().all(|(_, found)| *found == first) {
            let class = (classes.len() == 1).then(|| self.lower.inferred.item_name(targets[0].0));
            return self.attribute_found(object, first, name, class, expr);
        }
        self.choose(object, &targets, name, expr, &mut |inside, found, held| {
            inside.attribute_found(held, found, name, None, expr)
        })
    }

    /// Says whether the object of an attribute can only be one of the program's classes.
    fn is_of_program(&self, expr: &Expr) -> bool {
        let ExprKind::Attribute(of, _) = &expr.kind else { return false };
        let Some(node) = self.lower.inferred.expression(of.id) else { return false };
        self.lower
            .inferred
            .kinds(self.lower.inferred.find(node))
            .all(|kind| matches!(kind, Kind::Instance(_) | Kind::None))
    }

    fn attribute_found(
        &mut self,
        object: &Value,
        found: Found,
        name: &Name,
        class: Option<String>,
        expr: &'a Expr,
    ) -> Value {
        match found {
            Found::Property(item) => self.call_function(item, Some(object), &Given::default(), expr.span),
            Found::Method(item) => self.function_value(item, Some(object), expr.span),
            Found::Decorated(_) => self.refuse(expr.span, "a decorated method is not kept as a value yet"),
            Found::Nothing if object.of_type == Type::Exception => self.exception_attribute(object, name, expr),
            Found::Nothing => {
                let text = format!("Err(cells::no_attribute({}.type_name(), {}))", object.receiver(), literal(name));
                let of_type = self.type_of(expr);
                match of_type {
                    Type::Known => self.refuse(expr.span, format!("no attribute `{name}` is known for this object")),
                    // Nobody stores it, or nothing that comes here.
                    Type::Never => {
                        let text = format!("{}::<(), Exc>{}", "Err", text.trim_start_matches("Err"));
                        self.tried(text, of_type).may_raise()
                    }
                    of_type => self.tried(text, of_type),
                }
            }
            Found::Field(_) if class.is_some() => self.read_found(object, found, name, class, expr.span),
            found => self.read_once(object, |body, object| {
                let value = body.read_found(object, found, name, class, expr.span);
                match found {
                    Found::FieldOr(_, of) => body.or_of_class(object, value, of, name, expr),
                    _ => value,
                }
            }),
        }
    }

    /// Reads something of an object that is evaluated once, however often its text is needed.
    fn read_once(&mut self, object: &Value, read: impl FnOnce(&mut Self, &Value) -> Value) -> Value {
        if object.is_place || !matches!(object.of_type, Type::Instance(_) | Type::Exception) {
            return read(self, object);
        }
        let held = self.temporary("object");
        let value = read(self, &Value::place(held.clone(), object.of_type.clone()));
        let text = format!("{{ let {held} = {}; {} }}", object.text, value.owned());
        Value { text, binding: super::text::Binding::Open, is_place: false, ..value }
    }

    /// What stands in an object, or in its class.
    pub(super) fn read_found(
        &mut self,
        object: &Value,
        found: Found,
        name: &Name,
        class: Option<String>,
        span: Span,
    ) -> Value {
        let receiver = object.receiver();
        match found {
            Found::Variable(of) => match self.lower.class_variable(of, name) {
                Some((of, _, of_type)) => self.read_class_variable(of, name, &of_type),
                None => self.refuse(span, format!("`{name}` of this class is not translated yet")),
            },
            Found::Field(head) | Found::FieldOr(head, _) => {
                let of_type = self.lower.field(head, name).unwrap_or(Type::Never);
                let class = class.map_or_else(|| format!("{receiver}.type_name()"), |class| literal(&class));
                let get = format!("{}.get_named({class}, {})", identifier(name), literal(name));
                let text = match object.of_type {
                    Type::Exception => {
                        let fields = format!("{}Fields", self.lower.class_name(head));
                        format!("exceptions::attributes::<{fields}>({}).and_then(|of| of.{get})", object.reference())
                    }
                    _ => format!("{receiver}.0.{get}"),
                };
                self.tried(text, of_type)
            }
            _ => self.refuse(span, format!("`{name}` of this object is not translated yet")),
        }
    }

    /// An attribute that may be that of the class.
    fn or_of_class(&mut self, object: &Value, value: Value, of: Item, name: &Name, expr: &'a Expr) -> Value {
        let of_type = self.type_of(expr);
        let default = self.read_found(object, Found::Variable(of), name, None, expr.span);
        let default = self.keep(&default, &of_type, expr.span);
        let own = Value::new("value", value.of_type.clone());
        let own = self.keep(&own, &of_type, expr.span);
        let rust = identifier(name);
        let got = match object.of_type {
            Type::Exception => {
                let fields = format!("{}Fields", self.lower.class_name(self.lower.head(of)));
                format!(
                    "exceptions::attributes::<{fields}>({}).ok().and_then(|of| of.{rust}.get_if_set())",
                    object.reference()
                )
            }
            _ => format!("{}.0.{rust}.get_if_set()", object.receiver()),
        };
        Value::new(format!("match {got} {{ Some(value) => {own}, None => {default} }}"), of_type)
    }

    pub(super) fn set_attribute(&mut self, of: &'a Expr, name: &Name, value: &Value, span: Span) {
        let value = if value.is_place {
            value.clone()
        } else {
            let held = self.temporary("value");
            // The object may be what is assigned: it is evaluated after the value, as in Python.
            if matches!(of.kind, ExprKind::Name(_)) {
                value.clone()
            } else {
                self.line(format!("let {held} = {};", value.text));
                Value::place(held, value.of_type.clone())
            }
        };
        if let Some(Kind::Class(class)) = self.known(of) {
            return self.set_class_variable(class, name, &value, span);
        }
        let object = self.expr(of);
        self.set_attribute_of(&object, of, name, &value, span);
    }

    pub(super) fn set_class_variable(&mut self, class: Item, name: &Name, value: &Value, span: Span) {
        let Some((of, _, of_type)) = self.lower.class_variable(class, name) else {
            self.refuse(span, "this attribute of a class is not translated yet");
            return;
        };
        if of != class {
            self.refuse(span, "an attribute that a base has is not set on a class yet");
            return;
        }
        let text = self.keep(value, &of_type, span);
        let global = self.lower.class_global(of, name);
        self.lower.globals.borrow_mut().insert(global.clone(), of_type);
        self.line(format!("{}.set({text});", super::global_name(&global)));
    }

    /// `super().name`, of a property.
    fn super_attribute(&mut self, name: &Name, expr: &'a Expr) -> Value {
        let Some(class) = self.class else { return self.refuse(expr.span, "`super()` outside of a class") };
        let targets = self.super_targets(class, name);
        let object = self.own_object();
        let is_property = |item: &Item| {
            self.lower.inferred.callable(*item).is_some_and(|callable| callable.binding == Binding::Property)
        };
        if !targets.iter().all(|(_, item)| item.as_ref().is_some_and(is_property)) {
            return self.refuse(expr.span, format!("`super().{name}` is not translated yet"));
        }
        match targets.as_slice() {
            [(_, Some(first)), others @ ..] if others.iter().all(|(_, item)| *item == Some(*first)) => {
                self.call_function(*first, Some(&object), &Given::default(), expr.span)
            }
            _ => self.choose(&object, &targets, name, expr, &mut |inside, item, held| match item {
                Some(item) => inside.call_function(item, Some(held), &Given::default(), expr.span),
                None => inside.refuse(expr.span, "`super()` here"),
            }),
        }
    }

    pub(super) fn set_attribute_of(&mut self, object: &Value, of: &'a Expr, name: &Name, value: &Value, span: Span) {
        if self.is_missing_variable(of) {
            return self.line(format!("let _ = {};", value.reference()));
        }
        if let Some(Kind::Class(class)) = self.known(of) {
            return self.set_class_variable(class, name, value, span);
        }
        let object = self.present(object, name);
        if let Some(line) = self.set_library_attribute(&object, name, value) {
            return self.line(line);
        }
        if self.set_function_attribute(&object, of, name, value, span) {
            return;
        }
        let classes = self.classes_of(of);
        let head = match (&object.of_type, classes.first()) {
            (Type::Instance(head), _) => *head,
            (Type::Exception, Some(first)) if self.is_one_family(of, &classes) => self.lower.head(*first),
            _ => {
                self.refuse(span, "attributes are set on objects of the program's classes only");
                return;
            }
        };
        if classes.iter().any(|class| self.lower.find_method(*class, name).is_some()) {
            return self.set_property(&object, &classes, name, value, span);
        }
        if classes.iter().any(|class| self.lower.has_no_slot(*class, name)) {
            return self.set_without_slot(&object, &classes, name, value, span);
        }
        if let Some(class) = classes.iter().find(|class| self.lower.is_frozen(**class)) {
            return self.set_frozen(*class, &classes, name, value, span);
        }
        let Some(of_type) = self.lower.field(head, name) else {
            if value.of_type != Type::Known {
                self.refuse(span, format!("no attribute `{name}` is known for this object"));
            }
            return;
        };
        let text = self.keep(value, &of_type, span);
        let fields = match object.of_type {
            Type::Exception => {
                let fields = format!("{}Fields", self.lower.class_name(head));
                self.fallible(&format!("exceptions::attributes::<{fields}>({})", object.reference()))
            }
            _ => format!("{}.0", object.receiver()),
        };
        self.line(format!("{fields}.{}.set({text});", identifier(name)));
    }

    /// Says whether an exception can only be one of a family of the program.
    fn is_one_family(&self, of: &Expr, classes: &[Item]) -> bool {
        let heads: BTreeSet<Item> = classes.iter().map(|class| self.lower.head(*class)).collect();
        let node = self.lower.inferred.expression(of.id);
        let mut kinds = node.into_iter().flat_map(|node| self.lower.inferred.kinds(self.lower.inferred.find(node)));
        heads.len() == 1 && kinds.all(|kind| matches!(kind, Kind::Instance(_) | Kind::None))
    }

    fn set_property(&mut self, object: &Value, classes: &[Item], name: &Name, value: &Value, span: Span) {
        let setters: Vec<(Item, Option<Item>)> =
            classes.iter().map(|class| (*class, self.lower.find_setter(*class, name))).collect();
        let given = Given::values([value.clone()]);
        let classes_without: Vec<Item> =
            setters.iter().filter(|(_, setter)| setter.is_none()).map(|(class, _)| *class).collect();
        let class_of = |classes: &[Item]| match classes {
            [class] => Some(*class),
            _ => None,
        };
        let mut write = |inside: &mut Self, setter: Option<Item>, held: &Value| match setter {
            Some(setter) => {
                let called = inside.call_function(setter, Some(held), &given, span);
                Value::new(format!("{{ {}; }}", called.text), Type::None)
            }
            None => match class_of(&classes_without) {
                Some(class) => inside.set_without_setter(held, class, name, span),
                None => inside.refuse(span, "a property without a setter is not set yet"),
            },
        };
        let value = match setters.as_slice() {
            [(_, first), others @ ..] if others.iter().all(|(_, setter)| setter == first) => {
                write(self, *first, object)
            }
            setters => self.choose_as(object, setters, name, &Type::None, span, &mut write),
        };
        self.line(format!("{};", value.text));
    }

    /// An attribute for which `__slots__` leave no room is not set.
    fn set_without_slot(&mut self, object: &Value, classes: &[Item], name: &Name, value: &Value, span: Span) {
        if !classes.iter().all(|class| self.lower.has_no_slot(*class, name)) {
            self.refuse(span, "an attribute that only some of these objects may have is not set yet");
            return;
        }
        self.line(format!("let _ = {};", value.text));
        let text = format!("Err::<(), Exc>(cells::no_attribute({}.type_name(), {}))", object.receiver(), literal(name));
        let line = self.fallible(&text);
        self.line(format!("{line};"));
    }

    /// Objects of a frozen dataclass are not changed.
    fn set_frozen(&mut self, class: Item, classes: &[Item], name: &Name, value: &Value, span: Span) {
        if !classes.iter().all(|class| self.lower.is_frozen(*class)) {
            self.refuse(span, "an object that may be frozen is not changed yet");
            return;
        }
        let is_field = self.lower.dataclass_fields(class).is_some();
        let is_named = self.lower.is_named_tuple(class);
        let (class, text) = match is_named {
            true => ("ATTRIBUTE_ERROR", "can't set attribute".to_owned()),
            false => ("FROZEN_INSTANCE_ERROR", format!("cannot assign to field '{name}'")),
        };
        if is_field {
            self.line(format!("let _ = {};", value.text));
            let line = self.fallible(&format!("Err::<(), Exc>(Exc::new(&exc::{class}, {}))", literal(&text)));
            self.line(format!("{line};"));
        }
    }
}

/// The argument of a function's `wraps`.
pub(super) fn wrapped_by(function: &Function) -> Option<&Argument> {
    function.decorators.iter().find_map(|decorator| match &decorator.kind {
        ExprKind::Call(_, arguments) if super::class::decorator_name(decorator) == "wraps" => arguments.first(),
        _ => None,
    })
}
