/** What the registry keeps in the cluster's file. */
import { createHash } from "node:crypto";
import type { SchemaReference, SchemaText, SchemaType } from "../../../schema/registry/registry.ts";
import type { Parameter, Row, Storage } from "../storage.ts";

/** A schema and how it is told from others. */
export interface KeptSchema extends SchemaText {
  /** From 1. The same schema has the same id under all subjects, for ever. */
  readonly id: number;
  /** Digests of the schema with its references: as it is, and of what it means. */
  readonly identity: string;
  readonly normalized: string;
}

/** A schema in its place. */
export interface KeptVersion extends KeptSchema {
  readonly subject: string;
  /** From 1. */
  readonly version: number;
  /** Softly: shown only to who asks for deleted ones. */
  readonly deleted: boolean;
}

export type Setting = "compatibility" | "mode";

const TABLES = `
  CREATE TABLE IF NOT EXISTS registry_schema (id INTEGER PRIMARY KEY, type TEXT NOT NULL, text TEXT NOT NULL, refs TEXT NOT NULL,
    identity TEXT NOT NULL UNIQUE, normalized TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS registry_version (subject TEXT, version INTEGER, schema INTEGER NOT NULL, deleted INTEGER NOT NULL,
    PRIMARY KEY (subject, version)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS registry_version_schema ON registry_version (schema);
  CREATE TABLE IF NOT EXISTS registry_setting (subject TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (subject, name)) WITHOUT ROWID;
`;

const VERSION =
  `SELECT v.subject, v.version, v.deleted, s.* FROM registry_version v JOIN registry_schema s ON s.id = v.schema`;

/** Stands for the whole registry where a setting has a subject; no subject has an empty name. */
const EVERYWHERE = "";

/** Knows no rules. Nothing is cached, so that a write that was rolled back leaves no trace. */
export class RegistryStore {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    storage.define(TABLES);
  }

  /** Resolves when everything written so far is durable. */
  async settled(): Promise<void> {
    await this.#storage.settled();
  }

  /** Undefined also for a schema that no subject has any more. */
  schema(id: number): KeptSchema | undefined {
    const used = "EXISTS (SELECT 1 FROM registry_version WHERE schema = id)";
    return this.#one(schemaOf, `SELECT * FROM registry_schema WHERE id = ? AND ${used}`, id);
  }

  /** The id of a schema, given to it now when it has none. */
  idOf({ type, text, references, identity, normalized }: Omit<KeptSchema, "id">): number {
    const known = this.#one((row) => Number(row["id"]), "SELECT id FROM registry_schema WHERE identity = ?", identity);
    if (known !== undefined) return known;
    return this.#storage.write(
      "INSERT INTO registry_schema (type, text, refs, identity, normalized) VALUES (?, ?, ?, ?, ?)",
      type,
      text,
      JSON.stringify(references),
      identity,
      normalized,
    );
  }

  highestId(): number {
    return this.#one((row) => Number(row["id"] ?? 0), "SELECT max(id) AS id FROM registry_schema") ?? 0;
  }

  /** All of a subject, softly deleted ones too, by version. */
  versions(subject: string): KeptVersion[] {
    return this.#storage.rows(`${VERSION} WHERE v.subject = ? ORDER BY v.version`, subject).map(versionOf);
  }

  version(subject: string, version: number): KeptVersion | undefined {
    return this.#one(versionOf, `${VERSION} WHERE v.subject = ? AND v.version = ?`, subject, version);
  }

  /** Where a schema stands. */
  places(id: number): KeptVersion[] {
    return this.#storage.rows(`${VERSION} WHERE v.schema = ? ORDER BY v.subject, v.version`, id).map(versionOf);
  }

  everything(): KeptVersion[] {
    return this.#storage.rows(`${VERSION} ORDER BY v.subject, v.version`).map(versionOf);
  }

  addVersion(subject: string, version: number, schema: number): void {
    this.#storage.write("INSERT INTO registry_version VALUES (?, ?, ?, 0)", subject, version, schema);
  }

  hideVersion(subject: string, version: number): void {
    this.#storage.write("UPDATE registry_version SET deleted = 1 WHERE subject = ? AND version = ?", subject, version);
  }

  removeVersion(subject: string, version: number): void {
    this.#storage.write("DELETE FROM registry_version WHERE subject = ? AND version = ?", subject, version);
  }

  /** Of a subject, or without one of the whole registry. */
  setting(name: Setting, subject: string | undefined): string | undefined {
    const sql = "SELECT value FROM registry_setting WHERE subject = ? AND name = ?";
    return this.#one((row) => String(row["value"]), sql, subject ?? EVERYWHERE, name);
  }

  set(name: Setting, subject: string | undefined, value: string | undefined): void {
    const key = [subject ?? EVERYWHERE, name];
    if (value === undefined) {
      this.#storage.write("DELETE FROM registry_setting WHERE subject = ? AND name = ?", ...key);
    } else {
      const sql = "INSERT INTO registry_setting VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
      this.#storage.write(sql, ...key, value);
    }
  }

  #one<T>(read: (row: Row) => T, sql: string, ...values: Parameter[]): T | undefined {
    const [row] = this.#storage.rows(sql, ...values);
    return row && read(row);
  }
}

/** `text` stands for the schema itself: two with the same type, text and references are one. */
export function digestOf(type: SchemaType, text: string, references: readonly SchemaReference[]): string {
  const list = references.map(({ name, subject, version }) => [name, subject, version]);
  return createHash("sha256").update(JSON.stringify([type, text, list])).digest("base64");
}

function schemaOf(row: Row): KeptSchema {
  return {
    id: Number(row["id"]),
    type: String(row["type"]) as SchemaType, // as it was written
    text: String(row["text"]),
    references: JSON.parse(String(row["refs"])),
    identity: String(row["identity"]),
    normalized: String(row["normalized"]),
  };
}

function versionOf(row: Row): KeptVersion {
  return {
    ...schemaOf(row),
    subject: String(row["subject"]),
    version: Number(row["version"]),
    deleted: Number(row["deleted"]) !== 0,
  };
}
