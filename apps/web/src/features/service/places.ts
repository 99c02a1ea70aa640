/** The most instances that can be registered at once. */
export const MOST_PLACES = 100;
const LONGEST_HOST = 128;

/** Hosts and ports as they are typed, in any separators. */
export type Places = { hosts: string[]; ports: number[]; faults: PlaceFault[] };

export type PlaceFault =
  | { field: 'hosts'; kind: 'hostsMissing' }
  | { field: 'hosts'; kind: 'hostLong'; host: string }
  | { field: 'hosts'; kind: 'tooMany' }
  | { field: 'ports'; kind: 'portsMissing' }
  | { field: 'ports'; kind: 'portBad'; port: string };

const parts = (text: string): string[] => [...new Set(text.split(/[\s,;|，；、]+/).filter(Boolean))];

/** Each host and port once, in the order in which they were typed. */
export function readPlaces(hostText: string, portText: string): Places {
  const hosts = parts(hostText);
  const portParts = parts(portText);
  const ports = [...new Set(portParts.filter(isPort).map(Number))];
  const faults: PlaceFault[] = [];
  const long = hosts.find((host) => host.length > LONGEST_HOST);
  const bad = portParts.find((part) => !isPort(part));
  if (hosts.length === 0) faults.push({ field: 'hosts', kind: 'hostsMissing' });
  else if (long !== undefined) faults.push({ field: 'hosts', kind: 'hostLong', host: long.slice(0, 20) });
  else if (hosts.length * ports.length > MOST_PLACES) faults.push({ field: 'hosts', kind: 'tooMany' });
  if (bad !== undefined) faults.push({ field: 'ports', kind: 'portBad', port: bad });
  else if (ports.length === 0) faults.push({ field: 'ports', kind: 'portsMissing' });
  return { hosts, ports, faults };
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;

/** A whole number within bounds, or undefined. */
export const wholeIn = (text: string, least: number, most: number): number | undefined =>
  /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
