//! `f(**names)`: arguments by names that are known when the program runs.
//!
//! # How it works
//!
//! All arguments are evaluated, then the function is asked whether they fit, and raises what Python raises where they do not; then each
//! parameter takes its own.

use super::body::Body;
use super::call::{Arg, Given};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::Item;
use crate::tree::{Expr, Function, Parameter, Span};

/// A dict of arguments by their names: its variable, and the type of its values.
pub(super) struct Names {
    dict: String,
    of_type: Type,
}

impl<'a> Body<'_, 'a> {
    /// Evaluates and checks what is unpacked into names; nothing where nothing can be in it.
    pub(super) fn unpacked_names(
        &mut self,
        double_stars: &[&'a Expr],
        given: &Given<'a>,
        item: Item,
        has_receiver: bool,
        span: Span,
    ) -> Option<Option<Names>> {
        let [star] = double_stars else {
            if double_stars.is_empty() {
                return Some(None);
            }
            self.refuse(span, "several `**` in a call are not translated yet");
            return None;
        };
        let value = self.expr(star);
        let Type::Dict(key, of_type) = value.of_type.clone() else {
            self.refuse(star.span, "only a dict is unpacked into names so far");
            return None;
        };
        let dict = self.temporary("names");
        let bound = format!("let {dict} = {}; ", value.owned());
        self.prelude.push_str(&bound);
        if *key == Type::Never {
            return Some(None);
        }
        let is_counted = given.positional.iter().all(|argument| !matches!(argument, Arg::Unpacked { .. }));
        if *key != Type::Str || !is_counted {
            self.refuse(star.span, "this `**` is not translated yet");
            return None;
        }
        let callable = self.lower.inferred.callable(item)?;
        let about = self.lower.about(callable, usize::from(has_receiver));
        let named: Vec<String> = given.named.iter().map(|(name, _)| format!("Str::from({})", literal(name))).collect();
        let found = self.fallible(&format!("func::names(&{dict})"));
        let check =
            format!("({about}).check({}, &[vec![{}], {found}].concat())", given.positional.len(), named.join(", "));
        let check = self.fallible(&check);
        self.prelude.push_str(&format!("{check}; "));
        Some(Some(Names { dict, of_type: (*of_type).clone() }))
    }

    /// The argument of a parameter among what is unpacked into names, or its default.
    pub(super) fn argument_of_name(
        &mut self,
        scope: ScopeId,
        parameter: &'a Parameter,
        names: &Names,
        span: Span,
    ) -> Option<Option<(usize, String)>> {
        let of_type = self.variable_type(scope, &parameter.name, parameter.span);
        if of_type == Type::Known {
            return Some(None);
        }
        let default = match &parameter.default {
            None => format!("{{ {} }}", self.raise("wrong_type()")),
            Some(_) => self.bound_argument(scope, parameter, None, span)??.1,
        };
        let one = self.keep(&Value::new("one", names.of_type.clone()), &of_type, span);
        let found = self.fallible(&format!("func::named(&{}, {})", names.dict, literal(&parameter.name)));
        Some(Some((usize::MAX, format!("match {found} {{ Some(one) => {one}, None => {default} }}"))))
    }

    /// What is left for `**rest` of a function.
    pub(super) fn with_other_names(
        &mut self,
        scope: ScopeId,
        function: &'a Function,
        before: &str,
        names: &Names,
        span: Span,
    ) -> Option<String> {
        let parameters = &function.parameters;
        let rest = parameters.double_star.as_ref()?;
        let Type::Dict(_, element) = self.variable_type(scope, &rest.name, rest.span) else { return None };
        let known = parameters.positional.iter().skip(parameters.positional_only).chain(&parameters.named_only);
        let known: Vec<String> = known.map(|parameter| literal(&parameter.name)).collect();
        let others = self.fallible(&format!("func::others(&{}, &[{}])", names.dict, known.join(", ")));
        let one = self.keep(&Value::new("one", names.of_type.clone()), &element, span);
        let set = self.fallible(&format!("rest.set(name, {one})"));
        let next = self.fallible("items.next()");
        Some(format!(
            "{{ let rest = {before}; let mut items = {others}.items().iter(); \
             while let Some((name, one)) = {next} {{ {set}; }} rest }}"
        ))
    }
}
