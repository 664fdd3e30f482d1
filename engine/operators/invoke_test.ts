import assert from "node:assert/strict";
import { type Batch, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../schema/batch.ts";
import { valueAt } from "../../schema/column.ts";
import { type Field, fieldOf } from "../../schema/field.ts";
import { arrayType, BIGINT, BOOLEAN, type Value } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import { DataError } from "../../schema/errors.ts";
import type { LogicalPlan } from "../../sql/plan.ts";
import { batchOf } from "../codegen/test_oracle.ts";
import { FunctionWorker } from "../functions/function_worker.ts";
import { Pressure, type Receiver } from "../operator.ts";
import { InvokeOperator } from "./invoke.ts";

const INPUT: readonly Field[] = [fieldOf("n", BIGINT), fieldOf("needed", BOOLEAN, false)];

function planOf(code: string, details: Partial<UserFunction>, inputs = INPUT, when?: number) {
  const fn: UserFunction = {
    name: "f",
    aggregate: false,
    parameters: [{ name: "n", type: BIGINT }],
    returns: BIGINT,
    body: { kind: "code", text: code },
    async: undefined,
    inFlight: 1000,
    timeout: 1000,
    sql: "",
    ...details,
  };
  const input: LogicalPlan = { kind: "values", rows: [], schema: { fields: inputs, updating: false } };
  const schema = { fields: [inputs[0]!, fieldOf("value", fn.returns)], updating: false };
  return { kind: "invoke", input, fn, args: [0], when, passed: [0], schema } as const;
}

/** What comes out, in order: `n=value` of each row, watermarks, ends. */
class Log implements Receiver {
  readonly seen: string[] = [];
  readonly offsets: (number | undefined)[] = [];
  /** Changes of each batch that may retract something. */
  readonly changes: number[][] = [];

  process(batch: Batch): void {
    if (batch.changes !== undefined) this.changes.push([...batch.changes.subarray(0, batch.length)]);
    const [n, value] = batch.columns;
    for (let row = 0; row < batch.length; row++) {
      const at = (column: typeof n) => valueAt(column!, BIGINT, row, batch.length); // two columns
      this.seen.push(`${at(n)}=${at(value)}`);
      this.offsets.push(batch.origin?.(row)?.offset);
    }
  }

  advance(watermark: bigint): void {
    this.seen.push(`watermark ${watermark}`);
  }

  end(): void {
    this.seen.push("end");
  }
}

interface Running extends AsyncDisposable {
  readonly operator: InvokeOperator;
  readonly log: Log;
  readonly pressure: Pressure;
  readonly errors: unknown[];
}

async function start(plan: LogicalPlan & { kind: "invoke" }): Promise<Running> {
  const [log, pressure, errors] = [new Log(), new Pressure(), [] as unknown[]];
  const operator = new InvokeOperator(plan, new FunctionWorker(plan.fn), pressure, log);
  await operator.open((error) => errors.push(error));
  return { operator, log, pressure, errors, [Symbol.asyncDispose]: () => operator[Symbol.asyncDispose]() };
}

function numbers(...values: readonly Value[]): Batch {
  return {
    ...batchOf(INPUT, values.map((n) => [n, true])),
    origin: (row) => ({ topic: "t", partition: 0, offset: 10 + row }),
  };
}

Deno.test("InvokeOperator keeps rows, watermarks, ends of partitions and the end in order", async () => {
  await using running = await start(planOf("return n === null ? -1n : n * n", {}));
  const { operator, log } = running;
  const follower = operator.following({
    open: (partitions) => void log.seen.push(`open ${[...partitions]}`),
    endPartition: (partition) => void log.seen.push(`end of ${partition}`),
    hold: () => void log.seen.push("hold"),
    goOn: () => void log.seen.push("go on"),
  });
  follower.open([0, 1]);
  operator.advance(1n);
  operator.process(numbers(1n, null));
  operator.advance(2n);
  follower.endPartition(1);
  follower.hold();
  follower.goOn();
  operator.process(numbers(3n));
  operator.end();
  assert.deepEqual(log.seen, ["open 0,1", "watermark 1"]);
  await operator.drained();
  assert.deepEqual(log.seen, [
    "open 0,1",
    "watermark 1",
    "1=1",
    "null=-1",
    "watermark 2",
    "end of 1",
    "hold",
    "go on",
    "3=9",
    "end",
  ]);
  assert.deepEqual(log.offsets, [10, 11, 10]);
});

const IN_TURN = "await new Promise((resolve) => setTimeout(resolve, Number(n) * 20)); return n";

Deno.test("InvokeOperator passes rows of an unordered function on when they are ready, but holds watermarks back", async () => {
  await using running = await start(planOf(IN_TURN, { async: "unordered" }));
  const { operator, log } = running;
  operator.process(numbers(5n, 1n));
  operator.advance(7n);
  operator.process(numbers(3n));
  await operator.drained();
  assert.deepEqual(log.seen, ["1=1", "3=3", "5=5", "watermark 7"]);
  assert.deepEqual(log.offsets, [11, 10, 10]);
});

Deno.test("InvokeOperator keeps the rows of an unordered function in order where they may be retracted", async () => {
  const plan = planOf(IN_TURN, { async: "unordered" });
  await using running = await start({ ...plan, schema: { ...plan.schema, updating: true } });
  running.operator.process(numbers(2n, 1n));
  await running.operator.drained();
  assert.deepEqual(running.log.seen, ["2=2", "1=1"]);
});

Deno.test("InvokeOperator calls the function only for rows that need it", async () => {
  await using running = await start(planOf("if (n < 0n) throw new Error('called'); return n", {}, INPUT, 1));
  running.operator.process(batchOf(INPUT, [[1n, true], [-1n, false], [2n, true]]));
  await running.operator.drained();
  assert.deepEqual([running.log.seen, running.errors], [["1=1", "-1=null", "2=2"], []]);
});

Deno.test("InvokeOperator gives an aggregate the arrays of groups, empty for none", async () => {
  const inputs = [fieldOf("ns", arrayType(BIGINT))];
  const code = "(ns) => ns.reduce((sum, n) => sum + (n ?? 0n), 0n)";
  await using running = await start(planOf(code, { aggregate: true }, inputs));
  const batch = batchOf(inputs, [[[1n, null, 5n]], [null], [[]]]);
  running.operator.process(batch);
  await running.operator.drained();
  assert.deepEqual(running.log.seen, ["1,,5=6", "null=0", "=0"]);
});

Deno.test("InvokeOperator makes sources wait when many rows do, and lets them go on", async () => {
  await using running = await start(planOf("return n", {}));
  const full = numbers(...Array.from({ length: 1024 }, (_, i) => BigInt(i)));
  running.operator.process(full);
  assert.equal(running.pressure.take(), undefined);
  running.operator.process(full);
  const pressure = running.pressure.take();
  assert.ok(pressure !== undefined);
  await pressure;
  assert.ok(running.log.seen.length >= 1024);
});

Deno.test("InvokeOperator tells a failure once, with its record, and passes nothing on after it", async () => {
  await using running = await start(planOf("if (n === 2n) throw new RangeError('no'); return n", {}));
  const { operator, log, errors } = running;
  operator.process(numbers(1n));
  operator.process(numbers(1n, 2n));
  operator.process(numbers(3n));
  operator.advance(5n);
  operator.end();
  await operator.drained();
  const [error] = errors;
  assert.ok(error instanceof DataError && errors.length === 1);
  assert.equal(error.message, "Function f failed: RangeError: no (topic t, partition 0, offset 11)");
  assert.deepEqual(log.seen, ["1=1"]);
  await operator.drained();
});

Deno.test("InvokeOperator tells what fails behind it", async () => {
  const plan = planOf("return n", {});
  const errors: unknown[] = [];
  const full: Receiver = {
    process() {
      throw new DataError("disk full");
    },
    advance() {},
    end() {},
  };
  await using operator = new InvokeOperator(plan, new FunctionWorker(plan.fn), new Pressure(), full);
  await operator.open((error) => errors.push(error));
  operator.process(numbers(1n));
  await operator.drained();
  assert.deepEqual(errors.map(String), ["DataError: disk full"]);
});

Deno.test("InvokeOperator never parts the old and the new version of a row", async () => {
  const plan = planOf("await new Promise((resolve) => setTimeout(resolve, n === 2n ? 20 : 0)); return n", {
    async: "ordered",
  });
  await using running = await start({ ...plan, schema: { ...plan.schema, updating: true } });
  const { operator, log } = running;
  operator.process({ ...numbers(1n, 1n, 2n), changes: Uint8Array.of(INSERT, UPDATE_BEFORE, UPDATE_AFTER) });
  await operator.drained();
  assert.deepEqual(log.seen, ["1=1", "1=1", "2=2"]);
  assert.deepEqual(log.changes, [[INSERT], [UPDATE_BEFORE, UPDATE_AFTER]]);
});
