import { Page } from '../ui/page.tsx';

export function SettingsPage() {
  return (
    <Page title="Settings" name="Settings">
      <p>Settings</p>
    </Page>
  );
}
