#![allow(clippy::unit_arg, reason = "what gives nothing gives None, which is shown like all else")]

use std::cell::Cell;
use std::rc::Rc;

use super::deque::DequeIter;
use super::ordered::OrderedIter;
use super::*;
use crate::cases::{Words, each_case, outcome, shown};
use crate::dict::{PickItem, PickKey};
use crate::iter::{Iter, list, vec};
use crate::list::List;
use crate::shown::repr;
use crate::{Comparison, Dict, Equal, Ordered, Py, bisect, heapq};

fn compared(deque: &Deque<i64>, words: &mut Words<'_>) -> Py<List<bool>> {
    let other = Deque::of(words.list(), None)?;
    let (less, not_less) = (deque.compare(&other, Comparison::Less)?, deque.compare(&other, Comparison::GreaterEqual)?);
    Ok(List::from(vec![deque.equal(&other)?, less, not_less]))
}

fn run_deque(deque: &mut Deque<i64>, iters: &mut [DequeIter<i64>; 2], words: &mut Words<'_>) -> String {
    match words.text() {
        "new" => shown(Deque::of(words.list(), words.option()).map(|new| *deque = new)),
        "append" => shown(Ok(deque.append(words.int()))),
        "appendleft" => shown(Ok(deque.appendleft(words.int()))),
        "extend" => shown(deque.extend(words.list())),
        "extendleft" => shown(deque.extendleft(words.list())),
        "extend_self" => shown(if deque.len() < 9 { deque.extend(&*deque) } else { Ok(()) }),
        "pop" => shown(deque.pop()),
        "popleft" => shown(deque.popleft()),
        "rotate" => shown(Ok(deque.rotate(words.int()))),
        "reverse" => shown(Ok(deque.reverse())),
        "count" => shown(deque.count(&words.int())),
        "contains" => shown(deque.contains(&words.int())),
        "index" => shown(deque.index(&words.int())),
        "index_within" => shown(deque.index_within(&words.int(), words.int(), words.int())),
        "insert" => shown(deque.insert(words.int(), words.int())),
        "remove" => shown(deque.remove(&words.int())),
        "get" => shown(deque.get(words.int())),
        "set" => shown(deque.set(words.int(), words.int())),
        "delete" => shown(deque.delete(words.int())),
        "copy" => shown(Ok(deque.copy())),
        "concat" => shown(Deque::of(words.list(), None).and_then(|other| deque.concat(&other))),
        "repeat" => shown(deque.repeat(words.int())),
        "imul" => shown(deque.repeat_in_place(words.int())),
        "equal" => shown(compared(deque, words)),
        "start" => shown(Ok(match words.int() {
            0 => iters[0] = deque.iter(),
            _ => iters[1] = deque.reversed(),
        })),
        "next" => shown(iters[words.int() as usize].next()),
        other => format!("no operation {other}"),
    }
}

#[test]
fn a_deque_does_what_pythons_does() {
    let mut deque = Deque::default();
    let mut iters = [deque.iter(), deque.reversed()];
    each_case(include_str!("../../tests/deque.txt"), |words| {
        let result = run_deque(&mut deque, &mut iters, words);
        format!("{result} ; {}", outcome(repr(&deque)))
    });
}

fn counts(words: &mut Words<'_>) -> Counter<i64> {
    let pairs: List<(i64, i64)> = (0..5).cycle().zip(words.ints()).collect();
    Counter::of_counts(&Dict::from_pairs(pairs).unwrap()).unwrap()
}

fn compared_counts(counter: &Counter<i64>, other: &Counter<i64>) -> Py<List<bool>> {
    use Comparison::{Greater, GreaterEqual, Less, LessEqual};
    let mut all = vec![counter.equal(other)?];
    for comparison in [Less, LessEqual, Greater, GreaterEqual] {
        all.push(counter.compare(other, comparison)?);
    }
    Ok(List::from(all))
}

