/** A clock that other programs do not move, where there is one. */
import { threadMillis } from "../bench/cpu.ts";

/** CPU time of the main thread in milliseconds, from any beginning; elsewhere than on Linux the time that goes by. */
export function spentMillis(): number {
  return Deno.build.os === "linux" ? threadMillis() : performance.now();
}
