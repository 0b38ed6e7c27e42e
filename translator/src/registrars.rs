//! Writes a function that is called with a function or, as a decorator, without one as two functions.
//!
//! # How it works
//!
//! ```text
//!  def on(self, event, handler=None):          def on(self, event, handler):
//!      if handler is None:                         self.handlers[event].append(handler)
//!          return lambda h: self.on(event, h)
//!      self.handlers[event].append(handler)  ─►  def on·(self, event):
//!                                                  return lambda h: self.on(event, h)
//!  @bus.on("paid")                             @bus.on·("paid")
//!  def pay(): …                                def pay(): …
//! ```
//!
//! Such a function gives two different things. With one function for both, what it gives is called as a decorator although it may be any of
//! the handlers, and all types of handlers run into each other.
//!
//! - **I1** Only a function that is bound once and only called is written so, and each call is seen to give something for the parameter, or not.
//! - **I2** That what is given is a function, and never None, is seen when types are known: else the program is refused (`lower/registrar.rs`).

use crate::monomorphise::copies::original_name;
use crate::specialise::{COPY_SHIFT, bindings, has_simple_defaults};
use crate::tree::{
    Argument, ArgumentKind, CompareOp, Expr, ExprId, ExprKind, Function, Module, Name, Parameter, Parameters, Stmt,
    StmtKind, UnaryOp,
};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Behind the name of the function that is called without a function.
pub(crate) const WITHOUT: &str = "\u{a78f}without";

/// The copies of definitions are told apart by numbers beyond those of decorators.
const FIRST_COPY: u32 = 256;

/// So many functions are split.
const MOST: u32 = 16;

/// The name as the program has it.
pub(crate) fn name_in_program(name: &str) -> &str {
    name.strip_suffix(WITHOUT).unwrap_or(name)
}

/// Says whether this is what a decorator does, where that was written into the function that gives it.
pub(crate) fn is_inside(function: &Function) -> bool {
    original_name(&function.name) == WITHOUT
}

/// The name of the other of two functions, where this is the one that is called without a function; and the parameter that it lacks.
pub(crate) fn other(function: &Function) -> Option<(&str, &Name)> {
    let name = original_name(&function.name).strip_suffix(WITHOUT)?;
    let StmtKind::Assign { targets, .. } = &function.body.first()?.kind else { return None };
    match &targets.first()?.kind {
        ExprKind::Name(parameter) => Some((name, parameter)),
        _ => None,
    }
}

/// Splits the functions of a module; says whether there were any.
pub(crate) fn split(module: &mut Module) -> bool {
    let mut count = 0;
    for candidate in candidates(&module.body) {
        let Some(without) = Uses::of(&module.body, &candidate) else { continue };
        if count == MOST {
            break;
        }
        walk_mut::expressions(&mut module.body, &mut |expr| {
            if without.contains(&expr.id)
                && let ExprKind::Name(name) | ExprKind::Attribute(_, name) = &mut expr.kind
            {
                *name = candidate.without();
            }
        });
        let mut writer = Writer { candidate: &candidate, fresh: &mut module.expressions, copy: FIRST_COPY + count };
        writer.block(&mut module.body);
        count += 1;
    }
    count > 0
}

/// A function that may be split.
#[derive(Debug)]
struct Candidate {
    name: Name,
    is_method: bool,
    /// The parameter that a function comes to.
    parameter: Name,
    /// Its place among the positional arguments of a call.
    place: Option<usize>,
}

impl Candidate {
    fn without(&self) -> Name {
        format!("{}{WITHOUT}", self.name).into()
    }

    fn of(function: &Function, is_method: bool) -> Option<Candidate> {
        let parameters = &function.parameters;
        let is_plain = !function.is_async && function.decorators.is_empty() && !walk::yields(&function.body);
        let has_none = |parameter: &&Parameter| {
            parameter.default.as_ref().is_some_and(|default| matches!(default.kind, ExprKind::None))
                && asks(&function.body, &parameter.name)
        };
        let parameter = parameters.positional.iter().chain(&parameters.named_only).find(has_none)?;
        let at = parameters.positional.iter().position(|other| other.name == parameter.name);
        let before = parameters.positional.iter().take(at.unwrap_or_default());
        let is_whole =
            at.is_none_or(|at| at >= parameters.positional_only) && before.clone().all(|it| it.default.is_none());
        let mut bound = BTreeSet::new();
        assigned(&function.body, &mut bound);
        if !is_plain || !is_whole || !has_simple_defaults(parameters) || bound.contains(&parameter.name) {
            return None;
        }
        let place = at.map(|at| at.checked_sub(usize::from(is_method))).map_or(Some(None), |at| at.map(Some))?;
        Some(Candidate { name: function.name.clone(), is_method, parameter: parameter.name.clone(), place })
    }
}

