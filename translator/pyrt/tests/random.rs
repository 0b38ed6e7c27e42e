//! Compares random numbers with CPython's recorded ones, of `record_random.py`.

use pyrt::exc::Py;
use pyrt::float;
use pyrt::random::{Random, Weights};

mod recorded;

use recorded::{Case, ULPS_OF_LIBRARY, compare_near};

fn generator(case: &Case) -> Random {
    match case.operation {
        "int" => Random::new(case.int(0)),
        "float" => Random::new(case.float(0)),
        "bool" => Random::new(case.bool(0)),
        "str" => Random::new(case.escaped(0).as_str()),
        _ => Random::new(case.bytes(0).as_slice()),
    }
}

fn listed(values: impl IntoIterator<Item = usize>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(" ")
}

/// One answer of the operation; its arguments begin at the fourth place.
fn answer(random: &Random, case: &Case) -> Py<String> {
    let size = |place: usize| case.small(place) as usize;
    Ok(match case.text(1) {
        "random" | "thousandth" => float::repr(random.random()),
        "getrandbits" => random.getrandbits(case.small(3))?.to_string(),
        "randbytes" => recorded::hex(&random.randbytes(case.small(3))?),
        "randrange_to" | "randrange" | "randint" => integer(random, case)?,
        "choice" => random.choice(size(3))?.to_string(),
        "shuffle" => {
            let mut numbers: Vec<usize> = (0..size(3)).collect();
            random.shuffle(&mut numbers);
            listed(numbers)
        }
        "sample" => listed(random.sample(size(3), case.small(4))?),
        "choices" => listed(random.choices(size(3), Weights::Equal, case.small(4))?),
        "choices_relative" => chosen(random, Weights::Relative(&case.floats(3)), case)?,
        "choices_cumulative" => chosen(random, Weights::Cumulative(&case.floats(3)), case)?,
        _ => float::repr(variate(random, case)?),
    })
}

fn chosen(random: &Random, weights: Weights<'_>, case: &Case) -> Py<String> {
    random.choices(case.floats(3).len(), weights, case.small(4)).map(listed)
}

/// In the small form where it goes, else in the other.
fn integer(random: &Random, case: &Case) -> Py<String> {
    let of = |place: usize| case.int(place);
    let small = (3..case.count()).map(|place| of(place).small()).collect::<Option<Vec<i64>>>();
    let value = match (case.text(1), small.as_deref()) {
        ("randrange_to", Some(&[stop])) => random.randrange_to(stop)?.into(),
        ("randrange", Some(&[start, stop, step])) => random.randrange(start, stop, step)?.into(),
        ("randint", Some(&[low, high])) => random.randint(low, high)?.into(),
        ("randrange_to", _) => random.randrange_to_big(&of(3))?,
        ("randrange", _) => random.randrange_big(&of(3), &of(4), &of(5))?,
        _ => random.randint_big(&of(3), &of(4))?,
    };
    Ok(value.to_string())
}

/// The form for large ints gives what that for small ones gives.
fn integer_in_wide_form(random: &Random, case: &Case) -> Py<String> {
    let of = |place: usize| case.int(place);
    let value = match case.text(1) {
        "randrange_to" => random.randrange_to_big(&of(3))?,
        "randrange" => random.randrange_big(&of(3), &of(4), &of(5))?,
        _ => random.randint_big(&of(3), &of(4))?,
    };
    Ok(value.to_string())
}

fn variate(random: &Random, case: &Case) -> Py<f64> {
    let of = |place: usize| case.float(place + 3);
    match case.text(1) {
        "uniform" => Ok(random.uniform(of(0), of(1))),
        "normalvariate" => Ok(random.normalvariate(of(0), of(1))),
        "gauss" => Ok(random.gauss(of(0), of(1))),
        "lognormvariate" => random.lognormvariate(of(0), of(1)),
        "vonmisesvariate" => random.vonmisesvariate(of(0), of(1)),
        "gammavariate" => random.gammavariate(of(0), of(1)),
        "betavariate" => random.betavariate(of(0), of(1)),
        "weibullvariate" => random.weibullvariate(of(0), of(1)),
        "expovariate" => random.expovariate(of(0)),
        "paretovariate" => random.paretovariate(of(0)),
        "triangular" => random.triangular(of(0), of(1), (case.count() > 5).then(|| of(2))),
        operation => panic!("no such operation: {operation}"),
    }
}

/// As many answers as are recorded.
fn answers(case: &Case, one: fn(&Random, &Case) -> Py<String>) -> Py<String> {
    let random = generator(case);
    let mut answers = (0..case.small(2)).map(|_| one(&random, case)).collect::<Py<Vec<String>>>()?;
    if case.text(1) == "thousandth" {
        answers.drain(..1000);
    }
    Ok(answers.join(";"))
}

#[test]
fn numbers_are_those_of_cpython() {
    let answer = |case: &Case| {
        let answer = answers(case, answer);
        if matches!(case.text(1), "randrange_to" | "randrange" | "randint") {
            let wide = answers(case, integer_in_wide_form);
            assert_eq!(answer.as_ref().map_err(ToString::to_string), wide.as_ref().map_err(ToString::to_string));
        }
        answer
    };
    compare_near(include_str!("random.txt"), answer, |_| ULPS_OF_LIBRARY);
}

#[test]
fn a_seed_starts_again() {
    let random = Random::new(5i64);
    let first = (random.gauss(0.0, 1.0), random.random());
    random.gauss(0.0, 1.0);
    random.seed(5i64);
    assert_eq!((random.gauss(0.0, 1.0), random.random()), first);
    assert_ne!(Random::new(1u64).random(), Random::new(2u64).random());
}
