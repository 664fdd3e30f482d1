/** What `sink.commit_mode = 'exactly_once'` is refused for; that it is kept shows in `kills_test.ts`. */
import assert from "node:assert/strict";
import { Session } from "../mod.ts";
import { startCluster, temporaryFolder } from "./program.ts";

const EXACT = "format = 'json', sink.commit_mode = 'exactly_once'";

Deno.test("sinks that write exactly once are refused where nothing can be saved", async () => {
  await using session = await Session.open({ memory: true });
  await session.execute(`CREATE TABLE t (n BIGINT) WITH (connection_profile = 'local', topic = 't', ${EXACT})`);
  await assert.rejects(session.execute("INSERT INTO t VALUES (1)"), {
    message: "sink.commit_mode 'exactly_once' needs a pipeline whose state is saved",
  });
});

Deno.test("sinks that write exactly once are refused on two connections to one cluster, which would fence each other", async () => {
  await using folder = await temporaryFolder();
  await using cluster = await startCluster();
  const port = cluster.bootstrap.split(":")[1];
  await using session = await Session.open({ dir: `${folder.path}/state` });
  await session.execute(`
    SET pipeline_name = 'two';
    CREATE TABLE one (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = '127.0.0.1:${port}', topic = 'one', 'topic.create' = 'true', ${EXACT});
    CREATE TABLE two (n BIGINT) WITH (connector = 'kafka', bootstrap_servers = 'localhost:${port}', topic = 'two', 'topic.create' = 'true', ${EXACT})`);
  const both = "EXECUTE STATEMENT SET BEGIN INSERT INTO one VALUES (1); INSERT INTO two VALUES (2); END";
  await assert.rejects(session.execute(both), {
    message: "Two connections of sinks that write exactly once lead to the same cluster",
  });
});
