//! Makes copies of definitions in a tree, renames what calls them, and takes definitions out again.
//!
//! # How it works
//!
//! A copy stands directly behind its original, in the same block, so that whoever sees the one sees the other. It is bound to the original's
//! name with a mark and a number behind it, which is no identifier of Python: nothing else can mean it.
//!
//! - **I1** The expressions of a copy have numbers of their own, and the definitions in it places of their own: bits above those of a source of
//!   at most 8 MiB, in the end of the place of a name.

use crate::specialise::COPY_SHIFT;
use crate::tree::{ArgumentKind, Expr, ExprId, ExprKind, Kept, Module, Name, Span, Stmt, StmtKind};
use crate::{walk, walk_mut};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Stands between the name of an original and the number of a copy: characters that no text has, for they are none.
pub(crate) const MARK: &str = "\u{fdd0}\u{fdef}";

/// So many definitions can stand in copies at one time.
const MOST: u32 = (1 << (u32::BITS - COPY_SHIFT)) - 1;

/// The name as Python knows it.
pub(crate) fn original_name(name: &str) -> &str {
    name.split(MARK).next().unwrap_or(name)
}

/// A text of the program that may hold the name of a copy, with the name that Python knows.
pub(crate) fn without_marks(text: &str) -> Cow<'_, str> {
    let mut parts = text.split(MARK);
    let (Some(first), Some(second)) = (parts.next(), parts.next()) else { return Cow::Borrowed(text) };
    let rest = [second].into_iter().chain(parts);
    let rest = rest.map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
    Cow::Owned([first].into_iter().chain(rest).collect())
}

/// What is to be done with a tree.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// What a name or an attribute becomes.
    pub(super) renamed: BTreeMap<ExprId, Name>,
    /// The copies that are made of a definition.
    pub(super) copies: BTreeMap<Span, Vec<Name>>,
    /// What stands in a definition and calls it: in a copy it calls that.
    pub(super) own: BTreeMap<Span, Vec<ExprId>>,
    /// Definitions that are taken out.
    pub(super) dropped: BTreeSet<Span>,
    /// The names of classes behind `isinstance`, each with all that it stands for.
    pub(super) tested: BTreeMap<ExprId, Vec<Name>>,
}

/// A tree of its own: nothing of it is shared.
pub(super) fn copy_of(module: &Module) -> Module {
    let mut body = module.body.clone();
    body.iter_mut().for_each(unshare);
    Module { body, expressions: module.expressions, kept: module.kept.clone() }
}

fn unshare(stmt: &mut Stmt) {
    match &mut stmt.kind {
        StmtKind::Function(function) => *function = Rc::new((**function).clone()),
        StmtKind::Class(class) => *class = Rc::new((**class).clone()),
        _ => {}
    }
    walk_mut::blocks(stmt).into_iter().flatten().for_each(unshare);
}

/// Changes a tree as planned; says whether there was room for all copies.
pub(super) fn apply(module: &mut Module, plan: &Plan) -> bool {
    let mut fresh = 0;
    walk_mut::expressions(&mut module.body, &mut |expr| fresh = fresh.max(expr.id.0 + 1));
    walk_mut::expressions(&mut module.body, &mut |expr| {
        if let Some(name) = plan.renamed.get(&expr.id) {
            rename(expr, name);
        }
        if let ExprKind::Call(_, arguments) = &mut expr.kind
            && let [_, tested] = arguments.as_mut_slice()
            && matches!(tested.kind, ArgumentKind::Positional)
        {
            widen(&mut tested.value, plan, &mut fresh);
        }
    });
    let mut taken = BTreeSet::new();
    numbers(&module.body, &mut taken);
    let kept = std::mem::take(&mut module.kept);
    let mut copier = Copier { plan, fresh, taken, kept, has_room: true };
    copier.block(&mut module.body);
    let mut count = 0;
    walk_mut::expressions(&mut module.body, &mut |_| count += 1);
    module.expressions = count;
    module.kept = copier.kept;
    copier.has_room
}

fn rename(expr: &mut Expr, to: &Name) {
    if let ExprKind::Name(name) | ExprKind::Attribute(_, name) = &mut expr.kind {
        *name = to.clone();
    }
}

