/**
 * L1: whole queries, JSON bytes in memory to JSON bytes that are dropped. Ours runs through the session, the pipeline and
 * `connector = 'blackhole'`; the peer is the loop that a user would write around `JSON.parse` and `JSON.stringify`.
 */
import { Buffer } from "node:buffer";
import { FORMATS } from "../../schema/formats/mod.ts";
import type { Records } from "../../schema/records.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { type Bid, bidRecords } from "./bids.ts";
import { type Digest, digesting } from "./digest.ts";
import { chunked, Feed } from "./feed.ts";
import { BenchSession } from "./session.ts";

const COUNT = 300_000;

const BIDS = `(auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL,
  url TEXT NOT NULL, "dateTime" TIMESTAMP NOT NULL, extra TEXT NOT NULL)`;

type JsonBid = Omit<Bid, "dateTime"> & { readonly dateTime: string };

interface Query {
  readonly name: string;
  readonly sql: string;
  /** The message of one row; undefined: the row is filtered out. */
  row(bid: JsonBid): string | undefined;
}

/** The text that TIMESTAMP is written as: no zone, no fraction where it is zero. */
function time(text: string): string {
  return text.slice(0, text.endsWith(".000Z") ? -5 : -1);
}

/** 0.908 of a whole number, exact. */
function discounted(price: number): string {
  const thousandths = String(price * 908);
  return `${thousandths.slice(0, -3)}.${thousandths.slice(-3)}`;
}

const QUERIES: readonly Query[] = [
  {
    name: "q0",
    sql: "SELECT * FROM bids",
    row: ({ auction, bidder, price, channel, url, dateTime, extra }) =>
      JSON.stringify({ auction, bidder, price, channel, url, dateTime: time(dateTime), extra }),
  },
  {
    name: "q1",
    sql: `SELECT auction, bidder, price * DECIMAL '0.908' AS price, "dateTime", extra FROM bids`,
    row: ({ auction, bidder, price, dateTime, extra }) =>
      // The fastest of several; JSON.stringify alone cannot write an exact decimal.
      `{"auction":${auction},"bidder":${bidder},"price":${discounted(price)},"dateTime":"${time(dateTime)}","extra":${
        JSON.stringify(extra)
      }}`,
  },
  {
    name: "q2",
    sql: "SELECT auction, price FROM bids WHERE mod(auction, 123) = 0",
    row: ({ auction, price }) => auction % 123 === 0 ? JSON.stringify({ auction, price }) : undefined,
  },
];

/** Order and content of all messages, as one number. */
class OrderedDigest implements Digest {
  #hash = 0;
  #bytes = 0;

  add(bytes: Uint8Array, start: number, end: number): void {
    let hash = this.#hash;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0; // within the message
    this.#hash = hash;
    this.#bytes += end - start;
  }

  get value(): string {
    return `${this.#bytes} bytes, hash ${this.#hash >>> 0}`;
  }
}

function peer(records: Records, query: Query, take: (message: Buffer) => void): number {
  const { data, count, valueStart, valueEnd } = records;
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  let rows = 0;
  for (let i = 0; i < count; i++) {
    const message = query.row(JSON.parse(buffer.toString("utf8", valueStart[i], valueEnd[i])));
    if (message === undefined) continue;
    take(Buffer.from(message));
    rows++;
  }
  return rows;
}

interface Running extends AsyncDisposable {
  /** Runs the records through the query; rows written. */
  pass(chunks: readonly Records[]): Promise<number>;
}

async function start(query: Query, formats = FORMATS): Promise<Running> {
  const feed = new Feed();
  const session = await BenchSession.open({ connectors: [feed.connector], formats });
  const [job] = await session.run(
    `CREATE TABLE bids ${BIDS} WITH (connector = 'feed', format = 'json', type = 'source');
    CREATE TABLE nowhere WITH (connector = 'blackhole', format = 'json');
    INSERT INTO nowhere ${query.sql}`,
  );
  if (job === undefined) throw new Error("The INSERT did not start");
  return {
    async pass(chunks) {
      const before = job.metrics.rowsOut;
      const failed = job.done.then(() => Promise.reject(new Error("The job has ended")));
      await Promise.race([feed.deliver(chunks), failed]);
      return job.metrics.rowsOut - before;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Digest of everything that the query writes, both ways. */
async function digests(records: Records, query: Query): Promise<{ readonly ours: string; readonly theirs: string }> {
  const [ours, theirs] = [new OrderedDigest(), new OrderedDigest()];
  await using running = await start(query, digesting(ours));
  await running.pass(chunked(records));
  peer(records, query, (message) => theirs.add(message, 0, message.length));
  return { ours: ours.value, theirs: theirs.value };
}

async function queryTable(records: Records, query: Query, options: BenchOptions): Promise<BenchTable> {
  const { ours, theirs } = await digests(records, query);
  await using running = await start(query);
  const chunks = chunked(records);
  let bytes = 0;
  const loop: Case = {
    name: "JSON.parse loop",
    records: records.count,
    run: () => `${peer(records, query, (message) => bytes += message.length)} rows, ${theirs}`,
  };
  const sluice: Case = {
    name: `sluice ${query.name}`,
    records: records.count,
    run: async () => `${await running.pass(chunks)} rows, ${ours}`,
  };
  return await bench(`${query.name}: JSON bytes to blackhole`, [loop, sluice], options);
}

export async function l1Queries(options: BenchOptions = {}): Promise<BenchTable[]> {
  const records = bidRecords(COUNT);
  const tables: BenchTable[] = [];
  for (const query of QUERIES) tables.push(await queryTable(records, query, options));
  return tables;
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await l1Queries()) console.log(benchText(table));
}
