/** The source text that writes one column to Avro. */
import { type SqlType, storageOf } from "../../types.ts";
import { logicalOf, type Target } from "./encode_target.ts";
import { beyondTime, noNull, plainWriter, timeScale } from "./encode_value.ts";
import type { ColumnPath } from "./record_parts.ts";

/** The array of a column that holds its values. */
const ARRAYS = {
  bool: "values",
  int32: "values",
  float64: "values",
  any: "values",
  int64: "halves",
  bytes: "starts",
} as const;

/** The pieces that belong to one column; names in them end with its position `j`. */
export class ColumnCode {
  /** Variables that {@link bind} sets. */
  readonly locals: string[];
  readonly bind: string;
  /** Adds to `room` what the row's value needs beyond {@link fixed}. */
  readonly room: string;
  /** Bytes beyond those of a scalar that every row may need. */
  readonly fixed: number;
  /** Writes the value of `row`, or its NULL, at `p` of `o`. */
  readonly code: string;
  /** What the text refers to by name. */
  readonly values: Record<string, unknown> = {};

  /** `forNull` is what happens with NULL instead of what `target` says. */
  constructor(index: number, path: ColumnPath, type: SqlType, target: Target, forNull?: string) {
    const j = index;
    const storage = storageOf(type);
    this.locals = [`V${j}`, `A${j}`];
    let bind = `c=columns[${j}];V${j}=c.valid;A${j}=c.${ARRAYS[storage]};`;
    let room = "";
    if (storage === "bytes") {
      this.locals.push(`Z${j}`, `D${j}`, `W${j}`);
      bind += `Z${j}=c.ends;D${j}=c.data;W${j}=viewOf(c.data);`;
      room = `if(V${j}===undefined||V${j}[row]!==0)room+=Z${j}[row]-A${j}[row];`;
    }
    this.bind = bind;
    this.room = room;
    this.fixed = target.opening.length + (target.forNull?.length ?? 0);
    const write = quickCode(j, path, type, target, this.values) ?? this.#rareCode(j, path, type, target);
    this.code = `if(V${j}!==undefined&&V${j}[row]===0){${forNull ?? this.#nullCode(j, path, target.forNull)}}
else{${constantCode(target.opening, "")}${write}}`;
  }

  #nullCode(j: number, path: ColumnPath, bytes: Uint8Array | undefined): string {
    if (bytes !== undefined) return constantCode(bytes, "");
    this.values[`N${j}`] = () => noNull(path);
    return `N${j}();`;
  }

  /** Through a JavaScript value. */
  #rareCode(j: number, path: ColumnPath, type: SqlType, target: Target): string {
    this.values[`X${j}`] = plainWriter(path, type, target);
    const values = {
      bool: `A${j}[row]!==0`,
      int32: `A${j}[row]`,
      float64: `A${j}[row]`,
      any: `A${j}[row]`,
      int64: `bigintOf(A${j}[2*row],A${j}[2*row+1])`,
      bytes: type.kind === "bytea" ? `D${j}.subarray(A${j}[row],Z${j}[row])` : `textOf(D${j},A${j}[row],Z${j}[row])`,
    };
    const value = values[storageOf(type)];
    return `out.position=p;X${j}(${value},out);out.ensure(room);o=out.bytes;dv=out.view;p=out.position;`;
  }
}

/** Stores constant bytes; more than a few by `name`, by which the text reaches them. */
export function constantCode(bytes: Uint8Array, name: string): string {
  if (bytes.length > 8 && name !== "") return `o.set(${name},p);p+=${bytes.length};`;
  return `${Array.from(bytes, (byte, i) => `o[p+${i}]=${byte};`).join("")}p=p+${bytes.length}|0;`;
}

/** Undefined: the column's memory is not the schema's form, and values have to be made. */
function quickCode(
  j: number,
  path: ColumnPath,
  type: SqlType,
  { type: schema }: Target,
  values: Record<string, unknown>,
): string | undefined {
  const halves = `A${j}[2*row],A${j}[2*row+1]`;
  const storage = storageOf(type);
  switch (schema.kind) {
    case "boolean":
      return `o[p]=A${j}[row]!==0?1:0;p=p+1|0;`;
    case "int":
    case "long":
      if (type.kind === "timestamp") return timeCode(j, path, type.precision, schema, values);
      if (type.kind === "time") return timeCode(j, path, 9, schema, values);
      if (storage === "int32") return `p=writeInt(o,p,A${j}[row]);`;
      return storage === "int64" ? `p=writeLong(o,p,${halves});` : undefined;
    case "float":
    case "double":
      if (storage !== "float64" && storage !== "int32") return undefined;
      return schema.kind === "float"
        ? `dv.setFloat32(p,A${j}[row],true);p=p+4|0;`
        : `dv.setFloat64(p,A${j}[row],true);p=p+8|0;`;
    case "string":
    case "bytes":
      if (storage === "bytes" && logicalOf(schema) === undefined) {
        return `p=writeLength(o,p,Z${j}[row]-A${j}[row]);p=writeCopy(o,dv,p,D${j},W${j},A${j}[row],Z${j}[row]);`;
      }
      return storage === "int64" && isSameDecimal(type, schema) ? `p=writeUnscaled(o,p,${halves});` : undefined;
    default:
      return undefined;
  }
}

/** Every value of the column has the digits that the schema allows, at the same scale. */
function isSameDecimal(type: SqlType, schema: Target["type"]): boolean {
  const logical = logicalOf(schema);
  return type.kind === "decimal" && logical?.kind === "decimal" && logical.scale === type.scale &&
    logical.precision >= type.precision;
}

function timeCode(
  j: number,
  path: ColumnPath,
  scale: number,
  schema: Target["type"],
  values: Record<string, unknown>,
): string {
  const halves = `A${j}[2*row],A${j}[2*row+1]`;
  const steps = timeScale(schema) - scale;
  if (steps === 0) return `p=writeLong(o,p,${halves});`;
  if (steps < 0) return `p=writeFloored(o,p,${halves},${10 ** -steps});`;
  values[`B${j}`] = () => {
    throw beyondTime(path, schema);
  };
  return `p=writeScaled(o,p,${halves},${10 ** steps});if(p<0)B${j}();`;
}
