// Draws the stacks of a profile, or of two: each frame is as wide as its share. `render_json` in
// `src/report/flame/figure.rs` describes the data.

const ROW_PIXELS = 20;
const CHARACTER_PIXELS = 7;

class StacksFigure {
  constructor(figure) {
    this.figure = figure;
    this.data = JSON.parse(figure.querySelector("script").textContent);
    this.id = figure.dataset.anchor;
    this.start = { measure: this.data.first, from: "", shape: "", std: "", packages: "", find: "", zoom: "" };
    this.state = this.start;
    // The tree of frames, and the one that is as wide as the drawing.
    this.root = null;
    this.zoomed = null;
    // The places of the frames that are drawn, in rows from the root, and the frames by their elements.
    this.rows = [];
    this.drawn = new Map();
    this.addControls();
    this.addArea();
    onRestore(this.id, (restored) => {
      const isOwn = Object.keys(this.start).some((name) => name in restored);
      if (isOwn) this.show({ ...this.start, ...restored });
    });
  }

  addControls() {
    this.measure = choice("measure", this.data.measures.map(({ key, about }) => [key, about]));
    this.from = choice("order", [["", "callers first"], ["inside", "allocating functions first"]]);
    this.shape = choice("shape", [["", "icicle"], ["flame", "flame"]]);
    this.std = checkbox("standard library");
    this.packages = checkbox("dependencies");
    this.find = element("input", { type: "search", placeholder: "search functions" });
    this.find.setAttribute("aria-label", "search functions");
    this.matched = element("output", { className: "faint" });
    const reset = element("button", { type: "button", textContent: "reset" });
    const controls = element("div", { className: "controls" });
    const { measure, from, shape, std, packages, find } = this;
    controls.append(measure.label, from.label, shape.label, std.label, packages.label);
    controls.append(find, this.matched, reset);
    this.figure.append(controls);

    const on = (input, event, changes) => input.addEventListener(event, () => this.change(changes()));
    on(measure.input, "change", () => ({ measure: measure.input.value, zoom: "" }));
    on(from.input, "change", () => ({ from: from.input.value, zoom: "" }));
    on(shape.input, "change", () => ({ shape: shape.input.value }));
    on(std.input, "change", () => ({ std: std.input.checked ? "shown" : "", zoom: "" }));
    on(packages.input, "change", () => ({ packages: packages.input.checked ? "" : "hidden", zoom: "" }));
    on(find, "input", () => ({ find: find.value }));
    on(reset, "click", () => this.start);
  }

