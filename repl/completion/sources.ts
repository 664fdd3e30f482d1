/** Where the names of completion come from. */
import type { Job } from "../../engine/job.ts";
import type { World } from "../../engine/tables.ts";
import type { OutsideNames } from "./cluster_names.ts";
import type { ListFolder } from "./files.ts";
import type { CommandWords } from "./meta.ts";
import type { BoundRelations } from "./relations.ts";

/** All of it answers at once. */
export interface CompletionSources {
  readonly world: World;
  readonly relations: BoundRelations;
  readonly commands: readonly CommandWords[];
  readonly jobs: readonly Pick<Job, "id" | "state" | "text" | "ended">[];
  readonly listFolder: ListFolder;
  /** Absent: no topics, no subjects. */
  readonly cluster?: OutsideNames | undefined;
  /** Whether a name, in lower case, stands in recent statements. */
  readonly isRecent?: ((name: string) => boolean) | undefined;
}
