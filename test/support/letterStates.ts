import type { Outcome } from '../../src/outgoing';
import { TestClock } from './clock';
import { mailText } from './letters';
import { openHomeOfNyms } from './nymStates';
import { fakeTransport, openStreetOut } from './outgoing';

/** What became of the letters 1 to 4, in the order in which they go. */
const answers: readonly Outcome[] = [
  { result: 'taken' },
  { result: 'never', reason: 'The relay refused: 550 no such user' },
  { result: 'unknown', reason: 'The relay was given the whole letter, and the connection broke before it answered.' },
  { result: 'later', reason: 'The SOCKS5 proxy at 127.0.0.1:9050 cannot be reached. Is Tor running?' },
];

/**
 * The home of makeHomeOfNyms, in whose outbox panda's letters are: 1 handed over, 2 refused, 3 perhaps sent, 4 put off, 5 not tried
 * yet; and 6, of a nym that is not confirmed.
 */
export async function makeHomeOfLetters(home: string): Promise<void> {
  const bridge = await openHomeOfNyms(home);
  // by then the letter that was put off is due again, whenever the test runs
  const clock = new TestClock('2026-11-01T12:00:00Z');
  const relay = fakeTransport([...answers]);
  const { outgoing } = await openStreetOut({ bridge, clock, transports: { relay } });
  const write = (nym: string, subject: string) => {
    const fields = [`From: ${nym}@nym.test`, 'To: Bob <bob@example.org>', `Subject: ${subject}`];
    return outgoing.submit({ nym: `${nym}@nym.test`, recipients: ['bob@example.org'], source: mailText(fields) });
  };
  for (const subject of ['taken', 'refused', 'in doubt', 'put off']) await write('panda', subject);
  await outgoing.workOff();
  if (relay.parcels.length !== answers.length) throw new Error('not every letter was tried');
  await write('panda', 'not tried yet');
  await write('tiger', 'held');
  bridge.store.close();
}
