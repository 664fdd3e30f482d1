/** Help on queries and their clauses. */
import type { StatementHelp } from "../statement.ts";

export const QUERIES: readonly StatementHelp[] = [
  {
    name: "SELECT",
    aliases: ["QUERY", "FROM", "WHERE", "HAVING", "LIMIT", "DISTINCT"],
    doc: "Rows of tables and views, as they come; Ctrl-C stops a query without an end",
    syntax: `[WITH name AS (query), …]
SELECT [DISTINCT] expression [AS name], …
FROM table [AS alias], …
[WHERE condition]
[GROUP BY expression, …] [HAVING condition]
[ORDER BY expression [DESC], …] [LIMIT n] [OFFSET n]`,
    notes: [
      "A table of a topic is read from its end on: source.offset = 'earliest' reads what lies there, source.until = 'latest' stops at what is there now.",
      "A query that reads up to an end is bounded: its result can be paged, charted and watched.",
    ],
    examples: [
      "SELECT customer, price FROM orders WHERE price > 100",
      "SELECT * FROM orders /*+ OPTIONS('source.offset' = 'earliest', 'source.until' = 'latest') */ ORDER BY price DESC LIMIT 10",
      "WITH large AS (SELECT * FROM orders WHERE price > 100) SELECT customer, count(*) AS n FROM large GROUP BY customer",
    ],
    see: ["JOIN", "GROUP BY", "WINDOW", "OPTIONS"],
  },
  {
    name: "JOIN",
    aliases: ["LEFT JOIN", "INNER JOIN", "CROSS JOIN", "FULL JOIN", "RIGHT JOIN"],
    doc: "Rows of two relations that belong together",
    syntax: `relation [INNER | LEFT | RIGHT | FULL] JOIN relation ON condition
relation JOIN relation USING (column, …)
relation CROSS JOIN UNNEST(array) AS alias(column)`,
    notes: [
      "Without a bound on time both sides are remembered for updating_ttl, a day unless it is SET.",
      "A condition that bounds the event times of both sides lets old rows be forgotten, and nothing is taken back.",
    ],
    examples: [
      "SELECT o.order_id, o.price, p.method FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id",
      "SELECT o.order_id, p.method FROM orders AS o JOIN payments AS p ON o.order_id = p.order_id AND p.paid_at BETWEEN o.ordered_at AND o.ordered_at + INTERVAL '1' HOUR",
    ],
    see: ["SELECT", "SET"],
  },
  {
    name: "GROUP BY",
    aliases: ["AGGREGATE", "ROLLUP", "CUBE", "GROUPING SETS"],
    doc: "One row per group; over a stream the row changes as rows come",
    syntax: `GROUP BY expression, …
GROUP BY ROLLUP (…) | CUBE (…) | GROUPING SETS ((…), …)`,
    notes: [
      "With a window among the groups, rows come once, when the window closes. Without one the result is updating: a table of changing rows.",
    ],
    examples: [
      "SELECT customer, count(*) AS orders, sum(price) AS total FROM orders GROUP BY customer",
      "SELECT product, avg(price) FILTER (WHERE price > 10) AS average FROM orders GROUP BY product HAVING count(*) > 2",
    ],
    see: ["WINDOW", "SELECT"],
  },
  {
    name: "WINDOW",
    aliases: ["TUMBLE", "HOP", "SESSION", "WINDOWS", "TIME WINDOW"],
    doc: "Groups by event time: closed, and their rows shown, when the watermark passes their end",
    syntax: `GROUP BY tumble(width) | hop(slide, width) | session(gap), …
FROM TUMBLE(TABLE name, DESCRIPTOR(column), width)`,
    notes: [
      "The table needs an event time: WATERMARK FOR column.",
      "w.start and w.end are the bounds of a window w.",
    ],
    examples: [
      "SELECT tumble(INTERVAL '1' MINUTE) AS w, count(*) AS orders FROM orders GROUP BY w",
      "SELECT hop(INTERVAL '10' SECOND, INTERVAL '1' MINUTE) AS w, customer, sum(price) AS total FROM orders GROUP BY w, customer",
      "SELECT window_start, window_end, count(*) AS n FROM TUMBLE(TABLE orders, DESCRIPTOR(ordered_at), INTERVAL '1' MINUTE) GROUP BY window_start, window_end",
    ],
    see: ["WATERMARK", "GROUP BY", "OVER"],
  },
  {
    name: "OVER",
    aliases: ["PARTITION BY", "WINDOW FUNCTION", "ROW_NUMBER OVER"],
    doc: "A function over the rows around each row",
    syntax: `function(…) OVER ([PARTITION BY expression, …] ORDER BY expression [DESC], …
  [ROWS | RANGE BETWEEN start AND end])`,
    notes: ["row_number() with a limit on it in an outer query is a top n per key, kept up to date."],
    examples: [
      "SELECT customer, price FROM (SELECT *, row_number() OVER (PARTITION BY customer ORDER BY price DESC) AS n FROM orders) AS o WHERE n <= 3",
    ],
    see: ["WINDOW", "SELECT"],
  },
  {
    name: "UNION",
    aliases: ["INTERSECT", "EXCEPT", "UNION ALL"],
    doc: "Rows of several queries",
    syntax: "query UNION [ALL] | INTERSECT | EXCEPT query",
    examples: ["SELECT order_id FROM orders UNION ALL SELECT order_id FROM payments"],
    see: ["SELECT"],
  },
  {
    name: "VALUES",
    doc: "Rows that are written down",
    syntax: "VALUES (expression, …), …",
    examples: ["VALUES (1, 'one'), (2, 'two')"],
    see: ["INSERT"],
  },
  {
    name: "CASE",
    doc: "One of several values",
    syntax: "CASE [operand] WHEN condition THEN value … [ELSE value] END",
    examples: ["SELECT order_id, CASE WHEN price > 100 THEN 'large' ELSE 'small' END AS size FROM orders"],
  },
  {
    name: "CAST",
    aliases: ["TRY_CAST", "::"],
    doc: "A value as another type; TRY_CAST gives NULL where that cannot be",
    syntax: "CAST(value AS type)    TRY_CAST(value AS type)    value::type",
    examples: ["SELECT CAST('12' AS INT) AS a, TRY_CAST('x' AS INT) AS b, '1.5'::DOUBLE AS c"],
    see: ["TYPES"],
  },
  {
    name: "INSERT",
    aliases: ["INSERT INTO"],
    doc: "Writes the rows of a query to a table; without an end it is a job, and the prompt is yours again",
    syntax: "INSERT INTO table [(column, …)] query",
    notes: ["\\jobs lists jobs, \\stop N ends one. SET pipeline_name lets it go on where it stopped."],
    examples: [
      "INSERT INTO expensive SELECT order_id, customer, price FROM orders WHERE price > 100",
      "INSERT INTO expensive VALUES (1, 'Ann', 120.5)",
    ],
    see: ["EXECUTE STATEMENT SET", "STOP JOB", "SET"],
  },
  {
    name: "EXECUTE STATEMENT SET",
    aliases: ["STATEMENT SET"],
    doc: "Several INSERTs as one job that reads each table once",
    syntax: "EXECUTE STATEMENT SET BEGIN insert; … END",
    examples: [
      "EXECUTE STATEMENT SET BEGIN INSERT INTO expensive SELECT order_id, customer, price FROM orders WHERE price > 100; INSERT INTO expensive SELECT order_id, customer, price FROM orders WHERE price < 0; END",
    ],
    see: ["INSERT"],
  },
  {
    name: "EXPLAIN",
    doc: "What a statement would do, without doing it",
    syntax: "EXPLAIN query | insert | statement_set",
    examples: ["EXPLAIN SELECT customer, count(*) AS n FROM orders GROUP BY customer"],
    see: ["SELECT"],
  },
];
