//! The Cargo package around a translated program.
//!
//! # How it works
//!
//! ```text
//!  Cargo.toml       names pyrt: by the path of a checkout, or by a version
//!  src/main.rs      main: awaits pyrt::run with the module
//!  src/program.rs   the program: what emission wrote, with `pub async fn module()` as its last item
//!  index.html       for a browser: a page that shows what the program prints, and its script page.js
//! ```
//!
//! Nothing is written here: a package is its files' paths and texts. The program stands in a file of its own, so that no name of Python meets
//! one of ours; its own `main` is `program::main`.
//!
//! - **I1** The package's name is one that Cargo takes, whatever the file's name is, and differs from those that it refuses.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where the package finds `pyrt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In a checkout of the repository, at its root.
    Checkout(PathBuf),
    /// In the registry, at this version.
    Version(String),
}

impl Runtime {
    /// The checkout that this library was built from.
    pub fn built_from() -> Runtime {
        let translator = Path::new(env!("CARGO_MANIFEST_DIR"));
        Runtime::Checkout(translator.parent().unwrap_or(translator).to_owned())
    }

    /// As the dependency is written in Cargo.toml.
    fn dependency(&self) -> String {
        match self {
            Runtime::Checkout(root) => {
                let path = root.join("translator").join("pyrt");
                format!("{{ path = {} }}", toml_string(&path.to_string_lossy()))
            }
            Runtime::Version(version) => toml_string(version),
        }
    }
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path inside the package, with `/` between folders.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// A Cargo package that has not been written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    name: String,
    files: Vec<File>,
}

impl Package {
    /// The package of one program: its Rust text, and the name of the Python file, which may have folders before it.
    ///
    /// # Examples
    ///
    /// ```
    /// use py_to_rust_asyncio::package::{Package, Runtime};
    ///
    /// let rust = "use pyrt::prelude::*;\n\npub async fn module() -> Py<()> {\n    Ok(())\n}\n";
    /// let package = Package::new(rust, "src/my app.py", &Runtime::Version("0.1".to_owned()));
    /// assert_eq!(package.name(), "my_app");
    /// assert!(package.text("Cargo.toml").unwrap().contains("pyrt = \"0.1\""));
    /// assert_eq!(package.text("src/program.rs"), Some(rust));
    /// ```
    pub fn new(rust: &str, file: &str, runtime: &Runtime) -> Package {
        Package::named(&package_name(file), rust, file, runtime)
    }

    /// The same under a given name. Those that are built in one target folder must not share one: Cargo would take them for the same.
    pub fn named(name: &str, rust: &str, file: &str, runtime: &Runtime) -> Package {
        let file_name = file_name(file);
        let files = vec![
            File { path: "Cargo.toml".to_owned(), text: manifest(name, file_name, runtime) },
            File { path: "src/main.rs".to_owned(), text: main(file_name) },
            File { path: "src/program.rs".to_owned(), text: rust.to_owned() },
        ];
        Package { name: name.to_owned(), files }
    }

    /// Adds `index.html`, a page that shows what the program prints, and its script `page.js`. That loads `NAME.js`, which
    /// `wasm-bindgen --target web` makes beside them. The page works under a policy that forbids scripts in it.
    #[must_use]
    pub fn with_page(mut self, file: &str) -> Package {
        self.files.extend(page(&self.name, file));
        self
    }

    /// The name of the package and of its program.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All files.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }
}

/// A name for the package of a Python file: `my app.py` gives `my_app` (I1).
pub fn package_name(file: &str) -> String {
    let file = file_name(file);
    let stem = file.strip_suffix(".py").unwrap_or(file);
    let fit = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { '_' };
    let mut name: String = stem.chars().take(NAME).map(fit).collect();
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name.insert_str(0, "py_");
    }
    if is_taken(&name) {
        name.push_str("_py");
    }
    name
}

/// More of a name would only make paths too long.
const NAME: usize = 60;

/// Names that Cargo refuses: Rust's keywords, the folders of a build, and what a package of ours depends on.
fn is_taken(name: &str) -> bool {
    const TAKEN: &str = "abstract alloc as async await become box break build const continue core crate deps do dyn else enum examples \
        extern false final fn for gen if impl in incremental let loop macro match mod move mut override priv \
        proc-macro proc_macro pub pyrt ref return self static std struct super test trait true try type typeof unsafe \
        unsized use virtual wasi_async_runtime where while yield";
    // Windows keeps these for devices.
    const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];
    let numbered = |device: &str| name.strip_prefix(device).is_some_and(|rest| rest.len() == 1);
    TAKEN.split(' ').any(|taken| taken == name) || DEVICES.contains(&name) || numbered("com") || numbered("lpt")
}

