/** Confluent's Python client as a process, in a virtual environment that is made once and kept. */
import { pythonWith } from "../../python.ts";
import { CONFLUENT_PYTHON } from "../registry/python_client.ts";

const PROGRAM = new URL("peer.py", import.meta.url).pathname;

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
    return new Peer(await pythonWith(CONFLUENT_PYTHON));
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
