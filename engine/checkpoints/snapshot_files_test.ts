import assert from "node:assert/strict";
import { chainOf, fileNameOf, type SnapshotFile, snapshotsAmong, superseded } from "./snapshot_files.ts";

/** Sorted as in a folder. */
function files(...names: readonly string[]): readonly SnapshotFile[] {
  return snapshotsAmong(names.toSorted());
}

function gone(counts: string, all: readonly SnapshotFile[]): readonly string[] {
  const [name] = files(counts);
  return superseded(name!, all).map(fileNameOf).sort(); // it is a snapshot's name
}

Deno.test("snapshotsAmong reads the names that fileNameOf gives, and no others", () => {
  const names = ["snap-12.sls", "snap-11-7-1-end.sls", "snap-10-7_x.on-9-7_x.sls", "snap-9.on-8.sls"];
  const read = snapshotsAmong(["MANIFEST", "snap-1.sls.tmp", "snap-x.sls", ...names.toReversed()]);
  assert.deepEqual(read.map(fileNameOf), names);
  assert.deepEqual(read[2], { checkpoint: 10, snapshot: "7_x", base: { checkpoint: 9, snapshot: "7_x" } });
});

Deno.test("chainOf goes down to the whole snapshot, or to where one is missing, and never up", () => {
  const all = files("snap-1.sls", "snap-2.on-1.sls", "snap-3.on-2.sls", "snap-5.on-4.sls", "snap-6.on-6.sls");
  const chain = (checkpoint: number) =>
    chainOf(all.find((one) => one.checkpoint === checkpoint)!, all).map((one) => one.checkpoint); // it is there
  assert.deepEqual(chain(3), [3, 2, 1]);
  assert.deepEqual(chain(5), [5]);
  assert.deepEqual(chain(6), [6]);
});

Deno.test("superseded keeps the last few, their bases, and the newest of the chain before", () => {
  const all = files(
    "snap-1.sls",
    "snap-2.sls",
    "snap-3.on-2.sls",
    "snap-4.on-3.sls",
    "snap-5.sls",
    "snap-6.on-5.sls",
    "snap-7.on-6.sls",
    "snap-8.on-7.sls",
    "snap-9.on-8.sls",
  );
  assert.deepEqual(gone("snap-9.on-8.sls", all), ["snap-1.sls"], "9, 8, 7 build on 6 and 5, and 4 on 3 and 2");
  assert.deepEqual(gone("snap-9.on-8.sls", all.filter(({ checkpoint }) => checkpoint !== 3)), [
    "snap-1.sls",
    "snap-4.on-3.sls",
  ]);
  const whole = files("snap-1.sls", "snap-2.sls", "snap-3.sls", "snap-4.sls", "snap-5.sls");
  assert.deepEqual(gone("snap-5.sls", whole), ["snap-1.sls", "snap-2.sls"]);
});

Deno.test("superseded takes nothing of the same number, however many of them never counted", () => {
  const all = files("snap-1-7-0.sls", ...[2, 3, 4, 5, 6].map((epoch) => `snap-5-7-${epoch}.sls`));
  assert.deepEqual(gone("snap-5-7-6.sls", all), []);
});
