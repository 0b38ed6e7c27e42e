//! A program from its first line to its exit status.
//!
//! # How it works
//!
//! ```text
//!  main ──► run(file, module) ──► sys.argv ──► module().await ──► what it raised ──► flush ──► Status ──► the process
//! ```
//!
//! A program that `py2rs` has written awaits [`run`] in its `main`, on the thread that the process began with. The module's future is dropped
//! before the last flush: what a program prints when its objects die still comes out. As in CPython, standard output is not flushed before
//! anything goes to standard error.
//!
//! - **I1** The status is that of CPython 3.11: 0, what `SystemExit` says, 1 for any other exception, an end by SIGINT for
//!   `KeyboardInterrupt` where there are signals, and 120 where standard output could not be flushed at the end.
//! - **I2** What was printed before a panic is written too: it tells how far the program came.

use std::cell::Cell;
use std::future::Future;
use std::process::{ExitCode, Termination};

use crate::exc::{KEYBOARD_INTERRUPT, SYSTEM_EXIT};
use crate::{Exc, Py, host, print, sys, traceback};

/// Where standard output cannot be flushed at the end.
const NOT_FLUSHED: u8 = 120;

/// How a program has ended. `main` returns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "`main` returns it, which ends the process so"]
pub enum Status {
    /// With a number, which is 0 where all went well.
    Exited(u8),
    /// By Ctrl-C: the process ends by that signal too.
    Interrupted,
}

impl Termination for Status {
    fn report(self) -> ExitCode {
        match self {
            Status::Exited(status) => host::end(status),
            Status::Interrupted => host::end_interrupted(),
        }
    }
}

/// Runs a module, whose file is called so, as CPython runs a program.
///
/// # Examples
///
/// ```
/// use pyrt::exc::SYSTEM_EXIT;
/// use pyrt::{Exc, Py, Status};
///
/// async fn module() -> Py<()> {
///     Err(Exc::new(&SYSTEM_EXIT, 3))
/// }
///
/// #[pyrt::runtime::main(crate = ::pyrt::runtime, flavor = "current_thread")]
/// async fn main() {
///     assert_eq!(pyrt::run("app.py", module).await, Status::Exited(3));
/// }
/// ```
pub async fn run<F: Future<Output = Py<()>>>(file: &str, module: impl FnOnce() -> F) -> Status {
    let mut words = host::arguments(file);
    if CHOSEN.get() && words.len() > 1 {
        words.remove(1);
    }
    sys::set_argv(words);
    let printed = Printed;
    let raised = module().await.err();
    std::mem::forget(printed);
    end(raised)
}

thread_local! {
    /// The first argument has chosen the program and is none of its own.
    static CHOSEN: Cell<bool> = const { Cell::new(false) };
}

/// The first argument of a process that holds several programs, one of which it chooses; that one's `sys.argv` lacks it.
#[doc(hidden)]
pub fn chosen() -> String {
    CHOSEN.set(true);
    host::arguments("").into_iter().nth(1).unwrap_or_default()
}

/// What is dropped in a panic only (I2).
struct Printed;

impl Drop for Printed {
    fn drop(&mut self) {
        let _ = print::flush();
    }
}

/// Says what was raised and flushes.
fn end(raised: Option<Exc>) -> Status {
    let status = raised.map_or(Status::Exited(0), |exc| tell(&exc));
    match (print::flush(), status) {
        (Err(exc), Status::Exited(_)) => {
            let last = traceback::format_exception_only(&exc);
            say(&format!(
                "Exception ignored in: <_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>\n{last}"
            ));
            Status::Exited(NOT_FLUSHED)
        }
        (_, status) => status,
    }
}

/// Tells standard error of an exception that nobody caught.
fn tell(exc: &Exc) -> Status {
    if exc.is(&SYSTEM_EXIT) {
        return Status::Exited(exit_status(exc));
    }
    say(&traceback::format_exception(exc));
    // Only of the class itself, and none of its children.
    let interrupted = std::ptr::eq(exc.class(), &KEYBOARD_INTERRUPT);
    if interrupted { Status::Interrupted } else { Status::Exited(1) }
}

/// What `sys.exit` was given: nothing or None is 0, an int its lowest byte, and anything else is told and gives 1.
fn exit_status(exc: &Exc) -> u8 {
    let code = match exc.args() {
        [] => return 0,
        [code] => code,
        _ => return told(&exc.to_string()),
    };
    match code.repr().as_str() {
        "None" | "False" => 0,
        "True" => 1,
        repr if is_int(repr) => repr.parse::<i64>().map_or(u8::MAX, |code| (code & 0xff) as u8),
        _ => told(&code.str()),
    }
}

