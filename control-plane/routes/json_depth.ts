/** How many levels of lists and objects a JSON value has; stops counting one level above `max`. Uses no recursion. */
export function jsonDepth(value: unknown, max: number): number {
  let level: unknown[] = [value];
  for (let depth = 0;; depth++) {
    const containers = level.filter((item): item is object => typeof item === "object" && item !== null);
    if (containers.length === 0 || depth > max) return depth;
    level = containers.flatMap((container) => Object.values(container));
  }
}
