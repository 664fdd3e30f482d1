import assert from "node:assert/strict";
import { fieldOf } from "../schema/field.ts";
import { BIGINT } from "../schema/types.ts";
import { NEXMARK } from "./nexmark.ts";
import { optionsFor, tableOf } from "./testing.ts";

Deno.test("checkFixedColumns takes no columns or exactly those of the connector", () => {
  const check = (columns: Parameters<typeof tableOf>[2]) => {
    const table = tableOf("nexmark", { event_rate: "1" }, columns);
    NEXMARK.check!(table, optionsFor(NEXMARK, table));
  };
  check([]);
  check(NEXMARK.columns);
  for (const columns of [[fieldOf("person", BIGINT)], NEXMARK.columns!.slice(0, 2), [...NEXMARK.columns!].reverse()]) {
    assert.throws(() => check(columns), {
      name: "SqlError",
      message: "invalid schema for nexmark source; omit fields to rely on inference",
    });
  }
});
