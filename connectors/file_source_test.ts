import assert from "node:assert/strict";
import type { Records } from "./connector.ts";
import { FileSource } from "./file_source.ts";

interface Line {
  readonly text: string;
  readonly offset: number;
}

const CLOCK = { now: () => 42 };

async function withFile(content: string | Uint8Array, body: (path: string) => Promise<void>) {
  const path = await Deno.makeTempFile();
  try {
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
    await body(path);
  } finally {
    await Deno.remove(path);
  }
}

function linesOf(records: Records): Line[] {
  const { data, count, valueStart, valueEnd, offset } = records;
  return Array.from({ length: count }, (_, i) => ({
    text: new TextDecoder().decode(data.subarray(valueStart[i], valueEnd[i])),
    offset: offset[i]!, // i < count
  }));
}

/** All lines, and the position after each event. */
async function readAll(path: string, chunk?: number, from?: number) {
  await using source = new FileSource(path, CLOCK, chunk);
  const signal = new AbortController().signal;
  await source.open(from === undefined ? undefined : new Map([[0, from]]), signal);
  const lines: Line[] = [];
  const positions: number[] = [];
  let ended = false;
  for await (const event of source.read(signal)) {
    if (event.kind === "end") ended = true;
    if (event.kind !== "records") continue;
    const { records } = event;
    assert.ok(records.data.length >= records.valueEnd[records.count - 1]! + 8, "8 readable bytes behind the last line");
    lines.push(...linesOf(records));
    positions.push(records.next);
  }
  return { lines, positions, ended, texts: lines.map(({ text }) => text), progress: source.progress() };
}

Deno.test("FileSource gives each line with its number, and an end", async () => {
  await withFile("one\ntwo\r\n\nfour", async (path) => {
    const { lines, ended, progress } = await readAll(path);
    assert.deepEqual(lines, [
      { text: "one", offset: 0 },
      { text: "two", offset: 1 },
      { text: "", offset: 2 },
      { text: "four", offset: 3 },
    ]);
    assert.ok(ended);
    assert.deepEqual(progress, [{ partition: 0, position: 14, end: 14, timestamp: 42 }]);
  });
});

Deno.test("FileSource makes no line of what follows the last line end when that is nothing", async () => {
  await withFile("a\nb\n", async (path) => assert.deepEqual((await readAll(path)).texts, ["a", "b"]));
  await withFile("", async (path) => assert.deepEqual((await readAll(path)).texts, []));
  await withFile("\n", async (path) => assert.deepEqual((await readAll(path)).texts, [""]));
  await withFile("\r", async (path) => assert.deepEqual((await readAll(path)).texts, [""]));
});

Deno.test("FileSource gives the same lines whatever the size of its chunks", async () => {
  const content = `first\r\n${"long".repeat(100)}\n\r\nü€😀\nlast\r\n`;
  await withFile(content, async (path) => {
    const whole = await readAll(path);
    assert.deepEqual(whole.texts, ["first", "long".repeat(100), "", "ü€😀", "last"]);
    for (const chunk of [1, 2, 3, 7, 8, 64]) assert.deepEqual((await readAll(path, chunk)).lines, whole.lines);
  });
});

Deno.test("FileSource goes on at each of its positions with the same lines and numbers", async () => {
  const content = Array.from({ length: 200 }, (_, i) => `line ${i}`).join("\r\n");
  await withFile(content, async (path) => {
    const { lines, positions } = await readAll(path, 100);
    assert.ok(positions.length > 5);
    for (const position of positions) {
      const rest = await readAll(path, 100, position);
      assert.deepEqual(rest.lines, lines.slice(lines.length - rest.lines.length));
      assert.ok(rest.lines.length < lines.length);
    }
    assert.deepEqual((await readAll(path, 100, positions.at(-1))).lines, []);
  });
});

Deno.test("FileSource gives more lines of one chunk than its arrays held at first", async () => {
  await withFile("x\n".repeat(5000), async (path) => {
    const { lines } = await readAll(path);
    assert.equal(lines.length, 5000);
    assert.deepEqual(lines.at(-1), { text: "x", offset: 4999 });
  });
});

Deno.test("FileSource stops when aborted, without an end", async () => {
  await withFile("x\n".repeat(1000), async (path) => {
    await using source = new FileSource(path, CLOCK, 16);
    const controller = new AbortController();
    await source.open(undefined, controller.signal);
    const kinds: string[] = [];
    for await (const event of source.read(controller.signal)) {
      kinds.push(event.kind);
      controller.abort();
    }
    assert.deepEqual(kinds, ["records"]);
  });
});

Deno.test("FileSource names the file that cannot be read, and why", async () => {
  const signal = new AbortController().signal;
  const folder = await Deno.makeTempDir();
  try {
    await assert.rejects(new FileSource(`${folder}/none.json`, CLOCK).open(undefined, signal), {
      name: "ConnectorError",
      message: `Cannot read file '${folder}/none.json': it does not exist`,
    });
    await assert.rejects(new FileSource(folder, CLOCK).open(undefined, signal), {
      name: "ConnectorError",
      message: `Cannot read file '${folder}': it is a directory`,
    });
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("FileSource refuses a position behind the end of the file", async () => {
  await withFile("abc\n", async (path) => {
    await using source = new FileSource(path, CLOCK);
    await assert.rejects(source.open(new Map([[0, 5]]), new AbortController().signal), {
      name: "ConnectorError",
      message: `Cannot read file '${path}': it has 4 bytes, but 5 of it were read before`,
    });
  });
});
