/** Whether what is written with one Avro schema can be read with another: the resolution rules of the specification. */
import { ComparedPairs } from "../compared_pairs.ts";
import type { Incompatibility, ReadSchema, SchemaLanguage, Sides } from "../../registry/language.ts";
import {
  type AvroEnum,
  type AvroField,
  type AvroFixed,
  type AvroNamed,
  type AvroRecord,
  type AvroType,
  avroTypeName,
  type JsonValue,
} from "./schema.ts";
import { exactJsonText, isArray, isObject, parseExactJson } from "./schema_json.ts";
import { parseAvroSchema } from "./schema_parse.ts";
import { avroSchemaText } from "./schema_text.ts";

export interface ReadAvro extends ReadSchema {
  readonly type: AvroType;
}

export const AVRO: SchemaLanguage<ReadAvro> = {
  read(text, dependencies) {
    const type = parseAvroSchema(text, dependencies);
    const json = /^\s*[A-Za-z_]/.test(text) ? text.trim() : parseExactJson(text);
    return {
      type,
      text: exactJsonText(json),
      identity: exactJsonText(withoutOrder(json)),
      normalized: avroSchemaText(type),
    };
  },
  incompatibilities: (reader, writer, sides) => new Comparison(sides).compare(reader.type, writer.type),
};

/** Members in one order, and `{"type": "string"}` as `"string"`: neither says anything. */
function withoutOrder(json: JsonValue): JsonValue {
  if (isArray(json)) return json.map(withoutOrder);
  if (!isObject(json)) return json;
  const keys = Object.keys(json).toSorted();
  if (keys.length === 1 && keys[0] === "type" && json["type"] !== undefined) return withoutOrder(json["type"]);
  return Object.fromEntries(keys.map((key) => [key, withoutOrder(json[key] ?? null)]));
}

const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  long: ["int"],
  float: ["int", "long"],
  double: ["int", "long", "float"],
  string: ["bytes"],
  bytes: ["string"],
};

class Comparison {
  readonly #sides: Sides;
  readonly #pairs = new ComparedPairs<AvroType>();

  constructor(sides: Sides) {
    this.#sides = sides;
  }

  compare(reader: AvroType, writer: AvroType, path = ""): readonly Incompatibility[] {
    return this.#pairs.problems(reader, writer, () => this.#compare(reader, writer, path));
  }

