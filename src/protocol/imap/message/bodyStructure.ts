import { joinPieces } from '../../mime';
import type { Disposition, Param, Part } from '../../mime';
import { writeEnvelope } from './envelope';
import { shownParts } from './parts';
import { writeListOrNil, writeOptionalText, writeText } from './text';

/**
 * The value of the BODYSTRUCTURE fetch item, or of BODY, which leaves the extension data out (RFC 9051 §7.5.2): a wire string. Clients are
 * spared the pieces that long parameters come in (RFC 2231 §6).
 */
export function writeBodyStructure(part: Part, extended: boolean): string {
  return part.type === 'multipart' ? writeMultipart(part, extended) : writeSinglePart(part, extended);
}

// body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
function writeMultipart(part: Part, extended: boolean): string {
  const bodies = shownParts(part)
    .map((child) => writeBodyStructure(child, extended))
    .join('');
  const items = [`${bodies} ${writeText(part.subtype)}`];
  if (extended) items.push(writeParams(joinPieces(part.params)), ...writeExtension(part));
  return writeListOrNil(items);
}

// body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
function writeSinglePart(part: Part, extended: boolean): string {
  const items = [
    writeText(part.type),
    writeText(part.subtype),
    writeParams(withCharset(part.type, joinPieces(part.params))),
    writeOptionalText(part.id),
    writeOptionalText(part.description),
    writeText(part.encoding),
    String(part.bodyEnd - part.bodyStart),
  ];
  if (part.message) {
    items.push(writeEnvelope(part.message.envelope), writeBodyStructure(part.message.part, extended));
  }
  if (part.message ?? part.type === 'text') items.push(String(part.lines));
  if (extended) items.push(writeOptionalText(part.md5), ...writeExtension(part));
  return writeListOrNil(items);
}

/** RFC 2045 §5.2: text that names no charset is US-ASCII. Clients expect to be told, and Dovecot tells them. */
function withCharset(type: string, params: readonly Param[]): readonly Param[] {
  if (type !== 'text' || params.some(([attribute]) => attribute.replace(/\*.*/, '') === 'charset')) return params;
  return [...params, ['charset', 'us-ascii']];
}

function writeParams(params: readonly Param[]): string {
  return writeListOrNil(params.flatMap(([attribute, value]) => [writeText(attribute), writeText(value)]));
}

// body-fld-dsp SP body-fld-lang SP body-fld-loc
function writeExtension({ disposition, language = [], location }: Part): string[] {
  return [
    writeDisposition(disposition),
    writeListOrNil(language.map((tag) => writeText(tag))),
    writeOptionalText(location),
  ];
}

function writeDisposition(disposition: Disposition | undefined): string {
  return disposition
    ? writeListOrNil([writeText(disposition.type), writeParams(joinPieces(disposition.params))])
    : 'NIL';
}
