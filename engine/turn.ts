/** Sharing the thread: the engine works for a few milliseconds, then keys, sockets and timers have their turn. */
import { setImmediate } from "node:timers";

/** A key must never wait longer (`shell.md` §8). */
const TURN_MS = 8;

export class Turn {
  #started = performance.now();

  isOver(): boolean {
    return performance.now() - this.#started > TURN_MS;
  }

  async next(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#started = performance.now();
  }
}
