/** What README.md and docs/ show of sessions, held against what the program does; `UPDATE=1` writes it anew. */
import assert from "node:assert/strict";
import { type CapturedBlock, capturedBlocks, withCaptures } from "./captured_blocks.ts";
import { normal } from "./normal.ts";
import { type Captures, play, type Session } from "./session.ts";

const ROOT = new URL("../../", import.meta.url);
const PAGES = ["README.md", "docs/shell.md"].map((page) => new URL(page, ROOT));
export const UPDATE = Deno.env.get("UPDATE") === "1";
export const HOW = "UPDATE=1 deno test -A tests/sessions writes it anew; read the difference before you commit it";

/** The captured blocks of all pages. */
export async function shownBlocks(): Promise<readonly CapturedBlock[]> {
  return (await Promise.all(PAGES.map((page) => Deno.readTextFile(page)))).flatMap(capturedBlocks);
}

/** Plays the session: what the pages show of it is what comes. */
export async function assertShown(session: Session): Promise<void> {
  const captures = await play(session);
  if (UPDATE) await update(captures);
  const here = (await shownBlocks()).filter(({ name }) => captures.has(name));
  assert.ok(here.length > 0, `no page shows "${session.name}"`);
  for (const { name, text } of here) {
    assert.equal(normal(text), normal(captures.get(name) ?? ""), `${name} has changed: ${HOW}`);
  }
}

async function update(captures: Captures): Promise<void> {
  for (const page of PAGES) {
    const text = await Deno.readTextFile(page);
    const updated = withCaptures(text, captures);
    if (updated !== text) await Deno.writeTextFile(page, updated);
  }
}
