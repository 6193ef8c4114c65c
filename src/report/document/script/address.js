// The address names the part of the page that was used last, and its state: `#ID?NAME=VALUE&…`.
// Opening a page with such an address shows that part in that state.

// Functions that show a part in a state, by the part's id.
const restorers = new Map();

function onRestore(id, restore) {
  restorers.set(id, [...(restorers.get(id) ?? []), restore]);
}

// Writes the address. Values that are empty are left out.
function remember(id, state) {
  const pairs = Object.entries(state).filter(([, value]) => value);
  const query = new URLSearchParams(pairs).toString();
  history.replaceState(null, "", "#" + encodeURI(id) + (query && "?" + query));
}

function readAddress() {
  const [id, ...query] = location.hash.slice(1).split("?");
  const state = Object.fromEntries(new URLSearchParams(query.join("?")));
  try {
    return { id: decodeURIComponent(id), state };
  } catch {
    return { id: "", state };
  }
}

// Opens the part that the address names, and everything around it.
function goToAddress() {
  const { id, state } = readAddress();
  const part = document.getElementById(id);
  if (!part) return;
  for (let box = part; box; box = box.parentElement) {
    if (box.tagName === "DETAILS") box.open = true;
  }
  for (const restore of restorers.get(id) ?? []) restore(state);
  part.scrollIntoView();
}

for (const summary of document.querySelectorAll("details[id] > summary")) {
  const part = summary.parentElement;
  // The part opens or closes after the click.
  summary.addEventListener("click", () => {
    if (!part.open) remember(part.id, {});
    else if (readAddress().id === part.id) remember(part.parentElement.closest("[id]").id, {});
  });
}
