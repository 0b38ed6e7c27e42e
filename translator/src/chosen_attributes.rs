//! Writes attributes whose name is chosen at run time, among names that the program shows, as a choice of attributes.
//!
//! # How it works
//!
//! ```text
//!  side = "left" if small else "right"
//!  getattr(node, side)                        ─►   node.left if side == "left" else node.right
//!  setattr(node, side, value)                 ─►   value_1 = value; if side == "left": node.left = value_1; else: …
//!  getattr(self, f"do_{word}", self.other)    ─►   self.do_add if (name_1 := f"do_{word}") == "do_add" else … self.other
//! ```
//!
//! - **I1** A variable is followed whose every binding in its function is a text, a choice of texts, or a loop over a display of texts.
//! - **I2** The methods of a prefix are those of the class and its bases, where all bases are classes of this module and no class is derived
//!   from it, and where nothing of that prefix is set on an object.
//! - **I3** Everything is evaluated once and in Python's order: the object is a variable, and what is assigned is evaluated first.

use crate::analyse::infer::{bound_alone, bound_by};
use crate::tree::{
    Argument, ArgumentKind, Class, CompareOp, Expr, ExprId, ExprKind, Function, Module, Name, Parameters, Piece, Span,
    Stmt, StmtKind,
};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Rewrites a module; new expressions have numbers behind those that there are.
pub(crate) fn rewrite(module: &mut Module) {
    if crate::desugar::binds(&module.body, &["getattr", "setattr"]) {
        return;
    }
    let mut choice = Choice { next: module.expressions, count: 0 };
    let dispatches = dispatches_of(&module.body);
    classes(&mut module.body, &dispatches, &mut choice);
    functions(&mut module.body, &mut choice);
    module.expressions = choice.next;
}

/// The methods of a class, by its name.
type Dispatches = BTreeMap<Name, Vec<Name>>;

/// Makes expressions and names that are new.
struct Choice {
    next: u32,
    count: usize,
}

impl Choice {
    fn expr(&mut self, kind: ExprKind, span: Span) -> Expr {
        self.next += 1;
        Expr { id: ExprId(self.next - 1), span, kind }
    }

    fn name(&mut self, stem: &str) -> Name {
        self.count += 1;
        format!("{stem}_chosen_{}", self.count).into()
    }

    fn variable(&mut self, name: &Name, span: Span) -> Expr {
        self.expr(ExprKind::Name(name.clone()), span)
    }

    fn is_text(&mut self, tested: Expr, text: &str) -> Expr {
        let span = tested.span;
        let text = self.expr(ExprKind::Str(text.into()), span);
        self.expr(ExprKind::Compare(Box::new(tested), vec![(CompareOp::Equal, text)]), span)
    }

    fn attribute(&mut self, of: &Name, name: &Name, span: Span) -> Expr {
        let of = self.variable(of, span);
        self.expr(ExprKind::Attribute(Box::new(of), name.clone()), span)
    }
}

// Methods whose names have a prefix.

/// The methods of the classes for which they are known (I2).
fn dispatches_of(module: &[Stmt]) -> Dispatches {
    let all: BTreeMap<&Name, &Class> = module
        .iter()
        .filter_map(|stmt| match &stmt.kind {
            StmtKind::Class(class) => Some((&class.name, &**class)),
            _ => None,
        })
        .collect();
    let bases: BTreeSet<&Name> = all.values().filter_map(|class| bases_of(class)).flatten().collect();
    let lone = all.values().filter(|class| !bases.contains(&class.name));
    lone.filter_map(|class| Some((class.name.clone(), methods_of(class, &all, 0)?))).collect()
}

/// The bases of a class, where all are names.
fn bases_of(class: &Class) -> Option<Vec<&Name>> {
    class.bases.iter().map(|base| if let ExprKind::Name(name) = &base.value.kind { Some(name) } else { None }).collect()
}

