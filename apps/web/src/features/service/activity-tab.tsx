import { topics } from '@cynosure/shared/console/events.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { useLive } from '../../lib/live/use-live.ts';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { iconOfOperation, useSentence } from '../../lib/registry/operation-sentence.ts';
import { Face } from '../../ui/face.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ReadFace } from '../../ui/read-face.tsx';

const followed = [topics.activity];
type Operations = { items: Operation[]; nextCursor: string | null };

/** The last things that were done to the service and its instances. All of them, with filters, are in Activity. */
export function ActivityTab({ namespace, service }: { namespace: string; service: string }) {
  const t = useTranslations('service');
  const activity = useTranslations('activity');
  const sentence = useSentence();
  const navigate = useNavigate();
  const request = new URLSearchParams({ namespace, service, limit: '50' }).toString();
  const read = useQuery({
    queryKey: keys.operations(request),
    queryFn: ({ signal }) => http.get<Operations>(`/operations?${request}`, signal),
  });
  useLive(followed, read.data?.position, {
    onEvent: (event) => {
      if (event.event === 'activity') void read.refetch();
    },
    onResync: () => read.refetch(),
  });
  const here = new URLSearchParams({ namespace, service });
  if (read.error && !read.data) {
    return <ReadFace error={read.error} what={activity('title')} onRetry={() => void read.refetch()} />;
  }
  const items = read.data?.value.items;
  if (items?.length === 0) return <Face title={t('activityEmptyTitle')}>{t('activityEmpty')}</Face>;
  return (
    <div className="scroll" aria-busy={items === undefined || undefined}>
      <ul className="details" aria-label={activity('operations')}>
        {items?.map((one) => (
          <li key={one.id} className="flex items-baseline gap-2.5 py-1.5">
            <Icon name={iconOfOperation(one)} size={14} />
            <Link className="min-w-0 flex-1" to={`${links.operation(one.id)}?${here}`}>
              {sentence(one)}
              {one.reason ? <bdi className="ml-2 text-ink-3">{one.reason}</bdi> : null}
            </Link>
            <span className="text-ink-3 text-xs whitespace-nowrap">
              <Ago at={one.at} />
            </span>
          </li>
        ))}
        <li className="pt-2">
          <button type="button" className="link" onClick={() => void navigate(`${links.activity}?${here}`)}>
            {t('activityAll')}
          </button>
        </li>
      </ul>
    </div>
  );
}
