import { describe, expect, test } from '@jest/globals';
import { EphemeralError, createServerState, createState, readState, writeState } from '../../../src/protocol/ephemeral';
import { passOver } from '../../../src/protocol/ephemeral/chains';
import { sealPart, writeEnvelope } from '../../../src/protocol/ephemeral/envelope';
import { chainSalts, createPair, derive, step, turnRoot } from '../../../src/protocol/ephemeral/keys';
import { limits } from '../../../src/protocol/ephemeral/limits';
import { Secret } from '../../../src/base/secret';
import { readArmored, writeShortArmor } from '../../../src/protocol/openpgp';
import { seededRandom } from '../../support/random';
import { day, sides, start } from './sides';
import type { Side } from './sides';

const random = seededRandom('talk');
/** A public key that packs well: what a header of ours has no room for, theirs may have. */
const someKey = Buffer.alloc(32, 9);

const secretOf = (hex = '') => new Secret(Buffer.from(hex, 'hex'));

function codeOf(f: () => unknown): string {
  try {
    f();
    return 'none';
  } catch (error) {
    return error instanceof EphemeralError ? error.code : String(error);
  }
}

async function writeMany(side: Side, count: number): Promise<Buffer[]> {
  const messages: Buffer[] = [];
  for (let i = 0; i < count; i++) messages.push(await side.write(`${i}`));
  return messages;
}

describe('a nym and its server', () => {
  test('write in turn, several at once, and each begins a new chain after an answer', async () => {
    const { server, panda } = sides();
    for (const round of ['a', 'b', 'c']) {
      for (const text of [`${round}1`, `${round}2`]) expect(await panda.read(await server.write(text))).toBe(text);
      const roots = [panda.saved.root, server.saved.root];
      expect(await server.read(await panda.write(`${round} back`))).toBe(`${round} back`);
      expect(panda.saved.root).not.toBe(roots[0]);
      expect(server.saved.root).not.toBe(roots[1]);
    }
  });

  test('the nym can write first', async () => {
    const { server, panda } = sides();
    expect(await server.read(await panda.write('hello'))).toBe('hello');
    expect(await panda.read(await server.write('welcome'))).toBe('welcome');
  });

  test('the same text twice has nothing in common that an onlooker could see', async () => {
    const { panda } = sides();
    const [one, two] = [readArmored(await panda.write('bamboo'))!, readArmored(await panda.write('bamboo'))!];
    expect(one.subarray(0, 8)).not.toEqual(two.subarray(0, 8));
    expect(one.subarray(106, 114)).not.toEqual(two.subarray(106, 114));
  });

  test('a letter of 3 MB and an empty one', async () => {
    const { server, panda } = sides();
    const large = 'bamboo '.repeat(450_000);
    expect(await server.read(await panda.write(large))).toBe(large);
    expect(await server.read(await panda.write(''))).toBe('');
  });

  test('an article around it, with CRLF, does no harm', async () => {
    const { server, panda } = sides();
    const text = (await server.write('hi')).toString().replaceAll('\n', '\r\n');
    expect(await panda.read(Buffer.from(`Subject: x\r\n\r\n${text}\r\n`))).toBe('hi');
  });
});

describe('what comes late', () => {
  test('of a chain that was replaced opens, once, and its duplicate is named', async () => {
    const { server, panda } = sides();
    const [first, second, third] = await writeMany(server, 3);
    expect(await panda.read(first!)).toBe('0');
    await server.read(await panda.write('answer'));
    expect(await panda.read(await server.write('new chain'))).toBe('new chain');
    expect(await panda.read(third!)).toBe('2');
    expect(await panda.read(second!)).toBe('1');
    for (const message of [first, second, third]) expect(await panda.read(message!)).toBe('duplicate');
    expect(panda.saved.past.flatMap(({ skipped }) => skipped)).toEqual([]);
  });

  test('by less than two days opens; by more it is said to be too late, and not that it was read', async () => {
    const { server, panda } = sides();
    const [first, second, third] = await writeMany(server, 3);
    await panda.read(third!);
    panda.now = start + 2 * day;
    expect(await panda.read(first!)).toBe('0');
    panda.now = start + 2 * day + 1;
    expect(await panda.read(second!)).toBe('too-late');
    expect(await panda.read(first!)).toBe('duplicate');
    expect(await panda.read(third!)).toBe('duplicate');
  });

  test('keys that are too old are gone from the state with the next message', async () => {
    const { server, panda } = sides();
    const messages = await writeMany(server, 4);
    await panda.read(messages[2]!);
    expect(panda.saved.receiving?.skipped.map(({ key }) => typeof key)).toEqual(['string', 'string']);
    panda.now = start + 3 * day;
    await panda.read(messages[3]!);
    expect(panda.saved.receiving?.skipped.map(({ key }) => typeof key)).toEqual(['undefined', 'undefined']);
  });

  test('by two days, of a chain that was replaced, is no longer known at all', async () => {
    const { server, panda } = sides();
    const [first, second, third] = await writeMany(server, 3);
    await panda.read(third!);
    await server.read(await panda.write('answer'));
    await panda.read(await server.write('new chain'));
    panda.now = start + 2 * day;
    expect(await panda.read(first!)).toBe('0');
    panda.now = start + 2 * day + 1;
    expect(await panda.read(second!)).toBe('no-key');
  });

  test('a nym that of 999 messages gets none but the last opens that and all the others', async () => {
    const { server, panda } = sides();
    const messages = await writeMany(server, limits.chainMessages);
    expect(await panda.read(messages.at(-1)!)).toBe('998');
    expect(panda.saved.receiving?.skipped).toHaveLength(998);
    for (const number of [0, 500, 997]) expect(await panda.read(messages[number]!)).toBe(String(number));
  });
});

