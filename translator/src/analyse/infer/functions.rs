//! Functions: their parameters, what decorators make of them, what they give.

use super::walk::{At, Body};
use super::{Arguments, Binding, Callable, Inference, Thing, Wish};
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Expr, ExprId, ExprKind, Function, Name, Parameter, Parameters, PatternKind, Stmt, StmtKind};
use crate::walk;
use std::rc::Rc;

/// What a generator that is decorated so gives.
const CONTEXTS: [(&str, &str); 2] = [
    ("contextlib.contextmanager", "contextlib._GeneratorContextManager"),
    ("contextlib.asynccontextmanager", "contextlib._AsyncGeneratorContextManager"),
];

/// What of these decorators is looked at by itself.
const BINDINGS: [(&str, Binding); 5] = [
    ("property", Binding::Property),
    ("functools.cached_property", Binding::Property),
    ("abc.abstractproperty", Binding::Property),
    ("classmethod", Binding::Class),
    ("staticmethod", Binding::Static),
];

impl Inference<'_> {
    pub(super) fn function(&mut self, function: &Rc<Function>, at: At) {
        let Some(scope) = self.scopes.of_definition(function.name_span) else { return };
        let [returns, yields, sent] = self.types_node3();
        let context = self.context_of(function);
        let is_awaited = self.is_awaited_generator(function, at.class.is_some());
        let result = match is_awaited {
            true => {
                self.yields_outward(yields, sent);
                self.types.node_of(Kind::Coroutine(returns))
            }
            false => self.result_of(function, context, [returns, yields, sent]),
        };
        let mut callable = self.callable(function.name.clone(), &function.parameters, scope, result, at);
        callable.binding = self.binding(function);
        (callable.returns, callable.yields, callable.sent) = (returns, yields, sent);
        let first = callable.positional.first().map(|(_, node)| *node);
        at.class
            .into_iter()
            .for_each(|class| self.given_by_library(class, &function.name, &callable.positional, callable.star));
        let binding = callable.binding;
        let item = self.item(Thing::Function(Rc::new(callable)));
        let value = self.types.node_of(Kind::Function(item));
        let value = self.decorated(function, value, at);
        self.bind(&function.name, value, at);
        if let (Some(class), Some(first)) = (at.class, first) {
            self.first_parameter(class, first, binding);
        }
        let method = at.class.zip(first).filter(|_| binding != Binding::Static);
        let inside = self.body([returns, yields, sent], method);
        self.in_function(|inference| {
            inference.block(&function.body, At { scope, home: scope, body: Some(inside), class: None });
        });
        if !is_left_out(function) {
            self.end(&function.body, returns);
        }
    }

    pub(super) fn types_node3(&mut self) -> [Node; 3] {
        [self.types.node(), self.types.node(), self.types.node()]
    }

    pub(super) fn body(&mut self, [returns, yields, sent]: [Node; 3], method: Option<(Item, Node)>) -> Body {
        self.types.add(sent, Kind::None);
        Body { returns, yields, sent, method }
    }

    /// Nothing that is known outside holds in a function: it is run later.
    pub(super) fn in_function<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let outside = std::mem::take(&mut self.known_now);
        let result = f(self);
        self.known_now = outside;
        result
    }

    /// What a call of a function gives.
    fn result_of(&mut self, function: &Function, context: Option<&str>, parts: [Node; 3]) -> Node {
        let [returns, yields, sent] = parts;
        let kind = match (function.is_async, walk::yields(&function.body), context) {
            (_, true, Some(class)) => {
                self.contexts_catch |= catches(&function.body);
                Kind::Object(self.library_class(class), vec![yields, self.types.node()])
            }
            (true, true, None) => Kind::AsyncGenerator(yields, sent),
            (false, true, None) => Kind::Generator(yields, sent, returns),
            (true, false, _) => Kind::Coroutine(returns),
            (false, false, _) => return returns,
        };
        self.types.node_of(kind)
    }

    fn context_of(&self, function: &Function) -> Option<&'static str> {
        let keys = function.decorators.iter().filter_map(|decorator| self.key_of(decorator));
        keys.into_iter().find_map(|key| CONTEXTS.iter().find(|(name, _)| *name == key).map(|(_, class)| *class))
    }

    fn binding(&self, function: &Function) -> Binding {
        let binding = function.decorators.iter().find_map(|decorator| match &decorator.kind {
            ExprKind::Attribute(of, name) if self.key_of(of).is_none() && &**name == "setter" => Some(Binding::Setter),
            ExprKind::Attribute(of, name) if self.key_of(of).is_none() && &**name == "deleter" => {
                Some(Binding::Deleter)
            }
            _ => {
                let key = self.key_of(decorator)?;
                BINDINGS.iter().find(|(name, _)| *name == key).map(|(_, binding)| *binding)
            }
        });
        binding.unwrap_or(Binding::Object)
    }

    /// What the decorators make of a function, the last first.
    fn decorated(&mut self, function: &Function, mut value: Node, at: At) -> Node {
        for decorator in function.decorators.iter().rev() {
            if self.is_looked_at_by_itself(decorator) {
                continue;
            }
            let node = self.expr(decorator, at);
            let given = value;
            value = self.at_place(decorator.span, |inference| inference.called(node, Arguments::of([given])));
        }
        value
    }

    fn is_looked_at_by_itself(&mut self, decorator: &Expr) -> bool {
        if let ExprKind::Attribute(of, name) = &decorator.kind
            && matches!(of.kind, ExprKind::Name(_))
            && self.key_of(of).is_none()
        {
            match &**name {
                "setter" | "deleter" => return true,
                "getter" => {
                    self.at_place(decorator.span, |inference| inference.gap("`getter` is not translated yet"));
                    return true;
                }
                _ => {}
            }
        }
        let key = self.key_of(decorator).unwrap_or_default();
        BINDINGS.iter().any(|(name, _)| *name == key) || CONTEXTS.iter().any(|(name, _)| *name == key)
    }

    pub(super) fn callable(&mut self, name: Name, of: &Parameters, scope: ScopeId, result: Node, at: At) -> Callable {
        let positional = of.positional.iter().map(|parameter| self.parameter(parameter, scope, at)).collect();
        let named_only = of.named_only.iter().map(|parameter| self.parameter(parameter, scope, at)).collect();
        let star = of.star.as_ref().map(|parameter| {
            let elements = self.types.node();
            let variable = self.variable(scope, &parameter.name);
            self.types.add(variable, Kind::TupleOf(elements));
            elements
        });
        let double_star = of.double_star.as_ref().map(|parameter| {
            let (key, values) = (self.types.node_of(Kind::Str), self.types.node());
            let variable = self.variable(scope, &parameter.name);
            self.types.add(variable, Kind::Dict(key, values));
            values
        });
        let with_default = of.positional.iter().chain(&of.named_only).filter(|parameter| parameter.default.is_some());
        Callable {
            name,
            scope,
            positional,
            positional_only: of.positional_only,
            named_only,
            defaults: with_default.map(|parameter| parameter.name.clone()).collect(),
            star,
            double_star,
            result,
            returns: result,
            yields: self.types.node(),
            sent: self.types.node(),
            binding: Binding::Object,
        }
    }

    fn parameter(&mut self, parameter: &Parameter, scope: ScopeId, at: At) -> (Name, Node) {
        let node = self.variable(scope, &parameter.name);
        if let Some(default) = &parameter.default {
            let default = self.expr(default, at);
            self.types.flow(default, node);
        }
        (parameter.name.clone(), node)
    }

    /// A function whose end may be reached gives None; also where a context swallows what is raised in it.
    fn end(&mut self, block: &[Stmt], returns: Node) {
        let mut contexts = Vec::new();
        if !always_leaves(block, &mut contexts) {
            return self.types.add(returns, Kind::None);
        }
        for context in contexts {
            if let Some(context) = self.expressions.get(&context) {
                self.wish(*context, Wish::Swallow { returns });
            }
        }
    }
}

