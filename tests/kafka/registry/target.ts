/** The registry that the registry suite runs against: `main.ts` starts it and says where it is. */

export interface RegistryTarget {
  readonly kind: "embedded" | "apicurio";
  /** Apicurio's last release for Java 17, which differs in more. */
  readonly old?: boolean;
  /** Without a slash at the end. */
  readonly url: string;
}

const VARIABLE = "SLUICE_TEST_REGISTRY";

export function registryVariable(target: RegistryTarget): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(target) };
}

/** Throws unless `main.ts` has started this process. */
export function readRegistryTarget(): RegistryTarget {
  const text = Deno.env.get(VARIABLE);
  if (text === undefined) throw new Error(`${VARIABLE} is not set: run deno task test:kafka`);
  return JSON.parse(text);
}
