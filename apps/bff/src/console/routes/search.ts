import type { ConsoleContext } from '../context.ts';
import { ParamReader } from '../read/query-params.ts';
import { search } from '../read/search.ts';
import { type ConsoleRoute, ok } from '../route.ts';

const MOST_CHARACTERS = 4_096;

export const searchRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/search',
    needs: 'DescribeInstances',
    handle({ query }) {
      const params = new ParamReader(query);
      const limit = params.whole('limit', 5, 50, 1);
      const q = query.get('q') ?? '';
      if (q.length > MOST_CHARACTERS)
        params.complain('q', `A search may have ${MOST_CHARACTERS} characters.`);
      return params.refusal() ?? ok(search(context, q, limit));
    },
  },
];
