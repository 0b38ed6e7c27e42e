//! Whose variable each name is.
//!
//! # How it works
//!
//! Python decides by the whole of a function which names are its own: those that it binds anywhere, unless it says `global` or `nonlocal`.
//! So each scope is gone through twice: for what it binds, then for what it uses. A use is looked up from the inside out: in its own scope,
//! in the functions around it (what a class binds is seen in its body only), in the module, among the builtins.
//!
//! ```text
//!  module ─┬─ function ─┬─ comprehension, lambda
//!          │            └─ function
//!          └─ class ────── method (does not see the names of the class)
//! ```
//!
//! - **I1** Every name that is used has a [`Variable`] in the end, or a diagnostic.
//! - **I2** A variable belongs to one scope. Scopes that use one of a function around them make it a *shared* one: it outlives a call.

use super::builtins;
use crate::diagnostic::{Code, Diagnostics};
use crate::monomorphise::copies::original_name;
use crate::registrars::name_in_program;
use crate::tree::{
    Expr, ExprId, ExprKind, Function, Module, Name, Parameters, Pattern, PatternKind, Span, Stmt, StmtKind,
};
use crate::walk;
use std::collections::{BTreeMap, BTreeSet};

/// The number of a scope; the module's is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ScopeId(pub(crate) u32);

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    /// A variable of this scope.
    Of(ScopeId, Name),
    Builtin(Name),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    /// Also of a lambda or a comprehension.
    Function,
}

#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    /// Of the function or class: `main`, `Account.pay`; empty for the module.
    pub(crate) name: String,
    pub(crate) parent: Option<ScopeId>,
    /// What it binds, and whether a scope inside uses that, too (I2).
    pub(crate) variables: BTreeMap<Name, bool>,
    globals: BTreeSet<Name>,
    nonlocals: BTreeSet<Name>,
}

#[derive(Debug)]
pub(crate) struct Scopes {
    pub(crate) scopes: Vec<Scope>,
    /// By the number of the expression.
    variables: BTreeMap<ExprId, Variable>,
    /// Of functions and classes, by where their names stand.
    of_definitions: BTreeMap<Span, ScopeId>,
    /// Of lambdas and comprehensions.
    of_expressions: BTreeMap<ExprId, ScopeId>,
}

impl Scopes {
    /// The scope inside a function or class, by the span of its name.
    pub(crate) fn of_definition(&self, name: Span) -> Option<ScopeId> {
        self.of_definitions.get(&name).copied()
    }

    /// The scope inside a lambda or comprehension.
    pub(crate) fn of_expression(&self, expr: ExprId) -> Option<ScopeId> {
        self.of_expressions.get(&expr).copied()
    }

    fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// The scope whose variable a name is, seen from this one.
    pub(crate) fn owner(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let of = self.scope(scope);
        let top = ScopeId(0);
        if of.globals.contains(name) {
            return Some(top);
        }
        if of.variables.contains_key(name) {
            return Some(scope);
        }
        let around = self.of_function_around(scope, name);
        around.or_else(|| self.scope(top).variables.contains_key(name).then_some(top))
    }

    /// The innermost function around this scope that binds the name.
    fn of_function_around(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut next = self.scope(scope).parent;
        while let Some(id) = next {
            let around = self.scope(id);
            if around.kind == ScopeKind::Function && around.variables.contains_key(name) {
                return Some(id);
            }
            if around.kind == ScopeKind::Function && around.globals.contains(name) {
                return None;
            }
            next = around.parent;
        }
        None
    }

    /// What the name at this expression stands for.
    pub(crate) fn variable(&self, name: ExprId) -> Option<&Variable> {
        self.variables.get(&name)
    }
}

/// Finds out whose the names of a module are.
pub(crate) fn resolve(module: &Module, diagnostics: &mut Diagnostics) -> Scopes {
    let (variables, of_definitions, of_expressions) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let scopes = Scopes { scopes: Vec::new(), variables, of_definitions, of_expressions };
    let mut resolver = Resolver { scopes, diagnostics, has_star: has_star(&module.body), undefined: BTreeSet::new() };
    let top = resolver.new_scope(ScopeKind::Module, None);
    resolver.bind_globals(top, &module.body);
    resolver.bind_block(top, &module.body);
    resolver.use_block(top, &module.body);
    resolver.scopes
}

/// `from x import *` may bind anything.
fn has_star(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::ImportFrom { names, .. } => names.iter().any(|alias| &*alias.name == "*"),
        _ => walk::blocks(stmt).into_iter().any(has_star),
    })
}

struct Resolver<'a> {
    scopes: Scopes,
    diagnostics: &'a mut Diagnostics,
    has_star: bool,
    /// The names that are told of: each once, at its first use.
    undefined: BTreeSet<Name>,
}

