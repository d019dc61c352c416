// Internet messages (RFC 5322) and MIME (RFC 2045, RFC 2046, RFC 2047, RFC 2183, RFC 2231): header fields byte for byte, the tree of
// parts with its offsets, envelopes, bodies decoded, and the few fields and encodings that this program writes itself.
export { readAddresses, readMailboxes } from './address';
export type { Mailbox } from './address';
export { encodeBase64Lines } from './base64';
export { decodeBody, decodeText, openBody, openText } from './body';
export { decodeCharset } from './charset';
export type { Decoder } from './decoder';
export { fieldRaw, fieldText, firstField, readHeader, valueText } from './header';
export { limits as mimeLimits } from './limits';
export { joinPieces, mediaName, readContentType, readDisposition, readParam } from './params';
export { encodeQuotedPrintable } from './quotedPrintable';
export { readStructure } from './structure';
export type { Disposition, Envelope, Header, HeaderField, MailAddress, Message, Param, Part, Structure } from './types';
export { decodeWords, encodeWords } from './words';
export { writeAddresses, writeField, writeParam } from './write';
