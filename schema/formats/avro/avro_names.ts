/** Names of SQL as names of Avro, which are made of `[A-Za-z0-9_]` and do not begin with a digit. */

/** `sql.md` §7.5: `.` becomes `__`, other characters `_`. A name that would begin with a digit, or be empty, gets a `_` before it. */
export function avroName(name: string): string {
  const fit = name.replaceAll(".", "__").replace(/[^A-Za-z0-9_]/gu, "_");
  return /^[A-Za-z_]/.test(fit) ? fit : `_${fit}`;
}

/**
 * Field → the column that is written there: the one of its name, else the only one left that differs in case alone, where
 * it is the only such field left. Both are names of Avro, each once.
 */
export function columnsOfFields(fields: readonly string[], columns: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map(fields.filter((field) => columns.includes(field)).map((field) => [field, field]));
  const left = (names: readonly string[]) => Map.groupBy(names.filter((name) => !found.has(name)), foldedName);
  const leftColumns = left(columns);
  for (const [folded, [field, ...others]] of left(fields)) {
    const [column, ...more] = leftColumns.get(folded) ?? [];
    if (field !== undefined && column !== undefined && others.length + more.length === 0) found.set(field, column);
  }
  return found;
}

function foldedName(name: string): string {
  return name.toLowerCase();
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
