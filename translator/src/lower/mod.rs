//! Writes a program as Rust.
//!
//! # How it works
//!
//! ```text
//!  tree, names, types ─► facts (facts.rs): where each variable lives ─► one item of Rust for each function and class
//!                                                                        └─ body.rs, stmt.rs, leave.rs, expr.rs, call.rs, …
//! ```
//!
//! A function of Python is a function of Rust that gives a [`Py`](wasi_async_runtime::asyncio::Py), an `async def` one that gives a coroutine, a
//! generator function one that gives a generator. What a nested function uses of those around it are its first parameters. A class is a handle to
//! its fields; classes that inherit from one another are one Rust type, which knows the class of each object. The module is one async body.
//!
//! - **I1** What cannot be written exactly is refused at its place; what was written then is thrown away.
//! - **I2** Rust evaluates in the order in which Python does: a call whose arguments are named in another order binds them first.

mod aio;
mod async_next;
mod attribute;
mod body;
mod builtin;
mod cache;
mod call;
mod class;
mod class_value;
mod closure;
mod contexts;
mod convert;
mod counting;
mod dataclass;
mod decorator;
mod define;
mod driven;
mod enumeration;
mod exception;
mod exception_class;
mod expr;
pub(crate) mod facts;
mod flags;
mod function;
mod function_attribute;
mod function_call;
mod generator;
mod growth;
mod identifier;
mod identity;
mod introspect;
mod item;
mod iterate;
mod lacking;
mod leave;
mod library;
mod managers;
mod mapping;
mod matching;
mod method;
mod named;
mod names;
mod operator;
mod overload;
mod percent;
mod plain;
mod raised_inside;
mod registrar;
mod removal;
mod same;
mod sets;
mod several;
mod shown_type;
mod signature;
mod special;
mod stmt;
mod tables;
mod text;
mod threads;
mod trouble;
mod types;
mod whole;

use crate::analyse::infer::Inferred;
use crate::analyse::scopes::{ScopeId, Scopes};
use crate::analyse::types::{Item, Kind, Node};
use crate::diagnostic::{Code, Diagnostics};
use crate::limits;
use crate::tree::{Class, Expr, ExprId, ExprKind, Function, Kept, Module, Name, Parameters, Span, Stmt, StmtKind};
use crate::walk;
use facts::Facts;
use signature::{Role, Signature, Slot};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use text::Lines;
use types::{Type, Types};

/// What stands above every program.
const HEADER: &str = "\
#![allow(nonstandard_style, unused, unreachable_code, clippy::all)]

use pyrt::prelude::*;
";

/// Writes a module as Rust; what cannot be written is among the diagnostics then.
pub(crate) fn lower(
    file: &str,
    source: &str,
    module: &Module,
    scopes: &Scopes,
    inferred: &Inferred,
    diagnostics: &mut Diagnostics,
) -> String {
    for (span, message) in &inferred.gaps {
        limits::add(diagnostics, *span, message.clone());
    }
    let facts = Facts::of(module, scopes);
    let (mut functions, mut classes) = (BTreeMap::new(), BTreeMap::new());
    definitions(&module.body, scopes, &mut functions, &mut classes);
    let top: BTreeSet<ScopeId> = top_functions(&module.body, scopes);
    let mut lambdas = BTreeMap::new();
    find_lambdas(&module.body, scopes, &mut lambdas);
    let parameters = |scope: ScopeId| match functions.get(&scope) {
        Some(function) => Some(&function.parameters),
        None => lambdas.get(&scope).copied(),
    };
    let is_bound = |item: Item| {
        let scope = inferred.callable(item).map(|callable| callable.scope);
        scope.is_some_and(|scope| {
            !top.contains(&scope) && parameters(scope).is_some_and(|found| found.own() < found.positional.len())
        })
    };
    let is_decorated = |item: Item| {
        let function = inferred.callable(item).and_then(|callable| functions.get(&callable.scope));
        function.is_some_and(|function| !function.decorators.is_empty())
    };
    let is_static = |item: Item| {
        let is_only_called = !is_decorated(item) && is_only_called(item, inferred, scopes, &facts);
        !is_bound(item) && (is_only_called || is_static(item, inferred, &facts, &functions, 0))
    };
    let is_exception = |item: Item| class::is_exception_class(inferred, item);
    let big = growth::big(module, scopes, inferred);
    let init = |item: Item| class::initializer(inferred, item);
    let asked = types::Asked { is_static: &is_static, is_exception: &is_exception, init: &init, big: &big };
    let types = Types::new(inferred, asked);
    let families = class::families(inferred);
    let sleeping = match source.contains("to_thread") || source.contains("run_in_executor") {
        true => blocking(&functions, inferred, &|key| key == "time.sleep"),
        false => BTreeSet::new(),
    };
    let runs = |key: &str| {
        key == "asyncio.run" || key.ends_with("Loop.run_until_complete") || key.ends_with("Loop.run_forever")
    };
    let blocking = blocking(&functions, inferred, &runs);
    let lower = Lower {
        file: file.rsplit(['/', '\\']).next().unwrap_or(file),
        source,
        scopes,
        inferred,
        facts: &facts,
        types,
        functions: &functions,
        lambdas: &lambdas,
        top: &top,
        classes,
        module: &module.body,
        kept: &module.kept,
        families: &families,
        blocking,
        sleeping,
        diagnostics: RefCell::new(diagnostics),
        items: RefCell::default(),
        globals: RefCell::default(),
        abouts: RefCell::default(),
        tables: tables::Tables::default(),
    };
    lower.check_registrars();
    lower.write(module)
}

