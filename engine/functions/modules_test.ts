import assert from "node:assert/strict";
import { TEXT } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { changedFile, readModules, resolved } from "./modules.ts";

function functionOf(path: string): UserFunction {
  return {
    name: "f",
    aggregate: false,
    parameters: [],
    returns: TEXT,
    body: { kind: "file", text: path },
    async: undefined,
    inFlight: 1,
    timeout: 5000,
    sql: "",
  };
}

async function inFolder(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await act(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readModules reads a file, what it imports, and each file once", () =>
  inFolder(async (dir) => {
    await Deno.mkdir(`${dir}/lib`);
    await Deno.writeTextFile(`${dir}/f.ts`, `import { a } from "./lib/a.ts"; import "./b.ts";`);
    await Deno.writeTextFile(`${dir}/lib/a.ts`, `import "../b.ts"; export const a = 1;`);
    await Deno.writeTextFile(`${dir}/b.ts`, "export {};");
    const { texts, problem } = await readModules(functionOf(`${dir}/f.ts`));
    assert.equal(problem, undefined);
    assert.deepEqual([...texts.keys()], [`${dir}/f.ts`, `${dir}/lib/a.ts`, `${dir}/b.ts`]);
  }));

Deno.test("readModules names the first file that is not there, and goes on with the others", () =>
  inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/f.ts`, `import "./gone.ts"; import "./b.ts";`);
    await Deno.writeTextFile(`${dir}/b.ts`, "");
    const { texts, problem } = await readModules(functionOf(`${dir}/f.ts`));
    assert.equal(problem?.message, `Cannot read "${dir}/gone.ts" of function f: there is no such file`);
    assert.deepEqual([texts.get(`${dir}/gone.ts`), texts.get(`${dir}/b.ts`)], [undefined, ""]);
  }));

Deno.test("changedFile finds a file that has changed, and one that went", () => {
  const files = (...texts: readonly (readonly [string, string | undefined])[]) => ({
    path: "f.ts",
    texts: new Map(texts),
    problem: undefined,
  });
  const before = files(["f.ts", "1"], ["a.ts", "2"]);
  assert.equal(changedFile(before, files(["f.ts", "1"], ["a.ts", "2"])), undefined);
  assert.equal(changedFile(before, files(["f.ts", "1"], ["a.ts", "3"])), "a.ts");
  assert.equal(changedFile(before, files(["f.ts", "1"])), "a.ts");
});

Deno.test("resolved follows dots from a relative and from an absolute path", () => {
  assert.equal(resolved("./a.ts", "f.ts"), "a.ts");
  assert.equal(resolved("../a.ts", "lib/f.ts"), "a.ts");
  assert.equal(resolved("../../a.ts", "lib/f.ts"), "../a.ts");
  assert.equal(resolved("../a.ts", "/shop/lib/f.ts"), "/shop/a.ts");
});
