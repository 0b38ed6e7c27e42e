//! Classes of exceptions as values: in tuples that `except` catches, in dicts from which one is raised.
//!
//! # How it works
//!
//! Where it is known which class it is, a class needs no value. In a tuple, a list or a dict, and where it may be one of several, it is the
//! address of its static.
//!
//! - **I1** What a class that is a value makes is made as its own class says it: those that it may be are known.

use super::Lower;
use super::body::Body;
use super::call::{Arg, Given};
use super::text::Value;
use super::types::Type;
use crate::analyse::scopes::Variable;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Span, StmtKind};
use std::rc::Rc;

impl Lower<'_> {
    /// The text that stands first in a class of the program.
    pub(super) fn doc_of(&self, class: Item) -> Option<Rc<str>> {
        let scope = self.inferred.class(class)?.scope;
        let first = self.classes.get(&scope)?.body.first()?;
        match &first.kind {
            StmtKind::Expr(Expr { kind: ExprKind::Str(text), .. }) => Some(Rc::from(&**text)),
            _ => None,
        }
    }
}

impl<'a> Body<'_, 'a> {
    /// Says whether a name stands for a variable that holds a class of exceptions: what inference knows of it may be a base.
    pub(super) fn is_kept_class(&self, expr: &Expr) -> bool {
        if let ExprKind::Call(function, arguments) = &expr.kind
            && self.builtin_name(function) == Some("type")
            && let [of] = arguments.as_slice()
        {
            return self.type_of(&of.value) == Type::Exception;
        }
        let (ExprKind::Name(_), Some(Variable::Of(owner, name))) = (&expr.kind, self.lower.scopes.variable(expr.id))
        else {
            return false;
        };
        let of_type = self.lower.inferred.variable(*owner, name).map(|node| self.lower.types.of(node));
        matches!(of_type, Some(Ok(of_type)) if *of_type.inner() == Type::ExceptionClass)
    }

    /// `type(exc) is ValueError`, `exc_type == ValueError`
    pub(super) fn is_same_class(&mut self, left: &Value, right: &Value) -> Option<Value> {
        let (class, other) = match (left.of_type.inner(), right.of_type.inner()) {
            (Type::ExceptionClass, Type::Known) => (left, right),
            (Type::Known, Type::ExceptionClass) => (right, left),
            (Type::ExceptionClass, Type::ExceptionClass) if left.of_type == right.of_type => {
                let address = match &left.of_type {
                    Type::Optional(_) => "class.map(std::ptr::from_ref)",
                    _ => "std::ptr::from_ref(class)",
                };
                let (one, other) = (left.owned(), right.owned());
                let text = format!(
                    "{{ let address = |class: {}| {address}; address({one}) == address({other}) }}",
                    self.lower.rust_type(&left.of_type)
                );
                return Some(Value::new(text, Type::Bool));
            }
            _ => return None,
        };
        let Some(Kind::Class(item)) = other.known else { return None };
        let known = self.lower.exception_static(item)?;
        let text = match &class.of_type {
            Type::Optional(_) => format!("{}.is_some_and(|class| std::ptr::eq(class, &{known}))", class.receiver()),
            _ => format!("std::ptr::eq({}, &{known})", class.text),
        };
        Some(Value::new(text, Type::Bool))
    }

    /// A class that needs no value becomes one.
    pub(super) fn class_as_value(&mut self, value: &Value, span: Span) -> Value {
        match value.known {
            Some(Kind::Class(item)) => match self.lower.exception_static(item) {
                Some(class) => Value::new(format!("&{class}"), Type::ExceptionClass),
                None => self.refuse(span, "this class is not kept as a value yet"),
            },
            _ => self.refuse(span, "this class is not kept as a value yet"),
        }
    }

    /// The test whether an exception is of the classes that an expression gives.
    pub(super) fn caught_by(&mut self, classes: &'a Expr, exc: &str) -> Option<String> {
        let value = self.expr(classes);
        let held = Value::place(self.temporary("classes"), value.of_type.clone());
        let test = self.is_of_classes(&held, exc, "is")?;
        Some(format!("{{ let {} = {}; {test} }}", held.text, value.owned()))
    }

    /// The test whether something is of the classes that a value holds: `is` is what that is asked by.
    fn is_of_classes(&mut self, classes: &Value, exc: &str, is: &str) -> Option<String> {
        let receiver = classes.receiver();
        match &classes.of_type {
            Type::ExceptionClass => Some(format!("{exc}.{is}({receiver})")),
            Type::Tuple(members) => {
                let members = members.clone();
                let tests = members.iter().enumerate().map(|(place, member)| {
                    self.is_of_classes(&Value::place(format!("{receiver}.{place}"), member.clone()), exc, is)
                });
                let tests = tests.collect::<Option<Vec<_>>>()?;
                Some(if tests.is_empty() { "false".to_owned() } else { tests.join(" || ") })
            }
            Type::Sequence(element) if **element == Type::ExceptionClass => {
                Some(format!("{receiver}.as_slice().iter().any(|one| {exc}.{is}(one))"))
            }
            Type::Union(_) => {
                let mut arms = Vec::new();
                for part in self.lower.parts(&classes.of_type) {
                    let test = self.is_of_classes(&Value::place("part", part.of_type.clone()), exc, is)?;
                    arms.push(format!("{} => {test}", part.pattern("part")));
                }
                Some(format!("(match {} {{ {} }})", classes.owned(), arms.join(", ")))
            }
            _ => None,
        }
    }

    /// `issubclass(class, classes)` of a class that is a value.
    pub(super) fn is_subclass_of_classes(&mut self, class: &'a Expr, of: &'a Expr) -> Option<String> {
        let value = self.expr(class);
        let value = match value.of_type {
            Type::Optional(ref inner) if **inner == Type::ExceptionClass => {
                self.convert(value, &Type::ExceptionClass, class.span)
            }
            Type::ExceptionClass => value,
            _ => return None,
        };
        let members = match &of.kind {
            ExprKind::Tuple(members) => members.as_slice(),
            _ => std::slice::from_ref(of),
        };
        let known = members.iter().map(|member| self.exception_class(member)).collect::<Option<Vec<_>>>();
        let (bound, test) = match known {
            Some(known) => {
                let tests = known.iter().map(|class| format!("class.is_subclass_of(&{class})")).collect::<Vec<_>>();
                (String::new(), if tests.is_empty() { "false".to_owned() } else { tests.join(" || ") })
            }
            None => {
                let classes = self.expr(of);
                let held = Value::place("classes", classes.of_type.clone());
                let test = self.is_of_classes(&held, "class", "is_subclass_of")?;
                (format!("let classes = {}; ", classes.owned()), test)
            }
        };
        Some(format!("{{ let class = {}; {bound}{test} }}", value.owned()))
    }

    /// The classes that a value may be, by inference.
    fn classes_in(&self, class: &Expr) -> Option<Vec<Item>> {
        let node = self.lower.inferred.expression(class.id)?;
        let kinds = self.lower.inferred.kinds(self.lower.inferred.find(node));
        kinds
            .filter(|kind| **kind != Kind::None)
            .map(|kind| match kind {
                Kind::Class(item) => Some(*item),
                _ => None,
            })
            .collect()
    }

    /// A class that is a value is called (I1).
    pub(super) fn make_by_class(&mut self, value: &Value, class: &'a Expr, given: &Given<'a>) -> Value {
        let span = class.span;
        let Some(classes) = self.classes_in(class) else {
            return self.refuse(span, "a class or a function at one time and another at another is not called yet");
        };
        let value = self.convert(value.clone(), &Type::ExceptionClass, span);
        let held = self.temporary("class");
        let (bound, given) = self.bound_arguments(given);
        let mut text = String::new();
        for item in &classes {
            let Some(known) = self.lower.exception_static(*item) else {
                return self.refuse(span, "this class is not called yet");
            };
            let made = self.make_exception(*item, &known, &given, span);
            text.push_str(&format!("if std::ptr::eq({held}, &{known}) {{ {} }} else ", made.owned()));
        }
        let other = self.fallible("Err::<(), Exc>(wrong_type())");
        for own in self.made_by_program(&classes) {
            text.push_str(&format!("if {held}.is_subclass_of(&{own}) {{ never({other}) }} else "));
        }
        let values: Vec<Value> = given.positional.iter().map(|argument| self.argument(argument)).collect();
        let last = match self.exception_arguments(&values, span) {
            Some(arguments) if given.named.is_empty() => format!("Exc::new({held}, {arguments})"),
            _ => format!("never({other})"),
        };
        let text = format!("{{ let {held} = {}; {bound}{text}{{ {last} }} }}", value.owned());
        Value::new(text, Type::Exception)
    }

    /// The other classes of exceptions that the program makes in its own way: of what inherits from one it is not known how it is made.
    fn made_by_program(&self, known: &[Item]) -> Vec<String> {
        let lower = self.lower;
        let classes = lower.inferred.classes().map(|(item, _)| item).filter(|item| !known.contains(item));
        let own = classes.filter(|item| {
            super::class::is_exception_class(lower.inferred, *item)
                && (lower.find_method(*item, "__init__").is_some() || !lower.fields(lower.head(*item)).is_empty())
        });
        own.filter_map(|item| lower.exception_static(item)).collect()
    }

    /// A class that is a value, raised as it stands.
    pub(super) fn raise_by_class(&mut self, value: &Value, class: &'a Expr) -> Value {
        self.make_by_class(value, class, &Given { positional: Vec::<Arg<'a>>::new(), ..Given::default() })
    }
}
