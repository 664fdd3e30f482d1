import assert from "node:assert/strict";
import type { Origin } from "../../../engine/lineage/origins.ts";
import type { ShownRecord } from "../../../engine/lineage/read_record.ts";
import { ConnectorError } from "../../../schema/errors.ts";
import type { Table } from "../../../schema/table.ts";
import { PLAIN_THEME } from "../../editor/highlight.ts";
import type { Key } from "../../terminal/keys.ts";
import { ResultView } from "../result_view.ts";
import { batchOf, Clock, FIELDS, resultOf, type Row } from "../test_view.ts";
import { ViewLines } from "../view_lines.ts";
import type { AskedRow, RowSources } from "./row_sources.ts";

const TABLE: Table = {
  name: "orders",
  connector: "kafka",
  direction: "source",
  columns: [],
  primaryKey: [],
  options: new Map(),
  sql: "",
};
const PLACE = { topic: "orders", partition: 3, offset: 1204 };
const ORIGIN: Origin = {
  kind: "record",
  table: TABLE,
  place: PLACE,
  timestamp: Date.UTC(2026, 0, 1, 10, 0, 41),
  isLast: true,
  doubts: [],
};
const RECORD: ShownRecord = {
  ...PLACE,
  timestamp: Date.UTC(2026, 0, 1, 10, 0, 41),
  key: "ann",
  headers: null,
  schema: { id: 7, subjects: ["orders-value"] },
  value: '{"id":1}',
};

/** Answers when it is told to. */
class Sources implements RowSources {
  readonly isCarried = false;
  readonly asked: AskedRow[] = [];
  readonly signals: AbortSignal[] = [];
  readonly origins = Promise.withResolvers<readonly Origin[]>();
  readonly record = Promise.withResolvers<ShownRecord>();

  find(row: AskedRow, signal: AbortSignal): Promise<readonly Origin[]> {
    this.asked.push(row);
    this.signals.push(signal);
    return this.origins.promise;
  }

  read(_origin: Origin, signal: AbortSignal): Promise<ShownRecord> {
    this.signals.push(signal);
    return this.record.promise;
  }
}

/** A view of two rows that keys are sent to. */
class Desk {
  readonly sources = new Sources();
  readonly copied: string[] = [];
  readonly #result = resultOf({ clock: new Clock(), rows: 4 });
  readonly #view: ResultView;
  readonly #lines: ViewLines;

  constructor() {
    this.rows([1n, "ann"], [2n, "bob"]);
    this.#view = new ResultView({
      result: this.#result,
      job: 1,
      title: "SELECT",
      theme: PLAIN_THEME,
      order: undefined,
      sources: this.sources,
      now: new Clock().now,
      onChange: () => {},
      onWish: () => {},
      copy: (text) => this.copied.push(text),
      write: () => Promise.resolve(""),
    });
    this.#lines = new ViewLines(this.#view);
  }

  rows(...rows: Row[]): void {
    this.#result.receive(batchOf(FIELDS, rows));
  }

  /** Resolves when what the keys ask for has been answered, as far as it is. */
  async press(...keys: string[]): Promise<void> {
    for (const name of keys) {
      const key = name.length === 1 ? { name: "text", text: name } : { name };
      this.#view.key({ ctrl: false, alt: false, shift: false, ...key } as Key); // as the terminal gives them
      await this.settled();
    }
  }

  async settled(): Promise<void> {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  }

  get text(): string {
    return this.#lines.lines(80, 20, true).join("\n");
  }
}

Deno.test("recordOverlay: Enter looks for the record of a row while keys go on, and says which it is", async () => {
  const desk = new Desk();
  await desk.press("home", "enter");
  assert.match(desk.text, / id +│ 1\n name │ ann\n\n came at +│ .*\n came from │ looking for the record …/);
  assert.deepEqual(desk.sources.asked[0]?.values, [1n, "ann"]);
  await desk.press("down", "up");
  desk.sources.origins.resolve([ORIGIN]);
  await desk.settled();
  assert.match(desk.text, / last changed by │ orders, partition 3, offset 1204, 2026-01-01T10:00:41/);
  await desk.press("escape");
  assert.match(desk.text, / 1 │ ann\n +2 │ bob/);
});

Deno.test("recordOverlay: r reads the record that was found, and Esc goes back to the row", async () => {
  const desk = new Desk();
  await desk.press("home", "enter");
  desk.sources.origins.resolve([ORIGIN]);
  await desk.press("r");
  assert.match(desk.text, /^ reading the record …/);
  desk.sources.record.resolve(RECORD);
  await desk.settled();
  assert.match(
    desk.text,
    /^ topic +│ orders\n partition │ 3\n offset +│ 1204\n timestamp │ 2026.*\n key +│ ann\n headers +│ \{\}\n schema id │ 7\n subject +│ orders-value\n value +│ \{\n +│ +"id": 1\n +│ \}/,
  );
  assert.equal(desk.sources.asked.length, 1, "it was found already");
  await desk.press("escape");
  assert.match(desk.text, / last changed by │ /);
});

Deno.test("recordOverlay: r on a row looks for its record first, and Esc gives all of that up", async () => {
  const desk = new Desk();
  await desk.press("home", "r");
  assert.match(desk.text, /^ came from │ looking for the record …/);
  desk.sources.origins.resolve([ORIGIN]);
  await desk.settled();
  assert.match(desk.text, /^ reading the record …/);
  await desk.press("escape");
  assert.deepEqual(desk.sources.signals.map(({ aborted }) => aborted), [true, true]);
  assert.match(desk.text, / 1 │ ann\n/);
});

Deno.test("recordOverlay: keys are about the row that stands there in full, also when it was dropped meanwhile", async () => {
  const desk = new Desk();
  await desk.press("home", "enter");
  desk.sources.origins.resolve([ORIGIN]);
  desk.rows([3n, "cy"], [4n, "dan"], [5n, "eve"], [6n, "fay"]);
  await desk.press("y", "r");
  assert.deepEqual(desk.copied, ['{"id":1,"name":"ann"}']);
  desk.sources.record.resolve(RECORD);
  await desk.press("y");
  assert.match(desk.text, /^ topic +│ orders\n[^]* copied as JSON/);
  assert.equal(desk.copied.length, 2);
});

Deno.test("recordOverlay: what failed stands there with its cure", async () => {
  const desk = new Desk();
  await desk.press("home", "r");
  desk.sources.origins.resolve([ORIGIN]);
  await desk.settled();
  desk.sources.record.reject(new ConnectorError("The record is gone", { hint: "Keep records longer." }));
  await desk.settled();
  assert.match(desk.text, /^ not read │ The record is gone\n +│ Keep records longer\./);
});

Deno.test("recordOverlay: what is not known is said, and so is what is not certain", async () => {
  const desk = new Desk();
  await desk.press("home", "enter");
  desk.sources.origins.resolve([
    { kind: "unknown", table: "users", reason: 'select "name" to see which of its records' },
    { ...ORIGIN, isLast: false, doubts: ["there may be a newer one"] },
  ]);
  await desk.settled();
  assert.match(desk.text, / from users │ not known: select "name" to see which of its records\n/);
  assert.match(desk.text, / made of +│ orders, partition 3, offset 1204, .*\n +│ there may be a newer one/);
});
