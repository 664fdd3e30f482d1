/** Type names as written to SQL types; `sql.md` §5. */
import { SqlError } from "../../schema/errors.ts";
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  BYTEA,
  DATE,
  decimalType,
  DOUBLE,
  INT,
  INTERVAL,
  JSON_TYPE,
  REAL,
  SMALLINT,
  type SqlType,
  structType,
  TEXT,
  TIME,
  timestampType,
  TINYINT,
} from "../../schema/types.ts";
import type { SimpleType, TypeName } from "../ast.ts";

const PLAIN: Readonly<Record<string, SqlType>> = {
  boolean: BOOLEAN,
  bool: BOOLEAN,
  tinyint: TINYINT,
  smallint: SMALLINT,
  int2: SMALLINT,
  int: INT,
  integer: INT,
  int4: INT,
  bigint: BIGINT,
  int8: BIGINT,
  real: REAL,
  float4: REAL,
  float: REAL,
  double: DOUBLE,
  "double precision": DOUBLE,
  float8: DOUBLE,
  text: TEXT,
  string: TEXT,
  varchar: TEXT,
  "character varying": TEXT,
  char: TEXT,
  character: TEXT,
  bytea: BYTEA,
  bytes: BYTEA,
  varbinary: BYTEA,
  blob: BYTEA,
  date: DATE,
  time: TIME,
  interval: INTERVAL,
  json: JSON_TYPE,
};

/** Names that take a length or size in brackets and ignore it. */
const SIZED = new Set(["varchar", "character varying", "char", "character", "varbinary", "float"]);

export function bindType(name: TypeName): SqlType {
  switch (name.kind) {
    case "array":
      return arrayType(bindType(name.element));
    case "struct":
      return structType(
        name.fields.map((field) => ({ name: field.name.name, type: bindType(field.type), nullable: true })),
      );
    case "map":
      throw new SqlError("Unsupported SQL type 'MAP'", {
        code: "type",
        span: name.span,
        hint: "Use JSON: a map in a message is read into a JSON column.",
      });
    case "simple":
      return bindSimple(name);
    default:
      return name satisfies never;
  }
}

function bindSimple(type: SimpleType): SqlType {
  const refuse = (hint?: string): never => {
    const written = type.name.toUpperCase() + (type.unsigned ? " UNSIGNED" : "") +
      (type.timeZone === "with" ? " WITH TIME ZONE" : "");
    throw new SqlError(`Unsupported SQL type '${written}'`, { code: "type", span: type.span, hint });
  };
  if (type.timeZone === "with") {
    return refuse("Use TIMESTAMP: it has no zone and means UTC; texts with a zone are converted.");
  }
  const [first, second] = type.arguments;
  if (type.name === "decimal" || type.name === "numeric") {
    const precision = first ?? 38;
    const scale = second ?? (first === undefined ? 10 : 0);
    if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
      return refuse("Precision goes from 1 to 38, scale from 0 to the precision.");
    }
    return decimalType(precision, scale);
  }
  if (type.name === "timestamp" || type.name === "datetime") {
    const precision = first ?? 9;
    if (precision === 0 || precision === 3 || precision === 6 || precision === 9) return timestampType(precision);
    throw new SqlError(`unsupported precision ${precision}`, {
      code: "type",
      span: type.span,
      hint: "Use TIMESTAMP(0), (3), (6) or (9).",
    });
  }
  const plain = Object.hasOwn(PLAIN, type.name) ? PLAIN[type.name] : undefined;
  if (plain === undefined) return refuse();
  if (first !== undefined && !SIZED.has(type.name)) return refuse("This type takes no size.");
  if (!type.unsigned) return plain;
  return plain.kind === "integer" ? { ...plain, unsigned: true } : refuse("Only integer types can be UNSIGNED.");
}
