import { shuffled } from '../../base/random';
import { fieldRaw, firstField, readHeader, readMailboxes, writeAddresses, writeField } from '../../protocol/mime';
import type { HeaderField } from '../../protocol/mime';
import { RemailerError } from '../../protocol/remailer';
import type { Mail } from '../mail';
import type { Around, Self } from './kind';

/** Set by the exit itself, or its own marks (yamn.md §7.2). */
const ownFields = ['from', 'date', 'message-id'];

/**
 * What YAMN's exit sends: one mail to each address of To and Cc. From is its own, but for the name; of repeated fields the first is kept; their
 * order is random (yamn.md §7.2). Throws `malformed` for what has no header or nobody to go to.
 */
export function yamnMails(message: Buffer, { name, address }: Self, { clock, random }: Around): Mail[] {
  const { fields, end } = readHeader(message);
  const recipients = ['To', 'Cc'].flatMap((field) => addressesIn(firstField(fields, field)));
  if (fields.length === 0 || fields.some((field) => field.name === ''))
    throw new RemailerError('malformed', 'The message does not begin with a header.');
  if (recipients.length === 0) throw new RemailerError('malformed', 'The message is for nobody.');
  const given = firstField(fields, 'From');
  const shown = (given && readMailboxes(fieldRaw(given))[0]?.name) ?? `Anonymous Remailer ${name}`;
  const [domain] = address.split('@').slice(-1);
  const own = [
    writeField('From', writeAddresses([{ name: shown, address }])),
    writeField('Date', new Date(clock.now()).toUTCString().replace('GMT', '+0000')),
    writeField('Message-Id', `<${random.bytes(12).toString('hex')}@${domain}>`),
  ];
  const source = Buffer.concat([
    Buffer.from(own.join('').replaceAll('\r\n', '\n')),
    ...shuffled(passed(fields), random),
    Buffer.from('\n'),
    message.subarray(end),
  ]);
  return recipients.map((to) => ({ from: address, to, source }));
}

function addressesIn(field: HeaderField | undefined): string[] {
  return field ? readMailboxes(fieldRaw(field)).map(({ address }) => address) : [];
}

function passed(fields: readonly HeaderField[]): Buffer[] {
  const first = new Map<string, Buffer>();
  for (const { name, raw } of fields) {
    const key = name.toLowerCase();
    const isOwn = ownFields.includes(key) || key.startsWith('yamn-');
    if (!isOwn && !first.has(key))
      first.set(key, Buffer.concat([Buffer.from(canonical(name)), raw.subarray(raw.indexOf(':'))]));
  }
  return [...first.values()];
}

/** `mime-version` is written `Mime-Version`, as Go's programs do. */
function canonical(name: string): string {
  return name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join('-');
}
