//! Classes that are derived from `Enum`.
//!
//! # How it works
//!
//! A member is an object with a name and a value; the members of a class are made where the class stands, and kept in statics, one for each and
//! one for the list of them. The class as a value is that list: what is iterated over, searched and counted.

use super::Lower;
use super::body::Body;
use super::call::Given;
use super::class::*;
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Class, Expr, ExprKind, Name, Span, StmtKind};
use std::rc::Rc;

/// What marks the list of members that stands for its class.
const IS_CLASS: &str = "enum class";

impl<'a> Lower<'a> {
    /// Says whether the members of an enum count as ints.
    pub(super) fn is_int_enum(&self, class: Item) -> bool {
        self.is_enum(class)
            && self
                .inferred
                .class(class)
                .is_some_and(|class| class.library.iter().any(|key| matches!(&**key, "enum.IntEnum" | "int")))
    }

    fn members_global(&self, class: Item) -> Name {
        let global = self.class_global(class, "__members__");
        self.globals.borrow_mut().insert(global.clone(), Type::List(Rc::new(Type::Instance(self.head(class)))));
        global
    }

    /// The members of an enum, in order.
    pub(super) fn enum_members(&self, class: &'a Rc<Class>, item: Item, body: &mut Body<'_, 'a>) {
        let Some(known) = self.inferred.class(item) else { return };
        let is_known = |key: &Name| matches!(&**key, "enum.Enum" | "enum.IntEnum");
        if !known.library.iter().all(is_known) || self.family(self.head(item)).len() > 1 {
            self.refuse(class.name_span, "this kind of enum is not translated yet");
            return;
        }
        let members = super::global_name(&self.members_global(item));
        body.line(format!("{members}.set(List::new());"));
        let mut last = Some(0);
        for stmt in &class.body {
            let (target, value) = match &stmt.kind {
                StmtKind::Assign { targets, value } => match targets.as_slice() {
                    [target] => (target, value),
                    _ => continue,
                },
                StmtKind::Annotate { target, value: Some(value), .. } => (target, value),
                _ => continue,
            };
            let ExprKind::Name(name) = &target.kind else { continue };
            if known.members.contains(name) {
                last = self.enum_member(item, name, value, last, body);
            }
        }
    }

    /// Makes a member; gives its value where that is a number.
    fn enum_member(
        &self,
        item: Item,
        name: &Name,
        value: &'a Expr,
        last: Option<i64>,
        body: &mut Body<'_, 'a>,
    ) -> Option<i64> {
        let Some(of_type) = self.field(self.head(item), "_value_") else {
            self.refuse(value.span, "this value of an enum is not translated yet");
            return None;
        };
        let is_auto = matches!(&value.kind, ExprKind::Call(function, arguments) if arguments.is_empty() && decorator_name(function) == "auto");
        let number = match (&value.kind, last) {
            (ExprKind::Int(number), _) => Some(*number),
            (_, Some(last)) if is_auto => Some(last + 1),
            _ => None,
        };
        let text = match (is_auto, number) {
            (true, Some(number)) => {
                let number = Value::new(number.to_string(), Type::Int);
                body.keep(&number, &of_type, value.span)
            }
            (true, None) => {
                self.refuse(value.span, "`auto()` after such a value is not translated yet");
                return None;
            }
            (false, _) => body.kept_as(value, &of_type),
        };
        let class = self.class_name(item);
        let made = body.tried(format!("{class}::enum_member({}, {text})", literal(name)), Type::Instance(item));
        let global = self.class_global(item, name);
        self.globals.borrow_mut().insert(global.clone(), Type::Instance(self.head(item)));
        body.line(format!("{}.set({});", super::global_name(&global), made.text));
        number
    }

