/** What a request asks for, read with distrust. */
import { isObject } from "../../../schema/registry/http.ts";
import type { SchemaReference, SchemaText, SchemaType } from "../../../schema/registry/registry.ts";
import { refusals, RegistryRefusal } from "./refusal.ts";
import type { VersionName } from "./registry.ts";

/** Confluent's registry takes no more either. */
const LARGEST_BODY_BYTES = 16 << 20;

const HIGHEST_VERSION = 2 ** 31 - 1;

export interface RegistryRequest {
  readonly method: string;
  /** Decoded, without empty ones. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** Reads the body, which must be a JSON object. */
  body(): Promise<Readonly<Record<string, unknown>>>;
}

/** Throws {@link RegistryRefusal} when the path is not well-formed. */
export function registryRequest(request: Request): RegistryRequest {
  const url = new URL(request.url);
  return {
    method: request.method,
    segments: url.pathname.split("/").filter((part) => part !== "").map(decoded),
    query: url.searchParams,
    body: () => bodyOf(request),
  };
}

/** `?name`, `?name=true`. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && /^(true|1|)$/i.test(value);
}

/** A number from 1 to 2^31-1; `latest` and -1 are the same. */
export function versionOf(text: string): VersionName {
  if (text === "latest" || text === "-1") return "latest";
  const version = Number(text);
  if (/^\d{1,10}$/.test(text) && version >= 1 && version <= HIGHEST_VERSION) return version;
  throw refusals.invalidVersion(text);
}

/** A schema as registries are sent it. */
export function schemaOf(body: Readonly<Record<string, unknown>>): SchemaText {
  const { schema, schemaType } = body;
  const type = schemaType ?? "AVRO";
  if (!isSchemaType(type)) throw refusals.invalidSchema(`the schema type ${JSON.stringify(type)} is not known`);
  if (typeof schema !== "string" || schema.trim() === "") throw refusals.invalidSchema("it is empty");
  return { type, text: schema, references: referencesOf(body["references"]) };
}

function referencesOf(value: unknown): readonly SchemaReference[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw refusals.invalidSchema("its references are not a list");
  return value.map((entry): SchemaReference => {
    const { name, subject, version } = isObject(entry) ? entry : {};
    if (typeof name === "string" && typeof subject === "string" && typeof version === "number") {
      return { name, subject, version };
    }
    throw refusals.invalidSchema("a reference needs a name, a subject and a version");
  });
}

function isSchemaType(value: unknown): value is SchemaType {
  return value === "AVRO" || value === "JSON" || value === "PROTOBUF";
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RegistryRefusal(400, 400, "HTTP 400 Bad Request");
  }
}

async function bodyOf(request: Request): Promise<Readonly<Record<string, unknown>>> {
  // A page in a browser may send anything to this address, but not JSON without asking first.
  if (!/\bjson\b/.test(request.headers.get("content-type") ?? "")) {
    throw new RegistryRefusal(415, 415, "HTTP 415 Unsupported Media Type");
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.length;
    if (size > LARGEST_BODY_BYTES) throw new RegistryRefusal(413, 413, "HTTP 413 Request Entity Too Large");
    parts.push(part);
  }
  let body: unknown;
  try {
    body = JSON.parse(await new Blob(parts as Uint8Array<ArrayBuffer>[]).text());
  } catch {
    throw new RegistryRefusal(400, 400, "The body is not JSON");
  }
  if (!isObject(body)) throw new RegistryRefusal(400, 400, "The body is not a JSON object");
  return body;
}
