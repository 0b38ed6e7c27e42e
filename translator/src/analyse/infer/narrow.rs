//! What a name holds at one place, where that is known better than what it holds anywhere.
//!
//! # How it works
//!
//! The walk has a list of what is known. An assignment adds the node of what is assigned: up to the end of the block, or the next statement
//! that binds the name again, its uses see that node. A test (`x is None`, `isinstance(x, C)`, `x`) adds a node that gets of the name's
//! kinds those that pass. That is so only for names of the function itself that no function inside binds: no one else can change them.
//!
//! - **I1** Whatever may be run several times (a loop), in part (`try`, `with`) or not at all (`if`) makes all names that it binds unknown
//!   after it, and a loop before it, too.
//! - **I2** What does not pass a filter never comes to the place: where it is not known whether it passes, it does.

use super::walk::At;
use super::{Form, Inference, Thing, Wish};
use crate::analyse::scopes::{ScopeId, Variable};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{
    ArgumentKind, BinaryOp, CompareOp, Expr, ExprKind, Name, Pattern, PatternKind, Stmt, StmtKind, UnaryOp,
};
use crate::walk;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What is known of names, and what was known before.
#[derive(Debug, Default)]
pub(super) struct Known {
    nodes: BTreeMap<(ScopeId, Name), Option<Node>>,
    /// What each name had before it was told of, the latest last.
    before: Vec<((ScopeId, Name), Option<Node>)>,
}

impl Known {
    fn get(&self, scope: ScopeId, name: &Name) -> Option<Node> {
        self.nodes.get(&(scope, name.clone())).copied().flatten()
    }

    fn set(&mut self, scope: ScopeId, name: &Name, node: Option<Node>) {
        let key = (scope, name.clone());
        let before = self.nodes.insert(key.clone(), node).flatten();
        self.before.push((key, before));
    }

    /// How much was told: for [`Known::back_to`].
    pub(super) fn mark(&self) -> usize {
        self.before.len()
    }

    /// Takes back what was told since.
    pub(super) fn back_to(&mut self, mark: usize) {
        while self.before.len() > mark
            && let Some((key, before)) = self.before.pop()
        {
            self.nodes.insert(key, before);
        }
    }
}

/// What passes.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    None,
    NotNone,
    /// The only `object()` of the program.
    Sentinel,
    NotSentinel,
    /// An operator's method gave an answer.
    Implemented,
    /// Objects of these classes.
    Is(Vec<Node>),
    IsNot(Vec<Node>),
}

