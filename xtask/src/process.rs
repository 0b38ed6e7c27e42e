//! Programs that are started from here: with a time limit, in a process group of their own, and without the variables
//! that cargo set for xtask itself.
//!
//! I1. A program started by [`run_limited`] never outlives it: its process group is killed at the limit and, for what
//!     it left behind, after its end. At the limit, on Linux, so are descendants that moved to a group of their own (a
//!     browser).
//! I2. What it leaves in its temporary folder goes with it: a browser that is killed leaves some 40 MB.
//! I3. An interrupt of xtask ends the running groups too, since they do not receive the terminal's own signal.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tempfile::TempDir;

/// What is kept of a program's output; the rest is read and dropped.
const KEPT_OUTPUT: usize = 4 << 20;
/// How long a pipe may stay open after the program's end (a grandchild may hold it).
const PIPE_GRACE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The pids of the groups that run now (see I3).
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None where the time limit ended it.
    pub(crate) status: Option<ExitStatus>,
    /// Standard output alone, for parsing.
    pub(crate) stdout: String,
    /// Both streams in the order in which they came, for people.
    pub(crate) log: String,
}

impl Ended {
    /// True where the program ended by itself with status 0.
    pub(crate) fn is_success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// The end in words: "exit status: 1", "killed by the time limit".
    pub(crate) fn describe(&self) -> String {
        match self.status {
            Some(status) => status.to_string(),
            None => "killed by the time limit".to_owned(),
        }
    }
}

/// A command without cargo's variables for xtask and with the folders of installed cargo programs on its path.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (key, _) in env::vars_os() {
        let is_ours = key.to_str().is_some_and(|key| {
            matches!(key, "CARGO" | "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH") || key.starts_with("CARGO_PKG_")
        });
        if is_ours {
            command.env_remove(key);
        }
    }
    if let Some(path) = search_path() {
        command.env("PATH", path);
    }
    command
}

/// Finds a program on the path that [`command`] gives.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&search_path()?)
        .flat_map(|folder| [folder.join(program), folder.join(program).with_extension("exe")])
        .find(|file| file.is_file())
}

/// PATH, then where cargo and wasm-toolchain.sh install programs.
fn search_path() -> Option<OsString> {
    let mut folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    let tools = env::var_os("WASM_BIN_DIR").unwrap_or_else(|| "/usr/local/bin".into());
    let more = cargo_home.map(|home| home.join("bin")).into_iter().chain([tools.into()]);
    for folder in more {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    env::join_paths(folders).ok()
}

/// Runs a program to its end, its output on the terminal; its failure is an error.
pub(crate) fn run_shown(command: &mut Command) -> anyhow::Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a program to its end and gives its standard output; its failure is an error with what it said.
pub(crate) fn output_of(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({}): {}", shown(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program with captured output until it ends or the limit has passed (I1, I2). Its input says nothing and stays open: a test that
/// reads it and holds everything else up is seen.
pub(crate) fn run_limited(mut command: Command, limit: Duration) -> anyhow::Result<Ended> {
    own_group(&mut command);
    let _scratch = own_scratch(&mut command)?;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| cannot_start(&command))?;
    let _silent = child.stdin.take();
    let pid = child.id();
    running().push(pid);
    let captured = Arc::new(Mutex::new(Captured::default()));
    let (open, closed) = channel::<()>();
    let streams = (child.stdout.take(), child.stderr.take());
    if let (Some(stdout), Some(stderr)) = streams {
        capture(stdout, true, Arc::clone(&captured), open.clone());
        capture(stderr, false, Arc::clone(&captured), open);
    }
    let status = wait_until(&mut child, Instant::now() + limit);
    if let Ok(Some(_)) = status {
        kill_group(pid);
    } else {
        kill_tree(pid);
        let _ = child.wait(); // killed just now
    }
    running().retain(|running| *running != pid);
    let status = status.with_context(|| format!("cannot wait for {}", shown(&command)))?;
    // Both senders are dropped at the pipes' end; a pipe that somebody still holds is given up.
    let _ = closed.recv_timeout(PIPE_GRACE);
    let captured = captured.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Ended {
        status,
        stdout: String::from_utf8_lossy(&captured.stdout).into_owned(),
        log: String::from_utf8_lossy(&captured.log).into_owned(),
    })
}

/// A program that runs in the background and is killed, descendants included, when this is dropped.
#[derive(Debug)]
pub(crate) struct Background {
    pub(crate) child: Child,
    _scratch: TempDir,
}

impl Background {
    /// Starts it with its standard output piped.
    pub(crate) fn start(mut command: Command) -> anyhow::Result<Self> {
        own_group(&mut command);
        let scratch = own_scratch(&mut command)?;
        let child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().with_context(|| cannot_start(&command))?;
        running().push(child.id());
        Ok(Self { child, _scratch: scratch })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let pid = self.child.id();
        kill_tree(pid);
        let _ = self.child.wait();
        running().retain(|running| *running != pid);
    }
}

