// What the street in costs, each part beside its peer: finding one's own among many subjects, fetching over a long line, and
// trying a key on what is somebody else's.
import { report } from './ratio.mjs';
import { matching } from './incomingHsub.mjs';
import { fetching } from './incomingNntp.mjs';
import { trying } from './incomingTrial.mjs';

report(await matching());
report(await fetching());
report(await trying());
