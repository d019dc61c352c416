import { execFileSync } from 'node:child_process';
import { chmodSync, createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openLog } from '../../../src/base/log';
import type { Parcel } from '../../../src/outgoing';
import { commandTransport, outcomeOf } from '../../../src/outgoing/transport/command';
import type { CommandSettings } from '../../../src/outgoing/transport/command';
import { mailText, submitted, usual } from '../../support/letters';
import { mailsIn, openParcel, openStreetOut } from '../../support/outgoing';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nymbridge-command-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

const parcel: Parcel = { purpose: 'nym-1', to: 'send@nym.test', source: Buffer.from('To: send@nym.test\n\narmor\n') };
/** More than a pipe holds: who does not read cannot have all of it. */
const long: Parcel = { ...parcel, source: Buffer.alloc(1024 * 1024, 'armor\n') };

/** A program of this text, as the way out. */
function program(script: string, more: Partial<CommandSettings> = {}, args: readonly string[] = []) {
  const file = join(home, 'remailer');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o700);
  return commandTransport({ command: [file, ...args], time_limit: 60_000, environment: {}, ...more });
}

/** Hands over, and gives up when the program has made this file: nothing depends on the time that takes. */
async function givenUp(transport: ReturnType<typeof program>, one: Parcel, file: string) {
  const over = new AbortController();
  const outcome = transport.send(one, over.signal);
  while (!existsSync(file)) await new Promise((resolve) => setImmediate(resolve));
  over.abort();
  return outcome;
}

