import { afterEach, expect, test } from '@jest/globals';
import { commandTransport } from '../../src/outgoing/transport/command';
import type { Parcel } from '../../src/outgoing';
import { type RelayAnswers, type ScriptedRelay, startRelay } from '../support/relay';
import { freePort } from './freePort';

// Real programs as the way out: what they hand on, and what their exit status says of the letter.

let relay: ScriptedRelay | undefined;
afterEach(() => {
  relay?.stop();
  relay = undefined;
});

const parcel: Parcel = {
  purpose: 'nym-1',
  to: 'send@nym.test',
  source: Buffer.from('From: nobody@anonymous.invalid\nTo: send@nym.test\n\n-----BEGIN PGP MESSAGE-----\n'),
};

/** msmtp without a configuration file: its answers are those of sysexits.h. */
const msmtp = (port: number, date: 'auto' | 'off' = 'off') =>
  commandTransport({
    command: [
      'msmtp',
      '--host=127.0.0.1',
      `--port=${port}`,
      '--tls=off',
      '--auth=off',
      `--set-date-header=${date}`,
      '--set-msgid-header=off',
      '--from=nobody@x.invalid',
      '{to}',
    ],
    time_limit: 60_000,
    environment: {},
  });

async function handOver(answers: RelayAnswers = {}) {
  relay = await startRelay(answers);
  return msmtp(relay.port).send(parcel);
}

test('msmtp takes the letter to the recipient it is told, unchanged', async () => {
  expect(await handOver()).toEqual({ result: 'taken' });
  expect(relay?.said).toContain('RCPT TO:<send@nym.test>');
  expect(relay?.messages).toEqual([parcel.source.toString().trimEnd().replaceAll('\n', '\r\n')]);
});

test('a recipient that the relay behind msmtp refuses for good is final, and its words are kept', async () => {
  expect(await handOver({ RCPT: '550 5.1.1 no such user' })).toMatchObject({
    result: 'never',
    reason: expect.stringContaining('no such user'),
  });
});

test('a relay behind msmtp that is busy is asked again', async () => {
  expect(await handOver({ RCPT: '451 4.7.1 later' })).toMatchObject({ result: 'later' });
});

test('a relay behind msmtp that is down is asked again', async () => {
  expect(await msmtp(await freePort()).send(parcel)).toMatchObject({
    result: 'later',
    reason: expect.stringContaining('cannot connect'),
  });
});

test('swaks, which has statuses of its own, is asked again rather than given up', async () => {
  relay = await startRelay({ RCPT: '550 5.1.1 no such user' });
  const swaks = commandTransport({
    command: ['swaks', '--server', '127.0.0.1', '--port', String(relay.port), '--to', '{to}', '--data', '-'],
    time_limit: 60_000,
    environment: {},
  });
  expect(await swaks.send(parcel)).toMatchObject({ result: 'later', code: 'exit 24' });
});

test('a date that msmtp adds by itself tells no time zone', async () => {
  const before = process.env.TZ;
  process.env.TZ = 'Asia/Tokyo';
  try {
    relay = await startRelay();
    expect(await msmtp(relay.port, 'auto').send(parcel)).toEqual({ result: 'taken' });
    expect(relay.messages[0]).toMatch(/^Date: .* \+0000\r$/m);
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});
