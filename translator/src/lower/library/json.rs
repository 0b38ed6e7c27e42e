//! `json`: values as text, and back.
//!
//! # How it works
//!
//! What `loads` gives has, for inference, the type that JSON has: an enum that names itself. The reader of pyrt is given a closure that makes
//! values of that enum. What `dumps` takes knows itself how it is written; the `default` of the program is a closure that looks which of the
//! types without a form it was given, for these are known.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::operator::{str_reference, str_slice};
use super::super::text::Value;
use super::super::types::Type;
use crate::analyse::infer::Form;
use crate::analyse::types::Item;
use crate::tree::{Expr, ExprKind, Span};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The arguments of `dumps` that are translated. What `indent` says must be known before `separators` are.
const NAMES: [&str; 5] = ["indent", "separators", "sort_keys", "ensure_ascii", "default"];

impl<'a> Body<'_, 'a> {
    pub(super) fn of_json(&mut self, key: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        if given.star.is_some() || given.has_double_star || !key.starts_with("json.") {
            return None;
        }
        match (key, given.positional.as_slice()) {
            ("json.dumps", [of]) if given.named.iter().all(|(name, _)| NAMES.contains(&&**name)) => {
                self.json_dumps(of, given, expr)
            }
            ("json.loads", [text]) if given.named.is_empty() => self.json_loads(text, expr),
            _ => None,
        }
    }

    fn json_dumps(&mut self, of: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let value = self.argument(of);
        if matches!(value.of_type, Type::Known | Type::Function(..)) {
            return Some(self.refuse(expr.span, "functions and classes are not written as JSON"));
        }
        let mut leaves = BTreeSet::new();
        self.json_leaves(&value.of_type, &mut leaves, &mut BTreeSet::new());
        let mut layout = "json::Layout::new()".to_owned();
        for name in NAMES {
            if let Some(argument) = given.named(name).filter(|_| name != "default") {
                layout.push_str(&self.json_option(name, argument, expr.span)?);
            }
        }
        let default = match given.named("default") {
            Some(Arg::Expr(Expr { kind: ExprKind::None, .. })) | None => "None".to_owned(),
            Some(default) => self.json_default(default, leaves.clone(), expr)?,
        };
        if let Some(why) = leaves.iter().find_map(|leaf| self.not_json(leaf)) {
            return Some(self.refuse(expr.span, why));
        }
        Some(self.tried(format!("json::dumps({}, &{layout}, {default})", value.reference()), Type::Str))
    }

    /// What says how a text is laid out.
    fn json_option(&mut self, name: &str, argument: &Arg<'a>, span: Span) -> Option<String> {
        let value = self.argument(argument);
        Some(match (name, &value.of_type) {
            ("indent" | "separators", Type::None) => String::new(),
            ("indent", Type::Int) => format!(".indent({})", value.text),
            ("indent", Type::Str) => format!(".indent_by({})", str_reference(&value)),
            ("indent", Type::Optional(inner)) if **inner == Type::Int => format!(".indent_or_not({})", value.text),
            ("separators", Type::Tuple(parts)) if parts.as_slice() == [Type::Str, Type::Str] => {
                format!(".separators({})", value.owned())
            }
            ("sort_keys" | "ensure_ascii", Type::Bool) => {
                format!(".{name}({})", self.convert(value, &Type::Bool, span).text)
            }
            _ => return None,
        })
    }

    /// The `default` of the program, for each type that it may be given.
    fn json_default(&mut self, default: &Arg<'a>, leaves: BTreeSet<Type>, expr: &'a Expr) -> Option<String> {
        let (mut arms, mut done, mut next) = (String::new(), BTreeSet::new(), leaves);
        while let Some(leaf) = next.pop_first() {
            if !done.insert(leaf.clone()) {
                continue;
            }
            if !matches!(leaf, Type::Instance(_) | Type::Set(_) | Type::FrozenSet(_)) {
                self.refuse(expr.span, "a `default` of JSON is not given such values yet");
                return None;
            }
            let (function, given) = self.callback(default, std::slice::from_ref(&leaf), false, expr)?;
            let rust = self.lower.rust_type(&leaf);
            arms.push_str(&format!(
                "if let Some(leaf) = leaf.downcast_ref::<{rust}>() {{ let function = {function}; \
                 let given: Py<_> = function(leaf.clone()); return Ok(Some(Box::new(given?) as Box<dyn Object>)); }} "
            ));
            self.json_leaves(&given, &mut next, &mut BTreeSet::new());
        }
        Some(format!("Some(&|leaf| {{ {arms}Ok(None) }})"))
    }

    /// The types in a value that JSON has no form for.
    fn json_leaves(&self, of_type: &Type, leaves: &mut BTreeSet<Type>, seen: &mut BTreeSet<usize>) {
        match of_type {
            Type::Never
            | Type::None
            | Type::Bool
            | Type::Int
            | Type::BigInt
            | Type::Float
            | Type::Number
            | Type::Str => {}
            Type::List(part) | Type::Sequence(part) | Type::Optional(part) => self.json_leaves(part, leaves, seen),
            Type::Dict(key, value) => {
                // A key that JSON has no form for raises.
                let _ = key;
                self.json_leaves(value, leaves, seen);
            }
            Type::Tuple(members) => members.iter().for_each(|member| self.json_leaves(member, leaves, seen)),
            Type::Library(name, parts) if matches!(&**name, "defaultdict" | "OrderedDict") => {
                parts.get(1).into_iter().for_each(|value| self.json_leaves(value, leaves, seen));
            }
            Type::Library(name, _) if &**name == "Counter" => {}
            Type::Union(number) => {
                if seen.insert(*number) {
                    let members = self.lower.types.unions().get(*number).cloned().unwrap_or_default();
                    members.iter().for_each(|member| self.json_leaves(member, leaves, seen));
                }
            }
            leaf => {
                leaves.insert(leaf.clone());
            }
        }
    }

    /// Why objects are not written that are numbers, texts or tuples to CPython.
    fn not_json(&self, leaf: &Type) -> Option<&'static str> {
        let Type::Instance(head) = leaf else { return None };
        let is_other = |class: &Item| {
            let known = self.lower.inferred.class(*class);
            known.is_some_and(|known| {
                known.form == Form::NamedTuple
                    || known.library.iter().any(|key| !matches!(&**key, "enum.Enum" | "object" | "abc.ABC"))
            })
        };
        self.lower
            .family(*head)
            .iter()
            .any(is_other)
            .then_some("named tuples and objects of classes derived from builtin types are not written as JSON yet")
    }

    fn json_loads(&mut self, text: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let text = self.argument(text);
        let text = match &text.of_type {
            Type::Bytes => Value::new(self.fallible(&format!("{}.decode(None, None)", text.receiver())), Type::Str),
            _ => self.convert(text, &Type::Str, expr.span),
        };
        let all = Rc::new(of_type.clone());
        let forms = [
            ("Null", Type::None),
            ("Bool(value)", Type::Bool),
            ("Int(value)", Type::Int),
            ("Float(value)", Type::Float),
            ("Text(value)", Type::Str),
            ("List(value)", Type::List(Rc::clone(&all))),
            ("Dict(value)", Type::Dict(Rc::new(Type::Str), all)),
        ];
        let arms = self.in_closure(|inside| {
            let arms = forms.into_iter().map(|(form, of_form)| {
                let value = if of_form == Type::None { "()" } else { "value" };
                let kept = inside.keep(&Value::new(value, of_form), &of_type, expr.span);
                format!("json::Parsed::{form} => {kept}")
            });
            arms.collect::<Vec<_>>().join(", ")
        });
        let rust = self.lower.rust_type(&of_type);
        let made = format!("|parsed: json::Parsed<{rust}>| -> Py<{rust}> {{ Ok(match parsed {{ {arms} }}) }}");
        Some(self.tried(format!("json::loads({}, &{made})", str_slice(&text)), of_type))
    }
}
