//! Which ints may grow beyond 64 bits.
//!
//! # How it works
//!
//! The places of the program are a graph: values flow along its edges, through operators, too. Where a product, or the sum of two places,
//! comes to its own operands again (`product *= n`, `a, b = b, a + b`), it may grow without bound; so may a power. Those are *seeds*, and
//! every place to which they come is big, too. What `%` and `&` give is bounded by their other operand, so nothing grows through them.
//!
//! - **I1** A place that is wrongly thought small is no danger: a value that does not fit ends the program.

use crate::analyse::infer::Inferred;
use crate::analyse::scopes::{Scopes, Variable};
use crate::analyse::types::{Kind, Node};
use crate::tree::{BinaryOp, Expr, ExprKind, Module, Stmt, StmtKind};
use crate::walk;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The places whose ints may be beyond 64 bits.
pub(super) fn big(module: &Module, scopes: &Scopes, inferred: &Inferred) -> BTreeSet<Node> {
    let mut finder = Finder { scopes, inferred, edges: BTreeMap::new(), grows: Vec::new(), seeds: BTreeSet::new() };
    finder.block(&module.body);
    for (from, to) in inferred.flows() {
        finder.edge(from, to);
    }
    finder.reached()
}

/// A result that may grow where it comes to all of these operands again.
struct Grows {
    operands: Vec<Node>,
    result: Node,
}

struct Finder<'a> {
    scopes: &'a Scopes,
    inferred: &'a Inferred,
    edges: BTreeMap<Node, BTreeSet<Node>>,
    grows: Vec<Grows>,
    seeds: BTreeSet<Node>,
}

impl Finder<'_> {
    fn edge(&mut self, from: Node, to: Node) {
        let (from, to) = (self.inferred.find(from), self.inferred.find(to));
        self.edges.entry(from).or_default().insert(to);
    }

    fn node(&self, expr: &Expr) -> Option<Node> {
        self.inferred.expression(expr.id).map(|node| self.inferred.find(node))
    }

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            walk::expressions(stmt, &mut |expr| self.expr(expr));
            if let StmtKind::Augment { target, op, value } = &stmt.kind {
                let (left, right) = (self.node(target), self.node(value));
                if let (Some(left), Some(right)) = (left, right) {
                    let sources = self.inferred.flows().filter(|(_, to)| self.inferred.find(*to) == left);
                    let sources: Vec<Node> = sources.map(|(from, _)| from).chain([left]).collect();
                    sources.into_iter().for_each(|result| self.operator(*op, (target, left), (value, right), result));
                }
            }
            walk::blocks(stmt).into_iter().for_each(|block| self.block(block));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        walk::children(expr, &mut |child| self.expr(child));
        let Some(result) = self.node(expr) else { return };
        match &expr.kind {
            ExprKind::BigInt(_) => {
                self.seeds.insert(result);
            }
            // What is known of a name may come from elsewhere than the variable.
            ExprKind::Name(name) => {
                if let Some(Variable::Of(owner, _)) = self.scopes.variable(expr.id)
                    && let Some(variable) = self.inferred.variable(*owner, name)
                {
                    self.edge(variable, result);
                }
            }
            ExprKind::Call(function, arguments) if is_divmod(function) => {
                let parts = self.inferred.kinds(result).flat_map(Kind::parts).collect::<Vec<_>>();
                if let Some(of) = arguments.first().and_then(|argument| self.node(&argument.value)) {
                    parts.into_iter().for_each(|part| self.edge(of, part));
                }
            }
            ExprKind::Call(function, arguments) if gives_one_of_them(function) => {
                for of in arguments.iter().filter_map(|argument| self.node(&argument.value)).collect::<Vec<_>>() {
                    let parts = self.inferred.kinds(of).flat_map(Kind::parts).collect::<Vec<_>>();
                    parts.into_iter().chain([of]).for_each(|part| self.edge(part, result));
                }
            }
            ExprKind::Unary(_, operand) => {
                if let Some(operand) = self.node(operand) {
                    self.edge(operand, result);
                }
            }
            ExprKind::Binary(left, op, right) => {
                if let (Some(one), Some(other)) = (self.node(left), self.node(right)) {
                    self.operator(*op, (left, one), (right, other), result);
                }
            }
            _ => {}
        }
    }

    fn operator(&mut self, op: BinaryOp, left: (&Expr, Node), right: (&Expr, Node), result: Node) {
        let is_int = |node: Node| self.inferred.kinds(node).any(|kind| *kind == Kind::Int);
        if !is_int(left.1) || !is_int(right.1) || !is_int(self.inferred.find(result)) {
            return;
        }
        let (of_left, of_right) = match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::BitOr | BinaryOp::BitXor => (true, true),
            BinaryOp::Pow | BinaryOp::LeftShift | BinaryOp::FloorDiv | BinaryOp::RightShift => (true, false),
            BinaryOp::Mod => (false, true),
            BinaryOp::BitAnd | BinaryOp::Div | BinaryOp::MatMul => (false, false),
        };
        if of_left {
            self.edge(left.1, result);
        }
        if of_right {
            self.edge(right.1, result);
        }
        let operands = match op {
            BinaryOp::Mul => vec![vec![left.1], vec![right.1]],
            BinaryOp::Pow | BinaryOp::LeftShift => vec![vec![left.1]],
            BinaryOp::Add | BinaryOp::Sub => vec![vec![left.1, right.1]],
            _ => Vec::new(),
        };
        self.grows.extend(operands.into_iter().map(|operands| Grows { operands, result }));
        let is_power = op == BinaryOp::Pow && !matches!(right.0.kind, ExprKind::Int(0..=3));
        if is_power || is_beyond(left.0, op, right.0) {
            self.seeds.insert(self.inferred.find(result));
        }
    }

    /// The seeds and all to which they come.
    fn reached(mut self) -> BTreeSet<Node> {
        let components = components(&self.edges);
        let of = |node: Node| components.get(&self.inferred.find(node));
        for Grows { operands, result } in &self.grows {
            let own = of(*result);
            if own.is_some() && operands.iter().all(|operand| of(*operand) == own) {
                self.seeds.insert(self.inferred.find(*result));
            }
        }
        let mut reached = BTreeSet::new();
        let mut next: Vec<Node> = self.seeds.iter().copied().collect();
        while let Some(node) = next.pop() {
            if reached.insert(node) {
                next.extend(self.edges.get(&node).into_iter().flatten());
            }
        }
        reached
    }
}

