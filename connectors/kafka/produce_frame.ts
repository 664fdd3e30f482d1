/**
 * The Produce request around one batch, versions 3 to 8 (all of one layout): everything stands before the batch, so that
 * header and batch share a buffer and nothing is copied. Version 9 and later would put tag buffers behind it.
 */
import { API } from "./protocol/api.ts";

/** Highest version with this layout. */
export const PRODUCE_VERSION = 8;

const encoder = new TextEncoder();

export interface ProduceHeader {
  readonly clientId: string;
  readonly transactionalId: string | undefined;
  /** −1 all, 1, 0. */
  readonly acks: number;
  readonly timeoutMs: number;
  readonly topic: string;
}

/** The request up to its batch; length, version, correlation id, partition and record length are still to be filled in. */
export function produceHeader({ clientId, transactionalId, acks, timeoutMs, topic }: ProduceHeader): Uint8Array {
  const client = encoder.encode(clientId);
  const transaction = transactionalId === undefined ? undefined : encoder.encode(transactionalId);
  const name = encoder.encode(topic);
  const header = new Uint8Array(
    4 + 8 + 2 + client.length + 2 + (transaction?.length ?? 0) + 6 + 4 + 2 + name.length + 12,
  );
  const view = new DataView(header.buffer);
  let at = 4;
  const int16 = (value: number) => at = (view.setInt16(at, value), at + 2);
  const int32 = (value: number) => at = (view.setInt32(at, value), at + 4);
  const text = (bytes: Uint8Array) => {
    int16(bytes.length);
    header.set(bytes, at);
    at += bytes.length;
  };
  int16(API.Produce.key);
  int16(PRODUCE_VERSION);
  int32(0); // correlation id
  text(client);
  if (transaction) text(transaction);
  else int16(-1);
  int16(acks);
  int32(timeoutMs);
  int32(1); // topics
  text(name);
  int32(1); // partitions; its number and the length of its records follow
  return header;
}

/** Completes a request whose batch begins after `header.length` bytes. */
export function fillProduceFrame(frame: Uint8Array, header: Uint8Array, partition: number): void {
  frame.set(header);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setInt32(0, frame.length - 4);
  view.setInt32(header.length - 8, partition);
  view.setInt32(header.length - 4, frame.length - header.length);
}

export function setProduceVersion(frame: Uint8Array, version: number): void {
  new DataView(frame.buffer, frame.byteOffset, frame.byteLength).setInt16(6, version);
}
