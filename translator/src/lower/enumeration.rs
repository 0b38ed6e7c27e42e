//! Classes that are derived from `Enum`.
//!
//! # How it works
//!
//! A member is an object with a name and a value; the members of a class are made where the class stands, and kept in statics, one for each and
//! one for the list of them. The class as a value is that list: what is iterated over, searched and counted.

use super::Lower;
use super::body::Body;
use super::call::Given;
use super::flags::{Numbers, is_auto};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Class, Expr, ExprKind, Name, Span, StmtKind};
use std::rc::Rc;

/// What marks the list of members that stands for its class.
const IS_CLASS: &str = "enum class";
/// What marks `__members__`, which is shown as no dict.
const IS_NAMES: &str = "enum names";

impl<'a> Lower<'a> {
    /// What the members of an enum are besides.
    pub(super) fn mixin(&self, class: Item) -> Mixin {
        let Some(known) = self.inferred.class(class).filter(|_| self.is_enum(class)) else { return Mixin::None };
        let is = |wanted: &str| known.library.iter().any(|key| &**key == wanted);
        match () {
            () if is("enum.IntEnum") => Mixin::Int,
            () if is("enum.StrEnum") => Mixin::Str,
            () if is("enum.IntFlag") => Mixin::IntFlag,
            () if is("enum.Flag") => Mixin::Flag,
            () if is("int") => Mixin::NamedInt,
            () if is("str") => Mixin::NamedStr,
            () => Mixin::None,
        }
    }

    /// Says whether the members of an enum count as ints.
    pub(super) fn is_int_enum(&self, class: Item) -> bool {
        matches!(self.mixin(class), Mixin::Int | Mixin::NamedInt | Mixin::IntFlag)
    }

    /// Says whether the members of an enum count as texts.
    pub(super) fn is_str_enum(&self, class: Item) -> bool {
        matches!(self.mixin(class), Mixin::Str | Mixin::NamedStr)
    }

    /// The static of the dict of all names, those of aliases included.
    fn names_global(&self, class: Item) -> Name {
        let global = self.class_global(class, "__names__");
        let members = Type::Instance(self.head(class));
        self.globals.borrow_mut().insert(global.clone(), Type::Dict(Rc::new(Type::Str), Rc::new(members)));
        global
    }

    fn members_global(&self, class: Item) -> Name {
        let global = self.class_global(class, "__members__");
        self.globals.borrow_mut().insert(global.clone(), Type::List(Rc::new(Type::Instance(self.head(class)))));
        global
    }

