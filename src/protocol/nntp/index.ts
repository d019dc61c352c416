// A news reader's side of NNTP (RFC 3977) on a stream it is handed, with STARTTLS (RFC 4642) and AUTHINFO (RFC 4643), pipelined.

export { openNntp, type NntpClient, type NntpOptions } from './client';
export type { Article, Placed } from './command/article';
export type { Fetched } from './command/articles';
export type { Capabilities } from './command/capabilities';
export type { Group, GroupNumbers, NumberRange } from './command/group';
export type { FieldValue, Overview } from './command/overview';
export { NntpError, type NntpErrorCode, type Retry } from './error';
export { limits, type Limits } from './limits';
// What a server needs of the same wire.
export { stuffDots } from './wire/block';
export { Wire } from './wire/wire';
