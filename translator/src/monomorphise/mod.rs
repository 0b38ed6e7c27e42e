//! Gives a function, or a class, that is used at several types a copy for each of them.
//!
//! # How it works
//!
//! ```text
//!  def first(items):                        def first(items): …        # list[int]
//!      return items[0]                      def first·1(items): …      # list[str]
//!  n = first([1, 2])              ─►        n = first([1, 2])
//!  s = first(["a", "b"])                    s = first·1(["a", "b"])
//! ```
//!
//! Inference gives each parameter one type, whoever calls. So definitions to whose parameters, results or fields several types come are copied,
//! first for each call by itself; then inference is run again, and copies that turn out to have the same types become one. What called the
//! copies of a caller is seen in the next round. That is monomorphisation, found by trying: what a call gives shows only when it has a copy of
//! its own, for a list that is passed on has the element type of all lists that come to the same place.
//!
//! - **I1** A program does not see that there are copies ([`found`] says which definitions are fit). What cannot be told apart is not copied.
//! - **I2** A copy stays only where it makes something better: a place of one type in it was one of several types before.
//! - **I3** Rounds, copies and the work of all inferences are bounded; what is left then is a union, as before.

pub(crate) mod copies;
mod found;
mod signature;

use crate::analyse::infer::{self, Inferred};
use crate::analyse::scopes::{self, Scopes};
use crate::analyse::types::{Item, Kind};
use crate::tree::{Module, Name};
use copies::{MARK, Plan};
use found::{Found, Site, Template, Variant};
use signature::{Inside, Signature, Writer};
use std::collections::{BTreeMap, BTreeSet};

/// So many expressions all inferences go through.
const MOST_WORK: u64 = 600_000;

/// So many expressions a trial adds.
const MOST_ADDED: usize = 60_000;

/// A variant with more calls is not copied for each of them, but for those whose arguments look alike.
const MOST_SITES: usize = 24;

/// So many trials are made.
const MOST_TRIALS: usize = 12;

/// What is copied in a trial.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trial {
    Classes,
    Functions,
    All,
}

/// A tree with what is known of it.
pub(crate) struct Known {
    pub(crate) module: Module,
    pub(crate) scopes: Scopes,
    pub(crate) inferred: Inferred,
}

impl Known {
    fn of(module: Module) -> Option<Known> {
        let scopes = scopes::resolve(&module, &mut Default::default());
        let inferred = infer::infer(&module, &scopes)?;
        Some(Known { module, scopes, inferred })
    }
}

/// The program with copies; none where none make anything better.
pub(crate) fn monomorphise(source: &str, module: &Module, scopes: &Scopes, inferred: &Inferred) -> Option<Known> {
    if source.contains(MARK) {
        return None;
    }
    let mut rounds = Rounds { number: 0, work: u64::from(module.expressions), tried: BTreeSet::new() };
    let mut known: Option<Known> = None;
    for _ in 0..MOST_TRIALS {
        let (module, scopes, inferred) = match &known {
            Some(known) => (&known.module, &known.scopes, &known.inferred),
            None => (module, scopes, inferred),
        };
        match rounds.round(module, scopes, inferred) {
            Some(better) => known = Some(better),
            None => break,
        }
    }
    known
}

struct Rounds {
    /// Of the copies that were made.
    number: usize,
    work: u64,
    /// What was copied in vain: a variant with its calls.
    tried: BTreeSet<(Template, Name, usize)>,
}

impl Rounds {
    /// The first trial that makes something better.
    fn round(&mut self, module: &Module, scopes: &Scopes, inferred: &Inferred) -> Option<Known> {
        let found = Found::of(module, scopes, inferred);
        let inside = Inside::of(scopes);
        let writer = Writer::new(inferred, &inside);
        let before = signatures(&found, &writer);
        let trials = [Trial::Classes, Trial::All, Trial::Functions];
        trials.into_iter().find_map(|trial| self.trial(trial, module, &found, &writer, &before))
    }

