/** One user's work: definitions, settings, running jobs, and the door through which statements come in. */
import type { Connector, Environment, Reading } from "../connectors/connector.ts";
import type { Batch } from "../schema/batch.ts";
import { type Span, SqlError } from "../schema/errors.ts";
import { type Field, visibleFields } from "../schema/field.ts";
import type { Format } from "../schema/formats/format.ts";
import { findFormat } from "../schema/formats/mod.ts";
import { nearest } from "../schema/options.ts";
import type { Value } from "../schema/types.ts";
import type { FunctionNet } from "../schema/user_function.ts";
import type * as ast from "../sql/ast.ts";
import { optionValue } from "../sql/bind/options.ts";
import { forSink } from "../sql/bind/insert.ts";
import { bindWholeQuery, queryContext } from "../sql/bind/query.ts";
import type { QueryContext } from "../sql/bind/query_context.ts";
import { tableNotFound } from "../sql/bind/relation.ts";
import type { ScalarFunction } from "../sql/functions/function.ts";
import type { ParsedStatement } from "../sql/parse.ts";
import { inputsOf, isBounded, type LogicalPlan, type SortKey } from "../sql/plan.ts";
import { maskSecrets } from "../sql/secrets.ts";
import { buildPipeline, type Target } from "./build.ts";
import { keeperOf, type Kept } from "./checkpoints/keeper_of.ts";
import { define } from "./define.ts";
import { type DefinedKind, Definitions } from "./definitions.ts";
import { explain } from "./explain.ts";
import { factsOf } from "./facts.ts";
import { ALWAYS, type Consent } from "./from_topic/consent.ts";
import type { InfoTable } from "./info_table.ts";
import { describe, show, showCreateTable } from "./information.ts";
import { Job, type JobEvent } from "./job.ts";
import { controlJob } from "./job_control.ts";
import { stateOfJob } from "./job_information.ts";
import { MemoryGuard, type MemoryLimit } from "./memory_guard.ts";
import { restoreCatalog } from "./saved_catalog.ts";
import { type ResultShape, resultShape, shapedFields, visibleKey, visibleOrder } from "./result_shape.ts";
import { sinkPlan, sinkShape } from "./sink_plan.ts";
import { testConnection, testTable } from "./probe.ts";
import { type LeftJob, type RememberedJob, RememberedJobs } from "./remembered_jobs.ts";
import type { ProvidedRelation } from "./provided_relation.ts";
import { Settings } from "./settings.ts";
import { leftStatement, type Noted, refuseChanged, ShellJobs } from "./shell_jobs.ts";
import { traced, type TracedSelect } from "./traced_select.ts";
import { usedDefinitions } from "./used_definitions.ts";
import type { Pipeline } from "./pipeline.ts";
import { resolveTable, type World } from "./tables.ts";
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
  /** A person watches: short checkpoint intervals, nothing committed for a SELECT. */
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

/** The SELECT for a reader that cannot show rows in place: the rows that are left, or what happens to them. */
export function withoutRetractions(select: BoundSelect): BoundSelect {
  if (select.shape !== "changes") return select;
  const shape = select.bounded ? "final" : "changelog";
  return { ...select, shape, fields: shapedFields(select.plan.schema, shape) };
}

/** Takes the rows of a SELECT. */
export interface RowReceiver {
  /** The batch is valid during the call only; a promise is back-pressure. */
  receive(batch: Batch): void | Promise<void>;
  /** Everything there is for now has come. */
  onIdle?(): void;
  onEnd?(): void;
}

