import assert from "node:assert/strict";
import { ConnectorError, SqlError } from "../../schema/errors.ts";
import { JsonLog } from "./json_log.ts";

function logged(write: (log: JsonLog) => void, quiet = false): Record<string, unknown>[] {
  let text = "";
  write(new JsonLog({ write: (line) => text += line, now: () => 1_700_000_000_123, quiet }));
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

Deno.test("JsonLog writes an object per line", () => {
  const lines = logged((log) => {
    log.write("info", "notice", "Two\nlines");
    log.write("warning", "reconnecting", "…", { job: 1 });
  });
  assert.deepEqual(lines, [
    { time: "2023-11-14T22:13:20.123Z", level: "info", event: "notice", message: "Two\nlines" },
    { time: "2023-11-14T22:13:20.123Z", level: "warning", event: "reconnecting", message: "…", job: 1 },
  ]);
});

Deno.test("JsonLog keeps warnings and errors when it is told to be quiet", () => {
  const lines = logged((log) => {
    log.write("info", "notice", "a");
    log.write("warning", "warning", "b");
    log.error(new ConnectorError("c"));
  }, true);
  assert.deepEqual(lines.map(({ message }) => message), ["b", "c"]);
});

Deno.test("JsonLog gives errors as their diagnostic, with a place and without the text, which may hold a secret", () => {
  const source = "SELECT 1;\nCREATE CONNECTION c WITH (secret = 'hidden', topi = 'x');";
  const span = { start: source.indexOf("topi"), end: source.indexOf("topi") + 4 };
  const [line] = logged((log) =>
    log.error(new SqlError("Unknown option", { code: "unknown_option", span, source, hint: "Did you mean topic?" }))
  );
  assert.deepEqual(line, {
    time: "2023-11-14T22:13:20.123Z",
    level: "error",
    event: "error",
    message: "Unknown option",
    code: "unknown_option",
    hint: "Did you mean topic?",
    span,
    line: 2,
    column: 46,
  });
});

Deno.test("JsonLog gives a bug of ours with its calls, secrets masked", () => {
  const [line] = logged((log) => log.error(new TypeError("Cannot read WITH (secret = 'hidden')")));
  assert.equal(line?.["code"], "internal");
  assert.match(String(line?.["stack"]), /json_log_test/);
  assert.doesNotMatch(JSON.stringify(line), /hidden/);
});
