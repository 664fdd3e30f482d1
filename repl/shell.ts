/** The interactive shell: reads statements, runs them, shows what comes. */
import type { BoundInsert, BoundSelect } from "../engine/bind_statement.ts";
import type { Outcome, Session } from "../engine/session.ts";
import type { Job } from "../engine/job.ts";
import { withVariables } from "../sql/lexer.ts";
import { inScript, type ParsedStatement, parseScript } from "../sql/parse.ts";
import { counted } from "../schema/counted.ts";
import { SqlError } from "../schema/errors.ts";
import { runCommand } from "./commands/mod.ts";
import { askConsent, Question } from "./consent.ts";
import { errorText } from "./diagnostics.ts";
import type { StatementReader } from "./editor/editor.ts";
import { style } from "./editor/highlight.ts";
import type { History } from "./editor/history.ts";
import { forgetLeftJobs, type LeftJobsParts, offerLeftJobs, resumeLeftJobs } from "./left_jobs.ts";
import { LiveSelects } from "./panes/live_selects.ts";
import { PROMPT } from "./editor/prompt.ts";
import { isRehearsed, rehearse } from "./rehearsal/rehearse.ts";
import { lastTable } from "./results/last_table.ts";
import { Results } from "./results/results.ts";
import { runSelect } from "./results/run_select.ts";
import { standingText } from "./replay/standing_text.ts";
import type { Ran } from "./results/session_log.ts";
import type { Screen } from "./terminal/screen.ts";
import type { TestStep } from "../connectors/connector.ts";
import { LOCAL } from "../engine/tables.ts";
import type { OutputFormat } from "./formats/writer.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { visible } from "./terminal/width.ts";
import { diagnosisLines, diagnosisOf } from "./why/diagnosis.ts";
import { fullHealth } from "./why/health.ts";
import { ObservedJobs } from "./why/observed_jobs.ts";
import { Tour } from "./tour/tour.ts";

export interface ShellParts {
  readonly session: Session;
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly reader: StatementReader;
  readonly history: History;
  readonly variables: Map<string, string>;
  /** `--yes`: every question of the shell is answered. */
  readonly yes: boolean;
  /** `--limit`, for every query. */
  readonly limit: number | undefined;
  /** Shown at the first prompt, until something is typed. */
  readonly suggestion?: string | undefined;
  /** `--format`: how results are shown at first; absent: as tables. */
  readonly format?: OutputFormat | undefined;
  now(): number;
}

export class Shell {
  /** Where results go and how they look. */
  readonly results: Results;
  readonly #parts: ShellParts;
  #failed = false;
  /** What the next prompt begins with. */
  #proposed: string | undefined;
  /** Jobs whose end has been told. */
  readonly #told = new Set<Job>();
  readonly #observed: ObservedJobs;
  readonly #live: LiveSelects;
  readonly #tour: Tour;

