/**
 * `deno task test:avro`: what Sluice writes as Avro, read with fastavro and with Apache Avro for Python: datums, container
 * files and Debezium's envelopes, of random rows, and values in the types of other people's schemas. Needs `python3`
 * with `venv`, and the first time the package index.
 *
 * `--seed N`, `--count N`: other rows, more of them.
 */
import { parseArgs } from "@std/cli/parse-args";
import assert from "node:assert/strict";
import { run } from "../kafka/command.ts";
import { pythonWith } from "../python.ts";
import { foreignMessages, type Message, randomMessages } from "./messages.ts";

const NEEDS = { name: "avro", packages: ["fastavro==1.*", "avro==1.12.*"], modules: ["fastavro", "avro"] };
const ORACLE = new URL("oracle.py", import.meta.url).pathname;

const flags = parseArgs(Deno.args, { string: ["seed", "count"] });
const python = await pythonWith(NEEDS);
const messages = [...foreignMessages(), ...randomMessages(Number(flags.seed ?? 1), Number(flags.count ?? 500))];
const requests = messages.map(({ schema, bytes, container }) =>
  JSON.stringify({ schema, bytes: bytes.toHex(), container })
);
const answers = (await run(python, [ORACLE], { input: requests.join("\n"), timeoutMs: 300_000 })).trim().split("\n");
assert.equal(answers.length, messages.length);

let failed = 0;
messages.forEach((message, i) => {
  for (const [reader, found] of Object.entries(JSON.parse(answers[i] ?? ""))) {
    if (!isAsExpected(message, reader, found)) failed++;
  }
});
print(`${2 * messages.length - failed} passed, ${failed} failed`);
Deno.exitCode = failed === 0 ? 0 : 1;

function isAsExpected({ what, schema, expected, apache }: Message, reader: string, found: unknown): boolean {
  try {
    assert.deepEqual(found, [reader === "apache" && apache !== undefined ? apache : expected]);
    return true;
  } catch (error) {
    print(`${reader} reads another ${what} with ${schema}\n${error instanceof Error ? error.message : error}`);
    return false;
  }
}

function print(text: string): void {
  // deno-lint-ignore no-console
  console.log(text);
}
