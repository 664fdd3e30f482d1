import assert from "node:assert/strict";
import { START_OPTION, UNTIL_OPTION } from "./offset_options.ts";

const start = (value: string) => START_OPTION.read({ value }, "source.offset");
const until = (value: string) => UNTIL_OPTION.read({ value }, "source.until");

Deno.test("START_OPTION reads words, times and partitions", () => {
  assert.deepEqual(START_OPTION.fallback, { kind: "latest" });
  for (const kind of ["earliest", "latest", "group"]) assert.deepEqual(start(kind), { kind });
  assert.deepEqual(start("Earliest"), { kind: "earliest" });
  const milliseconds = Date.UTC(2026, 0, 1);
  assert.deepEqual(start("2026-01-01T00:00:00Z"), { kind: "timestamp", milliseconds });
  assert.deepEqual(start(String(milliseconds)), { kind: "timestamp", milliseconds });
});

Deno.test("START_OPTION reads partitions, each with an offset or a word, and a rest", () => {
  assert.deepEqual(start("0:42,1:17"), {
    kind: "partitions",
    offsets: new Map([[0, 42], [1, 17]]),
    rest: undefined,
  });
  assert.deepEqual(start("3:earliest, *:latest"), {
    kind: "partitions",
    offsets: new Map([[3, "earliest"]]),
    rest: "latest",
  });
  assert.deepEqual(start("*:0"), { kind: "partitions", offsets: new Map(), rest: 0 });
});

Deno.test("START_OPTION refuses anything else in Arroyo's words", () => {
  for (const text of ["first", "", "0:42,0:43", "0:group", "0:", "*:1,*:2", "-1:5", "2026-02-30", "0:1;1:2"]) {
    assert.throws(() => start(text), { name: "SqlError", message: `invalid value for source.offset '${text}'` });
  }
});

Deno.test("UNTIL_OPTION reads latest, times and partitions, but no beginning", () => {
  assert.equal(UNTIL_OPTION.fallback, undefined);
  assert.deepEqual(until("latest"), { kind: "latest" });
  assert.deepEqual(until("1000"), { kind: "timestamp", milliseconds: 1000 });
  assert.deepEqual(until("0:50,*:latest"), { kind: "partitions", offsets: new Map([[0, 50]]), rest: "latest" });
  for (const text of ["earliest", "group", "0:earliest"]) {
    assert.throws(() => until(text), { name: "SqlError", message: `invalid value for source.until '${text}'` });
  }
});