  #compare(reader: AvroType, writer: AvroType, path: string): readonly Incompatibility[] {
    if (writer.kind === "union") return this.#writerUnion(reader, writer.branches, path);
    if (reader.kind === "union") return this.#readerUnion(reader.branches, writer, path);
    if (reader.kind !== writer.kind) {
      return PROMOTIONS[reader.kind]?.includes(writer.kind) ? [] : [this.#mismatch(reader, writer, path)];
    }
    switch (reader.kind) {
      case "record":
        return [...this.#name(reader, writer as AvroRecord, path), ...this.#record(reader, writer as AvroRecord, path)];
      case "enum":
        return [...this.#name(reader, writer as AvroEnum, path), ...this.#enum(reader, writer as AvroEnum, path)];
      case "fixed":
        return [...this.#name(reader, writer as AvroFixed, path), ...this.#fixed(reader, writer as AvroFixed, path)];
      case "array":
        return this.compare(reader.items, (writer as typeof reader).items, `${path}/items`);
      case "map":
        return this.compare(reader.values, (writer as typeof reader).values, `${path}/values`);
      default:
        return [];
    }
  }

  /** The reader must read every branch. */
  #writerUnion(reader: AvroType, branches: readonly AvroType[], path: string): readonly Incompatibility[] {
    const readers = reader.kind === "union" ? reader.branches : [reader];
    return branches.flatMap((branch) => {
      const found = this.#readerUnion(readers, branch, path);
      return reader.kind === "union" || found.length === 0 ? found : [this.#mismatch(reader, branch, path)];
    });
  }

  /** One branch must read the writer; one of its kind and name says best why none does. */
  #readerUnion(branches: readonly AvroType[], writer: AvroType, path: string): readonly Incompatibility[] {
    const tried: { readonly branch: AvroType; readonly found: readonly Incompatibility[] }[] = [];
    for (const [i, branch] of branches.entries()) {
      const found = this.compare(branch, writer, `${path}/${i}`);
      if (found.length === 0) return [];
      tried.push({ branch, found });
    }
    const same = tried.find(({ branch }) =>
      branch.kind === writer.kind && (!("name" in branch) || !("name" in writer) || sameName(branch, writer))
    );
    if (same) return same.found;
    const { reader, writer: writing } = this.#sides;
    const types = branches.map(avroTypeName).join(", ");
    return [{
      kind: "MISSING_UNION_BRANCH",
      path: path || "/",
      description: `The ${reader} schema has no branch at path '${path || "/"}' that reads ${
        avroTypeName(writer)
      } of the ${writing} schema: it has ${types}`,
    }];
  }

  #record(reader: AvroRecord, writer: AvroRecord, path: string): readonly Incompatibility[] {
    return reader.fields.flatMap((field, i) => {
      const at = `${path}/fields/${i}`;
      const written = writer.fields.find((other) => answersTo(field, other.name));
      if (written) return this.compare(field.type, written.type, `${at}/type`);
      if (field.default !== undefined) return [];
      return [{
        kind: "READER_FIELD_MISSING_DEFAULT_VALUE",
        path: at,
        description:
          `The field '${field.name}' at path '${at}' in the ${this.#sides.reader} schema has no default value ` +
          `and is missing in the ${this.#sides.writer} schema; its type is ${avroTypeName(field.type)}`,
      }];
    });
  }

  #enum(reader: AvroEnum, writer: AvroEnum, path: string): readonly Incompatibility[] {
    const missing = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
    if (missing.length === 0 || reader.default !== undefined) return [];
    const at = `${path}/symbols`;
    return [{
      kind: "MISSING_ENUM_SYMBOLS",
      path: at,
      description: `The enum '${reader.name}' at path '${at}' in the ${this.#sides.reader} schema has no default and ` +
        `lacks symbols of the ${this.#sides.writer} schema: ${missing.join(", ")}`,
    }];
  }

  #fixed(reader: AvroFixed, writer: AvroFixed, path: string): readonly Incompatibility[] {
    if (reader.size === writer.size) return [];
    const at = `${path}/size`;
    return [{
      kind: "FIXED_SIZE_MISMATCH",
      path: at,
      description:
        `The fixed type '${reader.name}' at path '${at}' has ${reader.size} bytes in the ${this.#sides.reader} ` +
        `schema and ${writer.size} in the ${this.#sides.writer} schema`,
    }];
  }

  #name(reader: AvroNamed, writer: AvroNamed, path: string): readonly Incompatibility[] {
    if (sameName(reader, writer)) return [];
    const at = `${path}/name`;
    return [{
      kind: "NAME_MISMATCH",
      path: at,
      description: `The type at path '${at}' is named '${reader.name}' in the ${this.#sides.reader} schema and ` +
        `'${writer.name}' in the ${this.#sides.writer} schema`,
    }];
  }

  #mismatch(reader: AvroType, writer: AvroType, path: string): Incompatibility {
    return {
      kind: "TYPE_MISMATCH",
      path: path || "/",
      description:
        `The type at path '${path || "/"}' is ${avroTypeName(reader)} in the ${this.#sides.reader} schema, ` +
        `which does not read ${avroTypeName(writer)} of the ${this.#sides.writer} schema`,
    };
  }
}

function answersTo(field: AvroField, name: string): boolean {
  return field.name === name || field.aliases.includes(name);
}

/** Java compares names without their namespaces, and so does everybody since; aliases with them. */
function sameName(reader: AvroNamed, writer: AvroNamed): boolean {
  return unqualified(reader.name) === unqualified(writer.name) || reader.aliases.includes(writer.name);
}

function unqualified(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
