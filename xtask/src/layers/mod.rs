//! `check-layers`: imports point down only, and the target condition stands in src/sys/ only.
//!
//! [`source`] reads a file's tokens and says which paths of the crate it names and where a target condition stands;
//! here is the order of the layers and the judgement.

mod source;

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use crate::project::{self, Project};
use source::{Mention, Named};

/// The crate's modules, top to bottom; those of one layer may import each other.
const LAYERS: [&[&str]; 8] = [
    &[ROOT, "macros"],
    &["asyncio", "stream"],
    &["runtime", "task", "time", "net", "io", PUBLIC],
    &["shape"],
    &["sys"],
    &["engine"],
    &["sync"],
    &["error", "util", "primitives"],
];
/// The crate's root: src/lib.rs and whatever it exports by name.
const ROOT: &str = "lib";
/// What one platform offers to users, `sys/PLATFORM/public`: chosen in src/sys/, but as high as the other public modules.
const PUBLIC: &str = "sys::public";
/// Compiled for tests and fuzzing only: it may name anything, and nobody but the root names it.
const OUTSIDE: &str = "fuzzing";

/// Checks src/.
pub(crate) fn run(project: &Project) -> anyhow::Result<()> {
    let mut files = Vec::new();
    collect(&project.root.join("src"), "", &mut files)?;
    let problems = check(&files)?;
    if problems.is_empty() {
        println!("check-layers: {} files, every import points down", files.len());
        return Ok(());
    }
    let order: Vec<_> = LAYERS.iter().map(|layer| layer.join(" ")).collect();
    bail!(
        "check-layers:\n{}\nThe order is {}. A type that is needed further down stands in the wrong layer: move the type.",
        problems.join("\n"),
        order.join(" > ")
    )
}

/// A source file: its path below src/, with `/`, and its text.
type File = (String, String);

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) -> anyhow::Result<()> {
    for path in project::list(folder)? {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .with_context(|| format!("{} is no readable name", path.display()))?;
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push((format!("{prefix}{name}"), text));
        }
    }
    Ok(())
}

/// The problems of a tree of files, one line each.
fn check(files: &[File]) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for (path, text) in files {
        let module = module_of(path);
        let own = own_of(&module);
        if own != OUTSIDE && layer_of(own).is_none() {
            problems.push(format!(
                "src/{path}: the module `{own}` is in no layer: name it in LAYERS of xtask/src/layers/mod.rs"
            ));
            continue;
        }
        for mention in source::mentions(text, &module).with_context(|| format!("src/{path}"))? {
            problems.extend(judge(path, own, &mention));
        }
    }
    Ok(problems)
}

fn judge(path: &str, own: &str, mention: &Mention) -> Option<String> {
    let line = mention.line;
    match &mention.named {
        Named::TargetCondition(word) => (!matches!(own, "sys" | PUBLIC))
            .then(|| format!("src/{path}:{line}: the target condition `{word}` belongs into src/sys/")),
        Named::Path(named) => {
            let top = top_of(named);
            (!may_name(own, top)).then(|| format!("src/{path}:{line}: {own} names crate::{named}, which is above it"))
        }
    }
}

/// Which entry of `LAYERS` a module belongs to.
fn own_of(module: &[String]) -> &str {
    match module.first().map(String::as_str) {
        None => ROOT,
        Some("sys") if module.get(2).is_some_and(|part| part == "public") => PUBLIC,
        Some(top) => top,
    }
}

/// The module of a path of the crate; what is none is an item that the root exports.
fn top_of(path: &str) -> &str {
    let first = path.split("::").next().unwrap_or(path);
    if first == OUTSIDE || layer_of(first).is_some() { first } else { ROOT }
}

