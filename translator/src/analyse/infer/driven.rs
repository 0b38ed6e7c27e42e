//! Generators and coroutines that the program drives by hand.
//!
//! # How it works
//!
//! Whoever calls `next` or `send` of one may catch the StopIteration in which it ends, whose value is what it returned. All values of all
//! that is driven in this way come to one node, for an exception does not say whose end it is.
//!
//! A generator under `@types.coroutine` and one that is an `__await__` are awaited, not iterated over: they are coroutines, which yield to who
//! drives the coroutine that awaits them.

use super::{Arguments, Given, Inference, Wish};
use crate::analyse::types::{Kind, Node};
use crate::tree::{Expr, Function};
use crate::walk;

impl Inference<'_> {
    /// Its StopIteration may be caught.
    pub(super) fn stops(&mut self, kind: &Kind) {
        match kind {
            Kind::Generator(_, _, returns) | Kind::Coroutine(returns) => self.types.flow(*returns, self.returned),
            Kind::Iterator(_) | Kind::Instance(_) | Kind::Object(..) => self.types.add(self.returned, Kind::None),
            _ => {}
        }
    }

    /// What an exception of the program's own making is made of, where it is a StopIteration or a SystemExit.
    pub(super) fn keep_only_argument(&mut self, key: &str, arguments: &Arguments) {
        let place = match key {
            "StopIteration" => self.returned,
            "SystemExit" => self.exit_codes,
            _ => return,
        };
        match arguments.positional.first() {
            None => self.types.add(place, Kind::None),
            Some(Given::One(node) | Given::Many(node)) => self.types.flow(*node, place),
            Some(Given::Star(node)) => self.wish(*node, Wish::Iterate { element: place }),
        }
    }

    /// Says whether a function is a generator that is awaited.
    pub(super) fn is_awaited_generator(&self, function: &Function, is_method: bool) -> bool {
        let is_coroutine = |decorator: &Expr| self.key_of(decorator).is_some_and(|key| key == "types.coroutine");
        let is_await = is_method && &*function.name == "__await__";
        !function.is_async && walk::yields(&function.body) && (is_await || function.decorators.iter().any(is_coroutine))
    }

    /// What it yields goes to who drives the coroutine that awaits it, and what is sent comes from there.
    pub(super) fn yields_outward(&mut self, yields: Node, sent: Node) {
        self.types.unify(yields, self.outward);
        self.types.unify(sent, self.inward);
    }
}
