/** Statements, and the one grammar of the dialect that is built from its parts. */
import type { Rule } from "chevrotain";
import type {
  Describe,
  DescribeJob,
  Drop,
  Explain,
  Identifier,
  Insert,
  OptionKey,
  PauseJob,
  ResetOption,
  RestartJob,
  SetOption,
  Show,
  ShowCreateTable,
  Statement,
  StatementSet,
  StopJob,
  Test,
  WholeNumber,
} from "../ast.ts";
import * as T from "../tokens.ts";
import { K } from "../tokens.ts";
import type { Alternatives } from "./base_grammar.ts";
import { DefinitionGrammar } from "./definition_grammar.ts";
import { LazyLookahead } from "./lookahead.ts";

let shared: Grammar | undefined;

/** The one grammar of the program, built when first needed. */
export function grammar(): Grammar {
  return shared ??= new Grammar();
}

export class Grammar extends DefinitionGrammar {
  /** Building takes a while: keep one. `validate` checks the grammar itself, for the tests. */
  constructor({ validate = false } = {}) {
    super({ maxLookahead: 1, skipValidations: !validate, lookaheadStrategy: new LazyLookahead() });
    this.performSelfAnalysis();
  }

  /** The rules as data, by name. */
  get rules(): Readonly<Record<string, Rule>> {
    return this.getGAstProductions();
  }

