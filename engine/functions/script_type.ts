/** SQL types as TypeScript writes them: what functions get, and what they give back (see `values.ts`). */
import type { SqlType } from "../../schema/types.ts";
import type { UserFunction } from "../../schema/user_function.ts";

/** Of a value that is not NULL: `string`, `(bigint | null)[]`, `{ city: string | null }`. */
export function scriptType(type: SqlType): string {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "integer":
      return type.bits === 64 ? "bigint" : "number";
    case "float":
      return "number";
    case "timestamp":
      return "bigint";
    case "bytea":
      return "Uint8Array";
    case "json":
      return "unknown";
    case "null":
      return "null";
    case "decimal":
    case "text":
    case "date":
    case "time":
    case "interval":
      return "string";
    case "array":
      return `(${orNull(type.element)})[]`;
    case "struct":
      return `{ ${type.fields.map((field) => `${memberKey(field.name)}: ${memberType(field)}`).join("; ")} }`;
    default:
      return type satisfies never;
  }
}

/** `string | null`. */
export function orNull(type: SqlType): string {
  return type.kind === "json" || type.kind === "null" ? scriptType(type) : `${scriptType(type)} | null`;
}

/** What an argument of the function is declared as; that of an aggregate is the array of a group's values. */
export function parameterType({ aggregate }: Pick<UserFunction, "aggregate">, type: SqlType): string {
  return aggregate ? scriptType({ kind: "array", element: type }) : orNull(type);
}

/** `(t: string | null): string | null`. */
export function scriptSignature(fn: Pick<UserFunction, "aggregate" | "parameters" | "returns" | "async">): string {
  const parameters = fn.parameters.map(({ name, type }) => `${name}: ${parameterType(fn, type)}`).join(", ");
  const returns = orNull(fn.returns);
  return `(${parameters}): ${fn.async === undefined ? returns : `Promise<${returns}>`}`;
}

/** A module that can be loaded for the function: it gives NULL. */
export function moduleSkeleton(fn: UserFunction): string {
  const head = fn.async === undefined ? "function" : "async function";
  const named = isMemberName(fn.name) ? `export ${head} ${fn.name}` : `export default ${head} `;
  return `${named}${scriptSignature(fn)} { return null; }`;
}

/** The name can stand behind a dot. */
export function isMemberName(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

function memberKey(name: string): string {
  return isMemberName(name) ? name : JSON.stringify(name);
}

function memberType({ type, nullable }: { readonly type: SqlType; readonly nullable: boolean }): string {
  return nullable ? orNull(type) : scriptType(type);
}
