import type { Row } from './row.ts';

type Cell = string;

const number = (value: number | undefined): Cell =>
  value === undefined
    ? ''
    : value >= 1000
      ? Math.round(value).toLocaleString('en')
      : value >= 100
        ? value.toFixed(0)
        : value >= 1
          ? value.toFixed(1)
          : value.toPrecision(2);

/** Columns of the table, in order; one that no row has a figure for is left out. */
const COLUMNS: readonly (readonly [string, (row: Row) => Cell])[] = [
  ['case', (row) => row.case],
  ['ops/s', (row) => number(row.opsPerSecond)],
  ['p50 ms', (row) => number(row.p50Ms)],
  ['p99 ms', (row) => number(row.p99Ms)],
  ['p99.9 ms', (row) => number(row.p999Ms)],
  ['ops/cpu-s', (row) => number(row.opsPerCpuSecond)],
  ['cpu-s server', (row) => number(row.serverCpu)],
  ['cpu-s generator', (row) => number(row.generatorCpu)],
  ['RSS MiB', (row) => number(row.rssMiB)],
  [
    'of yardstick',
    (row) => (row.ofYardstick === undefined ? '' : `${number(row.ofYardstick)} ${row.yardstick}`),
  ],
  ['load', (row) => number(row.loadAverage)],
  ['more', (row) => more(row)],
];

const more = ({ more = {}, void: why }: Row): Cell =>
  [
    ...(why === undefined ? [] : [`VOID: ${why}`]),
    ...Object.entries(more).map(([name, value]) => `${name} ${number(value)}`),
  ].join(', ');

/** Rows as an aligned table of text. */
export function tableOf(rows: readonly Row[]): string {
  const used = COLUMNS.filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  const cells = [used.map(([name]) => name), ...rows.map((row) => used.map(([, cell]) => cell(row)))];
  const widths = used.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 || column === line.length - 1
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
