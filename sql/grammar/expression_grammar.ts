/** Expressions. Operators form two flat runs, folded by precedence, so that a value is reached in few steps. */
import type { IToken, ParserMethod, TokenType } from "chevrotain";
import type {
  ArrayLiteral,
  BinaryOperator,
  Case,
  CaseBranch,
  Cast,
  ComparisonOperator,
  Expression,
  Identifier,
  Is,
  Like,
  Parameter,
  Query,
} from "../ast.ts";
import { isShiftRight, Token } from "../token.ts";
import * as T from "../tokens.ts";
import { K } from "../tokens.ts";
import type { Alternatives } from "./base_grammar.ts";
import { CallGrammar } from "./call_grammar.ts";
import { OperatorStack, Precedence } from "./operator_stack.ts";

const BARE_CALLS: ReadonlySet<string> = new Set(["current_timestamp", "current_date", "current_time"]);
const TYPED = [K.date, K.time, K.timestamp, K.decimal];
const SPECIAL_CALLS = [K.extract, K.substring, K.trim, K.position, K.overlay];

export abstract class ExpressionGrammar extends CallGrammar {
  abstract readonly query: ParserMethod<[], Query>;

  readonly expression = this.RULE("expression", (): Expression => {
    this.enter();
    const lone = this.loneLiteral();
    if (lone !== undefined) {
      this.leave();
      return lone;
    }
    const stack = new OperatorStack();
    this.negatable(stack);
    this.MANY2({
      GATE: () => !this.isAlias(),
      DEF: () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.connective, { ARGS: [stack] }) },
          { ALT: () => this.SUBRULE(this.comparison, { ARGS: [stack] }) },
          { ALT: () => this.SUBRULE(this.patternMatch, { ARGS: [stack] }) },
          { ALT: () => this.SUBRULE(this.isPredicate, { ARGS: [stack] }) },
          { ALT: () => this.SUBRULE(this.negatedPredicate, { ARGS: [stack] }) },
        ]),
    });
    this.leave();
    return stack.finish();
  });

  /** `[NOT …] operation`: the start of an expression. */
  protected negatable(stack: OperatorStack): void {
    this.MANY(() => {
      const not = this.CONSUME(K.not);
      this.notOperator(stack, not);
    });
    this.operand(stack, this.LA(1), this.SUBRULE(this.operation));
  }

  /** `AND [NOT …] operation`, OR */
  readonly connective = this.RULE("connective", (stack: OperatorStack): void => {
    const operator = this.OR([{ ALT: () => this.CONSUME(K.or) }, { ALT: () => this.CONSUME(K.and) }]);
    const isOr = operator.tokenType === K.or;
    this.ACTION(() =>
      stack.binary(isOr ? "or" : "and", isOr ? Precedence.or : Precedence.and, this.tokenSpan(operator))
    );
    this.SUBRULE(this.rightSide, { ARGS: [stack] });
  });

  readonly rightSide = this.RULE("rightSide", (stack: OperatorStack): void => {
    this.MANY(() => {
      const not = this.CONSUME(K.not);
      this.notOperator(stack, not);
    });
    const first = this.LA(1);
    const operand = this.SUBRULE(this.operation);
    this.operand(stack, first, operand);
  });

  /** `= operation`, `= ANY(array)` */
  readonly comparison = this.RULE("comparison", (stack: OperatorStack): void => {
    const sign = this.CONSUME(T.Comparison);
    const operator = this.ACTION(() => comparisonOperator(sign.image));
    this.OR([
      {
        ALT: () => {
          const quantifier = this.OR2<Alternatives<"any" | "all">>([
            { ALT: () => (this.CONSUME(K.any), "any") },
            { ALT: () => (this.CONSUME(K.all), "all") },
          ]);
          this.CONSUME(T.LeftParen);
          const right = this.OR3<Alternatives<Expression>>({
            IGNORE_AMBIGUITIES: true,
            DEF: [
              {
                GATE: () => this.opensQuery(0),
                ALT: () => {
                  const query = this.SUBRULE(this.query);
                  return this.ACTION((): Expression => ({ kind: "subquery", query, span: query.span }));
                },
              },
              { ALT: () => this.SUBRULE(this.expression) },
            ],
          });
          const close = this.CONSUME(T.RightParen);
          this.applied(
            stack,
            Precedence.comparison,
            close,
            (left, span) => ({ kind: "quantified", operator, quantifier, left, right, span }),
          );
        },
      },
      {
        ALT: () => {
          this.ACTION(() => stack.binary(operator, Precedence.comparison, this.tokenSpan(sign)));
          this.SUBRULE(this.rightSide, { ARGS: [stack] });
        },
      },
    ]);
  });

  /** `~ operation` */
  readonly patternMatch = this.RULE("patternMatch", (stack: OperatorStack): void => {
    const sign = this.CONSUME(T.PatternOperator);
    const right = this.SUBRULE(this.operation);
    const operatorSpan = this.tokenSpan(sign);
    const operator = sign.image as BinaryOperator; // the lexer makes this token of these signs only
    this.applied(
      stack,
      Precedence.pattern,
      this.LA(0),
      (left, span) => ({ kind: "binary", operator, left, right, operatorSpan, span }),
    );
  });

  /** `IS [NOT] NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM operation` */
  readonly isPredicate = this.RULE("isPredicate", (stack: OperatorStack): void => {
    let negated = false;
    this.CONSUME(K.is);
    this.OPTION(() => (this.CONSUME(K.not), negated = true));
    this.OR([
      {
        ALT: () => {
          this.CONSUME(K.distinct);
          this.CONSUME(K.from);
          const right = this.SUBRULE(this.operation);
          const wrap = (left: Expression, span: Expression["span"]): Expression => (
            { kind: "isDistinct", left, right, negated, span }
          );
          this.applied(stack, Precedence.is, this.LA(0), wrap);
        },
      },
      {
        ALT: () => {
          const test = this.OR2<Alternatives<Is["test"]>>([
            { ALT: () => (this.CONSUME(K.null), "null") },
            { ALT: () => (this.CONSUME(K.true), "true") },
            { ALT: () => (this.CONSUME(K.false), "false") },
            { ALT: () => (this.CONSUME(K.unknown), "unknown") },
          ]);
          const wrap = (operand: Expression, span: Expression["span"]): Expression => (
            { kind: "is", operand, test, negated, span }
          );
          this.applied(stack, Precedence.is, this.LA(0), wrap);
        },
      },
    ]);
  });

  /** `[NOT] BETWEEN … AND …`, `[NOT] IN (…)`, `[NOT] LIKE …` */
  readonly negatedPredicate = this.RULE("negatedPredicate", (stack: OperatorStack): void => {
    let negated = false;
    this.OPTION(() => (this.CONSUME(K.not), negated = true));
    const wrap = this.OR<Alternatives<(operand: Expression, span: Expression["span"]) => Expression>>([
      {
        ALT: () => {
          this.CONSUME(K.between);
          const low = this.SUBRULE(this.operation);
          this.CONSUME(K.and);
          const high = this.SUBRULE2(this.operation);
          return (operand, span) => ({ kind: "between", operand, low, high, negated, span });
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.in);
          this.CONSUME(T.LeftParen);
          const wrap = this.OR2<Alternatives<(operand: Expression, span: Expression["span"]) => Expression>>({
            IGNORE_AMBIGUITIES: true,
            DEF: [
              {
                GATE: () => this.opensQuery(0),
                ALT: () => {
                  const query = this.SUBRULE(this.query);
                  return (operand, span) => ({ kind: "inQuery", operand, query, negated, span });
                },
              },
              {
                ALT: () => {
                  const items = this.SUBRULE(this.expressions);
                  return (operand, span) => ({ kind: "inList", operand, items, negated, span });
                },
              },
            ],
          });
          this.CONSUME(T.RightParen);
          return wrap;
        },
      },
      {
        ALT: () => {
          const form = this.OR3<Alternatives<Like["form"]>>([
            { ALT: () => (this.CONSUME(K.like), "like") },
            { ALT: () => (this.CONSUME(K.ilike), "ilike") },
            { ALT: () => (this.CONSUME(K.similar), this.CONSUME(K.to), "similar to") },
          ]);
          const pattern = this.SUBRULE3(this.operation);
          let escape: Expression | undefined;
          this.OPTION2({
            GATE: () => this.LA(2).tokenType === T.StringToken,
            DEF: () => (this.CONSUME(K.escape), escape = this.SUBRULE(this.text)),
          });
          return (operand, span) => ({ kind: "like", form, operand, pattern, escape, negated, span });
        },
      },
    ]);
    this.applied(stack, Precedence.pattern, this.LA(0), wrap);
  });

  readonly operation = this.RULE("operation", (): Expression => {
    const stack = new OperatorStack();
    let first = this.LA(1);
    let operand = this.SUBRULE(this.value);
    this.operand(stack, first, operand);
    this.MANY({
      GATE: () => this.LA(1).tokenType !== T.Greater || isShiftRight(this.LA(1), this.LA(2)),
      DEF: () => {
        const sign = this.OR<Alternatives<IToken>>([
          { ALT: () => this.CONSUME(T.Multiplicative) },
          { ALT: () => this.CONSUME(T.Additive) },
          { ALT: () => this.CONSUME(T.OtherOperator) },
          { ALT: () => (this.CONSUME(T.Greater), this.CONSUME2(T.Greater)) },
        ]);
        this.ACTION(() => {
          const shift = sign.tokenType === T.Greater;
          const operator = (shift ? ">>" : sign.image) as BinaryOperator; // these token types hold these signs only
          const { start, end } = this.tokenSpan(sign);
          stack.binary(operator, precedenceOf(sign.tokenType), { start: shift ? start - 1 : start, end });
        });
        first = this.LA(1);
        operand = this.SUBRULE2(this.value);
        this.operand(stack, first, operand);
      },
    });
    return stack.finish();
  });

  /** Signs, a value, and what follows it: `.field`, `[1]`, `[1:2]`, `::type`. One rule, to keep nesting shallow. */
  readonly value = this.RULE("value", (): Expression => {
    const signs: IToken[] = [];
    this.MANY(() => signs.push(this.CONSUME(T.Additive)));
    const first = this.LA(1);
    let node = this.OR<Alternatives<Expression>>({
      IGNORE_AMBIGUITIES: true,
      DEF: [
        {
          GATE: () => this.LA(2).tokenType === T.StringToken && TYPED.includes(this.LA(1).tokenType),
          ALT: () => this.SUBRULE(this.typedLiteral),
        },
        {
          GATE: () => this.LA(2).tokenType === T.StringToken || this.LA(2).tokenType === T.NumberToken,
          ALT: () => this.SUBRULE(this.interval),
        },
        { GATE: () => this.LA(2).tokenType === T.LeftBracket, ALT: () => this.SUBRULE(this.arrayConstructor) },
        {
          GATE: () => this.LA(2).tokenType === T.LeftParen && SPECIAL_CALLS.includes(this.LA(1).tokenType),
          ALT: () => this.SUBRULE(this.specialCall),
        },
        { GATE: () => this.LA(2).tokenType === T.LeftParen, ALT: () => this.SUBRULE(this.cast) },
        { ALT: () => this.SUBRULE(this.nameOrCall) },
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.parameter) },
        {
          GATE: () => this.opensQuery(1),
          ALT: () => this.SUBRULE(this.subquery),
        },
        {
          ALT: (): Expression => {
            this.CONSUME(T.LeftParen);
            const items: Expression[] = [];
            this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
            this.CONSUME(T.RightParen);
            const [only] = items;
            return items.length === 1 && only ? only : { kind: "row", items, span: this.since(first) };
          },
        },
        { ALT: () => this.SUBRULE(this.arrayLiteral) },
        { ALT: () => this.SUBRULE(this.caseExpression) },
        { ALT: () => this.SUBRULE(this.exists) },
      ],
    });
    this.MANY2(() => {
      const operand = node;
      node = this.SUBRULE(this.postfix, { ARGS: [operand, first] });
    });
    return this.ACTION(() => this.signed(signs, node));
  });

  readonly postfix = this.RULE(
    "postfix",
    (operand: Expression, first: IToken): Expression =>
      this.OR<Alternatives<Expression>>([
        {
          ALT: () => {
            this.CONSUME(T.Dot);
            const field = this.SUBRULE(this.fieldName);
            return this.ACTION(() => ({ kind: "field", operand, field, span: this.since(first) }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(T.DoubleColon);
            const type = this.SUBRULE(this.typeName);
            return this.ACTION(() => ({ kind: "cast", form: "::", operand, type, span: this.since(first) }));
          },
        },
        {
          ALT: () => {
            const index = this.SUBRULE(this.index);
            return this.ACTION(() =>
              index.slice
                ? { kind: "slice", operand, from: index.from, to: index.to, span: this.since(first) }
                : { kind: "subscript", operand, index: index.from, span: this.since(first) }
            );
          },
        },
      ]),
  );

  readonly subquery = this.RULE("subquery", (): Expression => {
    const first = this.CONSUME(T.LeftParen);
    const query = this.SUBRULE(this.query);
    this.CONSUME(T.RightParen);
    return { kind: "subquery", query, span: this.since(first) };
  });

  readonly exists = this.RULE("exists", (): Expression => {
    const first = this.CONSUME(K.exists);
    this.CONSUME(T.LeftParen);
    const query = this.SUBRULE(this.query);
    this.CONSUME(T.RightParen);
    return { kind: "exists", query, span: this.since(first) };
  });

  /** `[1]`, `[1:2]`, `[:2]`, `[1:]` */
  readonly index = this.RULE("index", (): Index => {
    let from: Expression | undefined;
    let to: Expression | undefined;
    let slice = false;
    this.CONSUME(T.LeftBracket);
    this.OR([
      {
        ALT: () => {
          from = this.SUBRULE(this.expression);
          this.OPTION(() => {
            this.CONSUME(T.Colon);
            slice = true;
            this.OPTION2(() => to = this.SUBRULE2(this.expression));
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME2(T.Colon);
          slice = true;
          to = this.SUBRULE3(this.expression);
        },
      },
    ]);
    this.CONSUME(T.RightBracket);
    return slice || from === undefined ? { slice: true, from, to } : { slice: false, from };
  });

  readonly parameter = this.RULE("parameter", (): Parameter => {
    const token = this.CONSUME(T.ParameterToken);
    return { kind: "parameter", index: Number(token.image.slice(1)), span: this.tokenSpan(token) };
  });

  readonly arrayLiteral = this.RULE("arrayLiteral", (): ArrayLiteral => {
    const first = this.CONSUME(T.LeftBracket);
    let elements: Expression[] = [];
    this.OPTION(() => elements = this.SUBRULE(this.expressions));
    this.CONSUME(T.RightBracket);
    return { kind: "array", elements, span: this.since(first) };
  });

  readonly arrayConstructor = this.RULE("arrayConstructor", (): ArrayLiteral => {
    const first = this.CONSUME(K.array);
    const array = this.SUBRULE(this.arrayLiteral);
    return { ...array, span: this.since(first) };
  });

  readonly caseExpression = this.RULE("caseExpression", (): Case => {
    const first = this.CONSUME(K.case);
    let operand: Expression | undefined;
    let otherwise: Expression | undefined;
    const branches: CaseBranch[] = [];
    this.OPTION(() => operand = this.SUBRULE(this.expression));
    this.AT_LEAST_ONE(() => {
      const start = this.CONSUME(K.when);
      const when = this.SUBRULE2(this.expression);
      this.CONSUME(K.then);
      const then = this.SUBRULE3(this.expression);
      branches.push({ when, then, span: this.since(start) });
    });
    this.OPTION2(() => {
      this.CONSUME(K.else);
      otherwise = this.SUBRULE4(this.expression);
    });
    this.CONSUME(K.end);
    return { kind: "case", operand, branches, otherwise, span: this.since(first) };
  });

  readonly cast = this.RULE("cast", (): Cast => {
    const first = this.LA(1);
    const form = this.OR<Alternatives<Cast["form"]>>([
      { ALT: () => (this.CONSUME(K.cast), "cast") },
      { ALT: () => (this.CONSUME(K.try_cast), "try_cast") },
    ]);
    this.CONSUME(T.LeftParen);
    const operand = this.SUBRULE(this.expression);
    this.CONSUME(K.as);
    const type = this.SUBRULE(this.typeName);
    this.CONSUME(T.RightParen);
    return { kind: "cast", form, operand, type, span: this.since(first) };
  });

  readonly nameOrCall = this.RULE("nameOrCall", (): Expression => {
    const first = this.LA(1);
    const name = this.SUBRULE(this.columnName);
    return this.OR<Alternatives<Expression>>([
      {
        ALT: () => {
          const rest = this.SUBRULE(this.callRest);
          return { kind: "call", form: "plain", name, ...rest, span: this.since(first) };
        },
      },
      {
        ALT: () => {
          const parts: Identifier[] = [name];
          this.MANY(() => {
            this.CONSUME(T.Dot);
            parts.push(this.SUBRULE(this.fieldName));
          });
          return this.ACTION(() =>
            parts.length === 1 && !name.quoted && BARE_CALLS.has(name.name)
              ? this.call(first, "bare", [])
              : { kind: "name", parts, span: this.since(first) }
          );
        },
      },
    ]);
  });

  // -------------------------------------------------------------------------------------------------------------------

  /** Whether the bracket `ahead` tokens before the next one opens a query; the splitter has marked it. */
  protected opensQuery(ahead: number): boolean {
    const token: IToken = this.LA(ahead);
    return token instanceof Token && token.opensQuery;
  }

  /** `SELECT a ilike FROM t`: a free word that begins an operator is an alias when nothing can follow the operator. */
  protected isAlias(): boolean {
    const type = this.LA(1).tokenType;
    if (type === K.similar) return this.LA(2).tokenType !== K.to;
    if (type !== K.ilike) return false;
    const next = this.LA(2);
    return next.startOffset < 0 || Number.isNaN(next.startOffset) || ALIAS_ENDS.includes(next.tokenType);
  }

  protected notOperator(stack: OperatorStack, not: IToken): void {
    this.ACTION(() =>
      stack.prefix(
        Precedence.not,
        not.startOffset - this.base,
        (operand, span) => ({ kind: "unary", operator: "not", operand, span }),
      )
    );
  }

  /** `- - a`: the sign next to the value applies first. */
  protected signed(signs: readonly IToken[], node: Expression): Expression {
    return signs.reduceRight<Expression>(
      (operand, sign) => ({
        kind: "unary",
        operator: sign.image === "-" ? "-" : "+",
        operand,
        span: this.since(sign),
      }),
      node,
    );
  }

  protected operand(stack: OperatorStack, first: IToken, node: Expression): void {
    this.ACTION(() => stack.operand(node, this.since(first)));
  }

  protected applied(
    stack: OperatorStack,
    precedence: number,
    last: IToken,
    wrap: (operand: Expression, span: Expression["span"]) => Expression,
  ): void {
    this.ACTION(() => stack.postfix(precedence, this.tokenSpan(last).end, wrap));
  }
}

type Index =
  | { readonly slice: true; readonly from: Expression | undefined; readonly to: Expression | undefined }
  | { readonly slice: false; readonly from: Expression };

const ALIAS_ENDS = [T.Comma, T.RightParen, T.Semicolon, K.from];

function precedenceOf(operator: TokenType): number {
  if (operator.CATEGORIES?.includes(T.Multiplicative)) return Precedence.multiplicative;
  return operator.CATEGORIES?.includes(T.Additive) ? Precedence.additive : Precedence.other;
}

function comparisonOperator(image: string): ComparisonOperator {
  if (image === "==") return "=";
  return image === "!=" ? "<>" : image as ComparisonOperator; // the lexer makes this token of these signs only
}
