/**
 * `deno task test:kafka`: the wire suite against the embedded cluster and against Apache Kafka, broker failures, exactly once, the
 * registry suite against the embedded registry and Apicurio, and Confluent's own client against both pairs.
 * `deno task test:kafka [embedded|kafka|restart|brokers|exactly-once|kills|registry|apicurio|interop|interop_kafka]... [--filter TEXT]`
 * runs a part. Needs Java 17, Maven and openssl, for Apicurio's newest release Java 21, for other clients Python.
 */
import { parseArgs } from "@std/cli/parse-args";
import { run } from "./command.ts";
import { KAFKA } from "./other_clients.ts";
import { registryVariable } from "./registry/target.ts";
import { type Target, targetVariable } from "./target.ts";

const ROOT = new URL("../../", import.meta.url);
const CLUSTER = new URL("connectors/embedded/main.ts", ROOT).pathname;
/**
 * The first of nine ports in a row: far from those that brokers take by default, and below those that systems give to
 * outgoing connections, one of which would else keep a killed broker from its port.
 */
const FIRST_PORT = 21_092;
const LAST_PORT = 32_000;
const PORTS = 9;

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface Suite {
  readonly name: string;
  readonly title: string;
  /** The module with the tests. */
  readonly module: string;
  /** Starts what the tests need; the variables of their environment that say where it is. */
  readonly start: (stack: AsyncDisposableStack) => Promise<Record<string, string>>;
}

const folder = await Deno.makeTempDir({ prefix: "sluice-kafka-test-" });
const clusterFolder = `${folder}/kafka`;

const SUITES: readonly Suite[] = [
  { name: "embedded", title: "The embedded cluster", module: "wire_suite.ts", start: startEmbedded },
  { name: "kafka", title: "Apache Kafka", module: "wire_suite.ts", start: (stack) => startKafka(stack, ["--acl"]) },
  {
    name: "restart",
    title: "One broker killed",
    module: "restart_suite.ts",
    start: (stack) => startKafka(stack, ["--set", "connections.max.reauth.ms=6000"]),
  },
  {
    name: "brokers",
    title: "Three brokers",
    module: "brokers_suite.ts",
    start: (stack) => startKafka(stack, ["--brokers", "3"]),
  },
  { name: "registry", title: "The embedded registry", module: "registry_suite.ts", start: startRegistry },
  { name: "apicurio", title: "Apicurio Registry", module: "registry_suite.ts", start: startApicurio },
  {
    name: "interop",
    title: "Confluent's client, the embedded cluster and registry",
    module: "interop_suite.ts",
    start: startEmbeddedPair,
  },
  {
    name: "interop_kafka",
    title: "Confluent's client, Apache Kafka and Apicurio Registry",
    module: "interop_suite.ts",
    start: async (stack) => ({ ...await startKafka(stack, []), ...await startApicurio(stack) }),
  },
  {
    name: "exactly-once",
    title: "Exactly once",
    module: "exactly_once_suite.ts",
    start: (stack) => {
      // A test waits for the broker to end a transaction that has timed out: it looks for them every 10 s by default.
      const cleanup = "transaction.abort.timed.out.transaction.cleanup.interval.ms=200";
      return startKafka(stack, ["--acl", "--set", cleanup]);
    },
  },
  {
    name: "kills",
    title: "Exactly once, killed",
    module: "kills_suite.ts",
    start: async (stack) => {
      const cleanup = "transaction.abort.timed.out.transaction.cleanup.interval.ms=200"; // as above
      const { bootstrap = "" } = await startCluster(stack, []);
      return await startKafka(stack, ["--brokers", "3", "--set", cleanup], bootstrap);
    },
  },
];

async function startRegistry(stack: AsyncDisposableStack): Promise<Record<string, string>> {
  const { registry = "" } = await startCluster(stack, []);
  return registryVariable({ kind: "embedded", url: registry });
}

