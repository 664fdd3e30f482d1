/** confluent-kafka, the Python client of the people who made the registry's interface. */
import { pythonWith } from "../../python.ts";
import { run } from "../command.ts";

/** With what `tests/kafka/interop` needs besides: it is made once for both. */
export const CONFLUENT_PYTHON = {
  name: "confluent",
  packages: ["confluent-kafka[avro,json,protobuf,schemaregistry]==2.16.*", "fastavro==1.*", "grpcio-tools==1.*"],
  modules: ["confluent_kafka.schema_registry.protobuf"],
};
const PROGRAM = new URL("other_client.py", import.meta.url).pathname;

export type SchemaFormat = "AVRO" | "JSON" | "PROTOBUF";

export interface PythonRequest {
  readonly do: "write" | "read";
  readonly format: SchemaFormat;
  /** The subject is the topic's, `TOPIC-value`. */
  readonly topic: string;
  readonly schema?: string;
  readonly value?: unknown;
  readonly bytes?: string;
}

/** Answers in the order of the requests: `{bytes}`, `{value}` or `{error}`. */
export async function python(url: string, requests: readonly PythonRequest[]): Promise<Record<string, unknown>[]> {
  const program = await pythonWith(CONFLUENT_PYTHON);
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join("");
  const output = await run(program, [PROGRAM, url], { input });
  return output.trim().split("\n").map((line) => JSON.parse(line));
}
