import { type ConnectionEvents, type ConnectionFacts, LiveConnection } from './connection.ts';
import { type Election, election } from './election.ts';
import type { SseMessage } from './sse-reader.ts';
import { STALE_MS } from './status.ts';
import { CHANNEL, type TabMessage } from './tab-message.ts';
import { silentTabs, unionOf, type Wanted } from './wanted-topics.ts';

const SIGN_OF_LIFE_MS = 10_000;
/** Events that say how the server is: true until the next one says otherwise. */
const STANDING: ReadonlySet<string> = new Set(['store', 'hold']);

/**
 * The connection for live data that all tabs of a browser share: one of them holds it and hands on what comes, so
 * that HTTP/1.1's six connections are never used up. A tab goes alone where there is no way to talk to the others,
 * no room for its topics, or nothing to be heard of the holder.
 */
export class SharedConnection {
  readonly #events: ConnectionEvents;
  readonly #own: LiveConnection;
  readonly #channel: BroadcastChannel | undefined;
  readonly #election: Election | undefined;
  readonly #tab = Math.random().toString(36).slice(2);
  readonly #others = new Map<string, Wanted>();
  #topics: readonly string[] = [];
  #since: string | undefined;
  #lastId: string | undefined;
  #leads = false;
  #alone = false;
  #running = false;
  #heardAt = 0;
  #facts: ConnectionFacts | undefined;
  /** The last hello, and the newest of each message that says how the server is. */
  #opening: readonly SseMessage[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(events: ConnectionEvents) {
    this.#events = events;
    this.#own = new LiveConnection({
      onMessage: (message) => this.#take(message),
      onHeard: (position) => {
        events.onHeard(position);
        if (this.#leads) this.#say({ kind: 'heard', tab: this.#tab, position });
      },
      onFacts: (facts) => {
        this.#facts = facts;
        events.onFacts(facts);
        this.#tellFacts();
      },
    });
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(CHANNEL);
    this.#election = election(
      CHANNEL,
      () => this.#lead(),
      () => this.#lose(),
    );
  }

  start(topics: readonly string[]): void {
    if (this.#running) return;
    this.#running = true;
    this.#topics = topics;
    this.#heardAt = Date.now();
    if (!this.#channel) {
      this.#goAlone();
      return;
    }
    this.#channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#hear(data);
    this.#timer = setInterval(() => this.#look(), SIGN_OF_LIFE_MS / 5);
    addEventListener('pagehide', this.#leave);
    this.#want(true);
    if (!document.hidden) this.#say({ kind: 'yield', tab: this.#tab });
    this.#election?.campaign();
  }

  stop(): void {
    this.#running = false;
    clearInterval(this.#timer);
    removeEventListener('pagehide', this.#leave);
    this.#leave();
    if (this.#channel) this.#channel.onmessage = null;
    this.#own.stop();
    this.#alone = false;
  }

  /** Replaces what this tab follows; `since` = the oldest position that it has read. */
  follow(topics: readonly string[], since: string | undefined): void {
    this.#topics = topics;
    this.#since = since;
    if (this.#leads) this.#followAll(since, []);
    else if (this.#alone) this.#own.follow(topics, since);
    else this.#want(true);
  }

  reconnect(): void {
    if (this.#leads || this.#alone) this.#own.reconnect();
    else {
      this.#say({ kind: 'reconnect' });
      this.#goAlone();
    }
  }

  /** Nobody looks at this tab any more, or somebody does again. */
  shown(isShown: boolean): void {
    if (!this.#running) return;
    if (isShown) {
      this.#say({ kind: 'yield', tab: this.#tab });
      this.#election?.campaign();
      this.#want(true);
    } else if (this.#alone) this.#own.stop();
    else {
      this.#election?.resign();
      this.#lose();
    }
  }

  #lead(): void {
    this.#leads = true;
    this.#alone = false;
    const { topics } = unionOf(this.#topics, this.#others);
    this.#own.start(topics, this.#lastId);
    this.#own.follow(topics, this.#since);
  }

  #lose(): void {
    if (!this.#leads) return;
    this.#leads = false;
    this.#own.stop();
    this.#want(true);
  }

  #goAlone(): void {
    if (this.#alone || this.#leads) return;
    this.#alone = true;
    this.#own.start(this.#topics, this.#lastId);
  }

  #take(message: SseMessage): void {
    this.#note(message);
    this.#events.onMessage(message);
    if (this.#leads) this.#say({ kind: 'message', tab: this.#tab, message });
  }

  #note(message: SseMessage): void {
    this.#heardAt = Date.now();
    if (message.id) this.#lastId = message.id;
    if (message.event === 'hello') this.#opening = [message];
    else if (STANDING.has(message.event))
      this.#opening = [...this.#opening.filter(({ event }) => event !== message.event), message];
  }

  #hear(said: TabMessage): void {
    switch (said.kind) {
      case 'want':
        this.#othersWant(said);
        return;
      case 'gone':
        if (this.#others.delete(said.tab) && this.#leads) this.#followAll(undefined, []);
        return;
      case 'yield':
        // The one that asks is looked at; this one is not, so it can wait.
        if (!document.hidden || !this.#leads) return;
        this.#election?.resign();
        this.#lose();
        return;
      case 'reconnect':
        if (this.#leads) this.#own.reconnect();
        return;
      case 'facts':
        this.#followHolder(said);
        return;
      case 'message':
      case 'heard':
        if (this.#leads || this.#alone) return;
        if (said.kind === 'heard') {
          this.#heardAt = Date.now();
          this.#events.onHeard(said.position);
        } else {
          this.#note(said.message);
          this.#events.onMessage(said.message);
        }
    }
  }

  #othersWant({ tab, topics, since, fresh }: Extract<TabMessage, { kind: 'want' }>): void {
    const before = this.#others.get(tab);
    this.#others.set(tab, { topics, heardAt: Date.now() });
    if (!this.#leads) return;
    if (fresh || before?.topics.join() !== topics.join()) this.#followAll(since, topics);
    this.#tellFacts();
  }

  #followHolder({ facts, opening, alone }: Extract<TabMessage, { kind: 'facts' }>): void {
    if (this.#leads) return;
    if (alone.includes(this.#tab)) {
      this.#goAlone();
      return;
    }
    if (this.#alone) {
      this.#alone = false;
      this.#own.stop();
      this.#want(true);
    }
    this.#heardAt = Date.now();
    if (JSON.stringify(opening) !== JSON.stringify(this.#opening)) {
      this.#opening = opening;
      for (const message of opening) this.#events.onMessage(message);
    }
    this.#events.onFacts(facts);
  }

  #followAll(since: string | undefined, again: readonly string[]): void {
    const { topics } = unionOf(this.#topics, this.#others);
    this.#own.follow(
      topics,
      since,
      again.filter((topic) => topics.includes(topic)),
    );
  }

  #want(fresh: boolean): void {
    this.#say({ kind: 'want', tab: this.#tab, topics: this.#topics, since: this.#since, fresh });
  }

  #tellFacts(): void {
    if (!this.#leads || !this.#facts) return;
    const { alone } = unionOf(this.#topics, this.#others);
    this.#say({ kind: 'facts', tab: this.#tab, facts: this.#facts, opening: this.#opening, alone });
  }

  #look(): void {
    if (this.#leads) {
      const gone = silentTabs(this.#others, Date.now());
      for (const tab of gone) this.#others.delete(tab);
      if (gone.length > 0) this.#followAll(undefined, []);
      return;
    }
    if (this.#alone || document.hidden) return;
    this.#want(false);
    // The holder may be frozen or behind a broken line that is not ours.
    if (Date.now() - this.#heardAt >= STALE_MS) this.#goAlone();
  }

  #leave = (): void => {
    this.#say({ kind: 'gone', tab: this.#tab });
    this.#election?.resign();
    this.#leads = false;
  };

  #say(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }
}
