import type { ConsoleContext } from '../context.ts';
import { overviewView, SPANS, type Span } from '../read/overview-view.ts';
import { ParamReader } from '../read/query-params.ts';
import { type ConsoleRoute, ok } from '../route.ts';

const spans = Object.keys(SPANS) as Span[]; // The keys of the table are exactly the spans.

export const overviewRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/overview',
    needs: 'DescribeOverview',
    handle({ query, asker }) {
      const params = new ParamReader(query);
      const span = params.word('span', spans) ?? '1h';
      return params.refusal() ?? ok(overviewView(context, asker.rights, context.clock.wallMs(), span));
    },
  },
];
