/** How far both inputs of a join are. */
import type { SnapshotReader, SnapshotWriter } from "../../state/snapshot.ts";
import type { Side } from "./output.ts";

export const NO_WATERMARK = -(2n ** 63n);
export const END_OF_TIME = 2n ** 63n - 1n;

export class JoinInputs {
  readonly #watermarks: Record<Side, bigint> = { left: NO_WATERMARK, right: NO_WATERMARK };
  readonly #ended: Record<Side, boolean> = { left: false, right: false };
  #given = NO_WATERMARK;

  /** Of an input that has ended: the end of time. */
  watermark(side: Side): bigint {
    return this.#ended[side] ? END_OF_TIME : this.#watermarks[side];
  }

  get smallest(): bigint {
    const [left, right] = [this.watermark("left"), this.watermark("right")];
    return left < right ? left : right;
  }

  get ended(): boolean {
    return this.#ended.left && this.#ended.right;
  }

  advance(side: Side, watermark: bigint): void {
    this.#watermarks[side] = watermark;
  }

  end(side: Side): void {
    this.#ended[side] = true;
  }

  /** The watermark that was handed on last. */
  get given(): bigint {
    return this.#given;
  }

  /** True when `watermark` is to be handed on: it goes forward, and the end is told otherwise. */
  give(watermark: bigint): boolean {
    if (watermark <= this.#given || this.ended) return false;
    this.#given = watermark;
    return true;
  }

  snapshot(out: SnapshotWriter): void {
    const { left, right } = this.#watermarks;
    out.array("watermarks", BigInt64Array.of(left, right, this.#given));
    out.array("ended", Uint8Array.of(Number(this.#ended.left), Number(this.#ended.right)));
  }

  restore(from: SnapshotReader): void {
    const [left = NO_WATERMARK, right = NO_WATERMARK, given = NO_WATERMARK] = from.int64("watermarks");
    this.#watermarks.left = left;
    this.#watermarks.right = right;
    this.#given = given;
    const [leftEnded, rightEnded] = from.bytes("ended");
    this.#ended.left = leftEnded === 1;
    this.#ended.right = rightEnded === 1;
  }
}
