import { deepEqual, equal, match } from "node:assert/strict";
import { BIGINT, structType, TEXT, typeName } from "../../schema/types.ts";
import { OTHER_FUNCTIONS } from "./other.ts";
import { STRUCT_FUNCTIONS } from "./struct.ts";
import { call, callWithLiterals, failure, resultType, type TestArgument, typed } from "./test_call.ts";

const literally = (name: string, ...args: readonly TestArgument[]) => callWithLiterals(STRUCT_FUNCTIONS, name, ...args);

Deno.test("struct and named_struct hold their values, NULL too", () => {
  equal(call(STRUCT_FUNCTIONS, "row", 1n, null), '{"c0":1,"c1":null}');
  equal(literally("named_struct", "a", 1n, "b", "x"), '{"a":1,"b":"x"}');
  equal(
    typeName(resultType(STRUCT_FUNCTIONS, "named_struct", "a", 1n, "b", "x")),
    "STRUCT<a BIGINT NOT NULL, b TEXT NOT NULL>",
  );
  deepEqual(
    [
      failure(() => literally("named_struct", "a", 1n, "b")),
      failure(() => literally("named_struct", "a", 1n, "a", 2n)),
      failure(() => call(STRUCT_FUNCTIONS, "named_struct", "a", 1n)),
    ],
    [
      "named_struct takes pairs of a name and a value",
      "member 'a' stands twice",
      "the name of a member must be a text literal",
    ],
  );
});

Deno.test("get_field gives the member and names those that there are", () => {
  const type = structType([
    { name: "a", type: BIGINT, nullable: true },
    { name: "b", type: TEXT, nullable: true },
  ]);
  equal(literally("get_field", typed(type, [7n, null]), "a"), "7");
  equal(literally("get_field", typed(type, [7n, null]), "b"), "NULL");
  equal(failure(() => literally("get_field", typed(type, [7n, null]), "c")), "no member 'c', there are a, b");
});

Deno.test("uuid and version make texts", () => {
  const [first, second] = [callWithLiterals(OTHER_FUNCTIONS, "uuid"), callWithLiterals(OTHER_FUNCTIONS, "uuid")];
  match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  equal(first === second, false);
  match(callWithLiterals(OTHER_FUNCTIONS, "version"), /^Sluice \d+\.\d+\.\d+/);
});
