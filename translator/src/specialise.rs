//! Gives each use of a decorator its own copy of it, whose wrapper takes what the decorated function takes.
//!
//! # How it works
//!
//! ```text
//!  def traced(f):                           def traced(f):
//!      def wrapper(*args, **kwargs):            def wrapper(a, b=1):
//!          return f(*args, **kwargs)    ─►          return f(a, b)
//!      return wrapper                           return wrapper
//!  @traced                                  @traced
//!  def add(a, b=1): …                       def add(a, b=1): …
//! ```
//!
//! A wrapper of one function is called with the arguments of that one, so that types are exact and nothing is packed and unpacked. Copies are
//! read from the source anew, with numbers of their own.
//!
//! - **I1** A copy differs from the original only where nobody sees it: who names a decorator elsewhere than behind `@` keeps it as it is.
//! - **I2** What stars are used for besides calls of the decorated function is right only where each call gives all arguments by position; that
//!   is so where the function has no defaults and no call of the program names one of its parameters.

use crate::tree::{
    Alias, Argument, ArgumentKind, Expr, ExprId, ExprKind, Function, Module, Name, Parameter, Parameters, Pattern,
    PatternKind, Span, Stmt, StmtKind,
};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// So many copies are made of all decorators together.
const MOST: u32 = 200;
/// The places of names in the copies are told apart by bits above those of a source of at most 8 MiB.
pub(crate) const COPY_SHIFT: u32 = 23;

/// Specialises the decorators of a module; `read` reads the source anew.
pub(crate) fn specialise(module: &mut Module, read: &dyn Fn() -> Option<Module>) {
    let candidates = candidates(&module.body);
    if candidates.is_empty() {
        return;
    }
    let facts = CallFacts::of(&module.body);
    let taken = identifiers(&module.body);
    let size = module.expressions;
    let mut copies =
        Copies { candidates, facts, taken, read, size, count: 0, fresh: size * (MOST + 2), made: BTreeMap::new() };
    copies.block(&mut module.body);
    let Copies { made, count, .. } = copies;
    module.expressions = size * (count + 1);
    for (place, functions) in made.into_iter().rev() {
        module.body.splice(place..=place, functions);
    }
}

/// The functions of the module that are only used as decorators, by their names, with their places in the module.
fn candidates(block: &[Stmt]) -> BTreeMap<Name, usize> {
    let mut bound: BTreeMap<Name, usize> = BTreeMap::new();
    let mut mentioned: BTreeMap<Name, usize> = BTreeMap::new();
    let mut decorating: BTreeMap<Name, usize> = BTreeMap::new();
    bindings(block, &mut |name| *bound.entry(name.clone()).or_default() += 1);
    names(block, &mut |name| *mentioned.entry(name.clone()).or_default() += 1);
    decorators(block, &mut |decorator| {
        if let Some((name, _)) = decorator_of(decorator) {
            *decorating.entry(name.clone()).or_default() += 1;
        }
    });
    let mut found = BTreeMap::new();
    for (place, stmt) in block.iter().enumerate() {
        let StmtKind::Function(function) = &stmt.kind else { continue };
        let name = &function.name;
        let uses = decorating.get(name).copied().unwrap_or_default();
        let is_only_decorator = uses > 0 && mentioned.get(name) == Some(&uses) && bound.get(name) == Some(&1);
        let is_plain = !function.is_async && function.decorators.is_empty() && !walk::yields(&function.body);
        if is_only_decorator && is_plain && has_simple_defaults(&function.parameters) {
            found.insert(name.clone(), place);
        }
    }
    // A decorator that uses others would have to use copies of those.
    let names_inside = |place: &usize| {
        let mut inside = BTreeSet::new();
        names(block.get(*place..=*place).unwrap_or_default(), &mut |name| {
            inside.insert(name.clone());
        });
        inside
    };
    let keep: Vec<Name> = found
        .iter()
        .filter(|(_, place)| names_inside(place).iter().all(|name| !found.contains_key(name)))
        .map(|(name, _)| name.clone())
        .collect();
    found.retain(|name, _| keep.contains(name));
    found
}

/// Says whether evaluating the defaults again does nothing.
pub(crate) fn has_simple_defaults(parameters: &Parameters) -> bool {
    fn is_simple(expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(_) => true,
            ExprKind::Tuple(members) => members.iter().all(is_simple),
            _ => expr.is_constant(),
        }
    }
    let all = parameters.positional.iter().chain(&parameters.named_only);
    all.filter_map(|parameter| parameter.default.as_ref()).all(is_simple)
}