impl Resolver<'_> {
    fn new_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        let (variables, globals, nonlocals) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        self.scopes.scopes.push(Scope { kind, name: String::new(), parent, variables, globals, nonlocals });
        ScopeId(self.scopes.scopes.len() as u32 - 1)
    }

    /// The scope is that of a function or class.
    fn define(&mut self, inside: ScopeId, name: &Name, span: Span) {
        self.scopes.of_definitions.insert(span, inside);
        let around = self.scope(inside).parent.map(|parent| self.scope(parent).name.clone()).unwrap_or_default();
        let separator = if around.is_empty() { "" } else { "." };
        self.scope(inside).name = format!("{around}{separator}{}", name_in_program(original_name(name)));
    }

    fn scope(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes.scopes[id.0 as usize]
    }

    // What a scope binds.

    fn bind(&mut self, scope: ScopeId, name: &Name) {
        let top = ScopeId(0);
        let of = self.scope(scope);
        if of.nonlocals.contains(name) {
            return;
        }
        let owner = if of.globals.contains(name) { top } else { scope };
        self.scope(owner).variables.entry(name.clone()).or_insert(false);
    }

    /// What any function calls `global` is the module's, wherever that function stands.
    fn bind_globals(&mut self, top: ScopeId, block: &[Stmt]) {
        for stmt in block {
            if let StmtKind::Global(names) = &stmt.kind {
                names.iter().for_each(|name| self.bind(top, name));
            }
            walk::blocks(stmt).into_iter().for_each(|block| self.bind_globals(top, block));
        }
    }

    /// Declarations come first: they hold for the whole scope.
    fn bind_block(&mut self, scope: ScopeId, block: &[Stmt]) {
        self.declare(scope, block);
        block.iter().for_each(|stmt| self.bind_stmt(scope, stmt));
    }

    fn declare(&mut self, scope: ScopeId, block: &[Stmt]) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Global(names) => self.scope(scope).globals.extend(names.iter().cloned()),
                StmtKind::Nonlocal(names) => self.declare_nonlocal(scope, stmt.span, names),
                StmtKind::Function(_) | StmtKind::Class(_) => {}
                _ => walk::blocks(stmt).into_iter().for_each(|block| self.declare(scope, block)),
            }
        }
    }

    fn declare_nonlocal(&mut self, scope: ScopeId, span: Span, names: &[Name]) {
        if self.scope(scope).kind == ScopeKind::Module {
            return self.diagnostics.add(Code::Syntax, span, "`nonlocal` at the level of a module");
        }
        for name in names {
            match self.scopes.of_function_around(scope, name) {
                Some(owner) => self.share(owner, name),
                None => {
                    let message = format!("no function around this one binds `{name}`");
                    self.diagnostics.add(Code::Syntax, span, message);
                }
            }
        }
        self.scope(scope).nonlocals.extend(names.iter().cloned());
    }

    fn bind_stmt(&mut self, scope: ScopeId, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Function(function) => return self.bind(scope, &function.name),
            StmtKind::Class(class) => return self.bind(scope, &class.name),
            StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => {
                targets.iter().for_each(|target| self.bind_target(scope, target));
            }
            StmtKind::Augment { target, .. } | StmtKind::Annotate { target, .. } | StmtKind::For { target, .. } => {
                self.bind_target(scope, target)
            }
            StmtKind::With { items, .. } => {
                items.iter().flat_map(|item| &item.target).for_each(|target| self.bind_target(scope, target));
            }
            StmtKind::Import(names) => {
                for alias in names {
                    let first = alias.name.split('.').next().unwrap_or_default();
                    self.bind(scope, &alias.other.clone().unwrap_or_else(|| first.into()));
                }
            }
            StmtKind::ImportFrom { names, .. } => {
                names.iter().for_each(|alias| self.bind(scope, alias.other.as_ref().unwrap_or(&alias.name)));
            }
            StmtKind::Try(stmt) => {
                stmt.handlers.iter().flat_map(|handler| &handler.name).for_each(|name| self.bind(scope, name));
            }
            StmtKind::Match { cases, .. } => {
                cases.iter().for_each(|case| self.bind_pattern(scope, &case.pattern));
            }
            StmtKind::TypeAlias { name, .. } => self.bind(scope, name),
            _ => {}
        }
        walk::expressions(stmt, &mut |expr| self.bind_named(scope, expr));
        for block in walk::blocks(stmt) {
            block.iter().for_each(|stmt| self.bind_stmt(scope, stmt));
        }
    }

    fn bind_target(&mut self, scope: ScopeId, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(scope, name),
            ExprKind::Tuple(members) | ExprKind::List(members) => {
                members.iter().for_each(|member| self.bind_target(scope, member));
            }
            ExprKind::Starred(inner) => self.bind_target(scope, inner),
            _ => {}
        }
    }

    fn bind_pattern(&mut self, scope: ScopeId, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Value(_) => {}
            PatternKind::Star(name) => name.iter().for_each(|name| self.bind(scope, name)),
            PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
                patterns.iter().for_each(|pattern| self.bind_pattern(scope, pattern));
            }
            PatternKind::Mapping { patterns, rest, .. } => {
                patterns.iter().for_each(|pattern| self.bind_pattern(scope, pattern));
                rest.iter().for_each(|name| self.bind(scope, name));
            }
            PatternKind::Class { patterns, named, .. } => {
                let patterns = patterns.iter().chain(named.iter().map(|(_, pattern)| pattern));
                patterns.for_each(|pattern| self.bind_pattern(scope, pattern));
            }
            PatternKind::As(pattern, name) => {
                pattern.iter().for_each(|pattern| self.bind_pattern(scope, pattern));
                name.iter().for_each(|name| self.bind(scope, name));
            }
        }
    }

    /// `name := value` binds in the function around, also from within a comprehension, but not from within a lambda.
    fn bind_named(&mut self, scope: ScopeId, expr: &Expr) {
        match &expr.kind {
            ExprKind::Named(name, _) => self.bind(scope, name),
            ExprKind::Lambda(..) => return,
            _ => {}
        }
        walk::children(expr, &mut |child| self.bind_named(scope, child));
    }

    // What a scope uses.

    fn use_block(&mut self, scope: ScopeId, block: &[Stmt]) {
        block.iter().for_each(|stmt| self.use_stmt(scope, stmt));
    }

    fn use_stmt(&mut self, scope: ScopeId, stmt: &Stmt) {
        walk::expressions(stmt, &mut |expr| self.use_expr(scope, expr));
        match &stmt.kind {
            StmtKind::Function(function) => self.use_function(scope, function),
            StmtKind::Class(class) => {
                let inside = self.new_scope(ScopeKind::Class, Some(scope));
                self.define(inside, &class.name, class.name_span);
                self.bind_block(inside, &class.body);
                self.use_block(inside, &class.body);
            }
            _ => walk::blocks(stmt).into_iter().for_each(|block| self.use_block(scope, block)),
        }
    }

    fn use_function(&mut self, scope: ScopeId, function: &Function) {
        let inside = self.new_scope(ScopeKind::Function, Some(scope));
        self.define(inside, &function.name, function.name_span);
        if self.scope(scope).kind == ScopeKind::Class {
            self.bind(inside, &"__class__".into());
        }
        self.bind_parameters(inside, &function.parameters);
        self.bind_block(inside, &function.body);
        self.use_block(inside, &function.body);
    }

    fn bind_parameters(&mut self, scope: ScopeId, parameters: &Parameters) {
        let Parameters { positional, star, named_only, double_star, .. } = parameters;
        let all = positional.iter().chain(star).chain(named_only).chain(double_star);
        all.for_each(|parameter| self.bind(scope, &parameter.name));
    }

    fn use_expr(&mut self, scope: ScopeId, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.use_name(scope, expr, name),
            ExprKind::Lambda(parameters, body) => {
                let inside = self.new_scope(ScopeKind::Function, Some(scope));
                self.scopes.of_expressions.insert(expr.id, inside);
                self.bind_parameters(inside, parameters);
                self.bind_named(inside, body);
                walk::children(expr, &mut |child| {
                    let scope = if child.id == body.id { inside } else { scope };
                    self.use_expr(scope, child);
                });
            }
            ExprKind::Comprehension(_, clauses) => {
                let inside = self.new_scope(ScopeKind::Function, Some(scope));
                self.scopes.of_expressions.insert(expr.id, inside);
                clauses.iter().for_each(|clause| self.bind_target(inside, &clause.target));
                let first = clauses.first().map(|clause| clause.iter.id);
                walk::children(expr, &mut |child| {
                    let scope = if Some(child.id) == first { scope } else { inside };
                    self.use_expr(scope, child);
                });
            }
            _ => walk::children(expr, &mut |child| self.use_expr(scope, child)),
        }
    }

    fn use_name(&mut self, scope: ScopeId, expr: &Expr, name: &Name) {
        let variable = match self.scopes.owner(scope, name) {
            Some(owner) => {
                if owner != scope && owner != ScopeId(0) {
                    self.share(owner, name);
                }
                Variable::Of(owner, name.clone())
            }
            None if builtins::is_builtin(name) => Variable::Builtin(name.clone()),
            None => return self.undefined(scope, expr.span, name),
        };
        self.scopes.variables.insert(expr.id, variable);
    }

    fn share(&mut self, owner: ScopeId, name: &Name) {
        self.scope(owner).variables.insert(name.clone(), true);
    }

    fn undefined(&mut self, scope: ScopeId, span: Span, name: &Name) {
        if self.has_star || !self.undefined.insert(name.clone()) {
            return;
        }
        let message = format!("nothing is called `{name}` here");
        match self.similar(scope, name) {
            Some(similar) => {
                let help = format!("there is something called `{similar}`");
                self.diagnostics.add_with_help(Code::UndefinedName, span, message, help);
            }
            None => self.diagnostics.add(Code::UndefinedName, span, message),
        }
    }

    /// The most similar name that can be seen, if there is one.
    fn similar(&mut self, scope: ScopeId, name: &str) -> Option<String> {
        let mut seen: Vec<String> = Vec::new();
        let mut next = Some(scope);
        while let Some(id) = next {
            let scope = self.scope(id);
            seen.extend(scope.variables.keys().map(|name| name.to_string()));
            next = scope.parent;
        }
        seen.extend(builtins::names().map(str::to_owned));
        let length = name.chars().count();
        let most = length.div_ceil(3);
        seen.retain(|other| other.chars().count().abs_diff(length) <= most && length <= LONGEST_HINT);
        let ranked = seen.into_iter().map(|other| (distance(name, &other), other));
        ranked.filter(|(distance, _)| *distance <= most).min().map(|(_, other)| other)
    }
}

