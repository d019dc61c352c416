import { statSync } from 'node:fs';
import { accessOf } from './access';
import { bad, good } from './finding';
import type { Check, Outside } from './patient';

const check = 'passphrase file';
const meaning = 'Who has the passphrase can open the mail, the addresses and the keys.';

/** Whether others may read the file that the passphrase was taken from. */
export const checkPassphraseFile: Check<Outside> = ({ passphraseFile: file }) => {
  if (file === undefined) return [good(check, 'The passphrase does not come from a file.', meaning)];
  const access = accessOf(file);
  if (!access || !statSync(file).isFile()) return [good(check, `${file} keeps nothing.`, meaning)];
  if (!access.readable && !access.writable) return [good(check, `Only you can read ${file}.`, meaning)];
  const finding = `Others on this machine may get at ${file} (mode ${access.mode}).`;
  return [
    bad(
      check,
      finding,
      meaning,
      `Close it: chmod 600 ${file}. If somebody may have read it, change the passphrase: nymbridge passphrase.`,
    ),
  ];
};
