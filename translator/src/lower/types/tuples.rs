//! Tuples that contain themselves: `("+", 1, ("*", 2, 3))`.
//!
//! # How it works
//!
//! A tuple is a value of Rust without a handle, so it cannot be a member of itself. Those whose members may be such tuples again are sequences
//! instead, whose items are of one enum: of all that may come to any place of any of them. Which tuples these are depends on the places
//! alone that a tuple's members are, so that all that may be the same tuple have the same type.

use super::{Type, Types};
use crate::analyse::types::{Kind, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The places of a tuple's members.
type Places = Vec<Node>;

/// The items of the tuples that contain themselves; none for the others.
pub(super) type Known = BTreeMap<Places, Option<Type>>;

impl Types<'_> {
    /// The type of a tuple that contains itself.
    pub(super) fn tuple_in_itself(&self, members: &[Node], depth: usize) -> Result<Option<Type>, String> {
        let places = self.places(members);
        if let Some(known) = self.tuples.borrow().get(&places) {
            return Ok(known.clone().map(|item| Type::Sequence(Rc::new(item))));
        }
        let circle = self.circle(&places);
        if circle.is_empty() {
            self.tuples.borrow_mut().insert(places, None);
            return Ok(None);
        }
        let nodes: BTreeSet<Node> = circle.iter().flatten().copied().collect();
        let has_none = nodes.iter().any(|node| self.inferred.kinds(*node).any(|kind| *kind == Kind::None));
        let number = self.new_union();
        let item = if has_none { Type::Union(number).or_none() } else { Type::Union(number) };
        for places in circle {
            self.tuples.borrow_mut().insert(places, Some(item.clone()));
        }
        let members = self.types_of_items(&nodes, depth)?;
        self.close_union(number, members);
        Ok(Some(Type::Sequence(Rc::new(item))))
    }

    fn places(&self, members: &[Node]) -> Places {
        members.iter().map(|member| self.inferred.find(*member)).collect()
    }

    /// The tuples that may be members of one.
    fn inside(&self, places: &Places) -> BTreeSet<Places> {
        let kinds = places.iter().flat_map(|node| self.inferred.kinds(*node));
        let tuples = kinds.filter_map(|kind| match kind {
            Kind::Tuple(members) => Some(self.places(members)),
            _ => None,
        });
        tuples.collect()
    }

    fn reached_from(&self, places: &Places) -> BTreeSet<Places> {
        let (mut reached, mut next) = (BTreeSet::new(), vec![places.clone()]);
        while let Some(places) = next.pop() {
            for inner in self.inside(&places) {
                if reached.insert(inner.clone()) {
                    next.push(inner);
                }
            }
        }
        reached
    }

    /// The tuples that contain one another, among them this one; none where it does not contain itself.
    fn circle(&self, places: &Places) -> Vec<Places> {
        let reached = self.reached_from(places);
        if !reached.contains(places) {
            return Vec::new();
        }
        reached.into_iter().filter(|other| self.reached_from(other).contains(places)).collect()
    }

    /// All types that the items have.
    fn types_of_items(&self, nodes: &BTreeSet<Node>, depth: usize) -> Result<Vec<Type>, String> {
        let mut types = BTreeSet::new();
        for node in nodes {
            for kind in self.inferred.kinds(*node) {
                match kind {
                    Kind::None => {}
                    Kind::Int if self.asked.big.contains(node) => {
                        types.insert(Type::BigInt);
                    }
                    kind => {
                        types.insert(self.of_kind(kind, depth + 1)?);
                    }
                }
            }
        }
        if types.contains(&Type::BigInt) {
            types.remove(&Type::Int);
        }
        let is_unclear = |of_type: &Type| matches!(of_type, Type::Function(..) | Type::Iterator(_) | Type::Known);
        let count = |test: fn(&Type) -> bool| types.iter().filter(|of_type| test(of_type)).count();
        let lists = count(|of_type| matches!(of_type, Type::List(_)));
        let dicts = count(|of_type| matches!(of_type, Type::Dict(..)));
        if types.iter().any(is_unclear) || lists > 1 || dicts > 1 {
            return Err("a tuple that contains itself and values of such types".to_owned());
        }
        Ok(types.into_iter().collect())
    }
}
