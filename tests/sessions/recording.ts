/** A terminal's output as it came: asciicast v2, which asciinema plays. */
import xterm from "@xterm/headless";

interface Header {
  readonly version: 2;
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

/** A longer silence is cut to this, in seconds: who watches has seen it by then. */
const LONGEST_PAUSE = 2;

export class Recording {
  readonly #header: Header;
  readonly #decoder = new TextDecoder();
  readonly #events: string[] = [];
  #time = 0;
  #last: number | undefined;

  constructor(width: number, height: number, title: string) {
    this.#header = { version: 2, width, height, title };
  }

  /** What was written at `now`, in milliseconds. */
  write(bytes: Uint8Array, now: number): void {
    const since = this.#last === undefined ? 0 : (now - this.#last) / 1000;
    this.#last = now;
    this.#time += Math.min(since, LONGEST_PAUSE);
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== "") this.#events.push(JSON.stringify([Number(this.#time.toFixed(3)), "o", text]));
  }

  get text(): string {
    return [JSON.stringify(this.#header), ...this.#events, ""].join("\n");
  }
}

/** All that a recording leaves on a screen, scrollback first. Throws where it is no asciicast. */
export async function played(cast: string): Promise<string> {
  const [head = "", ...lines] = cast.trimEnd().split("\n");
  const { version, width, height } = JSON.parse(head);
  if (version !== 2) throw new Error(`An asciicast of version ${version}`);
  const screen = new xterm.Terminal({ cols: width, rows: height, allowProposedApi: true, scrollback: 10_000 });
  let before = 0;
  for (const line of lines) {
    const [time, kind, text] = JSON.parse(line);
    if (kind !== "o" || typeof time !== "number" || time < before) throw new Error(`Not an output event: ${line}`);
    before = time;
    await new Promise<void>((resolve) => screen.write(text, resolve));
  }
  const { active } = screen.buffer;
  const rows = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true).trimEnd());
  screen.dispose();
  return rows.join("\n").trimEnd();
}
