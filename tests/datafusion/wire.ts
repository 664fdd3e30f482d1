/** Values as `oracle.py` writes and reads them, and what an expression gives on either side. */
import type { Interval, SqlType, Value } from "../../schema/types.ts";

/** Types of DataFusion that Sluice has not. */
export interface OtherType {
  readonly kind: "other";
  readonly name: string;
}

export type Wire = null | string | readonly Wire[];

export interface Failed {
  readonly error: string;
}

/** What an expression gives: a type and one value or failure for each row, or why it cannot be planned. */
export type Result =
  | { readonly type: SqlType | OtherType; readonly rows: readonly (readonly [Value] | Failed)[] }
  | Failed;

export function toWire(value: Value, type: SqlType | OtherType): Wire {
  if (value === null) return null;
  switch (type.kind) {
    case "bytea":
      return (value as Uint8Array).toHex();
    case "float":
      return floatToWire(value as number);
    case "interval": {
      const { months, days, nanos } = value as Interval;
      return [String(months), String(days), String(nanos)];
    }
    case "array":
      return (value as readonly Value[]).map((element) => toWire(element, type.element));
    case "struct":
      return (value as readonly Value[]).map((member, i) => toWire(member, type.fields[i]?.type ?? { kind: "null" }));
    default:
      return String(value);
  }
}

function floatToWire(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return Object.is(value, -0) ? "-0.0" : String(value);
}

export function fromWire(wire: Wire, type: SqlType | OtherType): Value {
  if (wire === null) return null;
  if (typeof wire !== "string") return listFromWire(wire, type);
  switch (type.kind) {
    case "boolean":
      return wire === "true";
    case "integer":
      return type.bits === 64 || (type.bits === 32 && type.unsigned) ? BigInt(wire) : Number(wire);
    case "float":
      return wire === "inf" ? Infinity : wire === "-inf" ? -Infinity : Number(wire);
    case "date":
      return Number(wire);
    case "decimal":
    case "timestamp":
    case "time":
      return BigInt(wire);
    case "bytea":
      return Uint8Array.fromHex(wire);
    default:
      return wire;
  }
}

function listFromWire(wire: readonly Wire[], type: SqlType | OtherType): Value {
  switch (type.kind) {
    case "interval":
      return { months: Number(wire[0]), days: Number(wire[1]), nanos: BigInt(wire[2] as string) };
    case "array":
      return wire.map((element) => fromWire(element, type.element));
    case "struct":
      return wire.map((member, i) => fromWire(member, type.fields[i]?.type ?? { kind: "null" }));
    default:
      throw new Error(`DataFusion gave a list for ${type.kind}`);
  }
}

/** Tells all values of a type apart, −0.0 and 0.0 too. */
export function canonical(value: Value, type: SqlType | OtherType): string {
  return JSON.stringify(toWire(value, type));
}
