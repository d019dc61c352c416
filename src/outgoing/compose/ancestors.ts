import { fieldRaw, firstField, readHeader } from '../../protocol/mime';
import type { HeaderField } from '../../protocol/mime';
import { limits } from './limits';

/** The Message-IDs of the mails that this one follows, as the outside knows them. */
export interface Ancestors {
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
}

/**
 * What In-Reply-To and References may say. Message-IDs only: In-Reply-To was once free text, and some clients still write names
 * and dates there. And only those that `shown` gives back.
 */
export async function readAncestors(
  fields: readonly HeaderField[],
  shown: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<Ancestors> {
  return {
    inReplyTo: await shown(idsIn(fields, 'In-Reply-To').slice(0, 1)),
    references: await shown(idsIn(fields, 'References').slice(-limits.references)),
  };
}

/** All that a mail names there, though a letter names fewer. */
export function namedIds(fields: readonly HeaderField[]): string[] {
  return ['In-Reply-To', 'References'].flatMap((name) => idsIn(fields, name).slice(-limits.namedIds));
}

/** The Message-IDs in a field, with angle brackets. */
export function readMessageIds(value: string): string[] {
  // neither side of the "@" can hold one, so this reads any field in linear time
  const ids = value.match(/<[!-;=?A-~]+@[!-;=?A-~]+>/g) ?? [];
  return ids.filter((id) => id.length <= limits.messageIdCharacters);
}

/**
 * The Message-IDs of a mail that the nym server brought to `nym`, and of those that it refers to: the outside knows them. None of a
 * draft, or of what was copied into the nym's mailbox from elsewhere: the bridge's own mark is not on it.
 */
export function receivedIds(header: Uint8Array, nym: string): string[] {
  const { fields } = readHeader(header);
  const mark = firstField(fields, 'X-Nymbridge-Nym');
  if (!mark || fieldRaw(mark) !== nym) return [];
  return ['Message-ID', 'In-Reply-To', 'References'].flatMap((name) => idsIn(fields, name));
}

function idsIn(fields: readonly HeaderField[], name: string): string[] {
  const field = firstField(fields, name);
  return field === undefined ? [] : readMessageIds(fieldRaw(field));
}
