import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import type { Ref } from '../../access/resource.ts';
import type { Command } from '../../registry/command.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { Refused } from '../problem.ts';
import { ParamReader } from '../read/query-params.ts';
import {
  type Answer,
  type ConsoleRequest,
  created,
  notAllowed,
  notFound,
  ok,
  revisionWanted,
} from '../route.ts';
import { namedRows, pageAnswer } from '../routes/page.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { ifUnchanged, untyped } from '../write/named-thing.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { typedBody } from './bodies.ts';
import { type AccessContext, idIn, refusedWrite, tenantOfAsker } from './parts.ts';
import type { ViewParts } from './views.ts';

interface Kept {
  readonly id: string;
  readonly name: string;
}

interface Shown {
  readonly revision: string;
}

/** What users, groups, roles and policies differ in, as far as the Access pages list, show, change and delete them. */
export interface AccountKind<Thing extends Kept, Row extends Shown> {
  readonly plural: 'users' | 'groups' | 'roles' | 'policies';
  /** For sentences: "There is no group x." */
  readonly word: string;
  /** All of one main account. */
  readonly all: (state: RegistryState, tenant: string) => readonly Thing[];
  readonly byId: (state: RegistryState, tenant: string, id: string) => Thing | undefined;
  /** Order of the list, where `all` has not got it already. */
  readonly compare?: (a: Thing, b: Thing) => number;
  /** What a free text is looked for in. */
  readonly texts: (thing: Thing) => readonly string[];
  /** What rights are asked about it; left out where who may read one may read all. */
  readonly seenAs?: { readonly needs: Permission; readonly refOf: (thing: Thing) => Ref };
  readonly view: (parts: ViewParts, thing: Thing) => Row;
  readonly revisionOf: (thing: Thing) => string;
}

export const viewParts = ({ context, admin }: AccessContext, { asker }: ConsoleRequest): ViewParts => ({
  state: context.state,
  book: admin.gate.book,
  rights: asker.rights,
  self: asker.actor.id,
});

/** What the routes of one kind have in common. */
export class AccountRoutes<Thing extends Kept, Row extends Shown> {
  readonly #kind: AccountKind<Thing, Row>;

  constructor(kind: AccountKind<Thing, Row>) {
    this.#kind = kind;
  }

  /** The page of those that the asker may see and whose texts hold `q`. */
  list(of: AccessContext, request: ConsoleRequest): Answer {
    const { plural, texts, compare, view } = this.#kind;
    const q = request.query.get('q')?.trim().toLowerCase() ?? '';
    const all = () => this.#seen(of, request);
    return pageAnswer(of.context, request, new ParamReader(request.query), {
      kind: plural,
      queryText: `q=${q}`,
      run() {
        const found = all().filter((one) => texts(one).some((text) => text.toLowerCase().includes(q)));
        const ordered = compare === undefined ? found : found.toSorted(compare);
        return { rows: { kind: plural, names: ordered.map(({ id }) => id) } };
      },
      ...namedRows((id) => {
        const thing = this.#find(of, request, id);
        return thing && view(viewParts(of, request), thing);
      }),
      totalUnfiltered: () => all().length,
    });
  }

  /** The one of the path, if the asker may do that with it. Of other main accounts none is known here. */
  ofPath(of: AccessContext, request: ConsoleRequest, needs?: Permission): Thing | Refused {
    const id = idIn(request);
    const thing = this.#find(of, request, id);
    if (thing === undefined) return this.#unknown(id);
    const refOf = this.#kind.seenAs?.refOf;
    if (needs === undefined || refOf === undefined) return thing;
    return notAllowed(request.asker, needs, [refOf(thing)]) ?? thing;
  }

  /** As it is now: what a write that was sent again is answered with. */
  again(of: AccessContext, request: ConsoleRequest, id: string): Answer & { status: number } {
    const thing = this.#find(of, request, id);
    if (thing === undefined) return this.#unknown(id);
    const { view, revisionOf } = this.#kind;
    return ok(view(viewParts(of, request), thing), { etag: revisionOf(thing) });
  }

  async create(
    of: AccessContext,
    request: ConsoleRequest,
    idempotency: Idempotency,
    command: Command<Thing>,
  ): Promise<Answer> {
    const made = await of.context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
    return isDone(made) ? created(this.#kind.view(viewParts(of, request), made.value)) : refusedWrite(made);
  }

  /** Changes it if it is still what `If-Match` says; else the answer holds it as it is now. */
  async edit(
    of: AccessContext,
    request: ConsoleRequest,
    idempotency: Idempotency,
    thing: Thing,
    command: Command<unknown>,
  ): Promise<Answer> {
    const wanted = revisionWanted(request);
    if ('code' in wanted) return wanted;
    const edited = await this.#runSince(of, request, idempotency, thing, wanted.revision, command);
    if (isDone(edited)) return this.again(of, request, thing.id);
    const now = this.#find(of, request, thing.id);
    return refusedWrite(edited, now && this.#kind.view(viewParts(of, request), now));
  }

  /** Deletes it if it is still what `If-Match` says and its name was typed. */
  async remove(
    of: AccessContext,
    request: ConsoleRequest,
    idempotency: Idempotency,
    thing: Thing,
    command: Command<unknown>,
  ): Promise<Answer> {
    const wanted = revisionWanted(request);
    if ('code' in wanted) return wanted;
    const read = readBody(typedBody, request.body);
    if ('code' in read) return read;
    const mistyped = untyped(read.value.typed, thing.name);
    if (mistyped !== null) return mistyped;
    const deleted = await this.#runSince(of, request, idempotency, thing, wanted.revision, command);
    return isDone(deleted) ? { status: 204 } : refusedWrite(deleted);
  }

  #runSince(
    of: AccessContext,
    request: ConsoleRequest,
    idempotency: Idempotency,
    { id }: Thing,
    revision: string,
    command: Command<unknown>,
  ) {
    const now = () => {
      const thing = this.#find(of, request, id);
      return thing && this.#kind.revisionOf(thing);
    };
    return of.context.registry.run(ifUnchanged(command, idempotency, { revision, now }, id));
  }

  #seen(of: AccessContext, request: ConsoleRequest): readonly Thing[] {
    const { all, seenAs } = this.#kind;
    const things = all(of.context.state, tenantOfAsker(of.context, request));
    if (seenAs === undefined) return things;
    return things.filter((thing) => request.asker.rights.may(seenAs.needs, [seenAs.refOf(thing)]));
  }

  #find(of: AccessContext, request: ConsoleRequest, id: string): Thing | undefined {
    return this.#kind.byId(of.context.state, tenantOfAsker(of.context, request), id);
  }

  #unknown = (id: string) => notFound(`There is no ${this.#kind.word} ${id}.`);
}