fn told(text: &str) -> u8 {
    say(&format!("{text}\n"));
    1
}

fn is_int(repr: &str) -> bool {
    let digits = repr.strip_prefix('-').unwrap_or(repr);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A standard error that is gone changes nothing.
fn say(text: &str) {
    let _ = host::write_error(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};
    use std::{io, pin};

    use super::*;
    use crate::big::pow;
    use crate::exc::{Argument, Class, VALUE_ERROR};
    use crate::print::{Stdout, set_stdout};
    use crate::shown::Shown;
    use crate::{Int, Str};

    fn ended(raised: Py<()>) -> Status {
        let run = pin::pin!(run("app.py", || ready(raised)));
        match run.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(status) => status,
            Poll::Pending => panic!("it waits"),
        }
    }

    fn exit(code: impl Argument + 'static) -> Status {
        ended(Err(Exc::new(&SYSTEM_EXIT, code)))
    }

    #[test]
    fn an_exit_has_the_status_of_its_code() {
        // As `sys.exit` of CPython 3.11 gave them.
        assert_eq!(ended(Err(Exc::new(&SYSTEM_EXIT, ()))), Status::Exited(0));
        for (code, status) in [(0, 0), (3, 3), (-1, 255), (256, 0), (300, 44), (i64::MIN, 0)] {
            assert_eq!(exit(code), Status::Exited(status), "{code}");
        }
        assert_eq!((exit(true), exit(false), exit(Shown(()))), (1, 0, 0).map_exited());
        assert_eq!(exit(Shown(1.5)), Status::Exited(1));
        assert_eq!((exit("3"), exit("None"), exit("")), (1, 1, 1).map_exited());
        let many = pow(&Int::from(7), &Int::from(40)).unwrap();
        assert_eq!(exit(many), Status::Exited(255));
        assert_eq!(exit(Str::literal("gone")), Status::Exited(1));
        let both: Vec<Rc<dyn Argument>> = vec![Rc::new(1), Rc::new(2)];
        assert_eq!(ended(Err(Exc::new(&SYSTEM_EXIT, both))), Status::Exited(1));
    }

    trait MapExited {
        fn map_exited(self) -> (Status, Status, Status);
    }

    impl MapExited for (u8, u8, u8) {
        fn map_exited(self) -> (Status, Status, Status) {
            (Status::Exited(self.0), Status::Exited(self.1), Status::Exited(self.2))
        }
    }

    #[test]
    fn an_exception_that_nobody_caught_gives_1() {
        static CHILD: Class = Class::new("Child", &[&KEYBOARD_INTERRUPT]);
        assert_eq!(ended(Ok(())), Status::Exited(0));
        assert_eq!(ended(Err(Exc::new(&VALUE_ERROR, "bad"))), Status::Exited(1));
        assert_eq!(ended(Err(Exc::new(&KEYBOARD_INTERRUPT, ()))), Status::Interrupted);
        assert_eq!(ended(Err(Exc::new(&CHILD, ()))), Status::Exited(1));
    }

    struct Gone;

    impl io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_output_that_is_gone_at_the_end_gives_120() {
        for raised in [Ok(()), Err(Exc::new(&SYSTEM_EXIT, 3)), Err(Exc::new(&VALUE_ERROR, "bad"))] {
            set_stdout(Stdout::new(Gone, false));
            print::write("text").unwrap();
            assert_eq!(ended(raised), Status::Exited(120));
        }
        print::write("text").unwrap();
        assert_eq!(ended(Err(Exc::new(&KEYBOARD_INTERRUPT, ()))), Status::Interrupted);
    }

    #[test]
    fn what_was_printed_before_a_panic_is_written() {
        let written = Rc::new(std::cell::RefCell::new(Vec::new()));
        struct Kept(Rc<std::cell::RefCell<Vec<u8>>>);
        impl io::Write for Kept {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.borrow_mut().extend_from_slice(bytes);
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        set_stdout(Stdout::new(Kept(written.clone()), false));
        let lost = std::panic::catch_unwind(|| {
            let run = pin::pin!(run("app.py", || async {
                print::write("so far")?;
                panic!("on purpose")
            }));
            run.poll(&mut Context::from_waker(Waker::noop())).is_ready()
        });
        assert!(lost.is_err());
        assert_eq!(*written.borrow(), b"so far");
    }
}
