import assert from "node:assert/strict";
import { INSERT } from "../../schema/batch.ts";
import { type Field, fieldOf, type Schema } from "../../schema/field.ts";
import { BIGINT, TEXT, TIMESTAMP } from "../../schema/types.ts";
import { valueKey } from "../state/value_codec.ts";
import type { AssignWindow } from "./assign_window.ts";
import { SessionRows } from "./session_rows.ts";
import { type Changed, changedBatch, cut, generator, inputOf, pick, Received, revived, type Row } from "./test_rows.ts";

const FIELDS: readonly Field[] = [
  fieldOf("k", TEXT),
  fieldOf("ts", TIMESTAMP, false),
  fieldOf("id", BIGINT, false),
  fieldOf("_watermark", TIMESTAMP, false),
];
const OWN = ["window_start", "window_end", "window_time"].map((name) => fieldOf(name, TIMESTAMP, false));
const GAP = 10n;

function planOf(partition: readonly number[]): AssignWindow {
  const schema: Schema = { fields: FIELDS, updating: false, eventTime: 1, rowWatermark: 3 };
  return {
    kind: "assignWindow",
    input: inputOf(schema),
    window: { kind: "session", gap: GAP },
    time: 1,
    partition,
    schema: { ...schema, fields: [...FIELDS, ...OWN] },
  };
}

/** Rows with the watermark before each; some come too late. */
function rowsOf(count: number, random: () => number): Row[] {
  let largest = -1000n;
  return Array.from({ length: count }, (_, i) => {
    const watermark = largest - 8n;
    const time = BigInt(3 * i - Math.floor(random() * (random() < 0.1 ? 60 : 12)));
    if (time > largest) largest = time;
    return [pick(["a", "b", null], random), time, BigInt(i), watermark];
  });
}

interface Session {
  key: string;
  rows: Row[];
}

const timesOf = ({ rows }: Session) => rows.map((row) => row[1] as bigint);
const smallest = (values: readonly bigint[]) => values.reduce((a, b) => a < b ? a : b);
const largest = (values: readonly bigint[]) => values.reduce((a, b) => a > b ? a : b);

/** One row after the other, sessions as lists of rows. */
function naive(all: readonly Row[], keyOf: (row: Row) => string): { rows: string[]; late: number } {
  let open: Session[] = [];
  const closed: Session[] = [];
  let late = 0;
  for (const row of all) {
    const [time, watermark] = [row[1] as bigint, row[3] as bigint];
    const isClosed = (session: Session) => largest(timesOf(session)) + GAP < watermark;
    closed.push(...open.filter(isClosed));
    open = open.filter((session) => !isClosed(session));
    const near = open.filter((session) =>
      session.key === keyOf(row) && time >= smallest(timesOf(session)) - GAP && time <= largest(timesOf(session)) + GAP
    );
    if (near.length === 0 && time + GAP < watermark) {
      late++;
      continue;
    }
    open = open.filter((session) => !near.includes(session));
    open.push({ key: keyOf(row), rows: [...near.flatMap(({ rows }) => rows), row] });
  }
  const rows = [...closed, ...open].flatMap((session) => {
    const [start, end] = [smallest(timesOf(session)), largest(timesOf(session)) + GAP];
    return session.rows.map(([k, ts, id]) => valueKey([k!, ts!, id!, start, end, end - 1n]));
  });
  return { rows: rows.sort(), late };
}

Deno.test("SessionRows tells rows their session as one row after the other would, at every size of batches and after a restart", () => {
  const random = generator(3);
  for (const partition of [[], [0]]) {
    for (let round = 0; round < 15; round++) {
      const rows = rowsOf(80, random);
      const expected = naive(rows, (row) => partition.length === 0 ? "" : valueKey(row[0]!));
      const results = [1, 7, 1024].map((size) => {
        const plan = planOf(partition);
        const received = new Received(plan.schema.fields);
        const build = () => new SessionRows(plan, GAP, received);
        let operator = build();
        cut(rows.map((row): Changed => [INSERT, row]), size).forEach((piece, i) => {
          if (i % 4 === 2) operator = revived(operator, build);
          operator.process(changedBatch(FIELDS, piece));
          const next = rows[Number(piece.at(-1)![1][2]) + 1]?.[3];
          if (typeof next === "bigint") operator.advance(next);
        });
        operator.end();
        assert.equal(operator.lateRows, expected.late);
        assert.equal(operator.stateSize() > 0, true);
        return received.rows.map(([, [k, ts, id, watermark, ...window]]) => {
          assert.ok((watermark as bigint) < (window[1] as bigint), "a row of a session is not late for its window");
          return valueKey([k!, ts!, id!, ...window]);
        });
      });
      assert.deepEqual(results[0]!.toSorted(), expected.rows);
      assert.deepEqual(results[1], results[0]);
      assert.deepEqual(results[2], results[0]);
    }
  }
});

Deno.test("SessionRows closes a session when the watermark is more than the gap past its last row", () => {
  const plan = planOf([]);
  const received = new Received(plan.schema.fields);
  const operator = new SessionRows(plan, GAP, received);
  operator.process(changedBatch(FIELDS, [[INSERT, ["a", 5n, 1n, -100n]]]));
  operator.advance(15n);
  assert.equal(received.rows.length, 0);
  operator.advance(16n);
  assert.deepEqual(received.rows.map(([, row]) => row.slice(4)), [[5n, 15n, 14n]]);
  assert.deepEqual(received.events, ["advance 14", "advance 15"]);
});
