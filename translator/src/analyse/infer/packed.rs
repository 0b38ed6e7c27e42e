//! What a format of `struct` that is written there says of what is unpacked.
//!
//! # How it works
//!
//! A format says how many values there are and of which types. It is known where a literal stands, or a name that the module binds to a
//! literal, once. What is packed is bytes, whatever the format.

use super::Inference;
use super::narrow::bound;
use crate::analyse::types::{Kind, Node};
use crate::tree::{Expr, ExprKind, Module, Name, StmtKind};
use std::collections::BTreeMap;
use std::rc::Rc;

/// More values than this are a tuple of any length, where they are of one type.
const MOST: usize = 12;

impl Inference<'_> {
    /// The names that the module binds to a text, once.
    pub(super) fn find_constants(&self, module: &Module) -> BTreeMap<Name, Rc<str>> {
        let mut counts: BTreeMap<Name, usize> = BTreeMap::new();
        module.body.iter().flat_map(bound).for_each(|name| *counts.entry(name).or_default() += 1);
        let constants = module.body.iter().filter_map(|stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } => match (targets.as_slice(), &value.kind) {
                ([Expr { kind: ExprKind::Name(name), .. }], ExprKind::Str(text)) => {
                    Some((name.clone(), Rc::from(&**text)))
                }
                _ => None,
            },
            _ => None,
        });
        constants.filter(|(name, _)| counts.get(name) == Some(&1) && !self.rebound.contains(name)).collect()
    }

    /// The tuple that a format gives; a gap where the format is not known, or gives none.
    pub(super) fn unpacked(&mut self, format: Option<&str>) -> Node {
        let Some(kinds) = format.and_then(kinds).filter(|kinds| !kinds.is_empty()) else {
            self.gap("a format of `struct` is unpacked by only where it is written, or a constant of the module");
            return self.types.node();
        };
        let mut nodes: Vec<Node> = kinds.iter().map(|kind| self.types.node_of(kind.clone())).collect();
        if nodes.len() <= MOST {
            return self.types.node_of(Kind::Tuple(nodes));
        }
        if kinds.iter().any(|kind| kind != &kinds[0]) {
            self.gap("so many values of several types are not unpacked yet");
        }
        nodes.truncate(1);
        let element = self.union(nodes);
        self.types.node_of(Kind::TupleOf(element))
    }
}

/// What is unpacked by a format, in turn; nothing where it is bad, or says something that is not translated.
fn kinds(format: &str) -> Option<Vec<Kind>> {
    let is_native = !format.starts_with(['<', '>', '=', '!']);
    let codes = format.strip_prefix(['@', '<', '>', '=', '!']).unwrap_or(format);
    let (mut kinds, mut count) = (Vec::new(), None);
    for code in codes.chars() {
        if let Some(digit) = code.to_digit(10) {
            count = Some(count.unwrap_or(0_usize) * 10 + digit as usize).filter(|count| *count < 1 << 16);
            count?;
            continue;
        }
        let kind = match code {
            ' ' | '\t'..='\r' if count.is_none() => continue,
            'x' => None,
            'c' | 's' => Some(Kind::Bytes),
            '?' => Some(Kind::Bool),
            'b' | 'B' | 'h' | 'H' | 'i' | 'I' | 'l' | 'L' | 'q' | 'Q' => Some(Kind::Int),
            'n' | 'N' if is_native => Some(Kind::Int),
            'f' | 'd' => Some(Kind::Float),
            _ => return None,
        };
        let count = count.take().unwrap_or(1);
        kinds.extend(std::iter::repeat_n(kind, if code == 's' { 1 } else { count }).flatten());
    }
    count.is_none().then_some(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_what_is_unpacked() {
        use Kind::{Bool, Bytes, Float, Int};
        assert_eq!(kinds("<IHb3s"), Some(vec![Int, Int, Int, Bytes]));
        assert_eq!(kinds("2h ?x 2d0s"), Some(vec![Int, Int, Bool, Float, Float, Bytes]));
        assert_eq!(kinds("3x"), Some(vec![]));
        assert_eq!((kinds("@n"), kinds("<n")), (Some(vec![Int]), None));
        assert_eq!((kinds("e"), kinds("3"), kinds(" <h"), kinds("99999h")), (None, None, None, None));
    }
}