/// The functions of the module and the methods of its classes that may be split: each is the only one of its name.
fn candidates(block: &[Stmt]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for stmt in block {
        match &stmt.kind {
            StmtKind::Function(function) => found.extend(Candidate::of(function, false)),
            StmtKind::Class(class) => {
                for stmt in &class.body {
                    if let StmtKind::Function(function) = &stmt.kind {
                        found.extend(Candidate::of(function, true));
                    }
                }
            }
            _ => {}
        }
    }
    let mut bound: BTreeMap<Name, usize> = BTreeMap::new();
    bindings(block, &mut |name| *bound.entry(name.clone()).or_default() += 1);
    let mut targets = BTreeSet::new();
    assigned(block, &mut targets);
    found.retain(|candidate| bound.get(&candidate.name) == Some(&1) && !targets.contains(&candidate.name));
    found
}

/// Says whether a test in a function's own blocks asks whether a parameter is None.
fn asks(block: &[Stmt], parameter: &Name) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Function(_) | StmtKind::Class(_) => false,
        StmtKind::If { test, .. } if is_given(test, parameter, true).is_some() => true,
        StmtKind::Return(Some(Expr { kind: ExprKind::IfElse { test, .. }, .. })) => {
            is_given(test, parameter, true).is_some()
        }
        _ => walk::blocks(stmt).into_iter().any(|block| asks(block, parameter)),
    })
}

/// What a test of a parameter gives where a function comes to it, or none does.
fn is_given(test: &Expr, parameter: &Name, given: bool) -> Option<bool> {
    let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if name == parameter);
    match &test.kind {
        ExprKind::Name(_) if is_it(test) => Some(given),
        ExprKind::Unary(UnaryOp::Not, inner) => is_given(inner, parameter, given).map(|holds| !holds),
        ExprKind::Compare(left, rights) if is_it(left) => match rights.as_slice() {
            [(CompareOp::Is, right)] if matches!(right.kind, ExprKind::None) => Some(!given),
            [(CompareOp::IsNot, right)] if matches!(right.kind, ExprKind::None) => Some(given),
            _ => None,
        },
        _ => None,
    }
}

/// The names that assignments, loops, contexts and `:=` bind.
pub(crate) fn assigned(block: &[Stmt], found: &mut BTreeSet<Name>) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } | StmtKind::Delete(targets) => {
                targets.iter().for_each(|target| names(target, found));
            }
            StmtKind::Augment { target, .. } | StmtKind::Annotate { target, .. } | StmtKind::For { target, .. } => {
                names(target, found);
            }
            StmtKind::With { items, .. } => {
                items.iter().filter_map(|item| item.target.as_ref()).for_each(|target| names(target, found));
            }
            _ => {}
        }
        walk::expressions(stmt, &mut |expr| named(expr, found));
        walk::blocks(stmt).into_iter().for_each(|block| assigned(block, found));
    }
}

/// The variables and attributes of a target.
fn names(target: &Expr, found: &mut BTreeSet<Name>) {
    match &target.kind {
        ExprKind::Name(name) => {
            found.insert(name.clone());
        }
        ExprKind::Attribute(_, name) => {
            found.insert(name.clone());
        }
        ExprKind::Tuple(members) | ExprKind::List(members) => members.iter().for_each(|member| names(member, found)),
        ExprKind::Starred(inner) => names(inner, found),
        _ => {}
    }
}

fn named(expr: &Expr, found: &mut BTreeSet<Name>) {
    match &expr.kind {
        ExprKind::Named(name, _) => {
            found.insert(name.clone());
        }
        ExprKind::Comprehension(_, clauses) => clauses.iter().for_each(|clause| names(&clause.target, found)),
        ExprKind::Lambda(parameters, _) => all(parameters).for_each(|parameter| {
            found.insert(parameter.name.clone());
        }),
        _ => {}
    }
    walk::children(expr, &mut |child| named(child, found));
}

