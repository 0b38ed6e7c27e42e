//! One package of all programs, in the target folder.
//!
//! A program that does not compile is left out of the next attempt, so that the others are still run: cargo's messages name the files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::programs::{FILE, Program};
use crate::target::Target;
use crate::variable;

const NAME: &str = "translated-programs";
/// How often programs that do not compile are left out.
const ATTEMPTS: usize = 20;

/// What came out.
pub(crate) struct Built {
    /// What is started.
    pub(crate) program: PathBuf,
    /// The names of those that are part of it.
    pub(crate) modules: Vec<String>,
    /// Those that do not compile, and what the compiler says.
    pub(crate) failures: Vec<(String, String)>,
}

/// Writes and builds the package.
pub(crate) fn build(target: Target, programs: &[&Program]) -> Built {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("translated");
    fs::create_dir_all(&folder).unwrap();
    // Two runs of this test share the folder.
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let mut programs: Vec<&Program> = programs.to_vec();
    let mut failures = Vec::new();
    for _ in 0..ATTEMPTS {
        write(&folder.join("package"), &programs);
        let said = match cargo(target, &folder) {
            Ok(()) => break,
            Err(said) => said,
        };
        let broken = said.iter().filter_map(|(file, text)| Some((of_file(&programs, file)?, text.clone())));
        let broken: Vec<(String, String)> = broken.collect();
        assert!(!broken.is_empty(), "the package of the programs does not build: {said:#?}");
        programs.retain(|program| broken.iter().all(|(name, _)| *name != program.name));
        failures.extend(broken.into_iter().map(|(name, text)| (name, format!("it does not compile\n{text}"))));
    }
    let modules = programs.iter().map(|program| program.name.clone()).collect::<Vec<_>>();
    let program = pack(target, &folder, &modules);
    Built { program, modules, failures }
}

fn of_file(programs: &[&Program], file: &str) -> Option<String> {
    let stem = Path::new(file).file_stem()?.to_str()?;
    programs.iter().find(|program| program.module() == stem).map(|program| program.name.clone())
}

fn write(package: &Path, programs: &[&Program]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let source = package.join("src");
    fs::create_dir_all(&source).unwrap();
    if !package.join("Cargo.lock").exists() {
        fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    }
    let pyrt = root.join("translator/pyrt");
    let manifest = format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\npyrt = {{ path = {pyrt:?} }}\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n"
    );
    write_changed(&package.join("Cargo.toml"), &manifest);
    for program in programs {
        let file = source.join(program.module()).with_extension("rs");
        write_changed(&file, program.rust.as_ref().unwrap());
    }
    write_changed(&source.join("main.rs"), &main(programs));
}

/// Leaves a file alone that says the same already: cargo builds by times.
fn write_changed(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return;
    }
    fs::write(path, text).unwrap();
}

fn main(programs: &[&Program]) -> String {
    let mut text = String::new();
    for program in programs {
        text.push_str(&format!("#[allow(warnings)]\nmod {};\n", program.module()));
    }
    text.push_str(
        "\n#[::pyrt::runtime::main(crate = ::pyrt::runtime, flavor = \"current_thread\")]\n\
         async fn main() -> ::pyrt::Status {\n    match ::pyrt::chosen().as_str() {\n",
    );
    for program in programs {
        let (name, module) = (&program.name, program.module());
        text.push_str(&format!("        {name:?} => ::pyrt::run({FILE:?}, {module}::module).await,\n"));
    }
    text.push_str("        other => panic!(\"there is no program {other}\"),\n    }\n}\n");
    text
}

/// Builds it; else what the compiler says about which files.
fn cargo(target: Target, folder: &Path) -> Result<(), BTreeMap<String, String>> {
    let given = variable("TRANSLATED_CARGO").unwrap_or_else(|| "cargo".to_owned());
    let mut words = given.split_whitespace();
    let mut cargo = Command::new(words.next().unwrap_or("cargo"));
    cargo.args(words).current_dir(folder.join("package"));
    cargo.args(["build", "--message-format=json", "--keep-going", "--target-dir"]).arg(target_folder(folder));
    cargo.args(target.triple().into_iter().flat_map(|triple| ["--target", triple]));
    for unwanted in ["CARGO", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTDOCFLAGS"] {
        cargo.env_remove(unwanted);
    }
    let output = cargo.stdin(Stdio::null()).output().unwrap();
    if output.status.success() {
        return Ok(());
    }
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        if let Some((file, text)) = error(line) {
            said.entry(file).or_default().push_str(&text);
        }
    }
    said.entry("cargo".to_owned()).or_insert_with(|| String::from_utf8_lossy(&output.stderr).into_owned());
    Err(said)
}

/// The file and the text of an error among the compiler's messages.
fn error(line: &str) -> Option<(String, String)> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    let message = message.get("message")?;
    if message.get("level")?.as_str()? != "error" {
        return None;
    }
    let spans = message.get("spans")?.as_array()?;
    let span = spans.iter().find(|span| span["is_primary"] == true).or(spans.first())?;
    Some((span.get("file_name")?.as_str()?.to_owned(), message.get("rendered")?.as_str()?.to_owned()))
}

fn target_folder(folder: &Path) -> PathBuf {
    folder.join("target")
}

/// Finds what was built, and puts JavaScript around it where that runs it.
fn pack(target: Target, folder: &Path, modules: &[String]) -> PathBuf {
    let built = target.triple().map_or_else(|| target_folder(folder), |triple| target_folder(folder).join(triple));
    let suffix = if target == Target::Native { std::env::consts::EXE_SUFFIX } else { ".wasm" };
    let program = built.join("debug").join(format!("{NAME}{suffix}"));
    let Some(kind) = target.bindings() else { return program };
    let packed = folder.join(kind);
    let mut bindgen = Command::new("wasm-bindgen");
    bindgen.args(["--target", kind, "--no-typescript", "--out-dir"]).arg(&packed).arg(&program);
    assert!(bindgen.status().unwrap().success(), "wasm-bindgen failed");
    if target == Target::Browser {
        for file in py_to_rust_asyncio::package::page(NAME, FILE) {
            fs::write(packed.join(file.path), file.text).unwrap();
        }
        fs::write(packed.join("programs.txt"), modules.join("\n")).unwrap();
        // For who runs the pages.
        println!("packed: {}", packed.display());
    }
    packed.join(NAME).with_extension("js")
}
