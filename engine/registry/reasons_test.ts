import assert from "node:assert/strict";
import type { SubjectVersion } from "../../schema/registry/registry.ts";
import { ownReasons, withFieldNames } from "./reasons.ts";

const OLD = '{"type":"record","name":"R","fields":[{"name":"id","type":"int"},{"name":"who","type":"string"}]}';
const NEW = '{"type":"record","name":"R","fields":[{"name":"id","type":"int"},{"name":"who","type":["null","long"]}]}';
const next = { type: "AVRO", text: NEW, references: [] } as const;

Deno.test("ownReasons say what the new schema cannot read of the latest version", async () => {
  const latest: SubjectVersion = { ...next, text: OLD, dependencies: [], id: 1, subject: "s", version: 3 };
  const reasons = withFieldNames(await ownReasons(next, latest), next);
  assert.equal(reasons.length, 1);
  assert.match(reasons[0] ?? "", /new schema.*string.*version 3 schema.*\(field 'who'\)$/);
  assert.deepEqual(await ownReasons(next, { ...latest, text: NEW }), []);
  assert.deepEqual(await ownReasons(next, undefined), []);
});

Deno.test("withFieldNames follows a registry's path to the field, and leaves what it cannot follow", () => {
  const messages = ["{type:'X', path:'/fields/1/type/1'}", "at /fields/7/type", "no path", "at /fields/0 of 'id'"];
  assert.deepEqual(withFieldNames(messages, next), [`${messages[0]} (field 'who')`, ...messages.slice(1)]);
  assert.deepEqual(withFieldNames(messages, { ...next, type: "JSON" }), messages);
});
