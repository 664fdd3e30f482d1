import type { ConnectionState } from "../connector.ts";
import { ConnectorError } from "../../schema/errors.ts";
import { messageOf } from "./errors.ts";

/** Whether a reader or writer reaches its brokers, for a status line. */
export class Health {
  #state: ConnectionState = { kind: "connected" };
  readonly #changed: ((state: ConnectionState) => void) | undefined;
  /** Brokers that fail at present: one that answers does not make the others well. */
  readonly #failing = new Set<number>();

  constructor(changed?: (state: ConnectionState) => void) {
    this.#changed = changed;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Broker `node` answered. */
  connected(node: number): void {
    if (!this.#failing.delete(node) || this.#failing.size > 0) return;
    this.#state = { kind: "connected" };
    this.#changed?.(this.#state);
  }

  /** Broker `node` cannot be reached, or refuses for now; somebody is trying again. */
  failed(node: number, error: unknown): void {
    this.#failing.add(node);
    const { since, tries = 0 } = this.#state.kind === "reconnecting" ? this.#state : { since: Date.now() };
    const { hint, code } = error instanceof ConnectorError ? error.diagnostic : {};
    this.#state = { kind: "reconnecting", since, error: messageOf(error), hint, code, tries: tries + 1 };
    this.#changed?.(this.#state);
  }

  /** Nobody tries broker `node` any more: what it led has moved. */
  forget(node: number): void {
    this.connected(node);
  }
}
