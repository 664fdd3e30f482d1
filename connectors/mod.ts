/** The connectors. A new one is a file or folder here and its line in {@link CONNECTORS}. */
import { SqlError } from "../schema/errors.ts";
import { nearest } from "../schema/options.ts";
import { BLACKHOLE } from "./blackhole.ts";
import type { Connector } from "./connector.ts";
import { DATAGEN } from "./datagen.ts";
import { SINGLE_FILE } from "./file.ts";
import { IMPULSE } from "./impulse.ts";
import { CONFLUENT, KAFKA } from "./kafka/connector.ts";
import { NEXMARK } from "./nexmark.ts";
import { STDOUT } from "./stdout.ts";

export const CONNECTORS: readonly Connector[] = [
  KAFKA,
  CONFLUENT,
  SINGLE_FILE,
  DATAGEN,
  NEXMARK,
  IMPULSE,
  STDOUT,
  BLACKHOLE,
];

/** Throws an `SqlError` without span when there is none of this name. */
export function findConnector(name: string, connectors: readonly Connector[] = CONNECTORS): Connector {
  const lower = name.toLowerCase();
  const found = connectors.find((connector) => connector.name === lower);
  if (found !== undefined) return found;
  const names = connectors.map((connector) => connector.name);
  const near = nearest(name, names)[0];
  throw new SqlError(`Unknown connector '${name}'`, {
    code: "unknown_connector",
    hint: `${near === undefined ? "" : `Did you mean '${near}'? `}The connectors are ${names.join(", ")}.`,
    expected: names,
  });
}
