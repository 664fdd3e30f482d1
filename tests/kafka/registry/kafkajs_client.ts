/**
 * `@kafkajs/confluent-schema-registry`: no dependency of the project, because it brings types of Node that are not Deno's. It is
 * loaded when a test runs, by a name that the type checker does not follow.
 */
import type { Buffer } from "node:buffer";

const PACKAGE = "npm:@kafkajs/confluent-schema-registry@4.1.0";

export interface KafkajsSchema {
  readonly type: "AVRO" | "JSON" | "PROTOBUF";
  readonly schema: string;
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[];
}

/** What of its class the tests use. */
export interface KafkajsRegistry {
  register(schema: KafkajsSchema, options: { readonly subject: string }): Promise<{ readonly id: number }>;
  getLatestSchemaId(subject: string): Promise<number>;
  getRegistryId(subject: string, version: number): Promise<number>;
  getRegistryIdBySchema(subject: string, schema: KafkajsSchema): Promise<number>;
  encode(id: number, value: unknown): Promise<Buffer>;
  decode(message: Buffer): Promise<object>;
}

export async function openKafkajsRegistry(host: string): Promise<KafkajsRegistry> {
  const { SchemaRegistry } = await import(PACKAGE);
  return new SchemaRegistry({ host, retry: { retries: 0 } });
}
