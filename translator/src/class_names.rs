//! Gives each name of a class body an assignment of its own.
//!
//! # How it works
//!
//! ```text
//!  class Light:                        class Light:
//!      RED, GREEN = 1, 2        ─►         RED = 1; GREEN = 2
//!      LOW, MID, HIGH = range(3)           LOW = 0; MID = 1; HIGH = 2
//!      first = last = None                 first = None; last = None
//! ```
//!
//! - **I1** Only constants are taken apart: nothing else is evaluated in another order, or twice.

use crate::tree::{Argument, ArgumentKind, Class, Expr, ExprId, ExprKind, Module, Stmt, StmtKind};
use crate::walk_mut;
use std::rc::Rc;

/// Rewrites the classes of a module; new expressions have numbers behind those that there are.
pub(crate) fn separate(module: &mut Module) {
    let mut next = module.expressions;
    block(&mut module.body, &mut next);
    module.expressions = next;
}

fn block(stmts: &mut [Stmt], next: &mut u32) {
    for stmt in stmts {
        if let StmtKind::Class(class) = &mut stmt.kind
            && let Some(class) = Rc::get_mut(class)
        {
            separate_in(class, next);
        }
        walk_mut::blocks(stmt).into_iter().for_each(|inner| block(inner, next));
    }
}

fn separate_in(class: &mut Class, next: &mut u32) {
    let body = std::mem::take(&mut class.body);
    for stmt in body {
        match each_alone(&stmt) {
            Some(pairs) => class.body.extend(pairs.into_iter().map(|(target, mut value)| {
                value.id = ExprId(*next);
                *next += 1;
                Stmt { span: stmt.span, kind: StmtKind::Assign { targets: vec![target], value } }
            })),
            None => class.body.push(stmt),
        }
    }
}

/// The names that a statement assigns, each with its constant; none where it is one name, or no constants (I1).
fn each_alone(stmt: &Stmt) -> Option<Vec<(Expr, Expr)>> {
    let StmtKind::Assign { targets, value } = &stmt.kind else { return None };
    match targets.as_slice() {
        [Expr { kind: ExprKind::Tuple(names) | ExprKind::List(names), .. }] => {
            let values = values_of(value)?;
            let fits = values.len() == names.len() && values.iter().all(Expr::is_constant) && names.iter().all(is_name);
            fits.then(|| names.iter().cloned().zip(values).collect())
        }
        [_, _, ..] if is_simple(value) && targets.iter().all(is_name) => {
            Some(targets.iter().map(|target| (target.clone(), value.clone())).collect())
        }
        _ => None,
    }
}

fn is_name(target: &Expr) -> bool {
    matches!(target.kind, ExprKind::Name(_))
}

/// A constant without parts, which would need numbers of their own.
fn is_simple(value: &Expr) -> bool {
    value.is_constant() && !matches!(value.kind, ExprKind::Tuple(_) | ExprKind::Unary(..))
}

/// The members of a display, or the numbers of `range(n)`.
fn values_of(value: &Expr) -> Option<Vec<Expr>> {
    match &value.kind {
        ExprKind::Tuple(members) | ExprKind::List(members) => Some(members.clone()),
        ExprKind::Call(function, arguments) => {
            let [Argument { kind: ArgumentKind::Positional, value: end, .. }] = arguments.as_slice() else {
                return None;
            };
            let is_range = matches!(&function.kind, ExprKind::Name(name) if &**name == "range");
            let ExprKind::Int(end @ 0..=1000) = end.kind else { return None };
            let number = |number| Expr { id: value.id, span: value.span, kind: ExprKind::Int(number) };
            is_range.then(|| (0..end).map(number).collect())
        }
        _ => None,
    }
}