/// Longer names get no hint.
const LONGEST_HINT: usize = 60;

/// How many characters must be put in, taken out, replaced, or exchanged with their neighbour to make one of the other (Damerau 1964; each
/// place is touched once).
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for above in 0..one.len() {
        let mut row = vec![above + 1];
        for left in 0..other.len() {
            let replaced = rows[above][left] + usize::from(one[above] != other[left]);
            let mut least = replaced.min(row[left] + 1).min(rows[above][left + 1] + 1);
            if above > 0 && left > 0 && one[above] == other[left - 1] && one[above - 1] == other[left] {
                least = least.min(rows[above - 1][left - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    fn scopes_of(source: &str) -> Scopes {
        let mut diagnostics = Diagnostics::default();
        let module = parse(source, &mut diagnostics).unwrap();
        let scopes = resolve(&module, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{}", diagnostics.refuse("a.py", source));
        scopes
    }

    /// The variables of a scope; shared ones with a star.
    fn variables(scopes: &Scopes, scope: usize) -> Vec<String> {
        let variables = scopes.scopes[scope].variables.iter();
        variables.map(|(name, shared)| format!("{name}{}", if *shared { "*" } else { "" })).collect()
    }

    #[test]
    fn functions_own_what_they_bind() {
        let scopes = scopes_of(
            "x = 1\ndef f(a, *b, c=x, **d):\n    global g\n    y = x\n    g = 1\n    def h():\n        nonlocal y\n        y = a\n    return h\n",
        );
        assert_eq!(variables(&scopes, 0), ["f", "g", "x"]);
        assert_eq!(variables(&scopes, 1), ["a*", "b", "c", "d", "h", "y*"]);
        assert_eq!(variables(&scopes, 2), Vec::<String>::new());
    }

    #[test]
    fn every_kind_of_binding_is_seen() {
        let scopes = scopes_of(
            "import a.b, c as d\nfrom e import f as g, h\nfor i, (j, *k) in []: pass\nwith d as l: pass\ntry: pass\nexcept TypeError as m: pass\nmatch i:\n    case [n, *o] | {'a': n, **o}: pass\n    case int(real=p) as q: pass\n(r := 1)\n[s for t in [] if (s := t)]\nu: int\nv += 1\ndel w\nclass X: y = 1\n",
        );
        let expected = "X a d g h i j k l m n o p q r s u v w";
        assert_eq!(variables(&scopes, 0), expected.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn a_class_hides_its_names_from_its_methods() {
        let scopes = scopes_of("n = 0\nclass C:\n    n = 1\n    m = n\n    def f(self):\n        return n\n");
        let found =
            scopes.variables.values().filter(|variable| matches!(variable, Variable::Of(_, name) if &**name == "n"));
        let of: Vec<_> =
            found.map(|variable| if let Variable::Of(scope, _) = variable { scope.0 } else { 9 }).collect();
        // The assignment in the module, both uses in the class, the one in the method.
        assert_eq!(of, [0, 1, 1, 0]);
    }

    #[test]
    fn distances_count_changes() {
        assert_eq!(distance("pirnt", "print"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("gather", "gather"), 0);
    }
}
