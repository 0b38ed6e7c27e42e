//! Classes: their bases, what is a field of their objects, how a call of them makes one.
//!
//! # How it works
//!
//! A class must be derived from classes that are known by name where it stands. So the order in which a name is looked up is known at once
//! (C3, as CPython's). Classes that are connected by bases are a *family*, and share the nodes of their objects' attributes.

use super::fields::{members_of, put_field};
use super::walk::At;
use super::{Binding, Field, Form, Inference, Thing, UserClass};
use crate::analyse::scopes::{ScopeId, Variable};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Argument, ArgumentKind, Class, Expr, ExprKind, Name, StmtKind};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Bases that add nothing to objects.
const WITHOUT_EFFECT: [&str; 8] = [
    "object",
    "abc.ABC",
    "collections.namedtuple",
    "contextlib.AbstractAsyncContextManager",
    "contextlib.AbstractContextManager",
    "typing.Generic",
    "typing.NamedTuple",
    "typing.Protocol",
];

/// Of a class that is made by a call.
pub(super) const NO_SCOPE: ScopeId = ScopeId(u32::MAX);

/// Methods whose meaning is not followed.
const NOT_FOLLOWED: [&str; 14] = [
    "__class_getitem__",
    "__del__",
    "__delattr__",
    "__delete__",
    "__get__",
    "__getattr__",
    "__getattribute__",
    "__init_subclass__",
    "__missing__",
    "__new__",
    "__set__",
    "__set_name__",
    "__setattr__",
    "_missing_",
];

