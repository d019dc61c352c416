import type { NewsFacts } from '../../incoming';
import { newsServerName } from '../streets';
import { bad, dayOf, type Finding, good, type Verdict, warning } from './finding';
import { answering, type Check, type Outside } from './patient';

const check = 'newsgroup';
const day = 24 * 3600_000;
/** alt.anonymous.messages has dozens of articles a day; a server that has had none for so long hardly gets it. */
const staleMs = 3 * day;
const deadMs = 30 * day;

/** Whether the news servers carry the group, and how fresh it is there. Servers that cannot be reached are told of elsewhere. */
export const checkGroup: Check<Outside> = async ({ news, config, clock }) => {
  const { group } = config.fetch;
  const looked = await answering(news);
  if (looked.length === 0)
    return [
      warning(
        check,
        `Nobody could be asked for ${group}.`,
        'Whether mail can arrive is not known.',
        'See the news servers.',
      ),
    ];
  const single = looked.map(({ server, facts }) => judge(newsServerName(server), facts.group, clock.now()));
  const best = single.find(({ verdict }) => verdict === 'good') ?? single.find(({ verdict }) => verdict === 'warning');
  const finding = `${group}: ${single.map(({ sentence }) => sentence).join(' ')}`;
  const next = 'Use another news server, or add one: each brings what the others lack.';
  if (!best) return [bad(check, finding, 'No mail can arrive.', next)];
  if (best.verdict === 'warning') return [warning(check, finding, 'Mail may arrive late or not at all.', next)];
  const lacking = single.some(({ verdict }) => verdict === 'bad');
  return [lacking ? lame(finding) : good(check, finding, 'What is posted there can arrive.')];
};

function lame(finding: string): Finding {
  const meaning = 'Mail arrives, but one of the servers is of no use.';
  return warning(check, finding, meaning, 'Take it out of the configuration, or use another in its place.');
}

function judge(server: string, group: NewsFacts['group'], now: number): { verdict: Verdict; sentence: string } {
  if (!group) return { verdict: 'bad', sentence: `${server} does not carry it.` };
  if (group.articles === 0) return { verdict: 'warning', sentence: `${server} has no articles in it.` };
  const { articles, newest } = group;
  if (newest === undefined) return { verdict: 'good', sentence: `${server} has ${articles} articles.` };
  const verdict = now - newest > deadMs ? 'bad' : now - newest > staleMs ? 'warning' : 'good';
  return { verdict, sentence: `${server} has ${articles} articles, the newest of ${dayOf(newest)}.` };
}
