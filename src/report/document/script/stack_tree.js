// The frames of stacks as a tree, their places in a drawing, and their names and figures as text.

// Frames narrower than this many pixels are not drawn.
const NARROWEST_PIXELS = 1;

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
