/** `\replay FILE [--check]`. */
import { style } from "../editor/highlight.ts";
import type { Shell } from "../shell.ts";
import { replay } from "./replay.ts";

/** Between two looks whether the terminal is gone, in milliseconds. */
const LOOK_MS = 250;

/** Runs the script `text` of the file `path` once more, until Ctrl-C or the terminal's end. Throws as {@link replay} does. */
export async function replayInShell(shell: Shell, path: string, text: string, isCompared: boolean): Promise<void> {
  const { session, reader, screen, terminal } = shell.parts;
  const stop = new AbortController();
  using _keys = reader.capture((key) => {
    const stops = key.ctrl && key.name === "c";
    if (stops) stop.abort();
    return stops;
  });
  const looking = setInterval(() => reader.closed && stop.abort(), LOOK_MS);
  try {
    await replay(path, text, {
      session,
      isCompared,
      signal: stop.signal,
      ...(!isCompared && { view: (fields, query) => shell.results.view(fields, query) }),
      style: () => ({ theme: terminal.theme, width: terminal.size.columns }),
      begins(place, count) {
        screen.setStatus("below", [style(terminal.theme, "dim", `replaying ${place} of ${count} · Ctrl-C stops`)]);
      },
      print: (lines) => shell.print(lines),
      say: (remark) => shell.say(remark),
    });
  } finally {
    clearInterval(looking);
    screen.setStatus("below", []);
  }
}
