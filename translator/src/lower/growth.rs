//! Which ints may grow beyond 64 bits.
//!
//! # How it works
//!
//! The places of the program are a graph: values flow along its edges, through operators, too. Where a product, or the sum of two places,
//! comes to its own operands again (`product *= n`, `a, b = b, a + b`), it may grow without bound; so may a power. Those are *seeds*, and
//! every place to which they come is big, too. What `%` and `&` give is bounded by their other operand, so nothing grows through them.
//!
//! Texts have the digits of the ints that were put into them, and a large float is a large int: so these are followed, too, up to where an
//! `int(…)` makes an int of them (`growth/library.rs`).
//!
//! - **I1** A place that is wrongly thought small is no danger: a value that does not fit ends the program.

mod library;

use crate::analyse::infer::Inferred;
use crate::analyse::scopes::{Scopes, Variable};
use crate::analyse::types::{Kind, Node};
use crate::tree::{BinaryOp, Clause, Expr, ExprKind, Module, Piece, Stmt, StmtKind, UnaryOp};
use crate::walk;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The places whose ints may be beyond 64 bits.
pub(super) fn big(module: &Module, scopes: &Scopes, inferred: &Inferred) -> BTreeSet<Node> {
    let mut sources: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
    for (from, to) in inferred.flows() {
        sources.entry(inferred.find(to)).or_default().push(from);
    }
    let (edges, grows, seeds) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    let mut finder = Finder { scopes, inferred, sources, edges, grows, seeds };
    finder.block(&module.body);
    for (from, to) in inferred.flows() {
        finder.edge(Place::Int(from), Place::Int(to));
        finder.edge(Place::Other(from), Place::Other(to));
    }
    finder.reached()
}

/// What of a place is meant: its ints, or its texts, bytes and floats, of which ints may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Int(Node),
    Other(Node),
}

/// A result that may grow where it comes to all of these operands again.
struct Grows {
    operands: Vec<Place>,
    result: Place,
}

struct Finder<'a> {
    scopes: &'a Scopes,
    inferred: &'a Inferred,
    /// From where values flow into each place.
    sources: BTreeMap<Node, Vec<Node>>,
    edges: BTreeMap<Place, BTreeSet<Place>>,
    grows: Vec<Grows>,
    seeds: BTreeSet<Place>,
}

