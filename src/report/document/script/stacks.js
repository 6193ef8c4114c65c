// Draws the stacks of a profile, or of two: each frame is as wide as its share. `render_json` in
// `src/report/flame/figure.rs` describes the data.

// Frames narrower than this many pixels are not drawn.
const NARROWEST_PIXELS = 1;
const ROW_PIXELS = 20;

for (const figure of document.querySelectorAll("figure.stacks:has(script)")) drawStacks(figure);

function drawStacks(figure) {
  const data = JSON.parse(figure.querySelector("script").textContent);
  const id = figure.dataset.anchor;
  const state = { measure: data.first, from: "", shape: "", std: "", packages: "", find: "", zoom: "" };
  let root = null;
  let zoomed = null;
  // The frames that are drawn, by their elements, in rows from the root.
  let drawn = new Map();
  let rows = [];

  const measure = choice("measure", data.measures.map(({ key, about }) => [key, about]));
  const from = choice("order", [["", "callers first"], ["inside", "allocating functions first"]]);
  const shape = choice("shape", [["", "icicle"], ["flame", "flame"]]);
  const std = checkbox("standard library");
  const packages = checkbox("dependencies");
  const find = element("input", { type: "search", placeholder: "search functions" });
  find.setAttribute("aria-label", "search functions");
  const reset = element("button", { type: "button", textContent: "reset" });
  const matched = element("output", { className: "faint" });
  const crumbs = element("div", { className: "crumbs" });
  crumbs.setAttribute("role", "group");
  crumbs.setAttribute("aria-label", "zoomed into");
  const area = element("div", { className: "frames" });
  area.setAttribute("role", "tree");
  area.setAttribute("aria-label", figure.querySelector("figcaption").textContent);
  const line = element("output", { className: "line" });
  const controls = element("div", { className: "controls" });
  controls.append(measure.label, from.label, shape.label, std.label, packages.label);
  controls.append(find, matched, reset);
  figure.append(controls, crumbs, area, line);
  if (data.narrowest) {
    const percent = Number((100 / data.narrowest).toPrecision(2));
    const note = `Frames narrower than ${percent} % count for their caller.`;
    figure.append(element("p", { className: "faint", textContent: note }));
  }
  if (data.isDifference) figure.append(legend());

  measure.input.addEventListener("change", () => change({ measure: measure.input.value, zoom: "" }));
  from.input.addEventListener("change", () => change({ from: from.input.value, zoom: "" }));
  shape.input.addEventListener("change", () => change({ shape: shape.input.value }));
  std.input.addEventListener("change", () => change({ std: std.input.checked ? "shown" : "", zoom: "" }));
  packages.input.addEventListener("change", () =>
    change({ packages: packages.input.checked ? "" : "hidden", zoom: "" }));
  find.addEventListener("input", () => change({ find: find.value }));
  reset.addEventListener("click", () =>
    change({ measure: data.first, from: "", shape: "", std: "", packages: "", find: "", zoom: "" }));
  area.addEventListener("click", ({ target }) => zoomTo(drawn.get(target.closest(".frame"))));
  area.addEventListener("pointerover", ({ target }) => describe(drawn.get(target.closest(".frame"))));
  area.addEventListener("focusin", ({ target }) => describe(drawn.get(target)));
  area.addEventListener("keydown", press);
  new ResizeObserver(() => root && draw()).observe(area);
  onRestore(id, (restored) => {
    const known = Object.keys(state).some((name) => name in restored);
    if (known) show({ ...state, ...restored });
  });
  // Figures are drawn when they are first seen.
  new IntersectionObserver((seen, observer) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    if (!root) show(state);
  }).observe(area);

  function change(changes) {
    show({ ...state, ...changes });
    const { measure, ...others } = state;
    remember(id, measure === data.first ? others : state);
  }

  function show(next) {
    for (const name of Object.keys(state)) state[name] = next[name];
    const offered = data.measures.find(({ key }) => key === state.measure) ?? data.measures[0];
    state.measure = offered.key;
    measure.input.value = state.measure;
    from.input.value = state.from;
    shape.input.value = state.shape;
    std.input.checked = state.std === "shown";
    packages.input.checked = state.packages !== "hidden";
    if (find.value !== state.find) find.value = state.find;
    root = buildTree(data, offered, state);
    zoomed = frameAt(root, state.zoom);
    search(root, data.names, state.find);
    const share = root.found / root.width;
    matched.textContent = state.find ? `matches ${percentOf(share)}` : "";
    draw();
  }

  function zoomTo(frame) {
    if (frame) change({ zoom: pathOf(frame) });
  }

  function draw() {
    const isFlame = state.shape === "flame";
    const pixels = area.clientWidth;
    const hasFocus = area.contains(document.activeElement);
    rows = layOut(zoomed, pixels);
    drawn = new Map();
    const elements = rows.flatMap((row, depth) =>
      row.map((place) => {
        const { frame, left, width } = place;
        const box = element("div", { className: classOf(frame, data), tabIndex: -1 });
        box.setAttribute("role", "treeitem");
        box.setAttribute("aria-level", depth + 1);
        box.setAttribute("aria-label", sentence(frame));
        box.style.left = 100 * left + "%";
        box.style.width = 100 * width + "%";
        const level = isFlame ? rows.length - 1 - depth : depth;
        box.style.top = level * ROW_PIXELS + "px";
        box.textContent = shortName(data.names[frame.name], (width * pixels) / 7);
        place.box = box;
        place.depth = depth;
        drawn.set(box, frame);
        return box;
      }));
    area.replaceChildren(...elements);
    area.style.height = rows.length * ROW_PIXELS + "px";
    const active = elements.find((box) => drawn.get(box) === zoomed);
    active.tabIndex = 0;
    if (hasFocus) active.focus({ preventScroll: true });
    showCrumbs();
    describe(zoomed);
  }

  function showCrumbs() {
    const way = [];
    for (let frame = zoomed; frame; frame = frame.caller) way.unshift(frame);
    crumbs.hidden = way.length < 2;
    crumbs.replaceChildren(...way.flatMap((frame, index) => {
      const name = shortName(data.names[frame.name], 40);
      const button = element("button", { type: "button", textContent: name });
      button.addEventListener("click", () => zoomTo(frame));
      return index ? [" › ", button] : [button];
    }));
  }

  function describe(frame) {
    if (frame) line.textContent = sentence(frame);
  }

  function sentence(frame) {
    const { unit } = data.measures.find(({ key }) => key === state.measure);
    const share = root.width ? percentOf(frame.width / root.width) : "";
    const name = data.names[frame.name];
    if (!data.isDifference) {
      const own = frame.own && frame.own < frame.width ? `, itself ${amount(frame.own, unit)}` : "";
      return `${name}: ${amount(frame.width, unit)}, ${share}${own}`;
    }
    const change = frame.after - frame.before;
    const sign = change < 0 ? "−" : "+";
    const [before, after] = [amount(frame.before, unit), amount(frame.after, unit)];
    return `${name}: ${before} → ${after}, ${sign}${amount(Math.abs(change), unit)}`;
  }

  // Arrows move between frames, Enter zooms, Escape shows all.
  function press(event) {
    const box = event.target.closest(".frame");
    const frame = drawn.get(box);
    if (!frame) return;
    const isFlame = state.shape === "flame";
    const place = rows.flat().find((place) => place.box === box);
    const row = rows[place.depth];
    const index = row.indexOf(place);
    const outward = () => rows[place.depth - 1]?.find(({ frame: other }) => other === frame.caller);
    const inward = () => rows[place.depth + 1]?.find(({ frame: other }) => other.caller === frame);
    const target = {
      ArrowLeft: () => row[index - 1],
      ArrowRight: () => row[index + 1],
      ArrowUp: isFlame ? inward : outward,
      ArrowDown: isFlame ? outward : inward,
      Home: () => rows[0][0],
    }[event.key];
    if (target) {
      const next = target()?.box;
      if (next) {
        box.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      }
    } else if (event.key === "Enter" || event.key === " ") {
      zoomTo(frame);
    } else if (event.key === "Escape") {
      change({ zoom: "", find: "" });
    } else {
      return;
    }
    event.preventDefault();
  }
}

