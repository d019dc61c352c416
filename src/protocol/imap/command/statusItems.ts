import { limits } from '../limits';
import type { Cursor } from '../wire/cursor';
import { readKeyword, readList } from '../wire/lexical';

const items = [
  'MESSAGES',
  'RECENT',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'DELETED',
  'DELETED-STORAGE',
  'SIZE',
  'HIGHESTMODSEQ',
  'APPENDLIMIT',
  'MAILBOXID',
] as const;

/** What STATUS can be asked for (RFC 9051 §6.3.11; RECENT: RFC 3501 §6.3.10; HIGHESTMODSEQ: RFC 7162 §3.1.7; APPENDLIMIT: RFC 7889 §4; DELETED-STORAGE: RFC 9208 §4.1.4; MAILBOXID: RFC 8474 §4.3). */
export type StatusItem = (typeof items)[number];

/** "(" status-att *(SP status-att) ")" */
export function readStatusItems(c: Cursor): StatusItem[] {
  return readList(c, limits.listItems, () => {
    const name = readKeyword(c);
    return items.find((item) => item === name) ?? c.fail('Unknown status item before this point');
  });
}
