/** The only broker is killed while queries run. */
import assert from "node:assert/strict";
import { eventually } from "./command.ts";
import { NEEDS_KCAT } from "./other_clients.ts";
import { newTopic } from "./records.ts";
import { plainConnection, secureConnection, Shell, table } from "./sql.ts";
import { assertEachOnce, idsByKcat, killBroker, startBroker, startReading, startWriting } from "./stream.ts";

/** `connections.max.reauth.ms` of the broker. */
const LOGIN_MS = 6_000;

Deno.test({
  name:
    "A SELECT and an INSERT say that they reconnect, and lose and repeat nothing, when the broker is killed (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const from = await newTopic("from", { partitions: 3 });
    const to = await newTopic("to", { partitions: 3 });
    await using shell = await Shell.open();
    const rows: number[] = [];
    const [select, insert] = await shell.start(
      [
        plainConnection(),
        table("f", from, "id BIGINT", { "source.offset": "earliest" }),
        table("t", to, "id BIGINT", { "sink.key_field": "id" }),
        "SELECT id FROM f;",
        "INSERT INTO t SELECT id FROM f;",
      ].join("\n"),
      ({ id }) => rows.push(Number(id)),
    );
    assert(select && insert);
    const writing = await startWriting(from);
    for (let round = 1; round <= 2; round++) {
      const before = rows.length;
      await eventually("rows flow", () => rows.length > before + 5_000 && insert.metrics.rowsOut > before + 1_000);
      assert.deepEqual([select.metrics.reconnecting, insert.metrics.reconnecting], [undefined, undefined]);
      await killBroker(1);
      await eventually("both are reconnecting", () => {
        return select.metrics.reconnecting !== undefined && insert.metrics.reconnecting !== undefined;
      });
      await startBroker(1);
      await eventually("both are connected", () => {
        return select.metrics.reconnecting === undefined && insert.metrics.reconnecting === undefined;
      });
    }
    const count = await writing.stop();
    await eventually("all rows are there", () => rows.length >= count && insert.metrics.rowsOut >= count);
    assert.deepEqual([select.state, insert.state], ["running", "running"]);
    await insert.stop();
    assert.deepEqual([insert.error, insert.state], [undefined, "finished"]);
    assertEachOnce((await idsByKcat(from)).flat(), count, "written by Producer");
    assertEachOnce(rows, count, "rows of the SELECT");
    assertEachOnce((await idsByKcat(to)).flat(), count, "written by the INSERT");
  },
});

Deno.test({
  name: "Producer and Fetcher lose and repeat nothing in small batches when the broker is killed (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const topic = await newTopic("killed", { partitions: 5 });
    const reading = await startReading(topic);
    const writing = await startWriting(topic, { compression: "zstd", batchBytes: 500, maxInFlight: 2 });
    await eventually("records flow", () => reading.ids.length > 5_000);
    await killBroker(1);
    await startBroker(1);
    const seen = reading.ids.length;
    await eventually("records flow again", () => reading.ids.length > seen + 5_000);
    const count = await writing.stop();
    await eventually("all records are there", () => reading.ids.length >= count);
    await reading.stop();
    assertEachOnce((await idsByKcat(topic)).flat(), count, "written by Producer");
    assertEachOnce(reading.ids, count, "read by Fetcher");
  },
});

Deno.test({
  name: "A SELECT and an INSERT outlive the end of their logins, which the broker bounds (needs kcat)",
  ...NEEDS_KCAT,
  async fn() {
    const from = await newTopic("from", { partitions: 3 });
    const to = await newTopic("to", { partitions: 3 });
    await using shell = await Shell.open();
    const rows: number[] = [];
    const [select, insert] = await shell.start(
      [
        secureConnection("SCRAM-SHA-256"),
        table("f", from, "id BIGINT", { "source.offset": "earliest" }),
        table("t", to, "id BIGINT", { "sink.key_field": "id" }),
        "SELECT id FROM f;",
        "INSERT INTO t SELECT id FROM f;",
      ].join("\n"),
      ({ id }) => rows.push(Number(id)),
    );
    assert(select && insert);
    const writing = await startWriting(from);
    const until = performance.now() + 2.2 * LOGIN_MS;
    let lost = "";
    await eventually("the logins have ended twice", () => {
      lost ||= select.metrics.reconnecting?.error ?? insert.metrics.reconnecting?.error ?? "";
      return performance.now() > until;
    }, 10 * LOGIN_MS);
    const count = await writing.stop();
    await eventually("all rows are there", () => rows.length >= count && insert.metrics.rowsOut >= count);
    await insert.stop();
    assert.deepEqual([select.state, insert.error, lost], ["running", undefined, ""]);
    assertEachOnce(rows, count, "rows of the SELECT");
    assertEachOnce((await idsByKcat(to)).flat(), count, "written by the INSERT");
  },
});
