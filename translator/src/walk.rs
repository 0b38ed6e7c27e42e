//! Goes through a tree.
//!
//! # How it works
//!
//! [`children`] and [`expressions`] name what stands directly in an expression or a statement, in the order of evaluation; whoever looks for
//! something deeper calls them again.

use crate::tree::{
    Argument, ArgumentKind, Comprehends, Expr, ExprKind, Parameters, Pattern, PatternKind, Piece, Stmt, StmtKind,
};

/// Calls `f` with each expression that stands directly in this one. A lambda's body is one, too.
pub(crate) fn children<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
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
        | ExprKind::Or(members) => members.iter().for_each(f),
        ExprKind::Dict(items) => items.iter().flat_map(|item| item.key.iter().chain([&item.value])).for_each(f),
        ExprKind::Starred(inner)
        | ExprKind::Unary(_, inner)
        | ExprKind::Attribute(inner, _)
        | ExprKind::Await(inner)
        | ExprKind::YieldFrom(inner)
        | ExprKind::Named(_, inner) => f(inner),
        ExprKind::Yield(inner) => inner.iter().for_each(|inner| f(inner)),
        ExprKind::Binary(left, _, right) | ExprKind::Subscript(left, right) => {
            [left, right].into_iter().for_each(|side| f(side))
        }
        ExprKind::Compare(left, rights) => {
            f(left);
            rights.iter().for_each(|(_, right)| f(right));
        }
        ExprKind::Call(function, arguments) => {
            f(function);
            arguments.iter().for_each(|argument| f(&argument.value));
        }
        ExprKind::Slice(start, stop, step) => [start, stop, step].into_iter().flatten().for_each(|part| f(part)),
        ExprKind::IfElse { test, body, orelse } => [test, body, orelse].into_iter().for_each(|part| f(part)),
        ExprKind::Lambda(parameters, body) => {
            of_parameters(parameters, f);
            f(body);
        }
        ExprKind::Comprehension(made, clauses) => {
            for clause in clauses {
                f(&clause.iter);
                f(&clause.target);
                clause.conditions.iter().for_each(&mut *f);
            }
            match made {
                Comprehends::List(one) | Comprehends::Set(one) | Comprehends::Generator(one) => f(one),
                Comprehends::Dict(key, value) => [key, value].into_iter().for_each(|part| f(part)),
            }
        }
    }
}

fn of_pieces<'a>(pieces: &'a [Piece], f: &mut dyn FnMut(&'a Expr)) {
    for piece in pieces {
        if let Piece::Value { value, spec, .. } = piece {
            f(value);
            of_pieces(spec, f);
        }
    }
}

fn of_parameters<'a>(parameters: &'a Parameters, f: &mut dyn FnMut(&'a Expr)) {
    let Parameters { positional, star, named_only, double_star, .. } = parameters;
    for parameter in positional.iter().chain(star).chain(named_only).chain(double_star) {
        parameter.default.iter().chain(&parameter.annotation).for_each(&mut *f);
    }
}

