/**
 * L1: q5, q7 and q8 of Nexmark as a whole, JSON bytes in memory to JSON bytes that are dropped. The peers are the loops that a
 * user would write with `JSON.parse` and Maps. Events of each pass are an hour behind those of the pass before, so that
 * windows close and nothing is late.
 */
import { Buffer } from "node:buffer";
import { FORMATS } from "../../schema/formats/mod.ts";
import { recordsOf } from "../../schema/formats/test_records.ts";
import type { Records } from "../../schema/records.ts";
import { bench, type BenchOptions, type BenchTable, benchText } from "./bench.ts";
import { bids, seeded } from "./bids.ts";
import { type Digest, digesting } from "./digest.ts";
import { chunked, Feed } from "./feed.ts";
import { AuctionsOfMost, HighestBids, NewSellers, type Peer } from "./nexmark_peers.ts";
import { BenchSession } from "./session.ts";

const BIDS = 300_000;
const BIDS_PER_MILLISECOND = 10;
const PERSONS = 75_000;
const AUCTIONS = 225_000;
const START = Date.UTC(2026, 7, 21, 10);

interface Stream {
  readonly table: string;
  readonly columns: string;
  readonly records: Records;
}

interface Query {
  readonly name: string;
  readonly sql: string;
  readonly streams: readonly Stream[];
  peer(take: (message: string) => void): Peer;
}

function bidStream(): Stream {
  const values = Array.from(
    bids(BIDS, 42, BIDS_PER_MILLISECOND),
    (bid) => JSON.stringify({ ...bid, dateTime: new Date(bid.dateTime).toISOString() }),
  );
  return {
    table: "bids",
    columns: `auction BIGINT NOT NULL, bidder BIGINT NOT NULL, price BIGINT NOT NULL, channel TEXT NOT NULL,
      url TEXT NOT NULL, "dateTime" TIMESTAMP NOT NULL, extra TEXT NOT NULL`,
    records: recordsOf(values, 8),
  };
}

/** As long as the auctions last: a person every so many milliseconds, and three auctions. */
function personStream(random: () => number): Stream {
  const letters = (length: number) =>
    Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
  const values = Array.from({ length: PERSONS }, (_, i) =>
    JSON.stringify({
      id: 1000 + i,
      name: `${letters(6)} ${letters(8)}`,
      emailAddress: `${letters(7)}@${letters(5)}.com`,
      creditCard: "1234 5678 9012 3456",
      city: letters(8),
      state: "OR",
      dateTime: new Date(START + Math.floor(i / 2.5)).toISOString(),
      extra: letters(40),
    }));
  return {
    table: "persons",
    columns: `id BIGINT NOT NULL, name TEXT NOT NULL, "emailAddress" TEXT NOT NULL, "creditCard" TEXT NOT NULL,
      city TEXT NOT NULL, state TEXT NOT NULL, "dateTime" TIMESTAMP NOT NULL, extra TEXT NOT NULL`,
    records: recordsOf(values, 8),
  };
}

function auctionStream(random: () => number): Stream {
  const values = Array.from({ length: AUCTIONS }, (_, i) => {
    const time = START + Math.floor(i / 7.5);
    return JSON.stringify({
      id: 1000 + i,
      itemName: "item".padEnd(12, "x"),
      description: "description".padEnd(40, "y"),
      initialBid: 100 + i % 997,
      reserve: 200 + i % 1997,
      dateTime: new Date(time).toISOString(),
      expires: new Date(time + 60_000).toISOString(),
      seller: 1000 + Math.max(0, Math.floor(i / 3 - random() * random() * 4000)),
      category: 10 + i % 5,
      extra: "extra".padEnd(60, "z"),
    });
  });
  return {
    table: "auctions",
    columns: `id BIGINT NOT NULL, "itemName" TEXT NOT NULL, description TEXT NOT NULL, "initialBid" BIGINT NOT NULL,
      reserve BIGINT NOT NULL, "dateTime" TIMESTAMP NOT NULL, expires TIMESTAMP NOT NULL, seller BIGINT NOT NULL,
      category BIGINT NOT NULL, extra TEXT NOT NULL`,
    records: recordsOf(values, 8),
  };
}

function queries(): readonly Query[] {
  const bidsOnly = [bidStream()];
  const counted = `SELECT auction, count(*) AS num, hop(INTERVAL '2 seconds', INTERVAL '10 seconds') AS w
    FROM bids GROUP BY auction, w`;
  const tumbling = "tumble(INTERVAL '10 seconds') AS w";
  const random = seeded(5);
  return [
    {
      name: "q5",
      streams: bidsOnly,
      sql: `SELECT counted.auction, counted.num FROM (${counted}) AS counted
        JOIN (SELECT max(num) AS maxn, w FROM (${counted}) AS every GROUP BY w) AS most
        ON counted.w = most.w AND counted.num >= most.maxn`,
      peer: (take) => new AuctionsOfMost(take),
    },
    {
      name: "q7",
      streams: bidsOnly,
      sql: `SELECT b.auction, b.price, b.bidder, b."dateTime", b.extra FROM bids AS b
        JOIN (SELECT max(price) AS maxprice, ${tumbling} FROM bids GROUP BY w) AS most ON b.price = most.maxprice
        WHERE b."dateTime" BETWEEN most.w.end - INTERVAL '10 seconds' AND most.w.end`,
      peer: (take) => new HighestBids(take),
    },
    {
      name: "q8",
      streams: [personStream(random), auctionStream(random)],
      sql: `SELECT p.id, p.name, p.w.start AS starttime
        FROM (SELECT id, name, ${tumbling} FROM persons GROUP BY id, name, w) AS p
        JOIN (SELECT seller, ${tumbling} FROM auctions GROUP BY seller, w) AS a ON p.id = a.seller AND p.w = a.w`,
      peer: (take) => new NewSellers(take),
    },
  ];
}

