// hSub: our matcher beside Python's hashlib loop as aam2mail has it, which runs in a process of its own (hsub.py).
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compare } from './ratio.mjs';

const require = createRequire(import.meta.url);
const { makeHsub, openMatcher } = require('../dist/protocol/nymserv/index.js');
const { systemRandom } = require('../dist/base/random.js');

/** A million subjects for one nym in the rounds that count, and a million tests for fifty. */
const rounds = 20;
const subjectsFor = (nyms) => (nyms === 1 ? 50_000 : 1000);

const passphrases = Array.from({ length: 50 }, () => randomBytes(16).toString('base64url'));
/** One in a thousand is ours: of the first nym. */
const subjects = Array.from({ length: 50_000 }, (_, n) =>
  n % 1000 === 500 ? makeHsub(passphrases[0], systemRandom) : randomBytes(24).toString('hex'),
);

function startPython(folder) {
  const file = (name, lines) => {
    writeFileSync(join(folder, name), lines.join('\n'));
    return join(folder, name);
  };
  const words = [join(import.meta.dirname, 'hsub.py'), file('subjects', subjects), file('passphrases', passphrases)];
  const child = spawn('python3', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout });
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const [answer] = await once(answers, 'line');
    return Number(answer);
  };
  return { ask, stop: () => child.stdin.end() };
}

const must = (found, count) => {
  if (found !== count / 1000) throw new Error(`${found} of ${count} subjects matched`);
};

async function match(nyms, python) {
  const count = subjectsFor(nyms);
  const some = subjects.slice(0, count);
  const matches = openMatcher(passphrases.slice(0, nyms).map((passphrase) => ({ scheme: 'hsub', passphrase })));
  const ours = () => must(some.filter((subject) => matches(subject).length > 0).length, count);
  const peer = async () => must(await python.ask(`${count} ${nyms}`), count);
  return compare({ ours, peer, rounds, warmUp: 4 });
}

/** How many times faster than Python for one nym and for fifty; nothing where Python is not installed. */
export async function matching() {
  if (spawnSync('python3', ['--version']).error) {
    console.log('hSub: there is no python3 here to compare with');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'nymbridge-bench-'));
  const python = startPython(folder);
  try {
    const one = await match(1, python);
    const fifty = await match(50, python);
    return [
      { name: 'hSub, one nym, against hashlib', least: 1.3, ...one },
      { name: 'hSub, fifty nyms, against hashlib', least: 3, ...fifty },
    ];
  } finally {
    python.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
