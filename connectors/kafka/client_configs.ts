/** `client_configs = 'k=v,k=v'`: settings by the names that other Kafka clients give them. */
import { SqlError } from "../../schema/errors.ts";
import {
  choiceOption,
  flagOption,
  type GivenOption,
  nearest,
  numberOption,
  type Option,
  type OptionsOf,
  parsedOption,
  readOptions,
  textOption,
} from "../../schema/options.ts";
import { type CodecName, CODECS } from "./records/codecs.ts";

const milliseconds = (doc: string, max = 2_147_483_647) => numberOption(doc, undefined, { min: 0, max, integer: true });
const bytes = (doc: string) => numberOption(doc, undefined, { min: 1, max: 2_147_483_647, integer: true });

/** Absent ones are `undefined`: whoever uses them has the default. */
const CONFIGS = {
  "client.id": textOption("Name in the broker's logs and quotas"),
  "session.timeout.ms": milliseconds("Accepted: Sluice assigns partitions itself and has no group session"),
  "transaction.timeout.ms": milliseconds("After this time the broker aborts an open transaction"),
  "compression.type": choiceOption<CodecName, undefined>("Compression of record batches", CODECS, undefined),
  "linger.ms": milliseconds("How long a record batch waits for more records"),
  "batch.size": bytes("Bytes of a record batch"),
  "fetch.min.bytes": bytes("Bytes that a fetch waits for"),
  "fetch.max.wait.ms": milliseconds("How long a fetch waits"),
  "max.partition.fetch.bytes": bytes("Bytes of one partition in an answer"),
  acks: choiceOption("Replicas that have to have a record", ["all", "-1", "1", "0"], undefined),
  "isolation.level": choiceOption(
    "As source.read_mode",
    ["read_uncommitted", "read_committed"],
    undefined,
  ),
  "check.crcs": flagOption("Whether the checksum of each record batch is checked", true),
};

export type ClientConfigs = OptionsOf<typeof CONFIGS>;

export const CLIENT_CONFIGS_OPTION: Option<ClientConfigs> = parsedOption(
  `Client settings: ${Object.keys(CONFIGS).join(", ")}`,
  "'k=v,k=v'; a comma inside a value is \\,",
  readOptions(CONFIGS, new Map(), new Set()),
  parseClientConfigs,
);

export function parseClientConfigs(text: string): ClientConfigs {
  const given = new Map<string, GivenOption>();
  for (const pair of text.split(/(?<!\\),/)) {
    const equals = pair.indexOf("=");
    const key = pair.slice(0, equals).trim();
    if (equals < 0 || key === "") {
      throw new SqlError("invalid client_config: expected comma and equals-separated pairs", {
        code: "bad_option",
        hint: "Write 'linger.ms=5,batch.size=65536'; a comma inside a value is \\,.",
      });
    }
    if (given.has(key)) throw new SqlError(`invalid client_config: '${key}' is given twice`, { code: "bad_option" });
    given.set(key, { value: pair.slice(equals + 1).trim().replaceAll("\\,", ",") });
  }
  const left = new Set(given.keys());
  const configs = readOptions(CONFIGS, given, left);
  const [unknown] = left;
  if (unknown === undefined) return configs;
  const names = Object.keys(CONFIGS);
  const near = nearest(unknown, names)[0];
  throw new SqlError(`invalid client_config '${unknown}'; supported are ${names.join(", ")}`, {
    code: "bad_option",
    hint: near === undefined ? undefined : `Did you mean '${near}'?`,
  });
}
