import { latin1 } from '../../base/bytes';
import type { Random } from '../../base/random';
import type { Part } from '../../protocol/mime';
import { serverMessageId } from './stamp';

/** New names for the parts that a mail's HTML refers to: the old ones often carry the sender's host name. */
export interface ContentIds {
  /** The new Content-ID for an old one, both with angle brackets; the same each time. */
  rename(id: string): string;
  /** Old and new names without brackets. */
  readonly pairs: readonly (readonly [old: string, fresh: string])[];
}

/** Gives every Content-ID in the tree a name of the form that the nym server's Message-IDs have. */
export function openContentIds(root: Part, domain: string, random: Random): ContentIds {
  const pairs = collect(root).map((old) => [old, bare(serverMessageId(domain, random))] as const);
  const known = new Map(pairs);
  return { pairs, rename: (id) => `<${known.get(bare(id)) ?? bare(serverMessageId(domain, random))}>` };
}

/**
 * HTML and CSS name the parts they show as `cid:` and the id, as it is or percent-encoded (RFC 2392 §2); so does the plain text that
 * Outlook makes of its HTML, and its ids tell when the mail was written.
 */
export function rewriteIds(bytes: Buffer, { pairs }: ContentIds): Buffer {
  if (pairs.length === 0) return bytes;
  const text = bytes.toString('latin1');
  if (!text.toLowerCase().includes('cid:')) return bytes;
  // the longest first: one may begin another
  const inTurn = [...pairs].sort(([a], [b]) => b.length - a.length);
  return latin1(inTurn.reduce((changed, [old, fresh]) => replaceId(changed, old, fresh), text));
}

function replaceId(text: string, old: string, fresh: string): string {
  const spellings = new Set([old, encodeURIComponent(old), encodeURI(old), old.replaceAll('&', '&amp;')]);
  return [...spellings].reduce((changed, one) => changed.replaceAll(`cid:${one}`, `cid:${fresh}`), text);
}

function collect(part: Part): string[] {
  const below = [...part.parts, ...(part.message ? [part.message.part] : [])].flatMap(collect);
  return part.id === undefined ? below : [bare(part.id), ...below];
}

function bare(id: string): string {
  return id.trim().replace(/^<|>$/g, '');
}
