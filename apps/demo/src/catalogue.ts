/** One service of the demo as an architect would describe it. */
export interface ServiceSpec {
  readonly name: string;
  readonly namespace: string;
  /** Instances at scale 1. */
  readonly instances: number;
  readonly zones: readonly Zone[];
  readonly version: string;
  readonly protocol: 'grpc' | 'http' | 'tcp';
  readonly port: number;
  readonly ttlSeconds: number;
  /** How many clients discover it at scale 1. */
  readonly clients: number;
  /** How many of the instances are not checked. */
  readonly unchecked?: number;
  /** A newer version on trial: how many of the instances run it. */
  readonly canary?: { readonly version: string; readonly instances: number };
}

export const REGION = 'south';
export type Zone = 'gz-3' | 'gz-4' | 'gz-6';
export const ZONES: readonly Zone[] = ['gz-3', 'gz-4', 'gz-6'];

const EVERYWHERE = ZONES;
const TWO: readonly Zone[] = ['gz-3', 'gz-4'];

type Row = readonly [
  name: string,
  instances: number,
  zones: readonly Zone[],
  version: string,
  protocol: ServiceSpec['protocol'],
  port: number,
  ttlSeconds: number,
  clients: number,
];

const inNamespace = (namespace: string, rows: readonly Row[]): ServiceSpec[] =>
  rows.map(([name, instances, zones, version, protocol, port, ttlSeconds, clients]) => {
    return { name, namespace, instances, zones, version, protocol, port, ttlSeconds, clients };
  });

const more: Readonly<Record<string, Partial<ServiceSpec>>> = {
  order: { unchecked: 2, canary: { version: '4.3.0-rc.1', instances: 10 } },
  'image-resize': { unchecked: 8 },
};

