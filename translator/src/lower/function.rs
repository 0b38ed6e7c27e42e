//! Functions, coroutines and generators as items of Rust.

use super::Lower;
use super::body::{Body, Form, Storage};
use super::facts::Captures;
use super::text::{Lines, identifier, literal};
use super::types::Type;
use crate::analyse::infer::Callable;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Expr, ExprKind, Function, Module, Name, Parameters, Stmt, StmtKind};
use crate::walk;
use std::collections::BTreeSet;

/// As what a function is written.
#[derive(Clone, Copy)]
pub(super) struct Written<'n> {
    pub(super) name: &'n str,
    /// The class whose method it is.
    pub(super) receiver: Option<Item>,
    pub(super) depth: usize,
    /// For a thread: what sleeps in it lets others go on.
    pub(super) in_thread: bool,
}

impl Written<'_> {
    fn plain(name: &str) -> Written<'_> {
        Written { name, receiver: None, depth: 0, in_thread: false }
    }
}

/// The name of a function as it is written for threads.
pub(super) fn in_thread(name: &str) -> String {
    format!("{name}_in_thread_0")
}

impl<'a> Lower<'a> {
    /// The module as an async function.
    pub(super) fn module_body(&self, module: &'a Module) -> String {
        let mut body = Body::new(self, ScopeId(0), Form::Blocking, Type::None, &module.body);
        body.block(&module.body);
        let text = body.lines.into_text();
        format!("pub async fn module() -> Py<()> {{\n{text}    Ok(())\n}}\n")
    }

    /// Writes a function that stands in a module or in a function.
    pub(super) fn function(&self, scope: ScopeId) {
        let Some(function) = self.functions.get(&scope) else { return };
        let Some((item, callable)) = self.inferred.function_of(scope) else { return };
        if !self.is_called(callable, function) {
            return;
        }
        let name = self.function_name(scope);
        if let Some(size) = self.cache_of(item, callable, function) {
            let inner = format!("{name}_uncached_0");
            self.add_item(self.cached_function(callable, &name, &inner, size));
            return self.add_item(self.function_text(item, callable, function, Written::plain(&inner)));
        }
        let text = self.function_text(item, callable, function, Written::plain(&name));
        self.add_item(text);
        if self.sleeping.contains(&item) {
            let name = in_thread(&name);
            let written = Written { in_thread: true, ..Written::plain(&name) };
            let text = self.function_text(item, callable, function, written);
            self.add_item(text);
        }
    }

    /// Says whether anything calls a function: to parameters without values nothing ever comes.
    pub(super) fn is_called(&self, callable: &Callable, function: &Function) -> bool {
        let mut parameters = callable.positional.iter().zip(&function.parameters.positional);
        parameters
            .all(|((_, node), parameter)| parameter.default.is_some() || self.inferred.kinds(*node).next().is_some())
    }

    /// Says whether a function stands in a class.
    pub(super) fn is_method(&self, callable: &Callable) -> bool {
        let parent = self.scopes.scopes.get(callable.scope.0 as usize).and_then(|scope| scope.parent);
        parent.is_some_and(|parent| self.classes.contains_key(&parent))
    }

    /// The name of the function whose body a scope is: with those around it.
    pub(super) fn function_name(&self, scope: ScopeId) -> String {
        let name = |scope: &ScopeId| self.scopes.scopes.get(scope.0 as usize).map(|scope| scope.name.clone());
        let own = name(&scope).unwrap_or_default();
        let before =
            self.functions.keys().take_while(|other| **other != scope).filter(|other| name(other) == Some(own.clone()));
        let count = before.count();
        let rust = identifier(&own.replace('.', "_"));
        if count == 0 { rust } else { format!("{rust}_{}", count + 1) }
    }

    /// Says whether a generator is awaited, and not iterated over.
    fn is_awaited_generator(&self, item: Item) -> bool {
        let result = self.inferred.callable(item).map(|callable| callable.result);
        matches!(result.and_then(|result| self.known(result)), Some(Kind::Coroutine(_)))
    }

    /// Says how a function is written.
    pub(super) fn form(&self, item: Item, function: &Function) -> Form {
        match (function.is_async, walk::yields(&function.body)) {
            (true, true) => Form::AsyncGenerator,
            (true, false) => Form::Coroutine,
            (false, true) if self.is_awaited_generator(item) => Form::Coroutine,
            (false, true) => Form::Generator,
            (false, false) if self.blocking.contains(&item) => Form::Blocking,
            (false, false) => Form::Function,
        }
    }

