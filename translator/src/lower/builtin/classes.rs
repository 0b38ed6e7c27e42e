//! `isinstance`: of which class something is.

use super::super::body::Body;
use super::super::call::Arg;
use super::super::text::{Binding, Value};
use super::super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{Expr, ExprKind, Span};

impl<'a> Body<'_, 'a> {
    pub(super) fn isinstance(&mut self, of: &Arg<'a>, class: &Arg<'a>, span: Span) -> Value {
        let value = self.argument(of);
        let Arg::Expr(class) = class else { return self.refuse(span, "`isinstance` of this") };
        let name = self.temporary("value");
        let held = Value::place(name.clone(), value.of_type.clone());
        let Some(test) = self.instance_test(&held, class) else {
            return self.refuse(class.span, "`isinstance` with this class is not translated yet");
        };
        if value.is_place {
            let text = test.replace(&name, &value.receiver());
            return Value::bound(text, Binding::Or, Type::Bool);
        }
        Value::new(format!("{{ let {name} = {}; {test} }}", value.owned()), Type::Bool)
    }

    /// The test whether a value is of a class, or of one of a tuple of classes.
    pub(in crate::lower) fn instance_test(&mut self, value: &Value, class: &'a Expr) -> Option<String> {
        match &class.kind {
            ExprKind::Tuple(members) => {
                let tests: Option<Vec<String>> =
                    members.iter().map(|member| self.instance_test(value, member)).collect();
                return Some(format!("({})", tests?.join(" || ")));
            }
            ExprKind::Binary(left, crate::tree::BinaryOp::BitOr, right) => {
                let (left, right) = (self.instance_test(value, left)?, self.instance_test(value, right)?);
                return Some(format!("({left} || {right})"));
            }
            _ => {}
        }
        let Some(wanted) = self.wanted_class(class) else {
            let is_exception = value.of_type == Type::Exception;
            return if is_exception { self.caught_by(class, &value.receiver()) } else { None };
        };
        self.test_of(value, &wanted)
    }

    pub(in crate::lower) fn wanted_class(&mut self, class: &Expr) -> Option<Wanted> {
        if let Some(name) = self.builtin_class(class) {
            return Some(Wanted::Builtin(name));
        }
        match self.known(class)? {
            Kind::Class(item) => match self.lower.exception_static(item) {
                Some(exception) => Some(Wanted::Exception(exception)),
                None if self.lower.inferred.class(item).is_some() => Some(Wanted::Program(item)),
                None => Some(Wanted::Builtin(self.lower.inferred.item_name(item))),
            },
            _ => None,
        }
    }

    pub(super) fn builtin_class(&self, class: &Expr) -> Option<String> {
        let name = self.builtin_name(class)?;
        matches!(name, "int" | "float" | "str" | "bool" | "list" | "dict" | "set" | "tuple" | "range" | "frozenset")
            .then(|| name.to_owned())
    }

    pub(in crate::lower) fn test_of(&mut self, value: &Value, wanted: &Wanted) -> Option<String> {
        if let Wanted::Builtin(name) = wanted
            && is_abstract(name)
        {
            return None;
        }
        let receiver = value.receiver();
        match &value.of_type {
            Type::Optional(inner) => {
                let inside = Value::place("some", (**inner).clone());
                let test = self.test_of(&inside, wanted)?;
                match test.as_str() {
                    "true" => Some(format!("{receiver}.is_some()")),
                    "false" => Some("false".to_owned()),
                    test => Some(format!("{receiver}.as_ref().is_some_and(|some| {test})")),
                }
            }
            Type::Union(number) => {
                let members = self.lower.types.unions().get(*number).cloned()?;
                let mut arms = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    let inside = Value::place("member", member.clone());
                    let test = self.test_of(&inside, wanted)?;
                    arms.push(format!("Union{}::{}(member) => {test}", number + 1, super::super::union_variant(index)));
                }
                Some(format!("(match &{receiver} {{ {} }})", arms.join(", ")))
            }
            Type::Number => match wanted {
                Wanted::Builtin(name) if name == "int" => Some(format!("matches!({receiver}, Number::Int(_))")),
                Wanted::Builtin(name) if name == "float" => Some(format!("matches!({receiver}, Number::Float(_))")),
                _ => Some("false".to_owned()),
            },
            Type::Exception => match wanted {
                Wanted::Exception(class) => Some(format!("{receiver}.is(&{class})")),
                _ => Some("false".to_owned()),
            },
            Type::Instance(head) => match wanted {
                Wanted::Program(item) => Some(self.lower.class_test(*head, *item, &receiver)),
                Wanted::Builtin(name) if name == "tuple" && self.lower.is_named_tuple(*head) => Some("true".to_owned()),
                _ if self.lower.has_library_base(*head) => None,
                _ => Some("false".to_owned()),
            },
            of_type => {
                let Wanted::Builtin(name) = wanted else { return Some("false".to_owned()) };
                let is = match of_type {
                    Type::Bool => matches!(&**name, "bool" | "int"),
                    Type::Int | Type::BigInt => name == "int",
                    Type::Float => name == "float",
                    Type::Str => name == "str",
                    Type::Bytes => name == "bytes",
                    Type::List(_) => name == "list",
                    Type::Dict(..) => name == "dict",
                    Type::Set(_) => name == "set",
                    Type::FrozenSet(_) => name == "frozenset",
                    Type::Tuple(_) | Type::Sequence(_) => name == "tuple",
                    Type::Range => name == "range",
                    Type::None => name == "NoneType",
                    Type::Iterator(_)
                    | Type::Generator(..)
                    | Type::AsyncGenerator(..)
                    | Type::Coro(_)
                    | Type::Coroutine(_)
                    | Type::ExceptionClass => false,
                    Type::Library(class, _) if matches!(&**class, "defaultdict" | "OrderedDict" | "Counter") => {
                        **class == **name || name == "dict"
                    }
                    Type::Library(class, _) => super::super::library::is_of_class(class, name),
                    _ => return None,
                };
                Some(is.to_string())
            }
        }
    }
}

/// A class of which objects of many others are instances, too.
fn is_abstract(name: &str) -> bool {
    const ABSTRACT: &[&str] = &[
        "object",
        "Hashable",
        "Iterable",
        "Iterator",
        "Reversible",
        "Sized",
        "Container",
        "Collection",
        "Callable",
        "Set",
        "MutableSet",
        "Mapping",
        "MutableMapping",
        "Sequence",
        "MutableSequence",
        "ByteString",
        "Number",
        "Complex",
        "Real",
        "Rational",
        "Integral",
        "Awaitable",
        "Coroutine",
        "Generator",
        "AsyncIterable",
        "AsyncIterator",
        "AsyncGenerator",
        "SupportsInt",
        "SupportsFloat",
        "SupportsAbs",
        "SupportsIndex",
        "Protocol",
    ];
    ABSTRACT.contains(&name)
}

/// The class for which `isinstance` asks.
pub(in crate::lower) enum Wanted {
    Builtin(String),
    Exception(String),
    Program(crate::analyse::types::Item),
}
