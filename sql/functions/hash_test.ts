import { deepEqual, equal } from "node:assert/strict";
import { HASH_FUNCTIONS } from "./hash.ts";
import { call as callIn, failure, type TestArgument } from "./test_call.ts";

const call = (name: string, ...args: readonly TestArgument[]) => callIn(HASH_FUNCTIONS, name, ...args);

/** BYTEA that is not UTF-8 shows as `\x…`. */
const SHA256_OF_ABC = "\\xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

Deno.test("digests of texts and bytes are those of RFC 1321, FIPS 180-4 and RFC 7693", () => {
  equal(call("md5", "abc"), "900150983cd24fb0d6963f7d28e17f72");
  equal(call("sha256", "abc"), SHA256_OF_ABC);
  equal(call("sha256", new TextEncoder().encode("abc")), SHA256_OF_ABC);
  equal(call("digest", "abc", "SHA256"), SHA256_OF_ABC);
  equal(call("digest", "abc", "blake2s"), "\\x508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
  equal(
    call("digest", "abc", "blake3"),
    "\\x6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
  );
  equal(failure(() => call("digest", "abc", "toString")).startsWith("unknown digest 'toString'"), true);
  equal(failure(() => call("digest", "abc", "sha1")).startsWith("unknown digest 'sha1', known: md5, sha224"), true);
});

Deno.test("encode and decode know hex and base64, padded or not", () => {
  deepEqual(
    [
      call("encode", "a", "base64"),
      call("encode", new Uint8Array([255, 0]), "hex"),
      call("decode", "YQ", "base64"),
      call("decode", "YQ==", "BASE64"),
      call("decode", "6162", "hex"),
    ],
    ["YQ", "ff00", "a", "a", "ab"],
  );
  deepEqual(
    [
      failure(() => call("decode", "zz", "hex")),
      failure(() => call("decode", "abc", "hex")),
      failure(() => call("decode", "Y", "base64")),
      failure(() => call("encode", "a", "rot13")),
    ],
    ["text is not hex", "text is not hex", "text is not base64", "unknown encoding 'rot13', known: hex, base64"],
  );
});
