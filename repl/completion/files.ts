/** Files and folders by the beginning of a path. */
import type { Candidate } from "./candidates.ts";

export interface FolderEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** What is in a folder; empty when it cannot be read. `""` is the folder that the shell works in. */
export type ListFolder = (path: string) => readonly FolderEntry[];

export function listFolder(path: string): readonly FolderEntry[] {
  try {
    return [...Deno.readDirSync(path === "" ? "." : path)];
  } catch {
    return [];
  }
}

/** Whole paths: `pipelines/a.sql`, folders with a slash at their end. Hidden files where a dot was typed. */
export function fileCandidates(typed: string, list: ListFolder): Candidate[] {
  const slash = typed.lastIndexOf("/") + 1;
  const [folder, beginning] = [typed.slice(0, slash), typed.slice(slash)];
  return list(folder).filter(({ name }) => beginning.startsWith(".") || !name.startsWith("."))
    .toSorted((a, b) => a.name < b.name ? -1 : 1)
    .map(({ name, isDirectory }) => ({
      text: `${folder}${name}${isDirectory ? "/" : ""}`,
      kind: "file",
      detail: isDirectory ? "folder" : undefined,
    }));
}
