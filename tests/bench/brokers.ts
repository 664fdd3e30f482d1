/** Kafka to measure against, in processes of their own: their CPU time is nobody's. */

export interface Broker extends AsyncDisposable {
  /** For titles. */
  readonly name: string;
  readonly bootstrap: string;
}

/** The embedded cluster; and Apache Kafka, where `KAFKA_BOOTSTRAP` names one. */
export async function brokers(): Promise<Broker[]> {
  const embedded = await startEmbedded();
  const given = Deno.env.get("KAFKA_BOOTSTRAP");
  if (given === undefined) return [embedded];
  return [embedded, { name: "Apache Kafka", bootstrap: given, [Symbol.asyncDispose]: () => Promise.resolve() }];
}

/** `deno task cluster --port 0 --memory`. */
async function startEmbedded(): Promise<Broker> {
  const main = new URL("../../connectors/embedded/main.ts", import.meta.url);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P", main.pathname, "--port", "0", "--memory"],
    cwd: new URL("../..", import.meta.url),
    stdout: "piped",
  }).spawn();
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: text = "" } = await output.read();
  const bootstrap = /^bootstrap=(.+)$/m.exec(text)?.[1];
  if (bootstrap === undefined) throw new Error(`The embedded cluster did not start: ${text}`);
  return {
    name: "embedded cluster",
    bootstrap,
    async [Symbol.asyncDispose]() {
      process.kill("SIGTERM");
      await output.cancel();
      await process.status;
    },
  };
}
