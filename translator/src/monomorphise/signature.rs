//! Types as texts: two places have the same text where they have the same type in Rust.
//!
//! # How it works
//!
//! Copies of a class are told apart by a *label*, which those that are taken to be one share. Exceptions are one type, and so are the classes
//! of a family. A place is *mixed* where kinds of several types come to it, None apart: that becomes an enum, or no type at all.

use crate::analyse::infer::{Callable, Inferred};
use crate::analyse::scopes::{ScopeId, Scopes};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::ExprId;
use std::collections::{BTreeMap, BTreeSet};

/// How deeply a type is looked into.
const DEEPEST: usize = 10;

/// How many bytes of a text are made, or little more.
const LONGEST: usize = 2000;

/// What is known of a definition's types.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Signature {
    pub(super) text: String,
    /// How many of its places are mixed.
    pub(super) mixed: usize,
}

impl Signature {
    /// Says whether the types are those of another where anything comes to a place: what stays empty can be a list of anything.
    pub(super) fn fits(&self, other: &Signature) -> bool {
        self.text == other.text || fits(&self.text, &other.text).is_some_and(|rest| rest == ("", ""))
    }
}

/// What is left of both texts behind what fits: in the one, nothing may stand in brackets where the other has a type.
fn fits<'t>(mut one: &'t str, mut other: &'t str) -> Option<(&'t str, &'t str)> {
    const ENDS: [char; 2] = ['[', ']'];
    while !one.is_empty() {
        let word = |text: &'t str| text.find(ENDS).map_or((text, ""), |end| text.split_at(end));
        let ((word_of_one, rest_of_one), (word_of_other, rest_of_other)) = (word(one), word(other));
        if word_of_one != word_of_other {
            return None;
        }
        (one, other) = (rest_of_one, rest_of_other);
        let (mut first, mut second) = (one.chars(), other.chars());
        if first.next() != second.next() {
            return None;
        }
        (one, other) = (first.as_str(), second.as_str());
        if one.starts_with(']') && !other.starts_with(']') {
            other = behind_brackets(other)?;
        }
    }
    Some((one, other))
}

/// The text from the bracket on that closes what is open at its beginning.
fn behind_brackets(text: &str) -> Option<&str> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 0 => return text.get(at..),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The scopes inside of each scope.
pub(super) struct Inside<'a>(BTreeMap<ScopeId, Vec<ScopeId>>, &'a Scopes);

impl Inside<'_> {
    pub(super) fn of(scopes: &Scopes) -> Inside<'_> {
        let mut inside: BTreeMap<ScopeId, Vec<ScopeId>> = BTreeMap::new();
        for (number, scope) in scopes.scopes.iter().enumerate() {
            scope.parent.into_iter().for_each(|parent| inside.entry(parent).or_default().push(ScopeId(number as u32)));
        }
        Inside(inside, scopes)
    }

    fn parent(&self, scope: ScopeId) -> Option<ScopeId> {
        self.1.scopes.get(scope.0 as usize)?.parent
    }

    /// The scope and all inside of it.
    fn all(&self, scope: ScopeId) -> Vec<ScopeId> {
        let mut all = vec![scope];
        let mut next = 0;
        while let Some(scope) = all.get(next) {
            let inside = self.0.get(scope).cloned().unwrap_or_default();
            all.extend(inside);
            next += 1;
        }
        all
    }
}

