/** CREATE FUNCTION to what the catalog keeps of it. */
import { SqlError } from "../../schema/errors.ts";
import { choiceOption, durationOption, numberOption, readOptions, refuseUnknown } from "../../schema/options.ts";
import type { UserFunction } from "../../schema/user_function.ts";
import type * as ast from "../ast.ts";
import { isBuiltIn } from "../functions/user.ts";
import { printStatement } from "../print.ts";
import { givenOptions } from "./options.ts";
import { bindType } from "./type_name.ts";

/** `WITH (…)` of CREATE FUNCTION. */
export const FUNCTION_OPTIONS = {
  async: choiceOption(
    "The function returns a Promise: rows keep their order, or come as they are ready",
    ["ordered", "unordered"],
    undefined,
  ),
  in_flight: numberOption("Calls of an async function that may wait at the same time", 1000, { min: 1, integer: true }),
  timeout: durationOption("What one call may take", 5000),
};

/** `text` is the statement's: names of arguments keep the case in which they stand there, for TypeScript has case. */
export function bindUserFunction(statement: ast.CreateFunction, text: string): UserFunction {
  const { name, aggregate, body } = statement;
  if (isBuiltIn(name.name.toLowerCase())) {
    throw new SqlError(`Function ${name.name} is built in: choose another name`, { code: "exists", span: name.span });
  }
  const parameters = statement.parameters.map((one) => ({ ...one, name: asWritten(one.name, text) }));
  parameters.forEach((one, i) => checkName(one.name, parameters.slice(0, i)));
  const kept = { ...statement, parameters, orReplace: false, ifNotExists: false };
  return {
    name: name.name,
    aggregate,
    parameters: parameters.map((one) => ({ name: one.name.name, type: bindType(one.type) })),
    returns: bindType(statement.returns),
    body: { kind: body.kind, text: body.text },
    ...bindOptions(statement),
    sql: printStatement(kept),
  };
}

function asWritten(name: ast.Identifier, text: string): ast.Identifier {
  if (name.quoted) return name;
  return { ...name, name: text.slice(name.span.start, name.span.end), quoted: true };
}

const RESERVED: ReadonlySet<string> = new Set(
  ("arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield").split(" "),
);

/** A name that an argument may have in TypeScript. */
export function isArgumentName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !RESERVED.has(name);
}

function checkName({ name, span }: ast.Identifier, before: readonly ast.FunctionParameter[]): void {
  if (!isArgumentName(name)) {
    throw new SqlError(`An argument cannot be called ${name}: that is no name in TypeScript`, { code: "type", span });
  }
  if (!before.some((one) => one.name.name === name)) return;
  throw new SqlError(`Argument ${name} appears twice`, { code: "ambiguous", span });
}

function bindOptions(statement: ast.CreateFunction): Pick<UserFunction, "async" | "inFlight" | "timeout"> {
  const given = givenOptions(statement.options);
  const left = new Set(given.keys());
  const { async, in_flight: inFlight, timeout } = readOptions(FUNCTION_OPTIONS, given, left);
  refuseUnknown(left, given, Object.keys(FUNCTION_OPTIONS));
  if (async === undefined && given.has("in_flight")) {
    throw new SqlError("in_flight is an option of async functions", {
      code: "bad_option",
      span: given.get("in_flight")?.keySpan,
      hint: "Add async = 'ordered' or 'unordered'.",
    });
  }
  if (async !== undefined && statement.aggregate) {
    throw new SqlError("An aggregate function cannot be async", {
      code: "bad_option",
      span: given.get("async")?.keySpan,
    });
  }
  if (timeout > 0) return { async, inFlight, timeout };
  throw new SqlError("timeout must be longer than nothing", { code: "bad_option", span: given.get("timeout")?.span });
}
