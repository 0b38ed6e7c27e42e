//! What a function that is a value takes.
//!
//! # How it works
//!
//! ```text
//!  def f(a, b=1, *rest, key=None)   ──►   Func<dyn Fn(A, Option<B>, Sequence<R>, Option<K>) -> Py<…>>
//! ```
//!
//! A parameter with a default is an `Option` of what it takes: whoever calls does not know the default. Where several functions come to one
//! place, the place has a signature that takes what any of them takes; around each a closure is made that hands on what its function takes,
//! and raises what Python raises for the rest.
//!
//! - **I1** The slots are in this order: positional ones, `*rest`, those that are only named (by their names), `**rest`.

use super::types::{Type, Types};
use crate::tree::Name;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Required,
    Defaulted,
    Star,
    NamedOnly,
    NamedDefaulted,
    DoubleStar,
}

/// A parameter of a function that is a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) role: Role,
    /// None where it cannot be named: the functions that come there call it differently.
    pub(super) name: Option<Name>,
    /// Of what it takes; of the members of `*rest` and `**rest`.
    pub(super) of_type: Type,
}

impl Slot {
    pub(super) fn is_positional(&self) -> bool {
        matches!(self.role, Role::Required | Role::Defaulted)
    }

    pub(super) fn is_named_only(&self) -> bool {
        matches!(self.role, Role::NamedOnly | Role::NamedDefaulted)
    }

    /// Says whether it need not be given.
    pub(super) fn is_optional(&self) -> bool {
        matches!(self.role, Role::Defaulted | Role::NamedDefaulted)
    }
}

/// What a function takes (I1).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Signature(pub(super) Vec<Slot>);

impl Signature {
    pub(super) fn positional(&self) -> impl Iterator<Item = &Slot> {
        self.0.iter().filter(|slot| slot.is_positional())
    }

    pub(super) fn of_role(&self, role: Role) -> Option<&Slot> {
        self.0.iter().find(|slot| slot.role == role)
    }

    pub(super) fn named_only(&self, name: &Name) -> Option<&Slot> {
        self.0.iter().find(|slot| slot.is_named_only() && slot.name.as_ref() == Some(name))
    }

    /// Says whether it can be called without arguments.
    pub(super) fn takes_nothing(&self) -> bool {
        self.0.iter().all(|slot| !matches!(slot.role, Role::Required | Role::NamedOnly))
    }

    /// Says whether the same closure of Rust is called.
    pub(super) fn is_same(&self, other: &Signature) -> bool {
        let plain = |slot: &Slot| (slot.role, slot.of_type.clone(), slot.name.clone().filter(|_| slot.is_named_only()));
        self.0.iter().map(plain).eq(other.0.iter().map(plain))
    }
}

impl Types<'_> {
    /// A signature that takes what any of two takes.
    pub(super) fn merged(&self, one: &Signature, other: &Signature) -> Result<Signature, String> {
        let mut slots = self.merged_positional(one, other)?;
        let takes_names = one.of_role(Role::DoubleStar).is_some() || other.of_role(Role::DoubleStar).is_some();
        for role in [Role::Star, Role::DoubleStar] {
            // Where one takes any names, all that is named goes there.
            let is_found =
                |slot: &&Slot| slot.role == role || role == Role::DoubleStar && takes_names && slot.is_named_only();
            let found = one.0.iter().chain(&other.0).filter(is_found);
            let types: Vec<Type> = found.map(|slot| slot.of_type.clone()).collect();
            if !types.is_empty() {
                slots.push(Slot { role, name: None, of_type: self.joined_optional(types)? });
            }
            if role == Role::Star && !takes_names {
                slots.extend(self.merged_named(one, other)?);
            }
        }
        Ok(Signature(slots))
    }

    fn merged_positional(&self, one: &Signature, other: &Signature) -> Result<Vec<Slot>, String> {
        let (first, second): (Vec<&Slot>, Vec<&Slot>) = (one.positional().collect(), other.positional().collect());
        let mut slots = Vec::new();
        for place in 0..first.len().max(second.len()) {
            slots.push(match (first.get(place), second.get(place)) {
                (Some(one), Some(other)) => Slot {
                    role: one.role.max(other.role),
                    name: one.name.clone().filter(|name| other.name.as_ref() == Some(name)),
                    of_type: self.joined_optional(vec![one.of_type.clone(), other.of_type.clone()])?,
                },
                (Some(slot), None) => self.alone(slot, other)?,
                (None, Some(slot)) => self.alone(slot, one)?,
                (None, None) => break,
            });
        }
        Ok(slots)
    }

    /// A slot that the other function has not: what is given there goes to its `*rest`, if it has one.
    fn alone(&self, slot: &Slot, other: &Signature) -> Result<Slot, String> {
        let mut types = vec![slot.of_type.clone()];
        types.extend(other.of_role(Role::Star).map(|star| star.of_type.clone()));
        let name = slot.name.clone().filter(|name| {
            other.of_role(Role::DoubleStar).is_none() && other.0.iter().all(|slot| slot.name.as_ref() != Some(name))
        });
        Ok(Slot { role: Role::Defaulted, name, of_type: self.joined_optional(types)? })
    }

    fn merged_named(&self, one: &Signature, other: &Signature) -> Result<Vec<Slot>, String> {
        let mut slots: Vec<Slot> = Vec::new();
        for (of, against) in [(one, other), (other, one)] {
            for slot in of.0.iter().filter(|slot| slot.is_named_only()) {
                let Some(name) = &slot.name else { continue };
                if slots.iter().any(|known| known.name.as_ref() == Some(name)) {
                    continue;
                }
                let same = against.named_only(name);
                if same.is_none() && against.positional().any(|slot| slot.name.as_ref() == Some(name)) {
                    return Err(format!("functions that take `{name}` in different ways"));
                }
                let mut types = vec![slot.of_type.clone()];
                types.extend(same.map(|same| same.of_type.clone()));
                slots.push(Slot {
                    role: same.map_or(Role::NamedDefaulted, |same| slot.role.max(same.role)),
                    name: Some(name.clone()),
                    of_type: self.joined_optional(types)?,
                });
            }
        }
        slots.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(slots)
    }
}