/// Writes types.
pub(super) struct Writer<'a> {
    inferred: &'a Inferred,
    inside: &'a Inside<'a>,
    functions: BTreeMap<ScopeId, Item>,
    classes: BTreeMap<ScopeId, Item>,
    /// Of the copies of classes, by their families.
    pub(super) labels: BTreeMap<Item, usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(inferred: &'a Inferred, inside: &'a Inside<'a>) -> Writer<'a> {
        let functions = inferred.callables().map(|(item, callable)| (callable.scope, item)).collect();
        let classes = inferred.classes().map(|(item, class)| (class.scope, item)).collect();
        Writer { inferred, inside, functions, classes, labels: BTreeMap::new() }
    }

    /// The class whose body a scope is.
    pub(super) fn class(&self, scope: ScopeId) -> Option<Item> {
        self.classes.get(&scope).copied()
    }

    /// The function whose body a scope is.
    pub(super) fn function(&self, scope: ScopeId) -> Option<Item> {
        self.functions.get(&scope).copied()
    }

    /// All that is known of what stands in the scope of a function or class.
    pub(super) fn signature(&self, scope: ScopeId) -> Signature {
        let mut out = Text::default();
        for scope in self.inside.all(scope) {
            if let Some(callable) = self.function(scope).and_then(|item| self.inferred.callable(item)) {
                self.results(callable, &mut out);
            }
            for (name, node) in self.inferred.variables_of(scope) {
                out.begin(name);
                self.node(node, &mut out);
                out.end();
            }
        }
        let fields = self.class(scope).into_iter().flat_map(|class| self.inferred.fields(class));
        for (name, node) in fields.filter(|(_, node)| self.kinds(*node).next().is_some()) {
            out.begin(name);
            self.node(node, &mut out);
            out.end();
        }
        Signature { text: out.text, mixed: out.mixed }
    }

    fn results(&self, callable: &Callable, out: &mut Text) {
        for node in [callable.returns, callable.yields, callable.sent] {
            out.begin("->");
            self.node(node, out);
            out.end();
        }
    }

    /// Says whether a parameter or a result of a function is mixed.
    pub(super) fn is_mixed(&self, scope: ScopeId) -> bool {
        let Some(callable) = self.function(scope).and_then(|item| self.inferred.callable(item)) else { return false };
        let mut out = Text::default();
        self.results(callable, &mut out);
        let parameters = callable.positional.iter().chain(&callable.named_only).map(|(_, node)| *node);
        for node in parameters.chain(callable.star).chain(callable.double_star) {
            out.begin("");
            self.node(node, &mut out);
        }
        out.mixed > 0
    }

    /// Says whether objects of one of these classes come to a parameter of a function, or are in what comes there.
    pub(super) fn takes(&self, scope: ScopeId, classes: &BTreeSet<Item>) -> bool {
        let Some(callable) = self.function(scope).and_then(|item| self.inferred.callable(item)) else { return false };
        let parameters = callable.positional.iter().chain(&callable.named_only).map(|(_, node)| *node);
        let mut todo: Vec<Node> = parameters.chain(callable.star).chain(callable.double_star).collect();
        let mut seen = BTreeSet::new();
        while let Some(node) = todo.pop().map(|node| self.find(node)) {
            if !seen.insert(node) {
                continue;
            }
            for kind in self.kinds(node) {
                if matches!(kind, Kind::Instance(item) if classes.contains(item)) {
                    return true;
                }
                todo.extend(kind.parts());
            }
        }
        false
    }

    /// The type of an expression.
    pub(super) fn expression(&self, expr: ExprId) -> String {
        let mut out = Text::sized(LONGEST);
        self.inferred.expression(expr).into_iter().for_each(|node| self.node(node, &mut out));
        out.text
    }

    /// The places of all expressions, variables and attributes.
    pub(super) fn places(&self) -> Vec<Node> {
        self.inferred.places().map(|node| self.find(node)).collect()
    }

    pub(super) fn find(&self, node: Node) -> Node {
        self.inferred.find(node)
    }

    pub(super) fn kinds(&self, node: Node) -> impl Iterator<Item = &'a Kind> {
        self.inferred.kinds(node)
    }

    fn node(&self, node: Node, out: &mut Text) {
        let node = self.inferred.find(node);
        if let Some(depth) = out.around.iter().position(|other| *other == node) {
            return out.push(&format!("^{depth}"));
        }
        if out.around.len() == DEEPEST || out.text.len() > out.limit {
            return out.push("…");
        }
        out.around.push(node);
        let mut words = BTreeSet::new();
        for kind in self.inferred.kinds(node).filter(|kind| **kind != Kind::NotImplemented) {
            let mut word = Text { around: out.around.clone(), items: out.items.clone(), ..Text::sized(LONGEST) };
            self.kind(kind, &mut word);
            out.mixed += word.mixed;
            words.insert(word.text);
        }
        out.around.pop();
        out.mixed += usize::from(words.iter().filter(|word| *word != "None").count() > 1);
        out.push(&words.into_iter().collect::<Vec<_>>().join("|"));
    }

    fn kind(&self, kind: &Kind, out: &mut Text) {
        let word = match kind {
            Kind::Function(item) => return self.function_kind(*item, 0, out),
            Kind::Method(item, _) => return self.function_kind(*item, 1, out),
            Kind::Class(item) if self.is_exception(*item) => "exception class".to_owned(),
            Kind::Class(item) => match self.labels.get(&self.inferred.family(*item)) {
                Some(label) => format!("class of label {label}"),
                None => format!("class {item}"),
            },
            Kind::Module(item) => format!("module {item}"),
            Kind::Instance(item) | Kind::Object(item, _) if self.is_exception(*item) => "exception".to_owned(),
            Kind::Instance(item) => self.instance(*item),
            Kind::Object(item, _) => format!("object {item}"),
            Kind::Super(item, _) => return out.push(&format!("super {item}")),
            kind => format!("{kind:?}").split('(').next().unwrap_or_default().to_owned(),
        };
        out.push(&word);
        let parts = if word == "exception" { Vec::new() } else { kind.parts() };
        for part in parts {
            out.push("[");
            self.node(part, out);
            out.push("]");
        }
    }

    fn instance(&self, class: Item) -> String {
        let family = self.inferred.family(class);
        match self.labels.get(&family) {
            Some(label) => format!("instance of label {label}"),
            None => format!("instance {family}"),
        }
    }

    /// A function as a value; what is not written as a closure is known by itself.
    fn function_kind(&self, item: Item, bound: usize, out: &mut Text) {
        let callable = self.inferred.callable(item).filter(|callable| {
            callable.star.is_none() && callable.double_star.is_none() && callable.named_only.is_empty()
        });
        let Some(callable) = callable.filter(|_| !out.items.contains(&item)) else {
            return out.push(&self.named_function(item));
        };
        out.items.push(item);
        for (_, node) in callable.positional.iter().skip(bound) {
            out.push("[");
            self.node(*node, out);
            out.push("]");
        }
        out.push("->[");
        self.node(callable.result, out);
        out.push("]");
        out.items.pop();
    }

    /// A function by itself: the methods of copies of a class that are one are one.
    fn named_function(&self, item: Item) -> String {
        let of = self.inferred.callable(item).and_then(|callable| {
            let class = self.class(self.inside.parent(callable.scope)?)?;
            Some((callable, self.labels.get(&class)?))
        });
        match of {
            Some((callable, label)) => format!("function {} of label {label}", callable.name),
            None => format!("function {item}"),
        }
    }

    fn is_exception(&self, item: Item) -> bool {
        let is_base = |key: &str| self.inferred.is_library_subclass(key, "BaseException");
        match (self.inferred.library_class(item), self.inferred.class(item)) {
            (Some(key), _) => is_base(key),
            (None, Some(class)) => class.library.iter().any(|key| is_base(key)),
            (None, None) => false,
        }
    }
}

#[derive(Default)]
struct Text {
    text: String,
    mixed: usize,
    limit: usize,
    /// The places and the functions around what is being written.
    around: Vec<Node>,
    items: Vec<Item>,
}

impl Text {
    fn sized(limit: usize) -> Text {
        Text { limit, ..Text::default() }
    }

    /// The type of what has this name follows, in brackets.
    fn begin(&mut self, name: &str) {
        self.text.push_str(name);
        self.text.push('[');
        self.limit = self.text.len() + LONGEST;
    }

    fn end(&mut self) {
        self.text.push(']');
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
