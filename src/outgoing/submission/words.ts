import { limits } from './limits';

/** `5.5.1 Say EHLO first.`: the enhanced status code (RFC 3463) and a sentence. */
type Words = `${2 | 4 | 5}.${number}.${number} ${string}`;
/** Words, where the library's own code is right; else with another. */
type Reply = Words | readonly [number, Words];

const startTls = 'Start TLS first: set the connection security of this account to STARTTLS.';
const unreadableLogin = 'The login cannot be read: it is no name and password in base64.';
const megabytes = Math.floor(limits.messageBytes / 1024 / 1024);

/** What is said for the library's words. */
const ours: Readonly<Record<string, Reply>> = {
  OK: '2.0.0 OK',
  Flushed: '2.0.0 The mail is given up',
  Bye: '2.0.0 Bye',
  'Ready to start TLS': '2.0.0 Start TLS now',
  'Authentication successful': '2.7.0 You are logged in',
  'Try to send something. No promises though': '2.0.0 Addresses are checked when a mail names them',
  'Error: command not recognized': '5.5.1 There is no such command here.',
  'Error: too many unrecognized commands': '4.7.0 Too many commands that do not exist: this is no mail program.',
  'Error: too many unauthenticated commands': '4.7.0 Too many commands without a login. Connect anew, and log in.',
  'Error: send HELO/EHLO first': '5.5.1 Say EHLO first.',
  'Error: internal server error': '4.3.0 The bridge failed at this command. Nothing was sent; try again later.',
  'Error: syntax: STARTTLS': '5.5.4 STARTTLS takes no argument.',
  'Error: TLS already active': '5.5.1 TLS is on already.',
  'Error: Must issue a STARTTLS command first': `5.7.11 ${startTls}`,
  'Error: No identity changes permitted': '5.5.1 You are logged in already. Connect anew to log in as somebody else.',
  'Error: Unrecognized authentication type':
    '5.5.4 Log in by PLAIN or LOGIN: set the authentication of this account to "normal password".',
  'Error: syntax: AUTH PLAIN token': '5.5.4 AUTH PLAIN takes one argument at most.',
  'Error: syntax: AUTH LOGIN': '5.5.4 AUTH LOGIN takes one argument at most.',
  'Authentication aborted': '5.7.0 The login was broken off.',
  'Error: invalid userdata': `5.5.2 ${unreadableLogin}`,
  'Error: missing username': `5.5.2 ${unreadableLogin}`,
  'Error: Bad sender address syntax': '5.1.7 This is no sender. It looks like this: MAIL FROM:<panda@nym.example>',
  'Error: Bad recipient address syntax': '5.1.3 This is no recipient. It looks like this: RCPT TO:<bob@example.org>',
  'Error: nested MAIL command': '5.5.1 A mail is begun already. RSET gives it up.',
  'Error: need MAIL command': '5.5.1 Name the sender first: MAIL FROM.',
  'Error: need RCPT command': '5.5.1 No recipient is accepted yet: RCPT TO.',
  'Error: too many recipients': `4.5.3 A mail goes to ${limits.recipients} recipients at most. Send to the others in another.`,
  [`Error: message exceeds fixed maximum message size ${limits.messageBytes}`]: `5.3.4 The mail is larger than ${megabytes} MB. Send less at once.`,
  'Timeout - closing connection': '4.4.2 Nothing was said for too long. Connect anew.',
  'localhost You talk too soon': '4.7.0 Wait for the greeting.',
  'HTTP requests not allowed': '4.7.0 This is SMTP, for mail programs. It is no web server.',
  'Error: Command line too long': '4.7.0 This line is too long for a command.',
};

/** What the library says of many things, by what it says it of: a command, or a step that went well. */
const inContext: Readonly<Record<string, Readonly<Record<string, Reply>>>> = {
  Accepted: { MAIL_FROM_OK: '2.1.0 The sender is accepted', RCPT_TO_OK: '2.1.5 The recipient is accepted' },
  'Error: command not recognized': {
    // RFC 4954 §4: it is not offered before TLS
    AUTH: [538, `5.7.11 ${startTls}`],
    BDAT: '5.5.1 Mails are taken by DATA here. BDAT (CHUNKING) is not offered.',
  },
};

/** For what is left: the library's words about a parameter say what is wrong. */
const classes: Readonly<Record<number, string>> = {
  500: '5.5.2',
  501: '5.5.4',
  503: '5.5.1',
  504: '5.5.4',
  530: '5.7.0',
};

const hasCode = /^[245]\.\d{1,3}\.\d{1,3} /;

/**
 * A reply of the library's as this server says it. Greeting, EHLO and the steps of a login have no enhanced status code (RFC 2034 §3); for
 * those `context` is false, or the code is 3xx.
 */
export function reword(code: number, text: string, context: string | false | undefined): readonly [number, string] {
  if (context === false || (code >= 300 && code < 400) || hasCode.test(text)) return [code, text];
  const known = inContext[text]?.[context ?? ''] ?? ours[text];
  if (known !== undefined) return typeof known === 'string' ? [code, known] : known;
  const sentence = text.replace(/^Error: /, '').replace(/\.?$/, '.');
  return [code, `${classes[code] ?? `${Math.floor(code / 100)}.0.0`} ${sentence}`];
}
