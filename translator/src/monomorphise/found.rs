//! Which definitions may have copies, and what calls them.
//!
//! # How it works
//!
//! A *template* is a function, a class, or all methods of one name, with its copies so far: the *variants*. A call whose callee names a variant
//! is a *site*, and can be sent to another variant by another name. Methods are taken together, for whose method a call runs is known when it
//! runs.
//!
//! - **I1** Nothing that a program can see tells a template from its copies: it is bound once, evaluates nothing when it is defined that could
//!   be seen twice, and what it keeps between calls stands outside of it.

use super::copies::{definitions, original_name, place};
use crate::analyse::infer::{Form, Inferred};
use crate::analyse::scopes::{ScopeId, ScopeKind, Scopes, Variable};
use crate::analyse::types::Kind;
use crate::lower::facts::Facts;
use crate::specialise::has_simple_defaults;
use crate::tree::{
    Argument, ArgumentKind, Class, Expr, ExprId, ExprKind, Function, Module, Name, Parameters, Pattern, PatternKind,
    Span, Stmt, StmtKind,
};
use crate::walk;
use std::collections::{BTreeMap, BTreeSet};

/// A definition, by the name of its original.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Template {
    Class(ScopeId, Name),
    Function(ScopeId, Name),
    Method(Name),
}

/// One of the definitions of a template.
#[derive(Clone, Debug, Default)]
pub(super) struct Variant {
    /// Where it is defined: methods in several classes.
    pub(super) places: Vec<Span>,
    pub(super) scopes: Vec<ScopeId>,
    /// How many expressions there are in it.
    pub(super) size: usize,
    /// How many functions and classes it defines, itself included.
    pub(super) definitions: usize,
    /// The callees that stand in it itself.
    pub(super) own: BTreeMap<Span, Vec<ExprId>>,
    /// Its calls elsewhere.
    pub(super) sites: Vec<Site>,
    /// It is used otherwise than by calls.
    pub(super) is_value: bool,
}

/// A call of a variant.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) callee: ExprId,
    pub(super) arguments: Vec<ExprId>,
}

/// What was found in a tree.
pub(super) struct Found {
    pub(super) templates: BTreeMap<Template, BTreeMap<Name, Variant>>,
    /// The names of classes behind `isinstance`.
    pub(super) tested: BTreeMap<ExprId, Template>,
    /// All expressions that name a variant.
    pub(super) uses: BTreeMap<ExprId, (Template, Name)>,
}

impl Found {
    pub(super) fn of(module: &Module, scopes: &Scopes, inferred: &Inferred) -> Found {
        let facts = Facts::of(module, scopes);
        let mut finder = Finder {
            scopes,
            inferred,
            facts: &facts,
            found: Found { templates: BTreeMap::new(), tested: BTreeMap::new(), uses: BTreeMap::new() },
            unfit: BTreeSet::new(),
            around: Vec::new(),
            sees_types: false,
            stored: BTreeSet::new(),
        };
        finder.define(&module.body, ScopeId(0));
        finder.block(&module.body);
        let Finder { mut found, unfit, sees_types, stored, .. } = finder;
        found.templates.retain(|template, _| match template {
            Template::Class(_, name) => !sees_types && !unfit.contains(template) && !stored.contains(name),
            Template::Method(name) => !unfit.contains(template) && !facts.stored.contains(name),
            Template::Function(..) => !unfit.contains(template),
        });
        let Found { templates, tested, uses } = &mut found;
        tested.retain(|_, template| templates.contains_key(template));
        uses.retain(|_, (template, _)| templates.contains_key(template));
        found
    }
}

struct Finder<'a> {
    scopes: &'a Scopes,
    inferred: &'a Inferred,
    facts: &'a Facts,
    found: Found,
    /// Templates of which something forbids copies.
    unfit: BTreeSet<Template>,
    /// The variants around, each with where it is defined.
    around: Vec<(Template, Name, Span)>,
    /// The program looks at the classes of objects.
    sees_types: bool,
    /// The names of what attributes are stored in.
    stored: BTreeSet<Name>,
}