impl Inference<'_> {
    /// `NAME = object()` at the level of the module, if there is no other `object()`.
    pub(super) fn find_sentinel(&self, module: &[Stmt]) -> Option<Name> {
        let mut found = module.iter().filter_map(|stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } if self.is_object_call(value) => match targets.as_slice() {
                [Expr { kind: ExprKind::Name(name), .. }] => Some(name),
                _ => None,
            },
            _ => None,
        });
        let (name, None) = (found.next()?, found.next()) else { return None };
        let binds = module.iter().filter(|stmt| bound(stmt).contains(name)).count();
        let is_only = binds == 1 && !self.rebound.contains(name) && self.mentions_of_object(module) == 1;
        is_only.then(|| name.clone())
    }

    fn is_object_call(&self, value: &Expr) -> bool {
        matches!(&value.kind, ExprKind::Call(function, arguments) if arguments.is_empty() && self.is_builtin(function, "object"))
    }

    fn mentions_of_object(&self, block: &[Stmt]) -> usize {
        let mut count = 0;
        for stmt in block {
            walk::expressions(stmt, &mut |expr| count += self.mentions_in(expr));
            count += walk::blocks(stmt).into_iter().map(|block| self.mentions_of_object(block)).sum::<usize>();
        }
        count
    }

    fn mentions_in(&self, expr: &Expr) -> usize {
        let mut count = usize::from(self.is_builtin(expr, "object"));
        walk::children(expr, &mut |child| count += self.mentions_in(child));
        count
    }

    fn is_sentinel(&self, expr: &Expr) -> bool {
        matches!(self.scopes.variable(expr.id), Some(Variable::Of(ScopeId(0), name)) if Some(name) == self.sentinel.as_ref())
    }

    /// The node of a name where the walk is.
    pub(super) fn name_now(&mut self, scope: ScopeId, name: &Name) -> Node {
        match self.known_now.get(scope, name) {
            Some(node) => node,
            None => self.variable(scope, name),
        }
    }

    /// From here on a name holds what is in a node, as far as nothing else is said.
    pub(super) fn know(&mut self, scope: ScopeId, name: &Name, node: Node, at: At) {
        if scope == at.home && !self.rebound.contains(name) {
            self.known_now.set(scope, name, Some(node));
        }
    }

    /// Nothing is known of names any more (I1).
    pub(super) fn forget(&mut self, names: &BTreeSet<Name>, at: At) {
        for name in names {
            if self.known_now.get(at.home, name).is_some() {
                self.known_now.set(at.home, name, None);
            }
        }
    }

    /// Goes through something with what a test says, and forgets that again.
    pub(super) fn with_test<R>(&mut self, test: &Expr, truth: bool, at: At, f: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.known_now.mark();
        self.learn(test, truth, at);
        let result = f(self);
        self.known_now.back_to(before);
        result
    }

    /// What a test says where it came out as `truth`.
    pub(super) fn learn(&mut self, test: &Expr, truth: bool, at: At) {
        match &test.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => self.learn(inner, !truth, at),
            ExprKind::And(members) if truth => members.iter().for_each(|member| self.learn(member, truth, at)),
            ExprKind::Or(members) if !truth => members.iter().for_each(|member| self.learn(member, truth, at)),
            ExprKind::Name(_) | ExprKind::Named(..) if truth => self.narrow(test, Filter::NotNone, at),
            ExprKind::Compare(left, rights) => self.learn_comparison(left, rights, truth, at),
            ExprKind::Call(function, arguments) if self.is_builtin(function, "isinstance") => {
                if let [subject, classes] = arguments.as_slice()
                    && matches!((&subject.kind, &classes.kind), (ArgumentKind::Positional, ArgumentKind::Positional))
                    && let Some(classes) = self.class_nodes(&classes.value)
                {
                    let filter = if truth { Filter::Is(classes) } else { Filter::IsNot(classes) };
                    self.narrow(&subject.value, filter, at);
                }
            }
            _ => {}
        }
    }

    fn learn_comparison(&mut self, left: &Expr, rights: &[(CompareOp, Expr)], truth: bool, at: At) {
        let [(op, right)] = rights else { return };
        let is_none = |expr: &Expr| matches!(expr.kind, ExprKind::None);
        if self.is_sentinel(right) {
            let is_it = matches!((op, truth), (CompareOp::Is, true) | (CompareOp::IsNot, false));
            let is_not = matches!((op, truth), (CompareOp::Is, false) | (CompareOp::IsNot, true));
            if is_it || is_not {
                self.narrow(left, if is_it { Filter::Sentinel } else { Filter::NotSentinel }, at);
            }
            return;
        }
        if !is_none(right) {
            return;
        }
        match (op, truth) {
            (CompareOp::Is, true) | (CompareOp::IsNot, false) => self.narrow(left, Filter::None, at),
            (CompareOp::IsNot, true) | (CompareOp::Is, false) => self.narrow(left, Filter::NotNone, at),
            _ => {}
        }
    }

    /// Of a name (or `name := …`) only what passes is there.
    pub(super) fn narrow(&mut self, subject: &Expr, filter: Filter, at: At) {
        let (scope, name) = match (&subject.kind, self.scopes.variable(subject.id)) {
            (ExprKind::Name(_), Some(Variable::Of(scope, name))) => (*scope, name.clone()),
            (ExprKind::Named(name, _), _) => match self.scopes.owner(at.scope, name) {
                Some(scope) => (scope, name.clone()),
                None => return,
            },
            _ => return,
        };
        if scope == at.home && !self.rebound.contains(&name) {
            let node = self.name_now(scope, &name);
            let passed = self.filtered(node, filter);
            self.know(scope, &name, passed, at);
        }
    }

    /// Of a node only what passes.
    pub(super) fn filtered(&mut self, node: Node, filter: Filter) -> Node {
        let filter = Rc::new(filter);
        let passed = self.wish_for(node, |result| Wish::Filter { filter: filter.clone(), result });
        if let Filter::Is(classes) = &*filter {
            for class in classes {
                self.wish(*class, Wish::FilterClass { subject: node, filter: filter.clone(), result: passed });
            }
        }
        passed
    }

    /// The nodes of `C`, `(C, D)`, `C | D`; none where something else is written.
    fn class_nodes(&mut self, classes: &Expr) -> Option<Vec<Node>> {
        match &classes.kind {
            ExprKind::Name(_) | ExprKind::Attribute(..) => Some(vec![*self.expressions.get(&classes.id)?]),
            ExprKind::Tuple(members) => {
                let nodes: Option<Vec<_>> = members.iter().map(|member| self.class_nodes(member)).collect();
                nodes.map(|nodes| nodes.concat())
            }
            ExprKind::Binary(left, BinaryOp::BitOr, right) => {
                Some([self.class_nodes(left)?, self.class_nodes(right)?].concat())
            }
            _ => None,
        }
    }

    /// A kind comes to a filter. What is to be none of some classes waits until those are known.
    pub(super) fn filter(&mut self, wish: u32, kind: &Kind, filter: &Filter, result: Node, is_late: bool) {
        let passes = match filter {
            Filter::None => *kind == Kind::None,
            Filter::NotNone => *kind != Kind::None,
            Filter::Sentinel => self.is_object(kind),
            Filter::NotSentinel => !self.is_object(kind),
            Filter::Implemented => *kind != Kind::NotImplemented,
            Filter::Is(classes) => return self.filter_classes(kind, classes, result),
            Filter::IsNot(_) if !is_late => return self.late.push((wish, kind.clone())),
            Filter::IsNot(classes) => {
                !classes.iter().any(|class| self.only_class(*class).is_some_and(|class| self.is_surely(kind, class)))
            }
        };
        if passes {
            self.types.add(result, kind.clone());
        }
    }

    fn is_object(&self, kind: &Kind) -> bool {
        self.class_key(kind).is_some_and(|key| &*key == "object")
    }

    /// A class comes to where kinds wait that came before it.
    pub(super) fn filter_again(&mut self, subject: Node, filter: &Filter, result: Node) {
        if let Filter::Is(classes) = filter {
            let kinds: Vec<Kind> = self.types.kinds(subject).cloned().collect();
            kinds.iter().for_each(|kind| self.filter_classes(kind, classes, result));
        }
    }

    fn filter_classes(&mut self, kind: &Kind, classes: &[Node], result: Node) {
        for class in classes {
            let classes: Vec<Kind> = self.types.kinds(*class).cloned().collect();
            classes.iter().for_each(|class| self.filter_class(kind, class, result));
        }
    }

    fn filter_class(&mut self, kind: &Kind, class: &Kind, result: Node) {
        let Kind::Class(class) = class else { return self.types.add(result, kind.clone()) };
        if self.is_surely(kind, *class) {
            return self.types.add(result, kind.clone());
        }
        if let (Kind::Object(item, parts), Thing::LibraryClass(key)) = (kind, self.thing(*class))
            && let Thing::LibraryClass(of) = self.thing(*item)
            && self.library.is_subclass(key, of)
        {
            let is_group = self.library.is_subclass(key, "BaseExceptionGroup");
            let narrower = Kind::Object(*class, parts.clone());
            if !is_group {
                return self.types.add(result, narrower);
            }
            let caught = self.caught(*class);
            self.types.flow(caught, result);
        }
    }

    /// The class that a node is, where it is only one.
    fn only_class(&self, node: Node) -> Option<Item> {
        let mut kinds = self.types.kinds(node);
        match (kinds.next(), kinds.next()) {
            (Some(Kind::Class(item)), None) => Some(*item),
            _ => None,
        }
    }

    /// Says whether every object of this kind is one of the class.
    pub(super) fn is_surely(&self, kind: &Kind, class: Item) -> bool {
        match (kind, self.thing(class)) {
            (Kind::Instance(item), Thing::Class(_)) => {
                self.user_class(*item).is_some_and(|of| of.order.contains(&class))
            }
            (Kind::Instance(item), Thing::LibraryClass(key)) => self.user_class(*item).is_some_and(|of| {
                &**key == "tuple" && of.form == Form::NamedTuple
                    || of.library.iter().any(|base| self.library.is_subclass(base, key))
            }),
            (Kind::Bool, Thing::LibraryClass(key)) => matches!(&**key, "bool" | "int" | "object"),
            (_, Thing::LibraryClass(key)) => self.class_key(kind).is_some_and(|of| self.library.is_subclass(&of, key)),
            _ => false,
        }
    }

    /// Says whether an expression is a name that stands for this builtin.
    pub(super) fn is_builtin(&self, expr: &Expr, name: &str) -> bool {
        matches!(&expr.kind, ExprKind::Name(of) if &**of == name)
            && matches!(self.scopes.variable(expr.id), Some(Variable::Builtin(_)))
    }

    /// What a case that did not match says of the subject, where a class alone decides.
    pub(super) fn learn_not_matched(&mut self, subject: &Expr, pattern: &Pattern, at: At) {
        match &pattern.kind {
            PatternKind::Value(Expr { kind: ExprKind::None, .. }) => self.narrow(subject, Filter::NotNone, at),
            PatternKind::As(Some(inner), _) => self.learn_not_matched(subject, inner, at),
            PatternKind::Or(patterns) => {
                patterns.iter().for_each(|pattern| self.learn_not_matched(subject, pattern, at));
            }
            PatternKind::Class { class, patterns, named } => {
                let all = patterns.iter().chain(named.iter().map(|(_, pattern)| pattern)).next().is_none();
                let captures = named.is_empty()
                    && matches!(patterns.as_slice(), [Pattern { kind: PatternKind::As(None, _), .. }])
                    && ["int", "str", "float", "bool", "bytes"].iter().any(|name| self.is_builtin(class, name));
                if let (true, Some(node)) = (all || captures, self.expressions.get(&class.id)) {
                    self.narrow(subject, Filter::IsNot(vec![*node]), at);
                }
            }
            _ => {}
        }
    }
}

