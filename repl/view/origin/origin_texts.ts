/** Origins and records as names and texts: what a person reads of them. */
import type { Origin } from "../../../engine/lineage/origins.ts";
import type { ShownRecord } from "../../../engine/lineage/read_record.ts";
import { SluiceError } from "../../../schema/errors.ts";
import { timestampType } from "../../../schema/types.ts";
import { valueToText } from "../../../schema/values/value_text.ts";
import type { NamedText } from "../row_text.ts";
import { type Answer, PATIENCE_MS } from "./asked.ts";
import { prettyJson } from "./pretty_json.ts";

/** Characters of a value that are shown: more of it nobody reads line by line. */
const SHOWN_CHARACTERS = 64 * 1024;

/** What is known so far of where a row comes from. */
export function originTexts(answer: Answer<readonly Origin[]>): readonly NamedText[] {
  switch (answer.kind) {
    case "waiting":
      return [{ name: "came from", text: "looking for the record …" }];
    case "failed":
      return [{ name: "came from", text: failureText(answer.error) }];
    case "there":
      return answer.value.map(originText);
    default:
      return answer satisfies never;
  }
}

/** Subjects of a schema; nothing where they are not known, or not yet. */
export function subjectTexts(answer: Answer<readonly string[]>): readonly NamedText[] {
  if (answer.kind !== "there" || answer.value.length === 0) return [];
  return [{ name: "subject", text: answer.value.join(", ") }];
}

function originText(origin: Origin): NamedText {
  if (origin.kind === "unknown") {
    const name = origin.table === undefined ? "came from" : `from ${origin.table}`;
    return { name, text: `not known: ${origin.reason}` };
  }
  const { place: { topic, partition, offset }, timestamp, isLast, doubts } = origin;
  const time = timestamp === undefined ? [] : [timeText(timestamp)];
  const text = [topic, `partition ${partition}`, `offset ${offset}`, ...time].join(", ");
  return { name: isLast ? "last changed by" : "made of", text: [text, ...doubts].join("\n") };
}

/** A record in full. */
export function recordTexts({ topic, partition, offset, ...record }: ShownRecord): readonly NamedText[] {
  const { timestamp, key, headers, schema, value } = record;
  const registered = schema === undefined ? [] : [
    { name: "schema id", text: String(schema.id) },
    ...subjectTexts({ kind: "there", value: schema.subjects }),
  ];
  return [
    { name: "topic", text: topic },
    { name: "partition", text: String(partition) },
    { name: "offset", text: String(offset) },
    { name: "timestamp", text: timeText(timestamp) },
    { name: "key", text: key },
    { name: "headers", text: headers ?? "{}" },
    ...registered,
    { name: "value", text: value === null ? null : shortened(prettyJson(value, SHOWN_CHARACTERS) ?? value) },
  ];
}

/** What failed, and below it the cure. */
export function failureText(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return `no answer within ${PATIENCE_MS / 1000} s\n\\connect NAME tests the way to the cluster step by step.`;
  }
  if (!(error instanceof SluiceError)) return error instanceof Error ? error.message : String(error);
  const { hint } = error.diagnostic;
  return hint === undefined ? error.message : `${error.message}\n${hint}`;
}

function shortened(text: string): string {
  if (text.length <= SHOWN_CHARACTERS) return text;
  const left = (text.length - SHOWN_CHARACTERS).toLocaleString("en-US");
  return `${text.slice(0, SHOWN_CHARACTERS)}\n… and ${left} more characters`;
}

function timeText(milliseconds: number): string {
  return valueToText(BigInt(milliseconds), timestampType(3));
}
