/** The columns of what may stand behind FROM: found by binding it, so that they are what a query would see. */
import { factsOf } from "../../engine/facts.ts";
import type { World } from "../../engine/tables.ts";
import { SluiceError } from "../../schema/errors.ts";
import { type Field, fieldOf, visibleFields } from "../../schema/field.ts";
import { NULL_TYPE } from "../../schema/types.ts";
import { bindQuery, queryContext } from "../../sql/bind/query.ts";
import { parseStatement } from "../../sql/parse.ts";
import type { CommonTable, ScopedRelation } from "./scope.ts";

/** More relations than a person has in mind. */
const REMEMBERED = 500;

/** Remembers what it has bound until a definition changes. */
export class BoundRelations {
  readonly #world: World;
  readonly #fields = new Map<string, readonly Field[]>();
  #definitions: readonly unknown[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Empty when it cannot be bound. The type of a column that only has a name is NULL's. */
  fields(relation: ScopedRelation, common: readonly CommonTable[]): readonly Field[] {
    this.#forgetChanged();
    const tables = common.map(({ text }) => text).join(", ");
    const query = `${tables === "" ? "" : `WITH ${tables} `}SELECT * FROM ${relation.source}`;
    let fields = this.#fields.get(query);
    if (fields === undefined) {
      if (this.#fields.size >= REMEMBERED) this.#fields.clear();
      this.#fields.set(query, fields = this.#bind(query));
    }
    return renamed(fields, relation.columns);
  }

  #bind(query: string): readonly Field[] {
    try {
      const { statement } = parseStatement(query);
      if (statement.kind !== "query") return [];
      const context = queryContext(this.#world.catalog, factsOf(this.#world));
      return visibleFields(bindQuery(statement, context).schema);
    } catch (error) {
      if (error instanceof SluiceError) return [];
      throw error;
    }
  }

  #forgetChanged(): void {
    const { catalog } = this.#world;
    const definitions = [...catalog.tables(), ...catalog.views(), ...catalog.userFunctions()];
    const changed = definitions.length !== this.#definitions.length ||
      definitions.some((one, index) => one !== this.#definitions[index]);
    if (changed) this.#fields.clear();
    this.#definitions = definitions;
  }
}

function renamed(fields: readonly Field[], names: readonly string[]): readonly Field[] {
  if (fields.length === 0) return names.map((name) => fieldOf(name, NULL_TYPE));
  return fields.map((field, index) => ({ ...field, name: names[index] ?? field.name }));
}
