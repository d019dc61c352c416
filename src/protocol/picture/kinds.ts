/** Kinds that cannot be cleaned here, by what stands where in them. */
const kinds: readonly (readonly [what: string, at: number, ...marks: string[]])[] = [
  ['a PDF document', 0, '%PDF-'],
  ['a TIFF or raw picture', 0, 'II*\0', 'MM\0*'],
  ['a HEIC or AVIF picture, or an MP4 video', 4, 'ftyp'],
  ['an Office document or a ZIP archive', 0, 'PK\x03\x04', 'PK\x05\x06'],
  ['an old Office document', 0, '\xd0\xcf\x11\xe0'],
  ['an Ogg recording', 0, 'OggS'],
  ['an MP3 recording', 0, 'ID3', '\xff\xfb', '\xff\xf3', '\xff\xf2'],
  ['a FLAC recording', 0, 'fLaC'],
  ['a WAV recording or an AVI video', 0, 'RIFF'],
  ['a Matroska video', 0, '\x1a\x45\xdf\xa3'],
  ['a compressed file', 0, '\x1f\x8b', 'BZh', '\xfd7zXZ', "7z\xbc\xaf'\x1c", 'Rar!'],
  ['a BMP picture', 0, 'BM'],
  ['an RTF document', 0, '{\\rtf'],
  ['a PostScript document', 0, '%!PS'],
];

/** Marked-up text holds its maker's notes beside its words. */
const markup: readonly (readonly [what: string, mark: RegExp])[] = [
  ['an SVG drawing', /^\s{0,100}(?:<\?xml[^>]{0,500}>\s{0,100})?(?:<!--|<!doctype svg|<svg)/i],
  ['an HTML page', /^\s{0,100}(?:<!doctype html|<html)/i],
  ['an XML document', /^\s{0,100}<\?xml/i],
  ['a calendar entry or a card', /^BEGIN:V(?:CALENDAR|CARD)/i],
];

/** The longest look at a text's beginning, in bytes. */
const beginning = 1024;

/** What the file is, in words, where it is known to hold more than it shows; undefined otherwise. */
export function kindOf(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, beginning).replace(/^\xef\xbb\xbf/, '');
  const found = kinds.find(([, at, ...marks]) => marks.some((mark) => start.startsWith(mark, at)));
  return found?.[0] ?? markup.find(([, mark]) => mark.test(start))?.[0];
}
