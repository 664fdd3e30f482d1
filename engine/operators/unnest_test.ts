import assert from "node:assert/strict";
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { type Field, fieldOf, type Schema } from "../../schema/field.ts";
import { arrayType, BIGINT, TEXT, TIMESTAMP } from "../../schema/types.ts";
import { assignWindowOperator } from "./assign_window.ts";
import {
  type Changed,
  changedBatch,
  cut,
  generator,
  inputOf,
  pick,
  randomChanges,
  Received,
  type Row,
} from "./test_rows.ts";
import { unnestOperator } from "./unnest.ts";

const FIELDS: readonly Field[] = [fieldOf("t", TEXT), fieldOf("items", arrayType(BIGINT))];
const SCHEMA: Schema = { fields: FIELDS, updating: true };

function unnested(pieces: readonly (readonly Changed[])[]): Changed[] {
  const fields = [...FIELDS, fieldOf("item", BIGINT)];
  const received = new Received(fields);
  const plan = { kind: "unnest", input: inputOf(SCHEMA), array: 1, schema: { ...SCHEMA, fields } } as const;
  const operator = unnestOperator(plan, received);
  for (const piece of pieces) operator.process(changedBatch(FIELDS, piece));
  operator.end();
  assert.deepEqual(received.events, ["end"]);
  return received.rows;
}

Deno.test("Unnest gives a row for each element, of an update the old ones and the new ones", () => {
  const rows = unnested([[[INSERT, ["a", [1n, null]]], [INSERT, ["b", []]], [INSERT, ["c", null]]], [
    [UPDATE_BEFORE, ["a", [1n, null]]],
    [UPDATE_AFTER, ["a", [2n]]],
  ]]);
  assert.deepEqual(rows.map(([change, row]) => [change, row[2]]), [
    [INSERT, 1n],
    [INSERT, null],
    [DELETE, 1n],
    [DELETE, null],
    [INSERT, 2n],
  ]);
});

Deno.test("Unnest gives the same at every size of batches, also where one batch becomes several", () => {
  const random = generator(9);
  const items = () => Array.from({ length: Math.floor(random() * 9) }, () => pick([1n, 2n, null], random));
  const changes = randomChanges(900, true, (): Row => [pick(["x", "é", null], random), items()], random);
  const expected = changes.flatMap(([change, row]) =>
    (row[1] as readonly (bigint | null)[]).map((item): Changed => [
      change === UPDATE_BEFORE ? DELETE : change === UPDATE_AFTER ? INSERT : change,
      [...row, item],
    ])
  );
  assert.ok(expected.length > 2048);
  for (const size of [1, 7, 1023]) assert.deepEqual(unnested(cut(changes, size)), expected);
});

const TIMED: readonly Field[] = [fieldOf("t", TEXT), fieldOf("ts", TIMESTAMP, false)];
const WINDOWED = [
  ...TIMED,
  ...["window_start", "window_end", "window_time"].map((name) => fieldOf(name, TIMESTAMP, false)),
];

Deno.test("assignWindowOperator gives a row for each window that holds its time, before the epoch too", () => {
  const random = generator(21);
  for (const [slide, width] of [[10n, 10n], [3n, 10n], [5n, 10n], [10n, 4n]] as const) {
    const rows = Array.from({ length: 1500 }, (): Row => [
      pick(["a", null, "é"], random),
      BigInt(Math.floor(random() * 100) - 50),
    ]);
    const expected = rows.flatMap((row) => {
      const time = row[1] as bigint;
      const starts = Array.from({ length: 300 }, (_, i) => BigInt(i - 150) * slide);
      return starts.filter((start) => start <= time && time < start + width)
        .map((start): Row => [...row, start, start + width, start + width - 1n]);
    });
    const window = slide === width ? { kind: "tumble", width } as const : { kind: "hop", slide, width } as const;
    const schema: Schema = { fields: TIMED, updating: false, eventTime: 1 };
    for (const size of [1, 7, 1024]) {
      const received = new Received(WINDOWED);
      const plan = { kind: "assignWindow", input: inputOf(schema), window, time: 1, partition: [] } as const;
      const operator = assignWindowOperator({ ...plan, schema: { ...schema, fields: WINDOWED } }, received);
      for (const piece of cut(rows.map((row): Changed => [INSERT, row]), size)) {
        operator.process(changedBatch(TIMED, piece));
      }
      operator.advance(5n);
      operator.end();
      assert.deepEqual(received.rows.map(([, row]) => row), expected);
      assert.deepEqual(received.events, ["advance 5", "end"]);
    }
  }
});
