import type { Part } from '../../mime';

/**
 * The parts of a multipart, as clients are shown them: where the mail has none, one empty text, since the grammar of BODYSTRUCTURE
 * wants one part at least (RFC 9051 §9) and a client may then ask for it.
 */
export function shownParts({ parts, bodyEnd }: Part): readonly Part[] {
  if (parts.length > 0) return parts;
  const place = { headerStart: bodyEnd, bodyStart: bodyEnd, bodyEnd, lines: 0 };
  return [{ type: 'text', subtype: 'plain', params: [], encoding: '7bit', ...place, parts: [] }];
}
