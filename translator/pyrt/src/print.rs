//! `print`, and standard output as CPython buffers it.
//!
//! # How it works
//!
//! ```text
//!  print(values) ──► text of one value ──► Stdout: buffer of 8 KiB ──► where it goes (file, pipe, terminal, a test's)
//! ```
//!
//! A program has one [`Stdout`]; [`print()`] and its neighbours use the thread's, which a program sets up with [`set_stdout`]. What has
//! been written is handed on when the buffer is full, where a program asks for it, before anything is written to standard error, and at
//! the end. On a terminal each line is.
//!
//! - **I1** No borrow is held while a value is asked for its text: its `__str__` may print.
//! - **I2** What a failed write could not hand on is dropped, so that it is told once.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, Write};

use crate::{Exc, Object, Py};

/// As much as CPython keeps before it hands it on.
const BUFFER: usize = 8 * 1024;

/// Standard output with its buffer.
pub struct Stdout {
    buffer: Vec<u8>,
    out: Box<dyn Write>,
    by_lines: bool,
}

impl Stdout {
    /// One that goes there; on a terminal, by lines.
    pub fn new(out: impl Write + 'static, terminal: bool) -> Stdout {
        Stdout { buffer: Vec::new(), out: Box::new(out), by_lines: terminal }
    }

    /// Appends a text: `sys.stdout.write`.
    ///
    /// # Errors
    ///
    /// `OSError` where the buffer could not be handed on: `BrokenPipeError` where nobody reads any more.
    pub fn write(&mut self, text: &str) -> Py<()> {
        if self.buffer.len() + text.len() > BUFFER {
            self.hand_on()?;
        }
        if text.len() >= BUFFER {
            return self.out.write_all(text.as_bytes()).map_err(|error| Exc::from_io(&error));
        }
        self.buffer.extend_from_slice(text.as_bytes());
        if self.by_lines && text.contains(['\n', '\r']) { self.flush() } else { Ok(()) }
    }

    /// Hands on all that is buffered.
    ///
    /// # Errors
    ///
    /// As those of [`Stdout::write`].
    pub fn flush(&mut self) -> Py<()> {
        self.hand_on()?;
        self.out.flush().map_err(|error| Exc::from_io(&error))
    }

    fn hand_on(&mut self) -> Py<()> {
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        written.map_err(|error| Exc::from_io(&error))
    }
}

impl fmt::Debug for Stdout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stdout").field("buffered", &self.buffer.len()).finish_non_exhaustive()
    }
}

thread_local! {
    static STDOUT: RefCell<Stdout> = RefCell::new(Stdout::new(io::stdout(), false));
    /// The memory of the last text, used again for the next.
    static SCRATCH: Cell<String> = const { Cell::new(String::new()) };
}

/// Says where this thread's output goes from now on, and gives what it went to.
pub fn set_stdout(stdout: Stdout) -> Stdout {
    STDOUT.replace(stdout)
}

/// `sys.stdout.write(text)`.
///
/// # Errors
///
/// `OSError` where it could not be handed on.
pub fn write(text: &str) -> Py<()> {
    STDOUT.with_borrow_mut(|stdout| stdout.write(text))
}

/// `sys.stdout.flush()`; also what a program does at its end.
///
/// # Errors
///
/// `OSError` where it could not be handed on.
pub fn flush() -> Py<()> {
    STDOUT.with_borrow_mut(Stdout::flush)
}

/// `print(*values, sep=sep, end=end, flush=flush)`.
///
/// # Errors
///
/// What the `__str__` of a value raises, after what stands before it has been written; `OSError` where it could not be handed on.
pub fn print(values: &[&dyn Object], sep: Option<&str>, end: Option<&str>, flush: bool) -> Py<()> {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            write(sep.unwrap_or(" "))?;
        }
        with_text(*value, write)?;
    }
    write(end.unwrap_or("\n"))?;
    if flush { self::flush() } else { Ok(()) }
}

