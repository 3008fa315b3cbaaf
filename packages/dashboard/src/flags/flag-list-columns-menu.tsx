import { Button, Menu } from '@mantine/core';
import type { Environment } from '@slipway/api';
import { IconColumns3 } from '@tabler/icons-react';
import { memo } from 'react';
import { EnvironmentName } from '../ui/environment-name.tsx';

/** As many as the server reads at once. */
const MOST = 12;

interface ColumnsMenuProps {
  environments: readonly Environment[];
  shown: readonly Environment[];
  onChange: (shown: string[]) => void;
}

/** Which environments have a column. */
export const ColumnsMenu = memo(function ColumnsMenu({
  environments,
  shown: columns,
  onChange,
}: ColumnsMenuProps) {
  const shown = columns.map(({ key }) => key);
  const toggle = (key: string): void =>
    onChange(
      environments
        .map((one) => one.key)
        .filter((one) => (one === key ? !shown.includes(one) : shown.includes(one))),
    );
  return (
    <Menu
      closeOnItemClick={false}
      position="bottom-end"
      width={250}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button variant="default" h={34} leftSection={<IconColumns3 size={15} aria-hidden />}>
          Environments
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <Menu.Label>Columns, at most {MOST}</Menu.Label>
        {environments.map(({ key, name, kind, isProtected }) => (
          <Menu.CheckboxItem
            key={key}
            checked={shown.includes(key)}
            disabled={!shown.includes(key) && shown.length >= MOST}
            onChange={() => toggle(key)}
          >
            <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
});
