//! The types of a program, from how its values flow.
//!
//! # How it works
//!
//! `walk.rs` goes through the tree once and gives every expression (`exprs.rs`) and variable a node of `types.rs`: an assignment is an edge, a
//! literal a kind. What depends on a kind that is not known yet (whom a call calls, what an attribute is) becomes a [`Wish`], which waits at
//! that node. `grant.rs` grants wishes as kinds arrive, which adds nodes, edges and wishes, until nothing flows any more.
//!
//! A function has one node for each parameter, whoever calls it: at several types it is a union, which is right, if not the fastest.
//! Annotations are not asked. What a name holds at one place of a function is known better than what it holds anywhere (`narrow.rs`).
//!
//! - **I1** A wish is granted once for each kind that arrives at its node, in any order: so what it adds depends on that kind alone, or on all
//!   kinds that its other nodes have by then, and it waits at those, too.
//! - **I2** A name is looked up in a class once for the objects of each class and each node that wants it, however classes inherit and call each
//!   other. Where that is not enough (a function that is given itself, again and again), the work is given up: `GRANTS`.
//! - **I3** What cannot be granted is a gap: nothing is left out without one. At None they are silent, for what is None only at times is
//!   mostly not None there, and where it is, Python raises.

mod attributes;
mod calls;
mod classes;
mod containers;
mod driven;
mod exprs;
mod fields;
mod functions;
mod grant;
mod narrow;
mod operators;
mod packed;
mod patterns;
mod read;
mod records;
mod regex;
mod stubs;
mod things;
mod walk;
mod wish;

use super::library::{Library, Stub};
use super::scopes::{ScopeId, Scopes};
use super::types::{Item, Kind, Node, Types};
use crate::tree::{ExprId, Module, Name, Span};
use narrow::Known;
pub(crate) use narrow::{bound_alone, bound_by};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
pub(crate) use things::{Binding, Callable, Field, Form, Part, Thing, UserClass};
use wish::{Arguments, Given, Operation, Wish};

/// What the passes after this one ask.
#[derive(Debug)]
pub(crate) struct Inferred {
    types: Types,
    expressions: BTreeMap<ExprId, Node>,
    variables: BTreeMap<(ScopeId, Name), Node>,
    items: Vec<Thing>,
    fields: BTreeMap<(Item, Name), Node>,
    library: Library,
    families: BTreeMap<Item, Item>,
    /// Whether what the library awaits gives None, something else, or both.
    awaited: Node,
    /// What the items of the library are called.
    keys: BTreeMap<Item, String>,
    outward: Node,
    inward: Node,
    /// What is not followed, and where: no program with one can be translated.
    pub(crate) gaps: Vec<(Span, String)>,
    /// What Python raises a TypeError or an AttributeError for, if it comes to that place at all; and where.
    pub(crate) raises: Vec<(Span, String)>,
}

impl Inferred {
    /// Says whether a place holds whatever the library awaits.
    pub(crate) fn is_awaited(&self, node: Node) -> bool {
        self.find(node) == self.find(self.awaited)
    }

    /// Says whether nothing that the library awaits gives anything.
    pub(crate) fn awaits_nothing(&self) -> bool {
        self.kinds(self.find(self.awaited)).all(|kind| *kind == Kind::None)
    }

    /// Every variable with its type, by scope and name.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (ScopeId, &Name, String)> {
        self.variables.iter().map(|((scope, name), node)| (*scope, name, self.show(*node)))
    }

    /// The type of a variable as Python writes it.
    #[cfg(test)]
    pub(crate) fn show_variable(&self, scope: ScopeId, name: &str) -> Option<String> {
        self.variables.get(&(scope, name.into())).map(|node| self.show(*node))
    }

    fn show(&self, node: Node) -> String {
        self.types.show(node, &|item| self.items[item as usize].name())
    }
}

/// Wishes that are granted for each expression at most, and for a small module. Programs need ten to twenty.
const GRANTS: u64 = 500;

/// Infers the types of a module; none where that does not come to an end.
pub(crate) fn infer(module: &Module, scopes: &Scopes) -> Option<Inferred> {
    let mut inference = Inference::new(scopes);
    inference.module(module);
    let mut left = GRANTS * u64::from(module.expressions + 20);
    loop {
        while let Some((wish, kind)) = inference.types.next() {
            left = left.checked_sub(1)?;
            inference.grant(wish, &kind);
        }
        if !inference.grant_late() {
            break;
        }
    }
    inference.check_reads();
    let Inference {
        types,
        expressions,
        variables,
        items,
        fields,
        families,
        known,
        gaps,
        raises,
        library,
        awaited,
        outward,
        inward,
        ..
    } = inference;
    let keys = known.into_iter().map(|(key, item)| (item, key)).collect();
    Some(Inferred {
        types,
        expressions,
        variables,
        items,
        fields,
        families,
        library,
        awaited,
        keys,
        outward,
        inward,
        gaps: gaps.into_iter().collect(),
        raises: raises.into_iter().collect(),
    })
}

