/** After how much without content the answer is begun all the same: a provider that only chatters must not be held for ever. */
export const GATE_FRAMES_MAX = 64;
export const GATE_BYTES_MAX = 256 * 1024;

/** Why a gate opened. */
export type GateOpening = "content" | "terminal" | "bound";

/**
 * Holds a stream's bytes until the first that bear content, so that a provider that fails before it can still be
 * replaced without the client noticing. Once open it stays open, and what was held has gone out unchanged.
 *
 * Holds at most 64 frames or 256 KiB and then opens.
 */
export class FirstContentGate {
  #held: Uint8Array<ArrayBuffer>[] = [];
  #heldFrames = 0;
  #heldBytes = 0;
  #open = false;
  readonly #emit: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #onOpen: (opening: GateOpening) => void;

  /** `onOpen` is called once, before the first `emit`: this is where the 200 is committed. Both are called synchronously. */
  constructor(emit: (bytes: Uint8Array<ArrayBuffer>) => void, onOpen: (opening: GateOpening) => void) {
    this.#emit = emit;
    this.#onOpen = onOpen;
  }

  /** Whether bytes have gone to the client: after that no other target may be tried. */
  get open(): boolean {
    return this.#open;
  }

  /** Same meaning as `AnswerStreamSink.bytes`. */
  push(bytes: Uint8Array<ArrayBuffer>, frames: number, content: boolean): void {
    if (this.#open) {
      this.#send(bytes);
      return;
    }
    this.#held.push(bytes);
    this.#heldFrames += frames;
    this.#heldBytes += bytes.length;
    if (content) this.#release("content");
    else if (this.#heldFrames >= GATE_FRAMES_MAX || this.#heldBytes >= GATE_BYTES_MAX) this.#release("bound");
  }

  /** A valid terminal opens the gate too: an empty answer is an answer. */
  terminal(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#open) this.#release("terminal");
    this.#send(bytes);
  }

  #release(opening: GateOpening): void {
    this.#open = true;
    const held = this.#held;
    this.#held = [];
    this.#onOpen(opening);
    for (const bytes of held) this.#send(bytes);
  }

  // An empty chunk would end a chunked body at some receivers; adapters send one to report content that has no bytes.
  #send(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length > 0) this.#emit(bytes);
  }
}
