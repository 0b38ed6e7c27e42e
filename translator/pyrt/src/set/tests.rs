#![allow(clippy::unit_arg, reason = "what gives nothing gives None, which is shown like all else")]

use std::rc::Rc;

use super::*;
use crate::cases::{Words, each_case, outcome, shown};
use crate::list::List;
use crate::shown::repr;
use crate::{Comparison, Dict, Object, Ordered};

fn set(words: &mut Words<'_>) -> Set<i64> {
    Set::of(words.list()).unwrap()
}

fn dict(words: &mut Words<'_>) -> Dict<i64, ()> {
    Dict::fromkeys(words.list(), ()).unwrap()
}

fn subset(items: &Set<i64>, other: &Set<i64>) -> Py<List<bool>> {
    use Comparison::{Greater, GreaterEqual, Less, LessEqual};
    let mut all = Vec::new();
    for comparison in [LessEqual, Less, GreaterEqual, Greater] {
        all.push(items.compare(other, comparison)?);
    }
    all.extend([items.equal(other)?, items.isdisjoint(other)?]);
    Ok(List::from(all))
}

fn subset_iter(items: &Set<i64>, values: &List<i64>) -> Py<List<bool>> {
    let all = [items.issubset_iter(values)?, items.issuperset_iter(values)?, items.isdisjoint_iter(values)?];
    Ok(all.into_iter().collect())
}

fn with_itself(items: &Set<i64>) -> Py<List<Set<i64>>> {
    let all =
        [items.union(items)?, items.intersection(items)?, items.difference(items)?, items.symmetric_difference(items)?];
    Ok(all.into_iter().collect())
}

fn updated(keys: &Dict<i64, ()>, update: impl Fn(&Set<i64>) -> Py<()>) -> Py<Set<i64>> {
    let set = keys.keys().to_set()?;
    update(&set)?;
    Ok(set)
}

fn constants(values: Vec<i64>) -> Py<Set<i64>> {
    if values.len() < 3 { Set::of_values(values) } else { Set::of_constants(values) }
}

fn run(items: &Set<i64>, iters: &mut [SetIter<i64, Mutable>; 2], words: &mut Words<'_>) -> String {
    match words.text() {
        "add" => shown(items.add(words.int())),
        "discard" => shown(items.discard(&words.int())),
        "remove" => shown(items.remove(&words.int())),
        "pop" => shown(items.pop()),
        "contains" => shown(items.contains(&words.int())),
        "len" => shown(Ok(items.len())),
        "copy" => shown(items.copy()),
        "clear" => shown(Ok(items.clear())),
        "frozen" => shown(items.to_kind::<Frozen>()),
        "hash" => shown(items.to_kind::<Frozen>().and_then(|frozen| frozen.hash())),
        "set_of_list" => shown(Ok(set(words))),
        "subset" => shown(subset(items, &set(words))),
        "subset_iter" => shown(subset_iter(items, &words.list())),
        "self" => shown(with_itself(items)),
        "dict" => shown(Set::of_dict(&dict(words))),
        "start" => shown(Ok(iters[words.int() as usize] = items.iter())),
        "next" => shown(iters[words.int() as usize].next()),
        "constants" => shown(constants(words.ints())),
        "keys_and" => shown(dict(words).keys().intersection(&dict(words).keys())),
        "keys_and_set" => shown(dict(words).keys().intersection_set(items)),
        "keys_or" => shown(updated(&dict(words), |set| set.update(items))),
        "keys_sub" => shown(updated(&dict(words), |set| set.difference_update(items))),
        operation => run_binary(items, operation, words),
    }
}

fn run_binary(items: &Set<i64>, operation: &str, words: &mut Words<'_>) -> String {
    match operation {
        "union" => shown(items.union(&set(words))),
        "union_iter" => shown(items.union_iter(words.list())),
        "update" => shown(items.update(&set(words))),
        "update_iter" => shown(items.update_iter(words.list())),
        "intersection" => shown(items.intersection(&set(words))),
        "intersection_iter" => shown(items.intersection_iter(words.list())),
        "intersection_update" => shown(items.intersection_update(&set(words))),
        "intersection_update_iter" => shown(items.intersection_update_iter(words.list())),
        "difference" => shown(items.difference(&set(words))),
        "difference_iter" => shown(items.difference_iter(words.list())),
        "difference_update" => shown(items.difference_update(&set(words))),
        "difference_update_iter" => shown(items.difference_update_iter(words.list())),
        "symmetric_difference" => shown(items.symmetric_difference(&set(words))),
        "symmetric_difference_iter" => shown(items.symmetric_difference_iter(words.list())),
        "symmetric_difference_update" => shown(items.symmetric_difference_update(&set(words))),
        "symmetric_difference_update_iter" => shown(items.symmetric_difference_update_iter(words.list())),
        other => format!("no operation {other}"),
    }
}