/// The name of a decorator, and whether it is called first.
fn decorator_of(decorator: &Expr) -> Option<(&Name, bool)> {
    match &decorator.kind {
        ExprKind::Name(name) => Some((name, false)),
        ExprKind::Call(function, _) => match &function.kind {
            ExprKind::Name(name) => Some((name, true)),
            _ => None,
        },
        _ => None,
    }
}

/// Says whether a decorator is `wraps(…)`.
fn is_wraps(decorator: &Expr) -> bool {
    let ExprKind::Call(function, _) = &decorator.kind else { return false };
    match &function.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => &**name == "wraps",
        _ => false,
    }
}

/// Calls `f` with every decorator of a function or class of a block.
fn decorators(block: &[Stmt], f: &mut dyn FnMut(&Expr)) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Function(function) => function.decorators.iter().for_each(&mut *f),
            StmtKind::Class(class) => class.decorators.iter().for_each(&mut *f),
            _ => {}
        }
        walk::blocks(stmt).into_iter().for_each(|block| decorators(block, f));
    }
}

fn decorated(block: &[Stmt], f: &mut dyn FnMut(&Function)) {
    for stmt in block {
        if let StmtKind::Function(function) = &stmt.kind {
            f(function);
        }
        walk::blocks(stmt).into_iter().for_each(|block| decorated(block, f));
    }
}

/// Calls `f` with every name that an expression of a block is.
fn names(block: &[Stmt], f: &mut dyn FnMut(&Name)) {
    for stmt in block {
        walk::expressions(stmt, &mut |expr| names_in(expr, f));
        walk::blocks(stmt).into_iter().for_each(|block| names(block, f));
    }
}

fn names_in(expr: &Expr, f: &mut dyn FnMut(&Name)) {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Named(name, _) => f(name),
        ExprKind::Lambda(parameters, _) => of_parameters(parameters, f),
        _ => {}
    }
    walk::children(expr, &mut |child| names_in(child, f));
}

fn of_parameters(parameters: &Parameters, f: &mut dyn FnMut(&Name)) {
    let Parameters { positional, star, named_only, double_star, .. } = parameters;
    positional.iter().chain(star).chain(named_only).chain(double_star).for_each(|parameter| f(&parameter.name));
}

/// Calls `f` with every name that a statement binds otherwise than by assigning to it.
pub(crate) fn bindings(block: &[Stmt], f: &mut dyn FnMut(&Name)) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Function(function) => {
                f(&function.name);
                of_parameters(&function.parameters, f);
            }
            StmtKind::Class(class) => f(&class.name),
            StmtKind::Global(names) | StmtKind::Nonlocal(names) => names.iter().for_each(&mut *f),
            StmtKind::Import(aliases) | StmtKind::ImportFrom { names: aliases, .. } => {
                aliases.iter().for_each(|Alias { name, other, .. }| f(other.as_ref().unwrap_or(name)));
            }
            StmtKind::Try(stmt) => stmt.handlers.iter().filter_map(|handler| handler.name.as_ref()).for_each(&mut *f),
            StmtKind::Match { cases, .. } => cases.iter().for_each(|case| of_pattern(&case.pattern, f)),
            StmtKind::TypeAlias { name, .. } => f(name),
            _ => {}
        }
        walk::blocks(stmt).into_iter().for_each(|block| bindings(block, f));
    }
}

fn of_pattern(pattern: &Pattern, f: &mut dyn FnMut(&Name)) {
    match &pattern.kind {
        PatternKind::Value(_) => {}
        PatternKind::Star(name) => name.iter().for_each(f),
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::Mapping { patterns, rest, .. } => {
            patterns.iter().for_each(|pattern| of_pattern(pattern, f));
            rest.iter().for_each(f);
        }
        PatternKind::Class { patterns, named, .. } => {
            let patterns = patterns.iter().chain(named.iter().map(|(_, pattern)| pattern));
            patterns.for_each(|pattern| of_pattern(pattern, f));
        }
        PatternKind::As(pattern, name) => {
            pattern.iter().for_each(|pattern| of_pattern(pattern, f));
            name.iter().for_each(f);
        }
    }
}

/// All names of a block.
fn identifiers(block: &[Stmt]) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    let mut add = |name: &Name| {
        found.insert(name.clone());
    };
    names(block, &mut add);
    bindings(block, &mut add);
    found
}

/// How the calls of a module give their arguments.
struct CallFacts {
    /// The parameters that some call names.
    named: BTreeSet<Name>,
    /// A call unpacks a dict that is no `**` parameter.
    unpacks: bool,
}

