/** What moving mail may cost, each with its reason. Sizes are in bytes. */
export const limits = {
  /** One mail: held in memory whole while it is brought in. The largest providers stop at 50 MB, written in base64 a third more. */
  mailBytes: 70 * 1024 * 1024,
  /** Mails brought in are committed together up to this size and number: a commit waits for the disk. */
  batchBytes: 8 * 1024 * 1024,
  batchMails: 50,
  /** Files are synced in groups: each waits for the disk by itself. */
  maildirBatch: 50,
  /** Rows read from the store in one query. */
  slice: 200,
  /** A mailbox name, in UTF-8, and its levels: what the IMAP server takes as well. */
  nameBytes: 500,
  nameLevels: 20,
  /** File systems take 255 bytes; some room for what is put behind a name. */
  diskNameBytes: 200,
  /** Folders in a tree: a mail archive has hundreds; more is somebody's disk. */
  folders: 10_000,
  /** Mails in one folder of another account: the largest archives stay below it. */
  mails: 1_000_000,
  /** Folders in each other: a loop of links is none of ours to follow. */
  folderDepth: 20,
  /** Our own notes beside the mail, and lists of keywords: a few kilobytes each. */
  noteBytes: 4 * 1024 * 1024,
  /** Flags of a mail and bytes of a keyword: what the IMAP server takes as well. */
  flags: 100,
  flagBytes: 100,
  /** How much of an mbox is read at once. */
  readBytes: 256 * 1024,
  /** A `From ` line is looked at so far: a hundred letters are usual. */
  fromLineBytes: 400,
  /** A longer header is not looked at for how long its mail is: some kilobytes are usual. */
  countedHeaderBytes: 64 * 1024,
  /** Mail out of an IMAP server comes in pieces of this size: a lost connection costs no more. */
  fetchBytes: 1024 * 1024,
  /** Mails at most this long are fetched together, up to `fetchBytes` a command: through Tor each command is a second. */
  smallBytes: 128 * 1024,
  /** To connect through Tor takes seconds, an onion up to a minute. */
  dialMs: 90_000,
  greetingMs: 60_000,
  /** A server that stores 25 MB may take its time. */
  silenceMs: 5 * 60_000,
  /** A line of an IMAP server that is no mail, and everything it may say at once. */
  lineBytes: 16 * 1024 * 1024,
  /** An answer with a mail in it, and all that may be said beside it. */
  answerBytes: (70 + 16) * 1024 * 1024,
  /** What it may say until it is asked for its folders: greeting, capabilities, namespaces; some kilobytes. */
  greetingBytes: 256 * 1024,
  /** What it may say of all its folders, at 400 bytes each, and of the numbers of all mails in one, at 11 digits and a space. */
  foldersBytes: 10_000 * 400,
  uidsBytes: 1_000_000 * 12,
  /** A mail's own name on its server (RFC 8474 §7); a longer one is none. */
  emailIdBytes: 255,
  /** How often that is looked at: a flood of some milliseconds fits into memory. */
  watchMs: 50,
} as const;
