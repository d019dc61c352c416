import { present } from './envelope';
import { fieldRaw, firstField } from './header';
import { limits } from './limits';
import { joinPieces, readContentType, readDisposition, readFirstToken } from './params';
import type { Disposition, HeaderField, Param, Part } from './types';

/** What a part's header says of it (RFC 2045, RFC 2183, RFC 3282, RFC 2557), with the defaults filled in. */
export interface Description {
  readonly part: Omit<Part, 'headerStart' | 'bodyStart' | 'bodyEnd' | 'lines' | 'parts' | 'message'>;
  /** Of a multipart: how its parts are told apart. One that does not say is a text (RFC 2046 §5.1.1 requires it). */
  readonly boundary: string | undefined;
  /** Whether the body is a message (message/rfc822, or message/global of RFC 6532). */
  readonly holdsMessage: boolean;
}

interface MediaType {
  readonly type: string;
  readonly subtype: string;
  readonly params: readonly Param[];
}

const plainText: MediaType = { type: 'text', subtype: 'plain', params: [] };
const message: MediaType = { type: 'message', subtype: 'rfc822', params: [] };

/** Describes the part with these fields; in a digest what names no type is a message (RFC 2046 §5.1.5). */
export function describe(fields: readonly HeaderField[], inDigest: boolean): Description {
  const raw = (name: string): string | undefined => {
    const field = firstField(fields, name);
    return field && fieldRaw(field);
  };
  const media = readMediaType(raw('Content-Type'), inDigest);
  const language = languages(raw('Content-Language') ?? '');
  const part = {
    ...media,
    ...present('id', raw('Content-ID')),
    ...present('description', raw('Content-Description')),
    encoding: readFirstToken(raw('Content-Transfer-Encoding') ?? '') || '7bit',
    ...present('disposition', disposition(raw('Content-Disposition'))),
    ...present('md5', raw('Content-MD5')),
    ...present('language', language.length > 0 ? language : undefined),
    ...present('location', raw('Content-Location')),
  };
  return { part, boundary: boundaryOf(media), holdsMessage: isMessage(media) };
}

/** The same part as a closed box, for where the limits forbid to look inside. */
export function opaque(description: Description): Description {
  if (!description.holdsMessage && description.part.type !== 'multipart') return description;
  const part = { ...description.part, type: 'application', subtype: 'octet-stream' };
  return { part, boundary: undefined, holdsMessage: false };
}

function readMediaType(contentType: string | undefined, inDigest: boolean): MediaType {
  if (contentType === undefined && inDigest) return message;
  const media = readContentType(contentType ?? '') ?? plainText;
  // a client that asks for the parts would be shown nothing of it
  return media.type === 'multipart' && boundaryOf(media) === undefined ? plainText : media;
}

// Language-List = Language-Tag *("," Language-Tag): RFC 3282 §2
function languages(value: string): string[] {
  return value
    .split(',')
    .map(readFirstToken)
    .filter((tag) => tag !== '')
    .slice(0, limits.params);
}

function disposition(value: string | undefined): Disposition | undefined {
  return value === undefined ? undefined : readDisposition(value);
}

function boundaryOf({ type, params }: MediaType): string | undefined {
  if (type !== 'multipart') return undefined;
  return joinPieces(params).find(([key, value]) => key === 'boundary' && value !== '')?.[1];
}

function isMessage({ type, subtype }: MediaType): boolean {
  return type === 'message' && (subtype === 'rfc822' || subtype === 'global');
}
