/**
 * Beginnings and mutations of the statements in `tests/cases`: each is bound or refused with an `SqlError`, and soon; a
 * SELECT that is bound runs. `HOSTILE=all` takes every beginning and ten thousand mutations, else some of them.
 */
import assert from "node:assert/strict";
import type { InfoTable } from "../../engine/info_table.ts";
import type { Session } from "../../engine/session.ts";
import { CONNECTORS } from "../../connectors/mod.ts";
import { SluiceError } from "../../schema/errors.ts";
import { parseStatement } from "../../sql/parse.ts";
import { splitStatements } from "../../sql/split.ts";
import { spentMillis } from "./clock.ts";
import { CaseWorld } from "../cases/case_connector.ts";
import { inputsOf, parseCase } from "../cases/case_file.ts";
import { Choices } from "../oracle/choices.ts";
import { openTestSession } from "../open_session.ts";

const ALL = Deno.env.get("HOSTILE") === "all";
const SEED = Number(Deno.env.get("HOSTILE_SEED") ?? 1);
/** One of so many beginnings is tried. */
const SPARSE = ALL ? 1 : 47;
const MUTATIONS = ALL ? 10_000 : 700;
/** Of CPU time: ten times what is promised, for computers that are slow. */
const LIMIT_MS = 1000;

const CASES = new URL("../cases/", import.meta.url);

interface Corpus {
  readonly text: string;
  readonly statements: readonly string[];
}

const CORPUS: readonly Corpus[] = ["run", "error", "plan", "parse"].flatMap((kind) => {
  const folder = new URL(`${kind}/`, CASES);
  return [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".sql"))
    .sort((a, b) => a.name < b.name ? -1 : 1)
    .map(({ name }) => Deno.readTextFileSync(new URL(name, folder)))
    .map((text) => ({ text, statements: splitStatements(parseCase(text).sql).map((one) => one.text) }));
});

/** What is put into statements. */
const PIECES = CORPUS.flatMap(({ statements }) => statements).flatMap((text) =>
  text.match(/\w+|'[^']*'|[^\s\w]/g) ?? []
);

/** These reach outside, or wait. */
const OUTSIDE =
  /kafka|confluent|registry|from\s+topic|\btest\b|function|local|path|unbounded|event_rate|datagen|blackhole/i;

Deno.test("hostile statements: every beginning is bound or refused", async () => {
  let at = SEED;
  await attempts(function* (statement) {
    for (; at < statement.length; at += SPARSE) yield statement.slice(0, at);
    at -= statement.length;
  });
});

Deno.test("hostile statements: every mutation is bound or refused", async () => {
  const choices = Choices.random(SEED);
  const statements = CORPUS.flatMap((one) => one.statements).length;
  let left = 0;
  await attempts(function* (statement) {
    for (left += MUTATIONS / statements; left >= 1; left--) yield mutated(statement, choices);
  });
});

/** One to four changes: a piece less, a piece twice, a piece from elsewhere, two that change places, a character. */
function mutated(statement: string, choices: Choices): string {
  const pieces: string[] = statement.match(/\s+|\w+|'[^']*'|[^\s\w]/g) ?? [];
  for (let changes = 1 + choices.below(4); changes > 0 && pieces.length > 0; changes--) {
    const at = choices.below(pieces.length);
    choices.oneOf<unknown>(
      () => pieces.splice(at, 1),
      () => pieces.splice(at, 0, pieces[at]!, " "), // below its length, as below
      () => pieces.splice(at, 1, choices.pick(PIECES)),
      () => pieces.splice(at, 0, ` ${choices.pick(PIECES)} `),
      () => pieces.push(...pieces.splice(at, 1)),
      () => pieces.splice(at, 1, pieces[at]!.slice(0, -1) + String.fromCodePoint(33 + choices.below(300))),
    );
  }
  return pieces.join("");
}

/** Tries what `of` makes of every statement, where the statements before it have been carried out. */
async function attempts(of: (statement: string) => Iterable<string>): Promise<void> {
  for (const { text, statements } of CORPUS) {
    const world = new CaseWorld(inputsOf(parseCase(text)), 7);
    await using session = await openSession(world);
    for (const statement of statements) {
      for (const hostile of of(statement)) await attempt(session, hostile);
      if (!OUTSIDE.test(statement)) await carriedOut(session, statement).catch(expectOurs);
    }
  }
}

async function openSession(world: CaseWorld): Promise<Session> {
  return await openTestSession({
    connectors: [world.connector(), ...CONNECTORS],
    interactive: false,
  });
}

async function attempt(session: Session, text: string): Promise<void> {
  const before = spentMillis();
  try {
    if (OUTSIDE.test(text)) parseStatement(text);
    else await carriedOut(session, text);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw new Error(`Not a diagnostic: ${text}`, { cause: error });
    assert.ok(error.message.length > 0);
  }
  const spent = spentMillis() - before;
  assert.ok(spent < LIMIT_MS, `took ${spent} ms: ${text}`);
}

async function carriedOut(session: Session, text: string): Promise<InfoTable | undefined> {
  const parsed = parseStatement(text);
  if (/^(stop|pause|resume|restart)Job$/.test(parsed.statement.kind)) return undefined;
  const outcome = await session.run(parsed);
  if (outcome.kind === "info") return outcome.table;
  if (outcome.kind === "select" && outcome.select.bounded && !outcome.select.readsMemory) {
    await session.select(outcome.select, text, { receive: () => {} }).done;
  }
  return undefined;
}

function expectOurs(error: unknown): void {
  if (!(error instanceof SluiceError)) throw error;
}
