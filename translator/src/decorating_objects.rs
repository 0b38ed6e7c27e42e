//! Writes the `__call__` of an object that decorates as a function that gives a decorator.
//!
//! # How it works
//!
//! ```text
//!  class Limit:                                  def Limit·(self):
//!      def __call__(self, f):                        def ·(f):
//!          def wrapper(*args): …             ─►          def wrapper(*args): …
//!          return wrapper                                return wrapper
//!                                                    return ·
//!  @limit                                        @Limit·(limit)
//!  def fetch(url): …                             def fetch(url): …
//! ```
//!
//! So each decorated function gets a wrapper of its own (`specialise.rs`). The method stays, for whoever else calls it.
//!
//! - **I1** The class has no relatives, so the method is the one that is called; the object is made in the decorator, or once, by name.

use crate::registrars::{WITHOUT, assigned, move_names, unshare};
use crate::specialise::{COPY_SHIFT, bindings};
use crate::tree::{
    Argument, ArgumentKind, Class, Expr, ExprId, ExprKind, Function, Module, Name, Parameters, Span, Stmt, StmtKind,
};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The copies of definitions are told apart by numbers beyond those of `registrars.rs`.
const FIRST_COPY: u32 = 288;

/// So many classes are looked at.
const MOST: usize = 16;

/// Rewrites a module; says whether anything was there to be rewritten.
pub(crate) fn rewrite(module: &mut Module) -> bool {
    let mut bound: BTreeMap<Name, usize> = BTreeMap::new();
    bindings(&module.body, &mut |name| *bound.entry(name.clone()).or_default() += 1);
    let mut targets = BTreeSet::new();
    assigned(&module.body, &mut targets);
    let mut bases = BTreeSet::new();
    find_bases(&module.body, &mut bases);
    let is_one = |class: &Class| {
        bound.get(&class.name) == Some(&1) && !targets.contains(&class.name) && !bases.contains(&class.name)
    };
    let classes: Vec<Name> =
        module.body.iter().filter_map(decorating).filter(|it| is_one(it)).map(|it| it.name.clone()).collect();
    let objects = objects(&module.body, &classes, &bound);
    let mut used = BTreeSet::new();
    let fresh = &mut module.expressions;
    decorators(&mut module.body, &mut |decorator| {
        if let Some(class) = class_of(decorator, &classes, &objects) {
            used.insert(class.clone());
            let span = decorator.span;
            let function = Box::new(new(ExprKind::Name(function_name(&class)), span, fresh));
            let object = new(ExprKind::None, span, fresh);
            let object = std::mem::replace(decorator, object);
            decorator.kind =
                ExprKind::Call(function, vec![Argument { span, kind: ArgumentKind::Positional, value: object }]);
        }
    });
    for (number, class) in used.iter().take(MOST).enumerate() {
        let is_it = |stmt: &Stmt| matches!(&stmt.kind, StmtKind::Class(it) if it.name == *class);
        let Some(place) = module.body.iter().position(is_it) else { continue };
        let Some(made) = decorating(&module.body[place]).and_then(call_method).cloned() else { continue };
        let made = function_of(made, function_name(class), FIRST_COPY + number as u32, &mut module.expressions);
        module.body.insert(place + 1, made);
    }
    !used.is_empty()
}

fn function_name(class: &Name) -> Name {
    format!("{class}\u{a78f}decorates").into()
}

fn new(kind: ExprKind, span: Span, fresh: &mut u32) -> Expr {
    *fresh += 1;
    Expr { id: ExprId(*fresh - 1), span, kind }
}

/// The class of a statement whose objects decorate: its `__call__` takes a function, and wraps it in one that takes anything.
fn decorating(stmt: &Stmt) -> Option<&Class> {
    let StmtKind::Class(class) = &stmt.kind else { return None };
    let method = call_method(class)?;
    let Parameters { positional, positional_only: 0, star: None, named_only, double_star: None } = &method.parameters
    else {
        return None;
    };
    let is_plain = positional.len() == 2 && named_only.is_empty() && positional.iter().all(|it| it.default.is_none());
    let takes_anything = method
        .body
        .iter()
        .any(|stmt| matches!(&stmt.kind, StmtKind::Function(inner) if inner.parameters.star.is_some()));
    let object = positional.first().map(|first| first.name.clone())?;
    let mut others = BTreeSet::new();
    assigned(&method.body, &mut others);
    bindings(&method.body, &mut |name| {
        others.insert(name.clone());
    });
    let is_fit = is_plain
        && takes_anything
        && !others.contains(&object)
        && !method.is_async
        && method.decorators.is_empty()
        && !names_super(&method.body);
    (is_fit && class.bases.is_empty() && class.decorators.is_empty()).then_some(class)
}

