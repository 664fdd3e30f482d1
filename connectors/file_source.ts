import { ConnectorError } from "../schema/errors.ts";
import type { ConnectionState, Environment, PartitionProgress, Positions, Source, SourceEvent } from "./connector.ts";
import { fileError } from "./file_error.ts";

/** Bytes asked of the system at a time. */
const CHUNK = 262_144;
/** Bytes that decoders may read behind the last record. */
const MARGIN = 8;
const LONGEST_LINE = 268_435_456;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * Lines of a file as records: topic is the path, offset the number of the line from 0, timestamp the time of reading.
 * A line ends at `\n` or `\r\n`; what follows the last one is a line unless it is empty.
 *
 * The position is the number of bytes worked on, always behind a line end. Only `next` of an event is one: the
 * numbers of lines are none. After a restart the lines before it are counted again, so their numbers are the same.
 */
export class FileSource implements Source {
  readonly #path: string;
  readonly #environment: Pick<Environment, "now">;
  readonly #chunk: number;
  readonly #lines: Lines;
  #file: Deno.FsFile | undefined;
  #size: number | undefined;
  #position = 0;
  #timestamp: number | undefined;

  constructor(path: string, environment: Pick<Environment, "now">, chunk = CHUNK) {
    this.#path = path;
    this.#environment = environment;
    this.#chunk = chunk;
    this.#lines = new Lines(path);
  }

  async open(from: Positions | undefined, signal: AbortSignal): Promise<Positions> {
    const position = from?.get(0) ?? 0;
    try {
      this.#file = await Deno.open(this.#path, { read: true });
      const { isDirectory, isFile, size } = await this.#file.stat();
      if (isDirectory) throw new Deno.errors.IsADirectory();
      this.#size = isFile ? size : undefined;
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw fileError("Cannot read", this.#path, error);
    }
    if (this.#size !== undefined && this.#size < position) {
      throw new ConnectorError(
        `Cannot read file '${this.#path}': it has ${this.#size} bytes, but ${position} of it were read before`,
        { code: "truncated", hint: "The file was replaced since the last checkpoint: start afresh." },
      );
    }
    if (position > 0) await this.#skipTo(position, signal);
    this.#position = position;
    return new Map([[0, position]]);
  }

  /** Leaves the file at `position` and the number of the lines before it in {@link Lines.number}. */
  async #skipTo(position: number, signal: AbortSignal): Promise<void> {
    const buffer = new Uint8Array(CHUNK);
    for (let left = position; left > 0 && !signal.aborted;) {
      const count = await this.#fill(buffer.subarray(0, Math.min(left, buffer.length)));
      if (count === null) return;
      left -= count;
      let at = buffer.indexOf(NEWLINE);
      while (at >= 0 && at < count) {
        this.#lines.number++;
        at = buffer.indexOf(NEWLINE, at + 1);
      }
    }
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceEvent> {
    let buffer = new Uint8Array(this.#chunk + MARGIN);
    let held = 0; // bytes of a line whose end has not been read yet
    while (!signal.aborted) {
      if (held + MARGIN >= buffer.length) buffer = grown(buffer, this.#path, this.#lines.number);
      const room = buffer.subarray(held, buffer.length - MARGIN);
      const count = await this.#fill(room);
      if (signal.aborted) return;
      const filled = held + (count ?? 0);
      const used = this.#lines.split(buffer, held, filled, count === null, this.#environment.now());
      if (this.#lines.count > 0) {
        this.#position += used;
        this.#timestamp = this.#lines.timestamp[0];
        yield { kind: "records", records: this.#lines.records(buffer, this.#position) };
      }
      if (count === null) break;
      buffer.copyWithin(0, used, filled);
      held = filled - used;
    }
    if (!signal.aborted) yield { kind: "end", partition: 0 };
  }

  async #fill(room: Uint8Array<ArrayBuffer>): Promise<number | null> {
    try {
      return await this.#file?.read(room) ?? null;
    } catch (error) {
      throw fileError("Cannot read", this.#path, error);
    }
  }

  progress(): readonly PartitionProgress[] {
    return [{ partition: 0, position: this.#position, end: this.#size, timestamp: this.#timestamp }];
  }

  state(): ConnectionState {
    return { kind: "connected" };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#file?.close();
    this.#file = undefined;
    return Promise.resolve();
  }
}

/** The lines of one buffer, in arrays that are used again for the next. */
class Lines {
  /** Number of the next line. */
  number = 0;
  count = 0;
  timestamp = new Float64Array(1024);
  readonly #path: string;
  #start = new Int32Array(1024);
  #end = new Int32Array(1024);
  #offset = new Float64Array(1024);

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Finds the lines of `bytes[0, filled)`, of which `[0, searched)` holds no line end. `last`: what has no line end
   * is a line, too. Returns the number of bytes that the lines take.
   */
  split(bytes: Uint8Array, searched: number, filled: number, last: boolean, now: number): number {
    this.count = 0;
    let start = 0;
    let from = searched;
    while (true) {
      const found = bytes.indexOf(NEWLINE, from);
      if (found < 0 || found >= filled) break;
      this.#add(start, bytes[found - 1] === CARRIAGE_RETURN && found > start ? found - 1 : found, now);
      start = from = found + 1;
    }
    if (!last || start === filled) return start;
    this.#add(start, bytes[filled - 1] === CARRIAGE_RETURN ? filled - 1 : filled, now);
    return filled;
  }

  #add(start: number, end: number, now: number): void {
    if (this.count === this.#start.length) this.#grow();
    this.#start[this.count] = start;
    this.#end[this.count] = end;
    this.#offset[this.count] = this.number++;
    this.timestamp[this.count++] = now;
  }

  #grow(): void {
    const capacity = this.count * 2;
    const wider = (array: Int32Array<ArrayBuffer>) => {
      const copy = new Int32Array(capacity);
      copy.set(array);
      return copy;
    };
    const widerFloat = (array: Float64Array<ArrayBuffer>) => {
      const copy = new Float64Array(capacity);
      copy.set(array);
      return copy;
    };
    this.#start = wider(this.#start);
    this.#end = wider(this.#end);
    this.#offset = widerFloat(this.#offset);
    this.timestamp = widerFloat(this.timestamp);
  }

  records(data: Uint8Array, next: number) {
    return {
      topic: this.#path,
      partition: 0,
      data,
      count: this.count,
      valueStart: this.#start,
      valueEnd: this.#end,
      offset: this.#offset,
      timestamp: this.timestamp,
      next,
    };
  }
}

function grown(buffer: Uint8Array, path: string, line: number): Uint8Array<ArrayBuffer> {
  if (buffer.length > LONGEST_LINE) {
    throw new ConnectorError(`Cannot read file '${path}': line ${line} is longer than 256 MB`, {
      code: "too_long",
      hint: "Only files with one message per line can be read.",
    });
  }
  const larger = new Uint8Array(buffer.length * 2);
  larger.set(buffer);
  return larger;
}
