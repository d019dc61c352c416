import { readAddresses } from './address';
import { fieldRaw, firstField } from './header';
import type { Envelope, HeaderField, MailAddress } from './types';

/** The ENVELOPE of a message with these header fields (RFC 9051 §7.5.2). */
export function readEnvelope(fields: readonly HeaderField[]): Envelope {
  const text = (name: string): string | undefined => {
    const field = firstField(fields, name);
    return field && fieldRaw(field);
  };
  const addresses = (name: string): MailAddress[] => readAddresses(text(name) ?? '');
  return {
    ...present('date', text('Date')),
    ...present('subject', text('Subject')),
    from: addresses('From'),
    sender: addresses('Sender'),
    replyTo: addresses('Reply-To'),
    to: addresses('To'),
    cc: addresses('Cc'),
    bcc: addresses('Bcc'),
    ...present('inReplyTo', text('In-Reply-To')),
    ...present('messageId', text('Message-ID')),
  };
}

/** An object with that one key, or without it. */
export function present<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const none: Partial<Record<K, V>> = {};
  return value === undefined ? none : { ...none, [key]: value };
}
