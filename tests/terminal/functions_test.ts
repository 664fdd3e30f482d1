/** Functions that are written in files, beside a shell that calls them. */
import { inShell, PROMPT, say } from "./shell_term.ts";

const ROW = (mark: string) => new RegExp(`\\n +\\d+${mark} *\\n[^]*job 1 · [1-9]`);

Deno.test(
  "A live query goes on with a function whose file was saved, keeps the old code of a broken one, and is healed",
  inShell(async (term, dir) => {
    const path = `${dir}/mark.ts`;
    const code = (mark: string) => `export function mark(n: bigint): string {\n  return n + "${mark}";\n}\n`;
    await Deno.writeTextFile(path, code("a"));
    await say(term, "CREATE TABLE t WITH (connector = 'impulse', event_rate = 50);", "Created table t");
    const create = `CREATE FUNCTION mark(n BIGINT) RETURNS TEXT LANGUAGE typescript AS '${path}';`;
    await say(term, create, "Created function mark");
    term.send("SELECT mark(counter::BIGINT) AS m FROM t;\r");
    await term.waitFor(ROW("a"));
    await Deno.writeTextFile(path, code("b"));
    await term.waitFor((term) =>
      ROW("b").test(term.text()) && /\nmark was loaded again: mark\.ts has changed\n/.test(term.text())
    );
    await Deno.writeTextFile(path, code("c").replace("return", "return )"));
    await term.waitFor(/\nmark keeps its old code: Expression expected \(mark\.ts, line 2, column 10\)\n/);
    await term.waitFor(ROW("b"));
    await Deno.writeTextFile(`${path}.tmp`, code("d"));
    await Deno.rename(`${path}.tmp`, path);
    await term.waitFor(ROW("d"));
    term.send("\x03");
    await term.waitFor(PROMPT);
    await say(term, "\\df mark", /mark\(n bigint\)\n.*\n +File: .*mark\.ts; watched; loaded [\d.]+ s ago\n/);
  }),
);
