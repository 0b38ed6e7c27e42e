//! `itertools` and what of `functools` and `heapq` takes functions.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::Value;
use super::super::types::Type;
use crate::tree::{BinaryOp, Expr, ExprKind};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn of_itertools(&mut self, key: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        if given.has_double_star {
            return None;
        }
        if given.star.is_some() {
            return self.of_itertools_with_star(key, given, expr);
        }
        let span = expr.span;
        let positional = given.positional.as_slice();
        Some(match (key, positional) {
            ("itertools.count", [] | [_] | [_, _]) => {
                let start = positional.first().or_else(|| given.named("start"));
                let step = positional.get(1).or_else(|| given.named("step"));
                self.count_from(start, step, expr)?
            }
            ("itertools.cycle", [of]) => {
                let (iterable, element) = self.iterable_argument(of, span)?;
                self.lazy(format!("iter::itertools::cycle({iterable})"), element)
            }
            ("itertools.repeat", [value]) => {
                let times = match given.named("times") {
                    Some(times) => format!("Some({})", self.kept_argument(times, &Type::Int, span)),
                    None => "None".to_owned(),
                };
                self.repeat(value, &times, expr)
            }
            ("itertools.repeat", [value, times]) => {
                let times = format!("Some({})", self.kept_argument(times, &Type::Int, span));
                self.repeat(value, &times, expr)
            }
            ("itertools.chain", [_, ..]) => self.chained(positional, expr)?,
            ("itertools.chain.from_iterable" | "chain.from_iterable", [of]) => self.chain_all(of, expr)?,
            ("itertools.islice", [of, bounds @ ..]) if (1..=3).contains(&bounds.len()) => {
                self.islice(of, bounds, expr)?
            }
            ("itertools.takewhile" | "itertools.dropwhile" | "itertools.filterfalse", [test, of]) => {
                let (iterable, element) = self.iterable_argument(of, span)?;
                let test = self.test(test, &element, expr)?;
                let name = key.strip_prefix("itertools.")?;
                self.lazy(format!("iter::itertools::{name}({test}, {iterable})"), element)
            }
            ("itertools.compress", [of, selectors]) => {
                let (iterable, element) = self.iterable_argument(of, span)?;
                let (selectors, _) = self.iterable_argument(selectors, span)?;
                self.lazy(format!("iter::itertools::compress({iterable}, {selectors})"), element)
            }
            ("itertools.pairwise", [of]) => {
                let (iterable, element) = self.iterable_argument(of, span)?;
                let pair = Type::Tuple(vec![element.clone(), element]);
                self.lazy(format!("iter::itertools::pairwise({iterable})"), pair)
            }
            ("itertools.accumulate", [of]) => self.accumulate(of, None, given, expr)?,
            ("itertools.accumulate", [of, function]) => self.accumulate(of, Some(function), given, expr)?,
            ("itertools.groupby", [of]) => self.groupby(of, self.key(given).cloned().as_ref(), expr)?,
            ("itertools.groupby", [of, key]) => self.groupby(of, Some(key), expr)?,
            ("itertools.permutations", [of]) => self.combinatoric("permutations", of, "None", expr)?,
            ("itertools.permutations", [of, count]) => {
                let count = format!("Some({})", self.kept_argument(count, &Type::Int, span));
                self.combinatoric("permutations", of, &count, expr)?
            }
            ("itertools.combinations" | "itertools.combinations_with_replacement", [of, count]) => {
                let count = self.kept_argument(count, &Type::Int, span);
                self.combinatoric(key.strip_prefix("itertools.")?, of, &count, expr)?
            }
            ("itertools.product", _) => self.product(positional, given, expr)?,
            ("itertools.starmap", [function, of]) => {
                let (iterable, element) = self.iterable_argument(of, span)?;
                let Type::Tuple(members) = &element else { return None };
                let (closure, given) = self.callback(function, members, false, expr)?;
                let rust = self.lower.rust_type(&element);
                let parts: Vec<String> = (0..members.len()).map(|place| format!("item.{place}")).collect();
                let text = format!(
                    "{{ let mut mapped = {closure}; iter::builtins::map(move |item: {rust}| mapped({}), {iterable}) }}",
                    parts.join(", ")
                );
                self.lazy(text, given)
            }
            ("itertools.tee", [of]) => self.tee(of, "2", expr)?,
            ("itertools.tee", [of, count]) => {
                let count = self.kept_argument(count, &Type::Int, span);
                self.tee(of, &count, expr)?
            }
            ("itertools.zip_longest", [one, other]) => self.zip_longest(one, other, given, expr)?,
            ("functools.reduce", [function, of]) => self.reduce(function, of, None, expr)?,
            ("functools.reduce", [function, of, initial]) => self.reduce(function, of, Some(initial), expr)?,
            ("heapq.nlargest" | "heapq.nsmallest", [count, of]) if self.key(given).is_some() => {
                let count = self.kept_argument(count, &Type::Int, span);
                let (iterable, element) = self.iterable_argument(of, span)?;
                let (closure, _) =
                    self.callback(&self.key(given)?.clone(), std::slice::from_ref(&element), true, expr)?;
                let name = key.strip_prefix("heapq.")?;
                self.tried(
                    format!("heapq::{name}_by_key({count}, {iterable}, {closure})"),
                    Type::List(Rc::new(element)),
                )
            }
            (
                "bisect.bisect"
                | "bisect.bisect_left"
                | "bisect.bisect_right"
                | "bisect.insort"
                | "bisect.insort_left"
                | "bisect.insort_right",
                [list, value, bounds @ ..],
            ) if self.key(given).is_some() && bounds.len() <= 2 => {
                self.bisect_by_key(key, list, value, bounds, given, expr)?
            }
            ("heapq.merge", [_, _, ..]) => self.merge(positional, given, expr)?,
            _ => return None,
        })
    }

    fn of_itertools_with_star(&mut self, key: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let star = Arg::Expr(given.star?);
        if !given.positional.is_empty() || !given.named.is_empty() {
            return None;
        }
        match key {
            "itertools.chain" => self.chain_all(&star, expr),
            "itertools.product" => {
                let (iterable, element) = self.iterable_argument(&star, expr.span)?;
                let element = self.element_of(&element, expr)?;
                let text = format!("iter::combinatoric::product({iterable})");
                Some(self.lazy(text, Type::Sequence(Rc::new(element))))
            }
            _ => None,
        }
    }

    fn lazy(&mut self, text: String, element: Type) -> Value {
        self.tried(text, Type::Lazy(Rc::new(element)))
    }

    /// What iterating over a value of this type gives.
    fn element_of(&mut self, of_type: &Type, expr: &'a Expr) -> Option<Type> {
        if !matches!(of_type, Type::List(_) | Type::Sequence(_) | Type::Set(_) | Type::Range | Type::Dict(..)) {
            return None;
        }
        Some(self.iterable(&Value::place("item", of_type.clone()), expr.span)?.1)
    }

    fn count_from(&mut self, start: Option<&Arg<'a>>, step: Option<&Arg<'a>>, expr: &'a Expr) -> Option<Value> {
        let mut part = |argument: Option<&Arg<'a>>, default: &str| match argument {
            Some(argument) => self.argument(argument),
            None => Value::new(default, Type::Int),
        };
        let (start, step) = (part(start, "0"), part(step, "1"));
        let element =
            Rc::new(if start.of_type == Type::Int && step.of_type == Type::Int { Type::Int } else { Type::Float });
        if *element == Type::Int {
            return Some(Value::new(
                format!("iter::itertools::count({}, {})", start.text, step.text),
                Type::Lazy(element),
            ));
        }
        if start.of_type != Type::Float || !step.of_type.is_number() {
            return None;
        }
        let step = self.keep(&step, &Type::Float, expr.span);
        let text = format!("iter::itertools::count_by({}, {step}, |sum: f64, step: f64| Ok(sum + step))", start.text);
        Some(Value::new(text, Type::Lazy(element)))
    }

    fn repeat(&mut self, value: &Arg<'a>, times: &str, _: &'a Expr) -> Value {
        let value = self.argument(value);
        Value::new(format!("iter::itertools::repeat({}, {times})", value.owned()), Type::Lazy(Rc::new(value.of_type)))
    }

    fn chained(&mut self, of: &[Arg<'a>], expr: &'a Expr) -> Option<Value> {
        let mut parts = Vec::new();
        for argument in of {
            parts.push(self.iterable_argument(argument, expr.span)?);
        }
        let types = parts.iter().map(|(_, element)| element.clone()).filter(|element| *element != Type::Never);
        let joined = self.lower.types.joined_optional(types.collect()).ok()?;
        let parts: Vec<String> =
            parts.into_iter().map(|(iterable, element)| self.mapped(iterable, &element, &joined, expr.span)).collect();
        let (last, before) = parts.split_last()?;
        let text =
            before.iter().rev().fold(last.clone(), |text, part| format!("iter::itertools::chain({part}, {text})"));
        Some(Value::new(text, Type::Lazy(Rc::new(joined))))
    }

    fn chain_all(&mut self, of: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        if matches!(element, Type::Lazy(_)) {
            return None;
        }
        if matches!(element, Type::Iterator(_) | Type::Generator(..)) {
            let (Type::Iterator(inner) | Type::Generator(inner, ..)) = element else { return None };
            return Some(self.lazy(format!("iter::itertools::chain_all({iterable})"), (*inner).clone()));
        }
        let item = Value::place("item", element.clone());
        let (inner, given) = self.in_closure(|inside| inside.iterable(&item, expr.span))?;
        let rust = self.lower.rust_type(&element);
        let mapped = self
            .fallible(&format!("iter::builtins::map(|item: {rust}| Ok(iter::vec({inner})?.into_iter()), {iterable})"));
        let _ = mapped;
        let mapped = self.fallible(&format!(
            "iter::builtins::map(|item: {rust}| Ok(iter::from_rust(iter::vec({inner})?.into_iter())), {iterable})"
        ));
        Some(self.lazy(format!("iter::itertools::chain_all({mapped})"), given))
    }

    fn islice(&mut self, of: &Arg<'a>, bounds: &[Arg<'a>], expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let of_type = Type::Optional(Rc::new(Type::Int));
        let bounds: Vec<String> = bounds.iter().map(|bound| self.kept_argument(bound, &of_type, expr.span)).collect();
        let bounds = match bounds.as_slice() {
            [stop] => format!("None, {stop}, None"),
            [start, stop] => format!("{start}, {stop}, None"),
            bounds => bounds.join(", "),
        };
        Some(self.lazy(format!("iter::itertools::islice({iterable}, {bounds})"), element))
    }

    /// A function that says whether an item is wanted, as a closure.
    fn test(&mut self, function: &Arg<'a>, element: &Type, expr: &'a Expr) -> Option<String> {
        if matches!(function, Arg::Expr(Expr { kind: ExprKind::None, .. })) {
            return None;
        }
        let rust = self.lower.rust_type(element);
        let (closure, truth) = self.in_closure(|inside| {
            let (closure, of_type) = inside.callback(function, std::slice::from_ref(element), false, expr)?;
            let truth = inside.truth(&Value::new("holds", of_type));
            Some((closure, truth))
        })?;
        Some(format!(
            "{{ let mut test = {closure}; move |item: &{rust}| {{ let holds = test(item.clone())?; Ok({truth}) }} }}"
        ))
    }

    fn accumulate(
        &mut self,
        of: &Arg<'a>,
        function: Option<&Arg<'a>>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let function = function.or_else(|| given.named("func"));
        let initial = given.named("initial");
        let initial = initial.filter(|initial| !matches!(initial, Arg::Expr(Expr { kind: ExprKind::None, .. })));
        let initial = match initial {
            Some(initial) => {
                let value = self.argument(initial);
                Some((value.owned(), value.of_type))
            }
            None => None,
        };
        let sum = initial.as_ref().map_or_else(|| element.clone(), |(_, of_type)| of_type.clone());
        let closure = self.folding(function, &sum, &element, expr)?;
        let text = match initial {
            Some((initial, _)) => format!("iter::itertools::accumulate_from({iterable}, {closure}, {initial})"),
            None => format!("iter::itertools::accumulate({iterable}, {closure})"),
        };
        Some(self.lazy(text, sum))
    }

    /// A function of what came out so far and the next item, which gives one of the same type.
    fn folding(&mut self, function: Option<&Arg<'a>>, sum: &Type, element: &Type, expr: &'a Expr) -> Option<String> {
        let Some(function) = function else {
            let (one, other) = (Value::place("one", sum.clone()), Value::place("other", element.clone()));
            let added = self.in_closure(|inside| inside.binary(BinaryOp::Add, one, other, expr.span));
            if added.of_type != *sum {
                return None;
            }
            let (one, other) = (self.lower.rust_type(sum), self.lower.rust_type(element));
            return Some(format!("|one: {one}, other: {other}| Ok({})", added.owned()));
        };
        let (closure, given) = self.callback(function, &[sum.clone(), element.clone()], false, expr)?;
        if given == *sum {
            return Some(closure);
        }
        let value = Value::new("given", given);
        let kept = self.in_closure(|inside| inside.keep(&value, sum, expr.span));
        let (one, other) = (self.lower.rust_type(sum), self.lower.rust_type(element));
        Some(format!(
            "{{ let mut fold = {closure}; move |one: {one}, other: {other}| {{ let given = fold(one, other)?; Ok({kept}) }} }}"
        ))
    }

    fn reduce(&mut self, function: &Arg<'a>, of: &Arg<'a>, initial: Option<&Arg<'a>>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let sum = if of_type == Type::Never { element.clone() } else { of_type };
        let closure = self.folding(Some(function), &sum, &element, expr)?;
        let text = match initial {
            Some(initial) => {
                let initial = self.kept_argument(initial, &sum, expr.span);
                format!("iter::builtins::sum({iterable}, {initial}, {closure})")
            }
            None if sum == element => format!("iter::builtins::reduce({iterable}, {closure})"),
            None => {
                let rust = self.lower.rust_type(&element);
                let first =
                    self.in_closure(|inside| inside.keep(&Value::new("first", element.clone()), &sum, expr.span));
                format!("iter::builtins::reduce_as({iterable}, |first: {rust}| Ok({first}), {closure})")
            }
        };
        Some(self.tried(text, sum))
    }

    fn groupby(&mut self, of: &Arg<'a>, key: Option<&Arg<'a>>, expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let rust = self.lower.rust_type(&element);
        let (closure, key) = match key {
            Some(key) => self.callback(key, std::slice::from_ref(&element), true, expr)?,
            None => (format!("|item: &{rust}| Ok(item.clone())"), element.clone()),
        };
        let groups = self.fallible(&format!("iter::itertools::groupby({iterable}, {closure})"));
        let rust_key = self.lower.rust_type(&key);
        let of_type = Type::Tuple(vec![key, Type::Iterator(Rc::new(element))]);
        let text = format!(
            "iter::builtins::map(|(key, group): ({rust_key}, _)| Ok((key, Shared::new(Box::new(group) as AnyIter<{rust}>))), {groups})"
        );
        Some(self.lazy(text, of_type))
    }

    fn combinatoric(&mut self, name: &str, of: &Arg<'a>, count: &str, expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let text = format!("iter::combinatoric::{name}({iterable}, {count})");
        Some(self.lazy(text, Type::Sequence(Rc::new(element))))
    }

    fn product(&mut self, of: &[Arg<'a>], given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let mut parts = Vec::new();
        for argument in of {
            parts.push(self.iterable_argument(argument, expr.span)?);
        }
        if let Some(repeat) = given.named("repeat") {
            let [(iterable, element)] = parts.as_slice() else { return None };
            let (iterable, element) = (iterable.clone(), element.clone());
            let repeat = self.kept_argument(repeat, &Type::Int, expr.span);
            let text = format!("iter::combinatoric::product_repeat({iterable}, {repeat})");
            return Some(self.lazy(text, Type::Sequence(Rc::new(element))));
        }
        match parts.as_slice() {
            [(one, first), (other, second)] => {
                let of_type = Type::Tuple(vec![first.clone(), second.clone()]);
                Some(self.lazy(format!("iter::combinatoric::product_pair({one}, {other})"), of_type))
            }
            [(one, first), (other, second), (last, third)] => {
                let types = vec![first.clone(), second.clone(), third.clone()];
                let [a, b, c] = [first, second, third].map(|of_type| self.lower.rust_type(of_type));
                let pairs = self.fallible(&format!("iter::combinatoric::product_pair({one}, {other})"));
                let triples = self.fallible(&format!("iter::combinatoric::product_pair({pairs}, {last})"));
                let text = format!("iter::builtins::map(|((a, b), c): (({a}, {b}), {c})| Ok((a, b, c)), {triples})");
                Some(self.lazy(text, Type::Tuple(types)))
            }
            _ => None,
        }
    }

    fn zip_longest(&mut self, one: &Arg<'a>, other: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let (one, first) = self.iterable_argument(one, expr.span)?;
        let (other, second) = self.iterable_argument(other, expr.span)?;
        let pairs = self.fallible(&format!("iter::itertools::zip_longest({one}, {other})"));
        let fill = match given.named("fillvalue") {
            Some(fill) => self.argument(fill),
            None => Value::new("()", Type::None),
        };
        let join = |of_type: &Type| self.lower.types.joined_optional(vec![of_type.clone(), fill.of_type.clone()]).ok();
        let (left, right) = (join(&first)?, join(&second)?);
        let held = Value::place("fill", fill.of_type.clone());
        let parts = [(&first, &left), (&second, &right)].map(|(from, to)| {
            let given = self.in_closure(|inside| inside.keep(&Value::new("value", from.clone()), to, expr.span));
            let missing = self.in_closure(|inside| inside.keep(&held, to, expr.span));
            (given, missing)
        });
        let [(one, one_missing), (other, other_missing)] = parts;
        let (rust_one, rust_other) = (self.lower.rust_type(&first), self.lower.rust_type(&second));
        let text = format!(
            "{{ let fill = {}; iter::builtins::map(move |(one, other): (Option<{rust_one}>, Option<{rust_other}>)| Ok((match one {{ Some(value) => {one}, None => {one_missing} }}, match other {{ Some(value) => {other}, None => {other_missing} }})), {pairs}) }}",
            fill.owned()
        );
        Some(self.lazy(text, Type::Tuple(vec![left, right])))
    }

    fn tee(&mut self, of: &Arg<'a>, count: &str, expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let rust = self.lower.rust_type(&element);
        let boxed = self.fallible(&format!("iter::boxed::<{rust}, _>({iterable})"));
        let ones = self.fallible(&format!("iter::itertools::tee({boxed}, {count})"));
        let text = format!(
            "{ones}.into_iter().map(|one| Shared::new(Box::new(one) as AnyIter<{rust}>)).collect::<Sequence<_>>()"
        );
        Some(Value::new(text, Type::Sequence(Rc::new(Type::Iterator(Rc::new(element))))))
    }

    /// `bisect` and `insort` with a key: what `bisect` looks for is a key already.
    fn bisect_by_key(
        &mut self,
        name: &str,
        list: &Arg<'a>,
        value: &Arg<'a>,
        bounds: &[Arg<'a>],
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        let list = self.argument(list);
        let Type::List(element) = list.of_type.clone() else { return None };
        let value = self.argument(value);
        let low = bounds.first().or_else(|| given.named("lo"));
        let low = low.map_or("0".to_owned(), |low| self.kept_argument(low, &Type::Int, expr.span));
        let high = bounds.get(1).or_else(|| given.named("hi"));
        let high = high.map(|high| self.kept_argument(high, &Type::Optional(Rc::new(Type::Int)), expr.span));
        let high = high.unwrap_or_else(|| "None".to_owned());
        let (closure, of_key) = self.callback(&self.key(given)?.clone(), &[(*element).clone()], true, expr)?;
        let side = if name.ends_with("_left") { "left" } else { "right" };
        let inserts = name.contains("insort");
        let value = match inserts {
            true => self.keep(&value, &element, expr.span),
            false if self.lower.fits(&value.of_type, &of_key) => self.convert(value, &of_key, expr.span).reference(),
            false => return None,
        };
        let (function, of_type) = if inserts { ("insort", Type::None) } else { ("bisect", Type::Int) };
        let text = format!("bisect::{function}_{side}_by_key({}, {value}, {low}, {high}, {closure})", list.reference());
        Some(self.tried(text, of_type))
    }

    /// `heapq.merge` of sequences whose items have one type.
    fn merge(&mut self, of: &[Arg<'a>], given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let mut parts = Vec::new();
        for argument in of {
            parts.push(self.iterable_argument(argument, expr.span)?);
        }
        let element = parts.first()?.1.clone();
        if parts.iter().any(|(_, other)| *other != element) {
            return None;
        }
        let reverse = match given.named("reverse") {
            Some(reverse) => {
                let value = self.argument(reverse);
                self.truth(&value)
            }
            None => "false".to_owned(),
        };
        let rust = self.lower.rust_type(&element);
        let boxed: Vec<String> =
            parts.iter().map(|(iterable, _)| self.fallible(&format!("iter::boxed::<{rust}, _>({iterable})"))).collect();
        let iterables = format!("iter::from_rust(vec![{}].into_iter())", boxed.join(", "));
        let text = match self.key(given).cloned() {
            Some(key) => {
                let (closure, _) = self.callback(&key, std::slice::from_ref(&element), true, expr)?;
                format!("heapq::merge_by_key({iterables}, {closure}, {reverse})")
            }
            None => format!("heapq::merge({iterables}, {reverse})"),
        };
        Some(self.lazy(text, element))
    }
}
