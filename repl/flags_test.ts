import assert from "node:assert/strict";
import { OUTPUT_FORMATS } from "./formats/writer.ts";
import { helpText, parseFlags, UsageError, versionText } from "./flags.ts";

function refused(...args: string[]): UsageError {
  try {
    parseFlags(args);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `${args.join(" ")} was accepted` });
}

Deno.test("parseFlags of nothing is a shell with its defaults", () => {
  assert.deepEqual(parseFlags([]), {
    script: [],
    format: undefined,
    output: undefined,
    limit: undefined,
    timeout: undefined,
    variables: new Map(),
    dir: ".sluice",
    functionNet: [],
    continueOnError: false,
    checkOnly: false,
    yes: false,
    metrics: undefined,
    memoryLimit: undefined,
    log: undefined,
    resetState: false,
    replay: undefined,
    noColor: false,
    quiet: false,
    version: false,
    help: false,
    demo: false,
  });
});

Deno.test("parseFlags reads the hosts of --functions-net", () => {
  assert.deepEqual(parseFlags(["--functions-net", "a.example, [::1]:80"]).functionNet, ["a.example", "[::1]:80"]);
  assert.equal(parseFlags(["--functions-net", "*"]).functionNet, "all");
  assert.match(refused("--functions-net", "http://a/").message, /got "http:\/\/a\/"/);
});

Deno.test("parseFlags keeps the common order of files, -e and standard input", () => {
  const { script } = parseFlags([
    "a.sql",
    "-e",
    "SELECT 1",
    "--quiet",
    "-",
    "b.sql",
    "--execute=SELECT 2",
    "--",
    "--c.sql",
  ]);
  assert.deepEqual(script, [
    { kind: "file", path: "a.sql" },
    { kind: "sql", text: "SELECT 1" },
    { kind: "stdin" },
    { kind: "file", path: "b.sql" },
    { kind: "sql", text: "SELECT 2" },
    { kind: "file", path: "--c.sql" },
  ]);
});

Deno.test("parseFlags takes SQL as it is: empty, with a leading dash, with =, over several lines", () => {
  for (const text of ["", "-- a comment\nSELECT 1", "-1", "a=b", "@0", "--format", "12"]) {
    if (text !== "--format") assert.deepEqual(parseFlags(["-e", text]).script, [{ kind: "sql", text }]);
    assert.deepEqual(parseFlags([`-e=${text}`]).script, [{ kind: "sql", text }]);
    assert.deepEqual(parseFlags([`--execute=${text}`]).script, [{ kind: "sql", text }]);
  }
});

Deno.test("parseFlags takes a file whose name is a number", () => {
  assert.deepEqual(parseFlags(["12", "1e3"]).script, [{ kind: "file", path: "12" }, { kind: "file", path: "1e3" }]);
});

Deno.test("parseFlags reads every flag", () => {
  const flags = parseFlags([
    ..."--format csv --output out/x.csv --limit 5 --timeout 30s --var a=1 --var b=x=y --dir state".split(" "),
    ..."--functions-net a:1,b --continue --check --yes --metrics :9100 --log json --memory-limit 2GB --reset-state --replay a.sql --no-color --quiet --version --help --demo"
      .split(" "),
  ]);
  assert.deepEqual(flags, {
    script: [],
    format: "csv",
    output: "out/x.csv",
    limit: 5,
    timeout: 30_000,
    variables: new Map([["a", "1"], ["b", "x=y"]]),
    dir: "state",
    functionNet: ["a:1", "b"],
    continueOnError: true,
    checkOnly: true,
    yes: true,
    metrics: { hostname: "127.0.0.1", port: 9100 },
    memoryLimit: 2_000_000_000,
    log: "json",
    resetState: true,
    replay: "a.sql",
    noColor: true,
    quiet: true,
    version: true,
    help: true,
    demo: true,
  });
  for (const format of OUTPUT_FORMATS) assert.equal(parseFlags([`--format=${format}`]).format, format);
});

