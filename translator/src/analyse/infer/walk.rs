//! Gives every expression and variable its node, and every statement its edges.

use super::{Arguments, Binding, Callable, Inference, Thing, UserClass, Wish};
use crate::analyse::library::Library;
use crate::analyse::scopes::{ScopeId, Variable};
use crate::analyse::types::{Kind, Node};
use crate::tree::{
    Alias, Argument, ArgumentKind, Case, Class, Clause, Comprehends, Expr, ExprKind, Function, Item as DictItem,
    Module, Name, Parameter, Parameters, Pattern, PatternKind, Piece, Stmt, StmtKind, Try, UnaryOp, WithItem,
};
use crate::walk;
use std::rc::Rc;

/// Where a statement stands.
#[derive(Clone, Copy)]
pub(super) struct At {
    scope: ScopeId,
    /// What the function around it returns and yields.
    returns: Option<Node>,
    yields: Option<Node>,
}

impl Inference<'_> {
    pub(super) fn module(&mut self, module: &Module) {
        self.block(&module.body, At { scope: ScopeId(0), returns: None, yields: None });
    }

    fn block(&mut self, block: &[Stmt], at: At) {
        block.iter().for_each(|stmt| self.stmt(stmt, at));
    }

    fn stmt(&mut self, stmt: &Stmt, at: At) {
        match &stmt.kind {
            StmtKind::Expr(value) | StmtKind::TypeAlias { value, .. } => self.look(value, at),
            StmtKind::Assign { targets, value } => {
                let value = self.expr(value, at);
                targets.iter().for_each(|target| self.assign(target, value, at));
            }
            StmtKind::Augment { target, op, value } => {
                let (left, right) = (self.expr(target, at), self.expr(value, at));
                let result = self.binary(*op, left, right);
                self.assign(target, result, at);
            }
            StmtKind::Annotate { target, value, .. } => {
                if let Some(value) = value {
                    let value = self.expr(value, at);
                    self.assign(target, value, at);
                }
            }
            StmtKind::Return(value) => {
                let value = value.as_ref().map(|value| self.expr(value, at));
                let value = value.unwrap_or_else(|| self.types.node_of(Kind::None));
                at.returns.into_iter().for_each(|returns| self.types.flow(value, returns));
            }
            StmtKind::Raise { exc, cause } => exc.iter().chain(cause).for_each(|expr| self.look(expr, at)),
            StmtKind::Assert { test, message } => {
                [test].into_iter().chain(message).for_each(|expr| self.look(expr, at));
            }
            StmtKind::If { test, .. } | StmtKind::While { test, .. } => {
                self.expr(test, at);
                walk::blocks(stmt).into_iter().for_each(|block| self.block(block, at));
            }
            StmtKind::For { target, iter, .. } => {
                self.for_each(target, iter, at);
                walk::blocks(stmt).into_iter().for_each(|block| self.block(block, at));
            }
            StmtKind::With { is_async, items, body } => {
                items.iter().for_each(|item| self.with(item, *is_async, at));
                self.block(body, at);
            }
            StmtKind::Try(stmt) => self.try_stmt(stmt, at),
            StmtKind::Match { subject, cases } => {
                let subject = self.expr(subject, at);
                cases.iter().for_each(|case| self.case(case, subject, at));
            }
            StmtKind::Function(function) => self.function(function, at),
            StmtKind::Class(class) => self.class(class, at),
            StmtKind::Import(names) => names.iter().for_each(|alias| self.import(alias, at)),
            StmtKind::ImportFrom { module: Some(module), level: 0, names } => {
                names.iter().for_each(|alias| self.import_from(module, alias, at));
            }
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.look(target, at)),
            StmtKind::ImportFrom { .. }
            | StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_) => {}
        }
    }

    fn for_each(&mut self, target: &Expr, iter: &Expr, at: At) {
        let iter = self.expr(iter, at);
        let element = self.wish_for(iter, |element| Wish::Iterate { element });
        self.assign(target, element, at);
    }

    fn with(&mut self, item: &WithItem, is_async: bool, at: At) {
        let context = self.expr(&item.context, at);
        let name = if is_async { "__aenter__" } else { "__enter__" };
        let method = self.wish_for(context, |result| Wish::Attribute { name: name.into(), result });
        let mut entered = self.wish_for(method, |result| Wish::Call { arguments: Rc::default(), result });
        if is_async {
            entered = self.wish_for(entered, |result| Wish::Await { result });
        }
        item.target.iter().for_each(|target| self.assign(target, entered, at));
    }

    fn try_stmt(&mut self, stmt: &Try, at: At) {
        self.block(&stmt.body, at);
        for handler in &stmt.handlers {
            let class = handler.class.as_ref().map(|class| self.expr(class, at));
            if let (Some(class), Some(name)) = (class, &handler.name) {
                let caught = self.wish_for(class, |result| Wish::Instantiate { result });
                self.bind(name, caught, at);
            }
            self.block(&handler.body, at);
        }
        self.block(&stmt.orelse, at);
        self.block(&stmt.last, at);
    }

    fn case(&mut self, case: &Case, subject: Node, at: At) {
        self.pattern(&case.pattern, subject, at);
        case.guard.iter().for_each(|guard| self.look(guard, at));
        self.block(&case.body, at);
    }

    fn pattern(&mut self, pattern: &Pattern, subject: Node, at: At) {
        match &pattern.kind {
            PatternKind::Value(value) => self.look(value, at),
            PatternKind::Star(name) => {
                let list = self.types.node_of(Kind::List(subject));
                name.iter().for_each(|name| self.bind(name, list, at));
            }
            PatternKind::Sequence(patterns) => {
                let element = self.wish_for(subject, |element| Wish::Iterate { element });
                patterns.iter().for_each(|pattern| self.pattern(pattern, element, at));
            }
            PatternKind::Mapping { keys, patterns, rest } => {
                for (key, pattern) in keys.iter().zip(patterns) {
                    let index = self.expr(key, at);
                    let value = self.wish_for(subject, |result| Wish::Subscript { index, place: None, result });
                    self.pattern(pattern, value, at);
                }
                rest.iter().for_each(|name| self.bind(name, subject, at));
            }
            PatternKind::Class { class, patterns, named } => {
                let class = self.expr(class, at);
                let object = self.wish_for(class, |result| Wish::Instantiate { result });
                for (name, pattern) in named {
                    let value = self.wish_for(object, |result| Wish::Attribute { name: name.clone(), result });
                    self.pattern(pattern, value, at);
                }
                patterns.iter().for_each(|pattern| self.pattern(pattern, object, at));
            }
            PatternKind::As(pattern, name) => {
                pattern.iter().for_each(|pattern| self.pattern(pattern, subject, at));
                name.iter().for_each(|name| self.bind(name, subject, at));
            }
            PatternKind::Or(patterns) => patterns.iter().for_each(|pattern| self.pattern(pattern, subject, at)),
        }
    }

    fn import(&mut self, alias: &Alias, at: At) {
        let first: Name = alias.name.split('.').next().unwrap_or_default().into();
        let (module, name) = match &alias.other {
            Some(other) => (&alias.name, other),
            None => (&first, &first),
        };
        let item = self.library_item(format!("module {module}"), || Thing::Module(module.clone()));
        let value = self.types.node_of(Kind::Module(item));
        self.bind(name, value, at);
    }

    fn import_from(&mut self, module: &Name, alias: &Alias, at: At) {
        if let Some(kind) = self.member(module, &alias.name) {
            let value = self.types.node_of(kind);
            self.bind(alias.other.as_ref().unwrap_or(&alias.name), value, at);
        }
    }

    /// What a module of the library calls by a name.
    pub(super) fn member(&mut self, module: &str, name: &str) -> Option<Kind> {
        if !Library::has_module(module) {
            return None;
        }
        if let Some(stub) = self.library.function(module, name).cloned() {
            return Some(Kind::Function(self.library_item(format!("{module}.{name}"), || Thing::Stub(stub))));
        }
        if let Some(annotation) = self.library.attribute(module, name).cloned() {
            return self.plain(&annotation);
        }
        let begins_large = name.starts_with(|c: char| c.is_uppercase());
        begins_large.then(|| Kind::Class(self.library_class(name)))
    }

    // Definitions.

    fn function(&mut self, function: &Rc<Function>, at: At) {
        function.decorators.iter().for_each(|decorator| self.look(decorator, at));
        let Some(scope) = self.scopes.of_definition(function.name_span) else { return };
        let (returns, yields) = (self.types.node(), self.types.node());
        let is_generator = walk::yields(&function.body);
        let result = match (function.is_async, is_generator) {
            (_, true) => self.types.node_of(Kind::Iterator(yields)),
            (true, false) => self.types.node_of(Kind::Awaitable(returns)),
            (false, false) => returns,
        };
        let mut callable = self.callable(function.name.clone(), &function.parameters, scope, result, at);
        (callable.binding, callable.returns, callable.yields) = (binding(function), returns, yields);
        let item = self.item(Thing::Function(Rc::new(callable)));
        let value = self.types.node_of(Kind::Function(item));
        self.bind(&function.name, value, at);
        if !always_leaves(&function.body) {
            self.types.add(returns, Kind::None);
        }
        self.block(&function.body, At { scope, returns: Some(returns), yields: Some(yields) });
    }

    fn callable(&mut self, name: Name, of: &Parameters, scope: ScopeId, result: Node, at: At) -> Callable {
        let positional = of.positional.iter().map(|parameter| self.parameter(parameter, scope, at)).collect();
        let named_only = of.named_only.iter().map(|parameter| self.parameter(parameter, scope, at)).collect();
        let star = of.star.as_ref().map(|parameter| {
            let elements = self.types.node();
            let variable = self.variable(scope, &parameter.name);
            self.types.add(variable, Kind::List(elements));
            elements
        });
        let double_star = of.double_star.as_ref().map(|parameter| {
            let (key, values) = (self.types.node_of(Kind::Str), self.types.node());
            let variable = self.variable(scope, &parameter.name);
            self.types.add(variable, Kind::Dict(key, values));
            values
        });
        let (returns, yields, binding) = (result, self.types.node(), Binding::Object);
        Callable { name, scope, positional, named_only, star, double_star, result, returns, yields, binding }
    }

    fn parameter(&mut self, parameter: &Parameter, scope: ScopeId, at: At) -> (Name, Node) {
        let node = self.variable(scope, &parameter.name);
        if let Some(default) = &parameter.default {
            let default = self.expr(default, at);
            self.types.flow(default, node);
        }
        (parameter.name.clone(), node)
    }

    fn class(&mut self, class: &Rc<Class>, at: At) {
        let Some(scope) = self.scopes.of_definition(class.name_span) else { return };
        let bases = class.bases.iter().map(|base| self.expr(&base.value, at)).collect();
        class.decorators.iter().for_each(|decorator| self.look(decorator, at));
        let fields = if is_dataclass(class) { annotated(class) } else { Vec::new() };
        let item = self.item(Thing::Class(Rc::new(UserClass { name: class.name.clone(), scope, bases, fields })));
        let value = self.types.node_of(Kind::Class(item));
        self.bind(&class.name, value, at);
        self.block(&class.body, At { scope, returns: None, yields: None });
        self.first_parameters(class, item);
    }

    /// Methods get their object also where nobody calls them by name: `__str__`, `__aexit__`.
    fn first_parameters(&mut self, class: &Class, item: u32) {
        for stmt in &class.body {
            let StmtKind::Function(function) = &stmt.kind else { continue };
            let kind = match binding(function) {
                Binding::Object | Binding::Property => Kind::Instance(item),
                Binding::Class => Kind::Class(item),
                Binding::Static => continue,
            };
            let scope = self.scopes.of_definition(function.name_span);
            if let (Some(scope), Some(first)) = (scope, function.parameters.positional.first()) {
                let node = self.variable(scope, &first.name);
                self.types.add(node, kind);
            }
        }
    }

    // Targets.

    pub(super) fn bind(&mut self, name: &Name, value: Node, at: At) {
        if let Some(owner) = self.scopes.owner(at.scope, name) {
            let variable = self.variable(owner, name);
            self.types.flow(value, variable);
        }
    }

    fn assign(&mut self, target: &Expr, value: Node, at: At) {
        match &target.kind {
            ExprKind::Name(name) => self.bind(name, value, at),
            ExprKind::Tuple(members) | ExprKind::List(members) => {
                let targets = members.iter().map(|member| self.target(member, at)).collect();
                self.wish(value, Wish::Unpack { targets });
            }
            ExprKind::Starred(inner) => self.assign(inner, value, at),
            ExprKind::Attribute(of, name) => {
                let of = self.expr(of, at);
                self.wish(of, Wish::SetAttribute { name: name.clone(), value });
            }
            ExprKind::Subscript(of, index) => {
                let (of, index) = (self.expr(of, at), self.expr(index, at));
                self.wish(of, Wish::SetSubscript { index, value });
            }
            _ => {}
        }
    }

    /// The node that a member of an unpacking assigns from.
    fn target(&mut self, member: &Expr, at: At) -> Node {
        let value = self.types.node();
        if let ExprKind::Starred(inner) = &member.kind {
            let list = self.types.node_of(Kind::List(value));
            self.assign(inner, list, at);
        } else {
            self.assign(member, value, at);
        }
        value
    }

    // Expressions.

    pub(super) fn expr(&mut self, expr: &Expr, at: At) -> Node {
        let node = self.value_of(expr, at);
        self.expressions.insert(expr.id, node);
        node
    }

    /// Goes through an expression whose value nobody uses.
    fn look(&mut self, expr: &Expr, at: At) {
        self.expr(expr, at);
    }

    fn exprs(&mut self, exprs: &[Expr], at: At) -> Vec<Node> {
        exprs.iter().map(|expr| self.expr(expr, at)).collect()
    }

    /// A node to which all of these flow.
    fn union(&mut self, nodes: impl IntoIterator<Item = Node>) -> Node {
        let union = self.types.node();
        nodes.into_iter().for_each(|node| self.types.flow(node, union));
        union
    }

    fn value_of(&mut self, expr: &Expr, at: At) -> Node {
        match &expr.kind {
            ExprKind::None => self.types.node_of(Kind::None),
            ExprKind::Bool(_) => self.types.node_of(Kind::Bool),
            ExprKind::Int(_) | ExprKind::BigInt(_) => self.types.node_of(Kind::Int),
            ExprKind::Float(_) => self.types.node_of(Kind::Float),
            ExprKind::Str(_) => self.types.node_of(Kind::Str),
            ExprKind::Bytes(_) => self.types.node_of(Kind::Bytes),
            ExprKind::Ellipsis | ExprKind::Slice(..) => {
                walk::children(expr, &mut |child| self.look(child, at));
                self.types.node()
            }
            ExprKind::Name(name) => self.name(expr, name),
            ExprKind::FString(pieces) => {
                self.pieces(pieces, at);
                self.types.node_of(Kind::Str)
            }
            ExprKind::Tuple(members) => self.tuple(members, at),
            ExprKind::List(members) => {
                let elements = self.members(members, at);
                self.types.node_of(Kind::List(elements))
            }
            ExprKind::Set(members) => {
                let elements = self.members(members, at);
                self.types.node_of(Kind::Set(elements))
            }
            ExprKind::Dict(items) => self.dict(items, at),
            ExprKind::Starred(inner) => {
                let inner = self.expr(inner, at);
                self.wish_for(inner, |element| Wish::Iterate { element })
            }
            ExprKind::Unary(op, operand) => {
                let operand = self.expr(operand, at);
                match op {
                    UnaryOp::Not => self.types.node_of(Kind::Bool),
                    UnaryOp::Plus | UnaryOp::Minus | UnaryOp::Invert => operand,
                }
            }
            ExprKind::Binary(left, op, right) => {
                let (left, right) = (self.expr(left, at), self.expr(right, at));
                self.binary(*op, left, right)
            }
            ExprKind::And(members) | ExprKind::Or(members) => {
                let members = self.exprs(members, at);
                self.union(members)
            }
            ExprKind::Compare(left, rights) => {
                self.expr(left, at);
                rights.iter().for_each(|(_, right)| self.look(right, at));
                self.types.node_of(Kind::Bool)
            }
            ExprKind::Call(function, arguments) => {
                let function = self.expr(function, at);
                let arguments = Rc::new(self.arguments(arguments, at));
                self.wish_for(function, |result| Wish::Call { arguments, result })
            }
            ExprKind::Attribute(of, name) => {
                let of = self.expr(of, at);
                self.wish_for(of, |result| Wish::Attribute { name: name.clone(), result })
            }
            ExprKind::Subscript(of, index) => self.subscript(of, index, at),
            ExprKind::IfElse { test, body, orelse } => {
                self.expr(test, at);
                let (body, orelse) = (self.expr(body, at), self.expr(orelse, at));
                self.union([body, orelse])
            }
            ExprKind::Lambda(parameters, body) => self.lambda(expr, parameters, body, at),
            ExprKind::Comprehension(made, clauses) => self.comprehension(expr, made, clauses, at),
            ExprKind::Await(inner) => {
                let inner = self.expr(inner, at);
                self.wish_for(inner, |result| Wish::Await { result })
            }
            ExprKind::Yield(value) => {
                let value = value.as_ref().map(|value| self.expr(value, at));
                let value = value.unwrap_or_else(|| self.types.node_of(Kind::None));
                at.yields.into_iter().for_each(|yields| self.types.flow(value, yields));
                self.types.node_of(Kind::None) // what `send` gives is not followed
            }
            ExprKind::YieldFrom(inner) => {
                let inner = self.expr(inner, at);
                let element = self.wish_for(inner, |element| Wish::Iterate { element });
                at.yields.into_iter().for_each(|yields| self.types.flow(element, yields));
                self.types.node_of(Kind::None)
            }
            ExprKind::Named(name, value) => {
                let value = self.expr(value, at);
                self.bind(name, value, at);
                value
            }
        }
    }

    fn name(&mut self, expr: &Expr, name: &Name) -> Node {
        match self.scopes.variable(expr.id) {
            Some(Variable::Of(scope, name)) => self.variable(*scope, name),
            _ => self.builtin(name),
        }
    }

    fn builtin(&mut self, name: &Name) -> Node {
        if let Some(stub) = self.library.function("builtins", name).cloned() {
            let item = self.library_item(format!("builtins.{name}"), || Thing::Stub(stub));
            return self.types.node_of(Kind::Function(item));
        }
        match &**name {
            "__name__" | "__file__" => return self.types.node_of(Kind::Str),
            "bool" | "bytes" | "dict" | "float" | "frozenset" | "int" | "list" | "object" | "set" | "str" | "tuple" => {
            }
            // Exceptions; what is left is not described.
            name if name.starts_with(|c: char| c.is_uppercase()) => {}
            _ => return self.types.node(),
        }
        let item = self.library_class(name);
        self.types.node_of(Kind::Class(item))
    }

    pub(super) fn library_class(&mut self, name: &str) -> u32 {
        self.library_item(format!("class {name}"), || Thing::LibraryClass(name.into()))
    }

    fn pieces(&mut self, pieces: &[Piece], at: At) {
        for piece in pieces {
            if let Piece::Value { value, spec, .. } = piece {
                self.expr(value, at);
                self.pieces(spec, at);
            }
        }
    }

    /// What the members of a list or a set are.
    fn members(&mut self, members: &[Expr], at: At) -> Node {
        let members = self.exprs(members, at);
        self.union(members)
    }

    /// With a star among its members its length is not known: then it counts as a list.
    fn tuple(&mut self, members: &[Expr], at: At) -> Node {
        let has_star = members.iter().any(|member| matches!(member.kind, ExprKind::Starred(_)));
        if has_star {
            let elements = self.members(members, at);
            return self.types.node_of(Kind::List(elements));
        }
        let members = self.exprs(members, at);
        self.types.node_of(Kind::Tuple(members))
    }

    fn dict(&mut self, items: &[DictItem], at: At) -> Node {
        let (keys, values) = (self.types.node(), self.types.node());
        let dict = self.types.node_of(Kind::Dict(keys, values));
        for item in items {
            let value = self.expr(&item.value, at);
            match &item.key {
                Some(key) => {
                    let key = self.expr(key, at);
                    self.types.flow(key, keys);
                    self.types.flow(value, values);
                }
                None => {
                    let like = Kind::Dict(keys, values);
                    self.wish(value, Wish::Match { parts: Rc::new([keys, values]), like });
                }
            }
        }
        dict
    }

    fn subscript(&mut self, of: &Expr, index: &Expr, at: At) -> Node {
        let of = self.expr(of, at);
        if matches!(index.kind, ExprKind::Slice(..)) {
            self.expr(index, at);
            return of; // a part of a sequence is one like it
        }
        let place = match index.kind {
            ExprKind::Int(place) => usize::try_from(place).ok(),
            _ => None,
        };
        let index = self.expr(index, at);
        self.wish_for(of, |result| Wish::Subscript { index, place, result })
    }

    fn arguments(&mut self, arguments: &[Argument], at: At) -> Arguments {
        let mut given = Arguments::default();
        for argument in arguments {
            let value = self.expr(&argument.value, at);
            match &argument.kind {
                ArgumentKind::Positional => given.positional.push(value),
                ArgumentKind::Named(name) => given.named.push((name.clone(), value)),
                ArgumentKind::Star => given.stars.push(value),
                ArgumentKind::DoubleStar => {
                    let index = self.types.node_of(Kind::Str);
                    given.double_stars.push(self.wish_for(value, |result| Wish::Subscript {
                        index,
                        place: None,
                        result,
                    }));
                }
            }
        }
        given
    }

    fn lambda(&mut self, expr: &Expr, parameters: &Parameters, body: &Expr, at: At) -> Node {
        let Some(scope) = self.scopes.of_expression(expr.id) else { return self.types.node() };
        let result = self.types.node();
        let callable = self.callable("<lambda>".into(), parameters, scope, result, at);
        let item = self.item(Thing::Function(Rc::new(callable)));
        let value = self.expr(body, At { scope, returns: None, yields: at.yields });
        self.types.flow(value, result);
        self.types.node_of(Kind::Function(item))
    }

    fn comprehension(&mut self, expr: &Expr, made: &Comprehends, clauses: &[Clause], at: At) -> Node {
        let Some(scope) = self.scopes.of_expression(expr.id) else { return self.types.node() };
        let inside = At { scope, ..at };
        for (index, clause) in clauses.iter().enumerate() {
            let around = if index == 0 { at } else { inside };
            let iter = self.expr(&clause.iter, around);
            let element = self.wish_for(iter, |element| Wish::Iterate { element });
            self.assign(&clause.target, element, inside);
            clause.conditions.iter().for_each(|condition| self.look(condition, inside));
        }
        let kind = match made {
            Comprehends::List(one) => Kind::List(self.expr(one, inside)),
            Comprehends::Set(one) => Kind::Set(self.expr(one, inside)),
            Comprehends::Generator(one) => Kind::Iterator(self.expr(one, inside)),
            Comprehends::Dict(key, value) => Kind::Dict(self.expr(key, inside), self.expr(value, inside)),
        };
        self.types.node_of(kind)
    }
}

