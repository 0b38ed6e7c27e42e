//! What must be known of variables before code is written: how often each is bound, who shares it, where it can be declared, and whether it
//! always has a value where it is read.
//!
//! # How it works
//!
//! One walk over the module notes every mention of a variable, with the blocks around it. The innermost block that holds all mentions is the
//! variable's *home*: there it is declared, by its first assignment where that stands directly in the home, else before the statement that
//! mentions it first. Functions and lambdas (*frames*) that use a variable of a function around them capture it.
//!
//! - **I1** A variable that is captured lives as long as its frame: its home is the frame's own block.

use crate::analyse::scopes::{ScopeId, Scopes, Variable};
use crate::tree::{
    Comprehends, Expr, ExprKind, Function, Module, Name, Parameters, Pattern, PatternKind, Stmt, StmtKind,
};
use crate::walk;
use std::collections::{BTreeMap, BTreeSet};

/// A block of the source, by where its statements lie in memory: the tree does not move.
pub(super) type BlockId = usize;

pub(super) fn block_id(block: &[Stmt]) -> BlockId {
    block.as_ptr() as usize
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Fact {
    /// How often the program binds it, parameters included.
    pub(crate) bindings: usize,
    pub(super) bound_in_loop: bool,
    /// A function or lambda inside uses it; for a variable of the module, any function.
    pub(super) is_captured: bool,
    /// It was captured before its last binding.
    pub(super) bound_after_capture: bool,
    pub(crate) is_deleted: bool,
    pub(super) is_parameter: bool,
    /// It is read where it is not called.
    pub(crate) is_value: bool,
    is_mentioned: bool,
    home: Vec<BlockId>,
    /// The blocks around the assignment that is its first mention.
    first: Option<Vec<BlockId>>,
}

impl Fact {
    /// The block in which it is declared.
    pub(super) fn home(&self) -> Option<BlockId> {
        self.home.last().copied()
    }

    /// Says whether its first mention is an assignment in its home.
    pub(super) fn is_declared_by_assignment(&self) -> bool {
        self.first.as_ref() == Some(&self.home)
    }
}

/// What closures take from the functions around them.
pub(super) type Captures = BTreeSet<(ScopeId, Name)>;

#[derive(Debug, Default)]
pub(crate) struct Facts {
    variables: BTreeMap<(ScopeId, Name), Fact>,
    captures: BTreeMap<ScopeId, Captures>,
    /// The variables whose home a block is, in the order of their first mention.
    homes: BTreeMap<BlockId, Vec<(ScopeId, Name)>>,
    /// The names of attributes that are stored somewhere.
    pub(crate) stored: BTreeSet<Name>,
}

impl Facts {
    pub(crate) fn of(module: &Module, scopes: &Scopes) -> Facts {
        let mut finder = Finder {
            scopes,
            facts: Facts::default(),
            frames: vec![(ScopeId(0), 0)],
            path: Vec::new(),
            order: Vec::new(),
            loops: 0,
        };
        finder.block(&module.body, ScopeId(0));
        let Finder { mut facts, order, .. } = finder;
        for key in order {
            if let Some(home) = facts.variables.get(&key).and_then(Fact::home) {
                facts.homes.entry(home).or_default().push(key);
            }
        }
        facts
    }

    pub(crate) fn variable(&self, scope: ScopeId, name: &Name) -> Fact {
        self.variables.get(&(scope, name.clone())).cloned().unwrap_or_default()
    }

    /// What a function or lambda takes from those around it.
    pub(super) fn captures(&self, scope: ScopeId) -> Captures {
        self.captures.get(&scope).cloned().unwrap_or_default()
    }

    /// The variables that are declared in a block.
    pub(super) fn homes(&self, block: &[Stmt]) -> &[(ScopeId, Name)] {
        self.homes.get(&block_id(block)).map_or(&[], Vec::as_slice)
    }
}

struct Finder<'a> {
    scopes: &'a Scopes,
    facts: Facts,
    /// The functions around, each with how many blocks stood around it.
    frames: Vec<(ScopeId, usize)>,
    path: Vec<BlockId>,
    /// Variables in the order of their first mention.
    order: Vec<(ScopeId, Name)>,
    loops: usize,
}

