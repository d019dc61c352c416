import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import type { Clock } from '../base/clock';
import { messageOf, UserError } from '../base/errors';

/** Where the mail client finds one of the bridge's two servers. STARTTLS is insisted on. */
interface MailServer {
  readonly host: string;
  readonly port: number;
}

export interface ExchangeWishes {
  readonly clock: Clock;
  readonly smtp: MailServer;
  readonly imap: MailServer;
  /** The nym's address and its bridge password. */
  readonly user: string;
  readonly password: string;
  /** The bridge's own certificate in PEM: nothing else is trusted. */
  readonly certificate: string;
  readonly letter: { readonly to: string; readonly subject: string; readonly text: string; readonly name?: string };
  /** How long to wait for the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Told of each step as it is done. */
  readonly onStep?: (step: Step, ms: number) => void;
}

/** What the client has seen: it is logged in; the bridge has taken the letter; the answer is in INBOX. */
export type Step = 'connected' | 'submitted' | 'answered';

export interface Exchange {
  /** Milliseconds from the start until each step was done. */
  readonly times: Readonly<Record<Step, number>>;
  /** The answer as the mail client gets it. */
  readonly answer: { readonly uid: number; readonly subject: string; readonly source: Buffer };
}

/**
 * A mail client that sends one letter and waits in IDLE until INBOX has an answer to it (`Re: ` and the subject).
 * Throws UserError where the bridge refuses the letter or no answer comes in time.
 */
export async function exchange(wishes: ExchangeWishes): Promise<Exchange> {
  const { clock, letter, onStep } = wishes;
  const start = clock.now();
  const times: Record<Step, number> = { connected: 0, submitted: 0, answered: 0 };
  const done = (step: Step) => {
    times[step] = clock.now() - start;
    onStep?.(step, times[step]);
  };
  const imap = await login(wishes);
  try {
    const box = await imap.mailboxOpen('INBOX');
    done('connected');
    await submit(wishes);
    done('submitted');
    const answer = await waitFor(imap, box.uidNext, `Re: ${letter.subject}`, wishes);
    done('answered');
    return { times, answer };
  } finally {
    imap.close();
  }
}

async function login({ imap: { host, port }, user, password, certificate }: ExchangeWishes): Promise<ImapFlow> {
  const client = new ImapFlow({
    host,
    port,
    secure: false,
    doSTARTTLS: true,
    auth: { user, pass: password },
    tls: { ca: certificate },
    logger: false,
  });
  client.on('error', () => undefined); // an error is also how the pending call ends
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw new UserError(`The mail client cannot log in at ${host} port ${port}: ${messageOf(error)}`);
  }
}

async function submit({ smtp: { host, port }, user, password, certificate, letter }: ExchangeWishes): Promise<void> {
  const transport = createTransport({
    host,
    port,
    secure: false,
    requireTLS: true,
    auth: { user, pass: password },
    tls: { ca: certificate },
  });
  try {
    const { to, subject, text, name } = letter;
    await transport.sendMail({ from: { name: name ?? '', address: user }, to, subject, text });
  } catch (error) {
    throw new UserError(`The bridge did not take the letter: ${messageOf(error)}`);
  } finally {
    transport.close();
  }
}

/** Looks at what is new whenever the server says that something is; imapflow idles in between. */
async function waitFor(
  imap: ImapFlow,
  firstUid: number,
  subject: string,
  { clock, timeoutMs }: ExchangeWishes,
): Promise<Exchange['answer']> {
  const ended = new AbortController();
  const late = clock.sleep(timeoutMs, ended.signal).then(() => 'late' as const);
  try {
    for (;;) {
      const news = nextChange(imap);
      const found = await findAnswer(imap, firstUid, subject);
      if (found) return found;
      void imap.idle().catch(() => undefined); // ends with the next command, or with the connection
      const event = await Promise.race([news, late]);
      if (event === 'late') throw new UserError(`No answer came within ${Math.round(timeoutMs / 1000)} seconds.`);
      if (event === 'closed') throw new UserError('The bridge closed the connection while the mail client waited.');
    }
  } finally {
    ended.abort();
  }
}

/** Resolves when the mailbox has grown or the connection is gone. */
function nextChange(imap: ImapFlow): Promise<'grown' | 'closed'> {
  return new Promise((resolve) => {
    const grown = () => {
      settle('grown');
    };
    const closed = () => {
      settle('closed');
    };
    const settle = (event: 'grown' | 'closed') => {
      imap.off('exists', grown);
      imap.off('close', closed);
      resolve(event);
    };
    imap.on('exists', grown);
    imap.on('close', closed);
  });
}

async function findAnswer(imap: ImapFlow, firstUid: number, subject: string): Promise<Exchange['answer'] | undefined> {
  const fetched = await imap.fetchAll(`${firstUid}:*`, { uid: true, envelope: true, source: true }, { uid: true });
  const hit = fetched.find(({ uid, envelope }) => uid >= firstUid && envelope?.subject === subject);
  return hit && { uid: hit.uid, subject, source: hit.source ?? Buffer.alloc(0) };
}
