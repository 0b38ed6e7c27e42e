//! `in` and `not in`.

use super::super::body::Body;
use super::super::text::{Binding, Value};
use super::super::types::Type;
use super::compare::can_be_equal;
use super::str_reference;
use crate::tree::{Expr, ExprKind, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn contains(&mut self, left: &Value, right: &'a Expr, negates: bool) -> Value {
        // A display is not made only to be searched.
        if let ExprKind::Tuple(members) | ExprKind::List(members) | ExprKind::Set(members) = &right.kind
            && !members.is_empty()
            && !super::super::expr::has_star(members)
        {
            return self.is_one_of(left, members, negates);
        }
        let value = self.expr(right);
        self.contains_value(left, &value, negates, right.span)
    }

    pub(super) fn is_one_of(&mut self, left: &Value, members: &'a [Expr], negates: bool) -> Value {
        let name = self.temporary("value");
        let held = Value::place(name.clone(), left.of_type.clone());
        let tests: Vec<String> = members
            .iter()
            .map(|member| {
                let value = self.expr(member);
                self.equal(&held, &value, member.span).within(Binding::And)
            })
            .collect();
        let value = Value::new(format!("{{ let {name} = {}; {} }}", left.owned(), tests.join(" || ")), Type::Bool);
        if negates { super::super::expr::negated(&value) } else { value }
    }

    pub(super) fn contains_value(&mut self, left: &Value, right: &Value, negates: bool, span: Span) -> Value {
        if *left.of_type.inner() == Type::ExceptionClass {
            return self.refuse(span, "`in` is not translated for classes yet");
        }
        let left = &self.class_as_key(left, right, span);
        if left.of_type == Type::None
            && let Type::Set(element) | Type::FrozenSet(element) | Type::Dict(element, _) | Type::List(element) =
                &right.of_type
            && !matches!(**element, Type::Optional(_) | Type::Union(_) | Type::None | Type::Never)
            && !matches!(**element, Type::Instance(_))
        {
            let (before, _, _) = self.both_held(left, right);
            let value = Value::new(negates.to_string(), Type::Bool);
            return super::super::several::within(&before, value);
        }
        if let Some(value) = self.contains_by_part(left, right, span) {
            return if negates { super::super::expr::negated(&value) } else { value };
        }
        if let Some(value) = self.flag_contains(left, right) {
            return if negates { super::super::expr::negated(&value) } else { value };
        }
        let right = &self.untupled(right, "__contains__");
        if self.mixes_named(left, right) && !self.finds_named(left, right) {
            return self.refuse(span, "`in` with tuples and named tuples is not translated yet");
        }
        if right.of_type == Type::Str && left.of_type != Type::Str {
            let value = self.in_text(left, right, span);
            return if negates { super::super::expr::negated(&value) } else { value };
        }
        let element = match &right.of_type {
            Type::List(element) | Type::Sequence(element) => (**element).clone(),
            Type::Set(element) | Type::FrozenSet(element) | Type::Dict(element, _) => (**element).clone(),
            _ => Type::Never,
        };
        let left = &self.as_member(left.clone(), &element, span);
        let receiver = right.receiver();
        let value = match &right.of_type {
            Type::Sequence(element) => {
                let left = if self.lower.fits(&left.of_type, element) {
                    self.convert(left.clone(), element, span)
                } else {
                    left.clone()
                };
                self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
            }
            Type::Tuple(members) => {
                let members = members.clone();
                let (before, left, right) = self.both_held(left, right);
                let tests: Vec<String> = members
                    .iter()
                    .enumerate()
                    .map(|(place, member)| {
                        let member = Value::place(format!("{}.{place}", right.receiver()), member.clone());
                        self.equal(&member, &left, span).within(Binding::And)
                    })
                    .collect();
                let text = if tests.is_empty() { "false".to_owned() } else { format!("({})", tests.join(" || ")) };
                super::super::several::within(&before, Value::new(text, Type::Bool))
            }
            Type::Dict(key, _) => self.contains_key(left, right, key, span),
            Type::Set(key) | Type::FrozenSet(key) => self.contains_key(left, right, key, span),
            Type::Bytes if left.of_type == Type::Bytes => {
                Value::new(format!("{receiver}.contains_bytes({})", left.reference()), Type::Bool)
            }
            Type::Bytes if left.of_type == Type::Int => {
                self.tried(format!("{receiver}.contains_int({})", left.text), Type::Bool)
            }
            Type::List(element) => {
                if can_be_equal(left.of_type.inner(), element.inner())
                    || left.of_type == **element
                    || self.lower.fits(&left.of_type, element)
                {
                    let left = if left.of_type == Type::None && matches!(**element, Type::Optional(_)) {
                        Value::new(format!("None::<{}>", self.lower.rust_type(element.inner())), (**element).clone())
                    } else if (self.has_parts(element) || **element == Type::BigInt)
                        && self.lower.fits(&left.of_type, element)
                    {
                        self.convert(left.clone(), &Rc::clone(element), span)
                    } else {
                        left.clone()
                    };
                    self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
                } else {
                    Value::new("false", Type::Bool)
                }
            }
            Type::Str => Value::new(format!("{receiver}.contains_text({})", str_reference(left)), Type::Bool),
            Type::Range => return self.in_range(left, right, negates, span),
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("DictKeys" | "deque" | "defaultdict" | "OrderedDict" | "Counter", [first, ..]) => {
                    let first = first.clone();
                    let left = self.convert(left.clone(), &first, span);
                    self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
                }
                ("DictItems", [key, value]) => {
                    let pair = Type::Tuple(vec![key.clone(), value.clone()]);
                    let left = self.convert(left.clone(), &pair, span);
                    self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool)
                }
                ("Context", _) => Value::new(format!("{receiver}.contains({})", left.reference()), Type::Bool),
                ("Environ", _) => {
                    Value::new(format!("pyrt::os::getenv({}).is_some()", str_reference(left)), Type::Bool)
                }
                ("DictValues", _) => self.tried(format!("{receiver}.contains({})", left.reference()), Type::Bool),
                _ => self.refuse(span, "`in` is not translated for such a value yet"),
            },
            Type::Lazy(_) | Type::Iterator(_) => {
                let Some((iterable, element)) = self.iterable(right, span) else { return self.refuse(span, "`in`") };
                let left = self.convert(left.clone(), &element, span);
                self.tried(format!("contains({iterable}, {})", left.reference()), Type::Bool)
            }
            Type::Instance(_) => match self.call_dunder(right, "__contains__", std::slice::from_ref(left), span) {
                Some(value) => Value::new(self.truth(&value), Type::Bool),
                None => match self.iterable(right, span) {
                    Some((iterable, element)) => {
                        let left = self.convert(left.clone(), &element, span);
                        self.tried(format!("contains({iterable}, {})", left.reference()), Type::Bool)
                    }
                    None => self.refuse(span, "no `__contains__` is known for this object"),
                },
            },
            Type::Generator(..) => match self.iterable(right, span) {
                Some((iterable, element)) if self.lower.fits(&left.of_type, &element) => {
                    let left = self.keep(left, &element, span);
                    self.tried(format!("{{ let left = {left}; contains({iterable}, &left) }}"), Type::Bool)
                }
                _ => self.refuse(span, "`in` is not translated for such a value yet"),
            },
            _ => self.refuse(span, "`in` is not translated for such a value yet"),
        };
        if negates { super::super::expr::negated(&value) } else { value }
    }

    pub(super) fn in_range(&mut self, left: &Value, right: &Value, negates: bool, span: Span) -> Value {
        let receiver = right.receiver();
        let value = match &left.of_type {
            Type::Int | Type::Bool => {
                let left = self.convert(left.clone(), &Type::Int, span);
                Value::new(format!("{receiver}.contains({})", left.text), Type::Bool)
            }
            Type::BigInt => Value::new(
                format!("{}.small().is_some_and(|value| {receiver}.contains(value))", left.receiver()),
                Type::Bool,
            ),
            Type::Float => Value::new(
                format!("float::as_int({}).is_some_and(|value| {receiver}.contains(value))", left.text),
                Type::Bool,
            ),
            of_type if self.has_parts(of_type) || *of_type == Type::Number => {
                let (before, left, right) = self.both_held(left, right);
                let value = self.by_part(&left, span, |inside, part| inside.in_range(part, &right, false, span));
                super::super::several::within(&before, value)
            }
            of_type if super::super::several::builtin_type(of_type).is_some() => {
                let (before, _, _) = self.both_held(left, right);
                super::super::several::within(&before, Value::new("false", Type::Bool))
            }
            _ => self.refuse(span, "`in` is not translated for such a value yet"),
        };
        if negates { super::super::expr::negated(&value) } else { value }
    }

    /// `in` where one side has one of several types, or Python says no without a look.
    pub(super) fn contains_by_part(&mut self, left: &Value, right: &Value, span: Span) -> Option<Value> {
        if self.has_parts(&right.of_type) {
            return Some(self.flipped(left, right, span));
        }
        if let Some(name @ ("NoneType" | "bool" | "int" | "float")) =
            super::super::several::builtin_type(&right.of_type)
        {
            let (before, _, _) = self.both_held(left, right);
            let raised = self.raised("TYPE_ERROR", &format!("argument of type '{name}' is not iterable"));
            return Some(super::super::several::within(&before, raised));
        }
        let (element, is_hashed) = match &right.of_type {
            Type::List(element) | Type::Sequence(element) => (element, false),
            Type::Set(element) | Type::FrozenSet(element) | Type::Dict(element, _) => (element, true),
            _ => return None,
        };
        if self.lower.fits(&left.of_type, element) || left.of_type.is_number() && element.is_number() {
            return None;
        }
        if self.has_parts(&left.of_type) {
            let right = right.clone();
            return Some(self.pair_by_part(left, &right, span, |inside, left, right| {
                inside.contains_value(left, right, false, span)
            }));
        }
        let kind = super::super::several::builtin_type(&left.of_type)?;
        if is_hashed && matches!(kind, "list" | "dict" | "set") {
            let (before, _, _) = self.both_held(left, right);
            let raised = self.raised("TYPE_ERROR", &format!("unhashable type: '{kind}'"));
            return Some(super::super::several::within(&before, raised));
        }
        if !self.is_other(&left.of_type, element) {
            return None;
        }
        let (before, _, _) = self.both_held(left, right);
        Some(super::super::several::within(&before, Value::new("false", Type::Bool)))
    }

    /// `left in text`, where the left side may be no text.
    pub(super) fn in_text(&mut self, left: &Value, right: &Value, span: Span) -> Value {
        if self.has_parts(&left.of_type) {
            return self.pair_by_part(left, right, span, |inside, left, right| {
                inside.contains_value(left, right, false, span)
            });
        }
        let Some(name) = super::super::several::builtin_type(&left.of_type) else {
            return self.refuse(span, "`in` of a text is not translated for such a value yet");
        };
        let (before, _, _) = self.both_held(left, right);
        let raised = self.raised("TYPE_ERROR", &format!("'in <string>' requires string as left operand, not {name}"));
        super::super::several::within(&before, raised)
    }

    pub(super) fn contains_key(&mut self, left: &Value, right: &Value, key: &Rc<Type>, span: Span) -> Value {
        let is_number = left.of_type.is_number() && key.is_number() && **key != Type::BigInt;
        let is_looked_up = is_number || self.is_tuple_of_named(&left.of_type, key);
        let left = if is_looked_up { left.clone() } else { self.convert(left.clone(), key, span) };
        self.tried(format!("{}.contains({})", right.receiver(), left.reference()), Type::Bool)
    }
}
