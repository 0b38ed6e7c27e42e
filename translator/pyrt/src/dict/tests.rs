#![allow(clippy::unit_arg, reason = "what gives nothing gives None, which is shown like all else")]

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::Str;
use crate::cases::{Words, each_case, outcome, shown};
use crate::iter::{builtins, list};
use crate::list::List;
use crate::shown::repr;

fn pairs(words: &mut Words<'_>) -> List<(i64, i64)> {
    words.ints().into_iter().map(|value| (value, value.rem_euclid(10))).collect()
}

fn other(words: &mut Words<'_>) -> Dict<i64, i64> {
    Dict::from_pairs(pairs(words)).unwrap()
}

struct Iters(DictIter<i64, i64, PickKey>, DictIter<i64, i64, PickKey>, DictReversed<i64, i64, PickKey>);

impl Iters {
    fn start(&mut self, items: &Dict<i64, i64>, which: i64) {
        match which {
            0 => self.0 = items.iter(),
            1 => self.1 = items.iter(),
            _ => self.2 = items.reversed(),
        }
    }

    fn next(&mut self, which: i64) -> Py<Option<i64>> {
        match which {
            0 => self.0.next(),
            1 => self.1.next(),
            _ => self.2.next(),
        }
    }
}

fn equal(items: &Dict<i64, i64>, other: &Dict<i64, i64>) -> Py<List<bool>> {
    let reversed = Dict::from_pairs(items.items().reversed())?;
    Ok(List::from(vec![items.equal(other)?, items.equal(&reversed)?]))
}

fn run(items: &Dict<i64, i64>, iters: &mut Iters, words: &mut Words<'_>) -> String {
    match words.text() {
        "set" => shown(items.set(words.int(), words.int())),
        "delete" => shown(items.delete(&words.int())),
        "get" => shown(items.get(&words.int())),
        "get_or" => shown(items.get_or(&words.int(), words.int())),
        "index" => shown(items.index(&words.int())),
        "pop" => shown(items.pop(&words.int())),
        "pop_or" => shown(items.pop_or(&words.int(), words.int())),
        "popitem" => shown(items.popitem()),
        "setdefault" => shown(items.setdefault(words.int(), words.int())),
        "update" | "merge" => shown(items.update(&other(words))),
        "update_pairs" => shown(items.update_pairs(pairs(words))),
        "or" => shown(items.or(&other(words))),
        "contains" => shown(items.contains(&words.int())),
        "len" => shown(Ok(items.len())),
        "equal" => shown(equal(items, &other(words))),
        "fromkeys" => shown(Dict::fromkeys(words.list(), 3)),
        "keys" => shown(Ok(items.keys())),
        "values" => shown(Ok(items.values())),
        "items" => shown(Ok(items.items())),
        "reversed" => shown(list(items.reversed())),
        "copy" => shown(Ok(items.copy())),
        "clear" => shown(Ok(items.clear())),
        "start" => shown(Ok(iters.start(items, words.int()))),
        "next" => shown(iters.next(words.int())),
        other => format!("no operation {other}"),
    }
}

#[test]
fn a_dict_does_what_pythons_does() {
    let items = Dict::new();
    let mut iters = Iters(items.iter(), items.iter(), items.reversed());
    each_case(include_str!("../../tests/dict.txt"), |words| {
        let result = run(&items, &mut iters, words);
        format!("{result} ; {}", outcome(repr(&items)))
    });
}

/// A key of the program: its hash is 1, its `__eq__` does something.
#[derive(Clone)]
struct Odd(i64, Rc<dyn Fn(i64, i64) -> Py<bool>>);

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
        (self.1)(self.0, other.0)
    }
}

impl Key for Odd {
    fn hash(&self) -> Py<i64> {
        Ok(1)
    }
}

#[test]
fn a_dict_may_change_while_its_keys_are_compared() {
    let dict: Dict<Odd, i64> = Dict::new();
    let log = Rc::new(RefCell::new(String::new()));
    let (within, seen) = (dict.clone(), Rc::clone(&log));
    let equal: Rc<dyn Fn(i64, i64) -> Py<bool>> = Rc::new(move |one, other| {
        seen.borrow_mut().push_str(&format!("{one}{other} "));
        if (one, other) == (2, 3) {
            within.clear();
        }
        Ok(one == other)
    });
    let key = |value| Odd(value, Rc::clone(&equal));
    dict.set(key(1), 10).unwrap();
    dict.set(key(2), 20).unwrap();
    assert_eq!(dict.get(&key(2)), Ok(Some(20)));
    assert_eq!(*log.borrow(), "12 12 22 ");
    assert_eq!(dict.contains(&key(3)), Ok(false));
    assert!(dict.is_empty());
    assert_eq!(*log.borrow(), "12 12 22 13 23 ");
}

#[test]
fn an_exception_of_an_eq_comes_out() {
    let dict: Dict<Odd, i64> = Dict::new();
    let raises: Rc<dyn Fn(i64, i64) -> Py<bool>> = Rc::new(|_, _| Err(runtime_error("no")));
    dict.set(Odd(1, Rc::clone(&raises)), 1).unwrap();
    assert_eq!(shown(dict.set(Odd(2, raises), 2)), "RuntimeError('no')");
    assert_eq!(dict.len(), 1);
}

/// As CPython: the sixth key makes the table anew.
#[test]
fn many_keys_are_found_again() {
    let dict = Dict::new();
    for value in 0..3000 {
        dict.set(value * 1024, value).unwrap();
    }
    for value in (0..3000).step_by(3) {
        assert_eq!(dict.pop(&(value * 1024)), Ok(value));
    }
    for value in 0..3000 {
        assert_eq!(dict.get(&(value * 1024)), Ok((value % 3 != 0).then_some(value)));
    }
    let sum = builtins::sum(dict.values(), 0, |sum: i64, value| Ok(sum + value));
    assert_eq!(sum, Ok(3000 * 2999 / 2 - 3 * (1000 * 999 / 2)));
    assert_eq!(dict.values().contains(&2999), Ok(true));
    assert_eq!(dict.items().contains(&(1024, 2)), Ok(false));
}

#[test]
fn a_value_is_updated_in_its_place() {
    let dict = Dict::new();
    dict.update_or(&Str::from("a"), 5, |value| Ok(value + 1)).unwrap();
    dict.update_or(&Str::from("b"), 0, |value| Ok(value + 1)).unwrap();
    dict.update_or(&Str::from("a"), 0, |value| Ok(value + 1)).unwrap();
    dict.update_at(&Str::from("b"), |value| Ok(value * 10)).unwrap();
    assert_eq!(repr(&dict).unwrap(), "{'a': 7, 'b': 10}");
    let missing = dict.update_at(&Str::from("c"), Ok).unwrap_err();
    assert_eq!(missing.to_string(), "'c'");
    let raised = dict.update_or(&Str::from("c"), 0, |_| Err(crate::shown::runtime_error("no")));
    assert!(raised.is_err() && dict.len() == 2);
}

#[test]
fn a_value_is_updated_although_the_dict_changes_meanwhile() {
    let dict = Dict::new();
    dict.set(Str::from("a"), 1).unwrap();
    let update = |value: i64| {
        dict.delete(&Str::from("a"))?;
        dict.set(Str::from("b"), 2)?;
        Ok(value + 10)
    };
    dict.update_at(&Str::from("a"), update).unwrap();
    assert_eq!(repr(&dict).unwrap(), "{'b': 2, 'a': 11}");
}
