//! Translates Python asyncio programs to Rust that runs natively, under WASI and in the browser.
//!
//! # How it works
//!
//! ```text
//!  bytes ─► text ─► tree (parse.rs, tree.rs) ─► names (analyse/scopes.rs) ─► types (analyse/infer/) ─► Rust (lower/) ─► a package (package.rs)
//!             └───────────┴────────────────────────┴──────────────────────────┴─ what is wrong: diagnostics, shown at once (diagnostic.rs)
//! ```
//!
//! A program is written as Rust, or refused with file, line and column where CPython would not compile it, where nothing has a name that it
//! uses, and where something is not translated yet. Functions and classes that are used at several types have a copy for each of them
//! (monomorphise/). Single lines of asyncio become lines of hand-written Rust: `translate_asyncio_run` and the functions beside it.

mod analyse;
mod asyncio;
mod chosen_attributes;
mod class_methods;
mod class_names;
mod class_sentinels;
mod decorating_objects;
mod depth;
mod desugar;
mod diagnostic;
mod expand;
mod init_subclass;
mod limits;
mod lower;
mod monomorphise;
mod named_super;
mod operators;
pub mod package;
mod parse;
mod registrars;
mod settled;
mod singletons;
mod specialise;
mod tree;
mod unused_imports;
mod walk;
mod walk_mut;

use analyse::{context, infer, scopes};

pub use asyncio::{
    AsyncioMapping, translate_asyncio_run, translate_asyncio_sleep, translate_create_task, translate_event,
    translate_gather, translate_lock, translate_queue, translate_semaphore, translate_wait_for,
};
pub use diagnostic::{Code, Diagnostic, Place, Refusal};

/// Says whether a source is a program of Python 3.12 whose names are all bound somewhere.
///
/// # Errors
///
/// All that is wrong with it.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::{Code, check};
///
/// assert!(check("app.py", b"print('hello')\n").is_ok());
/// let refusal = check("app.py", b"print('hello'\n").unwrap_err();
/// assert_eq!(refusal.diagnostics()[0].code(), Code::Syntax);
/// ```
pub fn check(file: &str, bytes: &[u8]) -> Result<(), Refusal> {
    analyse(file, bytes).map(drop)
}

/// A program as Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    rust: String,
    report: Vec<String>,
}

impl Translation {
    /// The text of a Rust module whose last item is `pub async fn module() -> Py<()>`: the code of the program's module.
    pub fn rust(&self) -> &str {
        &self.rust
    }

    /// The places at which Python raises a TypeError or an AttributeError, if it comes to that: a value may have a type that cannot be there.
    pub fn report(&self) -> &[String] {
        &self.report
    }
}

/// Translates a program.
///
/// # Errors
///
/// All that is wrong with it, and all that cannot be translated yet.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::translate;
///
/// let translation = translate("app.py", b"print('hello')\n").unwrap();
/// assert!(translation.rust().contains("print_line"));
/// ```
pub fn translate(file: &str, bytes: &[u8]) -> Result<Translation, Refusal> {
    match split(file, bytes) {
        Some(Ok(translation)) => Ok(translation),
        // What cannot be written with such functions split may be written without.
        _ => translated(file, bytes, false),
    }
}

/// The program with functions split that take a function or give a decorator; none where there are no such.
fn split(file: &str, bytes: &[u8]) -> Option<Result<Translation, Refusal>> {
    let (mut module, _) = analyse(file, bytes).ok()?;
    idioms(&mut module).then(|| translated(file, bytes, true))
}

/// Gives functions that decorate in several ways a function for each, and singletons class methods; says whether there were any.
fn idioms(module: &mut tree::Module) -> bool {
    let (splits, decorates) = (registrars::split(module), decorating_objects::rewrite(module));
    singletons::rewrite(module) || splits || decorates
}

fn translated(file: &str, bytes: &[u8], splits: bool) -> Result<Translation, Refusal> {
    let (mut module, _) = analyse(file, bytes)?;
    let source = String::from_utf8_lossy(bytes);
    let mut diagnostics = diagnostic::Diagnostics::default();
    if splits {
        idioms(&mut module);
    }
    let read = || {
        let mut module = parse::parse(parse::decode(bytes, &mut Default::default())?, &mut Default::default())?;
        rewrite(&mut module);
        if splits {
            idioms(&mut module);
        }
        Some(module)
    };
    specialise::specialise(&mut module, &read);
    // Copies bind names of their own.
    let mut scopes = scopes::resolve(&module, &mut diagnostics);
    let Some(mut inferred) = infer::infer(&module, &scopes) else { return Err(endless(file, &source)) };
    if expand::expand(&mut module, &inferred) {
        scopes = scopes::resolve(&module, &mut diagnostics);
        let Some(again) = infer::infer(&module, &scopes) else { return Err(endless(file, &source)) };
        inferred = again;
    }
    let copied = monomorphise::monomorphise(&source, &module, &scopes, &inferred);
    let first = copied.map(|copied| written(file, &source, &copied.module, &copied.scopes, &copied.inferred));
    match first {
        Some(Ok(translation)) => Ok(translation),
        // What cannot be written of the copies may be written without them.
        first => written(file, &source, &module, &scopes, &inferred).map_err(|diagnostics| {
            let fewer = first.and_then(Result::err).filter(|first| first.len() < diagnostics.len());
            fewer.unwrap_or(diagnostics).refuse(file, &source)
        }),
    }
}

