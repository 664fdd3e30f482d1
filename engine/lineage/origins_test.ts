import assert from "node:assert/strict";
import { type GivenRecord, NOON } from "../../schema/inference/test_sample.ts";
import { Choices } from "../../tests/oracle/choices.ts";
import { TopicWorld } from "../from_topic/test_world.ts";
import type { Origin } from "./origins.ts";
import type { Ranges } from "./search.ts";
import { type CameRow, LiveRows, tableOver } from "./test_lineage.ts";

const SEED = Number(Deno.env.get("SEED") ?? 1);
const ORDERS = "id BIGINT, user TEXT, price INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '5 seconds'";

interface Order {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly user: string | null;
  readonly price: number;
  /** Seconds since noon. */
  readonly second: number;
}

/** Orders in three partitions, their event times out of order. */
class Orders {
  readonly all: Order[] = [];
  readonly #choices: Choices;

  constructor(seed: number) {
    this.#choices = Choices.random(seed);
  }

  /** So many more, as records. */
  more(count: number): GivenRecord[] {
    return Array.from({ length: count }, (): GivenRecord => {
      const partition = this.#choices.below(3);
      const order: Order = {
        partition,
        offset: this.all.filter((one) => one.partition === partition).length,
        timestamp: NOON + this.all.length,
        user: this.#choices.pick(["ann", "bob", "cy", null]),
        price: this.#choices.below(10),
        second: Math.floor(this.all.length / 4) + this.#choices.below(12),
      };
      const id = this.all.push(order);
      const ts = new Date(NOON + order.second * 1000).toISOString().slice(0, 19);
      const { timestamp, user, price } = order;
      return { partition, timestamp, value: { id, user, price, ts } };
    });
  }

  /** Those that lie in the ranges and pass. */
  within(ranges: Ranges | undefined, passes: (order: Order) => boolean): Order[] {
    return this.all.filter((order) => {
      const range = ranges?.get(order.partition);
      return range !== undefined && order.offset >= range.from && order.offset < range.until && passes(order);
    });
  }
}

function placeText(order: Order | undefined): string | undefined {
  return order && `${order.partition}/${order.offset}`;
}

function placeOf(origin: Origin | undefined): string | undefined {
  return origin?.kind === "record" ? `${origin.place.partition}/${origin.place.offset}` : undefined;
}

function newest(orders: readonly Order[]): Order | undefined {
  return orders.toSorted((a, b) => a.timestamp - b.timestamp).at(-1);
}

Deno.test("originsOf finds the last record of each group as it was when each of its rows came", async () => {
  await using world = await TopicWorld.open();
  const orders = new Orders(SEED);
  await world.write("orders", 3, orders.more(40));
  await world.run(tableOver("orders", ORDERS, { bounded: false }));
  await world.run("SET update_interval = '10 milliseconds'");
  await using live = await LiveRows.of(
    world.session,
    "SELECT user, count(*) AS n, sum(price) AS total FROM orders WHERE price > 2 GROUP BY user",
  );
  const passes = ({ price }: Order) => price > 2;
  const counted = () => [...new Map(live.rows.map(({ values: [user, n] }) => [user, Number(n)])).values()];
  const isThrough = () => counted().reduce((sum, n) => sum + n, 0) === orders.all.filter(passes).length;
  for (let burst = 0; burst < 5; burst++) {
    await live.until(isThrough);
    await world.append("orders", orders.more(30));
  }
  await live.until(isThrough);
  assert.ok(live.rows.length > 12, "groups changed while records came");
  for (const row of live.rows) {
    const [user, n, total] = row.values;
    const group = orders.within(live.mark(row).ranges.get("orders"), (order) => passes(order) && order.user === user);
    assert.equal(group.length, Number(n), "what had been read is what was counted");
    assert.equal(group.reduce((sum, { price }) => sum + price, 0), Number(total));
    const [origin] = await live.origins(row);
    assert.equal(placeOf(origin), placeText(newest(group)));
  }
});

