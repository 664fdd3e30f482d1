/** Columns from the registry: CREATE TABLE without them is completed before it is carried out. */
import { type Span, SqlError } from "../../schema/errors.ts";
import type { Field } from "../../schema/field.ts";
import type { FormatSchemas } from "../../schema/formats/format.ts";
import type { RegisteredSchema, Registry } from "../../schema/registry/registry.ts";
import { typeName, withNullableMembers } from "../../schema/types.ts";
import type * as ast from "../../sql/ast.ts";
import { quoteIdentifier } from "../../sql/lexer.ts";
import { parseStatement } from "../../sql/parse.ts";
import type { ResolvedTable, World } from "../tables.ts";
import { checkSchemaType, FETCH_MS, registryOf, subjectsOf } from "./registry_of.ts";

/** What CREATE TABLE says of where columns can be found. */
export interface ColumnsRequest extends Pick<ResolvedTable, "connector" | "connection" | "options" | "formatOptions"> {
  readonly format: { readonly name: string; readonly schemas: FormatSchemas };
  /** A table that may be written gets its columns from its first INSERT where the subject does not exist. */
  readonly required: boolean;
}

/**
 * The statement with the columns of its subject's latest schema (or of the one that `schema.id` names), and with what is
 * needed to read them for ever in the same way. Throws when there is no schema, or one of another kind.
 */
export async function withRegistryColumns(
  statement: ast.CreateTable,
  request: ColumnsRequest,
  world: World,
): Promise<ast.CreateTable> {
  const { format, formatOptions } = request;
  const registry = await registryOf(request, world.environment);
  const found = await findSchema(request, registry);
  if (found === undefined) {
    if (!request.required) return statement;
    throw new SqlError(
      "No schema was found; ensure that the topic exists and has a value schema configured in the schema registry",
      { code: "not_found", span: statement.name.span, hint: hintOf(request) },
    );
  }
  checkSchemaType(found.schema, format.schemas.type, format.name, statement.name.span);
  const { fields, options } = format.schemas.columns(found.schema, formatOptions);
  const version = found.version === undefined ? {} : { "schema.version": String(found.version) };
  return completed(statement, fields, { "schema.id": String(found.schema.id), ...version, ...options });
}

function hintOf({ options, connector, formatOptions }: ColumnsRequest): string {
  const { "schema.id": id, "schema.version": version } = formatOptions;
  if (id !== undefined) return `The registry has no schema ${id}: check 'schema.id'.`;
  const subject = subjectsOf({ connector, options }).value;
  return version === undefined
    ? `Its subject would be '${subject}'; 'value.subject' names another, or declare the columns.`
    : `The subject would be '${subject}', version ${version}: check 'schema.version' and 'value.subject'.`;
}

async function findSchema(
  { connector, options, formatOptions }: ColumnsRequest,
  registry: Registry,
): Promise<{ readonly schema: RegisteredSchema; readonly version: number | undefined } | undefined> {
  const signal = AbortSignal.timeout(FETCH_MS);
  const id = formatOptions["schema.id"];
  if (typeof id === "number") {
    const schema = await registry.schema(id, signal);
    return schema && { schema, version: undefined };
  }
  const { value } = subjectsOf({ connector, options });
  const version = formatOptions["schema.version"];
  const schema = await registry.version(value, typeof version === "number" ? version : "latest", signal);
  return schema && { schema, version: schema.version };
}

/** The inferred columns come first; options that were given stay as they are. */
function completed(
  statement: ast.CreateTable,
  fields: readonly Field[],
  options: Readonly<Record<string, string>>,
): ast.CreateTable {
  const given = new Set(statement.options.map((option) => option.key.text));
  const columns = fields.map(({ name, type, nullable }) =>
    `${quoteIdentifier(name)} ${typeName(withNullableMembers(type))}${nullable ? "" : " NOT NULL"}`
  );
  const settings = Object.entries(options).filter(([key]) => !given.has(key))
    .map(([key, value]) => `'${key}' = '${value.replaceAll("'", "''")}'`);
  const added = parseStatement(`CREATE TABLE t (${columns.join(", ")}) WITH (${settings.join(", ")})`).statement;
  const { elements, options: more } = placedAt(added as ast.CreateTable, statement.name.span);
  return { ...statement, elements: [...elements, ...statement.elements], options: [...statement.options, ...more] };
}

/** The tree with all spans at one place: what was not written has none of its own. */
function placedAt<T>(tree: T, span: Span): T {
  if (Array.isArray(tree)) return tree.map((one) => placedAt(one, span)) as T;
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, key === "span" ? span : placedAt(value, span)]),
  ) as T;
}
