/** The part of `@std/testing/bdd` that Sluice uses: `describe` groups `it`s; each `it` becomes one `Deno.test`. */
const groups: string[] = [];

export function describe(name: string, body: () => void): void {
  groups.push(name);
  try {
    body();
  } finally {
    groups.pop();
  }
}

export function it(name: string, fn: (t: Deno.TestContext) => void | Promise<void>): void {
  Deno.test([...groups, name].join(" > "), fn);
}
