//! `match`: what patterns take apart and bind.

use super::narrow::Filter;
use super::records::place_of;
use super::walk::At;
use super::{Inference, Wish};
use crate::analyse::types::{Kind, Node};
use crate::tree::{Expr, ExprKind, Name, Pattern, PatternKind};
use std::collections::BTreeSet;
use std::rc::Rc;

impl Inference<'_> {
    /// A pattern looks at a subject; gives the node of what matches.
    pub(super) fn pattern(&mut self, pattern: &Pattern, subject: Node, at: At) -> Node {
        self.at_place(pattern.span, |inference| inference.pattern_here(pattern, subject, at))
    }

    fn pattern_here(&mut self, pattern: &Pattern, subject: Node, at: At) -> Node {
        match &pattern.kind {
            PatternKind::Value(value) => {
                self.look(value, at);
                match value.kind {
                    ExprKind::None => self.filtered(subject, Filter::None),
                    _ => subject,
                }
            }
            PatternKind::Star(name) => {
                let list = self.types.node_of(Kind::List(subject));
                name.iter().for_each(|name| self.bind(name, list, at));
                subject
            }
            PatternKind::Sequence(patterns) => self.sequence(patterns, subject, at),
            PatternKind::Mapping { keys, patterns, rest } => self.mapping(keys, patterns, rest.as_ref(), subject, at),
            PatternKind::Class { class, patterns, named } => {
                let class = self.expr(class, at);
                let object = self.filtered(subject, Filter::Is(vec![class]));
                for (name, pattern) in named {
                    let value = self.wish_for(object, |result| Wish::Attribute { name: name.clone(), result });
                    self.pattern(pattern, value, at);
                }
                if !patterns.is_empty() {
                    let targets: Rc<[Node]> = patterns.iter().map(|_| self.types.node()).collect();
                    self.wish(class, Wish::Positions { subject: object, targets: targets.clone() });
                    for (pattern, target) in patterns.iter().zip(targets.iter()) {
                        self.pattern(pattern, *target, at);
                    }
                }
                object
            }
            PatternKind::As(pattern, name) => {
                let matched = match pattern {
                    Some(pattern) => self.pattern(pattern, subject, at),
                    None => subject,
                };
                name.iter().for_each(|name| self.bind(name, matched, at));
                matched
            }
            PatternKind::Or(patterns) => {
                let matched: Vec<Node> = patterns.iter().map(|pattern| self.pattern(pattern, subject, at)).collect();
                self.union(matched)
            }
        }
    }

    /// Only lists and tuples are sequences here; what else comes there does not match.
    fn sequence(&mut self, patterns: &[Pattern], subject: Node, at: At) -> Node {
        let sequences = ["list", "tuple", "range", "collections.deque"];
        let classes = sequences.map(|class| {
            let item = self.library_class(class);
            self.types.node_of(Kind::Class(item))
        });
        let matched = self.filtered(subject, Filter::Is(classes.to_vec()));
        let targets: Rc<[Node]> = patterns.iter().map(|_| self.types.node()).collect();
        let star = patterns.iter().position(|pattern| matches!(pattern.kind, PatternKind::Star(_)));
        self.wish(matched, Wish::Unpack { targets: targets.clone(), star });
        for (pattern, target) in patterns.iter().zip(targets.iter()) {
            self.pattern(pattern, *target, at);
        }
        matched
    }

    fn mapping(&mut self, keys: &[Expr], patterns: &[Pattern], rest: Option<&Name>, subject: Node, at: At) -> Node {
        let dict = self.library_class("dict");
        let dict = self.types.node_of(Kind::Class(dict));
        let matched = self.filtered(subject, Filter::Is(vec![dict]));
        for (key, pattern) in keys.iter().zip(patterns) {
            let index = self.expr(key, at);
            let value = self.wish_for(matched, |result| Wish::Subscript { index, place: place_of(key), result });
            self.pattern(pattern, value, at);
        }
        if let Some(name) = rest {
            let (key, value) = (self.types.node(), self.types.node());
            self.wish(matched, Wish::Pairs { key, value });
            let dict = self.types.node_of(Kind::Dict(key, value));
            self.bind(name, dict, at);
        }
        matched
    }

    /// The node of a subject, which may be a name of which more is known by now.
    pub(super) fn subject_now(&mut self, subject: &Expr) -> Node {
        match (&subject.kind, self.scopes.variable(subject.id).cloned()) {
            (ExprKind::Name(_), Some(crate::analyse::scopes::Variable::Of(scope, name))) => self.name_now(scope, &name),
            _ => self.expressions.get(&subject.id).copied().unwrap_or_else(|| self.types.node()),
        }
    }

    /// In a case the subject is what matched.
    pub(super) fn know_subject(&mut self, subject: &Expr, matched: Node, at: At) {
        if let (ExprKind::Name(_), Some(crate::analyse::scopes::Variable::Of(scope, name))) =
            (&subject.kind, self.scopes.variable(subject.id).cloned())
        {
            self.know(scope, &name, matched, at);
        }
    }
}

/// The names that a pattern binds.
pub(super) fn captures(pattern: &Pattern) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    super::narrow::bound_pattern(pattern, &mut names);
    names
}
