//! Classes.
//!
//! # How it works
//!
//! Classes that inherit from one another are a *family*: one Rust type, a handle to the fields of all of them, which knows the class of its
//! object. A method is a method of that type; where several classes of a family have one of a name, a call looks which class the object is of.
//! Classes of exceptions are statics; their objects are `Exc`.
//!
//! - **I1** A class is looked up in its bases from left to right, each with its own bases before the next.

use super::Lower;
use super::identifier::identifier;
use super::types::Type;
use crate::analyse::infer::{Binding, Form, Inferred};
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Class, Expr, ExprKind, Function, Name, Span, StmtKind};
use std::collections::BTreeMap;

/// The head of the family of each class.
pub(super) fn families(inferred: &Inferred) -> BTreeMap<Item, Item> {
    inferred.classes().map(|(item, _)| (item, inferred.family(item))).collect()
}

/// The classes of the program from which a class inherits directly or not, itself first, in the order of looking.
pub(super) fn order(inferred: &Inferred, item: Item) -> Vec<Item> {
    inferred.class(item).map_or_else(Vec::new, |class| class.order.clone())
}

/// Says whether the objects of a class are exceptions.
pub(super) fn is_exception_class(inferred: &Inferred, item: Item) -> bool {
    let Some(class) = inferred.class(item) else { return false };
    class.library.iter().any(|key| inferred.is_library_subclass(key, "BaseException"))
}

/// The `__init__` of the program that makes the objects of a class, unless `@dataclass` does.
pub(super) fn initializer(inferred: &Inferred, item: Item) -> Option<Item> {
    for class in order(inferred, item) {
        let known = inferred.class(class)?;
        let node = inferred.variable(known.scope, &"__init__".into());
        let mut kinds = node.into_iter().flat_map(|node| inferred.kinds(inferred.find(node)));
        match (kinds.next(), known.form) {
            (Some(Kind::Function(init)), _) => return Some(*init),
            (_, Form::Dataclass | Form::NamedTuple) => return None,
            _ => {}
        }
    }
    None
}

/// What a name is for an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    Method(Item),
    Property(Item),
    /// It stands in the objects of a family, by its head.
    Field(Item),
    /// It stands in the object, or else in this class.
    FieldOr(Item, Item),
    /// It stands in this class.
    Variable(Item),
    /// What decorators have made of a method: a function that gets the object first.
    Decorated(Item),
    Nothing,
}

impl<'a> Lower<'a> {
    /// The classes of a family.
    pub(super) fn family(&self, head: Item) -> Vec<Item> {
        self.families.iter().filter(|(_, of)| **of == head).map(|(item, _)| *item).collect()
    }

    pub(super) fn head(&self, item: Item) -> Item {
        self.families.get(&item).copied().unwrap_or(item)
    }

    /// Says whether a class of a family has a method of this name.
    pub(super) fn family_has(&self, head: Item, name: &str) -> bool {
        self.family(head).iter().any(|class| self.find_method(*class, name).is_some())
    }

    /// The method that an object of a class has by a name, and the class in which it stands.
    pub(super) fn find_method(&self, class: Item, name: &str) -> Option<(Item, Item)> {
        let name: Name = name.into();
        order(self.inferred, class).into_iter().find_map(|class| {
            let scope = self.inferred.class(class)?.scope;
            let node = self.inferred.variable(scope, &name)?;
            Some((
                class,
                self.method_in(scope, node, |binding| !matches!(binding, Binding::Setter | Binding::Deleter))?,
            ))
        })
    }

    /// The setter of a property, as an object of a class has it.
    pub(super) fn find_setter(&self, class: Item, name: &Name) -> Option<Item> {
        self.find_bound(class, name, Binding::Setter)
    }

    /// The function that a class binds to a name in one of several ways.
    pub(super) fn find_bound(&self, class: Item, name: &Name, wanted: Binding) -> Option<Item> {
        order(self.inferred, class).into_iter().find_map(|class| {
            let scope = self.inferred.class(class)?.scope;
            self.method_in(scope, self.inferred.variable(scope, name)?, |binding| binding == wanted)
        })
    }