/// How deeply functions may capture others that are looked into.
const DEEPEST_CAPTURE: usize = 8;

/// Says whether a function is bound once and only called: whoever calls it hands over what it captures.
fn is_only_called(item: Item, inferred: &Inferred, scopes: &Scopes, facts: &Facts) -> bool {
    let Some(callable) = inferred.callable(item) else { return false };
    let parent = scopes.scopes.get(callable.scope.0 as usize).and_then(|scope| scope.parent);
    let Some(fact) = parent.map(|parent| facts.variable(parent, &callable.name)) else { return false };
    fact.bindings == 1 && !fact.is_value
}

/// Says whether a function needs no value: it captures nothing but what is known where it stands.
fn is_static(
    item: Item,
    inferred: &Inferred,
    facts: &Facts,
    functions: &BTreeMap<ScopeId, &Rc<Function>>,
    depth: usize,
) -> bool {
    let Some(callable) = inferred.callable(item) else { return true };
    if depth == DEEPEST_CAPTURE || !functions.contains_key(&callable.scope) {
        return false;
    }
    facts.captures(callable.scope).iter().all(|(owner, name)| {
        let Some(node) = inferred.variable(*owner, name) else { return true };
        let kinds: Vec<&Kind> = inferred.kinds(inferred.find(node)).collect();
        match kinds.as_slice() {
            [Kind::Class(_) | Kind::Module(_)] => true,
            [Kind::Function(other)] => *other == item || is_static(*other, inferred, facts, functions, depth + 1),
            _ => false,
        }
    })
}

/// The functions that run a loop to an end, or call such.
fn blocking(
    functions: &BTreeMap<ScopeId, &Rc<Function>>,
    inferred: &Inferred,
    waits: &dyn Fn(&str) -> bool,
) -> BTreeSet<Item> {
    let known: Vec<(Item, &Function)> = functions
        .iter()
        .filter_map(|(scope, function)| inferred.function_of(*scope).map(|(item, _)| (item, &***function)))
        .collect();
    function::blocking(&known, &|callee| {
        let node = inferred.expression(callee.id);
        let kinds =
            node.map(|node| inferred.kinds(inferred.find(node)).cloned().collect::<Vec<_>>()).unwrap_or_default();
        let callees = kinds.iter().filter_map(|kind| match kind {
            Kind::Function(item) | Kind::Method(item, _) => Some(match inferred.library_key(*item) {
                Some(key) if waits(key) => function::Callee::Runs,
                _ => function::Callee::Function(*item),
            }),
            _ => None,
        });
        callees.collect()
    })
}

/// Finds the functions and classes of a block, at any depth, by their scopes.
fn definitions<'a>(
    block: &'a [Stmt],
    scopes: &Scopes,
    functions: &mut BTreeMap<ScopeId, &'a Rc<Function>>,
    classes: &mut BTreeMap<ScopeId, &'a Rc<Class>>,
) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Function(function) => {
                scopes.of_definition(function.name_span).map(|scope| functions.insert(scope, function));
            }
            StmtKind::Class(class) => {
                scopes.of_definition(class.name_span).map(|scope| classes.insert(scope, class));
            }
            _ => {}
        }
        walk::blocks(stmt).into_iter().for_each(|block| definitions(block, scopes, functions, classes));
    }
}

/// The functions that stand directly in the module.
fn top_functions(block: &[Stmt], scopes: &Scopes) -> BTreeSet<ScopeId> {
    let of = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Function(function) => scopes.of_definition(function.name_span),
        _ => None,
    };
    block.iter().filter_map(of).collect()
}

/// Finds the parameters of all lambdas.
fn find_lambdas<'a>(block: &'a [Stmt], scopes: &Scopes, found: &mut BTreeMap<ScopeId, &'a Parameters>) {
    for stmt in block {
        walk::expressions(stmt, &mut |expr| lambdas_in(expr, scopes, found));
        walk::blocks(stmt).into_iter().for_each(|block| find_lambdas(block, scopes, found));
    }
}

