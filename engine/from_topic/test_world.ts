/** For tests: a session whose embedded cluster has topics with given records. */
import assert from "node:assert/strict";
import { localBootstrap } from "../../connectors/embedded/local.ts";
import { TestClient } from "../../connectors/embedded/test_client.ts";
import { API } from "../../connectors/kafka/protocol/api.ts";
import { BatchWriter } from "../../connectors/kafka/records/batch_writer.ts";
import { type GivenRecord, NOON } from "../../schema/inference/test_sample.ts";
import { parseStatement } from "../../sql/parse.ts";
import { type ProcessEnvironment, processEnvironment } from "../environment.ts";
import { rowObjects } from "../row_objects.ts";
import { type RowReceiver, Session } from "../session.ts";
import type { Answer } from "./consent.ts";
import { openTestSession } from "../../tests/open_session.ts";

/** A session in memory with its embedded cluster. */
export class TopicWorld implements AsyncDisposable {
  readonly #environment: ProcessEnvironment;
  readonly session: Session;
  /** What was proposed, in order. */
  readonly proposed: string[] = [];

  private constructor(session: Session, environment: ProcessEnvironment) {
    this.session = session;
    this.#environment = environment;
  }

  static async open(): Promise<TopicWorld> {
    const environment = processEnvironment(undefined, () => {});
    const session = await openTestSession({
      environment,
      interactive: false,
    });
    return new TopicWorld(session, environment);
  }

  bootstrap(): Promise<string> {
    return localBootstrap(this.#environment);
  }

  /** Creates a topic and writes records to it, in their order. */
  async write(topic: string, partitions: number, records: readonly GivenRecord[]): Promise<void> {
    using client = await TestClient.connect(await this.bootstrap());
    await client.createTopic(topic, partitions);
    await this.append(topic, records);
  }

  /** Writes records to a topic that is there, in their order. */
  async append(topic: string, records: readonly GivenRecord[]): Promise<void> {
    using client = await TestClient.connect(await this.bootstrap());
    for (const partition of new Set(records.map(({ partition = 0 }) => partition))) {
      const batch = batchOf(records.filter((record) => (record.partition ?? 0) === partition));
      const { errorCode } = await client.produce(topic, batch, null, partition);
      assert.equal(errorCode, 0);
    }
  }

  /** Takes everything before the offset away, as retention does. */
  async deleteBefore(topic: string, partition: number, offset: number): Promise<void> {
    using client = await TestClient.connect(await this.bootstrap());
    const topics = [{ name: topic, partitions: [{ partition, offset }] }];
    const answer = await client.call(API.DeleteRecords, 2, { topics, timeoutMs: 1000 });
    assert.equal(answer.topics[0]?.partitions[0]?.errorCode, 0);
  }

  /** Names of the topics that there are. */
  async topics(): Promise<readonly string[]> {
    using client = await TestClient.connect(await this.bootstrap());
    const { topics } = await client.call(API.Metadata, 8, { topics: null });
    return topics.map(({ name }) => name ?? "");
  }

  /** Runs a statement and gives its sentence. */
  async run(text: string, answer: Answer = { kind: "yes" }): Promise<string> {
    const outcome = await this.session.run(parseStatement(text), this.session.pipeline(), (proposed) => {
      this.proposed.push(proposed);
      return Promise.resolve(answer);
    });
    assert.equal(outcome.kind, "done");
    return outcome.kind === "done" ? outcome.message : "";
  }

  /** The statement that is proposed for a topic. */
  async proposal(text: string): Promise<string> {
    await this.run(text);
    return this.proposed.at(-1) ?? assert.fail("nothing was proposed");
  }

  /** Runs an INSERT to its end. */
  async insert(text: string): Promise<void> {
    const outcome = await this.session.run(parseStatement(text));
    if (outcome.kind !== "insert") return assert.fail(outcome.kind);
    await this.session.start(outcome.targets, text).done;
  }

  async rows(text: string): Promise<object[]> {
    const outcome = await this.session.run(parseStatement(text));
    if (outcome.kind !== "select") return assert.fail(outcome.kind);
    const rows: object[] = [];
    const receiver: RowReceiver = { receive: (batch) => void rows.push(...rowObjects(batch, outcome.select.fields)) };
    await this.session.select(outcome.select, text, receiver).done;
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session.close();
    await this.#environment.close();
  }
}

function batchOf(records: readonly GivenRecord[]): Uint8Array {
  const encoder = new TextEncoder();
  const bytesOf = (value: unknown) =>
    value instanceof Uint8Array ? value : encoder.encode(typeof value === "string" ? value : JSON.stringify(value));
  const writer = new BatchWriter();
  records.forEach(({ timestamp, key, value }, i) => {
    writer.begin(timestamp ?? NOON + i * 1000, key === undefined ? null : bytesOf(key));
    if (value === undefined) return writer.endNull();
    writer.bytes.append(bytesOf(value));
    writer.end();
  });
  return writer.seal().slice();
}
