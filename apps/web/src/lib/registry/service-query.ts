import { pathOf } from '@cynosure/shared/console/path.ts';
import type { Service } from '@cynosure/shared/console/service.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../http.ts';
import { keys } from '../keys.ts';

export const serviceQuery = (namespace: string, service: string) =>
  queryOptions({
    queryKey: keys.service(namespace, service),
    queryFn: ({ signal }) => http.get<Service>(pathOf('services', namespace, service), signal),
  });
