import assert from "node:assert/strict";
import { History, type HistoryOptions, historyPath } from "./history.ts";

/** A folder that is gone after the test, and a way to open histories in it. */
class Place implements Disposable {
  readonly folder = Deno.makeTempDirSync();
  readonly path = `${this.folder}/deep/history.ndjson`;
  readonly notices: string[] = [];

  open(options: Partial<HistoryOptions> = {}): History {
    return new History({
      path: this.path,
      dir: "/shop",
      mask: (sql) => sql.replaceAll("hunter2", "***"),
      notice: (message) => this.notices.push(message),
      now: () => Date.UTC(2026, 0, 1, 10),
      ...options,
    });
  }

  get text(): string {
    return Deno.readTextFileSync(this.path);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

const texts = (history: History) => history.entries().map((entry) => entry.sql);

Deno.test("History writes a line at submit and one at the end, in a file of its owner's", () => {
  using place = new Place();
  const history = place.open();
  const id = history.submit("SELECT\n 1;");
  history.end(id, { ms: 412, rows: 1204, rc: 0 });
  assert.equal(
    place.text,
    `{"id":"${id}","t":"2026-01-01T10:00:00.000Z","dir":"/shop","sql":"SELECT\\n 1;"}\n` +
      `{"id":"${id}","ms":412,"rows":1204,"rc":0}\n`,
  );
  assert.equal((Deno.statSync(place.path).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual(texts(place.open()), ["SELECT\n 1;"]);
});

Deno.test("History takes a file away from others that can be read by them", () => {
  using place = new Place();
  place.open().submit("a;");
  Deno.chmodSync(place.path, 0o644);
  place.open().submit("b;");
  assert.equal((Deno.statSync(place.path).mode ?? 0) & 0o777, 0o600);
});

Deno.test("History masks before it writes and gives this shell back what it typed", () => {
  using place = new Place();
  const history = place.open();
  history.submit("x = 'hunter2';");
  assert.ok(!place.text.includes("hunter2"));
  assert.deepEqual(texts(history), ["x = 'hunter2';"]);
  assert.deepEqual(texts(place.open()), ["x = '***';"]);
});

Deno.test("History keeps out what begins with a blank", () => {
  using place = new Place();
  const history = place.open();
  assert.equal(history.submit(" SELECT 1;"), undefined);
  assert.equal(history.submit("\n"), undefined);
  history.submit("a;");
  assert.deepEqual(texts(history), ["a;"]);
});

Deno.test("History collapses equal neighbours when read", () => {
  using place = new Place();
  const history = place.open();
  for (const sql of ["a;", "a;", "b;", "a;"]) history.submit(sql);
  assert.deepEqual(texts(history), ["a;", "b;", "a;"]);
});

Deno.test("History of two shells is one", () => {
  using place = new Place();
  const [one, other] = [place.open(), place.open()];
  one.submit("1;");
  assert.deepEqual(texts(other), ["1;"]);
  other.submit("2;");
  one.submit("3;");
  assert.deepEqual(texts(one), ["1;", "2;", "3;"]);
  assert.deepEqual(texts(other), ["1;", "2;", "3;"]);
});

Deno.test("History reads past lines that a crash has cut and begins a new line after one", () => {
  using place = new Place();
  place.open().submit("a;");
  Deno.writeTextFileSync(place.path, 'null\n{"id":5,"sql":"x"}\n{"id":"k","t":"', { append: true });
  const history = place.open();
  history.submit("b;");
  assert.deepEqual(texts(history), ["a;", "b;"]);
});

Deno.test("History does not take a line that is not written to its end", () => {
  using place = new Place();
  const history = place.open();
  history.submit("a;");
  const line = '{"id":"k","t":"t","dir":"d","sql":"b;"}';
  Deno.writeTextFileSync(place.path, line.slice(0, 20), { append: true });
  assert.deepEqual(texts(history), ["a;"]);
  Deno.writeTextFileSync(place.path, line.slice(20) + "\n", { append: true });
  assert.deepEqual(texts(history), ["a;", "b;"]);
});

Deno.test("History compacts a large file to its newest entries with their ends", () => {
  using place = new Place();
  const history = place.open();
  for (let n = 0; n < 20; n++) history.end(history.submit(`${n};`), { ms: n, rows: 0, rc: 0 });
  place.open({ keep: 3, compactAt: 1_000_000 }).compact();
  assert.equal(place.text.split("\n").length, 41);
  place.open({ keep: 3, compactAt: 1_000 }).compact();
  assert.deepEqual(texts(place.open()), ["17;", "18;", "19;"]);
  assert.equal(place.text.split("\n").length, 7);
  assert.equal((Deno.statSync(place.path).mode ?? 0) & 0o777, 0o600);
  history.submit("after;");
  assert.deepEqual(texts(history), ["17;", "18;", "19;", "after;"]);
  assert.deepEqual(Array.from(Deno.readDirSync(`${place.folder}/deep`), (file) => file.name), ["history.ndjson"]);
});

Deno.test("History says once that it cannot write and goes on in memory", () => {
  using place = new Place();
  Deno.writeTextFileSync(`${place.folder}/deep`, "a file where the folder should be");
  const history = place.open();
  history.submit("a;");
  history.submit("b;");
  assert.deepEqual(texts(history), ["a;", "b;"]);
  assert.equal(place.notices.length, 1);
  assert.match(place.notices[0] ?? "", /^History is not saved: /);
});

Deno.test("History without a file lives in memory", () => {
  const history = new History({ path: undefined, dir: "", mask: (sql) => sql, notice: assert.fail, now: () => 0 });
  history.submit("a;");
  history.compact();
  assert.deepEqual(texts(history), ["a;"]);
});

Deno.test("historyPath obeys SLUICE_HISTORY, and off when it is empty", () => {
  const path = (env: Record<string, string>) => historyPath((name) => env[name]);
  assert.equal(path({ HOME: "/home/ann" }), "/home/ann/.sluice/history.ndjson");
  assert.equal(path({ HOME: "/home/ann", SLUICE_HISTORY: "/tmp/h" }), "/tmp/h");
  assert.equal(path({ HOME: "/home/ann", SLUICE_HISTORY: "" }), undefined);
  assert.equal(path({}), undefined);
});
