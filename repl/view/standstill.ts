/** A view that stands still: the rows as they were at one instant, the row that keys are about, and the way back in time. */
import { Comparison } from "./compare/comparison.ts";
import { changeAt, clockText } from "./instant.ts";
import type { LiveResult } from "./rows/live_result.ts";
import type { Picture, RowTest, ShownRow, ViewRows } from "./rows/view_rows.ts";
import type { ViewOrder } from "./rows/view_order.ts";

/** What a picture is taken of. */
export interface Subject {
  readonly rows: ViewRows;
  readonly order: ViewOrder | undefined;
  /** The filter; undefined: all rows pass. */
  readonly test: RowTest | undefined;
  /** Columns that are not hidden. */
  readonly columns: readonly number[];
  /** The newest rows are below: there the selection begins. */
  readonly fromEnd: boolean;
}

export interface StandstillOptions {
  readonly result: LiveResult;
  /** Milliseconds since the epoch. */
  now(): number;
  subject(): Subject;
  /** A picture that was waited for is there. */
  onPicture(): void;
}

export class Standstill {
  /** Undefined: the view is live. */
  picture: Picture | undefined;
  /** When it was paused: rows that had come, the next change to come, milliseconds. */
  pausedAt = { received: 0, change: 0, time: 0 };
  /** The instant that the picture shows, when that is another one. */
  instant: number | undefined;
  /** Pictures show what is different from an instant that was marked. */
  comparison: Comparison | undefined;
  /** Rows of the picture: the one that keys are about, and the first on the screen. */
  selected = 0;
  top = 0;
  /** Rows that the screen has room for. */
  room = 1;
  /** A picture is being put together. */
  isWaiting = false;
  readonly #options: StandstillOptions;
  #asked = 0;
  /** The first change that the picture does not know. */
  #change = 0;

  constructor(options: StandstillOptions) {
    this.#options = options;
  }

  get row(): ShownRow | undefined {
    return this.picture === undefined || this.picture.length === 0 ? undefined : this.picture.row(this.selected);
  }

  /** Live again. An instant that was marked stays so. */
  end(): void {
    this.#asked++;
    this.isWaiting = false;
    this.picture = undefined;
    this.instant = undefined;
    this.#options.subject().rows.release();
  }

  /** Does `act` on the picture; a live view is paused for it. */
  with(act: (picture: Picture) => void): void {
    if (this.picture !== undefined) return act(this.picture);
    const { result, now } = this.#options;
    this.pausedAt = { received: result.received, change: result.ring.end, time: now() };
    this.instant = undefined;
    this.#change = result.ring.end;
    this.#take((picture) => {
      const { fromEnd } = this.#options.subject();
      this.selected = fromEnd ? picture.length - 1 : 0;
      this.top = fromEnd ? picture.length - this.room : 0;
      act(picture);
    });
  }

  scroll(by: number): void {
    this.with((picture) => {
      this.selected = by === -Infinity ? 0 : this.selected + by;
      this.clamp(picture);
    });
  }

  /** The same instant in another order or with another filter: the row that was selected stays so. */
  again(): void {
    if (this.picture === undefined) return;
    const identity = this.row?.identity;
    this.#take((picture) => {
      const found = identity === undefined ? -1 : picture.find(identity);
      this.selected = found < 0 && this.#options.subject().fromEnd ? picture.length - 1 : found;
    });
  }

  /** So many milliseconds back or forth, in a table that is paused; what is to be said of it. */
  travel(by: number): string | undefined {
    const { table, ring } = this.#options.result;
    if (table === undefined) return undefined;
    const { time, change } = this.pausedAt;
    const wanted = (this.instant ?? time) + by;
    const oldest = ring.size === 0 ? time : ring.timeOf(table.earliest);
    this.instant = Math.min(time, Math.max(oldest, wanted));
    this.#change = this.instant === time ? change : Math.min(change, changeAt(ring, this.instant, table.earliest));
    this.again();
    if (wanted < oldest) return `the oldest change that is kept came at ${clockText(oldest)}`;
    return wanted > time ? "this is when you paused; End is live" : undefined;
  }

  /**
   * Marks the instant that is looked at, a live table is paused for it; when one is marked, shows only the rows that differ,
   * or all again. What is to be said of it.
   */
  compare(): string | undefined {
    const { comparison } = this;
    if (comparison !== undefined) {
      if (this.picture === undefined) return void this.with(() => {});
      comparison.onlyDifferences = !comparison.onlyDifferences;
      return void this.again();
    }
    this.with(() => {
      this.comparison = Comparison.of(this.#options.result, this.#time);
      this.again();
    });
    return `${clockText(this.#time)} is marked: ← → compare, = shows only what differs, Esc ends it`;
  }

  /** False: no instant was marked. */
  endComparison(): boolean {
    const { comparison } = this;
    this.comparison = undefined;
    comparison?.end();
    this.again();
    return comparison !== undefined;
  }

  /** The selected row is one of the picture and in sight. */
  clamp({ length }: Picture): void {
    this.selected = Math.max(0, Math.min(this.selected, length - 1));
    this.top = Math.max(0, Math.min(this.top, length - this.room));
    this.top = Math.max(this.selected - this.room + 1, Math.min(this.top, this.selected));
  }

  #take(then: (picture: Picture) => void): void {
    const mine = ++this.#asked;
    const { rows, ...look } = this.#options.subject();
    this.isWaiting = true;
    const taken = this.comparison?.picture({ ...look, change: this.#change, time: this.#time }) ??
      rows.asOf(this.#change, look.order);
    void taken.then((picture) => {
      if (mine !== this.#asked) return;
      this.isWaiting = false;
      this.picture = picture;
      then(picture);
      this.clamp(picture);
      this.#options.onPicture();
    });
  }

  /** The instant of the picture, in milliseconds. */
  get #time(): number {
    return this.instant ?? this.pausedAt.time;
  }
}