    /// The members of an enum, in order.
    pub(super) fn enum_members(&self, class: &'a Rc<Class>, item: Item, body: &mut Body<'_, 'a>) {
        let Some(known) = self.inferred.class(item) else { return };
        let is_known = |key: &Name| {
            matches!(
                &**key,
                "enum.Enum" | "enum.IntEnum" | "enum.StrEnum" | "enum.Flag" | "enum.IntFlag" | "int" | "str"
            )
        };
        if !known.library.iter().all(is_known) || self.family(self.head(item)).len() > 1 {
            self.refuse(class.name_span, "this kind of enum is not translated yet");
            return;
        }
        let members = super::global_name(&self.members_global(item));
        body.line(format!("{members}.set(List::new());"));
        let names = super::global_name(&self.names_global(item));
        body.line(format!("{names}.set(Dict::new());"));
        self.start_flags(item, body);
        let mut numbers = Numbers::of(self.is_flag(item));
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
                self.enum_member(item, name, value, &mut numbers, body);
            }
        }
    }

    /// Makes a member.
    fn enum_member(&self, item: Item, name: &Name, value: &'a Expr, numbers: &mut Numbers, body: &mut Body<'_, 'a>) {
        let Some(of_type) = self.field(self.head(item), "_value_") else {
            self.refuse(value.span, "this value of an enum is not translated yet");
            return;
        };
        let is_auto = is_auto(value);
        let number = if is_auto { numbers.next() } else { numbers.value_of(value) };
        let text = match (is_auto, number) {
            (true, _) if self.is_str_enum(item) => format!("Str::from({})", literal(&name.to_lowercase())),
            (_, Some(number)) => {
                let number = Value::new(number.to_string(), Type::Int);
                body.keep(&number, &of_type, value.span)
            }
            (true, None) => {
                self.refuse(value.span, "`auto()` after such a value is not translated yet");
                return;
            }
            (false, None) if matches!(value.kind, ExprKind::Lambda(..)) || mentions(value, numbers) => {
                self.refuse(value.span, "this value of an enum is not translated yet");
                return;
            }
            (false, None) => body.kept_as(value, &of_type),
        };
        numbers.add(name, number);
        let class = self.class_name(item);
        let (name_text, is_shown) = (literal(name), numbers.is_single(number));
        let made = body.tried(format!("{class}::enum_member({name_text}, {text}, {is_shown})"), Type::Instance(item));
        let global = self.class_global(item, name);
        self.globals.borrow_mut().insert(global.clone(), Type::Instance(self.head(item)));
        let global = super::global_name(&global);
        body.line(format!("{global}.set({});", made.text));
        if let Some((_, init)) = self.find_method(item, "__init__") {
            self.init_member(item, init, &global, name, &of_type, value.span, body);
        }
    }

    /// The `__init__` of an enum gets the members of a tuple, or the value.
    #[allow(clippy::too_many_arguments)]
    fn init_member(
        &self,
        item: Item,
        init: Item,
        global: &str,
        name: &Name,
        of_type: &Type,
        span: Span,
        body: &mut Body<'_, 'a>,
    ) {
        let held = body.temporary("member");
        let read = body.fallible(&format!("{global}.get()"));
        body.line(format!("let {held} = {read};"));
        let member = Value::place(held.clone(), Type::Instance(self.head(item)));
        let value = body.fallible(&format!("{held}.0._value_.get()"));
        let kept = body.temporary("value");
        body.line(format!("let {kept} = {value};"));
        let parts: Vec<Value> = match of_type {
            Type::Tuple(members) => {
                let part = |(place, part): (usize, &Type)| Value::place(format!("{kept}.{place}"), part.clone());
                members.iter().enumerate().map(part).collect()
            }
            Type::Sequence(_) | Type::Union(_) => {
                self.refuse(span, "members of an enum with tuples of several lengths are not translated yet");
                return;
            }
            of_type => vec![Value::place(kept, of_type.clone())],
        };
        let called = body.call_function(init, Some(&member), &Given::values(parts), span);
        let own = body.fallible(&format!("{held}.0.enum_name.get()"));
        // An alias is the member that there is already.
        body.line(format!("if {own} == {} {{ {}; }}", literal(name), called.text));
    }

    /// What every enum has.
    pub(super) fn enum_methods(&self, item: Item) -> String {
        let Some(value) = self.field(self.head(item), "_value_") else { return String::new() };
        let (class, rust) = (self.class_name(item), self.rust_type(&value));
        let members = super::global_name(&self.members_global(item));
        let names = super::global_name(&self.names_global(item));
        let invalid = literal(&format!(" is not a valid {}", self.inferred.item_name(item)));
        let (repr, str) = self.enum_texts(item);
        let (flags, otherwise) = match self.is_flag(item) {
            true => (self.flag_methods(item), format!("{class}::flag_of(value)")),
            false => (String::new(), "Err(Exc::new(&exc::VALUE_ERROR, text))".to_owned()),
        };
        let inside = match self.is_flag(item) {
            true => format!(
                "
    pub fn enum_members_in(&self) -> Py<List<{class}>> {{
        let inside = List::new();
        let bits = self.0._value_.get()?;
        let mut iter = {members}.get()?.iter();
        while let Some(member) = iter.next()? {{
            if member.0._value_.get()? & bits != 0 {{
                inside.append(member);
            }}
        }}
        Ok(inside)
    }}
"
            ),
            false => String::new(),
        };
        format!(
            "
    pub fn enum_member(name: &'static str, value: {rust}, is_shown: bool) -> Py<{class}> {{
        let this = match {class}::enum_member_of(&value)? {{
            Some(member) => member,
            None => {{
                let this = {class}(Rc::default());
                this.0.enum_name.set(Str::from(name));
                this.0._value_.set(value);
                if is_shown {{
                    {members}.get()?.append(this.clone());
                }}
                this
            }}
        }};
        {names}.get()?.set(Str::from(name), this.clone())?;
        Ok(this)
    }}

    fn enum_member_of(value: &{rust}) -> Py<Option<{class}>> {{
        let names = {names}.get()?;
        let mut iter = names.values().iter();
        while let Some(member) = iter.next()? {{
            if member.0._value_.get()?.is_or_equal(value)? {{
                return Ok(Some(member));
            }}
        }}
        Ok(None)
    }}

    pub fn enum_of(value: {rust}) -> Py<{class}> {{
        if let Some(member) = {class}::enum_member_of(&value)? {{
            return Ok(member);
        }}
        let text = fstring(&[Part::Repr(&value), Part::Text({invalid})])?;
        {otherwise}
    }}

    pub fn enum_named(name: Str) -> Py<{class}> {{
        {names}.get()?.index(&name)
    }}

    fn enum_repr(&self) -> Py<Str> {{
        {repr}
    }}

    fn enum_str(&self) -> Py<Str> {{
        {str}
    }}
{flags}{inside}"
        )
    }

    /// What `repr` and `str` give of a member.
    fn enum_texts(&self, item: Item) -> (String, String) {
        let shown = self.inferred.item_name(item);
        let (begin, dotted) = (literal(&format!("<{shown}.")), literal(&format!("{shown}.")));
        let value = "&self.0._value_.get()?";
        let name = "&self.0.enum_name.get()?";
        let repr = format!(
            "fstring(&[Part::Text({begin}), Part::Value({name}), Part::Text(\": \"), Part::Repr({value}), Part::Text(\">\")])"
        );
        let str = format!("fstring(&[Part::Text({dotted}), Part::Value({name})])");
        let plain = format!("fstring(&[Part::Value({value})])");
        // Flags without a bit have no name.
        let unnamed = |of: String, begin: &str, end: &str| {
            let (begin, end) = (literal(&format!("{begin}{shown}")), literal(end));
            let text = |middle: &str| {
                format!(
                    "fstring(&[Part::Text({begin}), Part::Text({}), Part::Value({value}), Part::Text({end})])",
                    literal(middle)
                )
            };
            let other = text(if end == "\">\"" { ": " } else { "(" });
            format!("if self.0.enum_name.get_if_set().is_some() {{ {of} }} else {{ {other} }}")
        };
        match self.mixin(item) {
            Mixin::Flag => (unnamed(repr, "<", ">"), unnamed(str, "", ")")),
            Mixin::IntFlag => (unnamed(repr, "<", ">"), plain),
            Mixin::Int | Mixin::Str => (repr, plain),
            Mixin::None | Mixin::NamedInt | Mixin::NamedStr => (repr, str),
        }
    }
}

