/** Connection options of `kafka` and `confluent`, and what they mean together. */
import { SqlError } from "../../schema/errors.ts";
import { choiceOption, type OptionsOf, parsedOption, textOption } from "../../schema/options.ts";
import type { ConnectionOptions } from "../connector.ts";
import { parseAddress, type SaslConfig } from "./config.ts";

const PROTOCOLS = ["SASL_SSL", "SASL_PLAINTEXT", "SSL", "PLAINTEXT"] as const;
type Protocol = (typeof PROTOCOLS)[number];

const BOOTSTRAP = {
  bootstrap_servers: {
    ...parsedOption<readonly string[], readonly string[]>("Brokers to ask first", "host:port,…", [], readServers),
    required: true,
  },
};

const SHARED = {
  "auth.protocol": choiceOption("Encryption and login", PROTOCOLS, undefined),
  "tls.ca": textOption("PEM file with certificates to trust beside the public ones", { values: "path" }),
  "schema_registry.endpoint": parsedOption("Schema registry", "http(s)://…", undefined, readEndpoint),
  "schema_registry.api_key": textOption("User name for the registry"),
  "schema_registry.api_secret": textOption("Password for the registry", { secret: true }),
};

export const KAFKA_CONNECTION = {
  ...BOOTSTRAP,
  "auth.type": choiceOption(
    "Whether to log in",
    ["none", "sasl"],
    undefined,
    (_, text) => `unknown auth type '${text}'`,
  ),
  "auth.mechanism": choiceOption("How to log in", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], undefined),
  "auth.username": textOption("User name"),
  "auth.password": textOption("Password", { secret: true }),
  ...SHARED,
};

export const CONFLUENT_CONNECTION = {
  ...BOOTSTRAP,
  key: textOption("API key of the cluster", { required: true }),
  secret: textOption("API secret of the cluster", { required: true, secret: true }),
  ...SHARED,
};

type KafkaConnection = OptionsOf<typeof KAFKA_CONNECTION>;
type ConfluentConnection = OptionsOf<typeof CONFLUENT_CONNECTION>;

/** Throws an `SqlError` when options are missing or contradict each other. */
export function checkKafkaConnection(options: KafkaConnection): void {
  const sasl = options["auth.type"] === "sasl";
  const login = ["auth.mechanism", "auth.username", "auth.password"] as const;
  const protocol = options["auth.protocol"];
  for (const key of login) {
    if (sasl && options[key] === undefined) throw missing(key, "auth.type = 'sasl' needs it.");
    if (!sasl && options[key] !== undefined) throw refused(`'${key}' needs auth.type = 'sasl'`);
  }
  if (protocol !== undefined && protocol.startsWith("SASL_") !== sasl) {
    throw refused(
      `auth.protocol '${protocol}' does not go with auth.type '${sasl ? "sasl" : "none"}'`,
      sasl ? "Use SASL_SSL or SASL_PLAINTEXT." : "Set auth.type = 'sasl', or use SSL or PLAINTEXT.",
    );
  }
  checkAuthority(options, protocolOf(options));
  checkRegistry(options, false);
}

/** As {@link checkKafkaConnection}. */
export function checkConfluentConnection(options: ConfluentConnection): void {
  const protocol = options["auth.protocol"] ?? "SASL_SSL";
  const elsewhere = options.bootstrap_servers.find((server) => !isLoopback(parseAddress(server).host));
  if (!usesTls(protocol) && elsewhere !== undefined) {
    throw refused(
      `auth.protocol '${protocol}' would send the key to '${elsewhere}' without encryption`,
      "A protocol without TLS is for brokers on this machine only: leave auth.protocol out.",
    );
  }
  checkAuthority(options, protocol);
  checkRegistry(options, true);
  const endpoint = options["schema_registry.endpoint"];
  if (endpoint !== undefined && /^http:/.test(endpoint) && !isLoopback(new URL(endpoint).hostname)) {
    throw refused(
      "schema_registry.endpoint without TLS would send the registry's key without encryption",
      "Write https://; http:// is for registries on this machine only.",
    );
  }
}

