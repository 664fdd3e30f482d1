import assert from "node:assert/strict";
import { exposition } from "./exposition.ts";

// What comes out was read back by the parser of prometheus_client 0.26.0 (Python) as what went in.
Deno.test("exposition writes a family as Prometheus reads it, whatever the labels hold", () => {
  const statement = 'INSERT INTO "a\\b"\nSELECT \'{"x": 1}\'';
  const text = exposition([
    { name: "sluice_none", type: "gauge", help: "Has no samples", samples: [] },
    {
      name: "sluice_rows_total",
      type: "counter",
      help: 'Rows,\nand a \\ and a "',
      samples: [
        { labels: { job: 1, statement }, value: 12345678901234 },
        { labels: {}, value: 0.25 },
        { labels: { job: 2 }, value: Infinity },
        { labels: { job: 3 }, value: NaN },
        { labels: { job: 4 }, value: 1e21 },
      ],
    },
  ]);
  assert.equal(
    text,
    `# HELP sluice_rows_total Rows,\\nand a \\\\ and a "
# TYPE sluice_rows_total counter
sluice_rows_total{job="1",statement="INSERT INTO \\"a\\\\b\\"\\nSELECT '{\\"x\\": 1}'"} 12345678901234
sluice_rows_total 0.25
sluice_rows_total{job="2"} +Inf
sluice_rows_total{job="3"} NaN
sluice_rows_total{job="4"} 1e+21
`,
  );
});