impl CallFacts {
    fn of(block: &[Stmt]) -> CallFacts {
        let mut stars = BTreeSet::new();
        decorated(block, &mut |function| {
            stars.extend(function.parameters.double_star.iter().map(|parameter| parameter.name.clone()));
        });
        let mut facts = CallFacts { named: BTreeSet::new(), unpacks: false };
        facts.block(block, &stars);
        facts
    }

    fn block(&mut self, block: &[Stmt], stars: &BTreeSet<Name>) {
        for stmt in block {
            walk::expressions(stmt, &mut |expr| self.expr(expr, stars));
            walk::blocks(stmt).into_iter().for_each(|block| self.block(block, stars));
        }
    }

    fn expr(&mut self, expr: &Expr, stars: &BTreeSet<Name>) {
        if let ExprKind::Call(_, arguments) = &expr.kind {
            for argument in arguments {
                match (&argument.kind, &argument.value.kind) {
                    (ArgumentKind::Named(name), _) => {
                        self.named.insert(name.clone());
                    }
                    (ArgumentKind::DoubleStar, ExprKind::Name(name)) if stars.contains(name) => {}
                    (ArgumentKind::DoubleStar, _) => self.unpacks = true,
                    _ => {}
                }
            }
        }
        walk::children(expr, &mut |child| self.expr(child, stars));
    }

    /// Says whether a call may give an argument by this name.
    fn may_name(&self, name: &Name) -> bool {
        self.unpacks || self.named.contains(name)
    }
}

struct Copies<'r> {
    candidates: BTreeMap<Name, usize>,
    facts: CallFacts,
    taken: BTreeSet<Name>,
    read: &'r dyn Fn() -> Option<Module>,
    /// How many expressions the module has.
    size: u32,
    count: u32,
    /// The number of the next new expression.
    fresh: u32,
    /// The copies, by the place of the original.
    made: BTreeMap<usize, Vec<Stmt>>,
}

