/** What kcat finds in the outputs when all is over, against what must be there. */
import { expectedOf, KEYS, type Load, type PipelineName, rowsOf, secondOf } from "./load.ts";

export interface Verdict {
  readonly messages: number;
  readonly missing: number;
  readonly doubled: number;
  /** Wrong values, and changes of what was not there. */
  readonly divergent: number;
}

class Faults {
  messages = 0;
  missing = 0;
  doubled = 0;
  divergent = 0;
}

export async function judge(name: PipelineName, load: Load): Promise<Verdict> {
  return name === "windowed" ? await judgeWindows(load) : await judgeChanges(load);
}

/** Each key has one row for each second. */
async function judgeWindows(load: Load): Promise<Verdict> {
  const faults = new Faults();
  const { rowsPerSecond, seconds } = load;
  const seen = new Uint8Array(seconds * KEYS);
  for await (const line of committed("windowed", load)) {
    faults.messages++;
    const { k, second: start, n, total } = JSON.parse(line);
    const second = secondOf(start);
    const expected = expectedOf(k, second * rowsPerSecond, (second + 1) * rowsPerSecond);
    if (n !== expected.n || total !== expected.total) faults.divergent++;
    if (seen[second * KEYS + k]!++ > 0) faults.doubled++; // one of the seconds
  }
  faults.missing = seen.reduce((sum, times) => times === 0 ? sum + 1 : sum, 0);
  return faults;
}

/** Each change starts from what the one before has left, and the last ones are right. */
async function judgeChanges(load: Load): Promise<Verdict> {
  const faults = new Faults();
  const standing = new Map<number, string>();
  for await (const line of committed("updating", load)) {
    faults.messages++;
    const { before, after } = JSON.parse(line);
    const key: number = (after ?? before).k;
    const from = before === null || before === undefined ? undefined : JSON.stringify(before);
    if (from !== standing.get(key)) faults[JSON.stringify(after) === standing.get(key) ? "doubled" : "divergent"]++;
    standing.set(key, JSON.stringify(after));
  }
  for (let k = 0; k < KEYS; k++) {
    const { n, total } = expectedOf(k, 0, rowsOf(load));
    const row = standing.get(k);
    if (row === undefined) faults.missing++;
    else if (row !== JSON.stringify({ k, n, total })) faults.divergent++;
  }
  return faults;
}

/** Messages of a topic as a reader of committed ones gets them. */
async function* committed(topic: string, { bootstrap }: Load): AsyncGenerator<string> {
  const args = ["-b", bootstrap, "-X", "isolation.level=read_committed", "-C", "-e", "-q", "-t", topic];
  const child = new Deno.Command("kcat", { args: [...args, "-o", "beginning"], stdout: "piped" }).spawn();
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (!(await child.status).success) throw new Error(`kcat cannot read ${topic}`);
}
