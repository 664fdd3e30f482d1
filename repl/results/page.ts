/** A pager on the screen: it has the keys until the person leaves it. */
import type { StatementReader } from "../editor/editor.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { Pager, type Pages } from "./pager.ts";

/** Between two looks at what has come, and at the size of the screen, in milliseconds. */
const LOOK_MS = 100;
/** Rows that stay free: for the status line of a query that still runs, and the last one, where a terminal scrolls. */
const SPARE = 2;

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

/** Lines that are taller than the screen are paged, others printed. True: they were paged. */
export async function showLines(
  lines: readonly string[],
  parts: PageParts & { readonly paging: boolean; readonly at?: "start" | "end" },
  pages: () => Pages,
): Promise<boolean> {
  const { terminal, screen, paging } = parts;
  const fits = lines.length < terminal.size.rows - SPARE;
  if (fits || !paging || terminal.plain) {
    screen.print(lines);
    return false;
  }
  await page(pages(), parts, parts.at);
  return true;
}
