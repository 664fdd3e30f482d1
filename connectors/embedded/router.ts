import { ConnectorError } from "../../schema/errors.ts";
import type { Api } from "../kafka/protocol/api.ts";
import { decodeRequest, encodeResponse, type RequestHeader } from "../kafka/protocol/frames.ts";
import type { Type } from "../kafka/protocol/schema.ts";
import type { Login } from "./sasl.ts";

/** One client's connection, as handlers see it. */
export interface Session {
  readonly clientHost: string;
  readonly login: Login;
  /** Aborted when the connection closes: whoever waits may stop. */
  readonly closed: AbortSignal;
  /** Resolves when what was written so far is durable; undefined when it is already. */
  settled(): Promise<void> | undefined;
}

/** What a handler knows about a request besides its body. */
export interface Call {
  readonly version: number;
  readonly clientId: string;
  readonly session: Session;
}

/**
 * Answers one kind of request. The body's bytes are valid until the first `await`. Handlers of one connection are called in
 * the order of its requests; `undefined` means that no answer is sent.
 */
export type Handler<Request, Response> = (
  request: Request,
  call: Call,
) => Response | undefined | Promise<Response | undefined>;

/** A request's API, the versions that are offered, and its handler behind the codec. */
export interface Route {
  readonly api: Api;
  /** What ApiVersions says; lower than what is answered where clients need that. */
  readonly advertised: { readonly min: number; readonly max: number };
  /** The response's frame, once everything that it may depend on is durable. Rejects when the connection must be closed. */
  answer(header: RequestHeader, payload: Uint8Array, session: Session): Promise<Uint8Array | undefined>;
}

export interface RouteOptions<Request, Response> {
  readonly advertised?: { readonly min?: number; readonly max?: number };
  /** What to answer when nothing could be stored; without it the connection is closed. */
  readonly unstored?: (request: Request) => Response | undefined;
}

export function route<Request, RequestIn, ResponseOut, Response>(
  api: Api<Type<Request, RequestIn>, Type<ResponseOut, Response>>,
  handle: Handler<Request, Response>,
  options: RouteOptions<NoInfer<Request>, NoInfer<Response>> = {},
): Route {
  const { advertised, unstored } = options;
  const run = async (request: Request, call: Call) => {
    try {
      const handled = handle(request, call);
      const durable = call.session.settled(); // taken at once: a later failure of this turn must not go unnoticed
      const body = await handled;
      await durable;
      return body;
    } catch (error) {
      if (!unstored || !(error instanceof ConnectorError)) throw error;
      return unstored(request);
    }
  };
  return {
    api,
    advertised: { min: advertised?.min ?? api.min, max: advertised?.max ?? api.max },
    async answer(header, payload, session) {
      const { version, correlationId } = header;
      const request = decodeRequest(api, header, payload);
      const body = await run(request, { version, clientId: header.clientId ?? "", session });
      return body && encodeResponse(api, version, correlationId, body);
    },
  };
}
