/** The engine's side of a user function: starts its worker, hands batches over, and ends it when a call takes too long. */
import type { FunctionNet, UserFunction } from "../../schema/user_function.ts";
import type { Caller, CallFailure, FunctionCalls } from "./function_calls.ts";
import { LoadError } from "./load_error.ts";
import type { Argument, Order, Report } from "./messages.ts";
import { ModuleCycle, ModuleUrls } from "./module_urls.ts";
import { type ModuleFiles, readModules } from "./modules.ts";
import { moduleSkeleton } from "./script_type.ts";

interface Pending {
  readonly caller: Caller;
  /** Rows that have no value yet. */
  left: number;
}

/** A worker that is starting may wait for the processor; nothing of the user's is measured by this. */
const LOAD_MS = 10_000;
/** A call is over time when so many looks at it have found no progress. */
const LOOKS = 10;
/** An async function keeps the time of its calls itself: only when it cannot any more it is ended from here. */
const ASYNC_LOOKS = 15;

/**
 * One worker with one function. It has no permission but for hosts that were granted, and only messages connect it with the engine; so an endless loop
 * is ended from outside, and the thread of the shell never waits.
 */
export class FunctionWorker implements FunctionCalls {
  readonly fn: UserFunction;
  readonly #net: FunctionNet;
  readonly #files: ModuleFiles | undefined;
  readonly #progress = new Int32Array(new SharedArrayBuffer(8));
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #opening: Promise<void> | undefined;
  #id = 0;
  #watch: ReturnType<typeof setInterval> | undefined;
  #seen = -1;
  #looks = 0;
  #failure: CallFailure | undefined;
  #urls: ModuleUrls | undefined;
  /** Called when the last call is answered; undefined: more may come. */
  #onRest: (() => void) | undefined;

  /** `files` of a function whose body is a file; absent: they are read when it is loaded. */
  constructor(fn: UserFunction, net: FunctionNet = [], files?: ModuleFiles) {
    this.fn = fn;
    this.#net = net;
    this.#files = files;
  }

  /** Starts the worker and loads the function, once. Throws {@link LoadError}, or `SqlError` for a file that cannot be read. */
  open(): Promise<void> {
    return this.#opening ??= this.#load();
  }