fn may_name(own: &str, top: &str) -> bool {
    if own == OUTSIDE || own == top {
        return true;
    }
    match (layer_of(own), layer_of(top)) {
        (Some(own), Some(top)) => own <= top,
        (own, _) => own == Some(0), // only the root names what is outside
    }
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// "engine/mod.rs" is the module engine, "lib.rs" the root.
fn module_of(path: &str) -> Vec<String> {
    let mut names: Vec<_> = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib")) {
        names.pop();
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        check(&files).unwrap()
    }

    #[test]
    fn downward_and_sideways_is_fine() {
        let files = [
            ("lib.rs", "pub use runtime::Runtime; pub use crate::engine::Turn;"),
            ("macros.rs", "macro_rules! m { () => { $crate::shape::x() } }"),
            ("time/sleep.rs", "use crate::task::{id, spawn::x}; use crate::{error::E, sys};"),
            ("shape/thread.rs", "use crate::sys::now; use super::idle::Idle;"),
            ("engine/turn.rs", "use crate::sync::Mutex; use super::task::Task; use std::task::Poll;"),
            ("fuzzing.rs", "use crate::runtime::Runtime;"),
        ];
        assert_eq!(problems(&files), [""; 0]);
    }

    #[test]
    fn upward_is_found_in_every_spelling() {
        let spellings = [
            "use crate::sys::now;",
            "use crate::{sync, sys::now};",
            "pub(crate) use {crate::{shape as other}};",
            "fn f() { crate::sys::now() }",
            "use super::sys;",
            "use super::super::sys::now; // from a module inside",
            "mod tests { use super::super::super::sys; }",
            "fn f() { println!(\"{}\", crate::sys::now()) }",
            "macro_rules! m { () => { $crate::sys::now() } }",
            "use crate::Runtime;",
            "use crate::*;",
            "use wasi_async_runtime::spawn;",
            "use crate::fuzzing::wheel;",
            "fn f(x: crate::task::Id) {}",
        ];
        for text in spellings {
            let path = if text.contains("super::sys;") && !text.contains("mod tests") {
                "engine/mod.rs"
            } else {
                "engine/turn.rs"
            };
            assert_eq!(problems(&[(path, text)]).len(), 1, "{text}");
        }
    }

    #[test]
    fn the_line_is_named() {
        let found = problems(&[("sync/mutex.rs", "//! Doc.\n\nuse crate::{\n    engine::x,\n};")]);
        assert_eq!(found, ["src/sync/mutex.rs:4: sync names crate::engine::x, which is above it"]);
    }

    #[test]
    fn comments_strings_and_own_macros_say_nothing() {
        let text = "//! use crate::sys::x;\n/* crate::sys */\n/// [`crate::sys`]\n\
            pub(crate) fn f() -> &'static str { crate::debug!(); r#\"crate::sys::x\"# }\n\
            pub(in crate::engine) fn g(self) -> impl Copy + use<> { use std::sync::Arc; self::h() }";
        assert_eq!(problems(&[("engine/turn.rs", text)]), [""; 0]);
    }

    #[test]
    fn a_module_without_a_layer_is_a_problem() {
        assert_eq!(problems(&[("misc.rs", "")]).len(), 1);
    }

    #[test]
    fn the_target_condition_stands_in_sys() {
        let conditions = [
            "#[cfg(unix)] fn f() {}",
            "#[cfg(all(test, not(target_family = \"wasm\")))] mod m {}",
            "#[cfg_attr(windows, allow(x))] fn f() {}",
            "fn f() -> bool { cfg!(target_os = \"linux\") }",
            "#![cfg(target_env = \"p1\")]",
            "#[cfg(target_arch = \"wasm32\")] fn f() {}",
        ];
        for text in conditions {
            assert_eq!(problems(&[("engine/turn.rs", text)]).len(), 1, "{text}");
            assert_eq!(problems(&[("lib.rs", text)]).len(), 1, "{text}");
            assert_eq!(problems(&[("sys/mod.rs", text)]).len(), 0, "{text}");
        }
        let others = "#[cfg(any(test, loom, feature = \"net\"))] fn f() { [1].windows(1); }";
        assert_eq!(problems(&[("engine/turn.rs", others)]), [""; 0]);
    }

    #[test]
    fn what_one_platform_offers_is_as_high_as_other_public_modules() {
        let text = "use crate::net::Watched; #[cfg(unix)] pub mod unix;";
        assert_eq!(problems(&[("sys/native/public/net.rs", text)]), [""; 0]);
        assert_eq!(problems(&[("sys/native/net.rs", text)]).len(), 1);
    }

    #[test]
    fn text_that_is_no_rust_names_its_file() {
        let files = [("engine/turn.rs".to_owned(), "fn f( {".to_owned())];
        let error = format!("{:#}", check(&files).unwrap_err());
        assert!(error.starts_with("src/engine/turn.rs"), "{error}");
    }
}
