import { bad, good } from './finding';
import type { Check, Patient } from './patient';

const check = 'database';
export const restore = 'Make a copy of the data folder as it is, then restore the last backup.';
export const lost = 'Mail may be lost, and more with every day it is used.';

/** Whether every page of the database is what was written, and all of them fit together. */
export const checkDatabase: Check<Patient> = ({ store }) => {
  const troubles = store.integrity();
  if (troubles.length === 0) return [good(check, 'Every page is as it was written.', 'The mail is whole.')];
  const finding = `It is damaged: ${troubles.slice(0, 3).join(' ')}${troubles.length > 3 ? ' And more.' : ''}`;
  return [bad(check, finding, lost, restore)];
};