/// Says whether a method has no body because it is abstract: who calls it calls another.
fn is_left_out(function: &Function) -> bool {
    let is_abstract = |decorator: &Expr| match &decorator.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => &**name == "abstractmethod",
        _ => false,
    };
    let is_nothing = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Pass => true,
        StmtKind::Expr(expr) => matches!(expr.kind, ExprKind::Ellipsis | ExprKind::Str(_)),
        _ => false,
    };
    function.decorators.iter().any(is_abstract) && function.body.iter().all(is_nothing)
}

/// Says whether a block has a handler of exceptions.
fn catches(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Try(inner) if !inner.handlers.is_empty() => true,
        _ => walk::blocks(stmt).into_iter().any(catches),
    })
}

/// Says whether a block never comes to its end: it returns or raises. `contexts` are those of `with` that must not swallow what is raised.
fn always_leaves(block: &[Stmt], contexts: &mut Vec<ExprId>) -> bool {
    block.iter().any(|stmt| leaves(stmt, contexts))
}

fn leaves(stmt: &Stmt, contexts: &mut Vec<ExprId>) -> bool {
    match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Raise { .. } => true,
        StmtKind::If { body, orelse, .. } => always_leaves(body, contexts) && always_leaves(orelse, contexts),
        StmtKind::With { items, body, .. } => {
            let leaves = always_leaves(body, contexts);
            if leaves {
                contexts.extend(items.iter().map(|item| item.context.id));
            }
            leaves
        }
        StmtKind::Try(stmt) => {
            let handlers = stmt.handlers.iter().all(|handler| always_leaves(&handler.body, contexts));
            always_leaves(&stmt.last, contexts)
                || handlers && (always_leaves(&stmt.body, contexts) || always_leaves(&stmt.orelse, contexts))
        }
        StmtKind::While { test, body, .. } => {
            matches!(test.kind, ExprKind::Bool(true) | ExprKind::Int(1)) && !breaks(body)
        }
        StmtKind::Match { cases, .. } => {
            let is_whole = cases
                .last()
                .is_some_and(|case| case.guard.is_none() && matches!(case.pattern.kind, PatternKind::As(None, _)));
            is_whole && cases.iter().all(|case| always_leaves(&case.body, contexts))
        }
        _ => false,
    }
}

/// Says whether a loop's body has a `break` of that loop.
pub(super) fn breaks(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::For { orelse, .. } | StmtKind::While { orelse, .. } => breaks(orelse),
        StmtKind::Function(_) | StmtKind::Class(_) => false,
        _ => walk::blocks(stmt).into_iter().any(breaks),
    })
}
