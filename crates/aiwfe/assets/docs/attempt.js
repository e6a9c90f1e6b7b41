// A request made by hand: fields, the same as a curl line, and what the server answers.
import { codeBox, element } from "./dom.js";
import { example, flat } from "./openapi.js";
import { words } from "./schema.js";

const TOKEN = "aiwfe.token";

/** The form of an operation, its curl line and a place for the answer. */
export function attempt(root, operation) {
  const fields = operation.parameters.map((parameter) => ({ parameter, ...field(root, parameter) }));
  const token = element("input", { id: "token", type: "password", autocomplete: "off", placeholder: "kept for this tab only" });
  token.value = sessionStorage.getItem(TOKEN) ?? "";
  token.addEventListener("input", () => sessionStorage.setItem(TOKEN, token.value));
  const body = operation.body && bodyField(root, operation.body);
  const [curlBox, setCurl] = codeBox("curl", "");
  const answer = element("div", { class: "outcome", "aria-live": "polite" });
  const send = element("button", { type: "submit" }, "Send");

  const refresh = () => setCurl(curl(request(operation, fields, body?.input.value), operation.open));
  const form = element(
    "form",
    { class: "attempt", oninput: refresh },
    element("h2", {}, "Try it"),
    !operation.open && labelled("Token", token),
    fields.map(({ parameter, input }) => labelled(parameter.name, input, parameter.in, parameter.required)),
    body && [labelled("Body", body.input, "JSON"), body.fill],
    element("div", { class: "send" }, send, element("span", { class: "faint" }, note(operation))),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    answer.replaceChildren(element("p", { class: "faint" }, "Waiting for the answer …"));
    answer.replaceChildren(...(await outcome(request(operation, fields, body?.input.value), token.value.trim())));
    send.disabled = false;
    answer.scrollIntoView({ block: "nearest" });
  });
  refresh();
  return [form, answer, curlBox];
}

function note(operation) {
  return operation.method === "get" ? "reads only" : "a real request: it changes data";
}

function labelled(name, input, kind, required) {
  const label = element("label", { for: input.id }, element("span", {}, name));
  if (kind) label.append(element("span", { class: "faint" }, required ? `${kind}, required` : kind));
  return element("div", { class: "labelled" }, label, input);
}

/** A list to choose from where the values are known, else a line. */
function field(root, parameter) {
  const schema = flat(root, parameter.schema);
  const id = `field-${parameter.in}-${parameter.name}`;
  const values = schema.enum ?? (schema.types[0] === "boolean" ? ["true", "false"] : null);
  const required = parameter.required === true;
  if (values) {
    const options = values.filter((value) => value !== null).map((value) => element("option", {}, String(value)));
    return { input: element("select", { id, required }, element("option", { value: "" }, "–"), options) };
  }
  return { input: element("input", { id, required, placeholder: words(root, schema), autocomplete: "off", spellcheck: "false" }) };
}

function bodyField(root, body) {
  const text = (sparse) => JSON.stringify(body.example ?? example(root, body.schema, sparse), null, 2);
  const input = element("textarea", { id: "body", spellcheck: "false", autocomplete: "off" });
  const show = (value) => {
    input.value = value;
    input.rows = Math.min(20, value.split("\n").length + 1);
  };
  show(text(true));
  const fill = element("button", { type: "button", class: "quiet small" }, "Fill in every field");
  fill.addEventListener("click", () => {
    show(text(false));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return { input, fill };
}

/** What would be sent, from what the fields hold. */
function request(operation, fields, body) {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers = {};
  for (const { parameter, input } of fields) {
    const value = input.value.trim();
    const place = `{${parameter.name}}`;
    if (parameter.in === "path") path = path.replace(place, value ? encodeURIComponent(value) : place);
    else if (value && parameter.in === "query") query.append(parameter.name, value);
    else if (value && parameter.in === "header") headers[parameter.name] = value;
  }
  if (body !== undefined && body !== null) headers["Content-Type"] = operation.body.type ?? "application/json";
  const search = query.size > 0 ? `?${query}` : "";
  return { method: operation.method.toUpperCase(), url: location.origin + path + search, headers, body };
}

/** The same request for a shell; the token stays out of it. */
function curl({ method, url, headers, body }, open) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [method === "GET" ? `curl ${quoted(url)}` : `curl -X ${method} ${quoted(url)}`];
  if (!open) parts.push('-H "Authorization: Bearer $AIWFE_TOKEN"');
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body) parts.push(`-d ${quoted(compact(body))}`);
  return parts.join(" \\\n  ");
}

function compact(body) {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

/** Sends it; what comes back, as elements. */
async function outcome({ method, url, headers, body }, token) {
  const began = performance.now();
  try {
    const sent = token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
    // What is tried here is what the curl line does: no cookie goes along.
    const answer = await fetch(url, { method, headers: sent, body, credentials: "omit", cache: "no-store" });
    const text = await answer.text();
    return shown(answer, text, Math.round(performance.now() - began));
  } catch (error) {
    return [element("p", { class: "status bad", role: "alert" }, "No answer"), element("p", {}, error.message)];
  }
}

function shown(answer, text, time) {
  const word = `${answer.status} ${answer.statusText}`.trim();
  const headers = [...answer.headers].map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
  const about = element(
    "p",
    { class: "line" },
    element("span", { class: `status ${answer.ok ? "good" : "bad"}` }, word),
    element("span", { class: "faint" }, `${time} ms, ${new Blob([text]).size} bytes`),
  );
  const page = text.match(/"type": *"(\/docs\/errors\/[a-z_]+)"/)?.[1];
  return [
    about,
    !answer.ok && page && element("p", {}, element("a", { href: page }, "What this code means")),
    text ? codeBox("Answer", formatted(text))[0] : element("p", { class: "faint" }, "The answer has no body."),
    element("details", { class: "headers" }, element("summary", {}, `${headers.length} headers`), element("dl", { class: "facts" }, headers)),
  ].filter(Boolean);
}

function formatted(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
