/** SQLite as the oracle of queries: the same rows in its tables, and what it answers as values of our types. */
import assert from "node:assert/strict";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import type { Field } from "../../schema/field.ts";
import type { SqlType, Value } from "../../schema/types.ts";
import { rowText } from "./settled.ts";

export class Sqlite implements Disposable {
  readonly #db = new DatabaseSync(":memory:");

  /** `columns` as in CREATE TABLE. Rows have consecutive rowids, from 1. */
  table(name: string, columns: readonly string[], rows: Iterable<readonly Value[]>): void {
    this.#db.exec(`CREATE TABLE ${name} (${columns.join(", ")})`);
    const insert = this.#db.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => "?").join(", ")})`);
    this.#db.exec("BEGIN");
    for (const row of rows) insert.run(...row.map(inputOf));
    this.#db.exec("COMMIT");
  }

  execute(sql: string): void {
    this.#db.exec(sql);
  }

  /** A function without arguments for SQL to call. */
  constant(name: string, value: SQLInputValue): void {
    this.#db.function(name, { deterministic: true }, () => value);
  }

  /** Sorted, each row as {@link rowText} of the product's fields. */
  lines(sql: string, fields: readonly Field[]): string[] {
    const statement = this.#db.prepare(sql) as StatementSync & ReturningArrays;
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    return (statement.all() as unknown as SQLOutputValue[][]).map((cells) => {
      assert.equal(cells.length, fields.length, "as many columns");
      return rowText(cells.map((cell, i) => valueOf(cell, fields[i]!.type)), { fields }); // as many
    }).sort();
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

/** As Node has it; the types that Deno brings lack it. */
interface ReturningArrays {
  setReturnArrays(on: boolean): void;
}

function inputOf(value: Value): SQLInputValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || typeof value === "number" || typeof value === "bigint" || typeof value === "string") {
    return value;
  }
  throw new Error(`SQLite has no ${typeof value}`);
}

/** Numbers are never converted to text or back: SQLite must give the kind of value that our type holds. */
function valueOf(cell: SQLOutputValue, type: SqlType): Value {
  if (cell === null) return null;
  const kind = typeof cell;
  switch (type.kind) {
    case "boolean":
      assert.equal(kind, "bigint");
      return cell === 1n;
    case "integer":
      assert.equal(kind, "bigint");
      return type.bits === 64 || (type.bits === 32 && type.unsigned) ? cell : Number(cell);
    case "float":
      assert.notEqual(kind, "string");
      return Number(cell);
    case "timestamp":
    case "decimal":
      assert.equal(kind, "bigint");
      return cell;
    default:
      assert.equal(kind, "string");
      return cell;
  }
}
