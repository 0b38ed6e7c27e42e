//! Where statements and expressions may stand: what CPython's compiler refuses although its parser does not.
//!
//! # How it works
//!
//! One walk down the tree, with what surrounds each place: a function or none, a loop or none, a comprehension.

use crate::diagnostic::{Code, Diagnostics};
use crate::tree::{Clause, Comprehends, Expr, ExprKind, Function, Module, Span, Stmt, StmtKind};
use crate::walk;

/// What surrounds a place.
#[derive(Clone, Copy)]
struct Around {
    place: Place,
    in_loop: bool,
    /// In the comprehension of a list, a set or a dict, or a generator expression.
    in_comprehension: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Module,
    Class,
    Function,
    AsyncFunction,
}

/// Adds what stands in a wrong place.
pub(crate) fn check(module: &Module, diagnostics: &mut Diagnostics) {
    let around = Around { place: Place::Module, in_loop: false, in_comprehension: false };
    Checker { diagnostics }.block(&module.body, around);
}

struct Checker<'a> {
    diagnostics: &'a mut Diagnostics,
}

impl Checker<'_> {
    fn refuse(&mut self, span: Span, message: &str) {
        self.diagnostics.add(Code::Syntax, span, message);
    }

    fn block(&mut self, block: &[Stmt], around: Around) {
        block.iter().for_each(|stmt| self.stmt(stmt, around));
    }

    fn stmt(&mut self, stmt: &Stmt, around: Around) {
        walk::expressions(stmt, &mut |expr| self.expr(expr, around));
        let is_async = around.place == Place::AsyncFunction;
        match &stmt.kind {
            StmtKind::Return(_) if matches!(around.place, Place::Module | Place::Class) => {
                self.refuse(stmt.span, "`return` outside of a function");
            }
            StmtKind::Break if !around.in_loop => self.refuse(stmt.span, "`break` outside of a loop"),
            StmtKind::Continue if !around.in_loop => self.refuse(stmt.span, "`continue` outside of a loop"),
            StmtKind::For { is_async: true, .. } if !is_async => {
                self.refuse(stmt.span, "`async for` outside of an async function");
            }
            StmtKind::With { is_async: true, .. } if !is_async => {
                self.refuse(stmt.span, "`async with` outside of an async function");
            }
            StmtKind::ImportFrom { names, .. } if around.place != Place::Module => {
                if let Some(star) = names.iter().find(|name| &*name.name == "*") {
                    self.refuse(star.span, "`import *` is only allowed at the level of a module");
                }
            }
            _ => {}
        }
        self.blocks(stmt, around);
    }

    fn blocks(&mut self, stmt: &Stmt, around: Around) {
        match &stmt.kind {
            StmtKind::Function(function) => self.function(function),
            StmtKind::Class(class) => {
                let around = Around { place: Place::Class, in_loop: false, in_comprehension: false };
                self.block(&class.body, around);
            }
            StmtKind::For { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
                self.block(body, Around { in_loop: true, ..around });
                self.block(orelse, around);
            }
            _ => walk::blocks(stmt).into_iter().for_each(|block| self.block(block, around)),
        }
    }

    fn function(&mut self, function: &Function) {
        let place = if function.is_async { Place::AsyncFunction } else { Place::Function };
        self.block(&function.body, Around { place, in_loop: false, in_comprehension: false });
        if function.is_async && walk::yields(&function.body) {
            self.returns_of_generator(&function.body);
        }
    }

    /// An async generator gives nothing at its end.
    fn returns_of_generator(&mut self, block: &[Stmt]) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Return(Some(_)) => self.refuse(stmt.span, "`return` with a value in an async generator"),
                StmtKind::Function(_) | StmtKind::Class(_) => {}
                _ => walk::blocks(stmt).into_iter().for_each(|block| self.returns_of_generator(block)),
            }
        }
    }

    fn expr(&mut self, expr: &Expr, around: Around) {
        let is_function = matches!(around.place, Place::Function | Place::AsyncFunction);
        match &expr.kind {
            ExprKind::Await(_) if !is_function => self.refuse(expr.span, "`await` outside of a function"),
            ExprKind::Await(_) if around.place == Place::Function => {
                self.refuse(expr.span, "`await` outside of an async function");
            }
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) if !is_function => {
                self.refuse(expr.span, "`yield` outside of a function");
            }
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) if around.in_comprehension => {
                self.refuse(expr.span, "`yield` inside of a comprehension");
            }
            ExprKind::YieldFrom(_) if around.place == Place::AsyncFunction => {
                self.refuse(expr.span, "`yield from` inside of an async function");
            }
            ExprKind::Lambda(..) => {
                let inside = Around { place: Place::Function, in_loop: false, in_comprehension: false };
                return walk::children(expr, &mut |child| self.expr(child, inside));
            }
            ExprKind::Comprehension(made, clauses) => return self.comprehension(expr, made, clauses, around),
            _ => {}
        }
        walk::children(expr, &mut |child| self.expr(child, around));
    }

    fn comprehension(&mut self, expr: &Expr, made: &Comprehends, clauses: &[Clause], around: Around) {
        let is_generator = matches!(made, Comprehends::Generator(_));
        let is_async = around.place == Place::AsyncFunction;
        if !is_async && !is_generator && clauses.iter().any(|clause| clause.is_async) {
            self.refuse(expr.span, "an asynchronous comprehension outside of an async function");
        }
        let mut inside = Around { in_comprehension: true, ..around };
        if is_generator && around.place != Place::AsyncFunction && clauses.iter().any(|clause| clause.is_async) {
            inside.place = Place::AsyncFunction; // an async generator by itself
        }
        let first = clauses.first().map(|clause| clause.iter.id);
        walk::children(expr, &mut |child| {
            let around = if Some(child.id) == first { around } else { inside };
            self.expr(child, around);
        });
    }
}