// The frames of the stacks as a tree, in which frames that are hidden count for their callers. Each
// has the frames that it called by their names, or in the other order, those that called it.
function buildTree(data, { at }, { from, std, packages }) {
  const isHidden = (name) =>
    name > 0 &&
    ((data.origins[name] === "s" && std !== "shown") ||
      (data.origins[name] === "p" && packages === "hidden"));
  const root = newFrame(0, null);
  const way = [];
  for (const [depth, name, ...figures] of data.frames) {
    way.length = depth;
    way.push(name);
    const [before, after] = data.isDifference
      ? [figures[at] ?? 0, figures[at + 1] ?? 0]
      : [0, figures[at] ?? 0];
    const width = Math.max(before, after);
    if (!width) continue;
    const visible = way.filter((name) => !isHidden(name)).slice(1);
    if (from === "inside") visible.reverse();
    let frame = root;
    add(root);
    for (const name of visible) {
      if (!frame.called.has(name)) frame.called.set(name, newFrame(name, frame));
      frame = frame.called.get(name);
      add(frame);
    }
    frame.own += width;
    function add(frame) {
      frame.before += before;
      frame.after += after;
      frame.width += width;
    }
  }
  sortFrames(root);
  return root;
}

function newFrame(name, caller) {
  const figures = { before: 0, after: 0, width: 0, own: 0, found: 0 };
  return { name, caller, called: new Map(), sorted: [], isFound: false, ...figures };
}

