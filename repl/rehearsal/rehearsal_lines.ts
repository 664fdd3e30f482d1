/** A rehearsal as a person reads it: the first rows, then where they would go. */
import type { RehearsedSink } from "../../engine/rehearsal.ts";
import { style, type Theme } from "../editor/highlight.ts";
import { TableLines } from "../formats/table_lines.ts";
import { visible } from "../terminal/width.ts";
import { wrapped } from "../terminal/wrap.ts";
import { estimateText } from "./estimate.ts";
import type { Trial, TrialRows } from "./trial.ts";

/** Columns of the labels. */
const LABEL = 10;

export interface RehearsalStyle {
  readonly theme: Theme;
  /** ANSI styles and cursor codes. */
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** One section for each sink. */
export function rehearsalLines(sinks: readonly RehearsedSink[], trial: Trial, look: RehearsalStyle): readonly string[] {
  return sinks.flatMap((sink, i) => {
    const taken = trial.sinks[i];
    return taken === undefined ? [] : [...rowLines(taken, look), ...factLines(sink, taken, trial, look)];
  });
}

function rowLines({ columns, shown }: TrialRows, { color, width }: RehearsalStyle): readonly string[] {
  if (shown.length === 0) return [];
  const table = new TableLines(columns, { color, width }, shown);
  return [...table.header(), ...shown.map((cells) => table.line(cells))];
}

function factLines(sink: RehearsedSink, taken: TrialRows, trial: Trial, look: RehearsalStyle): readonly string[] {
  const { target, key, delivery } = sink.facts;
  const facts: readonly (readonly [label: string, value: string | undefined])[] = [
    ["Target", [`${sink.table}: ${target}`, sink.format, delivery].filter((part) => part !== undefined).join("; ")],
    ["Key", key],
    ["Schema", sink.schema],
    ["Estimate", estimateText(taken, trial)],
  ];
  return facts.flatMap(([label, value]) => value === undefined ? [] : factLine(label, visible(value), look));
}

/** The label in a column of its own. */
function factLine(label: string, value: string, { theme, width }: RehearsalStyle): readonly string[] {
  const [first = "", ...more] = wrapped(label.padEnd(LABEL) + value, width, LABEL);
  return [style(theme, "bold", first.slice(0, LABEL)) + first.slice(LABEL), ...more];
}
