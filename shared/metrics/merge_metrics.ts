/**
 * Joins what several processes tell in Prometheus' text format: each metric once, and each series with `label`, whose value
 * is the process's own.
 */
export function mergeMetrics(label: string, processes: readonly { name: string; text: string }[]): string {
  const families = new Map<string, { head: string[]; series: string[] }>();
  for (const { name, text } of processes) {
    let family: { head: string[]; series: string[] } | null = null;
    for (const line of text.split("\n")) {
      const described = /^# (HELP|TYPE) (\S+)/.exec(line);
      if (described === null) {
        if (line !== "") family?.series.push(labelled(line, `${label}="${name}"`));
        continue;
      }
      const key = described[2]!;
      family = families.get(key) ?? { head: [], series: [] };
      families.set(key, family);
      if (!family.head.includes(line)) family.head.push(line);
    }
  }
  return [...families.values()].map(({ head, series }) => [...head, ...series].join("\n")).join("\n") + "\n";
}

/** `name{a="b"} 1` and `name 1` with one more label in front. */
function labelled(line: string, pair: string): string {
  const end = /[{ ]/.exec(line)?.index ?? line.length;
  const name = line.slice(0, end);
  return line[end] === "{" ? `${name}{${pair},${line.slice(end + 1)}` : `${name}{${pair}}${line.slice(end)}`;
}