function sortFrames(frame) {
  frame.sorted = [...frame.called.values()].sort((one, other) => other.width - one.width);
  frame.sorted.forEach(sortFrames);
}

// The frame at a path such as `0.2`: the third of those that the first one called.
function frameAt(root, path) {
  const steps = path ? path.split(".") : [];
  return steps.reduce((frame, step) => frame.sorted[Number(step)] ?? frame, root);
}

function pathOf(frame) {
  const steps = [];
  for (; frame.caller; frame = frame.caller) steps.unshift(frame.caller.sorted.indexOf(frame));
  return steps.join(".");
}

// Marks the functions whose name contains the text, and sums up the outermost ones.
function search(frame, names, text) {
  const isFound = (name) => text && names[name].toLowerCase().includes(text.toLowerCase());
  frame.isFound = frame.caller !== null && Boolean(isFound(frame.name));
  const inner = frame.sorted.map((called) => search(called, names, text));
  frame.found = frame.isFound ? frame.width : inner.reduce((sum, part) => sum + part, 0);
  return frame.found;
}

// Rows of frames with their places: those around `zoomed` over the whole width, then what it called.
function layOut(zoomed, pixels) {
  const rows = [];
  for (let frame = zoomed; frame; frame = frame.caller) {
    rows.unshift([{ frame, left: 0, width: 1 }]);
  }
  for (let row = rows.at(-1); row.length; row = rows.at(-1)) {
    rows.push(row.flatMap(({ frame, left }) => {
      let begin = left;
      return frame.sorted.flatMap((called) => {
        const width = called.width / zoomed.width;
        const place = { frame: called, left: begin, width };
        begin += width;
        return width * pixels < NARROWEST_PIXELS ? [] : [place];
      });
    }));
  }
  rows.pop();
  return rows;
}

// The class of a frame: its change in a difference, otherwise whose code it is.
function classOf({ name, before, after, isFound }, { isDifference, origins }) {
  const changes = [
    [before === 0, "new"],
    [after === 0, "gone"],
    [after > before, "grown"],
    [after < before, "shrunk"],
    [true, "same"],
  ];
  const kind = isDifference ? changes.find(([is]) => is)[1] : "origin-" + origins[name];
  return `frame ${kind}${isFound ? " found" : ""}`;
}

function legend() {
  const list = element("ul", { className: "legend" });
  for (const kind of ["new", "grown", "same", "shrunk", "gone"]) {
    const item = element("li");
    item.append(element("span", { className: "swatch frame " + kind }), kind);
    list.append(item);
  }
  return list;
}

function choice(name, options) {
  const input = element("select");
  input.append(...options.map(([value, text]) => new Option(text, value)));
  const label = element("label");
  label.append(element("span", { className: "faint", textContent: name + " " }), input);
  return { label, input };
}

function checkbox(name) {
  const input = element("input", { type: "checkbox" });
  const label = element("label");
  label.append(input, " " + name);
  return { label, input };
}

// The whole name of a function if it has at most `most` characters, otherwise its last two parts.
function shortName(name, most) {
  if (name.length <= most) return name;
  if (most < 3) return "";
  let plain = name;
  for (let shorter = ""; (shorter = plain.replace(/<[^<>]*>/g, "")) !== plain; ) plain = shorter;
  return plain.split("::").filter(Boolean).slice(-2).join("::") || name;
}

function percentOf(share) {
  return (100 * share).toFixed(1) + " %";
}

// Bytes in decimal units, and other counts with their digits in groups of three.
function amount(value, unit) {
  if (unit !== "bytes") return `${grouped(value)} ${unit}`;
  if (value < 1000) return `${value} B`;
  const power = Math.min(5, Math.floor(Math.log10(value * 1.0005) / 3));
  const scaled = value / 1000 ** power;
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(scaled * 1.0005)));
  return `${scaled.toFixed(decimals)} ${["B", "kB", "MB", "GB", "TB", "PB"][power]}`;
}

function grouped(value) {
  const digits = String(value);
  return value < 10000 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
