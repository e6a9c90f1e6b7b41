// Elements without markup: whatever comes from the document becomes text and nothing else.

/** An element with attributes, listeners (`onclick: () => ..`) and children; `null` and `false` are left out. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

/** A text whose `marked` parts are code and whose paragraphs are divided by empty lines. */
export function prose(text) {
  return (text ?? "").split(/\n\s*\n/).filter(Boolean).map((paragraph) => element("p", {}, inline(paragraph)));
}

/** A line whose `marked` parts are code. */
export function inline(text) {
  const parts = (text ?? "").split("`");
  // A mark that is never closed is text.
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, at) => (at % 2 === 1 ? element("code", {}, part) : part));
}

/** A method as a coloured word. */
export function badge(method) {
  return element("span", { class: `method ${method}` }, method.toUpperCase());
}

/** A path whose parameters stand out. */
export function path(text) {
  const parts = text.split(/(\{[^}]+\})/);
  return element("code", { class: "path" }, parts.map((part) => (part.startsWith("{") ? element("var", {}, part) : part)));
}

/** A table that scrolls by itself where it is too wide. */
export function table(label, titles, rows) {
  const head = element("tr", {}, titles.map((title) => element("th", { scope: "col" }, title)));
  return element(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-label": label },
    element("table", {}, element("thead", {}, head), element("tbody", {}, rows)),
  );
}

/** A box of code with a button that copies it; the function changes what is in it. */
export function codeBox(label, text) {
  const code = element("code", {}, text);
  const button = element("button", { type: "button", class: "quiet small", "aria-label": `Copy: ${label}` }, "Copy");
  button.addEventListener("click", async () => {
    button.textContent = (await copied(code)) ? "Copied" : "Selected";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  const head = element("div", { class: "code-head" }, element("span", {}, label), button);
  const box = element("pre", { role: "region", tabindex: "0", "aria-label": label }, code);
  return [element("div", { class: "code-box" }, head, box), (changed) => (code.textContent = changed)];
}

/** Copies a text; where the browser does not let it, as over plain HTTP, the text is selected at least. */
async function copied(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(node);
    return document.execCommand("copy");
  }
}
