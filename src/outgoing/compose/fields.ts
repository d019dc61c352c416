import { decodeWords, encodeWords, readParam, writeField, writeParam } from '../../protocol/mime';
import type { Disposition, Part } from '../../protocol/mime';
import type { ContentIds } from './contentIds';

/** Parameters that mean something to the reader; others only tell which program wrote them. */
const leafParams = ['charset', 'method', 'name', 'report-type'];
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
  if (name === 'start') return ids.rename(value);
  return name === 'name' ? baseName(value) : value;
}

/** Content-ID (renamed: clients put their host's name in it), Content-Description, Content-Disposition with the file's name. */
export function writeDescription({ id, description, disposition }: Part, ids: ContentIds): string {
  return [
    ...(id === undefined ? [] : [writeField('Content-ID', ids.rename(id))]),
    ...(description === undefined ? [] : [writeField('Content-Description', encodeWords(decodeWords(description)))]),
    ...(disposition === undefined ? [] : [writeDisposition(disposition)]),
  ].join('');
}

function writeDisposition({ type, params }: Disposition): string {
  const filename = readParam(params, 'filename');
  const name = filename === undefined ? [] : [writeParam('filename', baseName(filename))];
  return writeField('Content-Disposition', [type === 'attachment' ? type : 'inline', ...name].join('; '));
}

/** Some clients name the whole path on the sender's disk. */
function baseName(filename: string): string {
  return filename.slice(1 + Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')));
}
