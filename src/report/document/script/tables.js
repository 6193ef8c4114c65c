// Sorts tables by a click on a heading, filters their rows, and hides columns.

// The least number of rows for a filter, and of columns for a choice of them.
const FILTERED_ROWS = 6;
const CHOSEN_COLUMNS = 5;

for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);

function makeSortable(table) {
  const headings = [...table.tHead.rows[0].cells];
  const names = headings.map((heading) => heading.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const region = table.closest(".scroll");
  const controls = element("div", { className: "controls" });
  const state = { sort: "", filter: "", hide: "" };

  headings.forEach((heading, column) => {
    heading.querySelector("button")?.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") !== "ascending";
      change({ sort: (ascending ? "" : "-") + names[column] });
    });
  });

  const filter = element("input", { type: "search", placeholder: "filter rows" });
  filter.setAttribute("aria-label", "filter rows");
  const count = element("output", { className: "faint" });
  filter.addEventListener("input", () => change({ filter: filter.value }));
  if (rows.length >= FILTERED_ROWS) controls.append(filter, count);

  const boxes = headings.slice(1).map((heading, index) => {
    const box = element("input", { type: "checkbox", checked: true });
    box.addEventListener("change", () => {
      const hidden = boxes.flatMap((box, index) => (box.checked ? [] : [names[index + 1]]));
      change({ hide: hidden.join(",") });
    });
    return box;
  });
  if (headings.length >= CHOSEN_COLUMNS) {
    const choices = element("div", { className: "choices" });
    boxes.forEach((box, index) => {
      const label = element("label");
      label.append(box, " " + names[index + 1]);
      choices.append(label);
    });
    const chooser = element("details", { className: "columns" });
    chooser.append(element("summary", { textContent: "columns" }), choices);
    controls.append(chooser);
  }
  if (controls.childElementCount) region.before(controls);

  function change(changes) {
    show({ ...state, ...changes });
    if (table.dataset.anchor) remember(table.dataset.anchor, state);
  }

  function show({ sort = "", filter: words = "", hide = "" }) {
    Object.assign(state, { sort, filter: words, hide });
    const column = names.indexOf(sort.replace(/^-/, ""));
    const descending = sort.startsWith("-");
    headings.forEach((heading, index) => {
      if (index !== column) heading.removeAttribute("aria-sort");
      else heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    });
    if (column >= 0) sortRows(table.tBodies[0], rows, column, descending ? -1 : 1);
    if (filter.value !== words) filter.value = words;
    const shown = rows.filter((row) => showRow(row, words));
    count.textContent = words.trim() ? `${shown.length} of ${rows.length}` : "";
    const hidden = new Set(hide.split(","));
    names.forEach((name, index) => {
      if (index === 0) return;
      boxes[index - 1].checked = !hidden.has(name);
      for (const row of table.rows) row.cells[index].hidden = hidden.has(name);
    });
  }

  if (table.dataset.anchor) onRestore(table.dataset.anchor, show);
}

// Rows without a value are last in both directions.
function sortRows(body, rows, column, sign) {
  const key = (row) => {
    const cell = row.cells[column];
    if (cell.tagName === "TH") return cell.textContent;
    return "v" in cell.dataset ? Number(cell.dataset.v) : null;
  };
  const sorted = [...rows].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (typeof a === "string" ? a.localeCompare(b) : a - b);
  });
  body.append(...sorted);
}

// Shows a row, and the details that it links to, if the row has all of the words.
function showRow(row, words) {
  const text = row.textContent.toLowerCase();
  const isShown = words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  row.hidden = !isShown;
  const link = row.querySelector("th a[href]");
  const details = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (details) details.hidden = !isShown;
  return isShown;
}

function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}
