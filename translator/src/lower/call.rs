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
use crate::analyse::types::{Item, Kind};
use crate::tree::{Argument, ArgumentKind, Expr, ExprKind, Function, Name, Parameter, Span};

/// An argument: as it stands in the source, or what is already there.
#[derive(Clone, Debug)]
pub(super) enum Arg<'a> {
    Expr(&'a Expr),
    Value(Value),
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Given<'a> {
    pub(super) positional: Vec<Arg<'a>>,
    pub(super) named: Vec<(Name, Arg<'a>)>,
    /// What is unpacked behind the others.
    pub(super) star: Option<&'a Expr>,
    pub(super) has_double_star: bool,
}

impl<'a> Given<'a> {
    pub(super) fn of(arguments: &'a [Argument]) -> Given<'a> {
        let mut given = Given::default();
        for argument in arguments {
            match &argument.kind {
                ArgumentKind::Positional => given.positional.push(Arg::Expr(&argument.value)),
                ArgumentKind::Named(name) => given.named.push((name.clone(), Arg::Expr(&argument.value))),
                ArgumentKind::Star => given.star = Some(&argument.value),
                ArgumentKind::DoubleStar => given.has_double_star = true,
            }
        }
        given
    }

    pub(super) fn values(values: impl IntoIterator<Item = Value>) -> Given<'a> {
        Given { positional: values.into_iter().map(Arg::Value).collect(), ..Given::default() }
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
        }
    }

    pub(super) fn kept_argument(&mut self, argument: &Arg<'a>, of_type: &Type, span: Span) -> String {
        match argument {
            Arg::Expr(expr) => self.kept_expr(expr, of_type),
            Arg::Value(value) => self.keep(&value.clone(), of_type, span),
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
        if let ExprKind::Attribute(of, name) = &function.kind {
            return self.call_attribute(of, name, &given, expr, function);
        }
        match self.known(function) {
            Some(Kind::Function(item)) if self.type_of(function) == Type::Known => {
                self.call_item(item, None, &given, expr)
            }
            Some(Kind::Class(item)) => self.construct(item, &given, expr),
            _ => {
                let value = self.expr(function);
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
            Some(Kind::Class(class)) => return self.call_of_class(class, name, given, expr),
            _ => {}
        }
        if self.is_super(of) {
            return self.call_super(name, given, expr);
        }
        let object = self.expr(of);
        self.call_method(&object, of, name, given, expr)
    }

    fn is_super(&self, of: &Expr) -> bool {
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
        match &object.of_type {
            Type::Instance(_) => {
                let classes = self.classes_of(of);
                self.call_object(&object, &classes, name, given, expr)
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
        let Some(arguments) = self.arguments(item, function, receiver.is_some(), given, span) else {
            return Value::new("()", Type::Never);
        };
        let name = match receiver {
            Some(object) => format!("{}.{}", object.receiver(), self.lower.method_name(item)),
            None if self.lower.is_method(callable) => self.lower.method_path(item),
            None => self.lower.function_name(callable.scope),
        };
        let text = self.with_order(&name, &arguments);
        let form = self.lower.form(item, function);
        let of_type = inferred.callable(item).map_or(Type::Never, |callable| self.lower.type_at(callable.result, span));
        match form {
            Form::Function => self.tried(text, of_type),
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

    /// The call with its arguments, evaluated in the order of the source (I2).
    pub(super) fn with_order(&mut self, name: &str, arguments: &[(usize, String)]) -> String {
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
        if given.has_double_star {
            self.refuse(span, "`**` in a call is not translated yet");
            return None;
        }
        let given = self.with_star(given, function, has_receiver, span)?;
        let mut arguments: Vec<(usize, String)> = self.captured(scope).into_iter().map(|text| (0, text)).collect();
        let parameters = &function.parameters;
        let positional = parameters.positional.get(usize::from(has_receiver)..).unwrap_or_default();
        for (place, parameter) in positional.iter().enumerate() {
            let argument = match given.positional.get(place) {
                Some(argument) => Some((place, argument.clone())),
                None => named(&given, &parameter.name),
            };
            arguments.extend(self.bound_argument(scope, parameter, argument, span)?);
        }
        if let Some(star) = &parameters.star {
            let rest = given.positional.get(positional.len()..).unwrap_or_default().to_vec();
            arguments.push((positional.len(), self.rest(scope, star, &rest, span)?));
        } else if given.positional.len() > positional.len() {
            self.refuse(span, format!("`{}` takes fewer arguments", function.name));
            return None;
        }
        for parameter in &parameters.named_only {
            arguments.extend(self.bound_argument(scope, parameter, named(&given, &parameter.name), span)?);
        }
        if let Some(rest) = &parameters.double_star {
            let known = |name: &Name| parameter_named(function, name);
            let others: Vec<(Name, Arg<'a>)> = given.named.iter().filter(|(name, _)| !known(name)).cloned().collect();
            arguments.push((usize::MAX, self.named_rest(scope, rest, &others, span)?));
        } else if let Some((name, _)) = given.named.iter().find(|(name, _)| !parameter_named(function, name)) {
            self.refuse(span, format!("`{}` has no parameter `{name}`", function.name));
            return None;
        }
        Some(arguments)
    }

    /// `f(*pair)`: the members of a tuple stand for as many arguments.
    fn with_star(
        &mut self,
        given: &Given<'a>,
        function: &Function,
        has_receiver: bool,
        span: Span,
    ) -> Option<Given<'a>> {
        let Some(star) = given.star else { return Some(given.clone()) };
        let mut given = given.clone();
        let value = self.expr(star);
        let Type::Tuple(members) = &value.of_type else {
            let takes = function.parameters.positional.len() - usize::from(has_receiver);
            self.refuse(span, format!("a star is translated only before a tuple whose length is known (of {takes})"));
            return None;
        };
        for (place, member) in members.iter().enumerate() {
            given.positional.push(Arg::Value(Value::place(format!("{}.{place}", value.receiver()), member.clone())));
        }
        Some(given)
    }

    /// What a function takes from those around it, as arguments.
    fn captured(&mut self, scope: crate::analyse::scopes::ScopeId) -> Vec<String> {
        let captures = self.lower.captures(scope);
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
    fn bound_argument(
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
            (Some((place, argument)), _) => Some(Some((place, self.kept_argument(&argument, &of_type, span)))),
            (None, Some(default)) if is_constant(default) => Some(Some((usize::MAX, self.kept_as(default, &of_type)))),
            (None, Some(default)) => {
                self.refuse(default.span, "a default that is no constant is not translated yet");
                None
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
        let Type::Sequence(element) = self.variable_type(scope, &parameter.name, parameter.span) else {
            self.refuse(parameter.span, "`*` parameters are not translated yet");
            return None;
        };
        let texts: Vec<String> = rest.iter().map(|argument| self.kept_argument(argument, &element, span)).collect();
        Some(format!("Sequence::from(vec![{}])", texts.join(", ")))
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

    /// A value that is called.
    pub(super) fn call_value(&mut self, value: &Value, given: &Given<'a>, span: Span) -> Value {
        if let Type::Instance(_) = &value.of_type {
            let mut arguments = Vec::new();
            for argument in &given.positional {
                arguments.push(self.argument(argument));
            }
            return match self.call_dunder(value, "__call__", &arguments, span) {
                Some(value) => value,
                None => self.refuse(span, "no `__call__` is known for this object"),
            };
        }
        let value = self.present(value, "__call__");
        let Type::Function(parameters, result) = &value.of_type else {
            return self.refuse(span, "this is not called yet");
        };
        if given.positional.len() != parameters.len() || !given.named.is_empty() || given.star.is_some() {
            return self.refuse(span, "a function that is a value is called with all its arguments in order");
        }
        let texts: Vec<String> = given
            .positional
            .iter()
            .zip(parameters)
            .map(|(argument, of_type)| self.kept_argument(argument, of_type, span))
            .collect();
        self.tried(format!("({})({})", value.text, texts.join(", ")), (**result).clone())
    }

    // Functions as values.

    /// A function, method or lambda as a closure.
    pub(super) fn as_function(&mut self, expr: &'a Expr) -> Option<Value> {
        if let ExprKind::Lambda(..) = &expr.kind {
            return Some(self.lambda(expr));
        }
        match self.known(expr)? {
            Kind::Function(item) if self.type_of(expr) == Type::Known => {
                self.lower.inferred.callable(item)?;
                Some(self.function_value(item, None, expr.span))
            }
            Kind::Method(item, _) => {
                let ExprKind::Attribute(of, _) = &expr.kind else { return None };
                self.lower.inferred.callable(item)?;
                let object = self.expr(of);
                Some(self.function_value(item, Some(&object), expr.span))
            }
            _ => None,
        }
    }

    /// A function of the program as a closure.
    pub(super) fn function_value(&mut self, item: Item, receiver: Option<&Value>, span: Span) -> Value {
        let inferred = self.lower.inferred;
        let Some(callable) = inferred.callable(item) else { return self.refuse(span, "this function") };
        let skipped = usize::from(receiver.is_some());
        let mut parameters = Vec::new();
        for (name, node) in callable.positional.iter().skip(skipped) {
            parameters.push((name.clone(), self.lower.type_at(*node, span)));
        }
        let result = self.lower.type_at(callable.result, span);
        let names: Vec<String> = (0..parameters.len()).map(|place| format!("a{place}")).collect();
        let typed: Vec<String> = names
            .iter()
            .zip(&parameters)
            .map(|(name, (_, of_type))| format!("{name}: {}", self.lower.rust_type(of_type)))
            .collect();
        let values = names.iter().zip(&parameters).map(|(name, (_, of_type))| {
            // It is used once: no clone.
            Value::new(name.clone(), of_type.clone())
        });
        let given = Given::values(values);
        let clones = self.lower.captures(callable.scope).into_iter().filter_map(|(owner, name)| {
            let rust = identifier(&name);
            match self.storage(owner, &name) {
                Storage::Receiver(_) | Storage::Global => None,
                _ => Some(format!("let {rust} = {rust}.clone(); ")),
            }
        });
        let mut clones: String = clones.collect();
        let object = receiver.map(|object| Value::place("object", object.of_type.clone()));
        if let Some(receiver) = receiver {
            clones.push_str(&format!("let object = {}; ", receiver.owned()));
        }
        let call = self.in_closure(|inside| inside.call_function(item, object.as_ref(), &given, span));
        let types: Vec<Type> = parameters.into_iter().map(|(_, of_type)| of_type).collect();
        let of_type = Type::Function(types, std::rc::Rc::new(result.clone()));
        let called = self.in_closure(|inside| inside.keep(&call, &result, span));
        let body = format!("Ok({called})");
        let text = format!(
            "{{ {clones}Rc::new(move |{}| -> Py<{}> {{ {body} }}) as {} }}",
            typed.join(", "),
            self.lower.rust_type(&result),
            self.lower.rust_type(&of_type)
        );
        Value::new(text, of_type)
    }

    pub(super) fn lambda(&mut self, expr: &'a Expr) -> Value {
        let ExprKind::Lambda(parameters, body) = &expr.kind else { return self.refuse(expr.span, "a lambda") };
        let Some(scope) = self.lower.scopes.of_expression(expr.id) else { return self.refuse(expr.span, "a lambda") };
        if parameters.star.is_some() || parameters.double_star.is_some() || !parameters.named_only.is_empty() {
            return self.refuse(expr.span, "this lambda is not translated yet");
        }
        let mut types = Vec::new();
        let mut typed = Vec::new();
        for parameter in &parameters.positional {
            let of_type = self.variable_type(scope, &parameter.name, parameter.span);
            typed.push(format!("{}: {}", identifier(&parameter.name), self.lower.rust_type(&of_type)));
            self.storages.insert((scope, parameter.name.clone()), Storage::Let);
            types.push(of_type);
        }
        let clones = self.cloned_captures(scope);
        let result_type = self.type_of(body);
        let value = self.in_closure(|inside| inside.in_scope(scope, |inside| inside.expr(body)));
        let value_text = value.owned();
        let result = if result_type == Type::Never { value.of_type.clone() } else { result_type };
        let of_type = Type::Function(types, std::rc::Rc::new(result.clone()));
        let text = format!(
            "{{ {clones}Rc::new(move |{}| -> Py<{}> {{ Ok({value_text}) }}) as {} }}",
            typed.join(", "),
            self.lower.rust_type(&result),
            self.lower.rust_type(&of_type)
        );
        Value::new(text, of_type)
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
        let value = self.in_closure(|inside| inside.call_argument(argument, &given, expr))?;
        let text = format!("|{}| Ok({})", pattern.join(", "), value.owned());
        Some((text, value.of_type))
    }

    /// Calls what an argument stands for.
    pub(super) fn call_argument(&mut self, argument: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let function = match argument {
            Arg::Expr(function) => *function,
            Arg::Value(value) => return Some(self.call_value(&value.clone(), given, expr.span)),
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
    match &expr.kind {
        ExprKind::None
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::Bytes(_) => true,
        ExprKind::Unary(_, inner) => is_constant(inner),
        ExprKind::Tuple(members) => members.iter().all(is_constant),
        _ => false,
    }
}
