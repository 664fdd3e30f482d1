/** Names of SQL as names of Avro, which are made of `[A-Za-z0-9_]` and do not begin with a digit. */

/** `sql.md` §7.5: `.` becomes `__`, other characters `_`. A name that would begin with a digit, or be empty, gets a `_` before it. */
export function avroName(name: string): string {
  const fit = name.replaceAll(".", "__").replace(/[^A-Za-z0-9_]/gu, "_");
  return /^[A-Za-z_]/.test(fit) ? fit : `_${fit}`;
}

/** Gives each named type of a schema a name of its own. */
export class TypeNames {
  readonly #used = new Set<string>();

  /** `fullName` is taken. */
  add(fullName: string): void {
    this.#used.add(fullName);
  }

  /** `name`, with as many `_` behind it as tell it from those before. */
  unused(name: string, namespace: string): string {
    while (this.#used.has(fullNameOf(name, namespace))) name += "_";
    this.add(fullNameOf(name, namespace));
    return name;
  }
}

/** `namespace` is empty where there is none. A name with a dot is full already. */
export function fullNameOf(name: string, namespace: string): string {
  return name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
}