  readonly statement = this.RULE("statement", (): Statement =>
    this.OR<Alternatives<Statement>>([
      { ALT: () => this.SUBRULE(this.query) },
      { ALT: () => this.SUBRULE(this.create) },
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.statementSet) },
      { ALT: () => this.SUBRULE(this.drop) },
      { ALT: () => this.SUBRULE(this.show) },
      { ALT: () => this.SUBRULE(this.describe) },
      { ALT: () => this.SUBRULE(this.explain) },
      { ALT: () => this.SUBRULE(this.test) },
      { ALT: () => this.SUBRULE(this.set) },
      { ALT: () => this.SUBRULE(this.resetOption) },
      { ALT: () => this.SUBRULE(this.stopJob) },
      { ALT: () => this.SUBRULE(this.pauseJob) },
      { ALT: () => this.SUBRULE(this.restartJob) },
    ]));

  readonly insert = this.RULE("insert", (): Insert => {
    const first = this.CONSUME(K.insert);
    let columns: Identifier[] = [];
    this.CONSUME(K.into);
    const table = this.SUBRULE(this.tableName);
    this.OPTION({
      GATE: () => !this.opensQuery(1),
      DEF: () => columns = this.SUBRULE(this.columnList),
    });
    const query = this.SUBRULE(this.query);
    return { kind: "insert", table, columns, query, span: this.since(first) };
  });

  readonly statementSet = this.RULE("statementSet", (): StatementSet => {
    const first = this.CONSUME(K.execute);
    const inserts: Insert[] = [];
    this.CONSUME(K.statement);
    this.CONSUME(K.set);
    this.CONSUME(K.begin);
    this.MANY(() => {
      inserts.push(this.SUBRULE(this.insert));
      this.CONSUME(T.Semicolon);
    });
    this.CONSUME(K.end);
    return { kind: "statementSet", inserts, span: this.since(first) };
  });

  readonly drop = this.RULE("drop", (): Drop => {
    const first = this.CONSUME(K.drop);
    return this.OR<Alternatives<Drop>>([
      {
        ALT: () => {
          this.CONSUME(K.connection);
          const ifExists = this.SUBRULE(this.ifExists);
          const name = this.SUBRULE(this.connectionName);
          return { kind: "drop", object: "connection", ifExists, name, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.table);
          const ifExists = this.SUBRULE2(this.ifExists);
          const name = this.SUBRULE(this.tableName);
          return { kind: "drop", object: "table", ifExists, name, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.view);
          const ifExists = this.SUBRULE3(this.ifExists);
          const name = this.SUBRULE(this.viewName);
          return { kind: "drop", object: "view", ifExists, name, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.function);
          const ifExists = this.SUBRULE4(this.ifExists);
          const name = this.SUBRULE(this.functionName);
          return { kind: "drop", object: "function", ifExists, name, span: this.since(first) };
        },
      },
    ]);
  });

  readonly ifExists = this.RULE("ifExists", (): boolean => {
    let found = false;
    this.OPTION({
      GATE: () => this.LA(2).tokenType === K.exists,
      DEF: () => (this.CONSUME(K.if), this.CONSUME(K.exists), found = true),
    });
    return found;
  });

  readonly show = this.RULE("show", (): Show | ShowCreateTable => {
    const first = this.CONSUME(K.show);
    let from: Identifier | undefined;
    return this.OR<Alternatives<Show | ShowCreateTable>>([
      {
        ALT: () => {
          this.CONSUME(K.create);
          this.CONSUME(K.table);
          const name = this.SUBRULE(this.tableName);
          return { kind: "showCreateTable", name, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.topics);
          this.OPTION(() => (this.CONSUME(K.from), from = this.SUBRULE(this.connectionName)));
          return { kind: "show", what: "topics", from, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          const what = this.OR2<Alternatives<Show["what"]>>([
            { ALT: () => (this.CONSUME(K.connections), "connections") },
            { ALT: () => (this.CONSUME(K.tables), "tables") },
            { ALT: () => (this.CONSUME(K.views), "views") },
            { ALT: () => (this.CONSUME(K.jobs), "jobs") },
            { ALT: () => (this.CONSUME(K.functions), "functions") },
            { ALT: () => (this.CONSUME(K.settings), "settings") },
          ]);
          return { kind: "show", what, from, span: this.since(first) };
        },
      },
    ]);
  });

  readonly describe = this.RULE("describe", (): Describe | DescribeJob => {
    const first = this.LA(1);
    this.OR([{ ALT: () => this.CONSUME(K.describe) }, { ALT: () => this.CONSUME(K.desc) }]);
    return this.OR2<Alternatives<Describe | DescribeJob>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === T.NumberToken,
          ALT: (): DescribeJob => {
            const job = this.SUBRULE(this.jobNumber);
            return { kind: "describeJob", job, span: this.since(first) };
          },
        },
        {
          ALT: (): Describe => {
            const name = this.SUBRULE(this.tableName);
            return { kind: "describe", name, span: this.since(first) };
          },
        },
      ],
    });
  });

  readonly explain = this.RULE("explain", (): Explain => {
    const first = this.CONSUME(K.explain);
    const statement = this.OR<Alternatives<Explain["statement"]>>([
      { ALT: () => this.SUBRULE(this.query) },
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.statementSet) },
    ]);
    return { kind: "explain", statement, span: this.since(first) };
  });

  readonly test = this.RULE("test", (): Test => {
    const first = this.CONSUME(K.test);
    return this.OR<Alternatives<Test>>([
      {
        ALT: () => {
          this.CONSUME(K.connection);
          const name = this.SUBRULE(this.connectionName);
          return { kind: "test", object: "connection", name, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.table);
          const name = this.SUBRULE(this.tableName);
          return { kind: "test", object: "table", name, span: this.since(first) };
        },
      },
    ]);
  });

  readonly set = this.RULE("set", (): SetOption => {
    const first = this.CONSUME(K.set);
    const start = this.LA(1);
    const key = this.SUBRULE(this.settingName);
    this.OR([{ ALT: () => this.CONSUME(T.Equal) }, { ALT: () => this.CONSUME(K.to) }]);
    const value = this.SUBRULE(this.optionValue);
    return { kind: "set", option: { key, value, span: this.since(start) }, span: this.since(first) };
  });

  readonly settingName = this.RULE("settingName", (): OptionKey => this.SUBRULE(this.optionKey));

  readonly resetOption = this.RULE("resetOption", (): ResetOption => {
    const first = this.CONSUME(K.reset);
    return this.OR<Alternatives<ResetOption>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          GATE: () => this.LA(2).tokenType !== T.Dot,
          ALT: (): ResetOption => {
            this.CONSUME(K.all);
            return { kind: "reset", name: undefined, span: this.since(first) };
          },
        },
        {
          ALT: (): ResetOption => {
            const name = this.SUBRULE(this.settingName);
            return { kind: "reset", name, span: this.since(first) };
          },
        },
      ],
    });
  });

  /** `JOB 3` */
  readonly jobNumber = this.RULE("jobNumber", (): WholeNumber => {
    this.CONSUME(K.job);
    return this.SUBRULE(this.wholeNumber);
  });

  readonly stopJob = this.RULE("stopJob", (): StopJob => {
    const first = this.CONSUME(K.stop);
    let now = false;
    const job = this.SUBRULE(this.jobNumber);
    this.OPTION(() => (this.CONSUME(K.now), now = true));
    return { kind: "stopJob", job, now, span: this.since(first) };
  });

  readonly pauseJob = this.RULE("pauseJob", (): PauseJob => {
    const first = this.LA(1);
    const kind = this.OR<Alternatives<PauseJob["kind"]>>([
      { ALT: () => (this.CONSUME(K.pause), "pauseJob") },
      { ALT: () => (this.CONSUME(K.resume), "resumeJob") },
    ]);
    const job = this.SUBRULE(this.jobNumber);
    return { kind, job, span: this.since(first) };
  });

  readonly restartJob = this.RULE("restartJob", (): RestartJob => {
    const first = this.CONSUME(K.restart);
    let checkpoint: WholeNumber | undefined;
    const job = this.SUBRULE(this.jobNumber);
    this.OPTION(() => {
      this.CONSUME(K.from);
      this.CONSUME(K.checkpoint);
      checkpoint = this.SUBRULE(this.wholeNumber);
    });
    return { kind: "restartJob", job, checkpoint, span: this.since(first) };
  });
}