/// The names that a statement binds in its own scope.
pub(super) fn bound(stmt: &Stmt) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    bound_in(stmt, &mut names);
    names
}

/// The names that a statement binds itself, without its blocks.
pub(crate) fn bound_alone(stmt: &Stmt) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    bound_here(stmt, &mut names);
    names
}

/// Those that the statements of a block bind.
pub(crate) fn bound_by(block: &[Stmt]) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    block.iter().for_each(|stmt| bound_in(stmt, &mut names));
    names
}

fn bound_in(stmt: &Stmt, names: &mut BTreeSet<Name>) {
    bound_here(stmt, names);
    if !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
        walk::blocks(stmt).into_iter().flatten().for_each(|stmt| bound_in(stmt, names));
    }
}

fn bound_here(stmt: &Stmt, names: &mut BTreeSet<Name>) {
    match &stmt.kind {
        StmtKind::Function(function) => names.extend([function.name.clone()]),
        StmtKind::Class(class) => names.extend([class.name.clone()]),
        StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => {
            targets.iter().for_each(|target| bound_target(target, names));
        }
        StmtKind::Augment { target, .. } | StmtKind::Annotate { target, .. } | StmtKind::For { target, .. } => {
            bound_target(target, names);
        }
        StmtKind::With { items, .. } => {
            items.iter().flat_map(|item| &item.target).for_each(|target| bound_target(target, names));
        }
        StmtKind::Import(aliases) => names.extend(aliases.iter().map(|alias| {
            let first = alias.name.split('.').next().unwrap_or_default();
            alias.other.clone().unwrap_or_else(|| first.into())
        })),
        StmtKind::ImportFrom { names: aliases, .. } => {
            names.extend(aliases.iter().map(|alias| alias.other.as_ref().unwrap_or(&alias.name).clone()));
        }
        StmtKind::Try(stmt) => names.extend(stmt.handlers.iter().flat_map(|handler| handler.name.clone())),
        StmtKind::Match { cases, .. } => cases.iter().for_each(|case| bound_pattern(&case.pattern, names)),
        _ => {}
    }
    walk::expressions(stmt, &mut |expr| bound_named(expr, names));
}

