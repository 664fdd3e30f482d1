/**
 * Joins of two sides of a million rows each, batches in memory to batches that are dropped; rows of both sides come in
 * turns. The peer is the loop that a user would write: two Maps from key to rows, a joined object for each pair.
 */
import type { Batch } from "../../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor, setValue } from "../../schema/column.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { BIGINT, TEXT, TIMESTAMP, type Value } from "../../schema/types.ts";
import { joinOperator } from "../../engine/operators/join.ts";
import type { JoinPlan } from "../../engine/operators/join/layout.ts";
import { bench, type BenchOptions, type BenchTable, benchText, type Case } from "./bench.ts";
import { seeded } from "./bids.ts";

const COUNT = 1_000_000;

interface Auction {
  readonly id: number;
  readonly item: string;
  readonly time: bigint;
}

interface Bid {
  readonly auction: number;
  readonly price: number;
  readonly time: bigint;
}

const AUCTION: readonly Field[] = [
  fieldOf("id", BIGINT, false),
  fieldOf("item", TEXT, false),
  { ...fieldOf("time", TIMESTAMP, false), hidden: true },
];
const BID: readonly Field[] = [
  fieldOf("auction", BIGINT, false),
  fieldOf("price", BIGINT, false),
  { ...fieldOf("time", TIMESTAMP, false), hidden: true },
];

/** `auctions JOIN bids ON id = auction`; `ttl` as the setting has it. */
function plan(ttl: number): JoinPlan {
  const side = (fields: readonly Field[]) =>
    ({ kind: "values", rows: [], schema: { fields, eventTime: 2, updating: false } }) as const;
  const time: Field = { ...fieldOf("_event_time", TIMESTAMP, false), hidden: true };
  return {
    kind: "join",
    type: "inner",
    left: side(AUCTION),
    right: side(BID),
    keys: [{ left: 0, right: 0, nullsEqual: false }],
    condition: undefined,
    when: { kind: "regular", updates: { ttl, interval: 1000 } },
    schema: { fields: [...AUCTION, ...BID, time], eventTime: 6, updating: false },
  };
}

interface Input {
  readonly auctions: readonly (readonly Auction[])[];
  readonly bids: readonly (readonly Bid[])[];
  readonly left: readonly Batch[];
  readonly right: readonly Batch[];
}

function inputOf(count: number): Input {
  const random = seeded(7);
  const auctions = Array.from({ length: count }, (_, i): Auction => (
    { id: i, item: `item ${i % 5000} of a kind`, time: BigInt(i) * 1000n }
  ));
  const bids = Array.from({ length: count }, (_, i): Bid => (
    { auction: Math.floor(random() * count), price: i % 1000, time: BigInt(i) * 1000n }
  ));
  const [left, right] = [cut(auctions), cut(bids)];
  return {
    auctions: left,
    bids: right,
    left: left.map((rows) => batchOf(AUCTION, rows.map(({ id, item, time }) => [BigInt(id), item, time]))),
    right: right.map((rows) =>
      batchOf(BID, rows.map(({ auction, price, time }) => [BigInt(auction), BigInt(price), time]))
    ),
  };
}

function cut<T>(rows: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < rows.length; from += BATCH_ROWS) chunks.push(rows.slice(from, from + BATCH_ROWS));
  return chunks;
}

function batchOf(fields: readonly Field[], rows: readonly Value[][]): Batch {
  const columns: Column[] = fields.map((field) => columnFor(field));
  rows.forEach((row, i) => columns.forEach((column, c) => setValue(column, i, row[c]!))); // a value per field
  return { length: rows.length, columns };
}

function peer({ auctions, bids }: Input): string {
  const byId = new Map<number, Auction[]>();
  const byAuction = new Map<number, Bid[]>();
  let [rows, sum] = [0, 0];
  const give = (row: { readonly id: number; readonly item: string; readonly price: number; readonly time: bigint }) => {
    rows++;
    sum += row.price;
  };
  const pair = ({ id, item, time }: Auction, { price, time: other }: Bid) =>
    give({ id, item, price, time: time > other ? time : other });
  for (let i = 0; i < auctions.length; i++) {
    for (const auction of auctions[i]!) {
      for (const bid of byAuction.get(auction.id) ?? []) pair(auction, bid);
      const same = byId.get(auction.id);
      if (same === undefined) byId.set(auction.id, [auction]);
      else same.push(auction);
    }
    for (const bid of bids[i]!) { // as many
      for (const auction of byId.get(bid.auction) ?? []) pair(auction, bid);
      const same = byAuction.get(bid.auction);
      if (same === undefined) byAuction.set(bid.auction, [bid]);
      else same.push(bid);
    }
  }
  return `${rows} rows, ${sum}`;
}

interface Ran {
  readonly result: string;
  /** Bytes that the operator kept in the end. */
  readonly state: number;
}

function ours({ left, right }: Input, ttl: number): Ran {
  let [rows, sum] = [0, 0];
  const join = joinOperator(plan(ttl), {
    process({ length, columns }) {
      rows += length;
      const price = columns[4];
      if (price?.kind !== "int64") return;
      for (let i = 0; i < length; i++) sum += price.halves[2 * i]!; // i < length
    },
    advance: () => {},
    end: () => {},
  });
  for (let i = 0; i < left.length; i++) {
    join.left.process(left[i]!);
    join.right.process(right[i]!); // as many
  }
  return { result: `${rows} rows, ${sum}`, state: join.stateSize() };
}

export async function joins(options: BenchOptions & { readonly records?: number } = {}): Promise<BenchTable> {
  const { records = COUNT } = options;
  const input = inputOf(records);
  const contender = (name: string, run: () => unknown): Case => ({ name, records: 2 * records, run });
  return await bench(`join of two sides of ${records} rows`, [
    contender("two Maps", () => peer(input)),
    contender("sluice join", () => ours(input, 0).result),
    contender("sluice join, rows leave by time", () => ours(input, 86_400_000).result),
  ], options);
}

if (import.meta.main) {
  const { state } = ours(inputOf(COUNT), 86_400_000);
  // deno-lint-ignore no-console
  console.log(`${benchText(await joins())}\n  state: ${(state / COUNT / 2).toFixed(0)} bytes a row`);
}
