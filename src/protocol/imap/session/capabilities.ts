import type { Session } from './session';

/** What any client may know (RFC 9051 §7.2.2). */
const forAll = ['IMAP4rev2', 'IMAP4rev1', 'LITERAL+', 'ID', 'ENABLE'];

/** What a client that has logged in can use. Only what works is here: a capability is a promise. Never URLAUTH (RFC 4467 §1): docs/decisions/no-urlauth.md. */
const forUsers = [
  'IDLE', // RFC 2177 §3
  'NAMESPACE', // RFC 2342 §5
  'CHILDREN', // RFC 3348 §3
  'LIST-EXTENDED', // RFC 5258 §3
  'LIST-STATUS', // RFC 5819 §2
  'SPECIAL-USE', // RFC 6154 §2
  'CREATE-SPECIAL-USE',
  'STATUS=SIZE', // RFC 8438 §2
  'UNSELECT', // RFC 3691 §2
  'UIDPLUS', // RFC 4315 §2
  'MOVE', // RFC 6851 §3
  'MULTIAPPEND', // RFC 3502 §6.3.11
  'CATENATE', // RFC 4469 §3
  'METADATA', // RFC 5464 §4
  'QUOTA', // RFC 9208 §4; no QUOTASET: the owner's configuration says how much there may be
  'QUOTA=RES-STORAGE',
  'ESEARCH', // RFC 4731 §3
  'SEARCHRES', // RFC 5182 §2
  'CONDSTORE', // RFC 7162 §3.1
  'BINARY', // RFC 3516 §4
  'PREVIEW', // RFC 8970 §3
  'NOTIFY', // RFC 5465 §3
  'CONTEXT=SEARCH', // RFC 5267 §4
  'CONTEXT=SORT',
  'PARTIAL', // RFC 9394 §3
  'OBJECTID', // RFC 8474 §3
  'SAVEDATE', // RFC 8514 §4.1
  'QRESYNC', // RFC 7162 §3.2
  'WITHIN', // RFC 5032 §2
  'SORT', // RFC 5256 §3
  'SORT=DISPLAY', // RFC 5957 §4
  'ESORT', // RFC 5267 §3
  'THREAD=ORDEREDSUBJECT', // RFC 5256 §3
  'THREAD=REFERENCES',
  'I18NLEVEL=1', // RFC 5255 §4
  'UTF8=ACCEPT', // RFC 6855 §3
];

/** The capabilities of this moment: they change with TLS and with the login. */
export function capabilities(session: Session): string[] {
  if (session.state.name !== 'not-authenticated')
    return [...forAll, ...forUsers, `APPENDLIMIT=${session.limits.messageBytes}`, ...compression(session)];
  const tls = !session.encrypted && session.options.tls ? ['STARTTLS'] : [];
  return [...forAll, 'SASL-IR', ...tls, ...(mayLogIn(session) ? ['AUTH=PLAIN'] : ['LOGINDISABLED'])];
}

/** RFC 4978 §3: not before login, so that no password is compressed, and not again once it is active. */
function compression({ compressed }: Session): readonly string[] {
  return compressed ? [] : ['COMPRESS=DEFLATE'];
}

/** Whether a password may be sent now (RFC 9051 §11.1): under TLS, or where the owner says the line is safe. */
export function mayLogIn(session: Session): boolean {
  return session.encrypted || session.options.plainLogins === true;
}
