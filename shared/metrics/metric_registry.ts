import type { MetricFamily } from "./metric_family.ts";

/** What `/metrics` of one process tells. */
export class MetricRegistry {
  readonly #families = new Map<string, MetricFamily>();

  /** Adds a metric and gives it back. Throws when its name is taken. */
  add<Family extends MetricFamily>(family: Family): Family {
    if (this.#families.has(family.name)) throw new Error(`there are two metrics called ${family.name}`);
    this.#families.set(family.name, family);
    return family;
  }

  /** Every metric's name and type. */
  describe(): { name: string; type: MetricFamily["type"] }[] {
    return [...this.#families.values()].map(({ name, type }) => ({ name, type }));
  }

  /** Everything in Prometheus' text format. What cannot be read at the moment is left out, and does not take the rest along. */
  async render(): Promise<string> {
    const parts = await Promise.all([...this.#families.values()].map(async (family) => {
      const lines = await Promise.resolve(family).then((each) => each.lines()).catch(() => []);
      return [`# HELP ${family.name} ${family.help}`, `# TYPE ${family.name} ${family.type}`, ...lines].join("\n");
    }));
    return parts.join("\n") + "\n";
  }
}

/** The media type of `render()`. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
