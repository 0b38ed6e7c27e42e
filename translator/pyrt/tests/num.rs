//! Compares ints and floats with CPython's recorded answers, of `record_num.py`.

use pyrt::exc::Py;
use pyrt::{Comparison, Equal, Int, Key, Object, Ordered, big, float, int};

mod recorded;

use recorded::{Case, ULPS_OF_LIBRARY, compare};

/// Both forms of an operation: that of big ints, and that of small ones where the arguments and the answer are such.
fn answer_of_int(case: &Case) -> Py<String> {
    let wide = answer_of_big(case);
    if let Some(small) = answer_of_small(case) {
        let small = small.map_err(|exc| exc.to_string());
        let wide = wide.clone().map_err(|exc| exc.to_string());
        let grew = small.as_ref().is_err_and(|text| text.starts_with("an int grew"));
        let grown = wide.as_ref().is_ok_and(|text| text.split(' ').any(|one| one.parse::<i64>().is_err()));
        assert!(if grew { grown } else { small == wide }, "{case:?}: small {small:?}, big {wide:?}");
    }
    wide
}

fn pair(values: (impl ToString, impl ToString)) -> String {
    format!("{} {}", values.0.to_string(), values.1.to_string())
}

fn answer_of_big(case: &Case) -> Py<String> {
    let of = |place: usize| case.int(place);
    let one = |call: fn(&Int) -> Py<Int>| call(&of(0)).map(|value| value.to_string());
    let two = |call: fn(&Int, &Int) -> Py<Int>| call(&of(0), &of(1)).map(|value| value.to_string());
    Ok(match case.operation {
        "add" => two(big::add)?,
        "sub" => two(big::sub)?,
        "mul" => two(big::mul)?,
        "floordiv" => two(big::floordiv)?,
        "modulo" => two(big::modulo)?,
        "divmod" => pair(big::divmod(&of(0), &of(1))?),
        "true_div" => float::repr(big::true_div(&of(0), &of(1))?),
        "bitand" => two(big::bitand)?,
        "bitor" => two(big::bitor)?,
        "bitxor" => two(big::bitxor)?,
        "shl" => two(big::shl)?,
        "shr" => two(big::shr)?,
        "pow" => two(big::pow)?,
        "round" => two(big::round)?,
        "pow_mod" => big::pow_mod(&of(0), &of(1), &of(2))?.to_string(),
        "neg" => one(big::neg)?,
        "abs" => one(big::abs)?,
        "invert" => one(big::invert)?,
        "bit_length" => big::bit_length(&of(0)).to_string(),
        "bit_count" => big::bit_count(&of(0)).to_string(),
        "str" => big::str(&of(0))?,
        "hex" => big::hex(&of(0)),
        "oct" => big::oct(&of(0)),
        "bin" => big::bin(&of(0)),
        "hash" => Key::hash(&of(0))?.to_string(),
        "to_float" => float::repr(big::to_float(&of(0))?),
        "bool" => recorded::repr(&of(0).truth()?)?,
        "to_bytes" => recorded::hex(&big::to_bytes(&of(0), case.small(1), case.text(2), case.bool(3))?),
        "from_bytes" => big::from_bytes(&case.bytes(0), case.text(1), case.bool(2))?.to_string(),
        "int" => big::from_str(&case.escaped(0), case.small(1))?.to_string(),
        "compare" => comparisons(&of(0), &of(1))?,
        "compare_float" => comparisons(&of(0), &case.float(1))?,
        operation => panic!("no such operation: {operation}"),
    })
}

