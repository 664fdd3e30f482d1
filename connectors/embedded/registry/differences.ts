/** In what a new schema does not fit an old one, as the registry says it. */
import type { Incompatibility, ReadSchema, SchemaLanguage, Sides } from "../../../schema/registry/language.ts";
import type { SchemaType } from "../../../schema/registry/registry.ts";
import { type Level, looksAhead, looksBack } from "./levels.ts";

export interface Candidate {
  readonly type: SchemaType;
  readonly schema: ReadSchema;
}

export interface Earlier extends Candidate {
  readonly version: number;
}

/** Empty when they fit. Each problem is a text of its own, followed by the old version, the old schema and the level. */
export function differences(
  language: SchemaLanguage<ReadSchema>,
  next: Candidate,
  old: Earlier,
  level: Level,
): string[] {
  const problems = problemsOf(language, next, old, level);
  if (problems.length === 0) return [];
  return [
    ...problems,
    `{oldSchemaVersion: ${old.version}}`,
    `{oldSchema: '${old.schema.text}'}`,
    `{compatibility: '${level}'}`,
  ];
}

function problemsOf(language: SchemaLanguage<ReadSchema>, next: Candidate, old: Earlier, level: Level): string[] {
  if (level === "NONE") return [];
  if (next.type !== old.type) {
    const description = `The schema type changed from ${old.type} to ${next.type}`;
    return [problem({ kind: "SCHEMA_TYPE_CHANGED", path: "/", description })];
  }
  const asked: [reader: ReadSchema, writer: ReadSchema, sides: Sides][] = [];
  if (looksBack(level)) asked.push([next.schema, old.schema, { reader: "new", writer: "old" }]);
  if (looksAhead(level)) asked.push([old.schema, next.schema, { reader: "old", writer: "new" }]);
  const found = asked.flatMap(([reader, writer, sides]) => language.incompatibilities(reader, writer, sides));
  return [...new Set(found.map(problem))];
}

function problem({ kind, path, description }: Incompatibility): string {
  return `{errorType:"${kind}", description:"${description}", additionalInfo:"${path}"}`;
}
