const utf8 = new TextEncoder();

/** Blobs from this size on are kept by reference and copied once, when the message is finished. */
const COPY_LIMIT = 512;

/** Builds one message from Kafka's primitive types. `flexible` chooses compact lengths and tag buffers (KIP-482). */
export class Writer {
  readonly version: number;
  flexible: boolean;
  #buffer = new Uint8Array(512);
  #view = new DataView(this.#buffer.buffer);
  /** Start of the part of `#buffer` that is not in `#parts` yet. */
  #start = 0;
  #end = 0;
  #parts: Uint8Array[] = [];
  #partsLength = 0;

  constructor(version: number, flexible: boolean) {
    this.version = version;
    this.flexible = flexible;
  }

  get length(): number {
    return this.#partsLength + this.#end - this.#start;
  }

  int8(value: number): void {
    this.#reserve(1);
    this.#view.setInt8(this.#end, value);
    this.#end += 1;
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#view.setInt16(this.#end, value);
    this.#end += 2;
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#end, value);
    this.#end += 4;
  }

  int64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#view.setInt32(this.#end, high);
    this.#view.setUint32(this.#end + 4, value - high * 0x1_0000_0000);
    this.#end += 8;
  }

  unsignedVarint(value: number): void {
    this.#reserve(5);
    while (value > 0x7f) {
      this.#buffer[this.#end++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    this.#buffer[this.#end++] = value;
  }

  uuid(value: string): void {
    this.#append(Uint8Array.fromHex(value));
  }

  string(value: string | null): void {
    if (value === null) {
      if (this.flexible) this.unsignedVarint(0);
      else this.int16(-1);
      return;
    }
    const bytes = utf8.encode(value);
    if (this.flexible) this.unsignedVarint(bytes.length + 1);
    else if (bytes.length > 0x7fff) throw new RangeError(`string of ${bytes.length} bytes, at most 32767 fit`);
    else this.int16(bytes.length);
    this.#append(bytes);
  }

  /** Several blobs are written as one, without a copy of their own. */
  blob(value: Uint8Array | readonly Uint8Array[] | null): void {
    if (value === null) return this.arrayLength(-1);
    if (value instanceof Uint8Array) {
      this.arrayLength(value.length);
      return this.#append(value);
    }
    let length = 0;
    for (const part of value) length += part.length;
    this.arrayLength(length);
    for (const part of value) this.#append(part);
  }

  /** -1 stands for a null array. */
  arrayLength(length: number): void {
    if (this.flexible) this.unsignedVarint(length + 1);
    else this.int32(length);
  }

  emptyTags(): void {
    if (this.flexible) this.unsignedVarint(0);
  }

  /** The message so far; `sizePrefixed` puts its length (int32) in front, which makes it a frame. */
  finish(sizePrefixed: boolean): Uint8Array<ArrayBuffer> {
    const head = sizePrefixed ? 4 : 0;
    const out = new Uint8Array(head + this.length);
    if (sizePrefixed) new DataView(out.buffer).setInt32(0, this.length);
    let at = head;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    out.set(this.#buffer.subarray(this.#start, this.#end), at);
    return out;
  }

  #append(bytes: Uint8Array): void {
    if (bytes.length < COPY_LIMIT) {
      this.#reserve(bytes.length);
      this.#buffer.set(bytes, this.#end);
      this.#end += bytes.length;
      return;
    }
    this.#parts.push(this.#buffer.subarray(this.#start, this.#end), bytes);
    this.#partsLength += this.#end - this.#start + bytes.length;
    this.#start = this.#end;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#buffer.length) return;
    const pending = this.#buffer.subarray(this.#start, this.#end);
    this.#buffer = new Uint8Array(Math.max(this.#buffer.length * 2, pending.length + length));
    this.#buffer.set(pending);
    this.#view = new DataView(this.#buffer.buffer);
    this.#start = 0;
    this.#end = pending.length;
  }
}
