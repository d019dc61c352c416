import { readAddresses } from './address';
import { fieldRaw } from './header';
import { limits } from './limits';
import type { Envelope, HeaderField, MailAddress } from './types';

const names = new Set([
  'date',
  'subject',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'in-reply-to',
  'message-id',
]);

/**
 * The ENVELOPE of a message with these header fields (RFC 9051 §7.5.2). Where a field that may stand once stands again, the last one
 * counts, and addresses add up: as Dovecot has it.
 */
export function readEnvelope(fields: readonly HeaderField[]): Envelope {
  const values = new Map<string, string[]>();
  for (const field of fields) {
    const name = field.name.toLowerCase();
    if (names.has(name)) values.set(name, [...(values.get(name) ?? []).slice(-limits.repeats), fieldRaw(field)]);
  }
  const text = (name: string): string | undefined => values.get(name)?.at(-1);
  const addresses = (name: string): MailAddress[] =>
    (values.get(name) ?? []).flatMap(readAddresses).slice(0, limits.addresses);
  return {
    ...present('date', text('date')),
    ...present('subject', text('subject')),
    from: addresses('from'),
    sender: addresses('sender'),
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    ...present('inReplyTo', text('in-reply-to')),
    ...present('messageId', text('message-id')),
  };
}

/** An object with that one key, or without it. */
export function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const none: Partial<Record<K, V>> = {};
  return value === undefined ? none : { ...none, [key]: value };
}