describe('what cannot be', () => {
  test('a message of another nym opens with no key', async () => {
    expect(await sides('one').panda.read(await sides('two').server.write('hi'))).toBe('no-key');
  });

  test('a message of our own that comes back opens with no key', async () => {
    const { panda } = sides();
    expect(await panda.read(await panda.write('hi'))).toBe('no-key');
  });

  test('a chain begun before we answered the last one is refused', async () => {
    const { server, panda } = sides();
    await panda.read(await server.write('hi'));
    const header = Buffer.concat([Buffer.from('000001'), someKey]);
    expect(await panda.read(await forged(panda.saved.nextReceiving, header))).toBe('out-of-turn');
  });

  test('a message numbered past the end of a chain that was replaced is refused', async () => {
    const { server, panda } = sides();
    await panda.read(await server.write('hi'));
    await server.read(await panda.write('answer'));
    await panda.read(await server.write('new chain'));
    const header = Buffer.concat([Buffer.from('001000'), someKey]);
    expect(await panda.read(await forged(panda.saved.past[0]!.header, header))).toBe('too-far');
  });

  test.each([
    ['2147483648000', 'bad-header'],
    ['99999999', 'too-far'],
    ['9999000', 'too-far'],
    ['-01000', 'bad-header'],
    ['1e9000', 'bad-header'],
    ['00000', 'bad-header'],
    ['', 'bad-header'],
    ['0000000', 'bad-header'],
  ])('a header that says %j is refused: %s', async (numbers, code) => {
    const { server, panda } = sides();
    await panda.read(await server.write('hi'));
    const header = Buffer.concat([Buffer.from(numbers), someKey]);
    expect(await panda.read(await forged(panda.saved.receiving!.header, header))).toBe(code);
  });

  test('a header shorter than a key is refused', async () => {
    const { server, panda } = sides();
    await panda.read(await server.write('hi'));
    expect(await panda.read(await forged(panda.saved.receiving!.header, Buffer.alloc(20, '0')))).toBe('bad-header');
  });

  test('keys of two thousand million messages are never made: that would take hours', async () => {
    const { server, panda } = sides();
    await panda.read(await server.write('hi'));
    const { receiving } = panda.state;
    expect(codeOf(() => passOver(receiving!, 2 ** 31, start))).toBe('too-far');
    expect(codeOf(() => passOver(receiving!, Number.MAX_SAFE_INTEGER, start))).toBe('too-far');
  });

  test.each([Buffer.alloc(32), Buffer.from([1, ...Buffer.alloc(31)])])(
    'a public key that gives every partner the same secret is refused',
    async (theirs) => {
      const { panda } = sides();
      const header = Buffer.concat([Buffer.from('000000'), theirs]);
      expect(await panda.read(await forged(panda.saved.nextReceiving, header))).toBe('bad-key');
    },
  );

  test('a hostile server cannot make the state grow without end: the oldest keys go', async () => {
    const { server, panda } = sides();
    const since = (number: number) => ({ number, key: random.bytes(32).toString('hex'), since: start });
    panda.change((saved) => {
      const skipped = Array.from({ length: 99 }, (_, number) => since(number));
      const chain = () => ({ header: random.bytes(32).toString('hex'), next: 99, skipped, replacedAt: start });
      saved.past = Array.from({ length: 60 }, chain);
    });
    const newest = panda.saved.past[0]!.header;
    await panda.read((await writeMany(server, 100))[99]!);
    const { receiving, past } = panda.saved;
    expect(past).toHaveLength(limits.pastChains);
    expect(past[0]).toMatchObject({ header: newest });
    expect([receiving!, ...past].map(({ skipped }) => skipped.length)).toEqual([
      ...Array.from({ length: 40 }, () => 99),
      limits.skippedKeys - 40 * 99 + 1,
      ...Array.from({ length: 10 }, () => 1),
    ]);
    expect(past[39]!.skipped[0]).toEqual({ since: 0 });
    expect(past[39]!.skipped[1]).toMatchObject({ number: 99 - 40 });
    const header = Buffer.concat([Buffer.from('000000'), someKey]);
    expect(await panda.read(await forged(past[49]!.header, header))).toBe('too-late');
    expect(writeState(panda.state).length).toBeLessThan(limits.stateBytes);
  });

  test('a message that would take minutes of hashing is given up', async () => {
    const { server, panda } = sides();
    const bytes = readArmored(await server.write('hi'))!;
    panda.change((saved) => {
      const chain = { next: 0, skipped: [], replacedAt: start };
      saved.past = Array.from({ length: 40 }, () => ({ ...chain, header: random.bytes(32).toString('hex') }));
    });
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    bytes[8] = 0xff;
    expect(await panda.read(Buffer.from(writeShortArmor(bytes)))).toBe('too-costly');
  });
});

