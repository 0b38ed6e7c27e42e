#![allow(clippy::unit_arg, reason = "what gives nothing gives None, which is shown like all else")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::*;
use crate::cases::{Words, each_case, outcome, shown};
use crate::iter::{list, vec};
use crate::shown::{repr, value_error};
use crate::slice::Slice;
use crate::{Comparison, Equal, Exc, Object, Ordered};

fn slice(words: &mut Words<'_>) -> Slice {
    Slice { start: words.option(), stop: words.option(), step: words.option() }
}

fn four(one: &List<i64>, other: &List<i64>) -> Py<List<bool>> {
    use Comparison::{Greater, GreaterEqual, Less, LessEqual};
    let all = [Less, LessEqual, Greater, GreaterEqual].map(|comparison| one.compare(other, comparison));
    all.into_iter().collect::<Py<Vec<bool>>>().map(List::from)
}

fn run(items: &List<i64>, words: &mut Words<'_>) -> String {
    match words.text() {
        "append" => shown(Ok(items.append(words.int()))),
        "extend" => shown(items.extend(words.list())),
        "extend_self" => shown(items.extend(items)),
        "insert" => shown(Ok(items.insert(words.int(), words.int()))),
        "pop" => shown(items.pop()),
        "pop_at" => shown(items.pop_at(words.int())),
        "remove" => shown(items.remove(&words.int())),
        "clear" => shown(Ok(items.clear())),
        "index" => shown(items.index(&words.int())),
        "index_within" => shown(items.index_within(&words.int(), words.int(), words.int())),
        "count" => shown(items.count(&words.int())),
        "sort" => shown(items.sort(false)),
        "sort_reverse" => shown(items.sort(true)),
        "sort_key" => shown(items.sort_by_key(|item| Ok(item.rem_euclid(3)), words.int() == 1)),
        "reverse" => shown(Ok(items.reverse())),
        "get" => shown(items.get(words.int())),
        "set" => shown(items.set(words.int(), words.int())),
        "delete" => shown(items.delete(words.int())),
        "get_slice" => shown(items.get_slice(&slice(words))),
        "set_slice" => shown(items.set_slice(&slice(words), words.list())),
        "set_slice_self" => shown(items.set_slice(&slice(words), items)),
        "delete_slice" => shown(items.delete_slice(&slice(words))),
        "concat" => shown(Ok(items.concat(&words.list()))),
        "repeat" => shown(items.repeat(words.int())),
        "imul" => shown(items.repeat_in_place(words.int())),
        "contains" => shown(items.contains(&words.int())),
        "equal" => shown(items.equal(&words.list())),
        "less" => shown(four(items, &words.list())),
        "iter" => shown(list(items)),
        "reversed" => shown(list(items.reversed())),
        other => format!("no operation {other}"),
    }
}

#[test]
fn a_list_does_what_pythons_does() {
    let items = List::new();
    each_case(include_str!("../../tests/list.txt"), |words| {
        let result = run(&items, words);
        format!("{result} ; {}", outcome(repr(&items)))
    });
}

/// What a comparison may do.
type Less = dyn Fn(i64, i64) -> Py<bool>;

/// A value of the program: compared by its own code.
#[derive(Clone)]
struct Item(i64, Rc<Less>);

impl Object for Item {
    fn type_name(&self) -> &'static str {
        "Item"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        self.0.write_repr(out)
    }
}

impl Equal for Item {
    fn equal(&self, other: &Item) -> Py<bool> {
        (self.1)(self.0, other.0)
    }
}

impl Ordered for Item {
    fn compare(&self, other: &Item, _: Comparison) -> Py<bool> {
        (self.1)(self.0, other.0)
    }
}

fn by_rule(rule: i64, left: i64, compared: &Rc<Cell<i64>>) -> Rc<Less> {
    let compared = Rc::clone(compared);
    Rc::new(move |one: i64, other: i64| {
        compared.set(compared.get() + 1);
        if compared.get() == left {
            return Err(value_error("enough"));
        }
        Ok(match rule {
            1 => one / 8 < other / 8,
            2 => (one * 7 + other * 3) % 5 < 2,
            _ => one < other,
        })
    })
}

/// Also where `<` is no order, and where it raises in the middle: so many comparisons, and the list is then this.
#[test]
fn sorts_compare_as_pythons_do() {
    each_case(include_str!("../../tests/list_sort.txt"), |words| {
        let (rule, left, reverse) = (words.int(), words.int(), words.int() == 1);
        let compared = Rc::default();
        let less = by_rule(rule, left, &compared);
        let items: List<Item> = words.ints().into_iter().map(|value| Item(value, Rc::clone(&less))).collect();
        let result = shown(items.sort(reverse));
        let hash = items.to_vec().iter().fold(0, |hash, item| (hash * 31 + item.0) % 1_000_003);
        format!("{result} {} {hash}", compared.get())
    });
}

#[test]
fn a_list_looks_empty_while_it_is_sorted() {
    let items: List<Item> = List::new();
    let (seen, within) = (Rc::new(RefCell::new(Vec::new())), items.clone());
    let (log, changes) = (Rc::clone(&seen), Rc::new(Cell::new(false)));
    let change = Rc::clone(&changes);
    let less: Rc<Less> = Rc::new(move |one, other| {
        log.borrow_mut().push(within.len());
        if change.get() {
            within.append(Item(0, Rc::new(|_, _| Ok(false))));
        }
        Ok(one < other)
    });
    items.extend(from_values([3, 1, 2], &less)).unwrap();
    items.sort(false).unwrap();
    assert_eq!(*seen.borrow(), [0; 4]);
    assert_eq!(repr(&items), Ok("[1, 2, 3]".to_owned()));
    changes.set(true);
    assert_eq!(shown(items.sort(true)), "ValueError('list modified during sort')");
    assert_eq!(repr(&items), Ok("[3, 2, 1]".to_owned()));
    items.clear();
}

