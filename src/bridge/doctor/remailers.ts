import { good } from './finding';
import type { Check, Outside } from './patient';

/** This version sends through no remailer: there is no directory of them and no statistics that could be out of date. */
export const checkRemailers: Check<Outside> = () => [
  good('remailer directory', 'Not in use: no letter goes through remailers yet.', 'Nothing depends on its age.'),
  good('remailer statistics', 'Not in use: no letter goes through remailers yet.', 'Nothing depends on their age.'),
];
