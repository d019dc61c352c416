/** All limits of the engine, each with its reason. Sizes are in bytes, times in milliseconds. */
export const limits = {
  /** RFC 9051 §4 asks for 8192 at least; a UID list of a large mailbox, written out, needs more. */
  lineBytes: 64 * 1024,
  /** How much of an over-long line is read past, so that the client can be told, before the connection is ended. */
  skippedLineBytes: 1024 * 1024,
  /** A message to APPEND: what the SMTP side accepts too, so that a saved draft can be sent. */
  messageBytes: 25 * 1024 * 1024,
  /** Any other literal: search texts, mailbox names. */
  stringBytes: 64 * 1024,
  /** A literal before login: user name or password. Strangers get no memory. */
  strangerBytes: 1024,
  /** A command before login, behind its first line. */
  strangerCommandBytes: 8 * 1024,
  /** A command behind its first line, literals and all. */
  commandBytes: 26 * 1024 * 1024,
  /** The same of APPEND, and what CATENATE names: all of a MULTIAPPEND is held in memory until the last mail has come. Two of the largest, and some. */
  appendBytes: 64 * 1024 * 1024,
  /** Literals of one command: more only serve to make us hold things. */
  commandLiterals: 1000,
  /** An unwanted literal that came without asking (LITERAL+) is read past up to here; beyond, hanging up is cheaper. */
  skippedLiteralBytes: 1024 * 1024,
  /** Parts of a message that CATENATE puts together (RFC 4469): a mail with a dozen attachments has thirty. */
  catenatedParts: 200,
  /** A URL: a mailbox name with every byte percent-encoded, and a section. */
  urlBytes: 4000,
  /** Entries of a mailbox, or of the account (RFC 5464): clients keep a comment, a colour, an order. */
  metadataEntries: 100,
  /** The name of an entry: a dozen levels of a vendor's words. */
  metadataNameBytes: 256,
  /** A value: a filter script is some kilobytes; all entries of a mailbox are read at once. */
  metadataValueBytes: 16 * 1024,
  /** Parentheses and NOTs inside each other, levels of parts: nobody writes so many, and reading them recurses. */
  nesting: 100,
  /** Keys of one SEARCH: clients write long OR chains for threads of a hundred messages. */
  searchKeys: 2000,
  /** Keys of one SEARCH that the backend is asked about the whole mailbox: each answer takes a byte for every message. */
  askedKeys: 50,
  /** Headers up to this length have their fields kept for SEARCH and SORT: real ones have some kilobytes. */
  keptHeaderBytes: 32 * 1024,
  /** Keys of one SORT: there are nine, and to name one twice changes nothing. */
  sortKeys: 20,
  /** Message IDs in one References field: the last ones place a mail; longer chains are cut by mail programs too. */
  references: 1000,
  /** Searches of one session that are kept up to date: each costs a look at every change. RFC 5267 §4.3.1 asks for one at least. */
  contexts: 20,
  /** Mailboxes that NOTIFY may watch: each change of anything costs a look at all of them. */
  watchedMailboxes: 1000,
  /** Strings in one list: header field names, mailbox patterns, ID fields (RFC 2971 §3.3 says 30). */
  listItems: 200,
  /** "%" and "*" in the patterns of one LIST: each may cost a look at every character of every name. */
  wildcards: 200,
  /** Flags in one list: Thunderbird's tags and a filter's labels come to a few dozen. */
  flags: 100,
  /** Keywords of one mailbox that are told whenever another comes up: each time it is all of them. */
  toldKeywords: 200,
  /** A keyword: long ones are labels, longer ones are content. */
  flagBytes: 100,
  /** Pipelined commands answered before other connections have their turn: a thousand that came together would have them wait for seconds. */
  commandsATurn: 20,
  /** A mailbox name, in UTF-8. */
  nameBytes: 500,
  /** The same as a client gives it: in modified UTF-7, with its marks apart, it is five times as long. Putting marks in order takes the square of it. */
  givenNameBytes: 4000,
  /** Levels of a mailbox name. */
  nameLevels: 20,
  /** Commands that cannot be read or are out of place, before login: a web browser or a scanner. */
  strangerErrors: 3,
  /** The same after login, in all: a client that broken loops. */
  userErrors: 20,
  /** RFC 9051 §5.4: at least 30 minutes, after login. */
  idleMs: 31 * 60_000,
  /** Before login. A command begins it anew. */
  strangerIdleMs: 2 * 60_000,
  /** A client that reads nothing for so long has gone. */
  writeMs: 5 * 60_000,
  /** How long the other side is given to take our last words before the connection is cut. */
  lingerMs: 3000,
  /** UIDs of one VANISHED: where each is a range of its own, the line is still under the 64 KiB that we take of a client. */
  vanishedUids: 5000,
  /** Output is gathered up to here before it goes to the socket: one packet instead of many. Half of it takes a download a tenth longer. */
  outputBytes: 64 * 1024,
  /** A piece of a message that is copied to go with the rest: a write of its own costs more than so many bytes do. */
  gatheredBytes: 16 * 1024,
  /** Of a text, looked through for a preview (RFC 8970): newsletters have a style sheet of so much before their first word. */
  previewBytes: 32 * 1024,
  /** Messages whose \Seen is set at once ahead of a FETCH that reads them: what a crash in the middle marks unread mail by. */
  seenBatch: 50,
} as const;

/** The limits as numbers, so that a test can lower one. */
export type Limits = { readonly [Name in keyof typeof limits]: number };
