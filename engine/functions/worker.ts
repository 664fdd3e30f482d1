/**
 * The worker in which a user function runs, without any permission. It imports little but the function, so that nothing
 * but the function can fail.
 */
import process from "node:process";
import { Writable } from "node:stream";
import vm from "node:vm";
import type { Argument, Order, Report } from "./messages.ts";

/** The types of a worker's global scope are not those that the rest of the project is checked with. */
const scope = globalThis as unknown as {
  addEventListener(type: "message", take: (event: MessageEvent<Order>) => void): void;
};
const post: (report: Report) => void = Reflect.get(globalThis, "postMessage").bind(globalThis);

type Load = Order & { readonly kind: "load" };
type Call = Order & { readonly kind: "call" };
type UserCode = (...args: unknown[]) => unknown;

let run: (call: Call) => void = () => {};

closeDoors();

scope.addEventListener("message", ({ data: order }) => {
  if (order.kind === "call") run(order);
  else void load(order);
});

addEventListener("unhandledrejection", (event) => broken(event, event.reason));
addEventListener("error", (event) => broken(event, event.error));

function broken(event: Event, error: unknown): void {
  event.preventDefault();
  post({ kind: "broken", ...nameAndText(error) });
}

async function load(order: Load): Promise<void> {
  try {
    const code = exported(await import(order.url), order.name);
    if (code === undefined) return post({ kind: "missing" });
    refuseTooMany(code, order);
    run = order.isAsync ? new AsyncCalls(code, order).run : (call) => runAll(code, call, order);
    post({ kind: "loaded" });
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    post({ kind: "unloadable", message: nameAndText(error).message, stack });
  }
}

/** The terminal belongs to the shell, standard output to the rows, and the messages to this file. */
function closeDoors(): void {
  for (const key of Object.keys(console)) Reflect.set(console, key, () => {});
  for (const key of ["stdin", "stdout", "stderr"]) Reflect.deleteProperty(Deno, key);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  for (const key of ["stdout", "stderr"]) Object.defineProperty(process, key, { value: nowhere }); // of packages that print
  for (const key of ["postMessage", "process"]) Reflect.deleteProperty(globalThis, key);
}

function exported(module: Record<string, unknown>, name: string): UserCode | undefined {
  const folded = Object.keys(module).find((key) => key.toLowerCase() === name.toLowerCase());
  const code = module[name] ?? (folded === undefined ? module.default : module[folded]);
  return typeof code === "function" ? code as UserCode : undefined;
}

/** Arguments that it wants and nobody gives; it may leave some of those that it is given. */
function refuseTooMany({ length }: UserCode, { takes }: Load): void {
  if (length <= takes) return;
  throw new Error(`it wants ${length} argument${length === 1 ? "" : "s"}, and is called with ${takes}`);
}

/** A call that is cut off because those before it took the time is made once more, with all the time that a call has. */
function runAll(code: UserCode, { id, rows, args, needed }: Call, { progress, timeout }: Load): void {
  const values = new Array<unknown>(rows).fill(null);
  let row = 0;
  let failure = undefined as Report | undefined;
  const work = () => {
    for (; row < rows && failure === undefined; row++) {
      if (needed !== undefined && needed[row] === 0) continue;
      step(progress, row);
      try {
        values[row] = code(...argsAt(args, row));
      } catch (error) {
        failure = { kind: "failed", id, row, ...nameAndText(error) };
      }
    }
  };
  for (let from = row; !within(timeout, work); from = row) {
    if (row === from) return post({ kind: "failed", id, row, name: "Timeout", message: "" });
  }
  if (failure === undefined) settle(id, undefined, values);
  else post(failure);
}

let work: () => void = () => {};
const KEY = "sluice.work";
Object.defineProperty(globalThis, Symbol.for(KEY), { value: () => work() });
const SCRIPT = new vm.Script(`globalThis[Symbol.for(${JSON.stringify(KEY)})]()`);

/**
 * Acts, for so many milliseconds at most; false when that was not enough. A thread that never comes back to its event loop cannot
 * be stopped from outside (`Worker.terminate` waits for it), but a script of `node:vm` is.
 */
function within(milliseconds: number, act: () => void): boolean {
  work = act;
  try {
    SCRIPT.runInThisContext({ timeout: Math.ceil(milliseconds) });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}

function step(progress: Int32Array, row: number): void {
  Atomics.store(progress, 0, row);
  Atomics.add(progress, 1, 1);
}

function argsAt(args: readonly Argument[], row: number): unknown[] {
  return args.map(({ values, valid }) => valid !== undefined && valid[row] === 0 ? null : values[row]);
}

/** Values that cannot leave the worker, such as a function or a symbol, fail the row that gave them. */
function settle(id: number, rows: Int32Array | undefined, values: readonly unknown[]): void {
  try {
    post({ kind: "settled", id, rows, values });
  } catch {
    const at = values.findIndex((value) => !canLeave(value));
    post({ kind: "failed", id, row: rows?.[at] ?? at, name: "NoValue", message: typeof values[at] });
  }
}

function canLeave(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

interface Waiting {
  readonly call: Call;
  readonly row: number;
}

/** Calls that return Promises: some wait at the same time, what is settled is reported together. */
class AsyncCalls {
  readonly #code: UserCode;
  readonly #inFlight: number;
  readonly #timeout: number;
  readonly #progress: Int32Array;
  readonly #waiting: Waiting[] = [];
  readonly #settled = new Map<number, { readonly rows: number[]; readonly values: unknown[] }>();
  #running = 0;
  #next = 0;

  constructor(code: UserCode, { inFlight, timeout, progress }: Load) {
    this.#code = code;
    this.#inFlight = inFlight;
    this.#timeout = timeout;
    this.#progress = progress;
  }

  readonly run = (call: Call): void => {
    for (let row = 0; row < call.rows; row++) {
      if (call.needed !== undefined && call.needed[row] === 0) this.#settle({ call, row }, null);
      else this.#waiting.push({ call, row });
    }
    this.#fill();
  };

  #fill(): void {
    while (this.#running < this.#inFlight && this.#next < this.#waiting.length) {
      const waiting = this.#waiting[this.#next++]!; // next < length
      this.#running++;
      void this.#call(waiting).finally(() => {
        this.#running--;
        this.#fill();
      });
    }
    if (this.#next === this.#waiting.length) this.#waiting.length = this.#next = 0;
  }

  async #call(waiting: Waiting): Promise<void> {
    const { call: { id, args }, row } = waiting;
    step(this.#progress, row);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DOMException("", "Timeout")), this.#timeout);
    });
    try {
      let result: unknown;
      if (!within(this.#timeout, () => result = this.#code(...argsAt(args, row)))) {
        throw new DOMException("", "Timeout");
      }
      this.#settle(waiting, await Promise.race([result, late]));
    } catch (error) {
      post({ kind: "failed", id, row, ...nameAndText(error) });
    } finally {
      clearTimeout(timer);
      step(this.#progress, row);
    }
  }

  #settle({ call: { id }, row }: Waiting, value: unknown): void {
    if (this.#settled.size === 0) setTimeout(() => this.#report(), 0);
    const { rows, values } = this.#settled.get(id) ?? { rows: [], values: [] };
    rows.push(row);
    values.push(value);
    this.#settled.set(id, { rows, values });
  }

  #report(): void {
    for (const [id, { rows, values }] of this.#settled) settle(id, Int32Array.from(rows), values);
    this.#settled.clear();
  }
}

function nameAndText(error: unknown): { readonly name: string; readonly message: string } {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: "Error", message: typeof error === "object" ? "an object that is no Error" : String(error) };
}
