//! Attributes: what objects, classes and modules have by a name.

use super::{Arguments, Binding, Form, Inference, Thing, Wish};
use crate::analyse::library::bound_parameters;
use crate::analyse::types::{Item, Kind, Node};
use crate::monomorphise::copies::original_name;
use crate::tree::Name;
use std::rc::Rc;

/// What functions and exceptions have, and plain values do not.
const NEVER_OF_VALUES: [&str; 5] = ["__name__", "__notes__", "__cause__", "__context__", "__traceback__"];

impl Inference<'_> {
    pub(super) fn attribute(&mut self, kind: &Kind, name: &Name, result: Node) {
        match kind {
            Kind::None => {}
            Kind::Instance(item) => self.of_instance(kind, *item, name, result),
            Kind::Class(item) => self.of_class_object(kind, *item, name, result),
            Kind::Super(class, object) => {
                self.wish(*object, Wish::SuperAttribute { class: *class, name: name.clone(), result });
            }
            Kind::Module(item) => {
                let Thing::Module(module) = self.thing(*item).clone() else { return };
                match self.member(&module, name) {
                    Some(found) => self.types.flow(found, result),
                    None => self.gap(format!("`{name}` of module `{module}` is not translated yet")),
                }
            }
            Kind::Typing => self.types.add(result, Kind::Typing),
            Kind::Function(_) | Kind::Method(..)
                if matches!(&**name, "__name__" | "__qualname__" | "__doc__" | "__module__") =>
            {
                self.types.add(result, Kind::Str);
                if &**name == "__doc__" {
                    self.types.add(result, Kind::None);
                }
            }
            Kind::Function(_) if self.uses_caches() && self.of_library(kind, "functools._Cached", name, result) => {}
            Kind::Function(item) if matches!(self.thing(*item), Thing::Function(_)) => {
                let field = self.field(*item, name);
                self.types.flow(field, result);
                self.read_later(*item, name);
            }
            _ if &**name == "__class__" => self.class_object(kind, result),
            _ => {
                let found = self.class_key(kind).is_some_and(|key| self.of_library(kind, &key, name, result));
                match self.holder_of(kind).filter(|_| !found) {
                    Some(holder) => {
                        let field = self.field(holder, name);
                        self.types.flow(field, result);
                        self.read_later(holder, name);
                    }
                    None if found => {}
                    None => self.no_attribute(kind, name),
                }
            }
        }
    }

    fn uses_caches(&self) -> bool {
        self.imports.values().any(|key| key.starts_with("functools"))
    }

    fn no_attribute(&mut self, kind: &Kind, name: &str) {
        // Of asyncio's objects not all is described, but what plain values have they have not.
        let is_described = !matches!(kind, Kind::Object(..))
            || self.class_key(kind).is_none_or(|key| !key.starts_with("asyncio."))
            || ["str", "list", "dict"].iter().any(|of| self.library.function(of, name).is_some());
        let is_function = matches!(kind, Kind::Function(_) | Kind::Method(..)) || !is_described;
        if self.is_quiet || !is_function && (!name.starts_with("__") || NEVER_OF_VALUES.contains(&name)) {
            return self.cannot(&format!("`{name}` of"), kind);
        }
        let word = self.word(kind);
        self.gap(format!("`{name}` of {word} is not translated yet"));
    }

    /// The key of the library's class in which the methods of a kind stand.
    pub(super) fn class_key(&self, kind: &Kind) -> Option<Name> {
        Some(match kind {
            Kind::None => "NoneType".into(),
            Kind::Bool => "bool".into(),
            Kind::Int => "int".into(),
            Kind::Float => "float".into(),
            Kind::Str => "str".into(),
            Kind::Bytes => "bytes".into(),
            Kind::Range => "range".into(),
            Kind::List(_) => "list".into(),
            Kind::Set(_) => "set".into(),
            Kind::FrozenSet(_) => "frozenset".into(),
            Kind::Dict(..) => "dict".into(),
            Kind::Tuple(_) | Kind::TupleOf(_) => "tuple".into(),
            Kind::Iterator(_) => "Iterator".into(),
            Kind::Coroutine(_) => "Coroutine".into(),
            Kind::Generator(..) => "Generator".into(),
            Kind::AsyncGenerator(..) => "AsyncGenerator".into(),
            Kind::Class(_) => "type".into(),
            Kind::Object(item, _) => match self.thing(*item) {
                Thing::LibraryClass(key) => key.clone(),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// What the type variables of a kind's class stand for.
    fn parts_of(&mut self, kind: &Kind) -> Vec<Node> {
        match kind {
            Kind::Tuple(members) => vec![self.union(members.iter().copied())],
            _ => kind.parts(),
        }
    }

    /// A method or an attribute of a class of the library.
    pub(super) fn of_library(&mut self, kind: &Kind, class: &str, name: &str, result: Node) -> bool {
        let parts = match kind {
            Kind::Instance(_) => Vec::new(),
            _ => self.parts_of(kind),
        };
        if let Some((module, annotation)) = self.library.attribute(class, name).cloned() {
            let built = self.build_attribute(&module, &annotation, &parts);
            self.types.flow(built, result);
            return true;
        }
        if matches!(name, "send" | "throw" | "__next__") {
            self.stops(kind);
        }
        let stub = self.library.function(class, name).or_else(|| self.library.function("object", name)).cloned();
        if let Some(stub) = stub {
            let item = self.stub_item(&stub);
            self.types.add(result, Kind::Method(item, parts));
            return true;
        }
        false
    }

    /// Says whether objects of a kind have a method.
    pub(super) fn has(&self, kind: &Kind, name: &str) -> bool {
        match kind {
            Kind::Instance(item) => {
                let in_library = |class: &Rc<super::UserClass>| {
                    class.library.iter().any(|key| self.library.function(key, name).is_some())
                };
                self.owner_of(*item, name).is_some() || self.user_class(*item).as_ref().is_some_and(in_library)
            }
            _ => self.class_key(kind).is_some_and(|key| self.library.function(&key, name).is_some()),
        }
    }

    fn of_instance(&mut self, kind: &Kind, item: Item, name: &Name, result: Node) {
        let Some(class) = self.user_class(item) else { return };
        match (class.form, &**name) {
            (_, "__class__") => return self.types.add(result, Kind::Class(item)),
            (_, "__dict__" | "__slots__") => return self.no_attribute(kind, name),
            (Form::NamedTuple, "_replace" | "_asdict" | "_fields") => {
                return self.of_named_tuple(kind, item, name, result);
            }
            (Form::Enum, "name" | "_name_") => return self.types.add(result, Kind::Str),
            (Form::Enum, "value" | "_value_") => {
                let value = self.field(item, &"_value_".into());
                return self.types.flow(value, result);
            }
            (Form::NamedTuple, "count" | "index")
                if self.owner_of(item, name).is_none() && !class.fields.iter().any(|field| field.name == *name) =>
            {
                return self.of_named_tuple(kind, item, name, result);
            }
            _ => {}
        }
        let object = self.types.node_of(kind.clone());
        let is_property = self.is_property(item, name);
        if !is_property {
            let field = self.field(item, name);
            self.types.flow(field, result);
        }
        self.of_class(item, item, name, Some(object), result);
        if is_property || self.owner_of(item, name).is_some() {
            return;
        }
        let plain = if class.form == Form::Enum { self.as_plain(kind) } else { kind.clone() };
        if let (Some(key), true) = (self.class_key(&plain), plain != *kind)
            && self.of_library(&plain, &key, name, result)
        {
            return;
        }
        let in_library = class.library.clone().iter().any(|key| self.of_library(kind, key, name, result));
        if !in_library && !self.of_library(kind, "object", name, result) {
            self.read_later(item, name);
        }
    }

    fn read_later(&mut self, item: Item, name: &Name) {
        if !self.is_quiet {
            self.reads.insert((self.here, item, name.clone()));
        }
    }

    fn of_named_tuple(&mut self, kind: &Kind, item: Item, name: &str, result: Node) {
        match name {
            "_fields" => {
                let text = self.types.node_of(Kind::Str);
                self.types.add(result, Kind::TupleOf(text));
            }
            "count" | "index" => {
                let element = self.types.node();
                self.iterate(kind, element);
                self.of_library(&Kind::TupleOf(element), "tuple", name, result);
            }
            "_replace" => {
                let replace = self.library_item(format!("replace {item}"), || Thing::Replaces(item));
                self.types.add(result, Kind::Function(replace));
            }
            "_asdict" => {
                let value = self.types.node();
                self.iterate(kind, value);
                let item = self.library_item("function dict".to_owned(), || Thing::Gives);
                let (key, parts) = (self.types.node_of(Kind::Str), self.types.node());
                self.types.add(parts, Kind::Dict(key, value));
                self.types.add(result, Kind::Method(item, vec![parts]));
            }
            _ => self.no_attribute(kind, name),
        }
    }

    /// What the class of a named tuple has.
    fn of_named_class(&mut self, item: Item, name: &str, result: Node) -> bool {
        let kind = Kind::Instance(item);
        match name {
            "_fields" => self.of_named_tuple(&kind, item, name, result),
            "_field_defaults" => {
                let (key, value) = (self.types.node_of(Kind::Str), self.types.node());
                self.iterate(&kind, value);
                self.types.add(result, Kind::Dict(key, value));
            }
            "_make" => {
                let make = self.library_item(format!("make {item}"), || Thing::Makes(item));
                self.types.add(result, Kind::Function(make));
            }
            _ => return false,
        }
        true
    }

    fn is_property(&self, item: Item, name: &Name) -> bool {
        let owner = self.owner_of(item, name).and_then(|owner| self.user_class(owner));
        owner.is_some_and(|owner| owner.properties.contains(name))
    }

    /// Any method of an object whose name begins so. Attributes of objects are not among them.
    pub(super) fn any_attribute(&mut self, kind: &Kind, prefix: &Name, result: Node) {
        let (Kind::Instance(item), false) = (kind, prefix.starts_with("__")) else {
            return self.cannot("an attribute that is not known by its name of", kind);
        };
        let order = self.user_class(*item).map(|class| class.order.clone()).unwrap_or_default();
        let scopes = order.iter().filter_map(|item| self.user_class(*item)).map(|class| class.scope);
        let names =
            scopes.flat_map(|scope| self.scopes.scopes.get(scope.0 as usize)).flat_map(|scope| scope.variables.keys());
        let names = names.filter(|name| name.starts_with(&**prefix) && original_name(name) == &***name);
        let names: Vec<Name> = names.cloned().collect();
        names.iter().for_each(|name| self.attribute(kind, name, result));
        self.prefixes.insert((self.here, *item, prefix.clone()));
    }

    /// Of those attributes that no class binds the ones that nothing sets, either.
    pub(super) fn check_reads(&mut self) {
        for (span, item, prefix) in std::mem::take(&mut self.prefixes) {
            let family = self.family(item);
            let is_written = |(of, name): &(Item, Name)| *of == family && name.starts_with(&*prefix);
            if self.written.iter().any(|written| is_written(written) && self.owner_of(item, &written.1).is_none()) {
                self.here = span;
                self.gap("an attribute of an object by a name that is not known is not translated");
            }
        }
        for (span, item, name) in std::mem::take(&mut self.reads) {
            let order = self.user_class(item).map(|class| class.order.clone()).unwrap_or_default();
            let on_class = order.iter().any(|class| {
                let field = self.class_fields.get(&(*class, name.clone()));
                field.is_some_and(|field| self.types.kinds(*field).next().is_some())
            });
            if !on_class && !self.written.contains(&(self.family(item), name.clone())) {
                self.here = span;
                let kind = match self.thing(item) {
                    Thing::Class(_) => Kind::Instance(item),
                    Thing::Function(_) => Kind::Function(item),
                    _ => Kind::Object(item, Vec::new()),
                };
                self.no_attribute(&kind, &name);
            }
        }
    }

    /// What a class has by a name, and its bases after it; `seen` is the class of the object.
    fn of_class(&mut self, item: Item, seen: Item, name: &Name, object: Option<Node>, result: Node) {
        let order = self.user_class(item).map(|class| class.order.clone()).unwrap_or_default();
        self.of_classes(&order, seen, name, object, result);
    }

    /// Of these classes in order, up to the first that binds the name.
    fn of_classes(&mut self, order: &[Item], seen: Item, name: &Name, object: Option<Node>, result: Node) -> bool {
        let Some(first) = order.first() else { return false };
        if !self.looked_up.insert((*first, seen, name.clone(), result)) {
            return true; // (I2)
        }
        for item in order {
            let Some(class) = self.user_class(*item) else { continue };
            let owns = self.owns(*item, name);
            let node = if owns { self.variable(class.scope, name) } else { self.class_field(*item, name) };
            self.wish(node, Wish::Bind { class: seen, object, result });
            if owns {
                return true;
            }
        }
        false
    }

    fn of_class_object(&mut self, kind: &Kind, item: Item, name: &Name, result: Node) {
        if matches!(&**name, "__name__" | "__qualname__" | "__module__" | "__doc__") {
            if &**name == "__doc__" {
                self.types.add(result, Kind::None);
            }
            return self.types.add(result, Kind::Str);
        }
        match self.thing(item).clone() {
            Thing::LibraryClass(key) if self.of_library_class(&key, name, result) => {}
            Thing::LibraryClass(_) => self.no_attribute(kind, name),
            Thing::Class(class) => {
                if matches!(&**name, "__mro__" | "__bases__") {
                    let object = self.library_class("object");
                    let classes: Vec<Kind> =
                        class.order.iter().chain([&object]).map(|item| Kind::Class(*item)).collect();
                    let elements = self.types.node();
                    classes.into_iter().for_each(|class| self.types.add(elements, class));
                    return self.types.add(result, Kind::TupleOf(elements));
                }
                if class.form == Form::Enum && &**name == "__members__" {
                    let (key, value) = (self.types.node_of(Kind::Str), self.types.node_of(Kind::Instance(item)));
                    return self.types.add(result, Kind::Dict(key, value));
                }
                if class.form == Form::NamedTuple && self.of_named_class(item, name, result) {
                    return;
                }
                self.of_class(item, item, name, None, result);
                let known = self.owner_of(item, name).is_some();
                if !known && !class.library.iter().any(|key| self.of_library_class(key, name, result)) {
                    self.read_later(item, name);
                }
            }
            _ => {}
        }
    }

    /// A class method, a static method, a constant, or a method of which an object is the first argument.
    fn of_library_class(&mut self, key: &str, name: &Name, result: Node) -> bool {
        if let Some((module, annotation)) = self.library.attribute(key, name).cloned() {
            let built = self.build_constant(&module, &annotation);
            self.types.flow(built, result);
            return true;
        }
        let Some(stub) = self.library.function(key, name).cloned() else { return false };
        let is_of_object = stub.overloads.iter().any(|function| {
            bound_parameters(function) == 1
                && function.parameters.positional.first().is_some_and(|first| &*first.name == "self")
        });
        let item = match is_of_object {
            true => self.library_item(format!("unbound {name}"), || Thing::Unbound(name.clone())),
            false => self.stub_item(&stub),
        };
        self.types.add(result, Kind::Function(item));
        true
    }

    pub(super) fn of_super(&mut self, kind: &Kind, class: Item, name: &Name, result: Node) {
        let (seen, object) = match kind {
            Kind::Instance(seen) => (*seen, Some(self.types.node_of(kind.clone()))),
            Kind::Class(seen) => (*seen, None),
            _ => return self.cannot("`super()` of", kind),
        };
        let Some(of) = self.user_class(seen) else { return };
        let after = of.order.iter().position(|item| *item == class).map_or(0, |place| place + 1);
        let found = self.of_classes(&of.order[after..], seen, name, object, result);
        if found {
            return;
        }
        let kind = Kind::Instance(seen);
        let in_library = of.library.iter().any(|key| self.of_library(&kind, key, name, result));
        if !in_library && !self.of_library(&kind, "object", name, result) {
            self.gap(format!("`{name}` of `super()` is not translated yet"));
        }
    }

    /// What is found in a class, seen from an object or the class.
    pub(super) fn bind_to(&mut self, kind: &Kind, class: Item, object: Option<Node>, result: Node) {
        let Kind::Function(item) = kind else { return self.types.add(result, kind.clone()) };
        let binding = match self.thing(*item) {
            Thing::Function(function) => function.binding,
            _ => Binding::Static,
        };
        match (binding, object) {
            (Binding::Object, Some(object)) => self.types.add(result, Kind::Method(*item, vec![object])),
            (Binding::Class, _) => {
                let class = self.types.node_of(Kind::Class(class));
                self.types.add(result, Kind::Method(*item, vec![class]));
            }
            (Binding::Property, Some(object)) => {
                let arguments = Rc::new(Arguments::of([object]));
                self.call(&Kind::Function(*item), &arguments, result);
            }
            (Binding::Setter | Binding::Deleter, Some(_)) => {}
            (Binding::Static, _) | (_, None) => self.types.add(result, kind.clone()),
        }
    }

    pub(super) fn set_attribute(&mut self, kind: &Kind, name: &Name, value: Node) {
        match kind {
            Kind::None => {}
            Kind::Instance(item) if self.is_property(*item, name) => {
                let owner = self.owner_of(*item, name).and_then(|owner| self.user_class(owner));
                let Some(owner) = owner else { return };
                let (object, variable) = (self.types.node_of(kind.clone()), self.variable(owner.scope, name));
                self.wish(variable, Wish::BindSetter { object, value });
            }
            Kind::Instance(item) => {
                let field = self.field(*item, name);
                self.types.flow(value, field);
                self.written.insert((self.family(*item), name.clone()));
            }
            Kind::Class(item) if self.user_class(*item).is_some() => {
                let Some(class) = self.user_class(*item) else { return };
                let node = match self.owns(*item, name) {
                    true => self.variable(class.scope, name),
                    false => self.class_field(*item, name),
                };
                self.types.flow(value, node);
            }
            _ => {
                if let Some(item) = self.holder_of(kind) {
                    let field = self.field(item, name);
                    self.types.flow(value, field);
                    self.written.insert((item, name.clone()));
                    return;
                }
                let annotation = self.class_key(kind).and_then(|key| self.library.attribute(&key, name).cloned());
                match annotation {
                    Some((module, annotation)) => {
                        let parts = self.parts_of(kind);
                        let built = self.build_attribute(&module, &annotation, &parts);
                        self.types.flow(value, built);
                    }
                    None => self.cannot(&format!("setting `{name}` of"), kind),
                }
            }
        }
    }

    /// By whom attributes are kept that are set on a function, or on an exception of the library.
    fn holder_of(&mut self, kind: &Kind) -> Option<Item> {
        match kind {
            Kind::Function(item) if matches!(self.thing(*item), Thing::Function(_)) => Some(*item),
            Kind::Object(..)
                if self.class_key(kind).is_some_and(|key| self.library.is_subclass(&key, "BaseException")) =>
            {
                Some(self.library_class("BaseException"))
            }
            _ => None,
        }
    }

    /// What a class binds by the name of an attribute that is written.
    pub(super) fn call_setter(&mut self, kind: &Kind, object: Node, value: Node) {
        let Kind::Function(item) = kind else { return };
        if matches!(self.thing(*item), Thing::Function(function) if function.binding == Binding::Setter) {
            let ignored = self.types.node();
            self.call(kind, &Rc::new(Arguments::of([object, value])), ignored);
        }
    }

    /// `type(it)`
    pub(super) fn class_object(&mut self, kind: &Kind, result: Node) {
        let class = match kind {
            Kind::Instance(item) => Some(*item),
            Kind::Function(item) | Kind::Method(item, _) => {
                let key = match (self.thing(*item), kind) {
                    (Thing::Function(_), Kind::Function(_)) => "function",
                    (Thing::Function(_), _) => "method",
                    _ => "builtin_function_or_method",
                };
                Some(self.library_class(key))
            }
            Kind::Module(_) => Some(self.library_class("module")),
            _ => self.class_key(kind).map(|key| self.library_class(&key)),
        };
        match class {
            Some(class) => self.types.add(result, Kind::Class(class)),
            None => {
                let word = self.word(kind);
                self.gap(format!("the class of {word} is not translated yet"));
            }
        }
    }

    /// A class pattern with positions looks at the attributes of which `__match_args__` says so.
    pub(super) fn match_positions(&mut self, kind: &Kind, subject: Node, targets: &Rc<[Node]>) {
        let Kind::Class(item) = kind else { return self.gap("a pattern of this class is not translated yet") };
        match self.user_class(*item) {
            Some(class) if matches!(class.form, Form::Dataclass | Form::NamedTuple) => {
                let names = class.fields.iter().filter(|field| field.is_given && !field.named_only);
                for (field, target) in names.zip(targets.iter()) {
                    self.wish(subject, Wish::Attribute { name: field.name.clone(), result: *target });
                }
            }
            Some(class) => match self.match_names.get(&class.scope).cloned() {
                Some(names) => {
                    for (name, target) in names.iter().zip(targets.iter()) {
                        self.wish(subject, Wish::Attribute { name: name.clone(), result: *target });
                    }
                }
                None => self.gap("a pattern with positions of a class without `__match_args__`"),
            },
            None => targets.iter().for_each(|target| self.types.flow(subject, *target)),
        }
    }
}