impl Copies<'_> {
    fn block(&mut self, block: &mut [Stmt]) {
        for stmt in block {
            match &mut stmt.kind {
                StmtKind::Function(function) => {
                    if let Some(function) = Rc::get_mut(function) {
                        self.function(function);
                    }
                }
                StmtKind::Class(class) => {
                    let decorators = Rc::get_mut(class).map(|class| &mut class.decorators);
                    decorators.into_iter().flatten().for_each(|decorator| self.of_class(decorator));
                }
                _ => {}
            }
            walk_mut::blocks(stmt).into_iter().for_each(|block| self.block(block));
        }
    }

    /// A decorator of a class.
    fn of_class(&mut self, decorator: &mut Expr) {
        let Some((name, is_called)) = decorator_of(decorator).map(|(name, is_called)| (name.clone(), is_called)) else {
            return;
        };
        if self.candidates.contains_key(&name) {
            self.copy(&name, is_called, None, decorator);
        }
    }

    /// The decorators of a function, in the order in which they are applied.
    fn function(&mut self, function: &mut Function) {
        let mut signature = Some(function.parameters.clone());
        for decorator in function.decorators.iter_mut().rev() {
            signature = match decorator_of(decorator).map(|(name, is_called)| (name.clone(), is_called)) {
                Some((name, is_called)) if self.candidates.contains_key(&name) => {
                    self.copy(&name, is_called, signature.as_ref(), decorator)
                }
                _ if is_wraps(decorator) => signature,
                _ => None,
            };
        }
    }

    /// A copy of a decorator for one use; gives what the decorated function takes then, where that is known.
    fn copy(
        &mut self,
        name: &Name,
        is_called: bool,
        signature: Option<&Parameters>,
        decorator: &mut Expr,
    ) -> Option<Parameters> {
        let place = *self.candidates.get(name)?;
        let is_first = !self.made.contains_key(&place);
        let mut stmt = if self.count < MOST { (self.read)()?.body.into_iter().nth(place)? } else { return None };
        self.count += 1;
        renumber(&mut stmt, self.count, self.count * self.size);
        let StmtKind::Function(function) = &mut stmt.kind else { return None };
        let function = Rc::get_mut(function)?;
        if !is_first {
            let mut number = 2;
            let mut other: Name = format!("{name}_{number}").into();
            while !self.taken.insert(other.clone()) {
                number += 1;
                other = format!("{name}_{number}").into();
            }
            function.name = other.clone();
            rename(decorator, &other);
        }
        let result = signature.and_then(|signature| self.decorate(function, is_called, signature));
        self.made.entry(place).or_default().push(stmt);
        result
    }

    /// What a decorator gives for a function that takes this.
    fn decorate(&mut self, decorator: &mut Function, is_called: bool, signature: &Parameters) -> Option<Parameters> {
        let returned = returned(decorator)?;
        let decorated = decorator.parameters.positional.first().map(|parameter| parameter.name.clone());
        if !is_called && decorated.as_ref() == Some(&returned) {
            return Some(signature.clone());
        }
        let inner = decorator.body.iter_mut().find_map(|stmt| match &mut stmt.kind {
            StmtKind::Function(function) if function.name == returned => Rc::get_mut(function),
            _ => None,
        })?;
        if is_called {
            return if inner.decorators.is_empty() { self.decorate(inner, false, signature) } else { None };
        }
        if !inner.decorators.iter().all(is_wraps) {
            return None;
        }
        if inner.parameters.star.is_some() || inner.parameters.double_star.is_some() {
            self.forward(inner, &decorated?, signature)?;
        }
        Some(inner.parameters.clone())
    }

    /// Replaces the stars of a wrapper by the parameters of what it wraps.
    fn forward(&mut self, wrapper: &mut Function, wrapped: &Name, signature: &Parameters) -> Option<()> {
        let own = wrapper.parameters.clone();
        let first = own.positional.len();
        let star = own.star.as_ref()?.name.clone();
        let double_star = own.double_star.as_ref().map(|parameter| parameter.name.clone());
        let mut rest = signature.positional.get(first..)?.to_vec();
        let mut named_only = signature.named_only.clone();
        let is_constant = |parameter: &Parameter| parameter.default.as_ref().is_none_or(Expr::is_constant);
        let is_simple = own.named_only.is_empty()
            && own.positional.iter().all(|parameter| parameter.default.is_none())
            && signature.star.is_none()
            && signature.double_star.is_none()
            && rest.iter().chain(&named_only).all(is_constant);
        if !is_simple {
            return None;
        }
        if double_star.is_none() {
            if named_only.iter().any(|parameter| parameter.default.is_none()) {
                return None;
            }
            named_only.clear();
        }
        let shape = Shape { wrapped, first, star: &star, double_star: double_star.as_ref() };
        let (mut forwards, mut stars, mut double_stars) = (0, 0, 0);
        let mut used = identifiers(&wrapper.body);
        walk_mut::expressions(&mut wrapper.body, &mut |expr| {
            forwards += usize::from(shape.is_forward(expr));
            if let ExprKind::Name(name) = &expr.kind {
                stars += usize::from(*name == star);
                double_stars += usize::from(Some(name) == double_star.as_ref());
            }
        });
        let mut is_rebound = false;
        bindings(&wrapper.body, &mut |name| is_rebound |= *name == star || Some(name) == double_star.as_ref());
        let is_seen = stars > forwards || double_star.is_some() && double_stars > forwards;
        let may_name = |parameter: &Parameter| self.facts.may_name(&parameter.name);
        let is_exact = named_only.is_empty()
            && rest.iter().all(|parameter| parameter.default.is_none())
            && (double_star.is_none() || !rest.iter().any(may_name));
        if is_rebound || is_seen && !is_exact {
            return None;
        }
        used.extend(own.positional.iter().map(|parameter| parameter.name.clone()));
        if named_only.iter().any(|parameter| used.contains(&parameter.name)) {
            return None;
        }
        for parameter in &mut rest {
            if used.contains(&parameter.name) {
                if double_star.is_some() && self.facts.may_name(&parameter.name) {
                    return None;
                }
                while used.contains(&parameter.name) {
                    parameter.name = format!("{}_", parameter.name).into();
                }
            }
            used.insert(parameter.name.clone());
        }
        let fresh = &mut self.fresh;
        walk_mut::expressions(&mut wrapper.body, &mut |expr| {
            if shape.is_forward(expr) {
                give(expr, first, &rest, &named_only, fresh);
            }
        });
        let span = wrapper.name_span;
        let span = Span { start: span.start & ((1 << COPY_SHIFT) - 1), end: span.end };
        if is_seen {
            let members = rest.iter().map(|parameter| new(ExprKind::Name(parameter.name.clone()), span, fresh));
            let members = ExprKind::Tuple(members.collect());
            wrapper.body.insert(0, assign(&star, members, span, fresh));
            if let Some(double_star) = &double_star {
                wrapper.body.insert(0, assign(double_star, ExprKind::Dict(Vec::new()), span, fresh));
            }
        }
        let count = first + rest.len();
        let parameters = &mut wrapper.parameters;
        parameters.positional.extend(rest);
        parameters.positional_only = match double_star {
            None => count,
            Some(_) => own.positional_only.max(signature.positional_only),
        };
        (parameters.named_only, parameters.star, parameters.double_star) = (named_only, None, None);
        Some(())
    }
}

