import assert from "node:assert/strict";
import { textOf } from "../explain_node.ts";
import type { Session } from "../session.ts";
import { TopicWorld } from "../from_topic/test_world.ts";
import type { Clue } from "./clue.ts";
import { boundSelect } from "./test_lineage.ts";
import type { Trace } from "./trace.ts";

const TABLES = [
  `orders (id BIGINT NOT NULL, user TEXT, price INT, note TEXT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts)`,
  `pays (order_id BIGINT NOT NULL, amount INT, at TIMESTAMP NOT NULL, WATERMARK FOR at AS at)`,
  `users (name TEXT, city TEXT)`,
];

async function world(): Promise<TopicWorld> {
  const world = await TopicWorld.open();
  for (const table of TABLES) {
    const [topic] = table.split(" ");
    await world.run(`CREATE TABLE ${table} WITH (connection_profile = 'local', topic = '${topic}', format = 'json')`);
  }
  await world.run("CREATE TABLE ticks (n BIGINT NOT NULL) WITH (connector = 'datagen')");
  return world;
}

/** `orders, last: user = $0`, where `$0` is the row's first value; or the table and the reason. */
async function traces(session: Session, sql: string): Promise<string[]> {
  const { lineage } = session.traced(await boundSelect(session, sql));
  if (lineage.kind === "carried") return [`${lineage.table.name}, carried`];
  return lineage.traces.map(traceText);
}

function traceText(trace: Trace): string {
  if (trace.kind === "unknown") return `${trace.table ?? "row"}: ${trace.reason}`;
  const { isLast, closed, isOptional } = trace.role;
  const role = [
    ...(isLast ? ["last"] : []),
    ...(closed === undefined ? [] : [`closed ${closed}`]),
    ...(isOptional ? ["optional"] : []),
  ];
  if (trace.role.isByMore && !isLast) role.push("by more");
  if (trace.role.delay > 0) role.push(`after ${trace.role.delay} ms`);
  const clues = trace.clues.map(clueText).sort();
  return `${[trace.scan.table.name, ...role].join(", ")}: ${clues.join(", ")}`;
}

function clueText(clue: Clue): string {
  const text = textOf(clue.expr);
  const sign = { equals: "=", from: ">=", before: "<" };
  return clue.kind === "holds" ? text : `${text} ${sign[clue.kind]} $${clue.at}`;
}

type Cases = readonly (readonly [sql: string, ...traces: string[]])[];

async function holds(cases: Cases): Promise<void> {
  await using open = await world();
  for (const [sql, ...expected] of cases) assert.deepEqual(await traces(open.session, sql), expected, sql);
}

const AGGREGATES: Cases = [
  [
    "SELECT user, count(*) AS n FROM orders GROUP BY user ORDER BY n DESC LIMIT 2",
    "orders, last, after 1100 ms: user = $0",
  ],
  ["SELECT user, count(*) AS n FROM orders GROUP BY user", "orders, last: user = $0"],
  ["SELECT count(*) AS n, user AS who FROM orders GROUP BY user", "orders, last: user = $1"],
  ["SELECT count(*) AS n FROM orders", "orders, last: "],
  ["SELECT DISTINCT user, price FROM orders", "orders, last: price = $1, user = $0"],
  ["SELECT upper(user) AS u, count(*) AS n FROM orders GROUP BY 1", "orders, last: upper(user) = $0"],
  ["SELECT user, sum(price) AS s FROM orders WHERE price > 3 GROUP BY user", "orders, last: price > 3, user = $0"],
  ["SELECT user, sum(price) AS s FROM orders GROUP BY user HAVING sum(price) > 9", "orders, last: user = $0"],
  ["SELECT u FROM (SELECT user AS u, note, id FROM orders) GROUP BY u", "orders, last: user = $0"],
  [
    "SELECT user, n FROM (SELECT user, count(*) AS n FROM orders GROUP BY user) WHERE n > 2 AND user <> 'x'",
    "orders, last: user = $0",
  ],
  [
    "SELECT user, max(n) AS m FROM (SELECT user, price, count(*) AS n FROM orders GROUP BY user, price) GROUP BY user",
    "orders, last, after 1100 ms: user = $0",
  ],
  [
    "SELECT user, max(n) AS m FROM (SELECT user, price, count(*) AS n FROM orders GROUP BY user, price) WHERE price > 1 GROUP BY user",
    "orders, last, after 1100 ms: price > 1, user = $0",
  ],
];

