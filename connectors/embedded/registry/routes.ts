/** The registry's interface: paths, query parameters, and the shapes of answers. */
import { languageOf } from "../../../schema/formats/schema_languages.ts";
import { refusals, RegistryRefusal } from "./refusal.ts";
import type { Deleted, SchemaRegistry } from "./registry.ts";
import { flag, type RegistryRequest, schemaOf, versionOf } from "./request.ts";
import type { KeptSchema, KeptVersion } from "./store.ts";

/** A handler gives what is answered as JSON; `args` are the segments that the path leaves open. */
type Handler = (registry: SchemaRegistry, request: RegistryRequest, ...args: string[]) => unknown;

interface Route {
  /** `*` stands for any segment. */
  readonly path: readonly string[];
  readonly methods: Readonly<Record<string, Handler>>;
}

const ROUTES: readonly Route[] = [
  route("", { GET: () => ({}) }),
  route("contexts", { GET: () => ["."] }),
  route("subjects", {
    GET: (registry, { query }) =>
      page(registry.subjects({ ...deletedOf(query), prefix: query.get("subjectPrefix") ?? "" }), query),
  }),
  route("subjects/*", {
    POST: async (registry, { query, body }, subject = "") => {
      const schema = schemaOf(await body());
      return versionAnswer(await registry.find(subject, schema, flag(query, "normalize"), deletedOf(query)));
    },
    DELETE: (registry, { query }, subject = "") => registry.deleteSubject(subject, flag(query, "permanent")),
  }),
  route("subjects/*/versions", {
    GET: (registry, { query }, subject = "") =>
      page(registry.versions(subject, deletedOf(query)).map(({ version }) => version), query),
    POST: async (registry, { query, body }, subject = "") => {
      const { id, type } = await registry.register(subject, schemaOf(await body()), flag(query, "normalize"));
      return { id, ...typeAnswer(type) };
    },
  }),
  route("subjects/*/versions/*", {
    GET: async (registry, { query }, subject = "", version = "") =>
      versionAnswer(
        await formatted(registry, registry.version(subject, versionOf(version), deletedOf(query)), query),
      ),
    DELETE: (registry, { query }, subject = "", version = "") =>
      registry.deleteVersion(subject, versionOf(version), flag(query, "permanent")),
  }),
  route("subjects/*/versions/*/schema", {
    GET: (registry, { query }, subject = "", version = "") =>
      new SchemaItself(registry.version(subject, versionOf(version), deletedOf(query)).text),
  }),
  route("subjects/*/versions/*/referencedby", {
    GET: (registry, _request, subject = "", version = "") =>
      registry.referencedBy(subject, registry.version(subject, versionOf(version), { deleted: true }).version),
  }),
  route("schemas", {
    GET: (registry, { query }) => page(everything(registry, query).map(versionAnswer), query),
  }),
  route("schemas/types", { GET: () => ["JSON", "PROTOBUF", "AVRO"] }),
  route("schemas/ids/*", {
    GET: async (registry, { query }, id = "") => ({
      ...schemaAnswer(await formatted(registry, registry.schema(idOf(id)), query)),
      ...(flag(query, "fetchMaxId") && { maxId: registry.highestId() }),
    }),
  }),
  route("schemas/ids/*/schema", {
    GET: (registry, _request, id = "") => new SchemaItself(registry.schema(idOf(id)).text),
  }),
  route("schemas/ids/*/versions", {
    GET: (registry, { query }, id = "") =>
      registry.places(idOf(id), deletedOf(query)).map(({ subject, version }) => ({ subject, version })),
  }),
  route("schemas/ids/*/subjects", {
    GET: (registry, { query }, id = "") => [
      ...new Set(registry.places(idOf(id), deletedOf(query)).map(({ subject }) => subject)),
    ],
  }),
  route("config", {
    GET: ({ settings }) => ({ compatibilityLevel: settings.level(undefined) }),
    PUT: async ({ settings }, { body }) => ({
      compatibility: settings.setLevel(undefined, (await body())["compatibility"]),
    }),
    DELETE: ({ settings }) => ({ compatibilityLevel: settings.deleteLevel(undefined) }),
  }),
  route("config/*", {
    GET: ({ settings }, { query }, subject = "") => {
      const level = settings.level(subject) ?? (flag(query, "defaultToGlobal") ? settings.level(undefined) : undefined);
      if (level === undefined) throw refusals.noLevel(subject);
      return { compatibilityLevel: level };
    },
    PUT: async ({ settings }, { body }, subject = "") => ({
      compatibility: settings.setLevel(subject, (await body())["compatibility"]),
    }),
    DELETE: ({ settings }, _request, subject = "") => ({ compatibilityLevel: settings.deleteLevel(subject) }),
  }),
  route("mode", {
    GET: ({ settings }) => ({ mode: settings.mode(undefined) }),
    PUT: async ({ settings }, { body }) => ({ mode: settings.setMode(undefined, (await body())["mode"]) }),
    DELETE: ({ settings }) => ({ mode: settings.deleteMode(undefined) }),
  }),
  route("mode/*", {
    GET: ({ settings }, { query }, subject = "") => {
      const mode = settings.mode(subject) ?? (flag(query, "defaultToGlobal") ? settings.mode(undefined) : undefined);
      if (mode === undefined) throw refusals.noMode(subject);
      return { mode };
    },
    PUT: async ({ settings }, { body }, subject = "") => ({ mode: settings.setMode(subject, (await body())["mode"]) }),
    DELETE: ({ settings }, _request, subject = "") => ({ mode: settings.deleteMode(subject) }),
  }),
  route("compatibility/subjects/*/versions", {
    POST: (registry, request, subject) => compatibility(registry, request, subject),
  }),
  route("compatibility/subjects/*/versions/*", { POST: compatibility }),
];