Deno.test("originsOf finds the last record of each window, and doubts one that the window has not counted", async () => {
  await using world = await TopicWorld.open();
  const orders = new Orders(SEED + 1);
  await world.write("orders", 3, orders.more(300));
  await world.run(tableOver("orders", ORDERS));
  let uncounted = 0;
  for (const window of ["tumble(INTERVAL '10 seconds')", "hop(INTERVAL '5 seconds', INTERVAL '10 seconds')"]) {
    const live = await LiveRows.toEnd(
      world.session,
      `SELECT user, array_agg(id) AS ids FROM orders GROUP BY user, ${window}`,
    );
    assert.ok(live.rows.length > 20);
    for (const row of live.rows) {
      const [user, ids, ...bounds] = row.values;
      const [start, end] = bounds.map((nanos) => (Number((nanos as bigint) / 1_000_000n) - NOON) / 1000) as [
        number,
        number,
      ];
      const isOf = (order: Order) => order.user === user && order.second >= start && order.second < end;
      const group = orders.within(live.mark(row).ranges.get("orders"), isOf);
      const last = newest(group);
      const [origin] = await live.origins(row);
      assert.equal(placeOf(origin), placeText(last));
      const isCounted = last !== undefined && (ids as readonly bigint[]).includes(BigInt(orders.all.indexOf(last) + 1));
      if (!isCounted) uncounted++;
      assert.ok(
        isCounted || (origin?.kind === "record" && origin.doubts.length > 0),
        "what was not counted is doubted",
      );
    }
  }
  assert.ok(uncounted > 0, "some records came too late");
});

Deno.test("originsOf finds the record of each side of a join, or that there is no partner", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 2, [
    { partition: 0, value: { id: 1, user: "ann" } },
    { partition: 1, value: { id: 2, user: "bob" } },
    { partition: 0, value: { id: 3, user: "dan" } },
    { partition: 1, value: { id: 4, user: null } },
  ]);
  await world.write("users", 1, [
    { value: { name: "ann", city: "Rome" } },
    { value: { name: "bob", city: "Oslo" } },
    { value: { name: null, city: null } },
    { value: { name: "ann", city: "Bonn" } },
  ]);
  await world.run(tableOver("orders", "id BIGINT, user TEXT"));
  await world.run(tableOver("users", "name TEXT, city TEXT"));
  const live = await LiveRows.toEnd(
    world.session,
    "SELECT id, user, city FROM orders LEFT JOIN users ON user = name ORDER BY id, city",
  );
  const found = await Promise.all(
    live.rows.map(async (row) => [row.values[0], row.values[2], ...await live.places(row)]),
  );
  const none = "users: none of its records fits: the row has no partner there";
  const maybe = `${none}, or it is gone`;
  assert.deepEqual(found, [
    [1n, "Bonn", "orders/0/0", "users/0/3"],
    [1n, "Rome", "orders/0/0", "users/0/0"],
    [2n, "Oslo", "orders/1/0", "users/0/1"],
    [3n, null, "orders/0/1", maybe],
    [4n, null, "orders/1/1", none],
  ]);
});

Deno.test("originsOf finds for each row of a join the newest record of each side that it fits", async () => {
  await using world = await TopicWorld.open();
  const choices = Choices.random(SEED + 2);
  const records = (count: number, value: (i: number) => object) =>
    Array.from(
      { length: count },
      (_, i): GivenRecord => ({ timestamp: NOON + i, partition: choices.below(2), value: value(i) }),
    );
  const name = () => choices.pick(["ann", "bob", "cy", "dan"]);
  const orders = records(60, (id) => ({ id, user: name() }));
  const users = records(40, () => ({ name: name(), city: choices.pick(["Rome", "Oslo", null]) }));
  await world.write("orders", 2, orders);
  await world.write("users", 2, users);
  await world.run(tableOver("orders", "id BIGINT, user TEXT"));
  await world.run(tableOver("users", "name TEXT, city TEXT"));
  const live = await LiveRows.toEnd(
    world.session,
    "SELECT DISTINCT id, user, city FROM (SELECT id, user, city FROM orders JOIN users ON user = name) ORDER BY id",
  );
  assert.ok(live.rows.length > 60);
  for (const row of live.rows.filter((_, i) => i % 5 === 0)) {
    const [id, user, city] = row.values;
    const places = [
      placeIn("orders", orders, (value) => value.id === Number(id)),
      placeIn("users", users, (value) => value.name === user && value.city === city),
    ];
    assert.deepEqual(await live.places(row), places);
  }
});

/** Of the last record whose value passes. */
function placeIn(
  topic: string,
  records: readonly GivenRecord[],
  passes: (value: Record<string, unknown>) => boolean,
): string {
  const last = records.findLastIndex(({ value }) => passes(value as Record<string, unknown>)); // they were made of objects
  const partition = records[last]?.partition;
  const offset = records.slice(0, last).filter((record) => record.partition === partition).length;
  return `${topic}/${partition}/${offset}`;
}

