/** What a schema refers to, directly or not. */
import { ConnectorError } from "../errors.ts";
import type { SchemaReference, SchemaText } from "./registry.ts";

export interface Dependency {
  readonly name: string;
  readonly text: string;
}

/** The schema at a pinned version. Rejects when there is none. */
export type Lookup = (reference: SchemaReference) => Promise<SchemaText>;

/** Far more than anybody uses; a registry is not trusted to be finite. */
const MOST_DEPENDENCIES = 1_000;
const DEEPEST = 64;

/**
 * By the names of the references; who is used comes before who uses it, and each once. Throws a `ConnectorError` when
 * schemas refer to themselves, without end, or to two schemas by one name.
 */
export async function dependenciesOf(schema: SchemaText, lookup: Lookup): Promise<readonly Dependency[]> {
  const found: Dependency[] = [];
  const places = new Map<string, string>(); // name → subject and version
  const visit = async (references: readonly SchemaReference[], trail: readonly string[]): Promise<void> => {
    for (const reference of references) {
      const { name, subject, version } = reference;
      const place = JSON.stringify([subject, version]);
      if (trail.includes(place)) throw unusable(`"${name}" (version ${version} of ${subject}) refers to itself`);
      const known = places.get(name);
      if (known === place) continue;
      if (known !== undefined) throw unusable(`"${name}" stands for two different schemas`);
      if (trail.length >= DEEPEST || places.size >= MOST_DEPENDENCIES) throw unusable("there are too many");
      places.set(name, place);
      const { text, references: next } = await lookup(reference);
      await visit(next, [...trail, place]);
      found.push({ name, text });
    }
  };
  await visit(schema.references, []);
  return found;
}

function unusable(why: string): ConnectorError {
  return new ConnectorError(`Cannot follow the references of a schema in the registry: ${why}`, {
    code: "invalid_schema",
  });
}
