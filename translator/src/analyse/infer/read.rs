//! What the passes after inference ask of it.

use super::{Callable, Inferred, Thing, UserClass};
use crate::analyse::library::Stub;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{ExprId, Name};
use std::collections::BTreeSet;
use std::rc::Rc;

impl Inferred {
    /// The node with which a node was unified.
    pub(crate) fn find(&self, node: Node) -> Node {
        self.types.find(node)
    }

    /// The kinds of a node, in a fixed order.
    pub(crate) fn kinds(&self, node: Node) -> impl Iterator<Item = &Kind> {
        self.types.kinds(node)
    }

    /// From where to where values flow.
    pub(crate) fn flows(&self) -> impl Iterator<Item = (Node, Node)> {
        self.types.flows()
    }

    /// All places of the program: its expressions, variables and attributes.
    pub(crate) fn places(&self) -> impl Iterator<Item = Node> {
        self.expressions.values().chain(self.variables.values()).chain(self.fields.values()).copied()
    }

    /// The names of all variables that are no functions or classes of the library.
    pub(crate) fn names(&self) -> BTreeSet<Name> {
        let is_imported = |node: &Node| {
            let mut kinds = self.kinds(self.find(*node));
            let first = kinds.next();
            let of_library = matches!(first, Some(Kind::Function(item)) if self.stub(*item).is_some())
                || matches!(first, Some(Kind::Class(item)) if self.library_class(*item).is_some());
            of_library && kinds.next().is_none()
        };
        self.variables.iter().filter(|(_, node)| !is_imported(node)).map(|((_, name), _)| name.clone()).collect()
    }

    /// The name of a method of which an object is the first argument: `str.upper`.
    pub(crate) fn unbound(&self, item: Item) -> Option<&Name> {
        match self.items.get(item as usize) {
            Some(Thing::Unbound(name)) => Some(name),
            _ => None,
        }
    }

    /// What the library says of a function.
    pub(crate) fn stub(&self, item: Item) -> Option<&Rc<Stub>> {
        match self.items.get(item as usize) {
            Some(Thing::Stub(stub)) => Some(stub),
            _ => None,
        }
    }

    pub(crate) fn expression(&self, expr: ExprId) -> Option<Node> {
        self.expressions.get(&expr).copied()
    }

    pub(crate) fn variable(&self, scope: ScopeId, name: &Name) -> Option<Node> {
        self.variables.get(&(scope, name.clone())).copied()
    }

    /// All that coroutines yield to who drives them by hand.
    pub(crate) fn outward(&self) -> Node {
        self.outward
    }

    /// All that is sent to coroutines by hand.
    pub(crate) fn inward(&self) -> Node {
        self.inward
    }

    /// The variables of a scope, by name.
    pub(crate) fn variables_of(&self, scope: ScopeId) -> impl Iterator<Item = (&Name, Node)> {
        let range = (scope, Name::from(""))..(ScopeId(scope.0 + 1), Name::from(""));
        self.variables.range(range).map(|((_, name), node)| (name, *node))
    }

    /// The class by which the family of a class is known.
    pub(crate) fn family(&self, mut class: Item) -> Item {
        while let Some(first) = self.families.get(&class).filter(|first| **first != class) {
            class = *first;
        }
        class
    }

    /// The attributes of the objects of a class and its family.
    pub(crate) fn fields(&self, class: Item) -> impl Iterator<Item = (&Name, Node)> {
        let class = self.family(class);
        self.fields.iter().filter(move |((of, _), _)| *of == class).map(|((_, name), node)| (name, *node))
    }

    pub(crate) fn item_name(&self, item: Item) -> String {
        self.items.get(item as usize).map_or_else(String::new, Thing::name)
    }

    /// A function or lambda of the program.
    pub(crate) fn callable(&self, item: Item) -> Option<&Rc<Callable>> {
        match self.items.get(item as usize) {
            Some(Thing::Function(callable)) => Some(callable),
            _ => None,
        }
    }

    /// A class of the program.
    pub(crate) fn class(&self, item: Item) -> Option<&Rc<UserClass>> {
        match self.items.get(item as usize) {
            Some(Thing::Class(class)) => Some(class),
            _ => None,
        }
    }

    /// The key of an item of the library: `asyncio.sleep`, `list.append`, `class ValueError`, `module math`.
    pub(crate) fn library_key(&self, item: Item) -> Option<&str> {
        self.keys.get(&item).map(String::as_str)
    }

    /// The stub of a function or method of the library: of a class by its last name, as `Queue.get`.
    pub(crate) fn library_function(&self, key: &str) -> Option<Rc<Stub>> {
        let (of, name) = key.rsplit_once('.')?;
        let class = [
            "builtins",
            "asyncio",
            "collections",
            "datetime",
            "random",
            "contextvars",
            "contextlib",
            "re",
            "hashlib",
            "logging",
            "io",
            "string",
            "struct",
            "textwrap",
            "os",
        ]
        .iter()
        .find_map(|module| self.library.class(module, of));
        class.and_then(|class| self.library.function(&class, name)).or_else(|| self.library.function(of, name)).cloned()
    }

    /// Says whether a class of the library is another or is derived from it.
    pub(crate) fn is_library_subclass(&self, key: &str, of: &str) -> bool {
        self.library.is_subclass(key, of)
    }

    /// The key of a class of the library.
    pub(crate) fn library_class(&self, item: Item) -> Option<&Name> {
        match self.items.get(item as usize) {
            Some(Thing::LibraryClass(key)) => Some(key),
            _ => None,
        }
    }

    /// The items of all functions and lambdas of the program.
    pub(crate) fn callables(&self) -> impl Iterator<Item = (Item, &Rc<Callable>)> {
        let items = self.items.iter().enumerate();
        let items = items.filter(|(item, _)| !self.keys.contains_key(&(*item as Item)));
        items.filter_map(|(item, thing)| match thing {
            Thing::Function(callable) => Some((item as Item, callable)),
            _ => None,
        })
    }

    /// The items of all classes of the program.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (Item, &Rc<UserClass>)> {
        let items = self.items.iter().enumerate();
        items.filter_map(|(item, thing)| match thing {
            Thing::Class(class) => Some((item as Item, class)),
            _ => None,
        })
    }

    /// The function whose body this scope is.
    pub(crate) fn function_of(&self, scope: ScopeId) -> Option<(Item, &Rc<Callable>)> {
        self.callables().find(|(_, callable)| callable.scope == scope)
    }
}
