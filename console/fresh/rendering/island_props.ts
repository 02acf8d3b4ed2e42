import { Signal } from "@preact/signals";
import { DevalueError, stringify } from "devalue";
import { isValidElement, type VNode } from "preact";

/**
 * Writes the props of all islands of a page as one text, so that what they share stays shared.
 * Takes what JSON takes, and undefined, bigint, Uint8Array, URL, Date, RegExp, Set, Map, cycles, signals and JSX.
 * Throws a TypeError that names the island and the property for anything else, functions above all.
 */
export function serializeProps(
  islands: readonly { name: string; props: Record<string, unknown> }[],
  slots: ReadonlyMap<VNode, number>,
): string {
  try {
    return stringify(islands.map(({ props }) => props), {
      Signal: (value: unknown) => value instanceof Signal && [value.peek(), isComputed(value)],
      Slot: (value: unknown) => isJsx(value) && slots.get(value),
    });
  } catch (error) {
    if (!(error instanceof DevalueError)) throw error;
    const [, index, path] = /^\[(\d+)\]\.?(.*)$/.exec(error.path) ?? [];
    const island = islands[Number(index)]?.name ?? "?";
    throw new TypeError(`The island ${island} cannot be given its property "${path}": ${error.message}.`);
  }
}

/** All JSX in a value, however deep. */
export function slotsIn(value: unknown): VNode[] {
  const found: VNode[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Signal) visit(value.peek());
    else if (isJsx(value)) found.push(value);
    else if (value instanceof Map) [...value].flat().forEach(visit);
    else if (Array.isArray(value) || value instanceof Set) value.forEach(visit);
    else if (!ArrayBuffer.isView(value)) Object.values(value).forEach(visit);
  };
  visit(value);
  return found;
}

/** Preact takes a signal for an element too, since it can stand where one can. */
export function isJsx(value: unknown): value is VNode {
  return isValidElement(value) && !((value as unknown) instanceof Signal);
}

/** A computed signal's value cannot be set. */
function isComputed(signal: Signal): boolean {
  return Object.getOwnPropertyDescriptor(Object.getPrototypeOf(signal), "value")?.set === undefined;
}
