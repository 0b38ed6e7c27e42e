//! Goes through a tree to change it: [`expressions`] comes to every expression of a block at any depth, those of functions included.
//!
//! Functions and classes are shared; where somebody else has one, it is left as it is.

use crate::tree::{
    Argument, Clause, Comprehends, Expr, ExprKind, Parameters, Pattern, PatternKind, Piece, Stmt, StmtKind,
};
use std::rc::Rc;

type Change<'f> = &'f mut dyn FnMut(&mut Expr);

/// Calls `f` with every expression of a block, the outer before the inner.
pub(crate) fn expressions(block: &mut [Stmt], f: Change<'_>) {
    block.iter_mut().for_each(|stmt| of_stmt(stmt, f));
}

/// The blocks of a statement, those of functions and classes included.
pub(crate) fn blocks(stmt: &mut Stmt) -> Vec<&mut Vec<Stmt>> {
    match &mut stmt.kind {
        StmtKind::If { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::For { body, orelse, .. } => vec![body, orelse],
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Try(stmt) => {
            let handlers = stmt.handlers.iter_mut().map(|handler| &mut handler.body);
            [&mut stmt.body].into_iter().chain(handlers).chain([&mut stmt.orelse, &mut stmt.last]).collect()
        }
        StmtKind::Match { cases, .. } => cases.iter_mut().map(|case| &mut case.body).collect(),
        StmtKind::Function(function) => Rc::get_mut(function).map(|function| &mut function.body).into_iter().collect(),
        StmtKind::Class(class) => Rc::get_mut(class).map(|class| &mut class.body).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn of_stmt(stmt: &mut Stmt, f: Change<'_>) {
    match &mut stmt.kind {
        StmtKind::Expr(one) | StmtKind::TypeAlias { value: one, .. } => of_expr(one, f),
        StmtKind::If { test, .. } | StmtKind::While { test, .. } => of_expr(test, f),
        StmtKind::Assign { targets, value } => of_all([value].into_iter().chain(targets), f),
        StmtKind::Augment { target, value, .. } => of_all([target, value], f),
        StmtKind::Annotate { target, annotation, value } => of_all(value.iter_mut().chain([target, annotation]), f),
        StmtKind::Return(value) => of_all(value, f),
        StmtKind::Raise { exc, cause } => of_all(exc.iter_mut().chain(cause), f),
        StmtKind::Assert { test, message } => of_all([test].into_iter().chain(message), f),
        StmtKind::Delete(targets) => of_all(targets, f),
        StmtKind::For { target, iter, .. } => of_all([iter, target], f),
        StmtKind::With { items, .. } => {
            of_all(items.iter_mut().flat_map(|item| [&mut item.context].into_iter().chain(&mut item.target)), f);
        }
        StmtKind::Try(stmt) => of_all(stmt.handlers.iter_mut().filter_map(|handler| handler.class.as_mut()), f),
        StmtKind::Match { subject, cases } => {
            of_expr(subject, f);
            for case in cases {
                of_pattern(&mut case.pattern, f);
                of_all(&mut case.guard, f);
            }
        }
        StmtKind::Function(function) => {
            if let Some(function) = Rc::get_mut(function) {
                of_all(&mut function.decorators, f);
                of_parameters(&mut function.parameters, f);
                of_all(&mut function.returns, f);
            }
        }
        StmtKind::Class(class) => {
            if let Some(class) = Rc::get_mut(class) {
                of_all(&mut class.decorators, f);
                of_arguments(&mut class.bases, f);
            }
        }
        StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Import(_)
        | StmtKind::ImportFrom { .. } => {}
    }
    blocks(stmt).into_iter().for_each(|block| expressions(block, f));
}

fn of_all<'a>(exprs: impl IntoIterator<Item = &'a mut Expr>, f: Change<'_>) {
    exprs.into_iter().for_each(|expr| of_expr(expr, f));
}

fn of_arguments(arguments: &mut [Argument], f: Change<'_>) {
    of_all(arguments.iter_mut().map(|argument| &mut argument.value), f);
}

fn of_parameters(parameters: &mut Parameters, f: Change<'_>) {
    let Parameters { positional, star, named_only, double_star, .. } = parameters;
    for parameter in positional.iter_mut().chain(star).chain(named_only).chain(double_star) {
        of_all(parameter.default.iter_mut().chain(&mut parameter.annotation), f);
    }
}

fn of_pattern(pattern: &mut Pattern, f: Change<'_>) {
    match &mut pattern.kind {
        PatternKind::Value(value) => of_expr(value, f),
        PatternKind::Star(_) => {}
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter_mut().for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::Mapping { keys, patterns, .. } => {
            of_all(keys, f);
            patterns.iter_mut().for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::Class { class, patterns, named } => {
            of_expr(class, f);
            let patterns = patterns.iter_mut().chain(named.iter_mut().map(|(_, pattern)| pattern));
            patterns.for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::As(pattern, _) => pattern.iter_mut().for_each(|pattern| of_pattern(pattern, f)),
    }
}

fn of_pieces(pieces: &mut [Piece], f: Change<'_>) {
    for piece in pieces {
        if let Piece::Value { value, spec, .. } = piece {
            of_expr(value, f);
            of_pieces(spec, f);
        }
    }
}

fn of_expr(expr: &mut Expr, f: Change<'_>) {
    f(expr);
    match &mut expr.kind {
        ExprKind::None
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Bytes(_)
        | ExprKind::Ellipsis
        | ExprKind::Name(_) => {}
        ExprKind::FString(pieces) => of_pieces(pieces, f),
        ExprKind::Tuple(members)
        | ExprKind::List(members)
        | ExprKind::Set(members)
        | ExprKind::And(members)
        | ExprKind::Or(members) => of_all(members, f),
        ExprKind::Dict(items) => {
            of_all(items.iter_mut().flat_map(|item| item.key.iter_mut().chain([&mut item.value])), f);
        }
        ExprKind::Starred(inner)
        | ExprKind::Unary(_, inner)
        | ExprKind::Attribute(inner, _)
        | ExprKind::Await(inner)
        | ExprKind::YieldFrom(inner)
        | ExprKind::Named(_, inner) => of_expr(inner, f),
        ExprKind::Yield(inner) => inner.iter_mut().for_each(|inner| of_expr(inner, f)),
        ExprKind::Binary(left, _, right) | ExprKind::Subscript(left, right) => {
            of_expr(left, f);
            of_expr(right, f);
        }
        ExprKind::Compare(left, rights) => {
            of_expr(left, f);
            of_all(rights.iter_mut().map(|(_, right)| right), f);
        }
        ExprKind::Call(function, arguments) => {
            of_expr(function, f);
            of_arguments(arguments, f);
        }
        ExprKind::Slice(start, stop, step) => {
            [start, stop, step].into_iter().flatten().for_each(|part| of_expr(part, f));
        }
        ExprKind::IfElse { test, body, orelse } => {
            [test, body, orelse].into_iter().for_each(|part| of_expr(part, f));
        }
        ExprKind::Lambda(parameters, body) => {
            of_parameters(parameters, f);
            of_expr(body, f);
        }
        ExprKind::Comprehension(made, clauses) => {
            for Clause { target, iter, conditions, .. } in clauses {
                of_all([iter, target].into_iter().chain(conditions), f);
            }
            match made {
                Comprehends::List(one) | Comprehends::Set(one) | Comprehends::Generator(one) => of_expr(one, f),
                Comprehends::Dict(key, value) => [key, value].into_iter().for_each(|part| of_expr(part, f)),
            }
        }
    }
}