fn lambdas_in<'a>(expr: &'a Expr, scopes: &Scopes, found: &mut BTreeMap<ScopeId, &'a Parameters>) {
    if let ExprKind::Lambda(parameters, _) = &expr.kind
        && let Some(scope) = scopes.of_expression(expr.id)
    {
        found.insert(scope, parameters);
    }
    walk::children(expr, &mut |child| lambdas_in(child, scopes, found));
}

/// What is known of the program, and what has been written of it.
struct Lower<'a> {
    file: &'a str,
    source: &'a str,
    scopes: &'a Scopes,
    inferred: &'a Inferred,
    facts: &'a Facts,
    types: Types<'a>,
    functions: &'a BTreeMap<ScopeId, &'a Rc<Function>>,
    /// The parameters of the lambdas.
    lambdas: &'a BTreeMap<ScopeId, &'a Parameters>,
    /// The functions that are defined at most once: those directly in the module.
    top: &'a BTreeSet<ScopeId>,
    classes: BTreeMap<ScopeId, &'a Rc<Class>>,
    /// The statements of the program.
    module: &'a [Stmt],
    /// The lambdas that stand for functions of the library.
    kept: &'a BTreeMap<ExprId, Kept>,
    /// The head of the family of each class.
    families: &'a BTreeMap<Item, Item>,
    /// The functions that run a loop to an end.
    blocking: BTreeSet<Item>,
    /// The functions that sleep, in a program that has functions run by threads: for these they are written once more.
    sleeping: BTreeSet<Item>,
    diagnostics: RefCell<&'a mut Diagnostics>,
    items: RefCell<Vec<String>>,
    /// The variables of the module that functions use, with their types.
    globals: RefCell<BTreeMap<Name, Type>>,
    /// What is written of functions that are values.
    abouts: RefCell<Vec<String>>,
    tables: tables::Tables,
}

impl<'a> Lower<'a> {
    fn write(&self, module: &'a Module) -> String {
        let body = self.module_body(module);
        let mut out = format!("//! {}, translated.\n\n{HEADER}", self.file);
        for (name, of_type) in self.globals.borrow().iter() {
            let rust = self.rust_type(of_type);
            let declared = format!("\nglobal! {{ static {}: {rust} = {}; }}\n", global_name(name), text::literal(name));
            out.push_str(&declared);
        }
        for (number, members) in self.types.unions().iter().enumerate() {
            out.push_str(&self.union(number, members));
        }
        for (number, about) in self.abouts.borrow().iter().enumerate() {
            out.push_str(&format!("\nstatic {}: About = {about};\n", closure::about_name(number)));
        }
        for item in self.items.borrow().iter() {
            out.push('\n');
            out.push_str(item);
        }
        out.push('\n');
        out.push_str(&body);
        out
    }

    /// Says that something cannot be written.
    fn refuse(&self, span: Span, message: impl Into<String>) {
        limits::add(&mut self.diagnostics.borrow_mut(), span, message.into());
    }

    fn refuse_with_help(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.borrow_mut().add_with_help(Code::NotYet, span, message, help);
    }

    /// The line of a place in the source, from 1.
    fn line_of(&self, span: Span) -> usize {
        self.line_at(span.start as usize)
    }

    /// Where the function stands whose body a scope is.
    fn scope_span(&self, scope: ScopeId) -> Span {
        self.functions.get(&scope).map_or(Span { start: 0, end: 0 }, |function| function.name_span)
    }

    /// The type of a place; where there is none the program is refused.
    fn type_at(&self, node: Node, span: Span) -> Type {
        self.types.of(node).unwrap_or_else(|why| {
            self.refuse(span, why);
            Type::Never
        })
    }

