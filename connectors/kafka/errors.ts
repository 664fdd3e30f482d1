/** Every way in which a cluster can fail us, as one sentence and a cure. */
import { ConnectorError, type ErrorDetails } from "../../schema/errors.ts";
import { brokerText } from "./broker_text.ts";
import { type Address, formatAddress, type SaslMechanism } from "./config.ts";
import { ERROR, errorCode } from "./protocol/error_codes.ts";

/** How far the opening of a connection had come when it failed. */
export type ConnectStage = "tcp" | "tls" | "hello" | "login" | "request";

export interface ConnectContext {
  readonly address: Address;
  readonly stage: ConnectStage;
  readonly tls: boolean;
  readonly sasl: SaslMechanism | undefined;
}

/** A connection that was lost or never came about: which of host, port, TLS and login it was. */
export function connectError(cause: unknown, context: ConnectContext): ConnectorError {
  if (cause instanceof ConnectorError) return cause;
  switch (context.stage) {
    case "tcp":
      return tcpError(cause, context.address);
    case "tls":
      return tlsError(cause, context.address);
    case "hello":
      return helloError(cause, context);
    case "login":
    case "request":
      return lostError(cause, context);
    default:
      return context.stage satisfies never;
  }
}

function tcpError(cause: unknown, address: Address): ConnectorError {
  const at = formatAddress(address);
  const why = messageOf(cause);
  if (/lookup|resolve|Name or service|nodename|No address/i.test(why)) {
    return new ConnectorError(`Cannot connect to ${at}: the host "${address.host}" cannot be found`, {
      code: "unreachable",
      hint: "Check the host name in bootstrap_servers, and the network or VPN that should resolve it.",
      retryable: true,
      cause,
    });
  }
  if (cause instanceof Deno.errors.ConnectionRefused) {
    return new ConnectorError(`Cannot connect to ${at}: nothing listens on port ${address.port}`, {
      code: "unreachable",
      hint: "Check the port in bootstrap_servers, and that the broker runs.",
      retryable: true,
      cause,
    });
  }
  if (isTimeout(cause)) {
    return new ConnectorError(`Cannot connect to ${at}: the host does not answer`, {
      code: "unreachable",
      hint: "Check the host and port in bootstrap_servers; a firewall may drop the packets.",
      retryable: true,
      cause,
    });
  }
  if (cause instanceof Deno.errors.NotCapable || cause instanceof Deno.errors.PermissionDenied) {
    return new ConnectorError(`Cannot connect to ${at}: this process may not use the network there`, {
      code: "permission",
      hint: `Run Deno with --allow-net=${at} or the permission set that includes it.`,
      cause,
    });
  }
  return new ConnectorError(`Cannot connect to ${at}: ${why}`, { code: "unreachable", retryable: true, cause });
}

function tlsError(cause: unknown, address: Address): ConnectorError {
  const at = formatAddress(address);
  const why = messageOf(cause);
  if (/UnknownIssuer|unknown issuer|self.?signed|BadSignature/i.test(why)) {
    return new ConnectorError(`TLS to ${at} failed: no trusted authority has signed the broker's certificate`, {
      code: "tls",
      hint: "Give the authority's certificate with tls.ca, or check that it is the right one.",
      cause,
    });
  }
  const name = /not valid for name "?([^";]+)"?.*?(?:only valid for (.+))?$/.exec(why);
  if (name || /NotValidForName/.test(why)) {
    const valid = name?.[2] ? `: it is for ${name[2].replaceAll(/(?:DnsName|IpAddress)\(([^)]*)\)/g, "$1")}` : "";
    return new ConnectorError(
      `TLS to ${at} failed: the broker's certificate is not for the host "${address.host}"${valid}`,
      { code: "tls", hint: "Use a host name that the certificate names.", cause },
    );
  }
  if (/expired|CertExpired|NotValidYet/i.test(why)) {
    return new ConnectorError(`TLS to ${at} failed: the broker's certificate has expired or is not valid yet`, {
      code: "tls",
      hint: "Renew the broker's certificate, or set this computer's clock.",
      cause,
    });
  }
  if (/certificate|CertificateRequired|peer cert/i.test(why) && !/corrupt/i.test(why)) {
    return new ConnectorError(`TLS to ${at} failed: ${why}`, { code: "tls", cause });
  }
  const spoke = /corrupt|InvalidContentType/i.test(why)
    ? "what answers on the port does not speak TLS"
    : isTimeout(cause)
    ? "what listens on the port does not answer the TLS handshake"
    : "the broker closed the connection during the handshake, as a port without TLS does";
  return new ConnectorError(`TLS to ${at} failed: ${spoke}`, {
    code: "tls",
    hint: "Check the port; if the broker speaks plaintext there, use auth.protocol = 'PLAINTEXT' or 'SASL_PLAINTEXT'.",
    retryable: !/corrupt|InvalidContentType/i.test(why),
    cause,
  });
}

