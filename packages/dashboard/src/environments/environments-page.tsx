import { Page } from '../ui/page.tsx';

export function EnvironmentsPage() {
  return (
    <Page title="Environments" name="Environments">
      <p>Environments</p>
    </Page>
  );
}
