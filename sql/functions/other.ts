/** Functions about types, the program and identity. */
import project from "../../deno.json" with { type: "json" };
import { TEXT, typeName } from "../../schema/types.ts";
import { ANY, scalar, type ScalarFunction } from "./function.ts";

export const OTHER_FUNCTIONS: readonly ScalarFunction[] = [
  scalar("arrow_typeof", "Name of an expression's type", {
    overloads: [{
      args: [ANY],
      returns: TEXT,
      build: ([arg]) => ({ js: (_, emit) => emit.constant(typeName(arg?.type ?? { kind: "null" })) }),
    }],
    examples: [["arrow_typeof(1)", "BIGINT"], ["arrow_typeof('a')", "TEXT"]],
    nulls: "pass",
    result: "not-null",
  }),
  scalar("version", "Name and version of the program", {
    overloads: [{ args: [], returns: TEXT, js: (_, emit) => emit.constant(`Sluice ${project.version}`) }],
    examples: [["starts_with(version(), 'Sluice ')", "true"]],
    result: "not-null",
  }),
  scalar("uuid", "A random UUID, version 4", {
    overloads: [{ args: [], returns: TEXT, js: () => "crypto.randomUUID()" }],
    examples: [["length(uuid())", "36"]],
    result: "not-null",
    volatile: true,
  }),
];
