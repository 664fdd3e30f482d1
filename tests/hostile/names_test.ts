/** Names and texts that try to break out of generated code: wherever they stand, rows are those of plain names. */
import assert from "node:assert/strict";
import { Session } from "../../mod.ts";
import { Choices } from "../oracle/choices.ts";
import { Streams } from "../oracle/streams.ts";

const HOSTILE = [
  `"`,
  "`",
  "'",
  "\\",
  "*/",
  "//",
  "/*",
  "--",
  "\n",
  "\r\n",
  "\u2028",
  "${1}",
  "`${globalThis.broken = true}`",
  `"; globalThis.broken = true; //`,
  `']; globalThis.broken = true; ['`,
  "*/ globalThis.broken = true; /*",
  "});globalThis.broken=true;(()=>{",
  "__proto__",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "toString",
  "valueOf",
  "then",
  "length",
  "columns",
  "k0",
  "v0",
  "site",
  "_op",
  "_watermark",
  "window_start",
  "select",
  "a.b",
  " ",
  "\u{1F600}é",
];

/** Queries over t (NAME, n, ts) in which NAME is a column, an alias, a key or an argument. */
const QUERIES: Readonly<Record<string, string>> = {
  "a column": `SELECT "NAME", n FROM t`,
  "a star": "SELECT * FROM t",
  "an alias": `SELECT n + 1 AS "NAME" FROM t WHERE "NAME" <> 'x'`,
  "an alias of a relation": `SELECT "NAME"."NAME" AS c FROM t AS "NAME" WHERE "NAME".n > 1`,
  "a column of a derived table": `SELECT "NAME" FROM (SELECT upper("NAME") AS "NAME" FROM t) AS q`,
  "a CTE": `WITH "NAME" AS (SELECT n FROM t) SELECT n AS "NAME" FROM "NAME"`,
  "a key of GROUP BY": `SELECT "NAME", count(*) AS n FROM t GROUP BY "NAME"`,
  "an argument of aggregates": `SELECT max("NAME") AS "NAME", count(DISTINCT "NAME") AS d, min("NAME") AS l FROM t`,
  "a key of DISTINCT": `SELECT DISTINCT "NAME" FROM t`,
  "a key beside a window": `SELECT "NAME", w.start AS s, n FROM (
    SELECT "NAME", tumble(INTERVAL '1 minute') AS w, count(*) AS n FROM t GROUP BY "NAME", w) AS q`,
  "a window": `SELECT "NAME".end AS e, n FROM (
    SELECT hop(INTERVAL '30 seconds', INTERVAL '1 minute') AS "NAME", count(*) AS n FROM t GROUP BY 1) AS q`,
  "a key of a session": `SELECT "NAME", n FROM (
    SELECT "NAME", session(INTERVAL '1 minute') AS w, count(*) AS n FROM t GROUP BY "NAME", w) AS q`,
  "a key of a join": `SELECT a.n, b."NAME" FROM t AS a JOIN t AS b ON a."NAME" = b."NAME"`,
  "a key of an outer join":
    `SELECT a."NAME" AS c, b."NAME" AS d FROM t AS a LEFT JOIN t AS b ON a."NAME" = b."NAME" AND b.n > 2`,
  "a column of USING": `SELECT "NAME" FROM t JOIN t AS u USING ("NAME")`,
  "a column of IN": `SELECT n FROM t WHERE "NAME" IN (SELECT "NAME" FROM t WHERE n > 1)`,
  "a partition of a top-N": `SELECT "NAME", n FROM (
    SELECT *, row_number() OVER (PARTITION BY "NAME" ORDER BY n DESC) AS r FROM t) AS q WHERE r = 1`,
  "a rank": `SELECT n, "NAME" FROM (
    SELECT n, row_number() OVER (ORDER BY n DESC) AS "NAME" FROM t) AS q WHERE "NAME" <= 2`,
  "a column of EXCEPT": `SELECT "NAME" FROM t EXCEPT SELECT "NAME" FROM t WHERE n = 1`,
  "a member of a struct": `SELECT named_struct('TEXT', n) AS c FROM t`,
  "a member that is read": `SELECT c['TEXT'] AS c FROM (SELECT named_struct('TEXT', n) AS c FROM t) AS q`,
  "a literal": `SELECT 'TEXT' AS c, length('TEXT') AS l, n FROM t WHERE "NAME" <> 'TEXT'`,
  "literals of IN": `SELECT n FROM t WHERE "NAME" IN ('TEXT', 'x', 'a', 'b', 'c')`,
  "a literal of LIKE": `SELECT n FROM t WHERE "NAME" LIKE 'TEXT' OR n = 1`,
  "a key that is a literal": `SELECT 'TEXT' AS c, count(*) AS n FROM t GROUP BY "NAME", 1`,
  "a separator": `SELECT string_agg("NAME", 'TEXT' ORDER BY n) AS c FROM t`,
  "a member of JSON": `SELECT ('{"a": 1}'::JSON) -> 'TEXT' AS c, n FROM t`,
  "an array": `SELECT array_position(['TEXT', "NAME"], 'x') AS c FROM t`,
};

/** A name that takes part in nothing, and its place in what comes out. */
const PLAIN = "plain_name";

for (const [place, query] of Object.entries(QUERIES)) {
  Deno.test(`hostile names: as ${place} they give the rows of a plain name`, async () => {
    const expected = await rowsOf(query, PLAIN);
    assert.ok(expected.length > 0, "there are rows");
    for (const name of HOSTILE) assert.deepEqual(await rowsOf(query, name), expected, JSON.stringify(name));
    assert.equal("broken" in globalThis, false);
  });
}

/** Rows as texts, with the plain name where the given one stands. A text's length is told as that of the plain one. */
async function rowsOf(query: string, name: string): Promise<string[]> {
  const messages = ["x", "y", "x"].map((text, i) =>
    JSON.stringify({ n: i + 1, ts: `2026-01-01T00:00:${10 + i}Z` })
      .replace("{", `{${JSON.stringify(name)}:${JSON.stringify(text)},`)
  );
  const streams = new Streams(new Map([["t", messages]]), Choices.of([]), () => Promise.resolve());
  await using session = await Session.open({ memory: true, connectors: [streams.connector()] });
  const quoted = name.replaceAll(`"`, `""`);
  await session.execute(`CREATE TABLE t ("${quoted}" TEXT, n BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts)
    WITH (connector = 'stream', format = 'json')`);
  const sql = query.replaceAll("NAME", () => quoted).replaceAll("TEXT", () => name.replaceAll("'", "''"));
  const rows = await session.execute(sql);
  return rows.map((row) => told(row, name)).sort();
}

function told(value: unknown, name: string): string {
  if (typeof value === "string") return JSON.stringify(value.replaceAll(name, () => PLAIN));
  if (typeof value === "object" && value !== null) {
    return `{${
      Object.entries(value).map(([key, member]) => {
        const own = key === name ? PLAIN : key;
        const length = own === "l" && member === [...name].length ? PLAIN.length : member;
        return `${own}: ${told(length, name)}`;
      }).join(", ")
    }}`;
  }
  return String(value);
}
