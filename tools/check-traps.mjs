// Every line of docs/traps.md names a test, which must be in that file under that name: the table stays true by itself.
import { existsSync, readFileSync } from 'node:fs';

/** The names of a file's tests: what stands in quotes behind `test(`, `describe(` or at the head of a row of `test.each`, or a dialog's title. */
function namesIn(file) {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.smtp')) return [text.split('\n', 1)[0].replace(/^#\s*\S+\.\w+:\s*/, '')];
  const quoted = /(?:\(|\[)\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;
  return [...text.matchAll(quoted)].map(([, single, double]) => (single ?? double).replace(/\\(.)/g, '$1'));
}

const rows = readFileSync('docs/traps.md', 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, section]) => /^\d$/.test(section ?? ''));
const problems = rows.flatMap(([, section, trap, file, name]) => {
  if (!existsSync(file)) return [`docs/traps.md, §${section}, "${trap}": there is no ${file}`];
  return namesIn(file).includes(name) ? [] : [`docs/traps.md, §${section}, "${trap}": ${file} has no test "${name}"`];
});
for (const problem of problems) console.error(problem);
console.log(`${rows.length} traps, each with its test`);
process.exitCode = problems.length > 0 || rows.length === 0 ? 1 : 0;