/** A SELECT that has been bound and waits for somebody to watch it. */
export interface BoundSelect {
  /** Of the rows that arrive, `_op` included. */
  readonly fields: readonly Field[];
  readonly shape: ResultShape;
  /** Positions of {@link fields} that identify a row which is retracted; undefined: the whole row does. */
  readonly key: readonly number[] | undefined;
  /** Of a live `ORDER BY … LIMIT`: the order in which rows that stand are shown, by positions of {@link fields}. */
  readonly order: readonly SortKey[] | undefined;
  readonly bounded: boolean;
  /** Reads a memory table that an INSERT of the same pipeline fills. */
  readonly readsMemory: boolean;
  readonly plan: LogicalPlan;
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

/** An INSERT or a statement set that has been bound. */
export interface BoundInsert {
  readonly kind: "insert";
  readonly statement: ast.Insert | ast.StatementSet;
  readonly targets: readonly Target[];
  readonly bounded: boolean;
}

/** How a statement is run once more, or so that it can be. */
export interface RunOptions {
  /** What `now()` is all the time, in milliseconds since the epoch; absent: the time of each batch. */
  readonly clock?: number | undefined;
  /** What each source has read before, in the order of `Pipeline.readings`: the same is read, and nothing outside changes. */
  readonly again?: readonly (Reading | undefined)[] | undefined;
}

/** What the statements of one pipeline share while they are bound. */
export interface PipelineBinding {
  readonly context: QueryContext;
  /** Memory tables filled so far, and with what. */
  readonly memory: Map<string, LogicalPlan>;
  /** Columns that a sink without columns got from its first INSERT. */
  readonly inferred: Map<string, readonly Field[]>;
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

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#memory = options.memoryLimit && new MemoryGuard(options.memoryLimit);
    this.settings = new Settings(options.interactive);
    this.definitions = new Definitions(options.catalogFile, options.saving);
    const { dir } = options.environment;
    this.#shellJobs = options.remembersJobs && dir !== undefined
      ? new ShellJobs(new RememberedJobs(dir), this.definitions, this.settings, () => options.environment.now())
      : undefined;
    this.world = {
      catalog: this.definitions,
      environment: options.environment,
      functions: options.functions ?? [],
      functionNet: options.functionNet ?? [],
      findConnector: (name) =>
        name === this.#provided?.connector.name ? this.#provided.connector : findConnector(options.connectors, name),
      findFormat: (name) => findFormat(name, options.formats),
    };
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
    const memory = new Map<string, LogicalPlan>();
    const updates = () => {
      const { updating_ttl: ttl, update_interval: interval } = this.settings.values;
      return { ttl, interval };
    };
    const context = queryContext(this.definitions, factsOf(this.world), { parameters, memory, updates });
    return { context, memory, inferred: new Map() };
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
      return { kind: "done", ...done };
    }
    switch (statement.kind) {
      case "query":
        return { kind: "select", select: this.#bindSelect(statement, binding) };
      case "insert":
        return this.#inserted(statement, binding);
      case "statementSet":
        return this.#inserted(statement, binding);
      case "explain":
        return { kind: "info", table: await explain(this.#targets(statement.statement, binding), this.world) };
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
        this.settings.set(key.text, { value: optionValue(value), span: value.span, keySpan: key.span });
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

  #bindSelect(query: ast.Query, binding: PipelineBinding): BoundSelect {
    const plan = withUniqueNames(bindWholeQuery(query, binding.context));
    const { interactive } = this.#options;
    const mode = this.settings.values.result_mode;
    const shape = spanned(query.span, () => resultShape({ plan, mode, interactive }));
    const fields = shapedFields(plan.schema, shape);
    const key = visibleKey(plan.schema);
    const order = visibleOrder(plan);
    return { plan, shape, fields, key, order, bounded: isBounded(plan), readsMemory: readsMemory(plan) };
  }

  #inserted(statement: ast.Insert | ast.StatementSet, binding: PipelineBinding): BoundInsert {
    const targets = this.#targets(statement, binding);
    return { kind: "insert", statement, targets, bounded: targets.every((target) => isBounded(target.plan)) };
  }

  #targets(statement: ast.Query | ast.Insert | ast.StatementSet, binding: PipelineBinding): readonly Target[] {
    if (statement.kind === "query") {
      return [{ kind: "rows", ...this.#bindSelect(statement, binding), receive: () => {} }];
    }
    const inserts = statement.kind === "insert" ? [statement] : statement.inserts;
    return inserts.map((insert) => this.#bindInsert(insert, binding));
  }

  #bindInsert(insert: ast.Insert, binding: PipelineBinding): Target {
    const { name, span } = insert.table;
    const table = this.definitions.table(name);
    if (table === undefined) {
      const view = this.definitions.view(name);
      if (view === undefined) throw tableNotFound(insert.table, this.definitions);
      const text = view.fromTableAs
        ? "shouldn't be inserting more data into a table made with CREATE TABLE AS"
        : `${name} is a view: it cannot be inserted into`;
      throw new SqlError(text, { code: "direction", span });
    }
    const plan = bindWholeQuery(insert.query, binding.context);
    if (table.connector === "memory") return fillMemory(table.name, table.columns, plan, insert, binding);
    const resolved = resolveTable(table, this.world);
    if (table.direction === "source" || resolved.connector.sink === undefined) {
      throw new SqlError(`attempted to insert into table '${name}', but it is a source`, { code: "direction", span });
    }
    const planned = sinkPlan(plan, resolved, insert, binding.inferred);
    const mode = this.settings.values.result_mode;
    const shape = spanned(insert.query.span, () => sinkShape(planned, resolved, mode, insert));
    return { kind: "sink", plan: planned, table: resolved, shape };
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
      return this.#startNoted({ note: left, again: true }, this.#inserted(statement, this.pipeline()).targets, text);
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
    this.#queries.add(job);
    job.done.catch(() => {}).finally(() => this.#queries.delete(job));
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
    const sinks = targets.filter((target) => target.kind === "sink");
    const trial = targets.map((target): Target => {
      if (target.kind !== "sink") return target;
      const receiver = receivers[sinks.indexOf(target)];
      const { plan, shape } = target;
      return {
        kind: "rows",
        plan,
        shape,
        receive: (batch) => receiver?.receive(batch),
        onEnd: () => receiver?.onEnd?.(),
      };
    });
    return this.#watched(this.#launch(0, trial, text, { rehearsal: true, ...run }));
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
        functionNet: this.world.functionNet,
        resolve: (plan) => resolveTable(plan.table, this.world),
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
}

function rowsTarget(select: BoundSelect, receiver: RowReceiver): Target {
  return {
    kind: "rows",
    plan: select.plan,
    shape: select.shape,
    receive: (batch) => receiver.receive(batch),
    onEnd: () => receiver.onEnd?.(),
  };
}

function tellRestart({ error }: Job, { kind, wait = 0 }: JobEvent, onNotice: (text: string) => void): void {
  if (kind !== "restarting" || wait === 0 || !(error instanceof Error)) return;
  onNotice(`Starting again from the last checkpoint in ${wait} s: ${error.message}`);
}

/** A table or view that was bound has been replaced or dropped: statements that follow must not see the old one. */
function forgetPlans({ context }: PipelineBinding): void {
  context.scans.clear();
  context.views.clear();
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

/** Repeated output names get `_2`, `_3`. */
function withUniqueNames(plan: LogicalPlan): LogicalPlan {
  const own = new Set(visibleFields(plan.schema).map((field) => field.name));
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const fields = plan.schema.fields.map((field) => {
    if (field.hidden) return field;
    let { name } = field;
    let count = counts.get(name) ?? 2;
    for (; seen.has(name); count++) {
      const next = `${field.name}_${count}`;
      if (!own.has(next)) name = next;
    }
    counts.set(field.name, count);
    seen.add(name);
    return name === field.name ? field : { ...field, name };
  });
  return { ...plan, schema: { ...plan.schema, fields } };
}

/** Gives an error without a place the span. */
function spanned<T>(span: Span, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof SqlError) || error.diagnostic.span !== undefined) throw error;
    throw new SqlError(error.message, { ...error.diagnostic, span });
  }
}

function readsMemory(plan: LogicalPlan): boolean {
  return plan.kind === "memory" || inputsOf(plan).some(readsMemory);
}

function fillMemory(
  name: string,
  columns: readonly Field[],
  plan: LogicalPlan,
  insert: ast.Insert,
  binding: PipelineBinding,
): Target {
  if (binding.memory.has(name)) {
    throw new SqlError("Can only insert into a memory table once", { code: "memory", span: insert.table.span });
  }
  const filled = columns.length === 0 ? plan : forSink(plan, columns, insert.columns, insert.query.span);
  binding.memory.set(name, filled);
  return { kind: "memory", plan: filled, name };
}