const WINDOWS: Cases = [
  [
    "SELECT user, count(*) AS n FROM orders GROUP BY user, tumble(INTERVAL '1 minute')",
    "orders, last, closed now: ts < $3, ts >= $2, user = $0",
  ],
  [
    "SELECT tumble(INTERVAL '1 minute') AS w, user, count(*) AS n FROM orders GROUP BY w, user",
    "orders, last, closed now: ts < $4, ts >= $3, user = $1",
  ],
  [
    "SELECT hop(INTERVAL '1 minute', INTERVAL '5 minutes') AS w, user, count(*) AS n FROM orders GROUP BY w, user",
    "orders, last, closed now: ts < $4, ts >= $3, user = $1",
  ],
  [
    "SELECT session(INTERVAL '1 minute') AS w, user, count(*) AS n FROM orders GROUP BY w, user",
    "orders, last, closed now: ts < $4, ts >= $3, user = $1",
  ],
  [
    "SELECT window_start, window_end, user, count(*) AS n FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1 minute') GROUP BY window_start, window_end, user",
    "orders, last, closed now: ts < $1, ts >= $0, user = $2",
  ],
  [
    "SELECT window_start, window_end, window_time, count(*) AS n FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1 minute') GROUP BY window_start, window_end, window_time",
    "orders, last, closed now: ts < $1, ts >= $0",
  ],
];

const JOINS: Cases = [
  [
    "SELECT o.id, o.user, u.city FROM orders o JOIN users u ON o.user = u.name",
    "orders: id = $0, user = $1",
    "users: city = $2, name = $1",
  ],
  [
    "SELECT o.id, u.name, u.city FROM orders o JOIN users u ON o.user = u.name",
    "orders: id = $0, user = $1",
    "users: city = $2, name = $1",
  ],
  [
    "SELECT o.id, u.city FROM orders o JOIN users u ON o.user = u.name",
    'orders: select "user" to see which of its records',
    'users: select "name" to see which of its records',
  ],
  [
    "SELECT o.id, o.user, u.city FROM orders o LEFT JOIN users u ON o.user = u.name",
    "orders: id = $0, user = $1",
    "users, optional: city = $2, name = $1",
  ],
  [
    "SELECT o.id, u.name, u.city FROM orders o LEFT JOIN users u ON o.user = u.name",
    'orders: select "user" to see which of its records',
    "users, optional: city = $2, name = $1",
  ],
  [
    "SELECT o.id, o.user, u.name FROM orders o FULL JOIN users u ON o.user = u.name WHERE u.name IS NULL",
    "orders, optional: id = $0, user = $1",
    "users, optional: name = $2, name IS NULL",
  ],
  [
    "SELECT o.id, o.user, p.amount FROM orders o JOIN pays p ON o.id = p.order_id AND p.at BETWEEN o.ts AND o.ts + INTERVAL '1 hour'",
    "orders, by more: id = $0, user = $1",
    "pays, by more: amount = $2, order_id = $0",
  ],
  [
    "SELECT o.user, u.name, o.price || u.city AS both FROM orders o JOIN users u ON o.user = u.name",
    "orders, by more: user = $0",
    "users, by more: name = $1",
  ],
  ["SELECT id, user FROM orders WHERE user IN (SELECT name FROM users)", "orders: id = $0, user = $1"],
  ["SELECT id FROM orders WHERE user IN (SELECT name FROM users)", "orders, by more: id = $0"],
  [
    "SELECT o.user, count(*) AS n FROM orders o JOIN users u ON o.user = u.name GROUP BY o.user",
    "orders, last: user = $0",
    "users, last: name = $0",
  ],
  [
    "SELECT u.city, count(*) AS n FROM orders o JOIN users u ON o.user = u.name GROUP BY u.city",
    'orders: the group is not by "user"',
    'users: the group is not by "name"',
  ],
  [
    "SELECT a.user, a.n, b.m FROM (SELECT user, count(*) AS n FROM orders GROUP BY user) a JOIN (SELECT name, count(*) AS m FROM users GROUP BY name) b ON a.user = b.name",
    "orders, last, after 1100 ms: user = $0",
    "users, last, after 1100 ms: name = $0",
  ],
  [
    "SELECT a.user, a.n, b.m FROM (SELECT user, count(*) AS n FROM orders GROUP BY tumble(INTERVAL '1 minute'), user) a JOIN (SELECT user, sum(price) AS m FROM orders GROUP BY tumble(INTERVAL '1 minute'), user) b ON a.user = b.user",
    "orders, last, closed before: ts < $4, ts >= $3, user = $0",
    "orders, last, closed before: ts < $4, ts >= $3, user = $0",
  ],
];

