/** CPU time in milliseconds. The kernel counts in nanoseconds and tells every 4 ms: let a case run 100 ms and more. */

/** Of the thread that asks; a test runs on another than the main one. */
export function threadMillis(): number {
  return schedstat("/proc/thread-self/schedstat");
}

/** Of a process with all its threads that live. */
export function processMillis(pid: number | "self" = "self"): number {
  let sum = 0;
  for (const { name } of Deno.readDirSync(`/proc/${pid}/task`)) {
    try {
      sum += schedstat(`/proc/${pid}/task/${name}/schedstat`);
    } catch {
      // the thread has ended meanwhile
    }
  }
  return sum;
}

function schedstat(path: string): number {
  return Number(Deno.readTextFileSync(path).split(" ", 1)[0]) / 1e6;
}
