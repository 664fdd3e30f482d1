/** What Sluice knows of an Avro schema: a tree, in which a recursive type is the same object again. */

export type AvroType =
  | AvroPrimitive
  | AvroFixed
  | AvroEnum
  | AvroRecord
  | AvroArray
  | AvroMap
  | AvroUnion;

export type PrimitiveKind = "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string";

export interface AvroPrimitive {
  readonly kind: PrimitiveKind;
  readonly logical?: AvroLogical;
}

/** Only those that fit the type they stand on; others are ignored, as the specification has it. */
export type AvroLogical =
  /** On bytes and fixed: an unscaled big-endian two's complement. */
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  /** On string, and on fixed(16). */
  | { readonly kind: "uuid" }
  /** On int: days, milliseconds of the day. */
  | { readonly kind: "date" | "time-millis" }
  /** On long: microseconds of the day. */
  | { readonly kind: "time-micros" }
  /** On long: units of 10^-precision seconds since the epoch; `local`: without a zone. */
  | { readonly kind: "timestamp"; readonly precision: 3 | 6 | 9; readonly local: boolean }
  /** On fixed(12): months, days and milliseconds, each as 4 bytes, little-endian and unsigned. */
  | { readonly kind: "duration" };

/** What record, enum and fixed have in common. */
export interface AvroNamed {
  /** The full name, namespace and dots included. */
  readonly name: string;
  /** Full names. */
  readonly aliases: readonly string[];
  readonly doc?: string;
}

export interface AvroFixed extends AvroNamed {
  readonly kind: "fixed";
  /** In bytes. */
  readonly size: number;
  readonly logical?: AvroLogical;
}

export interface AvroEnum extends AvroNamed {
  readonly kind: "enum";
  readonly symbols: readonly string[];
  /** What a reader takes a symbol for that it does not know. */
  readonly default?: string;
}

export interface AvroRecord extends AvroNamed {
  readonly kind: "record";
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroType;
  readonly doc?: string;
  /** Absent: none, or one that does not fit the type. `{ value: null }` is a default. */
  readonly default?: { readonly value: JsonValue };
}

export interface AvroArray {
  readonly kind: "array";
  readonly items: AvroType;
}

export interface AvroMap {
  readonly kind: "map";
  readonly values: AvroType;
}

export interface AvroUnion {
  readonly kind: "union";
  readonly branches: readonly AvroType[];
}

/** Parsed JSON; whole numbers that a double does not hold exactly are bigints. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** The type as an error text calls it: `timestamp-millis`, `array of int`, `record shop.Order`, `["null", string]`. */
export function avroTypeName(type: AvroType): string {
  switch (type.kind) {
    case "record":
    case "enum":
      return `${type.kind} ${type.name}`;
    case "fixed":
      return type.logical === undefined ? `fixed ${type.name}(${type.size})` : logicalName(type.logical);
    case "array":
      return `array of ${avroTypeName(type.items)}`;
    case "map":
      return `map of ${avroTypeName(type.values)}`;
    case "union":
      return `[${type.branches.map(avroTypeName).join(", ")}]`;
    default:
      return type.logical === undefined ? type.kind : logicalName(type.logical);
  }
}

function logicalName(logical: AvroLogical): string {
  if (logical.kind === "decimal") return `decimal(${logical.precision}, ${logical.scale})`;
  return logical.kind === "timestamp" ? timestampName(logical.precision, logical.local) : logical.kind;
}

/** The `logicalType` of a timestamp. */
export function timestampName(precision: 3 | 6 | 9, local: boolean): string {
  return `${local ? "local-" : ""}timestamp-${precision === 3 ? "millis" : precision === 6 ? "micros" : "nanos"}`;
}

/** A union of null and one other type, in any order: the other one. */
export function optionalOf(type: AvroType): AvroType | undefined {
  if (type.kind !== "union" || type.branches.length !== 2) return undefined;
  const [first, second] = type.branches;
  if (first === undefined || second === undefined) return undefined;
  return first.kind === "null" ? second : second.kind === "null" ? first : undefined;
}
