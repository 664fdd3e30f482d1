import type { Batch } from "../schema/batch.ts";
import { ByteWriter } from "../schema/byte_writer.ts";
import type { RowEncoder } from "../schema/formats/format.ts";
import { ConnectorError } from "../schema/errors.ts";
import type { ConnectionState, Sink } from "./connector.ts";
import { fileError } from "./file_error.ts";

/** Bytes kept before they are written. */
const BUFFER = 65_536;
const NEWLINE = 10;

/**
 * One line per row; a null message is an empty line. The file is emptied when it is opened, or cut back to its length at the
 * checkpoint. Rows that were flushed are on disk.
 */
export class FileSink implements Sink {
  readonly #path: string;
  readonly #encoder: RowEncoder;
  readonly #out = new ByteWriter(BUFFER * 2);
  #file: Deno.FsFile | undefined;
  #rows = 0;
  #written = 0;
  /** Not a device or a pipe. */
  #isFile = false;
  /** In the file, or on the way there. */
  #bytes = 0;
  /** The write under way, if one is: writes must not overtake each other. */
  #writing: Promise<void> | undefined;

  constructor(path: string, encoder: RowEncoder) {
    this.#path = path;
    this.#encoder = encoder;
  }

  async open(_signal?: AbortSignal, position = 0): Promise<void> {
    let length: number;
    try {
      this.#file = await Deno.open(this.#path, { write: true, create: true });
      const { isFile, size } = await this.#file.stat();
      this.#isFile = isFile;
      if (!isFile) return;
      length = size;
      if (length >= position) await this.#file.truncate(position);
      await this.#file.seek(position, Deno.SeekMode.Start);
    } catch (error) {
      throw fileError("Cannot write to", this.#path, error);
    }
    this.#bytes = position;
    if (length >= position) return;
    throw new ConnectorError(
      `Cannot go on with the file '${this.#path}': it has ${length} bytes, and had ${position} at the last checkpoint`,
      { code: "sink_changed", hint: "Restore the file, or start afresh with --reset-state." },
    );
  }

  position(): number | undefined {
    return this.#isFile ? this.#bytes + this.#out.position : undefined;
  }

  write(batch: Batch): void | Promise<void> {
    const out = this.#out;
    this.#encoder.bind(batch);
    for (let row = 0; row < batch.length; row++) {
      if (this.#encoder.speaks?.(row) === false) continue;
      this.#encoder.encode(row, out);
      out.appendByte(NEWLINE);
      this.#rows++;
    }
    if (out.position >= BUFFER) return this.#flush();
  }

  async flush(): Promise<void> {
    await this.#flush();
    if (!this.#isFile) return;
    try {
      await this.#file?.syncData();
    } catch (error) {
      throw fileError("Cannot write to", this.#path, error);
    }
  }

  async #flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#out.position === 0) return;
    this.#writing = this.#drain();
    try {
      await this.#writing;
    } finally {
      this.#writing = undefined;
    }
  }

  /** Rows may be appended meanwhile: a flush on a timer does not stop those who write. */
  async #drain(): Promise<void> {
    const bytes = this.#out.written().slice();
    const rows = this.#rows;
    this.#out.clear();
    this.#bytes += bytes.length;
    try {
      for (let at = 0; at < bytes.length;) at += await this.#file?.write(bytes.subarray(at)) ?? bytes.length;
    } catch (error) {
      throw fileError("Cannot write to", this.#path, error);
    }
    this.#written = rows;
  }

  state(): ConnectionState {
    return { kind: "connected" };
  }

  written(): number {
    return this.#written;
  }

  /** What was not flushed is given up. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#file?.close();
    this.#file = undefined;
    return Promise.resolve();
  }
}