    fn trial(
        &mut self,
        trial: Trial,
        module: &Module,
        found: &Found,
        writer: &Writer<'_>,
        before: &BTreeMap<(Template, Name), Signature>,
    ) -> Option<Known> {
        let (plan, origins) = self.plan(trial, module, found, writer, before);
        if plan.copies.is_empty() {
            return None;
        }
        let mut copied = copies::copy_of(module);
        if !copies::apply(&mut copied, &plan) {
            return None;
        }
        let tried = self.known(copied)?;
        let merged = merge(&tried, &origins, before);
        let kept = self.known(merged?)?;
        Some(kept)
    }

    /// Infers the types of a tree, if there is still time.
    fn known(&mut self, module: Module) -> Option<Known> {
        self.work += u64::from(module.expressions);
        if self.work > MOST_WORK { None } else { Known::of(module) }
    }

    /// The copies of a trial, and of what they are copies.
    fn plan(
        &mut self,
        trial: Trial,
        module: &Module,
        found: &Found,
        writer: &Writer<'_>,
        before: &BTreeMap<(Template, Name), Signature>,
    ) -> (Plan, BTreeMap<Name, Name>) {
        let (mut plan, mut origins) = (Plan::default(), BTreeMap::new());
        let (mut added, mut room) = (0, copies::room(module));
        let is_mixed = |template: &Template, name: &Name| {
            before.get(&(template.clone(), name.clone())).is_some_and(|signature| signature.mixed > 0)
        };
        let classes = found.templates.iter().filter(|(template, _)| matches!(template, Template::Class(..)));
        let mixed_classes: BTreeSet<Item> = classes
            .flat_map(|(template, variants)| variants.iter().filter(|(name, _)| is_mixed(template, name)))
            .filter_map(|(_, variant)| writer.class(*variant.scopes.first()?))
            .collect();
        for (template, variants) in &found.templates {
            let is_class = matches!(template, Template::Class(..));
            let is_function = matches!(template, Template::Function(..));
            if trial == Trial::Classes && !is_class || trial == Trial::Functions && is_class {
                continue;
            }
            for (name, variant) in variants {
                // Where objects of copies of a class come to one function, they are of several types.
                let takes = |scope| trial == Trial::All && is_function && writer.takes(scope, &mixed_classes);
                let mixed = match template {
                    Template::Class(..) => is_mixed(template, name),
                    _ => variant.scopes.iter().any(|scope| writer.is_mixed(*scope) || takes(*scope)),
                };
                let key = (template.clone(), name.clone(), variant.sites.len() * 4 + trial as usize);
                if !mixed || !self.tried.insert(key) {
                    continue;
                }
                let groups = groups(variant, writer);
                let kept = usize::from(!variant.is_value || is_class);
                let count = groups.len().saturating_sub(kept);
                let is_too_much = added + count * variant.size > MOST_ADDED || count * variant.definitions > room;
                if count == 0 || is_too_much {
                    continue;
                }
                room -= count * variant.definitions;
                added += count * variant.size;
                self.copy(&mut plan, &mut origins, template, name, variant, groups.into_iter().skip(kept));
            }
        }
        for (id, template) in &found.tested {
            let names = found.templates.get(template).into_iter().flatten();
            let names = names.flat_map(|(name, variant)| {
                let copies = variant.places.first().and_then(|place| plan.copies.get(place));
                [name.clone()].into_iter().chain(copies.cloned().into_iter().flatten())
            });
            let names: Vec<Name> = names.collect();
            if names.iter().any(|name| origins.contains_key(name)) {
                plan.tested.insert(*id, names);
            }
        }
        (plan, origins)
    }

