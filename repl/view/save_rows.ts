/** Rows of a view into a file, in the format of its suffix, a few at a time. */
import type { Value } from "../../schema/types.ts";
import { resultWriter } from "../formats/mod.ts";
import { outputFormat } from "../output.ts";
import { visible } from "../terminal/width.ts";
import { batchesOf } from "./info.ts";
import type { WrittenRows } from "./written_rows.ts";

/** Rows between two writes. */
const ROWS = 512;

/** What is to be said of it; never rejects. A file that is there is replaced. */
export async function saveRows(path: string, { fields, rows }: WrittenRows): Promise<string> {
  try {
    const format = outputFormat({ format: undefined, file: path, terminal: false, agent: false });
    using file = await Deno.open(path, { write: true, create: true, truncate: true });
    const pieces: Uint8Array[] = [];
    const writer = resultWriter(format, fields, (bytes) => pieces.push(bytes.slice()), {
      color: false,
      width: undefined,
    });
    const flush = async () => {
      for (const piece of pieces.splice(0)) {
        for (let at = 0; at < piece.length;) at += await file.write(piece.subarray(at));
      }
    };
    for await (const part of inParts(rows)) {
      for (const batch of batchesOf({ fields, rows: part })) writer.write(batch);
      await flush();
    }
    writer.end();
    await flush();
    return `${writer.rows.toLocaleString("en-US")} ${writer.rows === 1 ? "row" : "rows"} written to ${visible(path)}`;
  } catch (error) {
    return `Cannot write to "${visible(path)}": ${error instanceof Error ? visible(error.message) : error}`;
  }
}

async function* inParts(rows: AsyncIterable<readonly Value[]>): AsyncGenerator<(readonly Value[])[]> {
  let part: (readonly Value[])[] = [];
  for await (const values of rows) {
    part.push(values);
    if (part.length < ROWS) continue;
    yield part;
    part = [];
  }
  yield part;
}
