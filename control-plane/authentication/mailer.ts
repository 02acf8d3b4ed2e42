/** A message to one person; its text may hold a secret link and is never logged. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends mail. A deployment without one cannot reset passwords by mail, and says so. */
export interface Mailer {
  /** Hands a message over; rejects when that fails. */
  send(mail: Mail): Promise<void>;
}
