/** `deno task cluster`: the embedded cluster alone, for any Kafka client. */
import { SluiceError } from "../../schema/errors.ts";
import { type ClusterOptions, DEFAULT_DIR, serveCluster } from "./serve.ts";
import { parseArgs } from "@std/cli/parse-args";

const USAGE =
  `Usage: deno task cluster [--port 9092] [--data DIR] [--memory] [--sasl USER:PASSWORD] [--tls] [--no-auto-create]
                         [--registry-port 8081] [--registry-login USER:PASSWORD]

A Kafka-compatible cluster and a schema registry on this machine, for development and tests; never for production.

  --port PORT           where to listen on 127.0.0.1 (default 9092; 0 picks a free port)
  --data DIR            where to keep the data (default ${DEFAULT_DIR})
  --memory              keep everything in memory
  --sasl USER:PASSWORD  ask clients to log in: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512
  --tls                 speak TLS; prints the file of the certificate authority
  --registry-port PORT  where the schema registry listens (default 8081, or with --port 0 a free port)
  --registry-login USER:PASSWORD
                        ask the registry's clients to log in
  --no-auto-create      do not create the topics that clients ask for
  --help                show this text
`;

const WRONG_USAGE = 2;

class UsageError extends Error {}

/** Throws `UsageError` when the flags are wrong. */
function optionsOf(args: string[]): ClusterOptions & { readonly help: boolean } {
  const flags = parseArgs(args, {
    string: ["port", "data", "sasl", "registry-port", "registry-login"],
    boolean: ["memory", "tls", "help", "no-auto-create"],
    unknown: (arg) => {
      throw new UsageError(`Unknown argument "${arg}"`);
    },
  });
  const text = (name: string) => {
    const value = flags[name];
    if (value === "") throw new UsageError(`Missing value after --${name}`);
    return value === undefined ? undefined : String(value);
  };
  const sasl = text("sasl");
  const port = portOf("port", text("port") ?? "9092");
  const registryLogin = text("registry-login");
  return {
    help: flags["help"] === true,
    port,
    registryPort: portOf("registry-port", text("registry-port") ?? (port === 0 ? "0" : "8081")),
    registryLogin: registryLogin === undefined ? undefined : loginOf("registry-login", registryLogin),
    dir: text("data"),
    memory: flags["memory"] === true,
    tls: flags["tls"] === true,
    autoCreate: flags["no-auto-create"] !== true,
    sasl: sasl === undefined ? undefined : loginOf("sasl", sasl),
  };
}

function portOf(flag: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new UsageError(`Cannot read --${flag} "${text}": expected a number from 0 to 65535`);
}

function loginOf(flag: string, text: string): { readonly user: string; readonly password: string } {
  const colon = text.indexOf(":");
  if (colon > 0 && colon < text.length - 1) return { user: text.slice(0, colon), password: text.slice(colon + 1) };
  throw new UsageError(`Cannot read --${flag}: expected USER:PASSWORD`);
}

/** Resolves at the first SIGINT or SIGTERM. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
    const stop = () => {
      for (const signal of signals) Deno.removeSignalListener(signal, stop);
      resolve();
    };
    for (const signal of signals) Deno.addSignalListener(signal, stop);
  });
}

async function main(args: string[]): Promise<number> {
  const out = (text: string) => Deno.stdout.write(new TextEncoder().encode(text));
  const err = (text: string) => Deno.stderr.write(new TextEncoder().encode(text));
  try {
    const { help, ...options } = optionsOf(args);
    if (help) {
      await out(USAGE);
      return 0;
    }
    const stop = interrupted();
    await using cluster = await serveCluster(options);
    const { bootstrap, registry, ca } = cluster;
    await out(`bootstrap=${bootstrap}\nregistry=${registry}\n${ca === undefined ? "" : `ca=${ca}\n`}`);
    await stop;
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      await err(`Error: ${error.message}\nHint: Run "deno task cluster --help" for the flags.\n`);
      return WRONG_USAGE;
    }
    if (!(error instanceof SluiceError)) throw error;
    const { hint } = error.diagnostic;
    await err(`Error: ${error.message}\n${hint === undefined ? "" : `Hint: ${hint}\n`}`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