impl Finder<'_> {
    fn found(&self, place: Place) -> Place {
        match place {
            Place::Int(node) => Place::Int(self.inferred.find(node)),
            Place::Other(node) => Place::Other(self.inferred.find(node)),
        }
    }

    fn edge(&mut self, from: Place, to: Place) {
        let (from, to) = (self.found(from), self.found(to));
        self.edges.entry(from).or_default().insert(to);
    }

    fn seed(&mut self, place: Place) {
        let place = self.found(place);
        self.seeds.insert(place);
    }

    fn node(&self, expr: &Expr) -> Option<Node> {
        self.inferred.expression(expr.id).map(|node| self.inferred.find(node))
    }

    fn has(&self, node: Node, wanted: impl Fn(&Kind) -> bool) -> bool {
        self.inferred.kinds(self.inferred.find(node)).any(wanted)
    }

    /// The places that what a place holds names: the items of its lists, the members of its tuples.
    fn parts(&self, node: Node) -> Vec<Node> {
        self.inferred.kinds(self.inferred.find(node)).flat_map(Kind::parts).collect()
    }

    fn block(&mut self, block: &[Stmt]) {
        for stmt in block {
            walk::expressions(stmt, &mut |expr| self.expr(expr));
            match &stmt.kind {
                StmtKind::Augment { target, op, value } => {
                    let (left, right) = (self.node(target), self.node(value));
                    if let (Some(left), Some(right)) = (left, right) {
                        let sources = self.sources.get(&left).into_iter().flatten().copied();
                        let sources: Vec<Node> = sources.chain([left]).collect();
                        for result in sources {
                            self.operator(*op, (target, left), (value, right), result);
                        }
                    }
                }
                StmtKind::For { target, iter, .. } => self.iterated(target, iter),
                _ => {}
            }
            walk::blocks(stmt).into_iter().for_each(|block| self.block(block));
        }
    }

    /// The characters of a text go to the target of a loop.
    fn iterated(&mut self, target: &Expr, iter: &Expr) {
        let ExprKind::Name(name) = &target.kind else { return };
        let Some(Variable::Of(owner, _)) = self.scopes.variable(target.id) else { return };
        if let (Some(from), Some(to)) = (self.node(iter), self.inferred.variable(*owner, name)) {
            self.edge(Place::Other(from), Place::Other(to));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        walk::children(expr, &mut |child| self.expr(child));
        let Some(result) = self.node(expr) else { return };
        match &expr.kind {
            ExprKind::BigInt(_) => self.seed(Place::Int(result)),
            ExprKind::Float(value) if value.abs() >= 9.2e18 => self.seed(Place::Other(result)),
            ExprKind::Str(text) if is_long_number(text) => self.seed(Place::Other(result)),
            ExprKind::FString(pieces) => self.f_string(pieces, result),
            // What is known of a name may come from elsewhere than the variable.
            ExprKind::Name(name) => {
                if let Some(Variable::Of(owner, _)) = self.scopes.variable(expr.id)
                    && let Some(variable) = self.inferred.variable(*owner, name)
                {
                    self.edge(Place::Int(variable), Place::Int(result));
                    self.edge(Place::Other(variable), Place::Other(result));
                }
            }
            ExprKind::Call(function, arguments) => self.call(function, arguments, result),
            ExprKind::Subscript(of, _) => {
                if let Some(of) = self.node(of) {
                    self.edge(Place::Other(of), Place::Other(result));
                }
            }
            ExprKind::Comprehension(_, clauses) => self.clauses(clauses),
            ExprKind::Unary(_, operand) => {
                if let Some(operand) = self.node(operand) {
                    self.edge(Place::Int(operand), Place::Int(result));
                    self.edge(Place::Other(operand), Place::Other(result));
                }
            }
            ExprKind::Binary(left, op, right) => {
                if let (ExprKind::Str(text), BinaryOp::Mul) = (&left.kind, op)
                    && text.chars().all(|c| c.is_ascii_hexdigit())
                {
                    self.seed(Place::Other(result)); // so many digits
                }
                if constant(expr).is_some_and(|value| value.is_none_or(|value| value.abs() >= LARGE)) {
                    self.seed(Place::Int(result));
                }
                if let (Some(one), Some(other)) = (self.node(left), self.node(right)) {
                    self.operator(*op, (left, one), (right, other), result);
                }
            }
            _ => {}
        }
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            self.iterated(&clause.target, &clause.iter);
        }
    }

    /// A text has the digits of the ints in it.
    fn f_string(&mut self, pieces: &[Piece], result: Node) {
        for piece in pieces {
            let Piece::Value { value, .. } = piece else { continue };
            if let Some(value) = self.node(value) {
                self.edge(Place::Int(value), Place::Other(result));
                self.edge(Place::Other(value), Place::Other(result));
            }
        }
    }

    fn operator(&mut self, op: BinaryOp, left: (&Expr, Node), right: (&Expr, Node), result: Node) {
        for side in [left.1, right.1] {
            self.edge(Place::Other(side), Place::Other(result));
            // A float that is made of a large int.
            if matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div) {
                self.edge(Place::Int(side), Place::Other(result));
            }
        }
        let is_int = |node: Node| self.has(node, |kind| *kind == Kind::Int);
        if !is_int(left.1) || !is_int(right.1) || !is_int(result) {
            return;
        }
        let (of_left, of_right) = match op {
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::BitOr | BinaryOp::BitXor => (true, true),
            BinaryOp::Pow | BinaryOp::LeftShift | BinaryOp::FloorDiv | BinaryOp::RightShift => (true, false),
            BinaryOp::Mod => (false, true),
            BinaryOp::BitAnd | BinaryOp::Div | BinaryOp::MatMul => (false, false),
        };
        let [one, other, result] = [left.1, right.1, result].map(Place::Int);
        if of_left {
            self.edge(one, result);
        }
        if of_right {
            self.edge(other, result);
        }
        let operands = match op {
            BinaryOp::Mul => vec![vec![one], vec![other]],
            BinaryOp::Pow | BinaryOp::LeftShift => vec![vec![one]],
            BinaryOp::Add | BinaryOp::Sub => vec![vec![one, other]],
            _ => Vec::new(),
        };
        self.grows.extend(operands.into_iter().map(|operands| Grows { operands, result }));
        if is_large_power(left.0, op, right.0) {
            self.seed(result);
        }
    }

    /// The edges of ints alone: a number that is rounded again and again does not grow by that.
    fn between_ints(&self) -> BTreeMap<Place, BTreeSet<Place>> {
        let is_int = |place: &&Place| matches!(place, Place::Int(_));
        let edges = self.edges.iter().filter(|(from, _)| is_int(from));
        edges.map(|(from, to)| (*from, to.iter().filter(is_int).copied().collect())).collect()
    }

    /// The seeds and all to which they come.
    fn reached(mut self) -> BTreeSet<Node> {
        let components = components(&self.between_ints());
        let of = |place: Place| components.get(&self.found(place));
        let mut seeds = BTreeSet::new();
        for Grows { operands, result } in &self.grows {
            let own = of(*result);
            if own.is_some() && operands.iter().all(|operand| of(*operand) == own) {
                seeds.insert(self.found(*result));
            }
        }
        self.seeds.extend(seeds);
        let mut reached = BTreeSet::new();
        let mut next: Vec<Place> = self.seeds.iter().copied().collect();
        while let Some(place) = next.pop() {
            if reached.insert(place) {
                next.extend(self.edges.get(&place).into_iter().flatten());
            }
        }
        let ints = reached.into_iter().filter_map(|place| match place {
            Place::Int(node) => Some(node),
            Place::Other(_) => None,
        });
        ints.collect()
    }
}

