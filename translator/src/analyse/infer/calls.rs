//! Calls: of functions, of methods, of classes.

use super::{Arguments, Callable, Field, Form, Given, Inference, Part, Thing, UserClass, Wish};
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::Name;
use std::rc::Rc;

/// Where positional arguments go.
struct Filling<'a> {
    function: &'a Callable,
    /// How many parameters are filled.
    filled: usize,
    /// After a star of any length: all that are left may be filled.
    is_open: bool,
}

impl Inference<'_> {
    pub(super) fn call(&mut self, kind: &Kind, arguments: &Rc<Arguments>, result: Node) {
        match kind {
            Kind::None => {}
            Kind::Function(item) => self.call_item(kind, *item, &[], arguments, result),
            Kind::Method(item, bound) => self.call_item(kind, *item, bound, arguments, result),
            Kind::Class(item) => self.make(*item, arguments, result),
            Kind::Instance(_) | Kind::Object(..) if self.has(kind, "__call__") => {
                self.call_method(kind, "__call__", arguments, result);
            }
            Kind::Typing => self.types.add(result, Kind::Typing),
            _ => self.cannot("a call of", kind),
        }
    }

    fn call_item(&mut self, callee: &Kind, item: Item, bound: &[Node], arguments: &Rc<Arguments>, result: Node) {
        match self.thing(item).clone() {
            Thing::Function(function) => self.call_function(callee, &function, bound, arguments, result),
            Thing::Stub(stub) if &*stub.key == "dataclasses.replace" => {
                if let Some(Given::One(of)) = arguments.positional.first() {
                    self.wish(*of, Wish::Replace { named: arguments.named.as_slice().into(), result });
                }
            }
            Thing::Stub(stub) if matches!(&*stub.key, "dataclasses.asdict" | "dataclasses.astuple") => {
                if let Some(Given::One(of)) = arguments.positional.first() {
                    self.wish(*of, Wish::Plain { as_dict: &*stub.key == "dataclasses.asdict", result });
                }
            }
            Thing::Stub(stub) => {
                self.before_method(item, bound);
                self.call_stub(callee, &stub, bound, arguments, result);
            }
            Thing::Replaces(class) => self.replace(&Kind::Instance(class), &arguments.named, result),
            Thing::Makes(class) => {
                if let Some(Given::One(values)) = arguments.positional.first() {
                    let star = Arguments { positional: vec![Given::Star(*values)], ..Arguments::default() };
                    self.make(class, &Rc::new(star), result);
                }
            }
            Thing::Gives => bound.iter().for_each(|given| self.types.flow(*given, result)),
            Thing::Getter(parts) => self.call_getter(&parts, arguments, result),
            Thing::Compares(function) => {
                if let Some(Given::One(value)) = arguments.positional.first() {
                    let given = self.types.node();
                    let pair = Rc::new(Arguments::of([*value, *value]));
                    self.wish(function, Wish::Call { arguments: pair, result: given });
                    let (key, parts) = (self.library_class("functools._Key"), vec![*value, given]);
                    self.types.add(result, Kind::Object(key, parts));
                }
            }
            Thing::Unbound(name) => self.call_unbound(callee, &name, arguments, result),
            Thing::Partial(partial) => {
                let (function, first) = &*partial;
                let mut all = first.clone();
                all.positional.extend(&arguments.positional);
                all.named.extend(arguments.named.iter().cloned());
                all.double_stars.extend(&arguments.double_stars);
                self.wish(*function, Wish::Call { arguments: Rc::new(all), result });
            }
            _ => {}
        }
    }

    fn call_getter(&mut self, parts: &[Part], arguments: &Arguments, result: Node) {
        let [Given::One(of)] = arguments.positional.as_slice() else {
            return self.gap("a getter with these arguments is not translated");
        };
        let mut nodes = Vec::new();
        for part in parts {
            nodes.push(self.wish_for(*of, |result| match part {
                Part::Attribute(name) => Wish::Attribute { name: name.clone(), result },
                Part::Item(index, place) => Wish::Subscript { index: *index, place: place.clone(), result },
            }));
        }
        match nodes.as_slice() {
            [one] => self.types.flow(*one, result),
            _ => self.types.add(result, Kind::Tuple(nodes)),
        }
    }

    /// `dataclasses.replace(it, name=value)`
    pub(super) fn replace(&mut self, kind: &Kind, named: &[(Name, Node)], result: Node) {
        let Kind::Instance(item) = kind else { return self.cannot("`replace` of", kind) };
        for (name, value) in named {
            let field = self.field(*item, name);
            self.types.flow(*value, field);
        }
        self.types.add(result, kind.clone());
        if self.owner_of(*item, "__post_init__").is_some() {
            let ignored = self.types.node();
            self.call_method(kind, "__post_init__", &Arguments::default(), ignored);
        }
    }

    /// The `__init__` of an enum gets what stands in a member's tuple, or the member's value.
    pub(super) fn make_member(&mut self, kind: &Kind, class: Item) {
        let nodes = match kind {
            Kind::Tuple(members) => members.clone(),
            _ => vec![self.types.node_of(kind.clone())],
        };
        let ignored = self.types.node();
        self.call_method(&Kind::Instance(class), "__init__", &Arguments::of(nodes), ignored);
    }

    /// The first argument is the object.
    fn call_unbound(&mut self, callee: &Kind, name: &Name, arguments: &Rc<Arguments>, result: Node) {
        match arguments.positional.split_first() {
            Some((Given::One(object) | Given::Many(object), rest)) => {
                let method = self.wish_for(*object, |result| Wish::Attribute { name: name.clone(), result });
                let rest = Arguments { positional: rest.to_vec(), ..(**arguments).clone() };
                self.wish(method, Wish::Call { arguments: Rc::new(rest), result });
            }
            Some((Given::Star(_), _)) => self.spread(callee, arguments, result),
            None => self.gap("a method of a class is called without an object"),
        }
    }

    /// The first star among the arguments is looked at before the call is.
    pub(super) fn spread(&mut self, callee: &Kind, arguments: &Rc<Arguments>, result: Node) {
        let star = arguments.positional.iter().find_map(|given| match given {
            Given::Star(node) => Some(*node),
            _ => None,
        });
        if let Some(star) = star {
            self.wish(star, Wish::Spread { callee: callee.clone(), arguments: arguments.clone(), result });
        }
    }

    /// What the first star unpacks is of this kind.
    pub(super) fn spread_kind(&mut self, kind: &Kind, callee: &Kind, arguments: &Rc<Arguments>, result: Node) {
        let Some(place) = arguments.positional.iter().position(|given| matches!(given, Given::Star(_))) else { return };
        let members: Vec<Given> = match kind {
            Kind::Tuple(members) => members.iter().copied().map(Given::One).collect(),
            _ => {
                let element = self.types.node();
                self.iterate(kind, element);
                vec![Given::Many(element)]
            }
        };
        let mut all = (**arguments).clone();
        all.positional.splice(place..=place, members);
        self.call(callee, &Rc::new(all), result);
    }

    fn call_function(
        &mut self,
        callee: &Kind,
        function: &Rc<Callable>,
        bound: &[Node],
        arguments: &Rc<Arguments>,
        result: Node,
    ) {
        if arguments.positional.iter().any(|given| matches!(given, Given::Star(_))) {
            return self.spread(callee, arguments, result);
        }
        let mut filling = Filling { function, filled: 0, is_open: false };
        bound.iter().for_each(|node| self.fill(&mut filling, Given::One(*node)));
        arguments.positional.iter().for_each(|given| self.fill(&mut filling, *given));
        let Filling { filled, is_open, .. } = filling;
        for (name, argument) in &arguments.named {
            let from = function.positional_only.min(function.positional.len());
            let named = function.positional[from..].iter().chain(&function.named_only);
            let slot = named.into_iter().find(|(parameter, _)| parameter == name).map(|(_, node)| *node);
            match slot.or(function.double_star) {
                Some(node) => self.types.flow(*argument, node),
                None => self.wrong(format!("`{}` has no parameter `{name}`", function.name)),
            }
        }
        let left = || function.positional.iter().skip(filled).chain(&function.named_only);
        for values in &arguments.double_stars {
            left().map(|(_, node)| *node).chain(function.double_star).for_each(|node| self.types.flow(*values, node));
        }
        let is_given = |name: &Name| arguments.named.iter().any(|(given, _)| given == name);
        let missing = left().find(|(name, _)| !function.defaults.contains(name) && !is_given(name));
        if let (Some((name, _)), false, true) = (missing, is_open, arguments.double_stars.is_empty()) {
            self.wrong(format!("nothing is given for `{name}` of `{}`", function.name));
        }
        self.types.flow(function.result, result);
    }

    fn fill(&mut self, filling: &mut Filling<'_>, given: Given) {
        let function = filling.function;
        let (Given::One(node) | Given::Many(node) | Given::Star(node)) = given;
        filling.is_open |= !matches!(given, Given::One(_));
        if filling.is_open {
            let left = function.positional.iter().skip(filling.filled).map(|(_, node)| *node).chain(function.star);
            return left.for_each(|parameter| self.types.flow(node, parameter));
        }
        match (function.positional.get(filling.filled), function.star) {
            (Some((_, slot)), _) => self.types.flow(node, *slot),
            (None, Some(star)) => self.types.flow(node, star),
            (None, None) => self.wrong(format!("`{}` takes fewer arguments", function.name)),
        }
        filling.filled += 1;
    }

    pub(super) fn call_method(&mut self, object: &Kind, name: &str, arguments: &Arguments, result: Node) {
        if let Kind::Instance(item) = object
            && !self.looked_up.insert((*item, *item, format!("{name}()").into(), result))
        {
            return; // (I2)
        }
        let object = self.types.node_of(object.clone());
        let method = self.wish_for(object, |result| Wish::Attribute { name: name.into(), result });
        self.wish(method, Wish::Call { arguments: Rc::new(arguments.clone()), result });
    }

    /// Python raises a TypeError for the arguments.
    fn wrong(&mut self, message: String) {
        self.raises.insert((self.here, message));
    }

    // Classes.

    /// A class is called.
    pub(super) fn make(&mut self, item: Item, arguments: &Rc<Arguments>, result: Node) {
        let class = match self.thing(item).clone() {
            Thing::LibraryClass(key) => return self.make_of_library(&key, item, arguments, result),
            Thing::Class(class) => class,
            _ => return,
        };
        let object = Kind::Instance(item);
        self.types.add(result, object.clone());
        if class.form == Form::Enum {
            return; // one of its members
        }
        let objects = self.objects_of(item);
        self.types.add(objects, object.clone());
        if self.is_exception(&class) {
            self.keep_exception_arguments(arguments);
            class.library.iter().for_each(|key| self.keep_only_argument(key, arguments));
        }
        self.initialize(item, &class, &object, arguments);
    }

    fn initialize(&mut self, item: Item, class: &UserClass, object: &Kind, arguments: &Rc<Arguments>) {
        let ignored = self.types.node();
        let maker = class.order.iter().copied().find(|of| self.owns(*of, "__init__") || self.has_own_maker(*of));
        match maker {
            Some(of) if self.owns(of, "__init__") => self.call_method(object, "__init__", arguments, ignored),
            Some(of) => {
                if let Some(of) = self.user_class(of) {
                    self.fill_fields(item, &of, object, arguments);
                }
            }
            None if !class.library.is_empty() => self.call_method(object, "__init__", arguments, ignored),
            None if arguments.positional.is_empty() && arguments.named.is_empty() => {}
            None => self.wrong(format!("`{}` takes no arguments", class.name)),
        }
    }

    fn has_own_maker(&self, item: Item) -> bool {
        self.user_class(item).is_some_and(|class| matches!(class.form, Form::Dataclass | Form::NamedTuple))
    }

    /// The fields of a dataclass or named tuple are given as arguments are.
    fn fill_fields(&mut self, item: Item, class: &UserClass, object: &Kind, arguments: &Rc<Arguments>) {
        let given = class.fields.iter().filter(|field| field.is_given);
        let (named_only, positional): (Vec<&Field>, Vec<&Field>) = given.partition(|field| field.named_only);
        let mut slots = |fields: Vec<&Field>| {
            fields.into_iter().map(|field| (field.name.clone(), self.field(item, &field.name))).collect::<Vec<_>>()
        };
        let (positional, named_only) = (slots(positional), slots(named_only));
        let result = self.types.node();
        let with_default = class.fields.iter().filter(|field| field.has_default);
        let function = Rc::new(Callable {
            name: class.name.clone(),
            scope: class.scope,
            positional,
            positional_only: 0,
            named_only,
            defaults: with_default.map(|field| field.name.clone()).collect(),
            star: None,
            double_star: None,
            result,
            returns: result,
            yields: result,
            sent: result,
            binding: super::Binding::Static,
        });
        // The function has an item, for a star among the arguments waits for its call.
        let key = format!("fields {item}");
        let maker = self.library_item(key, || Thing::Function(function.clone()));
        self.call(&Kind::Function(maker), arguments, result);
        if self.owner_of(item, "__post_init__").is_some() {
            let ignored = self.types.node();
            self.call_method(object, "__post_init__", &Arguments::default(), ignored);
        }
    }

    pub(super) fn is_exception(&self, class: &UserClass) -> bool {
        class.library.iter().any(|key| self.library.is_subclass(key, "BaseException"))
    }

    pub(super) fn keep_exception_arguments(&mut self, arguments: &Arguments) {
        for given in &arguments.positional {
            match given {
                Given::One(node) | Given::Many(node) => self.types.flow(*node, self.exception_arguments),
                Given::Star(node) => self.wish(*node, Wish::Iterate { element: self.exception_arguments }),
            }
        }
    }

    fn make_of_library(&mut self, key: &Name, item: Item, arguments: &Rc<Arguments>, result: Node) {
        match &**key {
            "functools.partial" => return self.make_partial(arguments, result),
            "type" => return self.type_of(arguments, result),
            "dict" if self.make_dict(arguments, result) => return,
            _ => {}
        }
        if let Some(stub) = self.library.maker(key).cloned() {
            let item = self.stub_item(&stub);
            return self.call_stub(&Kind::Function(item), &stub, &[], arguments, result);
        }
        if self.library.is_subclass(key, "BaseException") {
            self.keep_exception_arguments(arguments);
            self.keep_only_argument(key, arguments);
        }
        let parts = vec![self.types.node(), self.types.node()];
        let object = Kind::Object(item, parts);
        self.types.add(result, object.clone());
        if self.library.function(key, "__init__").is_some() {
            let ignored = self.types.node();
            self.call_method(&object, "__init__", arguments, ignored);
        } else if !arguments.positional.is_empty() || !arguments.named.is_empty() {
            self.gap(format!("`{key}` with arguments is not translated yet"));
        }
    }

    fn make_partial(&mut self, arguments: &Rc<Arguments>, result: Node) {
        let Some((Given::One(function), rest)) = arguments.positional.split_first() else {
            return self.gap("`partial` of a star is not translated yet");
        };
        let rest = Arguments { positional: rest.to_vec(), ..(**arguments).clone() };
        let partial = Thing::Partial(Rc::new((*function, rest)));
        let item = self.library_item(format!("partial {result:?}"), || partial);
        self.types.add(result, Kind::Function(item));
    }

    fn type_of(&mut self, arguments: &Rc<Arguments>, result: Node) {
        match arguments.positional.as_slice() {
            [Given::One(of)] if arguments.named.is_empty() => self.wish(*of, Wish::TypeOf { result }),
            _ => self.gap("`type` with several arguments is not translated"),
        }
    }

    /// `raise it`
    pub(super) fn raise(&mut self, kind: &Kind) {
        match kind {
            Kind::Class(item) => {
                let ignored = self.types.node();
                self.make(*item, &Rc::default(), ignored);
            }
            Kind::None | Kind::Instance(_) | Kind::Object(..) => {}
            _ => self.cannot("`raise` of", kind),
        }
    }

    /// `except it`
    pub(super) fn catch(&mut self, kind: &Kind, splits: bool, result: Node) {
        match kind {
            Kind::Class(item) => {
                let caught = match self.thing(*item) {
                    Thing::LibraryClass(_) => self.caught(*item),
                    _ => self.objects_of(*item),
                };
                if splits {
                    let group = self.library_class("ExceptionGroup");
                    let other = self.types.node();
                    // What is in groups is unified, and what the class makes is not to be.
                    let caught = self.union([caught]);
                    self.types.add(result, Kind::Object(group, vec![caught, other]));
                } else {
                    self.types.flow(caught, result);
                }
            }
            Kind::Tuple(members) => {
                members.iter().for_each(|member| self.wish(*member, Wish::Catch { result, splits }));
            }
            Kind::TupleOf(member) => self.wish(*member, Wish::Catch { result, splits }),
            _ => {
                let word = self.word(kind);
                self.gap(format!("`except` of what may be {word} is not translated"));
            }
        }
    }
}
