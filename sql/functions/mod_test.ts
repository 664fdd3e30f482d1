import { deepEqual, equal, match } from "node:assert/strict";
import { SqlError } from "../../schema/errors.ts";
import { AGGREGATE_FUNCTIONS, findAggregate } from "./aggregates/mod.ts";
import { LATER_FUNCTIONS } from "./later.ts";
import { findFunction, FUNCTIONS, nearFunctions } from "./mod.ts";
import { resolveCall, signatures } from "./resolve.ts";
import { BIGINT, JSON_TYPE, TEXT } from "../../schema/types.ts";

Deno.test("FUNCTIONS have one owner for each name, a one-line doc and an example", () => {
  const names = [
    ...[...FUNCTIONS, ...AGGREGATE_FUNCTIONS].flatMap((fn) => [fn.name, ...fn.aliases]),
    ...LATER_FUNCTIONS.map((fn) => fn.name),
  ];
  deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
  for (const { name, doc, examples, overloads } of [...FUNCTIONS, ...AGGREGATE_FUNCTIONS]) {
    match(doc, /^[^\n]+[^.\n]$/, name);
    equal(examples.length > 0, true, `${name} has no example`);
    equal(overloads.length > 0, true, name);
  }
});

Deno.test("FUNCTIONS have an implementation in every overload", () => {
  const missing = FUNCTIONS.filter((fn) => fn.overloads.some(({ js, call, build }) => !js && !call && !build));
  deepEqual(missing.map((fn) => fn.name), []);
});

Deno.test("findFunction knows aliases, nearFunctions what was meant", () => {
  equal(findFunction("pow"), findFunction("power"));
  equal(findFunction("nope"), undefined);
  deepEqual(nearFunctions("uper"), ["upper"]);
  equal(nearFunctions("coun")[0], "count");
  equal(nearFunctions("medain")[0], "median");
  equal(nearFunctions("tumbel")[0], "tumble");
  equal(nearFunctions("row_nummer")[0], "row_number");
});

function failureOf(name: string, ...types: readonly (typeof TEXT)[]): SqlError {
  const fn = findFunction(name);
  if (!fn) throw new Error(`There is no function ${name}`);
  try {
    resolveCall(fn, types.map((type) => ({ type, nullable: true })));
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown");
}

Deno.test("resolveCall lists the signatures when no overload fits", () => {
  const error = failureOf("substr", BIGINT);
  equal(
    error.message,
    "Function substr does not take (BIGINT): it takes substr(text, integer[, integer])",
  );
  deepEqual(error.diagnostic.expected, ["substr(text, integer[, integer])"]);
  equal(failureOf("upper", JSON_TYPE).diagnostic.hint, "Take a JSON member as TEXT with ->>, or cast the argument");
});

Deno.test("signatures show what stands in WITHIN GROUP", () => {
  const fn = findAggregate("approx_percentile_cont_with_weight");
  deepEqual(fn && signatures(fn), [
    "approx_percentile_cont_with_weight(number, number) WITHIN GROUP (ORDER BY number)",
  ]);
});

Deno.test("signatures show optional and repeated parameters", () => {
  const shown = ["concat", "round", "pi", "log"].flatMap((name) => {
    const fn = findFunction(name);
    return fn ? signatures(fn) : [];
  });
  deepEqual(shown, [
    "concat(scalar, …)",
    "round(double)",
    "round(real)",
    "round(double, integer)",
    "round(real, integer)",
    "round(decimal)",
    "round(decimal, integer)",
    "pi()",
    "log(double)",
    "log(double, double)",
  ]);
});

/** The scalar functions of the dialect with their aliases; `sql.md` §12. */
const DIALECT = `
  abs ceil floor round trunc sqrt power pow exp ln log log10 log2 mod signum greatest least nanvl isnan iszero random pi
  cbrt sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh cot degrees radians factorial gcd lcm
  length char_length character_length octet_length lower upper trim btrim ltrim rtrim substr substring left right
  position strpos instr replace concat concat_ws split_part starts_with ends_with contains lpad rpad repeat reverse
  ascii chr bit_length initcap translate levenshtein to_hex overlay find_in_set substr_index substring_index uuid
  split_index regexp_like regexp_match regexp_replace regexp_count regexp_extract
  now current_timestamp current_date today current_time extract date_part datepart date_trunc datetrunc date_bin
  to_timestamp to_timestamp_seconds to_timestamp_millis to_timestamp_micros to_timestamp_nanos from_unixtime to_unixtime
  to_char date_format to_date make_date year month day hour minute second
  nullif ifnull nvl nvl2
  json_get json_get_str json_get_int json_get_float json_get_bool json_get_json json_get_array json_as_text
  json_contains json_length json_len json_object_keys json_keys extract_json extract_json_string get_first_json_object
  to_json
  make_array array_length cardinality array_element element_at array_append array_push_back array_prepend
  array_push_front array_concat array_cat array_contains array_has array_has_all array_has_any arrays_overlap
  array_position array_indexof array_to_string array_join string_to_array array_distinct array_sort array_slice
  array_max empty range generate_series flatten array_any_value array_dims array_ndims array_distance array_except
  array_intersect array_union array_pop_back array_pop_front array_positions array_remove array_remove_n
  array_remove_all array_replace array_replace_n array_replace_all array_repeat array_resize array_reverse
  struct row named_struct get_field
  md5 sha224 sha256 sha384 sha512 encode decode digest multi_hash
  arrow_typeof arrow_cast version
`.trim().split(/\s+/);

Deno.test("FUNCTIONS hold every scalar function of the dialect, arrays also by their list_ names", () => {
  const lists = DIALECT.filter((name) => name.startsWith("array_")).map((name) => name.replace("array_", "list_"));
  deepEqual([...DIALECT, "make_list", ...lists].filter((name) => findFunction(name) === undefined), []);
});
