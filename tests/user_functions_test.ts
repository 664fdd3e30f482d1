/** User functions in the program as a process. */
import assert from "node:assert/strict";
import { rowsOf, run, start, temporaryFolder } from "./program.ts";

const TABLE = "CREATE TABLE t WITH (connector = 'impulse', event_rate = 100000, message_count = 3);";

/** A script with one function `f` of a BIGINT, called for three rows. */
function script(code: string, options = ""): string {
  return `${TABLE} CREATE FUNCTION f(n BIGINT) RETURNS BIGINT LANGUAGE typescript AS $$ ${code} $$ ${options};
    SELECT f(counter::BIGINT) AS n FROM t`;
}

Deno.test("sluice ends an endless loop in a user function with an error that names it, and exit code 1", async () => {
  const before = performance.now();
  const { code, stdout, stderr } = await run(["-e", script("for (;;) {}", "WITH (timeout = '300 ms')"), "--quiet"]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^Error: Function f did not return within 300 ms\nHint: .*endless loop/);
  assert.ok(performance.now() - before < 15_000);
});

Deno.test("sluice lets user functions reach neither files, network, environment nor its output", async () => {
  const refused: readonly (readonly [code: string, said: RegExp])[] = [
    ["Deno.readTextFileSync('deno.json'); return n", /Function f failed: Requires read access to "deno\.json"\nHint: /],
    ["Deno.writeTextFileSync('x', 'y'); return n", /Function f failed: Requires write access to "x"/],
    ["Deno.env.get('HOME'); return n", /Function f failed: Requires env access to "HOME"/],
    ["new Deno.Command('ls').outputSync(); return n", /Function f failed: Requires run access to "ls"/],
    ["Deno.stdout.writeSync(new Uint8Array([65])); return n", /Function f failed: TypeError/],
  ];
  for (const [text, said] of refused) {
    const { code, stdout, stderr } = await run(["-e", script(text), "--quiet"], { permissions: ["-A"] });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, said);
  }
  const fetching = "console.log('no'); await fetch('http://localhost/'); return n";
  const { code, stdout, stderr } = await run(["-e", script(fetching, "WITH (async = 'ordered')"), "--quiet"]);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /Function f failed: Requires net access to "localhost:80"/);
});

Deno.test("sluice lets user functions reach the hosts that --functions-net names", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => new Response("7"));
  const host = `127.0.0.1:${server.addr.port}`;
  const text = script(`return BigInt(await (await fetch('http://${host}/')).text()) + n`, "WITH (async = 'ordered')");
  const granted = await run(["--functions-net", host, "--quiet", "-e", text]);
  assert.deepEqual(granted, { code: 0, stdout: '{"n":7}\n{"n":8}\n{"n":9}\n', stderr: "" });
  const another = await run(["--functions-net", "localhost:1", "--quiet", "-e", text]);
  assert.match(another.stderr, /Function f failed: Requires net access to "127\.0\.0\.1:\d+"\nHint: .*--functions-net/);
  const permissions = ["--allow-read", "--allow-write", "--allow-env", "--allow-net=localhost:1"];
  const more = await run(["--functions-net", "*", "--quiet", "-e", text], { permissions });
  assert.match(more.stderr, /Function f cannot be loaded: Sluice itself may not reach every host/);
});

Deno.test("sluice runs the function of a file beside a script, with what it imports", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/f.ts`;
  await Deno.writeTextFile(`${folder.path}/ten.ts`, "export const ten: bigint = 10n;\n");
  await Deno.writeTextFile(
    path,
    'import { ten } from "./ten.ts";\nexport function f(n: bigint): bigint {\n  return n * ten;\n}\n',
  );
  const text = `${TABLE} CREATE FUNCTION f(n BIGINT) RETURNS BIGINT LANGUAGE typescript AS '${path}';
    SELECT f(counter::BIGINT) AS n FROM t`;
  assert.deepEqual(await run(["-e", text, "--quiet"]), {
    code: 0,
    stdout: '{"n":0}\n{"n":10}\n{"n":20}\n',
    stderr: "",
  });
});

Deno.test("sluice goes on in a script with the code that its pipeline began with, and the next run takes the new one", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/mark.ts`;
  const save = (mark: number) => Deno.writeTextFile(path, `export const mark = (n: bigint) => ${mark};\n`);
  const text = `CREATE TABLE t WITH (connector = 'impulse', event_rate = 100);
    CREATE FUNCTION mark(n BIGINT) RETURNS INT LANGUAGE typescript AS '${path}';
    SELECT mark(counter::BIGINT) AS m FROM t`;
  await save(1);
  await using first = start(["-e", text, "--quiet"]);
  await first.until(({ stdout }) => stdout.includes("\n"));
  await save(2);
  await using second = start(["-e", text, "--quiet"]);
  await second.until(({ stdout }) => stdout.includes("\n"));
  const marks = (stdout: string) => rowsOf(stdout.slice(0, stdout.lastIndexOf("\n"))).map(({ m }) => m);
  const { length } = marks(first.stdout);
  await first.until(({ stdout }) => marks(stdout).length > length + 100);
  for (const program of [first, second]) program.kill("SIGINT");
  const ended = [await first.ended(), await second.ended()];
  assert.deepEqual(ended.map(({ stdout }) => new Set(marks(stdout))), [new Set([1]), new Set([2])]);
});
