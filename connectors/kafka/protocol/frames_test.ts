import assert from "node:assert/strict";
import { ConnectorError, InternalError } from "../../../schema/errors.ts";
import { API, apiOfKey } from "./api.ts";
import {
  correlationIdOf,
  decodeRequest,
  decodeRequestHeader,
  decodeResponse,
  decodeResponseBody,
  encodeRequest,
  encodeRequestBody,
  encodeResponse,
} from "./frames.ts";

/** Bytes from hexadecimal digits; blanks separate the fields. */
const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(/\s/g, ""));
/** The bytes without the four of the length. */
const payloadOf = (frame: Uint8Array) => frame.subarray(4);

Deno.test("encodeRequest writes header v1 and classic types when the version is not flexible", () => {
  const frame = encodeRequest(API.Metadata, 4, 7, "me", {
    topics: [{ topicId: "00".repeat(16), name: "t" }],
    allowAutoTopicCreation: false,
  });
  assert.equal(
    frame.toHex(),
    hex("00000014 0003 0004 00000007 0002 6d65 00000001 0001 74 00").toHex(),
  );
});

Deno.test("encodeRequest writes header v2, compact types and tag buffers when the version is flexible", () => {
  const frame = encodeRequest(API.ApiVersions, 3, 1, null, {
    clientSoftwareName: "s",
    clientSoftwareVersion: "1",
  });
  // A flexible header keeps the client id as a classic string.
  assert.equal(frame.toHex(), hex("00000010 0012 0003 00000001 ffff 00 02 73 02 31 00").toHex());
});

Deno.test("encodeRequest leaves out a field that the version lacks and fills in defaults", () => {
  const body = { topics: [{ name: "t", partitions: [0] }], requireStable: true, groupId: "g" };
  assert.equal(
    encodeRequestBody(API.OffsetFetch, 5, body).toHex(),
    hex("0001 67 00000001 0001 74 00000001 00000000").toHex(),
  );
  assert.equal(
    encodeRequestBody(API.OffsetFetch, 7, body).toHex(),
    hex("00 02 67 02 02 74 02 00000000 00 01 00").toHex(),
  );
});

Deno.test("encodeRequest joins several pieces of records, small and large", () => {
  const large = new Uint8Array(5000).fill(7);
  const frame = encodeRequest(API.Produce, 9, 1, "c", {
    acks: -1,
    timeoutMs: 1000,
    topics: [{ name: "t", partitions: [{ partition: 2, records: [hex("aabb"), large, hex("cc")] }] }],
  });
  const payload = payloadOf(frame);
  assert.equal(new DataView(frame.buffer).getInt32(0), payload.length);
  const request = decodeRequest(API.Produce, decodeRequestHeader(payload), payload);
  const records = request.topics[0]?.partitions[0]?.records;
  assert.deepEqual(records, new Uint8Array([0xaa, 0xbb, ...large, 0xcc]));
  assert.equal(request.transactionalId, null);
});

Deno.test("decodeResponse reads a Fetch v11 response", () => {
  const body = decodeResponse(
    API.Fetch,
    11,
    hex(`0000002a  00000005 0000 00000000
      00000001 0001 74 00000001 00000003 0000 0000000000000064 0000000000000062 0000000000000001
      00000001 0000000000001388 0000000000000060  ffffffff  00000003 010203`),
  );
  assert.deepEqual(body, {
    throttleTimeMs: 5,
    errorCode: 0,
    sessionId: 0,
    topics: [{
      name: "t",
      partitions: [{
        partition: 3,
        errorCode: 0,
        highWatermark: 100,
        lastStableOffset: 98,
        logStartOffset: 1,
        abortedTransactions: [{ producerId: 5000, firstOffset: 96 }],
        preferredReadReplica: -1,
        records: hex("010203"),
      }],
    }],
  });
});

Deno.test("decodeResponse skips tagged fields it does not know", () => {
  // InitProducerId v2: header tag 0 with two bytes, body tag 5 with one byte.
  const body = decodeResponse(
    API.InitProducerId,
    2,
    hex("00000001 01 00 02 ffff  00000000 0000 0000000000000fa0 0003 01 05 01 ff"),
  );
  assert.deepEqual(body, { throttleTimeMs: 0, errorCode: 0, producerId: 4000, producerEpoch: 3 });
});

