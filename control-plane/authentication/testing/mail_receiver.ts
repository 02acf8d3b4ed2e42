/** A mail server that takes everything, or refuses every recipient. */
export interface MailReceiver extends AsyncDisposable {
  port: number;
  /** What came, each with its envelope and its text as sent. */
  received: { from: string; to: string[]; data: string }[];
  refuse: boolean;
}

/** Speaks as much SMTP as a client needs: `await using mails = startMailReceiver()`. */
export function startMailReceiver(): MailReceiver {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const receiver: MailReceiver = {
    port: listener.addr.port,
    received: [],
    refuse: false,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await serving;
    },
  };
  const serving = serve(listener, receiver);
  return receiver;
}

async function serve(listener: Deno.TcpListener, receiver: MailReceiver): Promise<void> {
  const conversations: Promise<void>[] = [];
  try {
    for await (const connection of listener) conversations.push(converse(connection, receiver).catch(() => {}));
  } finally {
    await Promise.all(conversations);
  }
}

async function converse(connection: Deno.TcpConn, receiver: MailReceiver): Promise<void> {
  const say = async (line: string) => void await connection.write(new TextEncoder().encode(`${line}\r\n`));
  let mail = { from: "", to: [] as string[], data: "" };
  let inData = false;
  await say("220 receiver.test");
  for await (const line of lines(connection)) {
    if (inData) {
      if (line !== ".") {
        mail.data += `${line}\n`;
        continue;
      }
      inData = false;
      receiver.received.push(mail);
      mail = { from: "", to: [], data: "" };
      await say("250 taken");
    } else if (/^(EHLO|HELO)/i.test(line)) await say("250 receiver.test");
    else if (/^MAIL FROM:/i.test(line)) {
      mail.from = addressIn(line);
      await say("250 ok");
    } else if (/^RCPT TO:/i.test(line)) {
      if (receiver.refuse) await say(`550 no such mailbox ${addressIn(line)}`);
      else {
        mail.to.push(addressIn(line));
        await say("250 ok");
      }
    } else if (/^DATA/i.test(line)) {
      inData = true;
      await say("354 go on");
    } else if (/^STARTTLS/i.test(line)) await say("502 no");
    else if (/^QUIT/i.test(line)) {
      await say("221 bye");
      break;
    } else await say("250 ok");
  }
  try {
    connection.close();
  } catch {
    // The client was first.
  }
}

async function* lines(connection: Deno.TcpConn): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4_096);
  let text = "";
  for (let read = await connection.read(buffer); read !== null; read = await connection.read(buffer)) {
    text += decoder.decode(buffer.subarray(0, read), { stream: true });
    const parts = text.split("\r\n");
    text = parts.pop()!;
    yield* parts;
  }
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? "";
}
