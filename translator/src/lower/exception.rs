//! Classes of exceptions, and what is asked of exceptions.
//!
//! # How it works
//!
//! A class of exceptions is a static, whose objects are `Exc`. What its methods set on them stands in the fields of its family, which the
//! `Exc` holds; a method is a function that takes the `Exc` first.

use super::Lower;
use super::body::Body;
use super::call::{Arg, Given};
use super::text::{Value, identifier, literal};
use super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Class, Expr, ExprKind, Name, Span};
use std::rc::Rc;

/// How many arguments an exception can be made of.
const MOST_ARGUMENTS: usize = 7;

impl<'a> Lower<'a> {
    /// A class of exceptions is a static.
    pub(super) fn exception_class(&self, class: &'a Class, item: Item) {
        let mut statics = Vec::new();
        for base in &class.bases {
            let kind = self.inferred.expression(base.value.id).and_then(|node| self.known(node));
            if let Some(Kind::Class(base)) = kind {
                statics.extend(self.exception_static(base).map(|name| format!("&{name}")));
            }
        }
        if self.head(item) == item {
            self.exception_family(item);
        }
        let Some(name) = self.exception_static(item) else { return };
        let bases = statics.join(", ");
        let shown = self.exception_shown(item);
        self.add_item(format!("pub static {name}: Class = Class::new({}, &[{bases}]){shown};\n", literal(&class.name)));
    }

    /// The methods by which the exceptions of a class show themselves.
    fn exception_shown(&self, item: Item) -> String {
        let shown = ["__str__", "__repr__"].map(|name| {
            let method = self.called(item, name).and_then(|_| self.find_method(item, name));
            method.map(|(_, method)| self.method_path(method))
        });
        let text = |path: &Option<String>| match path {
            Some(path) => format!("Some(|exc| exceptions::shown({path}(exc)))"),
            None => "None".to_owned(),
        };
        match &shown {
            [None, None] => String::new(),
            [str, repr] => format!(".shown_by({}, {})", text(str), text(repr)),
        }
    }

    /// What the exceptions of a family keep, and their methods.
    fn exception_family(&self, head: Item) {
        let mut fields = String::new();
        for (field, of_type) in self.fields(head) {
            fields.push_str(&format!("    pub {}: Attr<{}>,\n", identifier(&field), self.rust_type(&of_type)));
        }
        let methods: String = self.family(head).into_iter().map(|class| self.methods(class)).collect();
        let name = self.class_name(head);
        if !fields.is_empty() {
            self.add_item(format!("#[derive(Default)]\npub struct {name}Fields {{\n{fields}}}\n"));
        }
        if !methods.is_empty() {
            self.add_item(format!("pub struct {name};\n\nimpl {name} {{\n{methods}}}\n"));
        }
    }
}

