/** Functions about the program and identity. */
import project from "../../deno.json" with { type: "json" };
import { TEXT } from "../../schema/types.ts";
import { scalar, type ScalarFunction } from "./function.ts";

export const OTHER_FUNCTIONS: readonly ScalarFunction[] = [
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
