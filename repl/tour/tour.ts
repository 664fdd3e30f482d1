/** `\help start`: six steps, each a statement that the person takes, changes and runs. */
import { wrapped } from "../terminal/wrap.ts";
import { type Step, tourSteps } from "./steps.ts";
import { DEMO_TABLES, hasDemoTables, OWN_CLEANUP, OWN_DEFINITIONS, OWN_TABLES } from "./tables.ts";
import type { Catalog } from "../../schema/catalog.ts";

export interface TourParts {
  readonly catalog: Pick<Catalog, "table">;
  /** A dim suggestion can be told from what was typed; else statements are printed. */
  readonly ghosts: boolean;
  /** Of the terminal. */
  columns(): number;
  print(line: string): void;
  dim(line: string): void;
  /** Carries out definitions. Throws what they throw. */
  define(text: string): Promise<void>;
}

export class Tour {
  readonly #parts: TourParts;
  #steps: readonly Step[] = [];
  #at = 0;
  #cleanup = "";

  constructor(parts: TourParts) {
    this.#parts = parts;
  }

  /** What the next prompt proposes; undefined outside of a tour. */
  get suggestion(): string | undefined {
    return this.#steps[this.#at]?.statement ?? (this.#cleanup || undefined);
  }

  /** From the first step, or from step `argument`; `off` ends it. */
  async start(argument: string): Promise<void> {
    if (argument.toLowerCase() === "off") return this.#end("The tour is over. \\help start begins it again.");
    const demo = hasDemoTables(this.#parts.catalog);
    const steps = tourSteps(demo ? DEMO_TABLES : OWN_TABLES);
    const first = argument === "" ? 1 : Number(argument);
    if (steps[first - 1] === undefined) {
      return this.#parts.print(`\\help start takes a step from 1 to ${steps.length}, or off`);
    }
    if (!demo) await this.#parts.define(OWN_DEFINITIONS);
    this.#cleanup = demo ? "" : OWN_CLEANUP;
    this.#steps = steps;
    this.#at = first - 1;
    this.#say(this.#parts.ghosts ? HOW : HOW_WITHOUT_GHOSTS);
    this.#introduce();
  }

  /** To be called with every text that was run. */
  ran(text: string, succeeded: boolean): void {
    const step = this.#steps[this.#at];
    if (!succeeded) return;
    if (step === undefined) {
      if (/^\s*DROP\b/i.test(text)) this.#cleanup = "";
    } else if (step.done.test(text)) {
      this.#at++;
      if (this.#at < this.#steps.length) this.#introduce();
      else this.#finish();
    }
  }

  #introduce(): void {
    const step = this.#steps[this.#at];
    if (step === undefined) return;
    this.#parts.print("");
    this.#say(`[${this.#at + 1}/${this.#steps.length}] ${step.intro}`, INDENT);
    if (!this.#parts.ghosts) this.#parts.dim(step.statement);
  }

  #say(text: string, indent = 0): void {
    const width = Math.min(LONGEST_LINE, this.#parts.columns());
    for (const line of wrapped(text, width, indent)) this.#parts.print(line);
  }

  #finish(): void {
    this.#parts.print("");
    this.#say(FAREWELL);
    if (this.#cleanup === "") return;
    this.#say(`What the tour has made goes away with${this.#parts.ghosts ? " the dim line below" : ""}:`);
    if (!this.#parts.ghosts) this.#parts.dim(this.#cleanup);
  }

  #end(line: string): void {
    this.#steps = [];
    this.#cleanup = "";
    this.#parts.print(line);
  }
}

const HOW = "Six steps. Enter takes the dim statement, Enter again runs it. \\help start off ends the tour.";
const HOW_WITHOUT_GHOSTS = "Six steps. Type the statements, or others like them. \\help start off ends the tour.";

const FAREWELL = "That was the tour. \\jobs shows what runs, \\stop N ends it; \\d lists tables, \\? all commands, " +
  "and \\help WORD explains a word. Your own cluster: see CREATE CONNECTION in the README.";

/** Of the lines below a step's first. */
const INDENT = "[1/6] ".length;
/** Longer lines are hard to read, however wide the screen is. */
const LONGEST_LINE = 90;
