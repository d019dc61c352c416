import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { combinedLogin } from '../../src/base/combined';
import type { Nym } from '../../src/nym';
import { openCombinedLogin } from '../../src/store';
import { mailsIn } from '../support/outgoing';
import { seededRandom } from '../support/random';
import { type Arrived, dailyLimit, type FiveNyms, startFiveNyms } from '../support/fiveNyms';

// Five nyms of one person on two servers write by turns, by the combined login and by their own, and each mail client does its
// worst: a name, a Message-ID and a thread from another account in every mail. Nobody who holds letters of two of them, relay, nym
// server or reader, may find one thing in both.

const rounds = 3;
let world: FiveNyms;
let password: string;
const letters: (Arrived & { readonly nym: Nym })[] = [];

const localOf = ({ address }: Nym) => address.slice(0, address.indexOf('@'));
/** What a nym's mails say in round `n`, and no other mail does. */
const words = (nym: Nym, n: number) => `${localOf(nym)}word${n}`;
const clientId = (nym: Nym, n: number) => `<draft.${localOf(nym)}.${n}@laptop.example>`;
const receivedId = (nym: Nym) => `<to.${localOf(nym)}@friends.example>`;

/** The mail of round `n`, as a client writes it that knows all accounts: it answers what came to this nym and what came to the next. */
function mailOf(nym: Nym, n: number) {
  const { nyms } = world;
  const other = nyms[(nyms.indexOf(nym) + 1) % nyms.length] ?? nym;
  return {
    from: `Alice Real-Name <${nym.address}>`,
    sender: other.address,
    replyTo: other.address,
    to: 'bob@example.org',
    cc: 'carol@example.org',
    ...(n === 1 && { bcc: `dave.${localOf(nym)}@example.org` }),
    subject: `Subject ${words(nym, n)}`,
    text: `Text ${words(nym, n)}\n`,
    html: `<p>Html ${words(nym, n)}</p>`,
    ...(n === 2 && { attachments: [{ filename: `${words(nym, n)}.txt`, content: `File ${words(nym, n)}` }] }),
    messageId: clientId(nym, n),
    inReplyTo: receivedId(other),
    references: [receivedId(other), clientId(other, n - 1), receivedId(nym), clientId(nym, n - 1)],
    headers: { 'X-Mozilla-Draft-Info': other.address, 'X-Identity-Key': localOf(other) },
  };
}

beforeAll(async () => {
  world = await startFiveNyms();
  password = openCombinedLogin(world.store, seededRandom('all'));
  for (const nym of world.nyms) world.deliver(nym.address, receivedId(nym));
  // what came to one, dragged by hand into the mailboxes of another
  world.deliver('quokka@nym.test', '<dragged@friends.example>', { nym: 'okapi@nym.test', mailbox: 'Archive' });
  for (let n = 0; n < rounds; n++)
    for (const [i, nym] of world.nyms.entries()) {
      const login = (n + i) % 2 === 0 ? ([combinedLogin, password] as const) : ([nym.address, nym.password] as const);
      await world.submit(...login, mailOf(nym, n));
      // by turns one letter at a time, and all five of a round after one another
      if (n % 2 === 0 || i === world.nyms.length - 1) letters.push(...(await world.handOver()).map(signed));
    }
}, 60_000);

afterAll(() => world.stop());

/** A letter with the nym that has signed it. */
function signed(letter: Arrived): Arrived & { nym: Nym } {
  const nym = world.nyms.find(({ key }) => key.publicKey.fingerprint === letter.signer);
  if (!nym) throw new Error('a letter without the signature of a nym');
  return { ...letter, nym };
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

/** Everything that tells a nym from the others, what the bridge has made for it included. */
function tracesOf(nym: Nym): string[] {
  const own = letters.filter((letter) => letter.nym === nym);
  const [, domain] = nym.address.split('@');
  const { fingerprint, keyIds } = nym.key.publicKey;
  const bytes = [fingerprint, ...keyIds].map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
  const made = own.flatMap(({ opened }) => [
    ...all(opened, /^Message-ID: <([^@]*)@/gm),
    ...all(opened, /boundary="?([^"\n]*)/g),
  ]);
  const users = own.flatMap(({ asked }) => [asked?.user ?? '', asked?.password ?? '']);
  const others = world.nyms.filter((one) => one !== nym && one.address.endsWith(`@${domain ?? ''}`));
  return [
    ...[nym.address, localOf(nym), ...nym.displayName.split(' '), nym.password, String(nym.options.hsub)],
    ...[fingerprint, ...keyIds, ...bytes, receivedId(nym), ...users, ...made],
    ...(others.length === 0 ? [domain ?? ''] : []),
    ...Array.from({ length: rounds }, (_, n) => [words(nym, n), clientId(nym, n)]).flat(),
  ].filter((trace) => trace !== '');
}

