import { sameAddress } from '../../base/address';
import { toLf } from '../../base/bytes';
import type { Nym } from '../../nym';
import { fieldRaw, readHeader, readMailboxes } from '../../protocol/mime';
import type { HeaderField, Part } from '../../protocol/mime';
import { Refusal } from '../letter';
import { isBeside } from './beside';
import { hasFromLine } from './body';

/** Whose signature it is, and the Message-IDs that it may name. */
export interface Signer {
  readonly nym: Pick<Nym, 'address' | 'displayName' | 'domain'>;
  readonly shownIds: () => Promise<ReadonlySet<string>>;
}

/**
 * Whether the parts of a multipart are signed or encrypted: by its own kind (RFC 1847 §2), or, as Thunderbird can do, by a signature
 * in the first field of its only part (draft-gallagher-email-unobtrusive-signatures).
 */
export function isSealed({ subtype, parts }: Part, source: Buffer): boolean {
  const [first, ...others] = parts;
  if (!first) return false;
  if (subtype === 'signed' || subtype === 'encrypted') return true;
  if (subtype !== 'mixed' || others.length > 0) return false;
  return readHeader(source, first.headerStart, first.bodyStart).fields[0]?.name.toLowerCase() === 'sig';
}

/** Whether the nym server would change what is signed: then the signature breaks, whoever made it. */
export function isChangedOnTheWay({ subtype, parts: [first] }: Part, source: Buffer): boolean {
  return subtype !== 'encrypted' && first !== undefined && hasFromLine(bytesOf(first, source));
}

/** What is signed, and what stands beside it but for the signature: a broken one would make its maker look forged. */
export function withoutSignature({ parts: [first, ...others] }: Part): Part[] {
  return first === undefined ? [] : [first, ...others.filter((one) => !isBeside('signed', one))];
}

function bytesOf({ headerStart, bodyEnd }: Part, source: Buffer): Buffer {
  return toLf(source.subarray(headerStart, bodyEnd));
}

/**
 * What is signed in a mail, to the byte but for CR: a signature covers it with CRLF however it travels (RFC 1847
 * §2.1). So what must not go out cannot be taken away here, only refused. `signer`: who has signed it; where it is somebody else, it
 * tells of them what they have told the nym.
 */
export async function copyPart(part: Part, source: Buffer, signer?: Signer): Promise<Buffer> {
  const copied = bytesOf(part, source);
  if (hasFromLine(copied))
    throw new Refusal(
      'breaks-signature',
      'The signed text has a line that begins with "From ", which the nym server would change: the signature would be broken. ' +
        'Change that line, or send without a signature.',
    );
  const telling = signer && (await findTelling(fieldsIn(part, source), signer));
  if (telling)
    throw new Refusal(
      'tells-too-much',
      `The signature covers a field "${telling.name}" that would tell more of you than the nym's address and name, and cannot be ` +
        `changed any more. ${adviceFor(telling)}, or send without a signature.`,
    );
  return copied;
}

async function findTelling(
  fields: readonly HeaderField[],
  { nym, shownIds }: Signer,
): Promise<HeaderField | undefined> {
  const shown: ReadonlySet<string> = fields.some(isReference) ? await shownIds() : new Set();
  return fields.find((field) => !mayBeSigned(field, nym, shown));
}

/** The fields of the part and of those in it; not of mails inside it, which are somebody's own words. */
function fieldsIn(part: Part, source: Buffer): HeaderField[] {
  const { fields } = readHeader(source, part.headerStart, part.bodyStart);
  return [...fields, ...part.parts.flatMap((child) => fieldsIn(child, source))];
}

function adviceFor({ name }: HeaderField): string {
  if (/^content-id$/i.test(name)) return 'Attach its pictures as files';
  return /^(?:from|reply-to)$/i.test(name)
    ? 'Give the account in your mail client no other name than the nym has'
    : 'Use a profile that "nymbridge account --thunderbird" has written, set another mail client not to sign its header';
}

/**
 * Mail clients put header fields into the signed part ("protected headers"): those that the letter itself shows as well may go. A
 * Date in UTC tells no more than the signature, which says to the second when it was made.
 */
function mayBeSigned(field: HeaderField, nym: Signer['nym'], shown: ReadonlySet<string>): boolean {
  const name = field.name.toLowerCase();
  if (name === 'from' || name === 'reply-to') return readMailboxes(fieldRaw(field)).every((one) => isNym(one, nym));
  if (isReference(field)) return words(field).every((id) => shown.has(id));
  if (name === 'message-id' || name === 'content-id') return words(field).every((id) => namesNoHost(id, nym));
  if (name === 'date') return /(?:[-+]0000|GMT)$/.test(fieldRaw(field));
  return harmless.test(name);
}

const isReference = ({ name }: HeaderField): boolean => /^(?:in-reply-to|references)$/i.test(name);

const words = (field: HeaderField): string[] => fieldRaw(field).trim().split(/\s+/);

/** Behind the "@" the nym's own domain, nothing, or numbers, as Outlook has them in the names of pictures. */
function namesNoHost(id: string, { domain }: Signer['nym']): boolean {
  const [whole, host = domain] = /^<[^@<>]+(?:@([^@<>]+))?>$/.exec(id) ?? [];
  if (whole === undefined) return false;
  return /^[0-9A-F]{8}\.[0-9A-F]{8}$/.test(host) || host.toLowerCase() === domain;
}

const harmless = /^(?:content-(?!location|language)[a-z-]+|mime-version|sig|to|cc|subject)$/;

function isNym(
  { name, address }: { readonly name?: string; readonly address: string },
  nym: Pick<Nym, 'address' | 'displayName'>,
): boolean {
  return sameAddress(address, nym.address) && (name ?? nym.displayName) === nym.displayName;
}
