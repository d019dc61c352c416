import { until } from '../../support/mailClient';
import type { Thunderbird } from './open';
import type { Preferences } from './submitting';

// Thunderbird's own OpenPGP.

/** The settings that let it sign every mail with a key. */
export function signingWith(fingerprint: string): Preferences {
  return {
    'mail.identity.id1.openpgp_key_id': fingerprint.slice(-16).toUpperCase(),
    'mail.identity.id1.sign_mail': true,
  };
}

/** Takes in a secret key that is not locked, as the user's own. */
export async function importOwnKey(thunderbird: Thunderbird, armored: string, fingerprint: string): Promise<void> {
  await thunderbird.run(
    `const { RNP } = ChromeUtils.importESModule('chrome://openpgp/content/modules/RNP.sys.mjs');
    const { PgpSqliteDb2 } = ChromeUtils.importESModule('chrome://openpgp/content/modules/sqliteDb.sys.mjs');
    const { BondOpenPGP } = ChromeUtils.importESModule('chrome://openpgp/content/BondOpenPGP.sys.mjs');
    await BondOpenPGP.init();
    await RNP.importSecKeyBlockImpl(null, () => '', false, args[0]);
    await PgpSqliteDb2.acceptAsPersonalKey(args[1]);`,
    armored,
    fingerprint.toUpperCase(),
  );
}

/** The window that is written in learns only after a while that it is to sign. */
export async function untilItSigns(thunderbird: Thunderbird): Promise<void> {
  await until('the mail to be one that is signed', () =>
    thunderbird.run<boolean>(`return Services.wm.getMostRecentWindow('msgcompose').gSendSigned || undefined;`),
  );
}
