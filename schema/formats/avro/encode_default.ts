/** Defaults of a schema's fields as bytes: they are written where no column is. */
import { Buffer } from "node:buffer";
import { ByteWriter } from "../../byte_writer.ts";
import { InternalError } from "../../errors.ts";
import { appendBytes, appendLong } from "./encode_write.ts";
import type { AvroRecord, AvroType, JsonValue } from "./schema.ts";
import { fitsDefault } from "./schema_default.ts";

/** `value` fits the type, as defaults of parsed schemas do. */
export function defaultBytes(type: AvroType, value: JsonValue): Uint8Array {
  const out = new ByteWriter(16);
  append(type, value, out);
  return out.written().slice();
}

function append(type: AvroType, value: JsonValue, out: ByteWriter): void {
  switch (type.kind) {
    case "null":
      return;
    case "boolean":
      return out.appendByte(value === true ? 1 : 0);
    case "int":
    case "long":
      return appendLong(out, value as number | bigint);
    case "float":
    case "double":
      return appendFloat(Number(value), type.kind === "float" ? 4 : 8, out);
    case "string":
      return appendBytes(out, Buffer.from(value as string));
    case "bytes":
      return appendBytes(out, Buffer.from(value as string, "latin1"));
    case "fixed":
      return out.append(Buffer.from(value as string, "latin1"));
    case "enum":
      return appendLong(out, type.symbols.indexOf(value as string));
    case "array": {
      const items = value as readonly JsonValue[];
      return appendBlock(items, (item) => append(type.items, item, out), out);
    }
    case "map": {
      const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
      return appendBlock(entries, ([key, item]) => {
        appendBytes(out, Buffer.from(key));
        append(type.values, item, out);
      }, out);
    }
    case "union": {
      const at = type.branches.findIndex((branch) => fitsDefault(branch, value));
      const branch = type.branches[at];
      if (branch === undefined) throw new InternalError("a default that fits no branch of its union");
      appendLong(out, at);
      return append(branch, value, out);
    }
    case "record":
      return appendRecord(type, value as Readonly<Record<string, JsonValue>>, out);
    default:
      return type satisfies never;
  }
}

function appendRecord(type: AvroRecord, value: Readonly<Record<string, JsonValue>>, out: ByteWriter): void {
  for (const field of type.fields) {
    const member = Object.hasOwn(value, field.name) ? value[field.name] : field.default?.value;
    if (member === undefined) throw new InternalError("a default that lacks a field of its record");
    append(field.type, member, out);
  }
}

function appendFloat(value: number, size: 4 | 8, out: ByteWriter): void {
  out.ensure(size);
  if (size === 4) out.view.setFloat32(out.position, value, true);
  else out.view.setFloat64(out.position, value, true);
  out.position += size;
}

function appendBlock<T>(items: readonly T[], appendItem: (item: T) => void, out: ByteWriter): void {
  if (items.length > 0) appendLong(out, items.length);
  items.forEach(appendItem);
  appendLong(out, 0);
}
