import assert from "node:assert/strict";
import { ConnectorError, InternalError, SqlError } from "../schema/errors.ts";
import { errorText } from "./diagnostics.ts";

const SOURCE = "SELECT '✓👍',\n  nam FROM t";
const AT = SOURCE.indexOf("nam");
const ERROR = new SqlError("'nam' not found", {
  code: "not_found",
  source: SOURCE,
  span: { start: AT, end: AT + 3 },
  hint: "Did you mean 'name'?",
  expected: ["name"],
});
const plain = { color: false, agent: false };

Deno.test("errorText quotes the line, with colours only when asked", () => {
  assert.equal(
    errorText(ERROR, plain),
    "Error: 'nam' not found\n  2 |   nam FROM t\n    |   ^^^\nHint: Did you mean 'name'?",
  );
  assert.equal(
    errorText(ERROR, { ...plain, color: true }),
    "\x1b[31mError:\x1b[39m 'nam' not found\n  2 |   nam FROM t\n    |   \x1b[31m^^^\x1b[39m\n" +
      "\x1b[36mHint:\x1b[39m Did you mean 'name'?",
  );
});

Deno.test("errorText for an agent is one line of JSON with all members", () => {
  const text = errorText(ERROR, { color: true, agent: true });
  assert.ok(!text.includes("\n"));
  assert.deepEqual(JSON.parse(text), {
    error: {
      code: "not_found",
      message: "'nam' not found",
      line: 2,
      column: 3,
      hint: "Did you mean 'name'?",
      expected: ["name"],
    },
  });
  assert.deepEqual(
    JSON.parse(errorText(new ConnectorError("Two\nlines", { code: "tls" }), { color: false, agent: true })),
    {
      error: { code: "tls", message: "Two\nlines", line: null, column: null, hint: null, expected: [] },
    },
  );
});

Deno.test("errorText counts columns for agents in characters", () => {
  const start = SOURCE.indexOf(",");
  const error = new SqlError("x", { source: SOURCE, span: { start, end: start + 1 } });
  const { line, column } = JSON.parse(errorText(error, { color: false, agent: true })).error;
  assert.deepEqual([line, column], [1, 12]);
});

Deno.test("errorText shows control characters of the outside world escaped", () => {
  assert.equal(errorText(new ConnectorError("broker says \x1b[2Jhi"), plain), "Error: broker says \\u{1b}[2Jhi");
});

Deno.test("errorText says that a bug is ours, with its calls and its cause", () => {
  const cause = new TypeError("undefined is no column");
  const text = errorText(new InternalError("a result without its column 3", { cause }), plain);
  assert.match(text, /^Error: a result without its column 3\n\s+at .*diagnostics_test/);
  assert.match(text, /\nCaused by: undefined is no column\n/);
  assert.match(text, /\nNote: This is a bug in Sluice, not in what you wrote\. Please report/);
  assert.match(errorText("thrown text", plain), /^Error: thrown text\nNote: This is a bug/);
  const { error } = JSON.parse(errorText(cause, { color: false, agent: true }));
  assert.deepEqual([error.code, error.message], ["internal", "undefined is no column"]);
});

Deno.test("errorText of a missing permission says how to start Sluice", () => {
  const error = new Deno.errors.NotCapable('Requires net access to "x:9092", run again with the --allow-net flag');
  assert.match(errorText(error, plain), /^Error: Requires net access to "x:9092"\nHint: Start Sluice with -P/);
});
