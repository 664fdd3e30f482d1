/** The text of a case file: SQL, then sections that begin with `---- title`. */

export interface CaseFile {
  readonly sql: string;
  /** In the order of the file. */
  readonly sections: readonly Section[];
}

export interface Section {
  /** `input clicks`, `output`, `output big`, `stdout`, `error`, `plan`, `notice`. */
  readonly title: string;
  /** Whole lines, each with its newline. */
  readonly body: string;
}

/** What one record of an input is made of; `null` is a null key or value. */
export interface CaseRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** Records of one table, by partition. */
export type CaseInput = readonly (readonly CaseRecord[])[];

const TITLE = /^---- (.+)\n/m;

export function parseCase(text: string): CaseFile {
  const [sql = "", ...rest] = text.split(TITLE);
  const sections: Section[] = [];
  for (let i = 0; i + 1 < rest.length; i += 2) sections.push({ title: rest[i] ?? "", body: rest[i + 1] ?? "" });
  return { sql, sections };
}

export function printCase({ sql, sections }: CaseFile): string {
  return sql + sections.map(({ title, body }) => `---- ${title}\n${body}`).join("");
}

/**
 * The inputs of a case by table. One line is one record; `---- input NAME` may be followed by
 *
 * | word | meaning |
 * |---|---|
 * | `partition N` | all records go to this partition (0 when it is not said); one section for each |
 * | `keyed` | a line is `key => value` |
 * | `escaped` | `\n`, `\t`, `\\` and `\xHH` stand for bytes |
 *
 * A key or value `\N` is null, an empty line an empty value.
 */
export function inputsOf(file: CaseFile): ReadonlyMap<string, CaseInput> {
  const inputs = new Map<string, CaseRecord[][]>();
  for (const { title, body } of file.sections) {
    const [kind, name, ...words] = title.split(" ");
    if (kind !== "input" || name === undefined) continue;
    const at = words.indexOf("partition");
    const partition = at < 0 ? 0 : Number(words[at + 1]);
    const partitions = inputs.get(name) ?? [];
    while (partitions.length <= partition) partitions.push([]);
    const read = words.includes("escaped") ? unescaped : plain;
    const lines = body.split("\n").slice(0, -1);
    partitions[partition]?.push(...lines.map((line) => recordOf(line, words.includes("keyed"), read)));
    inputs.set(name, partitions);
  }
  return inputs;
}

function recordOf(line: string, keyed: boolean, read: (text: string) => Uint8Array): CaseRecord {
  const bytes = (text: string) => text === "\\N" ? null : read(text);
  if (!keyed) return { key: null, value: bytes(line) };
  const [key = "", ...value] = line.split(" => ");
  return { key: bytes(key), value: bytes(value.join(" => ")) };
}

function plain(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, "\\": 92 };

function unescaped(text: string): Uint8Array {
  const bytes = text.split(/(\\x[0-9a-f]{2}|\\[nt\\])/i).flatMap((part) => {
    const escape = /^\\(?:x(..)|([nt\\]))$/.exec(part);
    if (escape === null) return [...plain(part)];
    return [escape[1] === undefined ? ESCAPES[escape[2] ?? ""] ?? 0 : parseInt(escape[1], 16)];
  });
  return Uint8Array.from(bytes);
}
