import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRegistry, type DescField, type DescFile, getOption, ScalarType } from '@bufbuild/protobuf';
import { newer } from '../proto/gen/cynosure/options_pb.ts';
import { file_v1_config_manage_config_file_response } from '../proto/gen/v1/config_manage/config_file_response_pb.ts';
import { file_v1_config_manage_grpc_config_api } from '../proto/gen/v1/config_manage/grpc_config_api_pb.ts';
import { file_v1_service_manage_grpcapi } from '../proto/gen/v1/service_manage/grpcapi_pb.ts';

const table = join(import.meta.dirname, '../conformance/contract/grpc-messages.tsv');

/** Rows of the table that are left out on purpose, each for the reason in its .proto file. */
const leftOut = new Set([
  'v1.Namespace.sync_to_global_registry',
  'v1.Service.sync_to_global_registry',
  'v1.DiscoverResponse.lossless',
  'v1.PolarisGRPC.WatchClientEvents',
]);

interface Row {
  readonly kind: string;
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly repeated: boolean;
  readonly json: string;
  readonly newer: boolean;
}

/** Member rows of package v1 by full name; the result codes live in packages/shared instead. */
function rowsOf(text: string): ReadonlyMap<string, Row> {
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('file\t'));
  const rows = lines.map((line) => line.split('\t'));
  const newMessages = new Set(rows.filter((row) => row[4] === '' && row[10] === 'no').map((row) => row[3]));
  return new Map(
    rows
      .filter(([file, pkg, , , member]) => pkg === 'v1' && file !== 'model/code.proto' && member !== '')
      .map(([, , kind = '', owner = '', member = '', number, type = '', label = '', json, , inReference]) => [
        `${owner}.${member}`,
        {
          kind,
          name: member,
          number: Number(number),
          type,
          repeated: label.startsWith('repeated'),
          json: json || member,
          newer: inReference === 'no' && !newMessages.has(owner),
        },
      ]),
  );
}

function valueTypeOf(field: DescField): string {
  if (field.message) return field.message.typeName;
  if (field.enum) return field.enum.typeName;
  return field.scalar === undefined ? '' : ScalarType[field.scalar].toLowerCase();
}

function typeOf(field: DescField): string {
  if (field.fieldKind !== 'map') return valueTypeOf(field);
  return `map<${ScalarType[field.mapKey].toLowerCase()},${valueTypeOf(field)}>`;
}

/** Whether a type as the table writes it, relative to its scope, is the full name that the descriptor has. */
const sameType = (written: string, full: string): boolean => {
  const inner = /^map<(\w+),\s*(.+)>$/;
  const [left, right] = [inner.exec(written), inner.exec(full)];
  if (left && right) return left[1] === right[1] && sameType(left[2] ?? '', right[2] ?? '');
  return full === written || full.endsWith(`.${written}`);
};

/** Every file that the given ones need, themselves included. */
function withDependencies(files: readonly DescFile[]): DescFile[] {
  return files.flatMap((file) => [...withDependencies(file.dependencies), file]);
}

test('every member of the protocol has the number, type and JSON name of the contract', {
  skip: existsSync(table) ? false : 'conformance/contract/grpc-messages.tsv is not there',
}, () => {
  const rows = rowsOf(readFileSync(table, 'utf8'));
  const seen = new Set<string>();
  const expectRow = (owner: string, member: string): Row => {
    const row = rows.get(`${owner}.${member}`);
    assert.ok(row, `${owner}.${member} is not in the contract`);
    seen.add(`${owner}.${member}`);
    return row;
  };
  const registry = createRegistry(
    ...withDependencies([
      file_v1_service_manage_grpcapi,
      file_v1_config_manage_grpc_config_api,
      file_v1_config_manage_config_file_response,
    ]),
  );
  for (const desc of registry) {
    if (!desc.typeName.startsWith('v1.')) continue;
    if (desc.kind === 'message') {
      for (const field of desc.fields) {
        const where: string = `${desc.typeName}.${field.name}`;
        const row = expectRow(desc.typeName, field.name);
        assert.equal(field.number, row.number, `number of ${where}`);
        assert.equal(field.jsonName, row.json, `JSON name of ${where}`);
        assert.equal(field.fieldKind === 'list', row.repeated, `label of ${where}`);
        assert.ok(sameType(row.type, typeOf(field)), `type of ${where} is ${typeOf(field)}, not ${row.type}`);
        assert.equal(getOption(field, newer), row.newer, `${where}: is it newer than the reference?`);
      }
    } else if (desc.kind === 'enum') {
      for (const value of desc.values) {
        assert.equal(
          value.number,
          expectRow(desc.typeName, value.name).number,
          `number of ${desc.typeName}.${value.name}`,
        );
      }
    } else if (desc.kind === 'service') {
      for (const method of desc.methods) {
        const [input, output]: string[] = expectRow(desc.typeName, method.name).type.split(' -> ');
        const isStream = method.methodKind === 'bidi_streaming';
        assert.equal(
          isStream ? `stream ${method.input.name}` : method.input.name,
          input,
          `input of ${method.name}`,
        );
        assert.equal(
          isStream ? `stream ${method.output.name}` : method.output.name,
          output,
          `output of ${method.name}`,
        );
      }
    }
  }
  const missing = [...rows.keys()].filter((name) => !seen.has(name) && !leftOut.has(name));
  assert.deepEqual(missing, [], 'rows of the contract without a member');
});
