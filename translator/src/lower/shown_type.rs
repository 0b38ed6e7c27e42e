//! `type(x)` where it is only shown: a text, that of the class of a value of the library.
//!
//! Classes of the program are values of their own (`class_value.rs`); those of the library are not, so all that can be done with them here is
//! to print them.

use super::body::Body;
use super::call::Arg;
use super::text::Value;
use super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{ArgumentKind, Expr, ExprKind};

/// The classes of the library whose text pyrt knows (`class_object::shown_type`).
const KNOWN: [&str; 20] = [
    "Barrier",
    "Condition",
    "Counter",
    "Event",
    "Future",
    "LifoQueue",
    "Lock",
    "OrderedDict",
    "PriorityQueue",
    "Queue",
    "Task",
    "TaskGroup",
    "date",
    "datetime",
    "defaultdict",
    "deque",
    "time",
    "timedelta",
    "timezone",
    "AnyTask",
];

impl<'a> Body<'_, 'a> {
    /// What is shown of an argument.
    pub(super) fn shown_argument(&mut self, argument: &Arg<'a>) -> Value {
        match argument {
            Arg::Expr(expr) => self.shown_expr(expr),
            argument => self.argument(argument),
        }
    }

    /// What is shown of an expression.
    pub(super) fn shown_expr(&mut self, expr: &'a Expr) -> Value {
        self.shown_type(expr).unwrap_or_else(|| self.expr(expr))
    }

    fn shown_type(&mut self, expr: &'a Expr) -> Option<Value> {
        let ExprKind::Call(function, arguments) = &expr.kind else { return None };
        let [argument] = arguments.as_slice() else { return None };
        if self.builtin_name(function) != Some("type") || !matches!(argument.kind, ArgumentKind::Positional) {
            return None;
        }
        let callable =
            |kind: &Kind| matches!(kind, Kind::Function(item) if self.lower.inferred.callable(*item).is_some());
        if self.known(&argument.value).as_ref().is_some_and(callable) {
            return Some(Value::new("Str::from(\"<class 'function'>\")", Type::Str));
        }
        if !self.has_known_class(&self.type_of(&argument.value)) {
            return None;
        }
        let value = self.expr(&argument.value);
        let is_shown = self.has_known_class(&value.of_type);
        is_shown.then(|| Value::new(format!("class_object::shown_type({})", value.reference()), Type::Str))
    }

    fn has_known_class(&self, of_type: &Type) -> bool {
        match of_type {
            Type::None | Type::Bool | Type::Int | Type::BigInt | Type::Float | Type::Number => true,
            Type::Str | Type::Bytes | Type::Range => true,
            Type::List(_) | Type::Dict(..) | Type::Set(_) | Type::FrozenSet(_) => true,
            Type::Tuple(_) | Type::Sequence(_) => true,
            Type::Coroutine(_) | Type::Coro(_) | Type::Generator(..) | Type::AsyncGenerator(..) => true,
            Type::Optional(inner) => self.has_known_class(inner),
            Type::Union(_) => self
                .lower
                .parts(of_type)
                .iter()
                .all(|part| !matches!(part.of_type, Type::Union(_)) && self.has_known_class(&part.of_type)),
            // Of which nothing ever comes, its Rust type is not known.
            Type::Library(name, parts) => KNOWN.contains(&&**name) && !parts.contains(&Type::Never),
            _ => false,
        }
    }
}
