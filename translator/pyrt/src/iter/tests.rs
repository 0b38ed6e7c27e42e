use super::builtins::*;
use super::combinatoric::*;
use super::itertools::*;
use super::*;
use crate::cases::{Words, each_case, shown};
use crate::slice::Slice;
use crate::{Equal, Exc, Object};

fn range(words: &mut Words<'_>) -> Py<Range> {
    Range::new(words.int(), words.int(), words.int())
}

fn all_of<T>(iter: Py<impl Iter<Item = T>>) -> String
where
    T: Object + Clone,
{
    shown(iter.and_then(list))
}

fn facts(range: Range, value: i64) -> Py<List<i64>> {
    Ok(List::from(vec![range.len()?, i64::from(range.contains(value)), i64::from(range.truth()?)]))
}

fn ranges(name: &str, words: &mut Words<'_>) -> Option<String> {
    let range = self::range(words);
    Some(match name {
        "range" => all_of(range.map(Range::iter)),
        "range_reversed" => all_of(range.map(Range::reversed)),
        "range_repr" => shown(range),
        "range_len" => shown(range.and_then(Range::len)),
        "range_facts" => shown(range.and_then(|range| facts(range, words.int()))),
        "range_facts_big" => shown(range.map(|range| {
            let value = words.int();
            List::from(vec![range.contains(value), range.contains(value + 1)])
        })),
        "range_index" => shown(range.and_then(|range| range.index(words.int()))),
        "range_get" => shown(range.and_then(|range| range.get(words.int()))),
        "range_slice" => shown(range.and_then(|range| {
            let slice = Slice { start: words.option(), stop: words.option(), step: words.option() };
            range.get_slice(&slice)
        })),
        "range_equal" => shown(range.and_then(|range| range.equal(&self::range(words)?))),
        _ => return None,
    })
}

/// What an iterator gives, and what is left in that which it took from.
fn with_left<T: Object + Clone>(
    left: Shared<impl Iter<Item = i64>>,
    run: impl FnOnce(Shared<crate::list::ListIter<i64>>) -> Py<List<T>>,
    source: Shared<crate::list::ListIter<i64>>,
) -> String {
    shown(run(source).and_then(|given| Ok((given, list(left)?))))
}

fn sources(items: &List<i64>) -> Shared<crate::list::ListIter<i64>> {
    Shared::new(items.iter())
}

fn builtin(name: &str, words: &mut Words<'_>) -> Option<String> {
    let one = words.list();
    let is_odd = |value: &i64| Ok(value % 2 != 0);
    let third = |value: &i64| Ok(value.rem_euclid(3));
    Some(match name {
        "enumerate" => all_of(enumerate(&one, words.int())),
        "zip" => all_of(zip((&one, words.list()), false)),
        "zip_two" => all_of(zip((one, words.list()), true)),
        "zip_three" => all_of(zip((one, words.list(), words.list()), true)),
        "zip_all" => all_of(zip_all(List::from(vec![one, words.list(), words.list()]), true)),
        "zip_left" => {
            let source = sources(&one);
            with_left(source.clone(), |source| list(zip((source, words.list()), false)?), source)
        }
        "map" => all_of(map(|value| Ok(value * 2), one)),
        "filter" => all_of(filter(is_odd, one)),
        "filter_true" => all_of(filter_true(one)),
        "sum" => shown(sum(one, words.int(), |sum, value| Ok(sum + value))),
        "min" => shown(min(one)),
        "max" => shown(max(one)),
        "min_key" => shown(min_by_key(one, third)),
        "max_key" => shown(max_by_key(one, third)),
        "min_or" => shown(min_or(one)),
        "any" => shown(any(one)),
        "all" => shown(all(one)),
        "sorted" => shown(sorted(one, words.int() == 1)),
        "sorted_key" => shown(sorted_by_key(one, third, words.int() == 1)),
        _ => return None,
    })
}