/// Gives a program a temporary folder of its own (I2). Its name is short, for a browser keeps a socket in it.
fn own_scratch(command: &mut Command) -> anyhow::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("xtask-").tempdir().context("cannot create a temporary folder")?;
    for variable in ["TMPDIR", "TEMP", "TMP"] {
        command.env(variable, folder.path());
    }
    Ok(folder)
}

/// Lets Ctrl-C and a termination end the programs that run at that moment as well (I3).
pub(crate) fn end_children_on_interrupt() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        for pid in running().iter() {
            kill_tree(*pid);
        }
        std::process::exit(130);
    })
    .context("cannot watch for interrupts")
}

/// The command as one would type it, without its variables.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn cannot_start(command: &Command) -> String {
    let program = Path::new(command.get_program()).display();
    format!("cannot start `{program}`: is it installed and on the PATH?")
}

fn running() -> std::sync::MutexGuard<'static, Vec<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Captured {
    stdout: Vec<u8>,
    log: Vec<u8>,
}

fn capture(mut pipe: impl Read + Send + 'static, is_stdout: bool, captured: Arc<Mutex<Captured>>, open: Sender<()>) {
    thread::spawn(move || {
        let mut chunk = [0; 8192];
        while let Ok(count @ 1..) = pipe.read(&mut chunk) {
            let mut captured = captured.lock().unwrap_or_else(PoisonError::into_inner);
            keep(&mut captured.log, &chunk[..count]);
            if is_stdout {
                keep(&mut captured.stdout, &chunk[..count]);
            }
        }
        drop(open);
    });
}

fn keep(kept: &mut Vec<u8>, chunk: &[u8]) {
    let room = KEPT_OUTPUT.saturating_sub(kept.len());
    kept.extend_from_slice(&chunk[..chunk.len().min(room)]);
}

fn wait_until(child: &mut Child, deadline: Instant) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            return Ok(None);
        }
        thread::sleep(LOOK_EVERY);
    }
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// Kills a process, its group and all its descendants.
#[cfg(unix)]
fn kill_tree(pid: u32) {
    // Before the kill, while the parents are still there to be followed.
    let descendants = descendants(pid);
    kill_group(pid);
    for pid in descendants.into_iter().filter_map(as_pid) {
        // One that has just ended is fine.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

#[cfg(unix)]
fn kill_group(pid: u32) {
    if let Some(group) = as_pid(pid) {
        // An empty group is fine.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(unix)]
fn as_pid(pid: u32) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(pid).ok()?)
}

/// All processes below `pid`, where /proc tells; elsewhere the process group alone must do.
#[cfg(unix)]
fn descendants(pid: u32) -> Vec<u32> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let child: Option<u32> = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok();
        // "pid (name) state parent …", where the name may contain anything.
        let parent: Option<u32> = stat.as_deref().and_then(|stat| {
            let (_, rest) = stat.rsplit_once(") ")?;
            rest.split(' ').nth(1)?.parse().ok()
        });
        if let (Some(child), Some(parent)) = (child, parent) {
            parents.push((child, parent));
        }
    }
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(parents.iter().filter(|pair| pair.1 == parent).map(|pair| pair.0));
        next += 1;
    }
    found.split_off(1)
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(not(unix))]
fn kill_group(_: u32) {}

#[cfg(not(unix))]
fn kill_tree(pid: u32) {
    let _ = Command::new("taskkill").args(["/F", "/T", "/PID", &pid.to_string()]).output();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = command("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn both_streams_are_kept_and_stdout_alone() {
        let ended = run_limited(shell("echo out; sleep 0.1; echo err >&2"), Duration::from_secs(20)).unwrap();
        assert!(ended.is_success());
        assert_eq!(ended.stdout, "out\n");
        assert_eq!(ended.log, "out\nerr\n");
    }

    #[test]
    fn the_limit_ends_a_whole_tree() {
        let before = Instant::now();
        let ended = run_limited(shell("echo begun; setsid sleep 300 & sleep 300"), Duration::from_millis(300)).unwrap();
        assert!(ended.status.is_none());
        assert_eq!(ended.stdout, "begun\n");
        // The pipe that the grandchild held is closed too, so nothing was waited for.
        assert!(before.elapsed() < Duration::from_millis(300) + PIPE_GRACE);
    }

    #[test]
    fn a_temporary_folder_goes_with_its_program() {
        let ended = run_limited(shell("touch $TMPDIR/left; echo $TMPDIR"), Duration::from_secs(20)).unwrap();
        let folder = Path::new(ended.stdout.trim());
        assert!(folder.starts_with(env::temp_dir()) && folder != env::temp_dir());
        assert!(!folder.exists());
    }

    #[test]
    fn a_missing_program_says_what_to_do() {
        let error = output_of(&mut command("no-such-program-here")).unwrap_err();
        assert!(format!("{error:#}").contains("is it installed"), "{error:#}");
    }
}
