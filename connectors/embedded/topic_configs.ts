/** The topic configurations that the cluster knows, with its defaults. */
export const DEFAULT_TOPIC_CONFIGS: Readonly<Record<string, string>> = {
  "cleanup.policy": "delete",
  "compression.type": "producer",
  "delete.retention.ms": "86400000",
  "file.delete.delay.ms": "60000",
  "flush.messages": "9223372036854775807",
  "flush.ms": "9223372036854775807",
  "index.interval.bytes": "4096",
  "max.compaction.lag.ms": "9223372036854775807",
  "max.message.bytes": "1048588",
  "message.timestamp.type": "CreateTime",
  "min.cleanable.dirty.ratio": "0.5",
  "min.compaction.lag.ms": "0",
  "min.insync.replicas": "1",
  "preallocate": "false",
  "retention.bytes": "-1",
  // Apache Kafka's default is seven days; here nothing is deleted unless a topic asks for it, so that records with old
  // timestamps can be loaded and looked at.
  "retention.ms": "-1",
  "segment.bytes": "1073741824",
  "segment.index.bytes": "10485760",
  "segment.jitter.ms": "0",
  "segment.ms": "604800000",
  "unclean.leader.election.enable": "false",
};

const NUMERIC = new Set(["max.message.bytes", "retention.bytes", "retention.ms"]);

/** Why a value cannot be set, or undefined when it can. Configurations without a meaning here are kept and ignored. */
export function configProblem(name: string, value: string | null): string | undefined {
  if (!Object.hasOwn(DEFAULT_TOPIC_CONFIGS, name)) return `Unknown topic config name: ${name}`;
  if (value === null) return undefined;
  if (NUMERIC.has(name) && !/^-?\d+$/.test(value)) {
    return `Invalid value ${value} for configuration ${name}: not a number`;
  }
  if (name === "cleanup.policy" && !value.split(",").every((policy) => policy === "delete" || policy === "compact")) {
    return `Invalid value ${value} for configuration ${name}: expected delete, compact or both`;
  }
  if (name === "message.timestamp.type" && value !== "CreateTime") {
    return `Invalid value ${value} for configuration ${name}: the embedded cluster keeps the producer's timestamps`;
  }
  return undefined;
}
