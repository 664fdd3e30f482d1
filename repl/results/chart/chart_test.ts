import assert from "node:assert/strict";
import { fieldOf } from "../../../schema/field.ts";
import { BIGINT, decimalType, DOUBLE, INT, structType, TEXT, TIMESTAMP, type Value } from "../../../schema/types.ts";
import { PLAIN_THEME } from "../../editor/highlight.ts";
import { displayWidth } from "../../terminal/width.ts";
import { chartLines, type ChartStyle } from "./chart.ts";

const SCREEN: ChartStyle = { columns: 40, rows: 24, theme: PLAIN_THEME };
const SALES = [fieldOf("product", TEXT), fieldOf("n", BIGINT)];

function chart(fields = SALES, rows: readonly (readonly Value[])[], style: Partial<ChartStyle> = {}): string[] {
  return chartLines({ fields, rows }, { ...SCREEN, ...style });
}

Deno.test("chartLines draws a bar per row, as long as its value", () => {
  assert.deepEqual(chart(SALES, [["kettle", 120n], ["tent", 60n], ["lamp", 1n], ["none", 0n]], { columns: 32 }), [
    "n by product",
    " kettle │███████████████████ 120",
    " tent   │█████████▌ 60",
    " lamp   │▏ 1",
    " none   │ 0",
  ]);
});

Deno.test("chartLines puts what is below 0 to the left, and counts rows without a value", () => {
  const lines = chart([fieldOf("k", TEXT), fieldOf("v", decimalType(10, 2))], [["a", 150n], ["b", -75n], ["c", null]]);
  assert.match(lines[1] ?? "", /^ a +│█+▍? 1\.5$/);
  assert.match(lines[2] ?? "", /^ b █+│ -0\.75$/);
  assert.equal(lines[3], "1 row has no value");
});

Deno.test("chartLines draws a line over numbers that ascend, with both axes labelled", () => {
  const rows = Array.from({ length: 50 }, (_, x) => [x, x * x]);
  const lines = chart([fieldOf("x", INT), fieldOf("y", DOUBLE)], rows, { columns: 60 });
  assert.equal(lines[0], "y by x");
  assert.match(lines[1] ?? "", /^ +2,401 ┤⠀+.*[⠁-⣿]$/);
  assert.match(lines.at(-3) ?? "", /^ +0 ┤[⠁-⣿]/);
  assert.match(lines.at(-2) ?? "", /└─+$/);
  assert.match(lines.at(-1) ?? "", /^ +0 +25 +49$/);
  for (const line of lines) assert.ok(displayWidth(line) <= 60, line);
});

Deno.test("chartLines draws a line when it is asked for, and takes the column that is named", () => {
  const fields = [fieldOf("at", TIMESTAMP), fieldOf("a", INT), fieldOf("b", INT)];
  const rows = [0, 1, 2].map((i) => [BigInt(i) * 60_000_000_000n, i, 9 - i]);
  assert.equal(chart(fields, rows)[0], "b by at");
  assert.equal(chart(fields, rows, { column: "A", shape: "line" })[0], "a by at");
  assert.match(
    chart(fields, rows, { shape: "line", columns: 80 }).at(-1) ?? "",
    /1970-01-01.00:00:00.*1970-01-01.00:02:00/,
  );
});

Deno.test("chartLines labels windows by their start", () => {
  const window = structType([{ name: "start", type: TIMESTAMP }, { name: "end", type: TIMESTAMP }] as never);
  const lines = chart([fieldOf("w", window), fieldOf("n", INT)], [[[0n, 1n], 3]], { columns: 60 });
  assert.match(lines[1] ?? "", /^ 1970-01-01.00:00:00\S* │█+ 3$/);
});

Deno.test("chartLines says how many rows it leaves out", () => {
  const lines = chart(SALES, Array.from({ length: 100 }, (_, i) => [`p${i}`, BigInt(i)]));
  assert.equal(lines.length, 62);
  assert.match(lines.at(-1) ?? "", /the first 60 of 100 rows/);
});

Deno.test("chartLines refuses what has no numbers, and names columns that may have been meant", () => {
  assert.throws(() => chart([fieldOf("a", TEXT)], [["x"]]), /no numeric column/);
  assert.throws(() => chart(SALES, [["x", 1n]], { column: "product" }), /'product' is not numeric/);
  assert.throws(() => chart(SALES, [["x", 1n]], { column: "m" }), /no column 'm'/);
  assert.throws(() => chart(SALES, [["x", null]]), /no values/);
  assert.throws(() => chart(SALES, [["x", 1n], ["y", 2n]], { shape: "line" }), /A line needs/);
});
