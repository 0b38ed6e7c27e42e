//! What an exception that nobody caught leaves on standard error.
//!
//! # How it works
//!
//! As CPython shows it, without the lines of code: causes first, then the last line, notes, and the members of a group as a tree.
//!
//! ```text
//! ZeroDivisionError: division by zero
//!
//! The above exception was the direct cause of the following exception:
//!
//!   | ExceptionGroup: two (2 sub-exceptions)
//!   +-+---------------- 1 ----------------
//!     | ValueError: 1
//!     +---------------- 2 ----------------
//!     | TypeError
//!     +------------------------------------
//! ```
//!
//! - **I1** A chain or a tree is followed so far and no further: an exception may be among its own causes.

use crate::Exc;
use crate::exc::BASE_EXCEPTION_GROUP;

/// As many causes are shown, and as many groups inside each other. CPython shows ten of the latter.
const DEPTH: usize = 10;
/// As many members of a group are shown, as CPython does.
const MEMBERS: usize = 15;
/// No more than about this many bytes: what is shared among many is shown with each.
const LENGTH: usize = 64 * 1024;

/// The text, with the newline at its end.
pub fn format_exception(exc: &Exc) -> String {
    let mut text = String::new();
    write_chain(exc, "", DEPTH, &mut text);
    text
}

/// The last line of a traceback: `ValueError: text`, or the class alone; and the notes.
pub fn format_exception_only(exc: &Exc) -> String {
    let mut text = String::new();
    for line in lines_of(exc) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn lines_of(exc: &Exc) -> Vec<String> {
    let (class, said) = (exc.class().qualified_name(), exc.to_string());
    let mut lines = Vec::new();
    let last = if said.is_empty() { class } else { format!("{class}: {said}") };
    lines.extend(last.split('\n').map(str::to_owned));
    for note in exc.notes() {
        lines.extend(note.split('\n').map(str::to_owned));
    }
    lines
}

/// The causes, then the exception itself, each line behind an indent.
fn write_chain(exc: &Exc, indent: &str, depth: usize, out: &mut String) {
    let earlier = match (exc.cause(), exc.context()) {
        (Some(cause), _) => Some((cause, "The above exception was the direct cause of the following exception:")),
        (None, Some(context)) => Some((context, "During handling of the above exception, another exception occurred:")),
        (None, None) => None,
    };
    if let (Some((earlier, why)), true) = (earlier, depth > 0 && out.len() < LENGTH) {
        write_chain(&earlier, indent, depth - 1, out);
        for line in ["", why, ""] {
            write_line(indent, line, out);
        }
    }
    write_one(exc, indent, depth, out);
}

fn write_one(exc: &Exc, indent: &str, depth: usize, out: &mut String) {
    if !exc.is(&BASE_EXCEPTION_GROUP) {
        lines_of(exc).iter().for_each(|line| write_line(indent, line, out));
        return;
    }
    let inner = if indent.is_empty() { "  | " } else { indent };
    lines_of(exc).iter().for_each(|line| write_line(inner, line, out));
    if let (Some(depth), true) = (depth.checked_sub(1), out.len() < LENGTH) {
        write_members(exc, inner.trim_end_matches("| "), depth, out);
    }
}

fn write_members(group: &Exc, margin: &str, depth: usize, out: &mut String) {
    let indent = format!("{margin}  | ");
    for (index, member) in group.members().iter().take(MEMBERS).enumerate() {
        let fork = if index == 0 { "+-+" } else { "  +" };
        out.push_str(&format!("{margin}{fork}---------------- {} ----------------\n", index + 1));
        write_chain(member, &indent, depth, out);
    }
    let more = group.members().len().saturating_sub(MEMBERS);
    if more > 0 {
        out.push_str(&format!("{margin}  +---------------- ... ----------------\n"));
        write_line(&indent, &format!("and {more} more exception{}", if more == 1 { "" } else { "s" }), out);
    }
    // A group at the end has closed its tree, and with it this one.
    let closed = more == 0 && depth > 0 && group.members().last().is_none_or(|last| last.is(&BASE_EXCEPTION_GROUP));
    if !closed {
        out.push_str(&format!("{margin}  +------------------------------------\n"));
    }
}

fn write_line(indent: &str, line: &str, out: &mut String) {
    out.push_str(format!("{indent}{line}").trim_end_matches(' '));
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exc::{CANCELLED_ERROR, KEY_ERROR, TYPE_ERROR, VALUE_ERROR, ZERO_DIVISION_ERROR};

    #[test]
    fn the_last_line_has_the_class_and_what_it_says() {
        let shown = |exc: Exc| format_exception(&exc);
        assert_eq!(shown(Exc::new(&VALUE_ERROR, "bad")), "ValueError: bad\n");
        assert_eq!(shown(Exc::new(&VALUE_ERROR, ())), "ValueError\n");
        assert_eq!(shown(Exc::new(&KEY_ERROR, "k")), "KeyError: 'k'\n");
        assert_eq!(shown(Exc::new(&CANCELLED_ERROR, ())), "asyncio.exceptions.CancelledError\n");
    }

    #[test]
    fn notes_and_causes_are_shown() {
        let exc = Exc::new(&VALUE_ERROR, "t");
        exc.add_note("n1");
        exc.add_note("n2\nm");
        assert_eq!(format_exception_only(&exc), "ValueError: t\nn1\nn2\nm\n");
        let exc = exc.from_cause(Exc::new(&TYPE_ERROR, "u"));
        let why = "The above exception was the direct cause of the following exception:";
        assert_eq!(format_exception(&exc), format!("TypeError: u\n\n{why}\n\nValueError: t\nn1\nn2\nm\n"));
    }

    #[test]
    fn a_group_is_a_tree() {
        let inner = Exc::group("in", vec![Exc::new(&KEY_ERROR, "k")]);
        let members = vec![Exc::new(&VALUE_ERROR, 1), Exc::new(&TYPE_ERROR, ()), inner];
        let group = Exc::group("eg", members).from_cause(Exc::new(&ZERO_DIVISION_ERROR, "division by zero"));
        // CPython 3.11, without its lines `Traceback` and `File`.
        let expected = "ZeroDivisionError: division by zero

The above exception was the direct cause of the following exception:

  | ExceptionGroup: eg (3 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +---------------- 2 ----------------
    | TypeError
    +---------------- 3 ----------------
    | ExceptionGroup: in (1 sub-exception)
    +-+---------------- 1 ----------------
      | KeyError: 'k'
      +------------------------------------
";
        assert_eq!(format_exception(&group), expected);
    }

    #[test]
    fn a_chain_in_a_circle_ends() {
        let (one, other) = (Exc::new(&VALUE_ERROR, 1), Exc::new(&VALUE_ERROR, 2));
        one.set_context(other.clone());
        other.set_context(one.clone());
        assert_eq!(format_exception(&one).matches("During").count(), DEPTH);
    }
}
