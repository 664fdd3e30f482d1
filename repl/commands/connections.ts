/** Clusters: `\connect`, `\conninfo`, `\peek`. */
import { CONNECT_STAGES, type TestStep } from "../../connectors/connector.ts";
import { peek } from "../../engine/peek.ts";
import { connectionNamed } from "../../engine/tables.ts";
import { SluiceError } from "../../schema/errors.ts";
import { parseScript } from "../../sql/parse.ts";
import { maskSecrets } from "../../sql/secrets.ts";
import { agreed, Cancelled, type Dialog } from "../connect/dialog.ts";
import { inTime } from "../connect/in_time.ts";
import { describeConnection, type Described, STAGES } from "../connect/wizard.ts";
import { paintSql } from "../editor/paint_sql.ts";
import { style } from "../editor/highlight.ts";
import type { Shell } from "../shell.ts";
import { visible } from "../terminal/width.ts";
import { type Command, wordsOf } from "./command.ts";

export const CONNECTION_COMMANDS: readonly Command[] = [
  {
    name: "\\connect",
    args: "[NAME]",
    doc: "describe a cluster, tested as you go, and save it; with NAME: test it, and use it from now on",
    more:
      "It is SET connection_profile = 'name': \\peek, \\conninfo, SHOW TOPICS and a CREATE TABLE that names no connection use it.",
    run: (shell, name) => name === "" ? wizard(shell) : switchTo(shell, name),
  },
  {
    name: "\\conninfo",
    args: "[NAME]",
    doc: "the connection: brokers, cluster, login, TLS, registry, versions",
    run: information,
  },
  {
    name: "\\peek",
    args: "TOPIC [N]",
    doc: "the newest N records of a topic as they lie, 10 unless given",
    more: "Key and value are text, or \\x and bytes in hexadecimal; SELECT … FROM _ queries what was peeked.",
    run: peekAt,
  },
];

const CONNECT_MS = 15_000;
const PEEK_MS = 30_000;
const PEEKED = 10;
const MOST_PEEKED = 10_000;

async function wizard(shell: Shell): Promise<void> {
  const { session, reader } = shell.parts;
  shell.say("A few questions, each answer is tested at once; Ctrl-C leaves. Nothing is saved before the end.");
  const dialog = dialogOf(shell);
  const described = await describeConnection({
    dialog,
    world: session.world,
    taken: session.definitions.connections().map(({ name }) => name.toLowerCase()),
    wait: (work) => shell.cancellable(work),
  });
  if (described === undefined || reader.closed) return shell.say("Nothing was saved");
  shell.print(paintSql(maskSecrets(described.statement), shell.parts.terminal.theme));
  const save = await agreed(dialog, "save?", true).catch((error) => {
    if (error instanceof Cancelled) return false;
    throw error;
  });
  if (!save) return shell.say("Nothing was saved");
  await saved(shell, described);
}

async function saved(shell: Shell, { name, statement, templates }: Described): Promise<void> {
  const { session } = shell.parts;
  for (const { name, value } of templates) session.world.environment.remember?.(name, value);
  for (const parsed of parseScript(statement).statements) await session.run(parsed);
  shell.say(`Saved the connection ${name}, for you alone to read`);
  await use(shell, name);
  shell.say(`Try SHOW TOPICS; or \\peek TOPIC`);
  if (templates.length === 0) return;
  shell.say("This shell knows the secret until it ends. Before the next one:");
  for (const { name } of templates) shell.say(`  export ${name}=…`);
}

function dialogOf(shell: Shell): Dialog {
  const { reader, terminal } = shell.parts;
  const line = (mark: string, text: string) => shell.print(`  ${mark}  ${visible(text)}`);
  return {
    hides: !terminal.dumb,
    ask: (question, options) => reader.readLine(question, options),
    say: (text) => shell.say(text),
    passed: (text) => line(style(terminal.theme, "green", "ok"), text),
    failed(error: SluiceError) {
      line(style(terminal.theme, "red", "failed"), error.message);
      if (error.diagnostic.hint !== undefined) shell.say(`  ${error.diagnostic.hint}`);
    },
  };
}

async function switchTo(shell: Shell, argument: string): Promise<void> {
  const name = wordsOf(argument)[0]?.toLowerCase() ?? "";
  if (!await shell.steps(stepsTo(shell, name))) return shell.say(`${shell.connection} is still used`);
  await use(shell, name);
}

/** The statement says it too, so that a script of this session means the same. */
async function use(shell: Shell, name: string): Promise<void> {
  await shell.statements(`SET connection_profile = '${name.replaceAll("'", "''")}';`);
  shell.say(`\\peek, \\conninfo and statements that name no connection use ${name} from now on`);
}

/** All steps that the connection has, up to the first that fails. */
async function* stepsTo(shell: Shell, name: string): AsyncIterable<TestStep> {
  const { world } = shell.parts.session;
  const { connector, connection } = connectionNamed(name, undefined, shell.parts.session.world);
  for (const stage of CONNECT_STAGES) {
    try {
      const found = await inTime(
        CONNECT_MS,
        "The cluster",
        async (signal) => await connector.probe?.(stage, connection, world.environment, signal),
      );
      if (found !== undefined) yield { text: `${STAGES[stage]}: ${found}`, ok: true };
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      const hint = error.diagnostic.hint === undefined ? "" : ` (${error.diagnostic.hint})`;
      yield { text: `${STAGES[stage]}: ${error.message}${hint}`, ok: false, error };
      return;
    }
  }
}

async function information(shell: Shell, argument: string): Promise<void> {
  const name = (wordsOf(argument)[0] ?? shell.connection).toLowerCase();
  const { connector, connection } = connectionNamed(name, undefined, shell.parts.session.world);
  const { environment } = shell.parts.session.world;
  const asked = inTime(
    CONNECT_MS,
    `The cluster of ${name}`,
    async (signal) => await connector.describeConnection?.(connection, environment, signal) ?? [],
  );
  const facts = await shell.cancellable(asked) ?? [];
  const margin = Math.max(0, ...facts.map(([label]) => label.length)) + 4;
  const room = shell.parts.terminal.size.columns - margin;
  for (const [label, value] of facts) {
    const [first = "", ...rest] = wrapped(visible(value), room);
    shell.print([`  ${label}`.padEnd(margin) + first, ...rest.map((line) => " ".repeat(margin) + line)]);
  }
}

/** Broken behind commas, where it is longer than `width`. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of text.split(/(?<=, )/)) {
    if (line !== "" && line.length + part.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
  }
  return [...lines, line];
}

async function peekAt(shell: Shell, argument: string): Promise<void> {
  const [topic, count = String(PEEKED), ...more] = wordsOf(argument);
  if (topic === undefined) return shell.print("\\peek needs a topic: \\peek orders, or \\peek orders 50");
  const records = Number(count);
  if (!/^\d+$/.test(count) || records < 1 || records > MOST_PEEKED || more.length > 0) {
    return shell.print(`\\peek takes a topic and a number of records from 1 to ${MOST_PEEKED.toLocaleString("en-US")}`);
  }
  const { world } = shell.parts.session;
  const request = { connection: shell.connection, topic, records };
  const asked = inTime(PEEK_MS, `The topic "${topic}"`, (signal) => peek(request, world, signal));
  const found = await shell.cancellable(asked);
  if (found === undefined) return;
  if (found.rows.length === 0) return shell.say(`The topic ${topic} has no records`);
  await shell.results.show(found, `\\peek ${argument}`);
  shell.say(`${found.rows.length === 1 ? "1 record" : `${found.rows.length} records`}, the newest first`);
}
