//! Tuples of one to eight members: Rust's tuples. Longer ones, and those of any length, are a [`Sequence`](crate::sequence::Sequence).

use crate::shown::comparing;
use crate::{Comparison, Equal, Key, Object, Ordered, Py};

/// `hash` of a tuple whose members have these: CPython's form of xxHash.
///
/// # Errors
///
/// What a `__hash__` of a member raises.
pub fn hash_of_members(members: impl IntoIterator<Item = Py<i64>>) -> Py<i64> {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    /// What it is where it would be -1, which in CPython says that there is an exception.
    const MINUS_ONE: i64 = 1_546_275_796;
    let (mut hash, mut len) = (PRIME_5, 0u64);
    for member in members {
        let lane = (member? as u64).wrapping_mul(PRIME_2);
        hash = hash.wrapping_add(lane).rotate_left(31).wrapping_mul(PRIME_1);
        len += 1;
    }
    let hash = hash.wrapping_add(len ^ PRIME_5 ^ 3_527_539) as i64;
    Ok(if hash == -1 { MINUS_ONE } else { hash })
}

/// Implements the traits for tuples of a length: the members' types, those of the other tuple, the numbers.
macro_rules! tuple {
    ($($one:ident $two:ident $number:tt),+) => {
        impl<$($one: Object),+> Object for ($($one,)+) {
            fn type_name(&self) -> &'static str {
                "tuple"
            }

            fn write_repr(&self, out: &mut String) -> Py<()> {
                let mut before = "(";
                $(
                    out.push_str(before);
                    self.$number.write_repr(out)?;
                    before = ", ";
                )+
                let _ = before;
                out.push_str(if [$($number),+].len() == 1 { ",)" } else { ")" });
                Ok(())
            }

            fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
                encoder.items(crate::json::NOWHERE, &[$(&self.$number as &dyn Object),+])
            }

            fn is_plain() -> bool {
                $($one::is_plain())&&+
            }
        }

        impl<$($one: Equal<$two>, $two),+> Equal<($($two,)+)> for ($($one,)+) {
            fn equal(&self, other: &($($two,)+)) -> Py<bool> {
                $(if !self.$number.is_or_equal(&other.$number)? {
                    return Ok(false);
                })+
                Ok(true)
            }
        }

        impl<$($one: Equal<$two> + Ordered<$two>, $two),+> Ordered<($($two,)+)> for ($($one,)+) {
            fn compare(&self, other: &($($two,)+), comparison: Comparison) -> Py<bool> {
                $(if !self.$number.is_or_equal(&other.$number)? {
                    return comparing(|| self.$number.compare(&other.$number, comparison));
                })+
                Ok(comparison.holds(Some(std::cmp::Ordering::Equal)))
            }
        }

        impl<$($one: Key),+> Key for ($($one,)+) {
            fn hash(&self) -> Py<i64> {
                hash_of_members([$(self.$number.hash()),+])
            }
        }
    };
}

tuple! { A P 0 }
tuple! { A P 0, B Q 1 }
tuple! { A P 0, B Q 1, C R 2 }
tuple! { A P 0, B Q 1, C R 2, D S 3 }
tuple! { A P 0, B Q 1, C R 2, D S 3, E T 4 }
tuple! { A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5 }
tuple! { A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6 }
tuple! { A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6, H W 7 }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{each_case, shown};
    use crate::sequence::Sequence;
    use crate::shown::repr;

    /// Of int, tuples and nested tuples.
    #[test]
    fn hashes_are_those_of_python() {
        each_case(include_str!("../tests/tuple_hash.txt"), |words| {
            let ints = words.ints();
            let hash = match *ints {
                [a] => (a,).hash(),
                [a, b] => (a, b).hash(),
                [a, b, c] => ((a, b), c).hash(),
                _ => Sequence::from(ints).hash(),
            };
            shown(hash)
        });
    }

    #[test]
    fn they_are_shown_and_compared_member_by_member() {
        assert_eq!(repr(&(1,)), Ok("(1,)".to_owned()));
        assert_eq!(repr(&(1, (true, None::<bool>))), Ok("(1, (True, None))".to_owned()));
        assert_eq!((1, 2).equal(&(1, 3)), Ok(false));
        assert_eq!((1, 2, 3).compare(&(1, 3, 0), Comparison::Less), Ok(true));
        assert_eq!((1, 2).compare(&(1, 2), Comparison::LessEqual), Ok(true));
        assert_eq!((1, 2).compare(&(1, 2), Comparison::Greater), Ok(false));
        assert!(<(i64, bool)>::is_plain());
    }
}
