/** Values as keys of a Map. */
import type { Interval, Value } from "../types.ts";

/** A text that two values of one type share only when they are equal. */
export function valueKey(value: Value): string {
  if (value === null) return "n";
  switch (typeof value) {
    case "boolean":
      return value ? "t" : "f";
    case "number":
      return `d${value === 0 ? 0 : value}`;
    case "bigint":
      return `i${value}`;
    case "string":
      return `s${value.length}:${value}`;
  }
  if (value instanceof Uint8Array) return `b${hex(value)}`;
  if (isInterval(value)) {
    const days = BigInt(value.months) * 30n + BigInt(value.days); // a month counts 30 days, a day 24 hours
    return `v${days * 86_400_000_000_000n + value.nanos}`;
  }
  return `l${value.length}[${value.map(valueKey).join("")}]`;
}

export function isInterval(value: Exclude<Value, null | boolean | number | bigint | string>): value is Interval {
  return "nanos" in value;
}

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
