import assert from "node:assert/strict";
import { InternalError } from "../../../schema/errors.ts";
import { carrierOf, checkpointOf, type Marker, readMarker, writeMarker } from "./marker.ts";

const MARKER: Marker = {
  number: 7,
  snapshotId: 'snap-7 "ü" \n',
  instance: "b2c5",
  host: "host {1}",
  fingerprint: "plan/é",
};

Deno.test("readMarker reads what writeMarker wrote", () => {
  assert.deepEqual(readMarker(writeMarker(MARKER), 7), MARKER);
});

Deno.test("writeMarker keeps its form: older markers must stay readable", () => {
  assert.equal(
    writeMarker({ ...MARKER, snapshotId: "s", host: "h", fingerprint: "p" }),
    'sluice/1 {"checkpoint":7,"snapshot":"s","instance":"b2c5","host":"h","plan":"p"}',
  );
});

Deno.test("writeMarker refuses what is no checkpoint's number", () => {
  for (const number of [-1, 1.5, NaN, 2 ** 53]) {
    assert.throws(() => writeMarker({ ...MARKER, number }), InternalError, String(number));
  }
});

Deno.test("readMarker refuses another offset than the marker's own", () => {
  assert.equal(readMarker(writeMarker(MARKER), 8), undefined);
  assert.equal(readMarker(writeMarker(MARKER), -1), undefined);
});

Deno.test("readMarker refuses what others write", () => {
  const text = writeMarker(MARKER);
  const foreign = [
    "",
    "hello",
    text.slice("sluice/1 ".length),
    text.replace("sluice/1", "sluice/2"),
    text.slice(0, -1),
    "sluice/1 7",
    "sluice/1 null",
    "sluice/1 []",
    'sluice/1 {"checkpoint":7}',
    ...["checkpoint", "snapshot", "instance", "host", "plan"].map((name) => text.replace(`"${name}"`, '"other"')),
    text.replace('"b2c5"', "5"),
  ];
  for (const metadata of foreign) assert.equal(readMarker(metadata, 7), undefined, metadata);
});

Deno.test("checkpointOf finds none in a marker that was only started with", () => {
  assert.equal(checkpointOf(undefined), undefined);
  assert.equal(checkpointOf({ ...MARKER, number: 0, snapshotId: "" }), undefined);
  assert.deepEqual(checkpointOf(MARKER), { number: 7, snapshotId: MARKER.snapshotId });
});

Deno.test("carrierOf does not depend on the order of topics", () => {
  assert.equal(carrierOf(["orders", "Orders", "a-late"]), "Orders");
  assert.equal(carrierOf(["a-late", "orders", "Orders"]), "Orders");
  assert.throws(() => carrierOf([]), InternalError);
});