export interface RegistrySettings {
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** What the options of either connector come to. */
export interface ConnectionSettings {
  /** `host:port`. */
  readonly bootstrap: readonly string[];
  readonly tls: boolean;
  /** Path of a PEM file. */
  readonly caFile: string | undefined;
  readonly sasl: SaslConfig | undefined;
  readonly registry: RegistrySettings | undefined;
}

/** `connection` has been read and checked by the options above. */
export function connectionSettings({ connector, values }: ConnectionOptions): ConnectionSettings {
  return connector === "confluent"
    ? confluentSettings(values as ConfluentConnection)
    : kafkaSettings(values as KafkaConnection);
}

function kafkaSettings(options: KafkaConnection): ConnectionSettings {
  const mechanism = options["auth.mechanism"];
  const username = options["auth.username"];
  const password = options["auth.password"];
  const complete = mechanism !== undefined && username !== undefined && password !== undefined;
  return {
    bootstrap: options.bootstrap_servers,
    tls: usesTls(protocolOf(options)),
    caFile: options["tls.ca"],
    sasl: complete && options["auth.type"] === "sasl" ? { mechanism, username, password } : undefined,
    registry: registrySettings(options),
  };
}

function confluentSettings(options: ConfluentConnection): ConnectionSettings {
  const protocol = options["auth.protocol"] ?? "SASL_SSL";
  const login = { mechanism: "PLAIN", username: options.key, password: options.secret } as const;
  return {
    bootstrap: options.bootstrap_servers,
    tls: usesTls(protocol),
    caFile: options["tls.ca"],
    sasl: protocol.startsWith("SASL_") ? login : undefined,
    registry: registrySettings(options),
  };
}

type RegistryOptions = Pick<
  KafkaConnection,
  "schema_registry.endpoint" | "schema_registry.api_key" | "schema_registry.api_secret"
>;

function registrySettings(options: RegistryOptions): RegistrySettings | undefined {
  const endpoint = options["schema_registry.endpoint"];
  if (endpoint === undefined) return undefined;
  return { endpoint, username: options["schema_registry.api_key"], password: options["schema_registry.api_secret"] };
}

/** `login`: an endpoint needs both others, as Confluent Cloud's does. */
function checkRegistry(options: RegistryOptions, login: boolean): void {
  const keys = ["schema_registry.endpoint", "schema_registry.api_key", "schema_registry.api_secret"] as const;
  const [endpoint, ...credentials] = keys;
  const given = keys.filter((key) => options[key] !== undefined);
  const needed = given.length === 0 ? [] : login || given.some((key) => key !== endpoint) ? keys : [endpoint];
  for (const key of needed) {
    if (options[key] !== undefined) continue;
    throw missing(key, key === endpoint ? `'${given[0]}' needs it.` : `It goes with '${given.at(-1)}'.`);
  }
  if (credentials.some((key) => options[key] === "")) throw refused("The registry's key and secret must not be empty");
}

function checkAuthority(options: RegistryOptions & Pick<KafkaConnection, "tls.ca">, protocol: Protocol): void {
  const tlsRegistry = options["schema_registry.endpoint"]?.startsWith("https:") === true;
  if (options["tls.ca"] === undefined || usesTls(protocol) || tlsRegistry) return;
  throw refused(`'tls.ca' has no meaning with auth.protocol '${protocol}'`, "Use SASL_SSL or SSL.");
}

function protocolOf(options: KafkaConnection): Protocol {
  return options["auth.protocol"] ?? (options["auth.type"] === "sasl" ? "SASL_SSL" : "PLAINTEXT");
}

function usesTls(protocol: Protocol): boolean {
  return protocol === "SASL_SSL" || protocol === "SSL";
}

export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

function readServers(text: string, key: string): readonly string[] {
  return text.split(",").map((entry) => {
    const server = entry.trim().replace(/^[A-Z_]+:\/\//, "");
    const port = /^(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]+):(\d{1,5})$/i.exec(server)?.[1];
    if (port !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return server;
    throw new SqlError(`invalid value for '${key}': expected host:port, got '${entry.trim()}'`, {
      code: "bad_option",
      hint: "Write each broker with its port, separated by commas: broker-1:9092,broker-2:9092.",
    });
  });
}

function readEndpoint(text: string, key: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new SqlError(`invalid value for '${key}': expected a URL that begins with http:// or https://`, {
      code: "bad_option",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new SqlError(`invalid value for '${key}': a URL must not hold a login`, {
      code: "bad_option",
      hint: "Use schema_registry.api_key and schema_registry.api_secret.",
    });
  }
  if (url.search !== "" || url.hash !== "") {
    throw new SqlError(`invalid value for '${key}': expected a URL that ends with its path`, {
      code: "bad_option",
      hint:
        "Leave out what begins with ? or #; a login goes into schema_registry.api_key and schema_registry.api_secret.",
    });
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

function missing(key: string, hint: string): SqlError {
  return new SqlError(`required option '${key}' not set`, { code: "missing_option", hint });
}

function refused(message: string, hint?: string): SqlError {
  return new SqlError(message, { code: "bad_option", hint });
}