    fn copy<'s>(
        &mut self,
        plan: &mut Plan,
        origins: &mut BTreeMap<Name, Name>,
        template: &Template,
        name: &Name,
        variant: &Variant,
        groups: impl Iterator<Item = Vec<&'s Site>>,
    ) {
        let (Template::Class(_, original) | Template::Function(_, original) | Template::Method(original)) = template;
        for sites in groups {
            self.number += 1;
            let copy: Name = format!("{original}{MARK}{}", self.number).into();
            plan.renamed.extend(sites.iter().map(|site| (site.callee, copy.clone())));
            variant.places.iter().for_each(|place| plan.copies.entry(*place).or_default().push(copy.clone()));
            origins.insert(copy, name.clone());
        }
        plan.own.extend(variant.own.iter().map(|(place, callees)| (*place, callees.clone())));
    }
}

/// The calls of a variant, apart where they may be at other types.
fn groups<'v>(variant: &'v Variant, writer: &Writer<'_>) -> Vec<Vec<&'v Site>> {
    if variant.sites.len() <= MOST_SITES {
        return variant.sites.iter().map(|site| vec![site]).collect();
    }
    let mut groups: BTreeMap<String, Vec<&Site>> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for site in &variant.sites {
        let texts: Vec<String> = site.arguments.iter().map(|argument| writer.expression(*argument)).collect();
        let text = texts.join(", ");
        if !groups.contains_key(&text) {
            order.push(text.clone());
        }
        groups.entry(text).or_default().push(site);
    }
    let groups = order.iter().filter_map(|text| groups.remove(text)).collect::<Vec<_>>();
    if groups.len() > MOST_SITES { Vec::new() } else { groups }
}

fn signatures(found: &Found, writer: &Writer<'_>) -> BTreeMap<(Template, Name), Signature> {
    let mut signatures = BTreeMap::new();
    for (template, variants) in &found.templates {
        for (name, variant) in variants {
            signatures.insert((template.clone(), name.clone()), signature(variant, writer));
        }
    }
    signatures
}

/// The types of a variant; those of a method in all classes that have it.
fn signature(variant: &Variant, writer: &Writer<'_>) -> Signature {
    let parts: Vec<Signature> = variant.scopes.iter().map(|scope| writer.signature(*scope)).collect();
    let mixed = parts.iter().map(|part| part.mixed).sum();
    Signature { text: parts.into_iter().map(|part| part.text).collect::<Vec<_>>().join("\n"), mixed }
}

/// Makes variants of the same types one; none where no copy is better than what it is a copy of.
fn merge(
    tried: &Known,
    origins: &BTreeMap<Name, Name>,
    before: &BTreeMap<(Template, Name), Signature>,
) -> Option<Module> {
    let Known { module, scopes, inferred } = tried;
    let found = Found::of(module, scopes, inferred);
    let inside = Inside::of(scopes);
    let mut writer = Writer::new(inferred, &inside);
    let mut into = one_classes(&found, &mut writer, origins, before);
    let keeps_classes = into.values().any(|(_, is_kept)| *is_kept);
    let mut is_better = keeps_classes;
    for (template, variants) in &found.templates {
        if matches!(template, Template::Class(..)) {
            continue;
        }
        let of: BTreeMap<&Name, Signature> =
            variants.iter().map(|(name, variant)| (name, signature(variant, &writer))).collect();
        let improves = improves(template, of.iter().map(|(name, of)| (*name, of.mixed)), origins, before);
        is_better |= improves;
        // Objects of copies of a class do not come to one function, if that can be.
        let is_kept = improves || keeps_classes;
        for (name, signature) in &of {
            let to = match origins.get(*name) {
                Some(origin) if !is_kept => origin.clone(),
                _ => one_for(signature, &of).unwrap_or(name).clone(),
            };
            into.insert((template.clone(), (*name).clone()), (to, false));
        }
    }
    if !is_better {
        return None;
    }
    let mut plan = Plan::default();
    for (id, (template, name)) in &found.uses {
        if let Some((to, _)) = into.get(&(template.clone(), name.clone()))
            && to != name
        {
            plan.renamed.insert(*id, to.clone());
        }
    }
    for ((template, name), (to, _)) in &into {
        if to != name
            && let Some(variant) = found.templates.get(template).and_then(|variants| variants.get(name))
        {
            plan.dropped.extend(&variant.places);
        }
    }
    for (id, template) in &found.tested {
        let names = found.templates.get(template).into_iter().flat_map(BTreeMap::keys);
        let names = names.filter_map(|name| Some(into.get(&(template.clone(), name.clone()))?.0.clone()));
        plan.tested.insert(*id, names.collect::<BTreeSet<_>>().into_iter().collect());
    }
    let mut merged = copies::copy_of(module);
    copies::apply(&mut merged, &plan);
    Some(merged)
}

