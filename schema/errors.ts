/**
 * What can go wrong, in one shape. Lower layers throw a {@link SluiceError}; only `repl/` turns its
 * {@link Diagnostic} into text on a screen.
 */

/** A half-open range of UTF-16 code units in a source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Diagnostic {
  /** One sentence without a final period. Never holds a secret. */
  readonly message: string;
  /** Stable, machine-readable: `syntax`, `not_found`, `unknown_option`, `unreachable`, `tls`, `auth`, `bad_record`, … */
  readonly code: string;
  /** Where in {@link source} the problem stands. */
  readonly span?: Span;
  /** The text that {@link span} points into: one statement or a whole script. */
  readonly source?: string;
  readonly notes?: readonly string[];
  /** The cure, as a sentence. */
  readonly hint?: string;
  /** What could have stood there instead: for agents and completion. */
  readonly expected?: readonly string[];
}

export interface ErrorDetails {
  readonly code?: string;
  readonly span?: Span | undefined;
  readonly source?: string | undefined;
  readonly notes?: readonly string[];
  readonly hint?: string | undefined;
  readonly expected?: readonly string[];
  readonly cause?: unknown;
}

/** Base of every error that Sluice raises on purpose. */
export abstract class SluiceError extends Error {
  readonly diagnostic: Diagnostic;

  protected constructor(message: string, code: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.diagnostic = {
      message,
      code: details.code ?? code,
      ...(details.span && { span: details.span }),
      ...(details.source !== undefined && { source: details.source }),
      ...(details.notes && { notes: details.notes }),
      ...(details.hint !== undefined && { hint: details.hint }),
      ...(details.expected && { expected: details.expected }),
    };
  }
}

/** The user's text is wrong: syntax, names, types, options. */
export class SqlError extends SluiceError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "sql", details);
  }

  /** The same error with the text its span points into; an error that has one keeps it. */
  within(source: string): SqlError {
    if (this.diagnostic.source !== undefined) return this;
    return new SqlError(this.message, { ...this.diagnostic, source, cause: this.cause });
  }
}

/** The outside world failed: network, login, broker, registry, disk. */
export class ConnectorError extends SluiceError {
  /** Trying the same again may succeed without anybody changing anything. */
  readonly retryable: boolean;

  constructor(message: string, details: ErrorDetails & { readonly retryable?: boolean } = {}) {
    super(message, "connector", details);
    this.retryable = details.retryable ?? false;
  }
}

/** Where a record lies in Kafka (or a line in a file: topic is the path, partition 0, offset the line number). */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** One record cannot be decoded, or an expression failed on it. */
export class DataError extends SluiceError {
  readonly place: RecordPlace | undefined;

  constructor(message: string, details: ErrorDetails & { readonly place?: RecordPlace | undefined } = {}) {
    super(message, "data", details);
    this.place = details.place;
  }
}

/** A bug of ours. */
export class InternalError extends SluiceError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "internal", details);
  }
}
