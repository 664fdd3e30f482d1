import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { Snapshot } from "../state/snapshot.ts";
import { CheckpointStore } from "./checkpoint_store.ts";
import { decodeManifest, encodeManifest } from "./manifest.ts";
import { openedAgain } from "./test_store.ts";

async function inFolder(test: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-store-" });
  try {
    await test(`${folder}/jobs/p`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function stateOf(number: number): Snapshot {
  const state = new Snapshot();
  state.array("number", Int32Array.of(number));
  state.array("more", Uint8Array.from({ length: 300 }, (_, i) => i * number));
  return state;
}

/** Of which a small part changes. */
function longStateOf(number: number): Snapshot {
  const state = stateOf(number);
  state.array("text", Uint8Array.from({ length: 20_000 }, (_, i) => i % 1000 === 0 ? number : i));
  return state;
}

async function confirmed(store: CheckpointStore, checkpoint: number, snapshot = ""): Promise<void> {
  await store.write({ checkpoint, snapshot }, stateOf(checkpoint));
  await store.confirm({ checkpoint, snapshot }, 1000 * checkpoint);
}

/** The number of the checkpoint that recovery leads to; undefined: it begins afresh. */
async function recoveredNumber(store: CheckpointStore): Promise<number | undefined> {
  const recovery = await store.recover();
  return recovery.kind === "fresh" ? undefined : recovery.recovered.state.int32("number")[0];
}

Deno.test("CheckpointStore goes on from the newest checkpoint that was confirmed, and keeps a few", async () => {
  await inFolder(async (path) => {
    {
      await using store = await CheckpointStore.open(path);
      assert.deepEqual(await store.recover(), { kind: "fresh", finished: false });
      for (let i = 1; i <= 5; i++) await confirmed(store, i, `7-${i}`);
      await store.write({ checkpoint: 6, snapshot: "7-6" }, stateOf(6));
    }
    await using store = await CheckpointStore.open(path);
    assert.equal(await recoveredNumber(store), 5);
    assert.equal(store.confirmed?.takenAt, 5000);
    assert.deepEqual((await store.snapshots()).map(({ checkpoint }) => checkpoint), [6, 5, 4, 3]);
    assert.equal((await store.load({ checkpoint: 6, snapshot: "7-6" })).int32("number")[0], 6);
  });
});

Deno.test("CheckpointStore begins afresh behind a bounded pipeline that was through, and after a reset", async () => {
  await inFolder(async (path) => {
    await using store = await CheckpointStore.open(path);
    await confirmed(store, 1);
    await store.finish(5);
    assert.deepEqual(await store.recover(), { kind: "fresh", finished: true });
    assert.deepEqual(await store.snapshots(), []);
    await confirmed(store, 2);
    await store.reset();
    assert.deepEqual(await store.recover(), { kind: "fresh", finished: false });
  });
});

Deno.test("CheckpointStore belongs to one process, and its files to one user", async () => {
  await inFolder(async (path) => {
    await using store = await CheckpointStore.open(path);
    await confirmed(store, 1);
    await assert.rejects(CheckpointStore.open(path), (error) => {
      return error instanceof ConnectorError && error.diagnostic.code === "locked" && error.message.includes(path);
    });
    for await (const { name } of Deno.readDir(path)) {
      assert.equal((await Deno.stat(`${path}/${name}`)).mode! & 0o777, 0o600, name);
    }
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o700);
  });
});

Deno.test("CheckpointStore removes what a process left half-written", async () => {
  await inFolder(async (path) => {
    await Deno.mkdir(path, { recursive: true });
    await Deno.writeFile(`${path}/snap-1.sls.tmp`, Uint8Array.of(1, 2, 3));
    await using store = await CheckpointStore.open(path);
    assert.deepEqual(await store.snapshots(), []);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name), ["LOCK"]);
  });
});

/** The files of a folder. */
async function filesOf(path: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { name } of Deno.readDir(path)) files.set(name, await Deno.readFile(`${path}/${name}`));
  return files;
}