struct Inference<'a> {
    scopes: &'a Scopes,
    library: Library,
    types: Types,
    expressions: BTreeMap<ExprId, Node>,
    variables: BTreeMap<(ScopeId, Name), Node>,
    /// Attributes of the objects of a family of classes, by its first class.
    fields: BTreeMap<(Item, Name), Node>,
    /// Those of them that are written somewhere.
    written: BTreeSet<(Item, Name)>,
    /// Attributes that are set on a class that does not bind them.
    class_fields: BTreeMap<(Item, Name), Node>,
    /// Of each class the one by which its family is known.
    families: BTreeMap<Item, Item>,
    /// The objects of a class and of those derived from it.
    objects: BTreeMap<Item, Node>,
    items: Vec<Thing>,
    /// Items of the library that have a number.
    known: BTreeMap<String, Item>,
    /// The classes that a name was bound to last.
    classes: BTreeMap<(ScopeId, Name), Item>,
    /// The classes that calls of `namedtuple` make.
    named_tuples: BTreeMap<ExprId, Item>,
    /// What a name was imported as.
    imports: BTreeMap<(ScopeId, Name), Name>,
    wishes: Vec<(Span, Wish)>,
    /// Where what is being looked at stands.
    here: Span,
    gaps: BTreeSet<(Span, String)>,
    raises: BTreeSet<(Span, String)>,
    /// What is missing is nobody's fault: `getattr` with a default.
    is_quiet: bool,
    /// What was looked up in a class, for objects of a class and a node, already (I2).
    looked_up: BTreeSet<(Item, Item, Name, Node)>,
    /// Generator expressions that are run at once, where they stand.
    run_at_once: BTreeSet<ExprId>,
    /// Containers whose leaves go to a node already (I2).
    looked_into: BTreeSet<(Node, Node)>,
    /// Attributes that a class does not have, unless they are set somewhere.
    reads: BTreeSet<(Span, Item, Name)>,
    /// Beginnings of names of attributes that are made at run time.
    prefixes: BTreeSet<(Span, Item, Name)>,
    /// Wishes that are granted once nothing flows any more.
    late: Vec<(u32, Kind)>,
    /// Items of dicts that are read by keys: all values, those of the key, where they go.
    reads_of_items: Vec<(Node, Node, Node)>,
    /// What names hold where the walk is.
    known_now: Known,
    /// The only `object()` of the program, where the module binds that to a name, once: what is not that is no `object`.
    sentinel: Option<Name>,
    /// The names that the module binds to a text, once.
    constants: BTreeMap<Name, Rc<str>>,
    /// Names that some function binds for another.
    rebound: BTreeSet<Name>,
    /// The `__match_args__` of classes, by scope.
    match_names: BTreeMap<ScopeId, Rc<[Name]>>,
    /// What exceptions are made of.
    exception_arguments: Node,
    /// What `__await__`s yield, and what is sent back.
    outward: Node,
    inward: Node,
    /// What generators and coroutines return that are driven by hand: the value of a `StopIteration`.
    returned: Node,
    /// The `code` of a `SystemExit`.
    exit_codes: Node,
    /// Whether what the library awaits gives None, something else, or both.
    awaited: Node,
    json: Option<Node>,
    /// Copies of dataclasses as dicts or tuples, and of what is in them.
    plain_classes: BTreeMap<(Item, bool), Kind>,
    plain_nodes: BTreeMap<(Node, bool), Node>,
    /// The texts that are written where these nodes stand.
    literals: BTreeMap<Node, Rc<str>>,
    /// The program makes slices of their own.
    makes_slices: bool,
    /// A generator that is a context handles exceptions.
    contexts_catch: bool,
}

