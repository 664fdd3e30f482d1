/** Functions that are written in files, beside a shell that calls them. */
import { temporaryFolder } from "../program.ts";
import { inShell, leave, PROMPT, say, startShell } from "./shell_term.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

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

Deno.test("A file whose folder may not be read is not watched, and each statement looks at it", async () => {
  await using folder = await temporaryFolder();
  const dir = folder.path;
  const path = `${dir}/mark.ts`;
  const save = (mark: number) => Deno.writeTextFile(path, `export const mark = (n: number) => n + ${mark};\n`);
  const permissions = [
    `--allow-read=${ROOT},${dir}/data,${path}`,
    `--allow-write=${dir}/data`,
    "--allow-env",
    "--allow-sys=hostname",
    "--allow-net=127.0.0.1",
  ];
  await save(10);
  await using term = await startShell(dir, { permissions });
  await term.waitFor(PROMPT);
  await say(term, `CREATE FUNCTION mark(n INT) RETURNS INT LANGUAGE typescript AS '${path}';`, "Created function mark");
  await say(term, "\\df mark", /mark\.ts; not watched: statements that call it look at it; loaded [\d.]+ s ago\n/);
  await save(20);
  await say(term, "SELECT mark(1) AS m;", /\nmark was loaded again: mark\.ts has changed\n[^]*\n +21\n/);
  await leave(term);
});