fn methods_of(class: &Class, all: &BTreeMap<&Name, &Class>, depth: usize) -> Option<Vec<Name>> {
    let mut methods: Vec<Name> = class
        .body
        .iter()
        .filter_map(|stmt| match &stmt.kind {
            StmtKind::Function(method) => method.decorators.is_empty().then(|| method.name.clone()),
            _ => None,
        })
        .collect();
    for base in bases_of(class)? {
        if depth > all.len() {
            return None;
        }
        methods.extend(methods_of(all.get(base)?, all, depth + 1)?);
    }
    let mut seen = BTreeSet::new();
    methods.retain(|name| seen.insert(name.clone()));
    Some(methods)
}

fn classes(module: &mut [Stmt], dispatches: &Dispatches, choice: &mut Choice) {
    let set = names_set(module);
    for stmt in module {
        if let StmtKind::Class(class) = &mut stmt.kind
            && let Some(class) = Rc::get_mut(class)
            && let Some(methods) = dispatches.get(&class.name)
        {
            class.body.iter_mut().for_each(|stmt| dispatch(stmt, methods, &set, choice));
        }
    }
}

/// The attributes that are assigned anywhere.
fn names_set(block: &[Stmt]) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    for stmt in block {
        if let StmtKind::Assign { targets, .. } = &stmt.kind {
            names.extend(targets.iter().filter_map(|target| match &target.kind {
                ExprKind::Attribute(_, name) => Some(name.clone()),
                _ => None,
            }));
        }
        names.extend(walk::blocks(stmt).into_iter().flat_map(names_set));
    }
    names
}

fn dispatch(stmt: &mut Stmt, methods: &[Name], set: &BTreeSet<Name>, choice: &mut Choice) {
    let StmtKind::Function(method) = &mut stmt.kind else { return };
    let Some(method) = Rc::get_mut(method) else { return };
    let [own, ..] = method.parameters.positional.as_slice() else { return };
    let own = own.name.clone();
    walk_mut::expressions(&mut method.body, &mut |expr| {
        let Some((prefix, name, default)) = by_prefix(expr, &own) else { return };
        let found: Vec<&Name> = methods.iter().filter(|method| method.starts_with(&*prefix)).collect();
        if found.is_empty() || set.iter().any(|name| name.starts_with(&*prefix)) {
            return;
        }
        *expr = of_methods(&own, &found, name, default, choice);
    });
}

/// `getattr(self, f"prefix{word}", default)`: the prefix, what makes the name, and the default.
fn by_prefix(expr: &Expr, own: &Name) -> Option<(Box<str>, Expr, Expr)> {
    let [of, name, default] = positional(expr, "getattr")? else { return None };
    let is_own = matches!(&of.value.kind, ExprKind::Name(name) if name == own);
    let prefix = match &name.value.kind {
        ExprKind::FString(pieces) => match pieces.as_slice() {
            [Piece::Text(prefix), ..] => prefix,
            _ => return None,
        },
        ExprKind::Binary(left, crate::tree::BinaryOp::Add, _) => match &left.kind {
            ExprKind::Str(prefix) => prefix,
            _ => return None,
        },
        _ => return None,
    };
    // What is evaluated before its turn must not be seen to be.
    let is_quiet =
        default.value.is_constant() || matches!(default.value.kind, ExprKind::Name(_) | ExprKind::Attribute(..));
    (is_own && is_quiet && !prefix.is_empty() && !prefix.starts_with("__"))
        .then(|| (prefix.clone(), name.value.clone(), default.value.clone()))
}

fn of_methods(own: &Name, methods: &[&Name], name: Expr, default: Expr, choice: &mut Choice) -> Expr {
    let (span, kept) = (name.span, choice.name("name"));
    let mut first = Some(choice.expr(ExprKind::Named(kept.clone(), Box::new(name)), span));
    let mut tests = Vec::new();
    for method in methods {
        let tested = first.take().unwrap_or_else(|| choice.variable(&kept, span));
        tests.push((choice.is_text(tested, method), choice.attribute(own, method, span)));
    }
    tests.into_iter().rev().fold(default, |orelse, (test, body)| {
        let [test, body, orelse] = [test, body, orelse].map(Box::new);
        choice.expr(ExprKind::IfElse { test, body, orelse }, span)
    })
}

