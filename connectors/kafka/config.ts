/** How to reach a cluster and prove who one is. */

export type SaslMechanism = "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";

export interface SaslConfig {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

export interface TlsConfig {
  /** Certificates in PEM that are trusted beside the public ones: the content of the file `tls.ca`. */
  readonly caCerts?: readonly string[];
}

export interface KafkaConfig {
  /** `host:port` of brokers to ask first: one that answers is enough. */
  readonly bootstrap: readonly string[];
  /** Default `sluice`. */
  readonly clientId?: string;
  /** Present: TLS. */
  readonly tls?: TlsConfig;
  /** Present: a login. */
  readonly sasl?: SaslConfig;
  /** For TCP, TLS and login together, in milliseconds. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** For one answer, in milliseconds. Default 30,000. */
  readonly requestTimeoutMs?: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Splits `host:port`, `[ipv6]:port` or a host alone (port 9092). */
export function parseAddress(text: string): Address {
  const trimmed = text.trim().replace(/^[A-Z_]+:\/\//, "");
  const match = /^(?:\[(.+)\]|([^:]+)|([0-9a-fA-F:]+:[0-9a-fA-F:]*))(?::(\d+))?$/.exec(trimmed);
  const host = match?.[1] ?? match?.[2] ?? match?.[3] ?? trimmed;
  return { host, port: match?.[4] === undefined ? 9092 : Number(match[4]) };
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
