/** Functions that are loaded again, through the host that a session calls; and while rows flow, through the session. */
import assert from "node:assert/strict";
import { TEXT } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import type { FunctionCalls } from "./function_calls.ts";
import type { Reloaded } from "./loaded_function.ts";
import { linesOf, ReloadingHost } from "./reload.ts";

function functionOf(path: string, details: Partial<UserFunction> = {}): UserFunction {
  return {
    name: "f",
    aggregate: false,
    parameters: [{ name: "a", type: TEXT }],
    returns: TEXT,
    body: { kind: "file", text: path },
    async: undefined,
    inFlight: 1000,
    timeout: 5000,
    sql: "",
    ...details,
  };
}

/** A host whose catalog has every function in {@link defined}, and lines as they are told. */
class Hosted implements AsyncDisposable {
  readonly defined = new Set<UserFunction>();
  readonly lines: string[] = [];
  readonly host = new ReloadingHost({
    net: [],
    now: () => 7,
    isDefined: (fn) => this.defined.has(fn),
    tell: (line) => {
      this.lines.push(line);
      this.#told.resolve();
    },
  });
  #told = Promise.withResolvers<void>();

  async define(fn: UserFunction): Promise<void> {
    await this.host.check(fn);
    this.defined.add(fn);
    this.host.definitionsChanged();
  }

  /** The next line that comes. */
  async line(): Promise<string> {
    if (this.lines.length === 0) await this.#told.promise;
    this.#told = Promise.withResolvers();
    return this.lines.shift() ?? "";
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.host[Symbol.asyncDispose]();
  }
}

function call(calls: FunctionCalls, text: string): Promise<unknown> {
  return new Promise((resolve, reject) =>
    calls.call(1, [{ values: [text], valid: undefined }], undefined, {
      settled: (_, [value]) => resolve(value),
      failed: ({ message }) => reject(new Error(message)),
    })
  );
}