Deno.test("decodeResponse reads numbers beyond 32 bits and below zero", () => {
  const frame = encodeResponse(API.ListOffsets, 5, 9, {
    topics: [{
      name: "t",
      partitions: [
        { partition: 0, errorCode: 0, timestamp: -1, offset: 2 ** 40 + 3, leaderEpoch: 0 },
        { partition: 1, errorCode: 0, timestamp: -(2 ** 33) - 1, offset: Number.MAX_SAFE_INTEGER },
      ],
    }],
  });
  assert.equal(correlationIdOf(payloadOf(frame)), 9);
  const [first, second] = decodeResponse(API.ListOffsets, 5, payloadOf(frame)).topics[0]?.partitions ?? [];
  assert.equal(first?.offset, 2 ** 40 + 3);
  assert.equal(first?.timestamp, -1);
  assert.equal(second?.timestamp, -(2 ** 33) - 1);
  assert.equal(second?.offset, Number.MAX_SAFE_INTEGER);
  assert.equal(second?.leaderEpoch, -1);
});

Deno.test("encodeResponse keeps the header of ApiVersions v3 free of tags", () => {
  const frame = encodeResponse(API.ApiVersions, 3, 2, {
    errorCode: 0,
    apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 4 }],
  });
  assert.equal(frame.toHex(), hex("00000013 00000002 0000 02 0012 0000 0004 00 00000000 00").toHex());
  assert.deepEqual(decodeResponse(API.ApiVersions, 3, payloadOf(frame)).apiKeys, [
    { apiKey: 18, minVersion: 0, maxVersion: 4 },
  ]);
});

Deno.test("decodeResponse tells a null array from an empty one", () => {
  const read = (bytes: string) => decodeResponseBody(API.CreateTopics, 5, hex(bytes)).topics[0]?.configs;
  assert.equal(read("00 00000000 02 02 74 0000 00 00000001 0001 00 00 00"), null);
  assert.deepEqual(read("00 00000000 02 02 74 0000 00 00000001 0001 01 00 00"), []);
});

Deno.test("decodeRequest reads what librdkafka sends for FindCoordinator v2", () => {
  const payload = hex("000a 0002 00000005 0007 72646b61666b61 0001 67 00");
  const header = decodeRequestHeader(payload);
  assert.deepEqual(header, { apiKey: 10, version: 2, correlationId: 5, clientId: "rdkafka", end: 17 });
  assert.deepEqual(decodeRequest(API.FindCoordinator, header, payload), { key: "g", keyType: 0, keys: [] });
});

Deno.test("decodeResponse throws a ConnectorError when the message ends early", () => {
  const whole = payloadOf(encodeResponse(API.SyncGroup, 5, 1, { errorCode: 0, assignment: hex("010203") }));
  for (let length = 4; length < whole.length; length++) {
    assert.throws(
      () => decodeResponse(API.SyncGroup, 5, whole.subarray(0, length)),
      (error) => error instanceof ConnectorError && /^Cannot read SyncGroup v5 response: /.test(error.message),
    );
  }
});

Deno.test("decodeResponse refuses an array that cannot fit into the message", () => {
  assert.throws(() => decodeResponse(API.SaslHandshake, 1, hex("00000001 0000 7fffffff")), ConnectorError);
});

Deno.test("encodeRequest throws when the version is not described", () => {
  assert.throws(() => encodeRequest(API.Heartbeat, 9, 1, null, { groupId: "", generationId: 0, memberId: "" }), {
    name: InternalError.name,
  });
});

Deno.test("apiOfKey finds every API by its key", () => {
  for (const api of Object.values(API)) assert.equal(apiOfKey(api.key), api);
  assert.equal(apiOfKey(999), undefined);
});

Deno.test("decodeRequest reverses encodeRequest in every version of an API", () => {
  const group = { groupId: "g", generationId: 3, memberId: "m", groupInstanceId: "i" };
  for (let version = API.Heartbeat.min; version <= API.Heartbeat.max; version++) {
    const payload = payloadOf(encodeRequest(API.Heartbeat, version, version, "c", group));
    const header = decodeRequestHeader(payload);
    assert.deepEqual(decodeRequest(API.Heartbeat, header, payload), {
      ...group,
      groupInstanceId: version < 3 ? null : "i",
    });
  }
});
