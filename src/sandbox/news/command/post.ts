import type { Handler } from '../answer';
import type { Taken } from '../spool';

/** RFC 3977 §6.3.1. */
export const handlePost: Handler = ({ spool }) => ({
  line: '340 send the article',
  receive: (source) => {
    const taken = spool.post(source);
    return { line: taken === 'taken' ? '240 article posted' : `441 not posted: ${taken}` };
  },
});

const ihaveReplies: Record<Taken, string> = {
  taken: '235 article taken',
  duplicate: '437 article is here already',
  'no-group': '437 no such newsgroup',
  malformed: '437 article without Message-ID',
};

/** RFC 3977 §6.3.2. */
export const handleIhave: Handler = ({ spool }, [messageId = '']) => {
  if (spool.find(messageId)) return { line: '435 article is here already' };
  return { line: '335 send the article', receive: (source) => ({ line: ihaveReplies[spool.take(source)] }) };
};