Deno.test("originsOf doubts a record of several that fit, and one that may not be the only one", async () => {
  await using world = await TopicWorld.open();
  const filler = Array.from({ length: 2000 }, () => ({ value: { user: "cy", price: 9 } }));
  const ann = [1, 2].map((price) => ({ value: { user: "ann", price } }));
  await world.write("orders", 1, [{ value: { user: "bob", price: 3 } }, ...filler, ...ann]);
  await world.write("users", 1, [{ value: { name: "ann", factor: 10 } }, { value: { name: "bob", factor: 10 } }]);
  await world.run(tableOver("orders", "user TEXT, price INT"));
  await world.run(tableOver("users", "name TEXT, factor INT"));
  const places = async (sql: string) => {
    await using live = await LiveRows.toEnd(world.session, sql);
    return await Promise.all(live.rows.map(async (row) => [...row.values, ...await live.places(row)]));
  };
  const several = "it is the newest of several that fit, and the row may be made of another";
  const older = "an older one may fit too: more than the row shows decided which it is";
  const computed = "SELECT user, price * factor AS total FROM orders JOIN users ON user = name ORDER BY total";
  assert.deepEqual(await places(computed), [
    ["ann", 10, `orders/0/2002; ${several}`, "users/0/0"],
    ["ann", 20, `orders/0/2002; ${several}`, "users/0/0"],
    ["bob", 30, "orders/0/0", "users/0/1"],
  ]);
  assert.deepEqual(await places("SELECT user FROM orders WHERE user <> 'cy' ORDER BY price DESC LIMIT 2"), [
    ["bob", "orders/0/0"],
    ["ann", `orders/0/2002; ${several}`],
  ]);
  assert.deepEqual(await places("SELECT user, price FROM orders WHERE user <> 'cy' ORDER BY price LIMIT 2"), [
    ["ann", 1, "orders/0/2001"],
    ["ann", 2, "orders/0/2002"],
  ]);
  assert.deepEqual(await places("SELECT price FROM orders WHERE price < 9 ORDER BY user LIMIT 1"), [
    [1, `orders/0/2001; ${older}`],
  ]);
});

Deno.test("originsOf is not kept from looking by records that an expression fails on, which joined nothing", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 1, [{ value: { user: "ann" } }]);
  await world.write("users", 1, [{ value: { name: "ann", age: "41" } }, { value: { name: "zed", age: "?" } }]);
  await world.run(tableOver("orders", "user TEXT"));
  await world.run(tableOver("users", "name TEXT, age TEXT"));
  await using live = await LiveRows.toEnd(
    world.session,
    "SELECT CAST(age AS INT) AS age, user, name FROM orders JOIN users ON user = name",
  );
  assert.deepEqual(await Promise.all(live.rows.map((row) => live.places(row))), [["orders/0/0", "users/0/0"]]);
});

Deno.test("originsOf names no record of a group that OFFSET has left out rows of", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 1, [1, 9, 3].map((id) => ({ value: { id, user: "ann" } })));
  await world.run(tableOver("orders", "id BIGINT, user TEXT"));
  await using live = await LiveRows.toEnd(
    world.session,
    "SELECT user, max(id) AS id FROM (SELECT user, id FROM orders ORDER BY id DESC OFFSET 2) GROUP BY user",
  );
  assert.deepEqual(await Promise.all(live.rows.map(async (row) => [...row.values, ...await live.places(row)])), [
    ["ann", 1n, "orders: which rows are in its group was decided by other rows"],
  ]);
});

Deno.test("originsOf says that the records of a row are gone", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 1, ["ann", "bob", "bob"].map((user) => ({ value: { user } })));
  await world.run(tableOver("orders", "user TEXT"));
  const live = await LiveRows.toEnd(
    world.session,
    "SELECT user, count(*) AS n FROM orders GROUP BY user ORDER BY user",
  );
  await world.deleteBefore("orders", 0, 2);
  assert.deepEqual(await Promise.all(live.rows.map((row) => live.places(row))), [
    ["orders: no record that was read fits, or is still there: retention or compaction may have removed it"],
    ["orders/0/2"],
  ]);
});

Deno.test("originsOf looks no further when nobody waits any more", async () => {
  await using world = await TopicWorld.open();
  await world.write("orders", 1, [{ value: { user: "ann" } }]);
  await world.run(tableOver("orders", "user TEXT"));
  const live = await LiveRows.toEnd(world.session, "SELECT user, count(*) AS n FROM orders GROUP BY user");
  const [row] = live.rows as [CameRow];
  const asked = world.session.origins(
    live.traced.lineage,
    { values: row.values, read: live.mark(row) },
    AbortSignal.abort(new Error("left")),
  );
  await assert.rejects(asked, /left/);
});
