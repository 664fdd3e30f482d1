/**
 * L1: windows, JSON bytes in memory to JSON bytes that are dropped, as in `l1_queries.ts`. The peer keeps a Map of counts for
 * each pane. Bids of each pass are an hour behind those of the pass before, so that windows close and nothing is late.
 */
import { Buffer } from "node:buffer";
import type { Records } from "../../schema/records.ts";
import { bench, type BenchOptions, type BenchTable, benchText } from "./bench.ts";
import { bidRecords } from "./bids.ts";
import { chunked, Feed } from "./feed.ts";
import { BenchSession } from "./session.ts";

const COUNT = 300_000;

const BIDS = `(auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL,
  url TEXT NOT NULL, "dateTime" TIMESTAMP NOT NULL, extra TEXT NOT NULL, WATERMARK FOR "dateTime")`;

interface Query {
  readonly name: string;
  readonly sql: string;
  peer(): Peer;
}

interface Peer {
  add(auction: number, price: number, time: number): void;
  rows: number;
}

/** Windows that close when a later row comes: `slide` and `width` in milliseconds. */
class PaneMaps implements Peer {
  rows = 0;
  readonly #panes = new Map<number, Map<number, number>>();
  #last = -1;

  constructor(readonly slide: number, readonly width: number) {}

  add(auction: number, _: number, time: number): void {
    const start = time - time % this.slide;
    if (start !== this.#last) this.#close(start);
    let pane = this.#panes.get(start);
    if (pane === undefined) this.#panes.set(start, pane = new Map());
    pane.set(auction, (pane.get(auction) ?? 0) + 1);
  }

  #close(start: number): void {
    const first = this.#last;
    this.#last = start;
    if (first < 0) return;
    const end = Math.min(start, first + this.width);
    for (let closing = first + this.slide; closing <= end; closing += this.slide) this.#emit(closing);
    for (const pane of this.#panes.keys()) if (pane <= start - this.width) this.#panes.delete(pane);
  }

  #emit(end: number): void {
    const counts = new Map<number, number>();
    for (let pane = end - this.width; pane < end; pane += this.slide) {
      for (const [auction, count] of this.#panes.get(pane) ?? []) {
        counts.set(auction, (counts.get(auction) ?? 0) + count);
      }
    }
    const w = { start: new Date(end - this.width).toISOString(), end: new Date(end).toISOString() };
    for (const [auction, n] of counts) {
      Buffer.from(JSON.stringify({ auction, w, n }));
      this.rows++;
    }
  }
}

class Largest implements Peer {
  rows = 0;
  #start = -1;
  #largest = 0;

  constructor(readonly width: number) {}

  add(_: number, price: number, time: number): void {
    const start = time - time % this.width;
    if (start !== this.#start) {
      if (this.#start >= 0) {
        Buffer.from(JSON.stringify({ w: new Date(this.#start).toISOString(), price: this.#largest }));
        this.rows++;
      }
      this.#start = start;
      this.#largest = 0;
    }
    if (price > this.#largest) this.#largest = price;
  }
}

const QUERIES: readonly Query[] = [
  {
    name: "q5, hopping count",
    sql:
      `SELECT auction, hop(INTERVAL '1 second', INTERVAL '5 seconds') AS w, count(*) AS n FROM bids GROUP BY auction, w`,
    peer: () => new PaneMaps(1000, 5000),
  },
  {
    name: "q7, window maximum",
    sql: "SELECT tumble(INTERVAL '1 second') AS w, max(price) AS price FROM bids GROUP BY w",
    peer: () => new Largest(1000),
  },
];

/** Writes another hour into the times of all bids. */
function setHour({ data }: Records, places: Int32Array, hour: number): void {
  for (const at of places) {
    data[at] = 48 + Math.floor(hour / 10);
    data[at + 1] = 48 + hour % 10;
  }
}

function placesOfHours({ data, valueStart, valueEnd, count }: Records): Int32Array {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Int32Array.from({ length: count }, (_, i) => {
    const at = buffer.indexOf('"dateTime":"', valueStart[i]);
    if (at < 0 || at > valueEnd[i]!) throw new Error("A bid has no dateTime"); // i < count
    return at + '"dateTime":"2026-08-21T'.length;
  });
}

async function windowTable(query: Query, options: BenchOptions): Promise<BenchTable> {
  const records = bidRecords(COUNT);
  const buffer = Buffer.from(records.data.buffer, records.data.byteOffset, records.data.byteLength);
  const places = placesOfHours(records);
  const feed = new Feed();
  await using session = await BenchSession.open({ connectors: [feed.connector] });
  const [job] = await session.run(
    `CREATE TABLE bids ${BIDS} WITH (connector = 'feed', format = 'json', type = 'source');
    CREATE TABLE nowhere WITH (connector = 'blackhole', format = 'json');
    INSERT INTO nowhere ${query.sql}`,
  );
  if (job === undefined) throw new Error("The INSERT did not start");
  const peer = query.peer();
  const chunks = chunked(records);
  const hours = [0, 0];
  const prepare = (side: number) => () => Promise.resolve(setHour(records, places, hours[side]!++)); // two sides
  return await bench(`${query.name}: JSON bytes to blackhole`, [{
    name: "JSON.parse loop",
    records: COUNT,
    prepare: prepare(0),
    run() {
      const before = peer.rows;
      for (let i = 0; i < COUNT; i++) {
        const { auction, price, dateTime } = JSON.parse(
          buffer.toString("utf8", records.valueStart[i], records.valueEnd[i]),
        );
        peer.add(auction, price, Date.parse(dateTime));
      }
      return `${peer.rows - before} rows`;
    },
  }, {
    name: "sluice",
    records: COUNT,
    prepare: prepare(1),
    async run() {
      const before = job.metrics.rowsOut;
      await Promise.race([feed.deliver(chunks), job.done.then(() => Promise.reject(new Error("The job has ended")))]);
      return `${job.metrics.rowsOut - before} rows`;
    },
  }], options);
}

export async function l1Windows(options: BenchOptions = {}): Promise<BenchTable[]> {
  const tables: BenchTable[] = [];
  for (const query of QUERIES) tables.push(await windowTable(query, options));
  return tables;
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await l1Windows()) console.log(benchText(table));
}
