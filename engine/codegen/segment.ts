/** One generated loop for a chain of filters and projections. */
import { type Batch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { BATCH_ROWS, type Column, columnFor } from "../../schema/column.ts";
import { type RecordPlace, SluiceError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import { storageOf } from "../../schema/types.ts";
import type { Expr } from "../../sql/expr.ts";
import { EvaluationError } from "../../sql/functions/function.ts";
import { ExpressionCode, inputNames } from "./expression.ts";
import { Program } from "../../sql/functions/program.ts";

/** What a segment computes, everything over the same input columns. */
export interface SegmentSpec {
  readonly inputs: readonly Field[];
  /** All must be true for a row to pass; tested in this order. */
  readonly predicates: readonly Expr[];
  readonly outputs: readonly Expr[];
  readonly fields: readonly Field[];
  /**
   * What becomes of `Batch.changes` of an updating input: `kept`, or `apart`: the outputs have no key, so a row that
   * changes is one that goes and one that comes. Absent: the input is append-only, or nothing is filtered and its
   * changes are handed on.
   */
  readonly changes?: "kept" | "apart" | undefined;
}

/** An expression failed on a row of a batch. */
export class RowError extends Error {
  override readonly name = "RowError";
  constructor(message: string, readonly row: number, cause: unknown) {
    super(message, { cause });
  }
}

/** From an input position to an output position. */
interface Passed {
  readonly from: number;
  readonly to: number;
}

/** The output is the input column itself: no row is left out, and both have the same slots for NULL. */
function isHandedOn({ inputs, predicates, outputs, fields }: SegmentSpec, to: number): boolean {
  const expr = outputs[to];
  return predicates.length === 0 && expr?.kind === "column" && inputs[expr.index]?.nullable === fields[to]?.nullable;
}

type Loop = (n: number, columns: readonly Column[]) => number;

/**
 * A compiled segment. Its output batch is one object for its whole life, refilled by each {@link run}; without
 * predicates, columns that pass unchanged are the input's own.
 */
export class Segment {
  readonly output: SegmentBatch;
  readonly #loop: Loop | undefined;
  /** Output columns that are the input's own objects. */
  readonly #handedOn: readonly Passed[];
  /** Output columns that are ranges of an input column's bytes. */
  readonly #ranges: readonly Passed[];
  readonly #computedText: readonly number[];
  readonly #changes: SegmentSpec["changes"];
  readonly #ownChanges: Uint8Array;

  constructor(spec: SegmentSpec) {
    this.#changes = spec.changes;
    this.#ownChanges = new Uint8Array(spec.changes === undefined ? 0 : BATCH_ROWS);
    const handedOn: Passed[] = [];
    const ranges: Passed[] = [];
    const computedText: number[] = [];
    spec.outputs.forEach((expr, to) => {
      const bytes = storageOf(expr.type) === "bytes";
      if (isHandedOn(spec, to) && expr.kind === "column") handedOn.push({ from: expr.index, to });
      else if (bytes && expr.kind === "column") ranges.push({ from: expr.index, to });
      else if (bytes) computedText.push(to);
    });
    this.#handedOn = handedOn;
    this.#ranges = ranges;
    this.#computedText = computedText;
    const filters = spec.predicates.length > 0;
    this.output = new SegmentBatch(spec.fields.map((field) => columnFor(field)), filters);
    const needsLoop = filters || handedOn.length < spec.outputs.length;
    this.#loop = needsLoop ? compileLoop(spec, this.output, filters) : undefined;
  }

  /** The result is {@link output}. Throws {@link RowError}. */
  run(batch: Batch): SegmentBatch {
    const { output } = this;
    const columns = output.columns;
    for (const index of this.#computedText) {
      const column = columns[index];
      if (column?.kind === "bytes") column.arena.clear();
    }
    output.length = this.#loop === undefined ? batch.length : this.#loop(batch.length, batch.columns);
    for (const { from, to } of this.#handedOn) columns[to] = batch.columns[from]!; // a position that the binder made
    for (const { from, to } of this.#ranges) {
      const [input, column] = [batch.columns[from], columns[to]];
      if (column?.kind === "bytes" && input?.kind === "bytes") column.refill(input.data, input.jsonSafe);
    }
    for (const index of this.#computedText) {
      const column = columns[index];
      if (column?.kind === "bytes") column.refill(column.arena.bytes, false);
    }
    output.input = batch;
    output.changes = this.#changes === undefined ? batch.changes : this.#changed(batch.changes);
    return output;
  }

  #changed(changes: Uint8Array | undefined): Uint8Array | undefined {
    if (changes === undefined) return undefined;
    const { rowOf, length } = this.output;
    if (rowOf === undefined && this.#changes === "kept") return changes;
    const results = this.#ownChanges;
    if (this.#changes === "apart") apart(changes, rowOf, length, results);
    else judgedAlone(changes, rowOf!, length, results); // a segment without it has returned
    return results;
  }
}

/** A row that changes goes and comes. */
function apart(changes: Uint8Array, rowOf: Int32Array | undefined, length: number, results: Uint8Array): void {
  for (let k = 0; k < length; k++) {
    const change = changes[rowOf === undefined ? k : rowOf[k]!]; // k < length, as below
    results[k] = change === DELETE || change === UPDATE_BEFORE ? DELETE : INSERT;
  }
}

/** Of a pair of which one row has been filtered, the other one goes or comes. */
function judgedAlone(changes: Uint8Array, rowOf: Int32Array, length: number, results: Uint8Array): void {
  for (let k = 0; k < length; k++) {
    const row = rowOf[k]!;
    const change = changes[row]!;
    if (change === UPDATE_BEFORE) results[k] = k + 1 < length && rowOf[k + 1] === row + 1 ? UPDATE_BEFORE : DELETE;
    else if (change === UPDATE_AFTER) results[k] = k > 0 && rowOf[k - 1] === row - 1 ? UPDATE_AFTER : INSERT;
    else results[k] = change;
  }
}

/** The output of a segment; see {@link Batch}. */
export class SegmentBatch implements Batch {
  length = 0;
  readonly columns: Column[];
  /** Output row → input row, when rows are filtered. */
  readonly rowOf: Int32Array | undefined;
  changes: Uint8Array | undefined;
  input: Batch | undefined;

  constructor(columns: Column[], filters: boolean) {
    this.columns = columns;
    this.rowOf = filters ? new Int32Array(BATCH_ROWS) : undefined;
  }

  get partition(): number | undefined {
    return this.input?.partition;
  }

  readonly origin = (row: number): RecordPlace | undefined =>
    this.input?.origin?.(this.rowOf === undefined ? row : this.rowOf[row] ?? row);
}

function compileLoop(spec: SegmentSpec, output: SegmentBatch, filters: boolean): Loop {
  const program = new Program();
  const code = new ExpressionCode(program, spec.inputs);
  const body = program.capture(() => {
    for (const predicate of spec.predicates) program.line(`if (!(${code.truth(predicate)})) continue;`);
    if (filters) program.line(`${program.constant(output.rowOf)}[k] = i;`);
    spec.outputs.forEach((expr, index) => {
      const column = output.columns[index]!; // one per output
      if (isHandedOn(spec, index)) return;
      if (expr.kind === "column" && column.kind === "bytes") passRange(program, code, expr.index, spec, column);
      else store(program, code, expr, column);
    });
  });
  program.block("return function segment(n, columns)", () => {
    for (const index of [...code.used].sort((a, b) => a - b)) loadColumn(program, spec, index);
    program.line("let i = 0, k = 0, site = 0;");
    program.block("try", () =>
      program.block("for (; i < n; i++)", () => {
        program.line(body);
        program.line("k++;");
      }));
    program.line(`catch (error) { ${program.constant(fail)}(error, i, ${program.constant(code.sites)}[site]); }`);
    program.line("return k;");
  });
  return program.compile<Loop>();
}

function loadColumn(program: Program, spec: SegmentSpec, index: number): void {
  const field = spec.inputs[index]!; // a column that an expression uses
  const names = inputNames(index);
  program.line(`const ${names.column} = columns[${index}];`);
  if (storageOf(field.type) === "bytes") {
    program.line(`const ${names.data} = ${names.column}.data;`);
    program.line(`const ${names.starts} = ${names.column}.starts, ${names.ends} = ${names.column}.ends;`);
  } else program.line(`const ${names.values} = ${names.column}.values;`);
  if (field.nullable) program.line(`const ${names.valid} = ${names.column}.valid;`);
}

function passRange(program: Program, code: ExpressionCode, index: number, spec: SegmentSpec, column: Column): void {
  if (column.kind !== "bytes") return;
  const names = inputNames(index);
  code.used.add(index);
  program.line(`${program.constant(column.starts)}[k] = ${names.starts}[i];`);
  program.line(`${program.constant(column.ends)}[k] = ${names.ends}[i];`);
  if (column.valid === undefined) return;
  program.line(`${program.constant(column.valid)}[k] = ${spec.inputs[index]?.nullable ? `${names.valid}[i]` : "1"};`);
}

function store(program: Program, code: ExpressionCode, expr: Expr, column: Column): void {
  const atom = code.value(expr);
  if (column.valid !== undefined) {
    program.line(
      `${program.constant(column.valid)}[k] = ${atom.isNull === undefined ? "1" : `${atom.isNull} ? 0 : 1`};`,
    );
  }
  switch (column.kind) {
    case "bool":
      program.line(`${program.constant(column.values)}[k] = ${atom.code} ? 1 : 0;`);
      return;
    case "any": {
      const value = atom.isNull === undefined ? atom.code : `${atom.isNull} ? null : ${atom.code}`;
      program.line(`${program.constant(column.values)}[k] = ${value};`);
      return;
    }
    case "float64": {
      const rounded = expr.type.kind === "float" && expr.type.bits === 32 ? `Math.fround(${atom.code})` : atom.code;
      program.line(`${program.constant(column.values)}[k] = ${rounded};`);
      return;
    }
    case "bytes": {
      const arena = program.constant(column.arena);
      const append = `${arena}.${expr.type.kind === "bytea" ? "append" : "appendText"}(${atom.code});`;
      program.line(`${program.constant(column.starts)}[k] = ${arena}.position;`);
      program.line(atom.isNull === undefined ? append : `if (!${atom.isNull}) ${append}`);
      program.line(`${program.constant(column.ends)}[k] = ${arena}.position;`);
      return;
    }
    case "int64": // a NULL of a nullable function is no bigint
      program.line(
        `${atom.isNull ? `if (!${atom.isNull}) ` : ""}${program.constant(column.values)}[k] = ${atom.code};`,
      );
      return;
    default:
      program.line(`${program.constant(column.values)}[k] = ${atom.code};`);
  }
}

function fail(error: unknown, row: number, text: string | undefined): never {
  if (error instanceof EvaluationError) throw new RowError(`${error.message} in ${text}`, row, error);
  if (error instanceof SluiceError || !(error instanceof Error)) throw error;
  throw new RowError(`${error.message} in ${text}`, row, error);
}
