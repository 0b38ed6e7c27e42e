//! How the process of a program ends, and what it has printed by then: what CPython 3.11 does with the Python in the comments.
//!
//! This test is its own program: with a word of [`CASES`] in the variable `ENTRY` it behaves like one that `py2rs` has written.

use pyrt::Status;

fn main() -> Status {
    match std::env::var("ENTRY") {
        Ok(case) => program::start(case),
        Err(_) => {
            #[cfg(unix)]
            checks::all();
            println!("the entry of programs: ok");
            Status::Exited(0)
        }
    }
}

mod program {
    use pyrt::exc::{KEYBOARD_INTERRUPT, SYSTEM_EXIT, VALUE_ERROR};
    use pyrt::prelude::*;
    use pyrt::{Status, print, runtime};

    #[runtime::main(crate = ::pyrt::runtime, flavor = "current_thread")]
    async fn main() -> Status {
        let case = std::env::var("ENTRY").unwrap_or_default();
        pyrt::run("app.py", || module(case)).await
    }

    pub(crate) fn start(_: String) -> Status {
        main()
    }

    async fn module(case: String) -> Py<()> {
        asyncio::run(Coroutine::new("main", async move { act(&case) })).await
    }

    fn act(case: &str) -> Py<()> {
        if case == "only" {
            return print::write(&"y".repeat(10_000));
        }
        print::write("x\n")?;
        match case {
            "exit" => Err(Exc::new(&SYSTEM_EXIT, 3)),
            "told" => Err(Exc::new(&SYSTEM_EXIT, "bye")),
            "error" => Err(Exc::new(&VALUE_ERROR, "bad")),
            "interrupt" => Err(Exc::new(&KEYBOARD_INTERRUPT, ())),
            "stderr" => print::write_error("e\n"),
            "large" => print::write(&"y".repeat(10_000)),
            "argv" => print::print(&[&pyrt::sys::argv()], None, None, false),
            _ => Ok(()),
        }
    }
}

#[cfg(unix)]
mod checks {
    use std::fs::{self, File};
    use std::io::pipe;
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::path::Path;
    use std::process::{Command, ExitStatus, Stdio};

    /// A case, its status (a signal below zero), and what both streams hold where they are one file.
    const CASES: [(&str, i32, &str); 7] = [
        ("end", 0, "x\n"),                                  // print("x")
        ("exit", 3, "x\n"),                                 // print("x"); sys.exit(3)
        ("told", 1, "bye\nx\n"),                            // print("x"); sys.exit("bye")
        ("error", 1, "ValueError: bad\nx\n"), // print("x"); raise ValueError("bad"); the traceback is no matter
        ("interrupt", -2, "KeyboardInterrupt\nx\n"), // print("x"); raise KeyboardInterrupt
        ("stderr", 0, "e\nx\n"),              // print("x"); print("e", file=sys.stderr)
        ("argv", 0, "x\n['app.py', 'one', '', '--two']\n"), // print("x"); print(sys.argv)
    ];

    /// The same where nobody reads the output.
    const UNREAD: [(&str, i32); 8] = [
        ("end", 120),
        ("exit", 120),
        ("told", 120),
        ("error", 120),
        ("interrupt", -2),
        ("stderr", 120),
        ("large", 120), // print("x"); sys.stdout.write("y" * 10_000)
        ("only", 1),    // sys.stdout.write("y" * 10_000)
    ];

    pub(crate) fn all() {
        for (case, status, printed) in CASES {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("entry-{case}"));
            let file = File::create(&path).unwrap();
            let ended = start(case).stdout(file.try_clone().unwrap()).stderr(file).status().unwrap();
            assert_eq!((number(ended), fs::read_to_string(&path).unwrap().as_str()), (status, printed), "{case}");
        }
        for (case, status) in UNREAD {
            let (reader, writer) = pipe().unwrap();
            drop(reader);
            let ended = start(case).stdout(writer).stderr(Stdio::null()).status().unwrap();
            assert_eq!(number(ended), status, "{case}, with an output that nobody reads");
        }
    }

    fn start(case: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg0("app.py").args(["one", "", "--two"]).env("ENTRY", case);
        command
    }

    fn number(status: ExitStatus) -> i32 {
        status.code().or_else(|| Some(-status.signal()?)).unwrap()
    }
}
