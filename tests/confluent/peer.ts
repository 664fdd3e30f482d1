/** Confluent's Python client as a process, in a virtual environment that is made once and kept. */
import { run } from "../kafka/command.ts";

const PACKAGES = ["confluent-kafka[avro,json,protobuf,schemaregistry]==2.16.*", "fastavro==1.*", "grpcio-tools==1.*"];
const PROGRAM = new URL("peer.py", import.meta.url).pathname;
const CACHE = Deno.env.get("SLUICE_CONFLUENT_CACHE") ?? `${Deno.env.get("TMPDIR") ?? "/tmp"}/sluice-confluent`;
const NEEDED = "import confluent_kafka.schema_registry.protobuf, confluent_kafka.schema_registry.avro, " +
  "confluent_kafka.schema_registry.json_schema, fastavro, grpc_tools.protoc";

/** The Python that has the packages. Needs `python3` with `venv` and, the first time, the package index. */
async function python(): Promise<string> {
  const program = `${CACHE}/bin/python`;
  if (await run(program, ["-c", NEEDED]).then(() => true, () => false)) return program;
  await run("python3", ["-m", "venv", "--clear", CACHE], { timeoutMs: 300_000 });
  await run(program, ["-m", "pip", "install", "--quiet", ...PACKAGES], { timeoutMs: 600_000 });
  return program;
}

/** A request of `peer.py`, which says what each means. */
export type Request = { readonly op: string } & Readonly<Record<string, unknown>>;

export class Peer implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncGenerator<string>;

  private constructor(program: string) {
    const command = new Deno.Command(program, { args: [PROGRAM], stdin: "piped", stdout: "piped", stderr: "null" });
    this.#child = command.spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#lines = linesOf(this.#child.stdout);
  }

  static async open(): Promise<Peer> {
    return new Peer(await python());
  }

  /** The answer; throws its error. */
  async ask<T = Readonly<Record<string, unknown>>>(request: Request): Promise<T> {
    await this.#input.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("The Python peer has ended");
    const answer = JSON.parse(value);
    if (typeof answer.error === "string") throw new Error(`${request.op}: ${answer.error}`);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#lines.return(undefined);
    await this.#child.status;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
