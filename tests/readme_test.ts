/** The snippets of the README and of docs/dialect.md, run as a reader would run them, in an empty folder. */
import assert from "node:assert/strict";
import { startCluster } from "../connectors/embedded/cluster.ts";

const ROOT = new URL("../", import.meta.url);
const MOD = new URL("mod.ts", ROOT);
const TIMEOUT = AbortSignal.timeout(90_000);

interface Block {
  /** What the comment above says: `run`, `run: confluent`, `file: NAME`, `output`. */
  readonly directive: string;
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks directly below a comment `<!-- run -->` or the like. */
function marked(markdown: string): Block[] {
  const blocks = markdown.matchAll(/^<!-- ([a-z]+(?:: [\w.]+)?) -->\n```(\w*)\n(.*?)^```$/gms);
  return [...blocks].map(([, directive = "", language = "", text = ""]) => ({ directive, language, text }));
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Standard output; fails when the exit code is not 0. */
async function outputOf({ program, args, env = {} }: Command, cwd: string): Promise<string> {
  const command = new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", SLUICE_AGENT: "0", ...env },
    stdin: "null",
    signal: TIMEOUT,
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, `${args.at(-1)}\n${text(stderr)}`);
  return text(stdout);
}

function sluice(sql: string, env: Readonly<Record<string, string>> = {}): Command {
  return { program: Deno.execPath(), args: ["run", "-q", "-P", MOD.href, "-e", sql], env };
}

/** The README's `deno run … mod.ts`, with the Deno that runs the test and the clone's `mod.ts`. */
function shellCommand(text: string): Command {
  const script = text.replaceAll(/\bdeno run\b/g, `'${Deno.execPath()}' run`).replaceAll(" mod.ts", ` '${MOD.href}'`);
  return { program: "bash", args: ["-euo", "pipefail", "-c", script] };
}

async function program(text: string, folder: string): Promise<Command> {
  await Deno.writeTextFile(`${folder}/my_script.ts`, text.replaceAll("./mod.ts", MOD.href));
  const config = new URL("deno.json", ROOT).pathname;
  return { program: Deno.execPath(), args: ["run", "-q", "-P", "--config", config, "my_script.ts"] };
}

/** Runs a script for Confluent Cloud on a cluster with TLS and a login by key. */
async function runOnCloud(sql: string, folder: string): Promise<string> {
  const login = { user: "KEY", password: crypto.randomUUID() };
  await using cluster = await startCluster({ memory: true, port: 0, tls: true, sasl: login });
  const env = { KAFKA_KEY: login.user, KAFKA_SECRET: login.password };
  const here = sql.replace(/pkc-[^']*/, cluster.bootstrap).replace("secret =", `tls.ca = '${cluster.ca}',\n  secret =`);
  const connection = here.slice(0, here.indexOf(";") + 1);
  const fill = `CREATE TABLE filler (order_id BIGINT, customer TEXT, price DECIMAL(10, 2), ordered_at TIMESTAMP(3))
    WITH (connection_profile = 'my_cluster', topic = 'orders', format = 'json', 'topic.create' = TRUE);
    CREATE TABLE counter WITH (connector = 'impulse', event_rate = 1000, message_count = 20);
    INSERT INTO filler SELECT counter, 'Ann', counter * 20, now() FROM counter;`;
  await outputOf(sluice(connection + fill, env), folder);
  return await outputOf(sluice(here, env), folder);
}

for (const [page, least] of [["README.md", 10], ["docs/dialect.md", 4]] as const) {
  Deno.test(`${page} says what really happens`, async (t) => {
    const folder = await Deno.makeTempDir({ prefix: "sluice-readme-" });
    try {
      let output = "";
      const blocks = marked(await Deno.readTextFile(new URL(page, ROOT)));
      for (const [i, { directive, language, text }] of blocks.entries()) {
        const [kind, name = ""] = directive.split(": ");
        await t.step(`block ${i + 1}: ${directive}`, async () => {
          if (kind === "output") assert.equal(output, text);
          else if (kind === "file") await Deno.writeTextFile(`${folder}/${name}`, text);
          else if (name === "confluent") assert.match(await runOnCloud(text, folder), /(\{"order_id":\d+,.*\n){10}$/);
          else if (language === "sh") output = await outputOf(shellCommand(text), folder);
          else if (language === "ts") output = await outputOf(await program(text, folder), folder);
          else output = await outputOf(sluice(text), folder);
        });
      }
      assert.ok(blocks.length >= least, `only ${blocks.length} marked blocks were found`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