/// The first variant of the same types, else the first to whose types these can be filled up.
fn one_for<'n>(signature: &Signature, of: &BTreeMap<&'n Name, Signature>) -> Option<&'n Name> {
    let is_full = |one: &Signature| of.values().all(|other| one.text == other.text || !one.fits(other));
    let fuller = of.iter().find(|(_, other)| signature.fits(other) && is_full(other));
    fuller.map(|(name, _)| *name)
}

/// Says whether one of the copies has fewer places of several types than what it is a copy of.
fn improves<'n>(
    template: &Template,
    variants: impl Iterator<Item = (&'n Name, usize)>,
    origins: &BTreeMap<Name, Name>,
    before: &BTreeMap<(Template, Name), Signature>,
) -> bool {
    let of_before = |name: &Name| {
        let origin = origins.get(name).unwrap_or(name);
        before.iter().filter(|((of, known), _)| same(of, template) && known == origin).map(|(_, it)| it.mixed).max()
    };
    let mut is_better = false;
    for (name, mixed) in variants {
        is_better |= of_before(name).is_some_and(|before| mixed < before);
    }
    is_better
}

/// Says whether templates of two trees are the same: scopes have other numbers in another tree.
fn same(one: &Template, other: &Template) -> bool {
    match (one, other) {
        (Template::Class(_, one), Template::Class(_, other))
        | (Template::Function(_, one), Template::Function(_, other))
        | (Template::Method(one), Template::Method(other)) => one == other,
        _ => false,
    }
}

/// What each variant becomes, and whether the copies of its class are kept.
type Into = BTreeMap<(Template, Name), (Name, bool)>;

/// Which copies of classes are one: those of the same types, those whose objects meet somewhere, and those that make nothing better.
fn one_classes(
    found: &Found,
    writer: &mut Writer<'_>,
    origins: &BTreeMap<Name, Name>,
    before: &BTreeMap<(Template, Name), Signature>,
) -> Into {
    let mut variants: Vec<(&Template, &Name, &Variant, Item)> = Vec::new();
    for (template, of) in found.templates.iter().filter(|(template, _)| matches!(template, Template::Class(..))) {
        for (name, variant) in of {
            let item = variant.scopes.first().and_then(|scope| writer.class(*scope));
            item.into_iter().for_each(|item| variants.push((template, name, variant, item)));
        }
    }
    // All copies of a class are taken to be the same until something tells them apart.
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    for (template, _, _, item) in &variants {
        let count = labels.len();
        writer.labels.insert(*item, *labels.entry(format!("{template:?}")).or_insert(count));
    }
    loop {
        let mut refined: BTreeMap<(usize, String), usize> = BTreeMap::new();
        let mut next = BTreeMap::new();
        for (_, _, variant, item) in &variants {
            let label = writer.labels.get(item).copied().unwrap_or_default();
            let count = refined.len();
            next.insert(*item, *refined.entry((label, signature(variant, writer).text)).or_insert(count));
        }
        let is_stable = refined.len() == writer.labels.values().collect::<BTreeSet<_>>().len();
        writer.labels = next;
        if is_stable {
            break;
        }
    }
    while fill_up(writer, &variants) {}
    join_what_meets(writer, &variants.iter().map(|(template, _, _, item)| (*item, *template)).collect());
    let mut into = Into::new();
    let templates: BTreeSet<&Template> = variants.iter().map(|(template, ..)| *template).collect();
    for template in templates {
        let own: Vec<_> = variants.iter().filter(|(of, ..)| *of == template).collect();
        let mixed: Vec<(&Name, usize)> =
            own.iter().map(|(_, name, variant, _)| (*name, signature(variant, writer).mixed)).collect();
        let labels: BTreeSet<_> = own.iter().map(|(.., item)| writer.labels.get(item)).collect();
        let is_kept = labels.len() > 1 && improves(template, mixed.into_iter(), origins, before);
        let mut first: BTreeMap<usize, &Name> = BTreeMap::new();
        for (_, name, _, item) in &own {
            let label = writer.labels.get(item).copied().unwrap_or_default();
            let to = match origins.get(*name) {
                Some(origin) if !is_kept => origin.clone(),
                _ => (*first.entry(label).or_insert(name)).clone(),
            };
            into.insert((template.clone(), (*name).clone()), (to, is_kept));
        }
    }
    for (template, name, _, item) in &variants {
        // What becomes one has one label from here on.
        let to = into.get(&((*template).clone(), (*name).clone())).map(|(to, _)| to.clone());
        let same = variants.iter().find(|(of, other, ..)| of == template && Some(*other) == to.as_ref());
        if let Some(label) = same.and_then(|(.., item)| writer.labels.get(item)).copied() {
            writer.labels.insert(*item, label);
        }
    }
    into
}

