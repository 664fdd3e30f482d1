/** Topics and subjects, asked for in the background: a key never waits for a network. */
import { connectionNamed, type World } from "../../engine/tables.ts";
import { counted } from "../../schema/counted.ts";
import type { Registry } from "../../schema/registry/registry.ts";

/** A name from outside, and what is said of it. */
export interface OutsideName {
  readonly name: string;
  readonly doc?: string | undefined;
}

/** What is known at once. */
export interface Known {
  readonly names: readonly OutsideName[];
  /** More is being asked for. */
  readonly waiting?: boolean;
  /** It could not be asked for, and why. */
  readonly failure?: string;
}

/** Names from outside by the connection that has them. `ask` false: what is known, and nothing is asked. */
export interface OutsideNames {
  /** Topics but internal ones. */
  topics(connection: string, ask: boolean): Known;
  /** Subjects in its schema registry. */
  subjects(connection: string, ask: boolean): Known;
}

/** So long a list is not asked for again, in milliseconds. */
export const FRESH_MS = 30_000;
/** Whoever does not answer within this time has no names for a menu. */
const PATIENCE_MS = 15_000;

interface Asked {
  readonly since: number;
  known: Known;
}

export class ClusterNames implements OutsideNames, Disposable {
  readonly #world: World;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #asked = new Map<string, Asked>();
  readonly #closing = new AbortController();

  /** `onChange`: a list that was asked for has come. `now` in milliseconds, any origin. */
  constructor(world: World, now: () => number, onChange: () => void) {
    this.#world = world;
    this.#now = now;
    this.#onChange = onChange;
  }

  topics(connection: string, ask: boolean): Known {
    return this.#known(`topics of ${connection}`, ask, async (signal) => {
      const { connector, connection: opened } = connectionNamed(connection, undefined, this.#world);
      const topics = await connector.topics?.(opened, this.#world.environment, signal) ?? [];
      return topics.filter(({ topic }) => !topic.startsWith("_"))
        .map(({ topic, partitions }) => ({
          name: topic,
          doc: counted(partitions, "partition"),
        }));
    });
  }

  subjects(connection: string, ask: boolean): Known {
    return this.#known(`subjects of ${connection}`, ask, async (signal) => {
      const registry = await this.#registry(connection);
      return (await registry?.subjects(signal) ?? []).map((name) => ({ name }));
    });
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  async #registry(name: string): Promise<Registry | undefined> {
    const { connector, connection } = connectionNamed(name, undefined, this.#world);
    return await connector.registry?.(connection, this.#world.environment);
  }

  #known(what: string, ask: boolean, list: (signal: AbortSignal) => Promise<readonly OutsideName[]>): Known {
    const asked = this.#asked.get(what);
    const fresh = asked !== undefined && (asked.known.waiting || this.#now() - asked.since < FRESH_MS);
    if (!ask || fresh) return asked?.known ?? { names: [] };
    const asking: Asked = { since: this.#now(), known: { names: asked?.known.names ?? [], waiting: true } };
    this.#asked.set(what, asking);
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(PATIENCE_MS)]);
    list(signal).then(
      (names) => this.#came(asking, { names: names.toSorted((a, b) => a.name < b.name ? -1 : 1) }),
      (error) => this.#came(asking, { names: [], failure: error instanceof Error ? error.message : String(error) }),
    );
    return asking.known;
  }

  #came(asking: Asked, known: Known): void {
    asking.known = known;
    if (!this.#closing.signal.aborted) this.#onChange();
  }
}