fn run_counter(counter: &Counter<i64>, words: &mut Words<'_>) -> String {
    match words.text() {
        "update" => shown(counter.update(words.list())),
        "update_counts" => shown(counter.update_counts(&counts(words))),
        "subtract" => shown(counter.subtract(words.list())),
        "subtract_counts" => shown(counter.subtract_counts(&counts(words))),
        "get" => shown(counter.index(&words.int())),
        "set" => shown(counter.set(words.int(), words.int())),
        "delete" => shown(counter.delete(&words.int())),
        "pop" => shown(counter.pop(&words.int())),
        "total" => shown(counter.total()),
        "most_common" => shown(counter.most_common(words.option())),
        "elements" => shown(counter.elements().and_then(list)),
        "items" => shown(Ok(counter.items())),
        "plus" => shown(counter.plus(&counts(words))),
        "minus" => shown(counter.minus(&counts(words))),
        "or" => shown(counter.or(&counts(words))),
        "and" => shown(counter.and(&counts(words))),
        "positive" => shown(counter.positive()),
        "negative" => shown(counter.negative()),
        "iplus" => shown(counter.plus_in_place(&counts(words))),
        "iminus" => shown(counter.minus_in_place(&counts(words))),
        "ior" => shown(counter.or_in_place(&counts(words))),
        "iand" => shown(counter.and_in_place(&counts(words))),
        "compare" => shown(compared_counts(counter, &counts(words))),
        "copy" => shown(Ok(counter.copy())),
        other => format!("no operation {other}"),
    }
}

#[test]
fn a_counter_does_what_pythons_does() {
    let counter = Counter::new();
    each_case(include_str!("../../tests/counter.txt"), |words| {
        let result = run_counter(&counter, words);
        format!("{result} ; {}", outcome(repr(&counter)))
    });
}

fn compared_ordered(dict: &OrderedDict<i64, i64>) -> Py<List<bool>> {
    let reversed = Dict::from_pairs(dict.items().reversed())?;
    Ok(List::from(vec![
        dict.equal(&OrderedDict::from(reversed.clone()))?,
        dict.equal(&reversed)?,
        dict.equal(&dict.copy())?,
    ]))
}

type Iters = (OrderedIter<i64, i64, PickKey>, OrderedIter<i64, i64, PickItem>);

fn run_ordered(dict: &OrderedDict<i64, i64>, iters: &mut Iters, words: &mut Words<'_>) -> String {
    match words.text() {
        "set" => shown(dict.set(words.int(), words.int())),
        "delete" => shown(dict.delete(&words.int())),
        "get" => shown(dict.index(&words.int())),
        "pop" => shown(dict.pop(&words.int())),
        "popitem" => shown(dict.popitem(words.int() == 1)),
        "move_to_end" => shown(dict.move_to_end(&words.int(), words.int() == 1)),
        "setdefault" => shown(dict.setdefault(words.int(), words.int())),
        "equal" => shown(compared_ordered(dict)),
        "reversed" => shown(list(dict.reversed())),
        "items" => shown(Ok(dict.items())),
        "values" => shown(Ok(dict.values())),
        "copy" => shown(Ok(dict.copy())),
        "restart" => shown(Ok(*iters = (dict.reversed(), dict.items().iter()))),
        "next" => shown(iters.0.next()),
        "next_item" => shown(iters.1.next()),
        other => format!("no operation {other}"),
    }
}

#[test]
fn an_ordered_dict_does_what_pythons_does() {
    let dict = OrderedDict::new();
    let mut iters = (dict.iter(), dict.items().iter());
    each_case(include_str!("../../tests/ordered.txt"), |words| {
        let result = run_ordered(&dict, &mut iters, words);
        format!("{result} ; {}", outcome(repr(&dict)))
    });
}

fn fifth(item: &i64) -> Py<i64> {
    Ok(item / 5)
}

fn bisected(heap: &List<i64>, value: i64) -> Py<List<i64>> {
    let left = bisect::bisect_left_by_key(heap, &value, 0, None, fifth)?;
    Ok(List::from(vec![left, bisect::bisect_right_by_key(heap, &value, 0, None, fifth)?]))
}

fn refill(heap: &List<i64>, words: &mut Words<'_>) -> Py<()> {
    heap.clear();
    heap.extend(words.list())?;
    heapq::heapify(heap)
}

