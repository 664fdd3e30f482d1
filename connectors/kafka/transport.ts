/**
 * The one file that imports kafkajs: its SASL mechanisms (PLAIN, SCRAM-SHA-256 and -512), run over connections of our own.
 *
 * kafkajs is loaded at the first login and never at start. Of its sources only `broker/saslAuthenticator/*` is touched: a
 * mechanism is given `saslAuthenticate({ request, response })` and calls it once per round. `request.encode()` gives the
 * client's bytes behind an int32 length; `response.decode()` takes the broker's in the same form.
 */
import { Buffer } from "node:buffer";
import { ConnectorError, InternalError } from "../../schema/errors.ts";
import type { Address, SaslConfig, SaslMechanism } from "./config.ts";

/** One round of a mechanism: sends the client's bytes, resolves to the broker's. */
export type SaslRound = (bytes: Uint8Array) => Promise<Uint8Array>;

interface RoundRequest {
  readonly request: { encode(): Promise<Uint8Array> };
  readonly response?: { decode(raw: Buffer): Promise<unknown>; parse(data: unknown): Promise<unknown> };
}

interface Logger {
  debug(): void;
  error(): void;
}

type Mechanism = (sasl: { username: string; password: string }) => (context: {
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  readonly saslAuthenticate: (round: RoundRequest) => Promise<unknown>;
}) => { authenticate(): Promise<void> };

/** kafkajs logs through this: what it has to say arrives as an error as well. */
const SILENT: Logger = { debug() {}, error() {} };

/** Brokers use 4,096 to 16,384. */
const MOST_ROUNDS = 1_000_000;

/** Runs a login. Rejects with what `round` threw, or with the mechanism's own error (a false server signature). */
export async function authenticate(sasl: SaslConfig, address: Address, round: SaslRound): Promise<void> {
  const mechanism = await loadMechanism(sasl.mechanism);
  let failure: unknown;
  const saslAuthenticate = async ({ request, response }: RoundRequest) => {
    const framed = await request.encode();
    try {
      const answer = await round(framed.subarray(4));
      refuseWork(answer);
      return response && await response.parse(await response.decode(withLength(answer)));
    } catch (error) {
      failure ??= error;
      throw error;
    }
  };
  const { username, password } = sasl;
  try {
    await mechanism({ username, password })({ ...address, logger: SILENT, saslAuthenticate }).authenticate();
  } catch (error) {
    throw failure ?? error;
  }
}

/** SCRAM lets the server say how often a hash is computed (RFC 5802, `i=`): with two billion rounds it keeps a thread for half an hour. */
function refuseWork(serverMessage: Uint8Array): void {
  const [, rounds] = /(?:^|,)i=(\d+)(?:,|$)/.exec(new TextDecoder().decode(serverMessage)) ?? [];
  if (Number(rounds ?? 0) > MOST_ROUNDS) throw new Error(`the broker asks for ${rounds} rounds of hashing`);
}

function withLength(bytes: Uint8Array): Buffer {
  const framed = Buffer.alloc(4 + bytes.length);
  framed.writeInt32BE(bytes.length);
  framed.set(bytes, 4);
  return framed;
}

async function loadMechanism(name: SaslMechanism): Promise<Mechanism> {
  const module = await importMechanism(name).catch((cause: unknown) => {
    throw new ConnectorError(`Cannot load ${name} from kafkajs`, {
      code: "dependency",
      hint: "The npm package kafkajs must be in Deno's cache or its registry reachable: run deno install.",
      cause,
    });
  });
  if (!isMechanism(module.default)) throw new InternalError(`kafkajs has no SASL mechanism ${name} where it should be`);
  return module.default;
}

function importMechanism(name: SaslMechanism): Promise<{ readonly default: unknown }> {
  switch (name) {
    case "PLAIN":
      return import("kafkajs/src/broker/saslAuthenticator/plain.js");
    case "SCRAM-SHA-256":
      return import("kafkajs/src/broker/saslAuthenticator/scram256.js");
    case "SCRAM-SHA-512":
      return import("kafkajs/src/broker/saslAuthenticator/scram512.js");
    default:
      return name satisfies never;
  }
}

function isMechanism(value: unknown): value is Mechanism {
  return typeof value === "function";
}