describe('a program as the way out', () => {
  test('reads the letter to the byte, and is told the recipient where it wants that, without a shell in between', async () => {
    const hostile = '$(touch oops); {to}';
    const transport = program(`cat > ${home}/read; printf '%s\\n' "$@" > ${home}/args`, {}, ['-t', '{to}', hostile]);
    expect(await transport.send(long)).toEqual({ result: 'taken' });
    expect(readFileSync(join(home, 'read')).equals(long.source)).toBe(true);
    expect(readFileSync(join(home, 'args'), 'utf8')).toBe('-t\nsend@nym.test\n$(touch oops); send@nym.test\n');
  });

  test('sees nothing of our environment, the passphrase least of all, and no time zone', async () => {
    process.env.NYMBRIDGE_PASSPHRASE = 'correct horse';
    try {
      const transport = program(`cat > /dev/null; env > ${home}/env`, { environment: { MIXPATH: '/mix' } });
      expect(await transport.send(parcel)).toEqual({ result: 'taken' });
    } finally {
      delete process.env.NYMBRIDGE_PASSPHRASE;
    }
    const names = readFileSync(join(home, 'env'), 'utf8').match(/^\w+(?==)/gm) ?? [];
    // the shell's own: PWD, OLDPWD, SHLVL, _
    expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual([
      'HOME',
      'MIXPATH',
      'PATH',
      'TZ',
    ]);
  });

  test('that fails says why, on one line of printable characters, and not all of its log', async () => {
    const talk = 'i=0; while [ $i -lt 5000 ]; do echo "line $i"; i=$((i+1)); done';
    const transport = program(`cat > /dev/null; (${talk}; printf 'no \\033[31mchain\\n') >&2; exit 1`);
    const outcome = await transport.send(parcel);
    expect(outcome).toMatchObject({ result: 'later', code: 'exit 1' });
    const reason = 'reason' in outcome ? outcome.reason : '';
    expect(reason).toMatch(/^remailer ended with status 1\. It said: [ -~]*line 4999 no \[31mchain$/);
    expect(reason.length).toBeLessThan(600);
  });

  test.each([
    [64, 'later'],
    [65, 'never'],
    [66, 'later'],
    [67, 'never'],
    [68, 'later'],
    [69, 'later'],
    [70, 'later'],
    [71, 'later'],
    [72, 'later'],
    [73, 'later'],
    [74, 'later'],
    [75, 'later'],
    [76, 'later'],
    [77, 'later'],
    [78, 'later'],
    [1, 'later'],
    [127, 'later'],
  ])('with status %d is asked again: %s', (status, result) => {
    expect(outcomeOf('x', { status, whole: true, said: '' }).result).toBe(result);
  });

  test('that ends well without having read the letter has not taken it', async () => {
    expect(await program('exit 0').send(long)).toMatchObject({ result: 'later', code: 'exit 0' });
  });

  test('that is not there can be installed later', async () => {
    const transport = commandTransport({ command: [join(home, 'missing')], time_limit: 1000, environment: {} });
    const reason = 'There is no program missing that can be run.';
    expect(await transport.send(parcel)).toEqual({ result: 'later', reason, code: 'ENOENT' });
    expect(await transport.check()).toMatchObject({ result: 'later', reason });
  });

  test('is found without being run, by its path or in PATH; a file that nobody may run, or a folder, is none', async () => {
    const transport = program(`touch ${home}/ran`);
    expect(await transport.check()).toEqual({ result: 'taken' });
    expect(await commandTransport({ command: ['sh'], time_limit: 1, environment: {} }).check()).toEqual({
      result: 'taken',
    });
    chmodSync(join(home, 'remailer'), 0o600);
    expect(await transport.check()).toMatchObject({ result: 'later' });
    expect(await commandTransport({ command: [home], time_limit: 1, environment: {} }).check()).toMatchObject({
      result: 'later',
    });
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });
});

describe('a program that is ended', () => {
  const neverEnds = 'while :; do sleep 60; done';

  test('with the whole letter in hand may have sent it: it is not given it again', async () => {
    const transport = program(`cat > /dev/null; ${neverEnds}`, { time_limit: 200 });
    expect(await transport.send(parcel)).toMatchObject({
      result: 'unknown',
      reason: expect.stringContaining('had been given the whole letter, and was ended when its time was up'),
    });
  });

  test('before it had the whole letter cannot have sent it: it goes again', async () => {
    const transport = program(`touch ${home}/begun; ${neverEnds}`);
    expect(await givenUp(transport, long, join(home, 'begun'))).toMatchObject({
      result: 'later',
      reason: expect.stringContaining('before it had read the letter'),
    });
  });

  test('because its time is up before it had the whole letter goes again, and the limit is told', async () => {
    const transport = program(neverEnds, { time_limit: 200 });
    expect(await transport.send(long)).toMatchObject({
      result: 'later',
      reason: 'remailer was ended when its time was up before it had read the letter.',
    });
  });

  test('and will not, is killed', async () => {
    const transport = program(`trap '' TERM; touch ${home}/begun; ${neverEnds}`);
    expect(await givenUp(transport, long, join(home, 'begun'))).toMatchObject({ result: 'later', code: 'killed' });
  });

  test('takes what it has started with it', async () => {
    const fifo = join(home, 'fifo');
    execFileSync('mkfifo', [fifo]);
    // ends when nobody has the fifo open for writing any more
    const dead = text(createReadStream(fifo));
    const transport = program(`(touch ${home}/begun; exec sleep 600) > ${fifo} & ${neverEnds}`);
    await givenUp(transport, long, join(home, 'begun'));
    expect(await dead).toBe('');
  });

  test('and says at its end that all is well has taken the letter', () => {
    expect(outcomeOf('x', { status: 0, whole: true, because: 'time', said: '' })).toEqual({ result: 'taken' });
  });

  test('by somebody else, with the whole letter in hand, may have sent it', async () => {
    expect(await program('cat > /dev/null; kill -9 $$').send(parcel)).toMatchObject({
      result: 'unknown',
      code: 'killed',
    });
  });

  test('before it was begun is not begun', async () => {
    const transport = program(`touch ${home}/ran`);
    expect(await transport.send(parcel, AbortSignal.abort())).toMatchObject({ result: 'later' });
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });
});

describe('a nym’s letter by a program', () => {
  /** What becomes of a letter, and what the log says of it. */
  async function write(script: string) {
    const lines: string[] = [];
    const log = openLog((line) => lines.push(line), Date.now);
    const street = await openStreetOut({ log, transports: { smtp: program(script) } });
    await street.outgoing.submit(submitted(mailText(usual)));
    await street.outgoing.workOff();
    const [row] = street.store.outbox.list();
    return { row, log: lines.join('\n'), reports: mailsIn(street.store, street.alice.id, 'INBOX') };
  }

  test('is on its standard input, a mail to the nym server that names nobody else', async () => {
    const { row, log } = await write(`cat > ${home}/mail`);
    expect(row?.state).toBe('handed-over');
    const mail = readFileSync(join(home, 'mail'), 'latin1');
    expect(mail).toMatch(
      /^From: nobody@anonymous\.invalid\nTo: send@nym\.test\n\n-----BEGIN PGP MESSAGE-----\n[^]*-----END PGP MESSAGE-----\n$/,
    );
    expect(await openParcel({ purpose: '', to: '', source: Buffer.from(mail) })).toContain('Hello Bob');
    expect(log).toBe('');
  });

  test('that fails and may pass waits, with the program’s words beside it, which the log does not have', async () => {
    const { row, log } = await write('cat > /dev/null; echo "no chain to bob@example.org" >&2; exit 75');
    expect(row).toMatchObject({
      state: 'queued',
      lastError:
        'remailer ended with status 75 (EX_TEMPFAIL: it asks to try again later). It said: no chain to bob@example.org',
    });
    expect(log).toContain('exit 75');
    expect(log).not.toMatch(/bob|chain/);
  });

  test('that is refused comes back with the program’s words', async () => {
    const { row, reports } = await write('cat > /dev/null; echo "not a letter"; exit 65');
    expect(row?.state).toBe('failed');
    expect(reports).toEqual([expect.stringContaining('EX_DATAERR')]);
    expect(reports[0]?.replace(/=\r?\n/g, '')).toContain('It said: not a letter');
  });
});
