// Sorts tables by a click on a heading, filters their rows, and hides columns.

// The least number of rows for a filter, and of columns for a choice of them.
const FILTERED_ROWS = 6;
const CHOSEN_COLUMNS = 5;

for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);

function makeSortable(table) {
  const headings = [...table.tHead.rows[0].cells];
  const names = headings.map((heading) => heading.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const id = table.dataset.anchor;
  let state = {};

  headings.forEach((heading, column) => {
    heading.querySelector("button")?.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") !== "ascending";
      change({ sort: (ascending ? "" : "-") + names[column] });
    });
  });
  const filter = rowFilter((words) => change({ filter: words }));
  const chooser = columnChooser(names.slice(1), (hidden) => change({ hide: hidden.join(",") }));
  const controls = element("div", { className: "controls" });
  if (rows.length >= FILTERED_ROWS) controls.append(filter.input, filter.count);
  if (names.length >= CHOSEN_COLUMNS) controls.append(chooser.part);
  if (controls.childElementCount) table.closest(".scroll").before(controls);

  function change(changes) {
    show({ ...state, ...changes });
    if (id) remember(id, state);
  }

  function show({ sort = "", filter: words = "", hide = "" }) {
    state = { sort, filter: words, hide };
    const column = names.indexOf(sort.replace(/^-/, ""));
    const order = sort.startsWith("-") ? "descending" : "ascending";
    headings.forEach((heading) => heading.removeAttribute("aria-sort"));
    headings[column]?.setAttribute("aria-sort", order);
    if (column >= 0) sortRows(table.tBodies[0], rows, column, order === "ascending" ? 1 : -1);
    const shown = rows.filter((row) => showRow(row, words));
    filter.show(words, `${shown.length} of ${rows.length}`);
    const hidden = hide.split(",");
    chooser.show(hidden);
    for (const row of table.rows) {
      names.forEach((name, index) => (row.cells[index].hidden = index > 0 && hidden.includes(name)));
    }
  }

  if (id) onRestore(id, show);
}

function rowFilter(change) {
  const input = element("input", { type: "search", placeholder: "filter rows" });
  input.setAttribute("aria-label", "filter rows");
  input.addEventListener("input", () => change(input.value));
  const count = element("output", { className: "faint" });
  const show = (words, found) => {
    if (input.value !== words) input.value = words;
    count.textContent = words.trim() ? found : "";
  };
  return { input, count, show };
}

function columnChooser(names, change) {
  const boxes = names.map((name) => checkbox(name));
  const choices = element("div", { className: "choices" });
  choices.append(...boxes.map((box) => box.label));
  choices.addEventListener("change", () =>
    change(names.filter((_, index) => !boxes[index].input.checked)));
  const part = element("details", { className: "columns" });
  part.append(element("summary", { textContent: "columns" }), choices);
  const show = (hidden) =>
    boxes.forEach((box, index) => (box.input.checked = !hidden.includes(names[index])));
  show([]);
  return { part, show };
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
