import { describe, expect, test } from '@jest/globals';
import { standingOf } from '../../src/nym';
import type { NymId, Standing } from '../../src/nym';
import type { Store } from '../../src/store';
import { aliceActive, aliceDraft, start } from '../support/nyms';

function standing(store: Store, id: NymId): Standing {
  const row = store.nyms.byId(id);
  if (!row) throw new Error('she is gone');
  return standingOf(store, row);
}

function option(store: Store, id: NymId, name: string) {
  return standing(store, id).options.find((one) => one.option === name);
}

const later = (ms: number) => ({ at: start + ms, saidAt: start + ms, evidence: 'article <late@nym.test>' });

describe('what is asked for, acted on and listed', () => {
  test('is not taken one for the other before the server has said anything', async () => {
    const { store, alice } = await aliceDraft();
    expect(standing(store, alice.id)).toMatchObject({ settings: undefined, saidAt: undefined });
    expect(option(store, alice.id, 'hsub')).toEqual({
      option: 'hsub',
      asked: alice.asked?.hsub,
      believed: undefined,
      said: undefined,
    });
  });

  test('is the same three times where all is settled', async () => {
    const { store, alice } = await aliceActive();
    const hsub = alice.options.hsub;
    expect(option(store, alice.id, 'hsub')).toEqual({ option: 'hsub', asked: undefined, believed: hsub, said: hsub });
    expect(option(store, alice.id, 'symmetric')).toMatchObject({ believed: null, said: null });
    expect(option(store, alice.id, 'acksend')).toMatchObject({ believed: true, said: true });
    expect(standing(store, alice.id).saidAt).toBe(start);
  });

  test('does not lose the passphrase in force while another is asked for', async () => {
    const { store, nyms, alice } = await aliceActive();
    nyms.noteConfig(alice.id, { symmetric: 'another layer', acksend: false }, later(1));
    expect(option(store, alice.id, 'symmetric')).toMatchObject({ asked: 'another layer', believed: null, said: null });
    expect(option(store, alice.id, 'acksend')).toMatchObject({ asked: false, believed: true, said: true });
  });

  test('shows a request that the server called successful and did not follow', async () => {
    const { store, nyms, alice } = await aliceActive();
    nyms.noteConfig(alice.id, { hsub: 'another passphrase' }, later(1));
    const settings = { address: alice.address, hsub: String(alice.options.hsub) };
    nyms.applyReply(alice.id, { kind: 'changed', address: alice.address, settings }, later(2));
    expect(option(store, alice.id, 'hsub')).toMatchObject({
      asked: 'another passphrase',
      believed: alice.options.hsub,
      said: alice.options.hsub,
    });
  });

  test('tells an answer that did not grant a request from a list that was made before it', async () => {
    const { store, nyms, alice } = await aliceActive();
    const settings = { address: alice.address, hsub: String(alice.options.hsub) };
    nyms.noteConfig(alice.id, { hsub: 'another passphrase' }, later(10));
    nyms.applyReply(alice.id, { kind: 'changed', address: alice.address, settings }, later(5));
    expect(standing(store, alice.id).isAnswer).toBe(false);
    nyms.applyReply(alice.id, { kind: 'changed', address: alice.address, settings }, later(20));
    expect(standing(store, alice.id).isAnswer).toBe(true);
  });

  test('keeps a subject that the hSub hides', async () => {
    const { store, nyms, alice } = await aliceActive();
    const settings = { address: alice.address, hsub: String(alice.options.hsub), subject: 'news from the zoo' };
    nyms.applyReply(alice.id, { kind: 'changed', address: alice.address, settings }, later(2));
    expect(option(store, alice.id, 'subject')).toMatchObject({
      believed: 'news from the zoo',
      said: 'news from the zoo',
    });
  });
});
