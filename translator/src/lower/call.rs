//! Calls.
//!
//! # How it works
//!
//! Inference says what is called. A function of the program is called by name, with what it captures first; a method of an object whose class
//! is not known is chosen by the class it has; a function of the library is written by its template (library.rs) or by hand (builtin.rs); a
//! value that is called is a closure.

use super::body::{Body, Form, Storage};
use super::text::{Value, identifier};
use super::types::Type;
use crate::analyse::infer::Binding;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Argument, ArgumentKind, Expr, ExprKind, Function, Name, Parameter, Span};

/// An argument: as it stands in the source, or what is already there.
#[derive(Clone, Debug)]
pub(super) enum Arg<'a> {
    Expr(&'a Expr),
    Value(Value),
    /// A member of a vector of what a star has unpacked, or the default where it has fewer.
    Unpacked {
        list: String,
        at: usize,
        element: Type,
        default: Option<&'a Expr>,
    },
}

/// How the vectors are called that hold what goes to `*rest`.
pub(super) const UNPACKED_REST: &str = "unpacked_";

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Given<'a> {
    pub(super) positional: Vec<Arg<'a>>,
    pub(super) named: Vec<(Name, Arg<'a>)>,
    /// What is unpacked behind the others.
    pub(super) star: Option<&'a Expr>,
    /// All that is unpacked, each with the number of positional arguments before it.
    pub(super) stars: Vec<(usize, &'a Expr)>,
    pub(super) has_double_star: bool,
    pub(super) double_stars: Vec<&'a Expr>,
    /// What is unpacked behind all others, evaluated.
    pub(super) unpacked: Vec<Value>,
    /// A dict that is all that `**rest` of the function gets.
    pub(super) rest: Option<String>,
}

impl<'a> Given<'a> {
    pub(super) fn of(arguments: &'a [Argument]) -> Given<'a> {
        let mut given = Given::default();
        for argument in arguments {
            match &argument.kind {
                ArgumentKind::Positional => given.positional.push(Arg::Expr(&argument.value)),
                ArgumentKind::Named(name) => given.named.push((name.clone(), Arg::Expr(&argument.value))),
                ArgumentKind::Star => {
                    given.star = Some(&argument.value);
                    given.stars.push((given.positional.len(), &argument.value));
                }
                ArgumentKind::DoubleStar => match literal_names(&argument.value) {
                    Some(named) => {
                        given.named.extend(named.into_iter().map(|(name, value)| (name, Arg::Expr(value))));
                    }
                    None => {
                        given.has_double_star = true;
                        given.double_stars.push(&argument.value);
                    }
                },
            }
        }
        given
    }

    pub(super) fn values(values: impl IntoIterator<Item = Value>) -> Given<'a> {
        Given { positional: values.into_iter().map(Arg::Value).collect(), ..Given::default() }
    }

    /// Says whether something is unpacked before another positional argument.
    pub(super) fn is_scattered(&self) -> bool {
        self.stars.len() > 1 || self.stars.iter().any(|(place, _)| *place < self.positional.len())
    }

    pub(super) fn named(&self, name: &str) -> Option<&Arg<'a>> {
        self.named.iter().find(|(other, _)| &**other == name).map(|(_, argument)| argument)
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn argument(&mut self, argument: &Arg<'a>) -> Value {
        match argument {
            Arg::Expr(expr) => self.expr(expr),
            Arg::Value(value) => value.clone(),
            Arg::Unpacked { list, at, element, .. } => Value::new(format!("{list}[{at}].clone()"), element.clone()),
        }
    }

    pub(super) fn kept_argument(&mut self, argument: &Arg<'a>, of_type: &Type, span: Span) -> String {
        match argument {
            Arg::Expr(expr) => self.kept_expr(expr, of_type),
            Arg::Value(value) => self.keep(&value.clone(), of_type, span),
            Arg::Unpacked { .. } => {
                let value = self.argument(argument);
                self.keep(&value, of_type, span)
            }
        }
    }

    /// An expression as a value of a type: a function becomes a closure.
    pub(super) fn kept_expr(&mut self, expr: &'a Expr, of_type: &Type) -> String {
        if let Type::Function(..) = of_type
            && let Some(value) = self.as_function(expr)
        {
            return self.keep(&value, of_type, expr.span);
        }
        self.kept_as(expr, of_type)
    }

    pub(super) fn call(&mut self, expr: &'a Expr, function: &'a Expr, arguments: &'a [Argument]) -> Value {
        let given = Given::of(arguments);
        if let Some(name) = self.builtin_name(function) {
            return self.call_builtin(name, &given, expr);
        }
        if self.is_class_value(function) {
            return self.construct_by_class(function, &given, expr);
        }
        if let ExprKind::Attribute(of, name) = &function.kind {
            if let (Some(Kind::Class(item)), true) = (self.known(function), self.is_of_object(of)) {
                return self.construct(item, &given, expr);
            }
            return self.call_attribute(of, name, &given, expr, function);
        }
        match self.known(function) {
            Some(Kind::Function(item)) if self.type_of(function) == Type::Known => {
                self.call_item(item, None, &given, expr)
            }
            Some(Kind::Class(item)) => self.construct(item, &given, expr),
            _ => {
                let value = self.expr(function);
                if *value.of_type.inner() == Type::ExceptionClass {
                    return self.make_by_class(&value, function, &given);
                }
                self.call_value(&value, &given, expr.span)
            }
        }
    }

    fn call_attribute(
        &mut self,
        of: &'a Expr,
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
        function: &'a Expr,
    ) -> Value {
        match self.known(of) {
            Some(Kind::Module(_)) => match self.known(function) {
                Some(Kind::Function(item)) => return self.call_item(item, None, given, expr),
                Some(Kind::Class(item)) => return self.construct(item, given, expr),
                _ => return self.refuse(function.span, format!("`{name}` of this module is not translated yet")),
            },
            Some(Kind::Class(_)) if matches!(self.known(function), Some(Kind::Class(_))) => {
                let Some(Kind::Class(item)) = self.known(function) else { return self.refuse(expr.span, "this call") };
                return self.construct(item, given, expr);
            }
            Some(Kind::Class(class)) => return self.call_of_class(class, name, given, expr),
            _ => {}
        }
        if self.is_class_value(of) {
            return self.call_method_by_class(of, name, given, expr);
        }
        if self.is_super(of) {
            return self.call_super(name, given, expr);
        }
        let object = self.expr(of);
        self.call_method(&object, of, name, given, expr)
    }

    pub(super) fn is_super(&self, of: &Expr) -> bool {
        matches!(&of.kind, ExprKind::Call(function, arguments) if arguments.is_empty() && self.builtin_name(function) == Some("super"))
    }

    /// A method of a value.
    pub(super) fn call_method(
        &mut self,
        object: &Value,
        of: &'a Expr,
        name: &Name,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        let object = self.present(object, name);
        if let Type::Union(_) = object.of_type {
            return self.by_part(&object, expr.span, |inside, part| match inside.lacks(part, name) {
                Some(raised) => raised,
                None => inside.call_method(part, of, name, given, expr),
            });
        }
        match &object.of_type {
            Type::Instance(head) => {
                let mut classes = self.classes_of(of);
                classes.retain(|class| self.lower.head(*class) == *head);
                self.call_object(&object, &classes, name, given, expr)
            }
            Type::Exception => {
                let classes = self.classes_of(of);
                if classes.iter().any(|class| self.lower.look_up(*class, name) != super::class::Found::Nothing) {
                    return self.call_object(&object, &classes, name, given, expr);
                }
                match self.call_exception(&object, name, given, expr.span) {
                    Some(value) => value,
                    None => self.call_library_method(&object, name, given, expr),
                }
            }
            _ => self.call_library_method(&object, name, given, expr),
        }
    }

    /// A value that may be None, as one that is not; None has no such attribute.
    pub(super) fn present(&mut self, object: &Value, name: &str) -> Value {
        match &object.of_type {
            Type::Optional(inner) => {
                let text = format!("some_with({}, {})", object.owned(), super::text::literal(name));
                self.tried(text, (**inner).clone())
            }
            _ => object.clone(),
        }
    }

    /// The classes whose objects an expression may give.
    pub(super) fn classes_of(&self, expr: &Expr) -> Vec<Item> {
        let node = self.lower.inferred.expression(expr.id);
        let kinds =
            node.map(|node| self.lower.inferred.kinds(self.lower.inferred.find(node)).cloned().collect::<Vec<_>>());
        kinds
            .unwrap_or_default()
            .iter()
            .filter_map(|kind| match kind {
                Kind::Instance(item) => Some(*item),
                _ => None,
            })
            .collect()
    }

    /// A function of the program or of the library.
    pub(super) fn call_item(
        &mut self,
        item: Item,
        receiver: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Value {
        if self.lower.inferred.callable(item).is_some() {
            return self.call_function(item, receiver, given, expr.span);
        }
        let key = self.lower.inferred.library_key(item).unwrap_or_default().to_owned();
        if let ("dataclasses.asdict" | "dataclasses.astuple", [of]) = (&*key, given.positional.as_slice())
            && given.named.is_empty()
        {
            let value = self.argument(of);
            let classes = match of {
                Arg::Expr(of) => self.classes_of(of),
                _ => Vec::new(),
            };
            if let ([class], Type::Instance(head)) = (classes.as_slice(), &value.of_type) {
                let head = *head;
                return self.plain_copy_of(&value, *class, head, key == "dataclasses.asdict", expr.span);
            }
            return self.plain_copy(&value, key == "dataclasses.asdict", 0, expr.span);
        }
        if let ("dataclasses.replace", Some((Arg::Expr(of), _))) = (&*key, given.positional.split_first()) {
            let object = self.expr(of);
            let named = Given { positional: Vec::new(), ..given.clone() };
            return self.replaced(&object, &self.classes_of(of), &named, expr.span);
        }
        match key.strip_prefix("builtins.").and_then(super::builtin::name_of) {
            Some(name) => self.call_builtin(name, given, expr),
            None => self.call_library(&key, receiver, given, expr),
        }
    }

    /// A function of the program: `receiver` is the object whose method it is.
    pub(super) fn call_function(
        &mut self,
        item: Item,
        receiver: Option<&Value>,
        given: &Given<'a>,
        span: Span,
    ) -> Value {
        let inferred = self.lower.inferred;
        let Some(callable) = inferred.callable(item) else { return self.refuse(span, "this call") };
        let Some(function) = self.lower.functions.get(&callable.scope).copied() else {
            return self.refuse(span, "a lambda is not called by its name yet");
        };
        if receiver.is_none() && self.lower.is_method(callable) && callable.binding == Binding::Object {
            return self.call_with_object_first(item, given, span);
        }
        if !given.named.is_empty() && self.lower.cache_of(item, callable, function).is_some() {
            return self.refuse(span, "a function with a cache is called with positional arguments only so far");
        }
        if self.is_called_as_value(item, function, receiver.is_some(), given) {
            let value = self.function_value(item, receiver, span);
            return self.call_value(&value, given, span);
        }
        let Some(mut arguments) = self.arguments(item, function, receiver.is_some(), given, span) else {
            return Value::new("()", Type::Never);
        };
        if !self.lower.is_called(callable, function) {
            // Nothing ever comes to one of its parameters: it is not written, and this place is not reached.
            let evaluated: Vec<String> = arguments.iter().map(|(_, text)| format!("let _ = {text};")).collect();
            return Value::new(format!("{{ {} }}", evaluated.join(" ")), Type::Never).may_raise();
        }
        let name = match receiver {
            Some(exception) if exception.of_type == Type::Exception => {
                arguments.insert(0, (0, exception.reference()));
                self.lower.method_path(item)
            }
            Some(object) => format!("{}.{}", object.receiver(), self.lower.method_name(item)),
            None if self.lower.is_method(callable) => self.lower.method_path(item),
            None => self.function_path(callable.scope, function),
        };
        let sleeps = self.in_thread && self.lower.sleeping.contains(&item);
        if sleeps && self.lower.is_method(callable) {
            return self.refuse(span, "a method that sleeps is not run by a thread yet");
        }
        let name = if sleeps { super::function::in_thread(&name) } else { name };
        let text = self.with_order(&name, &arguments);
        let form = if sleeps { Form::Blocking } else { self.lower.form(item, function) };
        let of_type = inferred.callable(item).map_or(Type::Never, |callable| self.lower.type_at(callable.result, span));
        match form {
            Form::Function => self.tried(text, of_type).may_raise(),
            Form::Blocking if self.form == Form::Function => {
                self.refuse(span, "a function that runs a loop is not called from here yet")
            }
            Form::Blocking => self.tried(format!("Box::pin({text}).await"), of_type),
            Form::Coroutine => match of_type {
                Type::Coro(given) => Value::new(text, Type::Coroutine(given)),
                of_type => Value::new(text, of_type),
            },
            Form::Generator | Form::AsyncGenerator => Value::new(text, of_type),
        }
    }

    /// Says whether a call unpacks what fills parameters in a way that only shows when it runs.
    fn is_called_as_value(&self, item: Item, function: &Function, has_receiver: bool, given: &Given<'a>) -> bool {
        let is_tuple = |of_type: &Type| matches!(of_type, Type::Tuple(_));
        let is_fixed = given.stars.iter().all(|(_, star)| is_tuple(&self.type_of(star)))
            && given.unpacked.iter().all(|value| is_tuple(&value.of_type));
        if is_fixed || self.lower.form(item, function) == Form::Blocking {
            return false;
        }
        let parameters = &function.parameters;
        let fixed = parameters.positional.len() - usize::from(has_receiver);
        let is_open = |parameter: &Parameter| parameter.default.as_ref().is_some_and(|default| !is_constant(default));
        given.has_double_star
            || !given.named.is_empty()
            || !parameters.named_only.is_empty()
            || parameters.double_star.is_some()
            || parameters.positional.iter().any(is_open)
            || parameters.star.is_some() && given.stars.iter().any(|(place, _)| *place < fixed)
            || parameters.star.is_some() && !given.unpacked.is_empty() && given.positional.len() < fixed
    }

    /// A method whose object is the first argument.
    fn call_with_object_first(&mut self, item: Item, given: &Given<'a>, span: Span) -> Value {
        let mut given = given.clone();
        if given.positional.is_empty() || given.stars.iter().any(|(place, _)| *place == 0) {
            return self.refuse(span, "a method of a class is called with its object only so far");
        }
        let object = given.positional.remove(0);
        given.stars.iter_mut().for_each(|(place, _)| *place -= 1);
        let object = self.argument(&object);
        if !matches!(object.of_type, Type::Instance(_) | Type::Exception) {
            return self.refuse(span, "a method of a class is called with an object of the class only so far");
        }
        self.call_function(item, Some(&object), &given, span)
    }

    /// The name of a function, with its module's where a variable has the same.
    fn function_path(&self, scope: ScopeId, function: &Function) -> String {
        let name = self.lower.function_name(scope);
        let around = self.lower.scopes.scopes.get(scope.0 as usize).and_then(|scope| scope.parent);
        let node = around.and_then(|around| self.lower.inferred.variable(around, &function.name));
        let is_known = node.is_some_and(|node| self.lower.types.of(node) == Ok(Type::Known));
        if is_known { name } else { format!("self::{name}") }
    }

    /// The call with its arguments, evaluated in the order of the source (I2).
    pub(super) fn with_order(&mut self, name: &str, arguments: &[(usize, String)]) -> String {
        let prelude = std::mem::take(&mut self.prelude);
        let call = self.ordered(name, arguments);
        if prelude.is_empty() { call } else { format!("{{ {prelude}{call} }}") }
    }

    fn ordered(&mut self, name: &str, arguments: &[(usize, String)]) -> String {
        let in_order = arguments.windows(2).all(|pair| matches!(pair, [one, other] if one.0 <= other.0));
        let texts = |arguments: &[(usize, String)]| {
            arguments.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>().join(", ")
        };
        if in_order {
            return format!("{name}({})", texts(arguments));
        }
        let mut sorted: Vec<(usize, usize)> =
            arguments.iter().enumerate().map(|(place, (order, _))| (*order, place)).collect();
        sorted.sort_unstable();
        let bound: Vec<String> = sorted
            .iter()
            .filter_map(|(_, place)| arguments.get(*place).map(|(_, text)| format!("let argument_{place} = {text};")))
            .collect();
        let names: Vec<String> = (0..arguments.len()).map(|place| format!("argument_{place}")).collect();
        format!("{{ {} {name}({}) }}", bound.join(" "), names.join(", "))
    }

    /// The arguments in the order of the Rust function's parameters, each with its place in the order of evaluation.
    pub(super) fn arguments(
        &mut self,
        item: Item,
        function: &'a Function,
        has_receiver: bool,
        given: &Given<'a>,
        span: Span,
    ) -> Option<Vec<(usize, String)>> {
        let inferred = self.lower.inferred;
        let callable = inferred.callable(item)?;
        let scope = callable.scope;
        let is_plain = given.stars.is_empty() && given.unpacked.is_empty() && !given.has_double_star;
        let double_stars = &given.double_stars;
        let given = match is_plain {
            true => given.clone(),
            false => self.with_stars_unpacked(given, item, function, has_receiver, span)?,
        };
        let names = self.unpacked_names(double_stars, &given, item, has_receiver, span)?;
        let mut arguments: Vec<(usize, String)> = self.captured(scope).into_iter().map(|text| (0, text)).collect();
        let parameters = &function.parameters;
        let positional = parameters.positional.get(usize::from(has_receiver)..).unwrap_or_default();
        for (place, parameter) in positional.iter().enumerate() {
            let argument = match given.positional.get(place) {
                Some(argument) => Some((place, argument.clone())),
                None => named(&given, &parameter.name),
            };
            if let (None, Some(names)) = (&argument, &names) {
                arguments.extend(self.argument_of_name(scope, parameter, names, span)?);
                continue;
            }
            arguments.extend(self.bound_argument(scope, parameter, argument, span)?);
        }
        if let Some(star) = &parameters.star {
            let rest = given.positional.get(positional.len()..).unwrap_or_default().to_vec();
            let rest = match rest.as_slice() {
                [Arg::Value(value)] if value.text.starts_with(UNPACKED_REST) => {
                    self.kept_rest(scope, star, format!("Sequence::from({})", value.text), span)?
                }
                rest => self.rest(scope, star, rest, span)?,
            };
            arguments.push((positional.len(), rest));
        } else if given.positional.len() > positional.len() {
            self.refuse(span, format!("`{}` takes fewer arguments", function.name));
            return None;
        }
        for parameter in &parameters.named_only {
            let argument = named(&given, &parameter.name);
            if let (None, Some(names)) = (&argument, &names) {
                arguments.extend(self.argument_of_name(scope, parameter, names, span)?);
                continue;
            }
            arguments.extend(self.bound_argument(scope, parameter, named(&given, &parameter.name), span)?);
        }
        if let (Some(_), Some(rest)) = (&parameters.double_star, &given.rest) {
            arguments.push((usize::MAX, rest.clone()));
        } else if let Some(rest) = &parameters.double_star {
            let known = |name: &Name| parameter_named(function, name);
            let others: Vec<(Name, Arg<'a>)> = given.named.iter().filter(|(name, _)| !known(name)).cloned().collect();
            let text = self.named_rest(scope, rest, &others, span)?;
            let text = match &names {
                Some(names) => self.with_other_names(scope, function, &text, names, span)?,
                None => text,
            };
            arguments.push((usize::MAX, text));
        } else if let Some((name, _)) = given.named.iter().find(|(name, _)| !parameter_named(function, name)) {
            self.refuse(span, format!("`{}` has no parameter `{name}`", function.name));
            return None;
        }
        Some(arguments)
    }

    /// `f(*pair)`: the members of a tuple stand for as many arguments; of others it shows when it runs. All arguments are evaluated first.
    fn with_stars_unpacked(
        &mut self,
        given: &Given<'a>,
        item: Item,
        function: &'a Function,
        has_receiver: bool,
        span: Span,
    ) -> Option<Given<'a>> {
        let (mut bound, mut values) = (String::new(), Vec::new());
        for place in 0..=given.positional.len() {
            for (_, star) in given.stars.iter().filter(|(at, _)| *at == place) {
                let value = self.expr(star);
                let value = self.untupled(&value, "__iter__");
                if is_never_filled(&value.of_type) {
                    bound.push_str(&format!("let _ = {}; ", value.reference()));
                    continue;
                }
                let name = self.temporary("star");
                if matches!(value.of_type, Type::Lazy(_)) {
                    bound.push_str(&format!("let {name} = {}; ", value.text));
                    values.push((true, Value::new(name, value.of_type)));
                } else {
                    bound.push_str(&format!("let {name} = {}; ", value.owned()));
                    values.push((true, Value::place(name, value.of_type)));
                }
            }
            if let Some(argument) = given.positional.get(place) {
                let value = self.argument(argument);
                let name = self.temporary("argument");
                bound.push_str(&format!("let {name} = {}; ", value.owned()));
                values.push((
                    false,
                    Value { text: name.clone(), ..Value::place(name, value.of_type).with_known(value.known) },
                ));
            }
        }
        let open = given.unpacked.iter().filter(|value| !is_never_filled(&value.of_type));
        values.extend(open.map(|value| (true, value.clone())));
        let mut named = Vec::new();
        for (name, argument) in &given.named {
            let value = self.argument(argument);
            let held = self.temporary("argument");
            bound.push_str(&format!("let {held} = {}; ", value.owned()));
            named.push((name.clone(), Arg::Value(Value::place(held, value.of_type).with_known(value.known))));
        }
        self.prelude.push_str(&bound);
        let fixed = function.parameters.positional.len() - usize::from(has_receiver);
        let mut positional = Vec::new();
        let mut left = values.into_iter().peekable();
        while let Some((is_star, value)) = left.peek() {
            match &value.of_type {
                _ if !is_star => positional.push(Arg::Value(value.clone())),
                Type::Tuple(members) => {
                    for (place, member) in members.iter().enumerate() {
                        let text = format!("{}.{place}", value.receiver());
                        positional.push(Arg::Value(Value::place(text, member.clone())));
                    }
                }
                _ => break,
            }
            left.next();
        }
        let rest: Vec<(bool, Value)> = left.collect();
        if !rest.is_empty() {
            self.unpack_rest(rest, &mut positional, item, function, fixed, (has_receiver, &named), span)?;
        }
        Some(Given { positional, named, ..Given::default() })
    }

    /// What is unpacked becomes a vector, from which the parameters take theirs.
    #[allow(clippy::too_many_arguments)]
    fn unpack_rest(
        &mut self,
        rest: Vec<(bool, Value)>,
        positional: &mut Vec<Arg<'a>>,
        item: Item,
        function: &'a Function,
        fixed: usize,
        (has_receiver, named): (bool, &[(Name, Arg<'a>)]),
        span: Span,
    ) -> Option<()> {
        let callable = self.lower.inferred.callable(item)?;
        let before = positional.len();
        let is_rest = before >= fixed && function.parameters.star.is_some();
        let mut elements = Vec::new();
        for (is_star, value) in &rest {
            match is_star {
                true => elements.push(self.iterable(value, span)?.1),
                false => elements.push(value.of_type.clone()),
            }
        }
        let element = match (&function.parameters.star, is_rest) {
            (Some(_), true) => self.rest_element(callable.scope)?,
            (Some(_), false) => {
                self.refuse(span, "a star that fills parameters before a `*` one is not translated yet");
                return None;
            }
            (None, _) => match self.lower.types.joined_optional(elements) {
                Ok(element) => element,
                Err(why) => {
                    self.refuse(span, why);
                    return None;
                }
            },
        };
        let list = format!("{UNPACKED_REST}{}", self.number());
        let mut text = format!("let mut {list}: Vec<{}> = Vec::new(); ", self.lower.rust_type(&element));
        if is_rest {
            for argument in positional.drain(fixed..) {
                let value = self.kept_argument(&argument, &element, span);
                text.push_str(&format!("{list}.push({value}); "));
            }
        }
        for (is_star, value) in &rest {
            if !is_star {
                let value = self.keep(value, &element, span);
                text.push_str(&format!("{list}.push({value}); "));
                continue;
            }
            let (iterable, given) = self.iterable(value, span)?;
            let iterable = self.fallible(&format!("Iterable::iterate({iterable})"));
            let next = self.fallible("unpacked.next()");
            let one = self.keep(&Value::new("one", given), &element, span);
            text.push_str(&format!(
                "{{ let mut unpacked = {iterable}; while let Some(one) = {next} {{ {list}.push({one}); }} }} "
            ));
        }
        if is_rest {
            positional.push(Arg::Value(Value::new(list, Type::Never)));
            self.prelude.push_str(&text);
            return Some(());
        }
        let parameters = &function.parameters.positional;
        let own = parameters.get(usize::from(has_receiver)..).unwrap_or_default();
        let open = own.get(before..).unwrap_or_default();
        if !named.is_empty()
            || open.iter().any(|parameter| parameter.default.as_ref().is_some_and(|default| !is_constant(default)))
            || function.parameters.named_only.iter().any(|parameter| parameter.default.is_none())
            || function.parameters.double_star.is_some()
        {
            self.refuse(span, "a star with these arguments beside it is not translated yet");
            return None;
        }
        let names = parameters.iter().filter(|parameter| parameter.default.is_none());
        let names: Vec<String> = names.map(|parameter| super::text::literal(&parameter.name)).collect();
        let full_name = self.lower.scopes.scopes.get(callable.scope.0 as usize).map_or("", |scope| &scope.name);
        let check = self.fallible(&format!(
            "check_arguments({}, &[{}], {}, {} + {list}.len())",
            super::text::literal(full_name),
            names.join(", "),
            parameters.len(),
            before + usize::from(has_receiver),
        ));
        text.push_str(&format!("{check}; "));
        self.prelude.push_str(&text);
        for (at, parameter) in open.iter().enumerate() {
            positional.push(Arg::Unpacked {
                list: list.clone(),
                at,
                element: element.clone(),
                default: parameter.default.as_ref(),
            });
        }
        Some(())
    }

    /// Says whether what is written stands in a scope.
    fn is_inside(&self, owner: ScopeId) -> bool {
        let parent = |scope: &ScopeId| self.lower.scopes.scopes.get(scope.0 as usize).and_then(|scope| scope.parent);
        std::iter::successors(Some(self.scope), parent).any(|scope| scope == owner)
    }

    /// What a function takes from those around it, as arguments.
    fn captured(&mut self, scope: crate::analyse::scopes::ScopeId) -> Vec<String> {
        let captures = self.lower.captures(scope);
        if let Some((_, name)) = captures.iter().find(|(owner, _)| !self.is_inside(*owner)) {
            let message =
                format!("a method that uses `{name}` of the function around its class, called from elsewhere");
            self.refuse(self.lower.scope_span(scope), message);
            return Vec::new();
        }
        let texts = captures.iter().map(|(owner, name)| {
            let rust = identifier(name);
            match self.storage(*owner, name) {
                Storage::Receiver(receiver) => format!("{receiver}.clone()"),
                Storage::Maybe => {
                    self.fallible(&format!("{rust}.clone().ok_or_else(|| unbound({}))", super::text::literal(name)))
                }
                _ => format!("{rust}.clone()"),
            }
        });
        texts.collect()
    }

    /// An argument of a parameter: what is given, or its default. Nothing where the parameter needs no value.
    pub(super) fn bound_argument(
        &mut self,
        scope: crate::analyse::scopes::ScopeId,
        parameter: &'a Parameter,
        argument: Option<(usize, Arg<'a>)>,
        span: Span,
    ) -> Option<Option<(usize, String)>> {
        let of_type = self.variable_type(scope, &parameter.name, parameter.span);
        if of_type == Type::Known {
            return Some(None);
        }
        match (argument, &parameter.default) {
            (Some((place, Arg::Unpacked { list, at, element, default })), _) => {
                let member = Value::new(format!("{list}[{at}].clone()"), element);
                let member = self.keep(&member, &of_type, span);
                let text = match default {
                    Some(default) => {
                        let default = self.kept_as(default, &of_type);
                        format!("if {list}.len() > {at} {{ {member} }} else {{ {default} }}")
                    }
                    None => member,
                };
                Some(Some((place, text)))
            }
            (Some((place, argument)), _) => Some(Some((place, self.kept_argument(&argument, &of_type, span)))),
            (None, Some(default)) if is_constant(default) => Some(Some((usize::MAX, self.kept_as(default, &of_type)))),
            (None, Some(default)) => {
                if !self.lower.has_cells(scope) {
                    self.refuse(default.span, "a default that is no constant is not translated here yet");
                    return None;
                }
                let cell = self.lower.default_cell(scope, &parameter.name, &of_type);
                Some(Some((usize::MAX, self.fallible(&format!("{cell}.get()")))))
            }
            (None, None) => {
                self.refuse(span, format!("the argument `{}` is missing", parameter.name));
                None
            }
        }
    }

    /// The arguments of `*rest`.
    fn rest(
        &mut self,
        scope: crate::analyse::scopes::ScopeId,
        parameter: &Parameter,
        rest: &[Arg<'a>],
        span: Span,
    ) -> Option<String> {
        let element = self.rest_element(scope)?;
        let texts: Vec<String> = rest.iter().map(|argument| self.kept_argument(argument, &element, span)).collect();
        let text = format!("Sequence::from(vec![{}])", texts.join(", "));
        self.kept_rest(scope, parameter, text, span)
    }

    /// What `*rest` of a function holds.
    fn rest_element(&self, scope: ScopeId) -> Option<Type> {
        let inferred = self.lower.inferred;
        let (_, callable) = inferred.function_of(scope)?;
        self.lower.types.of(callable.star?).ok()
    }

    /// A sequence, as what the variable `rest` holds: other tuples may come there, too.
    fn kept_rest(&mut self, scope: ScopeId, parameter: &Parameter, text: String, span: Span) -> Option<String> {
        let of_type = self.variable_type(scope, &parameter.name, parameter.span);
        let element = self.rest_element(scope)?;
        Some(self.keep(&Value::new(text, Type::Sequence(std::rc::Rc::new(element))), &of_type, span))
    }

    fn named_rest(
        &mut self,
        scope: crate::analyse::scopes::ScopeId,
        parameter: &Parameter,
        rest: &[(Name, Arg<'a>)],
        span: Span,
    ) -> Option<String> {
        let Type::Dict(_, element) = self.variable_type(scope, &parameter.name, parameter.span) else {
            self.refuse(parameter.span, "this `**` parameter is not translated yet");
            return None;
        };
        let mut pairs = Vec::new();
        for (name, argument) in rest {
            let value = self.kept_argument(argument, &element, span);
            pairs.push(format!("(Str::from({}), {value})", super::text::literal(name)));
        }
        Some(self.fallible(&format!("Dict::from_pairs(iter::from_rust([{}].into_iter()))", pairs.join(", "))))
    }

    /// A function that is called at once with values of these types, as a closure: `by_reference` where it gets references.
    pub(super) fn callback(
        &mut self,
        argument: &Arg<'a>,
        types: &[Type],
        by_reference: bool,
        expr: &'a Expr,
    ) -> Option<(String, Type)> {
        let names: Vec<String> = types.iter().map(|_| self.temporary("a")).collect();
        let pattern: Vec<String> = names
            .iter()
            .zip(types)
            .map(|(name, of_type)| {
                format!("{name}: {}{}", if by_reference { "&" } else { "" }, self.lower.rust_type(of_type))
            })
            .collect();
        let values = names.iter().zip(types).map(|(name, of_type)| {
            let text = if by_reference { format!("(*{name})") } else { name.clone() };
            Value::place(text, of_type.clone())
        });
        let given = Given::values(values);
        let (bound, held) = self.held(argument);
        let value = self.in_closure(|inside| match (&held, argument) {
            (Some(object), Arg::Expr(Expr { kind: ExprKind::Attribute(of, name), .. }))
                if !matches!(object.of_type, Type::Function(..)) =>
            {
                Some(inside.call_method(object, of, name, &given, expr))
            }
            (Some(function), _) => Some(inside.call_value(function, &given, expr.span)),
            (None, argument) => inside.call_argument(argument, &given, expr),
        })?;
        let closure = format!("move |{}| Ok({})", pattern.join(", "), value.owned());
        let text = if bound.is_empty() { closure } else { format!("{{ {bound}{closure} }}") };
        Some((text, value.of_type))
    }

    /// What a closure that calls an argument owns: the statements that bind it, and the object or function that is evaluated only once.
    fn held(&mut self, argument: &Arg<'a>) -> (String, Option<Value>) {
        let function = match argument {
            Arg::Value(_) | Arg::Unpacked { .. } => return (String::new(), None),
            Arg::Expr(function) => *function,
        };
        if let ExprKind::Lambda(..) = &function.kind {
            let scope = self.lower.scopes.of_expression(function.id);
            return (scope.map(|scope| self.cloned_captures(scope)).unwrap_or_default(), None);
        }
        if self.builtin_name(function).is_some() {
            return (String::new(), None);
        }
        let value = match (self.known(function), &function.kind) {
            (Some(Kind::Function(item)), _) if self.type_of(function) == Type::Known => {
                let scope = self.lower.inferred.callable(item).map(|callable| callable.scope);
                return (scope.map(|scope| self.cloned_captures(scope)).unwrap_or_default(), None);
            }
            (Some(Kind::Class(_)), _) => return (String::new(), None),
            (Some(Kind::Method(..)), ExprKind::Attribute(of, _)) => self.expr(of),
            _ => self.expr(function),
        };
        if matches!(value.of_type, Type::Known | Type::Never) {
            return (String::new(), None);
        }
        let name = self.temporary("held");
        (format!("let {name} = {}; ", value.owned()), Some(Value::place(name, value.of_type)))
    }

    /// Calls what an argument stands for.
    pub(super) fn call_argument(&mut self, argument: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let function = match argument {
            Arg::Expr(function) => *function,
            Arg::Value(_) | Arg::Unpacked { .. } => {
                let value = self.argument(argument);
                return Some(self.call_value(&value, given, expr.span));
            }
        };
        if let ExprKind::Lambda(parameters, body) = &function.kind {
            return self.lambda_inline(function, parameters, body, given);
        }
        if let Some(name) = self.builtin_name(function) {
            return Some(self.call_builtin(name, given, function));
        }
        Some(match self.known(function) {
            Some(Kind::Function(item)) if self.type_of(function) == Type::Known => {
                self.call_item(item, None, given, function)
            }
            Some(Kind::Class(item)) => self.construct(item, given, function),
            Some(Kind::Method(..)) if matches!(function.kind, ExprKind::Attribute(..)) => {
                let ExprKind::Attribute(of, name) = &function.kind else { return None };
                let object = self.expr(of);
                self.call_method(&object, of, name, given, function)
            }
            _ => {
                let value = self.expr(function);
                self.call_value(&value, given, function.span)
            }
        })
    }

    /// The body of a lambda, with its parameters bound to values.
    fn lambda_inline(
        &mut self,
        lambda: &'a Expr,
        parameters: &'a crate::tree::Parameters,
        body: &'a Expr,
        given: &Given<'a>,
    ) -> Option<Value> {
        let scope = self.lower.scopes.of_expression(lambda.id)?;
        let mut bound = String::new();
        for (parameter, argument) in parameters.positional.iter().zip(&given.positional) {
            let of_type = self.variable_type(scope, &parameter.name, parameter.span);
            let text = self.kept_argument(argument, &of_type, parameter.span);
            bound.push_str(&format!("let {} = {text}; ", identifier(&parameter.name)));
            self.storages.insert((scope, parameter.name.clone()), Storage::Let);
        }
        if parameters.positional.len() != given.positional.len() {
            self.refuse(lambda.span, "a lambda with defaults is not translated yet");
            return None;
        }
        let value = self.in_scope(scope, |inside| inside.expr(body));
        Some(Value::new(format!("{{ {bound}{} }}", value.owned()), value.of_type))
    }
}

/// Says whether nothing ever comes into what is unpacked.
pub(super) fn is_never_filled(of_type: &Type) -> bool {
    match of_type {
        Type::Sequence(element) | Type::List(element) | Type::Set(element) => **element == Type::Never,
        _ => false,
    }
}

/// The arguments that a dict which is written there gives by name.
fn literal_names(dict: &Expr) -> Option<Vec<(Name, &Expr)>> {
    let ExprKind::Dict(items) = &dict.kind else { return None };
    let named = items.iter().map(|item| match &item.key.as_ref()?.kind {
        ExprKind::Str(name) => Some((Name::from(&**name), &item.value)),
        _ => None,
    });
    named.collect()
}

fn named<'a>(given: &Given<'a>, name: &Name) -> Option<(usize, Arg<'a>)> {
    let place = given.named.iter().position(|(other, _)| other == name)?;
    let (_, argument) = given.named.get(place)?;
    Some((given.positional.len() + place, argument.clone()))
}

fn parameter_named(function: &Function, name: &Name) -> bool {
    let parameters = &function.parameters;
    parameters.positional.iter().chain(&parameters.named_only).any(|parameter| parameter.name == *name)
}

/// Says whether an expression gives the same whenever it is evaluated.
pub(super) fn is_constant(expr: &Expr) -> bool {
    expr.is_constant()
}
