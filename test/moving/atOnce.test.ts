import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../src/base/random';
import { exportMail, importMail, openBridge } from '../../src/bridge';
import { openMboxTarget, type Target } from '../../src/moving';
import { around, begunHome, passphrase } from '../support/bridge';
import { temporaryFolder } from '../support/folder';
import { allMail, outMail } from '../support/moving';
import { aliceDraft } from '../support/nyms';

const count = 60;
const panda = 'panda@nym.test';

/** Two verbs' views of one store with Alice's nym in it. */
async function openTwo() {
  const paths = begunHome('');
  const [one, two] = [openBridge(paths, passphrase(), around), openBridge(paths, passphrase(), around)];
  const { alice } = await aliceDraft(one.store);
  return {
    one,
    two,
    mails: () => allMail({ store: one.store, nymId: alice.id }),
    close: () => {
      one.close();
      two.close();
    },
  };
}

function maildir(): string {
  const root = temporaryFolder();
  for (const part of ['cur', 'new']) mkdirSync(join(root, part));
  for (let n = 0; n < count; n++) writeFileSync(join(root, 'new', String(n)), `Subject: ${n}\n\n`);
  return root;
}

const sentence = 'Another "nymbridge mail export" or "mail import" is at work on these data.';
const refused = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));

describe('two moves on the same data', () => {
  test('do not bring the same mail twice: the second is refused until the first has ended', async () => {
    const { one, two, mails, close } = await openTwo();
    const wishes = { place: { kind: 'maildir', path: maildir() } } as const;
    const results = await Promise.allSettled([importMail(one, panda, wishes), importMail(two, panda, wishes)]);
    expect(mails()).toHaveLength(count);
    expect(refused(results)).toEqual([expect.stringContaining(sentence)]);
    expect((await importMail(two, panda, wishes)).mailboxes).toMatchObject([{ copied: 0, 'there already': count }]);
    close();
  });

  test('do not take each other’s unfinished files away, nor make a place for nothing', async () => {
    const { one, two, close } = await openTwo();
    const [first, second] = [join(temporaryFolder(), 'first'), join(temporaryFolder(), 'second')];
    const results = await Promise.allSettled([
      exportMail(one, panda, { place: { kind: 'mbox', path: first } }),
      exportMail(two, panda, { place: { kind: 'mbox', path: second } }),
    ]);
    expect(refused(results)).toEqual([expect.stringContaining(sentence)]);
    expect([first, second].filter((folder) => existsSync(folder))).toHaveLength(1);
    close();
  });
});

describe('an mbox that two bridges write at once', () => {
  const file = 'Old.mbox';
  const open = (target: Target) => target.open({ name: 'Old', specialUse: undefined });

  test('is the first one’s whole, and the second is told instead of taking it for its own', async () => {
    const folder = join(temporaryFolder(), 'mbox');
    const [one, two] = [await openMboxTarget(folder, systemRandom), await openMboxTarget(folder, systemRandom)];
    const [first, second] = [await open(one), await open(two)];
    await first.put(outMail('V1U1', 'Subject: one\r\n\r\n'), new Map());
    await second.put(outMail('V2U1', 'Subject: two\r\n\r\n'), new Map());
    await first.flush();
    const written = readFileSync(join(folder, file), 'utf8');
    expect(written).toContain('Subject: one');
    await expect(second.flush()).rejects.toThrow('Another program has changed');
    await second.close();
    expect(readFileSync(join(folder, file), 'utf8')).toBe(written);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('loses what was left beside it by a process that died, and nothing of one that lives', async () => {
    const folder = join(temporaryFolder(), 'mbox');
    const target = await open(await openMboxTarget(folder, systemRandom));
    const { pid: dead } = spawnSync(process.execPath, ['--version']);
    const left = [dead, process.ppid, process.pid].map((pid) => `${file}.${pid}.abc.part`);
    for (const name of left) writeFileSync(join(folder, name), '');
    await target.put(outMail('V1U1', 'Subject: one\r\n\r\n'), new Map());
    await target.flush();
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([left[1]]);
  });
});
