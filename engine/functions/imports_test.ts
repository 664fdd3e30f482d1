import assert from "node:assert/strict";
import { relativeImports } from "./imports.ts";

function specifiers(text: string): string[] {
  return relativeImports(text).map(({ specifier }) => specifier);
}

Deno.test("relativeImports finds every way to import a file by its relative path", () => {
  assert.deepEqual(
    specifiers(`
      import { a } from "./a.ts";
      import b, * as c from '../b.ts';
      import "./c.ts";
      export * from "./d.ts";
      import type from "./e.ts";
      const f = await import("./f.ts");`),
    ["./a.ts", "../b.ts", "./c.ts", "./d.ts", "./e.ts", "./f.ts"],
  );
});

Deno.test("relativeImports leaves out types, packages, comments and texts that are no imports", () => {
  assert.deepEqual(
    specifiers(`
      import type { A } from "./types.ts";
      export type { B } from "./types.ts";
      import { c } from "npm:c";
      // import "./d.ts";
      const path = "./e.ts"; const from = ["./f.ts"];
      const text = \`import "./g.ts"\`;`),
    [],
  );
});

Deno.test("relativeImports tells where the text of an import stands, quotes included", () => {
  const text = `import { a } from "./a.ts";`;
  const [found] = relativeImports(text);
  assert.ok(found);
  assert.equal(text.slice(found.start, found.end), `"./a.ts"`);
});
