import assert from "node:assert/strict";
import { WatchedFiles } from "./watched_files.ts";

/** Changes as they are told, and a way to wait for the next one. */
class Changes {
  #told: ReadonlySet<string>[] = [];
  #waiting = Promise.withResolvers<void>();

  readonly take = (paths: ReadonlySet<string>): void => {
    this.#told.push(paths);
    this.#waiting.resolve();
  };

  /** The first that was not asked for yet. */
  async next(): Promise<string[]> {
    if (this.#told.length === 0) await this.#waiting.promise;
    this.#waiting = Promise.withResolvers();
    return [...this.#told.shift() ?? []].sort();
  }

  get count(): number {
    return this.#told.length;
  }
}

async function inFolder(act: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await act(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** As editors do, in one turn, so that a busy machine makes no pauses of its own. */
function saveInSteps(path: string): void {
  Deno.writeTextFileSync(path, "");
  Deno.writeTextFileSync(path, "2");
  Deno.writeTextFileSync(`${path}.tmp`, "3");
  Deno.renameSync(`${path}.tmp`, path);
}

Deno.test("WatchedFiles tells a file that is written in several steps once", () =>
  inFolder(async (dir) => {
    const changes = new Changes();
    await using files = new WatchedFiles(changes.take);
    await Deno.writeTextFile(`${dir}/a.ts`, "1");
    files.watch([`${dir}/a.ts`, `${dir}/b.ts`]);
    saveInSteps(`${dir}/a.ts`);
    saveInSteps(`${dir}/b.ts`);
    assert.deepEqual(await changes.next(), [`${dir}/a.ts`, `${dir}/b.ts`]);
    assert.equal(changes.count, 0);
  }));

Deno.test("WatchedFiles tells a file that is deleted and comes back, and nothing of others beside it", () =>
  inFolder(async (dir) => {
    const changes = new Changes();
    await using files = new WatchedFiles(changes.take);
    await Deno.writeTextFile(`${dir}/a.ts`, "1");
    files.watch([`${dir}/a.ts`]);
    await Deno.writeTextFile(`${dir}/other.ts`, "1");
    await Deno.remove(`${dir}/a.ts`);
    assert.deepEqual(await changes.next(), [`${dir}/a.ts`]);
    await Deno.writeTextFile(`${dir}/a.ts`, "1");
    assert.deepEqual(await changes.next(), [`${dir}/a.ts`]);
  }));

Deno.test("WatchedFiles follows a symbolic link to the file behind it, and to another one", () =>
  inFolder(async (dir) => {
    const changes = new Changes();
    await using files = new WatchedFiles(changes.take);
    for (const folder of ["old", "new", "links"]) await Deno.mkdir(`${dir}/${folder}`);
    for (const folder of ["old", "new"]) await Deno.writeTextFile(`${dir}/${folder}/a.ts`, folder);
    const link = `${dir}/links/a.ts`;
    await Deno.symlink("../old/a.ts", link);
    files.watch([link]);
    await Deno.writeTextFile(`${dir}/old/a.ts`, "changed");
    assert.deepEqual(await changes.next(), [link]);
    await Deno.symlink("../new/a.ts", `${dir}/links/next`);
    await Deno.rename(`${dir}/links/next`, link);
    assert.deepEqual(await changes.next(), [link]);
    files.watch([link]);
    await Deno.writeTextFile(`${dir}/new/a.ts`, "changed");
    assert.deepEqual(await changes.next(), [link]);
  }));

Deno.test("WatchedFiles.watch says whether something was not watched before, and gives up what is not named any more", () =>
  inFolder(async (dir) => {
    await using files = new WatchedFiles(() => {});
    await Deno.mkdir(`${dir}/in`);
    assert.equal(files.watch([`${dir}/a.ts`]), true);
    assert.equal(files.watch([`${dir}/a.ts`]), false);
    assert.equal(files.watch([`${dir}/a.ts`, `${dir}/in/b.ts`]), true);
    assert.deepEqual([files.isWatched(`${dir}/a.ts`), files.isWatched(`${dir}/in/b.ts`)], [true, true]);
    assert.equal(files.watch([`${dir}/in/b.ts`]), false);
    assert.deepEqual([files.isWatched(`${dir}/a.ts`), files.isWatched(`${dir}/in/b.ts`)], [false, true]);
  }));

Deno.test("WatchedFiles sees a file come with its folders, go with them, and come again", () =>
  inFolder(async (dir) => {
    const path = `${dir}/lib/deep/a.ts`;
    const changes = new Changes();
    await using files = new WatchedFiles(changes.take);
    const next = async () => {
      const found = await changes.next();
      files.watch([path]);
      return found;
    };
    files.watch([path]);
    for (let round = 0; round < 2; round++) {
      await Deno.mkdir(`${dir}/lib`);
      assert.deepEqual(await next(), [path]);
      await Deno.mkdir(`${dir}/lib/deep`);
      assert.deepEqual(await next(), [path]);
      await Deno.writeTextFile(path, "1");
      assert.deepEqual(await next(), [path]);
      await Deno.remove(`${dir}/lib`, { recursive: true });
      assert.deepEqual(await next(), [path]);
    }
  }));

/** In one turn: nobody sees that there is no folder for a moment. */
function replaceFolder(folder: string, giveUp: () => void): void {
  Deno.mkdirSync(`${folder}.new`);
  giveUp();
  Deno.renameSync(`${folder}.new`, folder);
}

Deno.test("WatchedFiles follows a file into the folder that takes the place of its own at once", () =>
  inFolder(async (dir) => {
    const folder = `${dir}/lib`;
    const path = `${folder}/a.ts`;
    const swaps: readonly (() => void)[] = [
      () => Deno.renameSync(folder, `${dir}/old`),
      () => Deno.removeSync(folder, { recursive: true }),
    ];
    const changes = new Changes();
    await using files = new WatchedFiles(changes.take);
    await Deno.mkdir(folder);
    for (const giveUp of swaps) {
      files.watch([path]);
      replaceFolder(folder, giveUp);
      assert.deepEqual(await changes.next(), [path]);
      files.watch([path]);
      await Deno.writeTextFile(path, "1");
      assert.deepEqual(await changes.next(), [path]);
    }
  }));

Deno.test({
  name: "WatchedFiles watches nothing that it may not read, and asks nobody",
  permissions: { read: false },
  fn: async () => {
    await using files = new WatchedFiles(() => {});
    assert.equal(files.watch(["a.ts"]), false);
    assert.equal(files.isWatched("a.ts"), false);
  },
});
