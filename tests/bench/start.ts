/** From starting the program to its prompt, in a pseudo-terminal. */
import { Term } from "../terminal/term.ts";
import { programArgs, temporaryDir } from "./program.ts";
import { limitVerdict, percentile, type Verdict } from "./verdict.ts";

const ROUNDS = 15;

async function millisTo(prompt: string, args: readonly string[]): Promise<number> {
  const began = performance.now();
  await using term = await Term.start(Deno.execPath(), args);
  await term.waitFor(prompt);
  const took = performance.now() - began;
  term.send("\x04");
  await term.exit;
  return took;
}

export async function start(): Promise<Verdict[]> {
  await using dir = await temporaryDir();
  const empty = `${dir.path}/empty.ts`;
  await Deno.writeTextFile(empty, `Deno.stdout.writeSync(new TextEncoder().encode("sql> "));`);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const [took, least] = [
      await millisTo("sql>", programArgs(`${dir.path}/data`)),
      await millisTo("sql>", ["run", "-q", empty]),
    ];
    if (round < 0) continue; // caches are filled
    ours.push(took);
    bare.push(least);
  }
  const floor = percentile(bare, 0.5).toFixed(0);
  return [limitVerdict("start to prompt", `in a pseudo-terminal; an empty Deno program takes ${floor} ms`, {
    value: percentile(ours, 0.5),
    limit: 150,
    spread: { min: Math.min(...ours), max: Math.max(...ours) },
  })];
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.table(await start());
}
