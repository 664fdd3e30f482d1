import assert from "node:assert/strict";
import type { Batch } from "../schema/batch.ts";
import { AnyColumn } from "../schema/column.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import { FileSink } from "./file_sink.ts";
import { fileError } from "./file_error.ts";

/** Writes the text of the first column; null is a null message. */
function textEncoder(): RowEncoder {
  let bound: Batch | undefined;
  return {
    bind: (batch) => void (bound = batch),
    encode(row, out) {
      const column = bound?.columns[0];
      const value = column instanceof AnyColumn ? column.values[row] : null;
      if (typeof value === "string") out.appendText(value);
      return typeof value === "string";
    },
  };
}

function batchOf(...texts: (string | null)[]): Batch {
  return { length: texts.length, columns: [new AnyColumn(texts, undefined)] };
}

async function withPath(body: (path: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await body(`${folder}/out.txt`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("FileSink empties the file, then writes one line per row", async () => {
  await withPath(async (path) => {
    await Deno.writeTextFile(path, "old content that is longer than the new one\n");
    await using sink = new FileSink(path, textEncoder());
    await sink.open();
    sink.write(batchOf("one", null, "three"));
    assert.equal(sink.written(), 0);
    await sink.flush();
    assert.equal(sink.written(), 3);
    sink.write(batchOf("four"));
    await sink.flush();
    await sink.flush();
    assert.equal(await Deno.readTextFile(path), "one\n\nthree\nfour\n");
  });
});

Deno.test("FileSink writes by itself when much has gathered, and makes the writer wait", async () => {
  await withPath(async (path) => {
    await using sink = new FileSink(path, textEncoder());
    await sink.open();
    const line = "x".repeat(999);
    let waits = 0;
    for (let i = 0; i < 200; i++) {
      const written = sink.write(batchOf(line));
      if (written) waits++;
      await written;
    }
    assert.equal(waits, 3);
    assert.equal(sink.written(), 198);
    await sink.flush();
    assert.equal((await Deno.stat(path)).size, 200_000);
  });
});

Deno.test("FileSink loses no row that is written while a flush is under way", async () => {
  await withPath(async (path) => {
    await using sink = new FileSink(path, textEncoder());
    await sink.open();
    sink.write(batchOf("one"));
    const flushed = sink.flush();
    sink.write(batchOf("two"));
    await flushed;
    assert.equal(sink.written(), 1);
    await sink.flush();
    assert.equal(await Deno.readTextFile(path), "one\ntwo\n");
  });
});

Deno.test("FileSink names the file that cannot be written, and why", async () => {
  await withPath(async (path) => {
    await assert.rejects(new FileSink(`${path}/deeper/x`, textEncoder()).open(), {
      name: "ConnectorError",
      message: `Cannot write to file '${path}/deeper/x': the folder does not exist`,
    });
    await Deno.mkdir(path);
    await assert.rejects(new FileSink(path, textEncoder()).open(), {
      message: `Cannot write to file '${path}': it is a directory`,
    });
  });
});

Deno.test({
  name: "FileSink says that the disk is full",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using sink = new FileSink("/dev/full", textEncoder());
    await sink.open();
    sink.write(batchOf("one"));
    await assert.rejects(sink.flush(), {
      name: "ConnectorError",
      message: "Cannot write to file '/dev/full': no space left on the device",
    });
    assert.equal(sink.written(), 0);
  },
});

Deno.test("fileError tells missing rights from Deno's missing permissions", () => {
  const denied = fileError("Cannot read", "a.json", new Deno.errors.PermissionDenied("x"));
  assert.equal(denied.message, "Cannot read file 'a.json': permission denied");
  const incapable = fileError("Cannot write to", "a.json", new Deno.errors.NotCapable("x"));
  assert.equal(incapable.diagnostic.hint, "Start it with --allow-write=a.json.");
});
