import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { RowLink } from '../../ui/row-link.tsx';
import { IsolationCell } from './isolation-cell.tsx';
import { LastBeat } from './last-beat.tsx';
import { links } from './links.ts';
import { hasPage } from './pages.ts';
import { HealthMark } from './state-mark.tsx';

/** An instance on a narrow screen. Isolated outranks the verdict, as in every count. */
export function InstanceCard({ instance, withService }: { instance: InstanceRow; withService?: boolean }) {
  return (
    <>
      <b className="truncate">
        {hasPage(links.hosts) ? (
          <RowLink to={links.host(instance.host)}>{instance.host}</RowLink>
        ) : (
          <bdi>{instance.host}</bdi>
        )}
        <span className="font-normal text-ink-3"> :{instance.port}</span>
      </b>
      <span>
        {instance.isolation ? (
          <IsolationCell isolation={instance.isolation} />
        ) : (
          <HealthMark health={instance.health} />
        )}
      </span>
      <span className="truncate text-ink-3 text-xs">
        {[withService && instance.service, instance.zone, instance.version].filter(Boolean).join(' · ')}
      </span>
      <span className="text-ink-3 text-xs">
        <LastBeat instance={instance} />
      </span>
    </>
  );
}
