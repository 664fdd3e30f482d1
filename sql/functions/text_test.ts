import { deepEqual, equal } from "node:assert/strict";
import { INT } from "../../schema/types.ts";
import { call as callIn, failure, type TestArgument, typed } from "./test_call.ts";
import { TEXT_FUNCTIONS } from "./text.ts";
import { TEXT_EDIT_FUNCTIONS } from "./text_edit.ts";

const FUNCTIONS = [...TEXT_FUNCTIONS, ...TEXT_EDIT_FUNCTIONS];
const call = (name: string, ...args: readonly TestArgument[]) => callIn(FUNCTIONS, name, ...args);

Deno.test("length counts characters, not UTF-16 units or bytes", () => {
  deepEqual(["", "Köln", "a😀b"].map((text) => call("length", text)), ["0", "4", "3"]);
  deepEqual(["", "Köln", "a😀b", "€"].map((text) => call("octet_length", text)), ["0", "5", "6", "3"]);
  deepEqual([call("length", 12n), call("length", new Uint8Array(3))], ["2", "3"]);
});

Deno.test("substr cuts by characters and lets a start before 1 eat into the length", () => {
  deepEqual(
    [
      call("substr", "hello", 2n),
      call("substr", "hello", 0n, 3n),
      call("substr", "hello", -2n, 5n),
      call("substr", "hello", 10n),
      call("substr", "a😀b😀c", 2n, 3n),
      call("substr", "hello", typed(INT, 2), 2n),
      call("substr", "hello", 2n, 9007199254740993n),
    ],
    ["ello", "he", "he", "", "😀b😀", "el", "ello"],
  );
  equal(failure(() => call("substr", "hello", 2n, -1n)), "negative length -1 of a substring");
});

Deno.test("left and right take a negative count as all but", () => {
  deepEqual([2n, -2n, -10n, 0n, 99n].map((n) => call("left", "he😀lo", n)), ["he", "he😀", "", "", "he😀lo"]);
  deepEqual([2n, -2n, -10n, 0n, 99n].map((n) => call("right", "he😀lo", n)), ["lo", "😀lo", "", "", "he😀lo"]);
});

Deno.test("strpos counts characters from 1", () => {
  deepEqual(
    [call("strpos", "hello", "l"), call("strpos", "a😀b", "b"), call("strpos", "abc", ""), call("strpos", "abc", "z")],
    ["3", "3", "1", "0"],
  );
});

Deno.test("btrim removes blanks only, or the given characters", () => {
  deepEqual(
    [call("trim", "  a\t "), call("btrim", "xyaxy", "xy"), call("btrim", "😀a😀", "😀"), call("trim", "a", "")],
    [
      "a\t",
      "a",
      "a",
      "a",
    ],
  );
  deepEqual([call("ltrim", "  a "), call("rtrim", "  a "), call("ltrim", "xyaxy", "xy")], ["a ", "  a", "axy"]);
});

Deno.test("lpad and rpad fill and cut by characters", () => {
  deepEqual(
    [
      call("lpad", "hi", 5n, "xy"),
      call("lpad", "hello", 2n),
      call("lpad", "hi", -1n),
      call("lpad", "hi", 5n, ""),
      call("lpad", "😀", 3n, "é"),
      call("rpad", "hi", 5n, "xy"),
    ],
    ["xyxhi", "he", "", "hi", "éé😀", "hixyx"],
  );
  equal(failure(() => call("lpad", "a", 10n ** 12n)), "padding of 999999999999 characters");
  equal(failure(() => call("repeat", "ab", 10n ** 12n)), "text of 2000000000000 characters");
});

Deno.test("overlay replaces as many characters as the new text has unless told", () => {
  deepEqual(
    [
      call("overlay", "Txxxxas", "hom", 2n, 4n),
      call("overlay", "Txxxxas", "hom", 2n),
      call("overlay", "😀abc", "X", 2n, 1n),
      call("overlay", "abc", "X", 0n),
      call("overlay", "abc", "X", 3n, -1n),
    ],
    ["Thomas", "Thomxas", "😀Xbc", "Xabc", "abXbc"],
  );
});

Deno.test("concat and concat_ws leave NULLs out", () => {
  deepEqual([call("concat", "a", null, 1n, true, 1.5), call("concat", null)], ["a1true1.5", ""]);
  deepEqual([call("concat_ws", "-", "a", null, "b"), call("concat_ws", null, "a")], ["a-b", "NULL"]);
});

Deno.test("replace takes dollars as they are and an empty part between all characters", () => {
  deepEqual([call("replace", "aa", "a", "$&"), call("replace", "a😀", "", "x")], ["$&$&", "xax😀x"]);
});

Deno.test("split_part counts from both ends, split_index from 0", () => {
  deepEqual([2n, -1n, 4n, -4n].map((n) => call("split_part", "a,b,c", ",", n)), ["b", "c", "", ""]);
  deepEqual([0n, 2n, 3n, -1n].map((n) => call("split_index", "a,b,c", ",", n)), ["a", "c", "NULL", "NULL"]);
  equal(
    failure(() => call("split_part", "a", ",", 0n)),
    "piece 0 of a text: pieces count from 1, or from -1 at the end",
  );
});

Deno.test("text functions take characters beyond the BMP as one", () => {
  deepEqual(
    [
      call("reverse", "a😀b"),
      call("ascii", "😀"),
      call("chr", 128512n),
      call("translate", "a😀b", "😀b", "x😀"),
      call("levenshtein", "😀a", "ab"),
      call("initcap", "éa ñb-c_d 1st"),
    ],
    ["b😀a", "128512", "😀", "ax😀", "2", "Éa Ñb-C_D 1st"],
  );
  equal(failure(() => call("chr", 0n)), "null character");
  equal(failure(() => call("chr", 55296n)), "55296 is no character");
});
