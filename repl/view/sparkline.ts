/** A row of small bars: how a number went, oldest left. */
const BARS = "▁▂▃▄▅▆▇█";

/** At most `width` bars, each the mean of as many neighbours as are needed; fewer where there are fewer values. */
export function sparkline(values: readonly number[], width: number): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2 || width < 1) return "";
  const means = meansOf(finite, Math.min(width, finite.length));
  const low = Math.min(...means);
  const range = Math.max(...means) - low;
  return means.map((mean) => BARS[range === 0 ? 0 : Math.min(7, Math.floor((mean - low) / range * 8))]).join("");
}

function meansOf(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const part = values.slice(Math.floor(i * values.length / count), Math.floor((i + 1) * values.length / count));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
