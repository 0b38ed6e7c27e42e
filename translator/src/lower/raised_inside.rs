//! Exceptions that are raised and caught while another one is handled further out.
//!
//! # How it works
//!
//! What raises in a handler gets the handled exception as its `__context__` where it leaves the handler. What a function that the handler calls
//! raises and catches itself never comes there. So in a program that asks for `__context__`, a handler with a name is refused in a function that
//! a handler or a clean-up may call, found by the names of what is called.

use super::Lower;
use super::body::Body;
use crate::tree::{Expr, ExprKind, Name, Stmt, StmtKind, Try};
use crate::walk;
use std::collections::{BTreeMap, BTreeSet};

impl Lower<'_> {
    /// The names of functions that handlers and clean-ups may call, directly or not.
    fn called_by_handlers(&self) -> BTreeSet<Name> {
        let mut bodies: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
        let mut called = BTreeSet::new();
        collect(self.module, &mut bodies, &mut called);
        let mut left: Vec<Name> = called.iter().cloned().collect();
        while let Some(name) = left.pop() {
            for other in bodies.get(&name).into_iter().flatten() {
                if called.insert(other.clone()) {
                    left.push(other.clone());
                }
            }
        }
        called
    }
}

impl Body<'_, '_> {
    /// Refuses handlers whose exceptions would lack the `__context__` that a handler further out gives them.
    pub(super) fn check_context(&self, stmt: &Try) {
        let Some(handler) = stmt.handlers.iter().find(|handler| handler.name.is_some()) else { return };
        let function = self.lower.functions.get(&self.scope);
        let Some(name) = function.map(|function| &function.name) else { return };
        if self.lower.source.contains("__context__") && self.lower.called_by_handlers().contains(name) {
            self.lower.refuse_with_help(
                handler.span,
                "the `__context__` of what is caught in a function that a handler calls is not translated",
                "catch it in the handler itself",
            );
        }
    }
}

/// Notes which names the functions of a block mention, and which its handlers and clean-ups do.
fn collect(block: &[Stmt], bodies: &mut BTreeMap<Name, BTreeSet<Name>>, called: &mut BTreeSet<Name>) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Function(function) => {
                mentions(&function.body, bodies.entry(function.name.clone()).or_default());
                if matches!(&*function.name, "__exit__" | "__aexit__") {
                    mentions(&function.body, called);
                }
            }
            StmtKind::Class(class) => {
                let made = bodies.entry(class.name.clone()).or_default();
                made.extend(["__init__".into(), "__post_init__".into()]);
            }
            StmtKind::Try(stmt) => {
                stmt.handlers.iter().for_each(|handler| mentions(&handler.body, called));
                mentions(&stmt.last, called);
            }
            _ => {}
        }
        walk::blocks(stmt).into_iter().for_each(|block| collect(block, bodies, called));
    }
}

fn mentions(block: &[Stmt], found: &mut BTreeSet<Name>) {
    for stmt in block {
        walk::expressions(stmt, &mut |expr| mentions_in(expr, found));
        walk::blocks(stmt).into_iter().for_each(|block| mentions(block, found));
    }
}

fn mentions_in(expr: &Expr, found: &mut BTreeSet<Name>) {
    if let ExprKind::Name(name) | ExprKind::Attribute(_, name) = &expr.kind {
        found.insert(name.clone());
    }
    walk::children(expr, &mut |child| mentions_in(child, found));
}
