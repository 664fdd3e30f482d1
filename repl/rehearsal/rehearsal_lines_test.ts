import assert from "node:assert/strict";
import { BIGINT, TEXT } from "../../schema/types.ts";
import { PLAIN_THEME } from "../editor/highlight.ts";
import { rehearsalLines } from "./rehearsal_lines.ts";

const PLAIN = { theme: PLAIN_THEME, color: false, width: 80 };
const SINK = { table: "big", format: "json", fields: [], encoder: undefined };

Deno.test("rehearsalLines shows the first rows, then target, key, schema and estimate", () => {
  const columns = [{ name: "id", type: BIGINT, right: true }, { name: "name", type: TEXT, right: false }];
  const shown = [["1", "ann"], ["2", null]];
  const lines = rehearsalLines(
    [{
      ...SINK,
      facts: { target: "topic 'big', 3 partitions", key: "name; its hash chooses", delivery: "at least once" },
      schema: "subject 'big-value': version 2, id 7, nothing to register",
    }],
    { sinks: [{ columns, shown, rows: 2, bytes: 40 }], rowsRead: 2, milliseconds: 5, through: true },
    PLAIN,
  );
  assert.deepEqual(lines, [
    " id │ name",
    "────┼─────",
    "  1 │ ann",
    "  2 │ NULL",
    "Target    big: topic 'big', 3 partitions; json; at least once",
    "Key       name; its hash chooses",
    "Schema    subject 'big-value': version 2, id 7, nothing to register",
    "Estimate  2 rows, 40 bytes, and no more",
  ]);
});

Deno.test("rehearsalLines breaks long facts at words, beside their label", () => {
  const lines = rehearsalLines(
    [{ ...SINK, facts: { target: "topic 'big', which would be created with 3 partitions" }, schema: undefined }],
    { sinks: [{ columns: [], shown: [], rows: 0, bytes: 0 }], rowsRead: 0, milliseconds: 10, through: true },
    { ...PLAIN, width: 40 },
  );
  assert.deepEqual(lines, [
    "Target    big: topic 'big', which would",
    "          be created with 3 partitions;",
    "          json",
    "Estimate  no rows, 0 bytes, and no more",
  ]);
});

Deno.test("rehearsalLines leaves out what a sink does not have, and shows control characters escaped", () => {
  const lines = rehearsalLines(
    [{ ...SINK, format: undefined, facts: { target: "a\x1b[31mb" }, schema: undefined }],
    { sinks: [{ columns: [], shown: [], rows: 0, bytes: undefined }], rowsRead: 0, milliseconds: 2000, through: false },
    PLAIN,
  );
  assert.equal(lines.length, 2);
  assert.ok(!lines.join("").includes("\x1b"));
  assert.match(lines[1] ?? "", /^Estimate {2}no rows within 2\.0 s/);
});
