/** What speaks on a registry's port may be anything: it ends in an error of ours, soon, and takes little memory. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { ConnectorError } from "../errors.ts";
import { RegistryClient } from "./client.ts";

const never = new AbortController().signal;
const text = new TextEncoder();

/** A server of bytes: `speak` may write for as long as it likes. */
function listen(speak: (socket: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const tasks = new Set<Promise<void>>();
  const serve = async (socket: Deno.TcpConn) => {
    try {
      await socket.read(new Uint8Array(4096));
      await speak(socket);
    } catch {
      // the client has gone
    } finally {
      socket.close();
    }
  };
  const accepting = (async () => {
    for await (const socket of listener) tasks.add(serve(socket));
  })();
  return {
    endpoint: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(tasks);
    },
  };
}

async function writeAll(socket: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

async function failure(endpoint: string, timeoutMs = 2_000): Promise<ConnectorError> {
  const client = new RegistryClient({ endpoint, fetch, timeoutMs, tries: 1 });
  try {
    await client.version("orders-value", "latest", never);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
  throw new Error("It did not fail");
}

Deno.test("a registry of random bytes ends in an error of ours", async () => {
  let state = 1;
  const next = () => (state = Math.imul(state, 1664525) + 1013904223 >>> 0) / 2 ** 32;
  const heads = ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n", "HTTP/1.1 500 \r\n\r\n"];
  for (let seed = 0; seed < 24; seed++) {
    const bytes = Uint8Array.from({ length: 300 }, () => Math.floor(next() * 256));
    await using server = listen(async (socket) => {
      await writeAll(socket, text.encode(heads[seed % heads.length]));
      await writeAll(socket, bytes);
    });
    await failure(server.endpoint);
  }
});

Deno.test("a registry of endless headers is given up", async () => {
  let sent = 0;
  await using server = listen(async (socket) => {
    await writeAll(socket, text.encode("HTTP/1.1 200 OK\r\n"));
    const header = text.encode(`x: ${"y".repeat(60_000)}\r\n`);
    for (; sent < 1 << 30; sent += header.length) await writeAll(socket, header);
  });
  await failure(server.endpoint);
  assert.ok(sent < 64 << 20, `${sent} bytes of headers were taken`);
});

Deno.test("a registry that answers with a gzip bomb is given up", async () => {
  const bomb = gzipSync(new Uint8Array(256 << 20));
  await using server = listen(async (socket) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    await writeAll(socket, text.encode(head));
    await writeAll(socket, bomb);
  });
  assert.match((await failure(server.endpoint, 20_000)).message, /more than 16 MB/);
});

Deno.test("a registry that announces a body and sends another one is given up", async () => {
  for (const length of ["-1", "99999999999999999999", "2147483648"]) {
    await using server = listen(async (socket) => {
      await writeAll(socket, text.encode(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n{}`));
    });
    await failure(server.endpoint, 300);
  }
});

Deno.test("a registry whose JSON is deep, or of another shape, is not understood", async () => {
  const bodies = [
    "[".repeat(1 << 20) + "]".repeat(1 << 20),
    '{"a":'.repeat(1 << 18) + "1" + "}".repeat(1 << 18),
    "null",
    '"schema"',
    '{"subject":1,"id":"x","version":[],"schema":{}}',
    '{"subject":"orders-value","id":1e999,"version":1,"schema":"\\"string\\""}',
    '{"subject":"orders-value","id":1,"version":1,"schema":"1","references":[{"name":"a","subject":"a","version":1.5}]}',
  ];
  for (const body of bodies) {
    await using server = listen(async (socket) => {
      const bytes = text.encode(body);
      await writeAll(
        socket,
        text.encode(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${bytes.length}\r\n\r\n`),
      );
      await writeAll(socket, bytes);
    });
    await failure(server.endpoint);
  }
});

Deno.test("a registry's words are shown without what steers a terminal, and not without end", async () => {
  await using server = listen(async (socket) => {
    const body = text.encode(JSON.stringify({ error_code: 42201, message: `\x1b]0;owned\x07${"x".repeat(1 << 20)}` }));
    await writeAll(
      socket,
      text.encode(`HTTP/1.1 422 No\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`),
    );
    await writeAll(socket, body);
  });
  const { message } = await failure(server.endpoint);
  assert.ok(message.length < 5_000, `${message.length} characters`);
  assert.ok(!message.includes("\x1b") && !message.includes("\x07"), message.slice(0, 100));
});
