/** A pager on the screen: it has the keys until the person leaves it. */
import type { StatementReader } from "../editor/editor.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { Pager, type Pages } from "./pager.ts";

/** Between two looks at what has come, and at the size of the screen, in milliseconds. */
const LOOK_MS = 100;
/** One row stays free: the last one of a screen is where a terminal scrolls. */
const SPARE = 1;

export interface PageParts {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly reader: StatementReader;
}

/** Resolves when the person has left, or the terminal is gone; what was on the screen then stays in the scrollback. */
export async function page(
  pages: Pages,
  { terminal, screen, reader }: PageParts,
  at: "start" | "end" = "start",
): Promise<void> {
  const pager = new Pager(pages, at);
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const room = () => terminal.size.rows - SPARE;
  const paint = () => {
    if (reader.closed) return leave();
    screen.setStatus("above", pager.frame(terminal.size.columns, room(), terminal.theme));
  };
  using _keys = reader.capture((key) => {
    if (pager.key(key, room())) leave();
    else paint();
    return true;
  });
  const timer = setInterval(paint, LOOK_MS);
  try {
    paint();
    await left;
  } finally {
    clearInterval(timer);
    screen.setStatus("above", []);
    screen.print(pager.left(terminal.size.columns, room(), terminal.theme));
  }
}

/** Lines that are taller than the screen are paged, others printed. */
export async function showLines(
  lines: readonly string[],
  parts: PageParts & { readonly paging: boolean },
  pages: () => Pages,
): Promise<void> {
  const { terminal, screen, paging } = parts;
  const fits = lines.length < terminal.size.rows - SPARE;
  if (fits || !paging || terminal.plain) screen.print(lines);
  else await page(pages(), parts);
}
