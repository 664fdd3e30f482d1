/** Digests and encodings of bytes and of texts in UTF-8. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { BYTEA, TEXT } from "../../schema/types.ts";
import { blake3 } from "./blake3.ts";
import { type Argument, EvaluationError, type Implementation, scalar, type ScalarFunction } from "./function.ts";

/** SQL's name of an algorithm to that of node:crypto. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: "md5",
  sha224: "sha224",
  sha256: "sha256",
  sha384: "sha384",
  sha512: "sha512",
  blake2s: "blake2s256",
  blake2b: "blake2b512",
  blake3: "blake3",
};

function algorithm(name: string): string {
  const known = Object.hasOwn(ALGORITHMS, name.toLowerCase()) ? ALGORITHMS[name.toLowerCase()] : undefined;
  if (known === undefined) {
    throw new EvaluationError(`unknown digest '${name}', known: ${Object.keys(ALGORITHMS).join(", ")}`);
  }
  return known;
}

function digest(input: string | Uint8Array, name: string): Uint8Array {
  const known = algorithm(name);
  // node:crypto has no BLAKE3.
  if (known === "blake3") return blake3(typeof input === "string" ? Buffer.from(input, "utf8") : input);
  return plainBytes(createHash(known).update(input).digest());
}

/** A Uint8Array and nothing more: what generated code compares and copies has one shape. */
function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function ofDigest(name: string): ScalarFunction {
  const call = (input: string | Uint8Array) => digest(input, name);
  return scalar(name, `${name.toUpperCase().replace("SHA", "SHA-")} digest as BYTEA`, {
    overloads: [{ args: [TEXT], returns: BYTEA, call }, { args: [BYTEA], returns: BYTEA, call }],
    examples: [[`length(${name}('abc'))`, String(Number(name.slice(3)) / 8)]],
  });
}

/** As DataFusion's base64: without padding. */
function encode(input: string | Uint8Array, encoding: string): string {
  const bytes = typeof input === "string"
    ? Buffer.from(input, "utf8")
    : Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (encodingOf(encoding) === "hex") return bytes.toString("hex");
  return bytes.toString("base64").replace(/=+$/, "");
}

const HEX = /^(?:[0-9A-Fa-f]{2})*$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

function decode(text: string, encoding: string): Uint8Array {
  const name = encodingOf(encoding);
  if (!(name === "hex" ? HEX : BASE64).test(text)) throw new EvaluationError(`text is not ${name}`);
  const bytes = Buffer.from(text, name);
  // The last character of a base64 text holds bits that no byte takes: another text with the same bytes is none.
  const isExact = name === "hex" || bytes.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "");
  if (!isExact) throw new EvaluationError(`text is not ${name}`);
  return plainBytes(bytes);
}

function encodingOf(name: string): "hex" | "base64" {
  const lower = name.toLowerCase();
  if (lower === "hex" || lower === "base64") return lower;
  throw new EvaluationError(`unknown encoding '${name}', known: hex, base64`);
}

/** Checks a constant second argument at planning. */
function checked(check: (name: string) => unknown, call: typeof digest | typeof encode | typeof decode) {
  return (args: readonly Argument[]): Implementation => {
    const name = args[1]?.constant;
    if (typeof name === "string") check(name);
    return { call };
  };
}

export const HASH_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("md5", "MD5 digest in hexadecimal digits", {
    overloads: [TEXT, BYTEA].map((type) => ({
      args: [type],
      returns: TEXT,
      call: (input: string | Uint8Array) => createHash("md5").update(input).digest("hex"),
    })),
    examples: [["md5('abc')", "900150983cd24fb0d6963f7d28e17f72"]],
  }),
  ...["sha224", "sha256", "sha384", "sha512"].map(ofDigest),
  scalar(
    "digest",
    "Digest as BYTEA by the named algorithm: md5, sha224, sha256, sha384, sha512, blake2s, blake2b, blake3",
    {
      overloads: [TEXT, BYTEA].map((type) => ({
        args: [type, TEXT],
        returns: BYTEA,
        build: checked(algorithm, digest),
      })),
      examples: [["encode(digest('abc', 'md5'), 'hex')", "900150983cd24fb0d6963f7d28e17f72"]],
    },
  ),
  scalar("encode", "Bytes as text: 'hex', or 'base64' without padding", {
    overloads: [TEXT, BYTEA].map((type) => ({ args: [type, TEXT], returns: TEXT, build: checked(encodingOf, encode) })),
    examples: [["encode('abc', 'hex')", "616263"], ["encode('a', 'base64')", "YQ"]],
  }),
  scalar("decode", "Bytes of a text in 'hex' or 'base64', padded or not", {
    overloads: [{ args: [TEXT, TEXT], returns: BYTEA, build: checked(encodingOf, decode) }],
    examples: [["decode('616263', 'hex')::TEXT", "abc"]],
  }),
];
