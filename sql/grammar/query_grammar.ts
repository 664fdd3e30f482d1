/** Queries: SELECT and what may stand in its clauses, FROM, set operations, WITH; options, as a hint carries them. */
import type { IToken } from "chevrotain";
import type {
  CommonTable,
  Expression,
  GroupBy,
  GroupingSet,
  GroupItem,
  Identifier,
  Join,
  JoinConstraint,
  NamePath,
  Option,
  OptionKey,
  OptionList,
  OptionValue,
  OrderItem,
  Query,
  QueryBody,
  Relation,
  Select,
  SelectItem,
  SetOperation,
  TableAlias,
  Values,
  ValuesRow,
  WindowFunction,
} from "../ast.ts";
import { nameValue, stringValue } from "../token.ts";
import * as T from "../tokens.ts";
import { K } from "../tokens.ts";
import type { Alternatives } from "./base_grammar.ts";
import { ExpressionGrammar } from "./expression_grammar.ts";

export abstract class QueryGrammar extends ExpressionGrammar {
  readonly query = this.RULE("query", (): Query => {
    this.enter();
    const first = this.LA(1);
    let recursive = false;
    let orderBy: OrderItem[] = [];
    let limit: Expression | undefined;
    let offset: Expression | undefined;
    const tables: CommonTable[] = [];
    this.OPTION(() => {
      this.CONSUME(K.with);
      this.OPTION2({
        GATE: () => this.LA(2).tokenType !== K.as && this.LA(2).tokenType !== T.LeftParen,
        DEF: () => (this.CONSUME(K.recursive), recursive = true),
      });
      this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => tables.push(this.SUBRULE(this.commonTable)) });
    });
    const body = this.SUBRULE(this.queryBody);
    this.OPTION3(() => orderBy = this.SUBRULE(this.orderBy));
    this.MANY(() =>
      this.OR([
        {
          GATE: () => limit === undefined,
          ALT: () => (this.CONSUME(K.limit), limit = this.SUBRULE(this.expression)),
        },
        {
          GATE: () => offset === undefined,
          ALT: () => (this.CONSUME(K.offset), offset = this.SUBRULE2(this.expression)),
        },
      ])
    );
    this.leave();
    return { kind: "query", recursive, with: tables, body, orderBy, limit, offset, span: this.since(first) };
  });

  readonly commonTable = this.RULE("commonTable", (): CommonTable => {
    const first = this.LA(1);
    let columns: Identifier[] = [];
    const name = this.SUBRULE(this.newName);
    this.OPTION(() => columns = this.SUBRULE(this.newColumnList));
    this.CONSUME(K.as);
    this.CONSUME(T.LeftParen);
    const query = this.SUBRULE(this.query);
    this.CONSUME(T.RightParen);
    return { name, columns, query, span: this.since(first) };
  });

  readonly queryBody = this.RULE("queryBody", (): QueryBody => {
    const first = this.LA(1);
    let left = this.SUBRULE(this.queryTerm);
    this.MANY(() => {
      const operator = this.OR<Alternatives<SetOperation["operator"]>>([
        { ALT: () => (this.CONSUME(K.union), "union") },
        { ALT: () => (this.CONSUME(K.except), "except") },
      ]);
      const all = this.SUBRULE(this.setQuantifier);
      const right = this.SUBRULE2(this.queryTerm);
      left = { kind: "setOperation", operator, all, left, right, span: this.since(first) };
    });
    return left;
  });

  readonly queryTerm = this.RULE("queryTerm", (): QueryBody => {
    const first = this.LA(1);
    let left = this.SUBRULE(this.querySource);
    this.MANY(() => {
      this.CONSUME(K.intersect);
      const all = this.SUBRULE(this.setQuantifier);
      const right = this.SUBRULE2(this.querySource);
      left = { kind: "setOperation", operator: "intersect", all, left, right, span: this.since(first) };
    });
    return left;
  });

  readonly setQuantifier = this.RULE("setQuantifier", (): boolean => {
    let all = false;
    this.OPTION(() =>
      this.OR([
        { ALT: () => (this.CONSUME(K.all), all = true) },
        { ALT: () => this.CONSUME(K.distinct) },
      ])
    );
    return all;
  });

  readonly querySource = this.RULE("querySource", (): QueryBody =>
    this.OR<Alternatives<QueryBody>>([
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.values) },
      {
        ALT: () => {
          const first = this.CONSUME(T.LeftParen);
          const query = this.SUBRULE(this.query);
          this.CONSUME(T.RightParen);
          return { ...query, span: this.since(first) };
        },
      },
    ]));

  readonly values = this.RULE("values", (): Values => {
    const first = this.CONSUME(K.values);
    const rows: ValuesRow[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: T.Comma,
      DEF: () => {
        const open = this.CONSUME(T.LeftParen);
        const items = this.SUBRULE(this.expressions);
        this.CONSUME(T.RightParen);
        rows.push({ items, span: this.since(open) });
      },
    });
    return { kind: "values", rows, span: this.since(first) };
  });

  readonly select = this.RULE("select", (): Select => {
    const first = this.CONSUME(K.select);
    let distinct = false;
    const items: SelectItem[] = [];
    const from: Relation[] = [];
    let where: Expression | undefined;
    let groupBy: GroupBy | undefined;
    let having: Expression | undefined;
    this.OPTION(() => (this.CONSUME(K.distinct), distinct = true));
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => items.push(this.SUBRULE(this.selectItem)) });
    this.OPTION2(() => {
      this.CONSUME(K.from);
      this.AT_LEAST_ONE_SEP2({ SEP: T.Comma, DEF: () => from.push(this.SUBRULE(this.relation)) });
    });
    this.OPTION3(() => (this.CONSUME(K.where), where = this.SUBRULE(this.expression)));
    this.OPTION4(() => groupBy = this.SUBRULE(this.groupBy));
    this.OPTION5(() => (this.CONSUME(K.having), having = this.SUBRULE2(this.expression)));
    return { kind: "select", distinct, items, from, where, groupBy, having, span: this.since(first) };
  });

  readonly selectItem = this.RULE("selectItem", (): SelectItem => {
    const first = this.LA(1);
    return this.OR<Alternatives<SelectItem>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: (): SelectItem => ({ kind: "star", span: this.tokenSpan(this.CONSUME(T.Star)) }) },
        {
          GATE: () => this.isQualifiedStar(),
          ALT: (): SelectItem => {
            const qualifier = this.SUBRULE(this.starQualifier);
            this.CONSUME2(T.Star);
            return { kind: "qualifiedStar", qualifier, span: this.since(first) };
          },
        },
        {
          ALT: (): SelectItem => {
            const expression = this.SUBRULE(this.expression);
            let alias: Identifier | undefined;
            this.OPTION(() =>
              alias = this.OR2<Alternatives<Identifier>>([
                { ALT: () => (this.CONSUME(K.as), this.SUBRULE(this.newAnyName)) },
                { ALT: () => this.SUBRULE(this.newAlias) },
              ])
            );
            return { kind: "expression", expression, alias, span: this.since(first) };
          },
        },
      ],
    });
  });

  /** `t.` before a star. */
  readonly starQualifier = this.RULE("starQualifier", (): NamePath => {
    const parts = [this.SUBRULE(this.tableName)];
    const first = this.LA(0);
    let span = this.since(first);
    this.CONSUME(T.Dot);
    this.MANY(() => {
      parts.push(this.SUBRULE(this.fieldName));
      span = this.since(first);
      this.CONSUME2(T.Dot);
    });
    return { kind: "name", parts, span };
  });

  readonly groupBy = this.RULE("groupBy", (): GroupBy => {
    const first = this.CONSUME(K.group);
    let all = false;
    const items: GroupItem[] = [];
    this.CONSUME(K.by);
    this.OR([
      { ALT: () => (this.CONSUME(K.all), all = true) },
      { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => items.push(this.SUBRULE(this.groupItem)) }) },
    ]);
    return { all, items, span: this.since(first) };
  });

  readonly groupItem = this.RULE("groupItem", (): GroupItem => {
    const first = this.LA(1);
    return this.OR<Alternatives<GroupItem>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === T.LeftParen,
          ALT: (): GroupItem => {
            const kind = this.OR2<Alternatives<"rollup" | "cube">>([
              { ALT: () => (this.CONSUME(K.rollup), "rollup") },
              { ALT: () => (this.CONSUME(K.cube), "cube") },
            ]);
            const sets = this.SUBRULE(this.groupingSets);
            return { kind, sets, span: this.since(first) };
          },
        },
        {
          GATE: () => this.LA(2).tokenType === K.sets,
          ALT: (): GroupItem => {
            this.CONSUME(K.grouping);
            this.CONSUME(K.sets);
            const sets = this.SUBRULE2(this.groupingSets);
            return { kind: "groupingSets", sets, span: this.since(first) };
          },
        },
        {
          ALT: (): GroupItem => {
            const expression = this.SUBRULE(this.expression);
            return { kind: "expression", expression, span: this.since(first) };
          },
        },
      ],
    });
  });

  readonly groupingSets = this.RULE("groupingSets", (): GroupingSet[] => {
    const sets: GroupingSet[] = [];
    this.CONSUME(T.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => sets.push(this.SUBRULE(this.groupingSet)) });
    this.CONSUME(T.RightParen);
    return sets;
  });

  /** `a`, `(a, b)`, `()` */
  readonly groupingSet = this.RULE("groupingSet", (): GroupingSet => {
    const first = this.LA(1);
    return this.OR<Alternatives<GroupingSet>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === T.RightParen,
          ALT: (): GroupingSet => {
            this.CONSUME(T.LeftParen);
            this.CONSUME(T.RightParen);
            return { expressions: [], span: this.since(first) };
          },
        },
        {
          ALT: (): GroupingSet => {
            const node = this.SUBRULE(this.expression);
            return this.ACTION(() => ({
              expressions: node.kind === "row" ? node.items : [node],
              span: this.since(first),
            }));
          },
        },
      ],
    });
  });

  // -------------------------------------------------------------------------------------------------------------------
  // FROM

  readonly relation = this.RULE("relation", (): Relation => {
    const first = this.LA(1);
    let left = this.SUBRULE(this.source);
    this.MANY(() => {
      const join = this.SUBRULE(this.join);
      left = { ...join, left, span: this.since(first) };
    });
    return left;
  });

  readonly join = this.RULE(
    "join",
    (): Omit<Join, "left" | "span"> =>
      this.OR<Alternatives<Omit<Join, "left" | "span">>>([
        {
          ALT: () => {
            this.CONSUME(K.cross);
            this.CONSUME(K.join);
            const right = this.SUBRULE(this.source);
            return { kind: "join", type: "cross", natural: false, right, constraint: undefined };
          },
        },
        {
          ALT: () => {
            this.CONSUME(K.natural);
            const type = this.SUBRULE(this.joinType);
            const right = this.SUBRULE2(this.source);
            return { kind: "join", type, natural: true, right, constraint: undefined };
          },
        },
        {
          ALT: () => {
            const type = this.SUBRULE2(this.joinType);
            const right = this.SUBRULE3(this.source);
            const constraint = this.SUBRULE(this.joinConstraint);
            return { kind: "join", type, natural: false, right, constraint };
          },
        },
      ]),
  );

  readonly joinType = this.RULE("joinType", (): Join["type"] => {
    let type: Join["type"] = "inner";
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(K.inner) },
        {
          ALT: () => {
            type = this.OR2<Alternatives<Join["type"]>>([
              { ALT: () => (this.CONSUME(K.left), "left") },
              { ALT: () => (this.CONSUME(K.right), "right") },
              { ALT: () => (this.CONSUME(K.full), "full") },
            ]);
            this.OPTION2(() => this.CONSUME(K.outer));
          },
        },
      ])
    );
    this.CONSUME(K.join);
    return type;
  });

  readonly joinConstraint = this.RULE("joinConstraint", (): JoinConstraint => {
    const first = this.LA(1);
    return this.OR<Alternatives<JoinConstraint>>([
      {
        ALT: () => {
          this.CONSUME(K.on);
          const condition = this.SUBRULE(this.expression);
          return { kind: "on", condition, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.using);
          const columns = this.SUBRULE(this.columnList);
          return { kind: "using", columns, span: this.since(first) };
        },
      },
    ]);
  });

  readonly source = this.RULE("source", (): Relation => {
    const first = this.LA(1);
    const relation = this.OR<Alternatives<Relation>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          ALT: (): Relation => {
            this.CONSUME(T.LeftParen);
            const query = this.SUBRULE(this.query);
            this.CONSUME(T.RightParen);
            return { kind: "derived", query, alias: undefined, span: this.since(first) };
          },
        },
        {
          GATE: () => this.LA(2).tokenType === T.LeftParen,
          ALT: (): Relation => {
            this.CONSUME(K.unnest);
            this.CONSUME2(T.LeftParen);
            const array = this.SUBRULE(this.expression);
            this.CONSUME2(T.RightParen);
            return { kind: "unnest", array, alias: undefined, span: this.since(first) };
          },
        },
        {
          GATE: () => this.LA(2).tokenType === T.LeftParen,
          ALT: (): Relation => {
            this.CONSUME(K.table);
            this.CONSUME3(T.LeftParen);
            const node = this.SUBRULE(this.windowFunction);
            this.CONSUME3(T.RightParen);
            return { ...node, span: this.since(first) };
          },
        },
        {
          GATE: () => this.LA(2).tokenType === T.LeftParen,
          ALT: (): Relation => this.SUBRULE2(this.windowFunction),
        },
        {
          ALT: (): Relation => {
            const name = this.SUBRULE(this.tableName);
            let hint: Option[] = [];
            this.OPTION(() => hint = this.SUBRULE(this.hint));
            return { kind: "table", name, hint, alias: undefined, span: this.since(first) };
          },
        },
      ],
    });
    let aliased = relation;
    this.OPTION2(() => {
      const alias = this.SUBRULE(this.tableAlias);
      aliased = this.ACTION((): Relation => ({ ...relation, alias, span: this.since(first) } as Relation));
    });
    return aliased;
  });

  readonly tableAlias = this.RULE("tableAlias", (): TableAlias => {
    const first = this.LA(1);
    let columns: Identifier[] = [];
    const name = this.OR<Alternatives<Identifier>>([
      { ALT: () => (this.CONSUME(K.as), this.SUBRULE(this.newAnyName)) },
      { ALT: () => this.SUBRULE(this.newAlias) },
    ]);
    this.OPTION(() => columns = this.SUBRULE(this.newColumnList));
    return { name, columns, span: this.since(first) };
  });

  readonly windowFunction = this.RULE("windowFunction", (): WindowFunction => {
    const first = this.LA(1);
    const partitionBy: NamePath[] = [];
    const args: Expression[] = [];
    const name = this.SUBRULE(this.windowFunctionName);
    this.CONSUME(T.LeftParen);
    this.CONSUME(K.table);
    const relation = this.SUBRULE(this.tableName);
    this.OPTION(() => {
      this.CONSUME(K.partition);
      this.CONSUME(K.by);
      partitionBy.push(this.SUBRULE(this.columnPath));
      this.MANY({
        GATE: () => this.LA(2).tokenType !== K.descriptor || this.LA(3).tokenType !== T.LeftParen,
        DEF: () => (this.CONSUME3(T.Comma), partitionBy.push(this.SUBRULE3(this.columnPath))),
      });
    });
    this.CONSUME(T.Comma);
    this.CONSUME(K.descriptor);
    this.CONSUME2(T.LeftParen);
    const descriptor = this.SUBRULE2(this.columnPath);
    this.CONSUME2(T.RightParen);
    this.MANY2(() => (this.CONSUME2(T.Comma), args.push(this.SUBRULE(this.expression))));
    this.CONSUME(T.RightParen);
    return {
      kind: "windowFunction",
      name,
      relation,
      partitionBy,
      descriptor,
      arguments: args,
      alias: undefined,
      span: this.since(first),
    };
  });

  readonly windowFunctionName = this.RULE(
    "windowFunctionName",
    (): Identifier => this.identifier(this.CONSUME(T.FreeWord)),
  );

  // -------------------------------------------------------------------------------------------------------------------
  // Options

  // `/*+ OPTIONS(key = value, …) */` after a table's name
  readonly hint = this.RULE("hint", (): Option[] => {
    this.CONSUME(T.HintStart);
    this.CONSUME(K.options);
    const options = this.SUBRULE(this.optionList);
    this.CONSUME(T.HintEnd);
    return options;
  });

  readonly optionList = this.RULE("optionList", (): Option[] => {
    const options: Option[] = [];
    this.CONSUME(T.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => options.push(this.SUBRULE(this.optionEntry)) });
    this.CONSUME(T.RightParen);
    return options;
  });

  readonly optionEntry = this.RULE("optionEntry", (): Option => {
    const first = this.LA(1);
    const key = this.SUBRULE(this.optionKey);
    this.CONSUME(T.Equal);
    const value = this.SUBRULE(this.optionValue);
    return { key, value, span: this.since(first) };
  });

  readonly optionKey = this.RULE("optionKey", (): OptionKey => {
    const first = this.LA(1);
    const text = this.OR<Alternatives<string>>([
      { ALT: () => this.keyText(this.CONSUME(T.StringToken)) },
      {
        ALT: () => {
          let words = this.keyText(this.CONSUME(T.AnyWord));
          this.MANY(() => {
            this.CONSUME(T.Dot);
            words += "." + this.keyText(this.CONSUME2(T.AnyWord));
          });
          return words;
        },
      },
    ]);
    return { text, span: this.since(first) };
  });

  readonly optionValue = this.RULE("optionValue", (): OptionValue => {
    const first = this.LA(1);
    return this.OR<Alternatives<OptionValue>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        { ALT: (): OptionValue => this.SUBRULE(this.text) },
        {
          ALT: (): OptionValue => {
            let minus = "";
            this.OPTION(() => (this.CONSUME(T.Minus), minus = "-"));
            const number = this.SUBRULE(this.number);
            return this.ACTION(() => ({ ...number, text: minus + number.text, span: this.since(first) }));
          },
        },
        { ALT: (): OptionValue => ({ kind: "boolean", value: true, span: this.tokenSpan(this.CONSUME(K.true)) }) },
        { ALT: (): OptionValue => ({ kind: "boolean", value: false, span: this.tokenSpan(this.CONSUME(K.false)) }) },
        {
          GATE: () => [T.StringToken, T.NumberToken].includes(this.LA(2).tokenType),
          ALT: (): OptionValue => this.SUBRULE(this.interval),
        },
        { ALT: (): OptionValue => this.SUBRULE(this.columnPath) },
        { ALT: (): OptionValue => this.SUBRULE(this.parameter) },
        {
          ALT: (): OptionList => {
            const items: OptionValue[] = [];
            this.CONSUME(T.LeftBracket);
            this.MANY_SEP({ SEP: T.Comma, DEF: () => items.push(this.SUBRULE(this.optionValue)) });
            this.CONSUME(T.RightBracket);
            return { kind: "list", items, span: this.since(first) };
          },
        },
      ],
    });
  });

  protected keyText(token: IToken): string {
    return this.ACTION(() => token.tokenType === T.StringToken ? stringValue(token.image) : nameValue(token));
  }

  /** `a.b.*` ahead: looks along the path only. */
  protected isQualifiedStar(): boolean {
    for (let ahead = 2; this.LA(ahead).tokenType === T.Dot; ahead += 2) {
      if (this.LA(ahead + 1).tokenType === T.Star) return true;
    }
    return false;
  }
}