    /// What every enum has.
    pub(super) fn enum_methods(&self, item: Item) -> String {
        let Some(value) = self.field(self.head(item), "_value_") else { return String::new() };
        let (class, rust) = (self.class_name(item), self.rust_type(&value));
        let members = super::global_name(&self.members_global(item));
        let shown = self.inferred.item_name(item);
        let (text, invalid) = (literal(&format!("<{shown}.")), literal(&format!(" is not a valid {shown}")));
        let str = match self.is_int_enum(item) {
            true => "fstring(&[Part::Value(&self.0._value_.get()?)])".to_owned(),
            false => format!(
                "fstring(&[Part::Text({}), Part::Value(&self.0.enum_name.get()?)])",
                literal(&format!("{shown}."))
            ),
        };
        format!(
            "
    pub fn enum_member(name: &'static str, value: {rust}) -> Py<{class}> {{
        let members = {members}.get()?;
        let mut iter = members.iter();
        while let Some(member) = iter.next()? {{
            if member.0._value_.get()?.is_or_equal(&value)? {{
                return Ok(member);
            }}
        }}
        let this = {class}(Rc::default());
        this.0.enum_name.set(Str::from(name));
        this.0._value_.set(value);
        members.append(this.clone());
        Ok(this)
    }}

    pub fn enum_of(value: {rust}) -> Py<{class}> {{
        let mut iter = {members}.get()?.iter();
        while let Some(member) = iter.next()? {{
            if member.0._value_.get()?.is_or_equal(&value)? {{
                return Ok(member);
            }}
        }}
        let text = fstring(&[Part::Repr(&value), Part::Text({invalid})])?;
        Err(Exc::new(&exc::VALUE_ERROR, text))
    }}

    pub fn enum_named(name: Str) -> Py<{class}> {{
        let mut iter = {members}.get()?.iter();
        while let Some(member) = iter.next()? {{
            if member.0.enum_name.get()? == name {{
                return Ok(member);
            }}
        }}
        Err(shown::key_error(name))
    }}

    fn enum_repr(&self) -> Py<Str> {{
        fstring(&[Part::Text({text}), Part::Value(&self.0.enum_name.get()?), Part::Text(\": \"), Part::Repr(&self.0._value_.get()?), Part::Text(\">\")])
    }}

    fn enum_str(&self) -> Py<Str> {{
        {str}
    }}
"
        )
    }
}

impl<'a> Body<'_, 'a> {
    /// The enum that an expression names, as the list of its members.
    pub(super) fn enum_class(&mut self, expr: &Expr) -> Option<Value> {
        let Some(Kind::Class(item)) = self.known(expr) else { return None };
        if !self.lower.is_enum(item) {
            return None;
        }
        let members = super::global_name(&self.lower.members_global(item));
        let of_type = Type::List(Rc::new(Type::Instance(self.lower.head(item))));
        let mut value = self.tried(format!("{members}.get()"), of_type);
        value.deferred = Some(IS_CLASS.to_owned());
        Some(value)
    }

    pub(super) fn is_enum_class(value: &Value) -> bool {
        value.deferred.as_deref() == Some(IS_CLASS)
    }

    /// `Color["RED"]`
    pub(super) fn enum_item(&mut self, of: &Value, index: &'a Expr) -> Option<Value> {
        let (true, Type::List(element)) = (Self::is_enum_class(of), &of.of_type) else { return None };
        let Type::Instance(head) = **element else { return None };
        let name = self.kept_as(index, &Type::Str);
        Some(self.tried(format!("{}::enum_named({name})", self.lower.class_name(head)), Type::Instance(head)))
    }

    /// `Color(1)`
    pub(super) fn enum_call(&mut self, item: Item, given: &Given<'a>, span: Span) -> Value {
        let head = self.lower.head(item);
        match (given.positional.as_slice(), self.lower.field(head, "_value_")) {
            ([value], Some(of_type)) if given.named.is_empty() => {
                let value = self.kept_argument(value, &of_type, span);
                self.tried(format!("{}::enum_of({value})", self.lower.class_name(item)), Type::Instance(head))
            }
            _ => self.refuse(span, "this call of an enum is not translated yet"),
        }
    }

    /// `member.name`, `member.value`
    pub(super) fn enum_attribute(&mut self, object: &Value, classes: &[Item], name: &str) -> Option<Value> {
        let [class] = classes else { return None };
        let head = self.lower.head(*class);
        if !self.lower.is_enum(*class) || self.lower.find_method(*class, name).is_some() {
            return None;
        }
        let receiver = object.receiver();
        match name {
            "name" | "_name_" => Some(self.tried(format!("{receiver}.0.enum_name.get()"), Type::Str)),
            "value" | "_value_" => {
                let of_type = self.lower.field(head, "_value_")?;
                Some(self.tried(format!("{receiver}.0._value_.get()"), of_type))
            }
            _ => None,
        }
    }

    pub(super) fn is_plain_member(&self, value: &Value) -> bool {
        matches!(value.of_type, Type::Instance(head) if self.lower.is_int_enum(head))
    }

    /// A member that counts as an int, as that int.
    pub(super) fn plain(&mut self, value: &Value, span: Span) -> Value {
        if !self.is_plain_member(value) {
            return value.clone();
        }
        let Type::Instance(head) = value.of_type else { return value.clone() };
        let of_type = self.lower.field(head, "_value_").unwrap_or(Type::Never);
        if of_type != Type::Int {
            return self.refuse(span, "the value of this enum is no int");
        }
        self.tried(format!("{}.0._value_.get()", value.receiver()), of_type)
    }
}
