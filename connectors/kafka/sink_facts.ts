/** What a Kafka table that is to be written would find on its cluster. */
import type { SinkFacts, SinkFactsRequest } from "../connector.ts";
import { counted } from "../../schema/counted.ts";
import { InternalError } from "../../schema/errors.ts";
import { openCluster } from "./open_cluster.ts";
import type { KafkaTableOptions } from "./options.ts";
import { createsTopic } from "./sink.ts";

/** Connects and asks for the topic; creates nothing. Throws `ConnectorError` when it is missing and would not be created. */
export async function sinkFacts(
  request: SinkFactsRequest<KafkaTableOptions>,
  signal: AbortSignal,
): Promise<SinkFacts> {
  const { connection, options, environment } = request;
  if (connection === undefined) throw new InternalError("A Kafka table has no connection");
  const { topic } = options;
  await using cluster = await openCluster(connection, environment, signal, options.client_configs["client.id"]);
  const found = createsTopic(request) ? await cluster.refresh(topic, signal) : await cluster.topic(topic, signal);
  const { "topic.partitions": asked } = options;
  const state = found !== undefined
    ? counted(found.partitions.length, "partition")
    : `which would be created${asked === undefined ? "" : ` with ${counted(asked, "partition")}`}`;
  return {
    target: `topic '${topic}', ${state}`,
    key: keyText(options["sink.key_field"], found?.partitions.length ?? asked),
    delivery: options["sink.commit_mode"] === "exactly_once"
      ? "exactly once: readers see rows with each checkpoint"
      : "at least once",
  };
}

/** The key and where it sends rows. `partitions` undefined: not known before the topic is created. */
export function keyText(field: string | undefined, partitions: number | undefined): string {
  const many = partitions === undefined ? "the partitions" : counted(partitions, "partition");
  if (partitions === 1) return `${field ?? "none"}; all rows go to the one partition`;
  if (field === undefined) return `none; rows are spread over ${many}, a batch at a time`;
  return `${field}; its hash chooses one of ${many}, as Java's client would`;
}
