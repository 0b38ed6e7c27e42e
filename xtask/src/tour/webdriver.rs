//! As much of the WebDriver protocol as one page needs, spoken to chromedriver.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::process::{Background, command};

/// Chromium needs this long at most for one command.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// A headless Chromium with one window; it ends when this is dropped.
pub(crate) struct Browser {
    session: String,
    /// Killed after the session was closed in [`Drop`].
    _driver: Background,
}

impl Browser {
    /// Starts chromedriver and a session with these capabilities (as in xtask/webdriver.json).
    pub(crate) fn start(capabilities: &str) -> anyhow::Result<Self> {
        let capabilities = capabilities_of(capabilities)?;
        let mut driver = command("chromedriver");
        driver.arg("--port=0");
        let mut driver = Background::start(driver)?;
        let port = port_of(&mut driver)?;
        let sessions = format!("http://127.0.0.1:{port}/session");
        let reply = post(&sessions, &json!({"capabilities": {"alwaysMatch": capabilities}}))?;
        let id = reply["sessionId"].as_str().context("chromedriver gave no session")?;
        Ok(Self { session: format!("{sessions}/{id}"), _driver: driver })
    }

    /// Opens a page and waits until it has loaded.
    pub(crate) fn open(&self, address: &str) -> anyhow::Result<()> {
        self.post("url", &json!({ "url": address })).map(drop)
    }

    /// Runs the body of a function in the page; its result must be a string.
    pub(crate) fn evaluate(&self, script: &str) -> anyhow::Result<String> {
        let result = self.post("execute/sync", &json!({"script": script, "args": []}))?;
        let text = result.as_str();
        Ok(text.context("the page gave something else than a text")?.to_owned())
    }

    /// The text of the first element that the selector finds.
    pub(crate) fn text(&self, selector: &str) -> anyhow::Result<String> {
        let selector = json!(selector);
        self.evaluate(&format!("return document.querySelector({selector})?.textContent ?? ''"))
    }

    /// What the window shows, as PNG.
    pub(crate) fn picture(&self) -> anyhow::Result<Vec<u8>> {
        let height = "return String(document.documentElement.scrollHeight + 240)";
        let height: u32 = self.evaluate(height)?.parse().unwrap_or(900);
        self.post("window/rect", &json!({"width": 1000, "height": height.clamp(600, 4000)}))?;
        let reply = get(&format!("{}/screenshot", self.session))?;
        let picture = reply.as_str().context("chromedriver gave no picture")?;
        STANDARD.decode(picture).context("the picture is damaged")
    }

    fn post(&self, command: &str, body: &Value) -> anyhow::Result<Value> {
        post(&format!("{}/{command}", self.session), body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closes Chromium in good order; what is left is killed with chromedriver.
        let _ = minreq::delete(&self.session).with_timeout(10).send();
    }
}

fn capabilities_of(text: &str) -> anyhow::Result<Value> {
    let mut capabilities: Value = serde_json::from_str(text).context("xtask/webdriver.json is no JSON")?;
    let arguments = capabilities["goog:chromeOptions"]["args"].as_array_mut();
    let arguments = arguments.context("xtask/webdriver.json has no goog:chromeOptions.args")?;
    // The sandbox cannot be had as root, and the page is our own.
    arguments.extend([json!("headless"), json!("no-sandbox")]);
    Ok(capabilities)
}

/// chromedriver chooses a free port and says which.
fn port_of(driver: &mut Background) -> anyhow::Result<u16> {
    let stdout = driver.child.stdout.take().context("chromedriver has no output")?;
    for line in BufReader::new(stdout).lines() {
        let line = line.context("cannot read chromedriver's output")?;
        if let Some(port) = port_in(&line) {
            return Ok(port);
        }
    }
    bail!("chromedriver did not start: run it by hand to see why");
}

fn port_in(line: &str) -> Option<u16> {
    let (_, port) = line.split_once("started successfully on port ")?;
    port.trim().trim_end_matches('.').parse().ok()
}

fn post(url: &str, body: &Value) -> anyhow::Result<Value> {
    let request = minreq::post(url).with_header("Content-Type", "application/json");
    value_of(request.with_body(body.to_string()))
}

fn get(url: &str) -> anyhow::Result<Value> {
    value_of(minreq::get(url))
}

/// Sends a command; its result, or the error that chromedriver reports.
fn value_of(request: minreq::Request) -> anyhow::Result<Value> {
    let response = request.with_timeout(COMMAND_LIMIT.as_secs()).send().context("chromedriver does not answer")?;
    let mut reply: Value =
        serde_json::from_slice(response.as_bytes()).context("chromedriver gave something else than JSON")?;
    if !(200..300).contains(&response.status_code) {
        bail!("chromedriver: {}", reply["value"]["message"]);
    }
    Ok(reply["value"].take())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_found() {
        let line = "ChromeDriver was started successfully on port 40123.";
        assert_eq!(port_in(line), Some(40123));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }

    #[test]
    fn the_shared_flags_are_complete() {
        let flags = capabilities_of(include_str!("../../webdriver.json")).unwrap();
        let flags = flags["goog:chromeOptions"]["args"].as_array().unwrap();
        assert!(flags.contains(&json!("headless")) && flags.contains(&json!("disable-quic")));
    }
}
