import type { Mail, Mailer } from "../control-plane/authentication/mailer.ts";

/**
 * Shows mails on the terminal: whoever runs everything in one process is whom people ask for a reset link. Never through
 * the log, which may be sent elsewhere, and which would hide the link.
 */
export function terminalMailer(write: (text: string) => void): Mailer {
  return {
    shownLocally: true,
    send: ({ to, subject, text }: Mail) => {
      const lines = [`No mail server: this would have gone to ${to}.`, "", subject, "", ...text.trimEnd().split("\n")];
      write(["", ...lines.map((line) => `  │ ${line}`), "", ""].join("\n"));
      return Promise.resolve();
    },
  };
}