fn itertool(name: &str, words: &mut Words<'_>) -> Option<String> {
    if name == "count" {
        return Some(all_of(islice(count(words.int(), words.int()), None, Some(4), None)));
    }
    if name == "repeat" {
        return Some(all_of(Ok(repeat(words.int(), words.option()))));
    }
    let one = words.list();
    let is_small = |value: &i64| Ok(*value < 3);
    Some(match name {
        "cycle" => all_of(cycle(one).and_then(|iter| islice(iter, None, Some(9), None))),
        "chain" => all_of(Ok(chain(one, words.list()))),
        "chain_all" => all_of(chain_all(List::from(vec![one, words.list(), words.list()]))),
        "islice" => {
            let source = sources(&one);
            let (start, stop, step) = (words.option(), words.option(), words.option());
            with_left(source.clone(), |source| list(islice(source, start, stop, step)?), source)
        }
        "takewhile" => all_of(takewhile(is_small, one)),
        "dropwhile" => all_of(dropwhile(is_small, one)),
        "filterfalse" => all_of(filterfalse(is_small, one)),
        "compress" => all_of(compress(one, words.list())),
        "accumulate" => all_of(accumulate(one, |sum, value| Ok(sum + value))),
        "accumulate_from" => all_of(accumulate_from(one, |product, value| Ok(product * value), words.int())),
        "pairwise" => all_of(pairwise(one)),
        "zip_longest" => all_of(zip_longest(one, words.list())),
        "zip_longest_all" => all_of(zip_longest_all(List::from(vec![one, words.list(), words.list()]), 9)),
        "tee" => shown(
            tee(one, words.int()).and_then(|tees| tees.into_iter().map(list).collect::<Py<Vec<_>>>().map(List::from)),
        ),
        "groupby" => shown(groups(groupby(one, |value| Ok(value.div_euclid(2))))),
        "groupby_late" => shown(groupby(one, |value| Ok(*value)).and_then(vec).and_then(|groups| {
            let groups = groups.into_iter().map(|(key, group)| Ok((key, list(group)?)));
            groups.collect::<Py<Vec<_>>>().map(List::from)
        })),
        "groupby_first" => {
            shown(groupby(one, |value| Ok(value.div_euclid(2))).and_then(|iter| {
                list(map(|(key, mut group): (i64, Group<_, _, _>)| Ok((key, next(&mut group)?)), iter)?)
            }))
        }
        _ => return combinations_of(name, one, words),
    })
}

fn groups<I: Iter<Item = (i64, G)>, G: Iter<Item = i64>>(iter: Py<I>) -> Py<List<(i64, List<i64>)>> {
    list(map(|(key, group)| Ok((key, list(group)?)), iter?)?)
}

fn combinations_of(name: &str, one: List<i64>, words: &mut Words<'_>) -> Option<String> {
    Some(match name {
        "product" => all_of(product(List::from(vec![one, words.list(), words.list()]))),
        "product_pair" => all_of(product_pair(one, words.list())),
        "product_repeat" => all_of(product_repeat(one, words.int())),
        "permutations" => all_of(permutations(one, words.option())),
        "combinations" => all_of(combinations(one, words.int())),
        "combinations_with_replacement" => all_of(combinations_with_replacement(one, words.int())),
        _ => return None,
    })
}

#[test]
fn iterators_do_what_pythons_do() {
    each_case(include_str!("../../tests/iter.txt"), |words| {
        let name = words.text();
        let rest = || words.clone();
        let found = match name.starts_with("range") {
            true => ranges(name, &mut rest()),
            false => builtin(name, &mut rest()).or_else(|| itertool(name, &mut rest())),
        };
        found.unwrap_or_else(|| format!("no function {name}"))
    });
}

#[test]
fn an_iterator_that_runs_is_not_asked_again() {
    let cell: Rc<Cell<Option<Shared<AnyIter<i64>>>>> = Rc::default();
    let within = Rc::clone(&cell);
    let iter = from_fn(move || within.take().map_or(Ok(None), |mut itself| itself.next()));
    let mut shared = Shared::new(Box::new(iter) as AnyIter<i64>);
    cell.set(Some(shared.clone()));
    assert_eq!(shown(shared.next()), "ValueError('generator already executing')");
    assert_eq!(shared.next(), Ok(None));
}

#[test]
fn tees_keep_only_what_some_still_need() {
    let mut tees = tee(Range::up_to(1000), 2).unwrap();
    let mut second = tees.pop().unwrap();
    assert_eq!(next(&mut second), Ok(0));
    let first = tees.pop().unwrap();
    drop(first);
    assert_eq!(sum(second, 0, |sum, value| Ok(sum + value)), Ok(1000 * 999 / 2));
}

#[test]
fn absurd_numbers_raise() {
    let items = List::from(vec![1, 2]);
    assert!(combinations_with_replacement(&items, i64::MAX).is_err());
    assert!(product_repeat(&items, i64::MAX).is_err());
    assert!(list(Range::up_to(i64::MAX / 8)).is_err());
    assert_eq!(vec(combinations(&items, i64::MAX).unwrap()).unwrap().len(), 0);
}

#[test]
fn stop_iteration_of_a_function_ends_the_iterator() {
    let stops = |value: i64| if value < 3 { Ok(value) } else { Err(Exc::new(&STOP_ITERATION, ())) };
    assert_eq!(vec(map(stops, Range::up_to(9)).unwrap()), Ok(vec![0, 1, 2]));
    let mut next_one = 0;
    let function = || {
        next_one += 1;
        Ok(next_one)
    };
    assert_eq!(vec(iter_until(function, 4)), Ok(vec![1, 2, 3]));
}
