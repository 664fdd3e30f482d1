/** Function calls: the ordinary form with all that it may carry, and the forms with words between the arguments. */
import type { IToken, ParserMethod } from "chevrotain";
import type {
  Call,
  Expression,
  FrameBound,
  Identifier,
  OrderItem,
  StringLiteral,
  WindowFrame,
  WindowSpecification,
} from "../ast.ts";
import { nameValue, stringValue } from "../token.ts";
import * as T from "../tokens.ts";
import { K } from "../tokens.ts";
import type { Alternatives } from "./base_grammar.ts";
import { LiteralGrammar } from "./literal_grammar.ts";

/** What follows a function's name. */
type CallRest = Omit<Call, "kind" | "form" | "name" | "span">;

export abstract class CallGrammar extends LiteralGrammar {
  abstract readonly expression: ParserMethod<[], Expression>;
  /** An expression without comparisons, NOT, AND and OR. */
  abstract readonly operation: ParserMethod<[], Expression>;

  readonly callRest = this.RULE("callRest", (): CallRest => {
    let args: Expression[] = [];
    let star = false;
    let distinct = false;
    let orderBy: OrderItem[] = [];
    let withinGroup: OrderItem[] = [];
    let filter: Expression | undefined;
    let nulls: Call["nulls"];
    let over: WindowSpecification | undefined;
    this.CONSUME(T.LeftParen);
    this.OR([
      { ALT: () => (this.CONSUME(T.Star), star = true) },
      {
        ALT: () => {
          this.OPTION(() => (this.CONSUME(K.distinct), distinct = true));
          args = this.SUBRULE(this.expressions);
          this.OPTION2(() => orderBy = this.SUBRULE(this.orderBy));
          this.OPTION3(() => nulls = this.SUBRULE(this.nullTreatment));
        },
      },
      { ALT: () => undefined },
    ]);
    this.CONSUME(T.RightParen);
    this.OPTION4({
      GATE: () => this.LA(2).tokenType === K.group,
      DEF: () => {
        this.CONSUME(K.within);
        this.CONSUME(K.group);
        this.CONSUME2(T.LeftParen);
        withinGroup = this.SUBRULE2(this.orderBy);
        this.CONSUME2(T.RightParen);
      },
    });
    this.OPTION5({
      GATE: () => this.LA(2).tokenType === T.LeftParen,
      DEF: () => {
        this.CONSUME(K.filter);
        this.CONSUME3(T.LeftParen);
        this.CONSUME(K.where);
        filter = this.SUBRULE(this.expression);
        this.CONSUME3(T.RightParen);
      },
    });
    this.OPTION6({
      GATE: () => this.LA(2).image.toLowerCase() === "nulls",
      DEF: () => nulls = this.SUBRULE2(this.nullTreatment),
    });
    this.OPTION7({
      GATE: () => this.LA(2).tokenType === T.LeftParen,
      DEF: () => {
        this.CONSUME(K.over);
        over = this.SUBRULE(this.windowSpecification);
      },
    });
    return { arguments: args, star, distinct, orderBy, withinGroup, filter, nulls, over };
  });

  readonly expressions = this.RULE("expressions", (): Expression[] => {
    const only = this.LA(2).tokenType === T.RightParen ? this.loneLiteral() : undefined;
    if (only !== undefined) return [only]; // `(1), (2), …`: an array that grows takes memory for more
    const items: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
    return items;
  });

  readonly nullTreatment = this.RULE("nullTreatment", (): "ignore" | "respect" => {
    const nulls = this.OR<Alternatives<"ignore" | "respect">>([
      { ALT: () => (this.CONSUME(K.ignore), "ignore") },
      { ALT: () => (this.CONSUME(K.respect), "respect") },
    ]);
    this.CONSUME(K.nulls);
    return nulls;
  });