/// `isinstance(it, Stack)` asks for the copies, too.
fn widen(tested: &mut Expr, plan: &Plan, fresh: &mut u32) {
    let members = match &tested.kind {
        ExprKind::Tuple(members) => members.iter().collect(),
        _ => vec![&*tested],
    };
    if !members.iter().any(|member| plan.tested.contains_key(&member.id)) {
        return;
    }
    let span = tested.span;
    let mut all: Vec<Expr> = Vec::new();
    for member in members {
        let Some(names) = plan.tested.get(&member.id) else {
            all.push(member.clone());
            continue;
        };
        for name in names {
            let is_known = |other: &Expr| matches!(&other.kind, ExprKind::Name(other) if other == name);
            if !all.iter().any(is_known) {
                *fresh += 1;
                all.push(Expr { id: ExprId(*fresh), span, kind: ExprKind::Name(name.clone()) });
            }
        }
    }
    *fresh += 1;
    *tested = match <[Expr; 1]>::try_from(all) {
        Ok([only]) => only,
        Err(all) => Expr { id: ExprId(*fresh), span, kind: ExprKind::Tuple(all) },
    };
}

/// How many more definitions can stand in copies of a tree.
pub(super) fn room(module: &Module) -> usize {
    let mut taken = BTreeSet::new();
    numbers(&module.body, &mut taken);
    (MOST as usize).saturating_sub(taken.len())
}

/// How many functions and classes a statement defines.
pub(super) fn definitions(stmt: &Stmt) -> usize {
    let inside = walk::blocks(stmt).into_iter().flatten().map(definitions).sum::<usize>();
    usize::from(place(stmt).is_some()) + inside
}

/// The numbers of the copies in which definitions stand.
fn numbers(block: &[Stmt], taken: &mut BTreeSet<u32>) {
    for stmt in block {
        if let Some(span) = place(stmt) {
            taken.insert(span.end >> COPY_SHIFT);
        }
        walk::blocks(stmt).into_iter().for_each(|block| numbers(block, taken));
    }
}

/// Where the name of a definition stands.
pub(super) fn place(stmt: &Stmt) -> Option<Span> {
    match &stmt.kind {
        StmtKind::Function(function) => Some(function.name_span),
        StmtKind::Class(class) => Some(class.name_span),
        _ => None,
    }
}

struct Copier<'a> {
    plan: &'a Plan,
    fresh: u32,
    taken: BTreeSet<u32>,
    /// The functions of the library for which lambdas stand.
    kept: BTreeMap<ExprId, Kept>,
    has_room: bool,
}

impl Copier<'_> {
    fn block(&mut self, block: &mut Vec<Stmt>) {
        block.retain(|stmt| place(stmt).is_none_or(|span| !self.plan.dropped.contains(&span)));
        let mut at = 0;
        while let Some(stmt) = block.get_mut(at) {
            walk_mut::blocks(stmt).into_iter().for_each(|block| self.block(block));
            let span = place(stmt);
            let names = span.and_then(|span| self.plan.copies.get(&span)).map(Vec::as_slice).unwrap_or_default();
            let copies: Vec<Stmt> = names.iter().map(|name| self.copy(stmt, name)).collect();
            at += 1 + copies.len();
            block.splice(at - copies.len()..at - copies.len(), copies);
        }
    }

    fn copy(&mut self, of: &Stmt, name: &Name) -> Stmt {
        let mut copy = of.clone();
        unshare(&mut copy);
        let own = place(of).and_then(|span| self.plan.own.get(&span)).map(Vec::as_slice).unwrap_or_default();
        let (fresh, kept) = (&mut self.fresh, &mut self.kept);
        walk_mut::expressions(std::slice::from_mut(&mut copy), &mut |expr| {
            if own.contains(&expr.id) {
                rename(expr, name);
            }
            *fresh += 1;
            if let Some(of) = kept.get(&expr.id).cloned() {
                kept.insert(ExprId(*fresh), of);
            }
            expr.id = ExprId(*fresh);
        });
        self.move_names(&mut copy);
        match &mut copy.kind {
            StmtKind::Function(function) => {
                Rc::get_mut(function).into_iter().for_each(|function| function.name = name.clone());
            }
            StmtKind::Class(class) => Rc::get_mut(class).into_iter().for_each(|class| class.name = name.clone()),
            _ => {}
        }
        copy
    }

    fn move_names(&mut self, stmt: &mut Stmt) {
        if place(stmt).is_some() {
            let number = (1..=MOST).find(|number| !self.taken.contains(number));
            self.has_room &= number.is_some();
            let number = number.unwrap_or_default();
            self.taken.insert(number);
            let moved = |span: &mut Span| span.end = span.end & ((1 << COPY_SHIFT) - 1) | number << COPY_SHIFT;
            match &mut stmt.kind {
                StmtKind::Function(function) => {
                    Rc::get_mut(function).into_iter().for_each(|function| moved(&mut function.name_span));
                }
                StmtKind::Class(class) => {
                    Rc::get_mut(class).into_iter().for_each(|class| moved(&mut class.name_span));
                }
                _ => {}
            }
        }
        for block in walk_mut::blocks(stmt) {
            block.iter_mut().for_each(|stmt| self.move_names(stmt));
        }
    }
}
