//! Writes a class whose `__new__` keeps its object as one whose objects a class method gives.
//!
//! # How it works
//!
//! ```text
//!  class Config:                                          class Config:
//!      _one = None                                            _one = None
//!      def __new__(cls):                                      @classmethod
//!          if cls._one is None:                               def new·(cls):
//!              cls._one = super().__new__(cls)      ─►            if cls._one is None: cls._one = Config()
//!          return cls._one                                        return cls._one
//!      def __init__(self, path="."):                          def init·(self, path): …
//!          …                                                  @classmethod
//!                                                             def made·(cls, path="."):
//!  config = Config("/etc")                                        made = cls.new·(); made.init·(path); return made
//!                                                         config = Config.made·("/etc")
//! ```
//!
//! `Config()` makes an object without attributes then, as `object.__new__` does.
//!
//! - **I1** The class has no relatives, and is only called, asked for attributes, and tested for.
//! - **I2** `__new__` uses none of its parameters but the class, and takes what `__init__` takes.

use crate::registrars::assigned;
use crate::specialise::bindings;
use crate::tree::{
    Argument, ArgumentKind, Class, CompareOp, Expr, ExprId, ExprKind, Function, Module, Name, Parameter, Parameters,
    Span, Stmt, StmtKind,
};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

const NEW: &str = "new\u{a78f}";
const INIT: &str = "init\u{a78f}";
const MADE: &str = "made\u{a78f}";

/// Rewrites the classes of a module; says whether there were any.
pub(crate) fn rewrite(module: &mut Module) -> bool {
    let mut count: BTreeMap<Name, usize> = BTreeMap::new();
    bindings(&module.body, &mut |name| *count.entry(name.clone()).or_default() += 1);
    let mut targets = BTreeSet::new();
    assigned(&module.body, &mut targets);
    let is_fit = |class: &&Class| {
        let is_one = count.get(&class.name) == Some(&1) && !targets.contains(&class.name);
        is_one && parts(class).is_some_and(|parts| Uses::allow(&module.body, class, &parts))
    };
    let names: Vec<Name> =
        module.body.iter().filter_map(class_of).filter(is_fit).map(|class| class.name.clone()).collect();
    for name in &names {
        walk_mut::expressions(&mut module.body, &mut |expr| call_made(expr, name, &mut module.expressions));
        let class = module.body.iter_mut().find_map(|stmt| match &mut stmt.kind {
            StmtKind::Class(class) if class.name == *name => Rc::get_mut(class),
            _ => None,
        });
        class.into_iter().for_each(|class| write(class, &mut module.expressions));
    }
    !names.is_empty()
}

fn class_of(stmt: &Stmt) -> Option<&Class> {
    match &stmt.kind {
        StmtKind::Class(class) => Some(class),
        _ => None,
    }
}

/// The `__new__` of a class, and its `__init__`.
struct Parts<'c> {
    new: &'c Function,
    init: Option<&'c Function>,
    /// The attribute that `__new__` asks for with `hasattr`, where the class has none of its name.
    asked: Option<Name>,
}

fn method<'c>(class: &'c Class, name: &str) -> Option<&'c Function> {
    class.body.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::Function(function) if &*function.name == name => Some(&**function),
        _ => None,
    })
}

