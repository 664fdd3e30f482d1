import assert from "node:assert/strict";
import { ConnectorError } from "../../schema/errors.ts";
import { API } from "../kafka/protocol/api.ts";
import { ERROR } from "../kafka/protocol/error_codes.ts";
import { decodeRequestHeader, decodeResponse, encodeRequest } from "../kafka/protocol/frames.ts";
import { type Route, route, type Session } from "./router.ts";
import { Login } from "./sasl.ts";

function session(settled: () => Promise<void> | undefined): Session {
  return { clientHost: "/127.0.0.1", login: new Login(undefined), closed: new AbortController().signal, settled };
}

async function heartbeat(to: Route, settled: () => Promise<void> | undefined): Promise<number> {
  const payload = encodeRequest(API.Heartbeat, 0, 1, "c", { groupId: "g", generationId: 1, memberId: "m" }).subarray(4);
  const frame = await to.answer(decodeRequestHeader(payload), payload, session(settled));
  assert.ok(frame);
  return decodeResponse(API.Heartbeat, 0, frame.subarray(4)).errorCode;
}

const full = new ConnectorError("Cannot write: the disk is full", { code: "storage" });

Deno.test("route holds an answer back until what it depends on is durable", async () => {
  const durable = Promise.withResolvers<void>();
  let answered = false;
  const answer = heartbeat(route(API.Heartbeat, () => ({ errorCode: 0 })), () => durable.promise);
  answer.then(() => answered = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(answered, false);
  durable.resolve();
  assert.equal(await answer, 0);
});

Deno.test("route answers what was not stored with its own error, or not at all", async () => {
  const failing = () => Promise.reject(full);
  const unstored = () => ({ errorCode: ERROR.KAFKA_STORAGE_ERROR });
  const soft = route(API.Heartbeat, () => ({ errorCode: 0 }), { unstored });
  assert.equal(await heartbeat(soft, failing), ERROR.KAFKA_STORAGE_ERROR);
  const thrown = route(API.Heartbeat, () => {
    throw full;
  }, { unstored });
  assert.equal(await heartbeat(thrown, () => undefined), ERROR.KAFKA_STORAGE_ERROR);
  await assert.rejects(heartbeat(route(API.Heartbeat, () => ({ errorCode: 0 })), failing), full);
});