  constructor(parts: ShellParts) {
    this.#parts = parts;
    this.#observed = new ObservedJobs(() => parts.session.jobs);
    this.#tour = new Tour({
      catalog: parts.session.definitions,
      ghosts: parts.terminal.theme.tokens.comment !== undefined,
      columns: () => parts.terminal.size.columns,
      print: (line) => this.print(line),
      dim: (line) => this.say(line),
      define: (text) => this.statements(text),
    });
    this.results = new Results(parts);
    if (parts.format !== undefined) this.results.format = parts.format;
    parts.session.onReload = (line) => this.say(line);
    parts.session.provide(lastTable(() => this.results.last, (text) => this.say(text)));
    this.#live = new LiveSelects({
      ...parts,
      results: this.results,
      observed: this.#observed,
      say: (text) => this.say(text),
      report: (error) => this.report(error),
      why: (job) => this.why(String(job.id)),
    });
  }

  /** The connection that `\peek`, `\conninfo` and statements mean which name none. */
  get connection(): string {
    return this.#parts.session.world.connection ?? LOCAL;
  }

  get parts(): ShellParts {
    return this.#parts;
  }

  /** Reads and runs until the person leaves. `first` runs before the first prompt. */
  async run(first?: string): Promise<void> {
    if (first !== undefined) {
      this.print(`${PROMPT}${first}`);
      await this.#submit(first);
    }
    await offerLeftJobs(this.#leftJobs(), this.#parts.yes).catch((error) => this.report(error));
    using _results = this.results;
    let { suggestion } = this.#parts;
    for (;;) {
      const initial = this.#proposed;
      this.#proposed = undefined;
      const options = {
        failed: this.#failed,
        suggestion: this.#tour.suggestion ?? suggestion,
        enterTakes: this.#tour.suggestion !== undefined,
        ...(initial !== undefined && { initial }),
      };
      suggestion = undefined;
      const read = await this.#parts.reader.readStatement(PROMPT, options);
      if (read.kind === "interrupt") {
        this.#hintRunning();
        continue;
      }
      if (read.kind === "eof" ? await this.#mayLeave() : await this.#submitted(read.text, read.historyId)) {
        return this.#live.closeAll();
      }
    }
  }

  /** True: the person leaves. */
  async #submitted(text: string, historyId: string | undefined): Promise<boolean> {
    const started = this.#parts.now();
    this.#failed = false;
    const outcome = await this.#submit(text);
    this.#parts.history.end(historyId, { ms: this.#parts.now() - started, rows: 0, rc: this.#failed ? 1 : 0 });
    if (this.#tour.suggestion !== undefined) await this.#live.docked(); // the next step is for whoever has seen this one
    this.#tour.ran(text, !this.#failed);
    return outcome === "leave" && await this.#mayLeave();
  }

  async #submit(text: string): Promise<void | "leave"> {
    try {
      if (!/^\s*\\/.test(text)) return await this.statements(text);
      const [command = "", ...rest] = text.trim().split("\n");
      const outcome = await runCommand(this, command);
      return outcome === "leave" || rest.length === 0 ? outcome : await this.#submit(rest.join("\n"));
    } catch (error) {
      this.report(error);
    }
  }

  print(text: string | readonly string[]): void {
    this.#parts.screen.print(text);
  }

  /** A remark of the shell's. */
  say(text: string): void {
    this.print(style(this.#parts.terminal.theme, "dim", visible(text)));
  }

  /** An error of the statement or command. */
  report(error: unknown): void {
    this.#failed = true;
    this.print(errorText(error, { color: this.#parts.terminal.theme.styles.red !== undefined, agent: false }));
  }

  /** The next prompt begins with this text. */
  propose(text: string): void {
    this.#proposed = text;
  }

  /** Runs statements one after the other, up to the first error. Of a text with a syntax error nothing is run. */
  async statements(text: string): Promise<void> {
    const { statements, errors } = parseScript(text, { variables: Object.fromEntries(this.#parts.variables) });
    const [error] = errors;
    if (error !== undefined) throw error;
    for (const parsed of statements) {
      try {
        await this.#statement(parsed);
      } catch (error) {
        throw error instanceof SqlError && error.diagnostic.source === parsed.text
          ? inScript(error, parsed.span, text)
          : error;
      }
    }
  }

  async #statement(parsed: ParsedStatement): Promise<void> {
    const started = this.#parts.now();
    const { session, variables } = this.#parts;
    const withValues = { ...parsed, text: withVariables(parsed.text, Object.fromEntries(variables)) };
    const question = new Question((proposed) => askConsent(proposed, this.#parts));
    const running = session.run(parsed, session.pipeline(), (proposed) => question.ask(proposed));
    const outcome = await this.cancellable(running, question);
    if (outcome !== undefined) {
      const ran = await this.#show(outcome, parsed.text, started);
      const text = standingText(withValues, session.definitions);
      if (ran !== undefined && text !== undefined) this.results.log.add(text, started, ran);
    }
    if (this.results.timing && outcome?.kind !== "select") this.say(`Time: ${this.#parts.now() - started} ms`);
  }

  /** Ctrl-C lets go of what takes long; undefined then. */
  async cancellable<T>(work: Promise<T>, question?: Question): Promise<T | undefined> {
    const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
    using _keys = this.#parts.reader.capture((key) => {
      if (question?.open === true || !isStop(key.name, key.ctrl)) return false;
      question?.withdraw();
      resolve(undefined);
      return true;
    });
    work.catch(() => {}); // when it was let go of, nobody else awaits it
    const result = await Promise.race([work, stopped]);
    if (result === undefined) this.say("stopped waiting");
    return result;
  }

  /** What there is to tell of it later; undefined: nothing was done. `at`: when it was submitted. */
  async #show(outcome: Outcome, text: string, at: number): Promise<Ran | undefined> {
    switch (outcome.kind) {
      case "done":
        this.say(outcome.message);
        for (const notice of outcome.notices) this.say(`Notice: ${notice}`);
        return {};
      case "info":
        await this.results.show(outcome.table, text);
        return {};
      case "test":
        await this.steps(outcome.steps);
        return {};
      case "select":
        return await this.#select(outcome.select, { text, at });
      case "insert": {
        if (!(await this.#mayWrite(outcome, text))) {
          this.say("Nothing was written");
          return undefined;
        }
        const job = await this.#parts.session.insert(outcome, text);
        this.results.log.follow(job);
        await this.#insert(job, outcome.bounded);
        return { job, changes: outcome.targets.some(({ plan }) => plan.schema.updating) };
      }
      default:
        return outcome satisfies never;
    }
  }

  /** Says each step of a test as it happens. False: one has failed, or the person did not wait for all. */
  async steps(steps: AsyncIterable<TestStep>): Promise<boolean> {
    const { theme } = this.#parts.terminal;
    const iterator = steps[Symbol.asyncIterator]();
    let good = true;
    for (;;) {
      const step = await this.cancellable(iterator.next());
      if (step === undefined) return false;
      if (step.done) return good;
      const { ok, text } = step.value;
      this.print(`${ok ? style(theme, "green", "ok") : style(theme, "red", "failed")}  ${visible(text)}`);
      if (ok) continue;
      good = false;
      this.#failed = true;
    }
  }

  /** What ends is waited for; what goes on gets a view, and the prompt stays. */
  async #select(bound: BoundSelect, submitted: { readonly text: string; readonly at: number }): Promise<Ran> {
    const own = this.results.viewOf(bound, submitted.text);
    if (own === undefined) return await this.#live.open(bound, submitted.text);
    const { results } = this;
    const observed = this.#observed;
    const say = (remark: string) => this.say(remark);
    return await runSelect(own.select, own.view, submitted, { ...this.#parts, results, observed, say });
  }

  /** The answer to the rehearsal of an INSERT, where there is one. */
  async #mayWrite(insert: BoundInsert, text: string): Promise<boolean> {
    const { yes, variables } = this.#parts;
    if (yes || variables.get("rehearse")?.toLowerCase() === "off" || !isRehearsed(insert)) return true;
    return await rehearse(insert, text, this.#parts);
  }

  /** An INSERT is a job: the prompt comes back at once, its end is told above it. */
  async #insert(job: Job, bounded: boolean): Promise<void> {
    if (bounded) {
      const { promise: stopped, resolve } = Promise.withResolvers<"stopped">();
      using _keys = this.#parts.reader.capture((key) => {
        if (!isStop(key.name, key.ctrl)) return false;
        resolve("stopped");
        return true;
      });
      if (await Promise.race([job.done, stopped]) !== "stopped") {
        this.#told.add(job);
        return this.say(written(job));
      }
      return this.say(`job ${job.id} still runs; \\stop ${job.id} ends it`);
    }
    await this.#begun(job);
  }

  /** Waits until the job runs, and tells of its end when that comes. */
  async #begun(job: Job): Promise<void> {
    if (!(await this.#startedOrFailed(job))) return;
    this.say(`job ${job.id} runs; \\dj shows it, \\stop ${job.id} ends it`);
    job.done.then(
      () => this.#tell(job, () => this.say(`job ${job.id} has ended: ${written(job)}`)),
      (error) => this.#tell(job, () => this.#jobFailed(job, error)),
    );
  }

  /** False: the person did not wait for it. A job that cannot begin is an error of the statement. */
  async #startedOrFailed(job: Job): Promise<boolean> {
    if (await this.cancellable(job.started) === undefined) {
      this.#told.add(job);
      void job.stop();
      return false;
    }
    if (job.state === "failed") {
      this.#told.add(job);
      throw job.error;
    }
    return true;
  }

  #tell(job: Job, say: () => void): void {
    if (this.#told.has(job)) return;
    this.#told.add(job);
    say();
  }

  #jobFailed(job: Job, error: unknown): void {
    this.print(`\x07job ${job.id} failed:`);
    this.report(error);
  }

  #hintRunning(): void {
    const [job] = this.#running();
    if (job !== undefined) this.say(`\\stop ${job.id} stops ${visible(job.text.split("\n")[0] ?? "")}`);
  }

  #running(): Job[] {
    return this.#parts.session.jobs.filter((job) => !job.ended);
  }

  /** Jobs that write are asked about; a query loses nothing. */
  async #mayLeave(): Promise<boolean> {
    const running = this.#running().filter(({ isQuery }) => !isQuery).length;
    if (running === 0 || this.#parts.yes || this.#parts.reader.closed) return true;
    const answer = await this.#parts.reader.readLine(
      `${running === 1 ? "1 job runs" : `${running} jobs run`} here. Stop and leave? y/N `,
    );
    if (this.#parts.reader.closed) return true;
    return answer !== undefined && /^y(es)?$/i.test(answer.trim());
  }

  /** `\help start`, with a step's number or `off`. */
  async tour(argument: string): Promise<void> {
    await this.#tour.start(argument);
  }

  /** F1: help on a word, above the line that is being typed. */
  async help(word: string): Promise<void> {
    await this.#submit(`\\help ${word}`);
  }

  /** F6, Ctrl-X o: from the prompt to a view. */
  otherPane(): void {
    this.#live.other();
  }

  // ---- what the meta commands use

  /** The view of job N, or the one that had it last, gets the screen. */
  foreground(argument: string): void {
    if (argument === "") return this.#live.other();
    const id = Number(argument);
    if (this.#live.foreground(id)) return;
    const job = this.#parts.session.job(id);
    this.print(
      job === undefined
        ? `There is no job ${visible(argument)}; \\jobs lists them`
        : job.isQuery
        ? `Job ${id} has ended; \\last shows the last result`
        : `Job ${id} writes and has no rows to show; \\dj shows how it is doing`,
    );
  }

  background(): void {
    this.#live.background();
  }

  /** SHOW JOBS, or what becomes of jobs that an earlier shell left. */
  async jobs(argument: string): Promise<void> {
    if (argument === "resume") return await resumeLeftJobs(this.#leftJobs());
    if (argument === "forget") return await forgetLeftJobs(this.#leftJobs());
    if (argument !== "") return this.print("\\jobs takes resume or forget, or nothing");
    await this.statements("SHOW JOBS");
  }

  /** Why job `number`, or the last query, gives no rows. */
  why(number: string): void {
    const observation = this.#observed.observed(number, this.#parts.now());
    if (typeof observation === "string") return this.print(observation);
    for (const line of diagnosisLines(diagnosisOf(observation), this.#parts.terminal.size.columns)) this.print(line);
  }

  /** How job `number`, or the last query, is doing, by partition and operator. */
  async health(number: string): Promise<void> {
    const observation = this.#observed.observed(number, this.#parts.now());
    if (typeof observation === "string") return this.print(observation);
    const { head, partitions, operators } = fullHealth(observation);
    for (const line of head) this.print(line);
    for (const table of [partitions, operators]) {
      if (table !== undefined) await this.results.show(table, "\\health", false);
    }
  }

  #leftJobs(): LeftJobsParts {
    const { session, reader } = this.#parts;
    return {
      session,
      reader,
      print: (text) => this.say(text),
      report: (error) => this.report(error),
      begun: (job) => this.#begun(job),
    };
  }
}

function isStop(name: string, ctrl: boolean): boolean {
  return (ctrl && name === "c") || (!ctrl && (name === "q" || name === "escape"));
}

function written(job: Job): string {
  return `${counted(job.metrics.rowsOut, "row")} written`;
}
