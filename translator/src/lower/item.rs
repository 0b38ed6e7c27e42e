//! Items: `of[index]`, read, set and deleted.

use super::body::Body;
use super::text::Value;
use super::types::Type;
use crate::tree::{Expr, ExprKind, Span};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn item(&mut self, of: &Value, index: &'a Expr, expr: &'a Expr) -> Value {
        if let Some(value) = self.enum_item(of, index) {
            return value;
        }
        if let ExprKind::Slice(start, stop, step) = &index.kind {
            return self.slice(of, [start.as_deref(), stop.as_deref(), step.as_deref()], expr.span);
        }
        if let (Type::Tuple(members), Some(place)) = (&of.of_type, constant_index(index)) {
            let place = if place < 0 { place + members.len() as i64 } else { place };
            if let Some(member) = usize::try_from(place).ok().and_then(|place| members.get(place)) {
                let text = format!("{}.{place}", of.receiver());
                return if of.is_place { Value::place(text, member.clone()) } else { Value::new(text, member.clone()) };
            }
        }
        let index = self.expr(index);
        self.item_of(of, &index, expr)
    }

    pub(super) fn item_of(&mut self, of: &Value, index: &Value, expr: &'a Expr) -> Value {
        let of = &self.present(of, "__getitem__");
        let receiver = of.receiver();
        let span = expr.span;
        match &of.of_type {
            Type::List(element) | Type::Sequence(element) => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.get({index})"), (**element).clone())
            }
            Type::Dict(key, value) if **key == Type::Never => {
                let rust = self.lower.rust_type(value);
                let text = format!("Err::<{rust}, Exc>(shown::key_error({}))", index.owned());
                self.tried(text, (**value).clone())
            }
            Type::Dict(key, value) => {
                let (key, value) = (Rc::clone(key), Rc::clone(value));
                let index = if index.of_type.is_number() && key.is_number() {
                    index.clone()
                } else {
                    self.convert(index.clone(), &key, span)
                };
                self.tried(format!("{receiver}.index({})", index.reference()), (*value).clone())
            }
            Type::Str => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.at({index})"), Type::Str)
            }
            Type::Bytes => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.at({index})"), Type::Int)
            }
            Type::Range => {
                let index = self.keep(index, &Type::Int, span);
                self.tried(format!("{receiver}.get({index})"), Type::Int)
            }
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("deque", [element]) => {
                    let element = element.clone();
                    let index = self.keep(index, &Type::Int, span);
                    self.tried(format!("{receiver}.get({index})"), element)
                }
                ("defaultdict" | "OrderedDict", [key, value]) => {
                    let (key, value) = (key.clone(), value.clone());
                    let index = self.convert(index.clone(), &key, span);
                    self.tried(format!("{receiver}.index({})", index.reference()), value)
                }
                ("Counter", [key]) => {
                    let key = key.clone();
                    let index = self.convert(index.clone(), &key, span);
                    self.tried(format!("{receiver}.index({})", index.reference()), Type::Int)
                }
                _ => self.refuse(span, "an item of this is not translated yet"),
            },
            Type::Instance(_) => {
                let arguments = [index.clone()];
                match self.call_dunder(of, "__getitem__", &arguments, span) {
                    Some(value) => value,
                    None => self.refuse(span, "no `__getitem__` is known for this object"),
                }
            }
            _ => self.refuse(span, "an item of this is not translated yet"),
        }
    }

    pub(super) fn slice(&mut self, of: &Value, parts: [Option<&'a Expr>; 3], span: Span) -> Value {
        let of = &self.present(of, "__getitem__");
        let mut texts = Vec::new();
        for part in parts {
            texts.push(match part {
                None | Some(Expr { kind: ExprKind::None, .. }) => "None".to_owned(),
                Some(part) => format!("Some({})", self.kept_as(part, &Type::Int)),
            });
        }
        let [start, stop, step] = texts.as_slice() else { return self.refuse(span, "a slice") };
        let receiver = of.receiver();
        match &of.of_type {
            Type::Str | Type::Bytes if step == "None" => {
                Value::new(format!("{receiver}.slice({start}, {stop})"), of.of_type.clone())
            }
            Type::Str | Type::Bytes => {
                let step = step.trim_start_matches("Some(").trim_end_matches(')');
                self.tried(format!("{receiver}.slice_step({start}, {stop}, {step})"), of.of_type.clone())
            }
            Type::List(_) | Type::Range | Type::Sequence(_) => {
                let slice = if step == "None" {
                    format!("Slice::new({start}, {stop})")
                } else {
                    format!("Slice::with_step({start}, {stop}, {step})")
                };
                self.tried(format!("{receiver}.get_slice(&{slice})"), of.of_type.clone())
            }
            _ => self.refuse(span, "a slice of this is not translated yet"),
        }
    }

    pub(super) fn set_item(&mut self, of: &'a Expr, index: &'a Expr, value: &Value, span: Span) {
        let value = if value.is_place || value.known.is_some() {
            value.clone()
        } else {
            let held = self.temporary("value");
            self.line(format!("let {held} = {};", value.text));
            Value::place(held, value.of_type.clone())
        };
        let object = self.expr(of);
        if matches!(index.kind, ExprKind::Slice(..)) {
            self.refuse(span, "slices are not assigned to yet");
            return;
        }
        let index = self.expr(index);
        self.set_item_of(&object, &index, &value, span);
    }

    pub(super) fn set_item_of(&mut self, of: &Value, index: &Value, value: &Value, span: Span) {
        let of = &self.present(of, "__setitem__");
        let receiver = of.receiver();
        let text = match &of.of_type {
            Type::List(element) => {
                let element = Rc::clone(element);
                let (index, value) = (self.keep(index, &Type::Int, span), self.keep(value, &element, span));
                format!("{receiver}.set({index}, {value})")
            }
            Type::Dict(key, element) => {
                let (key, element) = (Rc::clone(key), Rc::clone(element));
                let (index, value) = (self.keep(index, &key, span), self.keep(value, &element, span));
                format!("{receiver}.set({index}, {value})")
            }
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                ("defaultdict" | "OrderedDict", [key, element]) => {
                    let (key, element) = (key.clone(), element.clone());
                    let (index, value) = (self.keep(index, &key, span), self.keep(value, &element, span));
                    format!("{receiver}.set({index}, {value})")
                }
                ("Counter", [key]) => {
                    let key = key.clone();
                    let (index, value) = (self.keep(index, &key, span), self.keep(value, &Type::Int, span));
                    format!("{receiver}.set({index}, {value})")
                }
                _ => {
                    self.refuse(span, "an item of this is not set yet");
                    return;
                }
            },
            Type::Instance(_) => {
                let arguments = [index.clone(), value.clone()];
                let Some(value) = self.call_dunder(of, "__setitem__", &arguments, span) else {
                    self.refuse(span, "no `__setitem__` is known for this object");
                    return;
                };
                return self.line(format!("{};", value.text));
            }
            _ => {
                self.refuse(span, "an item of this is not set yet");
                return;
            }
        };
        let text = self.fallible(&text);
        self.line(format!("{text};"));
    }

    pub(super) fn delete_item(&mut self, of: &'a Expr, index: &'a Expr, span: Span) {
        let of = self.expr(of);
        if let (Type::Instance(_), false) = (&of.of_type, matches!(index.kind, ExprKind::Slice(..))) {
            let index = self.expr(index);
            match self.call_dunder(&of, "__delitem__", &[index], span) {
                Some(value) => self.line(format!("{};", value.text)),
                None => {
                    self.refuse(span, "no `__delitem__` is known for this object");
                }
            }
            return;
        }
        if matches!(index.kind, ExprKind::Slice(..)) {
            self.refuse(span, "slices are not deleted yet");
            return;
        }
        let index = self.expr(index);
        let receiver = of.receiver();
        let text = match &of.of_type {
            Type::List(_) => format!("{receiver}.delete({})", self.keep(&index, &Type::Int, span)),
            Type::Dict(key, _) => {
                let index = self.convert(index, &Rc::clone(key), span);
                format!("{receiver}.delete({})", index.reference())
            }
            _ => {
                self.refuse(span, "an item of this is not deleted yet");
                return;
            }
        };
        let text = self.fallible(&text);
        self.line(format!("{text};"));
    }
}

/// An index that is written as a number.
fn constant_index(index: &Expr) -> Option<i64> {
    match &index.kind {
        ExprKind::Int(place) => Some(*place),
        ExprKind::Unary(crate::tree::UnaryOp::Minus, inner) => match inner.kind {
            ExprKind::Int(place) => Some(-place),
            _ => None,
        },
        _ => None,
    }
}