fn bound_target(target: &Expr, names: &mut BTreeSet<Name>) {
    match &target.kind {
        ExprKind::Name(name) => names.extend([name.clone()]),
        ExprKind::Tuple(members) | ExprKind::List(members) => {
            members.iter().for_each(|member| bound_target(member, names));
        }
        ExprKind::Starred(inner) => bound_target(inner, names),
        _ => {}
    }
}

/// The names that `:=` binds in an expression.
pub(super) fn named_in(expr: &Expr) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    bound_named(expr, &mut names);
    names
}

fn bound_named(expr: &Expr, names: &mut BTreeSet<Name>) {
    if let ExprKind::Named(name, _) = &expr.kind {
        names.insert(name.clone());
    }
    walk::children(expr, &mut |child| bound_named(child, names));
}

pub(super) fn bound_pattern(pattern: &Pattern, names: &mut BTreeSet<Name>) {
    match &pattern.kind {
        PatternKind::Value(_) => {}
        PatternKind::Star(name) => names.extend(name.clone()),
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().for_each(|pattern| bound_pattern(pattern, names));
        }
        PatternKind::Mapping { patterns, rest, .. } => {
            patterns.iter().for_each(|pattern| bound_pattern(pattern, names));
            names.extend(rest.clone());
        }
        PatternKind::Class { patterns, named, .. } => {
            let patterns = patterns.iter().chain(named.iter().map(|(_, pattern)| pattern));
            patterns.for_each(|pattern| bound_pattern(pattern, names));
        }
        PatternKind::As(pattern, name) => {
            pattern.iter().for_each(|pattern| bound_pattern(pattern, names));
            names.extend(name.clone());
        }
    }
}

/// Says whether what follows a block is never reached from its end.
pub(super) fn jumps(block: &[Stmt]) -> bool {
    block.last().is_some_and(|stmt| match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Break | StmtKind::Continue => true,
        StmtKind::If { body, orelse, .. } => jumps(body) && jumps(orelse),
        _ => false,
    })
}
