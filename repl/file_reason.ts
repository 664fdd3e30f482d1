/** Why the system refused something of a file, as the end of a sentence. */

/** `permission denied`: the system's own words, without its number. */
export function systemReason(cause: unknown): string {
  const why = cause instanceof Error ? cause.message.replace(/ \(os error \d+\).*$/s, "") : String(cause);
  return why.charAt(0).toLowerCase() + why.slice(1);
}

/** The same of a file that somebody has named. */
export function fileReason(cause: unknown): string {
  return cause instanceof Deno.errors.NotFound ? "there is no such file" : systemReason(cause);
}
