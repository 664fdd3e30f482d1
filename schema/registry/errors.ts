/** Every way in which a schema registry can fail us, as one sentence and a cure. */
import { ConnectorError, type ErrorDetails } from "../errors.ts";

/** An answer with a status that is not 2xx. */
export interface Refusal {
  readonly status: number;
  /** The registry's own code (`40401`, `42201`, …); undefined when the answer was not one of a schema registry. */
  readonly errorCode: number | undefined;
  /** In the registry's own words; empty when it has none. */
  readonly message: string;
}

/** What was asked, for the words of an error. */
export interface Asked {
  /** Without a slash at the end. */
  readonly endpoint: string;
  /** The subject that the request was about. */
  readonly subject: string | undefined;
  /** A key and a secret were sent. */
  readonly hasLogin: boolean;
}

/** The registry has no such subject, version or schema: it, and not something else at a wrong address, says so. */
export function isMissing({ status, errorCode }: Refusal): boolean {
  return status === 404 && errorCode !== undefined && errorCode >= 40400;
}

/** Answers after which the same request may succeed. */
export function isBusy({ status }: Refusal): boolean {
  return status === 429 || status >= 500;
}

/** The registry said no. */
export function refusalError(refusal: Refusal, asked: Asked): ConnectorError {
  const { text, ...details } = wordsOf(refusal, asked);
  const own = refusal.message === "" ? "" : `: ${refusal.message}`;
  return new ConnectorError(`${about(asked.subject)}${text}${own}`, { ...details, retryable: isBusy(refusal) });
}

function wordsOf(refusal: Refusal, asked: Asked): { readonly text: string } & ErrorDetails {
  const { status, errorCode } = refusal;
  const other = `schema registry returned error ${status}`;
  switch (status) {
    case 401:
      return {
        text: "invalid credentials for schema registry",
        code: "auth",
        hint: asked.hasLogin
          ? "Check schema_registry.api_key and schema_registry.api_secret; they are not those of the cluster."
          : "Set schema_registry.api_key and schema_registry.api_secret.",
      };
    case 403:
      return { text: other, code: "authorization", hint: "Grant the registry's user the right on this subject." };
    case 404:
      return isMissing(refusal)
        ? { text: "schema not found; make sure that the subject exists", code: "not_found" }
        : { text: other, code: "not_found", hint: endpointHint(asked.endpoint) };
    case 409:
      return {
        text:
          "there is already an existing schema for this subject which is incompatible with the new schema being registered",
        code: "incompatible_schema",
        hint:
          "Change the columns so that old and new messages can be read with either schema, write to another subject with 'value.subject', or relax the subject's compatibility level.",
      };
    case 422:
      return errorCode === undefined || errorCode === 422 || errorCode === 42201
        ? { text: "invalid schema", code: "invalid_schema" }
        : { text: other, code: "registry" };
    case 429:
      return { text: other, code: "busy", hint: "The registry limits the rate of requests: try again later." };
    default:
      if (status < 500) return { text: other, code: "registry" };
      return {
        text: other,
        code: "unreachable",
        hint:
          `Something answers at ${asked.endpoint} and fails: the registry's log, or that of what stands before it, says why.`,
      };
  }
}

/** The registry sends us elsewhere, where the key and secret must not follow. */
export function redirectError(status: number, location: string | null, asked: Asked): ConnectorError {
  const to = location !== null && URL.canParse(location, asked.endpoint)
    ? new URL(location, asked.endpoint).origin
    : "another address";
  return new ConnectorError(
    `${about(asked.subject)}the schema registry at ${asked.endpoint} sends requests on to ${to} (${status})`,
    {
      code: "redirect",
      hint: "If that is the registry, give its address as schema_registry.endpoint: key and secret are not sent on.",
    },
  );
}

/** An answer that no schema registry gives. */
export function notRegistryError(why: string, asked: Asked): ConnectorError {
  return new ConnectorError(`${about(asked.subject)}what answers at ${asked.endpoint} is no schema registry: ${why}`, {
    code: "unreachable",
    hint: endpointHint(asked.endpoint),
    retryable: true,
  });
}

/** There was no time left to wait for an answer. */
export function noAnswerError({ endpoint, subject }: Asked, cause: unknown): ConnectorError {
  return new ConnectorError(`${about(subject)}the schema registry at ${endpoint} has not answered in time`, {
    code: "unreachable",
    hint: "Check schema_registry.endpoint, and whether the registry is overloaded.",
    retryable: true,
    cause,
  });
}