async function startEmbeddedPair(stack: AsyncDisposableStack): Promise<Record<string, string>> {
  const { bootstrap = "", registry = "" } = await startCluster(stack, []);
  const secure = { bootstrap: "", ca: "", user: "", password: "" };
  return {
    ...targetVariable({ kind: "embedded", bootstrap, secure }),
    ...registryVariable({ kind: "embedded", url: registry }),
  };
}

async function startApicurio(stack: AsyncDisposableStack): Promise<Record<string, string>> {
  stack.defer(async () => {
    await run(APICURIO, ["down"], { env: KAFKA_ENV });
  });
  const text = await run(APICURIO, ["up", "--port", String(freePorts())], { env: KAFKA_ENV, timeoutMs: 300_000 });
  const { REGISTRY_URL: url = "", REGISTRY_VERSION: version = "" } = keyValues(text);
  return registryVariable({ kind: "apicurio", url, old: version.startsWith("2.") });
}

async function startEmbedded(stack: AsyncDisposableStack): Promise<Record<string, string>> {
  const user = "admin";
  const password = crypto.randomUUID();
  const plain = await startCluster(stack, []);
  const secure = await startCluster(stack, ["--tls", "--sasl", `${user}:${password}`]);
  const target: Target = {
    kind: "embedded",
    bootstrap: plain["bootstrap"] ?? "",
    secure: { bootstrap: secure["bootstrap"] ?? "", ca: secure["ca"] ?? "", user, password },
  };
  return targetVariable(target);
}

/** Runs `deno task cluster` as a process of its own, and reads its ready lines. */
async function startCluster(stack: AsyncDisposableStack, flags: string[]): Promise<Record<string, string>> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P", CLUSTER, "--port", "0", "--memory", "--no-auto-create", ...flags],
    cwd: ROOT,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  stack.defer(async () => {
    child.kill("SIGTERM");
    await child.status;
  });
  const expected = ["bootstrap", "registry", ...(flags.includes("--tls") ? ["ca"] : [])];
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream()).values({ preventCancel: true })) {
    text += part;
    const lines = keyValues(text);
    if (expected.every((name) => lines[name] !== undefined)) return lines;
  }
  throw new Error("The embedded cluster ended before it was ready");
}

async function startKafka(
  stack: AsyncDisposableStack,
  flags: string[],
  elsewhere?: string,
): Promise<Record<string, string>> {
  stack.defer(async () => {
    await run(KAFKA, ["down"], { env: KAFKA_ENV });
  });
  const facts = keyValues(
    // Records of tests have times of their own: none is old enough to go.
    await run(KAFKA, ["up", "--port", String(freePorts()), "--set", "log.retention.ms=-1", ...flags], {
      env: KAFKA_ENV,
      timeoutMs: 120_000,
    }),
  );
  const fact = (name: string) => facts[name] ?? "";
  const target: Target = {
    kind: "kafka",
    bootstrap: fact("KAFKA_BOOTSTRAP"),
    secure: {
      bootstrap: fact("KAFKA_SASL_BOOTSTRAP"),
      ca: fact("KAFKA_CA"),
      user: fact("KAFKA_USER"),
      password: fact("KAFKA_PASSWORD"),
    },
    ...(elsewhere !== undefined && { elsewhere }),
    stranger: { user: fact("KAFKA_USER2"), password: fact("KAFKA_PASSWORD2") },
  };
  return targetVariable(target);
}