    /// As it is written in Rust.
    fn rust_type(&self, of_type: &Type) -> String {
        let inner = |inner: &Type| self.rust_type(inner);
        match of_type {
            Type::Never | Type::None | Type::Known => "()".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::BigInt => "Int".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Number => "Number".to_owned(),
            Type::Str => "Str".to_owned(),
            Type::Bytes => "Bytes".to_owned(),
            Type::Range => "Range".to_owned(),
            Type::Exception => "Exc".to_owned(),
            Type::ExceptionClass => "&'static Class".to_owned(),
            Type::Class => "&'static class_object::ClassObject".to_owned(),
            Type::List(element) => format!("List<{}>", inner(element)),
            Type::Sequence(element) => format!("Sequence<{}>", inner(element)),
            Type::Set(element) => format!("Set<{}>", inner(element)),
            Type::Dict(key, value) => format!("Dict<{}, {}>", inner(key), inner(value)),
            Type::Tuple(members) => match members.as_slice() {
                // Rust's own tuple of no members is None.
                [] => "Sequence<()>".to_owned(),
                [only] => format!("({},)", inner(only)),
                members => format!("({})", self.rust_types(members)),
            },
            Type::Optional(some) => format!("Option<{}>", inner(some)),
            Type::Coroutine(given) | Type::Awaitable(given) => format!("Coroutine<{}>", inner(given)),
            Type::Coro(given) => format!("SharedCoroutine<{}>", inner(given)),
            Type::Iterator(element) | Type::Lazy(element) => format!("Shared<AnyIter<{}>>", inner(element)),
            Type::FrozenSet(element) => format!("FrozenSet<{}>", inner(element)),
            Type::Generator(yields, sent, returns) => {
                format!("Generator<{}, {}, {}>", inner(yields), inner(sent), inner(returns))
            }
            Type::AsyncGenerator(yields, sent) => format!("AsyncGenerator<{}, {}>", inner(yields), inner(sent)),
            Type::Instance(head) => self.class_name(*head),
            // What it gives comes first here, in Rust the keys do.
            Type::Library(name, parts) if &**name == "DictValues" => {
                let parts: Vec<Type> = parts.iter().rev().cloned().collect();
                library::rust_type(name, &self.rust_types(&parts))
            }
            Type::Library(name, parts) => library::rust_type(name, &self.rust_types(parts)),
            Type::Function(signature, result) => format!("Func<{}>", self.rust_closure(signature, result)),
            Type::Union(number) => format!("Union{}", number + 1),
        }
    }

    /// What is behind a function that is a value.
    fn rust_closure(&self, signature: &Signature, result: &Type) -> String {
        let slots: Vec<String> = signature.0.iter().map(|slot| self.rust_slot(slot)).collect();
        format!("dyn Fn({}) -> Py<{}>", slots.join(", "), self.rust_type(result))
    }

    /// What a parameter of it takes.
    fn rust_slot(&self, slot: &Slot) -> String {
        let inner = self.rust_type(&slot.of_type);
        match slot.role {
            Role::Required | Role::NamedOnly => inner,
            Role::Defaulted | Role::NamedDefaulted => format!("Option<{inner}>"),
            Role::Star => format!("Sequence<{inner}>"),
            Role::DoubleStar => format!("Dict<Str, {inner}>"),
        }
    }

    fn rust_types(&self, types: &[Type]) -> String {
        types.iter().map(|of_type| self.rust_type(of_type)).collect::<Vec<_>>().join(", ")
    }

    /// The enum of several types.
    fn union(&self, number: usize, members: &[Type]) -> String {
        let variants: Vec<String> = members
            .iter()
            .enumerate()
            .map(|(index, member)| format!("{}({})", union_variant(index), self.rust_type(member)))
            .collect();
        let recursive = if self.types.is_recursive(number) { "recursive " } else { "" };
        format!("\nunion! {{ {recursive}pub enum Union{} {{ {} }} }}\n", number + 1, variants.join(", "))
    }

    /// The one function, class or module that an expression stands for.
    fn known(&self, node: Node) -> Option<Kind> {
        let mut kinds = self.inferred.kinds(self.inferred.find(node));
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => Some(kind.clone()),
            _ => None,
        }
    }

    /// The parameters of a function or lambda.
    fn parameters(&self, scope: ScopeId) -> Option<&'a Parameters> {
        match self.functions.get(&scope) {
            Some(function) => Some(&function.parameters),
            None => self.lambdas.get(&scope).copied(),
        }
    }

    /// Says whether a function's defaults that are no constants are kept in statics.
    fn has_cells(&self, scope: ScopeId) -> bool {
        self.top.contains(&scope)
    }

    /// The static of a default.
    fn default_cell(&self, scope: ScopeId, parameter: &Name, of_type: &Type) -> String {
        let name: Name = format!("default.{}.{parameter}", scope.0).into();
        self.globals.borrow_mut().insert(name.clone(), of_type.clone());
        global_name(&name)
    }

    /// A function inside of one that is written twice comes twice.
    fn add_item(&self, item: String) {
        let mut items = self.items.borrow_mut();
        if !items.contains(&item) {
            items.push(item);
        }
    }
}

/// The variant of an enum of several types.
fn union_variant(index: usize) -> String {
    format!("V{index}")
}

/// The static of a variable of the module.
fn global_name(name: &str) -> String {
    match name.chars().any(|c| c.is_uppercase() || c == '.') {
        // `n` and `N` are two variables.
        true => format!("{}_0", name.replace('.', "_")),
        false => format!("{}_", name.to_uppercase()),
    }
}

/// A new line buffer at the depth of an item's body.
fn body_lines() -> Lines {
    Lines::at_depth(1)
}