impl Finder<'_> {
    fn block(&mut self, block: &[Stmt], scope: ScopeId) {
        self.path.push(block_id(block));
        block.iter().for_each(|stmt| self.stmt(stmt, scope));
        self.path.pop();
    }

    /// A block whose statement binds something that only the block may see.
    fn block_with(&mut self, block: &[Stmt], scope: ScopeId, bind: impl FnOnce(&mut Self)) {
        self.path.push(block_id(block));
        bind(self);
        block.iter().for_each(|stmt| self.stmt(stmt, scope));
        self.path.pop();
    }

    fn stmt(&mut self, stmt: &Stmt, scope: ScopeId) {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                self.expr(value, scope);
                targets.iter().for_each(|target| self.target(target, scope));
            }
            StmtKind::Annotate { target, value: Some(value), .. } => {
                self.expr(value, scope);
                self.target(target, scope);
            }
            StmtKind::Annotate { .. } => {}
            StmtKind::Augment { target, value, .. } => {
                self.expr(target, scope);
                self.expr(value, scope);
                self.target(target, scope);
            }
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target, scope)),
            StmtKind::For { target, iter, body, orelse, .. } => {
                self.expr(iter, scope);
                self.loops += 1;
                self.block_with(body, scope, |finder| finder.target(target, scope));
                self.loops -= 1;
                self.block(orelse, scope);
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test, scope);
                self.loops += 1;
                self.block(body, scope);
                self.loops -= 1;
                self.block(orelse, scope);
            }
            StmtKind::With { items, body, .. } => {
                items.iter().for_each(|item| self.expr(&item.context, scope));
                let targets = || items.iter().flat_map(|item| &item.target);
                self.block_with(body, scope, |finder| targets().for_each(|target| finder.target(target, scope)));
            }
            StmtKind::Try(stmt) => {
                self.block(&stmt.body, scope);
                for handler in &stmt.handlers {
                    handler.class.iter().for_each(|class| self.expr(class, scope));
                    self.block_with(&handler.body, scope, |finder| {
                        handler.name.iter().for_each(|name| finder.bind(name, scope));
                    });
                }
                self.block(&stmt.orelse, scope);
                self.block(&stmt.last, scope);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject, scope);
                for case in cases {
                    self.block_with(&case.body, scope, |finder| {
                        finder.pattern(&case.pattern, scope);
                        case.guard.iter().for_each(|guard| finder.expr(guard, scope));
                    });
                }
            }
            StmtKind::Function(function) => self.function(function, scope),
            StmtKind::Class(class) => {
                let outside = class.decorators.iter().chain(class.bases.iter().map(|base| &base.value));
                outside.for_each(|expr| self.expr(expr, scope));
                self.bind(&class.name, scope);
                let Some(inside) = self.scopes.of_definition(class.name_span) else { return };
                self.frames.push((inside, self.path.len()));
                self.block(&class.body, inside);
                self.frames.pop();
            }
            StmtKind::Import(names) => {
                for alias in names {
                    let first: Name = alias.name.split('.').next().unwrap_or_default().into();
                    self.bind(alias.other.as_ref().unwrap_or(&first), scope);
                }
            }
            StmtKind::ImportFrom { names, .. } => {
                names.iter().for_each(|alias| self.bind(alias.other.as_ref().unwrap_or(&alias.name), scope));
            }
            _ => {
                walk::expressions(stmt, &mut |expr| self.expr(expr, scope));
                walk::blocks(stmt).into_iter().for_each(|block| self.block(block, scope));
            }
        }
    }

    fn function(&mut self, function: &Function, scope: ScopeId) {
        function.decorators.iter().for_each(|decorator| self.expr(decorator, scope));
        self.defaults(&function.parameters, scope);
        let Some(inside) = self.scopes.of_definition(function.name_span) else { return };
        self.bind(&function.name, scope);
        self.frame(inside, &function.parameters, |finder| finder.block(&function.body, inside));
    }

    fn defaults(&mut self, parameters: &Parameters, scope: ScopeId) {
        let defaults = parameters.positional.iter().chain(&parameters.named_only);
        defaults.filter_map(|parameter| parameter.default.as_ref()).for_each(|default| self.expr(default, scope));
    }

    fn frame(&mut self, inside: ScopeId, parameters: &Parameters, body: impl FnOnce(&mut Self)) {
        let loops = std::mem::take(&mut self.loops);
        self.frames.push((inside, self.path.len()));
        let Parameters { positional, star, named_only, double_star, .. } = parameters;
        for parameter in positional.iter().chain(star).chain(named_only).chain(double_star) {
            self.bind(&parameter.name, inside);
            if let Some(fact) = self.facts.variables.get_mut(&(inside, parameter.name.clone())) {
                fact.is_parameter = true;
            }
        }
        body(self);
        self.frames.pop();
        self.loops = loops;
    }

    fn expr(&mut self, expr: &Expr, scope: ScopeId) {
        match &expr.kind {
            ExprKind::Name(name) => self.read(expr, name, true),
            ExprKind::Call(function, arguments) => {
                match &function.kind {
                    ExprKind::Name(name) => self.read(function, name, false),
                    _ => self.expr(function, scope),
                }
                arguments.iter().for_each(|argument| self.expr(&argument.value, scope));
            }
            ExprKind::Named(name, value) => {
                self.expr(value, scope);
                self.bind(name, scope);
                // It stands inside an expression, where nothing is declared.
                if let Some(owner) = self.scopes.owner(scope, name)
                    && let Some(fact) = self.facts.variables.get_mut(&(owner, name.clone()))
                    && fact.bindings == 1
                {
                    fact.first = None;
                }
            }
            ExprKind::Lambda(parameters, body) => {
                self.defaults(parameters, scope);
                let Some(inside) = self.scopes.of_expression(expr.id) else { return };
                self.frame(inside, parameters, |finder| finder.expr(body, inside));
            }
            ExprKind::Comprehension(made, clauses) => {
                let Some(inside) = self.scopes.of_expression(expr.id) else { return };
                let is_frame = matches!(made, Comprehends::Generator(_));
                if let Some(first) = clauses.first() {
                    self.expr(&first.iter, scope);
                }
                if is_frame {
                    self.frames.push((inside, self.path.len()));
                }
                for (index, clause) in clauses.iter().enumerate() {
                    if index > 0 {
                        self.expr(&clause.iter, inside);
                    }
                    clause.conditions.iter().for_each(|condition| self.expr(condition, inside));
                    self.count_bindings(&clause.target, inside);
                }
                match made {
                    Comprehends::List(one) | Comprehends::Set(one) | Comprehends::Generator(one) => {
                        self.expr(one, inside);
                    }
                    Comprehends::Dict(key, value) => [key, value].into_iter().for_each(|part| self.expr(part, inside)),
                }
                if is_frame {
                    self.frames.pop();
                }
            }
            _ => walk::children(expr, &mut |child| self.expr(child, scope)),
        }
    }

    /// A variable of a comprehension lives in it. All there is to know is how often it is bound: `for _, (_, last) in …`.
    fn count_bindings(&mut self, target: &Expr, inside: ScopeId) {
        match &target.kind {
            ExprKind::Name(name) => self.facts.variables.entry((inside, name.clone())).or_default().bindings += 1,
            ExprKind::Tuple(members) | ExprKind::List(members) => {
                members.iter().for_each(|member| self.count_bindings(member, inside));
            }
            ExprKind::Starred(target) => self.count_bindings(target, inside),
            _ => {}
        }
    }

    fn read(&mut self, expr: &Expr, name: &Name, is_value: bool) {
        let Some(Variable::Of(owner, _)) = self.scopes.variable(expr.id) else { return };
        self.mention(*owner, name);
        if let Some(fact) = self.facts.variables.get_mut(&(*owner, name.clone())) {
            fact.is_value |= is_value;
        }
    }

    fn target(&mut self, target: &Expr, scope: ScopeId) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name, scope),
            ExprKind::Tuple(members) | ExprKind::List(members) => {
                members.iter().for_each(|member| self.target(member, scope));
            }
            ExprKind::Starred(inner) => self.target(inner, scope),
            ExprKind::Attribute(of, name) => {
                self.facts.stored.insert(name.clone());
                self.expr(of, scope);
            }
            _ => self.expr(target, scope),
        }
    }

    fn delete(&mut self, target: &Expr, scope: ScopeId) {
        self.expr(target, scope);
        if let ExprKind::Name(name) = &target.kind
            && let Some(owner) = self.scopes.owner(scope, name)
            && let Some(fact) = self.facts.variables.get_mut(&(owner, name.clone()))
        {
            fact.is_deleted = true;
        }
    }

    fn pattern(&mut self, pattern: &Pattern, scope: ScopeId) {
        match &pattern.kind {
            PatternKind::Value(value) => self.expr(value, scope),
            PatternKind::Star(name) => name.iter().for_each(|name| self.bind(name, scope)),
            PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
                patterns.iter().for_each(|pattern| self.pattern(pattern, scope));
            }
            PatternKind::Mapping { keys, patterns, rest } => {
                keys.iter().for_each(|key| self.expr(key, scope));
                patterns.iter().for_each(|pattern| self.pattern(pattern, scope));
                rest.iter().for_each(|name| self.bind(name, scope));
            }
            PatternKind::Class { class, patterns, named } => {
                self.expr(class, scope);
                let patterns = patterns.iter().chain(named.iter().map(|(_, pattern)| pattern));
                patterns.for_each(|pattern| self.pattern(pattern, scope));
            }
            PatternKind::As(pattern, name) => {
                pattern.iter().for_each(|pattern| self.pattern(pattern, scope));
                name.iter().for_each(|name| self.bind(name, scope));
            }
        }
    }

    fn bind(&mut self, name: &Name, scope: ScopeId) {
        let Some(owner) = self.scopes.owner(scope, name) else { return };
        let key = (owner, name.clone());
        let is_first = self.facts.variables.get(&key).is_none_or(|fact| !fact.is_mentioned);
        let in_own_frame = self.frames.last().is_some_and(|(frame, _)| *frame == owner);
        self.mention(owner, name);
        let (path, loops) = (self.path.clone(), self.loops);
        let Some(fact) = self.facts.variables.get_mut(&key) else { return };
        fact.bindings += 1;
        fact.bound_in_loop |= loops > 0 || !in_own_frame;
        fact.bound_after_capture |= fact.is_captured;
        if is_first && in_own_frame {
            fact.first = Some(path);
        }
    }

    fn mention(&mut self, owner: ScopeId, name: &Name) {
        let key = (owner, name.clone());
        let at = self.frames.iter().rposition(|(frame, _)| *frame == owner);
        let is_own = at.is_some_and(|at| at + 1 == self.frames.len());
        let Some(at) = at else { return };
        for (frame, _) in self.frames.iter().skip(at + 1).filter(|_| owner != ScopeId(0)) {
            self.facts.captures.entry(*frame).or_default().insert(key.clone());
        }
        // Seen from its frame it stands where the function stands that mentions it.
        let base = self.frames.get(at).map_or(0, |(_, base)| *base);
        let end = self.frames.get(at + 1).map_or(self.path.len(), |(_, base)| *base);
        let path = self.path.get(..end).unwrap_or_default().to_vec();
        let fact = self.facts.variables.entry(key.clone()).or_default();
        if !fact.is_mentioned {
            self.order.push(key);
            fact.home.clone_from(&path);
        }
        fact.is_mentioned = true;
        fact.is_captured |= !is_own;
        let common = fact.home.iter().zip(&path).take_while(|(one, other)| one == other).count();
        fact.home.truncate(if fact.is_captured { common.min(base + 1) } else { common });
    }
}