  addArea() {
    this.crumbs = element("div", { className: "crumbs" });
    this.crumbs.setAttribute("role", "group");
    this.crumbs.setAttribute("aria-label", "zoomed into");
    this.area = element("div", { className: "frames" });
    this.area.setAttribute("role", "tree");
    this.area.setAttribute("aria-label", this.figure.querySelector("figcaption").textContent);
    this.line = element("output", { className: "line" });
    this.figure.append(this.crumbs, this.area, this.line);
    if (this.data.narrowest) {
      const percent = Number((100 / this.data.narrowest).toPrecision(2));
      const textContent = `Frames narrower than ${percent} % count for their caller.`;
      this.figure.append(element("p", { className: "faint", textContent }));
    }
    if (this.data.isDifference) this.figure.append(legend());

    const frameOf = ({ target }) => this.drawn.get(target.closest(".frame"));
    this.area.addEventListener("click", (event) => this.zoomTo(frameOf(event)));
    this.area.addEventListener("pointerover", (event) => this.describe(frameOf(event)));
    this.area.addEventListener("focusin", (event) => this.describe(frameOf(event)));
    this.area.addEventListener("keydown", (event) => this.press(event));
    new ResizeObserver(() => {
      if (this.root && this.area.clientWidth !== this.width) this.draw();
    }).observe(this.area);
    // Figures are drawn when they are first seen.
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      if (!this.root) this.show(this.start);
    }).observe(this.area);
  }

  change(changes) {
    this.show({ ...this.state, ...changes });
    const { measure, ...others } = this.state;
    remember(this.id, measure === this.start.measure ? others : this.state);
  }

  show(state) {
    const { data } = this;
    this.offered = data.measures.find(({ key }) => key === state.measure) ?? data.measures[0];
    this.state = { ...state, measure: this.offered.key };
    this.measure.input.value = this.state.measure;
    this.from.input.value = state.from;
    this.shape.input.value = state.shape;
    this.std.input.checked = state.std === "shown";
    this.packages.input.checked = state.packages !== "hidden";
    if (this.find.value !== state.find) this.find.value = state.find;
    this.root = buildTree(data, this.offered, state);
    this.zoomed = frameAt(this.root, state.zoom);
    search(this.root, data.names, state.find);
    const share = percentOf(this.root.found / this.root.width);
    this.matched.textContent = state.find ? `matches ${share}` : "";
    this.draw();
  }

  zoomTo(frame) {
    if (frame) this.change({ zoom: pathOf(frame) });
  }

  draw() {
    const hasFocus = this.area.contains(document.activeElement);
    this.width = this.area.clientWidth;
    this.rows = layOut(this.zoomed, this.width);
    this.drawn = new Map();
    for (const [depth, row] of this.rows.entries()) {
      for (const place of row) this.drawn.set(this.box(place, depth), place.frame);
    }
    this.area.replaceChildren(...this.drawn.keys());
    this.area.style.height = this.rows.length * ROW_PIXELS + "px";
    const active = [...this.drawn].find(([, frame]) => frame === this.zoomed)[0];
    active.tabIndex = 0;
    if (hasFocus) active.focus({ preventScroll: true });
    this.showCrumbs();
    this.describe(this.zoomed);
  }

  // Makes the element of a frame at its place.
  box(place, depth) {
    const { frame, left, width } = place;
    const box = element("div", { className: classOf(frame, this.data), tabIndex: -1 });
    box.setAttribute("role", "treeitem");
    box.setAttribute("aria-level", depth + 1);
    box.setAttribute("aria-label", this.sentence(frame));
    const level = this.state.shape === "flame" ? this.rows.length - 1 - depth : depth;
    box.style.left = 100 * left + "%";
    box.style.width = 100 * width + "%";
    box.style.top = level * ROW_PIXELS + "px";
    const characters = (width * this.width) / CHARACTER_PIXELS;
    box.textContent = shortName(this.data.names[frame.name], characters);
    Object.assign(place, { box, depth });
    return box;
  }

  showCrumbs() {
    const way = [];
    for (let frame = this.zoomed; frame; frame = frame.caller) way.unshift(frame);
    this.crumbs.hidden = way.length < 2;
    const crumbs = way.flatMap((frame, index) => {
      const textContent = shortName(this.data.names[frame.name], 40);
      const button = element("button", { type: "button", textContent });
      button.addEventListener("click", () => this.zoomTo(frame));
      return index ? [" › ", button] : [button];
    });
    this.crumbs.replaceChildren(...crumbs);
  }

  describe(frame) {
    if (frame) this.line.textContent = this.sentence(frame);
  }

  sentence(frame) {
    const { unit } = this.offered;
    const name = this.data.names[frame.name];
    if (this.data.isDifference) {
      const change = frame.after - frame.before;
      const sign = change < 0 ? "−" : "+";
      const [before, after] = [amount(frame.before, unit), amount(frame.after, unit)];
      return `${name}: ${before} → ${after}, ${sign}${amount(Math.abs(change), unit)}`;
    }
    const share = this.root.width ? percentOf(frame.width / this.root.width) : "";
    const hasInner = frame.own && frame.own < frame.width;
    const own = hasInner ? `, itself ${amount(frame.own, unit)}` : "";
    return `${name}: ${amount(frame.width, unit)}, ${share}${own}`;
  }

  // Arrows move between frames, Enter zooms, Escape shows all.
  press(event) {
    const place = this.rows.flat().find(({ box }) => box === event.target);
    if (!place) return;
    const next = this.neighbour(place, event.key);
    if (next) {
      place.box.tabIndex = -1;
      next.box.tabIndex = 0;
      next.box.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      this.zoomTo(place.frame);
    } else if (event.key === "Escape") {
      this.change({ zoom: "", find: "" });
    } else if (!event.key.startsWith("Arrow")) {
      return;
    }
    event.preventDefault();
  }

  // The place to which a key moves from another one, if any.
  neighbour({ frame, depth, box }, key) {
    const row = this.rows[depth];
    const index = row.findIndex((place) => place.box === box);
    const outward = this.rows[depth - 1]?.find((place) => place.frame === frame.caller);
    const inward = this.rows[depth + 1]?.find((place) => place.frame.caller === frame);
    const isFlame = this.state.shape === "flame";
    const neighbours = {
      ArrowLeft: row[index - 1],
      ArrowRight: row[index + 1],
      ArrowUp: isFlame ? inward : outward,
      ArrowDown: isFlame ? outward : inward,
      Home: this.rows[0][0],
    };
    return neighbours[key];
  }
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

for (const figure of document.querySelectorAll("figure.stacks:has(script)")) new StacksFigure(figure);
