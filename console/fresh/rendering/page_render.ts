import { type ComponentChildren, type ComponentType, Fragment, options, toChildArray, type VNode } from "preact";
import { jsx } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import type { IslandFile, Manifest } from "../manifest.ts";
import { Head } from "../runtime/head.ts";
import { Comment } from "./comment.tsx";
import { isJsx, slotsIn } from "./island_props.ts";

export interface RenderedIsland {
  file: IslandFile;
  exportName: string;
  props: Record<string, unknown>;
}

/**
 * The rendering of one page. While it renders, Preact shows it every element before that is rendered: it marks islands
 * and the server's JSX inside them with comments, puts the nonce on scripts and styles, and sets `<head>` aside, which
 * can only be written when the page is known.
 */
export class PageRender {
  readonly islands: RenderedIsland[] = [];
  /** The server's JSX among the islands' props, each with its number, from 1. */
  readonly slots = new Map<VNode, number>();
  readonly renderedSlots = new Set<number>();
  /** What `<Head>` elements held. */
  readonly head: VNode[] = [];
  /** What `<head>` itself holds; null before one is rendered. */
  headChildren: VNode[] | null = null;
  readonly #islandOf: Map<unknown, Pick<RenderedIsland, "file" | "exportName">>;
  /** Whether what is rendered at present is an island's own code (it runs in the browser too) or the server's. */
  readonly #inIsland: boolean[] = [false];
  readonly #changed: { vnode: VNode; type: VNode["type"]; props: VNode["props"] }[] = [];

  constructor(readonly manifest: Manifest, readonly nonce: string | null) {
    this.#islandOf = islandsByComponent(manifest);
  }

  toString(content: VNode): string {
    const outer = current;
    current = this;
    try {
      return renderToString(content);
    } catch (error) {
      // The component that threw is still listening to signals; only the next one that renders ends that.
      renderToString(jsx(() => null, {}));
      throw error;
    } finally {
      current = outer;
    }
  }

  /** Gives the elements back as they were: a module may keep one and use it for every request. */
  restore(): void {
    for (const { vnode, type, props } of this.#changed.reverse()) Object.assign(vnode, { type, props });
  }

  visit(vnode: VNode): void {
    const slot = this.slots.get(vnode);
    if (slot !== undefined) return this.#markSlot(vnode, slot);
    const { type } = vnode;
    if (type === "script" || type === "style") {
      if (this.nonce !== null) this.#change(vnode, type, { ...vnode.props, nonce: this.nonce });
    } else if (type === "head") {
      this.headChildren = elements(vnode.props.children);
      this.#change(vnode, type, { ...vnode.props, children: jsx(Comment, { text: HEAD_PLACE }) });
    } else if (type === Head) {
      this.head.push(...elements(vnode.props.children));
      this.#change(vnode, Fragment, { children: null });
    } else if (typeof type === "function" && !this.#inIsland.at(-1)) {
      const island = this.#islandOf.get(type);
      if (island !== undefined) this.#markIsland(vnode, island);
    }
  }

  #markIsland(vnode: VNode, island: Pick<RenderedIsland, "file" | "exportName">): void {
    const index = this.islands.length;
    const props: Record<string, unknown> = { ...vnode.props };
    // Whatever the children are, an island gets them as one element: that is how the browser can give them back.
    if (slotsIn(props.children).length > 0) {
      props.children = jsx(Fragment, { children: props.children as ComponentChildren });
    }
    for (const slot of slotsIn(props)) {
      // Preact dissolves a fragment that is all a component returns, if it has no key, and we would not see it.
      if (slot.type === Fragment) slot.key ??= "slot";
      if (!this.slots.has(slot)) this.slots.set(slot, this.slots.size + 1);
    }
    this.islands.push({ ...island, props });
    const inner = jsx(vnode.type as ComponentType, props);
    // The seed of `useId`: each island counts for itself, here and in the browser.
    Object.assign(inner, { __m: [index + 1, 0] });
    this.#mark(vnode, inner, `island:${index}:${island.file.name}:${island.exportName}`, `island:${index}`, true);
  }

  #markSlot(vnode: VNode, slot: number): void {
    this.renderedSlots.add(slot);
    // Rendered a second time, it is marked already.
    if (vnode.type === Marked) return;
    this.#mark(vnode, jsx(vnode.type as ComponentType, vnode.props), `slot:${slot}`, `slot:${slot}`, false);
  }

  #mark(vnode: VNode, inner: VNode, opening: string, closing: string, inIsland: boolean): void {
    const Open = () => {
      this.#inIsland.push(inIsland);
      return jsx(Comment, { text: `fresh:${opening}` });
    };
    const Close = () => {
      this.#inIsland.pop();
      return jsx(Comment, { text: `/fresh:${closing}` });
    };
    this.#change(vnode, Marked as VNode["type"], { children: [jsx(Open, {}), inner, jsx(Close, {})] });
  }

  #change(vnode: VNode, type: VNode["type"], props: VNode["props"] & Record<string, unknown>): void {
    this.#changed.push({ vnode, type: vnode.type, props: vnode.props });
    Object.assign(vnode, { type, props });
  }
}

/** Where the content of `<head>` belongs. */
export const HEAD_PLACE = "fresh:head";

let current: PageRender | null = null;

function Marked(props: { children?: ComponentChildren }) {
  return props.children;
}

function elements(children: ComponentChildren): VNode[] {
  return toChildArray(children).filter((child): child is VNode => isJsx(child));
}

function islandsByComponent(manifest: Manifest): Map<unknown, Pick<RenderedIsland, "file" | "exportName">> {
  let known = knownIslands.get(manifest);
  if (known === undefined) {
    const entries = manifest.islands.flatMap((file) =>
      Object.entries(file.module).map(([exportName, value]) => [value, { file, exportName }] as const)
    );
    known = new Map(entries.filter(([value]) => typeof value === "function"));
    knownIslands.set(manifest, known);
  }
  return known;
}

const knownIslands = new WeakMap<Manifest, Map<unknown, Pick<RenderedIsland, "file" | "exportName">>>();

// `__b` is Preact's hook before an element is rendered; renderToString calls it too.
const hooks = options as { __b?: (vnode: VNode) => void };
const earlier = hooks.__b;
hooks.__b = (vnode) => {
  current?.visit(vnode);
  earlier?.(vnode);
};