    /// The one method that a variable of a class stands for: a property has a setter beside it.
    fn method_in(&self, scope: ScopeId, node: Node, is_wanted: impl Fn(Binding) -> bool) -> Option<Item> {
        let mut found = None;
        for kind in self.inferred.kinds(self.inferred.find(node)) {
            let Kind::Function(item) = kind else { return None };
            let callable = self.inferred.callable(*item)?;
            let parent = self.scopes.scopes.get(callable.scope.0 as usize)?.parent?;
            if parent != scope || is_wanted(callable.binding) && found.is_some() {
                return None;
            }
            if is_wanted(callable.binding) {
                found = Some(*item);
            }
        }
        found
    }

    /// What `super().name` is in a method of a class, for an object of another class.
    pub(super) fn after(&self, seen: Item, class: Item, name: &str) -> Option<Item> {
        let order = order(self.inferred, seen);
        let place = order.iter().position(|item| *item == class)?;
        order.get(place + 1..)?.iter().find_map(|item| {
            let (of, method) = self.find_method(*item, name)?;
            (of == *item).then_some(method)
        })
    }

    /// Says what a name is for the objects of a class.
    pub(super) fn look_up(&self, class: Item, name: &Name) -> Found {
        if let Some((_, item)) = self.find_method(class, name) {
            let is_property = self.inferred.callable(item).is_some_and(|it| it.binding == Binding::Property);
            return if is_property { Found::Property(item) } else { Found::Method(item) };
        }
        let head = self.head(class);
        let variable = self.class_variable(class, name).filter(|(_, _, of_type)| *of_type != Type::Known);
        if let (None, None, Some(item)) = (self.field(head, name), &variable, self.decorated_method(class, name)) {
            return Found::Decorated(item);
        }
        match (self.field(head, name), variable) {
            (Some(_), Some((of, ..))) => Found::FieldOr(head, of),
            (Some(_), None) => Found::Field(head),
            (None, Some((of, ..))) => Found::Variable(of),
            (None, None) => Found::Nothing,
        }
    }

    /// The one function that decorators have made of a method.
    fn decorated_method(&self, class: Item, name: &Name) -> Option<Item> {
        let (_, scope, of_type) = self.class_variable(class, name)?;
        let known = self.known(self.inferred.variable(scope, name)?);
        match known {
            Some(Kind::Function(item)) if of_type == Type::Known && self.is_decorated_in(scope, name) => {
                self.inferred.callable(item).map(|_| item)
            }
            _ => None,
        }
    }

    /// Says whether a class defines a method of this name under decorators that are called.
    pub(super) fn is_decorated_in(&self, scope: ScopeId, name: &Name) -> bool {
        self.classes.get(&scope).is_some_and(|class| {
            class.body.iter().any(|stmt| match &stmt.kind {
                StmtKind::Function(function) => function.name == *name && !called_decorators(function).is_empty(),
                _ => false,
            })
        })
    }

    /// The Rust name of a method.
    pub(super) fn method_name(&self, item: Item) -> String {
        let Some(callable) = self.inferred.callable(item) else { return String::new() };
        let Some(class) = self.class_around(callable.scope) else { return String::new() };
        let name = match &*callable.name {
            "clone" | "new" | "make" | "is" => format!("{}_", callable.name),
            name => identifier(name),
        };
        let name = match callable.binding {
            Binding::Setter => format!("set_{name}"),
            Binding::Deleter => format!("delete_{name}"),
            _ => name,
        };
        if self.family(self.head(class)).len() == 1 {
            return name;
        }
        format!("{}_{name}", self.class_name(class).to_lowercase())
    }

    /// The path by which a method without an object is called.
    pub(super) fn method_path(&self, item: Item) -> String {
        let class = self.inferred.callable(item).and_then(|callable| self.class_around(callable.scope));
        let class = class.map(|class| self.class_name(self.head(class))).unwrap_or_default();
        format!("{class}::{}", self.method_name(item))
    }

    /// The static of a class of exceptions.
    pub(super) fn exception_static(&self, item: Item) -> Option<String> {
        if self.inferred.library_class(item).is_some_and(|key| &**key == "re.error") {
            return Some("exc::RE_ERROR".to_owned());
        }
        if self.inferred.library_class(item).is_some_and(|key| &**key == "struct.error") {
            return Some("pyrt::structs::ERROR".to_owned());
        }
        if self.inferred.class(item).is_none() {
            return super::leave::builtin_exception(&self.inferred.item_name(item));
        }
        is_exception_class(self.inferred, item).then(|| format!("{}_CLASS", self.class_name(item).to_uppercase()))
    }