  readonly orderBy = this.RULE("orderBy", (): OrderItem[] => {
    const items: OrderItem[] = [];
    this.CONSUME(K.order);
    this.CONSUME(K.by);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => items.push(this.SUBRULE(this.orderItem)) });
    return items;
  });

  readonly orderItem = this.RULE("orderItem", (): OrderItem => {
    const first = this.LA(1);
    let descending = false;
    let nulls: OrderItem["nulls"];
    const expression = this.SUBRULE(this.expression);
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(K.asc) },
        { ALT: () => (this.CONSUME(K.desc), descending = true) },
      ])
    );
    this.OPTION2(() => {
      this.CONSUME(K.nulls);
      nulls = this.OR2<Alternatives<"first" | "last">>([
        { ALT: () => (this.CONSUME(K.first), "first") },
        { ALT: () => (this.CONSUME(K.last), "last") },
      ]);
    });
    return { expression, descending, nulls, span: this.since(first) };
  });

  readonly windowSpecification = this.RULE("windowSpecification", (): WindowSpecification => {
    const first = this.CONSUME(T.LeftParen);
    let partitionBy: Expression[] = [];
    let orderBy: OrderItem[] = [];
    let frame: WindowFrame | undefined;
    this.OPTION(() => {
      this.CONSUME(K.partition);
      this.CONSUME(K.by);
      partitionBy = this.SUBRULE(this.expressions);
    });
    this.OPTION2(() => orderBy = this.SUBRULE(this.orderBy));
    this.OPTION3(() => frame = this.SUBRULE(this.windowFrame));
    this.CONSUME(T.RightParen);
    return { partitionBy, orderBy, frame, span: this.since(first) };
  });

  readonly windowFrame = this.RULE("windowFrame", (): WindowFrame => {
    const first = this.LA(1);
    const unit = this.OR<Alternatives<WindowFrame["unit"]>>([
      { ALT: () => (this.CONSUME(K.rows), "rows") },
      { ALT: () => (this.CONSUME(K.range), "range") },
      { ALT: () => (this.CONSUME(K.groups), "groups") },
    ]);
    return this.OR2<Alternatives<WindowFrame>>([
      {
        ALT: () => {
          this.CONSUME(K.between);
          const start = this.SUBRULE(this.frameBound);
          this.CONSUME(K.and);
          const end = this.SUBRULE2(this.frameBound);
          return { unit, start, end, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          const start = this.SUBRULE3(this.frameBound);
          return { unit, start, end: undefined, span: this.since(first) };
        },
      },
    ]);
  });

  readonly frameBound = this.RULE("frameBound", (): FrameBound => {
    const first = this.LA(1);
    let offset: Expression | undefined;
    const kind = this.OR<Alternatives<FrameBound["kind"]>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === K.preceding || this.LA(2).tokenType === K.following,
          ALT: () => {
            this.CONSUME(K.unbounded);
            return this.OR2<Alternatives<FrameBound["kind"]>>([
              { ALT: () => (this.CONSUME(K.preceding), "unbounded preceding") },
              { ALT: () => (this.CONSUME(K.following), "unbounded following") },
            ]);
          },
        },
        {
          GATE: () => this.LA(2).tokenType === K.row,
          ALT: (): FrameBound["kind"] => (this.CONSUME(K.current), this.CONSUME(K.row), "current row"),
        },
        {
          ALT: () => {
            offset = this.SUBRULE(this.operation);
            return this.OR3<Alternatives<FrameBound["kind"]>>([
              { ALT: () => (this.CONSUME2(K.preceding), "preceding") },
              { ALT: () => (this.CONSUME2(K.following), "following") },
            ]);
          },
        },
      ],
    });
    return { kind, offset, span: this.since(first) };
  });

  /** `extract(hour FROM x)`, `substring(x FROM 2 FOR 3)`, `trim(BOTH 'x' FROM y)`, `position('a' IN b)`, `overlay(…)` */
  readonly specialCall = this.RULE("specialCall", (): Call =>
    this.OR<Alternatives<Call>>([
      { ALT: () => this.SUBRULE(this.extract) },
      { ALT: () => this.SUBRULE(this.substring) },
      { ALT: () => this.SUBRULE(this.trim) },
      { ALT: () => this.SUBRULE(this.position) },
      { ALT: () => this.SUBRULE(this.overlay) },
    ]));

  readonly extract = this.RULE("extract", (): Call => {
    const name = this.CONSUME(K.extract);
    this.CONSUME(T.LeftParen);
    const word = this.OR([
      { ALT: () => this.CONSUME(T.AnyWord) },
      { ALT: () => this.CONSUME(T.StringToken) },
    ]);
    const field = this.ACTION((): StringLiteral => ({
      kind: "string",
      value: (word.tokenType === T.StringToken ? stringValue(word.image) : nameValue(word)).toLowerCase(),
      span: this.tokenSpan(word),
    }));
    this.CONSUME(K.from);
    const operand = this.SUBRULE(this.expression);
    this.CONSUME(T.RightParen);
    return this.call(name, "extract", [field, operand]);
  });

  readonly substring = this.RULE("substring", (): Call => {
    const name = this.CONSUME(K.substring);
    this.CONSUME(T.LeftParen);
    const args = [this.SUBRULE(this.expression)];
    const form = this.OR<Alternatives<Call["form"]>>([
      {
        ALT: () => {
          this.CONSUME(K.from);
          args.push(this.SUBRULE2(this.expression));
          this.OPTION(() => (this.CONSUME(K.for), args.push(this.SUBRULE3(this.expression))));
          return "substring";
        },
      },
      {
        ALT: () => {
          const start = this.CONSUME2(K.for);
          args.push({ kind: "number", text: "1", span: this.tokenSpan(start) }, this.SUBRULE5(this.expression));
          return "substring";
        },
      },
      {
        ALT: () => {
          this.MANY(() => (this.CONSUME(T.Comma), args.push(this.SUBRULE4(this.expression))));
          return "plain";
        },
      },
    ]);
    this.CONSUME(T.RightParen);
    return this.call(name, form, args);
  });

  readonly trim = this.RULE("trim", (): Call => {
    const keyword = this.CONSUME(K.trim);
    this.CONSUME(T.LeftParen);
    let name = "trim";
    let form: Call["form"] = "plain";
    const args: Expression[] = [];
    this.OPTION({
      GATE: () => ![T.Comma, T.Dot, T.RightParen].includes(this.LA(2).tokenType),
      DEF: () => {
        name = this.OR<Alternatives<string>>([
          { ALT: () => (this.CONSUME(K.both), "trim") },
          { ALT: () => (this.CONSUME(K.leading), "ltrim") },
          { ALT: () => (this.CONSUME(K.trailing), "rtrim") },
        ]);
        form = "trim";
      },
    });
    this.OPTION2(() => args.push(this.SUBRULE(this.expression)));
    this.OPTION3(() =>
      this.OR2([
        {
          ALT: () => {
            this.CONSUME(K.from);
            args.unshift(this.SUBRULE2(this.expression));
            form = "trim";
          },
        },
        { ALT: () => (this.CONSUME(T.Comma), args.push(this.SUBRULE3(this.expression))) },
      ])
    );
    this.CONSUME(T.RightParen);
    return { ...this.call(keyword, form, args), name: { name, quoted: false, span: this.tokenSpan(keyword) } };
  });

  readonly position = this.RULE("position", (): Call => {
    const name = this.CONSUME(K.position);
    this.CONSUME(T.LeftParen);
    const args = [this.SUBRULE(this.operation)];
    const form = this.OR<Alternatives<Call["form"]>>([
      { ALT: () => (this.CONSUME(K.in), args.unshift(this.SUBRULE(this.expression)), "position") },
      {
        ALT: () => {
          this.MANY(() => (this.CONSUME(T.Comma), args.push(this.SUBRULE2(this.expression))));
          return "plain";
        },
      },
    ]);
    this.CONSUME(T.RightParen);
    return this.call(name, form, args);
  });

  /** `overlay(x PLACING y FROM 2 FOR 3)` */
  readonly overlay = this.RULE("overlay", (): Call => {
    const name = this.CONSUME(K.overlay);
    this.CONSUME(T.LeftParen);
    const args = [this.SUBRULE(this.expression)];
    const form = this.OR<Alternatives<Call["form"]>>([
      {
        ALT: () => {
          this.CONSUME(K.placing);
          args.push(this.SUBRULE2(this.expression));
          this.CONSUME(K.from);
          args.push(this.SUBRULE3(this.expression));
          this.OPTION(() => (this.CONSUME(K.for), args.push(this.SUBRULE4(this.expression))));
          return "overlay";
        },
      },
      {
        ALT: () => {
          this.MANY(() => (this.CONSUME(T.Comma), args.push(this.SUBRULE5(this.expression))));
          return "plain";
        },
      },
    ]);
    this.CONSUME(T.RightParen);
    return this.call(name, form, args);
  });

  /** A call from its name to the token consumed last. */
  protected call(name: IToken, form: Call["form"], args: readonly Expression[]): Call {
    return {
      kind: "call",
      form,
      name: this.identifier(name) as Identifier,
      arguments: args,
      star: false,
      distinct: false,
      orderBy: [],
      withinGroup: [],
      filter: undefined,
      nulls: undefined,
      over: undefined,
      span: this.since(name),
    };
  }
}