const RECORDS: Cases = [
  ["SELECT id, user FROM orders ORDER BY id LIMIT 2", "orders: id = $0, user = $1"],
  ["SELECT user FROM orders ORDER BY id LIMIT 2", "orders, by more: user = $0"],
  [
    "SELECT * FROM (SELECT id, user, row_number() OVER (PARTITION BY user ORDER BY price DESC) AS r FROM orders) WHERE r <= 3",
    "orders, by more: id = $0, user = $1",
  ],
  [
    "SELECT id, window_start FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1 minute')",
    "orders: id = $0, ts < $2, ts >= $1",
  ],
];

const UNKNOWN: Cases = [
  [
    "SELECT user, count(*) AS n FROM (SELECT user FROM orders ORDER BY id LIMIT 5) GROUP BY user",
    "orders: which rows are in its group was decided by other rows",
  ],
  [
    "SELECT user, count(*) AS n FROM orders WHERE user IN (SELECT name FROM users) GROUP BY user",
    "orders, users: which rows are in its group was decided by other rows",
  ],
  [
    "SELECT user, count(*) AS n FROM orders WHERE random() < 0.5 GROUP BY user",
    "orders: the way from its records goes through a function that may give something else now",
  ],
  [
    "SELECT n, count(*) AS users FROM (SELECT user, count(*) AS n FROM orders GROUP BY user) GROUP BY n",
    "orders: which rows are in its group was computed of several rows",
  ],
  [
    "SELECT user, max(n) AS m FROM (SELECT user, price, count(*) AS n FROM orders GROUP BY user, price) WHERE n > 1 GROUP BY user",
    "orders: which rows are in its group was computed of several rows",
  ],
  [
    "SELECT user, price, count(*) AS n FROM orders GROUP BY GROUPING SETS ((user), (price))",
    "row: it may come from any of several queries (UNION ALL, GROUPING SETS)",
  ],
  [
    "SELECT id FROM orders UNION ALL SELECT order_id FROM pays",
    "row: it may come from any of several queries (UNION ALL, GROUPING SETS)",
  ],
  ["SELECT unnest(['a', note]) AS word, id FROM orders", "row: it is one element of an array (UNNEST)"],

  [
    "SELECT upper(user) AS u, count(*) AS n FROM orders GROUP BY user",
    'row: select "user" to see where the row comes from',
  ],
  [
    "SELECT n, count(*) AS c FROM ticks GROUP BY n",
    "ticks: the datagen connector keeps no records that could be looked up",
  ],
];

Deno.test("tracesOf finds the rows of a group by its keys, whatever stands around the aggregate", () =>
  holds(AGGREGATES));

Deno.test("tracesOf finds the rows of a window by its bounds, which rows carry where they do not show them", () =>
  holds(WINDOWS));

Deno.test("tracesOf finds one record of each side of a join by its key, and says what the row does not show", () =>
  holds(JOINS));

Deno.test("tracesOf finds a row that is one record by all that it shows", () => holds(RECORDS));

Deno.test("tracesOf says why a row's records are not known", () => holds(UNKNOWN));

Deno.test("tracesOf finds rows of a view as those of its query", async () => {
  await using open = await world();
  await open.run("CREATE VIEW totals AS SELECT user, sum(price) AS total FROM orders WHERE price > 0 GROUP BY user");
  const found = await traces(open.session, "SELECT total, user FROM totals WHERE total > 5");
  assert.deepEqual(found, ["orders, last: price > 0, user = $1"]);
});

Deno.test("tracesOf does not look for records of changes", async () => {
  await using open = await world();
  await open.run(
    `CREATE TABLE accounts (id BIGINT PRIMARY KEY, balance INT)
     WITH (connection_profile = 'local', topic = 'accounts', format = 'debezium_json')`,
  );
  assert.deepEqual(await traces(open.session, "SELECT id, balance FROM accounts"), [
    "accounts: its records are changes, several of which make a row",
  ]);
});
