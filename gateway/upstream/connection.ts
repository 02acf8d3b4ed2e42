import type { LookupFunction } from "node:net";
import type { Clock } from "../../shared/time/clock.ts";
import { type AnswerListener, AnswerParser } from "./answer_parser.ts";
import { ByteSocket, type SocketClosing } from "./byte_socket.ts";
import type { Origin } from "./request_target.ts";
import type { ResponseHead } from "./response_head.ts";
import type { UpstreamFault } from "./upstream.ts";

/** Who sends a request over a connection and hears its answer: `head`, `data`, then one of `whole` and `broken`. */
export interface ConnectionUser {
  head(head: ResponseHead): void;
  data(chunk: Uint8Array<ArrayBuffer>): void;
  /** The connection is no longer this user's. */
  whole(): void;
  /** The connection is closed. */
  broken(breakage: Breakage): void;
}

/** How an exchange broke. `answered`: whether any byte of an answer had come. */
export interface Breakage {
  errorClass: UpstreamFault["errorClass"];
  reason: unknown;
  answered: boolean;
}

/** Who keeps connections. */
export interface ConnectionOwner {
  /** It can carry another request, if that comes within `keptMs`, where the server has said so. */
  released(connection: Connection, keptMs: number | null): void;
  closed(connection: Connection): void;
}

export interface ConnectionOptions {
  clock: Clock;
  /** For looking the name up, TCP and TLS together, milliseconds. */
  connectTimeoutMs: number;
  /** PEM, trusted in place of the runtime's own. */
  caCertificates?: string[] | undefined;
  /** Looks names up in place of the system. */
  lookup?: LookupFunction | undefined;
  /** Whether it is opened ahead of the request that will use it, and kept idle as soon as it stands. Default false. */
  ahead?: boolean;
}

/** One connection to an origin, and the one request at a time that it carries. */
export class Connection {
  readonly origin: Origin;
  readonly #owner: ConnectionOwner;
  readonly #socket: ByteSocket;
  /** Aborted when there is nothing more to wait for: the connection stands, or was given up. Null from then on. */
  #opening: AbortController | null = new AbortController();
  readonly #answerListener: AnswerListener;
  readonly #isAhead: boolean;
  /** What is to be written once the connection stands. */
  #waiting: Uint8Array[] | null = [];
  #user: ConnectionUser | null = null;
  /** Made with the first request. */
  #parser: AnswerParser | null = null;
  #answered = false;
  #isPaused = false;
  #keptMs: number | null = null;
  /** While it is idle, which only its owner knows: since when, and until when it is good, monotonic milliseconds. */
  idleSinceMs: number | null = null;
  goodUntilMs = 0;

  constructor(origin: Origin, owner: ConnectionOwner, options: ConnectionOptions) {
    const { clock, connectTimeoutMs, caCertificates, lookup } = options;
    this.origin = origin;
    this.#owner = owner;
    this.#isAhead = options.ahead ?? false;
    this.#answerListener = {
      head: (head) => this.#head(head),
      whole: (reusable) => this.#whole(reusable),
      malformed: (detail) => this.#break("malformed", detail),
    };
    this.#socket = new ByteSocket(origin, {
      opened: () => this.#opened(),
      data: (bytes, length) => this.#read(bytes, length),
      closed: (closing) => this.#closed(closing),
    }, { caCertificates, lookup });
    const { signal } = this.#opening!;
    clock.delay(connectTimeoutMs, signal).then(() => {
      if (!signal.aborted) this.#break("timeout", `no connection within ${connectTimeoutMs} ms`);
    }, () => {});
  }

  /** Resolves when the system has the connection back. */
  get gone(): Promise<void> {
    return this.#socket.gone;
  }

  /** Whether it looks as if it could still carry a request. */
  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  /** Sends a request, once the connection stands; it must not be carrying one. */
  carry(request: Uint8Array[], user: ConnectionUser): void {
    this.#user = user;
    if (this.#parser === null) this.#parser = new AnswerParser(this.#answerListener, user);
    else this.#parser.begin(user);
    this.#answered = false;
    if (this.#waiting === null) this.#write(request);
    else this.#waiting = request;
  }

  pause(): void {
    this.#isPaused = true;
    // Before it stands there is nothing to hold back, and with TLS it would never come to stand.
    if (this.#waiting === null) this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#waiting === null) this.#socket.resume();
  }

  /** Closes at once; its user hears nothing more. */
  destroy(): void {
    this.#user = null;
    this.#parser?.stop();
    this.#endOpening();
    this.#socket.destroy();
    this.#owner.closed(this);
  }

  #opened(): void {
    this.#endOpening();
    const request = this.#waiting!;
    this.#waiting = null;
    if (this.#isAhead) return this.#release();
    if (this.#isPaused) this.#socket.pause();
    this.#write(request);
  }

  #endOpening(): void {
    this.#opening?.abort(NOTHING_TO_WAIT_FOR);
    this.#opening = null;
  }

  #read(bytes: Uint8Array<ArrayBuffer>, length: number): void {
    const user = this.#user;
    // Nothing was asked: an error that belongs to nobody, or an answer to a request that somebody else smuggled in.
    if (user === null) return this.destroy();
    this.#answered = true;
    try {
      this.#parser!.push(bytes, length);
    } catch (error) {
      // A fault of the reader must not end the process, and this answer cannot be read on.
      if (this.#user !== user) throw error;
      this.#break("malformed", error);
    }
  }

  #closed({ clean, cause }: SocketClosing): void {
    const ended = this.#user === null ? "before_head" : this.#parser!.closed();
    if (ended !== "whole") return this.#break("connection", cause ?? CLOSED_EARLY[ended]);
    if (!clean) return this.#break("connection", cause ?? "the connection was cut off");
    this.#parser!.stop();
    this.#whole(false);
  }

  #head(head: ResponseHead): void {
    const keepAlive = head.headers.get("keep-alive");
    this.#keptMs = keepAlive === null ? null : keptMs(keepAlive);
    this.#user!.head(head);
  }

  #whole(reusable: boolean): void {
    const user = this.#user!;
    this.#user = null;
    // A server that answers before it has heard all may read the rest as a request of its own.
    if (reusable && !this.#socket.hasUnsent) this.#release();
    else this.destroy();
    user.whole();
  }

  #release(): void {
    // Its last user may have held it back; an idle connection must be read to hear of its end.
    if (this.#isPaused) this.resume();
    this.#owner.released(this, this.#keptMs);
  }

  #write(request: Uint8Array[]): void {
    for (const bytes of request) this.#socket.write(bytes);
  }

  #break(errorClass: UpstreamFault["errorClass"], reason: unknown): void {
    const user = this.#user;
    const answered = this.#answered;
    this.destroy();
    user?.broken({ errorClass, reason, answered });
  }
}

/** For how long a server says that it keeps a connection, milliseconds; null when it does not say. */
function keptMs(keepAlive: string): number | null {
  const kept = /(?:^|[,\s])timeout=(\d{1,6})/i.exec(keepAlive);
  return kept === null ? null : Number(kept[1]) * 1_000;
}

/** A reason of its own: the one that is made otherwise costs as much as a third of opening a connection. */
const NOTHING_TO_WAIT_FOR = new Error("the connection stands, or was given up");

const CLOSED_EARLY = {
  before_head: "the connection was closed before the answer",
  in_head: "the connection was closed within the head of the answer",
  in_body: "the connection was closed within the body of the answer",
};