fn of_pattern<'a>(pattern: &'a Pattern, f: &mut dyn FnMut(&'a Expr)) {
    match &pattern.kind {
        PatternKind::Value(value) => f(value),
        PatternKind::Star(_) => {}
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::Mapping { keys, patterns, .. } => {
            keys.iter().for_each(&mut *f);
            patterns.iter().for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::Class { class, patterns, named } => {
            f(class);
            let patterns = patterns.iter().chain(named.iter().map(|(_, pattern)| pattern));
            patterns.for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::As(pattern, _) => pattern.iter().for_each(|pattern| of_pattern(pattern, f)),
    }
}

/// Calls `f` with each expression that stands directly in a statement, not in the blocks of it.
pub(crate) fn expressions<'a>(stmt: &'a Stmt, f: &mut dyn FnMut(&'a Expr)) {
    match &stmt.kind {
        StmtKind::Expr(one)
        | StmtKind::TypeAlias { value: one, .. }
        | StmtKind::If { test: one, .. }
        | StmtKind::While { test: one, .. } => f(one),
        StmtKind::Assign { targets, value } => {
            f(value);
            targets.iter().for_each(f);
        }
        StmtKind::Augment { target, value, .. } => [target, value].into_iter().for_each(f),
        StmtKind::Annotate { target, annotation, value } => {
            value.iter().chain([target, annotation]).for_each(f);
        }
        StmtKind::Return(value) => value.iter().for_each(f),
        StmtKind::Raise { exc, cause } => exc.iter().chain(cause).for_each(f),
        StmtKind::Assert { test, message } => [test].into_iter().chain(message).for_each(f),
        StmtKind::Delete(targets) => targets.iter().for_each(f),
        StmtKind::For { target, iter, .. } => [iter, target].into_iter().for_each(f),
        StmtKind::With { items, .. } => {
            items.iter().flat_map(|item| [&item.context].into_iter().chain(&item.target)).for_each(f);
        }
        StmtKind::Try(stmt) => stmt.handlers.iter().flat_map(|handler| &handler.class).for_each(f),
        StmtKind::Match { subject, cases } => {
            f(subject);
            for case in cases {
                of_pattern(&case.pattern, f);
                case.guard.iter().for_each(&mut *f);
            }
        }
        StmtKind::Function(function) => {
            function.decorators.iter().for_each(&mut *f);
            of_parameters(&function.parameters, f);
            function.returns.iter().for_each(f);
        }
        StmtKind::Class(class) => {
            class.decorators.iter().chain(class.bases.iter().map(|base| &base.value)).for_each(f);
        }
        StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Import(_)
        | StmtKind::ImportFrom { .. } => {}
    }
}

/// The blocks of a statement, those of functions and classes included.
pub(crate) fn blocks(stmt: &Stmt) -> Vec<&[Stmt]> {
    match &stmt.kind {
        StmtKind::If { body, orelse, .. }
        | StmtKind::While { body, orelse, .. }
        | StmtKind::For { body, orelse, .. } => vec![body, orelse],
        StmtKind::With { body, .. } => vec![body],
        StmtKind::Try(stmt) => {
            let handlers = stmt.handlers.iter().map(|handler| handler.body.as_slice());
            [stmt.body.as_slice()].into_iter().chain(handlers).chain([&*stmt.orelse, &*stmt.last]).collect()
        }
        StmtKind::Match { cases, .. } => cases.iter().map(|case| case.body.as_slice()).collect(),
        StmtKind::Function(function) => vec![&function.body],
        StmtKind::Class(class) => vec![&class.body],
        _ => Vec::new(),
    }
}

/// Calls `f` with each `name.attribute` at any depth.
pub(crate) fn attributes(block: &[Stmt], f: &mut dyn FnMut(&str, &str)) {
    for stmt in block {
        expressions(stmt, &mut |expr| attributes_of(expr, f));
        blocks(stmt).into_iter().for_each(|block| attributes(block, f));
    }
}

fn attributes_of(expr: &Expr, f: &mut dyn FnMut(&str, &str)) {
    if let ExprKind::Attribute(of, name) = &expr.kind
        && let ExprKind::Name(of) = &of.kind
    {
        f(of, name);
    }
    children(expr, &mut |child| attributes_of(child, f));
}

/// Says whether a function with this body is a generator.
pub(crate) fn yields(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| {
        let mut found = false;
        expressions(stmt, &mut |expr| found |= yields_in(expr));
        let inside = || blocks(stmt).into_iter().any(yields);
        found || !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) && inside()
    })
}

fn yields_in(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Yield(_) | ExprKind::YieldFrom(_) => true,
        ExprKind::Lambda(..) => false,
        _ => {
            let mut found = false;
            children(expr, &mut |child| found |= yields_in(child));
            found
        }
    }
}

/// The most that are gathered apart.
const GATHERED_APART: usize = 8;

/// `a, b = await asyncio.gather(one, other)`: the targets and what is gathered, whose results never meet in a list.
pub(crate) fn gathered_apart<'a>(target: &'a Expr, value: &'a Expr) -> Option<(&'a [Expr], &'a Expr, &'a [Argument])> {
    let ExprKind::Await(call) = &value.kind else { return None };
    let ExprKind::Call(function, arguments) = &call.kind else { return None };
    let ExprKind::Attribute(module, name) = &function.kind else { return None };
    let ExprKind::Tuple(targets) = &target.kind else { return None };
    let is_gather = &**name == "gather" && matches!(&module.kind, ExprKind::Name(name) if &**name == "asyncio");
    let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
    let has_star = targets.iter().any(|target| matches!(target.kind, ExprKind::Starred(_)));
    let is_apart = is_gather && is_plain && !has_star && targets.len() == arguments.len();
    (is_apart && (2..=GATHERED_APART).contains(&targets.len())).then_some((targets, function, arguments))
}
