/** Where a secret may have got to: files, and texts, as it is and as it travels. */

export interface Planted {
  readonly name: string;
  readonly value: string;
}

export interface Leak {
  readonly secret: string;
  readonly place: string;
}

/** `places` are texts by their names. A secret is looked for as it is, as base64 and within a URL. */
export function leaksIn(places: Readonly<Record<string, string>>, secrets: readonly Planted[]): Leak[] {
  return Object.entries(places).flatMap(([place, text]) =>
    secrets.filter(({ value }) => shapesOf(value).some((shape) => text.includes(shape)))
      .map(({ name }) => ({ secret: name, place }))
  );
}

/** In base64 a text reads in three ways, by what stands before it; its ends are mixed with its neighbours. */
function shapesOf(secret: string): string[] {
  const shifted = ["", "a", "aa"].map((before) => btoa(before + secret).replace(/=+$/, ""));
  const [plain = "", one = "", two = ""] = shifted;
  return [secret, encodeURIComponent(secret), plain.slice(0, -2), one.slice(2, -2), two.slice(3, -2)];
}

export interface FoundFile {
  /** From the folder. */
  readonly path: string;
  /** Byte by byte. */
  readonly text: string;
  /** The permission bits. */
  readonly mode: number;
}

/** Every file below a folder, and every folder (with an empty text and a slash behind its path). */
export async function filesIn(folder: string, prefix = ""): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    const mode = ((await Deno.lstat(path)).mode ?? 0) & 0o777;
    if (isDirectory) {
      found.push({ path: `${prefix}${name}/`, text: "", mode }, ...await filesIn(path, `${prefix}${name}/`));
    } else found.push({ path: `${prefix}${name}`, text: latin1(await Deno.readFile(path)), mode });
  }
  return found;
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

export function placesOf(files: readonly FoundFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}
