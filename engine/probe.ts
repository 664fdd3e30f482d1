/** TEST CONNECTION and TEST TABLE: each step as it happens. */
import type { TestStep } from "../connectors/connector.ts";
import { ConnectorError, SluiceError } from "../schema/errors.ts";
import type { Records } from "../schema/records.ts";
import { connectionTestError } from "../schema/registry/errors.ts";
import { physicalColumns } from "../schema/table.ts";
import type * as ast from "../sql/ast.ts";
import { tableSchemaVerdict } from "./registry/explain_schema.ts";
import { FETCH_MS } from "./registry/registry_of.ts";
import { firstProblem, keyColumn } from "./registry/first_record.ts";
import { connectionNamed, openConnection, type ResolvedTable, type World } from "./tables.ts";

const CONNECT_MS = 15_000;
const MESSAGE_MS = 30_000;
/** Codes of a registry that cannot be asked at all. */
const AWAY: ReadonlySet<string> = new Set(["auth", "not_found", "redirect", "tls"]);

export async function* testConnection(name: ast.Identifier, world: World): AsyncIterable<TestStep> {
  const { connector, connection } = connectionNamed(name.name, name.span, world);
  if (connector.testConnection === undefined) return;
  yield* connector.testConnection(connection, world.environment, AbortSignal.timeout(CONNECT_MS));
}

/** Steps and texts of `sql.md` §3.4. */
export async function* testTable(resolved: ResolvedTable, world: World): AsyncIterable<TestStep> {
  const { connector, table } = resolved;
  const { environment } = world;
  if (resolved.connection !== undefined && connector.testConnection !== undefined) {
    const connection = openConnection(resolved.connection, connector, environment);
    for await (const step of connector.testConnection(connection, environment, AbortSignal.timeout(CONNECT_MS))) {
      yield step.ok ? { text: "Connected to Kafka", ok: true } : step;
      if (!step.ok) return;
      break;
    }
    const place = connector.place?.(resolved.options);
    const topics = await connector.topics?.(connection, environment, AbortSignal.timeout(CONNECT_MS));
    if (topics !== undefined && !topics.some(({ topic }) => topic === place)) {
      yield { text: `Topic '${place}' does not exist in the configured Kafka cluster`, ok: false };
      return;
    }
    yield { text: "Fetched topic metadata", ok: true };
  }
  if (table.direction !== "sink" && connector.source !== undefined) {
    let ok = true;
    for await (const step of readOne(resolved, world)) {
      yield step;
      ok &&= step.ok;
    }
    if (!ok) return;
  }
  if (table.direction !== "source") {
    const verdict = await sinkVerdict(resolved, world);
    if (verdict !== undefined) yield verdict;
    if (verdict?.ok === false) return;
  }
  yield { text: "Connection is valid", ok: true };
}

/** What the registry says to the schema of a table that is written; a sink without columns has none yet. */
async function sinkVerdict(resolved: ResolvedTable, world: World): Promise<TestStep | undefined> {
  const fields = physicalColumns(resolved.table);
  if (fields.length === 0) return undefined;
  try {
    return await tableSchemaVerdict(resolved, fields, world.environment);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    const isAway = error instanceof ConnectorError && (error.retryable || AWAY.has(error.diagnostic.code));
    return isAway ? failed(connectionTestError(error)) : failed(error, `Failed to check the schema: ${error.message}`);
  }
}

async function* readOne(resolved: ResolvedTable, world: World): AsyncIterable<TestStep> {
  const { connector, table } = resolved;
  const physical = table.columns.filter((column) => column.role === "physical");
  if (connector.source === undefined || physical.length === 0) return;
  yield { text: "Waiting for messages", ok: true };
  const fromStart = "source.offset" in connector.tableOptions
    ? { ...resolved.options, "source.offset": { kind: "earliest" } }
    : resolved.options;
  const source = connector.source({
    table,
    options: fromStart,
    connection: resolved.connection && openConnection(resolved.connection, connector, world.environment),
    environment: world.environment,
    needs: { key: keyColumn(resolved) !== undefined, headers: false },
    fields: physical,
    pipeline: "test",
    interactive: true,
  });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), MESSAGE_MS);
  try {
    await source.open(undefined, stop.signal);
    for await (const event of source.read(stop.signal)) {
      if (event.kind === "rows") {
        yield { text: "Received message from Kafka", ok: true };
        return;
      }
      if (event.kind !== "records" || event.records.count === 0) continue;
      yield { text: "Received message from Kafka", ok: true };
      if (resolved.format !== undefined) yield await validated(resolved, event.records, world);
      return;
    }
    yield { text: "No messages received from Kafka within 30 seconds", ok: false };
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    yield failed(error);
  } finally {
    clearTimeout(timer);
    stop.abort();
    await source[Symbol.asyncDispose]();
  }
}

async function validated(resolved: ResolvedTable, records: Records, world: World): Promise<TestStep> {
  try {
    const problem = await firstProblem(resolved, records, world.environment, AbortSignal.timeout(FETCH_MS));
    if (problem === undefined) return { text: "Successfully validated message schema", ok: true };
    return failed(problem, `Failed to read the message: ${problem.message}`);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return failed(connectionTestError(error));
  }
}

function failed(error: SluiceError, text = error.message): TestStep {
  const { hint } = error.diagnostic;
  return { text: hint === undefined ? text : `${text} (${hint})`, ok: false, error };
}
