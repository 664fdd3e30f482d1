/** Defaults of fields as Avro bytes, so that they are read in the same way as what was written. */
import { ByteWriter } from "../../byte_writer.ts";
import type { AvroType, JsonValue } from "./schema.ts";
import { fitsDefault } from "./schema_default.ts";
import { isArray, isObject } from "./schema_json.ts";

/** `value` is one that {@link fitsDefault} the type. 8 readable bytes lie behind the last one. */
export function defaultBytes(type: AvroType, value: JsonValue): Uint8Array {
  const out = new ByteWriter(16);
  write(type, value, out);
  const { position } = out;
  out.ensure(8);
  return out.bytes.subarray(0, position);
}

function write(type: AvroType, value: JsonValue, out: ByteWriter): void {
  switch (type.kind) {
    case "null":
      return;
    case "boolean":
      return out.appendByte(value === true ? 1 : 0);
    case "int":
    case "long":
      return writeLong(BigInt(value as number | bigint), out);
    case "float":
    case "double": {
      const size = type.kind === "float" ? 4 : 8;
      out.ensure(size);
      if (size === 4) out.view.setFloat32(out.position, Number(value), true);
      else out.view.setFloat64(out.position, Number(value), true);
      out.position += size;
      return;
    }
    case "string": {
      const bytes = new TextEncoder().encode(String(value));
      writeLong(BigInt(bytes.length), out);
      return out.append(bytes);
    }
    case "bytes":
    case "fixed": {
      const bytes = Uint8Array.from(String(value), (character) => character.charCodeAt(0));
      if (type.kind === "bytes") writeLong(BigInt(bytes.length), out);
      return out.append(bytes);
    }
    case "enum":
      return writeLong(BigInt(type.symbols.indexOf(String(value))), out);
    case "array":
    case "map":
      return writeItems(type, value, out);
    case "union": {
      const index = type.branches.findIndex((branch) => fitsDefault(branch, value));
      writeLong(BigInt(index), out);
      return write(type.branches[index]!, value, out); // it fits one of them
    }
    case "record":
      for (const field of type.fields) {
        const own = isObject(value) && Object.hasOwn(value, field.name) ? value[field.name] : undefined;
        write(field.type, own ?? field.default?.value ?? null, out);
      }
      return;
    default:
      return type satisfies never;
  }
}

function writeItems(type: AvroType & { kind: "array" | "map" }, value: JsonValue, out: ByteWriter): void {
  if (type.kind === "array" && isArray(value)) {
    if (value.length > 0) writeLong(BigInt(value.length), out);
    for (const item of value) write(type.items, item, out);
  }
  if (type.kind === "map" && isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length > 0) writeLong(BigInt(entries.length), out);
    for (const [key, item] of entries) {
      write({ kind: "string" }, key, out);
      write(type.values, item, out);
    }
  }
  out.appendByte(0);
}

function writeLong(value: bigint, out: ByteWriter): void {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; rest > 127n; rest >>= 7n) out.appendByte(Number(rest & 127n) | 128);
  out.appendByte(Number(rest));
}
