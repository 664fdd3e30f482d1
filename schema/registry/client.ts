/** The client of a Confluent-compatible schema registry. */
import { ConnectorError } from "../errors.ts";
import { compatibilityAnswer, idAnswer, schemaAnswer, subjectsAnswer, unknownType } from "./answers.ts";
import { dependenciesOf } from "./dependencies.ts";
import { isMissing, notRegistryError, refusalError } from "./errors.ts";
import { type Answer, type HttpOptions, RegistryHttp, type Request, segment } from "./http.ts";
import type { Compatibility, RegisteredSchema, Registry, SchemaText, SchemaType, SubjectVersion } from "./registry.ts";

/** The address, `fetch`, and for tests what stands for time. */
export type RegistryClientOptions = HttpOptions;

export class RegistryClient implements Registry {
  readonly #http: RegistryHttp;
  readonly #options: RegistryClientOptions;
  readonly #byId = new Map<number, RegisteredSchema>();
  /** By subject and version as JSON; never `latest`, which moves. */
  readonly #byVersion = new Map<string, VersionAnswer>();

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.#http = new RegistryHttp(options);
  }

  /** `onRetry`: called after each try that failed and will be repeated. */
  async schema(
    id: number,
    signal: AbortSignal,
    onRetry?: (error: ConnectorError) => void,
  ): Promise<RegisteredSchema | undefined> {
    const known = this.#byId.get(id);
    if (known) return known;
    const answer = await this.#http.request({ method: "GET", path: `/schemas/ids/${id}`, signal, onRetry });
    const body = presentBody(answer);
    if (body === undefined) return undefined;
    refuseUnknownType(body, id);
    const schema = this.#understood(schemaAnswer(body));
    return await this.#complete({ ...schema, id }, signal, onRetry);
  }

  async version(
    subject: string,
    version: number | "latest",
    signal: AbortSignal,
  ): Promise<SubjectVersion | undefined> {
    const found = await this.#version(subject, version, signal);
    return found && await this.#inPlace(subject, found, signal);
  }

  async find(subject: string, schema: SchemaText, signal: AbortSignal): Promise<SubjectVersion | undefined> {
    const path = `/subjects/${segment(subject)}`;
    const body = presentBody(await this.#http.request({ ...post(path, schema), subject, signal }));
    if (body === undefined) return undefined;
    return await this.#inPlace(subject, this.#placed(body, subject, schema.type), signal);
  }

  async register(subject: string, schema: SchemaText, signal: AbortSignal): Promise<number> {
    const path = `/subjects/${segment(subject)}/versions`;
    const answer = await this.#http.request({ ...post(path, schema), subject, signal });
    if (answer.kind === "refused") throw answer.error;
    return this.#understood(idAnswer(answer.body), subject);
  }

  async compatibility(subject: string, schema: SchemaText, signal: AbortSignal): Promise<Compatibility> {
    const path = `/compatibility/subjects/${segment(subject)}/versions?verbose=true`;
    const body = presentBody(await this.#http.request({ ...post(path, schema), subject, signal }));
    if (body === undefined) return { compatible: true, messages: [] };
    return this.#understood(compatibilityAnswer(body), subject);
  }

  async subjects(signal: AbortSignal): Promise<readonly string[]> {
    const answer = await this.#http.request({ method: "GET", path: "/subjects", signal });
    if (answer.kind === "refused") throw answer.error;
    return this.#understood(subjectsAnswer(answer.body));
  }

  async subjectsOf(id: number, signal: AbortSignal): Promise<readonly string[]> {
    const body = presentBody(await this.#http.request({ method: "GET", path: `/schemas/ids/${id}/subjects`, signal }));
    return body === undefined ? [] : subjectsAnswer(body) ?? [];
  }

  async #version(
    subject: string,
    version: number | "latest",
    signal: AbortSignal,
    onRetry?: (error: ConnectorError) => void,
  ): Promise<VersionAnswer | undefined> {
    const known = this.#byVersion.get(JSON.stringify([subject, version]));
    if (known) return known;
    const path = `/subjects/${segment(subject)}/versions/${version}`;
    const body = presentBody(await this.#http.request({ method: "GET", path, subject, signal, onRetry }));
    return body === undefined ? undefined : this.#placed(body, subject);
  }

  #placed(body: unknown, subject: string, type?: SchemaType): VersionAnswer {
    const { id, version, ...schema } = this.#understood(schemaAnswer(body, type), subject);
    if (id === undefined || version === undefined) throw this.#notUnderstood(subject);
    const placed = { ...schema, id, version };
    this.#byVersion.set(JSON.stringify([subject, version]), placed);
    return placed;
  }

  async #inPlace(subject: string, found: VersionAnswer, signal: AbortSignal): Promise<SubjectVersion> {
    const { version, ...schema } = found;
    return { ...await this.#complete(schema, signal), subject, version };
  }

  /** With the texts that it refers to; kept for ever, as ids never change what they stand for. */
  async #complete(
    { type, text, references, id }: SchemaText & { readonly id: number },
    signal: AbortSignal,
    onRetry?: (error: ConnectorError) => void,
  ): Promise<RegisteredSchema> {
    const known = this.#byId.get(id);
    if (known) return known;
    const schema = { type, text, references };
    const dependencies = await dependenciesOf(schema, async ({ subject, version }) => {
      const used = await this.#version(subject, version, signal, onRetry);
      if (used) return used;
      const message = `schema ${id} refers to version ${version} of it`;
      const asked = { endpoint: this.#options.endpoint, subject, hasLogin: true };
      const error = refusalError({ status: 404, errorCode: 40402, message }, asked);
      throw new ConnectorError(error.message, { ...error.diagnostic, code: "invalid_schema" });
    });
    const complete = { ...schema, id, dependencies };
    this.#byId.set(id, complete);
    return complete;
  }

  #understood<T>(answer: T | undefined, subject?: string): T {
    if (answer === undefined) throw this.#notUnderstood(subject);
    return answer;
  }

  #notUnderstood(subject: string | undefined): ConnectorError {
    const asked = { endpoint: this.#options.endpoint, subject, hasLogin: true };
    return notRegistryError("its JSON is not what was asked for", asked);
  }
}

type VersionAnswer = SchemaText & { readonly id: number; readonly version: number };

/** Registries may have languages beside the three that we read. */
function refuseUnknownType(body: unknown, id: number): void {
  const type = unknownType(body);
  if (type === undefined) return;
  throw new ConnectorError(`schema ${id} is of the type ${type}, which is none of AVRO, JSON and PROTOBUF`, {
    code: "invalid_schema",
  });
}

/** The body of an answer; undefined where the registry has no such thing. Throws any other refusal. */
function presentBody(answer: Answer): unknown {
  if (answer.kind === "ok") return answer.body;
  if (isMissing(answer.refusal)) return undefined;
  throw answer.error;
}

function post(path: string, { type, text, references }: SchemaText): Pick<Request, "method" | "path" | "body"> {
  // What is the default is left out: registries older than other types and references refuse to hear of them.
  const body = {
    schema: text,
    ...(type !== "AVRO" && { schemaType: type }),
    ...(references.length > 0 && { references }),
  };
  return { method: "POST", path, body };
}
