/** A text in the person's own editor. */
import { ConnectorError } from "../../schema/errors.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface EditParts {
  readonly terminal: Terminal;
  readonly screen: Screen;
}

/**
 * The text as it is when the editor has ended. It lies in a file that only its owner can read, for as long as that.
 * Throws a `ConnectorError` when there is no editor, or Deno may not start it.
 */
export async function edited(text: string, { terminal, screen }: EditParts): Promise<string> {
  const [command = "", ...args] = editor();
  if (terminal.dumb) throw new ConnectorError("A dumb terminal has no place for an editor", { code: "unsupported" });
  checkRight(command);
  const file = await Deno.makeTempFile({ suffix: ".sql" });
  try {
    await Deno.writeTextFile(file, text.trim() === "" ? "" : `${text.trimEnd()}\n`);
    await screen.drained();
    terminal.pause();
    try {
      const { success, code } = await new Deno.Command(command, {
        args: [...args, file],
        stdin: "inherit",
        stdout: "inherit",
        stderr: "inherit",
      }).spawn().status;
      if (!success) {
        throw new ConnectorError(`The editor ${command} ended with ${code}: nothing was taken over`, {
          code: "editor",
        });
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new ConnectorError(`There is no editor ${command}`, {
        code: "not_found",
        hint: "Set VISUAL or EDITOR to one.",
        cause: error,
      });
    } finally {
      terminal.resume();
      screen.reset();
    }
    return (await Deno.readTextFile(file)).trimEnd();
  } finally {
    await Deno.remove(file);
  }
}

/** Program and arguments. */
function editor(): string[] {
  const named = ["VISUAL", "EDITOR"].map((name) =>
    granted({ name: "env", variable: name }) ? Deno.env.get(name) : undefined
  );
  const words = named.find((value) => value !== undefined && value.trim() !== "") ?? "vi";
  return words.trim().split(/\s+/);
}

function checkRight(command: string): void {
  if (granted({ name: "run", command })) return;
  throw new ConnectorError(`Deno may not start the editor ${command}`, {
    code: "permission",
    hint: `Start Sluice with the right to run it: deno run -P --allow-run=${command} mod.ts`,
  });
}

function granted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}