fn from_values(values: [i64; 3], less: &Rc<Less>) -> List<Item> {
    values.into_iter().map(|value| Item(value, Rc::clone(less))).collect()
}

/// `__eq__` empties the list.
#[test]
fn a_list_may_change_while_its_members_are_compared() {
    let items: List<Item> = List::new();
    let within = items.clone();
    let equal: Rc<Less> = Rc::new(move |one, other| {
        within.clear();
        Ok(one == other)
    });
    let with = |run: &dyn Fn(&List<Item>) -> String| {
        items.clear();
        items.extend(from_values([1, 2, 3], &equal)).unwrap();
        run(&items)
    };
    let two = Item(2, Rc::new(|_, _| Ok(false)));
    assert_eq!(with(&|items| shown(items.contains(&two))), "False");
    assert_eq!(with(&|items| shown(items.index(&two))), "ValueError('2 is not in list')");
    assert_eq!(with(&|items| shown(items.count(&two))), "0");
    assert_eq!(with(&|items| shown(items.remove(&Item(1, Rc::clone(&two.1))))), "None");
    assert_eq!(with(&|items| shown(items.remove(&two))), "ValueError('list.remove(x): x not in list')");
    assert_eq!(with(&|items| shown(items.equal(&items.copy()))), "False");
}

/// A value that may be a list that holds it.
#[derive(Clone)]
struct Loop(List<Loop>);

impl Object for Loop {
    fn type_name(&self) -> &'static str {
        "list"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        self.0.write_repr(out)
    }
}

impl Equal for Loop {
    fn equal(&self, other: &Loop) -> Py<bool> {
        self.0.equal(&other.0)
    }

    fn is_or_equal(&self, other: &Loop) -> Py<bool> {
        self.0.is_or_equal(&other.0)
    }
}

#[test]
fn a_list_may_hold_itself() {
    let [one, two] = [(); 2].map(|()| List::new());
    one.append(Loop(one.clone()));
    two.append(Loop(two.clone()));
    assert_eq!(repr(&one), Ok("[[...]]".to_owned()));
    assert_eq!(one.is_or_equal(&one.clone()), Ok(true));
    assert_eq!(one.equal(&one.copy()), Ok(true));
    let exc: Exc = one.equal(&two).unwrap_err();
    assert_eq!(format!("{exc:?}"), "RecursionError('maximum recursion depth exceeded in comparison')");
    one.clear();
    two.clear();
}

#[test]
fn iterators_see_what_is_appended_and_stay_ended() {
    let items = List::from(vec![1, 2]);
    let mut iter = items.iter();
    assert_eq!(iter.next(), Ok(Some(1)));
    items.append(3);
    assert_eq!(vec(&mut iter), Ok(vec![2, 3]));
    items.append(4);
    assert_eq!(iter.next(), Ok(None));
    let mut reversed = items.reversed();
    assert_eq!(reversed.next(), Ok(Some(4)));
    items.clear();
    assert_eq!(reversed.next(), Ok(None));
    items.extend(Some(1).into_iter().collect::<List<_>>()).unwrap();
    assert_eq!(reversed.next(), Ok(None));
}

/// Members whose drop looks at the list.
#[test]
fn members_are_dropped_without_a_borrow() {
    #[derive(Clone)]
    struct Looks(#[expect(dead_code, reason = "it is for its drop")] Rc<OnDrop>);
    struct OnDrop(List<Looks>, Rc<Cell<i64>>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.1.set(self.1.get() + 1);
            drop(self.0.0.borrow_mut());
        }
    }
    let (items, sum) = (List::new(), Rc::default());
    let add = |count: usize| {
        (0..count).for_each(|_| items.append(Looks(Rc::new(OnDrop(items.clone(), Rc::clone(&sum))))));
    };
    add(6);
    items.delete(0).unwrap();
    items.set(0, items.get(1).unwrap()).unwrap();
    items.delete_slice(&Slice::new(0, 2)).unwrap();
    items.set_slice(&Slice::with_step(None, None, 2), List::from(vec![items.get(1).unwrap(); 2])).unwrap();
    items.repeat_in_place(0).unwrap();
    add(1);
    items.clear();
    assert_eq!(sum.get(), 7);
}

#[test]
fn absurd_sizes_raise() {
    let items = List::from(vec![1, 2, 3]);
    assert!(items.extend(crate::iter::Range::up_to(i64::MAX / 8)).is_err());
    assert!(items.repeat(i64::MAX).is_err() && items.repeat_in_place(i64::MAX).is_err());
}

#[test]
fn lists_that_lie_too_deep_raise() {
    let nested = || (0..3000).fold(List::<Loop>::new(), |inner, _| List::from(vec![Loop(inner)]));
    let (one, two) = (nested(), nested());
    let depth = "RecursionError('maximum recursion depth exceeded";
    assert_eq!(shown(one.equal(&two)), format!("{depth} in comparison')"));
    assert_eq!(shown(Ok(one)), format!("{depth} while getting the repr of an object')"));
    assert_eq!(shown(two.equal(&two)), "True");
    assert_eq!(repr(&List::from(vec![1])), Ok("[1]".to_owned()));
}
