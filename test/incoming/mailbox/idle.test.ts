import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readStructure } from '../../../src/protocol/mime';
import { openTalk } from '../../support/checker';
import type { Talk } from '../../support/checker';
import { openStoreImap } from '../../support/storeImap';
import type { StoreImap } from '../../support/storeImap';

// Gluon and Dovecot tell an idling client after half a second. Here neither the bridge's clock nor any timer of Node's goes: what is told is told
// without waiting for one. How long that takes is a row of `npm run bench:imap`.

/** Jest's own patience is a timer too, and stands still with the others. */
const later = globalThis.setTimeout;
const patienceMs = 3000;

let imap: StoreImap;
let idling: Talk;
let heard: string[];

beforeEach(async () => {
  imap = await openStoreImap();
  heard = [];
  idling = await openTalk(imap.port, (response) => heard.push(response));
  await idling.ask(`LOGIN ${imap.alice.address} ${imap.alice.password}`);
  await idling.ask('SELECT INBOX');
  idling.begin('IDLE');
  await idling.until(() => heard.some((line) => line.startsWith('+')), 'a continuation');
  heard = [];
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date', 'hrtime'] });
}); // prettier-ignore
afterEach(async () => {
  await jest.runOnlyPendingTimersAsync();
  jest.useRealTimers();
  await idling.close();
  await imap.stop();
});

/** Waits for no more than the idling client to be told that. */
async function told(line: string): Promise<void> {
  const inVain = new Promise<never>((_, reject) => {
    later(reject, patienceMs, new Error(`waited in vain for ${line}`)).unref();
  });
  await Promise.race([idling.until(() => heard.includes(line), line), inVain]);
  expect(heard).toEqual([line]);
  heard = [];
}

function deliver(): void {
  const inbox = imap.store.mail.mailboxes.byName(imap.alice.id, 'INBOX');
  if (!inbox) throw new Error('no INBOX');
  const source = Buffer.from('Subject: x\r\n\r\ntext\r\n');
  imap.store.mail.messages.append(inbox.id, [
    { source, structure: JSON.stringify(readStructure(source)), flags: [], internalDate: 1 },
  ]);
}

describe('an idling client hears of it without a moment’s wait', () => {
  test('what another client adds, marks and removes', async () => {
    const other = await openTalk(imap.port, () => undefined);
    await other.ask(`LOGIN ${imap.alice.address} ${imap.alice.password}`);
    await other.ask('SELECT INBOX');
    await other.ask('APPEND INBOX {6+}\r\na: b\r\n');
    await told('* 1 EXISTS');
    await other.ask('STORE 1 +FLAGS (\\Deleted)');
    await told('* 1 FETCH (UID 1 FLAGS (\\Deleted))');
    await other.ask('EXPUNGE');
    await told('* 1 EXPUNGE');
    await other.close();
  });

  test('what the bridge delivers', async () => {
    deliver();
    await told('* 1 EXISTS');
  });
});
