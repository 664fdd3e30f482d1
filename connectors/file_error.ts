import { ConnectorError } from "../schema/errors.ts";

/** What the system says about a file, in words; `action` is `Cannot read` or `Cannot write to`. */
export function fileError(action: string, path: string, cause: unknown): ConnectorError {
  const message = (why: string) => `${action} file '${path}': ${why}`;
  const failed = (why: string, code: string, hint?: string) =>
    new ConnectorError(message(why), { code, cause, ...(hint !== undefined && { hint }) });
  if (cause instanceof Deno.errors.NotFound) {
    const writing = action !== "Cannot read";
    return failed(
      writing ? "the folder does not exist" : "it does not exist",
      "not_found",
      writing
        ? "Create the folder, or correct the option 'path'."
        : `Correct the option 'path'; a relative path starts at the folder that Sluice was started in.`,
    );
  }
  if (cause instanceof Deno.errors.IsADirectory) {
    return failed("it is a directory", "not_a_file", "Give the path of a file in the option 'path'.");
  }
  if (cause instanceof Deno.errors.NotADirectory) return failed("a part of its path is not a folder", "not_a_file");
  if (cause instanceof Deno.errors.NotCapable) {
    const flag = action === "Cannot read" ? "--allow-read" : "--allow-write";
    return failed("Deno was started without the permission", "permission", `Start it with ${flag}=${path}.`);
  }
  if (cause instanceof Deno.errors.PermissionDenied) {
    return failed("permission denied", "permission", "Check who owns the file and its folder.");
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/no space left/i.test(text)) {
    return failed("no space left on the device", "disk_full", "Make room, or give another path.");
  }
  return failed(text.replace(/ \(os error \d+\).*$/, ""), "io");
}