/// The name of a decorator, without its module and its arguments.
fn decorator_name(decorator: &Expr) -> &str {
    match &decorator.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => name,
        ExprKind::Call(function, _) => decorator_name(function),
        _ => "",
    }
}

fn binding(function: &Function) -> Binding {
    let binding = function.decorators.iter().find_map(|decorator| match decorator_name(decorator) {
        "classmethod" => Some(Binding::Class),
        "staticmethod" => Some(Binding::Static),
        "property" | "cached_property" | "setter" => Some(Binding::Property),
        _ => None,
    });
    binding.unwrap_or(Binding::Object)
}

fn is_dataclass(class: &Class) -> bool {
    class.decorators.iter().any(|decorator| decorator_name(decorator) == "dataclass")
}

/// The names that a class annotates, in order.
fn annotated(class: &Class) -> Vec<Name> {
    let names = class.body.iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::Annotate { target, .. } => match &target.kind {
            ExprKind::Name(name) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    });
    names.collect()
}

/// Says whether a block never comes to its end: it returns or raises.
fn always_leaves(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Return(_) | StmtKind::Raise { .. } => true,
        StmtKind::If { body, orelse, .. } => always_leaves(body) && always_leaves(orelse),
        StmtKind::With { body, .. } => always_leaves(body),
        StmtKind::Try(stmt) => {
            let handlers = stmt.handlers.iter().all(|handler| always_leaves(&handler.body));
            always_leaves(&stmt.last) || handlers && (always_leaves(&stmt.body) || always_leaves(&stmt.orelse))
        }
        StmtKind::While { test, body, .. } => {
            matches!(test.kind, ExprKind::Bool(true) | ExprKind::Int(1)) && !breaks(body)
        }
        _ => false,
    })
}

/// Says whether a loop's body has a `break` of that loop.
fn breaks(block: &[Stmt]) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Break => true,
        StmtKind::For { orelse, .. } | StmtKind::While { orelse, .. } => breaks(orelse),
        StmtKind::Function(_) | StmtKind::Class(_) => false,
        _ => walk::blocks(stmt).into_iter().any(breaks),
    })
}
