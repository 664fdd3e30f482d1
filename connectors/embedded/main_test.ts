import assert from "node:assert/strict";
import { API } from "../kafka/protocol/api.ts";
import { batchOf, TestClient } from "./test_client.ts";

const MAIN = new URL("./main.ts", import.meta.url).pathname;
const decoder = new TextDecoder();

interface Running {
  readonly process: Deno.ChildProcess;
  /** The lines that it printed, by name. */
  readonly ready: Readonly<Record<string, string>>;
}

/** Starts the program and waits for its ready lines. */
async function start(...args: string[]): Promise<Running> {
  const process = command(args).spawn();
  let text = "";
  const reader = process.stdout.getReader();
  while (!/registry=.*\n/.test(text) || (args.includes("--tls") && !/ca=.*\n/.test(text))) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`It stopped: ${text}`);
    text += decoder.decode(value);
  }
  reader.releaseLock();
  await process.stdout.cancel();
  return { process, ready: Object.fromEntries(text.trim().split("\n").map((line) => line.split("=", 2))) };
}

function command(args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", MAIN, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  });
}

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("deno task cluster prints its address and ends at SIGTERM", async () => {
  await using folder = await temporaryFolder();
  const { process, ready } = await start("--port", "0", "--data", folder.path, "--tls", "--sasl", "a:b");
  assert.match(ready["bootstrap"] ?? "", /^127\.0\.0\.1:\d+$/);
  assert.match(ready["registry"] ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(ready["ca"], `${folder.path}/ca.pem`);
  assert.match(await Deno.readTextFile(`${folder.path}/ca.pem`), /BEGIN CERTIFICATE/);
  process.kill("SIGTERM");
  assert.equal((await process.status).code, 0);
});

Deno.test("deno task cluster exits with 2 and says why when a flag is wrong", async () => {
  for (
    const [args, message] of [
      [["--prot", "1"], /Unknown argument "--prot"/],
      [["--port", "x"], /Cannot read --port "x"/],
      [["--sasl", "nobody"], /expected USER:PASSWORD/],
      [["--registry-port", "x"], /Cannot read --registry-port "x"/],
      [["--registry-login", "nobody"], /Cannot read --registry-login: expected USER:PASSWORD/],
    ] as const
  ) {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", MAIN, ...args],
      stdout: "null",
      stderr: "piped",
    }).output();
    assert.equal(code, 2);
    assert.match(decoder.decode(stderr), message);
  }
});

Deno.test("deno task cluster says who has the folder open already", async () => {
  await using folder = await temporaryFolder();
  const { process, ready } = await start("--port", "0", "--data", folder.path);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", MAIN, "--port", "0", "--data", folder.path],
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.equal(code, 1);
  const text = decoder.decode(stderr);
  assert.match(text, /another process has it open/);
  assert.ok(text.includes(`Process ${process.pid} serves it on ${ready["bootstrap"]}`), text);
  process.kill("SIGTERM");
  await process.status;
});