/// What is written of a class, where it may be (I2).
fn parts(class: &Class) -> Option<Parts<'_>> {
    let new = method(class, "__new__")?;
    let init = method(class, "__init__");
    let first = new.parameters.positional.first()?;
    let is_plain =
        |function: &Function| !function.is_async && function.decorators.is_empty() && !walk::yields(&function.body);
    let takes_all = new.parameters.star.is_some() && new.parameters.double_star.is_some();
    let names = |function: &Function| -> Vec<Name> {
        function
            .parameters
            .positional
            .iter()
            .skip(1)
            .chain(&function.parameters.named_only)
            .map(|it| it.name.clone())
            .collect()
    };
    let takes_same =
        takes_all && new.parameters.positional.len() == 1 || names(new) == init.map(names).unwrap_or_default();
    let own: Vec<Name> = all(&new.parameters).filter(|it| it.name != first.name).map(|it| it.name.clone()).collect();
    let mut mentioned = BTreeSet::new();
    mentions(&new.body, &mut mentioned);
    let is_simple = init.is_none_or(|init| {
        let parameters = &init.parameters;
        is_plain(init)
            && parameters.star.is_none()
            && parameters.double_star.is_none()
            && all(parameters).filter_map(|it| it.default.as_ref()).all(Expr::is_constant)
    });
    let is_fit = is_plain(new)
        && is_simple
        && takes_same
        && class.bases.is_empty()
        && class.decorators.is_empty()
        && !own.iter().any(|name| mentioned.contains(name))
        && walk_any(&new.body, &|expr| is_object(expr, &class.name, &first.name));
    let mut bound = BTreeSet::new();
    assigned(&class.body, &mut bound);
    let mut asked = None;
    walk_any(&new.body, &|expr| asked_name(expr, &first.name).is_some()).then(|| {
        each(&new.body, &mut |expr| asked = asked.take().or_else(|| asked_name(expr, &first.name)));
    });
    is_fit.then_some(Parts { new, init, asked })
}

fn all(parameters: &Parameters) -> impl Iterator<Item = &Parameter> {
    let Parameters { positional, star, named_only, double_star, .. } = parameters;
    positional.iter().chain(star).chain(named_only).chain(double_star)
}

/// Calls `f` with every expression of a block, at any depth.
fn each(block: &[Stmt], f: &mut dyn FnMut(&Expr)) {
    fn of_expr(expr: &Expr, f: &mut dyn FnMut(&Expr)) {
        f(expr);
        walk::children(expr, &mut |child| of_expr(child, f));
    }
    for stmt in block {
        walk::expressions(stmt, &mut |expr| of_expr(expr, f));
        walk::blocks(stmt).into_iter().for_each(|block| each(block, f));
    }
}

fn walk_any(block: &[Stmt], test: &dyn Fn(&Expr) -> bool) -> bool {
    let mut found = false;
    each(block, &mut |expr| found |= test(expr));
    found
}

fn mentions(block: &[Stmt], found: &mut BTreeSet<Name>) {
    each(block, &mut |expr| {
        if let ExprKind::Name(name) = &expr.kind {
            found.insert(name.clone());
        }
    });
}

fn is_name(expr: &Expr, wanted: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if **name == *wanted)
}

/// `super().__new__(cls)`, `super(C, cls).__new__(cls)` or `object.__new__(cls)`
fn is_object(expr: &Expr, class: &Name, first: &Name) -> bool {
    let ExprKind::Call(callee, arguments) = &expr.kind else { return false };
    let ExprKind::Attribute(of, name) = &callee.kind else { return false };
    let is_super = match &of.kind {
        ExprKind::Call(function, given) => {
            is_name(function, "super")
                && match given.as_slice() {
                    [] => true,
                    [one, other] => is_name(&one.value, class) && is_name(&other.value, first),
                    _ => false,
                }
        }
        _ => is_name(of, "object"),
    };
    &**name == "__new__" && is_super && matches!(arguments.as_slice(), [only] if is_name(&only.value, first))
}

/// The name of `hasattr(cls, "name")`.
fn asked_name(expr: &Expr, first: &Name) -> Option<Name> {
    let ExprKind::Call(callee, arguments) = &expr.kind else { return None };
    match arguments.as_slice() {
        [of, Argument { value: Expr { kind: ExprKind::Str(name), .. }, .. }]
            if is_name(callee, "hasattr") && is_name(&of.value, first) =>
        {
            Some(Name::from(&**name))
        }
        _ => None,
    }
}

/// What the program does with a class.
struct Uses<'c> {
    class: &'c Class,
    has_init: bool,
    is_fit: bool,
}