    /// The Rust function: `receiver` is the class whose method it is.
    pub(super) fn function_text(
        &self,
        item: Item,
        callable: &Callable,
        function: &'a Function,
        Written { name, receiver, depth, in_thread }: Written<'_>,
    ) -> String {
        let form = if in_thread { Form::Blocking } else { self.form(item, function) };
        let returns = self.type_at(callable.returns, function.name_span);
        let mut body = Body::new(self, callable.scope, form, returns.clone(), &function.body);
        let is_wrapped = matches!(form, Form::Coroutine | Form::Generator | Form::AsyncGenerator);
        body.lines = Lines::at_depth(depth + 1 + usize::from(is_wrapped));
        body.class = self.class_around(callable.scope);
        body.in_thread = in_thread;
        let mut parameters = Vec::new();
        let first = receiver.and_then(|_| function.parameters.positional.first());
        if let Some(first) = first {
            let is_exception = receiver.is_some_and(|class| super::class::is_exception_class(self.inferred, class));
            parameters.push(if is_exception { "this: &Exc" } else { "&self" }.to_owned());
            let named = match (is_wrapped, is_exception) {
                (true, _) => "this",
                (false, true) => "(*this)",
                (false, false) => "self",
            };
            body.storages.insert((callable.scope, first.name.clone()), Storage::Receiver(named.to_owned()));
            if self.facts.variable(callable.scope, &first.name).bindings > 1 {
                self.refuse(first.span, format!("`{}` is assigned in a method", first.name));
            }
        }
        parameters.extend(self.captured_parameters(callable.scope));
        parameters.extend(self.own_parameters(&mut body, callable, function, first.is_some()));
        body.block(&function.body);
        body.end(&function.body);
        let text = body.lines.into_text();
        let head = format!("fn {name}({})", parameters.join(", "));
        let full_name = self.scopes.scopes.get(callable.scope.0 as usize).map_or("", |scope| &scope.name);
        let visible = if receiver.is_some() { "pub " } else { "" };
        self.wrapped(form, visible, &head, &returns, callable, full_name, &text, first.is_some(), depth)
    }

    #[allow(clippy::too_many_arguments)]
    fn wrapped(
        &self,
        form: Form,
        visible: &str,
        head: &str,
        returns: &Type,
        callable: &Callable,
        full_name: &str,
        text: &str,
        has_receiver: bool,
        depth: usize,
    ) -> String {
        let indent = "    ".repeat(depth);
        let returned = self.rust_type(returns);
        let own = if head.contains("(this: &Exc") { "this" } else { "self" };
        let this = if has_receiver { format!("{indent}    let this = {own}.clone();\n") } else { String::new() };
        let label = literal(full_name);
        let part = |node| self.types.of(node).map_or_else(|_| "()".to_owned(), |of| self.rust_type(&of));
        let generated = match form {
            Form::AsyncGenerator => format!("{}, {}", part(callable.yields), part(callable.sent)),
            _ => format!("{}, {}, {}", part(callable.yields), part(callable.sent), part(callable.returns)),
        };
        match form {
            Form::Function => format!("{indent}{visible}{head} -> Py<{returned}> {{\n{text}{indent}}}\n"),
            Form::Blocking => format!("{indent}{visible}async {head} -> Py<{returned}> {{\n{text}{indent}}}\n"),
            Form::Coroutine => format!(
                "{indent}{visible}{head} -> Coroutine<{returned}> {{\n{this}{indent}    Coroutine::new({label}, async move {{\n{text}{indent}    }})\n{indent}}}\n"
            ),
            Form::Generator => format!(
                "{indent}{visible}{head} -> Generator<{generated}> {{\n{this}{indent}    Generator::<{generated}>::new({label}, |y| async move {{\n{text}{indent}    }})\n{indent}}}\n"
            ),
            Form::AsyncGenerator => format!(
                "{indent}{visible}{head} -> AsyncGenerator<{generated}> {{\n{this}{indent}    AsyncGenerator::<{generated}>::new({label}, |y| async move {{\n{text}{indent}    }})\n{indent}}}\n"
            ),
        }
    }

    /// What a function takes from those around it, apart from what is known where it stands.
    pub(super) fn captures(&self, scope: ScopeId) -> Captures {
        let mut seen = BTreeSet::new();
        let mut captures = Captures::new();
        self.collect_captures(scope, scope, &mut seen, &mut captures);
        captures
    }

