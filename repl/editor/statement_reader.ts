/** What the full editor and the plain line reader have in common. */

import type { Key } from "../terminal/keys.ts";

/** How {@link StatementReader.readStatement} ends. */
export type Statement =
  /** Enter on a complete text, which is not blank; as it was typed. `historyId` is for {@link History.end}. */
  | { readonly kind: "submit"; readonly text: string; readonly historyId: string | undefined }
  /** Ctrl-D on an empty prompt, or the terminal is gone. */
  | { readonly kind: "eof" }
  /** Ctrl-C on an empty prompt. (With text it empties the prompt, and reading goes on.) */
  | { readonly kind: "interrupt" };

export interface ReadOptions {
  /** Before each further line; the width of the prompt is kept. Default: `...> ` at the right. */
  readonly continuation?: string;
  /** What is in the buffer at first. */
  readonly initial?: string;
  /** The statement before has failed. */
  readonly failed?: boolean;
  /** Shown dim in the empty prompt; → takes it. */
  readonly suggestion?: string | undefined;
  /** Enter takes the suggestion too. */
  readonly enterTakes?: boolean;
}

export interface StatementReader extends Disposable {
  /** Shows the prompt and resolves when the person is done. Only one at a time. */
  readStatement(prompt: string, options?: ReadOptions): Promise<Statement>;
  /** One line that is not SQL and never gets into the history; undefined after Ctrl-C, Ctrl-D or the end of input. */
  readLine(prompt: string, options?: { readonly hidden?: boolean }): Promise<string | undefined>;
  /**
   * Until it is disposed, `handler` gets each key first; true keeps the key from everyone else. Ctrl-C is a key like
   * any other (`ctrl-c`) and so is SIGINT.
   */
  capture(handler: (key: Key) => boolean): Disposable;
  /** The terminal is gone, or the reader was disposed of: nothing more will be read. */
  readonly closed: boolean;
}
