//! What calls of the library do with large ints: where they come out again.
//!
//! # How it works
//!
//! A method of a text, bytes or float gives what may hold the same digits, and `str` makes a text of an int. `int` and its like make an int of
//! either. A few functions give large ints whatever they are given.

use super::{Finder, Place};
use crate::analyse::types::{Kind, Node};
use crate::tree::{Argument, BinaryOp, Expr, ExprKind};

/// Functions whose results may be large whatever they are given.
const LARGE_RESULTS: &[&str] =
    &["math.factorial", "math.comb", "math.perm", "math.prod", "operator.mul", "operator.pow", "operator.lshift"];

/// Methods whose results are more digits than an int of 64 bits has.
const DIGESTS: &[&str] = &["digest", "hexdigest"];

/// Builtins that give a text with the digits of what they are given.
const TEXTS: &[&str] = &["str", "repr", "format", "ascii", "hex", "oct", "bin", "bytes", "float", "list", "tuple"];

/// Builtins that give an int as large as what they are given.
const INTS: &[&str] = &["int", "round", "abs", "max", "min", "sum"];

impl Finder<'_> {
    pub(super) fn call(&mut self, function: &Expr, arguments: &[Argument], result: Node) {
        let given: Vec<Node> = arguments.iter().filter_map(|argument| self.node(&argument.value)).collect();
        match &function.kind {
            ExprKind::Name(name) => self.builtin(name, arguments, &given, result),
            ExprKind::Attribute(of, name) => self.method(of, name, &given, result),
            _ => {}
        }
        self.of_library(function, arguments, &given, result);
        self.called_back(arguments, &given, result);
    }

    fn builtin(&mut self, name: &str, arguments: &[Argument], given: &[Node], result: Node) {
        match name {
            "pow" => self.power(arguments, given, result),
            "divmod" => {
                let Some(of) = given.first() else { return };
                self.parts(result).into_iter().for_each(|part| self.edge(Place::Int(*of), Place::Int(part)));
            }
            name if INTS.contains(&name) => self.gives_them(given, result),
            name if TEXTS.contains(&name) => {
                for of in given {
                    self.shown(*of, result);
                    self.parts(result).into_iter().for_each(|part| self.edge(Place::Other(*of), Place::Other(part)));
                }
            }
            _ => {}
        }
    }

    /// What is given comes out as it is: itself, or one of its items.
    fn gives_them(&mut self, given: &[Node], result: Node) {
        for of in given {
            for part in self.parts(*of).into_iter().chain([*of]) {
                self.edge(Place::Int(part), Place::Int(result));
                self.edge(Place::Other(part), Place::Int(result));
                self.edge(Place::Other(part), Place::Other(result));
            }
        }
    }

    fn shown(&mut self, of: Node, result: Node) {
        self.edge(Place::Int(of), Place::Other(result));
        self.edge(Place::Other(of), Place::Other(result));
    }

    /// With a modulus, a power is as large as that.
    fn power(&mut self, arguments: &[Argument], given: &[Node], result: Node) {
        match (arguments, given) {
            ([left, right], [one, other]) => {
                self.operator(BinaryOp::Pow, (&left.value, *one), (&right.value, *other), result);
            }
            (_, [_, _, modulus]) => self.edge(Place::Int(*modulus), Place::Int(result)),
            _ => {}
        }
    }

    fn method(&mut self, of: &Expr, name: &str, given: &[Node], result: Node) {
        if DIGESTS.contains(&name) {
            self.seed(Place::Other(result));
        }
        let Some(of) = self.node(of) else { return };
        if self.has(of, |kind| matches!(kind, Kind::Str | Kind::Bytes)) {
            let parts = self.parts(result);
            for from in given.iter().copied().chain([of]) {
                let items = self.parts(from);
                for to in parts.iter().copied().chain([result]) {
                    self.shown(from, to);
                    items.iter().for_each(|item| self.edge(Place::Other(*item), Place::Other(to)));
                }
            }
        }
        match name {
            "to_bytes" => self.edge(Place::Int(of), Place::Other(result)),
            "from_bytes" => given.iter().for_each(|from| self.edge(Place::Other(*from), Place::Int(result))),
            _ => {}
        }
    }

    fn of_library(&mut self, function: &Expr, arguments: &[Argument], given: &[Node], result: Node) {
        let Some(key) = self.key_of(function) else { return };
        let are_small = arguments.iter().all(|argument| matches!(argument.value.kind, ExprKind::Int(0..=20)));
        if LARGE_RESULTS.contains(&key.as_str()) && !are_small {
            self.seed(Place::Int(result));
        }
        match key.as_str() {
            "math.gcd" | "math.lcm" | "math.isqrt" | "math.floor" | "math.ceil" | "math.trunc" => {
                self.gives_them(given, result);
            }
            _ => {}
        }
    }

    fn key_of(&self, function: &Expr) -> Option<String> {
        let node = self.node(function)?;
        self.inferred.kinds(node).find_map(|kind| match kind {
            Kind::Function(item) => self.inferred.library_key(*item).map(str::to_owned),
            _ => None,
        })
    }

    /// `map(int, texts)`, `reduce(operator.mul, …)`: what a function gives comes out of what calls it.
    fn called_back(&mut self, arguments: &[Argument], given: &[Node], result: Node) {
        for argument in arguments {
            let makes_ints = matches!(&argument.value.kind, ExprKind::Name(name) if &**name == "int");
            let is_large = self.key_of(&argument.value).is_some_and(|key| LARGE_RESULTS.contains(&key.as_str()));
            let places: Vec<Node> = self.parts(result).into_iter().chain([result]).collect();
            if is_large {
                places.iter().for_each(|place| self.seed(Place::Int(*place)));
            }
            if makes_ints {
                for from in
                    given.iter().flat_map(|from| self.parts(*from).into_iter().chain([*from])).collect::<Vec<_>>()
                {
                    places.iter().for_each(|place| self.edge(Place::Other(from), Place::Int(*place)));
                }
            }
        }
    }
}
