/** The rules of the registry: what may be registered, found, deleted. Its network side is `server.ts`. */
import { languageOf } from "../../../schema/formats/schema_languages.ts";
import { dependenciesOf, type Dependency } from "../../../schema/registry/dependencies.ts";
import type { ReadSchema } from "../../../schema/registry/language.ts";
import type { SchemaText } from "../../../schema/registry/registry.ts";
import { type Candidate, differences, type Earlier } from "./differences.ts";
import { isTransitive, type Level } from "./levels.ts";
import { refusals, RegistryRefusal } from "./refusal.ts";
import { Settings } from "./settings.ts";
import { digestOf, type KeptSchema, type KeptVersion, type RegistryStore } from "./store.ts";

/** Which versions are meant. */
export interface Deleted {
  /** Softly deleted ones too. */
  readonly deleted?: boolean;
  /** Only they. */
  readonly deletedOnly?: boolean;
}

export type VersionName = number | "latest";

export interface CompatibilityAnswer {
  readonly compatible: boolean;
  readonly messages: readonly string[];
}

/** All methods throw {@link RegistryRefusal}. */
export class SchemaRegistry {
  readonly settings: Settings;
  readonly #store: RegistryStore;
  #busy: Promise<void> = Promise.resolve();

  constructor(store: RegistryStore) {
    this.#store = store;
    this.settings = new Settings(store);
  }

  /** Resolves when what has been answered so far is durable. */
  settled(): Promise<void> {
    return this.#store.settled();
  }

  subjects(which: Deleted & { readonly prefix?: string }): string[] {
    const { prefix = "" } = which;
    const found = this.#store.everything().filter((version) => version.subject.startsWith(prefix));
    const live = new Set(found.filter(({ deleted }) => !deleted).map(({ subject }) => subject));
    const all = [...new Set(found.map(({ subject }) => subject))];
    if (which.deletedOnly) return all.filter((subject) => !live.has(subject));
    return which.deleted ? all : [...live];
  }

  /** Throws when there is none. */
  versions(subject: string, which: Deleted): KeptVersion[] {
    const all = this.#store.versions(subject);
    const shown = all.filter(({ deleted }) => which.deletedOnly ? deleted : which.deleted || !deleted);
    if (shown.length === 0) throw refusals.noSubject(subject);
    return shown;
  }

  version(subject: string, version: VersionName, which: Deleted): KeptVersion {
    const versions = this.versions(subject, which);
    const found = version === "latest" ? versions.at(-1) : versions.find((kept) => kept.version === version);
    if (found === undefined) throw refusals.noVersion(version);
    return found;
  }

  everything(which: Deleted): KeptVersion[] {
    return this.#store.everything().filter(({ deleted }) => which.deleted || !deleted);
  }

  schema(id: number): KeptSchema {
    const schema = this.#store.schema(id);
    if (schema === undefined) throw refusals.noSchema(id);
    return schema;
  }

  highestId(): number {
    return this.#store.highestId();
  }

  /** The subjects and versions under which a schema stands. */
  places(id: number, which: Deleted): KeptVersion[] {
    this.schema(id);
    return this.#store.places(id).filter(({ deleted }) => which.deleted || !deleted);
  }

