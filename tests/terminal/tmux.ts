/**
 * tmux as a second, independent terminal: a login shell in a server of its own, into which a test types. There are no sleeps: the screen is
 * read again and again until it shows what is waited for.
 */
import { environment } from "../program.ts";

const TIMEOUT_MS = 30_000;
const OFTEN_MS = 40;

/** False: tests that need tmux are left out, and their names say why. */
export const HAS_TMUX = await isInstalled();

export interface TmuxOptions {
  readonly cols?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export class Tmux implements AsyncDisposable {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** A bash that says `$ ` when it waits. */
  static async start({ cols = 100, rows = 30, env = {} }: TmuxOptions = {}): Promise<Tmux> {
    const tmux = new Tmux(`sluice-${crypto.randomUUID().slice(0, 8)}`);
    const size = ["-x", String(cols), "-y", String(rows)];
    const bash = "env 'PS1=$ ' bash --norc --noprofile -i";
    await tmux.#run(["-f", "/dev/null", "new-session", "-d", ...size, bash], environment(env));
    try {
      await tmux.waitFor(/^\$ ?$/m);
    } catch (error) {
      await tmux[Symbol.asyncDispose]();
      throw error;
    }
    return tmux;
  }

  async #run(args: readonly string[], env: Readonly<Record<string, string>> = environment()): Promise<string> {
    const command = new Deno.Command("tmux", {
      args: ["-u", "-L", this.#socket, ...args],
      clearEnv: true,
      env: { TERM: "xterm-256color", ...env },
      stdin: "null",
    });
    const { code, stdout, stderr } = await command.output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (code !== 0) throw new Error(`tmux ${args[0]} failed: ${text(stderr)}`);
    return text(stdout);
  }

  /** Text as it is. */
  async type(text: string): Promise<void> {
    await this.#run(["send-keys", "-l", "--", text.replace(/;$/, "\\;")]); // tmux takes a last ; for its own
  }

  /** Keys by tmux's names: `Enter`, `C-c`, `Tab`, `Up`, … */
  async press(...keys: string[]): Promise<void> {
    await this.#run(["send-keys", ...keys]);
  }

  /** Types a line and Enter, in two reads: what comes with its Enter counts as pasted. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.waitFor((screen) => screen.replaceAll(/\n(?:\.\.\.> | {5})?/g, "").endsWith(line.trimEnd()));
    await this.press("Enter");
  }

  /** In brackets, where the program asked for them. */
  async paste(text: string): Promise<void> {
    await this.#run(["set-buffer", "--", text]);
    await this.#run(["paste-buffer", "-p"]);
  }

  async resize(cols: number, rows: number): Promise<void> {
    await this.#run(["resize-window", "-x", String(cols), "-y", String(rows)]);
  }

  /** What is on the screen, without blanks at the ends; `styled`: with its SGR codes; `all`: with the scrollback. */
  async screen({ styled = false, all = false } = {}): Promise<string> {
    const text = await this.#run(["capture-pane", "-p", ...(styled ? ["-e"] : []), ...(all ? ["-S", "-"] : [])]);
    return text.split("\n").map((line) => line.trimEnd()).join("\n").trimEnd();
  }

  /** Column and row, counted from 0. */
  async cursor(): Promise<readonly [x: number, y: number]> {
    const [x = 0, y = 0] = (await this.ask("#{cursor_x} #{cursor_y}")).split(" ").map(Number);
    return [x, y];
  }

  /** What tmux knows, by its format. */
  async ask(format: string): Promise<string> {
    return (await this.#run(["display-message", "-p", format])).trimEnd();
  }

  /** Resolves to the screen as soon as it fits. */
  async waitFor(condition: string | RegExp | ((screen: string) => boolean)): Promise<string> {
    const fits = (screen: string) =>
      typeof condition === "function"
        ? condition(screen)
        : typeof condition === "string"
        ? screen.includes(condition)
        : condition.test(screen);
    const deadline = performance.now() + TIMEOUT_MS;
    for (;;) {
      const screen = await this.screen();
      if (fits(screen)) return screen;
      if (performance.now() > deadline) throw new Error(`Timed out waiting for ${condition}; the screen:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, OFTEN_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run(["kill-server"]);
  }
}

async function isInstalled(): Promise<boolean> {
  try {
    return (await new Deno.Command("tmux", { args: ["-V"], stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
