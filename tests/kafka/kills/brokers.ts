/** Brokers that die in turn while a test runs, what they led, and leaders that are moved back to them. */
import { isRetryable } from "../../../connectors/kafka/retry.ts";
import { markerGroupOf, transactionalIdOf } from "../../../connectors/kafka/transactions/marker.ts";
import { eventually } from "../command.ts";
import { java, kcat } from "../other_clients.ts";
import { connect } from "../records.ts";
import { killBroker, startBroker } from "../stream.ts";

/** Leaders are moved back after so many kills. */
const KILLS_PER_MOVE = 4;

export interface BrokerKills {
  count: number;
  /** How many of the dead led an output's partition, or coordinated a pipeline's group or transactions. */
  readonly roles: Record<Role, number>;
  /** What went from one living broker to another. */
  readonly moved: Record<Role, number>;
}

type Role = "leader" | "group" | "transaction";

/** Kills so many brokers, one after the other; resolves when all are back. `topics`: the pipelines' outputs on them. */
export async function killBrokers(
  pipelines: readonly string[],
  topics: readonly string[],
  count: number,
): Promise<BrokerKills> {
  const kills: BrokerKills = { count: 0, roles: nothing(), moved: nothing() };
  for (; kills.count < count; kills.count++) {
    const broker = kills.count % 3 + 1;
    for (const role of new Set((await dutiesOf(pipelines, topics)).filter(({ at }) => at === broker).map(roleOf))) {
      kills.roles[role]++;
    }
    await killBroker(broker);
    await startBroker(broker);
    await eventually("all replicas are in sync", () => allInSync(topics), 60_000);
    if (kills.count % KILLS_PER_MOVE === KILLS_PER_MOVE - 1) await moveBack(pipelines, topics, kills.moved);
  }
  return kills;
}

function nothing(): Record<Role, number> {
  return { leader: 0, group: 0, transaction: 0 };
}

/** Something that one broker does for a pipeline. */
interface Duty {
  readonly role: Role;
  readonly of: string;
  /** The broker. */
  readonly at: number;
}

function roleOf({ role }: Duty): Role {
  return role;
}

/** Once that can be said, in the same order every time. */
async function dutiesOf(pipelines: readonly string[], topics: readonly string[]): Promise<Duty[]> {
  await using cluster = await connect();
  const duties: Duty[] = [];
  await eventually("brokers coordinate the pipelines", async () => {
    duties.length = 0;
    try {
      for (const of of pipelines) {
        duties.push({ role: "group", of, at: await cluster.coordinator("group", markerGroupOf(of)) });
        duties.push({ role: "transaction", of, at: await cluster.coordinator("transaction", transactionalIdOf(of)) });
      }
      return true;
    } catch (error) {
      if (isRetryable(error)) return false;
      throw error;
    }
  });
  for (const topic of topics) {
    const { partitions } = await cluster.topic(topic);
    for (const { partition, leader } of partitions) {
      duties.push({ role: "leader", of: `${topic}-${partition}`, at: leader });
    }
  }
  return duties;
}

/** Every partition, those of the coordinators too, is led by its first replica again. */
async function moveBack(
  pipelines: readonly string[],
  topics: readonly string[],
  moved: Record<Role, number>,
): Promise<void> {
  const before = await dutiesOf(pipelines, topics);
  await java("elect", ["--election-type", "PREFERRED", "--all-topic-partitions"]);
  const after = await dutiesOf(pipelines, topics);
  before.forEach(({ role, at }, i) => {
    if (after[i]?.at !== at) moved[role]++;
  });
}

async function allInSync(names: readonly string[]): Promise<boolean> {
  const { topics } = JSON.parse(await kcat(["-L", "-J"]));
  const mine = topics.filter(({ topic }: { topic: string }) => topic.startsWith("__") || names.includes(topic));
  return mine.every(({ partitions }: { partitions: { isrs: unknown[] }[] }) => {
    return partitions.every(({ isrs }) => isrs.length === 3);
  });
}
