/**
 * What a program of ours need not know before its first line. Deno reads, of all files that a literal dynamic import
 * names, and of all that those import, what they import, before anything runs: the prompt would wait for a file system
 * and grow slower with every new file of the engine. A specifier that is computed is followed when it is imported.
 *
 * The price: such a file is read with the permissions of the program, as any file that it opens.
 */

/**
 * `specifier` as it is, out of Deno's sight; relative to the file that says `import`, whose type says what it is:
 *
 * `await import(later("./shell.ts")) as typeof import("./shell.ts")`
 */
export function later(specifier: string): string {
  return specifier;
}