fn is_divmod(function: &Expr) -> bool {
    matches!(&function.kind, ExprKind::Name(name) if &**name == "divmod")
}

/// What such a function gives is as large as what it is given.
fn gives_one_of_them(function: &Expr) -> bool {
    matches!(&function.kind, ExprKind::Name(name) if matches!(&**name, "abs" | "max" | "min" | "sum"))
}

/// Says whether an operator of two literals gives an int beyond 64 bits.
pub(super) fn is_beyond(left: &Expr, op: BinaryOp, right: &Expr) -> bool {
    let (ExprKind::Int(left), ExprKind::Int(right)) = (&left.kind, &right.kind) else { return false };
    let Ok(right) = u32::try_from(*right) else { return false };
    match op {
        BinaryOp::Pow => left.checked_pow(right).is_none(),
        BinaryOp::LeftShift => *left != 0 && (right > 62 || left.checked_mul(1 << right).is_none()),
        _ => false,
    }
}

/// A number for each node, the same for those that come to one another (Kosaraju and Sharir).
fn components(edges: &BTreeMap<Node, BTreeSet<Node>>) -> BTreeMap<Node, usize> {
    let mut back: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (from, to) in edges {
        to.iter().for_each(|to| back.entry(*to).or_default().push(*from));
    }
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for start in edges.keys() {
        // A node is entered, and left behind all that it leads to.
        let mut stack = vec![(*start, false)];
        while let Some((node, is_left)) = stack.pop() {
            if is_left {
                order.push(node);
            } else if seen.insert(node) {
                stack.push((node, true));
                stack.extend(edges.get(&node).into_iter().flatten().map(|to| (*to, false)));
            }
        }
    }
    let mut components = BTreeMap::new();
    for (number, start) in order.into_iter().rev().enumerate() {
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if let Entry::Vacant(vacant) = components.entry(node) {
                vacant.insert(number);
                stack.extend(back.get(&node).into_iter().flatten());
            }
        }
    }
    // A node alone is in no circle, unless it leads to itself.
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    components.values().for_each(|number| *sizes.entry(*number).or_default() += 1);
    components
        .retain(|node, number| sizes.get(number) != Some(&1) || edges.get(node).is_some_and(|to| to.contains(node)));
    components
}
