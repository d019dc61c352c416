import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { splitResponses } from '../support/converse';
import { openImap } from '../support/imap';
import type { TestImap } from '../support/imap';
import { readWire } from '../support/imapWire';
import type { WireValue } from '../support/imapWire';
import { anyMail } from '../support/anyMail';
import { startDovecot } from './dovecot';
import type { Dovecot } from './dovecot';

// A client shows from ENVELOPE and BODYSTRUCTURE who wrote and what hangs on: it must be shown the same as by Dovecot.

const golden = join(__dirname, '..', 'golden', 'mime');
const mails: readonly (readonly [name: string, source: Buffer])[] = [
  ...readdirSync(golden, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, readFileSync(join(golden, name, 'input.eml'))] as const),
  ...Array.from({ length: 400 }, (_, i) => [`generated ${i}`, Buffer.from(anyMail(i), 'latin1')] as const),
];

let dovecot: Dovecot;
let bridge: TestImap;
const told = { there: new Map<string, WireValue>(), here: new Map<string, WireValue>() };

beforeAll(async () => {
  dovecot = await startDovecot();
  await dovecot.addUser('reader', 'maildir:~/Maildir');
  bridge = await openImap();
  const { port } = dovecot.settings('reader', { security: 'tls' });
  told.there = await askAll(connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }), 'reader', 'pass');
  told.here = await askAll(await bridge.connect(), 'panda@nym.test', 'secret');
});

afterAll(async () => {
  await bridge.stop();
  await dovecot.stop();
});

/** What the server says of each mail: `ENVELOPE 1` and so on. */
async function askAll(stream: Duplex, user: string, password: string): Promise<Map<string, WireValue>> {
  const heard: Buffer[] = [];
  stream.on('data', (piece: Buffer) => heard.push(piece));
  const ask = async (command: string | Buffer): Promise<string[]> => {
    heard.length = 0;
    stream.write(Buffer.concat([Buffer.from('t '), Buffer.from(command), Buffer.from('\r\n')]));
    for (;;) {
      const text = Buffer.concat(heard).toString('latin1');
      const responses = splitResponses(text);
      const last = responses.at(-1) ?? '';
      if (last.startsWith('t OK') && last.endsWith('\r\n')) return responses;
      if (last.startsWith('t ') && last.endsWith('\r\n'))
        throw new Error(`${command.toString().slice(0, 60)}: ${last}`);
      await new Promise((resolve) => stream.once('data', resolve));
    }
  };
  await ask(`LOGIN ${user} ${password}`);
  const literals = mails.map(([, source]) => Buffer.concat([Buffer.from(` {${source.length}+}\r\n`), source]));
  for (let at = 0; at < literals.length; at += 50)
    await ask(Buffer.concat([Buffer.from('APPEND INBOX'), ...literals.slice(at, at + 50)]));
  await ask('SELECT INBOX');
  const all = new Map<string, WireValue>();
  for (const item of ['ENVELOPE', 'BODYSTRUCTURE', 'BODY'])
    for (const response of await ask(`FETCH 1:* ${item}`)) {
      const [whole, number] = new RegExp(`^\\* (\\d+) FETCH \\(${item} `).exec(response) ?? [];
      if (whole === undefined) continue;
      const value = readWire(response.slice(whole.length).replace(/\)\r\n$/, ''));
      all.set(`${item} ${number}`, item === 'ENVELOPE' ? value : inSmallLetters(value));
    }
  stream.destroy();
  return all;
}

/** Types and the names of parameters have no case. */
function inSmallLetters(value: WireValue): WireValue {
  if (typeof value === 'string') return value.toLowerCase();
  return Array.isArray(value) ? value.map((one: WireValue) => inSmallLetters(one)) : value;
}

/**
 * Where the two differ, and mean to: bytes of no named charset come in UTF-8 here; broken parameters as far as they can be read; a multipart without a boundary as a text; and
 * Dovecot makes CRLF of a bare LF.
 */
const apart: Readonly<Record<string, readonly string[]>> = {
  ENVELOPE: ['eight-bit-header'],
  BODYSTRUCTURE: ['bare-lf', 'broken-types', 'multipart-without-boundary'],
  BODY: ['bare-lf', 'broken-types', 'multipart-without-boundary'],
};

test.each(Object.entries(apart))('%s of every mail is what Dovecot says', (item, names) => {
  const differing = mails.flatMap(([name, source], i) => {
    const [there, here] = [told.there, told.here].map((all) => JSON.stringify(all.get(`${item} ${i + 1}`)));
    return there === here ? [] : [{ name, there, here, source: source.toString('latin1') }];
  });
  expect(told.here.has(`${item} ${mails.length}`)).toBe(true);
  expect(differing.filter(({ name }) => !names.includes(name))).toEqual([]);
  expect(differing.map(({ name }) => name)).toEqual(names);
});
