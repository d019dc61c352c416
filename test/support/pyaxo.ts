import { sealByPassphrase } from '../../src/protocol/openpgp';
import type { Side } from '../protocol/ephemeral/sides';
import { seededRandom } from './random';

/** The file in which nymphemeral would keep a state that has written nothing and got nothing, under a passphrase. */
export async function pyaxoFile({ saved }: Side, passphrase: string, now: number): Promise<Buffer> {
  const { sending } = saved;
  const key = (hex: string | undefined) =>
    hex === undefined ? "'0'" : `'${Buffer.from(hex, 'hex').toString('base64')}'`;
  const row = [
    ...["'wombat'", "'nym.test'", key(saved.root), key(sending.header), key(undefined)],
    ...[key(saved.nextSending), key(saved.nextReceiving), key(sending.chain), key(undefined)],
    ...[key(undefined), key(undefined), key(undefined), key(sending.own), key(undefined), key(undefined)],
    ...["'0'", '0', '0', '0', '0', '0'],
  ];
  const dump = `BEGIN TRANSACTION;\nINSERT INTO "conversations" VALUES(${row.join(',')});\nCOMMIT;\n`;
  return sealByPassphrase(Buffer.from(dump), Buffer.from(passphrase), {
    random: seededRandom('pyaxo file'),
    now: new Date(now),
  });
}
