// The reference: loads the document, draws the list, and shows what the hash names.
import { element } from "./dom.js";
import * as menu from "./menu.js";
import { load } from "./openapi.js";
import { nounView, operationView, overview } from "./views.js";

const content = document.getElementById("content");
const TITLE = document.title;

async function start() {
  const api = await load().catch(offerAgain);
  if (!api) return;
  menu.start(api);
  show(api, false);
  addEventListener("hashchange", () => show(api, true));
}

function offerAgain(error) {
  const retry = () => {
    content.replaceChildren(element("p", { class: "state" }, "Reading the reference …"));
    start();
  };
  const again = element("button", { type: "button", onclick: retry }, "Try again");
  content.replaceChildren(element("div", { class: "state", role: "alert" }, element("p", {}, error.message), again));
}

/** Shows what the hash names: an operation, a noun, or everything. */
function show(api, moved) {
  const id = decoded(location.hash.slice(1));
  // The link that skips the list leads to what is shown already.
  if (moved && id === "content") return;
  const operation = api.operations.find((operation) => operation.id === id);
  const noun = api.nouns.has(id) ? id : null;
  const view = operation ? operationView(api, operation) : noun ? nounView(api, noun) : overview(api);
  content.replaceChildren(view);
  document.title = operation || noun ? `${id} · ${TITLE}` : TITLE;
  menu.mark(id);
  if (!moved) return;
  scrollTo(0, 0);
  content.querySelector("h1").focus({ preventScroll: true });
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

start();
