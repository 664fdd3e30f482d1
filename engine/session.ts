/** One user's work: definitions, settings, running jobs, and the door through which statements come in. */
import type { Connector, Environment, Reading } from "../connectors/connector.ts";
import type { Batch } from "../schema/batch.ts";
import { InternalError, type RecordPlace, SqlError } from "../schema/errors.ts";
import type { Format } from "../schema/formats/format.ts";
import { findFormat } from "../schema/formats/mod.ts";
import { nearest } from "../schema/options.ts";
import type { Table } from "../schema/table.ts";
import type { Value } from "../schema/types.ts";
import type { FunctionNet } from "../schema/user_function.ts";
import type * as ast from "../sql/ast.ts";
import { optionValue } from "../sql/bind/options.ts";
import { tableNotFound } from "../sql/bind/relation.ts";
import type { ScalarFunction } from "../sql/functions/function.ts";
import type { ParsedStatement } from "../sql/parse.ts";
import type { LogicalPlan } from "../sql/plan.ts";
import { maskSecrets } from "../sql/secrets.ts";
import {
  bindInsert,
  bindSelect,
  bindTargets,
  type BoundInsert,
  type BoundSelect,
  forgetPlans,
  newBinding,
  type PipelineBinding,
} from "./bind_statement.ts";
import { buildPipeline, type Target } from "./build.ts";
import { keeperOf, type Kept } from "./checkpoints/keeper_of.ts";
import { define } from "./define.ts";
import { type DefinedKind, Definitions } from "./definitions.ts";
import { explain } from "./explain.ts";
import { ALWAYS, type Consent } from "./from_topic/consent.ts";
import { fixedHost, type FunctionHost } from "./functions/host.ts";
import { ReloadingHost } from "./functions/reload.ts";
import type { InfoTable } from "./info_table.ts";
import { describe, show, showCreateTable } from "./information.ts";
import { Job, type JobEvent } from "./job.ts";
import { controlJob } from "./job_control.ts";
import { stateOfJob } from "./job_information.ts";
import type { Lineage } from "./lineage/lineage.ts";
import { type Origin, originsOf, type TracedRow } from "./lineage/origins.ts";
import { readRecord, schemaSubjects, type ShownRecord } from "./lineage/read_record.ts";
import type { Ranges } from "./lineage/search.ts";
import { MemoryGuard, type MemoryLimit } from "./memory_guard.ts";
import { restoreCatalog } from "./saved_catalog.ts";
import { testConnection, testTable } from "./probe.ts";
import { type LeftJob, type RememberedJob, RememberedJobs } from "./remembered_jobs.ts";
import type { ProvidedRelation } from "./provided_relation.ts";
import { rehearsedTargets, rowsTarget } from "./row_targets.ts";
import { Settings } from "./settings.ts";
import { leftStatement, type Noted, refuseChanged, ShellJobs } from "./shell_jobs.ts";
import { traced, type TracedSelect } from "./traced_select.ts";
import { usedDefinitions } from "./used_definitions.ts";
import type { Pipeline } from "./pipeline.ts";
import { refuseNoConnection, type ResolvedTable, resolveTable, type World } from "./tables.ts";
import type { TestStep } from "../connectors/connector.ts";

export interface SessionOptions {
  readonly environment: Environment;
  readonly connectors: readonly Connector[];
  readonly formats: readonly Format[];
  /** Functions beside the built-in ones. */
  readonly functions?: readonly ScalarFunction[];
  /** Hosts that user functions may reach; absent: none. */
  readonly functionNet?: FunctionNet;
  /** File that definitions are read from; undefined: none. */
  readonly catalogFile: string | undefined;
  /** New definitions are written to it. */
  readonly saving: boolean;
  /** A person watches: short checkpoint intervals, nothing committed for a SELECT, functions follow their files. */
  readonly interactive: boolean;
  /** Name of pipelines that no `SET pipeline_name` names; absent: by their number. */
  readonly pipeline?: string | undefined;
  /** INSERTs keep checkpoints under names of their own, and are found again in the environment's folder until they end. */
  readonly remembersJobs?: boolean;
  /** Saved state of pipelines is forgotten. */
  readonly resetState?: boolean;
  /** Takes what is to be said of jobs while they run. */
  readonly onNotice?: (text: string) => void;
  /** Takes what becomes of jobs; absent: restarts are told to {@link onNotice}. */
  readonly onJobEvent?: ((job: Job, event: JobEvent) => void) | undefined;
  /** Of the process; absent: none. */
  readonly memoryLimit?: MemoryLimit | undefined;
  /** Called with every pipeline before it runs: it may be made to go on from a snapshot. */
  readonly onPipeline?: (pipeline: Pipeline) => void;
}

