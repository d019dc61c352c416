import { separator, writeMailbox } from '../wire/mailboxName';
import { writeList } from '../wire/write';

/** A name as LIST gives it. */
export interface Listed {
  readonly name: string;
  readonly attributes: readonly string[];
  /** There is something subscribed (or of a special use) below (RFC 5258 §3.5). */
  readonly childInfo?: readonly string[];
  /** It is told for what is below only, and was not asked for itself. */
  readonly standsIn?: boolean;
  /** What it was called before (RFC 5465 §5.4). */
  readonly oldName?: string;
}

/** mailbox-list (RFC 9051 §7.3.1), without the line end. */
export function writeListLine(
  { name, attributes, childInfo, oldName }: Listed,
  utf8: boolean,
  word: 'LIST' | 'LSUB' = 'LIST',
): string {
  const extended = childInfo ? ` (CHILDINFO ${writeList(childInfo.map((one) => `"${one}"`))})` : '';
  const renamed = oldName === undefined ? '' : ` ("OLDNAME" (${writeMailbox(oldName, utf8)}))`;
  return `* ${word} ${writeList(attributes)} "${separator}" ${writeMailbox(name, utf8)}${extended}${renamed}`;
}
