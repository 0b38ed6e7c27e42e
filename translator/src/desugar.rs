//! Writes classes that calls make as class statements, and attributes that calls name as attributes.
//!
//! # How it works
//!
//! ```text
//!  Point = namedtuple("Point", "x y", defaults=[0])   ─►   class Point(namedtuple): x: None; y: None = 0
//!  class Point(namedtuple("Point", "x y")): …         ─►   class Point_fields(namedtuple): …; class Point(Point_fields): …
//!  Color = Enum("Color", "RED GREEN")                 ─►   class Color(Enum): RED = 1; GREEN = 2
//!  getattr(x, "name"); setattr(x, "name", 1)          ─►   x.name; x.name = 1
//!  functools.update_wrapper(self, f)                  ─►   self.__name__ = f.__name__
//! ```
//!
//! So the passes after this one know one form of each. The base is the function that was called: inference knows it by what it is.
//!
//! - **I1** A call whose class has another name than the variable, or whose names are not written there, is left as it is.

use crate::tree::{Argument, ArgumentKind, Class, Expr, ExprId, ExprKind, Item, Module, Name, Span, Stmt, StmtKind};
use crate::walk_mut;
use std::rc::Rc;

/// Rewrites a module; new expressions have numbers behind those that there are.
pub(crate) fn desugar(module: &mut Module) {
    let mut fresh = Fresh(module.expressions);
    if !binds(&module.body, &["getattr", "setattr", "delattr"]) {
        walk_mut::expressions(&mut module.body, &mut |expr| {
            if let Some((of, name)) = named_attribute(expr, "getattr", 2) {
                expr.kind = ExprKind::Attribute(Box::new(of), name);
            }
        });
        set_attributes(&mut module.body, &mut fresh);
    }
    if !binds(&module.body, &["update_wrapper"]) {
        named_objects(&mut module.body, &mut fresh);
    }
    block(&mut module.body, &mut fresh);
    module.expressions = fresh.0;
}

/// The number of the next new expression.
struct Fresh(u32);

impl Fresh {
    fn expr(&mut self, kind: ExprKind, span: Span) -> Expr {
        self.0 += 1;
        Expr { id: ExprId(self.0 - 1), span, kind }
    }
}

/// Says whether a block defines a function or class of one of these names.
pub(crate) fn binds(stmts: &[Stmt], names: &[&str]) -> bool {
    stmts.iter().any(|stmt| {
        let name = match &stmt.kind {
            StmtKind::Function(function) => Some(&function.name),
            StmtKind::Class(class) => Some(&class.name),
            _ => None,
        };
        name.is_some_and(|name| names.contains(&&**name))
            || crate::walk::blocks(stmt).into_iter().any(|block| binds(block, names))
    })
}

/// The object and the name of `getattr(of, "name")`. Names that a class would mangle are left.
fn named_attribute(expr: &Expr, function: &str, count: usize) -> Option<(Expr, Name)> {
    let ExprKind::Call(called, arguments) = &expr.kind else { return None };
    let is_it = matches!(&called.kind, ExprKind::Name(name) if &**name == function);
    let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
    let [of, name, ..] = arguments.as_slice() else { return None };
    let name = text_of(&name.value).filter(|name| is_identifier(name) && !name.starts_with("__"))?;
    (is_it && is_plain && arguments.len() == count).then(|| (of.value.clone(), name))
}

/// `setattr(x, "name", value)` and `delattr(x, "name")` as statements.
fn set_attributes(stmts: &mut Vec<Stmt>, fresh: &mut Fresh) {
    for stmt in stmts {
        if let Some(kind) = set_attribute(stmt, fresh) {
            stmt.kind = kind;
        }
        walk_mut::blocks(stmt).into_iter().for_each(|inner| set_attributes(inner, fresh));
    }
}

fn set_attribute(stmt: &Stmt, fresh: &mut Fresh) -> Option<StmtKind> {
    let StmtKind::Expr(call) = &stmt.kind else { return None };
    let deletes = named_attribute(call, "delattr", 2);
    let (of, name) = deletes.clone().or_else(|| named_attribute(call, "setattr", 3))?;
    // What is assigned is evaluated before the object.
    matches!(of.kind, ExprKind::Name(_)).then_some(())?;
    let target = fresh.expr(ExprKind::Attribute(Box::new(of), name), call.span);
    if deletes.is_some() {
        return Some(StmtKind::Delete(vec![target]));
    }
    let ExprKind::Call(_, arguments) = &call.kind else { return None };
    let value = arguments.last()?.value.clone();
    Some(StmtKind::Assign { targets: vec![target], value })
}