  async #load(): Promise<void> {
    const { name, parameters, async, inFlight, timeout } = this.fn;
    const urls = this.#urls = await this.#moduleUrls();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const worker = startWorker(name, this.#net);
    this.#worker = worker;
    const late = setTimeout(() => reject(new LoadError(name, { message: "it takes too long" })), LOAD_MS);
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data.kind === "loaded") resolve();
      else if (data.kind === "missing") reject(this.#missing());
      else if (data.kind === "unloadable") reject(new LoadError(name, data, (url) => urls.fileOf(url)));
      else if (data.kind === "broken") this.#break(data, reject);
      else this.#take(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#break({ name: "Error", message: event.message }, reject);
    };
    const order: Order = {
      kind: "load",
      url: urls.url,
      name,
      takes: parameters.length,
      isAsync: async !== undefined,
      inFlight,
      timeout,
      progress: this.#progress,
    };
    worker.postMessage(order);
    try {
      await promise;
    } catch (error) {
      this.#end();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  #missing(): LoadError {
    const hint = this.fn.body.kind === "code" ? undefined : `It may have: ${moduleSkeleton(this.fn)}`;
    return new LoadError(this.fn.name, { message: `it has no function called ${this.fn.name}`, hint });
  }

  async #moduleUrls(): Promise<ModuleUrls> {
    const files = this.#files ?? (this.fn.body.kind === "file" ? await readModules(this.fn) : undefined);
    try {
      return new ModuleUrls(this.fn, files);
    } catch (error) {
      throw error instanceof ModuleCycle ? new LoadError(this.fn.name, error) : error;
    }
  }

  /** Before the function is loaded it is the loading that failed. */
  #break({ name, message }: { readonly name: string; readonly message: string }, reject: (error: Error) => void): void {
    reject(new LoadError(this.fn.name, { message }));
    this.#fail(failureOf(this.fn.name, name, message), undefined, undefined);
  }

  /** Calls the function for `rows` rows; to be called after {@link open}. The arguments are the worker's from now on. */
  call(rows: number, args: readonly Argument[], needed: Uint8Array | undefined, caller: Caller): void {
    if (this.#failure !== undefined) return caller.failed(this.#failure, undefined);
    const id = this.#id++;
    this.#pending.set(id, { caller, left: rows });
    const order: Order = { kind: "call", id, rows, args, needed };
    this.#worker?.postMessage(order);
    if (this.#watch !== undefined) return;
    this.#looks = 0;
    this.#seen = -1;
    this.#watch = setInterval(() => this.#look(), Math.max(1, this.fn.timeout / LOOKS));
  }

  #take(report: Report): void {
    if (report.kind === "failed") {
      const { name } = this.fn;
      const failure = report.name === "Timeout" ? this.#overtime() : failureOf(name, report.name, report.message);
      return this.#fail(failure, report.id, report.row);
    }
    const pending = report.kind === "settled" ? this.#pending.get(report.id) : undefined;
    if (report.kind !== "settled" || pending === undefined) return;
    pending.left -= report.values.length;
    if (pending.left <= 0) this.#pending.delete(report.id);
    this.#looks = 0;
    if (this.#pending.size === 0) this.#stopWatching();
    pending.caller.settled(report.rows, report.values);
    if (this.#pending.size === 0) this.#rest();
  }

  /** No call comes any more: ends the worker, and calls `onRest`, when those that were made are answered or have failed. */
  retire(onRest: () => void): void {
    this.#onRest = onRest;
    if (this.#pending.size === 0) this.#rest();
  }

  #rest(): void {
    if (this.#onRest === undefined) return;
    this.#end();
    this.#onRest();
    this.#onRest = undefined;
  }

  /** The counter is the same as at the last look: the worker is still at the same call. */
  #look(): void {
    const count = Atomics.load(this.#progress, 1);
    this.#looks = count === this.#seen ? this.#looks + 1 : 0;
    this.#seen = count;
    if (this.#looks < (this.fn.async === undefined ? LOOKS : ASYNC_LOOKS)) return;
    const [first] = this.#pending.keys(); // a function that is not async works on one batch after the other
    const row = this.fn.async === undefined ? Atomics.load(this.#progress, 0) : undefined;
    this.#fail(this.#overtime(), first, row);
  }

  #overtime(): CallFailure {
    const { name, timeout, async } = this.fn;
    const limit = timeout % 1000 === 0 ? `${timeout / 1000} second${timeout === 1000 ? "" : "s"}` : `${timeout} ms`;
    const hint = async === undefined
      ? "It may be in an endless loop; WITH (timeout = '1 minute') gives it more time."
      : "WITH (timeout = '1 minute') gives it more time.";
    return { message: `Function ${name} did not return within ${limit}`, hint };
  }

  #fail(failure: CallFailure, id: number | undefined, row: number | undefined): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#end();
    const guilty = id === undefined ? undefined : this.#pending.get(id);
    const others = [...this.#pending.values()].filter((one) => one !== guilty);
    this.#pending.clear();
    guilty?.caller.failed(failure, row); // first, for the first failure is the one that is told
    for (const { caller } of others) caller.failed(failure, undefined);
    this.#rest();
  }

  #stopWatching(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #end(): void {
    this.#stopWatching();
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#urls?.[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opening?.catch(() => {});
    this.#end();
  }
}

function startWorker(name: string, net: FunctionNet): Worker {
  const granted = net === "all" ? true : [...net];
  const permissions = net.length === 0
    ? "none"
    : { net: granted, read: false, write: false, env: false, run: false, ffi: false, sys: false, import: false };
  // The type of `deno` is unstable, like the option; see `unstable` in deno.json.
  const options = { type: "module", name: `function ${name}`, deno: { permissions } } as WorkerOptions;
  try {
    return new Worker(new URL("./worker.ts", import.meta.url), options);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied)) throw error;
    const hosts = net === "all" ? "every host" : net.join(", ");
    throw new LoadError(name, { message: `Sluice itself may not reach ${hosts}` });
  }
}

function failureOf(fn: string, name: string, text: string): CallFailure {
  if (name === "NotCapable") {
    const hint = text.startsWith("Requires net")
      ? "Functions run without permissions: the flag --functions-net HOST lets them reach a host."
      : "Functions run without permissions: what they need comes in through their arguments.";
    return { message: `Function ${fn} failed: ${text.replace(/, run again with.*$/, "")}`, hint };
  }
  if (name === "NoValue") {
    return { message: `Function ${fn} returned a ${text}, which is no value of SQL`, hint: undefined };
  }
  return { message: `Function ${fn} failed: ${name === "Error" ? "" : `${name}: `}${text}`, hint: undefined };
}
