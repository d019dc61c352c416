import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeText, readStructure } from '../../src/protocol/mime';
import { mailsOf } from '../support/incoming';
import { mailText, submitted } from '../support/letters';
import type { Lives } from '../support/lives';
import { address, day, hour, startLives } from '../support/lives';

let lives: Lives;

beforeEach(async () => {
  lives = await startLives();
});
afterEach(() => lives.stop());

const write = (body: string, subject = 'please') =>
  lives.outgoing.submit(
    submitted(mailText([`From: ${address}`, 'To: config@nym.test', `Subject: ${subject}`], body), ['config@nym.test']),
  );

/** The first line of each explanation, oldest first, of mails that came after the first `before`. */
async function explained(before: number): Promise<string[]> {
  return mailsOf(lives.store, (await lives.nym()).id)
    .filter(({ mailbox }) => mailbox === 'Nym Server')
    .slice(before)
    .map(({ source }) => {
      const { root } = readStructure(source);
      return decodeText(root, source.subarray(root.bodyStart, root.bodyEnd)).split('\r\n')[0] ?? '';
    });
}

const round = async () => {
  await lives.handOver();
  await lives.serve();
  await lives.read();
};

describe('a nym that works', () => {
  beforeEach(async () => {
    await lives.active();
    await lives.clock.advance(hour);
  });

  test('two changes, answered the other way round: each answer says what is in force by then', async () => {
    await write('acksend: no\n');
    await lives.handOver();
    await lives.serve();
    await lives.clock.advance(hour);
    await write('subject: fixed words\n');
    await lives.handOver();
    await lives.serve();
    lives.articles.reverse();
    await lives.read();
    expect(await explained(1)).toEqual([
      `Your change is in force for ${address}: subject, acksend.`,
      `An old list of the settings of ${address}: the bridge has had a`,
    ]);
    expect(await lives.state()).toBe('active');
  });

  test('an answer to the first of two changes says that the second is not there yet, and that it is asked for', async () => {
    await write('acksend: no\n');
    await lives.handOver();
    await lives.serve();
    await write('subject: fixed words\n');
    await lives.read();
    expect(await explained(1)).toEqual([`Not all that you asked for is in force for ${address}.`]);
    expect(await lives.state()).toBe('changing');
    await lives.clock.advance(hour);
    await round();
    expect((await explained(2))[0]).toMatch(/^Your change is in force .*: subject/);
    expect(await lives.state()).toBe('active');
  });

  test('a change that is lost is asked for again, and the answer to that explains it', async () => {
    await write('acksend: no\n');
    await lives.handOver();
    lives.mails.splice(0);
    await lives.pass(4 * day);
    expect(await explained(1)).toEqual([`Your change is in force for ${address}: acksend.`]);
  });

  test('a question while a change is pending does not disturb it', async () => {
    await write('acksend: no\n');
    await write('', 'status');
    await lives.clock.advance(hour);
    await round();
    expect((await explained(1))[0]).toBe(`Your change is in force for ${address}: acksend.`);
    expect([await lives.state(), lives.server.settingsOf(address)?.acksend]).toEqual(['active', false]);
  });
});

test('a nym that nobody has confirmed can be asked about and not changed, and neither does harm to its creation', async () => {
  const nym = await lives.draft();
  await expect(write('', 'status')).rejects.toMatchObject({ code: 'nym-busy' });
  await lives.outgoing.create(nym);
  await expect(write('acksend: no\n')).rejects.toMatchObject({ code: 'nym-busy' });
  await write('', 'status');
  await lives.handOver();
  lives.mails.reverse();
  await lives.serve();
  await lives.read();
  expect(await explained(0)).toEqual([`The nym ${address} is made: it is yours, and can be used.`]);
  expect(await lives.state()).toBe('active');
});

test('a nym that is being deleted can be asked about: the answer says on what it stands', async () => {
  await lives.active();
  await lives.clock.advance(hour);
  await write('delete: yes\n');
  await lives.handOver();
  const [deletion] = lives.mails.splice(0);
  await expect(write('acksend: no\n')).rejects.toMatchObject({ code: 'nym-not-active' });
  await write('', 'status');
  await round();
  expect(await explained(1)).toEqual([`These are the settings of ${address}, as the nym server has them.`]);
  expect(await lives.state()).toBe('deleting');
  if (deletion) lives.mails.push(deletion);
  await lives.serve();
  await lives.read();
  expect(await explained(2)).toEqual([`The nym ${address} is deleted: the server drops mail to it from now`]);
});
