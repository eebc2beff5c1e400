/**
 * Filters and sorts the table where it stands, and tells an editor which line to open. The page is whole without it.
 *
 * Plain JavaScript, for whatever shows the page.
 */
export const PAGE_SCRIPT = `
(() => {
  const host = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : undefined;
  const body = document.querySelector("tbody");
  if (body === null) { return; }
  const rows = [...body.rows];
  const search = document.querySelector("input[type=search]");
  const levels = [...document.querySelectorAll("input[name=level]")];
  const shown = document.getElementById("shown");
  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = new Set(levels.filter((box) => box.checked).map((box) => box.value));
    let n = 0;
    for (const row of rows) {
      const text = row.dataset.text ??= row.textContent.toLowerCase();
      row.hidden = !wanted.has(row.dataset.kind) || !words.every((word) => text.includes(word));
      n += row.hidden ? 0 : 1;
    }
    shown.textContent = n + " of " + rows.length + " shown";
    host?.setState({ search: search.value, levels: [...wanted] });
  };
  const sort = (head) => {
    const column = head.cellIndex;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.cells) { other.removeAttribute("aria-sort"); }
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
    const order = new Intl.Collator("en", { numeric: true }).compare;
    body.append(...rows.sort((one, other) => (down ? -1 : 1) * order(key(one), key(other))));
  };
  const before = host?.getState();
  if (before) {
    search.value = before.search;
    for (const box of levels) { box.checked = before.levels.includes(box.value); }
  }
  search.addEventListener("input", filter);
  for (const box of levels) { box.addEventListener("change", filter); }
  for (const head of document.querySelectorAll("th")) {
    head.querySelector("button")?.addEventListener("click", () => sort(head));
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button[data-message]");
    if (button) { host?.postMessage(JSON.parse(button.dataset.message)); }
  });
  document.querySelector(".tools").hidden = false;
  filter();
})();
`;
