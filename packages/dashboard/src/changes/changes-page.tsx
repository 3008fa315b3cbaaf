import { Page } from '../ui/page.tsx';

export function ChangesPage() {
  return (
    <Page title="Changes" name="Changes">
      <p>Changes</p>
    </Page>
  );
}
