//! A headless Chromium, driven over the DevTools protocol.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

const PROGRAM: &str = "chromium";
const ARGUMENTS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
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
        self.open_at(path, "");
    }

    /// Opens a file with this part of its address after the `#`.
    pub fn open_at(&mut self, path: &Path, fragment: &str) {
        let url = format!("file://{}#{fragment}", path.display());
        self.call("Page.navigate", json!({ "url": url }));
        self.wait_for("location.protocol === 'file:' && document.readyState === 'complete'");
    }

    /// The part of the address after the `#`.
    pub fn fragment(&mut self) -> String {
        let fragment = self.value("location.hash.slice(1)");
        fragment.as_str().unwrap().to_string()
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
        let codes = [
            ("Tab", 9),
            ("Enter", 13),
            ("Escape", 27),
            ("ArrowLeft", 37),
            ("ArrowUp", 38),
            ("ArrowRight", 39),
            ("ArrowDown", 40),
        ];
        let code = codes.iter().find(|(name, _)| *name == key).unwrap().1;
        for kind in ["rawKeyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code }),
            );
        }
    }

    /// Types a text into an element.
    pub fn type_into(&mut self, selector: &str, text: &str) {
        self.value(&format!("document.querySelector('{selector}').focus()"));
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Waits until an expression is true.
    pub fn wait_for(&mut self, expression: &str) {
        for _ in 0..200 {
            if self.value(expression) == true {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        panic!("never true: {expression}");
    }

    /// Opens every folded part.
    pub fn open_all(&mut self) {
        self.value("document.querySelectorAll('details').forEach((part) => part.open = true)");
    }

    /// Shows a drawing of stacks, given by a selector, and waits until it is drawn.
    pub fn show_stacks(&mut self, figure: &str) {
        self.value(&format!(
            "document.querySelector('{figure}').scrollIntoView({{ block: 'center' }})"
        ));
        self.wait_for(&format!(
            "document.querySelector('{figure} .frame:not(.swatch)') !== null"
        ));
    }

    /// The width of the frame whose name ends like this, as a share of its drawing. 0 if it is not
    /// drawn.
    pub fn share_of_frame(&mut self, figure: &str, name: &str) -> f64 {
        self.number(&format!(
            "{{ const frame = {};
               const width = (part) => part.getBoundingClientRect().width;
               frame ? width(frame) / width(frame.parentElement) : 0 }}",
            find_frame(figure, name)
        ))
    }

    /// Marks the first frame whose name ends like this with an id, and returns its selector.
    pub fn mark_frame(&mut self, figure: &str, name: &str) -> &'static str {
        self.value(&format!("{}.id = 'marked'", find_frame(figure, name)));
        "#marked"
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
        let stays = [page.as_str(), "about:blank"];
        let leaves = |url: &&&str| !stays.contains(*url) && !url.starts_with("data:");
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

/// An expression for the first frame whose name ends like this.
fn find_frame(figure: &str, name: &str) -> String {
    format!(
        "[...document.querySelectorAll('{figure} .frame')]
            .find((frame) => frame.ariaLabel.split(': ')[0].endsWith('{name}'))"
    )
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