fn answer_of_small(case: &Case) -> Option<Py<String>> {
    if matches!(case.operation, "from_bytes" | "int") {
        return Some(answer_that_is_small(case));
    }
    let of = |place: usize| case.int(place).small();
    let one = |call: fn(i64) -> Py<i64>| Some(call(of(0)?).map(|value| value.to_string()));
    let two = |call: fn(i64, i64) -> Py<i64>| Some(call(of(0)?, of(1)?).map(|value| value.to_string()));
    match case.operation {
        "add" => two(int::add),
        "sub" => two(int::sub),
        "mul" => two(int::mul),
        "floordiv" => two(int::floordiv),
        "modulo" => two(int::modulo),
        "divmod" => Some(int::divmod(of(0)?, of(1)?).map(pair)),
        "true_div" => Some(int::true_div(of(0)?, of(1)?).map(float::repr)),
        "bitand" => two(int::bitand),
        "bitor" => two(int::bitor),
        "bitxor" => two(int::bitxor),
        "shl" => two(int::shl),
        "shr" => two(int::shr),
        "pow" => two(int::pow),
        "round" => two(int::round),
        "pow_mod" => Some(int::pow_mod(of(0)?, of(1)?, of(2)?).map(|value| value.to_string())),
        "neg" => one(int::neg),
        "abs" => one(int::abs),
        "invert" => one(int::invert),
        "bit_length" => Some(Ok(int::bit_length(of(0)?).to_string())),
        "bit_count" => Some(Ok(int::bit_count(of(0)?).to_string())),
        "str" => Some(recorded::repr(&of(0)?)),
        "hex" => Some(Ok(int::hex(of(0)?))),
        "oct" => Some(Ok(int::oct(of(0)?))),
        "bin" => Some(Ok(int::bin(of(0)?))),
        "hash" => Some(Key::hash(&of(0)?).map(|value| value.to_string())),
        "to_float" => Some(Ok(float::repr(int::to_float(of(0)?)))),
        "to_bytes" => {
            let bytes = int::to_bytes(of(0)?, case.small(1), case.text(2), case.bool(3));
            Some(bytes.map(|bytes| recorded::hex(&bytes)))
        }
        "compare" => Some(comparisons(&of(0)?, &of(1)?)),
        "compare_float" => Some(comparisons(&of(0)?, &case.float(1))),
        _ => None,
    }
}

fn answer_that_is_small(case: &Case) -> Py<String> {
    let value = match case.operation {
        "from_bytes" => int::from_bytes(&case.bytes(0), case.text(1), case.bool(2)),
        _ => int::from_str(&case.escaped(0), case.small(1)),
    };
    value.map(|value| value.to_string())
}

fn comparisons<B>(a: &(impl Equal<B> + Ordered<B>), b: &B) -> Py<String> {
    let mut bits = String::from(if a.equal(b)? { "1" } else { "0" });
    for comparison in [Comparison::Less, Comparison::LessEqual, Comparison::Greater, Comparison::GreaterEqual] {
        bits.push(if a.compare(b, comparison)? { '1' } else { '0' });
    }
    Ok(bits)
}

fn answer_of_float(case: &Case) -> Py<String> {
    let of = |place: usize| case.float(place);
    let two = |call: fn(f64, f64) -> Py<f64>| call(of(0), of(1)).map(float::repr);
    Ok(match case.operation {
        "repr" => recorded::repr(&of(0))?,
        "hash" => float::hash(of(0)).to_string(),
        "is_integer" => recorded::repr(&float::is_integer(of(0)))?,
        "hex" => float::hex(of(0)),
        "ratio" => pair(float::as_integer_ratio(of(0))?),
        "round" => big::round_float(of(0))?.to_string(),
        "int" => big::from_float(of(0))?.to_string(),
        "bool" => recorded::repr(&of(0).truth()?)?,
        "floordiv" => two(float::floordiv)?,
        "modulo" => two(float::modulo)?,
        "true_div" => two(float::true_div)?,
        "pow" => two(float::pow)?,
        "divmod" => {
            let (quotient, rest) = float::divmod(of(0), of(1))?;
            pair((float::repr(quotient), float::repr(rest)))
        }
        "round_digits" => float::repr(float::round(of(0), clamped(&case.int(1)))?),
        "fixed" => float::digits::fixed(of(0), case.small(1) as usize),
        "significant" => {
            let places = case.small(1) as usize;
            let decimal = float::digits::significant(of(0), places + 1);
            let (first, others) = decimal.digits.split_at(1);
            let point = if places > 0 { "." } else { "" };
            let sign = if decimal.exponent < 0 { '-' } else { '+' };
            format!("{first}{point}{others}e{sign}{:02}", decimal.exponent.abs())
        }
        "float" => float::repr(float::from_str(&case.escaped(0))?),
        operation => panic!("no such operation: {operation}"),
    })
}