fn all(parameters: &Parameters) -> impl Iterator<Item = &Parameter> {
    let Parameters { positional, star, named_only, double_star, .. } = parameters;
    positional.iter().chain(star).chain(named_only).chain(double_star)
}

/// The uses of a candidate.
struct Uses<'a> {
    candidate: &'a Candidate,
    classes: BTreeSet<Name>,
    /// The callees of calls that give no function.
    without: BTreeSet<ExprId>,
    is_fit: bool,
}

impl Uses<'_> {
    /// The callees of the calls that give no function; none where the candidate cannot be split (I1).
    fn of(block: &[Stmt], candidate: &Candidate) -> Option<BTreeSet<ExprId>> {
        let mut uses = Uses { candidate, classes: classes(block), without: BTreeSet::new(), is_fit: true };
        uses.block(block);
        (uses.is_fit && !uses.without.is_empty()).then_some(uses.without)
    }

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            let decorators: &[Expr] = match &stmt.kind {
                StmtKind::Function(function) => &function.decorators,
                StmtKind::Class(class) => &class.decorators,
                _ => &[],
            };
            let bare: Vec<ExprId> = decorators.iter().filter(|it| self.is_it(it)).map(|it| it.id).collect();
            // It gets what is defined at the first place.
            self.is_fit &= bare.is_empty() || self.candidate.place == Some(0);
            walk::expressions(stmt, &mut |expr| {
                if !bare.contains(&expr.id) {
                    self.expr(expr);
                }
            });
            walk::blocks(stmt).into_iter().for_each(|block| self.block(block));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call(callee, arguments) if self.is_it(callee) => {
                match self.gives(arguments) {
                    Some(true) => {}
                    Some(false) => {
                        self.without.insert(callee.id);
                    }
                    None => self.is_fit = false,
                }
                if let ExprKind::Attribute(of, _) = &callee.kind {
                    // `Bus.on(bus, …)` has another place for it.
                    self.is_fit &= !matches!(&of.kind, ExprKind::Name(name) if self.classes.contains(name));
                    self.expr(of);
                }
                arguments.iter().for_each(|argument| self.expr(&argument.value));
            }
            // `partial(traced, level=1)` gives the function when it is called.
            ExprKind::Call(partial, arguments) if is_partial(partial) && self.is_of_partial(arguments) => {
                arguments.iter().skip(1).for_each(|argument| self.expr(&argument.value));
            }
            // `getattr(bus, "on")`
            ExprKind::Call(function, arguments) if is_lookup(function) => {
                let is_name =
                    |it: &Argument| matches!(&it.value.kind, ExprKind::Str(text) if **text == *self.candidate.name);
                self.is_fit &= !arguments.iter().any(is_name);
                arguments.iter().for_each(|argument| self.expr(&argument.value));
            }
            _ if self.is_it(expr) => self.is_fit = false,
            _ => walk::children(expr, &mut |child| self.expr(child)),
        }
    }

    fn is_it(&self, callee: &Expr) -> bool {
        match &callee.kind {
            ExprKind::Name(name) => !self.candidate.is_method && *name == self.candidate.name,
            ExprKind::Attribute(_, name) => self.candidate.is_method && *name == self.candidate.name,
            _ => false,
        }
    }

    fn is_of_partial(&self, arguments: &[Argument]) -> bool {
        let is_named = |argument: &Argument| matches!(&argument.kind, ArgumentKind::Named(name) if *name != self.candidate.parameter);
        self.candidate.place == Some(0)
            && arguments
                .split_first()
                .is_some_and(|(first, rest)| self.is_it(&first.value) && rest.iter().all(is_named))
    }

    /// Says whether a call gives something for the parameter, where that is known.
    fn gives(&self, arguments: &[Argument]) -> Option<bool> {
        let mut place = 0;
        for argument in arguments {
            match &argument.kind {
                ArgumentKind::Positional if Some(place) == self.candidate.place => return Some(true),
                ArgumentKind::Positional => place += 1,
                ArgumentKind::Named(name) if *name == self.candidate.parameter => return Some(true),
                ArgumentKind::Named(_) => {}
                ArgumentKind::Star | ArgumentKind::DoubleStar => return None,
            }
        }
        Some(false)
    }
}

