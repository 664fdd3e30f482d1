/** Sharing the thread: the engine works for a few milliseconds, then keys, sockets and timers have their turn. */
import { setImmediate } from "node:timers";

/** A key must never wait longer (`shell.md` §8). */
const TURN_MS = 8;

/** Milliseconds of no particular clock, to measure how long something takes. */
export function elapsed(): number {
  return performance.now();
}

export class Turn {
  #started = elapsed();

  isOver(): boolean {
    return elapsed() - this.#started > TURN_MS;
  }

  async next(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#started = elapsed();
  }
}
