/** Why a command failed. */
export type NntpErrorCode = keyof typeof meanings;

/** Whether trying again can help: at once (on a new connection), later or on another server, or never as asked. */
export type Retry = 'now' | 'later' | 'never';

interface Meaning {
  readonly retry: Retry;
  /** The connection is of no more use: what follows on it cannot be trusted, or nothing will. */
  readonly lost?: true;
  readonly says: string;
}

const meanings = {
  timeout: { retry: 'later', lost: true, says: 'The news server stopped answering. Try again later or use another.' },
  closed: { retry: 'now', lost: true, says: 'The news server closed the connection. Connect again.' },
  ended: { retry: 'now', lost: true, says: 'This connection to the news server was ended here. Open a new one.' },
  unavailable: { retry: 'later', lost: true, says: 'The news server is not available now. Try again later.' },
  'too-long': { retry: 'later', lost: true, says: 'The news server sent a line that is too long. Use another server.' },
  flood: {
    retry: 'later',
    lost: true,
    says: 'The news server sent more than any honest reply has. Use another server.',
  },
  nonsense: { retry: 'later', lost: true, says: 'The news server did not speak NNTP. Check host and port.' },
  'unexpected-reply': { retry: 'later', lost: true, says: 'The news server answered something else than was asked.' },
  'tls-failed': { retry: 'later', lost: true, says: 'The connection to the news server could not be encrypted.' },
  'bad-list': { retry: 'later', says: 'The news server sent a list that cannot be read. Use another server.' },
  'bad-article': { retry: 'later', says: 'The news server sent an article without naming its Message-ID.' },
  'too-large': { retry: 'never', says: 'The article is larger than is accepted here; it was skipped.' },
  'no-room': { retry: 'now', says: 'Too many large articles came at once, and this one was let go. Ask for it alone.' },
  'server-fault': { retry: 'later', says: 'The news server has a fault. Try again later or use another.' },
  'no-such-group': { retry: 'never', says: 'The news server does not carry this newsgroup. Use another server.' },
  'no-group': { retry: 'never', says: 'No newsgroup was selected on the news server.' },
  'no-such-article': { retry: 'never', says: 'The news server does not have this article (any more).' },
  'not-wanted': { retry: 'never', says: 'The news server does not want this article; it may have it already.' },
  'not-now': { retry: 'later', says: 'The news server could not take the article now. Send it again later.' },
  rejected: { retry: 'never', says: 'The news server rejected the article.' },
  'auth-required': { retry: 'never', says: 'The news server wants a login for this. Give user name and password.' },
  'auth-refused': { retry: 'never', says: 'The news server refused the login. Check user name and password.' },
  'encryption-required': { retry: 'never', says: 'The news server wants an encrypted connection for this. Use TLS.' },
  'not-permitted': { retry: 'never', says: 'The news server does not permit this.' },
  'not-supported': { retry: 'never', says: 'The news server cannot do this.' },
  'bad-argument': { retry: 'never', says: 'This cannot be put into an NNTP command; nothing was sent.' },
  failed: { retry: 'later', says: 'The news server could not do this now. Try again later.' },
  refused: { retry: 'never', says: 'The news server refused this.' },
} as const satisfies Record<string, Meaning>;

const meaningOf: Record<NntpErrorCode, Meaning> = meanings;

/** A server's reply line: its three-digit code and the text behind it. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

/**
 * The engine's one error. `command` is what was being done, fit to be shown (never a password); `reply` the code the
 * server gave, if it gave one; `lost` whether the connection ended with it.
 */
export class NntpError extends Error {
  override readonly name = 'NntpError';
  readonly retry: Retry;
  readonly lost: boolean;
  readonly command: string;
  /** The reply's code, where there was a reply. */
  readonly reply: number | undefined;
  readonly #reply: Reply | undefined;

  constructor(
    readonly code: NntpErrorCode,
    o: { command?: string; reply?: Reply | undefined; cause?: unknown } = {},
  ) {
    const { says, retry, lost } = meaningOf[code];
    super(`${says}${details(o.command, o.reply)}`, o.cause === undefined ? {} : { cause: o.cause });
    this.retry = retry;
    this.lost = lost ?? false;
    this.command = o.command ?? '';
    this.reply = o.reply?.code;
    this.#reply = o.reply;
  }

  /** The same error, naming the command it befell. Of a secret command the server's words are left out: it may repeat a password. */
  during(command: { readonly shown: string; readonly secret: boolean }): NntpError {
    const reply = this.#reply && (command.secret ? { code: this.#reply.code, text: '' } : this.#reply);
    return new NntpError(this.code, { command: command.shown, reply, cause: command.secret ? undefined : this.cause });
  }
}

function details(command: string | undefined, reply: Reply | undefined): string {
  const answer = reply ? `${reply.code} ${showText(reply.text)}`.trim() : '';
  const all = [command, answer].filter(Boolean).join(': ');
  return all && ` (${all})`;
}

/** A stranger's words, made harmless for a terminal: ASCII, one line, not long. */
function showText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 120);
}

const byReply: Readonly<Record<number, NntpErrorCode>> = {
  400: 'unavailable',
  403: 'server-fault',
  411: 'no-such-group',
  412: 'no-group',
  420: 'no-such-article',
  421: 'no-such-article',
  422: 'no-such-article',
  423: 'no-such-article',
  430: 'no-such-article',
  435: 'not-wanted',
  436: 'not-now',
  437: 'rejected',
  440: 'not-permitted',
  441: 'rejected',
  480: 'auth-required',
  481: 'auth-refused',
  482: 'auth-refused',
  483: 'encryption-required',
  500: 'not-supported',
  502: 'not-permitted',
  503: 'not-supported',
  580: 'tls-failed',
};

/**
 * What a reply means that the command did not hope for (RFC 3977 §3.2). Codes below 400 may have a block behind them, so
 * that nothing after one can be trusted.
 */
export function failureOf(reply: Reply): NntpErrorCode {
  const known = byReply[reply.code];
  if (known) return known;
  if (reply.code < 400) return 'unexpected-reply';
  return reply.code < 500 ? 'failed' : 'refused';
}
