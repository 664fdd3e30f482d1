import { deepEqual, equal } from "node:assert/strict";
import { arrayType, DATE, decimalType, INT, INTERVAL, NULL_TYPE, timestampType, typeName } from "../../schema/types.ts";
import { ARRAY_FUNCTIONS } from "./array.ts";
import { ARRAY_EDIT_FUNCTIONS } from "./array_edit.ts";
import { call as callIn, failure, resultType, type TestArgument, typed } from "./test_call.ts";

const FUNCTIONS = [...ARRAY_FUNCTIONS, ...ARRAY_EDIT_FUNCTIONS];
const call = (name: string, ...args: readonly TestArgument[]) => callIn(FUNCTIONS, name, ...args);

/** Calls and what DataFusion 48 gives for them. */
function check(cases: readonly (readonly [readonly [string, ...TestArgument[]], string])[]): void {
  deepEqual(cases.map(([[name, ...args]]) => [name, call(name, ...args)]), cases.map(([[name], text]) => [name, text]));
}

Deno.test("array functions read elements and lengths", () => {
  check([
    [["make_array", 1n, 2.5, null], "[1.0,2.5,null]"],
    [["make_array"], "[]"],
    [["array_length", [1n, 2n]], "2"],
    [["array_length", [[1n, 2n], [3n, 4n]], 2n], "2"],
    [["array_length", []], "0"],
    [["array_length", [1n], 2n], "NULL"],
    [["cardinality", [[1n, 2n], [3n, 4n]]], "4"],
    [["cardinality", []], "0"],
    [["array_element", [1n, 2n, 3n], -1n], "3"],
    [["list_element", [1n, 2n, 3n], 0n], "NULL"],
    [["element_at", [1n, 2n, 3n], 4n], "NULL"],
    [["array_max", [1n, 3n, null, 2n]], "3"],
    [["array_max", [null]], "NULL"],
    [["empty", []], "true"],
    [["array_any_value", [null, 2n]], "2"],
    [["array_dims", [[1n, 2n], [3n, 4n]]], "[2,2]"],
    [["array_ndims", [[1n, 2n], [3n, 4n]]], "2"],
    [["array_distance", [1n, 2n], [1n, 4n]], "2.0"],
  ]);
});

Deno.test("array_append and its kin bring elements and arrays to one type", () => {
  check([
    [["array_append", [1n, 2n], 3n], "[1,2,3]"],
    [["array_append", [1n, 2n], 2.5], "[1.0,2.0,2.5]"],
    [["array_append", [1n], null], "[1,null]"],
    [["array_append", null, 1n], "[1]"],
    [["array_prepend", 0n, [1n]], "[0,1]"],
    [["array_concat", [1n], [2n], [3n]], "[1,2,3]"],
    [["list_cat", [1n], null], "[1]"],
  ]);
  const ints = typed(arrayType(INT), [1, 2]);
  equal(typeName(resultType(FUNCTIONS, "array_append", ints, 3n)), "BIGINT[]");
  equal(typeName(resultType(FUNCTIONS, "array_append", ints, typed(INT, 3))), "INT[]");
  equal(typeName(resultType(FUNCTIONS, "array_append", typed(arrayType(NULL_TYPE), []), "a")), "TEXT[]");
});

Deno.test("array_has and array_position compare by value, NULL elements too", () => {
  check([
    [["array_has", [1n, 2n], 2n], "true"],
    [["array_has", [1n, null], null], "NULL"],
    [["array_has", [[1n], [2n]], [2n]], "true"],
    [["array_has_all", [1n, 2n, 3n], [1n, 3n]], "true"],
    [["array_has_all", [1n, 2n], []], "true"],
    [["arrays_overlap", [1n, 2n], [2n, 9n]], "true"],
    [["array_has_any", [1n, null], [null]], "true"],
    [["array_position", [1n, 2n, 2n], 2n], "2"],
    [["array_position", [1n, 2n, 2n], 2n, 3n], "3"],
    [["array_position", [1n, 2n], 5n], "NULL"],
    [["array_position", [1n, null], null], "2"],
    [["array_positions", [1n, 2n, 1n], 1n], "[1,3]"],
    [["array_positions", ["a"], "b"], "[]"],
  ]);
});

Deno.test("array_to_string and string_to_array are each other's reverse", () => {
  check([
    [["array_to_string", [1n, null, 3n], ","], "1,3"],
    [["array_join", [1n, null, 3n], ",", "*"], "1,*,3"],
    [["array_to_string", [[1n, 2n], [3n]], ","], "1,2,3"],
    [["string_to_array", "a,b,,c", ","], '["a","b","","c"]'],
    [["string_to_array", "a,b,*", ",", "*"], '["a","b",null]'],
    [["string_to_array", "a😀", null], '["a","😀"]'],
    [["string_to_array", "abc", ""], '["abc"]'],
    [["string_to_array", "", ","], '[""]'],
  ]);
});

