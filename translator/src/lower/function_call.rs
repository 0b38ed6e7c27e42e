//! Calls of functions that are values, and closures around functions that take or give something else.
//!
//! # How it works
//!
//! A call fills the slots of the function's signature from left to right, as Python does. What is unpacked has as many members as it has when
//! it runs: then the function itself is asked first whether the arguments fit, and the slots take what there is.
//!
//! - **I1** Where a call may give what a function does not take, the function that is called at last raises what Python raises.

use super::body::Body;
use super::call::{Arg, Given, is_never_filled};
use super::closure::kept_number;
use super::several::{builtin_type, within};
use super::signature::{Role, Signature, Slot};
use super::text::{Value, literal};
use super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{Name, Span};
use std::rc::Rc;

/// So deep may closures stand in closures.
const MOST_CONVERSIONS: usize = 5;

/// What a call with stars gives, evaluated.
#[derive(Default)]
struct Unpacked {
    /// What is evaluated before the call.
    before: String,
    /// The positional arguments whose places are known.
    leading: Vec<Value>,
    /// A vector of those behind, and the type of its members.
    list: Option<(String, Type)>,
    named: Vec<(Name, Value)>,
    /// Dicts of arguments by their names, and the types of their values.
    dicts: Vec<(String, Type)>,
}

