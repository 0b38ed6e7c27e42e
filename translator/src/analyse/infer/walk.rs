//! Gives every statement its edges.

use super::narrow::{bound, bound_by, jumps};
use super::records::place_of;
use super::{Arguments, Inference, Thing, Wish};
use crate::analyse::library::Library;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Alias, BinaryOp, Case, Expr, ExprKind, Module, Name, Span, Stmt, StmtKind, Try, WithItem};
use crate::walk;
use std::rc::Rc;

/// Where a statement stands.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub(super) scope: ScopeId,
    /// The scope around it that is not of a comprehension.
    pub(super) home: ScopeId,
    pub(super) body: Option<Body>,
    /// The class in whose body it stands.
    pub(super) class: Option<Item>,
}

/// The function around a place.
#[derive(Clone, Copy)]
pub(super) struct Body {
    pub(super) returns: Node,
    pub(super) yields: Node,
    pub(super) sent: Node,
    /// Of a method: its class and its first parameter.
    pub(super) method: Option<(Item, Node)>,
}

impl Inference<'_> {
    pub(super) fn module(&mut self, module: &Module) {
        self.find_rebound(&module.body);
        self.constants = self.find_constants(module);
        self.sentinel = self.find_sentinel(&module.body);
        let top = ScopeId(0);
        self.block(&module.body, At { scope: top, home: top, body: None, class: None });
        self.finish_classes();
    }

    fn find_rebound(&mut self, block: &[Stmt]) {
        for stmt in block {
            if let StmtKind::Global(names) | StmtKind::Nonlocal(names) = &stmt.kind {
                self.rebound.extend(names.iter().cloned());
            }
            walk::blocks(stmt).into_iter().for_each(|block| self.find_rebound(block));
        }
    }

    /// What is known in a block is forgotten at its end.
    pub(super) fn block(&mut self, block: &[Stmt], at: At) {
        let before = self.known_now.mark();
        block.iter().for_each(|stmt| self.stmt(stmt, at));
        self.known_now.back_to(before);
    }

    /// Looks at something that stands elsewhere.
    pub(super) fn at_place<R>(&mut self, span: Span, f: impl FnOnce(&mut Self) -> R) -> R {
        let here = std::mem::replace(&mut self.here, span);
        let result = f(self);
        self.here = here;
        result
    }

    fn stmt(&mut self, stmt: &Stmt, at: At) {
        self.at_place(stmt.span, |inference| inference.stmt_here(stmt, at));
    }

    fn stmt_here(&mut self, stmt: &Stmt, at: At) {
        match &stmt.kind {
            StmtKind::Expr(value) | StmtKind::TypeAlias { value, .. } => self.look(value, at),
            StmtKind::Assign { targets, value } => {
                if let (Some(class), [target]) = (at.class, targets.as_slice())
                    && self.member_of_enum(class, target, value, at)
                {
                    return;
                }
                if let [target] = targets.as_slice()
                    && self.gather_apart(target, value, at)
                {
                    return;
                }
                let node = self.expr(value, at);
                for target in targets {
                    self.name_class(target, value);
                    self.assign(target, node, at);
                }
            }
            StmtKind::Augment { target, op, value } => self.augment(target, *op, value, at),
            StmtKind::Annotate { target, value, .. } => self.annotate(target, value.as_ref(), at),
            StmtKind::Return(value) => {
                let value = value.as_ref().map(|value| self.expr(value, at));
                let value = value.unwrap_or_else(|| self.types.node_of(Kind::None));
                at.body.into_iter().for_each(|body| self.types.flow(value, body.returns));
            }
            StmtKind::Raise { exc, cause } => {
                for expr in exc.iter().chain(cause) {
                    let raised = self.expr(expr, at);
                    self.at_place(expr.span, |inference| inference.wish(raised, Wish::Raise));
                }
            }
            StmtKind::Assert { test, message } => {
                self.look(test, at);
                message.iter().for_each(|message| {
                    self.with_test(test, false, at, |inference| {
                        let given = inference.expr(message, at);
                        inference.types.flow(given, inference.exception_arguments);
                    });
                });
                self.learn(test, true, at);
            }
            StmtKind::If { test, body, orelse } => self.if_stmt(stmt, test, body, orelse, at),
            StmtKind::While { test, body, orelse } => self.while_stmt(stmt, test, body, orelse, at),
            StmtKind::For { is_async, target, iter, body, orelse } => {
                let element = self.elements_of(iter, *is_async, at);
                self.forget(&bound(stmt), at);
                let before = self.known_now.mark();
                self.assign(target, element, at);
                self.block(body, at);
                self.known_now.back_to(before);
                self.block(orelse, at);
                self.forget(&bound(stmt), at);
            }
            StmtKind::With { is_async, items, body } => {
                items.iter().for_each(|item| self.with(item, *is_async, at));
                self.block(body, at);
                self.forget(&bound(stmt), at);
            }
            StmtKind::Try(inner) => {
                self.try_stmt(inner, at);
                self.forget(&bound(stmt), at);
            }
            StmtKind::Match { subject, cases } => {
                self.match_stmt(subject, cases, at);
                self.forget(&bound(stmt), at);
            }
            StmtKind::Function(function) => self.function(function, at),
            StmtKind::Class(class) => self.class(class, at),
            StmtKind::Import(names) => names.iter().for_each(|alias| self.import(alias, at)),
            StmtKind::ImportFrom { module: Some(module), level: 0, names } => {
                names.iter().for_each(|alias| self.import_from(module, alias, at));
            }
            StmtKind::ImportFrom { .. } => self.gap("modules of the program itself are not translated yet"),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target, at)),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue | StmtKind::Global(_) | StmtKind::Nonlocal(_) => {}
        }
    }

    fn augment(&mut self, target: &Expr, op: BinaryOp, value: &Expr, at: At) {
        let (left, right) = (self.expr(target, at), self.expr(value, at));
        let result = self.binary(op, left, right, value, true);
        self.assign(target, result, at);
    }

    fn annotate(&mut self, target: &Expr, value: Option<&Expr>, at: At) {
        let Some(value) = value else { return };
        if let Some(class) = at.class
            && (self.field_of_dataclass(class, target, value, at) || self.member_of_enum(class, target, value, at))
        {
            return;
        }
        let value = self.expr(value, at);
        self.assign(target, value, at);
    }

    fn if_stmt(&mut self, stmt: &Stmt, test: &Expr, body: &[Stmt], orelse: &[Stmt], at: At) {
        self.look(test, at);
        self.with_test(test, true, at, |inference| inference.block(body, at));
        self.with_test(test, false, at, |inference| inference.block(orelse, at));
        self.forget(&bound(stmt), at);
        // What a branch that ends here was for is not so after it.
        if jumps(body) && bound_by(orelse).is_empty() {
            self.learn(test, false, at);
        } else if jumps(orelse) && bound_by(body).is_empty() {
            self.learn(test, true, at);
        }
    }

    fn while_stmt(&mut self, stmt: &Stmt, test: &Expr, body: &[Stmt], orelse: &[Stmt], at: At) {
        let bound = bound(stmt);
        self.forget(&bound, at);
        self.look(test, at);
        self.with_test(test, true, at, |inference| inference.block(body, at));
        self.with_test(test, false, at, |inference| inference.block(orelse, at));
        self.forget(&bound, at);
        if !super::functions::breaks(body) && bound_by(orelse).is_empty() {
            self.learn(test, false, at);
        }
    }

    /// What comes out of what is written after `in`.
    pub(super) fn elements_of(&mut self, iter: &Expr, is_async: bool, at: At) -> Node {
        let node = self.expr(iter, at);
        self.at_place(iter.span, |inference| {
            inference.wish_for(node, |element| match is_async {
                true => Wish::IterateAsync { element },
                false => Wish::Iterate { element },
            })
        })
    }

    fn with(&mut self, item: &WithItem, is_async: bool, at: At) {
        let context = self.expr(&item.context, at);
        let entered = self.at_place(item.context.span, |inference| {
            inference.wish_for(context, |result| Wish::Enter { is_async, result })
        });
        item.target.iter().for_each(|target| self.assign(target, entered, at));
    }

    fn try_stmt(&mut self, stmt: &Try, at: At) {
        self.block(&stmt.body, at);
        self.forget(&bound_by(&stmt.body), at);
        for handler in &stmt.handlers {
            let before = self.known_now.mark();
            if let Some(class) = &handler.class {
                let node = self.expr(class, at);
                let splits = stmt.splits;
                let caught = self.at_place(class.span, |inference| {
                    inference.wish_for(node, |result| Wish::Catch { result, splits })
                });
                handler.name.iter().for_each(|name| self.bind(name, caught, at));
            }
            self.block(&handler.body, at);
            self.known_now.back_to(before);
        }
        self.block(&stmt.orelse, at);
        for handler in &stmt.handlers {
            self.forget(&bound_by(&handler.body), at);
        }
        self.forget(&bound_by(&stmt.orelse), at);
        self.block(&stmt.last, at);
    }

    fn match_stmt(&mut self, subject: &Expr, cases: &[Case], at: At) {
        self.expr(subject, at);
        let before = self.known_now.mark();
        for case in cases {
            let inside = self.known_now.mark();
            let node = self.subject_now(subject);
            let matched = self.pattern(&case.pattern, node, at);
            self.know_subject(subject, matched, at);
            if let Some(guard) = &case.guard {
                self.look(guard, at);
                self.learn(guard, true, at);
            }
            self.block(&case.body, at);
            self.known_now.back_to(inside);
            let mut names = bound_by(&case.body);
            names.extend(super::patterns::captures(&case.pattern));
            self.forget(&names, at);
            if case.guard.is_none() {
                self.learn_not_matched(subject, &case.pattern, at);
            }
        }
        self.known_now.back_to(before);
    }

    fn delete(&mut self, target: &Expr, at: At) {
        match &target.kind {
            ExprKind::Name(name) => self.forget(&[name.clone()].into(), at),
            ExprKind::Tuple(members) | ExprKind::List(members) => {
                members.iter().for_each(|member| self.delete(member, at));
            }
            ExprKind::Subscript(of, index) => {
                let (of, index) = (self.expr(of, at), self.expr(index, at));
                self.wish(of, Wish::Delete { index });
            }
            ExprKind::Attribute(of, _) => self.look(of, at),
            _ => self.gap("`del` of this is not translated yet"),
        }
    }

    // Imports.

    fn import(&mut self, alias: &Alias, at: At) {
        let first: Name = alias.name.split('.').next().unwrap_or_default().into();
        let (module, name) = match &alias.other {
            Some(other) => (&alias.name, other),
            None => (&first, &first),
        };
        if !Library::has_module(&alias.name) {
            let message = format!("module `{}` is not translated yet", alias.name);
            self.at_place(alias.span, |inference| inference.gap(message));
        }
        let value = self.module_node(module);
        self.imports.insert((at.scope, name.clone()), module.clone());
        self.bind(name, value, at);
    }

    fn module_node(&mut self, module: &Name) -> Node {
        let item = self.library_item(format!("module {module}"), || Thing::Module(module.clone()));
        self.types.node_of(Kind::Module(item))
    }

    fn import_from(&mut self, module: &Name, alias: &Alias, at: At) {
        if &**module == "__future__" {
            return;
        }
        let name = alias.other.as_ref().unwrap_or(&alias.name);
        self.imports.insert((at.scope, name.clone()), format!("{module}.{}", alias.name).into());
        let found = if Library::has_module(module) { self.member(module, &alias.name) } else { None };
        match found {
            Some(value) => self.bind(name, value, at),
            None => {
                let message = match Library::has_module(module) {
                    true => format!("`{}` of module `{module}` is not translated yet", alias.name),
                    false => format!("module `{module}` is not translated yet"),
                };
                self.at_place(alias.span, |inference| inference.gap(message));
            }
        }
    }

    /// What a module of the library calls by a name.
    pub(super) fn member(&mut self, module: &str, name: &str) -> Option<Node> {
        if let Some(same) = self.library.same(module, name).cloned() {
            return self.of_key(&same);
        }
        if let Some(stub) = self.library.function(module, name).cloned() {
            let item = self.stub_item(&stub);
            return Some(self.types.node_of(Kind::Function(item)));
        }
        if let Some((module, annotation)) = self.library.attribute(module, name).cloned() {
            return Some(self.build_constant(&module, &annotation));
        }
        let of_module = self.library.class(module, name).filter(|key| module == "builtins" || key.contains('.'));
        if let Some(key) = of_module {
            let item = self.library_class(&key);
            return Some(self.types.node_of(Kind::Class(item)));
        }
        let inside: Name = format!("{module}.{name}").into();
        Library::has_module(&inside).then(|| self.module_node(&inside))
    }

    /// What stands under `module.name`, or a builtin.
    fn of_key(&mut self, key: &str) -> Option<Node> {
        match key.rsplit_once('.') {
            Some((module, name)) => self.member(module, name),
            None => self.member("builtins", key),
        }
    }

    // Targets.

    pub(super) fn bind(&mut self, name: &Name, value: Node, at: At) {
        if let Some(owner) = self.scopes.owner(at.scope, name) {
            let variable = self.variable(owner, name);
            self.types.flow(value, variable);
            self.know(owner, name, value, at);
        }
    }

    /// Gives each target what the awaitable at its place gives.
    fn gather_apart(&mut self, target: &Expr, value: &Expr, at: At) -> bool {
        let Some((targets, function, arguments)) = walk::gathered_apart(target, value) else { return false };
        self.expr(function, at);
        let awaited: Vec<Node> = arguments.iter().map(|argument| self.expr(&argument.value, at)).collect();
        for (target, awaited) in targets.iter().zip(awaited) {
            let given = self.wish_for(awaited, |result| Wish::Await { result });
            self.wish(awaited, Wish::NoteAwaited);
            self.assign(target, given, at);
        }
        true
    }

    pub(super) fn assign(&mut self, target: &Expr, value: Node, at: At) {
        self.at_place(target.span, |inference| inference.assign_here(target, value, at));
    }

    fn assign_here(&mut self, target: &Expr, value: Node, at: At) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name, value, at),
            ExprKind::Tuple(members) | ExprKind::List(members) => {
                let star = members.iter().position(|member| matches!(member.kind, ExprKind::Starred(_)));
                let targets: Rc<[Node]> = members.iter().map(|_| self.types.node()).collect();
                self.wish(value, Wish::Unpack { targets: targets.clone(), star });
                for (member, value) in members.iter().zip(targets.iter()) {
                    match &member.kind {
                        ExprKind::Starred(inner) => {
                            let list = self.types.node_of(Kind::List(*value));
                            self.assign(inner, list, at);
                        }
                        _ => self.assign(member, *value, at),
                    }
                }
            }
            ExprKind::Attribute(of, name) => {
                let of = self.expr(of, at);
                self.wish(of, Wish::SetAttribute { name: name.clone(), value });
            }
            ExprKind::Subscript(of, index) => {
                let (of, is_slice) = (self.expr(of, at), matches!(index.kind, ExprKind::Slice(..)));
                let place = place_of(index);
                let index = self.expr(index, at);
                self.wish(
                    of,
                    match is_slice {
                        true => Wish::SetSlice { slice: index, value },
                        false => Wish::SetSubscript { index, place, value },
                    },
                );
            }
            _ => self.gap("this target is not translated yet"),
        }
    }

    /// A call without arguments of a node.
    pub(super) fn called(&mut self, function: Node, arguments: Arguments) -> Node {
        self.wish_for(function, |result| Wish::Call { arguments: Rc::new(arguments), result })
    }
}