impl<'a> Inference<'a> {
    fn new(scopes: &'a Scopes) -> Inference<'a> {
        let mut types = Types::default();
        let [exception_arguments, outward, inward, returned, exit_codes, awaited] =
            std::array::from_fn(|_| types.node());
        types.add(exception_arguments, Kind::Str);
        types.add(inward, Kind::None);
        types.add(exit_codes, Kind::None);
        Inference {
            scopes,
            library: Library::read(),
            types,
            expressions: BTreeMap::new(),
            variables: BTreeMap::new(),
            fields: BTreeMap::new(),
            written: BTreeSet::new(),
            class_fields: BTreeMap::new(),
            families: BTreeMap::new(),
            objects: BTreeMap::new(),
            items: Vec::new(),
            known: BTreeMap::new(),
            classes: BTreeMap::new(),
            named_tuples: BTreeMap::new(),
            imports: BTreeMap::new(),
            wishes: Vec::new(),
            here: Span { start: 0, end: 0 },
            gaps: BTreeSet::new(),
            raises: BTreeSet::new(),
            is_quiet: false,
            looked_up: BTreeSet::new(),
            run_at_once: BTreeSet::new(),
            looked_into: BTreeSet::new(),
            reads: BTreeSet::new(),
            prefixes: BTreeSet::new(),
            late: Vec::new(),
            reads_of_items: Vec::new(),
            known_now: Known::default(),
            sentinel: None,
            constants: BTreeMap::new(),
            rebound: BTreeSet::new(),
            match_names: BTreeMap::new(),
            exception_arguments,
            outward,
            inward,
            returned,
            exit_codes,
            awaited,
            json: None,
            plain_classes: BTreeMap::new(),
            plain_nodes: BTreeMap::new(),
            literals: BTreeMap::new(),
            makes_slices: false,
            contexts_catch: false,
        }
    }

    fn item(&mut self, thing: Thing) -> Item {
        self.items.push(thing);
        self.items.len() as Item - 1
    }

    fn thing(&self, item: Item) -> &Thing {
        &self.items[item as usize]
    }

    fn user_class(&self, item: Item) -> Option<Rc<UserClass>> {
        match self.thing(item) {
            Thing::Class(class) => Some(class.clone()),
            _ => None,
        }
    }

    /// A thing of the library, once.
    fn library_item(&mut self, key: String, thing: impl FnOnce() -> Thing) -> Item {
        if let Some(item) = self.known.get(&key) {
            return *item;
        }
        let item = self.item(thing());
        self.known.insert(key, item);
        item
    }

    fn library_class(&mut self, key: &str) -> Item {
        self.library_item(format!("class {key}"), || Thing::LibraryClass(key.into()))
    }

    fn stub_item(&mut self, stub: &Rc<Stub>) -> Item {
        self.library_item(stub.key.to_string(), || Thing::Stub(stub.clone()))
    }

    fn variable(&mut self, scope: ScopeId, name: &Name) -> Node {
        let types = &mut self.types;
        *self.variables.entry((scope, name.clone())).or_insert_with(|| types.node())
    }

    fn family(&self, class: Item) -> Item {
        self.families.get(&class).map_or(class, |first| if *first == class { class } else { self.family(*first) })
    }

    fn field(&mut self, class: Item, name: &Name) -> Node {
        let key = (self.family(class), name.clone());
        let types = &mut self.types;
        *self.fields.entry(key).or_insert_with(|| types.node())
    }

    fn wish(&mut self, at: Node, wish: Wish) {
        self.wishes.push((self.here, wish));
        self.types.watch(at, self.wishes.len() as u32 - 1);
    }

    /// Has a wish wait at a node, and gives what it adds to.
    fn wish_for(&mut self, at: Node, wish: impl FnOnce(Node) -> Wish) -> Node {
        let result = self.types.node();
        self.wish(at, wish(result));
        result
    }

    /// Something here is not followed.
    fn gap(&mut self, what: impl Into<String>) {
        self.gaps.insert((self.here, what.into()));
    }

    /// Something here is not done with a kind: Python raises where all is known of the kind, else that is a gap.
    fn cannot(&mut self, what: &str, kind: &Kind) {
        if !self.is_quiet && *kind != Kind::None {
            let message = format!("{what} {} is not translated yet", self.word(kind));
            let place = (self.here, message);
            let _ = if self.is_whole(kind) { self.raises.insert(place) } else { self.gaps.insert(place) };
        }
    }

    /// Says whether all that objects of a kind can is known.
    fn is_whole(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Typing | Kind::Module(_) | Kind::Super(..) => false,
            Kind::Object(item, _) => matches!(
                self.thing(*item),
                Thing::LibraryClass(key) if &**key == "object"
                    || key.starts_with("asyncio.")
                    || self.library.is_subclass(key, "BaseException")
            ),
            Kind::Instance(item) => self.user_class(*item).is_some_and(|class| class.form != Form::Enum),
            _ => true,
        }
    }

    /// A kind as messages call it.
    fn word(&self, kind: &Kind) -> String {
        self.types.word(kind, &|item| self.thing(item).name())
    }

    /// A node to which all of these flow.
    fn union(&mut self, nodes: impl IntoIterator<Item = Node>) -> Node {
        let union = self.types.node();
        nodes.into_iter().for_each(|node| self.types.flow(node, union));
        union
    }
}

#[cfg(test)]
mod tests;
