/** Kafka clients that are not ours: the Java console tools, and kcat (librdkafka). */
import { fileURLToPath } from "node:url";
import { type CommandOptions, run, runBytes } from "./command.ts";
import { readTarget } from "./target.ts";
import type { TestRecord } from "./records.ts";

/** The script that starts Apache Kafka and runs its tools. */
export const KAFKA = fileURLToPath(new URL("./real/kafka", import.meta.url));

/** One of the tools that `real/kafka tool` knows, against the suite's cluster. */
export function java(tool: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const env = { KAFKA_BOOTSTRAP: readTarget().bootstrap, ...options.env };
  return run(KAFKA, ["tool", tool, ...args], { ...options, env });
}

export function kcat(args: readonly string[], input: string | Uint8Array = ""): Promise<string> {
  return run("kcat", ["-b", readTarget().bootstrap, ...args], { input });
}

export function kcatBytes(args: readonly string[]): Promise<Uint8Array> {
  return runBytes("kcat", ["-b", readTarget().bootstrap, ...args]);
}

async function answers(program: string, args: string[]): Promise<boolean> {
  try {
    await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
    return true;
  } catch {
    return false;
  }
}

/** Options of a test that needs kcat: skipped where it is not installed. */
export const NEEDS_KCAT = { ignore: !await answers("kcat", ["-V"]) };

/** Everything in a topic up to its end, as kcat reads it, by partition and offset. */
export async function kcatRecords(topic: string, ...more: string[]): Promise<TestRecord[]> {
  const lines = (await kcat(["-C", "-e", "-q", "-J", "-t", topic, "-o", "beginning", ...more])).split("\n");
  return lines.filter((line) => line !== "").map((line) => {
    const { partition, offset, ts, key, payload, headers = [] } = JSON.parse(line);
    const pairs = Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i], headers[2 * i + 1]] as const);
    return { partition, offset, timestamp: ts, key, value: payload, headers: pairs };
  }).sort((one, other) => one.partition - other.partition || one.offset - other.offset);
}

const FIELDS = ["timestamp", "partition", "offset", "headers", "key", "value"];

/** `count` records of a topic, as Java's console consumer reads them, by partition and offset. No tabs in any text. */
export async function javaRecords(topic: string, count: number, ...more: string[]): Promise<TestRecord[]> {
  const properties = [
    ...FIELDS.flatMap((field) => ["--formatter-property", `print.${field}=true`]),
    ...["--formatter-property", "null.literal=NULL"],
  ];
  const text = await java("console-consumer", [
    ...["--topic", topic, "--from-beginning", "--max-messages", String(count), "--timeout-ms", "20000"],
    ...properties,
    ...more,
  ]);
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line): TestRecord => {
    const [timestamp = "", partition = "", offset = "", headers = "", key = "", value = ""] = line.split("\t");
    const pairs = headers === "NO_HEADERS" ? [] : headers.split(",").map((pair) => {
      const [name = "", text = ""] = pair.split(":");
      return [name, orNull(text)] as const;
    });
    return {
      partition: Number(partition.replace("Partition:", "")),
      offset: Number(offset.replace("Offset:", "")),
      timestamp: Number(timestamp.replace(/^\w+:/, "")),
      key: orNull(key),
      value: orNull(value),
      headers: pairs,
    };
  }).sort((one, other) => one.partition - other.partition || one.offset - other.offset);
}

function orNull(text: string): string | null {
  return text === "NULL" ? null : text;
}
