/** Joins whose sides do not meet. */
import type {
  Observation,
  ObservedColumn,
  ObservedJoin,
  ObservedPart,
  ObservedSide,
  PartCounts,
} from "../../../engine/flow/observation.ts";
import { type Finding, partsOf, tablesBelow } from "../finding.ts";
import { count, listed } from "../words.ts";

type Join = ObservedJoin & PartCounts;

export function joinFindings(observation: Observation): readonly Finding[] {
  return partsOf(observation).flatMap((part) => {
    if (part.kind !== "join" || part.rowsOut > 0 || part.rowsIn === 0) return [];
    const names = part.inputs.map(nameOf);
    const [left = "the left side", right = "the right side"] = names;
    if (part.left.rows === 0) return [oneSided(left, right, part.right.rows)];
    if (part.right.rows === 0) return [oneSided(right, left, part.left.rows)];
    if ((part.windows?.count ?? 0) > 0) return []; // they meet when the window closes
    return [noMatch(part, left, right)];
  });
}

function oneSided(empty: string, other: string, rows: number): Finding {
  return {
    cause: "one_sided_join",
    text: `The join waits for ${empty}: it has given no rows, and ${other} ${count(rows)}`,
    cure: `SELECT * FROM ${empty} shows whether it has any`,
  };
}

function noMatch({ left, right }: Join, leftName: string, rightName: string): Finding {
  const rows = `${count(left.rows)} rows of ${leftName}, ${count(right.rows)} of ${rightName}`;
  const kept = `kept at present: ${count(left.kept)} and ${count(right.kept)}`;
  if (meets(left, right)) {
    return {
      cause: "join_keys_apart_in_time",
      text: `No rows of the join met (${rows}; ${kept}), although ${samples(left, leftName)} are keys of both`,
      cure: "The rest of the condition or the times keep them apart: widen the interval, or leave conditions out",
    };
  }
  return {
    cause: "no_join_key_met",
    text: `No key of the join met: ${samples(left, leftName)} against ${samples(right, rightName)} (${rows}; ${kept})`,
    cure: keyCure(left, right),
  };
}

function samples({ keys }: ObservedSide, name: string): string {
  return listed(keys.map((key) => `${name}.${key.name} ${key.type} ${key.values.join(", ") || "NULL"}`));
}

/** Some sampled value of the first key is on both sides. */
function meets(left: ObservedSide, right: ObservedSide): boolean {
  return left.keys.length > 0 &&
    left.keys.every((key, i) => key.values.some((value) => right.keys[i]?.values.includes(value) === true));
}

function keyCure(left: ObservedSide, right: ObservedSide): string {
  const [a, b] = [left.keys[0], right.keys[0]];
  if (a === undefined || b === undefined) return COMPARE;
  if (haveAlike(a, b, (text) => text.toLowerCase().replace(/\s/g, ""))) {
    return `Upper and lower case or blanks differ: join on lower(trim(${a.name})) = lower(trim(${b.name}))`;
  }
  if (!haveAlike(a, b, numberIn)) return COMPARE;
  const prefixed = a.values.some((value) => value.replaceAll("'", "") !== numberIn(value)) ? a : b;
  return `The values differ by what stands before the number: join on regexp_replace(${prefixed.name}, '^[^0-9]*0*', '')`;
}

const COMPARE = "Compare the values: the columns may not mean the same";

/** Some value of one is some value of the other, but for how they are written. */
function haveAlike(a: ObservedColumn, b: ObservedColumn, plain: (value: string) => string | undefined): boolean {
  return a.values.some((value) =>
    plain(value) !== undefined && b.values.some((other) => plain(value) === plain(other))
  );
}

/** `'u-042'` and `42`: 42. */
function numberIn(value: string): string | undefined {
  return /^'?[^0-9]*?0*([0-9]+)'?$/.exec(value)?.[1];
}

function nameOf(part: ObservedPart): string {
  return listed(tablesBelow(part)) || "a side";
}
