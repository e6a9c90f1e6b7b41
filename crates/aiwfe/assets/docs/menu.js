// The list of nouns and operations on the left: search, arrow keys, what is shown now.
import { badge, element } from "./dom.js";

const menu = document.getElementById("menu");
const search = document.getElementById("search");
const count = document.getElementById("count");
const nouns = document.getElementById("nouns");
const button = document.getElementById("menu-button");

/** Draws the list and listens. */
export function start(api) {
  const entries = [];
  const groups = [...api.nouns].map(([noun, operations]) => {
    const items = operations.map((operation) => {
      const link = element("a", { href: `#${operation.id}` }, badge(operation.method), element("span", {}, operation.summary));
      const { id, method, path, summary, permission = "" } = operation;
      const item = element("li", {}, link);
      entries.push({ item, text: [id, method, path, summary, permission].join(" ").toLowerCase() });
      return item;
    });
    const title = element("h2", {}, element("a", { href: `#${noun}` }, noun));
    return element("section", { "aria-label": noun }, title, element("ul", {}, items));
  });
  nouns.replaceChildren(...groups);

  const narrow = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) entry.item.hidden = !words.every((word) => entry.text.includes(word));
    for (const group of groups) group.hidden = group.querySelector("li:not([hidden])") === null;
    const shown = entries.filter((entry) => !entry.item.hidden).length;
    count.textContent = words.length === 0 ? `${entries.length} operations` : `${shown} of ${entries.length} operations`;
  };
  search.addEventListener("input", narrow);
  narrow();

  button.addEventListener("click", () => toggle(button.getAttribute("aria-expanded") !== "true"));
  menu.addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, textarea, select");
    if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    toggle(true);
    search.focus();
    search.select();
  });
}

/** Marks the one that is shown; on a phone the list gives way to it. */
export function mark(id) {
  for (const link of nouns.querySelectorAll("a")) {
    const current = link.getAttribute("href") === `#${id}`;
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (current) link.scrollIntoView({ block: "nearest" });
  }
  toggle(false);
}

/** Opens or closes the list where there is no room for both; wider windows always show it. */
function toggle(open) {
  button.setAttribute("aria-expanded", String(open));
  menu.classList.toggle("open", open);
}

function onKey(event) {
  const links = [...nouns.querySelectorAll("li a")].filter((link) => link.offsetParent !== null);
  const at = links.indexOf(document.activeElement);
  const go = (to) => {
    event.preventDefault();
    (links[to] ?? search).focus();
  };
  const searching = document.activeElement === search;
  if (event.key === "ArrowDown") go(Math.min(at + 1, links.length - 1));
  else if (event.key === "ArrowUp" && !searching) go(at - 1);
  else if (event.key === "Enter" && searching && links[0]) location.hash = links[0].hash;
  else if (event.key === "Escape") {
    search.value = "";
    search.dispatchEvent(new Event("input"));
    search.focus();
  }
}
