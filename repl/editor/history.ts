/**
 * Statements that were entered, in a file that parallel shells share: NDJSON, append-only, one write per line, so a
 * crash loses nothing.
 *
 * ```
 * {"id":"…","t":"2026-01-01T10:00:00.000Z","dir":"/home/ann/shop","sql":"SELECT …;"}      at submit
 * {"id":"…","ms":412,"rows":1204,"rc":0}                                                 at the end
 * ```
 */

/** A statement as it was entered, line breaks and all. */
export interface HistoryEntry {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly t: string;
  /** The folder the shell worked in. */
  readonly dir: string;
  /** Masked, unless this shell entered it: then as it was typed. */
  readonly sql: string;
}

/** How a statement ended. */
export interface HistoryEnd {
  readonly ms: number;
  readonly rows: number;
  /** 0: it succeeded. */
  readonly rc: number;
}

export interface HistoryOptions {
  /** The file; undefined keeps history in memory only. {@link historyPath} finds it. */
  readonly path: string | undefined;
  readonly dir: string;
  /** Replaces the secrets of a statement by `'***'`; called before anything is written. */
  readonly mask: (sql: string) => string;
  /** Called at most once, when the file cannot be read or written; the shell goes on without it. */
  readonly notice: (message: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Entries that a compaction keeps. */
  readonly keep?: number;
  /** Bytes from which {@link History.compact} has something to do. */
  readonly compactAt?: number;
}

const KEEP = 10_000;
const COMPACT_AT = 8 * 1024 * 1024;
const LINE_FEED = 10;
/** Stands for a secret. */
export const MASK = "'***'";

/** `SLUICE_HISTORY`, else `~/.sluice/history.ndjson`; undefined when it is empty or there is no home. */
export function historyPath(env: (name: string) => string | undefined): string | undefined {
  const given = env("SLUICE_HISTORY");
  if (given !== undefined) return given === "" ? undefined : given;
  const home = env("HOME") ?? env("USERPROFILE");
  return home === undefined || home === "" ? undefined : `${home}/.sluice/history.ndjson`;
}

export class History {
  readonly #options: HistoryOptions;
  /** Oldest first, with those of other shells. */
  #entries: HistoryEntry[] = [];
  /** This shell's statements as they were typed. */
  readonly #typed = new Map<string, HistoryEntry>();
  /** Statements that are in memory only. */
  readonly #unsaved = new Set<string>();
  /** How far which file was read. */
  #read = 0;
  #inode: number | null = null;
  #noticed = false;

  /** A secret of this statement was replaced before it was written down: it cannot run as it is. */
  isMasked(sql: string): boolean {
    const probe = sql.replaceAll(MASK, "'?'");
    return sql.includes(MASK) && this.#options.mask(probe) !== probe;
  }

  /** Statements are there when the shell is started again. */
  get isKept(): boolean {
    return this.#options.path !== undefined;
  }

  /** The folder that this shell works in. */
  get dir(): string {
    return this.#options.dir;
  }

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /**
   * Writes a statement down and returns its id for {@link end}; undefined when it is kept out, because it is blank or
   * begins with a blank.
   */
  submit(sql: string): string | undefined {
    if (sql.trim() === "" || /^\s/.test(sql)) return undefined;
    const { dir, mask, now } = this.#options;
    const entry = { id: crypto.randomUUID(), t: new Date(now()).toISOString(), dir, sql };
    this.#typed.set(entry.id, entry);
    const written = this.#append({ ...entry, sql: mask(sql) });
    if (!written) {
      this.#unsaved.add(entry.id);
      this.#entries.push(entry);
    }
    return entry.id;
  }

  /** Writes down how the statement of {@link submit} ended; nothing for one that was kept out. */
  end(id: string | undefined, end: HistoryEnd): void {
    if (id !== undefined) this.#append({ id, ...end });
  }

  /** Oldest first, equal neighbours as one (the newer); what other shells have written since is read first. */
  entries(): readonly HistoryEntry[] {
    this.#readNew();
    return this.#entries.filter((entry, index) => this.#entries[index + 1]?.sql !== entry.sql);
  }

