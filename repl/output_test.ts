import assert from "node:assert/strict";
import { ConnectorError } from "../schema/errors.ts";
import { fieldOf } from "../schema/field.ts";
import { BIGINT, TEXT } from "../schema/types.ts";
import { batchesOf, writeInfo } from "./view/info.ts";
import { OutputClosed } from "./exit_code.ts";
import { Output, outputFormat, type ResultStream } from "./output.ts";

const FIELDS = [fieldOf("n", BIGINT)];

function send(result: ResultStream, ...numbers: number[]): void {
  for (const batch of batchesOf({ fields: FIELDS, rows: numbers.map((n) => [BigInt(n)]) })) result.receive(batch);
}

/** Collects what is written, one entry per write. */
function collector(): { pieces: string[]; write: (bytes: Uint8Array) => number; readonly text: string } {
  const pieces: string[] = [];
  return {
    pieces,
    write: (bytes) => {
      pieces.push(new TextDecoder().decode(bytes));
      return bytes.length;
    },
    get text() {
      return pieces.join("");
    },
  };
}

Deno.test("Output writes at once when the input pauses", () => {
  const out = collector();
  using output = new Output({ write: out.write, format: "ndjson" });
  const result = output.result(FIELDS);
  send(result, 1);
  send(result, 2);
  assert.deepEqual(out.pieces, []);
  result.onIdle();
  assert.deepEqual(out.pieces, ['{"n":1}\n{"n":2}\n']);
  assert.equal(result.rows, 2);
});

Deno.test("Output writes by itself what has waited long enough", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  using output = new Output({
    write: (bytes) => {
      resolve(new TextDecoder().decode(bytes));
      return bytes.length;
    },
    format: "ndjson",
  });
  send(output.result(FIELDS), 1);
  assert.equal(await promise, '{"n":1}\n');
});

Deno.test("Output writes the rows of results side by side together", () => {
  const out = collector();
  using output = new Output({ write: out.write, format: "ndjson" });
  const results = [output.result(FIELDS, { query: 1 }), output.result(FIELDS, { query: 2 })] as const;
  send(results[0], 1);
  send(results[1], 5);
  output.flush();
  assert.deepEqual(out.pieces, ['{"_query":1,"n":1}\n{"_query":2,"n":5}\n']);
});

Deno.test("Output in json is one array over all results of a run", () => {
  const out = collector();
  const output = new Output({ write: out.write, format: "json" });
  const a = output.result(FIELDS, { query: 1 });
  const b = output.result(FIELDS, { query: 2 });
  send(a, 1);
  send(b, 2);
  send(a, 3);
  a.onEnd();
  b.onEnd();
  writeInfo({ fields: FIELDS, rows: [[4n]] }, output);
  output.close();
  assert.deepEqual(JSON.parse(out.text), [{ _query: 1, n: 1 }, { _query: 2, n: 2 }, { _query: 1, n: 3 }, { n: 4 }]);
});

Deno.test("Output in json writes nothing when there was no result, [] when it had no rows", () => {
  for (const results of [0, 1]) {
    const out = collector();
    const output = new Output({ write: out.write, format: "json" });
    if (results > 0) output.result(FIELDS).onEnd();
    output.close();
    assert.equal(out.text, results === 0 ? "" : "[]\n");
  }
});

Deno.test("Output separates tables by an empty line", () => {
  const out = collector();
  using output = new Output({ write: out.write, format: "table" });
  for (const n of [1, 2]) {
    const result = output.result(FIELDS);
    send(result, n);
    result.onEnd();
  }
  assert.equal(out.text, " n\n──\n 1\n\n n\n──\n 2\n");
});

Deno.test("Output passes large results on in pieces of at least 64 KB", () => {
  const out = collector();
  const output = new Output({ write: out.write, format: "ndjson" });
  const result = output.result(FIELDS);
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  const { now } = performance;
  performance.now = () => 0; // rows must not leave because time has passed
  try {
    for (let i = 0; i < 30; i++) send(result, ...numbers);
    result.onEnd();
    output.close();
  } finally {
    performance.now = now;
  }
  assert.equal(out.text.split("\n").length - 1, 30_000);
  assert.ok(out.pieces.slice(0, -1).every((piece) => piece.length >= 64 * 1024));
});

Deno.test("Output ends quietly when nobody reads", () => {
  const output = new Output({
    format: "ndjson",
    write: () => {
      throw new Deno.errors.BrokenPipe();
    },
  });
  const result = output.result(FIELDS);
  send(result, 1);
  result.onIdle();
  assert.ok(output.gone.reason instanceof OutputClosed);
  send(result, 2);
  result.onEnd();
  output.close();
});

Deno.test("Output says which file could not be written, also when it was found out later", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const output = new Output({ format: "ndjson", file: "/dev/full", write: () => assert.fail("stdout was written") });
  const result = output.result(FIELDS);
  send(result, 1);
  await new Promise((found) => output.gone.addEventListener("abort", found));
  const full = { name: "ConnectorError", message: 'Cannot write to "/dev/full": no space left on device' };
  assert.ok(output.gone.reason instanceof ConnectorError);
  send(result, 2);
  assert.throws(() => result.onIdle(), full);
  assert.throws(() => output.close(), full);
});

Deno.test("Output says what is wrong with standard output", () => {
  const output = new Output({
    format: "csv",
    write: () => {
      throw new Error("No space left on device (os error 28)");
    },
  });
  const result = output.result(FIELDS);
  assert.throws(() => result.onEnd(), { message: "Cannot write to standard output: no space left on device" });
  assert.throws(() => output.close(), ConnectorError);
});

Deno.test("Output makes its file when the first result begins, and shortens nothing there", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const file = `${dir}/x.txt`;
    const output = new Output({
      format: "table",
      file,
      color: true,
      width: 10,
      write: () => assert.fail("stdout was written"),
    });
    assert.throws(() => Deno.statSync(file), Deno.errors.NotFound);
    writeInfo({ fields: [fieldOf("t", TEXT)], rows: [["a long text in a cell"], [null]] }, output);
    output.close();
    assert.equal(await Deno.readTextFile(file), ` t\n${"─".repeat(22)}\n a long text in a cell\n NULL\n`);
    const lost = new Output({ format: "csv", file: `${dir}/none/x.csv`, write: () => 0 });
    assert.throws(() => lost.result(FIELDS), {
      name: "ConnectorError",
      message: /^Cannot write to ".*none\/x\.csv": no such file/,
    });
    lost.close();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("outputFormat is what was asked for, else by suffix, else by reader", () => {
  const choose = (choice: Partial<Parameters<typeof outputFormat>[0]>) =>
    outputFormat({ format: undefined, file: undefined, terminal: false, agent: false, ...choice });
  assert.equal(choose({}), "ndjson");
  assert.equal(choose({ terminal: true }), "table");
  assert.equal(choose({ terminal: true, agent: true }), "markdown");
  assert.equal(choose({ format: "tsv", file: "x.csv", agent: true }), "tsv");
  const files = {
    "x.csv": "csv",
    "a.b/X.JSON": "json",
    "x.jsonl": "ndjson",
    "x.md": "markdown",
    "x": "ndjson",
    "x.log": "ndjson",
  };
  for (const [file, format] of Object.entries(files)) assert.equal(choose({ file, terminal: true }), format, file);
});
