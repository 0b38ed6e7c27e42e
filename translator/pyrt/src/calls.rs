//! Tests of what dicts, sets and lists ask of members that run code: which are compared, in which order, and what happens where one changes
//! what holds it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::cases::{Words, each_case, outcome, shown};
use crate::iter::builtins;
use crate::shown::repr;
use crate::{Comparison, Dict, Equal, Key, List, Object, Ordered, Py, Set, bisect, heapq};

/// What holds the keys, and what they do.
#[derive(Default)]
struct World {
    table: Dict<Member, i64>,
    members: Set<Member>,
    items: List<Member>,
    log: RefCell<Vec<String>>,
    /// At which comparison what happens, and with which key.
    plan: Cell<Option<(i64, &'static str, i64)>>,
}

#[derive(Clone)]
struct Member(Rc<(i64, Rc<World>)>);

impl Object for Member {
    fn type_name(&self) -> &'static str {
        "Key"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        self.0.0.write_repr(out)
    }
}

impl Member {
    fn compared(&self, sign: char, other: &Member) -> Py<()> {
        let (value, world) = &*self.0;
        world.log.borrow_mut().push(format!("{value}{sign}{}", other.0.0));
        if let Some((left, action, key)) = world.plan.take() {
            world.plan.set((left > 1).then_some((left - 1, action, key)));
            if left == 1 {
                act(world, action, key)?;
            }
        }
        Ok(())
    }
}

impl Ordered for Member {
    fn compare(&self, other: &Member, comparison: Comparison) -> Py<bool> {
        // What Python has for a class without `__gt__`.
        if comparison == Comparison::Greater {
            return other.compare(self, Comparison::Less);
        }
        self.compared('<', other)?;
        Ok(self.0.0 < other.0.0)
    }
}

impl Equal for Member {
    fn equal(&self, other: &Member) -> Py<bool> {
        self.compared('=', other)?;
        Ok(self.0.0 == other.0.0)
    }

    fn is_or_equal(&self, other: &Member) -> Py<bool> {
        Ok(Rc::ptr_eq(&self.0, &other.0) || self.equal(other)?)
    }
}

impl Key for Member {
    fn hash(&self) -> Py<i64> {
        Ok(self.0.0 % 3)
    }
}

fn member(world: &Rc<World>, value: i64) -> Member {
    Member(Rc::new((value, Rc::clone(world))))
}

fn act(world: &Rc<World>, action: &str, key: i64) -> Py<()> {
    let key = member(world, key);
    match action {
        "dict_clear" => world.table.clear(),
        "dict_set" => world.table.set(key, 1)?,
        "dict_pop" => drop(world.table.pop_or(&key, 0)?),
        "set_clear" => world.members.clear(),
        "set_add" => {
            world.members.clear();
            world.members.add(key)?;
        }
        "set_discard" => world.members.discard(&key)?,
        "list_clear" => world.items.clear(),
        "list_append" => world.items.append(key),
        "list_pop" => drop(world.items.pop()),
        "list_insert" => world.items.insert(0, key),
        _ => {}
    }
    Ok(())
}

fn run(world: &Rc<World>, name: &str, key: &Member, keys: Vec<Member>) -> String {
    match name {
        "dict_set" => shown(world.table.set(key.clone(), 2)),
        "dict_get" => shown(world.table.get(key)),
        "dict_pop" => shown(world.table.take(key).map(|pair| pair.map(|(_, value)| value))),
        "dict_setdefault" => shown(world.table.setdefault(key.clone(), 3)),
        "dict_update" => shown(Dict::fromkeys(List::from(keys), 4).and_then(|other| world.table.update(&other))),
        "dict_equal" => shown(Dict::fromkeys(List::from(keys), 2).and_then(|other| world.table.equal(&other))),
        "dict_equal_self" => shown(world.table.equal(&world.table)),
        "list_append" => {
            world.items.append(key.clone());
            "None".to_owned()
        }
        "list_contains" => shown(world.items.contains(key)),
        "list_count" => shown(world.items.count(key)),
        "list_index" => shown(world.items.index(key)),
        "list_remove" => shown(world.items.remove(key)),
        "list_equal" => shown(world.items.equal(&List::from(keys))),
        "list_sort" => shown(world.items.sort(false)),
        "list_heapify" => shown(heapq::heapify(&world.items)),
        "list_heappush" => shown(heapq::heappush(&world.items, key.clone())),
        "list_heappop" => shown(heapq::heappop(&world.items)),
        "list_heapreplace" => shown(heapq::heapreplace(&world.items, key.clone())),
        "list_heappushpop" => shown(heapq::heappushpop(&world.items, key.clone())),
        "list_bisect_left" => shown(bisect::bisect_left(&world.items, key, 0, None)),
        "list_bisect_right" => shown(bisect::bisect_right(&world.items, key, 0, None)),
        "list_min" => shown(builtins::min(&world.items)),
        "list_max" => shown(builtins::max(&world.items)),
        "reset" => {
            world.items.clear();
            "None".to_owned()
        }
        name => run_set(&world.members, name, key, keys),
    }
}

fn run_set(members: &Set<Member>, name: &str, key: &Member, keys: Vec<Member>) -> String {
    let keys = List::from(keys);
    let fresh = || Set::of(&keys);
    match name {
        "set_add" => shown(members.add(key.clone())),
        "set_discard" => shown(members.discard(key)),
        "set_contains" => shown(members.contains(key)),
        "set_update" => shown(fresh().and_then(|other| members.update(&other))),
        "set_union" => shown(fresh().and_then(|other| members.union(&other))),
        "set_intersection" => shown(fresh().and_then(|other| members.intersection(&other))),
        "set_intersection_iter" => shown(members.intersection_iter(&keys)),
        "set_difference" => shown(fresh().and_then(|other| members.difference(&other))),
        "set_difference_update" => shown(members.difference_update_iter(&keys)),
        "set_symmetric_difference" => shown(fresh().and_then(|other| members.symmetric_difference(&other))),
        "set_issubset" => shown(fresh().and_then(|other| members.issubset(&other))),
        "set_issuperset" => shown(fresh().and_then(|other| members.issuperset(&other))),
        "set_isdisjoint" => shown(fresh().and_then(|other| members.isdisjoint(&other))),
        "set_copy" => shown(members.copy()),
        other => format!("no operation {other}"),
    }
}

const ACTIONS: [&str; 10] = [
    "dict_clear",
    "dict_set",
    "dict_pop",
    "set_clear",
    "set_add",
    "set_discard",
    "list_clear",
    "list_append",
    "list_pop",
    "list_insert",
];

fn step(world: &Rc<World>, words: &mut Words<'_>) -> String {
    let (name, key, values) = (words.text(), member(world, words.int()), words.ints());
    let (when, action, what) = (words.int(), words.text(), words.int());
    let keys = values.into_iter().map(|value| member(world, value)).collect();
    world.log.take();
    let action = ACTIONS.into_iter().find(|each| *each == action).unwrap_or("none");
    world.plan.set(Some((when, action, what)));
    let result = run(world, name, &key, keys);
    world.plan.set(None);
    let state = [repr(&world.table), repr(&world.members), repr(&world.items)].map(outcome);
    format!("{result} ; {} ; {}", world.log.borrow().join(","), state.join(" "))
}

#[test]
fn members_are_compared_as_pythons_are() {
    let world = Rc::new(World::default());
    each_case(include_str!("../tests/calls.txt"), |words| step(&world, words));
    world.table.clear();
    world.members.clear();
    world.items.clear();
}