/** Sixty services, 1,500 instances. The numbers of the first ones are those of the console's drawings. */
export const CATALOGUE: readonly ServiceSpec[] = [
  ...inNamespace('default', [
    ['checkout', 3, EVERYWHERE, '2.1.7', 'grpc', 8080, 5, 26],
    ['pricing', 9, EVERYWHERE, '2.8.0', 'grpc', 8081, 5, 22],
    ['inventory', 48, EVERYWHERE, '3.4.1', 'grpc', 8082, 5, 18],
    ['cart', 200, EVERYWHERE, '4.11.0', 'grpc', 8083, 5, 44],
    ['order', 200, EVERYWHERE, '4.2.0', 'grpc', 8080, 5, 61],
    ['search', 24, TWO, '8.0.3', 'http', 9090, 10, 12],
    ['recommend', 64, EVERYWHERE, '6.1.0', 'grpc', 9091, 5, 17],
    ['account', 120, EVERYWHERE, '7.0.1', 'grpc', 8084, 5, 88],
    ['session', 96, EVERYWHERE, '2.4.4', 'tcp', 6380, 3, 102],
    ['catalog', 148, EVERYWHERE, '9.3.0', 'grpc', 8085, 5, 73],
    ['shipment', 54, EVERYWHERE, '2.2.8', 'grpc', 8086, 5, 19],
    ['wishlist', 12, EVERYWHERE, '1.6.0', 'http', 8087, 5, 9],
    ['returns', 9, EVERYWHERE, '1.2.5', 'grpc', 8088, 5, 6],
    ['coupon', 15, EVERYWHERE, '3.0.1', 'grpc', 8089, 5, 21],
    ['reviews', 12, EVERYWHERE, '2.0.9', 'http', 8091, 10, 11],
    ['storefront', 24, EVERYWHERE, '12.4.0', 'http', 8800, 5, 2],
    ['merchant', 9, EVERYWHERE, '5.1.3', 'grpc', 8092, 5, 8],
    ['tax', 6, TWO, '1.0.4', 'grpc', 8093, 5, 7],
    ['address-book', 9, EVERYWHERE, '1.3.3', 'grpc', 8094, 10, 10],
    ['gift-card', 6, TWO, '0.8.2', 'grpc', 8095, 5, 4],
    ['stock-sync', 6, EVERYWHERE, '2.5.0', 'tcp', 7301, 10, 3],
    ['query-parser', 9, TWO, '4.0.2', 'grpc', 9092, 5, 5],
    ['suggest', 12, TWO, '3.7.1', 'http', 9093, 2, 6],
    ['ranking', 9, TWO, '5.5.0', 'grpc', 9094, 5, 5],
  ]),
  ...inNamespace('payments', [
    ['payment-gateway', 16, TWO, '5.2.7', 'grpc', 8443, 5, 31],
    ['ledger', 12, TWO, '3.0.5', 'grpc', 8444, 5, 14],
    ['risk-score', 30, TWO, '1.14.2', 'grpc', 8445, 5, 11],
    ['card-vault', 6, TWO, '2.9.1', 'grpc', 8446, 2, 5],
    ['refunds', 9, TWO, '1.8.0', 'grpc', 8447, 5, 8],
    ['payout', 6, TWO, '1.4.6', 'grpc', 8448, 10, 4],
    ['fx-rates', 6, TWO, '2.0.0', 'http', 8449, 3, 9],
    ['invoice', 9, TWO, '4.4.1', 'http', 8450, 10, 7],
    ['reconcile', 3, TWO, '0.12.0', 'grpc', 8451, 10, 2],
    ['wallet', 12, TWO, '3.3.8', 'grpc', 8452, 5, 13],
  ]),
  ...inNamespace('messaging', [
    ['notify', 20, EVERYWHERE, '1.9.0', 'grpc', 7001, 5, 9],
    ['audit-sink', 6, EVERYWHERE, '1.2.2', 'tcp', 7002, 5, 3],
    ['mail-out', 12, ['gz-3', 'gz-6'], '3.3.0', 'grpc', 7003, 10, 7],
    ['sms-out', 9, EVERYWHERE, '2.7.4', 'grpc', 7004, 5, 5],
    ['push-out', 12, EVERYWHERE, '4.1.0', 'grpc', 7005, 5, 6],
    ['templates', 6, EVERYWHERE, '1.1.1', 'http', 7006, 10, 8],
    ['inbox', 11, EVERYWHERE, '2.2.0', 'grpc', 7007, 5, 9],
    ['event-relay', 9, EVERYWHERE, '6.0.2', 'tcp', 7008, 2, 12],
    ['webhook', 6, EVERYWHERE, '1.5.9', 'http', 7009, 5, 3],
  ]),
  ...inNamespace('media', [
    ['image-resize', 48, ['gz-4', 'gz-6'], '1.8.1', 'http', 8600, 5, 21],
    ['transcode', 18, ['gz-4', 'gz-6'], '3.2.0', 'grpc', 8601, 10, 4],
    ['upload', 12, ['gz-4', 'gz-6'], '2.6.3', 'http', 8602, 5, 7],
    ['thumbnails', 15, ['gz-4', 'gz-6'], '1.9.9', 'http', 8603, 5, 6],
    ['watermark', 6, ['gz-4', 'gz-6'], '0.5.1', 'grpc', 8604, 10, 2],
  ]),
  ...inNamespace('platform', [
    ['feature-flags', 9, EVERYWHERE, '1.0.9', 'http', 8700, 10, 120],
    ['id-gen', 9, EVERYWHERE, '2.3.0', 'tcp', 8701, 2, 40],
    ['scheduler', 6, EVERYWHERE, '3.8.5', 'grpc', 8702, 5, 9],
    ['gateway', 20, EVERYWHERE, '7.7.0', 'http', 8703, 3, 3],
    ['token-issuer', 9, EVERYWHERE, '2.1.0', 'grpc', 8704, 5, 30],
    ['quota', 6, EVERYWHERE, '1.6.6', 'grpc', 8705, 5, 18],
    ['geo-ip', 6, EVERYWHERE, '1.0.2', 'http', 8706, 10, 5],
    ['metrics-relay', 12, EVERYWHERE, '4.0.0', 'tcp', 8707, 5, 2],
  ]),
  ...inNamespace('maps', [
    ['geo-tiles', 4, ['gz-4'], '1.3.0', 'http', 8800, 5, 6],
    ['geocode', 6, ['gz-4', 'gz-6'], '2.2.2', 'http', 8801, 5, 5],
    ['routing-engine', 9, ['gz-4', 'gz-6'], '5.0.1', 'grpc', 8802, 5, 4],
  ]),
  ...inNamespace('batch', [['legacy-sync', 1, ['gz-6'], '0.9.14', 'tcp', 8900, 10, 1]]),
].map((spec) => ({ ...spec, ...more[spec.name] }));

/** What runs on the drawings' host: service and port, with weight where it is not 100. */
export const CAST_HOST = '10.5.0.7';
export const CAST: readonly { readonly service: string; readonly port: number; readonly weight?: number }[] =
  [
    { service: 'inventory', port: 8082 },
    { service: 'notify', port: 7001 },
    { service: 'payment-gateway', port: 8443 },
    { service: 'search', port: 9090 },
    { service: 'audit-sink', port: 7002 },
    { service: 'cart', port: 8083 },
    { service: 'cart', port: 8183, weight: 50 },
    { service: 'checkout', port: 8080 },
    { service: 'ledger', port: 8444 },
    { service: 'pricing', port: 8081 },
    { service: 'recommend', port: 9091 },
    { service: 'risk-score', port: 8445 },
  ];
/** The other two hosts of checkout, the service with the fewest instances to lose. */
export const CHECKOUT_HOSTS: readonly string[] = [CAST_HOST, '10.5.2.31', '10.5.4.18'];