Deno.test("parseFlags reads durations", () => {
  const cases = { "500ms": 500, "30s": 30_000, "1.5s": 1500, "5m": 300_000, "2h": 7_200_000 };
  for (const [text, millis] of Object.entries(cases)) assert.equal(parseFlags(["--timeout", text]).timeout, millis);
  for (const text of ["", "s", "-1s", "0s", "5 m", "5d", "1e3s", "99999999h"]) {
    assert.match(refused("--timeout", text).message, /^Cannot read --timeout: expected a duration/);
  }
  assert.equal(refused("--timeout", "30").diagnostic.hint, "Did you mean 30s?");
});

Deno.test("parseFlags reads sizes", () => {
  const cases = { "2GB": 2e9, "512MiB": 512 * 2 ** 20, "1.5 gb": 1.5e9, "64KiB": 65_536 };
  for (const [text, bytes] of Object.entries(cases)) {
    assert.equal(parseFlags(["--memory-limit", text]).memoryLimit, bytes);
  }
  for (const text of ["2", "GB", "0GB", "-1GB", "2G", "2 apples"]) {
    assert.match(refused("--memory-limit", text).message, /^Cannot read --memory-limit: expected a size/);
  }
});

Deno.test("parseFlags names the flag that was meant", () => {
  const { message, diagnostic } = refused("--formt", "csv");
  assert.equal(message, 'Unknown flag "--formt"');
  assert.equal(diagnostic.hint, "Did you mean --format?");
  assert.deepEqual(diagnostic.expected, ["--format"]);
  assert.equal(refused("--colour").diagnostic.hint, "--help lists all flags.");
  assert.equal(refused("--color").diagnostic.hint, "Did you mean --no-color?");
  assert.equal(refused("--ouput=x").message, 'Unknown flag "--ouput"');
  for (const flag of ["-x", "---", "--e", "--constructor", "-qe"]) {
    assert.match(refused(flag).message, /^Unknown flag/, flag);
  }
});

Deno.test("parseFlags refuses a flag without its value, and one that is given twice", () => {
  assert.equal(refused("--format").message, "--format needs a value");
  assert.equal(refused("-e").diagnostic.hint, "Write -e SQL.");
  assert.equal(refused("--output", "--quiet").message, "--output needs a value");
  assert.equal(refused("--output=").message, "--output needs a value");
  assert.equal(refused("--limit", "1", "--limit", "2").message, "--limit is given twice");
});

Deno.test("parseFlags refuses values that do not fit", () => {
  assert.equal(refused("--format", "jsn").diagnostic.hint, "Did you mean json?");
  assert.match(refused("--format", "xml").diagnostic.hint ?? "", /^Use one of: table, ndjson/);
  for (const count of ["0", "-1", "1.5", "x", "1e3", ""]) {
    assert.match(refused("--limit", count).message, /whole number/);
  }
  assert.match(refused("--var", "name").message, /expected name=value/);
  assert.equal(refused("--var", "1a=secret").message, 'Cannot read --var: "1a" is not a name');
  assert.match(refused("--log", "text").message, /expected json/);
  for (const address of ["x", ":99999", "a b:1", "host:"]) assert.match(refused("--metrics", address).message, /port/);
});

Deno.test("parseFlags reads addresses", () => {
  const loopback = { hostname: "127.0.0.1", port: 9100 };
  for (const text of ["9100", ":9100", "127.0.0.1:9100"]) {
    assert.deepEqual(parseFlags(["--metrics", text]).metrics, loopback);
  }
  assert.deepEqual(parseFlags(["--metrics", "0.0.0.0:9100"]).metrics, { hostname: "0.0.0.0", port: 9100 });
  assert.deepEqual(parseFlags(["--metrics", "[::1]:9100"]).metrics, { hostname: "::1", port: 9100 });
});

Deno.test("helpText shows every public flag on a line of its own, within 120 columns", () => {
  const help = helpText();
  const flags =
    "execute format output limit timeout var dir continue check yes metrics log memory-limit reset-state no-color quiet version help";
  for (const flag of flags.split(" ")) assert.match(help, new RegExp(`^  (-\\w, |    )--${flag} `, "m"));
  assert.doesNotMatch(help, /demo/);
  for (const line of help.split("\n")) assert.ok(line.length <= 120);
  assert.ok(help.endsWith("\n"));
});

Deno.test("versionText is one line with the version", () => {
  assert.match(versionText("1.2.3"), /^sluice 1\.2\.3 \(deno .+\)\n$/);
});