impl Inference<'_> {
    pub(super) fn class(&mut self, class: &Rc<Class>, at: At) {
        let Some(scope) = self.scopes.of_definition(class.name_span) else { return };
        let described = self.describe_class(class, scope, at);
        let (order, library, form) = (described.order.clone(), described.library.clone(), described.form);
        let item = self.item(Thing::Class(Rc::new(described)));
        self.complete_order(item, &order);
        self.connect(item, &order, &library);
        if form == Form::Enum {
            let objects = self.objects_of(item);
            self.types.add(objects, Kind::Instance(item));
        }
        let mut value = self.types.node_of(Kind::Class(item));
        for decorator in class.decorators.iter().rev() {
            value = self.decorated_class(decorator, value, at);
        }
        if let Some(owner) = self.scopes.owner(at.scope, &class.name) {
            self.classes.insert((owner, class.name.clone()), item);
        }
        self.bind(&class.name, value, at);
        let inside = At { scope, home: scope, body: None, class: Some(item) };
        self.in_function(|inference| inference.block(&class.body, inside));
    }

    fn decorated_class(&mut self, decorator: &Expr, value: Node, at: At) -> Node {
        let key = self.key_of(called_of(decorator)).unwrap_or_default();
        if matches!(&*key, "dataclasses.dataclass" | "functools.total_ordering" | "enum.unique") {
            return value;
        }
        let node = self.expr(decorator, at);
        self.at_place(decorator.span, |inference| inference.called(node, super::Arguments::of([value])))
    }

    fn describe_class(&mut self, class: &Class, scope: ScopeId, at: At) -> UserClass {
        let (mut parents, mut library) = (Vec::new(), Vec::new());
        for base in &class.bases {
            self.at_place(base.span, |inference| inference.learn_base(base, &mut parents, &mut library, at));
        }
        let is_named_tuple = library.iter().any(|key| matches!(&**key, "typing.NamedTuple" | "collections.namedtuple"));
        let parents_of: Vec<Rc<UserClass>> = parents.iter().filter_map(|item| self.user_class(*item)).collect();
        library.extend(parents_of.iter().flat_map(|parent| parent.library.iter().cloned()));
        library.retain(|key| !WITHOUT_EFFECT.contains(&&**key));
        let is_plain = |key: &Name| matches!(&**key, "int" | "str");
        if library.iter().any(is_plain) && !library.iter().any(|key| self.library.is_subclass(key, "enum.Enum")) {
            self.gap("a class that is derived from `int` or `str` is not translated yet");
        }
        let is_enum = library.iter().any(|key| self.library.is_subclass(key, "enum.Enum"));
        let mut fields: Vec<Field> = Vec::new();
        for parent in parents_of.iter().rev() {
            parent.fields.iter().for_each(|field| put_field(&mut fields, field.clone()));
        }
        let dataclass = class
            .decorators
            .iter()
            .find(|decorator| self.key_of(called_of(decorator)).is_some_and(|key| key == "dataclasses.dataclass"));
        let form = match dataclass {
            _ if is_named_tuple => Form::NamedTuple,
            Some(_) => Form::Dataclass,
            _ if is_enum => Form::Enum,
            None if parents_of.iter().any(|parent| parent.form == Form::NamedTuple) => Form::NamedTuple,
            None => Form::Plain,
        };
        if is_named_tuple || form == Form::Dataclass {
            self.own_fields(class, dataclass, &mut fields);
        }
        let lists: Vec<Vec<Item>> = parents_of.iter().map(|parent| parent.order.clone()).chain([parents]).collect();
        let order = merge(lists).unwrap_or_else(|| {
            self.gap("the order of these bases is not consistent");
            Vec::new()
        });
        self.check_methods(class);
        self.match_names.extend(match_names(class).map(|names| (scope, names)));
        let properties = properties_of(self, class);
        let members = if form == Form::Enum { members_of(class) } else { Vec::new() };
        UserClass { name: class.name.clone(), scope, form, order, library, fields, properties, members }
    }

    fn learn_base(&mut self, base: &Argument, parents: &mut Vec<Item>, library: &mut Vec<Name>, at: At) {
        if let ArgumentKind::Named(name) = &base.kind {
            let key = self.key_of(&base.value).unwrap_or_default();
            if &**name != "metaclass" || !matches!(&*key, "abc.ABCMeta" | "type") {
                self.gap(format!("`{name}=` of a class is not translated yet"));
            }
            return;
        }
        let value = match &base.value.kind {
            ExprKind::Subscript(of, _) => of,
            _ => &base.value,
        };
        self.look(value, at);
        if let Some(item) = self.named_tuples.get(&value.id) {
            return parents.push(*item);
        }
        if let Some(Variable::Of(scope, name)) = self.scopes.variable(value.id)
            && let Some(item) = self.classes.get(&(*scope, name.clone()))
        {
            return parents.push(*item);
        }
        match self.key_of(value).map(|key| self.canonical(&key)) {
            Some(key) if self.may_be_base(&key) => library.push(key),
            Some(key) => self.gap(format!("a class that is derived from `{key}` is not translated yet")),
            None => self.gap("a base that is not known by its name is not translated yet"),
        }
    }

    /// What else has this name has another.
    pub(super) fn canonical(&self, key: &str) -> Name {
        let same = key.rsplit_once('.').and_then(|(module, name)| self.library.same(module, name));
        let same = same.or_else(|| self.library.same("builtins", key));
        same.cloned().unwrap_or_else(|| key.into())
    }

    fn may_be_base(&self, key: &str) -> bool {
        WITHOUT_EFFECT.contains(&key)
            || matches!(key, "int" | "str")
            || ["BaseException", "enum.Enum"].iter().any(|base| self.library.is_subclass(key, base))
    }

    /// The class itself comes first.
    pub(super) fn complete_order(&mut self, item: Item, order: &[Item]) {
        let order = [item].into_iter().chain(order.iter().copied()).collect();
        if let Thing::Class(class) = &mut self.items[item as usize]
            && let Some(class) = Rc::get_mut(class)
        {
            class.order = order;
        }
    }

    /// Its objects are also those of its bases, and share their attributes.
    pub(super) fn connect(&mut self, item: Item, order: &[Item], library: &[Name]) {
        self.families.insert(item, item);
        let objects = self.objects_of(item);
        for base in order {
            let (family, own) = (self.family(*base), self.family(item));
            self.families.insert(own, family);
            let of_base = self.objects_of(*base);
            self.types.flow(objects, of_base);
        }
        for key in library {
            let mut next = Some(key.to_string());
            while let Some(key) = next {
                let class = self.library_class(&key);
                let of_base = self.objects_of(class);
                self.types.flow(objects, of_base);
                next = self.library.base(&key).map(str::to_owned);
            }
        }
    }

    /// Where the objects of a class of the program, and of those derived from this class, come.
    pub(super) fn objects_of(&mut self, class: Item) -> Node {
        let types = &mut self.types;
        *self.objects.entry(class).or_insert_with(|| types.node())
    }

    /// The class of the program in which an object of a class finds a name first.
    pub(super) fn owner_of(&self, class: Item, name: &str) -> Option<Item> {
        let class = self.user_class(class)?;
        class.order.iter().copied().find(|item| self.owns(*item, name))
    }

    pub(super) fn owns(&self, class: Item, name: &str) -> bool {
        self.user_class(class)
            .is_some_and(|class| class.scope != NO_SCOPE && self.scopes.owner(class.scope, name) == Some(class.scope))
    }

    // Methods.

    fn check_methods(&mut self, class: &Class) {
        for stmt in &class.body {
            if let StmtKind::Function(function) = &stmt.kind
                && NOT_FOLLOWED.contains(&&*function.name)
            {
                let way_out = match &*function.name {
                    "__new__" => ": a function, or a class method, can give the one object that is kept",
                    _ => "",
                };
                let message = format!("`{}` is not translated yet{way_out}", function.name);
                self.at_place(function.name_span, |inference| inference.gap(message));
            }
        }
    }

    /// Methods get their object also where nobody calls them by name.
    pub(super) fn first_parameter(&mut self, class: Item, first: Node, binding: Binding) {
        match binding {
            Binding::Object | Binding::Property | Binding::Setter | Binding::Deleter => {
                let objects = self.objects_of(class);
                self.types.flow(objects, first);
            }
            Binding::Class => self.types.add(first, Kind::Class(class)),
            Binding::Static => {}
        }
    }

    /// What the library gives to methods that it calls by itself.
    pub(super) fn given_by_library(&mut self, class: Item, method: &str, slots: &[(Name, Node)], star: Option<Node>) {
        let given: Vec<Node> = match method {
            "__format__" => vec![self.types.node_of(Kind::Str)],
            "__round__" => vec![self.types.node_of(Kind::Int)],
            "__eq__" | "__ne__" | "__lt__" | "__le__" | "__gt__" | "__ge__" => vec![self.objects_of(class)],
            "__exit__" | "__aexit__" => {
                let base = self.library_class("BaseException");
                let class = self.types.node_of(Kind::Class(base));
                let value = self.caught(base);
                let traceback = self.library_class("types.TracebackType");
                let parts = vec![self.types.node(), self.types.node()];
                let traceback = self.types.node_of(Kind::Object(traceback, parts));
                [class, value, traceback].iter().for_each(|node| self.types.add(*node, Kind::None));
                vec![class, value, traceback]
            }
            _ => return,
        };
        for (place, given) in given.into_iter().enumerate() {
            if let Some(slot) = slots.get(place + 1).map(|(_, node)| *node).or(star) {
                self.types.flow(given, slot);
            }
        }
    }

    /// What may be in a group of exceptions that was caught.
    fn grouped(&mut self, class: Item) -> Node {
        let key = match self.thing(class) {
            Thing::LibraryClass(key) => key.clone(),
            _ => return self.types.node(),
        };
        if !self.library.is_subclass(&key, "BaseExceptionGroup") {
            return self.types.node();
        }
        let base = self.library_class("BaseException");
        let grouped = self.caught(base);
        let group = self.types.node();
        self.types.add(grouped, Kind::Object(class, vec![grouped, group]));
        grouped
    }

    /// What `except` of a class of the library catches.
    pub(super) fn caught(&mut self, class: Item) -> Node {
        let caught = self.types.node();
        let parts = vec![self.grouped(class), self.types.node()];
        self.types.add(caught, Kind::Object(class, parts));
        let objects = self.objects_of(class);
        self.types.flow(objects, caught);
        caught
    }
}

