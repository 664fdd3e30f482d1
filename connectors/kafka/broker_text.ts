/** What a broker has to say, made fit to be shown: it may be long, may steer a terminal, and may repeat a secret. */

const LONGEST = 300;

export function brokerText(text: string, secrets: readonly string[] = []): string {
  const masked = secrets.filter((secret) => secret !== "").reduce((all, one) => all.replaceAll(one, "***"), text);
  // deno-lint-ignore no-control-regex -- control characters are what is taken out
  const shown = masked.slice(0, LONGEST + 1).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
