// The ephemeral layer of a nym, as servers that know it keep it (ephemeral.md).
import { createServerState, decrypt, encrypt, EphemeralError } from '../../protocol/ephemeral';
import type { State } from '../../protocol/ephemeral';
import type { ReadRequest } from '../../protocol/nymserv';
import { isWholeMessage } from '../../protocol/openpgp';
import type { Conf } from './conf';
import type { Server } from './types';

/**
 * The layer after a request: both options begin a new one, be they the same as before; either of them unset ends it. Undefined: none.
 * Throws EphemeralError `bad-key`.
 */
export function layerAfter(options: ReadRequest['options'], before?: State): State | undefined {
  const [ephemeral, ratchet] = [options.get('ephemeral'), options.get('ratchet')];
  if (typeof ephemeral === 'string' && typeof ratchet === 'string') return createServerState(ephemeral, ratchet);
  return ephemeral === false || ratchet === false ? undefined : before;
}

/** Puts the body of an article into the layer, if the nym has one. */
export async function putIntoLayer({ random, clock }: Server, conf: Conf, body: Buffer): Promise<Buffer> {
  if (!conf.layer) return body;
  const { state, message } = await encrypt(conf.layer, body, { random, now: clock.now() });
  conf.layer = state;
  return message;
}

/**
 * The letter in what a nym has signed; undefined where there is none to be sent. Of a nym with a layer, a letter outside of it breaks the
 * server, and one that does not open is dropped.
 */
export async function takeOutOfLayer(server: Server, conf: Conf, payload: Buffer): Promise<Buffer | undefined> {
  if (!conf.layer) return payload;
  try {
    if (!isWholeMessage(payload)) throw new EphemeralError('not-ephemeral', 'There is no block of the layer.');
    const { state, plaintext } = await decrypt(conf.layer, payload, server.clock.now());
    conf.layer = state;
    return plaintext;
  } catch (error) {
    if (!(error instanceof EphemeralError)) throw error;
    if (error.code === 'not-ephemeral') server.wedge('a letter outside the ephemeral layer of its nym');
    server.record.refused.push(refusals[error.code] ?? 'a letter whose ephemeral layer does not open');
    return undefined;
  }
}

const refusals: Partial<Record<EphemeralError['code'], string>> = {
  'not-ephemeral': 'a letter outside the ephemeral layer of its nym',
  duplicate: 'a letter whose ephemeral layer was opened before',
};
