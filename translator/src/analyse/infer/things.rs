//! What has a number in the graph: functions, classes and modules, of the program and of the library.

use super::wish::{Arguments, Place};
use crate::analyse::library::Stub;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Node};
use crate::monomorphise::copies::original_name;
use crate::tree::Name;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What an item is.
#[derive(Clone, Debug)]
pub(crate) enum Thing {
    /// A function of the program.
    Function(Rc<Callable>),
    /// A function of the library.
    Stub(Rc<Stub>),
    /// A method of a library's class, of which an object is the first argument: `str.upper`.
    Unbound(Name),
    /// A function with some of its arguments.
    Partial(Rc<(Node, Arguments)>),
    /// What takes parts of its argument: `itemgetter(1)`.
    Getter(Rc<[Part]>),
    /// The key that a function which compares makes.
    Compares(Node),
    /// The `_replace` of a named tuple.
    Replaces(Item),
    /// The `_make` of a named tuple.
    Makes(Item),
    /// A method that gives what it is bound to.
    Gives,
    /// A class of the program.
    Class(Rc<UserClass>),
    /// A class of the library, by its key.
    LibraryClass(Name),
    Module(Name),
}

impl Thing {
    pub(super) fn name(&self) -> String {
        match self {
            Thing::Function(function) => original_name(&function.name).to_owned(),
            Thing::Stub(stub) => last(&stub.key).to_owned(),
            Thing::Unbound(name) => name.to_string(),
            Thing::Partial(_) => "partial".to_owned(),
            Thing::Getter(_) => "getter".to_owned(),
            Thing::Replaces(_) => "_replace".to_owned(),
            Thing::Makes(_) => "_make".to_owned(),
            Thing::Gives => "_asdict".to_owned(),
            Thing::Compares(_) => "key".to_owned(),
            Thing::Class(class) => original_name(&class.name).to_owned(),
            Thing::LibraryClass(key) => last(key).to_owned(),
            Thing::Module(name) => name.to_string(),
        }
    }
}

/// What a getter takes.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Attribute(Name),
    /// With a number that is written there.
    Item(Node, Place),
}

/// `c` of `a.b.c`.
fn last(dotted: &str) -> &str {
    dotted.rsplit('.').next().unwrap_or(dotted)
}

/// A function or lambda of the program.
#[derive(Debug)]
pub(crate) struct Callable {
    pub(crate) name: Name,
    pub(crate) scope: ScopeId,
    pub(crate) positional: Vec<(Name, Node)>,
    /// How many of them cannot be named.
    pub(crate) positional_only: usize,
    pub(crate) named_only: Vec<(Name, Node)>,
    /// The parameters that have a default.
    pub(crate) defaults: BTreeSet<Name>,
    /// The elements of `*rest`, the values of `**rest`.
    pub(crate) star: Option<Node>,
    pub(crate) double_star: Option<Node>,
    /// What a call of it gives.
    pub(crate) result: Node,
    /// What its body returns and yields, and what is sent to it.
    pub(crate) returns: Node,
    pub(crate) yields: Node,
    pub(crate) sent: Node,
    pub(crate) binding: Binding,
}

/// What a function does where it is found in a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// It gets the object first.
    Object,
    /// It gets the class first.
    Class,
    /// It gets nothing.
    Static,
    /// It is called with the object at once.
    Property,
    /// It is called with the object and what is assigned.
    Setter,
    /// It is called with the object where the attribute is deleted.
    Deleter,
}

/// What makes the objects of a class, and what they can by that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    Dataclass,
    NamedTuple,
    Enum,
}

#[derive(Debug)]
pub(crate) struct UserClass {
    pub(crate) name: Name,
    pub(crate) scope: ScopeId,
    pub(crate) form: Form,
    /// The classes of the program in which a name is looked up: itself first.
    pub(crate) order: Vec<Item>,
    /// The keys of the library's classes behind those.
    pub(crate) library: Vec<Name>,
    /// Of a dataclass or named tuple, in order, those of its bases included: what a call of it fills.
    pub(crate) fields: Vec<Field>,
    /// What it has a property for.
    pub(crate) properties: BTreeSet<Name>,
    /// Of an enum.
    pub(crate) members: Vec<Name>,
}

/// A field of a dataclass or named tuple.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: Name,
    pub(crate) has_default: bool,
    /// A call gives it.
    pub(crate) is_given: bool,
    pub(crate) named_only: bool,
}
