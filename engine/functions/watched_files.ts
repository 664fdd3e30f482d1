/** Files that are watched for changes, through their folders: editors put a new file in the place of the old one. */

/** Editors write in several steps: a change is told when so long nothing more has happened, in milliseconds. */
const QUIET_MS = 100;
/** It is told after so long whatever happens. */
const LONGEST_MS = 1000;

interface Folder {
  readonly watcher: Deno.FsWatcher;
  /** Of the folder that the watcher sees: another one may take its place and its path. */
  readonly identity: string | undefined;
  /** Paths of watched files by their names in the folder. */
  readonly names: Map<string, Set<string>>;
}

/** A folder is watched for as long as a file in it is, and only where Deno may read it without asking anybody. */
export class WatchedFiles implements AsyncDisposable {
  readonly #onChange: (paths: ReadonlySet<string>) => void;
  readonly #folders = new Map<string, Folder>();
  readonly #ending = new Set<Promise<void>>();
  readonly #changed = new Set<string>();
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #longest: ReturnType<typeof setTimeout> | undefined;

  /** `onChange` gets paths as they were given to {@link watch}; something has happened to them, which may be nothing. */
  constructor(onChange: (paths: ReadonlySet<string>) => void) {
    this.#onChange = onChange;
  }

  /**
   * Exactly these are watched from now on. They need not exist, nor need their folders: the next one above is watched for
   * them to come. Symbolic links are watched at both of their ends. True: some were not watched before, and may have
   * changed just now. To be called again after each change.
   */
  watch(paths: Iterable<string>): boolean {
    const wanted = new Map<string, Map<string, Set<string>>>();
    for (const path of paths) {
      for (const { folder, name } of placesOf(path)) {
        const names = wanted.get(folder) ?? new Map<string, Set<string>>();
        wanted.set(folder, names.set(name, (names.get(name) ?? new Set()).add(path)));
      }
    }
    for (const [folder, { watcher, identity }] of this.#folders) {
      if (wanted.has(folder) && identity === identityOf(folder)) continue;
      this.#folders.delete(folder);
      watcher.close();
    }
    const added = [...wanted].filter(([folder, names]) => this.#watchFolder(folder, names));
    return added.length > 0;
  }

  /** A change of this file will be told. */
  isWatched(path: string): boolean {
    return placesOf(path).every(({ folder }) => this.#folders.has(folder));
  }

  /** True: something of it was not watched before. */
  #watchFolder(folder: string, names: Map<string, Set<string>>): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) {
      const isNew = [...names.keys()].some((name) => !known.names.has(name));
      known.names.clear();
      for (const [name, paths] of names) known.names.set(name, paths);
      return isNew;
    }
    const watcher = watcherOf(folder);
    if (watcher === undefined) return false;
    const failed = () => {}; // it has ended: the next statement reads the file anyway
    const watched = { watcher, identity: identityOf(folder), names };
    const done = this.#follow(folder, watched).catch(failed).finally(() => {
      this.#ending.delete(done);
      if (this.#folders.get(folder)?.watcher === watcher) this.#folders.delete(folder);
    });
    this.#ending.add(done);
    this.#folders.set(folder, watched);
    return true;
  }

  async #follow(folder: string, { watcher, identity, names }: Folder): Promise<void> {
    const real = realPath(folder);
    const isFolder = (path: string) => path === real || path === folder || path.endsWith(`/${folder}`);
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      const found = paths.flatMap((path) => [...names.get(nameOf(path)) ?? []]);
      if (found.length > 0) this.#note(found);
      if (kind !== "remove" && kind !== "rename") continue;
      // The system does not always tell that the folder itself has gone.
      if (!paths.some(isFolder) && identityOf(folder) === identity) continue;
      this.#note([...names.values()].flatMap((some) => [...some]));
      watcher.close(); // it would not see a new folder of that name, which may be there already
    }
  }

  #note(paths: readonly string[]): void {
    for (const path of paths) this.#changed.add(path);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#tell(), QUIET_MS);
    this.#longest ??= setTimeout(() => this.#tell(), LONGEST_MS);
  }

  #tell(): void {
    this.#forgetTimers();
    const paths = new Set(this.#changed);
    this.#changed.clear();
    this.#onChange(paths);
  }

  #forgetTimers(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#longest);
    this.#quiet = this.#longest = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forgetTimers();
    this.watch([]);
    await Promise.all(this.#ending);
  }
}

/** Undefined: there is no such folder, or no permission to look into it. */
function watcherOf(folder: string): Deno.FsWatcher | undefined {
  if (Deno.permissions.querySync({ name: "read", path: folder }).state !== "granted") return undefined;
  try {
    return Deno.watchFs(folder, { recursive: false });
  } catch {
    return undefined; // gone, or the system has no watcher left: the file is read again by the next statement
  }
}

/** The same as long as it is the same folder; undefined: there is none. */
function identityOf(folder: string): string | undefined {
  try {
    const { dev, ino } = Deno.statSync(folder);
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}

interface FilePlace {
  readonly folder: string;
  readonly name: string;
}

/** Where the file is found, and where it lies if that is another place. */
function placesOf(path: string): readonly FilePlace[] {
  const own = placeOf(path);
  const real = realPlace(path);
  return real === undefined || (real.name === own.name && real.folder === realPath(own.folder)) ? [own] : [own, real];
}

function placeOf(path: string): FilePlace {
  const folder = folderOf(path);
  return folder === path || realPath(folder) !== undefined ? { folder, name: nameOf(path) } : placeOf(folder);
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, Math.max(1, slash));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function realPlace(path: string): FilePlace | undefined {
  const real = realPath(path);
  return real === undefined ? undefined : placeOf(real);
}

/** Undefined: there is nothing, or it may not be asked for. */
function realPath(path: string): string | undefined {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return undefined;
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}
