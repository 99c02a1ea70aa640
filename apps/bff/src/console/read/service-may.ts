import type { May } from '@cynosure/shared/console/access.ts';
import { refOfService } from '../../access/refs.ts';
import type { Rights } from '../../access/rights.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import { impossible, permitted } from './may.ts';

/** What the page of a service offers; in the way of deleting it stand its instances and aliases. */
export function serviceMay(rights: Rights, { service, total, aliases }: ServiceEntry): May {
  const about = [refOfService(service)];
  const remove = permitted(rights, 'delete', about, 'DeleteServices');
  return {
    edit: permitted(rights, 'edit', about, 'UpdateServices'),
    delete:
      remove === true && total + aliases.size > 0
        ? impossible('serviceNotEmpty', { instances: total, aliases: aliases.size })
        : remove,
    register: permitted(rights, 'register', about),
    alias: permitted(rights, 'alias', about),
    token: permitted(rights, 'token', about),
    readToken: permitted(rights, 'readToken', about),
    deleteContract: permitted(rights, 'deleteContract', about),
  };
}
