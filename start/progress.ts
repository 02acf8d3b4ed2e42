/** Tells what start-up is doing and how long each step took. */
export interface Progress {
  /** Runs a step; its line is printed when it has ended, and at once when it takes longer than a moment. */
  step<T>(title: string, run: () => Promise<T>): Promise<T>;
  /** A line between the steps. */
  note(text: string): void;
}

/** Milliseconds after which a step that is still running says so. */
const PATIENCE_MS = 700;

export function progress(print: (line: string) => void, now: () => number): Progress {
  return {
    async step(title, run) {
      const started = now();
      const patience = setTimeout(() => print(`  … ${title}`), PATIENCE_MS);
      try {
        const result = await run();
        print(`  ✓ ${title} (${seconds(now() - started)})`);
        return result;
      } catch (error) {
        print(`  ✗ ${title}`);
        throw error;
      } finally {
        clearTimeout(patience);
      }
    },
    note(text) {
      print(`  · ${text}`);
    },
  };
}

function seconds(ms: number): string {
  return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