    /// The test whether an object of a family is of a class.
    pub(super) fn class_test(&self, head: Item, class: Item, receiver: &str) -> String {
        let family = self.family(head);
        let matching: Vec<Item> =
            family.iter().copied().filter(|one| order(self.inferred, *one).contains(&class)).collect();
        if matching.is_empty() {
            return "false".to_owned();
        }
        if matching.len() == family.len() {
            return "true".to_owned();
        }
        let tag = self.tag_name(head);
        let tags: Vec<String> = matching.iter().map(|class| format!("{tag}::{}", self.class_name(*class))).collect();
        format!("matches!({receiver}.0.class, {})", tags.join(" | "))
    }

    pub(super) fn tag_name(&self, head: Item) -> String {
        format!("{}Class", self.class_name(head))
    }

    /// The attributes of the objects of a family, with their types.
    pub(super) fn fields(&self, head: Item) -> Vec<(Name, Type)> {
        let mut fields: BTreeMap<Name, Vec<Type>> = BTreeMap::new();
        for class in self.family(head) {
            for (name, node) in self.inferred.fields(class) {
                let is_stored = self.inferred.kinds(self.inferred.find(node)).next().is_some();
                if is_stored && self.find_method(class, name).is_none() {
                    let span = Span { start: 0, end: 0 };
                    fields.entry(name.clone()).or_default().push(self.type_at(node, span));
                }
            }
        }
        let joined = fields.into_iter().filter_map(|(name, types)| {
            let of_type = self.types.joined_optional(types).ok()?;
            (of_type != Type::Known).then_some((name, of_type))
        });
        joined.collect()
    }

    pub(super) fn field(&self, head: Item, name: &str) -> Option<Type> {
        self.fields(head).into_iter().find(|(field, _)| &**field == name).map(|(_, of_type)| of_type)
    }

    /// The variable of a class that an object sees under a name.
    pub(super) fn class_variable(&self, class: Item, name: &Name) -> Option<(Item, ScopeId, Type)> {
        order(self.inferred, class).into_iter().find_map(|class| {
            let scope = self.inferred.class(class)?.scope;
            let node = self.inferred.variable(scope, name)?;
            self.inferred.kinds(self.inferred.find(node)).next()?;
            let of_type = self.types.of(node).ok()?;
            Some((class, scope, of_type))
        })
    }

    pub(super) fn class_global(&self, class: Item, name: &str) -> Name {
        format!("{}.{name}", self.class_name(class)).into()
    }
}

/// The name of a decorator, without its module and its arguments.
pub(super) fn decorator_name(decorator: &Expr) -> &str {
    match &decorator.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => name,
        ExprKind::Call(function, _) => decorator_name(function),
        _ => "",
    }
}

/// Says whether a class is derived from `NamedTuple` itself.
pub(super) fn is_named_tuple_class(class: &Class) -> bool {
    let is_it = |base: &crate::tree::Argument| matches!(decorator_name(&base.value), "NamedTuple" | "namedtuple");
    class.bases.iter().any(is_it)
}

/// The decorators of a method that are called where it is defined; none where one says what the method is.
pub(super) fn called_decorators(function: &Function) -> Vec<&Expr> {
    let is_known = |decorator: &&Expr| {
        matches!(
            decorator_name(decorator),
            "staticmethod"
                | "classmethod"
                | "property"
                | "cached_property"
                | "abstractmethod"
                | "override"
                | "setter"
                | "getter"
                | "deleter"
                | "contextmanager"
                | "asynccontextmanager"
                | "lru_cache"
                | "cache"
                | "singledispatchmethod"
        )
    };
    match function.decorators.iter().any(|decorator| is_known(&decorator)) || function.name.starts_with("__") {
        true => Vec::new(),
        false => function.decorators.iter().collect(),
    }
}

pub(super) fn is_dataclass(class: &Class) -> bool {
    class.decorators.iter().any(|decorator| decorator_name(decorator) == "dataclass")
}
