import assert from "node:assert/strict";
import { fieldOf } from "../../schema/field.ts";
import { BATCH_ROWS } from "../../schema/column.ts";
import { BIGINT, BOOLEAN, TEXT } from "../../schema/types.ts";
import type { OutputFormat } from "../formats/writer.ts";
import { writeInfo } from "./info.ts";
import { Output } from "../output.ts";
import type { InfoTable } from "../../engine/info_table.ts";

function shown(format: OutputFormat, table: InfoTable): string {
  let text = "";
  using output = new Output({
    format,
    write: (bytes) => {
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
  });
  writeInfo(table, output);
  return text;
}

Deno.test("writeInfo writes rows in the format of results, NULL in columns that say they have none too", () => {
  const fields = [fieldOf("name", TEXT, false), fieldOf("rows", BIGINT), fieldOf("ok", BOOLEAN, false)];
  const table = { fields, rows: [["orders", 41n, true], [null, null, null]] };
  assert.equal(
    shown("ndjson", table),
    '{"name":"orders","rows":41,"ok":true}\n{"name":null,"rows":null,"ok":null}\n',
  );
  assert.equal(shown("csv", table), "name,rows,ok\norders,41,true\n,,\n");
});

Deno.test("writeInfo writes more rows than a batch holds", () => {
  const rows = Array.from({ length: BATCH_ROWS * 2 + 5 }, (_, i) => [`row ${i}`]);
  const lines = shown("tsv", { fields: [fieldOf("t", TEXT)], rows }).split("\n");
  assert.deepEqual(lines.slice(1, -1), rows.map(([text]) => text));
});

Deno.test("writeInfo shows a plan as text to people, as a value to programs", () => {
  const plan = { fields: [fieldOf("plan", TEXT)], rows: [["Result\n  Scan t\x1b"]] };
  assert.equal(shown("table", plan), "Result\n  Scan t\\u{1b}\n");
  assert.equal(shown("ndjson", plan), '{"plan":"Result\\n  Scan t\\u001b"}\n');
  assert.match(shown("table", { ...plan, rows: [["one line"]] }), /^ plan\n/);
});
