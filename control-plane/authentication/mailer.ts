/** A message to one person; its text may hold a secret link and is never logged. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends mail. A deployment without one cannot reset passwords by mail, and says so. */
export interface Mailer {
  /** Shows mails to whoever runs the installation and reaches nobody else: inviters hand their links over. Default false. */
  readonly shownLocally?: boolean;
  /** Hands a message over; rejects when that fails. */
  send(mail: Mail): Promise<void>;
}
