import { decodeWords, encodeWords, readParam, writeField, writeParam } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import type { ContentIds } from './contentIds';

/** Parameters that mean something to the reader; others only tell which program wrote them. */
const leafParams = ['charset', 'method', 'report-type', 'smime-type'];
const multipartParams = ['type', 'start', 'protocol', 'micalg', 'report-type'];

/** The Content-Type field: type and those parameters, then `more`, ready written. */
export function writeContentType(part: Part, ids: ContentIds, ...more: string[]): string {
  const names = part.type === 'multipart' ? multipartParams : leafParams;
  const params = names.flatMap((name) => {
    const value = readParam(part.params, name);
    return value === undefined ? [] : [writeParam(name, cleaned(name, value, ids))];
  });
  return writeField('Content-Type', [mediaType(part), ...params, ...more].join('; '));
}

/** What is no token (RFC 2045 §5.1) cannot stand in a header, and is a type that nobody knows. */
function mediaType({ type, subtype }: Part): string {
  const isToken = (text: string) => /^[\w!#$%&'*+.^`{|}~-]{1,80}$/.test(text);
  return isToken(type) && isToken(subtype) ? `${type}/${subtype}` : 'application/octet-stream';
}

/** The part without the parameter of that name, RFC 2231 pieces of it included. */
export function withoutParams(part: Part, name: string): Part {
  return { ...part, params: part.params.filter(([key]) => key !== name && !key.startsWith(`${name}*`)) };
}

function cleaned(name: string, value: string, ids: ContentIds): string {
  return name === 'start' ? ids.rename(value) : value;
}

/**
 * Content-ID (renamed: clients put their host's name in it), Content-Description, Content-Disposition with the file's name, wherever the
 * client had put that: in one field, in another, or in both.
 */
export function writeDescription({ id, description, ...part }: Part, ids: ContentIds): string {
  return [
    ...(id === undefined ? [] : [writeField('Content-ID', ids.rename(id))]),
    ...(description === undefined ? [] : [writeField('Content-Description', encodeWords(decodeWords(description)))]),
    writeDisposition(part),
  ].join('');
}

/**
 * Whether a part is a file, and no text that is read in the mail itself: attached, or shown in its place under a name of its own
 * (RFC 2183 §2.1, §2.3). A name in Content-Type alone is none: some clients give their own words one.
 */
export function isFile({ disposition, params }: Pick<Part, 'disposition' | 'params'>): boolean {
  if (disposition === undefined) return false;
  return disposition.type === 'attachment' || fileName({ disposition, params }) !== undefined;
}

/** What a file is called, by whichever field says it; undefined where none does. */
export function fileName({ disposition, params }: Pick<Part, 'disposition' | 'params'>): string | undefined {
  return readParam(disposition?.params ?? [], 'filename') ?? readParam(params, 'name');
}

/** "inline" says nothing of a part without a name: some clients write it at every text. */
function writeDisposition(part: Pick<Part, 'disposition' | 'params'>): string {
  const name = fileName(part);
  const isAttached = part.disposition?.type === 'attachment';
  if (!isAttached && name === undefined) return '';
  const filename = name === undefined ? [] : [writeParam('filename', baseName(name))];
  return writeField('Content-Disposition', [isAttached ? 'attachment' : 'inline', ...filename].join('; '));
}

/** Some clients name the whole path on the sender's disk. */
function baseName(filename: string): string {
  return filename.slice(1 + Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')));
}
