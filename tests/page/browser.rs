//! A headless Chromium, as far as the tests of the page need it, over the DevTools protocol.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

const PROGRAM: &str = "chromium";
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
    "about:blank",
];

/// A browser with one tab. It ends with the test.
pub struct Browser {
    process: Child,
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    calls: u64,
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts it with an empty profile.
    pub fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut process = Command::new(PROGRAM)
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("these tests need Chromium: install Debian's package `chromium`");
        let address = address_of(&mut process);
        let (socket, _) = tungstenite::connect(&address).unwrap();
        let mut browser = Self {
            process,
            socket,
            session: None,
            calls: 0,
            events: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.call("Target.attachToTarget", attach)["sessionId"].clone();
        browser.session = session.as_str().map(String::from);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser
    }

    /// Opens a file, and waits until it is loaded.
    pub fn open(&mut self, path: &Path) {
        let url = format!("file://{}", path.display());
        self.call("Page.navigate", json!({ "url": url }));
        while !self.has_happened("Page.loadEventFired") {
            self.read();
        }
    }

    /// The value of an expression in the page, its promise kept.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true
        });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(
            answer.get("exceptionDetails").is_none(),
            "{expression}: {answer}"
        );
        answer["result"]["value"].clone()
    }

    /// The same as a number.
    pub fn number(&mut self, expression: &str) -> f64 {
        let value = self.value(expression);
        value
            .as_f64()
            .unwrap_or_else(|| panic!("{expression}: {value}"))
    }

    /// Makes the window so wide.
    pub fn resize(&mut self, width: u64) {
        let size = json!({
            "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600
        });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sets a feature of the system as a style sheet sees it, or the medium itself.
    pub fn emulate(&mut self, medium: &str, colours: &str) {
        let scheme = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "media": medium, "features": scheme }),
        );
    }

    /// Clicks into the middle of an element with the mouse.
    pub fn click(&mut self, selector: &str) {
        let place = self.value(&format!(
            "{{ const element = document.querySelector('{selector}');
               element.scrollIntoView({{ block: 'center' }});
               const box = element.getBoundingClientRect();
               [box.x + box.width / 2, box.y + box.height / 2] }}"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({
                "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1
            });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Presses a key where the focus is.
    pub fn press(&mut self, key: &str) {
        for kind in ["rawKeyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "code": key,
                "windowsVirtualKeyCode": if key == "Tab" { 9 } else { 13 } }),
            );
        }
    }

    /// What has happened so far under this name.
    pub fn happened(&self, name: &str) -> Vec<Value> {
        let events = self.events.iter().filter(|event| event["method"] == name);
        events.map(|event| event["params"].clone()).collect()
    }

    fn has_happened(&self, name: &str) -> bool {
        self.events.iter().any(|event| event["method"] == name)
    }

    /// Calls a method, and waits for its answer.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.socket
            .send(Message::text(message.to_string()))
            .unwrap();
        loop {
            if let Some(answer) = self.read().filter(|answer| answer["id"] == id) {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// Reads one message: an answer is handed on, an event is kept.
    fn read(&mut self) -> Option<Value> {
        let message = self.socket.read().unwrap();
        let message: Value = serde_json::from_str(message.to_text().ok()?).ok()?;
        if message.get("id").is_some() {
            return Some(message);
        }
        self.events.push(message);
        None
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _ended_already = self.process.wait();
    }
}

/// Where it listens, as it says on stderr.
fn address_of(process: &mut Child) -> String {
    let lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let mut said = Vec::new();
    for line in lines {
        let line = line.unwrap();
        if let Some(address) = line.strip_prefix("DevTools listening on ") {
            return address.to_string();
        }
        said.push(line);
    }
    panic!("Chromium ended before it listened: {}", said.join("\n"));
}
