// What stands on the right: everything, one noun, one operation.
import { attempt } from "./attempt.js";
import { badge, codeBox, element, inline, path, prose, table } from "./dom.js";
import { example, flat } from "./openapi.js";
import { notes, tree, words } from "./schema.js";

/** What the product offers, noun by noun. */
export function overview(api) {
  const { title, version, description } = api.root.info ?? {};
  const nouns = [...api.nouns].map(([noun, operations]) =>
    element("section", {}, element("h2", {}, element("a", { href: `#${noun}` }, noun)), list(operations)),
  );
  return element(
    "article",
    {},
    heading(title ?? "API reference"),
    version && element("p", { class: "faint" }, `Version ${version}`),
    prose(description),
    element("h2", {}, "How to call it"),
    element("p", {}, inline("Send a token with each request: `Authorization: Bearer TOKEN`. Bodies are JSON.")),
    element("p", {}, "What fails is answered with one kind of document; ", errorsLink("each code has a page"), "."),
    nouns,
  );
}

/** All that can be done with one noun. */
export function nounView(api, noun) {
  const about = api.root.tags?.find((tag) => tag.name === noun)?.description;
  return element("article", {}, heading(noun), prose(about), list(api.nouns.get(noun)));
}

/** One operation: what it is, what it takes, what it answers, and a place to try it. */
export function operationView(api, operation) {
  const aside = element("section", { class: "beside", "aria-label": "Try it" }, attempt(api.root, operation));
  const jump = () => {
    aside.scrollIntoView();
    aside.querySelector("input, textarea, button").focus({ preventScroll: true });
  };
  const about = element(
    "div",
    { class: "about" },
    element("p", { class: "endpoint" }, badge(operation.method), path(operation.path)),
    element("button", { type: "button", class: "quiet small jump", onclick: jump }, "Try it"),
    prose(operation.description),
    facts(operation),
    operation.parameters.length > 0 && section("Parameters", parameters(api.root, operation)),
    operation.body && section("Request body", body(api.root, operation.body)),
    section("Answers", operation.responses.map((answer) => response(api.root, answer))),
  );
  return element(
    "article",
    { class: "operation" },
    element("header", {}, element("p", { class: "crumb" }, element("a", { href: `#${operation.noun}` }, operation.noun)), heading(operation.summary)),
    about,
    aside,
    neighbours(api, operation),
  );
}

function heading(text) {
  return element("h1", { tabindex: "-1" }, text);
}

function section(title, ...children) {
  return element("section", {}, element("h2", {}, title), children);
}

function errorsLink(text) {
  return element("a", { href: "/docs/errors" }, text);
}

function list(operations) {
  const items = operations.map((operation) => {
    const link = element("a", { href: `#${operation.id}` }, operation.summary);
    return element("li", {}, badge(operation.method), link, path(operation.path));
  });
  return element("ul", { class: "operations" }, items);
}

function facts(operation) {
  const fact = (name, ...value) => [element("dt", {}, name), element("dd", {}, value)];
  const who = operation.open ? "anybody, without a token" : "anybody who has signed in";
  return element(
    "dl",
    { class: "facts" },
    fact("Operation", element("code", {}, operation.id)),
    fact("Permission", operation.permission ? element("code", {}, operation.permission) : who),
    operation.deprecated && fact("Deprecated", "do not use it in anything new"),
  );
}

function parameters(root, operation) {
  const rows = operation.parameters.map((parameter) => {
    const schema = flat(root, parameter.schema);
    const place = [element("span", { class: "type" }, parameter.in), parameter.required && element("span", { class: "required" }, "required")];
    const name = element("th", { scope: "row" }, element("code", { class: "field-name" }, parameter.name), element("div", {}, place));
    const said = parameter.description ? { ...schema, description: parameter.description } : schema;
    return element("tr", {}, name, element("td", {}, element("span", { class: "type" }, words(root, schema)), notes(root, said)));
  });
  return table("Parameters", ["Name", "Value"], rows);
}

function body(root, given) {
  const text = JSON.stringify(given.example ?? example(root, given.schema), null, 2);
  return [prose(given.description), tree(root, given.schema), codeBox("An example of the whole body", text)[0]];
}

function response(root, answer) {
  const failure = answer.status === "default" || Number(answer.status) >= 400;
  const label = answer.status === "default" ? "any failure" : answer.status;
  const headers = Object.keys(answer.headers);
  const summary = element(
    "summary",
    {},
    element("span", { class: `status ${failure ? "bad" : "good"}` }, label),
    element("span", {}, inline(answer.description)),
  );
  return element(
    "details",
    { class: "answer", open: !failure },
    summary,
    headers.length > 0 && element("p", { class: "faint" }, "Headers: ", inline(headers.map((name) => `\`${name}\``).join(", "))),
    failure && element("p", {}, "The code says what happened; ", errorsLink("all codes"), "."),
    answer.schema && tree(root, answer.schema),
    answer.type && element("p", { class: "faint" }, "As ", element("code", {}, answer.type)),
  );
}

function neighbours(api, operation) {
  const at = api.operations.indexOf(operation);
  const link = (other, rel, word) =>
    other ? element("a", { href: `#${other.id}`, rel }, element("span", { class: "faint" }, word), other.summary) : element("span");
  const [before, after] = [api.operations[at - 1], api.operations[at + 1]];
  return element("nav", { class: "neighbours", "aria-label": "Neighbours" }, link(before, "prev", "Before"), link(after, "next", "Next"));
}
