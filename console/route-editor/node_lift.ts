import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type DraftNode, type DraftTree, holdsOne } from "./draft_tree.ts";
import { insertNode, removeNode } from "./edit_tree.ts";
import { type Lift, liftNode, type LiftStep, stepLift } from "./lift_places.ts";
import { nodeName } from "./node_words.ts";
import type { RouteEditor } from "./route_editor.ts";
import { findNode } from "./tree_places.ts";

type LiftingEditor = Pick<RouteEditor, "document" | "newId" | "move" | "announce">;

/** Moving a node by keys: it is lifted, held at one place after another, and dropped or put back. */
export class NodeLift {
  readonly #lift: Signal<Lift | null> = signal(null);
  readonly #editor: LiftingEditor;
  /** The tree with the lifted node where it is held; null: nothing is lifted. */
  readonly preview: ReadonlySignal<DraftTree>;

  constructor(editor: LiftingEditor) {
    this.#editor = editor;
    this.preview = computed(() => this.#lift.value === null ? null : this.#held(this.#lift.value));
  }

  /** The id of the lifted node; null: none is. */
  get id(): string | null {
    return this.#lift.value?.id ?? null;
  }

  begin(id: string): void {
    const { tree } = this.#editor.document.peek();
    const lift = liftNode(tree, id);
    if (lift === null) {
      return this.#editor.announce("There is no other place for this node. Put it into a fallback or a split first.");
    }
    this.#lift.value = lift;
    this.#say("Lifted", "Arrows move it, Space drops it, Escape puts it back.");
  }

  step(step: LiftStep): void {
    const lift = this.#lift.peek();
    if (lift === null) return;
    this.#lift.value = stepLift(lift, step);
    this.#say("Held");
  }

  drop(): void {
    const lift = this.#lift.peek();
    if (lift === null) return;
    this.#say("Dropped");
    this.#lift.value = null;
    this.#editor.move(lift.id, lift.places[lift.at]!);
  }

  cancel(): void {
    if (this.#lift.peek() === null) return;
    this.#lift.value = null;
    this.#editor.announce("Put back where it was.");
  }

  #held({ id, places, at }: Lift): DraftTree {
    const { tree } = this.#editor.document.value;
    const node = findNode(tree, id)?.node;
    if (node === undefined) return tree;
    return insertNode(removeNode(tree, id), node, { place: places[at]!, newId: this.#editor.newId });
  }

  #say(verb: string, hint = ""): void {
    const { id, places, at } = this.#lift.peek()!;
    const { tree } = this.#editor.document.peek();
    const node = findNode(tree, id)!.node;
    const place = places[at]!;
    const parent = findNode(removeNode(tree, id), place.parent)!.node;
    this.#editor.announce(`${verb} ${nodeName(node)}: ${placeWords(parent, place)}. ${hint}`.trim());
  }
}

function placeWords(parent: DraftNode, { slot, index }: { slot: number; index: number }): string {
  if (holdsOne(parent.value.type)) return `the branch “${slot === 0 ? "then" : "else"}” of ${nodeName(parent)}`;
  return `position ${index + 1} of ${parent.slots[slot]!.length + 1} in ${nodeName(parent)}`;
}
