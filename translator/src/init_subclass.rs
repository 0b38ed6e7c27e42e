//! Writes `__init_subclass__` as a function that is called behind each class that is derived.
//!
//! # How it works
//!
//! ```text
//!  class Plugin:                                         class Plugin: …
//!      def __init_subclass__(cls, key=None, **more):     def Plugin_init_subclass(cls, *, key=None):
//!          super().__init_subclass__(**more)      ─►         names[key] = cls
//!          names[key] = cls
//!  class Upper(Plugin, key="u"): …                       class Upper(Plugin): …
//!                                                        Plugin_init_subclass(Upper, key="u")
//! ```
//!
//! - **I1** One class of a line of bases has the method, and all classes that are derived from it stand at the level of the module: else all
//!   is left as it is.
//! - **I2** The method asks `super()` for nothing but its own method, and `**more` goes there alone.

use crate::tree::{
    Argument, ArgumentKind, Class, Expr, ExprId, ExprKind, Function, Module, Name, Parameters, Span, Stmt, StmtKind,
};
use crate::walk;
use std::collections::BTreeMap;
use std::rc::Rc;

const METHOD: &str = "__init_subclass__";

/// Rewrites a module; new expressions have numbers behind those that there are.
pub(crate) fn rewrite(module: &mut Module) {
    let Some(bases) = with_method(&module.body) else { return };
    if bases.is_empty() || module.body.iter().any(|stmt| derives_inside(stmt, &bases, false)) {
        return;
    }
    let mut next = module.expressions;
    let mut written = Vec::with_capacity(module.body.len() + bases.len());
    for mut stmt in std::mem::take(&mut module.body) {
        let behind = match &mut stmt.kind {
            StmtKind::Class(class) => Rc::get_mut(class).and_then(|class| behind(class, &bases, &mut next)),
            _ => None,
        };
        written.push(stmt);
        written.extend(behind);
    }
    module.body = written;
    module.expressions = next;
}

/// The class with the method from which each class is derived, or that it is itself.
type Bases = BTreeMap<Name, Name>;

/// None where what is there is not written so (I1, I2).
fn with_method(module: &[Stmt]) -> Option<Bases> {
    let mut bases = Bases::new();
    for stmt in module {
        let StmtKind::Class(class) = &stmt.kind else { continue };
        let inherited = class.bases.iter().find_map(|base| match (&base.kind, &base.value.kind) {
            (ArgumentKind::Positional, ExprKind::Name(name)) => bases.get(name).cloned(),
            _ => None,
        });
        match (class.body.iter().find_map(own_method), inherited) {
            (Some(_), Some(_)) => return None,
            (Some(method), None) => {
                is_plain(method).then_some(())?;
                bases.insert(class.name.clone(), class.name.clone());
            }
            (None, Some(base)) => {
                bases.insert(class.name.clone(), base);
            }
            (None, None) => {}
        }
    }
    Some(bases)
}

fn own_method(stmt: &Stmt) -> Option<&Function> {
    match &stmt.kind {
        StmtKind::Function(function) if &*function.name == METHOD => Some(function),
        _ => None,
    }
}

/// Says whether a method can stand outside of its class (I2).
fn is_plain(method: &Function) -> bool {
    let rest: Vec<&Stmt> = method.body.iter().filter(|stmt| !asks_super(stmt)).collect();
    let parameters = &method.parameters;
    let more = parameters.double_star.as_ref().map(|parameter| &parameter.name);
    let is_free = |name: &Name| &**name != "super" && &**name != "__class__" && Some(name) != more;
    parameters.star.is_none() && rest.iter().all(|stmt| all_names(stmt, &is_free))
}

/// `super().__init_subclass__(…)`
fn asks_super(stmt: &Stmt) -> bool {
    let StmtKind::Expr(Expr { kind: ExprKind::Call(method, _), .. }) = &stmt.kind else { return false };
    let ExprKind::Attribute(of, name) = &method.kind else { return false };
    let ExprKind::Call(function, _) = &of.kind else { return false };
    &**name == METHOD && matches!(&function.kind, ExprKind::Name(name) if &**name == "super")
}

fn all_names(stmt: &Stmt, holds: &dyn Fn(&Name) -> bool) -> bool {
    fn in_expr(expr: &Expr, holds: &dyn Fn(&Name) -> bool) -> bool {
        let mut all = !matches!(&expr.kind, ExprKind::Name(name) if !holds(name));
        walk::children(expr, &mut |child| all &= in_expr(child, holds));
        all
    }
    let mut all = true;
    walk::expressions(stmt, &mut |expr| all &= in_expr(expr, holds));
    all && walk::blocks(stmt).into_iter().flatten().all(|stmt| all_names(stmt, holds))
}

/// Says whether a class that is derived from one with the method stands inside of something (I1).
fn derives_inside(stmt: &Stmt, bases: &Bases, is_inside: bool) -> bool {
    let derives = |class: &Class| {
        let mut names = class.bases.iter().map(|base| &base.value.kind);
        names.any(|base| matches!(base, ExprKind::Name(name) if bases.contains_key(name)))
    };
    is_inside && matches!(&stmt.kind, StmtKind::Class(class) if derives(class))
        || walk::blocks(stmt).into_iter().flatten().any(|inner| derives_inside(inner, bases, true))
}

/// What stands behind a class: the function that its method becomes, or the call of its base's.
fn behind(class: &mut Class, bases: &Bases, next: &mut u32) -> Option<Stmt> {
    let base = bases.get(&class.name)?;
    let function: Name = format!("{base}_init_subclass").into();
    if *base == class.name {
        return taken_out(class, function);
    }
    let span = class.name_span;
    let mut new = |kind| {
        *next += 1;
        Expr { id: ExprId(*next - 1), span, kind }
    };
    let is_named = |base: &Argument| matches!(&base.kind, ArgumentKind::Named(name) if &**name != "metaclass");
    let (named, others) = std::mem::take(&mut class.bases).into_iter().partition(is_named);
    class.bases = others;
    let own = new(ExprKind::Name(class.name.clone()));
    let mut arguments = vec![Argument { span, kind: ArgumentKind::Positional, value: own }];
    arguments.extend::<Vec<Argument>>(named);
    let called = new(ExprKind::Name(function));
    Some(statement(new(ExprKind::Call(Box::new(called), arguments)), span))
}

fn statement(expr: Expr, span: Span) -> Stmt {
    Stmt { span, kind: StmtKind::Expr(expr) }
}

/// Takes the method out of its class, as a function.
fn taken_out(class: &mut Class, name: Name) -> Option<Stmt> {
    let place = class.body.iter().position(|stmt| own_method(stmt).is_some())?;
    let stmt = std::mem::replace(&mut class.body[place].kind, StmtKind::Pass);
    let StmtKind::Function(method) = stmt else { return None };
    let method = Rc::into_inner(method)?;
    let mut body = method.body;
    body.retain(|stmt| !asks_super(stmt));
    if body.is_empty() {
        body.push(Stmt { span: method.name_span, kind: StmtKind::Pass });
    }
    let parameters = Parameters { double_star: None, ..method.parameters };
    let span = method.name_span;
    let function = Function { name, decorators: Vec::new(), parameters, body, ..method };
    Some(Stmt { span, kind: StmtKind::Function(Rc::new(function)) })
}
