import { CAST_HOST } from './catalogue.ts';
import type { Member } from './member.ts';
import type { Random } from './random.ts';

/** What trouble does to the fleet; the fleet does it over the wire. */
export interface TroubleActions {
  leave(member: Member): void;
  join(member: Member): void;
}

const SECOND = 1000;
const TROUBLE_EVERY_S = [20, 45] as const;
const DEPLOY_EVERY_S = [150, 270] as const;
const WAVES = 6;
const WAVE_EVERY_MS = 4 * SECOND;
/** A service that a rolling deploy may take: neither tiny nor the largest. */
const DEPLOYABLE = [6, 64] as const;

interface Return {
  readonly at: number;
  readonly member: Member;
}

/** Everything that goes wrong in a fleet that is not calm, one step a second; seeded, so the same again and again. */
export class Trouble {
  readonly #members: readonly Member[];
  readonly #actions: TroubleActions;
  readonly #random: Random;
  #returns: Return[] = [];
  #waves: { readonly at: number; readonly members: readonly Member[] }[] = [];
  #nextTroubleAt: number;
  #nextDeployAt: number;

  constructor(members: readonly Member[], actions: TroubleActions, random: Random, now: number) {
    this.#members = members;
    this.#actions = actions;
    this.#random = random;
    this.#nextTroubleAt = now + this.#seconds(TROUBLE_EVERY_S);
    this.#nextDeployAt = now + this.#seconds(DEPLOY_EVERY_S);
    for (const one of members) if (one.planned.fate === 'dead') one.silentUntil = Number.POSITIVE_INFINITY;
  }

  /** One step at the moment `now` (ms). */
  step(now: number): void {
    this.#flap(now);
    this.#bringBack(now);
    this.#roll(now);
    if (now >= this.#nextTroubleAt) {
      this.#nextTroubleAt = now + this.#seconds(TROUBLE_EVERY_S);
      this.#strike(now);
    }
    if (now >= this.#nextDeployAt && this.#waves.length === 0) {
      this.#nextDeployAt = now + this.#seconds(DEPLOY_EVERY_S);
      this.#deploy(now);
    }
  }

  /** A flapping instance is silent just long enough to be found out, then beats for a while. */
  #flap(now: number): void {
    for (const one of this.#members) {
      if (one.planned.fate !== 'flapping' || now < one.silentUntil) continue;
      if (this.#random.next() < 1 / 40)
        one.silentUntil = now + (3 * one.planned.ttlSeconds + this.#random.between(3, 15)) * SECOND;
    }
  }

  /** One instance hangs, one leaves and comes back, or a whole host falls silent for a while. */
  #strike(now: number): void {
    const one = this.#random.pick(this.#steady(now));
    const draw = this.#random.next();
    const back = now + this.#random.between(30, 90) * SECOND;
    if (draw < 0.1) {
      for (const beside of this.#steady(now))
        if (beside.planned.host === one.planned.host) beside.silentUntil = back;
    } else if (draw < 0.35) {
      this.#actions.leave(one);
      this.#returns.push({ at: back, member: one });
    } else {
      one.silentUntil = back;
    }
  }

  #bringBack(now: number): void {
    for (const { member } of this.#returns.filter((one) => one.at <= now)) this.#actions.join(member);
    this.#returns = this.#returns.filter((one) => one.at > now);
  }

  /** A new version of one service, wave by wave: each instance leaves and registers again a moment later. */
  #deploy(now: number): void {
    const byService = Map.groupBy(
      this.#steady(now),
      (one) => `${one.planned.namespace}/${one.planned.service}`,
    );
    const [few, many] = DEPLOYABLE;
    const candidates = [...byService.values()].filter((list) => list.length >= few && list.length <= many);
    if (candidates.length === 0) return;
    const members = this.#random.pick(candidates);
    const version = nextVersion(members[0]?.version ?? '1.0.0');
    for (const one of members) one.version = version;
    const perWave = Math.ceil(members.length / WAVES);
    for (let wave = 0; wave * perWave < members.length; wave += 1) {
      this.#waves.push({
        at: now + wave * WAVE_EVERY_MS,
        members: members.slice(wave * perWave, (wave + 1) * perWave),
      });
    }
  }

  #roll(now: number): void {
    for (const wave of this.#waves.filter((one) => one.at <= now)) {
      for (const member of wave.members) {
        this.#actions.leave(member);
        this.#returns.push({ at: now + 2 * SECOND, member });
      }
    }
    this.#waves = this.#waves.filter((one) => one.at > now);
  }

  /** Who may be struck: in good health, in the registry, and not part of the drawings' host. */
  #steady(now: number): Member[] {
    const leaving = new Set(this.#waves.flatMap((wave) => wave.members));
    return this.#members.filter(
      (one) =>
        one.planned.fate === 'steady' &&
        one.planned.checked &&
        !one.away &&
        now >= one.silentUntil &&
        one.planned.host !== CAST_HOST &&
        !leaving.has(one),
    );
  }

  #seconds([low, high]: readonly [number, number]): number {
    return this.#random.between(low, high) * SECOND;
  }
}

/** The version after this one: its last number, one higher. */
export const nextVersion = (version: string): string =>
  version.replace(/\d+$/, (last) => String(Number(last) + 1));
