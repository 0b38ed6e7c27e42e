//! Writes a sentinel of a class as one of the module.
//!
//! # How it works
//!
//! ```text
//!  class Channel:                                   Channel_DONE = object()
//!      DONE = object()                      ─►      class Channel: …
//!      … if item is self.DONE: …                        … if item is Channel_DONE: …
//! ```
//!
//! Inference tells what is the sentinel of a module from all else; so it does for one of a class.
//!
//! - **I1** The program makes one `object()`, binds the attribute once, and asks for no other attribute of this name.

use crate::tree::{Class, Expr, ExprKind, Module, Name, Stmt, StmtKind};
use crate::{walk, walk_mut};
use std::rc::Rc;

/// Rewrites a module.
pub(crate) fn rewrite(module: &mut Module) {
    let Some((place, attribute)) = find(&module.body) else { return };
    let StmtKind::Class(class) = &mut module.body[place].kind else { return };
    let Some(class) = Rc::get_mut(class) else { return };
    let name: Name = format!("{}_{attribute}", class.name).into();
    let Some(sentinel) = taken_out(class, &attribute, &name) else { return };
    module.body.insert(place, sentinel);
    walk_mut::expressions(&mut module.body, &mut |expr| {
        if matches!(&expr.kind, ExprKind::Attribute(_, asked) if *asked == attribute) {
            expr.kind = ExprKind::Name(name.clone());
        }
    });
}

/// The place of the class with the sentinel, and its attribute (I1).
fn find(module: &[Stmt]) -> Option<(usize, Name)> {
    let mut found = module.iter().enumerate().filter_map(|(place, stmt)| match &stmt.kind {
        StmtKind::Class(class) => class.body.iter().find_map(sentinel).map(|name| (place, name)),
        _ => None,
    });
    let (place, name) = found.next()?;
    let (mut objects, mut alone, mut is_strange) = (0, 0, false);
    each(module, &mut |expr| match &expr.kind {
        ExprKind::Name(mentioned) => {
            objects += usize::from(&**mentioned == "object");
            alone += usize::from(*mentioned == name);
        }
        ExprKind::Attribute(of, asked) => is_strange |= *asked == name && !matches!(of.kind, ExprKind::Name(_)),
        _ => {}
    });
    // Alone it stands where the class binds it.
    (objects == 1 && alone == 1 && !is_strange && bindings(module, &name) == 1).then_some((place, name))
}

/// `NAME = object()` in a class.
fn sentinel(stmt: &Stmt) -> Option<Name> {
    let StmtKind::Assign { targets, value } = &stmt.kind else { return None };
    let [Expr { kind: ExprKind::Name(name), .. }] = targets.as_slice() else { return None };
    let ExprKind::Call(function, arguments) = &value.kind else { return None };
    let is_object = matches!(&function.kind, ExprKind::Name(called) if &**called == "object");
    (is_object && arguments.is_empty()).then(|| name.clone())
}

/// Calls `look` with each expression at any depth.
fn each(block: &[Stmt], look: &mut dyn FnMut(&Expr)) {
    fn inside(expr: &Expr, look: &mut dyn FnMut(&Expr)) {
        look(expr);
        walk::children(expr, &mut |child| inside(child, look));
    }
    for stmt in block {
        walk::expressions(stmt, &mut |expr| inside(expr, look));
        walk::blocks(stmt).into_iter().for_each(|inner| each(inner, look));
    }
}

/// How often it is bound, as a name or an attribute.
fn bindings(block: &[Stmt], name: &Name) -> usize {
    let mut count = 0;
    for stmt in block {
        count += usize::from(crate::analyse::infer::bound_alone(stmt).contains(name));
        if let StmtKind::Assign { targets, .. } = &stmt.kind {
            let is_it = |target: &&Expr| matches!(&target.kind, ExprKind::Attribute(_, asked) if asked == name);
            count += targets.iter().filter(is_it).count();
        }
        count += walk::blocks(stmt).into_iter().map(|inner| bindings(inner, name)).sum::<usize>();
    }
    count
}

fn taken_out(class: &mut Class, attribute: &Name, name: &Name) -> Option<Stmt> {
    let place = class.body.iter().position(|stmt| sentinel(stmt).as_ref() == Some(attribute))?;
    let span = class.body[place].span;
    let mut sentinel = std::mem::replace(&mut class.body[place], Stmt { span, kind: StmtKind::Pass });
    if let StmtKind::Assign { targets, .. } = &mut sentinel.kind {
        for target in targets {
            target.kind = ExprKind::Name(name.clone());
        }
    }
    Some(sentinel)
}