impl Finder<'_> {
    // Definitions.

    fn define(&mut self, block: &[Stmt], scope: ScopeId) {
        for stmt in block {
            if let Some(inside) = place(stmt).and_then(|span| self.scopes.of_definition(span)) {
                match &stmt.kind {
                    StmtKind::Function(function) => self.define_function(function, stmt, scope, inside),
                    StmtKind::Class(class) => self.define_class(class, stmt, scope, inside),
                    _ => {}
                }
                walk::blocks(stmt).into_iter().for_each(|block| self.define(block, inside));
            } else {
                walk::blocks(stmt).into_iter().for_each(|block| self.define(block, scope));
            }
        }
    }

    fn is_class(&self, scope: ScopeId) -> bool {
        self.scopes.scopes.get(scope.0 as usize).is_some_and(|scope| scope.kind == ScopeKind::Class)
    }

    fn define_function(&mut self, function: &Function, stmt: &Stmt, scope: ScopeId, inside: ScopeId) {
        let name: Name = original_name(&function.name).into();
        let template = match self.is_class(scope) {
            true => Template::Method(name.clone()),
            false => Template::Function(scope, name.clone()),
        };
        let fact = self.facts.variable(scope, &function.name);
        let is_plain = |decorator: &Expr| {
            const PLAIN: [&str; 4] = ["staticmethod", "classmethod", "contextmanager", "asynccontextmanager"];
            let (ExprKind::Name(name) | ExprKind::Attribute(_, name)) = &decorator.kind else { return false };
            PLAIN.contains(&&**name)
        };
        let is_fit = fact.bindings == 1
            && !fact.is_deleted
            && !name.starts_with("__")
            && function.decorators.iter().all(is_plain)
            && has_simple_defaults(&function.parameters)
            && !has_class(&function.body);
        if !is_fit {
            self.unfit.insert(template.clone());
        }
        let is_value = fact.is_value && !self.is_class(scope);
        self.add(template, function.name.clone(), stmt, inside, is_value);
    }

    fn define_class(&mut self, class: &Class, stmt: &Stmt, scope: ScopeId, inside: ScopeId) {
        let template = Template::Class(scope, original_name(&class.name).into());
        let fact = self.facts.variable(scope, &class.name);
        let is_fit = fact.bindings == 1
            && !fact.is_deleted
            && !self.is_class(scope)
            && class.decorators.iter().all(|decorator| matches!(last_name(decorator), "dataclass" | "total_ordering"))
            && class
                .bases
                .iter()
                .all(|base| matches!(base.kind, ArgumentKind::Positional) && is_empty_base(&base.value))
            && class.body.iter().all(|stmt| self.is_repeatable(stmt, inside));
        let item = self.inferred.classes().find(|(_, known)| known.scope == inside);
        let is_object = item.is_some_and(|(_, known)| {
            known.order.len() == 1 && known.library.is_empty() && matches!(known.form, Form::Plain | Form::Dataclass)
        });
        if !is_fit || !is_object {
            self.unfit.insert(template.clone());
        }
        self.add(template, class.name.clone(), stmt, inside, false);
        for base in &class.bases {
            if let Some((template, _)) = self.named(&base.value) {
                self.unfit.insert(template);
            }
        }
    }

    /// Says whether a statement of a class can be evaluated for each copy.
    fn is_repeatable(&self, stmt: &Stmt, inside: ScopeId) -> bool {
        let of_value =
            |value: &Expr| value.is_constant() || last_name(value) == "field" || last_name(value) == "TypeVar";
        let is_shared = |target: &Expr| match &target.kind {
            ExprKind::Name(name) => self.facts.stored.contains(name) || self.facts.variable(inside, name).bindings > 1,
            _ => true,
        };
        match &stmt.kind {
            StmtKind::Function(function) => {
                function.decorators.iter().all(|decorator| {
                    let name = last_name(decorator);
                    matches!(name, "staticmethod" | "classmethod" | "property" | "setter" | "contextmanager")
                        || name == "asynccontextmanager"
                }) && has_simple_defaults(&function.parameters)
                    && !has_class(&function.body)
            }
            StmtKind::Pass | StmtKind::Expr(Expr { kind: ExprKind::Str(_) | ExprKind::Ellipsis, .. }) => true,
            StmtKind::Annotate { value: None, .. } => true,
            StmtKind::Annotate { value: Some(value), .. } => of_value(value),
            StmtKind::Assign { targets, value } => match targets.as_slice() {
                [Expr { kind: ExprKind::Name(name), .. }] if matches!(&**name, "__slots__" | "__match_args__") => true,
                targets => of_value(value) && !targets.iter().any(is_shared),
            },
            _ => false,
        }
    }

    fn add(&mut self, template: Template, name: Name, stmt: &Stmt, inside: ScopeId, is_value: bool) {
        let variant = self.found.templates.entry(template).or_default().entry(name).or_default();
        variant.places.extend(place(stmt));
        variant.scopes.push(inside);
        variant.definitions += definitions(stmt);
        variant.size += size_of(std::slice::from_ref(stmt));
        variant.is_value |= is_value;
    }

    // Uses.

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            self.stmt(stmt);
            let around = self.definition(stmt);
            let depth = self.around.len();
            self.around.extend(around);
            walk::blocks(stmt).into_iter().for_each(|block| self.block(block));
            self.around.truncate(depth);
        }
    }

    /// The variant that a statement defines.
    fn definition(&self, stmt: &Stmt) -> Option<(Template, Name, Span)> {
        let (span, name) = match &stmt.kind {
            StmtKind::Function(function) => (function.name_span, &function.name),
            StmtKind::Class(class) => (class.name_span, &class.name),
            _ => return None,
        };
        let inside = self.scopes.of_definition(span)?;
        let scope = self.scopes.scopes.get(inside.0 as usize)?.parent?;
        let original: Name = original_name(name).into();
        let template = match &stmt.kind {
            StmtKind::Class(_) => Template::Class(scope, original),
            _ if self.is_class(scope) => Template::Method(original),
            _ => Template::Function(scope, original),
        };
        Some((template, name.clone(), span))
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().for_each(|target| self.stores(target)),
            StmtKind::Augment { target, .. } => self.stores(target),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.stores(target)),
            StmtKind::Match { cases, .. } => cases.iter().for_each(|case| self.pattern(&case.pattern)),
            StmtKind::Try(stmt) => {
                for class in stmt.handlers.iter().filter_map(|handler| handler.class.as_ref()) {
                    if let Some((template, _)) = self.named(class) {
                        self.unfit.insert(template);
                    }
                }
            }
            _ => {}
        }
        match &stmt.kind {
            // Annotations are not evaluated, as far as anybody sees.
            StmtKind::Annotate { target, value, .. } => {
                value.iter().chain([target]).for_each(|expr| self.expr(expr));
            }
            StmtKind::Function(function) => {
                let Parameters { positional, named_only, .. } = &function.parameters;
                let defaults = positional.iter().chain(named_only).filter_map(|parameter| parameter.default.as_ref());
                defaults.for_each(|expr| self.expr(expr));
                function.decorators.iter().for_each(|decorator| self.decorator(decorator));
            }
            _ => walk::expressions(stmt, &mut |expr| self.expr(expr)),
        }
    }

    /// A class that decorates is called with the function.
    fn decorator(&mut self, decorator: &Expr) {
        match self.named(decorator) {
            Some((template @ Template::Class(..), name)) => {
                self.use_of(decorator);
                self.site(decorator, &[], &template, &name);
            }
            _ => self.expr(decorator),
        }
    }

    /// `Stack.count = 0`, whatever `Stack` is.
    fn stores(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Attribute(of, _) => {
                if let ExprKind::Name(name) = &of.kind {
                    self.stored.insert(original_name(name).into());
                }
            }
            ExprKind::Tuple(members) | ExprKind::List(members) => members.iter().for_each(|one| self.stores(one)),
            _ => {}
        }
    }

    /// A copy would match what the original does not.
    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Class { class, patterns, named } => {
                if let Some((template, _)) = self.named(class) {
                    self.unfit.insert(template);
                }
                patterns.iter().chain(named.iter().map(|(_, pattern)| pattern)).for_each(|one| self.pattern(one));
            }
            PatternKind::Sequence(patterns) | PatternKind::Or(patterns) | PatternKind::Mapping { patterns, .. } => {
                patterns.iter().for_each(|pattern| self.pattern(pattern));
            }
            PatternKind::As(Some(pattern), _) => self.pattern(pattern),
            _ => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        self.use_of(expr);
        if let ExprKind::Attribute(of, name) = &expr.kind
            && &**name == "__name__"
            && self.class_of(of)
        {
            // Only the name of a class is the same for its copies.
            return walk::children(of, &mut |child| self.expr(child));
        }
        self.sees_types |= self.class_of(expr);
        match &expr.kind {
            ExprKind::Call(callee, arguments) => self.call(callee, arguments),
            ExprKind::Attribute(_, name) => self.value_of_method(name),
            _ => {}
        }
        match &expr.kind {
            // What is called is no value.
            ExprKind::Call(callee, arguments) => {
                match &callee.kind {
                    ExprKind::Attribute(of, _) => {
                        self.use_of(callee);
                        self.base(of);
                    }
                    // `Stack[int]()`: what stands in the brackets is a type.
                    ExprKind::Subscript(of, _) if matches!(self.named(of), Some((Template::Class(..), _))) => {
                        self.use_of(of);
                    }
                    _ => self.base(callee),
                }
                let is_test = matches!(&callee.kind, ExprKind::Name(name) if &**name == "isinstance");
                for (place, argument) in arguments.iter().enumerate() {
                    match &argument.value.kind {
                        ExprKind::Tuple(members) if is_test && place == 1 => {
                            members.iter().for_each(|it| self.base(it))
                        }
                        _ if is_test && place == 1 => self.base(&argument.value),
                        _ => self.expr(&argument.value),
                    }
                }
            }
            ExprKind::Attribute(of, _) => self.base(of),
            // A class that is kept may be called, compared or asked for anywhere.
            ExprKind::Name(_) => {
                if let Some((template @ Template::Class(..), _)) = self.named(expr) {
                    self.unfit.insert(template);
                }
            }
            _ => walk::children(expr, &mut |child| self.expr(child)),
        }
    }

    /// What is called, or asked for an attribute, or tested for: the name of a class there is no value.
    fn base(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(_) => self.use_of(expr),
            _ => self.expr(expr),
        }
    }

    /// `type(it)`, `it.__class__`
    fn class_of(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Attribute(_, name) => &**name == "__class__",
            ExprKind::Call(callee, arguments) => {
                matches!(&callee.kind, ExprKind::Name(name) if &**name == "type") && arguments.len() == 1
            }
            _ => false,
        }
    }

    fn value_of_method(&mut self, name: &Name) {
        let template = Template::Method(original_name(name).into());
        if let Some(variant) = self.found.templates.get_mut(&template).and_then(|variants| variants.get_mut(name)) {
            variant.is_value = true;
        }
    }

    /// The variant of a function or class that an expression names.
    fn named(&self, expr: &Expr) -> Option<(Template, Name)> {
        let ExprKind::Name(name) = &expr.kind else { return None };
        let Some(Variable::Of(scope, _)) = self.scopes.variable(expr.id) else { return None };
        let original: Name = original_name(name).into();
        let templates = [Template::Class(*scope, original.clone()), Template::Function(*scope, original)];
        let template = templates
            .into_iter()
            .find(|template| self.found.templates.get(template).is_some_and(|variants| variants.contains_key(name)))?;
        Some((template, name.clone()))
    }

    fn use_of(&mut self, expr: &Expr) {
        let used = match &expr.kind {
            ExprKind::Attribute(_, name) => {
                let template = Template::Method(original_name(name).into());
                let is_known = self.found.templates.get(&template).is_some_and(|known| known.contains_key(name));
                is_known.then(|| (template, name.clone()))
            }
            _ => self.named(expr),
        };
        if let Some(used) = used {
            self.found.uses.insert(expr.id, used);
        }
    }

    fn call(&mut self, callee: &Expr, arguments: &[Argument]) {
        if let (ExprKind::Name(name), [_, tested]) = (&callee.kind, arguments)
            && &**name == "isinstance"
        {
            match &tested.value.kind {
                ExprKind::Tuple(members) => members.iter().for_each(|member| self.test(member)),
                _ => self.test(&tested.value),
            }
        }
        let (at, template, name) = match &callee.kind {
            ExprKind::Name(_) => match self.named(callee) {
                Some((template, name)) => (callee, template, name),
                None => return,
            },
            ExprKind::Subscript(of, _) => match self.named(of) {
                Some((template @ Template::Class(..), name)) => (&**of, template, name),
                _ => return,
            },
            ExprKind::Attribute(of, method) => {
                if let Some((template @ Template::Class(..), name)) = self.named(of) {
                    self.site(of, arguments, &template, &name);
                }
                let template = Template::Method(original_name(method).into());
                if !self.calls_methods(callee, &template) {
                    return self.value_of_method(method);
                }
                (callee, template, method.clone())
            }
            _ => return,
        };
        self.site(at, arguments, &template, &name);
    }

    fn test(&mut self, class: &Expr) {
        if let Some((template @ Template::Class(..), _)) = self.named(class) {
            self.found.tested.insert(class.id, template);
        }
    }

    /// Says whether a callee is always one of the methods of a template.
    fn calls_methods(&self, callee: &Expr, template: &Template) -> bool {
        let Some(node) = self.inferred.expression(callee.id) else { return false };
        let Some(variants) = self.found.templates.get(template) else { return false };
        let mut kinds = self.inferred.kinds(node).peekable();
        kinds.peek().is_some()
            && kinds.all(|kind| match kind {
                Kind::Function(item) | Kind::Method(item, _) => self
                    .inferred
                    .callable(*item)
                    .is_some_and(|callable| variants.values().any(|variant| variant.scopes.contains(&callable.scope))),
                _ => false,
            })
    }

    fn site(&mut self, at: &Expr, arguments: &[Argument], template: &Template, name: &Name) {
        let own = self.around.iter().rev().find(|(other, ..)| other == template).map(|(.., span)| *span);
        let Some(variant) = self.found.templates.get_mut(template).and_then(|known| known.get_mut(name)) else {
            return;
        };
        match own {
            Some(span) => variant.own.entry(span).or_default().push(at.id),
            None => {
                let arguments = arguments.iter().map(|argument| argument.value.id).collect();
                variant.sites.push(Site { callee: at.id, arguments });
            }
        }
    }
}

/// `a.b` of `a.b(…)`, and `b` of that.
fn last_name(expr: &Expr) -> &str {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => name,
        ExprKind::Call(function, _) => last_name(function),
        _ => "",
    }
}

/// A base that gives its classes nothing.
fn is_empty_base(base: &Expr) -> bool {
    match &base.kind {
        ExprKind::Subscript(of, _) => is_empty_base(of),
        _ => matches!(last_name(base), "Generic" | "object"),
    }
}

/// Says whether a class is defined in a block.
fn has_class(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| matches!(stmt.kind, StmtKind::Class(_)) || walk::blocks(stmt).into_iter().any(has_class))
}

/// How many expressions there are in a block.
pub(super) fn size_of(block: &[Stmt]) -> usize {
    fn of_expr(expr: &Expr, count: &mut usize) {
        *count += 1;
        walk::children(expr, &mut |child| of_expr(child, count));
    }
    let mut count = 0;
    for stmt in block {
        walk::expressions(stmt, &mut |expr| of_expr(expr, &mut count));
        count += walk::blocks(stmt).into_iter().map(size_of).sum::<usize>();
    }
    count
}
