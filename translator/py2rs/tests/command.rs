//! The command as a person or an editor uses it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A program that is translated.
const PROGRAM: &str = include_str!("../../tests/programs/simple_async/input.py");
const PRINTED: &str = include_str!("../../tests/programs/simple_async/expected.out");

/// A new folder with a file `app.py`.
fn folder(name: &str, source: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("app.py"), source).unwrap();
    folder
}

fn py2rs(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_py2rs"));
    command.args(words).current_dir(folder).env("PY2RS_CACHE", folder.join("cache"));
    command.env_remove("CARGO_TARGET_DIR").output().unwrap()
}

fn texts(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_refused_program_says_where_and_leaves_nothing() {
    let folder = folder("refused", "x = 1\nprint(y)\n");
    for words in [&["app.py"][..], &["app.py", "--run"], &["app.py", "-o", "out"], &["app.py", "--check"]] {
        let (status, printed, said) = texts(&py2rs(&folder, words));
        assert_eq!((status, printed.as_str()), (Some(2), ""), "{words:?}");
        assert!(said.starts_with("error[E0101]: nothing is called `y` here\n --> app.py:2:7\n"), "{said}");
        assert_eq!(files(&folder), ["app.py"], "{words:?}");
    }
}

#[test]
fn editors_get_json() {
    let folder = folder("json", "x = 1\nprint(y)\n");
    let (status, printed, said) = texts(&py2rs(&folder, &["app.py", "--json"]));
    assert_eq!((status, said.as_str()), (Some(2), ""));
    let json: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(json["file"], "app.py");
    let diagnostic = &json["diagnostics"][0];
    assert_eq!(diagnostic["code"], "E0101");
    assert_eq!([&diagnostic["line"], &diagnostic["column"]], [2, 7]);
    assert_eq!([&diagnostic["end_line"], &diagnostic["end_column"]], [2, 8]);
    assert_eq!(diagnostic["message"], "nothing is called `y` here");
}

#[test]
fn a_wrong_command_line_is_told() {
    let folder = folder("wrong", PROGRAM);
    for (words, text) in [
        (&[][..], "which Python file?"),
        (&["app.py", "--fast"], "--fast"),
        (&["app.py", "--target", "moon"], "native, wasip1, wasip2, node, browser"),
        (&["app.py", "--runtime", "nowhere"], "nowhere"),
    ] {
        let (status, printed, said) = texts(&py2rs(&folder, words));
        assert_eq!((status, printed.as_str()), (Some(2), ""), "{words:?}");
        assert!(said.starts_with("error: ") && said.contains(text), "{said}");
    }
    let (status, _, said) = texts(&py2rs(&folder, &["absent.py"]));
    assert_eq!(status, Some(1));
    assert!(said.starts_with("error: cannot read absent.py: "), "{said}");
}

#[test]
fn help_and_version_are_printed() {
    let folder = folder("help", PROGRAM);
    let (status, printed, _) = texts(&py2rs(&folder, &["--help"]));
    assert!(status == Some(0) && printed.starts_with("py2rs translates"), "{printed}");
    let (status, printed, _) = texts(&py2rs(&folder, &["-V"]));
    assert_eq!((status, printed), (Some(0), format!("py2rs {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_package_is_written_and_other_things_are_left_alone() {
    let folder = folder("write", PROGRAM);
    let (status, printed, said) = texts(&py2rs(&folder, &["app.py"]));
    assert_eq!((status, printed.as_str(), said.as_str()), (Some(0), "", "wrote app\n"));
    assert_eq!(files(&folder.join("app")), ["Cargo.lock", "Cargo.toml", "src"]);
    assert_eq!(files(&folder.join("app/src")), ["main.rs", "program.rs"]);
    // Again: it is ours.
    assert_eq!(texts(&py2rs(&folder, &["app.py", "--target", "browser"])).0, Some(0));
    assert_eq!(files(&folder.join("app")), ["Cargo.lock", "Cargo.toml", "index.html", "page.js", "src"]);
    fs::create_dir(folder.join("mine")).unwrap();
    fs::write(folder.join("mine/notes"), "").unwrap();
    let (status, _, said) = texts(&py2rs(&folder, &["app.py", "-o", "mine"]));
    assert_eq!(status, Some(1));
    assert!(said.contains("mine holds something that py2rs did not write"), "{said}");
    assert_eq!(files(&folder.join("mine")), ["notes"]);
}

#[test]
#[ignore = "builds the runtime in release: a minute or two"]
fn a_program_is_built_once_and_then_starts_without_cargo() {
    let folder = folder("run", PROGRAM);
    let (status, printed, said) = texts(&py2rs(&folder, &["--run", "app.py"]));
    assert_eq!((status, printed.as_str()), (Some(0), PRINTED), "{said}");
    // No cargo is found now, and no compiler.
    let mut command = Command::new(env!("CARGO_BIN_EXE_py2rs"));
    command.args(["--run", "app.py"]).current_dir(&folder).env("PY2RS_CACHE", folder.join("cache")).env("PATH", "");
    let (status, printed, said) = texts(&command.output().unwrap());
    assert_eq!((status, printed.as_str(), said.as_str()), (Some(0), PRINTED, ""));
    assert_eq!(files(&folder), ["app.py", "cache"]);
    fs::remove_dir_all(folder).unwrap(); // some 100 MB
}
