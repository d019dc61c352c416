// Every RFC that the source cites must have a line in docs/rfc.md, and every line there must be cited somewhere:
// the index stays true by itself. Citations read `RFC 9051` or `RFC 9051 §6.4.8`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const cited = new Map();
for (const entry of readdirSync('src', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
  const file = join(entry.parentPath, entry.name);
  for (const [, number] of readFileSync(file, 'utf8').matchAll(/\bRFC (\d{3,5})\b/g)) cited.set(number, file);
}
const listed = new Set(
  [...readFileSync('docs/rfc.md', 'utf8').matchAll(/^\| *(\d{3,5}) *\|/gm)].map((match) => match[1]),
);

const problems = [
  ...[...cited]
    .filter(([number]) => !listed.has(number))
    .map(([number, file]) => `RFC ${number}, cited in ${file}, is not in docs/rfc.md`),
  ...[...listed]
    .filter((number) => !cited.has(number))
    .map((number) => `RFC ${number} is in docs/rfc.md but no source file cites it`),
];
for (const problem of problems) console.error(problem);
console.log(`${cited.size} RFCs cited, ${listed.size} listed`);
process.exitCode = problems.length > 0 ? 1 : 0;
