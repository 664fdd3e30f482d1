/**
 * The Nexmark queries (`nexmark/*.sql`) over seeded events, against SQLite: tables of the same events and another query
 * each (`nexmark/expected/*.sql`). Times are nanoseconds there, decimals unscaled integers.
 */
import assert from "node:assert/strict";
import { NEXMARK_STRUCTS, NexmarkGenerator, type NexmarkKind } from "../../connectors/nexmark_generator.ts";
import type { Value } from "../../schema/types.ts";
import { Product } from "../oracle/product.ts";
import { Sqlite } from "../oracle/sqlite.ts";

const FOLDER = new URL("./", import.meta.url);
const EVENTS = 20_000;
const SEED = 11;
/** So that a day, an hour and many windows end among the events. */
const START = Date.UTC(2026, 0, 31, 23, 59, 13);
/** 100 seconds; q14 asks for the time of day. */
const RATE = 200;
const RATES: Readonly<Record<string, number>> = { q14: 0.25 };
/** The wall clock. */
const NOW = Date.UTC(2026, 1, 3, 4, 5, 6);

const QUERIES = [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(/\.sql$/, ""))
  .filter((name) => /^q\d/.test(name)).sort();

for (const name of QUERIES) {
  Deno.test(`nexmark ${name} gives what SQLite finds among the same events`, async () => {
    const [query = ""] = name.split("_");
    const rate = RATES[query] ?? RATE;
    const settled = await answered(await text(`${name}.sql`), rate);
    using oracle = sqlite(rate);
    const expected = oracle.lines(await text(`expected/${query}.sql`), settled.fields);
    assert.ok(expected.length > 0, "there are rows");
    assert.deepEqual(settled.lines(), expected);
  });
}

function text(file: string): Promise<string> {
  return Deno.readTextFile(new URL(file, FOLDER));
}

async function answered(sql: string, rate: number) {
  await using product = await Product.open({ now: () => NOW });
  await product.define(
    `CREATE TABLE nexmark WITH (connector = 'nexmark', event_rate = ${rate}, message_count = ${EVENTS}, seed = ${SEED},
      start_time = ${START});`,
  );
  await product.define(await text("views.sql"));
  return await product.query(sql);
}

function sqlite(rate: number): Sqlite {
  const oracle = new Sqlite();
  const events = new NexmarkGenerator(SEED, rate, START);
  const rows: Record<NexmarkKind, (readonly Value[])[]> = { person: [], auction: [], bid: [] };
  for (let event = 0; event < EVENTS; event++) {
    const kind = events.kind(event);
    rows[kind].push(events[kind](event, events.time(event)));
  }
  for (const kind of ["person", "auction", "bid"] as const) {
    oracle.table(`${kind}s`, NEXMARK_STRUCTS[kind].map((member) => member.name), rows[kind]);
  }
  oracle.execute("CREATE INDEX bids_of ON bids (auction); CREATE INDEX auctions_of ON auctions (id)");
  oracle.constant("clock", BigInt(NOW) * 1_000_000n);
  return oracle;
}
