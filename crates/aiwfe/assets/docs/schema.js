// A schema as a tree that is read from the top and opened where one wants to know more.
import { element, inline } from "./dom.js";
import { flat } from "./openapi.js";

/** The tree of a schema. */
export function tree(root, given) {
  const schema = flat(root, given);
  const name = schema.name ? [" ", element("span", { class: "schema-name" }, schema.name)] : null;
  const about = element("p", { class: "schema-top" }, element("span", { class: "type" }, words(root, schema)), name);
  return element("div", { class: "schema" }, about, notes(root, schema), inner(root, schema, trailOf(schema, [])));
}

/** The type of a schema in a few words: `string (date-time) or null`. */
export function words(root, given) {
  const schema = given.types ? given : flat(root, given);
  const kind = () => {
    if (schema.choices.length) return schema.choices.map((choice) => named(root, choice)).join(" or ");
    if (schema.types.includes("array")) return schema.items ? `list of ${named(root, schema.items)}` : "list";
    if (schema.types.length) return schema.types.join(" or ");
    if (schema.properties) return "object";
    return schema.enum ? "string" : "anything";
  };
  return [kind(), schema.format && ` (${schema.format})`, schema.nullable && " or null"].filter(Boolean).join("");
}

function named(root, given) {
  const schema = flat(root, given);
  return schema.name ?? words(root, schema);
}

/** What is to be known of a value beside its type: rules, the values that do, what it is for. */
export function notes(root, schema) {
  const rules = [
    schema.minLength !== undefined && `at least ${counted(schema.minLength, "character")}`,
    schema.maxLength !== undefined && `at most ${counted(schema.maxLength, "character")}`,
    schema.minimum !== undefined && `from ${schema.minimum}`,
    schema.maximum !== undefined && `up to ${schema.maximum}`,
    schema.minItems !== undefined && `at least ${counted(schema.minItems, "item")}`,
    schema.maxItems !== undefined && `at most ${counted(schema.maxItems, "item")}`,
    schema.pattern && `like ${schema.pattern}`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
    schema.const !== undefined && `always ${JSON.stringify(schema.const)}`,
    schema.readOnly && "read only",
    schema.deprecated && "deprecated",
  ].filter(Boolean);
  const values = (schema.enum ?? flat(root, schema.items).enum ?? []).filter((value) => value !== null);
  return [
    schema.description && element("p", { class: "note" }, inline(schema.description)),
    rules.length > 0 && element("p", { class: "note faint" }, rules.join(", ")),
    values.length > 0 && element("ul", { class: "values", "aria-label": "Values" }, values.map(value)),
  ].filter(Boolean);
}

function counted(number, word) {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}

function value(text) {
  return element("li", {}, element("code", {}, String(text)));
}

/** What is within a schema: its fields, its items, its alternatives. */
function inner(root, schema, trail) {
  if (schema.choices.length) return rows(schema.choices.map((choice, at) => row(root, `choice ${at + 1}`, choice, false, trail)));
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length) {
    return rows(fields.map(([name, field]) => row(root, name, field, schema.required.includes(name), trail)));
  }
  if (schema.items) return rows([row(root, "each item", schema.items, false, trail, true)]);
  if (schema.additionalProperties && typeof schema.additionalProperties === "object") {
    return rows([row(root, "each value", schema.additionalProperties, false, trail)]);
  }
  return null;
}

function rows(children) {
  return element("ul", { class: "fields" }, children);
}

function row(root, name, given, required, trail, open = false) {
  const schema = flat(root, given);
  const head = [
    element("code", { class: "field-name" }, name),
    element("span", { class: "type" }, words(root, schema)),
    schema.name && element("span", { class: "schema-name" }, schema.name),
    required && element("span", { class: "required" }, "required"),
  ];
  const again = schema.name && trail.includes(schema.name);
  const below = contents(root, schema);
  if (!below || again) {
    const note = again ? element("p", { class: "note faint" }, "as above") : null;
    return element("li", {}, element("div", { class: "field" }, head), notes(root, schema), note);
  }
  const inside = element("div", { hidden: true });
  const button = element("button", { type: "button", class: "field", "aria-expanded": "false" }, head);
  button.addEventListener("click", () => {
    // Only what is opened is drawn: a large document would take long otherwise.
    if (inside.childElementCount === 0) inside.append(inner(root, below, trailOf(below, trailOf(schema, trail))));
    inside.hidden = !inside.hidden;
    button.setAttribute("aria-expanded", String(!inside.hidden));
  });
  if (open) button.click();
  return element("li", {}, button, notes(root, schema), inside);
}

/** The schema whose fields are shown below a field: its own, or that of its items. */
function contents(root, schema) {
  const has = (one) => one.choices.length || one.properties || typeof one.additionalProperties === "object";
  if (has(schema)) return schema;
  const items = schema.items && flat(root, schema.items);
  return items && (has(items) || items.items) ? items : null;
}

function trailOf(schema, trail) {
  return schema.name ? [...trail, schema.name] : trail;
}
