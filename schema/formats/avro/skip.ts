/** Goes over values that nobody reads, without looking at more of them than where they end. */
import type { AvroCursor } from "./cursor.ts";
import type { AvroType } from "./schema.ts";

export type Skip = (cursor: AvroCursor) => void;

/** One per table, so that recursive types are met again. */
export class Skips {
  readonly #records = new Map<AvroType, Skip>();

  of(type: AvroType): Skip {
    switch (type.kind) {
      case "null":
        return () => {};
      case "boolean":
        return (cursor) => void cursor.take(1);
      case "int":
      case "long":
      case "enum":
        return (cursor) => cursor.skipVarint();
      case "float":
        return (cursor) => void cursor.take(4);
      case "double":
        return (cursor) => void cursor.take(8);
      case "string":
      case "bytes":
        return (cursor) => void cursor.take(cursor.length());
      case "fixed": {
        const { size } = type;
        return (cursor) => void cursor.take(size);
      }
      case "array": {
        const item = this.of(type.items);
        return (cursor) => cursor.skipBlocks(() => item(cursor));
      }
      case "map": {
        const item = this.of(type.values);
        return (cursor) =>
          cursor.skipBlocks(() => {
            cursor.take(cursor.length());
            item(cursor);
          });
      }
      case "union": {
        const branches = type.branches.map((branch) => this.of(branch));
        return (cursor) => branches[cursor.index(branches.length, "a union has no branch")]!(cursor);
      }
      case "record":
        return this.#record(type);
      default:
        return type satisfies never;
    }
  }

  #record(type: AvroType & { kind: "record" }): Skip {
    const known = this.#records.get(type);
    if (known !== undefined) return known;
    const fields: Skip[] = [];
    const skip: Skip = (cursor) => {
      cursor.enter();
      for (const field of fields) field(cursor);
      cursor.leave();
    };
    this.#records.set(type, skip);
    for (const field of type.fields) fields.push(this.of(field.type));
    return skip;
  }
}
