//! Classes: their bases, what is a field of their objects, how a call of them makes one.
//!
//! # How it works
//!
//! A class must be derived from classes that are known by name where it stands. So the order in which a name is looked up is known at once
//! (C3, as CPython's). Classes that are connected by bases are a *family*, and share the nodes of their objects' attributes.

use super::walk::At;
use super::{Binding, Field, Form, Inference, Thing, UserClass, Wish};
use crate::analyse::scopes::{ScopeId, Variable};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Argument, ArgumentKind, Class, Expr, ExprKind, Name, Stmt, StmtKind};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Bases that add nothing to objects.
const WITHOUT_EFFECT: [&str; 5] = ["object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing.NamedTuple"];

/// Of a class that is made by a call.
const NO_SCOPE: ScopeId = ScopeId(u32::MAX);

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
        let is_named_tuple = library.iter().any(|key| &**key == "typing.NamedTuple");
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
    fn complete_order(&mut self, item: Item, order: &[Item]) {
        let order = [item].into_iter().chain(order.iter().copied()).collect();
        if let Thing::Class(class) = &mut self.items[item as usize]
            && let Some(class) = Rc::get_mut(class)
        {
            class.order = order;
        }
    }

    /// Its objects are also those of its bases, and share their attributes.
    fn connect(&mut self, item: Item, order: &[Item], library: &[Name]) {
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

    fn own_fields(&mut self, class: &Class, dataclass: Option<&Expr>, fields: &mut Vec<Field>) {
        let mut named_only = dataclass.is_some_and(|dataclass| flag_of(dataclass, "kw_only") == Some(true));
        for stmt in &class.body {
            let StmtKind::Annotate { target: Expr { kind: ExprKind::Name(name), .. }, annotation, value } = &stmt.kind
            else {
                continue;
            };
            let of = |expr: &Expr| self.key_of(subscripted(expr)).unwrap_or_default();
            match &*of(annotation) {
                "typing.ClassVar" => continue,
                "dataclasses.KW_ONLY" => {
                    named_only = true;
                    continue;
                }
                "dataclasses.InitVar" => self.at_place(annotation.span, |inference| {
                    inference.gap("`InitVar` is not translated yet");
                }),
                _ => {}
            }
            let call = value.as_ref().filter(|value| self.is_field_call(value));
            let of_call = |name| call.is_some_and(|call| argument_of(call, name).is_some());
            let has_default = match call {
                Some(_) => of_call("default") || of_call("default_factory"),
                None => value.is_some(),
            };
            let flag = |name| call.and_then(|call| flag_of(call, name));
            let is_given = flag("init") != Some(false);
            let named_only = flag("kw_only").unwrap_or(named_only);
            put_field(fields, Field { name: name.clone(), has_default, is_given, named_only });
        }
    }

    fn is_field_call(&self, value: &Expr) -> bool {
        matches!(&value.kind, ExprKind::Call(function, _) if self.key_of(function).is_some_and(|key| key == "dataclasses.field"))
    }

    /// `namedtuple("Name", "a b")`
    pub(super) fn named_tuple(&mut self, call: &Expr, at: At) -> Option<Node> {
        let ExprKind::Call(function, arguments) = &call.kind else { return None };
        if self.key_of(function)? != "collections.namedtuple" {
            return None;
        }
        let [name, fields, rest @ ..] = arguments.as_slice() else { return None };
        let ExprKind::Str(name) = &name.value.kind else { return None };
        let names = texts_of(&fields.value)?;
        let defaults = match rest {
            [] => Vec::new(),
            [Argument { kind: ArgumentKind::Named(of), value, .. }] if &**of == "defaults" => match &value.kind {
                ExprKind::List(members) | ExprKind::Tuple(members) => members.iter().collect(),
                _ => return None,
            },
            _ => return None,
        };
        let first = names.len().checked_sub(defaults.len())?;
        let field = |(place, name): (usize, &Name)| Field {
            name: name.clone(),
            has_default: place >= first,
            is_given: true,
            named_only: false,
        };
        let item = self.item(Thing::Class(Rc::new(UserClass {
            name: Name::from(&**name),
            scope: NO_SCOPE,
            form: Form::NamedTuple,
            order: Vec::new(),
            library: Vec::new(),
            fields: names.iter().enumerate().map(field).collect(),
            properties: BTreeSet::new(),
            members: Vec::new(),
        })));
        self.complete_order(item, &[]);
        self.connect(item, &[], &[]);
        for (name, default) in names[first..].iter().zip(defaults) {
            let (default, field) = (self.expr(default, at), self.class_field(item, name));
            self.types.flow(default, field);
        }
        self.named_tuples.insert(call.id, item);
        Some(self.types.node_of(Kind::Class(item)))
    }

    /// A name that is bound to such a class may be a base.
    pub(super) fn name_class(&mut self, target: &Expr, value: &Expr) {
        if let (Some(item), Some(Variable::Of(scope, name))) =
            (self.named_tuples.get(&value.id), self.scopes.variable(target.id))
        {
            self.classes.insert((*scope, name.clone()), *item);
        }
    }

    /// `name: type = field(…)` in a dataclass.
    pub(super) fn field_of_dataclass(&mut self, class: Item, target: &Expr, value: &Expr, at: At) -> bool {
        let is_dataclass = self.user_class(class).is_some_and(|class| class.form == Form::Dataclass);
        let ExprKind::Name(name) = &target.kind else { return false };
        if !is_dataclass || !self.is_field_call(value) {
            return false;
        }
        for (argument, is_factory) in [("default", false), ("default_factory", true)] {
            let Some(default) = argument_of(value, argument) else { continue };
            let mut node = self.expr(default, at);
            if is_factory {
                node = self.called(node, super::Arguments::default());
            }
            let field = self.class_field(class, name);
            self.types.flow(node, field);
        }
        true
    }

    /// `NAME = value` in an enum.
    pub(super) fn member_of_enum(&mut self, class: Item, target: &Expr, value: &Expr, at: At) -> bool {
        let Some(of) = self.user_class(class).filter(|class| class.form == Form::Enum) else { return false };
        let ExprKind::Name(name) = &target.kind else { return false };
        if !of.members.contains(name) {
            return false;
        }
        let value = self.expr(value, at);
        if self.owner_of(class, "__init__").is_some() {
            self.wish(value, Wish::MakeMember { class });
        }
        let variable = self.variable(of.scope, name);
        self.types.add(variable, Kind::Instance(class));
        // In the body itself it is still the value.
        self.know(of.scope, name, value, at);
        let field = self.class_field(class, &"_value_".into());
        self.types.flow(value, field);
        true
    }

    /// An attribute of a class that its body does not bind.
    pub(super) fn class_field(&mut self, class: Item, name: &Name) -> Node {
        let types = &mut self.types;
        *self.class_fields.entry((class, name.clone())).or_insert_with(|| types.node())
    }

    /// What dataclasses fill without a call's arguments.
    pub(super) fn finish_classes(&mut self) {
        for item in 0..self.items.len() as Item {
            let Some(class) = self.user_class(item) else { continue };
            let own = class.fields.iter().map(|field| field.name.clone()).chain(["_value_".into()]);
            for name in own.collect::<Vec<_>>() {
                let field = self.field(item, &name);
                let family = self.family(item);
                self.written.insert((family, name.clone()));
                for owner in &class.order {
                    let Some(of) = self.user_class(*owner) else { continue };
                    if let Some(default) = self.class_fields.get(&(*owner, name.clone())) {
                        self.types.flow(*default, field);
                    }
                    if self.owns(*owner, &name) {
                        let default = self.variable(of.scope, &name);
                        self.types.flow(default, field);
                    }
                }
            }
        }
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
                let message = format!("`{}` is not translated yet", function.name);
                self.at_place(function.name_span, |inference| inference.gap(message));
            }
        }
    }

    /// Methods get their object also where nobody calls them by name.
    pub(super) fn first_parameter(&mut self, class: Item, first: Node, binding: Binding) {
        match binding {
            Binding::Object | Binding::Property | Binding::Setter => {
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

/// A field of the same name stays where it is.
fn put_field(fields: &mut Vec<Field>, field: Field) {
    match fields.iter_mut().find(|other| other.name == field.name) {
        Some(other) => *other = field,
        None => fields.push(field),
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

fn subscripted(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Subscript(of, _) => of,
        _ => expr,
    }
}

fn argument_of<'a>(call: &'a Expr, name: &str) -> Option<&'a Expr> {
    let ExprKind::Call(_, arguments) = &call.kind else { return None };
    arguments
        .iter()
        .find(|argument| matches!(&argument.kind, ArgumentKind::Named(of) if &**of == name))
        .map(|argument| &argument.value)
}

fn flag_of(call: &Expr, name: &str) -> Option<bool> {
    match argument_of(call, name)?.kind {
        ExprKind::Bool(flag) => Some(flag),
        _ => None,
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

/// What an enum's body assigns to a name that does not begin with `_`.
fn members_of(class: &Class) -> Vec<Name> {
    let targets = class.body.iter().flat_map(|stmt: &Stmt| match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.as_slice(),
        StmtKind::Annotate { target, value: Some(_), .. } => std::slice::from_ref(target),
        _ => &[],
    });
    let names = targets.filter_map(|target| match &target.kind {
        ExprKind::Name(name) if !name.starts_with('_') => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

/// `["a", "b"]`, `("a", "b")`, `"a b"`, `"a, b"`
fn texts_of(expr: &Expr) -> Option<Vec<Name>> {
    let text = |member: &Expr| match &member.kind {
        ExprKind::Str(text) => Some(Name::from(&**text)),
        _ => None,
    };
    match &expr.kind {
        ExprKind::List(members) | ExprKind::Tuple(members) => members.iter().map(text).collect(),
        ExprKind::Str(all) => {
            Some(all.split([',', ' ', '\n', '\t']).filter(|name| !name.is_empty()).map(Name::from).collect())
        }
        _ => None,
    }
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
