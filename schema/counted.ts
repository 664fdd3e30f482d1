/** Numbers of things, as they stand in sentences. */

/** `41,207` */
export function numberText(value: number): string {
  return value.toLocaleString("en-US");
}

/** `1 record`, `41,207 records`; `what` is one of them. */
export function counted(value: number, what: string): string {
  return `${numberText(value)} ${what}${value === 1 ? "" : "s"}`;
}