    /// A function that is known where it is called brings its own captures along.
    fn collect_captures(&self, scope: ScopeId, of: ScopeId, seen: &mut BTreeSet<ScopeId>, captures: &mut Captures) {
        if !seen.insert(scope) {
            return;
        }
        for (owner, name) in self.facts.captures(scope) {
            if owner == of {
                continue;
            }
            let node = self.inferred.variable(owner, &name);
            let known = node.and_then(|node| self.known(node));
            match (known, node.map(|node| self.types.of(node))) {
                (Some(Kind::Function(item)), Some(Ok(Type::Known))) => {
                    if let Some(callable) = self.inferred.callable(item) {
                        self.collect_captures(callable.scope, of, seen, captures);
                    }
                }
                (_, Some(Ok(Type::Known))) => {}
                _ => {
                    captures.insert((owner, name));
                }
            }
        }
    }

    /// The parameters for what a function captures.
    pub(super) fn captured_parameters(&self, scope: ScopeId) -> Vec<String> {
        let captures = self.captures(scope);
        let parameters = captures.iter().map(|(owner, name)| {
            let of_type = self.inferred.variable(*owner, name).map(|node| self.types.of(node));
            let rust = self.rust_type(&of_type.and_then(Result::ok).unwrap_or(Type::Never));
            let rust = if self.is_shared(*owner, name) { format!("Var<{rust}>") } else { rust };
            format!("{}: {rust}", identifier(name))
        });
        parameters.collect()
    }

    fn own_parameters(
        &self,
        body: &mut Body<'_, 'a>,
        callable: &Callable,
        function: &Function,
        has_receiver: bool,
    ) -> Vec<String> {
        let mut parameters = Vec::new();
        for name in parameter_names(&function.parameters).into_iter().skip(usize::from(has_receiver)) {
            let of_type = body.variable_type(callable.scope, name, function.name_span);
            if of_type == Type::Known {
                continue;
            }
            let (rust, rust_type) = (identifier(name), self.rust_type(&of_type));
            let is_shared = self.is_shared(callable.scope, name);
            let mutable =
                if self.facts.variable(callable.scope, name).bindings > 1 && !is_shared { "mut " } else { "" };
            parameters.push(format!("{mutable}{rust}: {rust_type}"));
            let storage = if is_shared { Storage::Shared } else { Storage::Let };
            body.storages.insert((callable.scope, name.clone()), storage);
            if is_shared {
                body.line(format!("let {rust} = Var::of({rust});"));
            }
        }
        parameters
    }

    /// The class whose method a scope is in.
    pub(super) fn class_around(&self, scope: ScopeId) -> Option<Item> {
        let mut next = Some(scope);
        while let Some(scope) = next {
            if let Some(item) = self.class_of_scope(scope) {
                return Some(item);
            }
            next = self.scopes.scopes.get(scope.0 as usize).and_then(|scope| scope.parent);
        }
        None
    }
}

/// The names of all parameters, in the order in which they are written in Rust.
pub(super) fn parameter_names(parameters: &Parameters) -> Vec<&Name> {
    let Parameters { positional, star, named_only, double_star, .. } = parameters;
    positional.iter().chain(star).chain(named_only).chain(double_star).map(|parameter| &parameter.name).collect()
}

/// The functions that wait for a loop to run: those that call `asyncio.run` and its like, and those that call them.
pub(super) fn blocking(lower_functions: &[(Item, &Function)], calls: &dyn Fn(&Expr) -> Vec<Callee>) -> BTreeSet<Item> {
    let mut found: BTreeSet<Item> = BTreeSet::new();
    loop {
        let before = found.len();
        for (item, function) in lower_functions.iter().filter(|(_, function)| !function.is_async) {
            let mut blocks = false;
            any_call(&function.body, &mut |callee| {
                blocks |= calls(callee).iter().any(|callee| match callee {
                    Callee::Function(item) => found.contains(item),
                    Callee::Runs => true,
                });
            });
            if blocks {
                found.insert(*item);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// What a call calls.
pub(super) enum Callee {
    Function(Item),
    /// It runs a loop to an end.
    Runs,
}

/// Calls `f` with the function of each call in a block, not in functions inside.
fn any_call(block: &[Stmt], f: &mut dyn FnMut(&Expr)) {
    for stmt in block {
        walk::expressions(stmt, &mut |expr| calls_in(expr, f));
        if !matches!(stmt.kind, StmtKind::Function(_) | StmtKind::Class(_)) {
            walk::blocks(stmt).into_iter().for_each(|block| any_call(block, f));
        }
    }
}

fn calls_in(expr: &Expr, f: &mut dyn FnMut(&Expr)) {
    if let ExprKind::Call(function, _) = &expr.kind {
        f(function);
    }
    if !matches!(expr.kind, ExprKind::Lambda(..)) {
        walk::children(expr, &mut |child| calls_in(child, f));
    }
}
