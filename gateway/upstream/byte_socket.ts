import { Buffer } from "node:buffer";
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { setImmediate } from "node:timers";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Origin } from "./request_target.ts";

/** Who hears of a socket: never before the call that opened it has returned. */
export interface SocketListener {
  /** The connection stands; with TLS, the other side has proved its name. */
  opened(): void;
  /** The first `length` of the bytes have come; they are good for the length of the call, and may be written over. */
  data(bytes: Uint8Array<ArrayBuffer>, length: number): void;
  /** The other side has ended, or the connection broke; told once, and not after `destroy`. */
  closed(closing: SocketClosing): void;
}

/** `clean`: the other side said itself that nothing follows. TLS has a word of its own for that; a bare FIN can be forged. */
export interface SocketClosing {
  clean: boolean;
  cause: Error | null;
}

export interface SocketOptions {
  /** PEM, trusted in place of the runtime's own. */
  caCertificates?: string[] | undefined;
  /** Looks names up in place of the system; the connection is made to an address that it gives. */
  lookup?: LookupFunction | undefined;
}

/**
 * A TCP connection, under TLS for an `https` origin.
 *
 * Pausing stops the reads of the TCP socket itself. A TLS socket of this runtime (2.9.6) reads on while it is paused and
 * gathers without bound, so that TLS is laid over a duplex that is fed from the socket, and paused below. Reads do not go
 * through a stream, which costs a fifth more, but into one buffer (`onread`), and one for all sockets: what is read is told
 * before anything else is read.
 */
export class ByteSocket {
  readonly #listener: SocketListener;
  readonly #origin: Origin;
  readonly #caCertificates: string[] | undefined;
  readonly #tcp: Socket;
  readonly #gone = Promise.withResolvers<void>();
  #wire: Duplex | null = null;
  #tls: TLSSocket | null = null;
  #cause: Error | null = null;
  #tlsEnded = false;
  #isOver = false;

  constructor(origin: Origin, listener: SocketListener, { caCertificates, lookup }: SocketOptions = {}) {
    this.#listener = listener;
    this.#origin = origin;
    this.#caCertificates = caCertificates;
    this.#tcp = connectTcp({
      host: origin.hostname,
      port: origin.port,
      noDelay: true,
      ...(lookup === undefined ? {} : { lookup }),
      onread: {
        buffer: READ_BUFFER,
        callback: (count) => this.#read(count),
      },
    });
    this.#tcp.on("connect", () => this.#connected());
    this.#tcp.on("error", (error) => this.#cause ??= error);
    this.#tcp.on("end", () => this.#ended());
    this.#tcp.on("close", () => this.#gone.resolve());
    this.#tcp.on("close", () => this.#close());
  }

  /** Resolves when the system has the connection back. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Whether it looks as if it could still carry something. */
  get isOpen(): boolean {
    return !this.#isOver && !this.#tcp.destroyed && this.#tcp.readyState === "open";
  }

  /** Whether some of what was written has not been taken by the system. */
  get hasUnsent(): boolean {
    return this.#tcp.writableLength > 0 || (this.#tls?.writableLength ?? 0) > 0;
  }

  write(bytes: Uint8Array): void {
    (this.#tls ?? this.#tcp).write(bytes);
  }

  /** Stops reading; what is under way already may still come. */
  pause(): void {
    this.#tcp.pause();
  }

  resume(): void {
    this.#tcp.resume();
  }

  /** Closes at once; nothing more is told. */
  destroy(): void {
    this.#isOver = true;
    this.#tcp.destroy();
    this.#tls?.destroy();
  }

  #read(count: number): boolean {
    if (this.#isOver) return true;
    if (this.#wire === null) this.#listener.data(READ_BUFFER, count);
    // The duplex keeps it until TLS has read it, and the buffer is read into again.
    else this.#wire.push(Buffer.from(READ_BUFFER.subarray(0, count)));
    return true;
  }

  #connected(): void {
    if (this.#isOver) return;
    if (!this.#origin.secure) return this.#listener.opened();
    try {
      this.#startTls();
    } catch (error) {
      // Certificates of the options that are none.
      this.#cause = error as Error;
      this.#close();
    }
  }

  #startTls(): void {
    const { hostname } = this.#origin;
    const wire = this.#wire = wireOver(this.#tcp);
    const tls = this.#tls = connectTls({
      socket: wire,
      host: hostname,
      // An address is no name for SNI; the certificate is checked against it all the same.
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      ALPNProtocols: ["http/1.1"],
      // Said here, no environment variable can take it back.
      rejectUnauthorized: true,
      ...(this.#caCertificates === undefined ? {} : { ca: this.#caCertificates }),
    });
    tls.on("secureConnect", () => {
      if (!this.#isOver) this.#listener.opened();
    });
    tls.on("data", ({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>) => {
      if (!this.#isOver) this.#listener.data(new Uint8Array(buffer, byteOffset, byteLength), byteLength);
    });
    tls.on("error", (error) => {
      this.#cause ??= error;
      this.#close();
    });
    tls.on("end", () => {
      this.#tlsEnded = true;
      this.#close();
    });
  }

  #ended(): void {
    if (this.#wire === null) return this.#close();
    // What came before it is on its way through TLS, the end that TLS tells itself included.
    setImmediate(() => this.#close());
  }

  #close(): void {
    if (this.#isOver) return;
    const clean = this.#cause === null && (this.#tls === null || this.#tlsEnded);
    this.destroy();
    this.#listener.closed({ clean, cause: this.#cause });
  }
}

/** As large as what sockets read at a time by themselves. */
const READ_BUFFER = new Uint8Array(64 * 1024);

/** The side of a TCP socket that TLS writes to; what is read is pushed into it. */
function wireOver(tcp: Socket): Duplex {
  const wire = new Duplex({
    read: () => {},
    write: (bytes, _encoding, done) => void tcp.write(bytes, done),
    final: (done) => void tcp.end(done),
    destroy: (error, done) => {
      tcp.destroy();
      done(error);
    },
  });
  // What breaks on it is told by the socket below and by TLS above.
  wire.on("error", () => {});
  return wire;
}