/** The first of {@link PORTS} ports in a row that nobody listens on. */
function freePorts(): number {
  for (let port = FIRST_PORT; port < LAST_PORT; port += 2 * PORTS) {
    try {
      for (let i = 0; i < PORTS; i++) Deno.listen({ hostname: "127.0.0.1", port: port + i }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("No ports are free for Apache Kafka");
}

const KAFKA_ENV = { SLUICE_KAFKA_DIR: clusterFolder, SLUICE_REGISTRY_DIR: `${folder}/apicurio` };
/** Starts and stops Apicurio Registry. */
const APICURIO = new URL("real/apicurio", import.meta.url).pathname;

/** Lines `name=value`, the last one only when it is whole. */
function keyValues(text: string): Record<string, string> {
  const lines = text.split("\n").slice(0, -1);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

/** Runs the suite's tests in a process of their own. */
async function runSuite({ title, module, start }: Suite, flags: string[]): Promise<Tally> {
  await using stack = new AsyncDisposableStack();
  print(`\n== ${title}\n`);
  const variables = await start(stack);
  const child = new Deno.Command(Deno.execPath(), {
    // What a test loads by a name of its own is not for the project's lock file.
    args: ["test", "-A", "--no-check", "--no-lock", ...flags, new URL(module, import.meta.url).pathname],
    cwd: ROOT,
    env: { ...variables, ...KAFKA_ENV, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    print(part);
    text += part;
  }
  const { success } = await child.status;
  const tally = tallyOf(text);
  if (!success) print(await brokerErrors().catch(() => "")); // there may be no brokers
  // A suite that did not come to its end, or has no tests, has failed.
  if (tally.passed + tally.failed === 0 || (!success && tally.failed === 0)) tally.failed++;
  return tally;
}

/** What the brokers of Apache Kafka complained about, for whoever looks for the reason of a failure. */
async function brokerErrors(): Promise<string> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(clusterFolder)) {
    if (!/^node\d\.(log|out)$/.test(name)) continue;
    const lines = (await Deno.readTextFile(`${clusterFolder}/${name}`)).split("\n");
    const complaints = lines.filter((line) => /\b(ERROR|FATAL)\b|Exception/.test(line));
    found.push(...complaints.slice(-10).map((line) => `${name}: ${line.slice(0, 400)}\n`));
  }
  return found.join("");
}

/** The last line of `deno test`: `ok | 8 passed (7 steps) | 0 failed | 2 ignored (29s)`. */
function tallyOf(text: string): Tally {
  const line = text.split("\n").findLast((line) => /\| \d+ passed/.test(line)) ?? "";
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

async function main(args: string[]): Promise<number> {
  const { _: names, filter } = parseArgs(args, { string: ["filter"] });
  const chosen = SUITES.filter(({ name }) => names.length === 0 || names.includes(name));
  const flags = filter === undefined ? [] : ["--filter", String(filter)];
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const began = performance.now();
  const lines: string[] = [];
  if (chosen.some(({ name }) => name !== "registry" && name !== "apicurio")) {
    print("Looking for Apache Kafka's jars, which are downloaded once\n");
    await run(KAFKA, ["jars"], { timeoutMs: 300_000 });
  }
  for (const suite of chosen) {
    const from = performance.now();
    let tally: Tally = { passed: 0, failed: 1, skipped: 0 };
    try {
      tally = await runSuite(suite, flags);
    } catch (error) {
      print(`${suite.title} failed: ${error instanceof Error ? error.stack : error}\n`);
    }
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
    lines.push(`${suite.title}: ${sentence(tally)} in ${Math.round((performance.now() - from) / 1000)} s`);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  print(`\n${lines.join("\n")}\nAll in ${seconds} s\n${sentence(total)}\n`);
  return total.failed === 0 ? 0 : 1;
}

function sentence({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** What was started is stopped also when somebody interrupts the run. */
async function withCleanUp(): Promise<number> {
  const clean = async () => {
    await run(KAFKA, ["down"], { env: KAFKA_ENV }).catch(() => {});
    await run(APICURIO, ["down"], { env: KAFKA_ENV }).catch(() => {});
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => clean().then(() => Deno.exit(130)));
  }
  try {
    return await main(Deno.args);
  } finally {
    await clean();
  }
}

Deno.exit(await withCleanUp());
