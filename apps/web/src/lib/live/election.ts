/** Decides which of the browser's tabs holds something that only one may hold. */
export type Election = {
  /** Wants it, and waits for its turn. */
  campaign: () => void;
  /** Gives it up, or stops waiting. */
  resign: () => void;
};

/** The better of the two ways that this browser has: locks where the page is a secure one, else talking it over. */
export const election = (name: string, onLead: () => void, onLost: () => void): Election =>
  typeof navigator !== 'undefined' && navigator.locks
    ? byLock(name, onLead)
    : byTalking(name, onLead, onLost);

/** The browser itself sees to it, also where a tab crashes. */
function byLock(name: string, onLead: () => void): Election {
  let release: (() => void) | undefined;
  let waiting: AbortController | undefined;
  return {
    campaign() {
      if (waiting) return;
      const abort = new AbortController();
      waiting = abort;
      const hold = () =>
        new Promise<void>((done) => {
          if (abort.signal.aborted) return done();
          release = done;
          onLead();
        });
      // Rejects when it is given up while it waits.
      navigator.locks.request(name, { signal: abort.signal }, hold).catch(() => undefined);
    },
    resign() {
      waiting?.abort();
      waiting = undefined;
      release?.();
      release = undefined;
    },
  };
}

type Said = { kind: 'who' | 'here' | 'over'; tab: string };

const ASK_EVERY_MS = 1_000;
const ANSWER_WITHIN_MS = 200;
const LOST_AFTER_MS = 3_000;

/**
 * On plain HTTP browsers hide their locks. Whoever waits keeps asking who holds it; a holder answers at once, which
 * works in the background too, where timers hardly run. Nobody answers: the asker takes it, soon where no tab has left
 * a note that it holds it, else later: a holder may be busy, or its tab have crashed. Two holders: the one with the
 * smaller name stays.
 */
export function byTalking(name: string, onLead: () => void, onLost: () => void): Election {
  const tab = Math.random().toString(36).slice(2);
  const channel = new BroadcastChannel(`${name}.election`);
  let wanted = false;
  let leads = false;
  let heardAt = 0;
  let firstAskedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (kind: Said['kind']) => channel.postMessage({ kind, tab } satisfies Said);
  const note = noteOf(`${name}.holder`);
  const take = () => {
    leads = true;
    note.leave(tab);
    say('here');
    onLead();
  };
  const ask = (isFirst: boolean) => {
    clearTimeout(timer);
    if (!wanted || leads) return;
    const askedAt = Date.now();
    if (isFirst) firstAskedAt = askedAt;
    const isFree = isFirst && note.read() === null;
    say('who');
    timer = setTimeout(
      () => {
        const isNobodyThere = isFree
          ? heardAt < askedAt
          : Date.now() - Math.max(heardAt, firstAskedAt) > LOST_AFTER_MS;
        if (isNobodyThere) take();
        else ask(false);
      },
      isFree ? ANSWER_WITHIN_MS : ASK_EVERY_MS,
    );
  };
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'who' && leads) say('here');
    if (data.kind === 'here') {
      heardAt = Date.now();
      if (!leads) return;
      if (tab < data.tab) {
        note.leave(tab);
        say('here');
      } else {
        leads = false;
        onLost();
        ask(false);
      }
    }
    if (data.kind === 'over') {
      heardAt = 0;
      ask(true);
    }
  };
  return {
    campaign() {
      if (wanted) return;
      wanted = true;
      ask(true);
    },
    resign() {
      wanted = false;
      clearTimeout(timer);
      if (!leads) return;
      leads = false;
      note.takeAway(tab);
      say('over');
    },
  };
}

/** What one tab leaves for the others of its browser; nothing where storage is switched off. */
function noteOf(key: string) {
  const attempt = <Value>(work: () => Value): Value | null => {
    try {
      return work();
    } catch {
      return null;
    }
  };
  const read = () => attempt(() => localStorage.getItem(key));
  return {
    read,
    leave: (tab: string) => attempt(() => localStorage.setItem(key, tab)),
    takeAway: (tab: string) => read() === tab && attempt(() => localStorage.removeItem(key)),
  };
}
