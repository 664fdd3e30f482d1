/** A broker for tests that greets as one, and then answers as it likes. */
import { API } from "./protocol/api.ts";
import { decodeRequestHeader, encodeResponse } from "./protocol/frames.ts";

/** The answer's bytes behind its correlation id. */
export type Answerer = (apiKey: number, version: number, nth: number) => Uint8Array;

export interface Hostile extends AsyncDisposable {
  readonly bootstrap: string;
}

/** A broker that greets as one, and then answers as it likes: with whole frames (`answer`), or with bytes (`raw`). */
export function hostile(
  { answer, raw }: { answer?: Answerer; raw?: (socket: Deno.TcpConn, id: number) => Promise<void> },
): Hostile {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets = new Set<Deno.TcpConn>();
  const tasks = new Set<Promise<void>>();
  const serve = async (socket: Deno.TcpConn) => {
    for (let nth = 0;; nth++) {
      const payload = await requestFrom(socket);
      if (payload === undefined) return;
      const { apiKey, version, correlationId } = decodeRequestHeader(payload);
      if (apiKey === API.ApiVersions.key) await writeAll(socket, greeting(Math.min(version, 3), correlationId));
      else if (raw !== undefined) await raw(socket, correlationId);
      else await writeAll(socket, framed(correlationId, answer?.(apiKey, version, nth) ?? new Uint8Array()));
    }
  };
  const accepting = (async () => {
    for await (const socket of listener) {
      sockets.add(socket);
      tasks.add(serve(socket).catch(() => {}));
    }
  })();
  return {
    bootstrap: `127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const socket of sockets) socket.close();
      await Promise.all(tasks);
    },
  };
}

async function requestFrom(socket: Deno.TcpConn): Promise<Uint8Array | undefined> {
  const length = await exactly(socket, 4);
  return length && await exactly(socket, new DataView(length.buffer).getInt32(0));
}

async function exactly(socket: Deno.TcpConn, length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await socket.read(bytes.subarray(at));
    if (count === null) return undefined;
    at += count;
  }
  return bytes;
}

export async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

function greeting(version: number, correlationId: number): Uint8Array {
  const apiKeys = Object.values(API).map(({ key, min, max }) => ({ apiKey: key, minVersion: min, maxVersion: max }));
  return encodeResponse(API.ApiVersions, version, correlationId, { errorCode: 0, apiKeys });
}

export function framed(correlationId: number, body: Uint8Array): Uint8Array {
  return headed(body.length + 4, correlationId, body);
}

/** With a length of its own. */
export function headed(length: number, correlationId: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + body.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, length);
  view.setInt32(4, correlationId);
  bytes.set(body, 8);
  return bytes;
}

/** Numbers below 1, the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) / 2 ** 32;
}
