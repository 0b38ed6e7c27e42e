//! Gives every expression its node.

use super::narrow::{Filter, named_in};
use super::operators::{is_negative, literal_int};
use super::records::place_of;
use super::walk::{At, Body};
use super::{Arguments, Given, Inference, Part, Thing, Wish};
use crate::analyse::scopes::{ScopeId, Variable};
use crate::analyse::types::{Kind, Node};
use crate::tree::{
    Argument, ArgumentKind, BinaryOp, Clause, CompareOp, Comprehends, Expr, ExprKind, Item as DictItem, Name,
    Parameters, Piece, UnaryOp,
};
use crate::walk;
use std::rc::Rc;

/// Builtins that have run a generator to its end when they return.
const TAKE_ALL: [&str; 12] =
    ["all", "any", "bytes", "dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"];

impl Inference<'_> {
    pub(super) fn expr(&mut self, expr: &Expr, at: At) -> Node {
        let node = self.at_place(expr.span, |inference| inference.value_of(expr, at));
        self.expressions.insert(expr.id, node);
        node
    }

    /// Goes through an expression whose value nobody uses.
    pub(super) fn look(&mut self, expr: &Expr, at: At) {
        self.expr(expr, at);
    }

    fn exprs(&mut self, exprs: &[Expr], at: At) -> Vec<Node> {
        exprs.iter().map(|expr| self.expr(expr, at)).collect()
    }

    fn value_of(&mut self, expr: &Expr, at: At) -> Node {
        match &expr.kind {
            ExprKind::None => self.types.node_of(Kind::None),
            ExprKind::Bool(_) => self.types.node_of(Kind::Bool),
            ExprKind::Int(_) | ExprKind::BigInt(_) => self.types.node_of(Kind::Int),
            ExprKind::Float(_) => self.types.node_of(Kind::Float),
            ExprKind::Str(text) => {
                let node = self.types.node_of(Kind::Str);
                self.literals.insert(node, (&**text).into());
                node
            }
            ExprKind::Bytes(_) => self.types.node_of(Kind::Bytes),
            ExprKind::Ellipsis => self.types.node_of(Kind::Ellipsis),
            ExprKind::Slice(..) => {
                walk::children(expr, &mut |child| self.look(child, at));
                let slice = self.library_class("slice");
                let parts = vec![self.types.node(), self.types.node()];
                self.types.node_of(Kind::Object(slice, parts))
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
                    _ => self.wish_for(operand, |result| Wish::Unary { op: *op, result }),
                }
            }
            ExprKind::Binary(left, op, right) => {
                let (left, node) = (self.expr(left, at), self.expr(right, at));
                self.binary(*op, left, node, right, false)
            }
            ExprKind::And(members) | ExprKind::Or(members) => {
                let node = self.chain(members, matches!(expr.kind, ExprKind::And(_)), at);
                self.forget(&named_in(expr), at);
                node
            }
            ExprKind::Compare(left, rights) => self.comparison(left, rights, at),
            ExprKind::Call(function, arguments) => match self.named_tuple(expr, at) {
                Some(class) => class,
                None => self.call_expr(function, arguments, at),
            },
            ExprKind::Attribute(of, name) => {
                let of = self.expr(of, at);
                self.wish_for(of, |result| Wish::Attribute { name: name.clone(), result })
            }
            ExprKind::Subscript(of, index) => self.subscript(of, index, at),
            ExprKind::IfElse { test, body, orelse } => {
                self.expr(test, at);
                let body = self.with_test(test, true, at, |inference| inference.expr(body, at));
                let orelse = self.with_test(test, false, at, |inference| inference.expr(orelse, at));
                self.forget(&named_in(expr), at);
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
                let Some(body) = at.body else { return self.types.node() };
                self.types.flow(value, body.yields);
                body.sent
            }
            ExprKind::YieldFrom(inner) => {
                let inner = self.expr(inner, at);
                let Some(Body { yields, sent, .. }) = at.body else { return self.types.node() };
                self.wish_for(inner, |result| Wish::Delegate { yields, sent, result })
            }
            ExprKind::Named(name, value) => {
                let value = self.expr(value, at);
                self.bind(name, value, at);
                value
            }
        }
    }

    fn name(&mut self, expr: &Expr, name: &Name) -> Node {
        match self.scopes.variable(expr.id).cloned() {
            Some(Variable::Of(scope, name)) => {
                let node = self.name_now(scope, &name);
                if scope == ScopeId(0)
                    && let Some(text) = self.constants.get(&name)
                {
                    self.literals.insert(node, text.clone());
                }
                node
            }
            _ => self.builtin(name),
        }
    }

    fn builtin(&mut self, name: &Name) -> Node {
        match &**name {
            "__name__" | "__file__" => self.types.node_of(Kind::Str),
            "NotImplemented" => self.types.node_of(Kind::NotImplemented),
            "Ellipsis" => self.types.node_of(Kind::Ellipsis),
            // What is made of it is looked at where it is called.
            "super" => self.types.node(),
            "slice" => {
                self.makes_slices = true;
                let slice = self.library_class("slice");
                self.types.node_of(Kind::Class(slice))
            }
            _ => self.member("builtins", name).unwrap_or_else(|| {
                self.gap(format!("`{name}` is not translated yet"));
                self.types.node()
            }),
        }
    }

    /// The key of the library's thing that an expression names: `contextlib.suppress`, `property`.
    pub(super) fn key_of(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Name(name) => match self.scopes.variable(expr.id)? {
                Variable::Builtin(_) => Some(name.to_string()),
                Variable::Of(scope, name) => self.imports.get(&(*scope, name.clone())).map(|key| key.to_string()),
            },
            ExprKind::Attribute(of, name) => Some(format!("{}.{name}", self.key_of(of)?)),
            _ => None,
        }
    }

    fn pieces(&mut self, pieces: &[Piece], at: At) {
        for piece in pieces {
            if let Piece::Value { value, spec, .. } = piece {
                self.expr(value, at);
                self.pieces(spec, at);
            }
        }
    }

    /// `a and b and c`, `a or b or c`: what comes later knows what came out before.
    fn chain(&mut self, members: &[Expr], truth: bool, at: At) -> Node {
        let before = self.known_now.mark();
        let mut nodes = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let node = self.expr(member, at);
            let is_last = index + 1 == members.len();
            // Of an `or` only what is true comes out before the last.
            nodes.push(if truth || is_last { node } else { self.filtered(node, Filter::NotNone) });
            self.learn(member, truth, at);
        }
        self.known_now.back_to(before);
        self.union(nodes)
    }

    fn comparison(&mut self, left: &Expr, rights: &[(CompareOp, Expr)], at: At) -> Node {
        let mut left = self.expr(left, at);
        let mut results = Vec::new();
        for (op, right) in rights {
            let right = self.expr(right, at);
            results.push(self.compare(*op, left, right));
            left = right;
        }
        self.union(results)
    }

    fn call_expr(&mut self, function: &Expr, arguments: &[Argument], at: At) -> Node {
        if self.is_builtin(function, "super") && arguments.is_empty() {
            return self.super_here(at);
        }
        for name in ["getattr", "setattr"] {
            if self.is_builtin(function, name)
                && let Some(result) = self.attribute_by_text(name, arguments, at)
            {
                return result;
            }
        }
        if let Some(getter) = self.getter(function, arguments, at) {
            return getter;
        }
        let takes_all = TAKE_ALL.iter().any(|name| self.is_builtin(function, name))
            || matches!(&function.kind, ExprKind::Attribute(_, name) if &**name == "join" || &**name == "extend");
        for argument in arguments {
            if takes_all || matches!(argument.kind, ArgumentKind::Star) {
                self.run_at_once.insert(argument.value.id);
            }
        }
        if let Some(given) = self.keyed(function, arguments, at) {
            return given;
        }
        let function = self.expr(function, at);
        let arguments = Rc::new(self.arguments(arguments, at));
        self.wish_for(function, |result| Wish::Call { arguments, result })
    }

    /// `itemgetter(1)`, `attrgetter("name")`, `cmp_to_key(compare)`
    fn getter(&mut self, function: &Expr, arguments: &[Argument], at: At) -> Option<Node> {
        let key = self.key_of(function).map(|key| self.canonical(&key))?;
        if !matches!(&*key, "operator.itemgetter" | "operator.attrgetter" | "functools.cmp_to_key") {
            return None;
        }
        self.look(function, at);
        let mut parts = Vec::new();
        for argument in arguments {
            let node = self.expr(&argument.value, at);
            if &*key == "functools.cmp_to_key" {
                let item = self.item(Thing::Compares(node));
                return Some(self.types.node_of(Kind::Function(item)));
            }
            match (&*key, &argument.value.kind) {
                ("operator.itemgetter", _) => parts.push(Part::Item(node, place_of(&argument.value))),
                (_, ExprKind::Str(name)) if !name.contains('.') => parts.push(Part::Attribute(Name::from(&**name))),
                _ => self.gap("an attribute that is not known by its name is not translated"),
            }
        }
        let item = self.item(Thing::Getter(parts.into()));
        Some(self.types.node_of(Kind::Function(item)))
    }

    fn super_here(&mut self, at: At) -> Node {
        match at.body.and_then(|body| body.method) {
            Some((class, first)) => self.types.node_of(Kind::Super(class, first)),
            None => {
                self.gap("`super()` outside of a method is not translated yet");
                self.types.node()
            }
        }
    }

    /// `getattr(of, "name")` and `setattr(of, "name", value)`.
    fn attribute_by_text(&mut self, function: &str, arguments: &[Argument], at: At) -> Option<Node> {
        let [of, named, rest @ ..] = arguments else { return None };
        let of = self.expr(&of.value, at);
        self.look(&named.value, at);
        let name = match &named.value.kind {
            ExprKind::Str(name) => Name::from(&**name),
            _ => return Some(self.attribute_by_prefix(function, of, &named.value, rest, at)),
        };
        let rest = rest.iter().map(|argument| self.expr(&argument.value, at)).collect::<Vec<_>>();
        match (function, rest.as_slice()) {
            ("getattr", [default]) => {
                let found = self.wish_for(of, |result| Wish::AttributeIfAny { name, result });
                Some(self.union([found, *default]))
            }
            ("getattr", []) => Some(self.wish_for(of, |result| Wish::Attribute { name, result })),
            ("setattr", [value]) => {
                self.wish(of, Wish::SetAttribute { name, value: *value });
                Some(self.types.node_of(Kind::None))
            }
            _ => None,
        }
    }

    /// `getattr(of, f"begin_{…}")`: any method whose name begins so.
    fn attribute_by_prefix(&mut self, function: &str, of: Node, name: &Expr, rest: &[Argument], at: At) -> Node {
        let rest = rest.iter().map(|argument| self.expr(&argument.value, at)).collect::<Vec<_>>();
        let prefix = match &name.kind {
            ExprKind::FString(pieces) => match pieces.first() {
                Some(Piece::Text(text)) => Some(Name::from(&**text)),
                _ => None,
            },
            ExprKind::Binary(left, BinaryOp::Add, _) => match &left.kind {
                ExprKind::Str(text) => Some(Name::from(&**text)),
                _ => None,
            },
            _ => None,
        };
        match prefix.filter(|_| function == "getattr") {
            Some(prefix) => {
                let found = self.wish_for(of, |result| Wish::AnyAttribute { prefix, result });
                self.union([found].into_iter().chain(rest))
            }
            None => {
                self.gap(format!("`{function}` of a name that is not known is not translated"));
                self.types.node()
            }
        }
    }

    /// What the members of a list or a set are.
    fn members(&mut self, members: &[Expr], at: At) -> Node {
        let members = self.exprs(members, at);
        self.union(members)
    }

    /// With a star among its members its length is not known.
    fn tuple(&mut self, members: &[Expr], at: At) -> Node {
        let has_star = members.iter().any(|member| matches!(member.kind, ExprKind::Starred(_)));
        if has_star || members.len() > super::operators::LONGEST {
            let elements = self.members(members, at);
            return self.types.node_of(Kind::TupleOf(elements));
        }
        // Members of tuples that meet are unified, which the variables that stand in them are not to be.
        let members = self.exprs(members, at).into_iter().map(|member| self.union([member])).collect();
        self.types.node_of(Kind::Tuple(members))
    }

    fn dict(&mut self, items: &[DictItem], at: At) -> Node {
        let (keys, values) = (self.types.node(), self.types.record());
        let dict = self.types.node_of(Kind::Dict(keys, values));
        for item in items {
            match &item.key {
                Some(key) => {
                    let place = place_of(key);
                    let (key, value) = (self.expr(key, at), self.expr(&item.value, at));
                    self.types.flow(key, keys);
                    let of_key = self.values_at(values, &place);
                    self.types.flow(value, of_key);
                }
                None => {
                    let value = self.expr(&item.value, at);
                    self.wish(value, Wish::Pairs { key: keys, value: values });
                }
            }
        }
        dict
    }

    fn subscript(&mut self, of: &Expr, index: &Expr, at: At) -> Node {
        let (of, node) = (self.expr(of, at), self.expr(index, at));
        match &index.kind {
            ExprKind::Slice(start, stop, step) => {
                let bound = |bound: &Option<Box<Expr>>| match bound {
                    Some(bound) => literal_int(bound).map(Some),
                    None => Some(None),
                };
                let bounds = if step.is_none() { bound(start).zip(bound(stop)) } else { None };
                self.wish_for(of, |result| Wish::Slice { slice: node, bounds, result })
            }
            _ => {
                let place = place_of(index);
                self.wish_for(of, |result| Wish::Subscript { index: node, place, result })
            }
        }
    }

    pub(super) fn arguments(&mut self, arguments: &[Argument], at: At) -> Arguments {
        let mut given = Arguments::default();
        for argument in arguments {
            let value = self.expr(&argument.value, at);
            match &argument.kind {
                ArgumentKind::Positional => given.positional.push(Given::One(value)),
                ArgumentKind::Named(name) => given.named.push((name.clone(), value)),
                ArgumentKind::Star => given.positional.push(Given::Star(value)),
                ArgumentKind::DoubleStar => {
                    let (key, values) = (self.types.node(), self.types.node());
                    self.wish(value, Wish::Pairs { key, value: values });
                    given.double_stars.push(values);
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
        let parts = self.types_node3();
        let inside = self.body(parts, None);
        let value = self
            .in_function(|inference| inference.expr(body, At { scope, home: scope, body: Some(inside), class: None }));
        self.types.flow(value, result);
        if yields_in(body) {
            self.gap("`yield` in a lambda is not translated yet");
        }
        self.types.node_of(Kind::Function(item))
    }

    fn comprehension(&mut self, expr: &Expr, made: &Comprehends, clauses: &[Clause], at: At) -> Node {
        let Some(scope) = self.scopes.of_expression(expr.id) else { return self.types.node() };
        let inside = At { scope, ..at };
        let before = self.known_now.mark();
        // A generator that is not run at once is run when more may have happened; only what it begins with is not.
        let is_late = matches!(made, Comprehends::Generator(_)) && !self.run_at_once.contains(&expr.id);
        let mut outside = None;
        for (index, clause) in clauses.iter().enumerate() {
            let around = if index == 0 { at } else { inside };
            let element = self.elements_of(&clause.iter, clause.is_async, around);
            if index == 0 && is_late {
                outside = Some(std::mem::take(&mut self.known_now));
            }
            self.assign(&clause.target, element, inside);
            for condition in &clause.conditions {
                self.look(condition, inside);
                self.learn_in_comprehension(condition, scope, inside);
            }
        }
        let kind = match made {
            Comprehends::List(one) => Kind::List(self.expr(one, inside)),
            Comprehends::Set(one) => Kind::Set(self.expr(one, inside)),
            Comprehends::Generator(one) => {
                let (one, is_async) = (self.expr(one, inside), is_async(expr, clauses));
                let [sent, returns] = [self.types.node(), self.types.node_of(Kind::None)];
                if is_async { Kind::AsyncGenerator(one, sent) } else { Kind::Generator(one, sent, returns) }
            }
            Comprehends::Dict(key, value) => Kind::Dict(self.expr(key, inside), self.expr(value, inside)),
        };
        match outside {
            Some(outside) => self.known_now = outside,
            None => self.known_now.back_to(before),
        }
        self.forget(&named_in(expr), at);
        self.types.node_of(kind)
    }

    /// The names of a comprehension are its own, and bound once a round.
    fn learn_in_comprehension(&mut self, condition: &Expr, scope: ScopeId, inside: At) {
        self.learn(condition, true, inside);
        self.learn(condition, true, At { home: scope, ..inside });
    }

    /// `left op right`, where `written` is the right side.
    pub(super) fn binary(&mut self, op: BinaryOp, left: Node, right: Node, written: &Expr, in_place: bool) -> Node {
        self.operation(super::Operation { op, in_place, negative: is_negative(written) }, left, right)
    }
}

/// Says whether a generator expression is asynchronous: all but what it begins with is run inside.
fn is_async(expr: &Expr, clauses: &[Clause]) -> bool {
    let first = clauses.first().map(|clause| clause.iter.id);
    let mut found = clauses.iter().any(|clause| clause.is_async);
    walk::children(expr, &mut |child| found |= Some(child.id) != first && awaits(child));
    found
}

fn awaits(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Await(_) => true,
        ExprKind::Lambda(..) => false,
        _ => {
            let mut found = false;
            walk::children(expr, &mut |child| found |= awaits(child));
            found
        }
    }
}

fn yields_in(expr: &Expr) -> bool {
    let mut found = matches!(expr.kind, ExprKind::Yield(_) | ExprKind::YieldFrom(_));
    walk::children(expr, &mut |child| found |= yields_in(child));
    found
}
