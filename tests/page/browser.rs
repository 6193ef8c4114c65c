//! A headless Chromium, driven over the DevTools protocol.

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

/// A browser with one tab, ended on drop.
pub struct Browser {
    process: Child,
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    calls: u64,
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser with an empty profile.
    pub fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut process = Command::new(PROGRAM)
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("no `chromium`: apt-get install chromium");
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

    /// Opens a file and waits until it is loaded.
    pub fn open(&mut self, path: &Path) {
        let url = format!("file://{}", path.display());
        self.call("Page.navigate", json!({ "url": url }));
        while !self.has_happened("Page.loadEventFired") {
            self.read();
        }
    }

    /// The value of an expression in the page, or what its promise resolves to.
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

    /// The value of an expression as a number.
    pub fn number(&mut self, expression: &str) -> f64 {
        let value = self.value(expression);
        value
            .as_f64()
            .unwrap_or_else(|| panic!("{expression}: {value}"))
    }

    /// Sets the width of the window.
    pub fn resize(&mut self, width: u64) {
        let size = json!({
            "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600
        });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sets the medium and the colour scheme for style sheets.
    pub fn emulate(&mut self, medium: &str, colours: &str) {
        let scheme = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "media": medium, "features": scheme }),
        );
    }

    /// Clicks the middle of an element with the mouse.
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

    /// Presses a key in the focused element.
    pub fn press(&mut self, key: &str) {
        for kind in ["rawKeyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "code": key,
                "windowsVirtualKeyCode": if key == "Tab" { 9 } else { 13 } }),
            );
        }
    }

    /// Opens every folded part.
    pub fn open_all(&mut self) {
        self.value("document.querySelectorAll('details').forEach((part) => part.open = true)");
    }

    /// A selector for a frame narrower than nine tenths of the flame graph, and its share.
    pub fn narrow_frame(&mut self, graph: &str) -> (String, f64) {
        self.value(&format!(
            "{{ const graph = document.querySelector('{graph}');
               const width = (frame) => frame.getBoundingClientRect().width;
               const frames = [...graph.querySelectorAll('g')];
               frames.find((frame) => width(frame) < width(graph) * 0.9).id = 'part'; }}"
        ));
        let part = String::from("#part");
        let share = self.share_of_graph(&part);
        assert!(share < 0.9, "{share}");
        (part, share)
    }

    /// The width of a frame as a share of its flame graph.
    pub fn share_of_graph(&mut self, frame: &str) -> f64 {
        self.number(&format!(
            "{{ const frame = document.querySelector('{frame}');
               const width = (part) => part.getBoundingClientRect().width;
               width(frame.querySelector('rect')) / width(frame.closest('svg.flame')) }}"
        ))
    }

    /// Checks that there was no error and no request but the page at `path`.
    pub fn assert_quiet(&self, path: &Path) {
        for wrong in [
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Log.entryAdded",
        ] {
            assert_eq!(self.happened(wrong), Vec::<Value>::new(), "{wrong}");
        }
        let requests = self.happened("Network.requestWillBeSent");
        let urls: Vec<&str> = requests
            .iter()
            .filter_map(|sent| sent["request"]["url"].as_str())
            .collect();
        let page = format!("file://{}", path.display());
        assert!(urls.contains(&page.as_str()), "{urls:?}");
        let leaves = |url: &&&str| **url != page && !url.starts_with("data:");
        assert_eq!(urls.iter().find(leaves), None);
    }

    /// Checks that nothing overflows a window of this width.
    pub fn assert_no_wider_than(&mut self, width: u64) {
        let sides =
            "[document.scrollingElement.clientWidth, document.scrollingElement.scrollWidth]";
        assert_eq!(self.value(sides), json!([width, width]));
    }

    /// The parameters of all events with this name so far.
    pub fn happened(&self, name: &str) -> Vec<Value> {
        let events = self.events.iter().filter(|event| event["method"] == name);
        events.map(|event| event["params"].clone()).collect()
    }

    fn has_happened(&self, name: &str) -> bool {
        self.events.iter().any(|event| event["method"] == name)
    }

    /// Calls a method and waits for its answer.
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

    /// Reads one message: returns an answer, stores an event.
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

/// The address on which it listens, from its stderr.
fn address_of(process: &mut Child) -> String {
    let lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let mut output = Vec::new();
    for line in lines {
        let line = line.unwrap();
        if let Some(address) = line.strip_prefix("DevTools listening on ") {
            return address.to_string();
        }
        output.push(line);
    }
    panic!("Chromium ended before it listened: {}", output.join("\n"));
}
