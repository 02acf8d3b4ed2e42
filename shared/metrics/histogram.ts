import { type Labels, LabelSet } from "./label_set.ts";
import type { MetricFamily } from "./metric_family.ts";

/** How values are spread over fixed buckets, by up to three labels. */
export class Histogram implements MetricFamily {
  readonly type = "histogram";
  readonly name: string;
  readonly help: string;
  readonly #bounds: readonly number[];
  readonly #labels: LabelSet;
  /** Per combination of labels: a count for each bucket, one for what is above all of them, and the sum. */
  readonly #cells: Float64Array;
  readonly #width: number;

  /** `bounds`: the buckets' upper bounds, ascending, in the unit that ends the name (seconds). */
  constructor(name: string, help: string, { bounds, labels = {} }: { bounds: readonly number[]; labels?: Labels }) {
    this.name = name;
    this.help = help;
    this.#bounds = bounds;
    this.#labels = new LabelSet(labels);
    this.#width = bounds.length + 2;
    this.#cells = new Float64Array(this.#labels.size * this.#width);
  }

  /** Takes down one value under these values of the labels, in their order. Allocates nothing. */
  observe(value: number, first?: string, second?: string, third?: string): void {
    this.observeAt(this.#labels.place(first, second, third), value);
  }

  /** Where values under these labels are taken down, for `observeAt()`: whoever observes the same often looks for it once. */
  place(first?: string, second?: string, third?: string): number {
    return this.#labels.place(first, second, third);
  }

  /** Takes down one value at a place. */
  observeAt(place: number, value: number): void {
    const bounds = this.#bounds;
    const start = place * this.#width;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    this.#cells[start + bucket]! += 1;
    this.#cells[start + bounds.length + 1]! += value;
  }

  lines(): string[] {
    const lines: string[] = [];
    for (let place = 0; place < this.#labels.size; place++) this.#write(lines, place);
    return lines;
  }

  #write(lines: string[], place: number): void {
    const cells = this.#cells.subarray(place * this.#width, (place + 1) * this.#width);
    let count = 0;
    const buckets: string[] = [];
    for (const [index, bound] of [...this.#bounds, "+Inf"].entries()) {
      count += cells[index]!;
      buckets.push(`${this.name}_bucket${this.#labels.text(place, `le="${bound}"`)} ${count}`);
    }
    if (count === 0 && this.#labels.size > 1) return;
    const labels = this.#labels.text(place);
    lines.push(...buckets, `${this.name}_sum${labels} ${cells.at(-1)}`, `${this.name}_count${labels} ${count}`);
  }
}
