/** Names of columns and tables as Protobuf can have them. */

/** `.` becomes `__`, what else is no letter, digit or `_` becomes `_`, and a digit does not come first. */
export function protoName(name: string): string {
  const fit = name.replaceAll(".", "__").replace(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z_]/.test(fit) ? fit : `_${fit}`;
}

/** One for each; names that would become the same are numbered. */
export function protoNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const fit = protoName(name);
    let own = fit;
    for (let n = 2; taken.has(own); n++) own = `${fit}_${n}`;
    taken.add(own);
    return own;
  });
}
