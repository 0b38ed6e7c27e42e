//! The functions of `operator` as the operators that they are.
//!
//! # How it works
//!
//! ```text
//!  operator.add(a, b)            ─►  a + b
//!  OPS = {"+": operator.add}     ─►  OPS = {"+": lambda one, other: one + other}
//! ```
//!
//! So that they have types where they are values: those of what each of them is called with.
//!
//! - **I1** A name that is bound to something else anywhere in the program is left alone, and so is all where names of functions are asked for.

use crate::specialise::bindings;
use crate::tree::{
    Alias, Argument, ArgumentKind, BinaryOp, Clause, CompareOp, Expr, ExprId, ExprKind, Module, Name, Parameter,
    Parameters, Span, Stmt, StmtKind, UnaryOp,
};
use crate::{walk, walk_mut};
use std::collections::BTreeMap;

/// What a function of `operator` does.
#[derive(Clone, Copy)]
enum Does {
    Binary(BinaryOp),
    Compare(CompareOp),
    Unary(UnaryOp),
    /// `contains(of, value)`: the other way round.
    Contains,
    /// `getitem(of, index)`
    Item,
}

impl Does {
    fn of(name: &str) -> Option<Does> {
        Some(match name {
            "add" | "concat" => Does::Binary(BinaryOp::Add),
            "sub" => Does::Binary(BinaryOp::Sub),
            "mul" => Does::Binary(BinaryOp::Mul),
            "truediv" => Does::Binary(BinaryOp::Div),
            "floordiv" => Does::Binary(BinaryOp::FloorDiv),
            "mod" => Does::Binary(BinaryOp::Mod),
            "pow" => Does::Binary(BinaryOp::Pow),
            "matmul" => Does::Binary(BinaryOp::MatMul),
            "and_" => Does::Binary(BinaryOp::BitAnd),
            "or_" => Does::Binary(BinaryOp::BitOr),
            "xor" => Does::Binary(BinaryOp::BitXor),
            "lshift" => Does::Binary(BinaryOp::LeftShift),
            "rshift" => Does::Binary(BinaryOp::RightShift),
            "eq" => Does::Compare(CompareOp::Equal),
            "ne" => Does::Compare(CompareOp::NotEqual),
            "lt" => Does::Compare(CompareOp::Less),
            "le" => Does::Compare(CompareOp::LessEqual),
            "gt" => Does::Compare(CompareOp::Greater),
            "ge" => Does::Compare(CompareOp::GreaterEqual),
            "is_" => Does::Compare(CompareOp::Is),
            "is_not" => Does::Compare(CompareOp::IsNot),
            "not_" => Does::Unary(UnaryOp::Not),
            "neg" => Does::Unary(UnaryOp::Minus),
            "pos" => Does::Unary(UnaryOp::Plus),
            "invert" | "inv" => Does::Unary(UnaryOp::Invert),
            "contains" => Does::Contains,
            "getitem" => Does::Item,
            _ => return None,
        })
    }

    fn arguments(self) -> usize {
        if matches!(self, Does::Unary(_)) { 1 } else { 2 }
    }

    /// The expression of what it does; nothing where it gets another number of operands.
    fn applied(self, operands: Vec<Expr>) -> Option<ExprKind> {
        let mut operands = operands.into_iter();
        let one = Box::new(operands.next()?);
        if let Does::Unary(op) = self {
            return Some(ExprKind::Unary(op, one));
        }
        let other = operands.next()?;
        Some(match self {
            Does::Binary(op) => ExprKind::Binary(one, op, Box::new(other)),
            Does::Compare(op) => ExprKind::Compare(one, vec![(op, other)]),
            Does::Contains => ExprKind::Compare(Box::new(other), vec![(CompareOp::In, *one)]),
            _ => ExprKind::Subscript(one, Box::new(other)),
        })
    }
}

/// How the program calls the module and its functions.
struct Names {
    module: Option<Name>,
    functions: BTreeMap<Name, Does>,
}

/// Writes the functions of `operator` in a module as operators.
pub(crate) fn write_out(module: &mut Module) {
    let Some(names) = names_of(&module.body) else { return };
    let mut writer = Writer { names, fresh: module.expressions, as_values: !asks_for_names(&module.body) };
    walk_mut::expressions(&mut module.body, &mut |expr| writer.change(expr));
    module.expressions = writer.fresh;
}

fn names_of(block: &[Stmt]) -> Option<Names> {
    let mut names = Names { module: None, functions: BTreeMap::new() };
    for stmt in block {
        match &stmt.kind {
            StmtKind::Import(aliases) => {
                let found = aliases.iter().find(|alias| &*alias.name == "operator");
                names.module = found.map(bound_to).or(names.module);
            }
            StmtKind::ImportFrom { module: Some(module), level: 0, names: aliases } if &**module == "operator" => {
                let found = aliases.iter().filter_map(|alias| Some((bound_to(alias), Does::of(&alias.name)?)));
                names.functions.extend(found);
            }
            _ => {}
        }
    }
    let mut bound: BTreeMap<Name, usize> = BTreeMap::new();
    bindings(block, &mut |name| *bound.entry(name.clone()).or_default() += 1);
    assigned(block, &mut |name| *bound.entry(name.clone()).or_default() += 1);
    let is_only = |name: &Name| bound.get(name) == Some(&1);
    names.module = names.module.filter(is_only);
    names.functions.retain(|name, _| is_only(name));
    (names.module.is_some() || !names.functions.is_empty()).then_some(names)
}