/// Gives copies of classes to whose objects nothing comes the labels of those that are the same otherwise; says whether there were any.
fn fill_up(writer: &mut Writer<'_>, variants: &[(&Template, &Name, &Variant, Item)]) -> bool {
    let full: Vec<Signature> = variants.iter().map(|(_, _, variant, _)| signature(variant, writer)).collect();
    let labels = writer.labels.clone();
    let mut filled = labels.clone();
    for (template, name, variant, item) in variants {
        for ((of, other_name, _, other), full) in variants.iter().zip(&full) {
            let Some(label) = labels.get(other).filter(|label| of == template && labels.get(item) != Some(label))
            else {
                continue;
            };
            // What is said of objects of its own is compared as if they were the other's.
            writer.labels.insert(*item, *label);
            let own = signature(variant, writer);
            writer.labels = labels.clone();
            let is_same = own.text == full.text;
            if own.fits(full) && (!is_same || other_name < name) && filled.get(other) == Some(label) {
                let gone = filled.get(item).copied();
                filled.values_mut().filter(|label| Some(**label) == gone).for_each(|of| *of = *label);
                break;
            }
        }
    }
    // Each time there are fewer labels.
    let is_changed = filled != labels;
    writer.labels = filled;
    is_changed
}

/// Gives copies of a class whose objects come to one place the same label: there they would be values of several types.
fn join_what_meets(writer: &mut Writer<'_>, templates: &BTreeMap<Item, &Template>) {
    let (mut seen, mut todo) = (BTreeSet::new(), writer.places());
    let mut joined: Vec<(usize, usize)> = Vec::new();
    while let Some(node) = todo.pop() {
        if !seen.insert(node) {
            continue;
        }
        let mut met: Vec<(&Template, usize)> = Vec::new();
        for kind in writer.kinds(node) {
            if let Kind::Instance(item) = kind
                && let (Some(template), Some(label)) = (templates.get(item), writer.labels.get(item))
            {
                met.push((template, *label));
            }
            todo.extend(kind.parts().into_iter().map(|part| writer.find(part)));
        }
        for (index, (template, label)) in met.iter().enumerate() {
            let others = met.iter().skip(index + 1).filter(|(other, _)| other == template);
            joined.extend(others.map(|(_, other)| (*label, *other)));
        }
    }
    let mut into: BTreeMap<usize, usize> = BTreeMap::new();
    let end = |into: &BTreeMap<usize, usize>, mut label: usize| {
        while let Some(next) = into.get(&label) {
            label = *next;
        }
        label
    };
    for (one, other) in joined {
        let (one, other) = (end(&into, one), end(&into, other));
        if one != other {
            into.insert(one.max(other), one.min(other));
        }
    }
    writer.labels.values_mut().for_each(|label| *label = end(&into, *label));
}

#[cfg(test)]
mod tests;
