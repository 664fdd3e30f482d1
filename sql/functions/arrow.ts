/** Functions about types, and the names that Apache Arrow has for them. */
import { SqlError } from "../../schema/errors.ts";
import {
  arrayType,
  BIGINT,
  BIGINT_UNSIGNED,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INT_UNSIGNED,
  INTERVAL,
  REAL,
  SMALLINT,
  SMALLINT_UNSIGNED,
  type SqlType,
  TEXT,
  TIME,
  timestampType,
  TINYINT,
  TINYINT_UNSIGNED,
  typeName,
} from "../../schema/types.ts";
import { castImplementation } from "../cast.ts";
import { ANY, type Argument, type Implementation, scalar, type ScalarFunction } from "./function.ts";

const PLAIN: Readonly<Record<string, SqlType>> = {
  Boolean: BOOLEAN,
  Int8: TINYINT,
  Int16: SMALLINT,
  Int32: INT,
  Int64: BIGINT,
  UInt8: TINYINT_UNSIGNED,
  UInt16: SMALLINT_UNSIGNED,
  UInt32: INT_UNSIGNED,
  UInt64: BIGINT_UNSIGNED,
  Float32: REAL,
  Float64: DOUBLE,
  Utf8: TEXT,
  LargeUtf8: TEXT,
  Utf8View: TEXT,
  Binary: BYTEA,
  LargeBinary: BYTEA,
  BinaryView: BYTEA,
  Date32: DATE,
  "Time64(Nanosecond)": TIME,
  "Interval(MonthDayNano)": INTERVAL,
};

const PRECISIONS = { Second: 0, Millisecond: 3, Microsecond: 6, Nanosecond: 9 } as const;

const TIMESTAMP_NAME = /^Timestamp\((Second|Millisecond|Microsecond|Nanosecond),None\)$/;
const DECIMAL_NAME = /^Decimal128\((\d{1,2}),(\d{1,2})\)$/;
const LIST_NAME = /^(?:Large)?List\((.*)\)$/;

/** Undefined for a name that Arrow, or Sluice, does not know. */
function arrowType(name: string): SqlType | undefined {
  const compact = name.replace(/\s+/g, "");
  if (Object.hasOwn(PLAIN, compact)) return PLAIN[compact];
  const timestamp = TIMESTAMP_NAME.exec(compact);
  if (timestamp) return timestampType(PRECISIONS[timestamp[1] as keyof typeof PRECISIONS]);
  const decimal = DECIMAL_NAME.exec(compact);
  if (decimal) {
    const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
    return precision >= 1 && precision <= 38 && scale <= precision ? decimalType(precision, scale) : undefined;
  }
  const element = LIST_NAME.exec(compact)?.[1];
  const type = element === undefined ? undefined : arrowType(element);
  return type && arrayType(type);
}

/** The type that the constant second argument names. */
function target(arg: Argument | undefined): SqlType {
  if (typeof arg?.constant !== "string") {
    throw new SqlError("arrow_cast needs the name of a type as a text literal", { code: "type" });
  }
  const type = arrowType(arg.constant);
  if (type !== undefined) return type;
  throw new SqlError(`Unsupported Arrow type '${arg.constant}'`, {
    code: "type",
    hint: "Names are Arrow's, such as Int64, Utf8, Decimal128(10, 2) and Timestamp(Millisecond, None).",
  });
}

function casting(value: Argument | undefined, to: SqlType): Implementation {
  const from = value?.type ?? { kind: "null" };
  const cast = castImplementation(from, to);
  if (cast === undefined) throw new SqlError(`cannot cast ${typeName(from)} to ${typeName(to)}`, { code: "type" });
  return cast.implementation;
}

export const ARROW_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("arrow_typeof", "Name of an expression's type", {
    overloads: [{
      args: [ANY],
      returns: TEXT,
      build: ([arg]) => ({ js: (_, emit) => emit.constant(typeName(arg?.type ?? { kind: "null" })) }),
    }],
    examples: [["arrow_typeof(1)", "BIGINT"], ["arrow_typeof('a')", "TEXT"]],
    nulls: "pass",
    result: "not-null",
  }),
  scalar("arrow_cast", "The value cast to a type that is given by its name in Arrow", {
    overloads: [{
      args: [ANY, TEXT],
      returns: (_, args) => target(args[1]),
      build: ([value], returns) => casting(value, returns),
    }],
    examples: [
      ["arrow_cast('12', 'Int64')", "12"],
      ["arrow_cast(1.5, 'Decimal128(10, 2)')", "1.50"],
      ["arrow_cast(5, 'Timestamp(Millisecond, None)')", "1970-01-01T00:00:00.005"],
    ],
  }),
];
