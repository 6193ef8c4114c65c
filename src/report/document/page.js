// Sorts tables by a click on a heading, and zooms into flame graphs. Loads nothing.
"use strict";

for (const table of document.querySelectorAll("table.sortable")) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    heading.querySelector("button")?.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") !== "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sort(table.tBodies[0], column, ascending ? 1 : -1);
    });
  });
}

// Rows without a value are last in both directions.
function sort(body, column, sign) {
  const key = (row) => {
    const cell = row.cells[column];
    if (cell.tagName === "TH") return cell.textContent;
    return "v" in cell.dataset ? Number(cell.dataset.v) : null;
  };
  const rows = [...body.rows].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (typeof a === "string" ? a.localeCompare(b) : a - b);
  });
  body.append(...rows);
}

// The width of a character in pixels. The text of a frame is cut to the frame's width.
const CHARACTER_WIDTH = 7.3;

for (const graph of document.querySelectorAll("svg.flame")) {
  const total = Number(graph.querySelector("[data-total]").dataset.total);
  const frames = [...graph.querySelectorAll("g")].map((element) => {
    const [box, text] = [element.querySelector("rect"), element.querySelector("text")];
    const [from, width] = [Number(box.getAttribute("fg:x")), Number(box.getAttribute("fg:w"))];
    const name = element.querySelector("title").textContent.replace(/ \([^(]*\)$/, "");
    return { element, box, text, from, width, name };
  });
  let shown = { from: 0, width: total };
  const draw = () => show(frames, shown, graph.getBoundingClientRect().width);
  for (const frame of frames) {
    const zoom = () => {
      shown = shown === frame ? { from: 0, width: total } : frame;
      draw();
    };
    frame.element.tabIndex = 0;
    frame.element.setAttribute("role", "button");
    frame.element.addEventListener("click", zoom);
    frame.element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      zoom();
    });
  }
  new ResizeObserver(draw).observe(graph);
}

// Draws the selected range over the whole width: the frames inside it and those around it.
function show(frames, { from, width }, pixels) {
  for (const frame of frames) {
    const begin = Math.max(frame.from, from);
    const end = Math.min(frame.from + frame.width, from + width);
    frame.element.style.display = end > begin ? "" : "none";
    if (end <= begin) continue;
    const [left, part] = [(100 * (begin - from)) / width, (100 * (end - begin)) / width];
    frame.box.setAttribute("x", left + "%");
    frame.box.setAttribute("width", part + "%");
    frame.text.setAttribute("x", left + 0.25 + "%");
    const room = Math.floor((part / 100) * pixels / CHARACTER_WIDTH);
    const whole = frame.name.length <= room;
    frame.text.textContent = whole ? frame.name : room < 4 ? "" : frame.name.slice(0, room - 2) + "..";
  }
}
