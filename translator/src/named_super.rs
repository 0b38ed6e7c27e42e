//! Writes `super(C, self)` as `super()`, where that is the same.
//!
//! # How it works
//!
//! It is in a method of `C` whose first parameter is `self`, where nothing else has either name.

use crate::registrars::assigned;
use crate::specialise::bindings;
use crate::tree::{ArgumentKind, Class, Expr, ExprKind, Name, Stmt, StmtKind};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Rewrites the calls of a module.
pub(crate) fn rewrite(block: &mut [Stmt]) {
    let mut bound: BTreeMap<Name, usize> = BTreeMap::new();
    bindings(block, &mut |name| *bound.entry(name.clone()).or_default() += 1);
    let mut others = BTreeSet::new();
    assigned(block, &mut others);
    bound.retain(|name, _| !others.contains(name));
    if !bound.contains_key("super") && !others.contains("super") && names_super(block) {
        classes(block, &bound);
    }
}

fn names_super(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| {
        let mut found = false;
        walk::expressions(stmt, &mut |expr| found |= is_super(expr));
        found || walk::blocks(stmt).into_iter().any(names_super)
    })
}

fn is_super(expr: &Expr) -> bool {
    let mut found = matches!(&expr.kind, ExprKind::Call(function, arguments)
        if arguments.len() == 2 && matches!(&function.kind, ExprKind::Name(name) if &**name == "super"));
    walk::children(expr, &mut |child| found |= is_super(child));
    found
}

fn classes(block: &mut [Stmt], bound: &BTreeMap<Name, usize>) {
    for stmt in block {
        if let StmtKind::Class(class) = &mut stmt.kind
            && bound.get(&class.name) == Some(&1)
        {
            Rc::get_mut(class).into_iter().for_each(methods);
        }
        walk_mut::blocks(stmt).into_iter().for_each(|block| classes(block, bound));
    }
}

fn methods(class: &mut Class) {
    for stmt in &mut class.body {
        let StmtKind::Function(function) = &mut stmt.kind else { continue };
        let Some(function) = Rc::get_mut(function) else { continue };
        let Some(first) = function.parameters.positional.first().map(|first| first.name.clone()) else { continue };
        let mut is_bound_inside = false;
        bindings(&function.body, &mut |name| is_bound_inside |= *name == first);
        if !is_bound_inside {
            walk_mut::expressions(&mut function.body, &mut |expr| without_arguments(expr, &class.name, &first));
        }
    }
}

fn without_arguments(expr: &mut Expr, class: &Name, object: &Name) {
    let ExprKind::Call(function, arguments) = &mut expr.kind else { return };
    let is_name = |expr: &Expr, wanted: &str| matches!(&expr.kind, ExprKind::Name(name) if **name == *wanted);
    let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
    if let ([of, first], true) = (arguments.as_slice(), is_plain)
        && is_name(function, "super")
        && is_name(&of.value, class)
        && is_name(&first.value, object)
    {
        arguments.clear();
    }
}
