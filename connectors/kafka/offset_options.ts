/** Where reading begins and ends: `source.offset` and `source.until`. */
import { SqlError } from "../../schema/errors.ts";
import { type Option, parsedOption } from "../../schema/options.ts";
import type { Reading } from "../connector.ts";
import { parseInstant } from "../instant.ts";

/** An offset, or one that is looked up when the source opens. */
export type OffsetOf = number | "earliest" | "latest";

export interface PartitionOffsets {
  readonly kind: "partitions";
  readonly offsets: ReadonlyMap<number, OffsetOf>;
  /** For partitions that are not named; `undefined`: they are not read. */
  readonly rest: OffsetOf | undefined;
}

export type StartOffset =
  | { readonly kind: "earliest" }
  | { readonly kind: "latest" }
  /** The group's committed offsets; a partition without one: latest. */
  | { readonly kind: "group" }
  /** The first record at or after this time, in milliseconds since the epoch. */
  | { readonly kind: "timestamp"; readonly milliseconds: number }
  /** The newest so many records, over all partitions; no option says so, but samples do. */
  | { readonly kind: "newest"; readonly records: number }
  /** What was read before and must all be there still; no option says so, but replays do. */
  | { readonly kind: "again"; readonly reading: Reading }
  | PartitionOffsets;

/** Offsets are exclusive, `latest` stands for the end when the source opens. */
export type UntilOffset =
  | { readonly kind: "latest" }
  /** Up to the first record at or after this time, at most to the end when the source opens. */
  | { readonly kind: "timestamp"; readonly milliseconds: number }
  | PartitionOffsets;

const PARTITIONS_HINT = "partition:offset pairs such as '0:42,1:17,*:earliest'";

export const START_OPTION: Option<StartOffset> = parsedOption(
  "Where reading begins when there is no checkpoint",
  "earliest, latest, group, ISO time, epoch ms, 'partition:offset,…'",
  { kind: "latest" } as const,
  (text, key): StartOffset => {
    const word = text.trim().toLowerCase();
    if (word === "earliest" || word === "latest" || word === "group") return { kind: word };
    const offset = timestamp(text) ?? partitions(text, ["earliest", "latest"]);
    if (offset !== undefined) return offset;
    throw invalid(key, text, `Use earliest, latest, group, an ISO time, epoch milliseconds, or ${PARTITIONS_HINT}.`);
  },
  ["earliest", "latest", "group"],
);

export const UNTIL_OPTION: Option<UntilOffset | undefined> = parsedOption(
  "Where reading ends; without it, it never does",
  "latest, ISO time, epoch ms, 'partition:offset,…'",
  undefined,
  (text, key): UntilOffset => {
    if (text.trim().toLowerCase() === "latest") return { kind: "latest" };
    const offset = timestamp(text) ?? partitions(text, ["latest"]);
    if (offset !== undefined) return offset;
    throw invalid(key, text, `Use latest, an ISO time, epoch milliseconds, or ${PARTITIONS_HINT}.`);
  },
  ["latest"],
);

function timestamp(text: string): StartOffset & UntilOffset | undefined {
  const milliseconds = parseInstant(text);
  return milliseconds === undefined ? undefined : { kind: "timestamp", milliseconds };
}

/** `undefined`: not of this form, or a partition is named twice. */
function partitions(text: string, words: readonly OffsetOf[]): PartitionOffsets | undefined {
  const offsets = new Map<number, OffsetOf>();
  let rest: OffsetOf | undefined;
  for (const pair of text.split(",")) {
    const match = /^\s*(\*|\d{1,9})\s*:\s*(\d{1,15}|[a-z]+)\s*$/i.exec(pair);
    if (!match) return undefined;
    const [, partition = "", at = ""] = match;
    const offset = /^\d/.test(at) ? Number(at) : words.find((word) => word === at.toLowerCase());
    if (offset === undefined) return undefined;
    if (partition === "*") {
      if (rest !== undefined) return undefined;
      rest = offset;
    } else {
      if (offsets.has(Number(partition))) return undefined;
      offsets.set(Number(partition), offset);
    }
  }
  return { kind: "partitions", offsets, rest };
}

function invalid(key: string, text: string, hint: string): SqlError {
  return new SqlError(`invalid value for ${key} '${text}'`, { code: "bad_option", hint });
}
