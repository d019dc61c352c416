// The commands the news server knows, and which of them a stranger may use.
import type { Answer, Context, Handler } from '../answer';
import { handleArticle, handleBody, handleHead, handleStat } from './article';
import { handleGroup, handleLast, handleListGroup, handleNext } from './group';
import { handleList } from './list';
import { handleHdr, handleOver, handleXhdr } from './overview';
import { handleIhave, handlePost } from './post';
import { handleAuthInfo, handleCapabilities, handleDate, handleMode, handleQuit, handleStartTls } from './session';

interface Verb {
  readonly handle: Handler;
  /** Also for those who have not logged in where there is a login. */
  readonly open?: true;
}

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['CAPABILITIES', { handle: handleCapabilities, open: true }],
  ['MODE', { handle: handleMode, open: true }],
  ['AUTHINFO', { handle: handleAuthInfo, open: true }],
  ['STARTTLS', { handle: handleStartTls, open: true }],
  ['QUIT', { handle: handleQuit, open: true }],
  ['DATE', { handle: handleDate, open: true }],
  ['GROUP', { handle: handleGroup }],
  ['LISTGROUP', { handle: handleListGroup }],
  ['NEXT', { handle: handleNext }],
  ['LAST', { handle: handleLast }],
  ['ARTICLE', { handle: handleArticle }],
  ['HEAD', { handle: handleHead }],
  ['BODY', { handle: handleBody }],
  ['STAT', { handle: handleStat }],
  ['OVER', { handle: handleOver }],
  ['XOVER', { handle: handleOver }],
  ['HDR', { handle: handleHdr }],
  ['XHDR', { handle: handleXhdr }],
  ['LIST', { handle: handleList }],
  ['POST', { handle: handlePost }],
  ['IHAVE', { handle: handleIhave }],
]);

/** Answers one command line, without its CRLF (RFC 3977 §3.1). */
export function handleCommand(context: Context, line: string): Answer & { verb: string } {
  const [word = '', ...words] = line.split(/[ \t]+/);
  const verb = word.toUpperCase();
  const known = verbs.get(verb);
  if (!known) return { verb, line: '500 no such command' };
  const stranger = context.users.size > 0 && !context.state.loggedIn;
  if (stranger && !known.open) return { verb, line: '480 log in first' };
  return { verb, ...known.handle(context, words, line.slice(word.length + 1)) };
}
