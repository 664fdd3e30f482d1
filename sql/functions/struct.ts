/** Functions that make and read structs. A struct's value is the array of its members. */
import { type SqlType, structType, TEXT, type Value } from "../../schema/types.ts";
import { ANY, type Argument, EvaluationError, scalar, type ScalarFunction } from "./function.ts";
import { STRUCT } from "./parameters.ts";

/** The constant text that names a member. */
function memberName(arg: Argument | undefined): string {
  if (typeof arg?.constant !== "string") throw new EvaluationError("the name of a member must be a text literal");
  return arg.constant;
}

function namedPairs(
  args: readonly Argument[],
): { readonly names: readonly string[]; readonly values: readonly Argument[] } {
  if (args.length % 2 !== 0) throw new EvaluationError("named_struct takes pairs of a name and a value");
  const names = args.filter((_, i) => i % 2 === 0).map(memberName);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new EvaluationError(`member '${twice}' stands twice`);
  return { names, values: args.filter((_, i) => i % 2 === 1) };
}

function memberIndex(type: SqlType | undefined, name: string): number {
  const fields = type?.kind === "struct" ? type.fields : [];
  const index = fields.findIndex((field) => field.name === name);
  if (index < 0) {
    throw new EvaluationError(`no member '${name}', there are ${fields.map((field) => field.name).join(", ")}`);
  }
  return index;
}

export const STRUCT_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("struct", "Struct of the values, its members named c0, c1 and so on", {
    aliases: ["row"],
    overloads: [{
      args: [ANY],
      variadic: true,
      returns: (_, args) => structType(args.map(({ type, nullable }, i) => ({ name: `c${i}`, type, nullable }))),
      js: (names) => `[${names.join(", ")}]`,
    }],
    examples: [["struct(1, 'a')", '{"c0":1,"c1":"a"}']],
    nulls: "pass",
    result: "not-null",
  }),
  scalar("named_struct", "Struct of pairs of a name and a value", {
    overloads: [{
      args: [TEXT, ANY],
      variadic: true,
      returns: (_, args) => {
        const { names, values } = namedPairs(args);
        return structType(
          names.map((name, i) => {
            const { type, nullable } = values[i] ?? { type: { kind: "null" }, nullable: true };
            return { name, type, nullable };
          }),
        );
      },
      js: (names) => `[${names.filter((_, i) => i % 2 === 1).join(", ")}]`,
    }],
    examples: [["named_struct('a', 1, 'b', 'x')", '{"a":1,"b":"x"}']],
    nulls: "pass",
    result: "not-null",
  }),
  scalar("get_field", "Member of a struct; the same as s.name", {
    overloads: [{
      args: [STRUCT, TEXT],
      returns: ([type], args) => {
        const index = memberIndex(type, memberName(args[1]));
        return type?.kind === "struct" ? type.fields[index]?.type ?? { kind: "null" } : { kind: "null" };
      },
      build: ([struct, name]) => {
        const index = memberIndex(struct?.type, memberName(name));
        return { call: (members: readonly Value[]) => members[index] ?? null };
      },
    }],
    examples: [["get_field(named_struct('a', 1), 'a')", "1"]],
    result: "nullable",
  }),
];
