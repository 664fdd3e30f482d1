/** Which field of a record a column or member means. */

/** The same name, else the only one that differs in case alone. */
export function indexByName(names: readonly string[], name: string): number | undefined {
  const exact = names.indexOf(name);
  if (exact >= 0) return exact;
  const folded = name.toLowerCase();
  const first = names.findIndex((one) => one.toLowerCase() === folded);
  const last = names.findLastIndex((one) => one.toLowerCase() === folded);
  return first >= 0 && first === last ? first : undefined;
}
