import type { Nym } from '../../src/nym';
import { compose } from '../../src/outgoing/compose';
import type { Letter, SubmittedMail } from '../../src/outgoing/letter';
import { TestClock } from './clock';
import { aliceActive } from './nyms';
import { seededRandom } from './random';

/** A mail as a client would submit it: header lines, a blank line, body; CRLF. */
export function mailText(fields: readonly string[], body = 'Hello Bob\n'): Buffer {
  return Buffer.from([...fields, '', body].join('\n').replace(/\r?\n/g, '\r\n'), 'utf8');
}

/** A text of so many bytes that compresses to half at best. */
export const noise = (bytes: number): string =>
  Array.from({ length: bytes / 8 }, (_, i) => ((i * 2654435761) >>> 0).toString(16).padStart(8, '0')).join('');

/** What nearly every mail here has. */
export const usual = ['From: Alice <panda@nym.test>', 'To: bob@example.org', 'Subject: hello'];

export function submitted(source: Buffer, recipients: readonly string[] = ['bob@example.org']): SubmittedMail {
  return { nym: 'panda@nym.test', recipients, source };
}

/** The letters that Alice's bridge makes of a mail, with the nym as it is or as `changes` say. */
export async function lettersOf(mail: SubmittedMail, changes: Partial<Nym> = {}): Promise<readonly Letter[]> {
  const composed = await composeAs(mail, changes);
  return composed.kind === 'letters' ? composed.letters : [composed.letter];
}

export async function composeAs(mail: SubmittedMail, changes: Partial<Nym> = {}) {
  const { alice, store } = await aliceActive();
  store.close();
  const deps = { clock: new TestClock(), random: seededRandom('compose'), shownIds: everyId };
  return compose(mail, { ...alice, ...changes }, deps);
}

/** As if the outside knew every mail that is referred to. */
const everyId = async (ids: readonly string[]): Promise<string[]> => [...ids];

/** The payload of the one letter that a mail becomes. */
export async function payloadOf(mail: SubmittedMail, changes: Partial<Nym> = {}): Promise<string> {
  const [letter] = await lettersOf(mail, changes);
  return letter?.payload.toString('latin1') ?? '';
}

/** Whom the nym server would mail to: it splits To and Cc at every comma, also inside quotes (nymserv.md §4). */
export function serverRecipients(payload: string): string[] {
  const header = payload.slice(0, payload.indexOf('\n\n')).replace(/\n[ \t]/g, ' ');
  return header
    .split('\n')
    .filter((line) => /^(?:to|cc):/i.test(line))
    .flatMap((line) => line.slice(3).split(','))
    .map((piece) => /<([^>]*)>/.exec(piece)?.[1] ?? piece.trim());
}