test('a chain whose end is too far away is given up there, and the next one is not lost with it', async () => {
  const { server, panda } = sides();
  await panda.read(await server.write('hi'));
  await server.read(await panda.write('answer'));
  const own = createPair(random);
  const root = turnRoot(secretOf(server.saved.root), own, Buffer.from(server.saved.sending.theirs!, 'hex'));
  const { message } = step(derive(root, chainSalts.server.chain));
  const first = Buffer.concat([Buffer.from('0005000'), own.public]);
  expect(await panda.read(await forged(server.saved.nextSending, first, message))).toBe('forged');
  expect(panda.saved.past[0]).toMatchObject({ next: 1001 });
});

describe('past what three digits have room for', () => {
  test('nothing is written: the server would misread it', async () => {
    const { server, panda } = sides();
    panda.change(({ sending }) => {
      sending.sent = 998;
    });
    await panda.write('the last');
    const before = writeState(panda.state);
    await expect(panda.write('one more')).rejects.toMatchObject({ code: 'chain-full' });
    expect(writeState(panda.state)).toEqual(before);
    await panda.read(await server.write('an answer'));
    expect(readArmored(await panda.write('again'))).toBeDefined();
    expect(panda.saved.sending).toMatchObject({ sent: 1, sentBefore: 999 });
  });

  test.each([
    ['1000000', 1000],
    ['9999123', 9999],
    ['10001000', 1000],
  ])('what a server writes all the same is read: %s', async (numbers, number) => {
    const { server, panda } = sides();
    await panda.read(await server.write('hi'));
    panda.change((saved) => {
      saved.receiving!.next = number;
    });
    const { header, chain } = panda.saved.receiving!;
    const text = Buffer.concat([Buffer.from(numbers), someKey]);
    expect(await panda.read(await forged(header, text, messageKey(chain)))).toBe('forged');
    expect(panda.saved.receiving!.next).toBe(number + 1);
  });

  test('where the digit more belongs to the chain before, that is found too', async () => {
    const { server, panda } = sides();
    const [first] = await writeMany(server, 1);
    await panda.read(first!);
    const { header, chain } = panda.saved.receiving!;
    const text = Buffer.concat([Buffer.from('1231000'), someKey]);
    panda.change((saved) => {
      saved.receiving!.next = 123;
    });
    expect(await panda.read(await forged(header, text, messageKey(chain)))).toBe('forged');
    expect(panda.saved.receiving!.next).toBe(124);
  });
});

describe('what cannot be agreed on, or read again', () => {
  test.each(['', 'x'.repeat(65), 'ü'.repeat(33)])('a secret that the server would ignore: %j', (secret) => {
    expect(codeOf(() => createState(secret, random))).toBe('bad-key');
  });

  test.each(['', 'AAAA', 'A'.repeat(43), `${'A'.repeat(43)}=\n`])('a public key that is none: %j', (ratchet) => {
    expect(codeOf(() => createServerState('bamboo', ratchet))).toBe('bad-key');
  });

  test('a state that is cut off, of another version or spoilt', () => {
    const bytes = writeState(sides().panda.state);
    const spoilt = [
      Buffer.alloc(0),
      bytes.subarray(0, -1),
      Buffer.from(bytes.toString().replace('"ratchet":1', '"ratchet":2')),
      Buffer.from(bytes.toString().replace('"sent":0', '"sent":-1')),
      Buffer.from(bytes.toString().replace('"root":"', '"root":"0')),
      Buffer.concat([bytes, Buffer.alloc(limits.stateBytes, ' ')]),
    ];
    for (const one of spoilt) expect(codeOf(() => readState(one))).toBe('bad-state');
    expect(codeOf(() => readState(bytes))).toBe('none');
  });
});

/** A message under these keys, in hex, whatever its header says. */
async function forged(headerKey: string, header: Buffer, bodyKey = secretOf('00'.repeat(32))): Promise<Buffer> {
  const around = { random, now: start };
  const parts = {
    header: await sealPart(header, secretOf(headerKey), around),
    body: await sealPart(Buffer.from('forged'), bodyKey, around),
  };
  return writeEnvelope(parts, random);
}

function messageKey(chain: string): Secret {
  return step(secretOf(chain)).message;
}