impl<'a> Body<'_, 'a> {
    /// A value that is called.
    pub(super) fn call_value(&mut self, value: &Value, given: &Given<'a>, span: Span) -> Value {
        let value = &self.present(value, "__call__");
        match &value.of_type {
            Type::Instance(_) => {
                let mut arguments = Vec::new();
                if !given.stars.is_empty()
                    || !given.unpacked.is_empty()
                    || given.has_double_star
                    || !given.named.is_empty()
                {
                    return self.call_instance(value, given, span);
                }
                for argument in &given.positional {
                    arguments.push(self.argument(argument));
                }
                match self.call_dunder(value, "__call__", &arguments, span) {
                    Some(value) => value,
                    None => self.refuse(span, "no `__call__` is known for this object"),
                }
            }
            Type::Union(_) => self.by_part(value, span, |inside, part| inside.call_part(part, given, span)),
            Type::Function(signature, result) => {
                let (signature, result) = (Rc::clone(signature), Rc::clone(result));
                if given.stars.is_empty() && given.unpacked.is_empty() && !given.has_double_star {
                    return self.call_in_order(value, &signature, &result, given, span);
                }
                self.call_unpacked(value, &signature, &result, given, span)
            }
            _ => self.refuse(span, "this is not called yet"),
        }
    }

    fn call_part(&mut self, part: &Value, given: &Given<'a>, span: Span) -> Value {
        match builtin_type(&part.of_type) {
            Some(name) => self.raised("TYPE_ERROR", &format!("'{name}' object is not callable")),
            None => self.call_value(part, given, span),
        }
    }

    /// `object(…)`, where all objects have the same `__call__`.
    fn call_instance(&mut self, value: &Value, given: &Given<'a>, span: Span) -> Value {
        let Type::Instance(head) = value.of_type else { return self.refuse(span, "this is not called yet") };
        let mut methods: Vec<_> =
            self.lower.family(head).into_iter().map(|class| self.lower.find_method(class, "__call__")).collect();
        methods.dedup();
        match methods.as_slice() {
            [Some((_, method))] => self.call_function(*method, Some(value), given, span),
            _ => self.refuse(span, "a call with such arguments of objects of several classes is not translated yet"),
        }
    }

    /// A call whose arguments stand there one by one.
    fn call_in_order(
        &mut self,
        value: &Value,
        signature: &Signature,
        result: &Type,
        given: &Given<'a>,
        span: Span,
    ) -> Value {
        let mut pieces = Vec::new();
        let mut used = vec![false; given.named.len()];
        let count = given.positional.len();
        for (place, slot) in signature.0.iter().enumerate() {
            let named = self.named_for(slot, given);
            let found = match slot.is_positional() {
                true if place < count => given.positional.get(place).map(|argument| (place, argument)),
                _ => named.and_then(|at| given.named.get(at).map(|(_, argument)| (count + at, argument))),
            };
            if let (Some(at), true) = (named, !slot.is_positional() || place >= count)
                && let Some(used) = used.get_mut(at)
            {
                *used = true;
            }
            let piece = match slot.role {
                Role::Star => self.rest_of(given, signature, slot, span),
                Role::DoubleStar => {
                    let left = given.named.iter().zip(&used).filter(|(_, used)| !**used);
                    let left: Vec<(Name, Arg<'a>)> = left.map(|(named, _)| named.clone()).collect();
                    used.fill(true);
                    (usize::MAX, self.named_dict(&slot.of_type, &left, span))
                }
                _ => match (found, slot.is_optional()) {
                    (Some((at, argument)), false) => (at, self.kept_argument(argument, &slot.of_type, span)),
                    (Some((at, argument)), true) => {
                        (at, format!("Some({})", self.kept_argument(argument, &slot.of_type, span)))
                    }
                    (None, true) => (usize::MAX, "None".to_owned()),
                    (None, false) => return self.refuse(span, "an argument of this call is missing"),
                },
            };
            pieces.push(piece);
        }
        if used.contains(&false) {
            return self.refuse(span, "the functions that this may call name their parameters in different ways");
        }
        if count > signature.positional().count() && signature.of_role(Role::Star).is_none() {
            return self.refuse(span, "the functions that this may call take fewer arguments");
        }
        let callee = if value.is_place { value.text.clone() } else { self.temporary("callee") };
        let before = if value.is_place { String::new() } else { format!("let {callee} = {}; ", value.text) };
        let called = self.with_order(&format!("({callee})"), &pieces);
        within(&before, self.tried(called, result.clone()))
    }

    /// Where among the named arguments that of a slot is.
    fn named_for(&self, slot: &Slot, given: &Given<'a>) -> Option<usize> {
        let name = slot.name.as_ref()?;
        given.named.iter().position(|(named, _)| named == name)
    }

    fn rest_of(&mut self, given: &Given<'a>, signature: &Signature, slot: &Slot, span: Span) -> (usize, String) {
        let own = signature.positional().count();
        let rest = given.positional.get(own..).unwrap_or_default();
        let texts: Vec<String> = rest.iter().map(|it| self.kept_argument(it, &slot.of_type, span)).collect();
        let rust = self.lower.rust_type(&slot.of_type);
        (own, format!("Sequence::<{rust}>::from(vec![{}])", texts.join(", ")))
    }

    fn named_dict(&mut self, element: &Type, left: &[(Name, Arg<'a>)], span: Span) -> String {
        let rust = self.lower.rust_type(element);
        if left.is_empty() {
            return format!("Dict::<Str, {rust}>::new()");
        }
        let pairs: Vec<String> = left
            .iter()
            .map(|(name, argument)| {
                format!("(Str::from({}), {})", literal(name), self.kept_argument(argument, element, span))
            })
            .collect();
        self.fallible(&format!("Dict::from_pairs(iter::from_rust([{}].into_iter()))", pairs.join(", ")))
    }

    /// `one is other` or `one == other` of functions and classes; nothing where they are not both that.
    pub(super) fn same_functions(&mut self, left: &Value, right: &Value, method: &str) -> Option<Value> {
        let is_one = |of_type: &Type| matches!(of_type, Type::Function(..) | Type::Known);
        if !is_one(left.of_type.inner()) || !is_one(right.of_type.inner()) {
            return None;
        }
        if left.of_type == Type::Known && right.of_type == Type::Known {
            let (Some(one), Some(other)) = (&left.known, &right.known) else { return None };
            let is_definite = |kind: &Kind| matches!(kind, Kind::Function(_) | Kind::Class(_));
            return (is_definite(one) && is_definite(other)).then(|| {
                let text = format!("{{ {}; {}; {} }}", left.text, right.text, one == other);
                Value::new(text, Type::Bool)
            });
        }
        let (before, left, right) = self.both_held(left, right);
        let text = self.same_held(&left, &right, method)?;
        Some(within(&before, Value::new(text, Type::Bool)))
    }

    fn same_held(&mut self, left: &Value, right: &Value, method: &str) -> Option<String> {
        let some = |of_type: &Rc<Type>, name: &str| Value::place(name, (**of_type).clone());
        Some(match (&left.of_type, &right.of_type) {
            (Type::Optional(one), Type::Optional(other)) => {
                let same = self.same_held(&some(one, "one"), &some(other, "other"), method)?;
                format!(
                    "match ({}, {}) {{ (Some(one), Some(other)) => {same}, (None, None) => true, _ => false }}",
                    left.reference(),
                    right.reference()
                )
            }
            (Type::Optional(one), _) => {
                let same = self.same_held(&some(one, "one"), right, method)?;
                format!("match {} {{ Some(one) => {same}, None => false }}", left.reference())
            }
            (_, Type::Optional(other)) => {
                let same = self.same_held(left, &some(other, "other"), method)?;
                format!("match {} {{ Some(other) => {same}, None => false }}", right.reference())
            }
            (Type::Function(..), Type::Function(..)) => format!("{}.{method}({})", left.receiver(), right.reference()),
            (Type::Function(..), Type::Known) => self.is_known(left, right)?,
            (Type::Known, Type::Function(..)) => self.is_known(right, left)?,
            _ => return None,
        })
    }

    /// A function that is looked for among others, as one of them.
    pub(super) fn as_member(&mut self, value: Value, element: &Type, span: Span) -> Value {
        let is_function = |of_type: &Type| matches!(of_type, Type::Function(..));
        let among = is_function(element.inner())
            || self.lower.parts(element.inner()).iter().any(|part| is_function(&part.of_type));
        match &value.of_type {
            Type::Function(..) | Type::Known if among => self.convert(value, element, span),
            _ => value,
        }
    }

    /// Says whether a function that is a value is one that is known.
    fn is_known(&self, value: &Value, known: &Value) -> Option<String> {
        let inferred = self.lower.inferred;
        let number = match known.known.as_ref()? {
            Kind::Function(item) if inferred.callable(*item).is_some() => u64::from(*item),
            Kind::Class(item) if inferred.class(*item).is_some() => u64::from(*item),
            Kind::Function(item) => match inferred.unbound(*item) {
                Some(name) => kept_number(&format!("str.{name}")),
                None => kept_number(&inferred.item_name(*item)),
            },
            Kind::Class(item) => kept_number(inferred.library_class(*item)?),
            _ => return None,
        };
        Some(format!("{}.is_written({number})", value.receiver()))
    }

    // Stars.

    /// A call some of whose arguments are unpacked.
    fn call_unpacked(
        &mut self,
        value: &Value,
        signature: &Signature,
        result: &Type,
        given: &Given<'a>,
        span: Span,
    ) -> Value {
        let callee = self.temporary("callee");
        let Some(mut unpacked) = self.unpacked(given, span) else { return Value::new("()", Type::Never) };
        unpacked.before.insert_str(0, &format!("let {callee} = {}; ", value.owned()));
        let is_unnamed = signature.positional().any(|slot| slot.name.is_none());
        let has_names = !unpacked.named.is_empty() || unpacked.dicts.iter().any(|(_, of)| *of != Type::Never);
        if is_unnamed && has_names && signature.of_role(Role::DoubleStar).is_none() {
            return self.refuse(span, "the functions that this may call name their parameters in different ways");
        }
        let check = self.fallible(&format!("{callee}.about().check({})", self.count_of(&unpacked)));
        unpacked.before.push_str(&format!("{check}; "));
        let mut pieces = Vec::new();
        for (place, slot) in signature.0.iter().enumerate() {
            let piece = match slot.role {
                Role::Star => self.unpacked_rest(&unpacked, signature.positional().count(), &slot.of_type, span),
                Role::DoubleStar => self.unpacked_others(&unpacked, signature, &slot.of_type, span),
                _ => {
                    let found = self.slot_of(&unpacked, slot, place, span);
                    match slot.is_optional() {
                        true => found,
                        false => self.fallible(&format!("{found}.ok_or_else(wrong_type)")),
                    }
                }
            };
            pieces.push(piece);
        }
        let called = self.tried(format!("({callee})({})", pieces.join(", ")), result.clone());
        within(&unpacked.before, called)
    }

    /// What a call gives, for who checks it: a count and names.
    fn count_of(&self, unpacked: &Unpacked) -> String {
        let mut count = unpacked.leading.len().to_string();
        if let Some((list, _)) = &unpacked.list {
            count.push_str(&format!(" + {list}.len()"));
        }
        let named: Vec<String> =
            unpacked.named.iter().map(|(name, _)| format!("Str::from({})", literal(name))).collect();
        let mut names = format!("vec![{}]", named.join(", "));
        for (dict, _) in &unpacked.dicts {
            names = format!("[{names}, {}].concat()", self.fallible(&format!("func::names(&{dict})")));
        }
        format!("{count}, &{names}")
    }

    /// Evaluates what a call gives.
    fn unpacked(&mut self, given: &Given<'a>, span: Span) -> Option<Unpacked> {
        let mut unpacked = Unpacked::default();
        let mut values: Vec<(bool, Value)> = Vec::new();
        for place in 0..=given.positional.len() {
            for (_, star) in given.stars.iter().filter(|(at, _)| *at == place) {
                let value = self.expr(star);
                if is_never_filled(&value.of_type) {
                    unpacked.before.push_str(&format!("let _ = {}; ", value.reference()));
                    continue;
                }
                values.push((true, self.bound_before(&mut unpacked.before, "star", value)));
            }
            if let Some(argument) = given.positional.get(place) {
                let value = self.argument(argument);
                values.push((false, self.bound_before(&mut unpacked.before, "argument", value)));
            }
        }
        let open = given.unpacked.iter().filter(|value| !is_never_filled(&value.of_type));
        values.extend(open.map(|value| (true, value.clone())));
        for (name, argument) in &given.named {
            let value = self.argument(argument);
            let value = self.bound_before(&mut unpacked.before, "argument", value);
            unpacked.named.push((name.clone(), value));
        }
        for star in &given.double_stars {
            let value = self.expr(star);
            let value = self.bound_before(&mut unpacked.before, "named", value);
            let Type::Dict(key, of) = &value.of_type else {
                self.refuse(star.span, "only a dict is unpacked into names so far");
                return None;
            };
            if **key == Type::Never || **of == Type::Never {
                continue; // nothing ever comes there
            }
            if **key != Type::Str {
                self.refuse(star.span, "only a dict of texts is unpacked into names so far");
                return None;
            }
            unpacked.dicts.push((value.text.clone(), (**of).clone()));
        }
        self.spread_values(values, &mut unpacked, span)?;
        Some(unpacked)
    }

    fn bound_before(&mut self, before: &mut String, what: &str, value: Value) -> Value {
        if value.of_type == Type::Known {
            return value;
        }
        let name = self.temporary(what);
        let text = if matches!(value.of_type, Type::Lazy(_)) { value.text.clone() } else { value.owned() };
        before.push_str(&format!("let {name} = {text}; "));
        match value.of_type {
            Type::Lazy(_) => Value::new(name, value.of_type),
            of_type => Value::place(name, of_type).with_known(value.known),
        }
    }

    /// Members of tuples have places of their own; from the first star of another kind on, all is in a vector.
    fn spread_values(&mut self, values: Vec<(bool, Value)>, unpacked: &mut Unpacked, span: Span) -> Option<()> {
        let mut rest = Vec::new();
        for (is_star, value) in values {
            match &value.of_type {
                Type::Tuple(members) if is_star && rest.is_empty() => {
                    for (place, member) in members.iter().enumerate() {
                        unpacked.leading.push(Value::place(format!("{}.{place}", value.receiver()), member.clone()));
                    }
                }
                _ if !is_star && rest.is_empty() => unpacked.leading.push(value),
                _ => rest.push((is_star, value)),
            }
        }
        if rest.is_empty() {
            return Some(());
        }
        let mut elements = Vec::new();
        for (is_star, value) in &rest {
            elements.push(if *is_star { self.iterable(value, span)?.1 } else { value.of_type.clone() });
        }
        let element = match self.lower.types.joined_optional(elements) {
            Ok(element) => element,
            Err(why) => {
                self.refuse(span, why);
                return None;
            }
        };
        let list = self.temporary("list");
        let mut text = format!("let mut {list}: Vec<{}> = Vec::new(); ", self.lower.rust_type(&element));
        for (is_star, value) in &rest {
            if !is_star {
                text.push_str(&format!("{list}.push({}); ", self.keep(value, &element, span)));
                continue;
            }
            let (iterable, of) = self.iterable(value, span)?;
            let iterable = self.fallible(&format!("Iterable::iterate({iterable})"));
            let next = self.fallible("unpacked.next()");
            let one = self.keep(&Value::new("one", of), &element, span);
            text.push_str(&format!(
                "{{ let mut unpacked = {iterable}; while let Some(one) = {next} {{ {list}.push({one}); }} }} "
            ));
        }
        unpacked.before.push_str(&text);
        unpacked.list = Some((list, element));
        Some(())
    }

    /// What a slot gets, as an `Option`.
    fn slot_of(&mut self, unpacked: &Unpacked, slot: &Slot, place: usize, span: Span) -> String {
        let of_type = &slot.of_type;
        if let (true, Some(value)) = (slot.is_positional(), unpacked.leading.get(place)) {
            return format!("Some({})", self.keep(value, of_type, span));
        }
        let mut text = "None".to_owned();
        if let Some(name) = &slot.name {
            for (dict, of) in &unpacked.dicts {
                let one = self.keep(&Value::new("one", of.clone()), of_type, span);
                let found = self.fallible(&format!("func::named(&{dict}, {})", literal(name)));
                text = format!("match {found} {{ Some(one) => Some({one}), None => {text} }}");
            }
            if let Some((_, value)) = unpacked.named.iter().find(|(named, _)| named == name) {
                text = format!("Some({})", self.keep(value, of_type, span));
            }
        }
        if let (true, Some((list, of))) = (slot.is_positional(), &unpacked.list) {
            let one = self.keep(&Value::new("one", of.clone()), of_type, span);
            let at = place - unpacked.leading.len();
            text = format!("match {list}.get({at}).cloned() {{ Some(one) => Some({one}), None => {text} }}");
        }
        let rust = self.lower.rust_type(of_type);
        format!("{{ let slot: Option<{rust}> = {text}; slot }}")
    }

    /// What is left for `*rest`.
    fn unpacked_rest(&mut self, unpacked: &Unpacked, own: usize, of_type: &Type, span: Span) -> String {
        let rust = self.lower.rust_type(of_type);
        let mut text = format!("let mut rest: Vec<{rust}> = Vec::new(); ");
        for value in unpacked.leading.get(own..).unwrap_or_default() {
            text.push_str(&format!("rest.push({}); ", self.keep(value, of_type, span)));
        }
        if let Some((list, of)) = &unpacked.list {
            let one = self.keep(&Value::new("one", of.clone()), of_type, span);
            let skipped = own.saturating_sub(unpacked.leading.len());
            text.push_str(&format!("for one in {list}.iter().skip({skipped}).cloned() {{ rest.push({one}); }} "));
        }
        format!("{{ {text}Sequence::from(rest) }}")
    }

    /// What is left for `**rest`.
    fn unpacked_others(&mut self, unpacked: &Unpacked, signature: &Signature, of_type: &Type, span: Span) -> String {
        let known: Vec<&Name> = signature.0.iter().filter_map(|slot| slot.name.as_ref()).collect();
        let left: Vec<(Name, Arg<'a>)> = unpacked
            .named
            .iter()
            .filter(|(name, _)| !known.contains(&name))
            .map(|(name, value)| (name.clone(), Arg::Value(value.clone())))
            .collect();
        let mut text = format!("let rest = {}; ", self.named_dict(of_type, &left, span));
        let names: Vec<String> = known.iter().map(|name| literal(name)).collect();
        for (dict, of) in &unpacked.dicts {
            let others = self.fallible(&format!("func::others(&{dict}, &[{}])", names.join(", ")));
            let one = self.keep(&Value::new("one", of.clone()), of_type, span);
            let set = self.fallible(&format!("rest.set(name, {one})"));
            let next = self.fallible("items.next()");
            text.push_str(&format!(
                "{{ let mut items = {others}.items().iter(); while let Some((name, one)) = {next} {{ {set}; }} }} "
            ));
        }
        format!("{{ {text}rest }}")
    }

    // Closures around functions.

    /// A closure around one that takes and gives something else.
    pub(super) fn convert_function(
        &mut self,
        value: &Value,
        from: (&Signature, &Rc<Type>),
        to: (&Rc<Signature>, &Rc<Type>),
        span: Span,
    ) -> Value {
        let of_type = Type::Function(Rc::clone(to.0), Rc::clone(to.1));
        if from.0.is_same(to.0) && from.1 == to.1 {
            return Value { of_type, ..value.clone() };
        }
        if self.conversions == MOST_CONVERSIONS {
            return self.refuse(span, "a function that takes or gives itself is not kept among others yet");
        }
        self.conversions += 1;
        let (body, typed) = self.in_closure(|inside| {
            let (mut check, arguments) = inside.handed_through(from.0, to.0, span);
            let result = inside.tried(format!("function({})", arguments.join(", ")), (**from.1).clone()).may_raise();
            check.push_str(&format!("Ok({})", inside.keep(&result, to.1, span)));
            let slots = to.0.0.iter().enumerate();
            let typed: Vec<String> =
                slots.map(|(place, slot)| format!("a{place}: {}", inside.lower.rust_slot(slot))).collect();
            (check, typed)
        });
        self.conversions -= 1;
        let text = format!(
            "{{ let function = {}; let kept = function.clone(); kept.called_by(Rc::new(move |{}| -> Py<{}> {{ {body} }}) as Rc<{}>) }}",
            value.owned(),
            typed.join(", "),
            self.lower.rust_type(to.1),
            self.lower.rust_closure(to.0, to.1)
        );
        Value::new(text, of_type)
    }

    /// What a closure checks, and the arguments that it hands on.
    fn handed_through(&mut self, from: &Signature, to: &Signature, span: Span) -> (String, Vec<String>) {
        let outer: Vec<&Slot> = to.positional().collect();
        let own = from.positional().count();
        let names = to.0.iter().enumerate().find(|(_, slot)| slot.role == Role::DoubleStar);
        let mut arguments = Vec::new();
        for (place, slot) in from.0.iter().enumerate() {
            let text = match slot.role {
                Role::Required | Role::Defaulted => match outer.get(place) {
                    Some(outer) if outer.name.is_none() && slot.name.is_some() && names.is_some() => {
                        self.handed_or_named(place, outer, slot, names, span)
                    }
                    Some(outer) => self.handed_slot(place, outer, slot, span),
                    None if slot.is_optional() => "None".to_owned(),
                    None => return self.unfit(span),
                },
                Role::Star => self.handed_rest(own, to, &slot.of_type, span),
                Role::NamedOnly | Role::NamedDefaulted => {
                    let at = to.0.iter().position(|it| it.is_named_only() && it.name == slot.name);
                    match at.and_then(|at| Some((at, to.0.get(at)?))) {
                        Some((at, outer)) => self.handed_slot(at, outer, slot, span),
                        None if names.is_some() => self.named_slot(slot, names, span),
                        None if slot.is_optional() => "None".to_owned(),
                        None => return self.unfit(span),
                    }
                }
                Role::DoubleStar => match self.handed_others(from, to, &slot.of_type, span) {
                    Some(text) => text,
                    None => return self.unfit(span),
                },
            };
            arguments.push(text);
        }
        (self.check_through(from, to), arguments)
    }

    /// A slot whose argument may be by position or among the named ones.
    fn handed_or_named(
        &mut self,
        place: usize,
        outer: &Slot,
        own: &Slot,
        names: Option<(usize, &Slot)>,
        span: Span,
    ) -> String {
        if !outer.is_optional() {
            return self.handed_slot(place, outer, own, span);
        }
        let kept = self.keep(&Value::new("value", outer.of_type.clone()), &own.of_type, span);
        let kept = if own.is_optional() { format!("Some({kept})") } else { kept };
        let named = self.named_slot(own, names, span);
        format!("match a{place} {{ Some(value) => {kept}, None => {named} }}")
    }

    /// A slot whose argument is among the named ones.
    fn named_slot(&mut self, own: &Slot, names: Option<(usize, &Slot)>, span: Span) -> String {
        let (Some((at, outer)), Some(name)) = (names, &own.name) else { return "None".to_owned() };
        let one = self.keep(&Value::new("one", outer.of_type.clone()), &own.of_type, span);
        let found = self.fallible(&format!("func::named(&a{at}, {})", literal(name)));
        match own.is_optional() {
            true => format!("match {found} {{ Some(one) => Some({one}), None => None }}"),
            false => {
                let raise = self.raise("wrong_type()");
                format!("match {found} {{ Some(one) => {one}, None => {{ {raise} }} }}")
            }
        }
    }

    fn unfit(&mut self, span: Span) -> (String, Vec<String>) {
        self.refuse(span, "functions that take such different arguments are not kept in one place yet");
        (String::new(), Vec::new())
    }

    /// Raises what Python raises where not all that may be given is taken (I1).
    fn check_through(&mut self, from: &Signature, to: &Signature) -> String {
        let own = from.positional().count();
        let has_star = from.of_role(Role::Star).is_some();
        let outer: Vec<&Slot> = to.positional().collect();
        let is_short = from.positional().zip(&outer).any(|(own, outer)| !own.is_optional() && outer.is_optional());
        let star = to.0.iter().position(|slot| slot.role == Role::Star);
        let names = to.0.iter().position(|slot| slot.role == Role::DoubleStar);
        let given: Vec<String> = outer
            .iter()
            .enumerate()
            .map(|(place, slot)| {
                let given = if slot.is_optional() { format!("a{place}.is_some()") } else { "true".to_owned() };
                let name = slot.name.as_ref().map_or_else(|| "\"\"".to_owned(), |name| literal(name));
                if names.is_some() { format!("({given}, {name})") } else { given }
            })
            .collect();
        let given = given.join(", ");
        let more = star.map_or_else(|| "0".to_owned(), |at| format!("a{at}.as_slice().len()"));
        if let Some(at) = names {
            let names = self.fallible(&format!("func::names(&a{at})"));
            let check = format!("function.about().check_slots(&[{given}], {more}, {names})");
            return format!("{}; ", self.fallible(&check));
        }
        let mut text = String::new();
        if is_short || !has_star && (outer.len() > own || star.is_some()) {
            text = format!("{}; ", self.fallible(&format!("function.check(&[{given}], {more})")));
        }
        if from.of_role(Role::DoubleStar).is_some() {
            return text;
        }
        for (place, slot) in to.0.iter().enumerate().filter(|(_, slot)| slot.is_named_only()) {
            let Some(name) = slot.name.as_ref().filter(|name| from.named_only(name).is_none()) else { continue };
            let raise = self.raise(&format!("function.about().unexpected({})", literal(name)));
            let test = if slot.is_optional() { format!("a{place}.is_some()") } else { "true".to_owned() };
            text.push_str(&format!("if {test} {{ {raise} }} "));
        }
        text
    }

    fn handed_slot(&mut self, place: usize, outer: &Slot, own: &Slot, span: Span) -> String {
        match (outer.is_optional(), own.is_optional()) {
            (false, false) => self.keep(&Value::new(format!("a{place}"), outer.of_type.clone()), &own.of_type, span),
            (false, true) => {
                let kept = self.keep(&Value::new(format!("a{place}"), outer.of_type.clone()), &own.of_type, span);
                format!("Some({kept})")
            }
            (true, true) if outer.of_type == own.of_type => format!("a{place}"),
            (true, true) => {
                let kept = self.keep(&Value::new("value", outer.of_type.clone()), &own.of_type, span);
                format!("match a{place} {{ Some(value) => Some({kept}), None => None }}")
            }
            (true, false) => {
                let kept = self.keep(&Value::new("value", outer.of_type.clone()), &own.of_type, span);
                let raise = self.raise("wrong_type()");
                format!("match a{place} {{ Some(value) => {kept}, None => {{ {raise} }} }}")
            }
        }
    }

    fn handed_rest(&mut self, own: usize, to: &Signature, of_type: &Type, span: Span) -> String {
        let rust = self.lower.rust_type(of_type);
        let mut text = format!("let mut rest: Vec<{rust}> = Vec::new(); ");
        for (place, slot) in to.0.iter().enumerate() {
            if slot.role == Role::Star && place <= own && slot.of_type == *of_type {
                return format!("a{place}");
            }
            let one = self.keep(&Value::new("one", slot.of_type.clone()), of_type, span);
            match slot.role {
                Role::Required if place >= own => text.push_str(&format!("let one = a{place}; rest.push({one}); ")),
                Role::Defaulted if place >= own => {
                    text.push_str(&format!("if let Some(one) = a{place} {{ rest.push({one}); }} "));
                }
                Role::Star => {
                    text.push_str(&format!("for one in a{place}.as_slice().iter().cloned() {{ rest.push({one}); }} "));
                }
                _ => {}
            }
        }
        format!("{{ {text}Sequence::from(rest) }}")
    }

    /// `**rest` of the function in the closure; none where the closure cannot know what goes there.
    fn handed_others(&mut self, from: &Signature, to: &Signature, of_type: &Type, span: Span) -> Option<String> {
        let rust = self.lower.rust_type(of_type);
        let Some(at) = to.0.iter().position(|slot| slot.role == Role::DoubleStar) else {
            return Some(format!("Dict::<Str, {rust}>::new()"));
        };
        let outer = to.0.get(at)?;
        let known: Vec<String> =
            from.0.iter().filter_map(|slot| slot.name.as_ref()).map(|name| literal(name)).collect();
        if outer.of_type == *of_type && known.is_empty() {
            return Some(format!("a{at}"));
        }
        let one = self.keep(&Value::new("one", outer.of_type.clone()), of_type, span);
        let set = self.fallible(&format!("rest.set(name, {one})"));
        let next = self.fallible("items.next()");
        let others = self.fallible(&format!("func::others(&a{at}, &[{}])", known.join(", ")));
        Some(format!(
            "{{ let rest = Dict::<Str, {rust}>::new(); let mut items = {others}.items().iter(); \
             while let Some((name, one)) = {next} {{ {set}; }} rest }}"
        ))
    }
}
