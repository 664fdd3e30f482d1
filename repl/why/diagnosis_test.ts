import assert from "node:assert/strict";
import { diagnosisLines, diagnosisOf, hintOf } from "./diagnosis.ts";
import { filter, found, join, observation, partition, readThrough, rows, scan } from "./test_observation.ts";

const causes = (...given: Parameters<typeof found>) => found(...given).map(({ cause }) => cause);

Deno.test("diagnosisOf puts what explains more before what follows from it, and names three reasons at most", () => {
  const conjuncts = [{ text: "a > 1", passed: 0, columns: [] }];
  const dropping = filter(readThrough(5), { sampled: 5, conjuncts });
  assert.deepEqual(causes(rows(dropping)), ["where_drops_all", "caught_up"]);
  const empty = scan([partition(0, 0)], { table: "users", place: "users" });
  assert.deepEqual(causes(rows(join(dropping, empty))), ["empty_topic", "where_drops_all", "caught_up"]);
  assert.deepEqual(causes(rows(join(readThrough(5), empty))), ["empty_topic", "one_sided_join", "caught_up"]);
});

Deno.test("diagnosisOf says of a job that has failed only that", () => {
  const error = { message: "Cannot read topic orders", code: "authorization", hint: "Grant READ on it." };
  const [finding, ...others] = found(rows(readThrough(5)), { job: { state: "failed", error } });
  assert.equal(finding?.cause, "no_right");
  assert.match(finding?.text ?? "", /^Failed at \d\d:\d\d:\d\d: Cannot read topic orders$/);
  assert.equal(finding?.cure, "Grant READ on it");
  assert.deepEqual(others, []);
});

Deno.test("diagnosisLines gives findings with their cures, then the counts; hintOf the first in a line", () => {
  const diagnosis = diagnosisOf(observation(rows(scan([partition(3, 3, { began: 3 })], { offset: undefined }))));
  assert.deepEqual(diagnosisLines(diagnosis), [
    "1. Reading of orders began at the end of the topic and nothing has come since; 3 records lie before",
    "   → 'source.offset' = 'earliest' in the WITH of orders reads them",
    "orders 0",
  ]);
  const reason = "Reading of orders began at the end of the topic and nothing has come since; 3 records lie before";
  assert.equal(
    hintOf(diagnosis, 200),
    `${reason}. 'source.offset' = 'earliest' in the WITH of orders reads them · \\why says more`,
  );
  assert.equal(hintOf(diagnosis, 120), `${reason} · \\why says more`);
  assert.equal(hintOf({ findings: [], chain: [] }, 80), undefined);
  assert.deepEqual(diagnosisLines({ findings: [], chain: [] }), ["Nothing is known that would hold rows back"]);
});
