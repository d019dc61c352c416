/** What is left of a subject without what mail programs put around it, and whether that said "reply" or "forward". */
export interface BaseSubject {
  readonly text: string;
  readonly isReply: boolean;
}

/** The part of a subject that is still looked at. */
interface Rest {
  readonly text: string;
  /** The same in small letters: same places. */
  readonly small: string;
  from: number;
  to: number;
  isReply: boolean;
}

/**
 * The base subject of a decoded subject (RFC 5256 §2.1): its seven steps, in time linear in the text. Case is kept: comparing is for
 * `casemap`.
 */
export function baseSubject(subject: string): BaseSubject {
  const text = subject.replace(/[ \t\r\n]+/g, ' ');
  const rest = { text, small: smallAscii(text), from: 0, to: text.length, isReply: false };
  do {
    dropTrailers(rest);
    while (dropLeader(rest));
    dropBlobs(rest);
  } while (openForward(rest));
  return { text: text.slice(rest.from, rest.to), isReply: rest.isReply };
}

/** Unlike toLowerCase, leaves every character in its place. */
function smallAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

// subj-trailer = "(fwd)" / WSP                                              RFC 5256 §5
function dropTrailers(rest: Rest): void {
  for (;;) {
    if (rest.to > rest.from && rest.text[rest.to - 1] === ' ') rest.to--;
    else if (rest.to - rest.from >= 5 && rest.small.startsWith('(fwd)', rest.to - 5)) {
      rest.to -= 5;
      rest.isReply = true;
    } else return;
  }
}

// subj-leader = (*subj-blob subj-refwd) / WSP
function dropLeader(rest: Rest): boolean {
  const start = skipBlank(rest, rest.from);
  const end = skipRefwd(rest, skipBlobs(rest, start));
  rest.isReply ||= end !== undefined;
  rest.from = end ?? start;
  return end !== undefined;
}

// subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
function skipRefwd(rest: Rest, at: number): number | undefined {
  const word = ['re', 'fwd', 'fw'].find((one) => rest.small.startsWith(one, at));
  if (word === undefined) return undefined;
  const behind = skipBlank(rest, at + word.length);
  const colon = skipBlob(rest, behind) ?? behind;
  return colon < rest.to && rest.text[colon] === ':' ? colon + 1 : undefined;
}

/** Blobs that lead to no "re:" go all at once, or all but the last where nothing is behind them: one by one would be quadratic. */
function dropBlobs(rest: Rest): void {
  for (;;) {
    const next = skipBlob(rest, rest.from);
    if (next === undefined || next >= rest.to) return;
    rest.from = next;
  }
}

function skipBlobs(rest: Rest, from: number): number {
  let at = from;
  for (let next = skipBlob(rest, at); next !== undefined; next = skipBlob(rest, at)) at = next;
  return at;
}

// subj-blob = "[" *BLOBCHAR "]" *WSP;  BLOBCHAR = any character but "[" and "]"
function skipBlob(rest: Rest, from: number): number | undefined {
  if (from >= rest.to || rest.text[from] !== '[') return undefined;
  let at = from + 1;
  while (at < rest.to && rest.text[at] !== '[' && rest.text[at] !== ']') at++;
  return at < rest.to && rest.text[at] === ']' ? skipBlank(rest, at + 1) : undefined;
}

// subj-fwd = "[fwd:" subject "]"
function openForward(rest: Rest): boolean {
  const found = rest.to - rest.from >= 6 && rest.small.startsWith('[fwd:', rest.from) && rest.text[rest.to - 1] === ']';
  if (!found) return false;
  rest.from += 5;
  rest.to -= 1;
  rest.isReply = true;
  return true;
}

function skipBlank(rest: Rest, from: number): number {
  let at = from;
  while (at < rest.to && rest.text[at] === ' ') at++;
  return at;
}
