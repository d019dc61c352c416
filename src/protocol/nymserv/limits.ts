// Every limit of this engine, each with its reason.
export const limits = {
  /** nymserv.md §3: a longer value is ignored by the server without a word. Bytes of UTF-8, not characters. */
  valueBytes: 64,
  /** RFC 5321 §4.5.3.1.1: the longest local part a mail server must take. */
  nameCharacters: 64,
  /** nymserv.md §5: what servers cut their subjects to, and the whole of iv and SHA-256. */
  hsubDigits: { least: 48, usual: 48, most: 80 },
  /** nymserv.md §5: older servers' subjects have one length only. */
  esubDigits: 48,
  /** A config mail is a handful of lines; more is a mail that went to the wrong address. */
  configBodyLines: 200,
  /** A URL request asks for a few pages; each is answered in one article. */
  urls: 20,
  /** What common browsers and servers still take. */
  urlCharacters: 2000,
  /** How far into a reply its kind is looked for: the longest of the server's own texts has under 2 KB. */
  replyTextBytes: 64 * 1024,
  /** Settings a server has ever listed number about 15. */
  settings: 100,
} as const;