// Variables that hold one of a few texts.

fn functions(stmts: &mut [Stmt], choice: &mut Choice) {
    for stmt in stmts {
        if let StmtKind::Function(function) = &mut stmt.kind
            && let Some(function) = Rc::get_mut(function)
        {
            let texts = texts_of_names(function);
            if !texts.is_empty() {
                in_function(&mut function.body, &texts, choice);
            }
        }
        walk_mut::blocks(stmt).into_iter().for_each(|inner| functions(inner, choice));
    }
}

type Texts = BTreeMap<Name, Vec<Name>>;

/// The variables of a function that hold nothing but texts that it shows, with these (I1).
fn texts_of_names(function: &Function) -> Texts {
    let mut texts = Texts::new();
    let mut others: BTreeSet<Name> = names_of(&function.parameters).collect();
    collect(&function.body, &mut texts, &mut others);
    texts.retain(|name, _| !others.contains(name));
    texts
}

fn collect(block: &[Stmt], texts: &mut Texts, others: &mut BTreeSet<Name>) {
    for stmt in block {
        match bound_text(stmt) {
            Some((name, found)) => {
                let known = texts.entry(name).or_default();
                found.into_iter().for_each(|text| {
                    if !known.contains(&text) {
                        known.push(text);
                    }
                });
            }
            None => others.extend(match &stmt.kind {
                StmtKind::Global(names) | StmtKind::Nonlocal(names) => names.iter().cloned().collect(),
                _ => bound_alone(stmt),
            }),
        }
        walk::expressions(stmt, &mut |expr| hidden_in(expr, others));
        if matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            bound_inside(stmt, others);
        } else {
            walk::blocks(stmt).into_iter().for_each(|inner| collect(inner, texts, others));
        }
    }
}

/// The names that a function or class inside binds, for itself or for who is around it.
fn bound_inside(stmt: &Stmt, others: &mut BTreeSet<Name>) {
    if let StmtKind::Function(function) = &stmt.kind {
        others.extend(names_of(&function.parameters));
    }
    for block in walk::blocks(stmt) {
        others.extend(bound_by(block));
        for stmt in block {
            walk::expressions(stmt, &mut |expr| hidden_in(expr, others));
            bound_inside(stmt, others);
        }
    }
}

/// The names that comprehensions and lambdas bind for themselves.
fn hidden_in(expr: &Expr, others: &mut BTreeSet<Name>) {
    match &expr.kind {
        ExprKind::Lambda(parameters, _) => others.extend(names_of(parameters)),
        ExprKind::Comprehension(_, clauses) => clauses.iter().for_each(|clause| names_in(&clause.target, others)),
        _ => {}
    }
    walk::children(expr, &mut |child| hidden_in(child, others));
}

fn names_in(target: &Expr, names: &mut BTreeSet<Name>) {
    if let ExprKind::Name(name) = &target.kind {
        names.insert(name.clone());
    }
    walk::children(target, &mut |child| names_in(child, names));
}

fn names_of(parameters: &Parameters) -> impl Iterator<Item = Name> {
    let starred = parameters.star.iter().chain(&parameters.double_star);
    parameters.positional.iter().chain(&parameters.named_only).chain(starred).map(|one| one.name.clone())
}

/// A variable, and the texts that a statement gives it.
fn bound_text(stmt: &Stmt) -> Option<(Name, Vec<Name>)> {
    let (target, texts) = match &stmt.kind {
        StmtKind::Assign { targets, value } => match targets.as_slice() {
            [target] => (target, texts_of(value)?),
            _ => return None,
        },
        StmtKind::For { target, iter, .. } => match &iter.kind {
            ExprKind::Tuple(members) | ExprKind::List(members) if !members.is_empty() => {
                (target, members.iter().map(texts_of).collect::<Option<Vec<_>>>()?.concat())
            }
            _ => return None,
        },
        _ => return None,
    };
    let ExprKind::Name(name) = &target.kind else { return None };
    Some((name.clone(), texts))
}

