//! Attributes of functions: `wrapper.calls += 1`.
//!
//! # How it works
//!
//! A function that is made where its definition runs carries its attributes with it. One that needs no value, for there is only one of it, has
//! them under its number.

use super::body::Body;
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Name, Span};

impl<'a> Body<'_, 'a> {
    /// An attribute of a function; nothing where it is no function of the program.
    pub(super) fn function_attribute(&mut self, object: &Value, of: &Expr, name: &Name, expr: &Expr) -> Option<Value> {
        let of_type = self.attribute_type(of, name)?;
        let rust = self.lower.rust_type(&of_type);
        let name = literal(name);
        if let Type::Function(..) = object.of_type {
            return Some(self.tried(format!("{}.attribute::<{rust}>({name})", object.receiver()), of_type));
        }
        let item = self.only_function(of)?;
        let _ = expr;
        Some(self.tried(format!("func::attribute::<{rust}>({item}, {name})"), of_type))
    }

    /// Sets an attribute of a function; says whether it is one.
    pub(super) fn set_function_attribute(
        &mut self,
        object: &Value,
        of: &Expr,
        name: &Name,
        value: &Value,
        span: Span,
    ) -> bool {
        if name.starts_with("__") {
            return false;
        }
        let Some(of_type) = self.attribute_type(of, name) else { return false };
        let text = self.keep(value, &of_type, span);
        let rust = self.lower.rust_type(&of_type);
        let name = literal(name);
        if let Type::Function(..) = object.of_type {
            self.line(format!("{}.set_attribute::<{rust}>({name}, {text});", object.receiver()));
            return true;
        }
        let Some(item) = self.only_function(of) else { return false };
        self.line(format!("func::set_attribute::<{rust}>({item}, {name}, {text});"));
        true
    }

    /// The one type that an attribute has in all functions that an expression may give.
    fn attribute_type(&self, of: &Expr, name: &Name) -> Option<Type> {
        let inferred = self.lower.inferred;
        let node = inferred.find(inferred.expression(of.id)?);
        let mut found: Option<Type> = None;
        for kind in inferred.kinds(node) {
            let Kind::Function(item) = kind else { return None };
            inferred.callable(*item)?;
            let node = inferred.fields(*item).find(|(field, _)| *field == name).map(|(_, node)| node)?;
            let of_type = self.lower.types.of(node).ok()?;
            if matches!(of_type, Type::Known | Type::Never) || found.as_ref().is_some_and(|found| *found != of_type) {
                return None;
            }
            found = Some(of_type);
        }
        found
    }

    /// The function that an expression stands for, where its definition runs once.
    fn only_function(&self, of: &Expr) -> Option<Item> {
        let Some(Kind::Function(item)) = self.known(of) else { return None };
        let callable = self.lower.inferred.callable(item)?;
        self.runs_once(callable.scope).then_some(item)
    }

    /// Says whether a function stands in the module, or in one that is only used as a decorator there, once.
    fn runs_once(&self, scope: ScopeId) -> bool {
        let mut outer = scope;
        while !self.lower.top.contains(&outer) {
            match self.lower.scopes.scopes.get(outer.0 as usize).and_then(|scope| scope.parent) {
                Some(parent) if self.lower.functions.contains_key(&parent) => outer = parent,
                _ => return false,
            }
        }
        if outer == scope {
            return true;
        }
        let Some(function) = self.lower.functions.get(&outer) else { return false };
        let decorates = |expr: &Expr| match &expr.kind {
            ExprKind::Name(name) => *name == function.name,
            ExprKind::Call(of, _) => matches!(&of.kind, ExprKind::Name(name) if *name == function.name),
            _ => false,
        };
        let decorated = self.lower.functions.iter().filter(|(scope, _)| self.lower.top.contains(scope));
        let uses = decorated.flat_map(|(_, function)| &function.decorators).filter(|it| decorates(it)).count();
        uses == 1 && self.lower.mentions(&function.name) == 1
    }
}