/// `functools.update_wrapper(self, f)` of an object: what it sets besides the name is asked for by nobody whom inference follows.
fn named_objects(stmts: &mut Vec<Stmt>, fresh: &mut Fresh) {
    for stmt in stmts {
        if let Some(kind) = named_object(stmt, fresh) {
            stmt.kind = kind;
        }
        walk_mut::blocks(stmt).into_iter().for_each(|inner| named_objects(inner, fresh));
    }
}

fn named_object(stmt: &Stmt, fresh: &mut Fresh) -> Option<StmtKind> {
    let StmtKind::Expr(Expr { kind: ExprKind::Call(called, arguments), span, .. }) = &stmt.kind else { return None };
    let (ExprKind::Name(name) | ExprKind::Attribute(_, name)) = &called.kind else { return None };
    let [object, function] = arguments.as_slice() else { return None };
    let is_self = matches!(&object.value.kind, ExprKind::Name(name) if &**name == "self");
    let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
    if &**name != "update_wrapper" || !is_self || !is_plain || !matches!(function.value.kind, ExprKind::Name(_)) {
        return None;
    }
    let mut named = |of: &Expr| fresh.expr(ExprKind::Attribute(Box::new(of.clone()), "__name__".into()), *span);
    let (target, value) = (named(&object.value), named(&function.value));
    Some(StmtKind::Assign { targets: vec![target], value })
}

fn block(stmts: &mut Vec<Stmt>, fresh: &mut Fresh) {
    let mut place = 0;
    while place < stmts.len() {
        if let Some(class) = made_class(&stmts[place], fresh) {
            stmts[place] = class;
        } else if let Some(base) = base_class(&mut stmts[place], fresh) {
            stmts.insert(place, base);
            place += 1;
        }
        walk_mut::blocks(&mut stmts[place]).into_iter().for_each(|inner| block(inner, fresh));
        place += 1;
    }
}

/// `Name = namedtuple("Name", …)` or `Name = Enum("Name", …)` as a class statement.
fn made_class(stmt: &Stmt, fresh: &mut Fresh) -> Option<Stmt> {
    let StmtKind::Assign { targets, value } = &stmt.kind else { return None };
    let [Expr { kind: ExprKind::Name(target), span, .. }] = targets.as_slice() else { return None };
    let call = Call::of(value)?;
    (*call.name == **target).then_some(())?;
    let body = match call.maker {
        "namedtuple" => fields(&call, fresh)?,
        "Enum" | "IntEnum" => members(&call, fresh)?,
        _ => return None,
    };
    Some(class_statement(target.clone(), *span, call.function, body))
}

/// The class of a base that a call makes.
fn base_class(stmt: &mut Stmt, fresh: &mut Fresh) -> Option<Stmt> {
    let StmtKind::Class(class) = &mut stmt.kind else { return None };
    let class = Rc::get_mut(class)?;
    let [base, ..] = class.bases.as_mut_slice() else { return None };
    let call = Call::of(&base.value)?;
    (call.maker == "namedtuple").then_some(())?;
    let name: Name = format!("{}_fields", class.name).into();
    let (span, body) = (base.value.span, fields(&call, fresh)?);
    let made = class_statement(name.clone(), span, call.function, body);
    base.value.kind = ExprKind::Name(name);
    Some(made)
}

fn class_statement(name: Name, name_span: Span, base: &Expr, body: Vec<Stmt>) -> Stmt {
    let bases = vec![Argument { span: base.span, kind: ArgumentKind::Positional, value: base.clone() }];
    let class = Class { name, name_span, decorators: Vec::new(), bases, body };
    Stmt { span: name_span, kind: StmtKind::Class(Rc::new(class)) }
}

/// A call of a function that makes a class.
struct Call<'t> {
    function: &'t Expr,
    maker: &'t str,
    name: &'t str,
    second: &'t Expr,
    rest: &'t [Argument],
    span: Span,
}