/// Gives `str(value)` to a function; the memory for it is used again.
fn with_text(value: &dyn Object, then: impl FnOnce(&str) -> Py<()>) -> Py<()> {
    let mut text = SCRATCH.take();
    text.clear();
    let done = value.write_str(&mut text).and_then(|()| then(&text));
    if text.capacity() <= BUFFER {
        SCRATCH.set(text);
    }
    done
}

/// `print(*values, sep=sep, end=end, file=sys.stderr)`: what was printed before comes first.
///
/// # Errors
///
/// As those of [`print()`].
pub fn print_error(values: &[&dyn Object], sep: Option<&str>, end: Option<&str>) -> Py<()> {
    let mut text = String::new();
    let joined = write_joined(values, sep, end, &mut text);
    write_error(&text)?;
    joined
}

/// Appends all values, or those before one that raises.
fn write_joined(values: &[&dyn Object], sep: Option<&str>, end: Option<&str>, text: &mut String) -> Py<()> {
    for (place, value) in values.iter().enumerate() {
        if place > 0 {
            text.push_str(sep.unwrap_or(" "));
        }
        with_text(*value, |value| {
            text.push_str(value);
            Ok(())
        })?;
    }
    text.push_str(end.unwrap_or("\n"));
    Ok(())
}

/// `sys.stderr.write(text)`: what was printed before comes first.
///
/// # Errors
///
/// `OSError` where either could not be written.
pub fn write_error(text: &str) -> Py<()> {
    flush()?;
    io::stderr().write_all(text.as_bytes()).map_err(|error| Exc::from_io(&error))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::Str;
    use crate::exc::{BROKEN_PIPE_ERROR, VALUE_ERROR};

    /// Keeps what it gets, write by write.
    #[derive(Clone, Default)]
    struct Sink(Rc<RefCell<Vec<String>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Prints in its `__str__`, then raises.
    struct Bad;

    impl Object for Bad {
        fn type_name(&self) -> &'static str {
            "Bad"
        }

        fn write_repr(&self, _: &mut String) -> Py<()> {
            print(&[&Str::literal("inside")], None, None, false)?;
            Err(Exc::new(&VALUE_ERROR, "bad"))
        }
    }

    fn sink(terminal: bool) -> Sink {
        let sink = Sink::default();
        set_stdout(Stdout::new(sink.clone(), terminal));
        sink
    }

    #[test]
    fn what_is_printed_waits_in_the_buffer() {
        let sink = sink(false);
        let (one, none) = (Str::literal("é"), ());
        print(&[&one, &none, &true], None, None, false).unwrap();
        print(&[&one, &one], Some("-"), Some(""), false).unwrap();
        assert!(sink.0.borrow().is_empty());
        print(&[], None, None, true).unwrap();
        assert_eq!(*sink.0.borrow(), ["é None True\né-é\n"]);
    }

    #[test]
    fn a_full_buffer_is_handed_on() {
        let sink = sink(false);
        let line = "x".repeat(1000);
        for _ in 0..10 {
            write(&line).unwrap();
        }
        write(&"y".repeat(9000)).unwrap();
        flush().unwrap();
        let lengths: Vec<usize> = sink.0.borrow().iter().map(String::len).collect();
        assert_eq!(lengths, [8000, 2000, 9000]);
    }

    #[test]
    fn a_terminal_gets_lines() {
        let sink = sink(true);
        print(&[&true], None, Some(""), false).unwrap();
        assert!(sink.0.borrow().is_empty());
        print(&[&false], None, None, false).unwrap();
        assert_eq!(*sink.0.borrow(), ["TrueFalse\n"]);
    }

    #[test]
    fn what_stands_before_a_failed_value_is_written() {
        let sink = sink(false);
        let raised = print(&[&true, &Bad, &false], None, None, false).unwrap_err();
        assert!(raised.is(&VALUE_ERROR));
        flush().unwrap();
        assert_eq!(*sink.0.borrow(), ["True inside\n"]);
    }

    #[test]
    fn a_closed_pipe_raises_once() {
        set_stdout(Stdout::new(Closed, false));
        print(&[&true], None, None, false).unwrap();
        let raised = flush().unwrap_err();
        assert!(raised.is(&BROKEN_PIPE_ERROR));
        assert!(flush().is_ok());
    }
}