impl<'a> Body<'_, 'a> {
    /// A class of exceptions is called.
    pub(super) fn make_exception(&mut self, item: Item, class: &str, given: &Given<'a>, span: Span) -> Value {
        if matches!(class, "exc::EXCEPTION_GROUP" | "exc::BASE_EXCEPTION_GROUP") {
            return self.make_group(given, span);
        }
        if given.star.is_some() || given.has_double_star {
            return self.refuse(span, "a star in the call of a class of exceptions is not translated yet");
        }
        let Some((_, init)) = self.lower.find_method(item, "__init__") else {
            if !given.named.is_empty() {
                return self.refuse(span, "exceptions are made with plain arguments only");
            }
            let values: Vec<Value> = given.positional.iter().map(|argument| self.argument(argument)).collect();
            let Some(text) = self.new_exception(item, class, &values, span) else {
                return Value::new("()", Type::Never);
            };
            return Value::new(text, Type::Exception);
        };
        let (bound, given) = self.bound_arguments(given);
        let values: Vec<Value> = given.positional.iter().map(|argument| self.argument(argument)).collect();
        let Some(made) = self.new_exception(item, class, &values, span) else { return Value::new("()", Type::Never) };
        let name = self.temporary("made");
        let called = self.call_function(init, Some(&Value::place(name.clone(), Type::Exception)), &given, span);
        Value::new(format!("{{ {bound}let {name} = {made}; {}; {name} }}", called.text), Type::Exception)
    }

    /// The exception before its `__init__`.
    fn new_exception(&mut self, item: Item, class: &str, values: &[Value], span: Span) -> Option<String> {
        let arguments = self.exception_arguments(values, span)?;
        let head = self.lower.head(item);
        let has_fields = self.lower.inferred.class(item).is_some() && !self.lower.fields(head).is_empty();
        Some(match has_fields {
            true => {
                let fields = format!("{}Fields::default()", self.lower.class_name(head));
                format!("Exc::with_attributes(&{class}, {arguments}, {fields})")
            }
            false => format!("Exc::new(&{class}, {arguments})"),
        })
    }

    /// Values as the arguments of an exception.
    pub(super) fn exception_arguments(&mut self, values: &[Value], span: Span) -> Option<String> {
        let mut texts = Vec::new();
        for value in values {
            texts.push(match &value.of_type {
                Type::Str | Type::Int | Type::Bool => value.owned(),
                Type::Known | Type::Function(..) | Type::Coroutine(_) | Type::Awaitable(_) | Type::Lazy(_) => {
                    self.refuse(span, "functions, classes and coroutines are no arguments of exceptions yet");
                    return None;
                }
                _ => format!("Shown({})", value.owned()),
            });
        }
        if texts.len() > MOST_ARGUMENTS {
            self.refuse(span, "exceptions of so many arguments are not translated yet");
            return None;
        }
        Some(match texts.as_slice() {
            [only] => only.clone(),
            several => format!("({})", several.join(", ")),
        })
    }

    /// `super().name(…)` where no class of the program has it.
    pub(super) fn call_exception_super(&mut self, name: &str, given: &Given<'a>, span: Span) -> Value {
        let object = self.own_object();
        let receiver = object.receiver();
        match name {
            "__init__" if given.named.is_empty() && given.star.is_none() && !given.has_double_star => {
                let values: Vec<Value> = given.positional.iter().map(|argument| self.argument(argument)).collect();
                let Some(arguments) = self.exception_arguments(&values, span) else {
                    return Value::new("()", Type::Never);
                };
                Value::new(format!("{receiver}.set_args({arguments})"), Type::None)
            }
            "__str__" => Value::new(format!("Str::from({receiver}.base_str())"), Type::Str),
            "__repr__" => Value::new(format!("Str::from({receiver}.base_repr())"), Type::Str),
            _ => self.refuse(span, format!("`super().{name}` of an exception is not translated yet")),
        }
    }

    /// `ExceptionGroup(message, exceptions)`
    fn make_group(&mut self, given: &Given<'a>, span: Span) -> Value {
        let ([message, members], []) = (given.positional.as_slice(), given.named.as_slice()) else {
            return self.refuse(span, "a group of exceptions is made of a message and a sequence");
        };
        let message = self.argument(message);
        let members = self.argument(members);
        if message.of_type != Type::Str || members.of_type != Type::List(Rc::new(Type::Exception)) {
            return self.refuse(span, "a group of exceptions is made of a text and a list of exceptions");
        }
        let text = format!("Exc::group({}.to_string(), {}.to_vec())", message.receiver(), members.receiver());
        Value::new(text, Type::Exception)
    }

    pub(super) fn exception_attribute(&mut self, object: &Value, name: &Name, expr: &Expr) -> Value {
        let receiver = object.receiver();
        let exception = || Type::Optional(Rc::new(Type::Exception));
        match &**name {
            "args" => self.exception_args(object, expr),
            "value" => self.only_argument(object, "STOP_ITERATION", "value", expr),
            "code" => self.only_argument(object, "SYSTEM_EXIT", "code", expr),
            "errno" => self.of_os_error(object, "errno", 0, Type::Int),
            "strerror" => self.of_os_error(object, "strerror", 1, Type::Str),
            "__cause__" => Value::new(format!("{receiver}.cause()"), exception()),
            "__context__" => Value::new(format!("{receiver}.context()"), exception()),
            "__suppress_context__" => Value::new(format!("{receiver}.suppresses_context()"), Type::Bool),
            "partial" => {
                Value::new(format!("Bytes::from({receiver}.partial().unwrap_or_default().to_vec())"), Type::Bytes)
            }
            "expected" => Value::new(
                format!("{receiver}.expected().and_then(|count| i64::try_from(count).ok())"),
                Type::Optional(Rc::new(Type::Int)),
            ),
            "__notes__" => {
                self.tried(format!("exceptions::notes({})", object.reference()), Type::List(Rc::new(Type::Str)))
            }
            "exceptions" => Value::new(
                format!("Sequence::from({receiver}.members().to_vec())"),
                Type::Sequence(Rc::new(Type::Exception)),
            ),
            "msg" | "doc" | "pos" | "lineno" | "colno" if self.is_of_json(expr) => {
                let failure = self.fallible(&format!("json::failure({}, {})", object.reference(), literal(name)));
                let of_type = if matches!(&**name, "msg" | "doc") { Type::Str } else { Type::Int };
                Value::new(format!("{failure}.{name}.clone()"), of_type)
            }
            "message" => Value::new(
                format!("Str::from({receiver}.args().first().map_or_else(String::new, |text| text.str()))"),
                Type::Str,
            ),
            _ => self.refuse(expr.span, format!("`{name}` of an exception is not translated yet")),
        }
    }

    fn of_os_error(&mut self, object: &Value, name: &str, index: usize, of_type: Type) -> Value {
        let taken = self.argument_as(&of_type);
        let text = format!("exceptions::of_os_error({}, \"{name}\", {index}, |argument| {taken})", object.reference());
        self.tried(text, Type::Optional(Rc::new(of_type)))
    }

    /// `stop.value` and `exit.code`
    fn only_argument(&mut self, object: &Value, class: &str, name: &str, expr: &Expr) -> Value {
        let of_type = self.type_of(expr);
        if matches!(of_type, Type::Never | Type::Known | Type::Function(..)) {
            return self.refuse(expr.span, format!("`{name}` of this exception is not translated yet"));
        }
        let taken = self.argument_as(&of_type);
        let text =
            format!("exceptions::only_argument({}, &exc::{class}, \"{name}\", |argument| {taken})", object.reference());
        self.tried(text, of_type)
    }

    /// Says whether the exception of an attribute may be a `JSONDecodeError`.
    fn is_of_json(&self, expr: &Expr) -> bool {
        let ExprKind::Attribute(of, _) = &expr.kind else { return false };
        let node = self.lower.inferred.expression(of.id);
        let mut kinds = node.into_iter().flat_map(|node| self.lower.inferred.kinds(self.lower.inferred.find(node)));
        let class = |kind: &Kind| match kind {
            Kind::Object(item, _) => self.lower.inferred.library_class(*item),
            _ => None,
        };
        kinds.any(|kind| class(kind).is_some_and(|key| &**key == "json.JSONDecodeError"))
    }

    /// `exc.args`: each argument becomes a value of the type that inference has for all of them.
    fn exception_args(&mut self, object: &Value, expr: &Expr) -> Value {
        let Type::Sequence(element) = self.type_of(expr) else {
            return self.refuse(expr.span, "`args` of this exception is not translated yet");
        };
        let taken = self.argument_as(&element);
        let text = format!("exceptions::args_as({}, |argument| {taken})", object.reference());
        self.tried(text, Type::Sequence(element))
    }

    /// An argument of an exception, where it is of this type.
    fn argument_as(&mut self, of_type: &Type) -> String {
        match of_type {
            Type::Str => "argument.text()".to_owned(),
            Type::BigInt => "argument.get::<Int>().or_else(|| argument.get::<i64>().map(Int::from))".to_owned(),
            Type::Number => "argument.get::<i64>().map(Number::from)\
                             .or_else(|| argument.get::<f64>().map(Number::from)).or_else(|| argument.get::<Number>())"
                .to_owned(),
            Type::Optional(inner) => {
                let rust = self.lower.rust_type(of_type);
                let inner = self.argument_as(inner);
                format!(
                    "argument.get::<()>().map(|()| None).or_else(|| {inner}.map(Some)).or_else(|| argument.get::<{rust}>())"
                )
            }
            Type::Union(number) => {
                let members = self.lower.types.unions().get(*number).cloned().unwrap_or_default();
                let mut text = format!("argument.get::<Union{}>()", number + 1);
                for (index, member) in members.iter().enumerate() {
                    let variant = format!("Union{}::{}", number + 1, super::union_variant(index));
                    text.push_str(&format!(".or_else(|| {}.map({variant}))", self.argument_as(member)));
                }
                text
            }
            _ => format!("argument.get::<{}>()", self.lower.rust_type(of_type)),
        }
    }

    /// What `split` asks of each exception: a class, a tuple of such, or a function.
    fn group_condition(&mut self, condition: &Arg<'a>, span: Span) -> Option<String> {
        let given = Given::values([Value::place("exc", Type::Exception)]);
        if let Arg::Expr(function) = condition
            && let Some(function) = self.as_function(function)
        {
            let value = self.in_closure(|inside| {
                let value = inside.call_value(&function, &given, span);
                inside.truth(&value)
            });
            return Some(format!("Ok({value})"));
        }
        let Arg::Expr(class) = condition else { return None };
        let test = self.in_closure(|inside| inside.catches(class, "exc"));
        Some(format!("Ok({test})"))
    }

    /// A method that every exception has.
    pub(super) fn call_exception(
        &mut self,
        object: &Value,
        name: &Name,
        given: &Given<'a>,
        span: Span,
    ) -> Option<Value> {
        let receiver = object.receiver();
        match (&**name, given.positional.as_slice()) {
            ("add_note", [note]) => {
                let note = self.kept_argument(note, &Type::Str, span);
                Some(Value::new(format!("{receiver}.add_note({note}.to_string())"), Type::None))
            }
            ("split" | "subgroup", [condition]) => {
                let test = self.group_condition(condition, span)?;
                let exception = Type::Optional(Rc::new(Type::Exception));
                Some(match &**name {
                    "split" => {
                        let text = format!("groups::split_by({}, &|exc| {test})", object.reference());
                        self.tried(text, Type::Tuple(vec![exception.clone(), exception]))
                    }
                    _ => {
                        let text = format!("groups::subgroup({}, &|exc| {test})", object.reference());
                        self.tried(text, exception)
                    }
                })
            }
            ("derive", [members]) => {
                let members = self.kept_argument(members, &Type::List(Rc::new(Type::Exception)), span);
                Some(Value::new(format!("groups::derive({}, {members}.to_vec())", object.reference()), Type::Exception))
            }
            ("with_traceback", [Arg::Expr(of)]) => {
                let _ = self.expr(of);
                Some(object.clone())
            }
            _ => None,
        }
    }
}
