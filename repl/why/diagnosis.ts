/** Why a job gives no rows, or no more: everything that is known, the likeliest first. */
import type { Observation } from "../../engine/flow/observation.ts";
import { observe } from "../../engine/flow/observe.ts";
import type { Job } from "../../engine/job.ts";
import { chainOf } from "./chain.ts";
import type { Finding, Look } from "./finding.ts";
import { connectionFindings } from "./findings/connection.ts";
import { nothingDecodedFindings, someUndecodedFindings } from "./findings/decoding.ts";
import { filterFindings } from "./findings/filter.ts";
import { jobFindings } from "./findings/job.ts";
import { joinFindings } from "./findings/join.ts";
import { slowSinkFindings, uncommittedFindings } from "./findings/sink.ts";
import { caughtUpFindings, openTransactionFindings, stillReadingFindings, unreadFindings } from "./findings/source.ts";
import { timeFindings } from "./findings/time.ts";
import { visible } from "../terminal/width.ts";
import { wrapped } from "../terminal/wrap.ts";

export interface Diagnosis {
  /** At most three, the likeliest first; none: rows flow, or nothing is known. */
  readonly findings: readonly Finding[];
  /** `orders 41,207 → decoded 41,207 → WHERE 0`; a line for each statement of the job. */
  readonly chain: readonly string[];
}

const MOST = 3;

/** In the order of what explains more: what comes first often makes the rest happen. */
const LOOKS: readonly Look[] = [
  jobFindings,
  connectionFindings,
  unreadFindings,
  openTransactionFindings,
  nothingDecodedFindings,
  filterFindings,
  joinFindings,
  timeFindings,
  slowSinkFindings,
  uncommittedFindings,
  stillReadingFindings,
  someUndecodedFindings,
  caughtUpFindings,
];

/** `now`: milliseconds since the epoch. A job that has ended is explained as it was then. */
export function diagnose(job: Job, now: number): Diagnosis {
  return diagnosisOf(observe(job, now));
}

export function diagnosisOf(observation: Observation): Diagnosis {
  const looks = observation.job.state === "failed" ? [jobFindings] : LOOKS;
  const found = looks.flatMap((look) => look(observation));
  const findings = [...new Map(found.map((finding) => [finding.text, finding])).values()];
  return { findings: findings.slice(0, MOST), chain: observation.ends.map(chainOf) };
}

/** The whole of it, as lines without colour; where there is a `width` in columns, long ones are broken. */
export function diagnosisLines({ findings, chain }: Diagnosis, width = Infinity): readonly string[] {
  const found = findings.flatMap(({ text, cure }, i) => [
    ...wrapped(visible(`${i + 1}. ${text}`), width, 3),
    ...(cure === undefined ? [] : wrapped(visible(`   → ${cure}`), width, 5)),
  ]);
  const counts = chain.flatMap((one) => wrapped(visible(one), width, 2));
  return [...(found.length > 0 ? found : ["Nothing is known that would hold rows back"]), ...counts];
}

const MORE = " · \\why says more";

/** The likeliest reason in one line, with its cure where `width` columns have room for it; undefined: nothing is known. */
export function hintOf({ findings: [first] }: Diagnosis, width: number): string | undefined {
  if (first === undefined) return undefined;
  const { text, cure } = first;
  const whole = cure === undefined ? text : `${text}. ${cure}`;
  return `${whole.length + MORE.length <= width ? whole : text}${MORE}`;
}
