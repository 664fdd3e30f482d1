import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { startCluster } from "./cluster.ts";
import { batchOf, TestClient } from "./test_client.ts";

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("startCluster keeps its data in the folder", async () => {
  await using folder = await temporaryFolder();
  const dir = `${folder.path}/deep/cluster`;
  for (const offset of [0, 1]) {
    await using cluster = await startCluster({ dir });
    assert.equal(cluster.isOwner, true);
    using client = await TestClient.connect(cluster.bootstrap);
    if (offset === 0) await client.createTopic("t");
    assert.deepEqual(await client.produce("t", batchOf(["a"])), { errorCode: 0, baseOffset: offset });
  }
});

Deno.test("startCluster finds the cluster that runs on the folder already and leaves it running", async () => {
  await using folder = await temporaryFolder();
  await using first = await startCluster({ dir: folder.path });
  {
    await using second = await startCluster({ dir: folder.path });
    assert.deepEqual([second.bootstrap, second.isOwner], [first.bootstrap, false]);
    assert.equal(second.registry, first.registry);
    assert.deepEqual(await (await fetch(`${second.registry}/subjects`)).json(), []);
  }
  await assert.rejects(startCluster({ dir: folder.path, tls: true }), /runs in this folder already, without TLS/);
  await assert.rejects(startCluster({ dir: folder.path, registryPort: 1 }), /already, with its registry on http:/);
  const { registry: _, ...earlier } = JSON.parse(await Deno.readTextFile(`${folder.path}/cluster.json`));
  await Deno.writeTextFile(`${folder.path}/cluster.json`, JSON.stringify(earlier));
  await assert.rejects(startCluster({ dir: folder.path }), /runs in this folder already, without a schema registry/);
  using client = await TestClient.connect(first.bootstrap);
  await client.createTopic("t");
});

Deno.test("startCluster takes over a folder whose owner is gone", async () => {
  await using folder = await temporaryFolder();
  const stale = { pid: 1, bootstrap: "127.0.0.1:1", registry: "http://127.0.0.1:1" };
  await Deno.writeTextFile(`${folder.path}/cluster.json`, JSON.stringify(stale));
  await using cluster = await startCluster({ dir: folder.path });
  assert.equal(cluster.isOwner, true);
  assert.equal(JSON.parse(await Deno.readTextFile(`${folder.path}/cluster.json`)).bootstrap, cluster.bootstrap);
});

Deno.test("startCluster ends cleanly while a client waits for records", async () => {
  const cluster = await startCluster({ memory: true });
  using client = await TestClient.connect(cluster.bootstrap);
  await client.createTopic("t");
  const waiting = assert.rejects(client.fetch("t", 0, { maxWaitMs: 60_000 }), /closed the connection/);
  await cluster[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  await waiting;
});

Deno.test("startCluster names the folder it cannot use and the cure", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  const dir = `${folder.path}/file/cluster`;
  await assert.rejects(startCluster({ dir }), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.ok(error.message.includes(dir), error.message);
    assert.match(error.diagnostic.hint ?? "", /folder/);
    return true;
  });
});

Deno.test("startCluster says so when the file is no cluster's", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/cluster.db`, "x".repeat(5000));
  await assert.rejects(startCluster({ dir: folder.path }), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.match(error.diagnostic.hint ?? "", /damaged/);
    return true;
  });
});

Deno.test("startCluster says so when the port is in use", async () => {
  await using first = await startCluster({ memory: true });
  const port = Number(first.bootstrap.split(":")[1]);
  await assert.rejects(startCluster({ memory: true, port }), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.equal(error.diagnostic.code, "port_in_use");
    assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port}`));
    return true;
  });
});