/// A constant that is as large as this is meant to be large: what is made of it may be larger.
const LARGE: i128 = 1_000_000_000_000_000;

/// The value of an expression of literals; none in it where 128 bits do not hold it.
fn constant(expr: &Expr) -> Option<Option<i128>> {
    match &expr.kind {
        ExprKind::Int(value) => Some(Some(i128::from(*value))),
        ExprKind::Unary(UnaryOp::Minus, inner) => Some(constant(inner)?.map(|value| -value)),
        ExprKind::Binary(left, op, right) => {
            let (Some(left), Some(right)) = (constant(left)?, constant(right)?) else { return Some(None) };
            let count = u32::try_from(right);
            match op {
                BinaryOp::Add => Some(left.checked_add(right)),
                BinaryOp::Sub => Some(left.checked_sub(right)),
                BinaryOp::Mul => Some(left.checked_mul(right)),
                BinaryOp::Pow => Some(left.checked_pow(count.ok()?)),
                BinaryOp::LeftShift => Some(left.checked_mul(2_i128.checked_pow(count.ok()?).unwrap_or(i128::MAX))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Says whether the value of an expression of literals is beyond 64 bits.
pub(super) fn is_beyond(expr: &Expr) -> bool {
    constant(expr).is_some_and(|value| value.is_none_or(|value| i64::try_from(value).is_err()))
        || matches!(expr.kind, ExprKind::BigInt(_))
}

/// Says whether a power may be large although its base is small; of two literals it is known.
fn is_large_power(left: &Expr, op: BinaryOp, right: &Expr) -> bool {
    let is_known = matches!((&left.kind, &right.kind), (ExprKind::Int(_), ExprKind::Int(_)));
    op == BinaryOp::Pow && !is_known && !matches!(right.kind, ExprKind::Int(0..=3))
}

/// Says whether a text is a number of more digits than an int of 64 bits has.
fn is_long_number(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_ascii_hexdigit()).count();
    digits >= 16 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_' | ' '))
}

/// A number for each node, the same for those that come to one another (Kosaraju and Sharir).
fn components(edges: &BTreeMap<Place, BTreeSet<Place>>) -> BTreeMap<Place, usize> {
    let mut back: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
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