/** Takes the rows of a SELECT. */
export interface RowReceiver {
  /** The batch is valid during the call only; a promise is back-pressure. */
  receive(batch: Batch): void | Promise<void>;
  /** Everything there is for now has come. */
  onIdle?(): void;
  onEnd?(): void;
}

export type Outcome =
  /** DDL and SET: what was done, as a sentence; and what the user should know. */
  | { readonly kind: "done"; readonly message: string; readonly notices: readonly string[] }
  /** SHOW, DESCRIBE, EXPLAIN. */
  | { readonly kind: "info"; readonly table: InfoTable }
  /** TEST: steps as they happen. */
  | { readonly kind: "test"; readonly steps: AsyncIterable<TestStep> }
  /** SELECT, not started. */
  | { readonly kind: "select"; readonly select: BoundSelect }
  /** INSERT or a statement set, not started. */
  | BoundInsert;

/** How a statement is run once more, or so that it can be. */
export interface RunOptions {
  /** What `now()` is all the time, in milliseconds since the epoch; absent: the time of each batch. */
  readonly clock?: number | undefined;
  /** What each source has read before, in the order of `Pipeline.readings`: the same is read, and nothing outside changes. */
  readonly again?: readonly (Reading | undefined)[] | undefined;
}

export class Session implements AsyncDisposable {
  readonly settings: Settings;
  readonly definitions: Definitions;
  readonly world: World;
  readonly #options: SessionOptions;
  readonly #jobs: Job[] = [];
  #lastNumber = 0;
  /** SELECTs that somebody waits for, so they have no number. */
  readonly #queries = new Set<Job>();
  #provided: ProvidedRelation | undefined;
  readonly #memory: MemoryGuard | undefined;
  /** Undefined: jobs end with the session. */
  readonly #shellJobs: ShellJobs | undefined;
  /** Takes what becomes of functions whose files have changed; absent: they are notices. */
  onReload: ((line: string) => void) | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#memory = options.memoryLimit && new MemoryGuard(options.memoryLimit);
    this.settings = new Settings(options.interactive);
    this.definitions = new Definitions(options.catalogFile, options.saving);
    const { dir } = options.environment;
    this.#shellJobs = options.remembersJobs && dir !== undefined
      ? new ShellJobs(new RememberedJobs(dir), this.definitions, this.settings, () => options.environment.now())
      : undefined;
    const { settings } = this;
    this.world = {
      catalog: this.definitions,
      environment: options.environment,
      functions: options.functions ?? [],
      functionHost: this.#functionHost(),
      get connection() {
        return settings.values.connection_profile;
      },
      findConnector: (name) =>
        name === this.#provided?.connector.name ? this.#provided.connector : findConnector(options.connectors, name),
      findFormat: (name) => findFormat(name, options.formats),
    };
  }

  /** What runs for others than a person goes on with the code that it began with. */
  #functionHost(): FunctionHost {
    const { interactive, functionNet: net = [], environment, onNotice } = this.#options;
    if (!interactive) return fixedHost(net);
    return new ReloadingHost({
      net,
      now: () => environment.now(),
      isDefined: (fn) => this.definitions.userFunction(fn.name) === fn,
      tell: (line) => (this.onReload ?? onNotice)?.(line),
    });
  }

  /** Reads the saved catalog. Definitions that no longer fit are left out and reported to `onNotice`. */
  static async open(options: SessionOptions, onNotice: (text: string) => void = () => {}): Promise<Session> {
    const session = new Session(options);
    await session.#refresh(onNotice);
    return session;
  }

  /** Reads the catalog file if another process has changed it; true when it has. */
  async #refresh(onNotice: (text: string) => void = () => {}): Promise<boolean> {
    const text = await this.definitions.changed();
    if (text === undefined) return false;
    restoreCatalog(text, this.definitions, this.world, onNotice);
    return true;
  }

  /**
   * A session of its own, with a copy of the definitions here but those that are `leftOut`, and with settings as a shell has
   * them at first. What it defines is saved nowhere, may take names of the copy, and is not seen here.
   */
  apart(leftOut: (kind: DefinedKind, name: string) => boolean): Session {
    const alone = {
      interactive: true,
      catalogFile: undefined,
      saving: false,
      pipeline: undefined,
      remembersJobs: false,
      resetState: false,
    };
    const session = new Session({ ...this.#options, ...alone });
    session.definitions.copy(this.definitions, leftOut);
    return session;
  }

  /** The relation is found by its name, unless the catalog has one that is called so. */
  provide(relation: ProvidedRelation): void {
    this.#provided = relation;
    this.definitions.provided = (name) => relation.table(name);
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  job(id: number): Job | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  /** A new pipeline to bind statements into. `parameters` are the values of `$1`, `$2`, …. */
  pipeline(parameters: readonly Value[] = []): PipelineBinding {
    return newBinding(this.world, this.settings, this.#options.interactive, parameters);
  }

  /**
   * Carries a statement out, or binds it: SELECT and INSERT come back bound and are started with {@link start}.
   * Errors point into the statement's text. `consent` is asked before what was not written is carried out.
   */
  async run(
    parsed: ParsedStatement,
    binding: PipelineBinding = this.pipeline(),
    consent: Consent = ALWAYS,
  ): Promise<Outcome> {
    try {
      return await this.#run(parsed, binding, consent);
    } catch (error) {
      throw error instanceof SqlError ? error.within(parsed.text) : error;
    }
  }

  async #run({ statement, text }: ParsedStatement, binding: PipelineBinding, consent: Consent): Promise<Outcome> {
    if (isDefinition(statement)) {
      if (this.#options.saving && await this.#refresh()) forgetPlans(binding);
      const { name } = statement.name;
      const before = this.definitions.table(name) ?? this.definitions.view(name) ?? this.definitions.userFunction(name);
      const done = await define(statement, text, this.definitions, this.world, consent);
      if (before !== undefined) forgetPlans(binding);
      this.world.functionHost.definitionsChanged();
      return { kind: "done", ...done };
    }
    switch (statement.kind) {
      case "query":
        return { kind: "select", select: bindSelect(statement, binding) };
      case "insert":
      case "statementSet":
        return bindInsert(statement, binding);
      case "explain":
        return { kind: "info", table: await explain(bindTargets(statement.statement, binding), this.world) };
      case "show":
        return { kind: "info", table: await show(statement, this) };
      case "showCreateTable":
        return { kind: "info", table: showCreateTable(statement, this.definitions, this.world) };
      case "describe":
        return { kind: "info", table: describe(statement.name, this.definitions, this.world) };
      case "describeJob":
        return { kind: "info", table: stateOfJob(this.#jobAt(statement.job), this.world.environment.now()) };
      case "test":
        return { kind: "test", steps: this.#test(statement) };
      case "set": {
        const { key, value } = statement.option;
        const given = { value: optionValue(value), span: value.span, keySpan: key.span };
        if (key.text.toLowerCase() === "connection_profile") refuseNoConnection(given, this.world);
        this.settings.set(key.text, given);
        return { kind: "done", message: `Set ${key.text}`, notices: [] };
      }
      case "reset":
        this.settings.reset(statement.name?.text, { value: "", keySpan: statement.name?.span });
        return { kind: "done", message: `Reset ${statement.name?.text ?? "all settings"}`, notices: [] };
      case "stopJob": {
        const job = this.#jobAt(statement.job);
        const message = await controlJob(statement, job);
        await this.#shellJobs?.forget(job);
        return { kind: "done", message, notices: [] };
      }
      case "pauseJob":
      case "resumeJob":
      case "restartJob":
        return { kind: "done", message: await controlJob(statement, this.#jobAt(statement.job)), notices: [] };
      default:
        return statement satisfies never;
    }
  }

  #jobAt({ value, span }: ast.WholeNumber): Job {
    const job = this.job(value);
    if (job !== undefined) return job;
    throw new SqlError(`job ${value} not found`, { code: "not_found", span, hint: "SHOW JOBS lists them." });
  }

  #test(statement: ast.Test): AsyncIterable<TestStep> {
    const { name } = statement;
    if (statement.object === "connection") return testConnection(name, this.world);
    const table = this.definitions.table(name.name);
    if (table === undefined) throw tableNotFound(name, this.definitions);
    return testTable(resolveTable(table, this.world), this.world);
  }

  /** Builds and starts one pipeline as a job. `text` is what jobs show of it. */
  start(targets: readonly Target[], text: string, receiver?: RowReceiver): Job {
    const job = this.#launch(++this.#lastNumber, targets, text, { receiver });
    this.#jobs.push(job);
    return job;
  }

  /** Starts an INSERT of the shell as a job that is remembered where the session does so. `text` is what jobs show of it. */
  async insert(insert: BoundInsert, text: string): Promise<Job> {
    const noted = await this.#shellJobs?.noteOf(insert);
    if (noted === undefined) return this.start(insert.targets, text);
    try {
      return this.#startNoted(noted, insert.targets, text);
    } catch (error) {
      if (!noted.again) await this.forget(noted.note);
      throw error;
    }
  }

  /** Jobs of earlier sessions that ran when those ended, and that nobody runs now. */
  async leftJobs(): Promise<readonly LeftJob[]> {
    return await this.#shellJobs?.remembered.left() ?? [];
  }

  /** Goes on with a job that was left. Throws an `SqlError` when what it stands on is not there or has changed. */
  resume(left: LeftJob): Job {
    const { statement, text } = leftStatement(left);
    const bound = () => {
      refuseChanged(left, usedDefinitions(statement, this.definitions));
      return this.#startNoted({ note: left, again: true }, bindInsert(statement, this.pipeline()).targets, text);
    };
    try {
      return this.settings.during(left.settings, bound);
    } catch (error) {
      throw error instanceof SqlError ? error.within(text) : error;
    }
  }

  /** A job that was left is not offered again. */
  async forget(left: RememberedJob): Promise<void> {
    await this.#shellJobs?.remembered.forget(left);
  }

  #startNoted(noted: Noted, targets: readonly Target[], text: string): Job {
    const job = this.#launch(++this.#lastNumber, targets, text, { name: noted.note.pipeline });
    this.#jobs.push(job);
    this.#shellJobs?.follow(job, noted);
    return job;
  }

  /** Starts a bound SELECT as one of {@link jobs}: it goes on while other statements run. */
  watch(select: BoundSelect, text: string, receiver: RowReceiver): Job {
    return this.start([rowsTarget(select, receiver)], text, receiver);
  }

  /** A SELECT that was watched is over and nobody asks for it again: it is no job any more. */
  dismiss(job: Job): void {
    const index = this.#jobs.indexOf(job);
    if (index >= 0) this.#jobs.splice(index, 1);
    if (!job.hasRun && job.id === this.#lastNumber) this.#lastNumber--; // nobody has seen it
    this.#watched(job);
  }

  /** The query with rows that say where they come from, where that is known. */
  traced(select: BoundSelect): TracedSelect {
    return traced(select, this.world);
  }

  /** Starts a bound SELECT; it is not among {@link jobs}. Throws an `SqlError` for one that is run again and has no end. */
  select(select: BoundSelect, text: string, receiver: RowReceiver, run: RunOptions = {}): Job {
    return this.#watched(this.#launch(0, [rowsTarget(select, receiver)], text, { receiver, ...run }));
  }

  /**
   * Runs a bound INSERT with a receiver in the place of each of its sinks, in their order: nothing is written, registered or
   * committed. It is not among {@link jobs}. Throws as {@link select} does.
   */
  rehearse({ targets }: BoundInsert, text: string, receivers: readonly RowReceiver[], run: RunOptions = {}): Job {
    return this.#watched(this.#launch(0, rehearsedTargets(targets, receivers), text, { rehearsal: true, ...run }));
  }

  /**
   * Runs a plan over some offsets of its tables, which connectors with {@link Connector.range} have, and ends: nothing is written
   * or committed. It is not among {@link jobs}.
   */
  readAgain(plan: LogicalPlan, ranges: Ranges, receiver: RowReceiver): Job {
    const resolve = (table: Table) => {
      const resolved = resolveTable(table, this.world);
      const options = resolved.connector.range?.(resolved.options, ranges);
      if (options === undefined) throw new InternalError(`Offsets of ${table.name} cannot be read again`);
      return { ...resolved, options, bounded: true };
    };
    const target: Target = { kind: "rows", plan, shape: "rows", receive: (batch) => receiver.receive(batch) };
    return this.#watched(this.#launch(0, [target], "looking for records", { rehearsal: true, resolve }));
  }

  /** The records that a row of a traced query comes from. Throws what keeps it from reading them, and what `signal` was aborted with. */
  origins(lineage: Lineage, row: TracedRow, signal: AbortSignal): Promise<readonly Origin[]> {
    return originsOf(lineage, row, this, signal);
  }

  /** A record as it lies in the topic of a table. Throws as {@link readRecord} does. */
  record(table: Table, place: RecordPlace, signal: AbortSignal): Promise<ShownRecord> {
    return readRecord(place, resolveTable(table, this.world), this.world, signal);
  }

  /** Subjects that have a schema of a table's messages, as far as its registry says. */
  subjects(table: Table, schemaId: number, signal: AbortSignal): Promise<readonly string[]> {
    return schemaSubjects(schemaId, resolveTable(table, this.world), this.world, signal);
  }

  /** A job without a number, which the session ends when it is closed. */
  #watched(job: Job): Job {
    this.#queries.add(job);
    job.done.catch(() => {}).finally(() => this.#queries.delete(job));
    return job;
  }

  #launch(id: number, targets: readonly Target[], text: string, options: LaunchOptions): Job {
    const { environment, interactive, onNotice = () => {} } = this.#options;
    const { receiver, clock, again, name: own = this.#options.pipeline } = options;
    const { resolve = (table: Table) => resolveTable(table, this.world) } = options;
    const rehearsal = options.rehearsal === true || again !== undefined;
    const { pipeline_name: saved = own, checkpoint_interval: checkpointInterval } = this.settings.values;
    const name = saved ?? `shell_${id}`;
    let fingerprint = "";
    const kept = this.#kept(targets, saved, () => fingerprint);
    const build = () => {
      const built = buildPipeline(targets, {
        name,
        interactive: rehearsal || (interactive && targets.every((target) => target.kind === "rows")),
        rehearsal,
        clock,
        again,
        checkpointInterval,
        keeper: kept?.keeper,
        transactionsOf: kept?.transactionsOf,
        environment,
        callsOf: (fn) => this.world.functionHost.calls(fn),
        resolve: (plan) => resolve(plan.table),
        onIdle: () => receiver?.onIdle?.(),
      });
      fingerprint = built.fingerprint;
      this.#options.onPipeline?.(built);
      return built;
    };
    const job = new Job({
      id,
      name,
      text: maskSecrets(text),
      isQuery: targets.every((target) => target.kind === "rows"),
      checkpointInterval,
      build,
      keeper: kept?.keeper,
      now: () => environment.now(),
      onEvent: this.#options.onJobEvent ?? ((job, event) => tellRestart(job, event, onNotice)),
    });
    this.#memory?.watch(job);
    return job;
  }

  /** Pipelines with a name that write something keep checkpoints; who reads a SELECT wants what it says. */
  #kept(targets: readonly Target[], name: string | undefined, fingerprint: () => string): Kept | undefined {
    const { environment, resetState = false, onNotice = () => {} } = this.#options;
    return keeperOf({
      sinks: targets.flatMap((target) => target.kind === "sink" ? [target.table] : []),
      name,
      environment,
      reset: resetState,
      checkpointInterval: this.settings.values.checkpoint_interval,
      fingerprint,
      onNotice,
    });
  }

  /** Stops all jobs and closes what they shared. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs, ...this.#queries].map((job) => job.stop()));
    await this.world.functionHost[Symbol.asyncDispose]();
    await this.#shellJobs?.settled();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

interface LaunchOptions extends RunOptions {
  readonly receiver?: RowReceiver | undefined;
  /** Nothing is written. */
  readonly rehearsal?: boolean;
  /** Of a pipeline that no setting names. */
  readonly name?: string;
  /** A table with the options that it is read with, where those are not its own. */
  readonly resolve?: (table: Table) => ResolvedTable;
}

function tellRestart({ error }: Job, { kind, wait = 0 }: JobEvent, onNotice: (text: string) => void): void {
  if (kind !== "restarting" || wait === 0 || !(error instanceof Error)) return;
  onNotice(`Starting again from the last checkpoint in ${wait} s: ${error.message}`);
}

function isDefinition(
  statement: ast.Statement,
): statement is Parameters<typeof define>[0] {
  return statement.kind.startsWith("create") || statement.kind === "drop";
}

function findConnector(connectors: readonly Connector[], name: string): Connector {
  const connector = connectors.find((one) => one.name === name.toLowerCase());
  if (connector !== undefined) return connector;
  const names = connectors.map((one) => one.name);
  const [near] = nearest(name, names);
  throw new SqlError(`Unknown connector '${name}'`, {
    code: "not_found",
    hint: `${near === undefined ? "" : `Did you mean '${near}'? `}There are: ${names.join(", ")}.`,
  });
}
