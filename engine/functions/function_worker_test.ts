import assert from "node:assert/strict";
import { BIGINT, TEXT } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import type { CallFailure } from "./function_calls.ts";
import { FunctionWorker } from "./function_worker.ts";
import { LoadError } from "./load_error.ts";
import { readModules } from "./modules.ts";

function functionOf(code: string, details: Partial<UserFunction> = {}): UserFunction {
  return {
    name: "f",
    aggregate: false,
    parameters: [{ name: "a", type: TEXT }],
    returns: BIGINT,
    body: { kind: "code", text: code },
    async: undefined,
    inFlight: 1000,
    timeout: 5000,
    sql: "",
    ...details,
  };
}

interface Failed extends CallFailure {
  readonly row: number | undefined;
}

/** Calls for rows with one text each; resolves when all have a value, or with the failure. */
function callAll(worker: FunctionWorker, texts: readonly string[]): Promise<unknown[] | Failed> {
  const values: unknown[] = [];
  let left = texts.length;
  return new Promise((resolve) =>
    worker.call(texts.length, [{ values: texts, valid: undefined }], undefined, {
      settled(rows, some) {
        some.forEach((value, i) => values[rows?.[i] ?? i] = value);
        left -= some.length;
        if (left === 0) resolve(values);
      },
      failed: (failure, row) => resolve({ ...failure, row }),
    })
  );
}

Deno.test("FunctionWorker keeps what a module remembers, and several calls in order", async () => {
  await using worker = new FunctionWorker(functionOf("(a) => `${a}${(globalThis.n = (globalThis.n ?? 0) + 1)}`"));
  await worker.open();
  assert.deepEqual(await Promise.all([callAll(worker, ["x", "y"]), callAll(worker, ["z"])]), [["x1", "y2"], ["z3"]]);
});

/** Workers have threads whose names begin so; what a thread is doing shows in no other way. */
function workerThreads(): number {
  const names = [...Deno.readDirSync("/proc/self/task")].map(({ name }) => {
    try {
      return Deno.readTextFileSync(`/proc/self/task/${name}/comm`);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return ""; // it has ended just now
      throw error;
    }
  });
  return names.filter((name) => name.startsWith("worker-")).length;
}

Deno.test({
  name: "FunctionWorker leaves no thread behind that loops for ever (needs /proc)",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const before = workerThreads();
    await using worker = new FunctionWorker(functionOf("for (;;) {}", { timeout: 100 }));
    await worker.open();
    assert.ok("message" in await callAll(worker, ["a"]));
    const until = performance.now() + 20_000;
    while (workerThreads() > before) {
      assert.ok(performance.now() < until, "the thread goes on looping");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
});

Deno.test("FunctionWorker ends an endless loop, tells the row, and leaves this thread free", async () => {
  await using worker = new FunctionWorker(functionOf("if (a === 'b') for (;;) {} return a", { timeout: 100 }));
  await worker.open();
  let turns = 0;
  const counting = setInterval(() => turns++, 5);
  const failed = await callAll(worker, ["a", "b", "c"]);
  clearInterval(counting);
  assert.ok(turns > 3, `${turns} turns while it looped`);
  assert.deepEqual(failed, {
    message: "Function f did not return within 100 ms",
    hint: "It may be in an endless loop; WITH (timeout = '1 minute') gives it more time.",
    row: 1,
  });
  assert.ok("message" in await callAll(worker, ["a"]), "a worker that was ended calls nothing");
});

Deno.test("FunctionWorker lets a batch take longer than one call may", async () => {
  const code = "const end = performance.now() + 50; while (performance.now() < end); return a";
  await using worker = new FunctionWorker(functionOf(code, { timeout: 500 }));
  await worker.open();
  const texts = Array.from({ length: 12 }, (_, i) => String(i));
  assert.deepEqual(await callAll(worker, texts), texts);
});

Deno.test("FunctionWorker has at most in_flight async calls wait at the same time", async () => {
  const code = `
    globalThis.now = (globalThis.now ?? 0) + 1;
    globalThis.most = Math.max(globalThis.most ?? 0, globalThis.now);
    await new Promise((resolve) => setTimeout(resolve, 2));
    globalThis.now--;
    return globalThis.most`;
  await using worker = new FunctionWorker(functionOf(code, { async: "ordered", inFlight: 3 }));
  await worker.open();
  const most = await callAll(worker, Array.from({ length: 20 }, () => "x"));
  assert.ok(Array.isArray(most));
  assert.equal(Math.max(...most.map(Number)), 3);
});

Deno.test("FunctionWorker ends an async function that blocks its own clock", async () => {
  await using worker = new FunctionWorker(functionOf("for (;;) {}", { async: "unordered", timeout: 100 }));
  await worker.open();
  const failed = await callAll(worker, ["a"]);
  assert.ok(!Array.isArray(failed));
  assert.equal(failed.message, "Function f did not return within 100 ms");
});

Deno.test("FunctionWorker finds the export of a file by its name in any case, and tells when there is none", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, "const n: number = 2;\nexport function F(a: string): string { return a + n }");
    const file = { kind: "file", text: path } as const;
    await using worker = new FunctionWorker(functionOf("", { body: file }));
    await worker.open();
    assert.deepEqual(await callAll(worker, ["x"]), ["x2"]);
    await using other = new FunctionWorker(functionOf("", { body: file, name: "g" }));
    const hint = "It may have: export function g(a: string | null): bigint | null { return null; }";
    await assert.rejects(other.open(), new LoadError("g", { message: "it has no function called g", hint }));
  } finally {
    await Deno.remove(path);
  }
});

