/** An embedded cluster, a registry in front of its own that misbehaves on order, and sessions over both. */
import assert from "node:assert/strict";
import { type EmbeddedCluster, startCluster } from "../../connectors/embedded/cluster.ts";
import { TestClient, until } from "../../connectors/embedded/test_client.ts";
import { BatchReader } from "../../connectors/kafka/records/batch_reader.ts";
import { BatchWriter } from "../../connectors/kafka/records/batch_writer.ts";
import { readHeaders } from "../../connectors/kafka/records/headers.ts";
import { processEnvironment } from "../../engine/environment.ts";
import { type OpenOptions, Session } from "../../mod.ts";
import { parseStatement } from "../../sql/parse.ts";
import { splitStatements } from "../../sql/split.ts";
import { StubRegistry } from "./stub_registry.ts";
import { openTestSession } from "../open_session.ts";

/** A message; null is a tombstone. */
export type Message = Uint8Array | null;

export class RegistryWorld implements AsyncDisposable {
  readonly cluster: EmbeddedCluster;
  readonly stub: StubRegistry;

  private constructor(cluster: EmbeddedCluster) {
    this.cluster = cluster;
    this.stub = new StubRegistry(cluster.registry);
  }

  static async open(): Promise<RegistryWorld> {
    return new RegistryWorld(await startCluster({ memory: true, port: 0 }));
  }

  /** The options of the connection `c`. */
  connection(more = ""): string {
    return `connector = 'kafka', bootstrap_servers = '${this.cluster.bootstrap}', ` +
      `'schema_registry.endpoint' = '${this.stub.endpoint}'${more === "" ? "" : `, ${more}`}`;
  }

  /** With the connection `c`; `more` are further options of it. */
  async session(more = "", options: OpenOptions = { memory: true }): Promise<Session> {
    const session = await Session.open(options);
    await session.execute(`CREATE CONNECTION c WITH (${this.connection(more)})`);
    return session;
  }

  /** The steps of a TEST behind definitions that may use `c`, a `!` before one that failed. */
  async steps(definitions: string, test: string, more = ""): Promise<readonly string[]> {
    const environment = processEnvironment(undefined, () => {});
    const session = await openTestSession({
      environment,
      interactive: false,
    });
    try {
      const connection = `CREATE CONNECTION c WITH (${this.connection(more)});`;
      for (const { text } of splitStatements(`${connection}${definitions}`)) await session.run(parseStatement(text));
      const outcome = await session.run(parseStatement(test));
      if (outcome.kind !== "test") return assert.fail(outcome.kind);
      const texts: string[] = [];
      for await (const { text, ok } of outcome.steps) texts.push(ok ? text : `! ${text}`);
      return texts;
    } finally {
      await session.close();
      await environment.close();
    }
  }

  /** The id; not by way of the stub. */
  async register(subject: string, schema: unknown, schemaType = "AVRO"): Promise<number> {
    const text = typeof schema === "string" ? schema : JSON.stringify(schema);
    const { id } = await this.#ask(`/subjects/${subject}/versions`, { schema: text, schemaType });
    assert.equal(typeof id, "number");
    return id as number;
  }

  /** Versions of a subject as the registry has them; none for one that it does not have. */
  async versions(subject: string): Promise<readonly number[]> {
    const answer = await fetch(`${this.cluster.registry}/subjects/${subject}/versions`);
    const body = await answer.json();
    return answer.ok ? body : [];
  }

  async #ask(path: string, body: unknown): Promise<Record<string, unknown>> {
    const headers = { "content-type": "application/vnd.schemaregistry.v1+json" };
    const answer = await fetch(this.cluster.registry + path, { method: "POST", headers, body: JSON.stringify(body) });
    return await answer.json();
  }

  /** Creates the topic with one partition, where it is new, and writes messages and their keys. */
  async write(topic: string, messages: readonly Message[], keys: readonly Message[] = []): Promise<void> {
    using client = await TestClient.connect(this.cluster.bootstrap);
    if (!this.#topics.has(topic)) await client.createTopic(topic);
    this.#topics.add(topic);
    if (messages.length === 0) return;
    const writer = new BatchWriter();
    messages.forEach((message, i) => {
      writer.begin(1000 + i, keys[i] ?? null);
      if (message === null) return writer.endNull();
      writer.bytes.append(message);
      writer.end();
    });
    const { errorCode } = await client.produce(topic, writer.seal().slice());
    assert.equal(errorCode, 0);
  }

  /** What the dead letters of a topic say, each with the offset that it had. */
  async deadLetters(topic: string): Promise<readonly string[]> {
    using client = await TestClient.connect(this.cluster.bootstrap);
    const { records } = await client.fetch(topic, 0);
    const bytes = records ?? new Uint8Array(0);
    const reader = new BatchReader(topic, 0, { headers: true });
    reader.load({ bytes: bytes.slice(), start: 0, end: bytes.length, from: 0, aborted: [] });
    const letters: string[] = [];
    for (let read = reader.next(); read; read = reader.next()) {
      for (let i = 0; i < read.count; i++) {
        const headers = new Map(readHeaders(read.data, read.headersStart?.[i] ?? 0, read.headersEnd?.[i] ?? 0));
        const text = (name: string) => new TextDecoder().decode(headers.get(name) ?? new Uint8Array(0));
        letters.push(`${text("sluice.offset")}: ${text("sluice.error")}`);
      }
    }
    return letters;
  }

  readonly #topics = new Set<string>();

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stub[Symbol.asyncDispose]();
    await this.cluster[Symbol.asyncDispose]();
  }
}

/** Options of a table that is read to the end of its topic. */
export function reads(topic: string, format: string, more = ""): string {
  return `connection_profile = 'c', topic = '${topic}', 'source.offset' = 'earliest', 'source.until' = 'latest', ` +
    `format = '${format}'${more === "" ? "" : `, ${more}`}`;
}

export const AVRO = "'avro.confluent_schema_registry' = 'true'";
export const JSON_SCHEMA = "'json.confluent_schema_registry' = 'true'";

/** What is thrown, as far as a person sees it. */
export async function failure(work: Promise<unknown>): Promise<{ readonly message: string; readonly hint: string }> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Error && "diagnostic" in error, `not an error of ours: ${error}`);
    const { message, hint = "" } = error.diagnostic as { message: string; hint?: string };
    return { message, hint };
  }
  return assert.fail("nothing failed");
}

export { until };
