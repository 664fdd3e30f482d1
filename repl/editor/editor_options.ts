/** What the editor is given: the terminal, the history, and whoever knows SQL. */

import type { Mistake } from "./assistance.ts";
import type { Hint } from "../completion/candidates.ts";
import type { Complete } from "./completing.ts";
import type { Edited } from "./external_editor.ts";
import type { Highlight } from "./highlight.ts";
import type { History } from "./history.ts";
import type { KeyMap } from "./keymap.ts";
import type { Screen } from "../terminal/screen.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface EditorOptions {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly history: History;
  /** Enter runs the text instead of adding a line. */
  readonly isComplete: (text: string) => boolean;
  readonly highlight: Highlight;
  /** What may stand at the cursor; see `Editor.refreshMenu`. */
  readonly complete?: Complete;
  /** How the function around the cursor is called, or the like. */
  readonly hint?: (text: string, cursor: number) => Hint | undefined;
  /** The first mistake of a text; never at the very end of one that is unfinished. */
  readonly mistake?: (text: string) => Promise<Mistake | undefined>;
  /** False: mistakes are not shown until F2 is pressed. */
  readonly showsMistakes?: boolean;
  /** The statement laid out anew, or why it cannot be. */
  readonly format?: (text: string) => Edited;
  /** The text in another program; the terminal is that program's meanwhile. */
  readonly editExternally?: (text: string) => Promise<Edited>;
  /** F1 on a word, or on none: prints help above the prompt. */
  readonly help?: (word: string) => void;
  /** Ctrl-C while no statement is read and no capture took it. What was typed ahead is dropped. */
  readonly onInterrupt?: () => void;
  /** F6, Ctrl-X o: keys are to go somewhere else. */
  readonly onOtherPane?: () => void;
  readonly keys?: KeyMap;
}