Deno.test("kill -9 loses nothing that was acknowledged", async () => {
  await using folder = await temporaryFolder();
  let acknowledged = 0;
  for (let round = 0; round < 2; round++) {
    const { process, ready } = await start("--port", "0", "--data", folder.path);
    const client = await TestClient.connect(ready["bootstrap"] ?? "");
    if (round === 0) await client.createTopic("t");
    const before = acknowledged;
    const killAfter = 200 + 100 * round;
    try {
      for (;;) {
        const { errorCode, baseOffset } = await client.produce("t", batchOf([`${acknowledged}`]));
        assert.equal(errorCode, 0);
        assert.ok(baseOffset >= acknowledged, "offsets only grow");
        acknowledged = baseOffset + 1;
        // The kill races with the requests that follow.
        if (acknowledged - before === killAfter) process.kill("SIGKILL");
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
    client[Symbol.dispose]();
    await process.status;
    assert.ok(acknowledged - before >= killAfter);
  }
  const { process, ready } = await start("--port", "0", "--data", folder.path);
  {
    using client = await TestClient.connect(ready["bootstrap"] ?? "");
    const { highWatermark, values } = await client.fetch("t", 0);
    assert.ok(highWatermark >= acknowledged, `${highWatermark} records for ${acknowledged} acknowledged`);
    for (let offset = 0; offset < acknowledged; offset++) {
      // A batch that was stored but not acknowledged moves the numbers behind it by one.
      assert.ok(Number(values[offset]) <= offset);
    }
  }
  process.kill("SIGTERM");
  await process.status;
});

Deno.test("kill -9 loses no schema whose id was answered", async () => {
  await using folder = await temporaryFolder();
  const ids: number[] = [];
  const schemaOf = (i: number) => JSON.stringify({ type: "fixed", name: `F${i}`, size: 1 });
  for (let round = 0; round < 2; round++) {
    const { process, ready } = await start("--port", "0", "--data", folder.path);
    const headers = { "content-type": "application/json" };
    const killAfter = ids.length + 20 + 10 * round;
    try {
      for (;;) {
        const i = ids.length;
        const body = JSON.stringify({ schema: schemaOf(i) });
        const response = await fetch(`${ready["registry"]}/subjects/s${i}/versions`, { method: "POST", headers, body });
        const { id } = await response.json();
        assert.equal(response.status, 200);
        ids.push(id);
        // The kill races with the requests that follow.
        if (ids.length === killAfter) process.kill("SIGKILL");
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
    await process.status;
    assert.ok(ids.length >= killAfter);
  }
  const { process, ready } = await start("--port", "0", "--data", folder.path);
  for (const [i, id] of ids.entries()) {
    const { schema } = await (await fetch(`${ready["registry"]}/schemas/ids/${id}`)).json();
    assert.equal(schema, schemaOf(i));
    const latest = await (await fetch(`${ready["registry"]}/subjects/s${i}/versions/latest`)).json();
    assert.deepEqual([latest.version, latest.id], [1, id]);
  }
  process.kill("SIGTERM");
  await process.status;
});

Deno.test("kill -9 leaves an open transaction open, a committed one committed and a group's offsets", async () => {
  await using folder = await temporaryFolder();
  const first = await start("--port", "0", "--data", folder.path);
  const client = await TestClient.connect(first.ready["bootstrap"] ?? "");
  await client.createTopic("t");
  const transactionalId = "tx";
  const { producerId, producerEpoch } = await client.call(API.InitProducerId, 1, {
    transactionalId,
    transactionTimeoutMs: 60_000,
  });
  const claim = { transactionalId, producerId, producerEpoch };
  const write = async (client: TestClient, value: string, baseSequence: number) => {
    await client.call(API.AddPartitionsToTxn, 1, { ...claim, topics: [{ name: "t", partitions: [0] }] });
    const batch = batchOf([value], { producerId, producerEpoch, baseSequence, transactional: true });
    assert.equal((await client.produce("t", batch, transactionalId)).errorCode, 0);
  };
  await write(client, "committed", 0);
  await client.call(API.EndTxn, 1, { ...claim, committed: true });
  await client.call(API.OffsetCommit, 7, {
    groupId: "g",
    generationId: -1,
    memberId: "",
    topics: [{ name: "t", partitions: [{ partition: 0, offset: 1, metadata: "m" }] }],
  });
  await write(client, "open", 1);
  first.process.kill("SIGKILL");
  await first.process.status;
  client[Symbol.dispose]();

  const second = await start("--port", "0", "--data", folder.path);
  {
    using client = await TestClient.connect(second.ready["bootstrap"] ?? "");
    assert.deepEqual((await client.fetch("t", 0, { committed: true })).values, ["committed"]);
    const { topics } = await client.call(API.OffsetFetch, 5, { groupId: "g", topics: null });
    assert.deepEqual([topics[0]?.partitions[0]?.offset, topics[0]?.partitions[0]?.metadata], [1, "m"]);
    await write(client, "more", 2);
    assert.equal((await client.call(API.EndTxn, 1, { ...claim, committed: true })).errorCode, 0);
    assert.deepEqual((await client.fetch("t", 0, { committed: true })).values, ["committed", "open", "more"]);
  }
  second.process.kill("SIGTERM");
  await second.process.status;
});
