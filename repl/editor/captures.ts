/** Who has asked for the keys, the newest first. */
import type { Key } from "../terminal/keys.ts";

export class Captures {
  readonly #handlers: ((key: Key) => boolean)[] = [];

  get none(): boolean {
    return this.#handlers.length === 0;
  }

  /** `handler` answers whether it takes the key. It is asked until the result is disposed of. */
  add(handler: (key: Key) => boolean): Disposable {
    this.#handlers.push(handler);
    return {
      [Symbol.dispose]: () => {
        const index = this.#handlers.indexOf(handler);
        if (index >= 0) this.#handlers.splice(index, 1);
      },
    };
  }

  /** True when somebody has taken the key; the others are not asked. */
  take(key: Key): boolean {
    return this.#handlers.toReversed().some((handler) => handler(key));
  }
}