/** Loads function `f` of `f.ts`, which stands in a folder with these files. */
async function withFiles(
  files: Readonly<Record<string, string>>,
  act: (worker: FunctionWorker) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${dir}/${name}`, text);
    await using worker = new FunctionWorker(
      functionOf("", { body: { kind: "file", text: `${dir}/f.ts` } }),
    );
    await act(worker);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("FunctionWorker runs a file with the files that it imports by relative paths", () =>
  withFiles({
    "f.ts": `import { twice } from "./twice.ts";\nimport { mark } from "./mark.ts";\n` +
      "export const f = async (a: string) => twice(a) + mark + (await import('./late.ts')).late;",
    "twice.ts": `import { mark } from "./mark.ts";\nexport const twice = (a: string): string => a + mark + a;`,
    "mark.ts": "export const mark: string = '!';",
    "late.ts": "import { end } from './end.js'; export const late = end;",
    "end.js": "import data from './end.json' with { type: 'json' }; export const end = data.end;",
    "end.json": '{ "end": "." }',
  }, async (worker) => {
    Object.assign(worker.fn, { async: "ordered" });
    await worker.open();
    assert.deepEqual(await callAll(worker, ["x"]), ["x!x!."]);
  }));

Deno.test("FunctionWorker loads the module that a missing file is said to begin as", async () => {
  const functions: readonly Partial<UserFunction>[] = [{}, { async: "ordered" }, { aggregate: true }, { name: "my f" }];
  for (const details of functions) {
    const fn = functionOf("", { ...details, body: { kind: "file", text: "nowhere/f.ts" } });
    const { problem } = await readModules(fn);
    const [, skeleton] = /^It may begin as: (.*)$/.exec(problem?.diagnostic.hint ?? "") ?? [];
    assert.ok(skeleton);
    await using worker = new FunctionWorker(fn, [], {
      path: "f.ts",
      texts: new Map([["f.ts", skeleton]]),
      problem: undefined,
    });
    await worker.open();
    assert.deepEqual(await callAll(worker, ["x"]), [null]);
  }
});

Deno.test("FunctionWorker says why and where a file cannot be loaded", async () => {
  const cases: readonly (readonly [files: Readonly<Record<string, string>>, reason: string])[] = [
    [{ "f.ts": "\nthrow new Error('no')" }, "no (f.ts, line 2, column 7)"],
    [{ "f.ts": "Promise.reject(new Error('loose')); await new Promise(() => {})" }, "loose"],
    [{ "f.ts": "export const f = (a: string: => a" }, "Expected ',', got ':' (f.ts, line 1, column 28)"],
    [{ "f.ts": "import './g.ts';", "g.ts": "\nconst a = ;" }, "Expression expected (g.ts, line 2, column 11)"],
    [
      { "f.ts": "import { b } from './g.ts'; export const f = b", "g.ts": "" },
      "g.ts does not provide an export named 'b' (f.ts, line 1, column 10)",
    ],
    [{ "f.ts": "import './g.ts';", "g.ts": "import './f.ts';" }, "its files import each other: f.ts → g.ts → f.ts"],
    [{ "f.ts": "export const f = (a, b) => a" }, "it wants 2 arguments, and is called with 1"],
  ];
  for (const [files, reason] of cases) {
    await withFiles(files, (worker) =>
      assert.rejects(worker.open(), (error: unknown) => {
        assert.ok(error instanceof LoadError);
        assert.equal(error.reason, reason);
        return error.message.startsWith("Function f cannot be loaded: ");
      }));
  }
});

Deno.test("FunctionWorker has no rights while a file is loaded", () =>
  withFiles(
    { "f.ts": "Deno.readTextFileSync('x'); export const f = 1" },
    (worker) => assert.rejects(worker.open(), /cannot be loaded: Requires read access to "x"/),
  ));

Deno.test("FunctionWorker lets code import what Deno lets everybody import, and nothing else from outside", async () => {
  await withFiles({
    "f.ts": `import { distance } from "npm:fastest-levenshtein@1.0.16"; import { extname } from "node:path";
             export const f = (a: string) => distance(a, "") + extname(a);`,
  }, async (worker) => {
    await worker.open();
    assert.deepEqual(await callAll(worker, ["a.ts"]), ["4.ts"]);
  });
  const refused: readonly (readonly [specifier: string, reason: RegExp])[] = [
    ["https://esm.sh/ms@2.1.3", /Requires import access to "esm\.sh:443"/],
    ["jsr:@std/async@1", /Requires import access to "jsr\.io:443"/],
    ["file:///etc/hostname", /Requires read access to "\/etc\/hostname"/],
    ["/etc/hostname", /Import "\/etc\/hostname" not a dependency/],
  ];
  for (const [specifier, reason] of refused) {
    await withFiles(
      { "f.ts": `import ${JSON.stringify(specifier)}; export const f = 1;` },
      (worker) => assert.rejects(worker.open(), reason),
    );
  }
});

Deno.test("FunctionWorker keeps what packages print away from the shell's output", () =>
  withFiles({
    "f.ts": `import process, { stdout, stderr } from "node:process";
             export const f = (a: string) => [process.stdout, process.stderr, stdout, stderr]
               .map((out) => (out.write(""), out.fd ?? "nowhere")).join();`,
  }, async (worker) => {
    await worker.open();
    assert.deepEqual(await callAll(worker, ["a"]), ["nowhere,nowhere,nowhere,nowhere"]);
  }));

Deno.test("FunctionWorker.retire answers the calls that were made, and ends then", async () => {
  await using worker = new FunctionWorker(functionOf("return a + '!'"));
  await worker.open();
  const { promise: rest, resolve } = Promise.withResolvers<void>();
  const answers = [callAll(worker, ["a"]), callAll(worker, ["b"])];
  worker.retire(resolve);
  assert.deepEqual(await Promise.all(answers), [["a!"], ["b!"]]);
  await rest;
});
