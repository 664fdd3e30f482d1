/** The time that `now()` and its siblings see. */

export interface Clock {
  /** Nanoseconds since the epoch, UTC. */
  nowNanos(): bigint;
}

/**
 * Set by whoever runs expressions: the engine puts a function here that gives one and the same time for a whole batch.
 * Nothing in `sql/` reads the wall clock, so that until then it is 1970.
 */
export const clock: Clock = { nowNanos: () => 0n };
