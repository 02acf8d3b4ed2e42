import type { MetricFamily } from "./metric_family.ts";

/** What a gauge reads: a number, or numbers by the values of its label. */
export type Reading = number | Readonly<Record<string, number>>;

/** A number that is kept elsewhere and read when somebody asks for it. */
export class Gauge implements MetricFamily {
  readonly type: "gauge" | "counter";
  readonly name: string;
  readonly help: string;
  readonly #read: () => Reading | Promise<Reading>;
  readonly #label: string | undefined;

  /** `label`: what the names of a reading's numbers are values of. `counter`: it only grows, and its name ends in `_total`. */
  constructor(
    name: string,
    help: string,
    { read, label, counter = false }: {
      read: () => Reading | Promise<Reading>;
      label?: string;
      counter?: boolean;
    },
  ) {
    this.name = name;
    this.help = help;
    this.type = counter ? "counter" : "gauge";
    this.#read = read;
    this.#label = label;
  }

  async lines(): Promise<string[]> {
    const reading = await this.#read();
    if (typeof reading === "number") return [`${this.name} ${reading}`];
    return Object.entries(reading).map(([value, number]) =>
      `${this.name}{${this.#label}="${escaped(value)}"} ${number}`
    );
  }
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (mark) => mark === "\n" ? "\\n" : `\\${mark}`);
}
