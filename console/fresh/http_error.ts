/** An error that stands for an HTTP status; its message may be shown to the reader, its cause may not. */
export class HttpError extends Error {
  constructor(readonly status: number, message: string = REASONS[status] ?? `HTTP ${status}`, options?: ErrorOptions) {
    super(message, options);
    this.name = "HttpError";
  }
}

const REASONS: Record<number, string> = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" };
