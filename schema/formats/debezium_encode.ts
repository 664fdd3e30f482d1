/** Changes to Debezium's JSON messages: `{"before": …, "after": …, "op": …}`. */
import type { Batch } from "../batch.ts";
import type { ByteWriter } from "../byte_writer.ts";
import type { Field } from "../field.ts";
import { ChangeMessages } from "./change_messages.ts";
import type { RowEncoder } from "./format.ts";
import { jsonEncoder } from "./json_encode.ts";
import type { JsonStyle } from "./json_style.ts";

const UTF8 = new TextEncoder();
const CREATED = [UTF8.encode('{"before":null,"after":'), UTF8.encode(',"op":"c"}')] as const;
const UPDATED = [UTF8.encode('{"before":'), UTF8.encode(',"after":'), UTF8.encode(',"op":"u"}')] as const;
const DELETED = [UTF8.encode('{"before":'), UTF8.encode(',"after":null,"op":"d"}')] as const;

/** `key` identifies rows; undefined: the whole row does. */
export class DebeziumEncoder implements RowEncoder {
  readonly #messages: ChangeMessages;
  readonly #rows: RowEncoder;

  constructor(fields: readonly Field[], style: JsonStyle, key: readonly number[] | undefined) {
    this.#messages = new ChangeMessages(fields, key);
    this.#rows = jsonEncoder(fields, style);
  }

  bind(batch: Batch): void {
    this.#messages.bind(batch);
    this.#rows.bind(batch);
  }

  speaks(row: number): boolean {
    return this.#messages.speaks(row);
  }

  encode(row: number, out: ByteWriter): boolean {
    const before = this.#messages.before(row);
    if (before >= 0) {
      out.append(UPDATED[0]);
      this.#rows.encode(before, out);
      out.append(UPDATED[1]);
      this.#rows.encode(row, out);
      out.append(UPDATED[2]);
      return true;
    }
    const [opening, closing] = this.#messages.isRemoval(row) ? DELETED : CREATED;
    out.append(opening);
    this.#rows.encode(row, out);
    out.append(closing);
    return true;
  }
}