fn is_partial(function: &Expr) -> bool {
    matches!(&function.kind, ExprKind::Name(name) | ExprKind::Attribute(_, name) if &**name == "partial")
}

/// Says whether a function looks attributes up by texts.
fn is_lookup(function: &Expr) -> bool {
    const LOOKUPS: [&str; 6] = ["getattr", "hasattr", "setattr", "delattr", "attrgetter", "methodcaller"];
    matches!(&function.kind, ExprKind::Name(name) | ExprKind::Attribute(_, name) if LOOKUPS.contains(&&**name))
}

fn classes(block: &[Stmt]) -> BTreeSet<Name> {
    let mut found = BTreeSet::new();
    for stmt in block {
        if let StmtKind::Class(class) = &stmt.kind {
            found.insert(class.name.clone());
        }
        walk::blocks(stmt).into_iter().for_each(|block| found.extend(classes(block)));
    }
    found
}

/// Writes the two functions.
struct Writer<'a> {
    candidate: &'a Candidate,
    fresh: &'a mut u32,
    copy: u32,
}

impl Writer<'_> {
    fn block(&mut self, block: &mut Vec<Stmt>) {
        let is_it =
            |stmt: &Stmt| matches!(&stmt.kind, StmtKind::Function(function) if function.name == self.candidate.name);
        if let Some(place) = block.iter().position(is_it) {
            let mut other = block[place].clone();
            let mut inner = block[place].clone();
            unshare(&mut other);
            unshare(&mut inner);
            self.renumber(&mut other, self.copy);
            self.renumber(&mut inner, self.copy + MOST);
            self.write(&mut block[place], true);
            self.write(&mut other, false);
            self.write_inside(&mut other, inner);
            block.insert(place + 1, other);
            return;
        }
        for stmt in block {
            if let StmtKind::Class(class) = &mut stmt.kind
                && let Some(class) = Rc::get_mut(class)
            {
                self.block(&mut class.body);
            }
        }
    }

    fn write(&mut self, stmt: &mut Stmt, given: bool) {
        let StmtKind::Function(function) = &mut stmt.kind else { return };
        let Some(function) = Rc::get_mut(function) else { return };
        let parameter = &self.candidate.parameter;
        choose(&mut function.body, parameter, given);
        let Parameters { positional, named_only, .. } = &mut function.parameters;
        if given {
            let own = positional.iter_mut().chain(named_only).find(|it| it.name == *parameter);
            own.into_iter().for_each(|own| own.default = None);
            return;
        }
        positional.retain(|it| it.name != *parameter);
        named_only.retain(|it| it.name != *parameter);
        let span = function.name_span;
        let [target, value] = [ExprKind::Name(parameter.clone()), ExprKind::None].map(|kind| self.expr(kind, span));
        function.body.insert(0, Stmt { span, kind: StmtKind::Assign { targets: vec![target], value } });
        function.name = self.candidate.without();
    }

    fn expr(&mut self, kind: ExprKind, span: crate::tree::Span) -> Expr {
        *self.fresh += 1;
        Expr { id: ExprId(*self.fresh - 1), span, kind }
    }

    /// `return lambda f: traced(f, level=level)`: what the other function does stands here, too, so that each has types of its own.
    fn write_inside(&mut self, other: &mut Stmt, mut inner: Stmt) {
        let StmtKind::Function(function) = &mut other.kind else { return };
        let Some(function) = Rc::get_mut(function) else { return };
        let StmtKind::Function(inside) = &mut inner.kind else { return };
        let Some(inside) = Rc::get_mut(inside) else { return };
        let mut bound = BTreeSet::new();
        assigned(&inside.body, &mut bound);
        let is_bound = all(&function.parameters).any(|parameter| bound.contains(&parameter.name));
        let Some(last) = function.body.last_mut() else { return };
        let StmtKind::Return(Some(value)) = &mut last.kind else { return };
        if self.candidate.is_method || is_bound || !self.is_other_way(value, &function.parameters) {
            return;
        }
        choose(&mut inside.body, &self.candidate.parameter, true);
        let of = |parameters: &mut Vec<Parameter>| parameters.retain(|it| it.name == self.candidate.parameter);
        of(&mut inside.parameters.positional);
        of(&mut inside.parameters.named_only);
        inside.parameters.positional.append(&mut inside.parameters.named_only);
        inside.parameters.positional.iter_mut().for_each(|parameter| parameter.default = None);
        (inside.parameters.positional_only, inside.name) = (0, WITHOUT.into());
        value.kind = ExprKind::Name(WITHOUT.into());
        let place = function.body.len() - 1;
        function.body.insert(place, inner);
    }

    /// Says whether a function calls the other one with what it gets and all that is given here.
    fn is_other_way(&self, value: &Expr, given: &Parameters) -> bool {
        let is_name = |expr: &Expr, wanted: &Name| matches!(&expr.kind, ExprKind::Name(name) if name == wanted);
        let (callee, arguments, first) = match &value.kind {
            ExprKind::Lambda(parameters, body) => match (&body.kind, parameters.positional.as_slice()) {
                (ExprKind::Call(callee, arguments), [own]) if own.default.is_none() && all(parameters).count() == 1 => {
                    (&**callee, arguments.as_slice(), own.name.clone())
                }
                _ => return false,
            },
            ExprKind::Call(partial, arguments) => match arguments.split_first() {
                Some((callee, rest)) if is_partial(partial) => (&callee.value, rest, Name::from("")),
                _ => return false,
            },
            _ => return false,
        };
        let is_own = |argument: &Argument| match &argument.kind {
            ArgumentKind::Positional => is_name(&argument.value, &first),
            ArgumentKind::Named(name) => {
                is_name(&argument.value, name) && all(given).any(|parameter| parameter.name == *name)
            }
            _ => false,
        };
        let count = all(given).count() + usize::from(!first.is_empty());
        let is_plain = given.star.is_none() && given.double_star.is_none() && self.candidate.place == Some(0);
        is_plain && is_name(callee, &self.candidate.name) && arguments.iter().all(is_own) && arguments.len() == count
    }

    fn renumber(&mut self, stmt: &mut Stmt, copy: u32) {
        let fresh = &mut *self.fresh;
        walk_mut::expressions(std::slice::from_mut(stmt), &mut |expr| {
            expr.id = ExprId(*fresh);
            *fresh += 1;
        });
        move_names(stmt, copy << COPY_SHIFT);
    }
}

