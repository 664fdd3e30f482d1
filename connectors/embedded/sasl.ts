/** The server's side of SASL: PLAIN (RFC 4616), SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802). */
import { Buffer } from "node:buffer";
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

const SCRAM = { "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512" } as const;
export type ScramMechanism = keyof typeof SCRAM;
export type Mechanism = "PLAIN" | ScramMechanism;
export const MECHANISMS: readonly Mechanism[] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];

/** RFC 5802 asks for at least 4096. */
const ITERATIONS = 4096;

interface ScramKeys {
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** The one user, and what the mechanisms need to check the password. */
export class Credentials {
  readonly user: string;
  readonly #password: Buffer;
  readonly #keys = new Map<ScramMechanism, ScramKeys>();

  constructor(user: string, password: string) {
    this.user = user;
    this.#password = digest("sha256", Buffer.from(password));
    for (const [mechanism, hash] of Object.entries(SCRAM) as [ScramMechanism, string][]) {
      const salt = randomBytes(16);
      const salted = pbkdf2Sync(password.normalize("NFKC"), salt, ITERATIONS, hash === "sha256" ? 32 : 64, hash);
      const storedKey = digest(hash, hmac(hash, salted, "Client Key"));
      this.#keys.set(mechanism, { salt, storedKey, serverKey: hmac(hash, salted, "Server Key") });
    }
  }

  isPassword(password: string): boolean {
    return timingSafeEqual(digest("sha256", Buffer.from(password)), this.#password);
  }

  keys(mechanism: ScramMechanism): ScramKeys | undefined {
    return this.#keys.get(mechanism);
  }
}

/** What the server says to a token: more is needed, or the exchange is over. */
export type Step =
  | { readonly kind: "continue"; readonly token: Uint8Array }
  | { readonly kind: "done"; readonly token: Uint8Array }
  | { readonly kind: "failed"; readonly message: string };

/** A connection's login: which mechanism it chose and how far it got. */
export class Login {
  readonly #credentials: Credentials | undefined;
  #exchange: ((token: Uint8Array) => Step) | undefined;
  #authenticated: boolean;
  /** After SaslHandshake v0 tokens come bare, without a request around them. */
  bareTokens = false;

  constructor(credentials: Credentials | undefined) {
    this.#credentials = credentials;
    this.#authenticated = credentials === undefined;
  }

  /** True at once when the cluster asks for no login. */
  get isAuthenticated(): boolean {
    return this.#authenticated;
  }

  /** The client has another token to send. */
  get isUnderway(): boolean {
    return this.#exchange !== undefined;
  }

  get mechanisms(): readonly Mechanism[] {
    return this.#credentials ? MECHANISMS : [];
  }

  /** Begins an exchange; false when the mechanism is not offered. */
  begin(mechanism: string): boolean {
    const credentials = this.#credentials;
    if (!credentials || !isMechanism(mechanism)) return false;
    this.#exchange = mechanism === "PLAIN"
      ? (token) => checkPlain(credentials, token)
      : scramExchange(credentials, mechanism);
    return true;
  }

  /** Takes the client's next token; undefined without {@link begin}. */
  step(token: Uint8Array): Step | undefined {
    const step = this.#exchange?.(token);
    if (!step || step.kind === "continue") return step;
    this.#exchange = undefined;
    this.bareTokens = false;
    if (step.kind === "done") this.#authenticated = true;
    return step;
  }
}

function isMechanism(name: string): name is Mechanism {
  return MECHANISMS.some((mechanism) => mechanism === name);
}

function checkPlain(credentials: Credentials, token: Uint8Array): Step {
  const [, user, password] = Buffer.from(token).toString().split("\0");
  const good = user === credentials.user && password !== undefined && credentials.isPassword(password);
  if (good) return { kind: "done", token: new Uint8Array(0) };
  return { kind: "failed", message: "Authentication failed: Invalid username or password" };
}

function scramExchange(credentials: Credentials, mechanism: ScramMechanism): (token: Uint8Array) => Step {
  const hash = SCRAM[mechanism];
  const keys = credentials.keys(mechanism);
  const failed: Step = {
    kind: "failed",
    message: `Authentication failed during authentication due to invalid credentials with SASL mechanism ${mechanism}`,
  };
  let first: { bare: string; reply: string; nonce: string; gs2: string; user: string } | undefined;
  return (token) => {
    const text = Buffer.from(token).toString();
    if (!first) {
      const parts = /^([ny],(?:a=[^,]*)?,)(n=([^,]*),r=([^,]+).*)$/s.exec(text);
      if (!parts || !keys) return failed;
      const [, gs2 = "", bare = "", name = "", clientNonce = ""] = parts;
      const nonce = clientNonce + randomBytes(18).toString("base64");
      const reply = `r=${nonce},s=${keys.salt.toString("base64")},i=${ITERATIONS}`;
      first = { bare, reply, nonce, gs2, user: name.replaceAll("=2C", ",").replaceAll("=3D", "=") };
      return { kind: "continue", token: Buffer.from(reply) };
    }
    const parts = /^(c=([^,]*),r=([^,]*).*),p=([^,]+)$/s.exec(text);
    if (!parts || !keys) return failed;
    const [, withoutProof = "", binding = "", nonce = "", proof = ""] = parts;
    const message = `${first.bare},${first.reply},${withoutProof}`;
    const signature = hmac(hash, keys.storedKey, message);
    const given = Buffer.from(proof, "base64");
    if (given.length !== signature.length) return failed;
    const storedKey = digest(hash, signature.map((byte, i) => byte ^ (given[i] ?? 0)));
    // librdkafka before 2.6.1 puts its own nonce in front once more; the proof covers what it sent, so that is harmless.
    const good = timingSafeEqual(storedKey, keys.storedKey) && nonce.endsWith(first.nonce) &&
      Buffer.from(binding, "base64").toString() === first.gs2 && first.user === credentials.user;
    if (!good) return failed;
    return { kind: "done", token: Buffer.from(`v=${hmac(hash, keys.serverKey, message).toString("base64")}`) };
  };
}

function digest(hash: string, data: Uint8Array): Buffer {
  return createHash(hash).update(data).digest();
}

function hmac(hash: string, key: Uint8Array, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}