fn run_heap(heap: &List<i64>, words: &mut Words<'_>) -> String {
    let three = |words: &mut Words<'_>| List::from(vec![words.list(), words.list(), words.list()]);
    match words.text() {
        "push" => shown(heapq::heappush(heap, words.int())),
        "pop" => shown(heapq::heappop(heap)),
        "pushpop" => shown(heapq::heappushpop(heap, words.int())),
        "replace" => shown(heapq::heapreplace(heap, words.int())),
        "refill" => shown(refill(heap, words)),
        "nlargest" => shown(heapq::nlargest(words.int(), words.list())),
        "nsmallest" => shown(heapq::nsmallest(words.int(), words.list())),
        "nlargest_key" => shown(heapq::nlargest_by_key(words.int(), words.list(), fifth)),
        "nsmallest_key" => shown(heapq::nsmallest_by_key(words.int(), words.list(), fifth)),
        "merge" => shown(heapq::merge(three(words), words.int() == 1).and_then(list)),
        "merge_key" => shown(heapq::merge_by_key(three(words), fifth, false).and_then(list)),
        "sort" => shown(heap.sort(false)),
        "bisect_left" => shown(bisect::bisect_left(heap, &words.int(), words.int(), words.option())),
        "bisect_right" => shown(bisect::bisect_right(heap, &words.int(), words.int(), words.option())),
        "bisect_key" => shown(bisected(heap, words.int())),
        "insort_left" => shown(bisect::insort_left(heap, words.int(), 0, None)),
        "insort_right" => shown(bisect::insort_right(heap, words.int(), 0, None)),
        "insort_key" => shown(bisect::insort_left_by_key(heap, words.int(), 0, None, fifth)),
        other => format!("no operation {other}"),
    }
}

#[test]
fn a_heap_does_what_pythons_does() {
    let heap = List::new();
    each_case(include_str!("../../tests/heapq.txt"), |words| {
        let result = run_heap(&heap, words);
        format!("{result} ; {}", outcome(repr(&heap)))
    });
}

#[test]
fn a_default_dict_makes_what_is_missing() {
    let lists: DefaultDict<i64, List<i64>> = DefaultDict::new("<class 'list'>", || Ok(List::new()));
    lists.index(&3).unwrap().append(1);
    lists.index(&3).unwrap().append(2);
    assert_eq!(lists.get(&4).map(|value| value.is_none()), Ok(true));
    assert_eq!(repr(&lists), Ok("defaultdict(<class 'list'>, {3: [1, 2]})".to_owned()));
    assert_eq!(vec(lists.keys()), Ok(vec![3]));
    let none: DefaultDict<i64, i64> = DefaultDict::without_factory();
    assert_eq!(shown(none.index(&1)), "KeyError(1)");
    assert_eq!(repr(&none), Ok("defaultdict(None, {})".to_owned()));
}

/// A value whose drop looks at what held it.
#[derive(Clone)]
struct Looks(#[expect(dead_code, reason = "it is for its drop")] Rc<OnDrop>);

struct OnDrop(Box<dyn Fn()>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn looks(look: impl Fn() + 'static) -> Looks {
    Looks(Rc::new(OnDrop(Box::new(look))))
}

#[test]
fn values_are_dropped_without_a_borrow() {
    let (dict, drops) = (Dict::<i64, Looks>::new(), Rc::new(Cell::new(0)));
    let value = || {
        let (within, drops) = (dict.clone(), Rc::clone(&drops));
        looks(move || {
            drops.set(drops.get() + 1);
            let _ = (within.pop_or(&99, looks(|| ())), within.move_to(&1, true));
        })
    };
    (0..5).for_each(|key| dict.set(key, value()).unwrap());
    dict.set(0, value()).unwrap();
    dict.delete(&1).unwrap();
    drop(dict.popitem().unwrap());
    drop(dict.pop(&2).unwrap());
    dict.clear();
    assert_eq!(drops.get(), 6);
    let (deque, drops) = (Deque::new(Some(2)).unwrap(), Rc::new(Cell::new(0)));
    let value = || {
        let (within, drops): (Deque<Looks>, _) = (deque.clone(), Rc::clone(&drops));
        looks(move || {
            drops.set(drops.get() + 1);
            within.rotate(1);
        })
    };
    (0..4).for_each(|_| deque.append(value()));
    deque.appendleft(value());
    deque.set(0, value()).unwrap();
    deque.delete(0).unwrap();
    deque.clear();
    assert_eq!(drops.get(), 6);
}