impl Uses<'_> {
    /// Says whether the class is used only in ways that stay right (I1).
    fn allow(block: &[Stmt], class: &Class, parts: &Parts<'_>) -> bool {
        let mut uses = Uses { class, has_init: parts.init.is_some(), is_fit: true };
        uses.block(block);
        if let Some(asked) = &parts.asked {
            let count = |block: &[Stmt]| {
                let mut count = 0;
                each(block, &mut |expr| {
                    count += usize::from(matches!(&expr.kind, ExprKind::Attribute(_, name) if name == asked))
                });
                count
            };
            let mut bound = BTreeSet::new();
            own_names(&class.body, &mut bound);
            uses.is_fit &= !bound.contains(asked) && count(block) == count(&parts.new.body);
        }
        uses.is_fit
    }

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            walk::expressions(stmt, &mut |expr| self.expr(expr));
            walk::blocks(stmt).into_iter().for_each(|block| self.block(block));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        let name = &self.class.name;
        match &expr.kind {
            ExprKind::Call(callee, arguments) if is_name(callee, name) => {
                let is_plain = |it: &Argument| matches!(it.kind, ArgumentKind::Positional | ArgumentKind::Named(_));
                self.is_fit &= arguments.iter().all(is_plain) && (self.has_init || arguments.is_empty());
                arguments.iter().for_each(|argument| self.expr(&argument.value));
            }
            ExprKind::Call(callee, arguments) if is_name(callee, "isinstance") => {
                arguments.iter().filter(|argument| !is_name(&argument.value, name)).for_each(|it| self.expr(&it.value));
            }
            ExprKind::Call(callee, arguments) if is_name(callee, "super") && arguments.len() == 2 => {}
            // What makes an object of its own class.
            ExprKind::Call(callee, _) if is_name(callee, "cls") => self.is_fit = false,
            ExprKind::Call(callee, _) if makes_own(callee) => self.is_fit = false,
            ExprKind::Attribute(of, attribute) if is_name(of, name) => self.is_fit &= !attribute.starts_with("__"),
            ExprKind::Attribute(of, attribute) if &**attribute == "__init__" => {
                self.is_fit &= matches!(&of.kind, ExprKind::Call(function, _) if is_name(function, "super"));
            }
            ExprKind::Name(other) if other == name => self.is_fit = false,
            _ => walk::children(expr, &mut |child| self.expr(child)),
        }
    }
}

/// `type(self)` or `self.__class__`
fn makes_own(callee: &Expr) -> bool {
    match &callee.kind {
        ExprKind::Call(function, _) => is_name(function, "type"),
        ExprKind::Attribute(_, name) => &**name == "__class__",
        _ => false,
    }
}

/// The names that a class binds in its own body.
fn own_names(block: &[Stmt], found: &mut BTreeSet<Name>) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Assign { targets, .. } => targets.iter().for_each(|target| {
                if let ExprKind::Name(name) = &target.kind {
                    found.insert(name.clone());
                }
            }),
            StmtKind::Annotate { target: Expr { kind: ExprKind::Name(name), .. }, .. } => {
                found.insert(name.clone());
            }
            StmtKind::Function(function) => {
                found.insert(function.name.clone());
            }
            _ => {}
        }
    }
}

fn new(kind: ExprKind, span: Span, fresh: &mut u32) -> Expr {
    *fresh += 1;
    Expr { id: ExprId(*fresh - 1), span, kind }
}

/// `C(…)` as `C.made(…)`.
fn call_made(expr: &mut Expr, class: &Name, fresh: &mut u32) {
    let span = expr.span;
    if let ExprKind::Call(callee, _) = &mut expr.kind
        && is_name(callee, class)
    {
        let of = new(ExprKind::Name(class.clone()), span, fresh);
        callee.kind = ExprKind::Attribute(Box::new(of), MADE.into());
    }
}

