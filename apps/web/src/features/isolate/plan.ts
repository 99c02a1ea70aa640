import type { Decision } from '@cynosure/shared/console/isolation.ts';
import type { Preview, PreviewService } from '@cynosure/shared/console/preview.ts';

/** What the operator answered to one stop; without an answer the service is left in traffic. */
export type Answer = { decision: 'leave' } | { decision: 'override'; typed: string };

/** Answers by service, see `serviceKey`. */
export type Answers = Readonly<Record<string, Answer>>;

export const serviceKey = ({ namespace, service }: { namespace: string; service: string }): string =>
  `${namespace}/${service}`;

export const isStopped = (service: PreviewService): boolean => service.verdict === 'stop';

export const isOverridden = (service: PreviewService, answers: Answers): boolean =>
  answers[serviceKey(service)]?.decision === 'override';

/** Whether confirming goes past the guard anywhere: that takes a reason, whatever is done. */
export const isOverriding = (preview: Preview, answers: Answers): boolean =>
  preview.services.some((service) => isStopped(service) && isOverridden(service, answers));

/** Instances that confirming changes, and those that it does not, by why. */
export type Outlook = { change: number; left: number; already: number; forbidden: number };

export function outlookOf(preview: Preview, answers: Answers): Outlook {
  const outlook: Outlook = { change: 0, left: 0, already: 0, forbidden: 0 };
  for (const service of preview.services) {
    if (service.verdict === 'forbidden') {
      outlook.forbidden += service.here;
      continue;
    }
    outlook.already += service.here - service.change;
    if (isStopped(service) && !isOverridden(service, answers)) outlook.left += service.change;
    else outlook.change += service.change;
  }
  return outlook;
}

/** Of those that return to traffic, how many are unhealthy: what joins it beside the healthy ones. */
export const unhealthyAmong = ({ services }: Preview): number =>
  services.reduce((sum, { now, after }) => sum + Math.max(0, after.unhealthy - now.unhealthy), 0);

/** The first stop whose name has still to be typed. */
export const unansweredStop = (preview: Preview, answers: Answers): PreviewService | undefined =>
  preview.services.find((service) => {
    const answer = answers[serviceKey(service)];
    return isStopped(service) && answer?.decision === 'override' && answer.typed !== service.service;
  });

export const decisionsOf = (preview: Preview, answers: Answers): Decision[] =>
  preview.services.filter(isStopped).map((service) => {
    const answer = answers[serviceKey(service)];
    const { namespace, service: name } = service;
    return answer?.decision === 'override'
      ? { namespace, service: name, decision: 'override', typed: answer.typed }
      : { namespace, service: name, decision: 'leave' };
  });

/** What of a service a person reads in its row; two equal ones look the same. */
const faceOf = (service: PreviewService): string =>
  JSON.stringify([
    service.here,
    service.change,
    service.verdict,
    service.now.healthy,
    service.after.healthy,
    service.now.total,
    service.zones,
    service.causes.map((cause) => cause.kind),
  ]);

/** Services whose row looks different in `next`, those that came and those that went included. */
export function changedRows(shown: Preview, next: Preview): Set<string> {
  const before = new Map(shown.services.map((service) => [serviceKey(service), faceOf(service)]));
  const changed = new Set<string>();
  for (const service of next.services) {
    const key = serviceKey(service);
    if (before.get(key) !== faceOf(service)) changed.add(key);
    before.delete(key);
  }
  for (const gone of before.keys()) changed.add(gone);
  return changed;
}

/** Services under "changed" stand in the order of the preview; those that nothing happens to come last. */
export const isSame = (service: PreviewService): boolean =>
  service.verdict === 'unchanged' ||
  service.verdict === 'forbidden' ||
  service.now.healthy === service.after.healthy;