/** Outcomes of so many tries in which files are cut, changed or removed, each checked against what `expected` makes of it. */
async function outcomesOfHarm(
  path: string,
  tries: number,
  stateOf: (checkpoint: number) => Snapshot,
  expected: (isHarmed: (file: string) => boolean) => number | undefined,
): Promise<ReadonlySet<string>> {
  const files = await filesOf(path);
  const random = generator(20261127);
  const outcomes = new Set<string>();
  for (let round = 0; round < tries; round++) {
    const share = random() / 2;
    const harmed = [...files].filter(([name]) => name !== "LOCK" && random() < share);
    for (const [name, bytes] of harmed) {
      if (name !== "MANIFEST" && random() < 0.1) await Deno.remove(`${path}/${name}`);
      else await Deno.writeFile(`${path}/${name}`, damaged(bytes, random));
    }
    const outcome = await outcomeOf(path, stateOf);
    outcomes.add(outcome);
    const isHarmed = (file: string) => harmed.some(([name]) => name === file);
    const wanted = isHarmed("MANIFEST") ? undefined : expected(isHarmed);
    assert.equal(outcome, String(wanted ?? "refused"), `round ${round}: ${harmed.map(([name]) => name)}`);
    for (const [name, bytes] of harmed) await Deno.writeFile(`${path}/${name}`, bytes);
  }
  return outcomes;
}

Deno.test("CheckpointStore whose files are cut or damaged goes back to an older checkpoint or refuses", async () => {
  await inFolder(async (path) => {
    {
      await using store = await CheckpointStore.open(path);
      for (let i = 1; i <= 3; i++) await confirmed(store, i);
    }
    const outcomes = await outcomesOfHarm(
      path,
      1000,
      stateOf,
      (isHarmed) => [3, 2, 1].find((number) => !isHarmed(`snap-${number}.sls`)),
    );
    assert.deepEqual([...outcomes].sort(), ["1", "2", "3", "refused"]);
  });
});

Deno.test("CheckpointStore whose chains are cut or damaged goes back to what is whole down to its base, or refuses", async () => {
  await inFolder(async (path) => {
    for (const numbers of [[1, 2, 3], [4, 5, 6, 7, 8]]) {
      await using store = await openedAgain(path, 0); // a chain each
      for (const checkpoint of numbers) {
        await store.write({ checkpoint, snapshot: "" }, longStateOf(checkpoint));
        await store.confirm({ checkpoint, snapshot: "" }, 1000 * checkpoint);
      }
    }
    const firstOf = (checkpoint: number) => checkpoint < 4 ? 1 : 4;
    const fileOf = (checkpoint: number) =>
      checkpoint === firstOf(checkpoint) ? `snap-${checkpoint}.sls` : `snap-${checkpoint}.on-${checkpoint - 1}.sls`;
    const newestFirst = [8, 7, 6, 5, 4, 3, 2, 1];
    const files = await filesOf(path);
    assert.deepEqual([...files.keys()].sort(), ["LOCK", "MANIFEST", ...newestFirst.map(fileOf)].sort());
    for (const [name, { length }] of files) {
      assert.ok(!name.includes(".on-") || length < 2000, `${name}: ${length} bytes`);
    }
    const outcomes = await outcomesOfHarm(path, 1500, longStateOf, (isHarmed) =>
      newestFirst.find((checkpoint) => {
        const chain = newestFirst.filter((one) => one >= firstOf(checkpoint) && one <= checkpoint);
        return !chain.map(fileOf).some(isHarmed);
      }));
    assert.deepEqual([...outcomes].sort(), ["1", "2", "3", "4", "5", "6", "7", "8", "refused"]);
  });
});

/** The number of the checkpoint that recovery leads to, whose state is as it was. */
async function outcomeOf(path: string, stateOf: (checkpoint: number) => Snapshot): Promise<string> {
  try {
    await using store = await openedAgain(path);
    const recovery = await store.recover();
    if (recovery.kind === "fresh") return "fresh";
    const { checkpoint, state } = recovery.recovered;
    assert.deepEqual(state.columns(), stateOf(checkpoint).columns());
    return String(checkpoint);
  } catch (error) {
    if (error instanceof ConnectorError && error.diagnostic.hint?.includes("--reset-state")) return "refused";
    throw error;
  }
}

/** Cut off, changed in one bit, or longer: never the same bytes. */
function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const kind = random();
  if (kind < 0.4) return bytes.subarray(0, at);
  if (kind < 0.5) return Uint8Array.from([...bytes, at & 255]);
  const changed = bytes.slice();
  changed[at]! ^= 1 << Math.floor(random() * 8); // at < length
  return changed;
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

Deno.test("a manifest reads back as it was, and not at all when anything in it has changed", () => {
  const manifest = { checkpoint: 12, snapshot: "4-0", takenAt: 1_700_000_000_000, finished: false };
  const bytes = encodeManifest(manifest);
  assert.deepEqual(decodeManifest(bytes), manifest);
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at]! ^= 1; // at < length
    assert.equal(decodeManifest(changed), undefined, `byte ${at}`);
  }
});