/** Content of all messages, whatever their order, as one number. */
class UnorderedDigest implements Digest {
  #sum = 0;
  #messages = 0;

  add(bytes: Uint8Array, start: number, end: number): void {
    let hash = 0;
    for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0; // within the message
    this.#sum = (this.#sum + hash) | 0;
    this.#messages++;
  }

  get value(): string {
    return `${this.#messages} messages, hash ${this.#sum >>> 0}`;
  }
}

/** Writes another hour into all times of a stream. */
class Hours {
  readonly #data: Uint8Array;
  readonly #places: Int32Array;

  constructor({ data, valueStart, valueEnd, count }: Records) {
    this.#data = data;
    const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#places = Int32Array.from({ length: count }, (_, i) => {
      const at = buffer.indexOf('"dateTime":"', valueStart[i]);
      if (at < 0 || at > valueEnd[i]!) throw new Error("An event has no dateTime"); // i < count
      return at + '"dateTime":"2026-08-21T'.length;
    });
  }

  set(hour: number): void {
    for (const at of this.#places) {
      this.#data[at] = 48 + Math.floor(hour / 10);
      this.#data[at + 1] = 48 + hour % 10;
    }
  }
}

interface Running extends AsyncDisposable {
  /** Runs all records through the query; rows written. */
  pass(): Promise<number>;
}

async function start({ sql, streams }: Query, formats = FORMATS): Promise<Running> {
  const feeds = streams.map(({ table }) => new Feed(`feed_${table}`));
  const session = await BenchSession.open({ connectors: feeds.map(({ connector }) => connector), formats });
  const tables = streams.map(({ table, columns }) =>
    `CREATE TABLE ${table} (${columns}, WATERMARK FOR "dateTime")
      WITH (connector = 'feed_${table}', format = 'json', type = 'source');`
  );
  const [job] = await session.run(
    `${
      tables.join("\n")
    } CREATE TABLE nowhere WITH (connector = 'blackhole', format = 'json'); INSERT INTO nowhere ${sql}`,
  );
  if (job === undefined) throw new Error("The INSERT did not start");
  const chunks = streams.map(({ records }) => chunked(records));
  return {
    async pass() {
      const before = job.metrics.rowsOut;
      const failed = job.done.then(() => Promise.reject(new Error("The job has ended")));
      const delivered = Promise.all(feeds.map((feed, i) => feed.deliver(chunks[i]!))); // one for each
      await Promise.race([delivered, failed]);
      return job.metrics.rowsOut - before;
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Three passes both ways: digests of everything that is written. */
async function digests(
  query: Query,
  hours: readonly Hours[],
): Promise<{ readonly ours: string; readonly theirs: string }> {
  const [ours, theirs] = [new UnorderedDigest(), new UnorderedDigest()];
  await using running = await start(query, digesting(ours));
  const encoder = new TextEncoder();
  const peer = query.peer((message) => {
    const bytes = encoder.encode(message);
    theirs.add(bytes, 0, bytes.length);
  });
  for (let hour = 0; hour < 3; hour++) {
    for (const one of hours) one.set(hour);
    await running.pass();
    peer.pass(query.streams.map(({ records }) => records));
  }
  return { ours: ours.value, theirs: theirs.value };
}

async function queryTable(query: Query, options: BenchOptions): Promise<BenchTable> {
  const hours = query.streams.map(({ records }) => new Hours(records));
  const { ours, theirs } = await digests(query, hours);
  await using running = await start(query);
  const all = query.streams.map(({ records }) => records);
  const count = all.reduce((sum, records) => sum + records.count, 0);
  let [bytes, rows] = [0, 0];
  const peer = query.peer((message) => {
    bytes += Buffer.from(message).length;
    rows++;
  });
  const passes = [0, 0];
  const prepare = (side: number) => (): Promise<void> => {
    const hour = passes[side]!++; // two sides
    for (const one of hours) one.set(hour);
    return Promise.resolve();
  };
  return await bench(`${query.name}, whole: JSON bytes to blackhole`, [{
    name: "JSON.parse loop",
    records: count,
    prepare: prepare(0),
    run() {
      const before = rows;
      peer.pass(all);
      return `${rows - before} rows, ${theirs}`;
    },
  }, {
    name: `sluice ${query.name}`,
    records: count,
    prepare: prepare(1),
    run: async () => `${await running.pass()} rows, ${ours}`,
  }], options);
}

export async function l1Nexmark(options: BenchOptions = {}): Promise<BenchTable[]> {
  const tables: BenchTable[] = [];
  for (const query of queries()) tables.push(await queryTable(query, options));
  return tables;
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  for (const table of await l1Nexmark()) console.log(benchText(table));
}
