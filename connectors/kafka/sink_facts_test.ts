import assert from "node:assert/strict";
import { keyText } from "./sink_facts.ts";

Deno.test("keyText says where the key sends rows, or that there is none", () => {
  assert.equal(keyText(undefined, 3), "none; rows are spread over 3 partitions, a batch at a time");
  assert.equal(keyText("id", 3), "id; its hash chooses one of 3 partitions, as Java's client would");
  assert.equal(keyText("id", 1), "id; all rows go to the one partition");
  assert.equal(keyText(undefined, undefined), "none; rows are spread over the partitions, a batch at a time");
});
