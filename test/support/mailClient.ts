import { readFileSync } from 'node:fs';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { alice, bob, type Circle } from './circle';
import type { Serving } from './program';

/** What the mail client is told: Alice's password, and the certificate. */
type Account = Pick<Circle, 'password' | 'certificateFile'> & {
  /** Another nym's, with its password. */
  readonly address?: string;
};

/** Alice's mail client, logged in; the bridge's certificate is all it trusts. The caller logs out. */
export async function login(
  { password, certificateFile, address = alice }: Account,
  { imapPort }: Pick<Serving, 'imapPort'>,
): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: imapPort,
    secure: false,
    doSTARTTLS: true,
    auth: { user: address, pass: password },
    tls: { ca: readFileSync(certificateFile, 'utf8') },
    logger: false,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Submits a letter; resolves with the server's answer once it has taken it. */
export async function submit(
  { password, certificateFile, address = alice }: Account,
  { smtpPort }: Pick<Serving, 'smtpPort'>,
  letter: { subject: string; text: string; to?: string },
): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    secure: false,
    requireTLS: true,
    auth: { user: address, pass: password },
    tls: { ca: readFileSync(certificateFile, 'utf8') },
  });
  try {
    const { subject, text, to = bob } = letter;
    const { response } = await transport.sendMail({ from: `Panda Bear <${address}>`, to, subject, text });
    return response;
  } finally {
    transport.close();
  }
}

/** The messages of a mailbox, whole, in UID order. */
export async function readMailbox(
  client: ImapFlow,
  mailbox: string,
): Promise<{ subject: string; source: string; flags: string[] }[]> {
  const lock = await client.getMailboxLock(mailbox);
  try {
    await client.noop(); // imapflow asks nothing of a mailbox that it believes to be empty
    const messages = await client.fetchAll('1:*', { envelope: true, source: true, flags: true });
    return messages.map(({ envelope, source, flags }) => ({
      subject: envelope?.subject ?? '',
      source: source?.toString('latin1') ?? '',
      flags: [...(flags ?? [])],
    }));
  } finally {
    lock.release();
  }
}

/** Resolves with what `look` gives once that is something; looks again and again. For what real processes do in their own time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  patienceMs = 60_000,
): Promise<T> {
  const latest = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > latest) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What `nym show` says of Alice's nym, once the server has confirmed it. */
export function untilActive({ home }: Pick<Circle, 'home'>, address = alice): Promise<unknown> {
  return until('the confirmation', async () => {
    const { out } = await home.run('nym', 'show', address, '--json');
    const shown = JSON.parse(out) as { facts: { state: string } };
    return shown.facts.state === 'active' ? shown : undefined;
  });
}