fn clamped(value: &Int) -> i64 {
    value.small().unwrap_or(if value.is_negative() { i64::MIN } else { i64::MAX })
}

#[test]
fn ints_are_what_cpython_says() {
    compare(include_str!("num_int.txt"), answer_of_int);
}

#[test]
fn texts_are_read_as_ints_as_cpython_does() {
    compare(include_str!("num_int_text.txt"), answer_of_int);
}

#[test]
fn ints_and_floats_have_the_order_that_cpython_says() {
    compare(include_str!("num_compare.txt"), answer_of_int);
}

#[test]
fn floats_are_what_cpython_says() {
    compare(include_str!("num_float.txt"), answer_of_float);
}

#[test]
fn a_number_compares_with_those_of_other_types() {
    assert_eq!(true.equal(&1i64), Ok(true));
    assert_eq!(1.0.equal(&true), Ok(true));
    assert_eq!(Int::from(7).equal(&7.0), Ok(true));
    assert_eq!(true.compare(&Int::from(2), Comparison::Less), Ok(true));
    assert_eq!(2.5.compare(&2i64, Comparison::Greater), Ok(true));
    assert_eq!(false.compare(&true, Comparison::Less), Ok(true));
}

#[test]
fn what_would_be_absurdly_large_is_refused() {
    let refused = |value: Py<Int>| value.map_err(|exc| format!("{exc:?}"));
    let too_many = Err("OverflowError('too many digits in integer')".to_owned());
    assert_eq!(refused(big::shl(&Int::from(1), &Int::from(1 << 40))), too_many);
    assert_eq!(refused(big::pow(&Int::from(10), &Int::from(1 << 40))), too_many);
    assert_eq!(refused(big::pow(&Int::from(10), &Int::from(1 << 31))), too_many);
    assert_eq!(big::bit_length(&big::from_str(&format!("0x{}", "1".repeat(4400)), 0).unwrap()), 4400 * 4 - 3);
    let long = big::pow(&Int::from(10), &Int::from(4300)).unwrap();
    assert!(big::str(&long).unwrap_err().to_string().starts_with("Exceeds the limit (4300 digits) for integer"));
    assert!(big::str(&big::sub(&long, &Int::from(1)).unwrap()).is_ok());
    assert!(big::str(&big::pow(&long, &Int::from(100)).unwrap()).is_err());
}

/// In a release build the compiler would have other functions for these, with other last bits.
#[test]
fn powers_of_constants_are_powers() {
    let near = |power: Py<f64>, expected: f64| {
        power.is_ok_and(|power| (0..=ULPS_OF_LIBRARY).contains(&power.to_bits().abs_diff(expected.to_bits())))
    };
    assert!(near(float::pow(139.44117809385492, 2.0), 19443.842148202166));
    assert!(near(float::pow(666.5473482949011, 2.0), 444285.36751896417));
    assert!(near(float::pow(952.4673882682695, 0.5), 30.862070382076922));
    assert!(near(float::pow(194.67686590888323, 0.5), 13.952665190166472));
    assert!(near(float::pow(2.0, 7.6614914357585375), 202.45976745651953));
    assert!(near(float::pow(2.0, 9.489044788402728), 718.5998322852291));
}
