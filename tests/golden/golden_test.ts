/**
 * Real input, and what another engine makes of it: `golden/NAME.sql` over `golden/data`, which are data files of
 * ArroyoSystems/arroyo (MIT or Apache-2.0), unchanged but compressed. Rows are compared regardless of their order, of
 * change events the rows that stand in the end.
 */
import assert from "node:assert/strict";
import { Session } from "../../mod.ts";

const FOLDER = new URL("./", import.meta.url);
const INPUTS = ["cars", "impulse", "aggregate_updates"];
const NAMES = [...Deno.readDirSync(FOLDER)].filter(({ name }) => name.endsWith(".sql"))
  .map(({ name }) => name.slice(0, -".sql".length)).sort();

for (const name of NAMES) {
  Deno.test(`golden ${name} gives the rows that another engine gives`, async () => {
    const dir = await Deno.makeTempDir();
    try {
      const script = await Deno.readTextFile(new URL(`${name}.sql`, FOLDER));
      const inputs = INPUTS.filter((input) => script.includes(`$data/${input}.json`));
      for (const input of inputs) await Deno.writeTextFile(`${dir}/${input}.json`, await unzipped(`${input}.json`));
      const output = `${dir}/output.json`;
      await using session = await Session.open({ memory: true });
      await session.execute(script.replaceAll("$data", dir).replaceAll("$output", output));
      const expected = standing(await unzipped(`${name}.expected.json`));
      assert.ok(expected.length > 0);
      assert.deepEqual(standing(await Deno.readTextFile(output)), expected);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

async function unzipped(name: string): Promise<string> {
  const { body } = await fetch(new URL(`data/${name}.gz`, FOLDER));
  return await new Response(body?.pipeThrough(new DecompressionStream("gzip"))).text();
}

type Row = Record<string, unknown>;

/** The rows that stand after all lines, each with sorted members, sorted. A row is identified by itself. */
function standing(lines: string): string[] {
  const counts = new Map<string, number>();
  const add = (row: unknown, by: number): void => {
    if (row === null) return;
    const text = JSON.stringify(Object.entries(row as Row).sort(([a], [b]) => a < b ? -1 : 1));
    counts.set(text, (counts.get(text) ?? 0) + by);
  };
  for (const line of lines.trimEnd().split("\n")) {
    const message = JSON.parse(line) as Row;
    if (typeof message["op"] === "string" && "before" in message && "after" in message) {
      add(message["before"], -1);
      add(message["after"], 1);
    } else add(message, 1);
  }
  for (const [text, count] of counts) assert.ok(count >= 0, `taken back and never given: ${text}`);
  return [...counts].flatMap(([text, count]) => Array<string>(count).fill(text)).sort();
}
