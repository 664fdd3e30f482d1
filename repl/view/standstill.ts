/** A view that stands still: the rows as they were at one instant, the row that keys are about, and the way back in time. */
import { changeAt, clockText } from "./instant.ts";
import type { LiveResult } from "./rows/live_result.ts";
import type { Picture, ShownRow, ViewRows } from "./rows/view_rows.ts";
import type { ViewOrder } from "./rows/view_order.ts";

/** What a picture is taken of. */
export interface Subject {
  readonly rows: ViewRows;
  readonly order: ViewOrder | undefined;
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
  /** Rows of the picture: the one that keys are about, and the first on the screen. */
  selected = 0;
  top = 0;
  /** Rows that the screen has room for. */
  room = 1;
  /** A picture is being put together. */
  isWaiting = false;
  readonly #options: StandstillOptions;
  #asked = 0;

  constructor(options: StandstillOptions) {
    this.#options = options;
  }

  get row(): ShownRow | undefined {
    return this.picture === undefined || this.picture.length === 0 ? undefined : this.picture.row(this.selected);
  }

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
    const { time } = this.pausedAt;
    const wanted = (this.instant ?? time) + by;
    const oldest = ring.size === 0 ? time : ring.timeOf(table.earliest);
    this.instant = Math.max(oldest, Math.min(wanted, time));
    this.again();
    if (wanted < oldest) return `the oldest change that is kept came at ${clockText(oldest)}`;
    return wanted > time ? "this is when you paused; End is live" : undefined;
  }

  /** The selected row is one of the picture and in sight. */
  clamp({ length }: Picture): void {
    this.selected = Math.max(0, Math.min(this.selected, length - 1));
    this.top = Math.max(0, Math.min(this.top, length - this.room));
    this.top = Math.max(this.selected - this.room + 1, Math.min(this.top, this.selected));
  }

  #take(then: (picture: Picture) => void): void {
    const mine = ++this.#asked;
    const { rows, order } = this.#options.subject();
    this.isWaiting = true;
    void rows.asOf(this.#change(), order).then((picture) => {
      if (mine !== this.#asked) return;
      this.isWaiting = false;
      this.picture = picture;
      then(picture);
      this.clamp(picture);
      this.#options.onPicture();
    });
  }

  /** The first change that the picture does not know. */
  #change(): number {
    const { table, ring } = this.#options.result;
    const { change } = this.pausedAt;
    if (this.instant === undefined || table === undefined) return change;
    return Math.min(change, changeAt(ring, this.instant, table.earliest));
  }
}
