//! The tour in a page: a server of four files under a strict policy, headless Chromium, the page's text and a picture.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, bail};

use crate::project::{self, Project};

use super::server::Server;
use super::webdriver::Browser;

const HTML: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/page.css");
pub(super) const SCRIPT: &str = include_str!("page/page.js");

/// The page may take this long.
const LIMIT: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Serves the folder with the tour's bindings and shows it.
pub(super) fn run(project: &Project, folder: &Path) -> anyhow::Result<()> {
    for (name, content) in [("index.html", HTML), ("page.css", STYLE), ("page.js", SCRIPT)] {
        project::write(&folder.join(name), content)?;
    }
    let server = Server::start(folder)?;
    let browser = Browser::start(&project.read("xtask/webdriver.json")?)?;
    browser.open(&server.address())?;
    let state = wait(&browser)?;
    println!("{}", browser.text("pre")?.trim_end());
    let picture = project.target.join("tour.png");
    fs::write(&picture, browser.picture()?).with_context(|| format!("cannot write {}", picture.display()))?;
    println!("picture: {}", picture.display());
    match state.as_str() {
        "finished" => Ok(()),
        "failed" => bail!("the page reports an error: see its text above"),
        _ => bail!("the tour did not print its last line (`{}…`) within {} s", super::LAST, LIMIT.as_secs()),
    }
}

/// Waits for the state that page.js sets; empty where it did not within the limit.
fn wait(browser: &Browser) -> anyhow::Result<String> {
    let begun = Instant::now();
    loop {
        let state = browser.evaluate("return document.documentElement.dataset.state ?? ''")?;
        if !state.is_empty() || begun.elapsed() > LIMIT {
            return Ok(state);
        }
        thread::sleep(LOOK_EVERY);
    }
}
