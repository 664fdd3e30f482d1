/** Brokers that die in turn while a test runs, and what they led. */
import { isRetryable } from "../../../connectors/kafka/retry.ts";
import { markerGroupOf, transactionalIdOf } from "../../../connectors/kafka/transactions/marker.ts";
import { OUTPUTS } from "../../kills/scenario.ts";
import { eventually } from "../command.ts";
import { kcat } from "../other_clients.ts";
import { connect } from "../records.ts";
import { killBroker, startBroker } from "../stream.ts";

export interface BrokerKills {
  count: number;
  /** How many of the dead led an output's partition, or coordinated a pipeline's group or transactions. */
  readonly roles: Record<Role, number>;
}

type Role = "leader" | "group" | "transaction";

/** Kills so many brokers, one after the other; resolves when all are back. */
export async function killBrokers(pipelines: readonly string[], count: number): Promise<BrokerKills> {
  const kills: BrokerKills = { count: 0, roles: { leader: 0, group: 0, transaction: 0 } };
  for (; kills.count < count; kills.count++) {
    const broker = kills.count % 3 + 1;
    for (const role of await rolesOf(broker, pipelines)) kills.roles[role]++;
    await killBroker(broker);
    await startBroker(broker);
    await eventually("all replicas are in sync", () => allInSync(pipelines), 60_000);
  }
  return kills;
}

/** What a broker is for any of the pipelines, once that can be said. */
async function rolesOf(broker: number, pipelines: readonly string[]): Promise<Set<Role>> {
  const roles = new Set<Role>();
  await using cluster = await connect();
  await eventually("brokers coordinate the pipelines", async () => {
    try {
      for (const name of pipelines) {
        if (await cluster.coordinator("group", markerGroupOf(name)) === broker) roles.add("group");
        if (await cluster.coordinator("transaction", transactionalIdOf(name)) === broker) roles.add("transaction");
      }
      return true;
    } catch (error) {
      if (isRetryable(error)) return false;
      throw error;
    }
  });
  for (const topic of pipelines.flatMap((name) => OUTPUTS.map((output) => `${name}-${output}`))) {
    const { partitions } = await cluster.topic(topic);
    if (partitions.some(({ leader }) => leader === broker)) roles.add("leader");
  }
  return roles;
}

async function allInSync(pipelines: readonly string[]): Promise<boolean> {
  const { topics } = JSON.parse(await kcat(["-L", "-J"]));
  const mine = topics.filter(({ topic }: { topic: string }) => {
    return topic.startsWith("__") || pipelines.some((name) => topic.startsWith(`${name}-`));
  });
  return mine.every(({ partitions }: { partitions: { isrs: unknown[] }[] }) => {
    return partitions.every(({ isrs }) => isrs.length === 3);
  });
}