/// The file without the folders before it.
fn file_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("program.py")
}

fn manifest(name: &str, file: &str, runtime: &Runtime) -> String {
    format!(
        "# Written by py2rs {version} from {file}.

[package]
name = {name}
version = \"0.1.0\"
edition = \"2024\"
publish = false

[dependencies]
pyrt = {dependency}

[profile.release]
opt-level = 2

# a workspace of its own, wherever it stands
[workspace]
",
        version = env!("CARGO_PKG_VERSION"),
        file = one_line(file),
        name = toml_string(name),
        dependency = runtime.dependency(),
    )
}

fn main(file: &str) -> String {
    format!(
        "//! Starts what py2rs {version} wrote from {line}.

mod program;

#[::pyrt::runtime::main(crate = ::pyrt::runtime, flavor = \"current_thread\")]
async fn main() -> ::pyrt::Status {{
    ::pyrt::run({file:?}, program::module).await
}}
",
        version = env!("CARGO_PKG_VERSION"),
        line = one_line(file),
    )
}

/// The page of a program that is packed under this name: `index.html` and `page.js`.
pub fn page(name: &str, file: &str) -> [File; 2] {
    let html = format!(
        "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>{}</title>
<pre id=\"stdout\"></pre>
<script type=\"module\" src=\"page.js\"></script>
</html>
",
        html(file_name(file))
    );
    let script = format!(
        "// The root element says how the program has ended: data-status is its status, data-failed why there is none.
const root = document.documentElement.dataset;
const fail = (error) => (root.failed = String(error?.stack ?? error));
addEventListener('error', (event) => fail(event.error ?? event.message));
addEventListener('unhandledrejection', (event) => fail(event.reason));
const {{ default: start }} = await import('./{name}.js');
await start();
"
    );
    [("index.html", html), ("page.js", script)].map(|(path, text)| File { path: path.to_owned(), text })
}

/// A text for a comment of one line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn html(text: &str) -> String {
    one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text as TOML writes it, in quotes.
fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_cargo_takes() {
        for (file, name) in [
            ("app.py", "app"),
            ("dir/My App.py", "my_app"),
            ("a\\b.py", "b"),
            ("1st.py", "py_1st"),
            ("été.py", "py__t_"),
            ("_x.py", "py__x"),
            ("-x.py", "py_-x"),
            ("test.py", "test_py"),
            ("match.py", "match_py"),
            ("con.py", "con_py"),
            ("com1.py", "com1_py"),
            ("pyrt.py", "pyrt_py"),
            (".py", "py_"),
            ("", "program"),
        ] {
            assert_eq!(package_name(file), name, "{file}");
        }
        assert!(package_name(&"x".repeat(5000)).len() < 100);
    }

    #[test]
    fn the_files_say_where_they_come_from_and_what_they_need() {
        let runtime = Runtime::Checkout(PathBuf::from("/a \"b\"\\c"));
        let package = Package::new("// text\n", "x/app.py", &runtime).with_page("x/app.py");
        let paths: Vec<_> = package.files().iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["Cargo.toml", "src/main.rs", "src/program.rs", "index.html", "page.js"]);
        let manifest = package.text("Cargo.toml").unwrap();
        assert!(manifest.contains("pyrt = { path = \"/a \\\"b\\\"\\\\c/translator/pyrt\" }"), "{manifest}");
        assert!(manifest.contains("\n[workspace]\n"), "{manifest}");
        assert!(package.text("src/main.rs").unwrap().contains("::pyrt::run(\"app.py\", program::module).await"));
        assert!(package.text("page.js").unwrap().contains("import('./app.js')"));
    }

    #[test]
    fn a_strange_file_name_cannot_get_out_of_its_place() {
        let file = "a\n\"<b>.py";
        let package = Package::new("", file, &Runtime::built_from()).with_page(file);
        assert!(package.text("Cargo.toml").unwrap().starts_with("# Written by py2rs"));
        assert!(package.text("Cargo.toml").unwrap().lines().next().unwrap().ends_with("from a \"<b>.py."));
        assert!(package.text("src/main.rs").unwrap().contains("run(\"a\\n\\\"<b>.py\","));
        assert!(package.text("index.html").unwrap().contains("<title>a \"&lt;b&gt;.py</title>"));
    }

    #[test]
    fn the_checkout_has_the_runtime() {
        let Runtime::Checkout(root) = Runtime::built_from() else { panic!("a path") };
        assert!(root.join("translator/pyrt/Cargo.toml").is_file());
    }
}
