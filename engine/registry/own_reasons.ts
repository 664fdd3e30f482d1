/** Why a schema does not fit a subject, where the registry says no more than that. */
import { languageOf } from "../../schema/formats/schema_languages.ts";
import type { SchemaText, SubjectVersion } from "../../schema/registry/registry.ts";

/**
 * What cannot be read of the subject's latest version with the new schema, or the other way round: which of them the registry
 * asks for it does not say either. Empty where our comparison finds nothing.
 */
export async function ownReasons(schema: SchemaText, latest: SubjectVersion | undefined): Promise<readonly string[]> {
  if (latest === undefined || latest.type !== schema.type) return [];
  const language = await languageOf(schema.type);
  const now = language.read(latest.text, latest.dependencies);
  const next = language.read(schema.text, []);
  const names = { next: "the new schema", now: `version ${latest.version}` };
  return [
    ...language.incompatibilities(next, now, { reader: names.next, writer: names.now }),
    ...language.incompatibilities(now, next, { reader: names.now, writer: names.next }),
  ].map(({ description, path }) => `${description} (at ${path})`);
}
