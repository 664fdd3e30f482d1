/** What every node of the syntax tree is. */
import type { Span } from "../schema/errors.ts";

export interface Node {
  readonly span: Span;
}

/** A name. `name` is folded to lower case unless it was quoted, then it is as between the quotes. */
export interface Identifier extends Node {
  readonly name: string;
  readonly quoted: boolean;
}
