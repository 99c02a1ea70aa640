/** Tickets as most trackers write them: INC-4711, CHG-2209. The first one in a reason is taken to be meant. */
const TICKET = /\b[A-Z][A-Z0-9]{1,9}-\d{1,9}\b/;

export const ticketIn = (reason: string): string => TICKET.exec(reason)?.[0] ?? '';