/// The merge of C3: none where there is no order.
fn merge(mut lists: Vec<Vec<Item>>) -> Option<Vec<Item>> {
    let mut merged = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Some(merged);
        }
        let heads = lists.iter().map(|list| list[0]);
        let next = heads.into_iter().find(|head| !lists.iter().any(|list| list[1..].contains(head)))?;
        merged.push(next);
        lists.iter_mut().for_each(|list| list.retain(|item| *item != next));
    }
}

/// The function of a call, or the expression itself.
fn called_of(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Call(function, _) => function,
        _ => expr,
    }
}

fn properties_of(inference: &Inference<'_>, class: &Class) -> BTreeSet<Name> {
    let functions = class.body.iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::Function(function) => Some(function),
        _ => None,
    });
    let is_property = |decorator: &Expr| {
        let key = inference.key_of(decorator).unwrap_or_default();
        matches!(&*key, "property" | "functools.cached_property" | "abc.abstractproperty")
    };
    functions
        .filter(|function| function.decorators.iter().any(is_property))
        .map(|function| function.name.clone())
        .collect()
}

/// `__match_args__ = ("a", "b")`
fn match_names(class: &Class) -> Option<Rc<[Name]>> {
    let value = class.body.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::Assign { targets, value } => match &targets.first()?.kind {
            ExprKind::Name(name) if &**name == "__match_args__" => Some(value),
            _ => None,
        },
        _ => None,
    })?;
    let ExprKind::Tuple(members) = &value.kind else { return None };
    let name = |member: &Expr| match &member.kind {
        ExprKind::Str(text) => Some(Name::from(&**text)),
        _ => None,
    };
    members.iter().map(name).collect()
}
