/**
 * Whole messages. A frame is an int32 length and a payload; a payload is a header and a body. Header versions: request v1, or
 * v2 (a tag buffer after it) for flexible versions; response v0, or v1 (a tag buffer) for flexible versions, except that
 * ApiVersions always answers with v0 so that any client can read it (KIP-511).
 */
import { ConnectorError } from "../../../schema/errors.ts";
import { API, type Api, assertVersion } from "./api.ts";
import { Reader } from "./reader.ts";
import type { Type } from "./schema.ts";
import { Writer } from "./writer.ts";

export interface RequestHeader {
  readonly apiKey: number;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string | null;
  /** Where in the payload the tag buffer of a flexible header, else the body, begins. */
  readonly end: number;
}

/** A frame with its length prefix, ready for the socket. */
export function encodeRequest<Out, In, S>(
  api: Api<Type<Out, In>, S>,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: In,
): Uint8Array<ArrayBuffer> {
  assertVersion(api, version);
  const writer = new Writer(version, false);
  writer.int16(api.key);
  writer.int16(version);
  writer.int32(correlationId);
  writer.string(clientId);
  writer.flexible = version >= api.flexibleFrom;
  writer.emptyTags();
  api.request.write(writer, body);
  return writer.finish(true);
}

/** A frame with its length prefix, ready for the socket. */
export function encodeResponse<Q, Out, In>(
  api: Api<Q, Type<Out, In>>,
  version: number,
  correlationId: number,
  body: In,
): Uint8Array<ArrayBuffer> {
  assertVersion(api, version);
  const writer = new Writer(version, version >= api.flexibleFrom);
  writer.int32(correlationId);
  if (api.key !== API.ApiVersions.key) writer.emptyTags();
  api.response.write(writer, body);
  return writer.finish(true);
}

/** The correlation id of a response payload (the frame without its length). */
export function correlationIdOf(payload: Uint8Array): number {
  return new Reader(payload, 0, false).int32();
}

/** The header of a request payload, of whatever API and version. Throws `RangeError` when it is cut short. */
export function decodeRequestHeader(payload: Uint8Array): RequestHeader {
  const reader = new Reader(payload, 0, false);
  const apiKey = reader.int16();
  const version = reader.int16();
  const correlationId = reader.int32();
  const clientId = reader.string();
  return { apiKey, version, correlationId, clientId, end: reader.offset };
}

/** The body of a request payload. Bytes in it are views into the payload. */
export function decodeRequest<Out, In, S>(
  api: Api<Type<Out, In>, S>,
  header: RequestHeader,
  payload: Uint8Array,
): Out {
  assertVersion(api, header.version);
  const reader = new Reader(payload, header.version, header.version >= api.flexibleFrom, header.end);
  return decode(api, header.version, "request", () => {
    reader.skipTags();
    return api.request.read(reader);
  });
}

/** The body of a response payload (the frame without its length). Bytes in it are views into the payload. */
export function decodeResponse<Q, Out, In>(api: Api<Q, Type<Out, In>>, version: number, payload: Uint8Array): Out {
  assertVersion(api, version);
  const reader = new Reader(payload, version, version >= api.flexibleFrom, 4);
  return decode(api, version, "response", () => {
    if (api.key !== API.ApiVersions.key) reader.skipTags();
    return api.response.read(reader);
  });
}

/** A request body alone, for a transport that writes header v1 itself: a flexible version's header tags come first. */
export function encodeRequestBody<Out, In, S>(
  api: Api<Type<Out, In>, S>,
  version: number,
  body: In,
): Uint8Array<ArrayBuffer> {
  assertVersion(api, version);
  const writer = new Writer(version, version >= api.flexibleFrom);
  writer.emptyTags();
  api.request.write(writer, body);
  return writer.finish(false);
}

/** A response body alone, for a transport that has read the correlation id: a flexible version's header tags come first. */
export function decodeResponseBody<Q, Out, In>(api: Api<Q, Type<Out, In>>, version: number, bytes: Uint8Array): Out {
  assertVersion(api, version);
  const reader = new Reader(bytes, version, version >= api.flexibleFrom);
  return decode(api, version, "response", () => {
    if (api.key !== API.ApiVersions.key) reader.skipTags();
    return api.response.read(reader);
  });
}

function decode<Out>(api: Api, version: number, what: string, read: () => Out): Out {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ConnectorError(`Cannot read ${api.name} v${version} ${what}: ${error.message}`, {
      code: "protocol",
      cause: error,
    });
  }
}
