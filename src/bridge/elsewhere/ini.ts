/** Settings by section and name, both in lower case, as Python's ConfigParser writes them. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads `[section]` and `name = value` or `name: value`; lines that begin with # or ; say nothing. Never fails: what is neither is passed over. */
export function readIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
      const name = trimmed.slice(1, -1).toLowerCase();
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      continue;
    }
    const at = trimmed.search(/[=:]/);
    if (at > 0) section.set(trimmed.slice(0, at).trim().toLowerCase(), trimmed.slice(at + 1).trim());
  }
  return sections;
}
