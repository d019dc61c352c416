import { type Duplex, duplexPair } from 'node:stream';
import { openNntp, type NntpClient, type NntpOptions } from '../../../src/protocol/nntp';
import { TestClock } from '../../support/clock';

/** A news server that is a list of answers: it says the next one whenever it has heard a command. */
export interface Scripted {
  readonly client: NntpClient;
  readonly clock: TestClock;
  /** Commands heard so far, without CRLF. */
  readonly heard: string[];
  readonly far: Duplex;
  readonly say: (text: string) => void;
}

/** Opens a client on a server that has said 200 and then answers as `answer` says, or stays silent where that gives undefined. */
export async function scripted(
  answer: (command: string) => string | undefined,
  options: Partial<NntpOptions> = {},
): Promise<Scripted> {
  const [near, far] = duplexPair();
  const clock = new TestClock();
  const heard: string[] = [];
  let rest = '';
  far.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      heard.push(line);
      const said = answer(line);
      if (said !== undefined) far.write(said, 'latin1');
    }
  });
  far.on('error', () => undefined);
  far.write('200 hello\r\n');
  const client = await openNntp(near, { clock, ...options });
  return { client, clock, heard, far, say: (text) => far.write(text, 'latin1') };
}

/** A whole reply to ARTICLE with a body of that text. */
export function articleReply(n: number, body = `body ${n}`): string {
  return `220 ${n} <${n}@nym.test>\r\nSubject: ${n}\r\n\r\n${body}\r\n.\r\n`;
}

/** Lets everything happen that can without time passing. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