#[test]
fn a_set_does_what_pythons_does_and_in_its_order() {
    let items = Set::new();
    let mut iters = [items.iter(), items.iter()];
    each_case(include_str!("../../tests/set.txt"), |words| {
        let result = run(&items, &mut iters, words);
        format!("{result} ; {}", outcome(repr(&items)))
    });
}

fn order<F>(set: &AnySet<i64, F>) -> String {
    let mut total = 0;
    set.each(|_, value| {
        total = (total * 31 + value) % 1_000_003;
        Ok(())
    })
    .unwrap();
    format!("{} {total}", set.len())
}

#[test]
fn large_sets_come_in_pythons_order() {
    each_case(include_str!("../../tests/set_large.txt"), |words| {
        let (count, step) = (words.int(), i128::from(words.int()));
        let value = |at: i64| (i128::from(at) * i128::from(at) * step % (1 << 60)) as i64;
        let made: Set<i64> = Set::of_values((0..count).map(value)).unwrap();
        let other: Set<i64> = Set::of_values((0..count * 2).step_by(3)).unwrap();
        (0..count).step_by(3).for_each(|at| made.discard(&value(at)).unwrap());
        let found = [made.union(&other), made.intersection(&other), made.difference(&other)];
        let found = found.into_iter().chain([made.symmetric_difference(&other), made.copy()]);
        let found: Vec<String> = found.map(|set| order(&set.unwrap())).collect();
        let frozen: FrozenSet<i64> = other.to_kind().unwrap();
        let hash = made.to_kind::<Frozen>().unwrap().hash().unwrap();
        format!("{} {} {} {hash}", order(&made), found.join(" "), order(&frozen))
    });
}

/// A member whose `__eq__` empties the set, and whose hash is always the same.
#[derive(Clone)]
struct Odd(i64, Rc<dyn Fn() -> Py<()>>);

impl Object for Odd {
    fn type_name(&self) -> &'static str {
        "Odd"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        self.0.write_repr(out)
    }
}

impl Equal for Odd {
    fn equal(&self, other: &Odd) -> Py<bool> {
        (self.1)()?;
        Ok(self.0 == other.0)
    }
}

impl Key for Odd {
    fn hash(&self) -> Py<i64> {
        Ok(1)
    }
}

#[test]
fn a_set_may_change_while_its_members_are_compared() {
    let set: Set<Odd> = Set::new();
    let within = set.clone();
    let clears: Rc<dyn Fn() -> Py<()>> = Rc::new(move || Ok(within.clear()));
    set.add(Odd(1, Rc::clone(&clears))).unwrap();
    set.add(Odd(2, clears)).unwrap();
    assert_eq!(repr(&set), Ok("{2}".to_owned()));
    assert_eq!(shown(set.remove(&set.iter().next().unwrap().unwrap())), "KeyError(2)");
    assert_eq!(repr(&set), Ok("set()".to_owned()));
    let raises: Rc<dyn Fn() -> Py<()>> = Rc::new(|| Err(key_error(7)));
    set.add(Odd(1, Rc::clone(&raises))).unwrap();
    assert_eq!(shown(set.add(Odd(2, raises))), "KeyError(7)");
    set.clear();
}

#[test]
fn keys_compare_as_sets() {
    let (one, two) =
        (Dict::fromkeys(List::from(vec![1, 2]), ()).unwrap(), Dict::fromkeys(List::from(vec![2, 1]), 5).unwrap());
    assert_eq!(one.keys().equal(&two.keys()), Ok(true));
    assert_eq!(one.keys().equal(&Set::of_values([1, 2]).unwrap()), Ok(true));
    assert_eq!(one.keys().equal(&Set::of_values([1, 3]).unwrap()), Ok(false));
    assert_eq!(one.keys().isdisjoint(List::from(vec![3, 2])), Ok(false));
}
