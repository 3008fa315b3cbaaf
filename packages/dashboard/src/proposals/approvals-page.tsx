import { Page } from '../ui/page.tsx';

export function ApprovalsPage() {
  return (
    <Page title="Approvals" name="Approvals">
      <p>Approvals</p>
    </Page>
  );
}
