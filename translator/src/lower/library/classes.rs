//! Questions about the classes of values: `type(x) is C`, `issubclass`, `hasattr`.

use super::super::body::Body;
use super::super::text::{Binding, Value, literal};
use super::super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{CompareOp, Expr, ExprKind};

impl<'a> Body<'_, 'a> {
    /// `type(x) is C` and `type(x) == C`; nothing where something else is compared.
    pub(in super::super) fn compare_classes(
        &mut self,
        left: &'a Expr,
        op: CompareOp,
        right: &'a Expr,
    ) -> Option<Value> {
        let negates = match op {
            CompareOp::Is | CompareOp::Equal => false,
            CompareOp::IsNot | CompareOp::NotEqual => true,
            _ => return None,
        };
        if let (Some(one), Some(other)) = (self.asked_for_type(left), self.asked_for_type(right)) {
            return self.same_types(one, other, negates);
        }
        let (of, class) = match (self.asked_for_type(left), self.asked_for_type(right)) {
            (Some(of), None) => (of, right),
            (None, Some(of)) => (of, left),
            _ => return None,
        };
        let name = self.class_name_of(class)?;
        let value = self.expr(of);
        if matches!(value.of_type, Type::Known | Type::Never | Type::Function(..) | Type::ExceptionClass | Type::Class)
        {
            return None;
        }
        let operator = if negates { "!=" } else { "==" };
        let text = format!("{}.type_name() {operator} {}", value.receiver(), literal(&name));
        Some(Value::bound(text, Binding::Comparison, Type::Bool))
    }

    /// `type(x) is type(y)`
    fn same_types(&mut self, one: &'a Expr, other: &'a Expr, negates: bool) -> Option<Value> {
        let inferred = self.lower.inferred;
        let names: Vec<String> = inferred.classes().map(|(item, _)| inferred.item_name(item)).collect();
        let is_distinct = names.iter().enumerate().all(|(place, name)| !names[..place].contains(name));
        let (left, right) = (self.expr(one), self.expr(other));
        let has_no_type = |value: &Value| {
            matches!(value.of_type, Type::Known | Type::Never | Type::Function(..) | Type::ExceptionClass | Type::Class)
        };
        if !is_distinct || has_no_type(&left) || has_no_type(&right) {
            return None;
        }
        let operator = if negates { "!=" } else { "==" };
        let text = format!("{}.type_name() {operator} {}.type_name()", left.receiver(), right.receiver());
        Some(Value::bound(text, Binding::Comparison, Type::Bool))
    }

    /// The argument of a call of `type`.
    pub(in super::super) fn asked_for_type(&self, expr: &'a Expr) -> Option<&'a Expr> {
        match &expr.kind {
            ExprKind::Call(function, arguments) if self.builtin_name(function) == Some("type") => {
                match arguments.as_slice() {
                    [of] => Some(&of.value),
                    _ => None,
                }
            }
            ExprKind::Attribute(of, name) if &**name == "__class__" => Some(of),
            _ => None,
        }
    }

    /// The name of a class that is written out.
    fn class_name_of(&self, class: &'a Expr) -> Option<String> {
        if !matches!(class.kind, ExprKind::Name(_) | ExprKind::Attribute(..)) {
            return None;
        }
        match self.known(class) {
            Some(Kind::Class(item)) if self.is_written_out(class, item) => Some(self.lower.inferred.item_name(item)),
            _ => self.builtin_name(class).map(ToOwned::to_owned),
        }
    }

    /// Says whether an expression is the name of a class, and not of something that holds one: that may hold a class derived from it.
    pub(in super::super) fn is_written_out(&self, class: &Expr, item: Item) -> bool {
        match &class.kind {
            ExprKind::Name(name) | ExprKind::Attribute(_, name) => **name == self.lower.inferred.item_name(item),
            _ => false,
        }
    }

    /// `issubclass(C, D)` of classes that are written out.
    pub(in super::super) fn issubclass(&mut self, class: &'a Expr, of: &'a Expr) -> Option<Value> {
        if let ExprKind::Tuple(members) = &of.kind {
            let tests: Option<Vec<String>> =
                members.iter().map(|member| self.issubclass(class, member).map(|test| test.text)).collect();
            let holds = tests?.iter().any(|test| test == "true");
            return Some(Value::new(holds.to_string(), Type::Bool));
        }
        let (Some(Kind::Class(one)), Some(Kind::Class(other))) = (self.known(class), self.known(of)) else {
            return None;
        };
        if !self.is_written_out(class, one) || !self.is_written_out(of, other) {
            return None;
        }
        let inferred = self.lower.inferred;
        let holds = match (inferred.library_class(one), inferred.library_class(other)) {
            (Some(one), Some(other)) => inferred.is_library_subclass(one, other),
            (Some(_), None) => false,
            (None, of) => {
                let class = inferred.class(one)?;
                let is_of_library = |wanted| class.library.iter().any(|key| inferred.is_library_subclass(key, wanted));
                class.order.contains(&other) || of.is_some_and(|wanted| &**wanted == "object" || is_of_library(wanted))
            }
        };
        Some(Value::new(holds.to_string(), Type::Bool))
    }
}
