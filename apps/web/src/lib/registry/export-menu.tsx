import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';

const formats = [
  { format: 'csv', label: 'CSV' },
  { format: 'ndjson', label: 'JSON' },
] as const;

/** A whole list as a file, streamed by the registry whatever its size. `path` of /console/v1; `request`: filters and order. */
export function ExportMenu({ path, request }: { path: string; request: string }) {
  const words = useTranslations('action');
  const download = (format: string) => {
    const query = new URLSearchParams(request);
    query.set('format', format);
    const link = document.createElement('a');
    link.href = `/console/v1${path}?${query}`;
    link.download = '';
    link.click();
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button icon="export" className="not-narrow">
          {words('export')}
        </Button>
      }
    >
      {formats.map(({ format, label }) => (
        <MenuItem key={format} onSelect={() => download(format)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
