/** What two captures of the same session have in common: everything but numbers, times, and which rows came when. */

/** Equal for captures that differ only in what differs from run to run. */
export function normal(text: string): string {
  const lines = text.split("\n").filter((line) => !/^ *… [\d,]+ earlier rows/.test(line)).map(lineOf);
  return lines.filter((line, i) => line !== lines[i - 1] || line === "").join("\n");
}

/** Rows of tables become the kinds of their cells, so that one row is like another. */
function lineOf(line: string): string {
  if (/\/s\b.* · /.test(line)) return "health"; // fields that say nothing are left out of it
  if (/^[─┼]+$/.test(line)) return "─".repeat(line.split("┼").length);
  const isRow = line.startsWith(" ") && / │ /.test(line) && /\d|^ [A-Z/]/.test(line);
  return isRow ? line.split("│").map((cell) => kindOf(cell.trim())).join("│") : plain(line);
}

function kindOf(cell: string): string {
  if (/^\d{4}-\d\d-\d\dT/.test(cell)) return "time";
  if (/^-?[\d.,]+$/.test(cell)) return "number";
  return /^[a-z_]+$/.test(cell) ? "name" : "text";
}

/** Numbers, sparklines and widths do not count. */
function plain(line: string): string {
  return line.replaceAll(/[▁▂▃▄▅▆▇█]+/g, "").replaceAll(/\d[\d,.]*/g, "0").replaceAll(/ {2,}/g, " ").trimEnd();
}