describe('letters of five nyms, written by turns', () => {
  test('arrive, each signed by the nym in From and by no other, at the server of that nym', () => {
    expect(letters).toHaveLength(world.nyms.length * (rounds + 1));
    for (const { nym, opened, outer } of letters) {
      expect(opened).toMatch(new RegExp(`^From: ${nym.displayName} <${nym.address}>\n`));
      expect(outer).toContain(`\nTo: send@${nym.domain}\n`);
      expect(opened).toContain(localOf(nym));
    }
  });

  test('hold nothing of one another, as the relay sees them and as the server does', () => {
    for (const nym of world.nyms) {
      const traces = tracesOf(nym);
      expect(traces.length).toBeGreaterThan(30);
      const found = letters
        .filter((letter) => letter.nym !== nym)
        .flatMap(({ opened, sealed, outer }) => [
          ...traces.filter((trace) => opened.includes(trace) || outer.split('\n\n', 1)[0]?.includes(trace)),
          // three letters come up in armor by chance
          ...traces.filter((trace) => trace.length > 5 && (sealed.includes(trace) || outer.includes(trace))),
        ]);
      expect([nym.address, found]).toEqual([nym.address, []]);
    }
  });

  test('tell a relay no more than the server that each is for', () => {
    for (const { nym, recipients, sealed, outer } of letters) {
      expect(recipients.every((id) => nym.server.key.keyIds.includes(id))).toBe(true);
      expect(sealed.length).toBeGreaterThan(500);
      expect(outer.split('\n\n')[0]).toBe(`From: nobody@anonymous.invalid\nTo: send@${nym.domain}`);
    }
  });

  test('say nothing of the real name, the machine or the other accounts that the client knows', () => {
    for (const { opened } of letters) expect(opened).not.toMatch(/Real-Name|laptop|^(?:Sender|Reply-To|X-)/im);
  });

  test('refer to what came to their own nym, and to what that wrote, and to nothing that came to or from another', () => {
    for (const { nym, opened } of letters) {
      const references = /^References: ((?:.|\n[ \t])*)/m.exec(opened)?.[1] ?? '';
      expect(references).toContain(receivedId(nym));
      const own = letters
        .filter((letter) => letter.nym === nym)
        .flatMap((one) => all(one.opened, /^Message-ID: (.*)/gm));
      const ids = references.split(/\s+/);
      expect(ids.every((id) => id === receivedId(nym) || own.includes(id))).toBe(true);
      expect(opened).not.toContain('\nIn-Reply-To:');
    }
  });

  test('never go by a circuit that another nym goes by', () => {
    const usersOf = (nym: Nym) => new Set(letters.filter((one) => one.nym === nym).map(({ asked }) => asked?.user));
    const users = world.nyms.map(usersOf);
    expect(users.map(({ size }) => size)).toEqual(world.nyms.map(() => 1));
    expect(new Set(users.flatMap((one) => [...one])).size).toBe(world.nyms.length);
    expect(new Set(letters.map(({ asked }) => asked?.password)).size).toBe(world.nyms.length);
    for (const { asked, nym } of letters)
      expect(asked).toMatchObject({ as: 'name', host: nym.transport === 'relay' ? 'relay.test' : 'other-relay.test' });
  });

  test('are kept, each once, in Sent of the nym that wrote it', async () => {
    const client = await world.imap(combinedLogin, password);
    for (const nym of world.nyms) {
      const lock = await client.getMailboxLock(`${nym.address}/Sent`);
      const sent = await client.fetchAll('1:*', { envelope: true });
      lock.release();
      expect(sent.map(({ envelope }) => envelope?.subject)).toEqual(
        Array.from({ length: rounds }, (_, n) => `Subject ${words(nym, n)}`),
      );
    }
  });
});

