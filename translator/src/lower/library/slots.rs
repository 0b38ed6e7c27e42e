//! Arguments by the names of parameters, any of which may be left out.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::types::Type;
use crate::tree::Span;

/// What the parameters of a call get.
pub(super) struct Slots {
    /// The statements that bind what is evaluated in another order than it is used.
    pub(super) before: String,
    /// The text for each parameter that is given something.
    pub(super) texts: Vec<Option<String>>,
}

impl Slots {
    /// The text for a parameter, or what stands there without one.
    pub(super) fn or(&self, place: usize, default: &str) -> String {
        self.texts.get(place).cloned().flatten().unwrap_or_else(|| default.to_owned())
    }

    /// The same as an `Option`.
    pub(super) fn option(&self, place: usize) -> String {
        match self.texts.get(place).cloned().flatten() {
            Some(text) => format!("Some({text})"),
            None => "None".to_owned(),
        }
    }

    pub(super) fn has(&self, place: usize) -> bool {
        self.texts.get(place).is_some_and(Option::is_some)
    }

    /// A call behind the statements.
    pub(super) fn call(&self, text: &str) -> String {
        if self.before.is_empty() { text.to_owned() } else { format!("{{ {}{text} }}", self.before) }
    }
}

impl<'a> Body<'_, 'a> {
    /// The arguments of a call by the names of its parameters, of which the first may be given by their places.
    pub(super) fn slots(
        &mut self,
        given: &Given<'a>,
        names: &[&str],
        of_type: impl Fn(usize) -> Type,
        span: Span,
    ) -> Option<Slots> {
        if given.star.is_some() || given.has_double_star || given.positional.len() > names.len() {
            return None;
        }
        let mut placed: Vec<(usize, &Arg<'a>)> = given.positional.iter().enumerate().collect();
        for (name, argument) in &given.named {
            placed.push((names.iter().position(|known| **known == **name)?, argument));
        }
        let is_in_order = placed.windows(2).all(|pair| matches!(pair, [(one, _), (other, _)] if one < other));
        let mut slots = Slots { before: String::new(), texts: vec![None; names.len()] };
        for (place, argument) in placed {
            let mut text = self.kept_argument(argument, &of_type(place), span);
            if !is_in_order {
                let name = self.temporary("given");
                slots.before.push_str(&format!("let {name} = {text}; "));
                text = name;
            }
            *slots.texts.get_mut(place)? = Some(text);
        }
        Some(slots)
    }
}
