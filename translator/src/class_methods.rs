//! Writes a class method that is a value as a function that calls it.
//!
//! # How it works
//!
//! ```text
//!  map(Version.parse, texts)      ─►      map(lambda text: Version.parse(text), texts)
//! ```
//!
//! - **I1** Only what the class, or the first base that has it, defines by `@classmethod`, with parameters that a lambda can pass on.

use crate::tree::{
    Argument, ArgumentKind, Class, Expr, ExprId, ExprKind, Function, Module, Name, Parameter, Parameters, Stmt,
    StmtKind,
};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};

/// Rewrites a module; new expressions have numbers behind those that there are.
pub(crate) fn rewrite(module: &mut Module) {
    let methods = methods_of(&module.body);
    if methods.is_empty() {
        return;
    }
    let mut called = BTreeSet::new();
    module.body.iter().for_each(|stmt| collect_called(stmt, &mut called));
    let mut next = module.expressions;
    walk_mut::expressions(&mut module.body, &mut |expr| {
        if called.contains(&expr.id.0) {
            return;
        }
        let ExprKind::Attribute(of, name) = &expr.kind else { return };
        let ExprKind::Name(class) = &of.kind else { return };
        if let Some(parameters) = methods.get(&(class.clone(), name.clone())) {
            *expr = calls(expr, parameters, &mut next);
            called.extend(called_in(expr));
        }
    });
    module.expressions = next;
}

/// The parameters of class methods, without the class.
type Methods = BTreeMap<(Name, Name), Vec<Parameter>>;

fn methods_of(module: &[Stmt]) -> Methods {
    let classes: BTreeMap<&Name, &Class> = module
        .iter()
        .filter_map(|stmt| match &stmt.kind {
            StmtKind::Class(class) => Some((&class.name, &**class)),
            _ => None,
        })
        .collect();
    let mut methods = Methods::new();
    for class in classes.values() {
        let (mut next, mut seen) = (Some(*class), BTreeSet::new());
        while let Some(one) = next.take().filter(|one| seen.insert(&one.name)) {
            for method in one.body.iter().filter_map(class_method) {
                if let Some(parameters) = passed_on(&method.parameters) {
                    methods.entry((class.name.clone(), method.name.clone())).or_insert(parameters);
                }
            }
            // One base at most is followed: with several, which comes first is not looked up here.
            if let [Argument { value: Expr { kind: ExprKind::Name(base), .. }, .. }] = one.bases.as_slice() {
                next = classes.get(base).copied();
            }
        }
    }
    methods
}

fn class_method(stmt: &Stmt) -> Option<&Function> {
    let StmtKind::Function(function) = &stmt.kind else { return None };
    let [Expr { kind: ExprKind::Name(decorator), .. }] = function.decorators.as_slice() else { return None };
    (&**decorator == "classmethod").then_some(function)
}

/// The parameters behind the class, where all are positional and none has a default.
fn passed_on(parameters: &Parameters) -> Option<Vec<Parameter>> {
    let is_plain = parameters.star.is_none() && parameters.double_star.is_none() && parameters.named_only.is_empty();
    let (_, rest) = parameters.positional.split_first()?;
    (is_plain && rest.iter().all(|parameter| parameter.default.is_none())).then(|| rest.to_vec())
}

/// `lambda one, two: Class.method(one, two)`
fn calls(method: &Expr, parameters: &[Parameter], next: &mut u32) -> Expr {
    let span = method.span;
    let mut new = |kind| {
        *next += 1;
        Expr { id: ExprId(*next - 1), span, kind }
    };
    let positional = parameters.iter().map(|parameter| Parameter { annotation: None, ..parameter.clone() }).collect();
    let arguments = parameters
        .iter()
        .map(|parameter| new(ExprKind::Name(parameter.name.clone())))
        .map(|value| Argument { span, kind: ArgumentKind::Positional, value })
        .collect();
    let call = new(ExprKind::Call(Box::new(method.clone()), arguments));
    let parameters = Parameters { positional, ..Parameters::default() };
    new(ExprKind::Lambda(Box::new(parameters), Box::new(call)))
}

fn collect_called(stmt: &Stmt, called: &mut BTreeSet<u32>) {
    walk::expressions(stmt, &mut |expr| called.extend(called_in(expr)));
    for block in walk::blocks(stmt) {
        block.iter().for_each(|stmt| collect_called(stmt, called));
    }
}

/// The numbers of what is called in an expression.
fn called_in(expr: &Expr) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    if let ExprKind::Call(function, _) = &expr.kind {
        found.insert(function.id.0);
    }
    walk::children(expr, &mut |child| found.extend(called_in(child)));
    found
}