fn call_method(class: &Class) -> Option<&Function> {
    let mut methods = class.body.iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::Function(function) if &*function.name == "__call__" => Some(&**function),
        _ => None,
    });
    methods.next()
}

fn names_super(block: &[Stmt]) -> bool {
    fn in_expr(expr: &Expr) -> bool {
        let mut found = match &expr.kind {
            ExprKind::Name(name) => matches!(&**name, "super" | "__class__"),
            // Of a name that the class mangles.
            ExprKind::Attribute(_, name) => name.starts_with("__") && !name.ends_with("__"),
            _ => false,
        };
        walk::children(expr, &mut |child| found |= in_expr(child));
        found
    }
    block.iter().any(|stmt| {
        let mut found = false;
        walk::expressions(stmt, &mut |expr| found |= in_expr(expr));
        found || walk::blocks(stmt).into_iter().any(names_super)
    })
}

fn find_bases(block: &[Stmt], found: &mut BTreeSet<Name>) {
    for stmt in block {
        if let StmtKind::Class(class) = &stmt.kind {
            for base in &class.bases {
                if let ExprKind::Name(name) = &base.value.kind {
                    found.insert(name.clone());
                }
            }
        }
        walk::blocks(stmt).into_iter().for_each(|block| find_bases(block, found));
    }
}

/// The variables of the module that are bound once, to an object of such a class.
fn objects(block: &[Stmt], classes: &[Name], bound: &BTreeMap<Name, usize>) -> BTreeMap<Name, Name> {
    let mut found = BTreeMap::new();
    for (place, stmt) in block.iter().enumerate() {
        let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
        let ([Expr { kind: ExprKind::Name(name), .. }], Some(class)) = (targets.as_slice(), made(value, classes))
        else {
            continue;
        };
        let mut others = BTreeSet::new();
        assigned(&block[..place], &mut others);
        assigned(&block[place + 1..], &mut others);
        if !bound.contains_key(name) && !others.contains(name) {
            found.insert(name.clone(), class);
        }
    }
    found
}

/// The class whose object a call makes.
fn made(expr: &Expr, classes: &[Name]) -> Option<Name> {
    let ExprKind::Call(callee, _) = &expr.kind else { return None };
    match &callee.kind {
        ExprKind::Name(name) if classes.contains(name) => Some(name.clone()),
        _ => None,
    }
}

fn class_of(decorator: &Expr, classes: &[Name], objects: &BTreeMap<Name, Name>) -> Option<Name> {
    match &decorator.kind {
        ExprKind::Name(name) => objects.get(name).cloned(),
        _ => made(decorator, classes),
    }
}

fn decorators(block: &mut [Stmt], f: &mut dyn FnMut(&mut Expr)) {
    for stmt in block {
        if let StmtKind::Function(function) = &mut stmt.kind
            && let Some(function) = Rc::get_mut(function)
        {
            function.decorators.iter_mut().for_each(&mut *f);
        }
        walk_mut::blocks(stmt).into_iter().for_each(|block| decorators(block, f));
    }
}

/// The function that gets the object, and gives what gets the function.
fn function_of(method: Function, name: Name, copy: u32, fresh: &mut u32) -> Stmt {
    let span = method.name_span;
    let mut inside = method.clone();
    inside.name = WITHOUT.into();
    let mut object = inside.parameters.positional.remove(0);
    // The wrapper of a method has an object of its own.
    let own: Name = format!("{}{WITHOUT}", object.name).into();
    let given = std::mem::replace(&mut object.name, own.clone());
    let value = new(ExprKind::Name(WITHOUT.into()), span, fresh);
    let returned = Stmt { span, kind: StmtKind::Return(Some(value)) };
    let inside = Stmt { span, kind: StmtKind::Function(Rc::new(inside)) };
    let parameters = Parameters { positional: vec![object], ..Parameters::default() };
    let name_span = Span { start: span.start, end: span.end + 1 };
    let (decorators, returns, body) = (Vec::new(), None, vec![inside, returned]);
    let outer = Function { name, name_span, is_async: false, decorators, parameters, returns, body };
    let mut made = Stmt { span, kind: StmtKind::Function(Rc::new(outer)) };
    unshare(&mut made);
    walk_mut::expressions(std::slice::from_mut(&mut made), &mut |expr| {
        if let ExprKind::Name(name) = &mut expr.kind
            && *name == given
        {
            *name = own.clone();
        }
        expr.id = ExprId(*fresh);
        *fresh += 1;
    });
    move_names(&mut made, copy << COPY_SHIFT);
    made
}
