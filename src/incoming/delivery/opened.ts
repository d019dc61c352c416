import { CR, LF, toCrlf, utf8 } from '../../base/bytes';
import { fieldRaw, firstField, readContentType, readHeader, readParam } from '../../protocol/mime';
import type { HeaderField } from '../../protocol/mime';
import type { EndToEnd } from '../article';
import { writeTextPart } from './text';

type Opened = Extract<EndToEnd, { kind: 'opened' }>;

/**
 * A mail with what was in its encryption in the place of that: the header is the mail's own, but for what describes its body. Nothing
 * else of the body stays. CRLF line ends, as those of `mail` have to be.
 */
export function withContents(mail: Buffer, { form, contents }: Opened): Buffer {
  const entity = toCrlf(form === 'entity' ? contents : utf8(writeTextPart(contents)));
  const { fields, end } = readHeader(entity);
  const outer = readHeader(mail).fields.filter(({ name }) => !/^mime-version$/i.test(name));
  const subject = isProtected(fields) ? firstField(fields, 'Subject') : undefined;
  const kept = outer.filter((field) => !describesBody(field) && !(subject && isSubject(field)));
  const own = fields.filter((field) => describesBody(field) || field === subject);
  return Buffer.concat([...[...kept, ...own].map(ended), utf8('MIME-Version: 1.0\r\n\r\n'), entity.subarray(end)]);
}

/** Whether the entity says that its fields stand for the mail's, whose own Subject may then be "..." (RFC 9788 §2.1). */
function isProtected(fields: readonly HeaderField[]): boolean {
  const type = firstField(fields, 'Content-Type');
  const params = (type && readContentType(fieldRaw(type))?.params) ?? [];
  return readParam(params, 'protected-headers') !== undefined || readParam(params, 'hp') !== undefined;
}

function describesBody({ name }: HeaderField): boolean {
  return /^content-/i.test(name);
}

function isSubject({ name }: HeaderField): boolean {
  return /^subject$/i.test(name);
}

/** With CRLF; the end of the bytes, or of what is read of a header, may have cut the last line short, between CR and LF too. */
function ended({ raw }: HeaderField): Buffer {
  if (raw.at(-1) === LF) return raw;
  return Buffer.concat([raw.at(-1) === CR ? raw.subarray(0, -1) : raw, utf8('\r\n')]);
}
