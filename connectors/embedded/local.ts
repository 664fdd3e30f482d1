/** The cluster behind the built-in connection `local`: one for all tables of a process. */
import type { Environment } from "../connector.ts";
import { type EmbeddedCluster, startCluster } from "./cluster.ts";

const CLUSTERS = new WeakMap<Environment, Promise<EmbeddedCluster>>();

/** `host:port` of the session's embedded cluster, which is started when it is first asked for. */
export async function localBootstrap(environment: Environment): Promise<string> {
  return (await localCluster(environment)).bootstrap;
}

/** `http://host:port` of its schema registry. */
export async function localRegistry(environment: Environment): Promise<string> {
  return (await localCluster(environment)).registry;
}

async function localCluster(environment: Environment): Promise<EmbeddedCluster> {
  let cluster = CLUSTERS.get(environment);
  if (cluster === undefined) {
    const { dir } = environment;
    cluster = startCluster(dir === undefined ? { memory: true, port: 0 } : { dir: `${dir}/cluster`, port: 0 });
    CLUSTERS.set(environment, cluster);
    cluster.catch(() => CLUSTERS.delete(environment));
    const starting = cluster;
    environment.onClose(async () => {
      CLUSTERS.delete(environment);
      const started = await starting.catch(() => undefined); // one that did not start needs no end
      await started?.[Symbol.asyncDispose]();
    });
  }
  return await cluster;
}