fn texts_of(value: &Expr) -> Option<Vec<Name>> {
    match &value.kind {
        ExprKind::Str(text) => Some(vec![text.clone().into()]),
        ExprKind::IfElse { body, orelse, .. } => Some([texts_of(body)?, texts_of(orelse)?].concat()),
        _ => None,
    }
}

fn in_function(stmts: &mut Vec<Stmt>, texts: &Texts, choice: &mut Choice) {
    let mut place = 0;
    while place < stmts.len() {
        if let Some(written) = set_chosen(&stmts[place], texts, choice) {
            let count = written.len();
            stmts.splice(place..=place, written);
            place += count;
            continue;
        }
        let stmt = &mut stmts[place];
        if !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            walk_mut::blocks(stmt).into_iter().for_each(|inner| in_function(inner, texts, choice));
        }
        place += 1;
    }
    for stmt in stmts.iter_mut().filter(|stmt| !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_))) {
        walk_mut::expressions(std::slice::from_mut(stmt), &mut |expr| {
            if let Some((of, name, texts)) = chosen(expr, "getattr", 2, texts) {
                *expr = of_attributes(&of, &name, texts, expr.span, choice);
            }
        });
    }
}

/// The object, the variable that holds the name, and the names.
fn chosen<'t>(expr: &Expr, function: &str, count: usize, texts: &'t Texts) -> Option<(Name, Name, &'t [Name])> {
    let arguments = positional(expr, function)?;
    let [of, name, ..] = arguments else { return None };
    let (ExprKind::Name(of), ExprKind::Name(name)) = (&of.value.kind, &name.value.kind) else { return None };
    let texts = texts.get(name)?;
    let are_names = texts.iter().all(|text| is_attribute(text));
    (arguments.len() == count && are_names).then(|| (of.clone(), name.clone(), texts.as_slice()))
}

fn is_attribute(text: &str) -> bool {
    !text.starts_with("__") && crate::desugar::is_identifier(text)
}

fn of_attributes(of: &Name, name: &Name, texts: &[Name], span: Span, choice: &mut Choice) -> Expr {
    let Some((last, others)) = texts.split_last() else { return choice.variable(of, span) };
    let last = choice.attribute(of, last, span);
    others.iter().rev().fold(last, |orelse, text| {
        let tested = choice.variable(name, span);
        let (test, body) = (choice.is_text(tested, text), choice.attribute(of, text, span));
        let [test, body, orelse] = [test, body, orelse].map(Box::new);
        choice.expr(ExprKind::IfElse { test, body, orelse }, span)
    })
}

/// `setattr(x, name, value)` as statements (I3).
fn set_chosen(stmt: &Stmt, texts: &Texts, choice: &mut Choice) -> Option<Vec<Stmt>> {
    let StmtKind::Expr(call) = &stmt.kind else { return None };
    let (of, name, texts) = chosen(call, "setattr", 3, texts)?;
    let [.., value] = positional(call, "setattr")? else { return None };
    let (span, kept) = (call.span, choice.name("value"));
    let assigned = |target, value| Stmt { span, kind: StmtKind::Assign { targets: vec![target], value } };
    let first = assigned(choice.variable(&kept, span), value.value.clone());
    let set = |text: &Name, choice: &mut Choice| {
        let target = choice.attribute(&of, text, span);
        let value = choice.variable(&kept, span);
        vec![assigned(target, value)]
    };
    let (last, others) = texts.split_last()?;
    let last = set(last, choice);
    let chain = others.iter().rev().fold(last, |orelse, text| {
        let tested = choice.variable(&name, span);
        let test = choice.is_text(tested, text);
        let body = set(text, choice);
        vec![Stmt { span, kind: StmtKind::If { test, body, orelse } }]
    });
    Some([vec![first], chain].concat())
}

/// The arguments of a call of a builtin function, where all are positional.
fn positional<'e>(expr: &'e Expr, function: &str) -> Option<&'e [Argument]> {
    let ExprKind::Call(called, arguments) = &expr.kind else { return None };
    let is_it = matches!(&called.kind, ExprKind::Name(name) if &**name == function);
    let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
    (is_it && is_plain).then_some(arguments)
}
