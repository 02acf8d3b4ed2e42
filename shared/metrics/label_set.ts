/** The labels of a metric, each with every value that it may have: nobody's text can make another series. */
export type Labels = Readonly<Record<string, readonly string[]>>;

/** Finds the place of a combination of label values in an array, without making anything. */
export class LabelSet {
  readonly names: readonly string[];
  readonly #values: readonly (readonly string[])[];
  readonly #places: readonly ReadonlyMap<string, number>[];
  /** How many combinations there are. */
  readonly size: number;

  constructor(labels: Labels) {
    this.names = Object.keys(labels);
    // What is none of the values counts under a name of its own and is not lost.
    this.#values = Object.values(labels).map((values) => values.includes(OTHER) ? values : [...values, OTHER]);
    this.#places = this.#values.map((values) => new Map(values.map((value, place) => [value, place])));
    this.size = this.#values.reduce((product, values) => product * values.length, 1);
  }

  /** The place of up to three values, in the labels' order; a value that is none of theirs is `other`. */
  place(first?: string, second?: string, third?: string): number {
    const count = this.#values.length;
    if (count === 0) return 0;
    let place = this.#at(0, first!);
    if (count > 1) place = place * this.#values[1]!.length + this.#at(1, second!);
    if (count > 2) place = place * this.#values[2]!.length + this.#at(2, third!);
    return place;
  }

  /** The labels at a place as Prometheus writes them: `{a="x",b="y"}`, with `more` behind them. */
  text(place: number, more = ""): string {
    const pairs: string[] = [];
    let rest = place;
    for (let index = this.names.length - 1; index >= 0; index--) {
      const values = this.#values[index]!;
      pairs.unshift(`${this.names[index]}="${values[rest % values.length]}"`);
      rest = Math.floor(rest / values.length);
    }
    if (more !== "") pairs.push(more);
    return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  }

  #at(label: number, value: string): number {
    return this.#places[label]!.get(value) ?? this.#values[label]!.length - 1;
  }
}

const OTHER = "other";