async function inFolder(act: (dir: string, hosted: Hosted) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await using hosted = new Hosted();
    await act(dir, hosted);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const marking = (mark: string) => `export const f = (a: string): string => a + "${mark}";`;

Deno.test("ReloadingHost gives calls that go on the new code, and says so once", () =>
  inFolder(async (dir, hosted) => {
    await Deno.writeTextFile(`${dir}/f.ts`, marking("1"));
    const fn = functionOf(`${dir}/f.ts`);
    await hosted.define(fn);
    await using calls = hosted.host.calls(fn);
    await calls.open();
    assert.equal(await call(calls, "a"), "a1");
    await Deno.writeTextFile(`${dir}/f.ts`, marking("2"));
    assert.equal(await hosted.line(), "f was loaded again: f.ts has changed");
    assert.equal(await call(calls, "a"), "a2");
    assert.deepEqual(hosted.lines, []);
  }));

Deno.test("ReloadingHost lets calls under way end with the code that they began with", () =>
  inFolder(async (dir, hosted) => {
    const waiting = (mark: string) =>
      `let go; const gate = new Promise((resolve) => go = resolve);
       export const f = async (a: string) => { if (a === "go") go(null); else await gate; return a + "${mark}"; };`;
    await Deno.writeTextFile(`${dir}/f.ts`, waiting("1"));
    const fn = functionOf(`${dir}/f.ts`, { async: "ordered" });
    await hosted.define(fn);
    await using calls = hosted.host.calls(fn);
    await calls.open();
    const early = call(calls, "a");
    const opening = call(calls, "go"); // of the old code: only its own gate is opened
    await Deno.writeTextFile(`${dir}/f.ts`, waiting("2"));
    assert.equal(await hosted.line(), "f was loaded again: f.ts has changed");
    assert.deepEqual(await Promise.all([early, opening, call(calls, "go")]), ["a1", "go1", "go2"]);
  }));

Deno.test("ReloadingHost keeps the old code while the file cannot be loaded, says why once, and is healed by the next save", () =>
  inFolder(async (dir, hosted) => {
    await Deno.writeTextFile(`${dir}/f.ts`, marking("1"));
    const fn = functionOf(`${dir}/f.ts`);
    await hosted.define(fn);
    await using calls = hosted.host.calls(fn);
    await calls.open();
    const broken: readonly (readonly [text: string, problem: string])[] = [
      ["export const f = (a: string => a;", "Expected ',', got ';' (f.ts, line 1, column 33)"],
      ["export const g = 1;", "it has no function called f"],
      ["export const f = (a, b) => a;", "it wants 2 arguments, and is called with 1"],
      ["", "it has no function called f"],
    ];
    for (const [text, problem] of broken) {
      await Deno.writeTextFile(`${dir}/f.ts`, text);
      assert.equal(await hosted.line(), `f keeps its old code: ${problem}`);
      assert.equal(await call(calls, "a"), "a1");
      assert.equal(hosted.host.stateOf(fn)?.problem, problem);
    }
    await using others = hosted.host.calls(fn);
    await others.open();
    assert.equal(await call(others, "b"), "b1");
    await Deno.writeTextFile(`${dir}/f.ts`, marking("1")); // as it was at first
    assert.equal(await hosted.line(), "f was loaded again: f.ts has changed");
    assert.equal(hosted.host.stateOf(fn)?.problem, undefined);
    assert.deepEqual(hosted.lines, []);
  }));

Deno.test("ReloadingHost follows a file that is deleted and comes back, and one that is imported", () =>
  inFolder(async (dir, hosted) => {
    await Deno.writeTextFile(
      `${dir}/f.ts`,
      `import { mark } from "./mark.ts"; export const f = (a: string) => a + mark;`,
    );
    await Deno.writeTextFile(`${dir}/mark.ts`, "export const mark = 1;");
    const fn = functionOf(`${dir}/f.ts`);
    await hosted.define(fn);
    await using calls = hosted.host.calls(fn);
    await calls.open();
    await Deno.remove(`${dir}/mark.ts`);
    const gone = `Cannot read "${dir}/mark.ts" of function f: there is no such file`;
    assert.equal(await hosted.line(), `f keeps its old code: ${gone}`);
    assert.equal(await call(calls, "a"), "a1");
    await Deno.writeTextFile(`${dir}/mark.ts`, "export const mark = 2;");
    assert.equal(await hosted.line(), "f was loaded again: mark.ts has changed");
    assert.equal(await call(calls, "a"), "a2");
  }));

Deno.test("ReloadingHost gives a new pipeline what the file says at that moment, before the change is noticed", () =>
  inFolder(async (dir, hosted) => {
    await Deno.writeTextFile(`${dir}/f.ts`, marking("1"));
    const fn = functionOf(`${dir}/f.ts`);
    await hosted.define(fn);
    await Deno.writeTextFile(`${dir}/f.ts`, marking("2"));
    await using calls = hosted.host.calls(fn);
    await calls.open();
    assert.equal(await call(calls, "a"), "a2");
    assert.deepEqual(hosted.lines, ["f was loaded again: f.ts has changed"]);
  }));

Deno.test("ReloadingHost watches the files of functions that are defined or called, and no others", () =>
  inFolder(async (dir, hosted) => {
    await Deno.writeTextFile(`${dir}/f.ts`, marking("1"));
    const fn = functionOf(`${dir}/f.ts`);
    assert.equal(hosted.host.stateOf(fn), undefined);
    await hosted.define(fn);
    const state = { files: [`${dir}/f.ts`], watched: true, loadedAt: 7, problem: undefined };
    assert.deepEqual(hosted.host.stateOf(fn), state);
    {
      await using calls = hosted.host.calls(fn);
      await calls.open();
      hosted.defined.delete(fn);
      hosted.host.definitionsChanged();
      assert.deepEqual(hosted.host.stateOf(fn), state);
    }
    assert.equal(hosted.host.stateOf(fn), undefined);
  }));

Deno.test("ReloadingHost refuses a function whose file cannot be loaded, and does not watch it", () =>
  inFolder(async (dir, hosted) => {
    const fn = functionOf(`${dir}/f.ts`);
    await assert.rejects(hosted.define(fn), /Cannot read ".*f\.ts" of function f: there is no such file/);
    await using calls = hosted.host.calls(fn);
    await assert.rejects(calls.open(), /there is no such file/);
    assert.equal(hosted.host.stateOf(fn), undefined);
  }));

Deno.test("linesOf says once what has happened to several functions", () => {
  const of = (name: string, problem?: string): Reloaded => ({
    fn: functionOf("x/lib.ts", { name }),
    file: "x/lib.ts",
    problem,
  });
  assert.deepEqual(linesOf([of("a"), of("b"), of("c", "no"), of("d", "no")]), [
    "a, b were loaded again: lib.ts has changed",
    "c, d keep their old code: no",
  ]);
});
