/** The embedded registry does what `deno task test:kafka` also asks of one that others wrote. */
import { expectations } from "../../../tests/kafka/registry/expectations.ts";
import { serveCluster } from "../serve.ts";

const cluster = await serveCluster({ memory: true });
Deno.test.afterAll(async () => await cluster[Symbol.asyncDispose]());

expectations(() => Promise.resolve({ kind: "embedded", url: cluster.registry }));