Deno.test("array_sort, array_distinct and array_slice follow DataFusion", () => {
  check([
    [["array_distinct", [3n, 1n, 3n, null, 2n, null]], "[null,1,2,3]"],
    [["array_sort", [3n, 1n, null, 2n]], "[null,1,2,3]"],
    [["array_sort", [3n, 1n, null, 2n], "DESC"], "[null,3,2,1]"],
    [["array_sort", [3n, 1n, null, 2n], "desc", "NULLS LAST"], "[3,2,1,null]"],
    [["array_sort", ["b", "a", "B", "😀", "\uffff"]], '["B","a","b","\uffff","😀"]'],
    [["array_slice", [1n, 2n, 3n, 4n, 5n], 2n, 3n], "[2,3]"],
    [["array_slice", [1n, 2n, 3n, 4n, 5n], -2n, -1n], "[4,5]"],
    [["array_slice", [1n, 2n, 3n, 4n, 5n], 0n, 2n], "[1,2]"],
    [["array_slice", [1n, 2n, 3n, 4n, 5n], 1n, 5n, 2n], "[1,3,5]"],
    [["array_slice", [1n, 2n, 3n, 4n, 5n], 5n, 1n, -2n], "[5,3,1]"],
    [["array_slice", [1n, 2n, 3n, 4n, 5n], 4n, 2n], "[]"],
    [["array_slice", [1n, 2n, 3n, 4n, 5n], 2n, 100n], "[2,3,4,5]"],
  ]);
  equal(failure(() => call("array_sort", [1n], "UP")), "'UP' is neither 'ASC' nor 'DESC'");
});

Deno.test("range and generate_series count numbers, dates and timestamps", () => {
  const day = typed(INTERVAL, { months: 0, days: 1, nanos: 0n });
  const minute = typed(INTERVAL, { months: 0, days: 0, nanos: 60_000_000_000n });
  check([
    [["range", 5n], "[0,1,2,3,4]"],
    [["range", 1n, 10n, 3n], "[1,4,7]"],
    [["range", 5n, 1n, -2n], "[5,3]"],
    [["range", 5n, 1n], "[]"],
    [["generate_series", 1n, 5n], "[1,2,3,4,5]"],
    [["generate_series", 1n, 5n, 2n], "[1,3,5]"],
    [["range", typed(DATE, 0), typed(DATE, 2), day], '["1970-01-01","1970-01-02"]'],
    [
      ["generate_series", typed(timestampType(0), 0n), typed(timestampType(0), 60n), minute],
      '["1970-01-01T00:00:00","1970-01-01T00:01:00"]',
    ],
  ]);
  equal(failure(() => call("range", 1n, 5n, 0n)), "step 0 of a series");
  equal(failure(() => call("range", 1n, 10n ** 12n)), "series of more than 10000000 values");
});

Deno.test("array functions that change arrays follow DataFusion", () => {
  check([
    [["flatten", [[1n, 2n], [3n]]], "[1,2,3]"],
    [["flatten", [[[1n], [2n]], [[3n]]]], "[[1],[2],[3]]"],
    [["flatten", [1n, 2n]], "[1,2]"],
    [["array_except", [1n, 2n, 3n, 2n], [2n]], "[1,3]"],
    [["array_intersect", [1n, 2n, 2n, 3n], [2n, 3n, 4n]], "[2,3]"],
    [["array_union", [3n, 1n], [2n, null]], "[1,3,null,2]"],
    [["array_intersect", [3n, 1n, 2n], [2n, 3n]], "[2,3]"],
    [["array_pop_back", [1n, 2n, 3n]], "[1,2]"],
    [["array_pop_front", []], "[]"],
    [["array_remove", [1n, null, 2n], 1n], "[null,2]"],
    [["array_remove", [1n, null], null], "[1]"],
    [["array_remove_n", [1n, 1n, 1n, 2n], 1n, 2n], "[1,2]"],
    [["array_remove_all", [1n, 1n, 2n], 1n], "[2]"],
    [["array_replace", [1n, 1n, 2n], 1n, 9n], "[9,1,2]"],
    [["array_replace_n", [1n, 1n, 1n, 2n], 1n, 9n, 2n], "[9,9,1,2]"],
    [["array_replace_all", [1n, 1n, 2n], 1n, 9n], "[9,9,2]"],
    [["array_replace", [1n, null], null, 9n], "[1,9]"],
    [["array_repeat", [1n], 2n], "[[1],[1]]"],
    [["array_repeat", null, 2n], "[null,null]"],
    [["array_repeat", 1n, -1n], "[]"],
    [["array_resize", [1n, 2n, 3n], 5n, 0n], "[1,2,3,0,0]"],
    [["array_resize", [1n, 2n, 3n], 5n], "[1,2,3,null,null]"],
    [["array_resize", [1n, 2n, 3n], 2n], "[1,2]"],
    [["array_reverse", [1n, 2n, 3n]], "[3,2,1]"],
  ]);
  equal(call("array_distance", [typed(decimalType(3, 1), 15n)], [typed(decimalType(3, 1), 25n)]), "1.0");
});