fn bound_to(alias: &Alias) -> Name {
    alias.other.as_ref().unwrap_or(&alias.name).clone()
}

/// The names that are assigned to in a block, and those that lambdas and comprehensions bind.
pub(crate) fn assigned(block: &[Stmt], f: &mut dyn FnMut(&Name)) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().for_each(|target| of_target(target, f)),
            StmtKind::Augment { target, .. } | StmtKind::Annotate { target, .. } | StmtKind::For { target, .. } => {
                of_target(target, f);
            }
            StmtKind::With { items, .. } => {
                items.iter().filter_map(|item| item.target.as_ref()).for_each(|target| of_target(target, f));
            }
            _ => {}
        }
        walk::expressions(stmt, &mut |expr| inside(expr, f));
        walk::blocks(stmt).into_iter().for_each(|block| assigned(block, f));
    }
}

fn of_target(target: &Expr, f: &mut dyn FnMut(&Name)) {
    match &target.kind {
        ExprKind::Name(name) => f(name),
        ExprKind::Tuple(members) | ExprKind::List(members) => members.iter().for_each(|member| of_target(member, f)),
        ExprKind::Starred(inner) => of_target(inner, f),
        _ => {}
    }
}

fn inside(expr: &Expr, f: &mut dyn FnMut(&Name)) {
    match &expr.kind {
        ExprKind::Named(name, _) => f(name),
        ExprKind::Lambda(parameters, _) => {
            let Parameters { positional, star, named_only, double_star, .. } = &**parameters;
            let all = positional.iter().chain(star).chain(named_only).chain(double_star);
            all.for_each(|parameter| f(&parameter.name));
        }
        ExprKind::Comprehension(_, clauses) => {
            clauses.iter().for_each(|Clause { target, .. }| of_target(target, f));
        }
        _ => {}
    }
    walk::children(expr, &mut |child| inside(child, f));
}

/// Says whether the program asks what functions are called: a lambda is not called as the function is.
fn asks_for_names(block: &[Stmt]) -> bool {
    let mut found = false;
    for stmt in block {
        walk::expressions(stmt, &mut |expr| found |= has_name(expr));
        found |= walk::blocks(stmt).into_iter().any(asks_for_names);
    }
    found
}

fn has_name(expr: &Expr) -> bool {
    let mut found =
        matches!(&expr.kind, ExprKind::Attribute(_, name) if matches!(&**name, "__name__" | "__qualname__"));
    walk::children(expr, &mut |child| found |= has_name(child));
    found
}

struct Writer {
    names: Names,
    /// The number of the next expression.
    fresh: u32,
    /// Functions that are values are written, too.
    as_values: bool,
}

impl Writer {
    fn change(&mut self, expr: &mut Expr) {
        if let ExprKind::Call(function, arguments) = &mut expr.kind {
            let Some(does) = self.does(function) else { return };
            let is_plain = |argument: &Argument| matches!(argument.kind, ArgumentKind::Positional);
            // The value is evaluated after what it is looked for in.
            let is_as_written = !matches!(does, Does::Contains) || arguments.iter().all(|it| it.value.is_constant());
            if is_as_written && arguments.len() == does.arguments() && arguments.iter().all(is_plain) {
                let operands = std::mem::take(arguments).into_iter().map(|argument| argument.value).collect();
                if let Some(kind) = does.applied(operands) {
                    expr.kind = kind;
                }
            }
            return;
        }
        if let Some(does) = self.does(expr).filter(|_| self.as_values) {
            expr.kind = self.lambda(does, expr.span);
        }
    }

    fn does(&self, function: &Expr) -> Option<Does> {
        match &function.kind {
            ExprKind::Name(name) => self.names.functions.get(name).copied(),
            ExprKind::Attribute(of, name) => match &of.kind {
                ExprKind::Name(module) if Some(module) == self.names.module.as_ref() => Does::of(name),
                _ => None,
            },
            _ => None,
        }
    }

    fn lambda(&mut self, does: Does, span: Span) -> ExprKind {
        let names: Vec<Name> = ["one", "other"].into_iter().take(does.arguments()).map(Name::from).collect();
        let parameter = |name: &Name| Parameter { span, name: name.clone(), annotation: None, default: None };
        let parameters = Parameters {
            positional: names.iter().map(parameter).collect(),
            positional_only: names.len(),
            star: None,
            named_only: Vec::new(),
            double_star: None,
        };
        let operands = names.into_iter().map(|name| self.expr(ExprKind::Name(name), span)).collect();
        let body = does.applied(operands).unwrap_or(ExprKind::None);
        let body = Box::new(self.expr(body, span));
        ExprKind::Lambda(Box::new(parameters), body)
    }

    fn expr(&mut self, kind: ExprKind, span: Span) -> Expr {
        let id = ExprId(self.fresh);
        self.fresh += 1;
        Expr { id, span, kind }
    }
}
