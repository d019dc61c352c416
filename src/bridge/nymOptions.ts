import type { Nym, OptionStanding, Standing } from '../nym';

/** An option as asked for, acted on and listed. */
type Row = Omit<OptionStanding, 'option'> & { readonly option: string };

/** What one setting of a nym is for the user, for the bridge and for the server; null: nothing. */
export interface OptionRow {
  readonly option: string;
  readonly 'asked for': string | null;
  readonly 'in force': string | null;
  readonly 'server said': string | null;
  /** In words, so that it is seen without colours. */
  readonly mark: Mark;
}

export type Mark = 'same' | 'DIFFERS' | 'waiting' | 'refused' | 'gone' | 'not said yet';

/** The settings side by side. Passphrases are shown only where `secrets` asks for them. */
export function optionRows(nym: Nym, standing: Standing, secrets: boolean): OptionRow[] {
  const write = secrets ? writeOpen : writeHidden;
  const rows = [...standing.options, ...layerRows(nym)].map((one) => ({
    option: one.option,
    ...write(one),
    mark: markOf(one, nym, standing),
  }));
  return [...rows, ...identityRows(nym, standing)];
}

function markOf(standing: Row, { state }: Nym, { isAnswer }: Standing): Mark {
  const { option, asked, believed, said } = standing;
  if (state === 'deleted') return 'gone';
  if (asked !== undefined && asked !== said) return isAnswer ? 'DIFFERS' : (unanswered[state] ?? 'waiting');
  if (said === undefined) return option === 'acksend' && believed === true ? 'same' : 'not said yet';
  return said === believed ? 'same' : 'DIFFERS';
}

/** Where nothing is waited for. */
const unanswered: Readonly<Partial<Record<Nym['state'], Mark>>> = {
  draft: 'not said yet',
  expired: 'not said yet',
  duplicate: 'refused',
  reserved: 'refused',
};

type Cells = Omit<OptionRow, 'option' | 'mark'>;

function writeOpen({ asked, believed, said }: Row): Cells {
  return { 'asked for': open(asked), 'in force': open(believed), 'server said': open(said) };
}

/** Passphrases are "set", and told apart by "new" and "another" only. */
function writeHidden(one: Row): Cells {
  const { option, asked, believed, said } = one;
  if (!secrets.has(option)) return writeOpen(one);
  return {
    'asked for': hide(asked, asked === believed ? 'set' : 'new'),
    'in force': hide(believed, 'set'),
    'server said': hide(said, said === believed || believed === undefined ? 'set' : 'another'),
  };
}

const secrets = new Set(['hsub', 'symmetric', 'ephemeral', 'ratchet']);

function hide(value: string | boolean | null | undefined, word: string): string | null {
  return typeof value === 'string' ? word : open(value);
}

function open(value: string | boolean | null | undefined): string | null {
  if (value === undefined) return null;
  if (value === null) return 'off';
  return typeof value === 'string' ? value.slice(0, shownCharacters) : value ? 'yes' : 'no';
}

/** What a server lists is as long as it likes; what it takes is not (nymserv.md §3). */
const shownCharacters = 64;

/** What only servers of the ephemeral layer know (ephemeral.md): no row of it where nobody has spoken of one. */
function layerRows({ asked, options, settings }: Nym): Row[] {
  return (['ephemeral', 'ratchet'] as const)
    .filter((option) => asked?.[option] !== undefined || options[option] !== undefined)
    .map((option) => {
      const said = settings && (options[option] ?? null);
      // a layer is in force from when the server says so
      return { option, asked: asked?.[option], believed: said, said };
    });
}

/** Whom the server takes the nym for: under another key or name nothing that is sent will work. */
function identityRows({ address, key }: Nym, { settings }: Standing): OptionRow[] {
  const said = (name: string) => settings?.[name]?.replaceAll(' ', '').slice(0, 320) ?? null; // the longest address
  return [
    identityRow('address', address, said('address')?.toLowerCase() ?? null),
    identityRow('key', keyId(key.publicKey.fingerprint), keyId(said('fingerprint')?.toUpperCase() ?? null)),
  ];
}

function identityRow(option: string, here: string | null, said: string | null): OptionRow {
  const mark = said === null ? 'not said yet' : said === here ? 'same' : 'DIFFERS';
  return { option, 'asked for': null, 'in force': here, 'server said': said, mark };
}

/** The last 16 hex digits: enough to tell keys apart, and short enough for a table. */
function keyId(fingerprint: string | null): string | null {
  return fingerprint?.slice(-16) ?? null;
}
