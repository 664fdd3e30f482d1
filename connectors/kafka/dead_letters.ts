/** `bad_data = 'dead_letter'`: records as they were received, with headers that say what is wrong. */
import type { DeadLetterRequest, DeadLetters, Records } from "../connector.ts";
import { InternalError } from "../../schema/errors.ts";
import type { KafkaCluster } from "./cluster.ts";
import { isLocal, openCluster } from "./open_cluster.ts";
import type { KafkaTableOptions } from "./options.ts";
import { Producer } from "./producer.ts";
import { type Header, readHeaders, writeHeaders } from "./records/headers.ts";
import { producerOptions } from "./sink.ts";
import { createTopic } from "./topics.ts";

const UTF8 = new TextEncoder();

export class KafkaDeadLetters implements DeadLetters {
  readonly #request: DeadLetterRequest<KafkaTableOptions>;
  #cluster: KafkaCluster | undefined;
  #producer: Producer | undefined;

  constructor(request: DeadLetterRequest<KafkaTableOptions>) {
    this.#request = request;
  }

  async open(signal: AbortSignal): Promise<void> {
    const { connection, environment, options, topic } = this.#request;
    if (connection === undefined) throw new InternalError("A Kafka table has no connection");
    const cluster = await openCluster(connection, environment, signal, options.client_configs["client.id"]);
    this.#cluster = cluster;
    const create = options["topic.create"] ?? isLocal(connection);
    if (create && await cluster.refresh(topic, signal) === undefined) await createTopic(cluster, { topic }, signal);
    this.#producer = await Producer.open(cluster, { topic, ...producerOptions(options) }, signal);
  }

  write(records: Records, index: number, error: string): void | Promise<void> {
    if (this.#producer === undefined) throw new InternalError("The dead letter topic is not open");
    const { data, valueStart, valueEnd, keyStart, keyEnd, headersStart, headersEnd } = records;
    const keyAt = keyStart?.[index] ?? -1;
    const key = keyAt < 0 ? null : data.subarray(keyAt, keyEnd?.[index]);
    const out = this.#producer.begin(records.timestamp[index] ?? this.#request.environment.now(), key);
    const start = valueStart[index] ?? -1;
    out.append(data, start, valueEnd[index]);
    const received = headersStart && headersEnd
      ? readHeaders(data, headersStart[index] ?? 0, headersEnd[index] ?? 0)
      : [];
    return this.#producer.end(writeHeaders([...received, ...this.#reasons(records, index, error)]));
  }

  #reasons(records: Records, index: number, error: string): readonly Header[] {
    const texts: readonly (readonly [string, string])[] = [
      ["sluice.error", error],
      ["sluice.table", this.#request.table.name],
      ["sluice.topic", records.topic],
      ["sluice.partition", String(records.partition)],
      ["sluice.offset", String(records.offset[index])],
    ];
    return texts.map(([name, text]) => [name, UTF8.encode(text)]);
  }

  async flush(): Promise<void> {
    await this.#producer?.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#producer?.[Symbol.asyncDispose]();
    await this.#cluster?.[Symbol.asyncDispose]();
  }
}