/** The first request (ApiVersions, which needs no login) went unanswered. */
function helloError(cause: unknown, { address, tls }: ConnectContext): ConnectorError {
  const at = formatAddress(address);
  if (isTimeout(cause)) {
    return new ConnectorError(`Cannot talk to ${at}: what listens on port ${address.port} does not answer as Kafka`, {
      code: "unreachable",
      hint: "Check the port in bootstrap_servers: something other than a broker may listen there.",
      retryable: true,
      cause,
    });
  }
  return new ConnectorError(
    `Cannot talk to ${at}: the connection was closed at the first request` +
      (tls ? "" : ", as a port that wants TLS does"),
    {
      code: tls ? "unreachable" : "tls",
      hint: tls
        ? "Check that a Kafka broker listens on this port."
        : "If the broker wants TLS, use auth.protocol = 'SSL' or 'SASL_SSL'; else check that it is a Kafka broker.",
      retryable: true,
      cause,
    },
  );
}

/** The peer answered with bytes that no Kafka broker sends. */
export function notKafkaError(address: Address, first: Uint8Array): ConnectorError {
  const at = formatAddress(address);
  if (first[0] === 0x15 && first[1] === 0x03) {
    return new ConnectorError(`Cannot talk to ${at} in plaintext: the broker wants TLS on port ${address.port}`, {
      code: "tls",
      hint: "Use auth.protocol = 'SSL' or 'SASL_SSL', or the port of the plaintext listener.",
    });
  }
  const text = new TextDecoder("latin1").decode(first);
  const kind = text.startsWith("HTTP")
    ? "an HTTP server"
    : text.startsWith("SSH-")
    ? "an SSH server"
    : "something that is not Kafka";
  return new ConnectorError(`Cannot talk to ${at}: ${kind} answers on port ${address.port}`, {
    code: "unreachable",
    hint: "Check the port in bootstrap_servers.",
  });
}

/** A broker broke the protocol: nothing that it says is to be believed. */
export function nonsenseError(address: Address, why: string): ConnectorError {
  return new ConnectorError(`Cannot read what ${formatAddress(address)} answers: ${why}`, {
    code: "protocol",
    hint: "Something other than a Kafka broker answers there, or stands in between.",
  });
}

function lostError(cause: unknown, { address, sasl, stage }: ConnectContext): ConnectorError {
  const at = formatAddress(address);
  const why = isTimeout(cause) ? "no answer came in time" : messageOf(cause);
  return new ConnectorError(
    stage === "login" ? `Login at ${at} with ${sasl} failed: ${why}` : `Lost the connection to ${at}: ${why}`,
    { code: "unreachable", retryable: true, cause },
  );
}

/** The broker closed the connection at the first request that needs a login, and none was made. */
export function loginMissingError(address: Address): ConnectorError {
  return new ConnectorError(`${formatAddress(address)} closed the connection without an answer: it wants a login`, {
    code: "auth",
    hint: "Set auth.type = 'sasl' with auth.mechanism, auth.username and auth.password.",
    retryable: true,
  });
}

export function loginRefusedError(address: Address, mechanism: string, why: string): ConnectorError {
  return new ConnectorError(`Login at ${formatAddress(address)} with ${mechanism} failed: ${why}`, {
    code: "auth",
    hint:
      "Check auth.username and auth.password (key and secret in Confluent Cloud), and that the user exists for this mechanism.",
  });
}

export function mechanismError(address: Address, mechanism: string, offered: readonly string[]): ConnectorError {
  const at = formatAddress(address);
  return offered.length === 0
    ? new ConnectorError(`Login at ${at} failed: the broker offers no login on port ${address.port}`, {
      code: "auth",
      hint: "Set auth.type = 'none', or use the port of the SASL listener.",
    })
    : new ConnectorError(`Login at ${at} failed: the broker does not offer ${mechanism}`, {
      code: "auth",
      hint: `Set auth.mechanism to one that it offers: ${brokerText(offered.join(", "))}.`,
      expected: offered.slice(0, 10).map((name) => brokerText(name)),
    });
}

/** A broker that lacks a request, or a version of it, that Sluice needs. */
export function versionError(
  address: Address,
  request: string,
  ours: readonly [number, number],
  theirs: readonly [number, number] | undefined,
): ConnectorError {
  const at = formatAddress(address);
  const span = ([low, high]: readonly [number, number]) =>
    low === high ? `version ${low}` : `versions ${low} to ${high}`;
  return new ConnectorError(
    theirs
      ? `Cannot use the broker ${at}: it speaks ${request} in ${span(theirs)}, Sluice in ${span(ours)}`
      : `Cannot use the broker ${at}: it does not know the request ${request}`,
    {
      code: "unsupported",
      hint: theirs && theirs[0] > ours[1]
        ? "The broker is newer than this version of Sluice knows: update Sluice."
        : "Sluice needs Apache Kafka 2.1 or newer.",
    },
  );
}

/** A broker answered with an error: `brokerCode` is Kafka's number of it, for code that decides on more than whether to try again. */
export class BrokerError extends ConnectorError {
  readonly brokerCode: number;

  constructor(brokerCode: number, message: string, details: ErrorDetails & { readonly retryable?: boolean }) {
    super(message, details);
    this.brokerCode = brokerCode;
  }
}