pub(crate) fn unshare(stmt: &mut Stmt) {
    match &mut stmt.kind {
        StmtKind::Function(function) => *function = Rc::new((**function).clone()),
        StmtKind::Class(class) => *class = Rc::new((**class).clone()),
        _ => {}
    }
    walk_mut::blocks(stmt).into_iter().flatten().for_each(unshare);
}

pub(crate) fn move_names(stmt: &mut Stmt, offset: u32) {
    match &mut stmt.kind {
        StmtKind::Function(function) => {
            Rc::get_mut(function).into_iter().for_each(|function| function.name_span.start += offset);
        }
        StmtKind::Class(class) => Rc::get_mut(class).into_iter().for_each(|class| class.name_span.start += offset),
        _ => {}
    }
    walk_mut::blocks(stmt).into_iter().flatten().for_each(|stmt| move_names(stmt, offset));
}

/// Leaves of the tests of the parameter what runs.
fn choose(block: &mut Vec<Stmt>, parameter: &Name, given: bool) {
    let (mut place, span) = (0, block.first().map(|stmt| stmt.span));
    while let Some(stmt) = block.get_mut(place) {
        if let StmtKind::If { test, body, orelse } = &mut stmt.kind
            && let Some(holds) = is_given(test, parameter, given)
        {
            let left = std::mem::take(if holds { body } else { orelse });
            block.splice(place..=place, left);
            continue;
        }
        if let StmtKind::Return(Some(value)) = &mut stmt.kind
            && let ExprKind::IfElse { test, body, orelse } = &mut value.kind
            && let Some(holds) = is_given(test, parameter, given)
        {
            let left = if holds { body } else { orelse };
            *value = (**left).clone();
        }
        if !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            walk_mut::blocks(stmt).into_iter().for_each(|inner| choose(inner, parameter, given));
        }
        place += 1;
        if matches!(block.get(place - 1), Some(Stmt { kind: StmtKind::Return(_) | StmtKind::Raise { .. }, .. })) {
            block.truncate(place);
        }
    }
    if let (true, Some(span)) = (block.is_empty(), span) {
        block.push(Stmt { span, kind: StmtKind::Pass });
    }
}
