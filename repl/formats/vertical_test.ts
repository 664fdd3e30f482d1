import assert from "node:assert/strict";
import { INT, TEXT } from "../../schema/types.ts";
import { written } from "./test_result.ts";

Deno.test("vertical writes one block per row, names aligned, nothing cut", () => {
  const long = "x".repeat(300);
  assert.equal(
    written("vertical", { types: { user: TEXT, n: INT }, rows: [["ann", 1], [null, 2], [long, null], ["", 3]] }, {
      width: 40,
    }),
    [
      "-[ 1 ]----------------------------------",
      "user │ ann",
      "n    │ 1",
      "-[ 2 ]----------------------------------",
      "user │ NULL",
      "n    │ 2",
      "-[ 3 ]----------------------------------",
      `user │ ${long}`,
      "n    │ NULL",
      "-[ 4 ]----------------------------------",
      "user │",
      "n    │ 3",
      "",
    ].join("\n"),
  );
});

Deno.test("vertical without rows writes nothing", () => {
  assert.equal(written("vertical", { types: { n: INT }, rows: [] }), "");
});