/// Says whether a variable of a block always has a value where the block reads it, as rustc sees it (`strict`) or as Python does.
pub(super) fn always_assigned(block: &[Stmt], name: &Name, strict: bool) -> bool {
    let mut flow = Flow { name, strict, is_read_unset: false };
    flow.block(block, false);
    !flow.is_read_unset
}

struct Flow<'a> {
    name: &'a Name,
    strict: bool,
    is_read_unset: bool,
}

/// Whether the variable has a value, and whether the end is never reached.
type End = (bool, bool);

impl Flow<'_> {
    fn block(&mut self, block: &[Stmt], mut is_set: bool) -> End {
        for stmt in block {
            let (set, ends) = self.stmt(stmt, is_set);
            is_set = set;
            if ends {
                return (is_set, true);
            }
        }
        (is_set, false)
    }

    fn stmt(&mut self, stmt: &Stmt, is_set: bool) -> End {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                self.read(value, is_set);
                targets.iter().for_each(|target| self.read_target(target, is_set));
                (is_set || targets.iter().any(|target| self.binds(target)), false)
            }
            StmtKind::Annotate { target, value: Some(value), .. } => {
                self.read(value, is_set);
                (is_set || self.binds(target), false)
            }
            StmtKind::Annotate { .. } => (is_set, false),
            StmtKind::Return(_) | StmtKind::Raise { .. } => {
                walk::expressions(stmt, &mut |expr| {
                    self.read(expr, is_set);
                });
                (is_set, true)
            }
            StmtKind::Break | StmtKind::Continue => (is_set, true),
            StmtKind::If { test, body, orelse } => {
                let is_true = self.read_true(test, is_set);
                let is_set = self.read(test, is_set);
                let ends = [self.block(body, is_true), self.block(orelse, is_set)];
                join(ends)
            }
            StmtKind::While { test, body, orelse } => {
                let is_true = self.read_true(test, is_set);
                let is_set = self.read(test, is_set);
                self.block(body, is_true);
                self.block(orelse, is_set);
                (is_set, false)
            }
            StmtKind::For { target, iter, body, orelse, .. } => {
                self.read(iter, is_set);
                self.block(body, is_set || self.binds(target));
                self.block(orelse, is_set);
                (is_set, false)
            }
            StmtKind::With { items, body, .. } => {
                items.iter().for_each(|item| {
                    self.read(&item.context, is_set);
                });
                let bound = items.iter().flat_map(|item| &item.target).any(|target| self.binds(target));
                let (set, ends) = self.block(body, is_set || bound);
                (if self.strict { is_set } else { set }, ends && !self.strict)
            }
            StmtKind::Try(stmt) => {
                let body = self.block(&stmt.body, is_set);
                let after = if body.1 { body } else { self.block(&stmt.orelse, body.0 && !self.strict || is_set) };
                let mut ends = vec![after];
                for handler in &stmt.handlers {
                    let is_named = handler.name.as_ref() == Some(self.name);
                    ends.push(self.block(&handler.body, is_set || is_named));
                }
                let last = self.block(&stmt.last, is_set);
                let joined = join(ends);
                let set = if self.strict { is_set } else { joined.0 };
                (set || last.0, last.1 || joined.1)
            }
            StmtKind::Match { subject, cases } => {
                let is_set = self.read(subject, is_set);
                let mut ends = Vec::new();
                let mut matches_all = false;
                for case in cases {
                    let mut names = Vec::new();
                    super::matching::names_of(&case.pattern, &mut names);
                    let mut set = is_set || names.contains(&self.name);
                    if let Some(guard) = &case.guard {
                        set = self.read(guard, set);
                    }
                    ends.push(self.block(&case.body, set));
                    matches_all |= case.guard.is_none() && matches!(case.pattern.kind, PatternKind::As(None, _));
                }
                if !matches_all {
                    ends.push((is_set, false));
                }
                (join(ends).0, false)
            }
            StmtKind::Function(function) => (is_set || function.name == *self.name, false),
            StmtKind::Class(class) => (is_set || class.name == *self.name, false),
            _ => {
                walk::expressions(stmt, &mut |expr| {
                    self.read(expr, is_set);
                });
                (is_set, false)
            }
        }
    }

    /// Reads what an expression mentions; says whether the variable has a value then (`:=`).
    fn read(&mut self, expr: &Expr, is_set: bool) -> bool {
        match &expr.kind {
            ExprKind::Name(name) if name == self.name => self.is_read_unset |= !is_set,
            ExprKind::Named(name, value) => {
                self.read(value, is_set);
                return is_set || name == self.name;
            }
            ExprKind::Lambda(..) => {}
            // Of these only the first is evaluated in any case.
            ExprKind::And(members) | ExprKind::Or(members) => {
                let mut sets = members.iter().scan(is_set, |set, member| {
                    *set = self.read(member, *set);
                    Some(*set)
                });
                let first = sets.next();
                sets.for_each(drop);
                return first.unwrap_or(is_set);
            }
            ExprKind::IfElse { test, body, orelse } => {
                let is_set = self.read(test, is_set);
                let ends = [self.read(body, is_set), self.read(orelse, is_set)];
                return ends.into_iter().all(|is_set| is_set);
            }
            ExprKind::Comprehension(made, clauses) => {
                let first = clauses.first().is_some_and(|clause| self.read(&clause.iter, is_set));
                let mut set = first;
                for (place, clause) in clauses.iter().enumerate() {
                    set = if place > 0 { self.read(&clause.iter, set) } else { set };
                    set = clause.conditions.iter().fold(set, |set, condition| self.read(condition, set));
                }
                match made {
                    Comprehends::List(one) | Comprehends::Set(one) | Comprehends::Generator(one) => {
                        self.read(one, set);
                    }
                    Comprehends::Dict(key, value) => {
                        let set = self.read(key, set);
                        self.read(value, set);
                    }
                }
                return first;
            }
            _ => {
                let mut set = is_set;
                walk::children(expr, &mut |child| set = self.read(child, set));
                return set;
            }
        }
        is_set
    }

    /// The same of a test, where it holds.
    fn read_true(&mut self, test: &Expr, is_set: bool) -> bool {
        match &test.kind {
            ExprKind::And(members) => members.iter().fold(is_set, |set, member| self.read_true(member, set)),
            _ => self.read(test, is_set),
        }
    }

    fn read_target(&mut self, target: &Expr, is_set: bool) {
        match &target.kind {
            ExprKind::Name(_) => {}
            ExprKind::Tuple(members) | ExprKind::List(members) => {
                members.iter().for_each(|member| self.read_target(member, is_set));
            }
            ExprKind::Starred(inner) => self.read_target(inner, is_set),
            _ => {
                self.read(target, is_set);
            }
        }
    }

    fn binds(&self, target: &Expr) -> bool {
        match &target.kind {
            ExprKind::Name(name) => name == self.name,
            ExprKind::Tuple(members) | ExprKind::List(members) => members.iter().any(|member| self.binds(member)),
            ExprKind::Starred(inner) => self.binds(inner),
            _ => false,
        }
    }
}

fn join(ends: impl IntoIterator<Item = End>) -> End {
    ends.into_iter().fold((true, true), |(set, ended), (one, ends)| (set && (one || ends), ended && ends))
}
