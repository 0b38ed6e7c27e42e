//! Dicts whose values are known by their keys: `{"name": "x", "age": 3}`.
//!
//! # How it works
//!
//! The values of a dict are one node, which whoever reads by a key that is not known sees. A dict that is written out has beside it a *record*: a
//! node for each key that is a literal, and one for what is written by other keys, the rest.
//!
//! ```text
//!  d["name"] = "x"      str ──► member "name" ──► values
//!  d[key] = 1.5         float ──► rest ──► every member, now and later ──► values
//!  d["name"]            reads the member
//! ```
//!
//! - **I1** What is written by a key that is a literal goes to its member, all else to the rest. What flows to the values by any other way makes
//!   the record an open one: all values are the rest then.
//! - **I2** Two dicts that meet have one record. Where one of them has none, the record is open.

use super::{Node, Types};
use crate::tree::Name;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the values of a dict by their keys.
#[derive(Debug)]
pub(super) struct Record {
    /// What is written by keys that are not known.
    rest: Node,
    members: BTreeMap<Name, Node>,
    /// The values of dicts into which this one was poured.
    poured_into: BTreeSet<Node>,
}

impl Types {
    /// The values of a dict get a record.
    pub(crate) fn record(&mut self) -> Node {
        let (values, rest) = (self.node(), self.node());
        self.flow(rest, values);
        let record = Record { rest, members: BTreeMap::new(), poured_into: BTreeSet::new() };
        self.place_mut(values).record = Some(Box::new(record));
        values
    }

    /// Where what is written by a key that is not known goes.
    pub(crate) fn rest(&self, values: Node) -> Node {
        let values = self.find(values);
        self.place(values).record.as_ref().map_or(values, |record| record.rest)
    }

    /// The node of the values that a key has.
    pub(crate) fn member(&mut self, values: Node, key: &Name) -> Node {
        let values = self.find(values);
        let Some(record) = &self.place(values).record else { return values };
        if let Some(member) = record.members.get(key) {
            return *member;
        }
        let (rest, poured_into) = (record.rest, record.poured_into.clone());
        let member = self.node();
        if let Some(record) = &mut self.place_mut(values).record {
            record.members.insert(key.clone(), member);
        }
        self.flow(rest, member);
        self.flow(member, values);
        for other in poured_into {
            let of_other = self.member(other, key);
            self.flow(member, of_other);
        }
        member
    }

    /// Something writes the values in a way that is not followed (I1).
    pub(crate) fn open(&mut self, values: Node) {
        let rest = self.rest(values);
        self.flow(values, rest);
    }

    /// All items of the one dict come to the other, by the same keys.
    pub(crate) fn pour(&mut self, from: Node, to: Node) {
        let (from, to) = (self.find(from), self.find(to));
        if from == to {
            return;
        }
        let is_new = self.place_mut(from).record.as_mut().map(|record| record.poured_into.insert(to));
        match is_new {
            Some(true) => self.pour_members(from, to),
            Some(false) => {}
            None => {
                let rest = self.rest(to);
                self.flow(from, rest);
            }
        }
    }

    fn pour_members(&mut self, from: Node, to: Node) {
        let Some(record) = &self.place(from).record else { return };
        let (rest, members) = (record.rest, record.members.clone());
        let rest_of_other = self.rest(to);
        self.flow(rest, rest_of_other);
        for (key, member) in members {
            let of_other = self.member(to, &key);
            self.flow(member, of_other);
        }
    }

    /// The record of two nodes that are one now (I2).
    pub(super) fn join_records(&mut self, kept: Node, of_gone: Option<Box<Record>>) {
        let of_kept = self.place_mut(kept).record.take();
        let (mut record, other) = match (of_kept, of_gone) {
            (None, None) => return,
            (Some(only), None) | (None, Some(only)) => {
                let rest = only.rest;
                self.place_mut(kept).record = Some(only);
                return self.flow(kept, rest);
            }
            (Some(one), Some(other)) => (one, other),
        };
        self.unify(record.rest, other.rest);
        for (key, member) in other.members {
            match record.members.get(&key) {
                Some(same) => self.unify(*same, member),
                None => {
                    record.members.insert(key, member);
                }
            }
        }
        record.poured_into.extend(other.poured_into);
        let poured_into = record.poured_into.clone();
        self.place_mut(kept).record = Some(record);
        poured_into.into_iter().for_each(|to| self.pour_members(kept, to));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Types};
    use super::*;

    fn settle(types: &mut Types) {
        while types.next().is_some() {}
    }

    fn shown(types: &Types, node: Node) -> String {
        types.show(node, &|item| format!("C{item}"))
    }

    #[test]
    fn a_key_has_what_is_written_by_it() {
        let mut types = Types::default();
        let values = types.record();
        let [name, age] = ["name", "age"].map(|key| types.member(values, &key.into()));
        types.add(name, Kind::Str);
        types.add(age, Kind::Int);
        settle(&mut types);
        assert_eq!([values, name, age].map(|node| shown(&types, node)), ["int | str", "str", "int"]);
        let rest = types.rest(values);
        types.add(rest, Kind::Float);
        settle(&mut types);
        assert_eq!([name, age].map(|node| shown(&types, node)), ["float | str", "int | float"]);
    }

    #[test]
    fn records_that_meet_are_one() {
        let mut types = Types::default();
        let [one, other] = [types.record(), types.record()];
        let first = types.member(one, &"name".into());
        types.add(first, Kind::Str);
        types.unify(one, other);
        settle(&mut types);
        let [name, age] = ["name", "age"].map(|key| types.member(other, &key.into()));
        types.add(age, Kind::Int);
        settle(&mut types);
        assert_eq!([name, age].map(|node| shown(&types, node)), ["str", "int"]);
        let plain = types.node_of(Kind::Float);
        types.unify(plain, one);
        settle(&mut types);
        assert_eq!([name, age].map(|node| shown(&types, node)), ["int | float | str"; 2]);
    }

    #[test]
    fn what_is_poured_keeps_its_keys() {
        let mut types = Types::default();
        let [from, to] = [types.record(), types.record()];
        types.pour(from, to);
        let name = types.member(from, &"name".into());
        types.add(name, Kind::Str);
        let [copied, age] = ["name", "age"].map(|key| types.member(to, &key.into()));
        types.add(age, Kind::Int);
        settle(&mut types);
        assert_eq!([copied, age, from].map(|node| shown(&types, node)), ["str", "int", "str"]);
    }
}
