/** `connector = 'single_file'`: one message per line. */
import { flagOption, textOption } from "../schema/options.ts";
import type { Connector } from "./connector.ts";
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
  source: ({ options, environment }) => new FileSource(options.path, environment),
  sink: ({ options, value }) => new FileSink(options.path, value),
};