/** What is answered as it is, and not as JSON around it. */
export class SchemaItself {
  constructor(readonly text: string) {}
}

/** Throws `RegistryRefusal`. */
export async function answer(registry: SchemaRegistry, request: RegistryRequest): Promise<unknown> {
  const { method, segments } = request;
  const found = ROUTES.find(({ path }) =>
    path.length === segments.length && path.every((part, i) => part === "*" || part === segments[i])
  );
  if (found === undefined) throw new RegistryRefusal(404, 404, "HTTP 404 Not Found");
  const handler = Object.hasOwn(found.methods, method) ? found.methods[method] : undefined;
  if (handler === undefined) throw new RegistryRefusal(405, 405, "HTTP 405 Method Not Allowed");
  const open = segments.filter((_, i) => found.path[i] === "*");
  return await handler(registry, request, ...open);
}

function route(path: string, methods: Route["methods"]): Route {
  return { path: path.split("/").filter((part) => part !== ""), methods };
}

async function compatibility(
  registry: SchemaRegistry,
  { query, body }: RegistryRequest,
  subject = "",
  version?: string,
): Promise<unknown> {
  const name = version === undefined ? undefined : versionOf(version);
  const { compatible, messages } = await registry.compatibility(subject, name, schemaOf(await body()));
  return { is_compatible: compatible, ...(flag(query, "verbose") && { messages }) };
}

function deletedOf(query: URLSearchParams): Deleted {
  return { deleted: flag(query, "deleted"), deletedOnly: flag(query, "deletedOnly") };
}

function idOf(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new RegistryRefusal(404, 404, "HTTP 404 Not Found");
}

function page<T>(all: readonly T[], query: URLSearchParams): readonly T[] {
  const offset = Number(query.get("offset") ?? 0) || 0;
  const limit = Number(query.get("limit") ?? -1) || -1;
  return all.slice(offset, limit < 0 ? undefined : offset + limit);
}

function everything(registry: SchemaRegistry, query: URLSearchParams): readonly KeptVersion[] {
  const prefix = query.get("subjectPrefix") ?? "";
  const all = registry.everything(deletedOf(query)).filter(({ subject }) => subject.startsWith(prefix));
  if (!flag(query, "latestOnly")) return all;
  return [...Map.groupBy(all, ({ subject }) => subject).values()].flatMap((versions) => versions.slice(-1));
}

/** `?format=serialized`: a Protobuf schema as the base64 of its descriptor. */
async function formatted<T extends KeptSchema>(registry: SchemaRegistry, kept: T, query: URLSearchParams): Promise<T> {
  if (query.get("format") !== "serialized") return kept;
  const { serialized } = await languageOf(kept.type);
  return serialized === undefined ? kept : { ...kept, text: serialized(kept.text, await registry.dependencies(kept)) };
}

function versionAnswer(version: KeptVersion): unknown {
  const { subject, version: number, id } = version;
  return { subject, version: number, id, ...schemaAnswer(version) };
}

/** Without what is the default, as Confluent's registry answers. */
function schemaAnswer({ type, text, references }: KeptSchema): Readonly<Record<string, unknown>> {
  return { ...typeAnswer(type), ...(references.length > 0 && { references }), schema: text };
}

function typeAnswer(type: string): Readonly<Record<string, unknown>> {
  return type === "AVRO" ? {} : { schemaType: type };
}
