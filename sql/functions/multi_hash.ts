/** One hash of several values. */
import { BYTEA, type SqlType, type Value } from "../../schema/types.ts";
import { valueToText } from "../../schema/values/value_text.ts";
import { ANY, scalar, type ScalarFunction } from "./function.ts";
import { xxh3 } from "./xxh3.ts";

const UTF8 = new TextEncoder();
/** Stands in the place of a length; no value is that long. */
const NULL_MARK = 0xffffffff;

/**
 * What is hashed: each value as the length of its text in UTF-8 (of its bytes, for BYTEA) in four bytes, and the
 * text; NULL as four bytes of ones. Neighbouring values therefore cannot be taken for one another.
 */
function encodedValues(values: readonly Value[], types: readonly SqlType[]): Uint8Array {
  const parts = values.map((value, i) => {
    if (value === null || value instanceof Uint8Array) return value;
    return UTF8.encode(valueToText(value, types[i] ?? { kind: "null" }));
  });
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 4 + (part?.length ?? 0), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part?.length ?? NULL_MARK);
    if (part) bytes.set(part, at + 4);
    at += 4 + (part?.length ?? 0);
  }
  return bytes;
}

export const MULTI_HASH_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("multi_hash", "One hash of all values, NULLs too: 16 bytes of XXH3", {
    overloads: [{
      args: [ANY],
      variadic: true,
      returns: BYTEA,
      build: (args) => {
        const types = args.map((arg) => arg.type);
        return { call: (...values: readonly Value[]) => xxh3(encodedValues(values, types)) };
      },
    }],
    examples: [
      ["length(multi_hash(1, 'a', NULL))", "16"],
      ["multi_hash('ab', 'c') = multi_hash('a', 'bc')", "false"],
    ],
    nulls: "pass",
    result: "not-null",
  }),
];
