/** The parsed text of a JSON Schema, and where its `$ref`s lead: into itself or into the schemas it depends on. */
import type { RegisteredSchema } from "../../registry/registry.ts";

/** A JSON object of a schema; `true` and `false` are schemas too. */
export type SchemaNode = Readonly<Record<string, unknown>>;

/** Where a schema stands: `$ref`s in it are relative to the document. */
export interface Place {
  readonly node: SchemaNode | boolean;
  readonly document: Document;
}

interface Document {
  readonly root: SchemaNode | boolean;
  /** Its `$id`, or the name it is known by. */
  readonly base: string;
}

/** Everything that a schema of the registry can refer to. Nothing is ever fetched. */
export class SchemaDocuments {
  readonly root: Place;
  readonly #byName = new Map<string, Document>();

  /** Throws a `SyntaxError` where a text is no JSON, and a `TypeError` where it is no schema. */
  constructor({ text, dependencies }: Pick<RegisteredSchema, "text" | "dependencies">) {
    const document = documentOf(text, "");
    this.root = { node: document.root, document };
    for (const { name, text } of dependencies) {
      const dependency = documentOf(text, name);
      for (const key of [name, dependency.base, absolute(name, document.base)]) this.#add(key, dependency);
    }
    this.#add(document.base, document);
  }

  #add(name: string, document: Document): void {
    if (name !== "" && !this.#byName.has(name)) this.#byName.set(name, document);
  }

  /** The schema that a `$ref` of `from` means; undefined: there is none, or it is known elsewhere only. */
  resolve(reference: string, from: Document): Place | undefined {
    const hash = reference.indexOf("#");
    const name = hash < 0 ? reference : reference.slice(0, hash);
    const fragment = hash < 0 ? "" : reference.slice(hash + 1);
    const document = name === "" ? from : this.#byName.get(name) ?? this.#byName.get(absolute(name, from.base));
    if (document === undefined) return undefined;
    const node = fragment === "" || fragment.startsWith("/")
      ? atPointer(document.root, fragment)
      : atAnchor(document.root, fragment);
    return isSchema(node) ? { node, document } : undefined;
  }
}

export function isSchema(value: unknown): value is SchemaNode | boolean {
  return typeof value === "boolean" || isObject(value);
}

export function isObject(value: unknown): value is SchemaNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function documentOf(text: string, name: string): Document {
  const root: unknown = JSON.parse(text);
  if (!isSchema(root)) throw new TypeError("a schema is an object, true or false");
  const id = isObject(root) ? root.$id ?? root.id : undefined;
  return { root, base: typeof id === "string" ? id.replace(/#$/, "") : name };
}

function absolute(name: string, base: string): string {
  return URL.canParse(name, base) ? new URL(name, base).href : name;
}

/** RFC 6901, in a URL fragment. */
function atPointer(root: unknown, pointer: string): unknown {
  let at = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `$anchor`, or `$id` and `id` of the form `#name` (drafts 4 to 7), among the definitions. */
function atAnchor(root: SchemaNode | boolean, anchor: string): unknown {
  if (!isObject(root)) return undefined;
  const definitions = [root.$defs, root.definitions].filter(isObject).flatMap((all) => Object.values(all));
  return [root, ...definitions].filter(isObject).find(({ $anchor, $id, id }) =>
    $anchor === anchor || $id === `#${anchor}` || id === `#${anchor}`
  );
}
