/** What `complete/` cases are completed in: a session with `world.sql`, and a cluster, files and jobs that stand still. */
import type { Completion } from "../../../repl/completion/candidates.ts";
import type { OutsideNames } from "../../../repl/completion/cluster_names.ts";
import { BoundRelations } from "../../../repl/completion/relations.ts";
import type { CompletionSources } from "../../../repl/completion/sources.ts";
import { parseScript } from "../../../sql/parse.ts";
import { openTestSession } from "../../open_session.ts";

const SHOWN = 12;

const TOPICS: Readonly<Record<string, readonly string[]>> = {
  local: ["clicks", "orders", "payments-eu", "payments-us"],
  shop: ["customers", "order-totals", "orders", "returns"],
};

/** Everything is known but the topics of a connection called `slow`. */
const CLUSTER: OutsideNames = {
  topics: (connection) => ({ names: namesOf(TOPICS[connection] ?? []), waiting: connection === "slow" }),
  subjects: (connection) => ({ names: namesOf((TOPICS[connection] ?? []).map((topic) => `${topic}-value`)) }),
};

const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "": ["pipelines/", "report.sql", "rows.csv", ".hidden"],
  "pipelines/": ["daily.sql", "hourly.sql"],
};

const COMMANDS = [
  { name: "\\d", args: "[NAME]", doc: "all tables, or one" },
  { name: "\\dt", args: "", doc: "tables" },
  { name: "\\help", args: "[WORD]", doc: "help" },
  { name: "\\i", args: "FILE", doc: "run a script" },
  { name: "\\replay", args: "FILE [--check]", doc: "run a saved script again" },
  { name: "\\stop", args: "N", doc: "end a job" },
  { name: "\\peek", args: "TOPIC [N]", doc: "raw records" },
  { name: "\\conninfo", args: "[NAME]", doc: "the connection" },
  { name: "\\x", args: "[on|off|auto]", doc: "one column per line" },
];

const JOBS = [
  { id: 1, state: "running", text: "INSERT INTO order_totals\nSELECT …", ended: false },
  { id: 2, state: "finished", text: "INSERT …", ended: true },
  { id: 3, state: "running", text: "INSERT …", ended: false },
] as const;

export interface CompleteWorld extends AsyncDisposable {
  readonly sources: CompletionSources;
}

export async function completeWorld(): Promise<CompleteWorld> {
  const session = await openTestSession();
  const { statements } = parseScript(await Deno.readTextFile(new URL("./world.sql", import.meta.url)));
  for (const statement of statements) await session.run(statement);
  const sources: CompletionSources = {
    world: session.world,
    relations: new BoundRelations(session.world),
    commands: COMMANDS,
    jobs: JOBS,
    listFolder: (path) =>
      (FOLDERS[path] ?? []).map((name) => ({ name: name.replace("/", ""), isDirectory: name.endsWith("/") })),
    cluster: CLUSTER,
    isRecent: (name) => name === "price",
  };
  return { sources, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
}

/** `price · customer ~ since`: those that only resemble what was typed stand behind the `~`. */
export function completionText({ candidates, exact = candidates.length, waiting }: Completion): string {
  if (candidates.length === 0 && waiting === undefined) return "(none)";
  const texts = candidates.map(({ text }) => text);
  const shown = texts.slice(0, SHOWN);
  const likely = shown.slice(0, exact).join(" · ");
  const alike = shown.slice(exact).join(" · ");
  const more = texts.length > SHOWN ? ` · … ${texts.length - SHOWN} more` : "";
  return `${likely}${alike === "" ? "" : `${likely === "" ? "" : " "}~ ${alike}`}${more}${waiting ? ` (${waiting})` : ""}`;
}

function namesOf(names: readonly string[]): { readonly name: string }[] {
  return names.map((name) => ({ name }));
}
