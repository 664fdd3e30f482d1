/** Values of any Avro type as SQL values: the exact way, and the only one for what is nested. */
import { ByteWriter } from "../../byte_writer.ts";
import { type SqlType, type StructField, typeName, type Value } from "../../types.ts";
import { BadValue } from "../json_cursor.ts";
import type { AvroCursor } from "./cursor.ts";
import { branchReader, isNull, JsonWriters, readDefault, symbolReader, type WriteJson } from "./json_values.ts";
import { indexByName } from "./field_index.ts";
import { type AvroScalar, type Default, type Plan, type RecordPlan, resolve, Unresolvable, within } from "./resolve.ts";
import { jsonTextReader, type Read, refuse, scalarReader } from "./scalars.ts";
import { type AvroType, avroTypeName, optionalOf } from "./schema.ts";
import { type Skip, Skips } from "./skip.ts";

/** False: the value is null, and nothing was written. Throws {@link BadValue}. */
export type WriteJsonOrNull = (cursor: AvroCursor, out: ByteWriter) => boolean;

const NOTHING: Skip = () => {};

/** Makes readers; one for each writer, so that recursive types are met again. */
export class Readers {
  readonly skips = new Skips();
  readonly json = new JsonWriters(this.skips);

  /** `to` is the type that the plan resolves to. Throws {@link Unresolvable} when nothing but NULL could be read into `t`. */
  value(plan: Plan, t: SqlType, to: AvroType): Read<Value> {
    if (t.kind === "json") return this.#jsonValue(plan, to);
    switch (plan.kind) {
      case "scalar":
        return plan.to.kind === "null" ? () => null : scalarReader(plan.from, plan.to, t);
      case "enum":
        if (t.kind === "text") return symbolReader(plan);
        throw new Unresolvable(`: the writer's ${avroTypeName(plan.to)} cannot be read into ${typeName(t)}`);
      case "union":
        return union(plan, (branch) => this.value(branch, t, to));
      case "refused":
        return () => refuse(plan.reason);
      case "array": {
        if (t.kind !== "array") throw new Unresolvable(`: the writer's array cannot be read into ${typeName(t)}`);
        const item = this.value(plan.items, t.element, plan.to.items);
        return (cursor) => {
          const values: Value[] = [];
          cursor.blocks(() => void values.push(item(cursor)));
          return values;
        };
      }
      case "map":
        throw new Unresolvable(`: the writer's map cannot be read into ${typeName(t)}`);
      case "record":
        if (t.kind !== "struct") {
          throw new Unresolvable(`: the writer's ${avroTypeName(plan.to)} cannot be read into ${typeName(t)}`);
        }
        return this.#struct(plan, t.fields);
      default:
        return plan satisfies never;
    }
  }

  /** The value that stands for a field which the writer does not have. Throws {@link Unresolvable}, {@link BadValue}. */
  defaultValue({ type, value }: Default, t: SqlType): Value {
    return readDefault({ type, value }, this.value(resolve(type, type), t, type));
  }

  /**
   * Writes a value as JSON text. A string that is not one of several branches holds JSON text, as sinks write JSON
   * columns.
   */
  jsonOrNull(plan: Plan, to: AvroType): WriteJsonOrNull {
    const type = optionalOf(to) ?? to;
    const holdsText = type.kind === "string" && type.logical === undefined;
    const write = (branch: Plan): WriteJsonOrNull => {
      if (isNull(branch)) return () => false;
      const value = holdsText && branch.kind === "scalar" ? jsonTextWriter(branch.from) : this.json.of(branch);
      return (cursor, out) => {
        value(cursor, out);
        return true;
      };
    };
    if (plan.kind !== "union") return write(plan);
    const branch = branchReader(plan.branches.map(write));
    return (cursor, out) => branch(cursor)(cursor, out);
  }

  #jsonValue(plan: Plan, to: AvroType): Read<Value> {
    const write = this.jsonOrNull(plan, to);
    const out = new ByteWriter(0);
    return (cursor) => {
      out.clear();
      return write(cursor, out) ? UTF8.decode(out.written()) : null;
    };
  }

  #struct(plan: RecordPlan, members: readonly StructField[]): Read<Value> {
    const names = plan.to.fields.map((field) => field.name);
    const initial: Value[] = members.map(() => null);
    const targets = new Map<number, number[]>();
    members.forEach((member, index) => {
      const field = indexByName(names, member.name);
      if (field === undefined) {
        if (!member.nullable) {
          throw new Unresolvable(": the writer has no such field, and it is NOT NULL").within(member.name);
        }
        return;
      }
      targets.set(field, [...(targets.get(field) ?? []), index]);
    });
    for (const missing of plan.defaults) {
      for (const index of targets.get(missing.field) ?? []) {
        const member = members[index]!; // an index of them, as below
        initial[index] = within(member.name, () => this.defaultValue(missing, member.type));
      }
    }
    const steps = plan.steps.map(({ type, field, plan: inner }) => {
      const indexes = field === undefined ? [] : targets.get(field) ?? [];
      if (field === undefined || inner === undefined || indexes.length === 0) {
        return { indexes: NONE, reads: [], skip: this.skips.of(type) };
      }
      const reads = indexes.map((index) => {
        const member = members[index]!;
        return memberReader(
          member,
          within(member.name, () => this.value(inner, member.type, plan.to.fields[field]!.type)),
        );
      });
      return { indexes, reads, skip: NOTHING };
    });
    return (cursor) => {
      cursor.enter();
      const values = initial.slice();
      for (const { indexes, reads, skip } of steps) {
        skip(cursor);
        const start = cursor.position;
        for (let i = 0; i < indexes.length; i++) {
          cursor.position = start;
          values[indexes[i]!] = reads[i]!(cursor); // one for each index
        }
      }
      cursor.leave();
      return values;
    };
  }
}

const NONE: readonly number[] = [];

function memberReader({ name, nullable }: StructField, read: Read<Value>): Read<Value> {
  return (cursor) => {
    let value: Value;
    try {
      value = read(cursor);
    } catch (error) {
      throw error instanceof BadValue ? new BadValue(`member '${name}': ${error.message}`) : error;
    }
    return value === null && !nullable ? refuse(`member '${name}' is NULL`) : value;
  };
}

/** Throws when no branch but null can be read. */
function union({ branches }: Plan & { kind: "union" }, read: (branch: Plan) => Read<Value>): Read<Value> {
  let first: Unresolvable | undefined;
  let fits = branches.every((branch) => branch.kind === "refused" || isNull(branch));
  const reads = branches.map((branch): Read<Value> => {
    try {
      const made = read(branch);
      if (branch.kind !== "refused" && !isNull(branch)) fits = true;
      return made;
    } catch (error) {
      if (!(error instanceof Unresolvable)) throw error;
      first ??= error;
      const reason = error.message.replace(/^: /, "");
      return () => refuse(reason);
    }
  });
  if (!fits && first !== undefined) throw first;
  const branch = branchReader(reads);
  return (cursor) => branch(cursor)(cursor);
}

function jsonTextWriter(from: AvroScalar): WriteJson {
  const read = jsonTextReader(from);
  return (cursor, out) => out.appendText(read(cursor));
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
