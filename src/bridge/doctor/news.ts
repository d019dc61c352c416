import { newsServerName } from '../streets';
import { explainFailure, identity, offered, weakness } from './advice';
import { bad, type Finding, good } from './finding';
import type { Check, NewsLook, Outside } from './patient';

/** Whether each news server is reachable by its configured way, who it is, and what it offers. */
export const checkNews: Check<Outside> = ({ news, clock, paths }) => {
  if (news.length > 0) return Promise.all(news.map((look) => judge(look, clock.now(), news.length)));
  const next = `Add a [[news]] table to ${paths.config}.`;
  return [bad('news servers', 'None is configured.', 'Nothing can arrive.', next)];
};

async function judge({ server, facts: look }: NewsLook, now: number, count: number): Promise<Finding> {
  const check = `news server ${newsServerName(server)}`;
  const facts = await look();
  if ('error' in facts) {
    const meaning = count === 1 ? 'Nothing can arrive.' : 'What only this one has cannot arrive.';
    const { finding, next } = explainFailure(facts.error);
    return bad(check, finding, meaning, next);
  }
  const { peer, capabilities } = facts;
  const finding = `It answers (${identity(server, peer)}) and ${offered(capabilities)}.`;
  const weak = weakness(server, peer, now);
  return weak ? { check, finding, ...weak } : good(check, finding, 'It can be read.');
}
