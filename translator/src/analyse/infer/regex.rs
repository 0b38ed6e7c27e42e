//! What a pattern that is written there says of its groups.
//!
//! # How it works
//!
//! How many groups a regular expression has decides what `findall` gives, and whether a group may be None is seen where it stands: what is
//! repeated any number of times, one of several alternatives or what must not come need not match. A pattern that is not written where
//! it is used tells nothing: its groups may be None.

/// The groups of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Groups {
    pub(super) count: usize,
    /// Each of them has matched where the pattern has.
    pub(super) always: bool,
}

/// A group, or the whole.
#[derive(Clone, Copy, Default)]
struct Open {
    captures: bool,
    /// There are groups in it.
    holds: bool,
    has_alternatives: bool,
    /// It may fail where the whole matches.
    is_negative: bool,
}

/// Counts the groups of a pattern; nothing where a comment of `re.VERBOSE` may hide some.
pub(super) fn groups(pattern: &str) -> Option<Groups> {
    if pattern.contains('#') && pattern.contains('\n') {
        return None;
    }
    let chars: Vec<char> = pattern.chars().collect();
    let (mut count, mut always, mut at) = (0, true, 0);
    let mut open = vec![Open::default()];
    while let Some(c) = chars.get(at) {
        at += 1;
        match c {
            '\\' => at += 1,
            '[' => at = behind_set(&chars, at),
            '(' => {
                let group = opened(chars.get(at..).unwrap_or_default());
                count += usize::from(group.captures);
                open.push(group);
            }
            '|' => open.last_mut()?.has_alternatives = true,
            ')' => {
                let group = open.pop().filter(|_| !open.is_empty())?;
                let holds = group.captures || group.holds;
                let is_optional = is_optional(chars.get(at..).unwrap_or_default());
                let may_fail = group.is_negative || is_optional;
                always &= !(holds && may_fail || group.holds && group.has_alternatives);
                open.last_mut()?.holds |= holds;
            }
            _ => {}
        }
    }
    let whole = open.pop().filter(|_| open.is_empty())?;
    always &= !(whole.holds && whole.has_alternatives);
    Some(Groups { count, always })
}

/// What begins behind a bracket.
fn opened(rest: &[char]) -> Open {
    let begins = |with: &str| with.chars().enumerate().all(|(place, c)| rest.get(place) == Some(&c));
    let captures = !begins("?") || begins("?P<");
    // A condition has alternatives, whichever are there.
    let is_condition = begins("?(");
    Open { captures, is_negative: begins("?!") || begins("?<!") || is_condition, ..Open::default() }
}

fn behind_set(chars: &[char], mut at: usize) -> usize {
    at += usize::from(chars.get(at) == Some(&'^'));
    at += usize::from(chars.get(at) == Some(&']'));
    while let Some(c) = chars.get(at) {
        at += 1;
        match c {
            '\\' => at += 1,
            ']' => break,
            _ => {}
        }
    }
    at
}

/// Says whether what stands before may be left out.
fn is_optional(rest: &[char]) -> bool {
    matches!(rest, ['*' | '?', ..] | ['{', '0' | ',', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_counted_and_known_to_match() {
        let of = |pattern| groups(pattern).map(|groups| (groups.count, groups.always));
        assert_eq!(of(r"(?P<a>\d+)-(\w+)"), Some((2, true)));
        assert_eq!(of(r"(a)?b"), Some((1, false)));
        assert_eq!(of(r"(a)|(b)"), Some((2, false)));
        assert_eq!(of(r"(a|b)"), Some((1, true)));
        assert_eq!(of(r"(?:(a)|b)c"), Some((1, false)));
        assert_eq!(of(r"(?:x(a))+"), Some((1, true)));
        assert_eq!(of(r"(?:x(a)){0,2}"), Some((1, false)));
        assert_eq!(of(r"[(](?:\()\)"), Some((0, true)));
        assert_eq!(of(r"[]()](a)"), Some((1, true)));
        assert_eq!(of(r"(?!(a))b"), Some((1, false)));
        assert_eq!(of("(a) # (b)\n"), None);
        assert_eq!(of("(a"), None);
    }
}