/// A program as Rust, or why it cannot be written.
fn written(
    file: &str,
    source: &str,
    module: &tree::Module,
    scopes: &scopes::Scopes,
    inferred: &infer::Inferred,
) -> Result<Translation, diagnostic::Diagnostics> {
    let mut diagnostics = diagnostic::Diagnostics::default();
    let rust = lower::lower(file, source, module, scopes, inferred, &mut diagnostics);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let report = inferred.raises.iter().map(|(span, message)| noted(file, source, *span, message)).collect();
    Ok(Translation { rust, report })
}

/// A line of the report.
fn noted(file: &str, source: &str, span: tree::Span, message: &str) -> String {
    let before = source.get(..span.start as usize).unwrap_or_default();
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{file}:{}:{column}: {message}", before.matches('\n').count() + 1)
}

/// The refusal of a program whose types grow without end.
fn endless(file: &str, source: &str) -> Refusal {
    let mut diagnostics = diagnostic::Diagnostics::default();
    let start = tree::Span { start: 0, end: 0 };
    diagnostics.add(Code::TooLarge, start, "the types of this program cannot be worked out: some grow without end");
    diagnostics.refuse(file, source)
}

/// A variable and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The function or class whose it is: `main`, `Account.pay`. Empty for a variable of the module, of a lambda or a comprehension.
    pub of: String,
    /// Its name.
    pub name: String,
    /// Its type as Python writes it: `list[int | str]`; `Never` where nothing is known to come to it.
    pub of_type: String,
}

/// The types of a program's variables, inferred from how its values flow. What is not followed yet stands in `docs/TRANSLATOR.md`.
///
/// # Errors
///
/// As [`check`]; and where types grow without end.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::types;
///
/// let source = "async def fetch(n):\n    return [n]\n\nfetch(1)\n";
/// let types = types("app.py", source.as_bytes()).unwrap();
/// let n = types.iter().find(|variable| variable.name == "n").unwrap();
/// assert_eq!((n.of.as_str(), n.of_type.as_str()), ("fetch", "int"));
/// ```
pub fn types(file: &str, bytes: &[u8]) -> Result<Vec<Variable>, Refusal> {
    let (module, scopes) = analyse(file, bytes)?;
    let Some(inferred) = infer::infer(&module, &scopes) else {
        return Err(endless(file, &String::from_utf8_lossy(bytes)));
    };
    let variables = inferred.variables().map(|(scope, name, of_type)| {
        let of = scopes.scopes.get(scope.0 as usize).map_or_else(String::new, |scope| scope.name.clone());
        Variable { of, name: name.to_string(), of_type }
    });
    Ok(variables.collect())
}

/// Writes a tree in the forms that the later passes know.
fn rewrite(module: &mut tree::Module) {
    settled::settle(module);
    unused_imports::take_out(module);
    class_names::separate(module);
    init_subclass::rewrite(module);
    class_sentinels::rewrite(module);
    desugar::desugar(module);
    chosen_attributes::rewrite(module);
    class_methods::rewrite(module);
    named_super::rewrite(&mut module.body);
    operators::write_out(module);
}

/// The tree of a program and whose its names are.
fn analyse(file: &str, bytes: &[u8]) -> Result<(tree::Module, scopes::Scopes), Refusal> {
    let mut diagnostics = diagnostic::Diagnostics::default();
    let Some(source) = parse::decode(bytes, &mut diagnostics) else {
        return Err(diagnostics.refuse(file, ""));
    };
    let analysed = parse::parse(source, &mut diagnostics).map(|mut module| {
        context::check(&module, &mut diagnostics);
        rewrite(&mut module);
        let scopes = scopes::resolve(&module, &mut diagnostics);
        (module, scopes)
    });
    match analysed {
        Some(analysed) if diagnostics.is_empty() => Ok(analysed),
        _ => Err(diagnostics.refuse(file, source)),
    }
}