/// How a wrapper calls what it wraps: `wrapped(first, *star, **double_star)`.
struct Shape<'n> {
    wrapped: &'n Name,
    first: usize,
    star: &'n Name,
    double_star: Option<&'n Name>,
}

impl Shape<'_> {
    fn is_forward(&self, expr: &Expr) -> bool {
        let ExprKind::Call(function, arguments) = &expr.kind else { return false };
        let is_name = |expr: &Expr, name: &Name| matches!(&expr.kind, ExprKind::Name(other) if other == name);
        let Some((before, stars)) = arguments.split_at_checked(self.first) else { return false };
        let is_plain = before.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
        let is_star = |argument: &Argument, name: &Name, is_double: bool| {
            let is_kind = match argument.kind {
                ArgumentKind::Star => !is_double,
                ArgumentKind::DoubleStar => is_double,
                _ => false,
            };
            is_kind && is_name(&argument.value, name)
        };
        is_name(function, self.wrapped)
            && is_plain
            && match (stars, self.double_star) {
                ([star], None) => is_star(star, self.star, false),
                ([star, other], Some(double_star)) => {
                    is_star(star, self.star, false) && is_star(other, double_star, true)
                }
                _ => false,
            }
    }
}

/// Gives the parameters instead of the stars.
fn give(call: &mut Expr, first: usize, rest: &[Parameter], named_only: &[Parameter], fresh: &mut u32) {
    let span = call.span;
    let ExprKind::Call(_, arguments) = &mut call.kind else { return };
    arguments.truncate(first);
    let positional = rest.iter().map(|parameter| (ArgumentKind::Positional, parameter));
    let named = named_only.iter().map(|parameter| (ArgumentKind::Named(parameter.name.clone()), parameter));
    for (kind, parameter) in positional.chain(named) {
        arguments.push(Argument { span, kind, value: new(ExprKind::Name(parameter.name.clone()), span, fresh) });
    }
}

fn new(kind: ExprKind, span: Span, fresh: &mut u32) -> Expr {
    *fresh += 1;
    Expr { id: ExprId(*fresh), span, kind }
}

fn assign(name: &Name, value: ExprKind, span: Span, fresh: &mut u32) -> Stmt {
    let targets = vec![new(ExprKind::Name(name.clone()), span, fresh)];
    Stmt { span, kind: StmtKind::Assign { targets, value: new(value, span, fresh) } }
}

/// The name that a function returns at its end, and nowhere else.
fn returned(function: &Function) -> Option<Name> {
    let is_return = |stmt: &&Stmt| matches!(stmt.kind, StmtKind::Return(_));
    match &function.body.last()?.kind {
        StmtKind::Return(Some(Expr { kind: ExprKind::Name(name), .. })) => {
            let own = function.body.iter().filter(is_return).count();
            let is_only = own == 1 && !function.body.iter().any(returns_inside);
            is_only.then(|| name.clone())
        }
        _ => None,
    }
}

/// Says whether a block of a statement returns from the function around.
fn returns_inside(stmt: &Stmt) -> bool {
    if matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
        return false;
    }
    let is_return = |stmt: &Stmt| matches!(stmt.kind, StmtKind::Return(_)) || returns_inside(stmt);
    walk::blocks(stmt).into_iter().any(|block| block.iter().any(is_return))
}

fn rename(decorator: &mut Expr, name: &Name) {
    match &mut decorator.kind {
        ExprKind::Call(function, _) => rename(function, name),
        kind => *kind = ExprKind::Name(name.clone()),
    }
}

/// Gives the expressions and definitions of a copy numbers of their own.
fn renumber(stmt: &mut Stmt, copy: u32, offset: u32) {
    walk_mut::expressions(std::slice::from_mut(stmt), &mut |expr| expr.id.0 += offset);
    move_names(stmt, copy << COPY_SHIFT);
}

fn move_names(stmt: &mut Stmt, offset: u32) {
    match &mut stmt.kind {
        StmtKind::Function(function) => {
            if let Some(function) = Rc::get_mut(function) {
                function.name_span.start += offset;
            }
        }
        StmtKind::Class(class) => {
            if let Some(class) = Rc::get_mut(class) {
                class.name_span.start += offset;
            }
        }
        _ => {}
    }
    for block in walk_mut::blocks(stmt) {
        block.iter_mut().for_each(|stmt| move_names(stmt, offset));
    }
}