/// What the members of an enum are besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mixin {
    None,
    /// `IntEnum` and `StrEnum`, which are shown as their values.
    Int,
    Str,
    Flag,
    IntFlag,
    /// `(int, Enum)` and `(str, Enum)`, which are shown by their names.
    NamedInt,
    NamedStr,
}

/// Says whether an expression names another member.
fn mentions(value: &Expr, numbers: &Numbers) -> bool {
    let mut found = matches!(&value.kind, ExprKind::Name(name) if numbers.has(name));
    crate::walk::children(value, &mut |child| found |= mentions(child, numbers));
    found
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
                if let Some(raised) = self.no_member(item, value, &of_type) {
                    return raised;
                }
                let value = self.kept_argument(value, &of_type, span);
                self.tried(format!("{}::enum_of({value})", self.lower.class_name(item)), Type::Instance(head))
            }
            _ => self.refuse(span, "this call of an enum is not translated yet"),
        }
    }

    /// What raises where a text or a number is the value of no member, for those are of another type.
    fn no_member(&mut self, item: Item, value: &super::call::Arg<'a>, of_type: &Type) -> Option<Value> {
        let super::call::Arg::Expr(expr) = value else { return None };
        let given = self.type_of(expr);
        let is_other = matches!(
            (&given, of_type),
            (Type::Str, Type::Int | Type::Tuple(_)) | (Type::Int, Type::Str | Type::Tuple(_))
        );
        if !is_other {
            return None;
        }
        let value = self.expr(expr);
        let invalid = literal(&format!(" is not a valid {}", self.lower.inferred.item_name(item)));
        let text = self.fallible(&format!("fstring(&[Part::Repr({}), Part::Text({invalid})])", value.reference()));
        let class = self.lower.class_name(item);
        let raised = format!("Err::<{class}, Exc>(Exc::new(&exc::VALUE_ERROR, {text}))");
        Some(self.tried(raised, Type::Instance(self.lower.head(item))))
    }

    /// The dict of the names of all members.
    pub(super) fn enum_names(&mut self, class: Item, name: &str) -> Option<Value> {
        if name != "__members__" || !self.lower.is_enum(class) {
            return None;
        }
        let names = super::global_name(&self.lower.names_global(class));
        let members = Type::Instance(self.lower.head(class));
        let mut value = self.tried(format!("{names}.get()"), Type::Dict(Rc::new(Type::Str), Rc::new(members)));
        value.deferred = Some(IS_NAMES.to_owned());
        Some(value)
    }

    pub(super) fn is_enum_names(value: &Value) -> bool {
        value.deferred.as_deref() == Some(IS_NAMES)
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
        let is_plain = |head| self.lower.is_int_enum(head) || self.lower.is_str_enum(head);
        matches!(value.of_type, Type::Instance(head) if is_plain(head))
    }

    /// A member that counts as an int or a text, as that.
    pub(super) fn plain(&mut self, value: &Value, span: Span) -> Value {
        if !self.is_plain_member(value) {
            return value.clone();
        }
        let Type::Instance(head) = value.of_type else { return value.clone() };
        let of_type = self.lower.field(head, "_value_").unwrap_or(Type::Never);
        if of_type != if self.lower.is_str_enum(head) { Type::Str } else { Type::Int } {
            return self.refuse(span, "the value of this enum is no int or text");
        }
        self.tried(format!("{}.0._value_.get()", value.receiver()), of_type)
    }
}