impl<'t> Call<'t> {
    fn of(expr: &'t Expr) -> Option<Call<'t>> {
        let ExprKind::Call(function, arguments) = &expr.kind else { return None };
        let (ExprKind::Name(maker) | ExprKind::Attribute(_, maker)) = &function.kind else { return None };
        let [name, second, rest @ ..] = arguments.as_slice() else { return None };
        let is_plain = |argument: &Argument| matches!(argument.kind, ArgumentKind::Positional);
        let (ExprKind::Str(name), true) = (&name.value.kind, is_plain(name) && is_plain(second)) else { return None };
        Some(Call { function, maker, name, second: &second.value, rest, span: expr.span })
    }
}

/// The fields of a named tuple, as annotations.
fn fields(call: &Call<'_>, fresh: &mut Fresh) -> Option<Vec<Stmt>> {
    let names = texts_of(call.second)?;
    let defaults: &[Expr] = match call.rest {
        [] => &[],
        [Argument { kind: ArgumentKind::Named(of), value, .. }] if &**of == "defaults" => match &value.kind {
            ExprKind::List(members) | ExprKind::Tuple(members) => members,
            _ => return None,
        },
        _ => return None,
    };
    let first = names.len().checked_sub(defaults.len())?;
    let is_distinct = names.iter().enumerate().all(|(place, name)| !names[..place].contains(name));
    if !is_distinct || !names.iter().all(|name| is_identifier(name) && !name.starts_with('_')) {
        return None;
    }
    let field = |(place, name): (usize, Name)| {
        let default = place.checked_sub(first).and_then(|place| defaults.get(place)).cloned();
        let target = fresh.expr(ExprKind::Name(name), call.span);
        let annotation = fresh.expr(ExprKind::None, call.span);
        Stmt { span: call.span, kind: StmtKind::Annotate { target, annotation, value: default } }
    };
    Some(names.into_iter().enumerate().map(field).collect())
}

/// The members of an enum, as assignments.
fn members(call: &Call<'_>, fresh: &mut Fresh) -> Option<Vec<Stmt>> {
    let start = match call.rest {
        [] => 1,
        [Argument { kind: ArgumentKind::Named(of), value: Expr { kind: ExprKind::Int(start), .. }, .. }]
            if &**of == "start" =>
        {
            *start
        }
        _ => return None,
    };
    let pairs: Vec<(Name, Expr)> = match texts_of(call.second) {
        Some(names) => {
            let numbered = names.into_iter().zip(start..);
            numbered.map(|(name, value)| (name, fresh.expr(ExprKind::Int(value), call.span))).collect()
        }
        None => pairs_of(call.second)?,
    };
    let member = |(name, value): (Name, Expr)| {
        let targets = vec![fresh.expr(ExprKind::Name(name), call.span)];
        Stmt { span: call.span, kind: StmtKind::Assign { targets, value } }
    };
    let is_named = pairs.iter().all(|(name, _)| is_identifier(name) && !name.starts_with('_'));
    is_named.then(|| pairs.into_iter().map(member).collect())
}

fn text_of(expr: &Expr) -> Option<Name> {
    match &expr.kind {
        ExprKind::Str(text) => Some(Name::from(&**text)),
        _ => None,
    }
}

/// `["a", "b"]`, `("a", "b")`, `"a b"`, `"a, b"`
fn texts_of(expr: &Expr) -> Option<Vec<Name>> {
    match &expr.kind {
        ExprKind::List(members) | ExprKind::Tuple(members) => members.iter().map(text_of).collect(),
        ExprKind::Str(all) => {
            let names = all.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty());
            Some(names.map(Name::from).collect())
        }
        _ => None,
    }
}

/// `[("A", 1), ("B", 2)]`, `{"A": 1, "B": 2}`
fn pairs_of(expr: &Expr) -> Option<Vec<(Name, Expr)>> {
    let of_pair = |pair: &Expr| match &pair.kind {
        ExprKind::Tuple(parts) | ExprKind::List(parts) => match parts.as_slice() {
            [name, value] => Some((text_of(name)?, value.clone())),
            _ => None,
        },
        _ => None,
    };
    let of_item = |item: &Item| Some((text_of(item.key.as_ref()?)?, item.value.clone()));
    match &expr.kind {
        ExprKind::List(members) | ExprKind::Tuple(members) => members.iter().map(of_pair).collect(),
        ExprKind::Dict(items) => items.iter().map(of_item).collect(),
        _ => None,
    }
}

pub(crate) fn is_identifier(name: &str) -> bool {
    let is_start = |c: char| c == '_' || c.is_alphabetic();
    name.chars().next().is_some_and(is_start) && name.chars().all(|c| c == '_' || c.is_alphanumeric())
}