/** What an error code of the broker was about: `topic "orders"`, `partition 3 of topic "orders"`, `group "g"`. */
export function brokerError(code: number, doing: string, about: BrokerErrorDetails = {}): BrokerError {
  const known = errorCode(code);
  const right = RIGHTS[code];
  if (right) {
    const object = right.object(about);
    const who = about.user === undefined ? "this client" : `the user "${about.user}"`;
    const missing = about.right ?? right.right;
    return new BrokerError(code, `${doing}: ${who} lacks the right ${missing} on ${object}`, {
      code: "authorization",
      hint: `Grant ${missing} on ${object} to ${who}.`,
      notes: [`Kafka's error: ${known.name} (${code})`],
    });
  }
  const sentence = SENTENCES[code];
  return new BrokerError(
    code,
    `${doing}: ${sentence?.text ?? (about.message && brokerText(about.message)) ?? words(known.name)}`,
    {
      code: sentence?.code ?? known.name.toLowerCase(),
      retryable: known.retriable,
      ...(sentence?.hint !== undefined && { hint: sentence.hint }),
      notes: [`Kafka's error: ${known.name} (${code})`],
    },
  );
}

export interface BrokerErrorDetails {
  readonly topic?: string;
  readonly group?: string;
  readonly transactionalId?: string;
  readonly user?: string | undefined;
  /** The right that is missing, when the request knows better than the code: `READ`. */
  readonly right?: string;
  /** The broker's own text. */
  readonly message?: string | undefined;
}

const RIGHTS: Readonly<Record<number, { right: string; object: (about: BrokerErrorDetails) => string }>> = {
  [ERROR.TOPIC_AUTHORIZATION_FAILED]: {
    right: "DESCRIBE",
    object: (about) => about.topic === undefined ? "a topic" : `the topic "${about.topic}"`,
  },
  [ERROR.GROUP_AUTHORIZATION_FAILED]: {
    right: "READ",
    object: (about) => about.group === undefined ? "the group" : `the group "${about.group}"`,
  },
  [ERROR.CLUSTER_AUTHORIZATION_FAILED]: {
    right: "IDEMPOTENT_WRITE",
    object: () => "the cluster",
  },
  [ERROR.TRANSACTIONAL_ID_AUTHORIZATION_FAILED]: {
    right: "WRITE and DESCRIBE",
    object: (about) =>
      about.transactionalId === undefined ? "the transactional id" : `the transactional id "${about.transactionalId}"`,
  },
};

const FENCED = {
  text: "a newer instance with the same identity has taken over",
  code: "fenced",
  hint: "Run one instance only, or give each its own pipeline_name.",
} as const;

const SENTENCES: Readonly<Record<number, { text: string; code: string; hint?: string }>> = {
  [ERROR.UNKNOWN_TOPIC_OR_PARTITION]: { text: "the topic or partition does not exist", code: "not_found" },
  [ERROR.INVALID_TOPIC_EXCEPTION]: {
    text: "the topic's name is not allowed",
    code: "invalid_topic",
    hint: 'A topic name has up to 249 letters, digits, ".", "_" and "-".',
  },
  [ERROR.TOPIC_ALREADY_EXISTS]: { text: "the topic exists already", code: "exists" },
  [ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER]: {
    text: "the broker misses earlier records of this producer",
    code: "sequence_gap",
    hint: "Records may be lost: the topic was recreated or the broker lost data. Start the pipeline again.",
  },
  [ERROR.UNKNOWN_PRODUCER_ID]: {
    text: "the broker has forgotten this producer",
    code: "sequence_gap",
    hint: "The records of this producer were removed by retention. Start the pipeline again.",
  },
  [ERROR.INVALID_PRODUCER_EPOCH]: FENCED,
  [ERROR.PRODUCER_FENCED]: FENCED,
  [ERROR.INVALID_PRODUCER_ID_MAPPING]: {
    text: "the broker has forgotten the transactional id",
    code: "fenced",
    hint: "It was idle for longer than transactional.id.expiration.ms. Start the pipeline again.",
  },
  [ERROR.INVALID_TRANSACTION_TIMEOUT]: {
    text: "the transaction timeout is longer than the broker allows",
    code: "invalid_option",
    hint:
      "Set a shorter transaction.timeout.ms in client_configs: transaction.max.timeout.ms of the brokers is 15 minutes unless it was changed.",
  },
  [ERROR.INVALID_REPLICATION_FACTOR]: {
    text: "the replication factor is larger than the number of brokers",
    code: "invalid_option",
    hint: "The cluster needs as many brokers as the factor says.",
  },
  [ERROR.UNSUPPORTED_VERSION]: {
    text: "the broker does not support this version of the request",
    code: "unsupported",
  },
  [ERROR.INVALID_RECORD]: {
    text: "the broker refused a record",
    code: "invalid_record",
    hint: "A compacted topic needs a key in every record; see sink.key_field.",
  },
};

function words(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}

export class RequestTimeout extends Error {
  override readonly name = "RequestTimeout";
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof RequestTimeout || cause instanceof Deno.errors.TimedOut ||
    (cause instanceof DOMException && (cause.name === "TimeoutError" || cause.name === "AbortError"));
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
