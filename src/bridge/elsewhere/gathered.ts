import type { ContactRow } from '../../store';
import type { ForeignNym, GnupgFiles, Habits, NymId, Selector } from '../../nym';

/** Where a nym made elsewhere is to be taken from, and what is known of it. */
export interface ImportWishes {
  readonly address: string;
  /** Exactly one of these four has the key: GnuPG's home, an export of it, nymphemeral's folder, a bundle of `nym export`. */
  readonly gnupg?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly nymphemeral?: string | undefined;
  readonly bundle?: string | undefined;
  /** aam2mail's folder, its etc/, or its settings; it knows subjects and has mail, and no key. */
  readonly aam2mail?: string | undefined;
  /** Of aam2mail: the articles it found, still encrypted. */
  readonly maildir?: string | undefined;
  /** Which key, where there are several. */
  readonly fingerprint?: string | undefined;
  /** Subjects by which its articles are known, beside those found. */
  readonly selectors: readonly Selector[];
  readonly symmetric: readonly string[];
  /** The name in the key's user id, unless given. */
  readonly name?: string | undefined;
  readonly transport?: string | undefined;
  /** Whether the owner says that the server knows the nym; else letters wait for the server's word. */
  readonly works: boolean;
}

/** Asks for the passphrase of the key, and is not called where it has none. */
export type AskPassphrase = () => Promise<string>;

/** All that was found of a nym, and how its mail is kept. */
export interface Gathered extends Pick<
  ForeignNym,
  'key' | 'oldKeys' | 'selectors' | 'symmetric' | 'listed' | 'layers' | 'rotatedAt'
> {
  readonly displayName?: string | undefined;
  readonly newsServers: readonly string[];
  readonly mails: number;
  readonly articles: number;
  /** Sentences about what could not be taken along. */
  readonly problems: readonly string[];
  /** Whether its server knew it when it was last looked at. */
  readonly works?: boolean;
  /** Of a nym that a bridge had; else it gets those of a new one here. */
  readonly habits?: Habits | undefined;
  /** Correspondents' keys that it had. */
  readonly contacts?: readonly Omit<ContactRow, 'id' | 'nymId'>[];
  /** Joins the transaction that makes the nym. */
  readonly keepMail: (id: NymId) => void;
}

/**
 * The nym's key, unlocked; the passphrase is asked for where it needs one and `known` is not given, and given back for what
 * else it opens.
 */
export type Unlock = (
  files: GnupgFiles,
  known?: string,
) => Promise<{ key: ForeignNym['key']; passphrase?: string | undefined }>;
