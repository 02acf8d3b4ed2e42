/** One metric with all its series. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** Its series as Prometheus reads them, a line each. */
  lines(): string[] | Promise<string[]>;
}
