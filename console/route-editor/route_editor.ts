import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { countingIds, type DraftTree, type NewId, type NodeType, type NodeValue } from "./draft_tree.ts";
import { beginHistory, type EditHistory, record, redo, sealed, undo } from "./edit_history.ts";
import {
  changeType,
  duplicateNode,
  insertNode,
  moveNode,
  removeNode,
  setValue,
  setWeight,
  unwrapNode,
  wrapNode,
} from "./edit_tree.ts";
import { NodeLift } from "./node_lift.ts";
import { makeChild } from "./new_child.ts";
import { nodeName } from "./node_words.ts";
import type { PlacedIssue } from "./placed_issues.ts";
import { readDocument, type RouteContent, type RouteDocument, sameRoute } from "./route_document.ts";
import { findNode, type Place } from "./tree_places.ts";

interface RouteEditorOptions {
  content: RouteContent;
  /** What is saved; default what is edited. */
  saved?: RouteContent;
  /** What a new target's provider is to begin with; default none. */
  provider?: string;
  /** Nobody changes anything. Default false. */
  isReadOnly?: boolean;
}

/** What is edited of one route, what it was before, and what of it is in hand. For one island; pure but for its signals. */
export class RouteEditor {
  readonly newId: NewId = countingIds();
  readonly history: Signal<EditHistory<RouteDocument>>;
  /** As the draft has it: what is saved, or is on its way to be. */
  readonly saved: Signal<RouteDocument>;
  /** The node that is looked at. */
  readonly selected: Signal<string | null>;
  readonly collapsed: Signal<ReadonlySet<string>> = signal(new Set());
  /** What stands against saving; set by whoever checks. */
  readonly issues: Signal<readonly PlacedIssue[]> = signal([]);
  /** What is read out to those who do not see the tree. */
  readonly announcement: Signal<string> = signal("");
  readonly document: ReadonlySignal<RouteDocument>;
  readonly isChanged: ReadonlySignal<boolean>;
  readonly lift: NodeLift;
  /** The tree as it is drawn: with a lifted node where it is held. */
  readonly tree: ReadonlySignal<DraftTree>;
  readonly isReadOnly: boolean;
  readonly #provider: string;

  constructor({ content, saved, provider = "", isReadOnly = false }: RouteEditorOptions) {
    const begun = readDocument(content, this.newId);
    this.history = signal(beginHistory(begun));
    this.saved = signal(saved === undefined ? begun : readDocument(saved, this.newId));
    this.selected = signal(begun.tree?.id ?? null);
    this.document = computed(() => this.history.value.present);
    this.isChanged = computed(() => !sameRoute(this.document.value, this.saved.value));
    this.lift = new NodeLift(this);
    this.tree = computed(() => this.lift.preview.value ?? this.document.value.tree);
    this.isReadOnly = isReadOnly;
    this.#provider = provider;
  }

  /** A step that can be undone; steps about one topic that follow one another are one. */
  edit(change: (document: RouteDocument) => RouteDocument, topic: string | null = null): void {
    if (this.isReadOnly) return;
    this.history.value = record(this.history.peek(), change(this.document.peek()), { topic });
  }

  editTree(change: (tree: DraftTree) => DraftTree, topic: string | null = null): void {
    this.edit((document) => {
      const tree = change(document.tree);
      return tree === document.tree ? document : { ...document, tree };
    }, topic);
  }

  /** The field was left: what is typed into it next is a step of its own. */
  seal(): void {
    this.history.value = sealed(this.history.peek());
  }

  undo(): void {
    this.#travel(undo(this.history.peek()), "Undone.");
  }

  redo(): void {
    this.#travel(redo(this.history.peek()), "Done again.");
  }

  select(id: string | null): void {
    if (id === this.selected.peek()) return;
    this.seal();
    this.selected.value = id;
  }

  /** Puts a new node somewhere and selects it. */
  insert(type: NodeType, place: Place): void {
    const node = makeChild(type, { newId: this.newId, provider: this.#provider });
    this.editTree((tree) => insertNode(tree, node, { place, newId: this.newId }));
    this.selected.value = node.id;
    this.announce(`Added a ${nodeName(node)}.`);
  }

  /** Takes a node out; its neighbour is selected then. */
  remove(id: string): void {
    const found = findNode(this.document.peek().tree, id);
    if (found === null) return;
    const list = found.parent?.slots[found.place.slot] ?? [];
    const neighbour = list[found.place.index + 1] ?? list[found.place.index - 1] ?? found.parent;
    this.editTree((tree) => removeNode(tree, id));
    this.selected.value = neighbour?.id ?? null;
    this.announce(`Removed ${nodeName(found.node)}.`);
  }

  /** The place is counted as if the node were not there. */
  move(id: string, place: Place): void {
    this.editTree((tree) => moveNode(tree, id, { place, newId: this.newId }));
    this.selected.value = id;
  }

  wrap(id: string, type: NodeType): void {
    this.editTree((tree) => wrapNode(tree, id, { type, newId: this.newId }));
    this.selected.value = findNode(this.document.peek().tree, id)?.parent?.id ?? id;
  }

  unwrap(id: string): void {
    const first = findNode(this.document.peek().tree, id)?.node.slots.flat()[0];
    this.editTree((tree) => unwrapNode(tree, id));
    this.selected.value = first?.id ?? id;
  }

  duplicate(id: string): void {
    this.editTree((tree) => duplicateNode(tree, id, this.newId));
  }

  changeType(id: string, type: NodeType): void {
    this.editTree((tree) => changeType(tree, id, { type, newId: this.newId }));
    if (findNode(this.document.peek().tree, this.selected.peek()) === null) this.selected.value = null;
  }

  setValue(id: string, value: NodeValue, field: string): void {
    this.editTree((tree) => setValue(tree, id, value), `${id}/${field}`);
  }

  setWeight(id: string, weight: number): void {
    this.editTree((tree) => setWeight(tree, id, weight), `${id}/weight`);
  }

  toggle(id: string, isOpen: boolean): void {
    const collapsed = new Set(this.collapsed.peek());
    if (isOpen) collapsed.delete(id);
    else collapsed.add(id);
    this.collapsed.value = collapsed;
  }

  announce(sentence: string): void {
    // The same sentence twice is read out once only.
    this.announcement.value = this.announcement.peek() === sentence ? `${sentence}\u00a0` : sentence;
  }

  /** Puts what was read elsewhere in the place of all that is edited; can be undone. */
  replace(content: RouteContent): void {
    const document = readDocument(content, this.newId);
    this.edit(() => document);
    this.saved.value = document;
    this.selected.value = document.tree?.id ?? null;
  }

  #travel(history: EditHistory<RouteDocument>, sentence: string): void {
    if (history === this.history.peek()) return;
    this.lift.cancel();
    this.history.value = history;
    const { tree } = history.present;
    if (findNode(tree, this.selected.peek()) === null) this.selected.value = tree?.id ?? null;
    this.announce(sentence);
  }
}
