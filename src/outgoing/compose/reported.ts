import type { Nym } from '../../nym';
import { fieldRaw, mediaName, readHeader, readParam } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { Refusal } from '../letter';
import { writeAllowed, writeInnerHeader, writeWholeHeader } from './inner';
import type { Writers } from './inner';

/** Refuses a read receipt (RFC 8098) that a mail client sends by itself, signed or not: the mail is for that alone. */
export function refuseReceipt(root: Part): void {
  if (!isReceipt(root)) return;
  const message =
    'This is a read receipt: it would tell when you have read the mail, and with which program. Nothing was sent. Set your mail ' +
    'client to send none.';
  throw new Refusal('tells-too-much', message);
}

function isReceipt(part: Part): boolean {
  const [first] = part.parts;
  if (mediaName(part) === 'multipart/signed') return first !== undefined && isReceipt(first);
  if (mediaName(part) !== 'multipart/report') return isNotification(part);
  return /^disposition-/i.test(readParam(part.params, 'report-type') ?? '') || part.parts.some(isNotification);
}

const isNotification = (part: Part): boolean => /^message\/(?:global-)?disposition-notification$/.test(mediaName(part));

/** Whether a leaf says something of another mail: a report for programs, or nothing but a header. */
export function isReported(part: Part): boolean {
  return part.type === 'message' || mediaName(part) === 'text/rfc822-headers';
}

/**
 * What a report (RFC 6522) says of somebody's mail, written anew: whom it was to and what became of it, not by which machines and
 * programs, nor when in whose zone; of that mail's header what goes of a forwarded one's. LF line ends. Undefined for what is not known
 * here, and for what goes whole where that is wanted.
 */
export function rewriteReported(
  part: Part,
  bytes: Buffer,
  { forwards }: Pick<Nym['style'], 'forwards'>,
): string | undefined {
  const name = mediaName(part).replace('/global-', '/');
  const isWhole = forwards === 'whole';
  if (headers.includes(name)) return (isWhole ? writeWholeHeader : writeInnerHeader)(readHeader(bytes).fields);
  const writers = reports[name];
  return writers === undefined || isWhole ? undefined : writeGroups(bytes, writers);
}

const headers = ['text/rfc822-headers', 'message/headers'];

const people: Writers = { 'Original-Recipient': fieldRaw, 'Final-Recipient': fieldRaw };

const reports: Readonly<Record<string, Writers>> = {
  // RFC 8098 §3.1
  'message/disposition-notification': { ...people, Disposition: fieldRaw, Failure: fieldRaw, Error: fieldRaw },
  // RFC 3464 §2.2, §2.3: the machine that reports has to be named, and may be anybody's
  'message/delivery-status': {
    'Reporting-MTA': () => 'dns; localhost',
    ...people,
    Action: fieldRaw,
    Status: fieldRaw,
    'Diagnostic-Code': fieldRaw,
  },
};

/** Groups of fields with an empty line between them (RFC 3464 §2.1). */
function writeGroups(bytes: Buffer, writers: Writers): string {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const { fields, end } = readHeader(bytes, at);
    groups.push(writeAllowed(fields, writers));
    at = end;
  }
  return groups.filter((group) => group !== '').join('\n');
}
