// What the document says, in the form in which it is shown.

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Fetches the document; a document that is not one is an error with a sentence. */
export async function load() {
  const answer = await fetch("/openapi.json", { headers: { accept: "application/json" } }).catch(() => null);
  if (!answer) throw new Error("The server cannot be reached.");
  if (!answer.ok) throw new Error(`The server has no document to show: it answers ${answer.status} at /openapi.json.`);
  const root = await answer.json().catch(() => null);
  if (!root) throw new Error("What the server has at /openapi.json is not a document.");
  const operations = listed(root);
  if (operations.length === 0) throw new Error("The document at /openapi.json names no operations.");
  return { root, operations, nouns: grouped(operations) };
}

function listed(root) {
  const operations = [];
  for (const [path, item] of Object.entries(root.paths ?? {})) {
    for (const method of METHODS.filter((method) => item[method])) {
      const said = item[method];
      const id = said.operationId ?? `${method} ${path}`;
      operations.push({
        id,
        noun: said.tags?.[0] ?? id.split(".")[0],
        method,
        path,
        summary: said.summary ?? id,
        description: said.description,
        permission: said["x-permission"],
        deprecated: said.deprecated === true,
        open: Array.isArray(said.security ?? root.security) && (said.security ?? root.security).length === 0,
        parameters: parameters(root, item.parameters, said.parameters),
        body: body(root, said.requestBody),
        responses: responses(root, said.responses),
      });
    }
  }
  return operations;
}

/** Those of the operation win over those of its path. */
function parameters(root, ...lists) {
  const known = new Map();
  for (const parameter of lists.flat().filter(Boolean).map((given) => resolved(root, given))) {
    known.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  return [...known.values()];
}

function body(root, given) {
  if (!given) return null;
  const said = resolved(root, given);
  return { description: said.description, required: said.required === true, ...content(said) };
}

function responses(root, given = {}) {
  return Object.entries(given).map(([status, answer]) => {
    const said = resolved(root, answer);
    return { status, description: said.description, headers: said.headers ?? {}, ...content(said) };
  });
}

function content(said) {
  const [type, media] = Object.entries(said.content ?? {})[0] ?? [];
  return { type, schema: media?.schema, example: media?.example };
}

function grouped(operations) {
  const nouns = new Map();
  for (const operation of operations) {
    nouns.set(operation.noun, [...(nouns.get(operation.noun) ?? []), operation]);
  }
  return nouns;
}

/** What a reference leads to, or the thing itself; a reference into the void is an empty thing. */
export function resolved(root, given) {
  let found = given ?? {};
  for (let steps = 0; found.$ref && steps < 16; steps += 1) {
    const names = found.$ref.replace(/^#\//, "").split("/");
    const unescaped = names.map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
    found = unescaped.reduce((place, name) => place?.[name], root) ?? {};
  }
  return found;
}

/** The name of the thing that a reference leads to. */
export function named(schema) {
  return schema?.$ref?.split("/").pop() ?? schema?.title;
}

/** A schema without references at its top, its parts put together, and whether it may be null. */
export function flat(root, given, depth = 0) {
  const schema = resolved(root, given);
  const types = [schema.type ?? []].flat();
  let merged = { ...schema, name: named(given), nullable: types.includes("null") || schema.nullable === true };
  merged.types = types.filter((type) => type !== "null");
  const choices = (schema.oneOf ?? schema.anyOf ?? []).filter((choice) => choice.type !== "null");
  const nullable = merged.nullable || choices.length < (schema.oneOf ?? schema.anyOf ?? []).length;
  const parts = [...(schema.allOf ?? []), ...(choices.length === 1 ? choices : [])];
  let [fields, required] = [schema.properties ?? {}, schema.required ?? []];
  if (depth < 8) {
    for (const part of parts.map((part) => flat(root, part, depth + 1))) {
      merged = { ...part, ...defined(merged) };
      merged.types = merged.types.length > 0 ? merged.types : part.types;
      fields = { ...fields, ...part.properties };
      required = [...required, ...(part.required ?? [])];
    }
  }
  return {
    ...merged,
    // What is put together of several has no name but its own.
    name: parts.length > 1 ? named(given) : merged.name,
    nullable: nullable || merged.nullable,
    choices: choices.length > 1 ? choices : [],
    properties: Object.keys(fields).length > 0 ? fields : undefined,
    required,
  };
}

function defined(thing) {
  return Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined));
}

const TEXTS = {
  uuid: "01980f6e-7c1a-7b3e-9d52-4f1a6c0e8b77",
  "date-time": "2026-11-20T08:00:00Z",
  date: "2026-11-20",
  time: "08:00:00",
  email: "somebody@example.org",
  uri: "/example",
};

/** A value that the schema describes; `sparse` leaves out what need not be sent. */
export function example(root, given, sparse = false, trail = []) {
  const schema = flat(root, given);
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.length) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined && schema.default !== null) return schema.default;
  if (schema.enum) return schema.enum.find((value) => value !== null) ?? null;
  // A thing within itself is not told again.
  if (schema.name && trail.includes(schema.name)) return null;
  const inside = schema.name ? [...trail, schema.name] : trail;
  if (schema.choices.length) return example(root, schema.choices[0], sparse, inside);
  if (schema.properties) return object(root, schema, sparse, inside);
  switch (schema.types[0]) {
    case "array":
      return schema.items ? [example(root, schema.items, sparse, inside)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    case "string":
      return TEXTS[schema.format] ?? "text";
    case "null":
      return null;
    default:
      return {};
  }
}

function object(root, schema, sparse, trail) {
  const fields = Object.entries(schema.properties).filter(([, field]) => !resolved(root, field).readOnly);
  const required = fields.filter(([name]) => schema.required.includes(name));
  // Where nothing is required, one field shows what a body looks like.
  const chosen = sparse ? (required.length ? required : fields.slice(0, 1)) : fields;
  return Object.fromEntries(chosen.map(([name, field]) => [name, example(root, field, sparse, trail)]));
}
