/** `connector = 'single_file'`: one message per line. */
import { flagOption, textOption } from "../schema/options.ts";
import type { Connector } from "./connector.ts";
import { isEventTime } from "./row_source.ts";
import { fileError } from "./file_error.ts";
import { FileSink } from "./file_sink.ts";
import { FileSource } from "./file_source.ts";

const OPTIONS = {
  path: textOption("The file", { required: true, values: "path" }),
  wait_for_control: flagOption("Accepted for scripts written for Arroyo, without effect", true),
};

export const SINGLE_FILE: Connector<Record<never, never>, typeof OPTIONS> = {
  name: "single_file",
  doc: "A file with one message per line",
  tableOptions: OPTIONS,
  formats: "required",
  metadata: {},
  place: ({ path }) => path,
  bounded: () => true,
  stamps: (_, field) => isEventTime(field),
  source: ({ options, environment }) => new FileSource(options.path, environment),
  sink: ({ options, value }) => new FileSink(options.path, value),
  sinkFacts: async ({ options: { path } }) => ({ target: `file '${path}', ${await fateOf(path)}` }),
};

/** What a sink would do to the file. */
async function fateOf(path: string): Promise<string> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile) return "which is no ordinary file and is written as it is";
    return size === 0 ? "which is empty" : `whose ${size.toLocaleString("en-US")} bytes would be DELETED first`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "which would be made";
    throw fileError("Cannot write to", path, error);
  }
}