describe('the copy that a mail client files itself', () => {
  const copyOf = (nym: Nym) =>
    `From: ${nym.address}\r\nTo: bob@example.org\r\nMessage-ID: ${clientId(nym, 0)}\r\nSubject: x\r\n\r\nx\r\n`;

  test('is the one that is there already in Sent of its nym, and is refused in that of another', async () => {
    const [nym, other] = [world.nymOf('wombat@nym.test'), world.nymOf('quokka@nym.test')];
    const client = await world.imap(combinedLogin, password);
    expect(await client.append(`${nym.address}/Sent`, copyOf(nym))).toMatchObject({ uid: rounds + 1 });
    await expect(client.append(`${other.address}/Sent`, copyOf(nym))).rejects.toMatchObject({
      serverResponseCode: 'CANNOT',
    });
    expect([nym, other].map(({ id }) => mailsIn(world.store, id, 'Sent').length)).toEqual([rounds, rounds]);
  });
});

describe('a mail that came to one nym', () => {
  test('is not referred to by another, even from its own mailbox', async () => {
    const nym = world.nymOf('okapi@nym.test');
    const before = letters.length;
    await world.submit(combinedLogin, password, {
      ...{ from: nym.address, to: 'bob@example.org', subject: 'x', text: 'x' },
      ...{ inReplyTo: '<dragged@friends.example>', references: '<dragged@friends.example>' },
    });
    const [letter] = await world.handOver();
    expect(letters).toHaveLength(before);
    expect(letter?.opened).not.toMatch(/dragged|In-Reply-To|References/);
  });
});

describe('the combined login', () => {
  const mail = { to: 'bob@example.org', subject: 'x', text: 'x' };
  const sentBy = (nym: Nym) => mailsIn(world.store, nym.id, 'Sent').length;

  test.each([
    ['an address that is no nym here', { from: 'alice@home.example' }],
    ['two authors', { from: 'quokka@nym.test, okapi@nym.test' }],
  ])('does not send as %s', async (_what, fields) => {
    const before = world.nyms.map(sentBy);
    await expect(world.submit(combinedLogin, password, { ...mail, ...fields })).rejects.toMatchObject({
      responseCode: expect.any(Number),
      message: expect.stringMatching(/nym/),
    });
    expect(world.nyms.map(sentBy)).toEqual(before);
    expect(await world.handOver()).toEqual([]);
  });

  test('sends as the nym in From, whatever the envelope says: that goes nowhere', async () => {
    const envelope = { from: 'okapi@nym.test', to: 'bob@example.org' };
    await world.submit(combinedLogin, password, { ...mail, from: 'quokka@nym.test', envelope });
    const [letter, ...others] = (await world.handOver()).map(signed);
    expect([letter?.nym.address, others]).toEqual(['quokka@nym.test', []]);
    expect(letter?.opened).not.toContain('okapi');
  });

  test('gives a nym no letters of another’s day: the limit is each one’s own', async () => {
    const [first, second] = [world.nymOf('yak@fog.test'), world.nymOf('zebu@fog.test')];
    for (let n = 0; n < dailyLimit; n++)
      await world.submit(combinedLogin, password, { ...mail, from: first.address, subject: String(n) });
    await world.submit(combinedLogin, password, { ...mail, from: second.address });
    const gone = (await world.handOver()).map(signed).map(({ nym }) => nym.address);
    expect(gone.filter((address) => address === first.address)).toHaveLength(dailyLimit - rounds - 1);
    expect(gone).toContain(second.address);
  });

  test('opens with its own password, and no nym with it', async () => {
    const nym = world.nymOf('quokka@nym.test');
    await expect(world.submit(combinedLogin, nym.password, { ...mail, from: nym.address })).rejects.toMatchObject({
      responseCode: 535,
    });
  });
});
