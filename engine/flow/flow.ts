/** The parts of a pipeline as its plan joins them, and what goes from one to the next. */
import type { Decoder } from "../../schema/formats/format.ts";
import { columnsOf, type Expr } from "../../sql/expr.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import type { Receiver } from "../operator.ts";
import { Edge, Stopwatch, type Timed, timedDecoder } from "./meter.ts";
import { Pace } from "./pace.ts";
import { Sample } from "./sample.ts";

/** What stands for a part that ends a plan. */
export type EndOfFlow =
  | { readonly kind: "rows" }
  /** Read by nodes of the same table. */
  | { readonly kind: "memoryEnd"; readonly table: string }
  | {
    readonly kind: "sink";
    readonly table: string;
    readonly exactlyOnce: boolean;
  };

/** A node of the plan that rows go through, or where they end. */
export class FlowPart implements Timed {
  milliseconds = 0;
  readonly node: LogicalPlan | EndOfFlow;
  /** Where its rows come from. */
  readonly inputs: Edge<FlowPart>[] = [];
  /** Who gets them: the same rows, each. */
  readonly outputs: Edge<FlowPart>[] = [];
  /** What does the work, asked for what it knows of itself. */
  operator: object | undefined;
  /** All of them must be true of a row that passes, over the columns of the input. */
  predicates: readonly Expr[] = [];
  /** Nothing happens here: its rows are those of its input. */
  isPlain = false;

  constructor(node: LogicalPlan | EndOfFlow) {
    this.node = node;
  }

  get rowsIn(): number {
    return this.inputs.reduce((sum, { rows }) => sum + rows, 0);
  }

  get rowsOut(): number {
    return this.outputs[0]?.rows ?? 0;
  }
}

/** Is told what is built while it is built, from the ends of the plans to their sources. */
export class Flow {
  /** Where rows end, in the order of the statements. */
  readonly ends: FlowPart[] = [];
  readonly pace = new Pace();
  readonly #watch = new Stopwatch();
  readonly #parts = new Map<LogicalPlan, FlowPart>();
  #current: FlowPart | undefined;

  /** What `build` builds leads here. */
  end(node: EndOfFlow, build: () => void): void {
    const part = new FlowPart(node);
    this.ends.push(part);
    this.#during(part, build);
  }

  /** `build` builds the node, which gives its rows to the receiver that it gets, and so to `next`. */
  part(plan: LogicalPlan, next: Receiver, build: (next: Receiver) => void): void {
    let part = this.#parts.get(plan);
    if (part === undefined) this.#parts.set(plan, part = new FlowPart(plan));
    const to = this.#current;
    if (to === undefined) return build(next);
    const edge = new Edge(part, to, next, this.#watch);
    part.outputs.push(edge);
    to.inputs.push(edge);
    this.#during(part, () => build(edge));
  }

  #during(part: FlowPart, act: () => void): void {
    const before = this.#current;
    this.#current = part;
    act();
    this.#current = before;
  }

  /** It does the work of the part that is being built. */
  worker<T extends object>(operator: T): T {
    if (this.#current !== undefined) this.#current.operator ??= operator;
    return operator;
  }

  /** The part that is being built lets rows pass for which these are true; its input is built next. */
  filters(predicates: readonly Expr[]): void {
    if (this.#current !== undefined) this.#current.predicates = predicates;
  }

  /** The part that is being built does nothing. */
  passes(): void {
    if (this.#current !== undefined) this.#current.isPlain = true;
  }

  /** The decoder of the table that is being built. */
  decoder(decoder: Decoder): Decoder {
    return this.#current === undefined ? decoder : timedDecoder(decoder, this.#current, this.#watch);
  }

  /** Everything is built: rows are kept now and then where it may be asked why they lead to nothing. */
  ready(): void {
    for (const part of this.#parts.values()) {
      for (const [i, edge] of part.inputs.entries()) edge.sample = sampleOf(part, edge, i);
    }
  }
}

/** The columns that decide about rows of a filter or a join, as long as none has passed. */
function sampleOf(part: FlowPart, { from }: Edge<FlowPart>, input: number): Sample | undefined {
  const positions = new Set<number>();
  for (const predicate of part.predicates) columnsOf(predicate, positions);
  const { node } = part;
  if (node.kind === "join") { for (const key of node.keys) positions.add(input === 0 ? key.left : key.right); }
  if (positions.size === 0 || !("schema" in from.node)) return undefined;
  return new Sample(from.node.schema.fields, positions, () => part.rowsOut === 0);
}
