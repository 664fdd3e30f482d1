/** Python with packages, in a virtual environment that is made once and kept. */
import { run } from "./kafka/command.ts";

export interface PythonNeeds {
  /** Names the environment: `SLUICE_{NAME}_CACHE` is its folder, or `sluice-{name}` among temporary files. */
  readonly name: string;
  /** As pip takes them. */
  readonly packages: readonly string[];
  /** What has to be importable. */
  readonly modules: readonly string[];
}

/** The path of the program. Needs `python3` with `venv` and, the first time, the package index. */
export async function pythonWith({ name, packages, modules }: PythonNeeds): Promise<string> {
  const kept = Deno.env.get(`SLUICE_${name.toUpperCase()}_CACHE`);
  const folder = kept ?? `${Deno.env.get("TMPDIR") ?? "/tmp"}/sluice-${name}`;
  const program = `${folder}/bin/python`;
  const has = await run(program, ["-c", `import ${modules.join(", ")}`]).then(() => true, () => false);
  if (has) return program;
  await run("python3", ["-m", "venv", "--clear", folder], { timeoutMs: 300_000 });
  await run(program, ["-m", "pip", "install", "--quiet", ...packages], { timeoutMs: 600_000 });
  return program;
}
