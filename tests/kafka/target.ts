/** The cluster that a suite runs against: `main.ts` starts it and says where it is. */

export interface Login {
  /** `host:port` of a listener with TLS that asks for a login. */
  readonly bootstrap: string;
  /** Path of the authority's certificate. */
  readonly ca: string;
  readonly user: string;
  readonly password: string;
}

export interface Target {
  readonly kind: "embedded" | "kafka";
  /** `host:port,…` of listeners in plaintext without a login. */
  readonly bootstrap: string;
  readonly secure: Login;
  /** `host:port` of another, embedded cluster, for suites that write to two. */
  readonly elsewhere?: string;
  /** A user who may do nothing, at `secure`; undefined where nobody is refused. */
  readonly stranger?: { readonly user: string; readonly password: string };
}

const VARIABLE = "SLUICE_TEST_TARGET";

export function targetVariable(target: Target): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(target) };
}

/** Throws unless `main.ts` has started this process. */
export function readTarget(): Target {
  const text = Deno.env.get(VARIABLE);
  if (text === undefined) throw new Error(`${VARIABLE} is not set: run deno task test:kafka`);
  return JSON.parse(text);
}