/** No answer came. `timeoutMs`: set when that is because time was up. */
export function unreachableError(cause: unknown, asked: Asked, timeoutMs?: number): ConnectorError {
  const what = `${about(asked.subject)}cannot reach the schema registry at ${asked.endpoint}`;
  if (timeoutMs !== undefined) {
    return new ConnectorError(`${what}: no answer within ${timeoutMs / 1000} seconds`, {
      code: "unreachable",
      hint: "Check schema_registry.endpoint; a firewall may drop the packets.",
      retryable: true,
      cause,
    });
  }
  const why = messagesOf(cause);
  const known = CAUSES.find(({ pattern }) => pattern.test(why));
  return new ConnectorError(`${what}: ${known?.text ?? why}`, {
    code: known?.code ?? "unreachable",
    retryable: known?.retryable ?? true,
    cause,
    ...(known?.hint !== undefined && { hint: known.hint }),
  });
}

/** As Deno words what failed below `fetch`. */
const CAUSES: readonly {
  readonly pattern: RegExp;
  readonly text: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly hint?: string;
}[] = [
  {
    pattern: /NotCapable|PermissionDenied/,
    text: "this process may not use the network there",
    code: "permission",
    retryable: false,
    hint: "Run Deno with --allow-net and the registry's host and port, or the permission set that includes them.",
  },
  {
    pattern: /dns error|lookup address|Name or service not known/i,
    text: "its host cannot be found",
    code: "unreachable",
    retryable: true,
    hint: "Check the host in schema_registry.endpoint, and the network or VPN that should resolve it.",
  },
  {
    pattern: /connection refused/i,
    text: "nothing listens on its port",
    code: "unreachable",
    retryable: true,
    hint: "Check the port in schema_registry.endpoint, and that the registry runs.",
  },
  {
    pattern: /UnknownIssuer|self.?signed|BadSignature/i,
    text: "no trusted authority has signed its certificate",
    code: "tls",
    retryable: false,
    hint: "Give the authority's certificate with tls.ca, or check that it is the right one.",
  },
  {
    pattern: /NotValidForName|not valid for name/i,
    text: "its certificate is not for this host",
    code: "tls",
    retryable: false,
    hint: "Use a host name that the certificate names.",
  },
  {
    pattern: /InvalidContentType|corrupt message/i,
    text: "what answers on its port does not speak TLS",
    code: "tls",
    retryable: false,
    hint: "Check the port; if the registry speaks plain HTTP there, write http:// in schema_registry.endpoint.",
  },
  {
    pattern: /invalid peer certificate|certificate/i,
    text: "its certificate is not valid",
    code: "tls",
    retryable: false,
    hint: "Renew the registry's certificate, or set this computer's clock.",
  },
  {
    pattern: /reset|closed|incomplete|unexpected end|UnexpectedEof|broken pipe/i,
    text: "the connection was closed before the answer was complete",
    code: "unreachable",
    retryable: true,
    hint: "Check that a schema registry listens there, and whether it wants https://.",
  },
];

/** `TEST CONNECTION`'s words for whatever failed. */
export function connectionTestError(error: ConnectorError): ConnectorError {
  const { message: _, hint, ...details } = error.diagnostic;
  const cure = details.code === "auth"
    ? "Check your credentials"
    : details.code === "not_found"
    ? "Check the endpoint"
    : undefined;
  return new ConnectorError(`Failed to connect to schema registry: ${error.message}`, {
    ...details,
    hint: cure === undefined ? hint : hint === undefined ? `${cure}.` : `${cure}: ${hint.replace(/^Check /, "")}`,
    retryable: error.retryable,
    cause: error,
  });
}

function about(subject: string | undefined): string {
  return subject === undefined ? "" : `subject '${subject}': `;
}

function endpointHint(endpoint: string): string {
  const inPath = new URL(endpoint).pathname !== "/" ? " and the path in it" : "";
  return `Check schema_registry.endpoint${inPath}: "subjects" below ${endpoint} must answer.`;
}

/** Names and messages of an error and its causes, which say more. */
function messagesOf(cause: unknown): string {
  const words: string[] = [];
  let error = cause;
  while (error instanceof Error && words.length < 4) {
    words.push(/^(Type)?Error$/.test(error.name) ? error.message : `${error.name}: ${error.message}`);
    error = error.cause;
  }
  return words.length === 0 ? String(cause) : words.join(": ");
}