  /** Ids of the schemas that refer to a version, as long as a subject has them. */
  referencedBy(subject: string, version: number): number[] {
    const users = this.#store.everything().filter(({ references, deleted }) =>
      !deleted && references.some((used) => used.subject === subject && used.version === version)
    );
    return [...new Set(users.map(({ id }) => id))];
  }

  /** The version that has this schema. */
  async find(subject: string, schema: SchemaText, normalize: boolean, which: Deleted): Promise<KeptVersion> {
    this.versions(subject, which);
    const read = await this.#read(schema);
    const found = this.versions(subject, which).findLast((kept) => isSame(kept, read, normalize));
    if (found === undefined) throw refusals.noSchema();
    return found;
  }

  /** The version under which the subject has the schema, from now on if not before. */
  async register(subject: string, schema: SchemaText, normalize: boolean): Promise<KeptVersion> {
    if (subject === "" || hasControl(subject)) throw refusals.invalidSubject(subject);
    return await this.#alone(async () => {
      const read = await this.#read(schema);
      const all = this.#store.versions(subject);
      const live = all.filter(({ deleted }) => !deleted);
      const known = live.findLast((kept) => isSame(kept, read, normalize));
      if (known) return known;
      this.settings.assertWritable(subject);
      const level = this.settings.levelFor(subject);
      const messages = await this.#differences(read, heldAgainst(live, level), level);
      if (messages.length > 0) throw refusals.incompatible(subject, messages);
      const id = this.#store.idOf(read);
      const version = (all.at(-1)?.version ?? 0) + 1;
      this.#store.addVersion(subject, version, id);
      return { ...read, id, subject, version, deleted: false };
    });
  }

  /** Without a version: against what the subject's level asks for. The latest of a subject without any takes anything. */
  async compatibility(
    subject: string,
    version: VersionName | undefined,
    schema: SchemaText,
  ): Promise<CompatibilityAnswer> {
    const level = this.settings.levelFor(subject);
    const live = this.#store.versions(subject).filter(({ deleted }) => !deleted);
    const against = version === undefined
      ? heldAgainst(live, level)
      : version === "latest"
      ? live.slice(-1)
      : [this.version(subject, version, {})];
    const messages = await this.#differences(await this.#read(schema), against, level);
    return { compatible: messages.length === 0, messages };
  }

  deleteSubject(subject: string, permanent: boolean): number[] {
    this.settings.assertWritable(subject);
    const all = this.#store.versions(subject);
    if (all.length === 0) throw refusals.noSubject(subject);
    const live = all.filter(({ deleted }) => !deleted);
    if (permanent && live.length > 0) throw refusals.subjectNotDeleted(subject);
    if (!permanent && live.length === 0) throw refusals.subjectDeleted(subject);
    for (const { version } of permanent ? all : live) this.#assertUnused(subject, version);
    if (permanent) {
      for (const { version } of all) this.#store.removeVersion(subject, version);
      this.settings.forget(subject);
      return all.map(({ version }) => version);
    }
    for (const { version } of live) this.#store.hideVersion(subject, version);
    return live.map(({ version }) => version);
  }

  deleteVersion(subject: string, name: VersionName, permanent: boolean): number {
    this.settings.assertWritable(subject);
    const { version, deleted } = this.version(subject, name, { deleted: permanent || name !== "latest" });
    if (permanent && !deleted) throw refusals.versionNotDeleted(subject, version);
    if (!permanent && deleted) throw refusals.versionDeleted(subject, version);
    this.#assertUnused(subject, version);
    if (permanent) this.#store.removeVersion(subject, version);
    else this.#store.hideVersion(subject, version);
    return version;
  }

  /** With what it refers to. Throws when that is not there. */
  async dependencies(schema: SchemaText): Promise<readonly Dependency[]> {
    try {
      return await dependenciesOf(schema, ({ subject, version }) => {
        const found = this.#store.version(subject, version);
        if (found) return Promise.resolve(found);
        throw refusals.invalidSchema(`it refers to version ${version} of subject '${subject}', which does not exist`);
      });
    } catch (error) {
      if (error instanceof RegistryRefusal) throw error;
      throw refusals.invalidSchema(messageOf(error));
    }
  }

  /** What stands under a subject, as its language has it. */
  async #earlier(kept: KeptVersion): Promise<Earlier> {
    const { schema } = await this.#read(kept);
    return { type: kept.type, schema, version: kept.version };
  }

  async #differences(candidate: Candidate, against: readonly KeptVersion[], level: Level): Promise<string[]> {
    const messages: string[] = [];
    const language = await languageOf(candidate.type);
    for (const kept of against) {
      const earlier = await this.#earlier(kept);
      try {
        messages.push(...differences(language, candidate, earlier, level));
      } catch (error) {
        throw refusals.invalidSchema(messageOf(error));
      }
    }
    return messages;
  }

  #assertUnused(subject: string, version: number): void {
    const users = this.referencedBy(subject, version);
    if (users.length > 0) throw refusals.referenced(subject, version, users);
  }

  /** One after the other: nothing comes between a check and the write that follows it. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(work);
    this.#busy = turn.then(() => {}, () => {});
    return await turn;
  }

  async #read({ type, text, references }: SchemaText): Promise<Candidate & Omit<KeptSchema, "id">> {
    const dependencies = await this.dependencies({ type, text, references });
    const language = await languageOf(type);
    let schema: ReadSchema;
    try {
      schema = language.read(text, dependencies);
    } catch (error) {
      throw refusals.invalidSchema(messageOf(error));
    }
    return {
      type,
      schema,
      text: schema.text,
      references,
      identity: digestOf(type, schema.identity, references),
      normalized: digestOf(type, schema.normalized, references),
    };
  }
}

function isSame(kept: KeptSchema, read: Pick<KeptSchema, "identity" | "normalized">, normalize: boolean): boolean {
  return kept.identity === read.identity || (normalize && kept.normalized === read.normalized);
}

function heldAgainst(live: readonly KeptVersion[], level: Level): readonly KeptVersion[] {
  if (level === "NONE") return [];
  return isTransitive(level) ? live.toReversed() : live.slice(-1);
}

function hasControl(text: string): boolean {
  // deno-lint-ignore no-control-regex -- control characters are what is refused
  return /[\u0000-\u001f\u007f]/.test(text);
}

/** Libraries may quote the whole schema. */
const LONGEST_REASON = 500;

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.length > LONGEST_REASON ? `${message.slice(0, LONGEST_REASON)}…` : message;
}
