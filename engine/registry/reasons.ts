/** Why a schema does not fit a subject, in words that lead to the column. */
import { languageOf } from "../../schema/formats/schema_languages.ts";
import type { SchemaText, SubjectVersion } from "../../schema/registry/registry.ts";

/**
 * What of the subject's latest version cannot be read with the new schema, else what of the new one cannot be read with that: for a
 * registry that says no more than that they do not fit. Empty where our comparison finds nothing.
 */
export async function ownReasons(schema: SchemaText, latest: SubjectVersion | undefined): Promise<readonly string[]> {
  if (latest === undefined || latest.type !== schema.type) return [];
  const language = await languageOf(schema.type);
  const now = language.read(latest.text, latest.dependencies);
  const next = language.read(schema.text, []);
  const [newName, oldName] = ["new", `version ${latest.version}`];
  const back = language.incompatibilities(next, now, { reader: newName, writer: oldName });
  const found = back.length > 0 ? back : language.incompatibilities(now, next, { reader: oldName, writer: newName });
  return found.map(({ description }) => description);
}

/** The messages, each with the field that its path into an Avro schema leads to. */
export function withFieldNames(messages: readonly string[], { type, text }: SchemaText): readonly string[] {
  if (type !== "AVRO") return messages;
  const root: unknown = JSON.parse(text);
  return messages.map((message) => {
    const path = /\/fields\/\d+(?:\/\w+)*/.exec(message)?.[0];
    const name = path === undefined ? undefined : fieldAt(root, path.split("/").slice(1));
    return name === undefined || message.includes(`'${name}'`) ? message : `${message} (field '${name}')`;
  });
}

/** The name of the innermost field on the way; undefined: the path is of another schema. */
function fieldAt(root: unknown, steps: readonly string[]): string | undefined {
  let node = root;
  let name: string | undefined;
  for (const step of steps) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, step)) return name;
    node = (node as Readonly<Record<string, unknown>>)[step];
    const found = (node as { readonly name?: unknown } | null)?.name;
    if (/^\d+$/.test(step) && typeof found === "string") name = found;
  }
  return name;
}