  /** At start: a file that has grown large is replaced by one with the newest entries. Safe beside other shells. */
  compact(): void {
    const { path, compactAt = COMPACT_AT } = this.#options;
    if (path === undefined) return;
    this.#guard(() => {
      const size = sizeOf(path);
      if (size === undefined || size <= compactAt) return;
      // Who appends holds a shared lock, so nothing is written between reading here and the rename.
      using file = Deno.openSync(path, { read: true, write: true });
      file.lockSync(true);
      if (!isSameFile(file, path)) return; // another shell was faster
      const lines = newestLines(new TextDecoder().decode(readFrom(file, 0)), this.#options.keep ?? KEEP);
      const fresh = `${path}.${crypto.randomUUID()}.new`;
      Deno.writeTextFileSync(fresh, lines.map((line) => `${line}\n`).join(""), { mode: 0o600, createNew: true });
      Deno.renameSync(fresh, path);
    });
  }

  /** True when the line is in the file. */
  #append(record: object): boolean {
    const { path } = this.#options;
    if (path === undefined) return false;
    return this.#guard(() => {
      using file = openForAppend(path);
      const line = new TextEncoder().encode(`${endsOpen(file) ? "\n" : ""}${JSON.stringify(record)}\n`);
      for (let at = 0; at < line.length;) at += file.writeSync(line.subarray(at));
    });
  }

  #readNew(): void {
    const { path } = this.#options;
    if (path === undefined) return;
    this.#guard(() => {
      if (sizeOf(path) === undefined) return;
      using file = Deno.openSync(path, { read: true });
      const { ino, size } = file.statSync();
      if (ino !== this.#inode || size < this.#read) {
        this.#entries = this.#entries.filter(({ id }) => this.#unsaved.has(id));
        this.#read = 0;
        this.#inode = ino;
      }
      const bytes = readFrom(file, this.#read);
      const complete = bytes.lastIndexOf(LINE_FEED) + 1;
      this.#read += complete;
      for (const line of new TextDecoder().decode(bytes.subarray(0, complete)).split("\n")) {
        const entry = parseEntry(line);
        if (entry) this.#entries.push(this.#typed.get(entry.id) ?? entry);
      }
    });
  }

  /** Runs `action`; a failure becomes the one notice, and false. */
  #guard(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      if (!this.#noticed) {
        this.#noticed = true;
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.notice(`History is not saved: ${reason}`);
      }
      return false;
    }
  }
}

/** The file under a shared lock, made with mode 0600 where there was none. */
function openForAppend(path: string): Deno.FsFile {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  if (folder !== "" && sizeOf(folder) === undefined) Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const file = Deno.openSync(path, { append: true, read: true, create: true, mode: 0o600 });
    try {
      file.lockSync(false);
      // A compaction may have put another file in its place while this one waited for the lock.
      if (isSameFile(file, path)) {
        const { isFile, mode } = file.statSync();
        if (isFile && mode !== null && (mode & 0o077) !== 0) Deno.chmodSync(path, 0o600);
        return file;
      }
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
  }
}

function isSameFile(file: Deno.FsFile, path: string): boolean {
  return sizeOf(path) !== undefined && file.statSync().ino === Deno.statSync(path).ino;
}

/** The last line was cut by a crash: what follows must begin on a line of its own. */
function endsOpen(file: Deno.FsFile): boolean {
  const { isFile, size } = file.statSync();
  return isFile && size > 0 && readFrom(file, size - 1)[0] !== LINE_FEED;
}

function readFrom(file: Deno.FsFile, from: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, file.statSync().size - from));
  file.seekSync(from, Deno.SeekMode.Start);
  let at = 0;
  while (at < bytes.length) {
    const length = file.readSync(bytes.subarray(at));
    if (length === null) break;
    at += length;
  }
  return bytes.subarray(0, at);
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The lines of the newest `keep` statements: each statement and how it ended. */
function newestLines(text: string, keep: number): string[] {
  const lines = text.split("\n").filter((line) => line !== "");
  const kept = new Set(lines.map(parseEntry).filter((entry) => entry !== undefined).slice(-keep).map(({ id }) => id));
  return lines.filter((line) => kept.has(idOf(line) ?? ""));
}

/** A submitted statement; undefined for how one ended, for a line that was cut, and for what others put there. */
function parseEntry(line: string): HistoryEntry | undefined {
  const value = parseLine(line);
  if (!value || !("sql" in value)) return undefined;
  const { id, t, dir, sql } = value;
  if (typeof id !== "string" || typeof t !== "string" || typeof dir !== "string" || typeof sql !== "string") {
    return undefined;
  }
  return { id, t, dir, sql };
}

function idOf(line: string): string | undefined {
  const id = parseLine(line)?.["id"];
  return typeof id === "string" ? id : undefined;
}

function parseLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
