/** Values of any Avro type as SQL values and as JSON text: the exact way, and the only one for what is nested. */
import { type SqlType, type StructField, typeName, type Value } from "../../types.ts";
import { BadValue } from "../json_cursor.ts";
import { AvroCursor } from "./cursor.ts";
import { defaultBytes } from "./default_bytes.ts";
import { indexByName } from "./names.ts";
import { type Default, type Plan, type RecordPlan, resolve, Unresolvable, within } from "./resolve.ts";
import { jsonTextReader, type Read, refuse, scalarJson, scalarReader } from "./scalars.ts";
import { type AvroType, avroTypeName, optionalOf } from "./schema.ts";
import { type Skip, Skips } from "./skip.ts";

const NOTHING: Skip = () => {};

/** Makes readers; one for each writer, so that recursive types are met again. */
export class Readers {
  readonly skips = new Skips();
  readonly #json = new Map<RecordPlan, Read<string>>();

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

  /** Compact JSON text by `sql.md` §7.5. */
  json(plan: Plan): Read<string> {
    switch (plan.kind) {
      case "scalar":
        return scalarJson(plan.from, plan.to);
      case "enum": {
        const read = symbolReader(plan);
        return (cursor) => JSON.stringify(read(cursor));
      }
      case "union":
        return union(plan, (branch) => this.json(branch));
      case "refused":
        return () => refuse(plan.reason);
      case "array": {
        const item = this.json(plan.items);
        return (cursor) => {
          let text = "";
          cursor.blocks(() => text += text === "" ? item(cursor) : `,${item(cursor)}`);
          return `[${text}]`;
        };
      }
      case "map": {
        const key = scalarJson({ kind: "string" }, { kind: "string" });
        const item = this.json(plan.values);
        return (cursor) => {
          let text = "";
          cursor.blocks(() => {
            if (text !== "") text += ",";
            text += `${key(cursor)}:`;
            text += item(cursor);
          });
          return `{${text}}`;
        };
      }
      case "record": {
        const known = this.#json.get(plan);
        if (known !== undefined) return known;
        return this.#recordJson(plan);
      }
      default:
        return plan satisfies never;
    }
  }

  /** NULL where the value is null, not the JSON `null`. A plain string holds JSON text, as sinks write JSON columns. */
  #jsonValue(plan: Plan, to: AvroType): Read<Value> {
    const type = optionalOf(to) ?? to;
    const holdsText = type.kind === "string" && type.logical === undefined;
    const read = (branch: Plan): Read<Value> => {
      if (branch.kind !== "scalar") return this.json(branch);
      if (branch.to.kind === "null") return () => null;
      return holdsText ? jsonTextReader(branch.from) : scalarJson(branch.from, branch.to);
    };
    return plan.kind === "union" ? union(plan, read) : read(plan);
  }

  #recordJson(plan: RecordPlan): Read<string> {
    const heads = plan.to.fields.map(({ name }, i) => `${i === 0 ? "" : ","}${JSON.stringify(name)}:`);
    const inOrder = plan.defaults.length === 0 && plan.steps.every((step, i) => step.field === i);
    const texts = new Map<number, string>();
    const steps: { readonly field: number | undefined; readonly head: string; readonly read: Read<string | void> }[] =
      [];
    const count = heads.length;
    const read: Read<string> = (cursor) => {
      cursor.enter();
      let text = "";
      if (inOrder) { for (const step of steps) text += step.head + step.read(cursor); }
      else {
        const members = new Array<string>(count).fill("");
        for (const [field, value] of texts) members[field] = value;
        for (const { field, head, read } of steps) {
          const member = read(cursor);
          if (field !== undefined) members[field] = head + member;
        }
        text = members.join("");
      }
      cursor.leave();
      return `{${text}}`;
    };
    this.#json.set(plan, read);
    for (const { field, type, plan: inner } of plan.steps) {
      if (field === undefined || inner === undefined) steps.push({ field, head: "", read: this.skips.of(type) });
      else steps.push({ field, head: heads[field]!, read: this.json(inner) }); // one per field
    }
    for (const missing of plan.defaults) {
      const text = readDefault(missing, this.json(resolve(missing.type, missing.type)));
      texts.set(missing.field, heads[missing.field]! + text);
    }
    return read;
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

function symbolReader({ symbols, to }: Plan & { kind: "enum" }): Read<string> {
  return (cursor) => {
    const index = cursor.index(symbols.length, `${avroTypeName(to)} has no symbol`);
    return symbols[index] ??
      refuse(`${avroTypeName(to)} has no symbol for number ${index} of the writer, and no default`);
  };
}

/** Throws when no branch but null can be read. */
function union<T>({ branches }: Plan & { kind: "union" }, read: (branch: Plan) => Read<T>): Read<T> {
  let first: Unresolvable | undefined;
  let fits = branches.every((branch) => branch.kind === "refused" || isNull(branch));
  const reads = branches.map((branch): Read<T> => {
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
  return (cursor) => reads[cursor.index(reads.length, "a union has no branch")]!(cursor); // below its length
}

function isNull(plan: Plan): boolean {
  return plan.kind === "scalar" && plan.to.kind === "null";
}

function readDefault<T>({ type, value }: Pick<Default, "type" | "value">, read: Read<T>): T {
  const cursor = new AvroCursor();
  cursor.bytes = defaultBytes(type, value);
  cursor.view = new DataView(cursor.bytes.buffer, cursor.bytes.byteOffset);
  cursor.over(0, cursor.bytes.length);
  return read(cursor);
}
