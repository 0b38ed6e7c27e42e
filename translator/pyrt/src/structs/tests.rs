use super::*;
use crate::cases::{Words, each_case, outcome};
use crate::iter::vec;
use crate::shown::repr;

/// A value as the recorder writes it.
fn field(word: &str) -> Field {
    if let Some(digits) = word.strip_prefix('x') {
        return Field::Bytes(bytes(digits));
    }
    match word {
        "True" | "False" => Field::Bool(word == "True"),
        word => word.parse().map_or_else(|_| Field::Float(word.parse().unwrap()), Field::Int),
    }
}

fn bytes(digits: &str) -> Bytes {
    let byte = |place| u8::from_str_radix(&digits[place..place + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect::<Vec<u8>>().into()
}

fn given(words: &mut Words<'_>) -> Vec<Field> {
    std::iter::from_fn(|| Some(words.text()).filter(|word| !word.is_empty())).map(field).collect()
}

fn hex(bytes: &Bytes) -> String {
    bytes.as_slice().iter().fold("x".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

fn tuple(fields: Fields) -> Py<String> {
    let shown = fields.into_iter().map(|field| match field {
        Field::Int(int) => repr(&int),
        Field::Bool(truth) => repr(&truth),
        Field::Float(float) => repr(&float),
        Field::Bytes(bytes) => repr(&bytes),
        Field::Other(_) => panic!("nothing gives that"),
    });
    let shown = shown.collect::<Py<Vec<_>>>()?;
    Ok(if shown.len() == 1 { format!("({},)", shown[0]) } else { format!("({})", shown.join(", ")) })
}

fn called(words: &mut Words<'_>) -> Py<String> {
    let (name, format) = (words.text(), words.text().replace('_', " ").replace('~', ""));
    let given = given(words);
    let data = match given.first() {
        Some(Field::Bytes(bytes)) => bytes.clone(),
        _ => Bytes::new(&[]),
    };
    match (name, given.as_slice()) {
        ("pack", given) => Ok(hex(&pack(&format, given)?)),
        ("calcsize", _) => Ok(calcsize(&format)?.to_string()),
        ("unpack", _) => tuple(unpack(&format, data.as_slice())?),
        ("from", [_, Field::Int(offset)]) => tuple(unpack_from(&format, data.as_slice(), *offset)?),
        _ => {
            let all = vec(iter_unpack(&format, &data)?)?.into_iter().map(|fields| tuple(fields?));
            Ok(format!("[{}]", all.collect::<Py<Vec<_>>>()?.join(", ")))
        }
    }
}

#[test]
fn values_are_packed_and_unpacked_as_recorded() {
    each_case(include_str!("../../tests/struct.txt"), |words| {
        let is_beyond = |text: &str| text == "OverflowError('an int beyond 64 bits was unpacked')";
        let found = outcome(called(words));
        assert!(!is_beyond(&found), "no such int is recorded");
        found
    });
}

#[test]
fn what_is_not_there_is_said() {
    let beyond = unpack(">Q", &[0xff; 8]).unwrap_err();
    assert_eq!(beyond.to_string(), "an int beyond 64 bits was unpacked");
    assert_eq!(calcsize("<e").unwrap_err().to_string(), "'e' in a format of struct is not translated");
    assert_eq!(pack("<i", &[Field::Other(true)]).unwrap_err().to_string(), "required argument is not an integer");
}
