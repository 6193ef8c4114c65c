// Shows the value under the pointer in plots, and switches timelines between time and allocations.

const tip = element("div", { className: "tip", hidden: true });
document.body.append(tip);

// The `title` of a shape is its value. A touch has no pointer that rests on a shape, so it shows the
// value too.
for (const event of ["pointerover", "pointerdown"]) {
  document.addEventListener(event, ({ target, clientX, clientY }) => {
    const title = target.closest?.("svg.plot .mark")?.querySelector("title");
    tip.hidden = !title;
    if (!title) return;
    tip.textContent = title.textContent;
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = Math.max(0, Math.min(clientX + 12, room)) + "px";
    tip.style.top = Math.max(0, clientY - tip.offsetHeight - 8) + "px";
  });
}
document.addEventListener("scroll", () => (tip.hidden = true), { passive: true });

for (const figure of document.querySelectorAll("figure.timeline")) {
  const plots = [...figure.querySelectorAll(".over")];
  if (plots.length < 2) continue;
  const choice = element("span", { className: "choice" });
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", "x-axis");
  const buttons = plots.map((plot) => {
    const button = element("button", { type: "button", textContent: plot.dataset.over });
    button.addEventListener("click", () => show(plot));
    return button;
  });
  const show = (shown) => {
    plots.forEach((plot, index) => {
      plot.hidden = plot !== shown;
      buttons[index].setAttribute("aria-pressed", String(plot === shown));
    });
  };
  choice.append(...buttons);
  figure.querySelector("figcaption").append(" ", choice);
  show(plots[0]);
}

goToAddress();
addEventListener("hashchange", goToAddress);
