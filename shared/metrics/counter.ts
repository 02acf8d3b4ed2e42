import { type Labels, LabelSet } from "./label_set.ts";
import type { MetricFamily } from "./metric_family.ts";

/** A number of things since the start, by up to three labels. */
export class Counter implements MetricFamily {
  readonly type = "counter";
  readonly name: string;
  readonly help: string;
  readonly #labels: LabelSet;
  readonly #counts: Float64Array;

  /** `name` ends in `_total`. */
  constructor(name: string, help: string, labels: Labels = {}) {
    this.name = name;
    this.help = help;
    this.#labels = new LabelSet(labels);
    this.#counts = new Float64Array(this.#labels.size);
  }

  /** Counts `by` under these values of the labels, in their order. Allocates nothing. */
  add(by: number, first?: string, second?: string, third?: string): void {
    this.#counts[this.#labels.place(first, second, third)]! += by;
  }

  /** Where these values of the labels are counted, for `addAt()`: whoever counts the same often looks for it once. */
  place(first?: string, second?: string, third?: string): number {
    return this.#labels.place(first, second, third);
  }

  /** Counts `by` at a place. */
  addAt(place: number, by: number): void {
    this.#counts[place]! += by;
  }

  /** Lines for the series that were counted; a counter without labels has always one. */
  lines(): string[] {
    const lines: string[] = [];
    for (const [place, count] of this.#counts.entries()) {
      if (count !== 0 || this.#labels.size === 1) lines.push(`${this.name}${this.#labels.text(place)} ${count}`);
    }
    return lines;
  }
}
