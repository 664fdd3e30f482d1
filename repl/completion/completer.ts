/** What one shell completes with: its session, and what it remembers between two keys. */
import { functionsOf } from "../../engine/facts.ts";
import type { Session } from "../../engine/session.ts";
import type { Completion, Hint } from "./candidates.ts";
import { ClusterNames } from "./cluster_names.ts";
import { completionAt } from "./complete.ts";
import { type CursorPlace, cursorPlaceAt } from "./cursor_place.ts";
import { listFolder } from "./files.ts";
import { allFunctions } from "./functions.ts";
import type { CommandWords } from "./meta.ts";
import { optionHintAt } from "./option_hint.ts";
import { BoundRelations } from "./relations.ts";
import { scriptHint } from "./script.ts";
import { signatureAt } from "./signature.ts";
import type { CompletionSources } from "./sources.ts";

export interface CompleterOptions {
  readonly session: Session;
  readonly commands: readonly CommandWords[];
  /** Milliseconds, any origin. */
  readonly now: () => number;
  /** Names that were asked for have come: an open menu may be made anew. */
  readonly onChange: () => void;
  /** Whether a name, in lower case, stands in recent statements. */
  readonly isRecent?: (name: string) => boolean;
}

export class Completer implements Disposable {
  readonly #options: CompleterOptions;
  readonly #relations: BoundRelations;
  readonly #cluster: ClusterNames;
  /** A key asks for a completion and for a hint at the same place. */
  #last: { readonly text: string; readonly cursor: number; readonly place: CursorPlace } | undefined;

  constructor(options: CompleterOptions) {
    this.#options = options;
    this.#relations = new BoundRelations(options.session.world);
    this.#cluster = new ClusterNames(options.session.world, options.now, options.onChange);
  }

  /** As {@link completionAt}. */
  complete(text: string, cursor: number, ask: boolean): Completion {
    return completionAt(text, cursor, this.#sources(), ask, this.#placeAt(text, cursor));
  }

  /** How the function around the cursor is called, or what the option there means. */
  hint(text: string, cursor: number): Hint | undefined {
    const { sql: place, script } = this.#placeAt(text, cursor);
    if (text.trimStart().startsWith("\\")) return undefined;
    if (place === undefined) return script && scriptHint(script);
    const { world } = this.#options.session;
    return optionHintAt(place, world) ?? signatureAt(place, allFunctions(functionsOf(world)));
  }

  /** Whoever still waits for names gets none. */
  [Symbol.dispose](): void {
    this.#cluster[Symbol.dispose]();
  }

  #placeAt(text: string, cursor: number): CursorPlace {
    if (this.#last?.text !== text || this.#last.cursor !== cursor) {
      this.#last = { text, cursor, place: cursorPlaceAt(text, cursor) };
    }
    return this.#last.place;
  }

  #sources(): CompletionSources {
    const { session, commands, isRecent } = this.#options;
    return {
      world: session.world,
      relations: this.#relations,
      commands,
      jobs: session.jobs,
      listFolder,
      cluster: this.#cluster,
      isRecent,
    };
  }
}