fn write(class: &mut Class, fresh: &mut u32) {
    let name = class.name.clone();
    let Some(asked) = parts(class).map(|parts| parts.asked) else { return };
    let mut given = Parameters::default();
    let mut first_name = Name::from("cls");
    let has_init = method(class, "__init__").is_some();
    for stmt in &mut class.body {
        let StmtKind::Function(function) = &mut stmt.kind else { continue };
        let Some(function) = Rc::get_mut(function) else { continue };
        let span = function.name_span;
        match &*function.name {
            "__init__" => {
                given = function.parameters.clone();
                let Parameters { positional, named_only, .. } = &mut function.parameters;
                positional.iter_mut().chain(named_only).for_each(|parameter| parameter.default = None);
                function.name = INIT.into();
            }
            "__new__" => {
                function.parameters.positional.truncate(1);
                function.parameters = Parameters {
                    positional: std::mem::take(&mut function.parameters.positional),
                    ..Parameters::default()
                };
                first_name = function.parameters.positional.first().map_or(first_name, |first| first.name.clone());
                function.decorators = vec![new(ExprKind::Name("classmethod".into()), span, fresh)];
                function.name = NEW.into();
                walk_mut::expressions(&mut function.body, &mut |expr| write_object(expr, &name, &first_name, fresh));
            }
            _ => {}
        }
    }
    let span = class.name_span;
    class.body.push(made(given, &first_name, has_init, span, fresh));
    if let Some(asked) = asked {
        let [target, value] = [ExprKind::Name(asked), ExprKind::None].map(|kind| new(kind, span, fresh));
        class.body.insert(0, Stmt { span, kind: StmtKind::Assign { targets: vec![target], value } });
    }
}

fn write_object(expr: &mut Expr, class: &Name, first: &Name, fresh: &mut u32) {
    let span = expr.span;
    if is_object(expr, class, first) {
        let callee = new(ExprKind::Name(class.clone()), span, fresh);
        expr.kind = ExprKind::Call(Box::new(callee), Vec::new());
    } else if let Some(name) = asked_name(expr, first) {
        let of = new(ExprKind::Name(first.clone()), span, fresh);
        let attribute = new(ExprKind::Attribute(Box::new(of), name), span, fresh);
        let none = new(ExprKind::None, span, fresh);
        expr.kind = ExprKind::Compare(Box::new(attribute), vec![(CompareOp::IsNot, none)]);
    }
}

/// What a call of the class calls.
fn made(mut given: Parameters, first: &Name, has_init: bool, span: Span, fresh: &mut u32) -> Stmt {
    let name = |name: &str, fresh: &mut u32| new(ExprKind::Name(name.into()), span, fresh);
    let positional: Vec<Name> = given.positional.iter().skip(1).map(|it| it.name.clone()).collect();
    let named: Vec<Name> = given.named_only.iter().map(|it| it.name.clone()).collect();
    let own = Parameter { span, name: first.clone(), annotation: None, default: None };
    match given.positional.first_mut() {
        Some(object) => *object = own,
        None => given.positional.push(own),
    }
    let clear = |parameter: &mut Parameter| parameter.annotation = None;
    given.positional.iter_mut().for_each(clear);
    given.named_only.iter_mut().for_each(clear);
    let call = |of: Expr, method: &str, arguments: Vec<Argument>, fresh: &mut u32| {
        let callee = new(ExprKind::Attribute(Box::new(of), method.into()), span, fresh);
        new(ExprKind::Call(Box::new(callee), arguments), span, fresh)
    };
    let class = name(first, fresh);
    let object = call(class, NEW, Vec::new(), fresh);
    let target = name(MADE, fresh);
    let mut body = vec![Stmt { span, kind: StmtKind::Assign { targets: vec![target], value: object } }];
    if has_init {
        let mut arguments = Vec::new();
        for parameter in positional {
            arguments.push(Argument { span, kind: ArgumentKind::Positional, value: name(&parameter, fresh) });
        }
        for parameter in named {
            let value = name(&parameter, fresh);
            arguments.push(Argument { span, kind: ArgumentKind::Named(parameter), value });
        }
        let object = name(MADE, fresh);
        let call = call(object, INIT, arguments, fresh);
        body.push(Stmt { span, kind: StmtKind::Expr(call) });
    }
    let returned = name(MADE, fresh);
    body.push(Stmt { span, kind: StmtKind::Return(Some(returned)) });
    let decorators = vec![name("classmethod", fresh)];
    let name_span = Span { start: span.start, end: span.end + 1 };
    let function =
        Function { name: MADE.into(), name_span, is_async: false, decorators, parameters: given, returns: None, body };
    Stmt { span, kind: StmtKind::Function(Rc::new(function)) }
}
